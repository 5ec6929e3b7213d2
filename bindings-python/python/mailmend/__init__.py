"""Tells why e-mail does not arrive, and how to mend it.

>>> report = explain("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown")
>>> report["findings"][0]["recipient"]
'suppress'
"""

from ._mailmend import MailmendError, __version__, call, explain

__all__ = ["MailmendError", "__version__", "call", "explain"]
