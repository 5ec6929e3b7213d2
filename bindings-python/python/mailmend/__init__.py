"""Tells why e-mail does not arrive, and how to mend it.

>>> report = explain("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown")
>>> report.best.recipient is Recipient.SUPPRESS
True
"""

from ._calls import (
    bimi,
    bounce,
    catalog,
    check_host,
    content,
    dkim,
    dmarc,
    dmarc_policy,
    domain,
    explain_recipients,
    health,
    mtasts,
    mtasts_policy,
    page,
    plan,
    record,
    reply,
    retry,
    settings,
    spf,
    spf_tree,
    suppress,
    tlsrpt,
)
from ._mailmend import (
    AddressFlags,
    AddressReport,
    Columns,
    Cut,
    Evidence,
    Finding,
    Fix,
    Listed,
    MailmendError,
    Report,
    Valid,
    __version__,
    address,
    address_many,
    call,
    explain,
    explain_many,
)
from ._words import Class, Confidence, Kind, Owner, Recipient, Retry, Severity, Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._codes import Code

__all__ = [
    "AddressFlags",
    "AddressReport",
    "Class",
    "Code",
    "Columns",
    "Confidence",
    "Cut",
    "Evidence",
    "Finding",
    "Fix",
    "Kind",
    "Listed",
    "MailmendError",
    "Owner",
    "Recipient",
    "Report",
    "Retry",
    "Severity",
    "Stage",
    "Valid",
    "__version__",
    "address",
    "address_many",
    "bimi",
    "bounce",
    "call",
    "catalog",
    "check_host",
    "content",
    "dkim",
    "dmarc",
    "dmarc_policy",
    "domain",
    "explain",
    "explain_many",
    "explain_recipients",
    "health",
    "mtasts",
    "mtasts_policy",
    "page",
    "plan",
    "record",
    "reply",
    "retry",
    "settings",
    "spf",
    "spf_tree",
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
