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

@final
class Report:
    """The answer to `explain`."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def schema(self) -> Literal[1]:
        """The version of this shape."""
    @property
    def kind(self) -> Kind:
        """What was read."""
    @property
    def provider(self) -> str | None:
        """The short name of the provider whose words these are, or whom the caller named."""
    @property
    def stage(self) -> Stage | None:
        """The step of the dialogue that failed."""
    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, the best first; never empty."""
    @property
    def needs(self) -> tuple[Need, ...]:
        """What a deeper answer would need."""
    @property
    def cut(self) -> Cut | None:
        """Set when the input was too long to be read whole."""
    @property
    def best(self) -> Finding:
        """The best finding: the first."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Cut:
    """How much of a long input was read."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def read(self) -> int:
        """Bytes that were read."""
    @property
    def given(self) -> int:
        """Bytes that were given."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Finding:
    """One cause, with its proof and its cure."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def code(self) -> str:
        """The code, for instance `AUTH002`."""
    @property
    def slug(self) -> str:
        """The code in words, for instance `app-password-required`."""
    @property
    def class_(self) -> Class | None:
        """The taxonomy's name; none for a remark that is no cause."""
    @property
    def area(self) -> Area:
        """The part of the way that failed."""
    @property
    def severity(self) -> Severity:
        """How much it hurts."""
    @property
    def confidence(self) -> Confidence:
        """How sure it is."""
    @property
    def title(self) -> str:
        """What is wrong."""
    @property
    def why(self) -> str:
        """Why."""
    @property
    def owner(self) -> Owner:
        """Who has to act."""
    @property
    def retry(self) -> Retry:
        """When to try again."""
    @property
    def after(self) -> int | None:
        """The seconds to wait; set when `retry` is `later`."""
    @property
    def recipient(self) -> Recipient:
        """What to do with the recipient's address."""
    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What in the input shows it; secrets are masked."""
    @property
    def fixes(self) -> tuple[Fix, ...]:
        """What to do, step by step."""
    @property
    def facts(self) -> dict[str, str]:
        """What the text names."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Evidence:
    """A piece of the input."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def text(self) -> str:
        """What stands there."""
    @property
    def start(self) -> int:
        """Where it starts, in UTF-8 bytes."""
    @property
    def end(self) -> int:
        """Where it ends, in UTF-8 bytes."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Fix:
    """One step of a fix."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def text(self) -> str:
        """What to do."""
    @property
    def link(self) -> str | None:
        """The page that shows it."""
    @property
    def commands(self) -> tuple[str, ...]:
        """Commands to type."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AddressReport:
    """The answer to `address`."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def schema(self) -> Literal[1]:
        """The version of this shape."""
    @property
    def kind(self) -> Literal["address"]:
        """What this answer is about."""
    @property
    def valid(self) -> Valid:
        """The verdicts on the text as it was given."""
    @property
    def normal(self) -> str | None:
        """The form to store; none when no mail could be sent to the address."""
    @property
    def local(self) -> str | None:
        """The name before the `@`, as it stands."""
    @property
    def domain(self) -> str | None:
        """The domain in lower case and U-labels, or the address in brackets."""
    @property
    def ascii(self) -> str | None:
        """The domain in A-labels, as DNS carries it."""
    @property
    def suggestion(self) -> str | None:
        """The whole address that was meant, where that is another. It is valid itself."""
    @property
    def flags(self) -> AddressFlags:
        """What is known of such addresses."""
    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, the gravest first; none where all is sound."""
    @property
    def addresses(self) -> tuple[Listed, ...]:
        """Every address of a header, and the split of a list that was given where one address belongs."""
    @property
    def cut(self) -> Cut | None:
        """Set when the input was too long to be read whole."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Valid:
    """One verdict a standard."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def smtp(self) -> bool:
        """Plain SMTP can carry it (RFC 5321 Mailbox)."""
    @property
    def eai(self) -> bool | None:
        """SMTP with SMTPUTF8 can carry it (RFC 6531); none when that hangs on IDNA and this build has none."""
    @property
    def header(self) -> bool:
        """A header can carry it (RFC 5322 addr-spec, without obsolete forms)."""
    @property
    def form(self) -> bool | None:
        """A sign-up form should take it; none when that hangs on IDNA and this build has none."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AddressFlags:
    """Good to know, never an error."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def role(self) -> bool:
        """The name is that of a task: RFC 2142, and practice."""
    @property
    def free(self) -> bool:
        """Anyone can get a mailbox at this domain."""
    @property
    def disposable(self) -> bool:
        """The domain is one of throw-away mailboxes."""
    @property
    def tag(self) -> str | None:
        """The tag after the plus."""
    @property
    def canonical(self) -> str | None:
        """The form that is the same for all spellings of one mailbox: to compare, not to mail."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Listed:
    """One address of several."""

    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def text(self) -> str:
        """The address as it stands, without the name."""
    @property
    def start(self) -> int:
        """Where it starts in the whole text, in UTF-8 bytes."""
    @property
    def end(self) -> int:
        """Where it ends in the whole text, in UTF-8 bytes."""
    @property
    def display(self) -> str | None:
        """The name beside it, decoded (RFC 2047), for showing."""
    @property
    def group(self) -> str | None:
        """The name of the group that it belongs to (RFC 5322 section 3.4)."""
    @property
    def valid(self) -> Valid:
        """The verdicts on the address as it stands."""
    @property
    def normal(self) -> str | None:
        """The form to store."""
    @property
    def suggestion(self) -> str | None:
        """The address that was meant, where that is another."""
    @property
    def findings(self) -> tuple[int, ...]:
        """Which of the report's findings are about it, by their places."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, as JSON has it."""
    def to_json(self) -> str:
        """The same as JSON, the same bytes in every language."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
