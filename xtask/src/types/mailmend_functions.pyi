"""The compiled part of the package. Written by `cargo xtask types`."""

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, Protocol, final, overload

from ._codes import Code
from ._words import *

__version__: str

class MailmendError(ValueError):
    """The request itself is wrong: a stack or a stage that does not exist."""

    code: str
    """The same word in every language."""

class ArrowArray(Protocol):
    """A column of another library, in one piece."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...

class ArrowStream(Protocol):
    """A column of another library, in pieces."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

def explain(
    what: str | bytes | bytearray | memoryview | BaseException,
    *,
    host: str | None = None,
    stack: str | None = None,
    stage: str | None = None,
) -> Report:
    """Explain why a mail did not arrive.

    Takes what was printed when sending failed, or the exception itself, with all that led to it; and, if you know
    them, the `host` that was talked to (a host name, a domain or a provider's short name), the `stack` that sends, and
    the `stage` that failed. Gives a report, which is never empty. Raises `MailmendError` when a stack or a stage is
    none that exists.
    """

@overload
def explain_many(
    texts: ArrowArray | ArrowStream,
    *,
    host: str | None = None,
    stack: str | None = None,
    stage: str | None = None,
) -> Columns: ...
@overload
def explain_many(
    texts: Iterable[str | bytes], *, host: str | None = None, stack: str | None = None, stage: str | None = None
) -> list[Report]:
    """Explain many replies at once: the same reports as `explain` gives for each.

    Takes a list (or anything that can be iterated) of texts, and gives a list of reports; what is equal shares one. Or
    a column of texts of Arrow, Polars, pandas, DuckDB or Spark (whatever has `__arrow_c_array__` or
    `__arrow_c_stream__`), and gives `Columns`: a row a text, with what the best finding says; nulls stay nulls. The
    hints hold for all of them. Other threads run meanwhile.
    """

def address(text: str, *, mode: str | None = None) -> AddressReport:
    """Check one address as typed: what is wrong, where, and what was meant.

    `mode` is what it is for: "signup" (the default), "header", "bounce" or "sender".
    """

@overload
def address_many(texts: ArrowArray | ArrowStream, *, mode: str | None = None) -> Columns: ...
@overload
def address_many(texts: Iterable[str | bytes], *, mode: str | None = None) -> list[AddressReport]:
    """Check many addresses at once: the same reports as `address` gives for each.

    Takes a list (or anything that can be iterated) of texts and gives a list of reports; or a column of texts, as
    `explain_many` does, and gives `Columns`. `mode` holds for all of them.
    """

@final
class Columns:
    """A table that any library with Arrow reads without a copy: `pyarrow.table(columns)`, `polars.DataFrame(columns)`."""

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_array__(self, requested_schema: Any = None, **more: Any) -> tuple[Any, Any]: ...
    def __arrow_c_stream__(self, requested_schema: Any = None, **more: Any) -> Any: ...

def call(json: str) -> str:
    """Answer one request: JSON in, JSON out, the same bytes in every language.

    Never raises for what the JSON says: a wrong request is answered with `{"error":{"code":…,"message":…}}`.
    """

def _restore(cls: type, text: str) -> Any:
    """Makes an object of one of these classes from its JSON: what pickle calls."""
