"""Tells why e-mail does not arrive, and how to mend it.

>>> report = explain("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown")
>>> report.best.recipient is Recipient.SUPPRESS
True
"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ._calls import (
    address,
    bimi,
    bounce,
    content,
    dkim,
    dmarc,
    dmarc_policy,
    domain,
    explain,
    explain_recipients,
    health,
    mtasts,
    mtasts_policy,
    plan,
    record,
    retry,
    settings,
    spf,
    suppress,
    tlsrpt,
)
from ._mailmend import Cut, Evidence, Finding, Fix, MailmendError, Report, __version__, call
from ._words import Class, Confidence, Kind, Owner, Recipient, Retry, Severity, Stage

if _TYPE_CHECKING:
    from ._codes import Code

__all__ = [
    "Class",
    "Code",
    "Confidence",
    "Cut",
    "Evidence",
    "Finding",
    "Fix",
    "Kind",
    "MailmendError",
    "Owner",
    "Recipient",
    "Report",
    "Retry",
    "Severity",
    "Stage",
    "__version__",
    "address",
    "bimi",
    "bounce",
    "call",
    "content",
    "dkim",
    "dmarc",
    "dmarc_policy",
    "domain",
    "explain",
    "explain_recipients",
    "health",
    "mtasts",
    "mtasts_policy",
    "plan",
    "record",
    "retry",
    "settings",
    "spf",
    "suppress",
    "tlsrpt",
]


def __getattr__(name: str) -> object:
    # The enum of all codes takes longer to make than all the rest: it is made when it is asked for.
    if name == "Code":
        from ._codes import Code

        globals()["Code"] = Code
        return Code
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
