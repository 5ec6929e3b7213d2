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


__all__ = ["BounceReport", "Bounce", "RecordReport"]
