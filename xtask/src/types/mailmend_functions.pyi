"""The compiled part of the package. Written by `cargo xtask types`."""

from typing import Any, ClassVar, Literal, final

from ._codes import Code
from ._words import *

__version__: str

class MailmendError(ValueError):
    """The request itself is wrong: a stack or a stage that does not exist."""

    code: str
    """The same word in every language."""

def explain_text(
    text: str, *, host: str | None = None, stack: str | None = None, stage: str | None = None
) -> Report:
    """Explain a text: see `mailmend.explain`, which takes exceptions, too."""

def address_text(text: str, mode: str | None = None) -> AddressReport:
    """Check an address: see `mailmend.address`."""

def call(json: str) -> str:
    """Answer one request: JSON in, JSON out, the same bytes in every language.

    Never raises for what the JSON says: a wrong request is answered with `{"error":{"code":…,"message":…}}`.
    """

def _restore(cls: type, text: str) -> Any:
    """Makes an object of one of these classes from its JSON: what pickle calls."""
