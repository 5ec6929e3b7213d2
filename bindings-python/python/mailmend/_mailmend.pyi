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
    def __eq__(self, other: object) -> bool: ...
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
    def __eq__(self, other: object) -> bool: ...
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
    def __eq__(self, other: object) -> bool: ...
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
    def __eq__(self, other: object) -> bool: ...
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
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
