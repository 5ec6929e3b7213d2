"""The answers that are made of JSON. Written by `cargo xtask types`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ._frozen import Frozen

if TYPE_CHECKING:
    from ._mailmend import Cut, Evidence, Finding, Fix
    from ._words import *


class BounceReport(Frozen):
    """The answer to `bounce`: one finding a recipient, in the order of the message."""

    __slots__ = ("schema", "kind", "bounce", "findings", "needs")
    _keys = ("schema", "kind", "bounce", "findings", "needs")
    _made = {"kind": "BounceKind", "bounce": "Bounce", "findings": "Finding", "needs": "Need"}
    schema: Literal[1]
    """The version of this shape."""
    kind: BounceKind
    """What kind of message it is."""
    bounce: Bounce
    """What stands there once for all recipients."""
    findings: tuple[Finding, ...]
    """One a recipient; none only when the message is no bounce."""
    needs: tuple[Need, ...]
    """What a deeper answer would need."""


class Bounce(Frozen):
    """What a bounce message says once for all recipients."""

    __slots__ = ("message_id", "subject", "envelope_id", "feedback_type")
    _keys = ("message-id", "subject", "envelope-id", "feedback-type")
    _made = {}
    message_id: str | None
    """The Message-ID of the message that came back, without angle brackets."""
    subject: str | None
    """The subject of the message that came back."""
    envelope_id: str | None
    """The envelope id that the sender had given (RFC 3461 section 4.4)."""
    feedback_type: str | None
    """The kind of a feedback report (RFC 5965 section 7.3), for instance `abuse`."""


class RecordReport(Frozen):
    """The answer to `record`, `spf`, `dkim`, `dmarc`, `mtasts`, `tlsrpt` and `bimi`."""

    __slots__ = ("schema", "kind", "record", "findings", "fixed", "needs", "cut")
    _keys = ("schema", "kind", "record", "findings", "fixed", "needs", "cut")
    _made = {"record": "RecordType", "findings": "Finding", "needs": "Need", "cut": "Cut"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["record"]
    """What this answer is about."""
    record: RecordType | None
    """What kind of record it is; none where that cannot be told."""
    findings: tuple[Finding, ...]
    """The findings, the gravest first; none where all is sound."""
    fixed: str | None
    """The corrected record; none where nothing is to be corrected, and where no edit is safe."""
    needs: tuple[Need, ...]
    """What a deeper answer would need."""
    cut: Cut | None
    """Set when the input was too long to be read whole."""


class AddressReport(Frozen):
    """The answer to `address`."""

    __slots__ = (
        "schema",
        "kind",
        "valid",
        "normal",
        "local",
        "domain",
        "ascii",
        "suggestion",
        "flags",
        "findings",
        "cut",
    )
    _keys = ("schema", "kind", "valid", "normal", "local", "domain", "ascii", "suggestion", "flags", "findings", "cut")
    _made = {"valid": "Valid", "flags": "AddressFlags", "findings": "Finding", "cut": "Cut"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["address"]
    """What this answer is about."""
    valid: Valid
    """The verdicts on the text as it was given."""
    normal: str | None
    """The form to store; none when no mail could be sent to the address."""
    local: str | None
    """The name before the `@`, as it stands."""
    domain: str | None
    """The domain in lower case and U-labels, or the address in brackets."""
    ascii: str | None
    """The domain in A-labels, as DNS carries it."""
    suggestion: str | None
    """The whole address that was meant, where that is another. It is valid itself."""
    flags: AddressFlags
    """What is known of such addresses."""
    findings: tuple[Finding, ...]
    """The findings, the gravest first; none where all is sound."""
    cut: Cut | None
    """Set when the input was too long to be read whole."""


class Valid(Frozen):
    """One verdict a standard."""

    __slots__ = ("smtp", "eai", "header", "form")
    _keys = ("smtp", "eai", "header", "form")
    _made = {}
    smtp: bool
    """Plain SMTP can carry it (RFC 5321 Mailbox)."""
    eai: bool | None
    """SMTP with SMTPUTF8 can carry it (RFC 6531); none when that hangs on IDNA and this build has none."""
    header: bool
    """A header can carry it (RFC 5322 addr-spec, without obsolete forms)."""
    form: bool | None
    """A sign-up form should take it; none when that hangs on IDNA and this build has none."""


class AddressFlags(Frozen):
    """Good to know, never an error."""

    __slots__ = ("role", "free", "disposable", "tag", "canonical")
    _keys = ("role", "free", "disposable", "tag", "canonical")
    _made = {}
    role: bool
    """The name is that of a task: RFC 2142, and practice."""
    free: bool
    """Anyone can get a mailbox at this domain."""
    disposable: bool
    """The domain is one of throw-away mailboxes."""
    tag: str | None
    """The tag after the plus."""
    canonical: str | None
    """The form that is the same for all spellings of one mailbox: to compare, not to mail."""


__all__ = ["BounceReport", "Bounce", "RecordReport", "AddressReport", "Valid", "AddressFlags"]
