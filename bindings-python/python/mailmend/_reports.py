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

    __slots__ = ("schema", "kind", "record", "findings", "fixed", "publish", "needs", "cut")
    _keys = ("schema", "kind", "record", "findings", "fixed", "publish", "needs", "cut")
    _made = {"record": "RecordType", "findings": "Finding", "publish": "Publish", "needs": "Need", "cut": "Cut"}
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
    publish: Publish | None
    """The corrected record in the forms in which it is entered."""
    needs: tuple[Need, ...]
    """What a deeper answer would need."""
    cut: Cut | None
    """Set when the input was too long to be read whole."""


class DomainReport(Frozen):
    """The answer to `domain`."""

    __slots__ = ("schema", "kind", "domain", "findings", "records", "spf", "dmarc", "verdict", "needs")
    _keys = ("schema", "kind", "domain", "findings", "records", "spf", "dmarc", "verdict", "needs")
    _made = {
        "findings": "Finding",
        "records": "DomainRecord",
        "spf": "SpfSummary",
        "dmarc": "DmarcSummary",
        "verdict": "Verdict",
        "needs": "Lookup",
    }
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["domain"]
    """What was read."""
    domain: str
    """The domain, as it was looked up."""
    findings: tuple[Finding, ...]
    """The findings, the gravest first; the facts `name` and `type` say which record each is about."""
    records: tuple[DomainRecord, ...]
    """The mail records that were found."""
    spf: SpfSummary | None
    """What receivers follow when they read the SPF record."""
    dmarc: DmarcSummary | None
    """The DMARC policy in force."""
    verdict: tuple[Verdict, ...]
    """What each group of receivers asks of those who send much, and whether the domain has it."""
    needs: tuple[Lookup, ...]
    """The look-ups that are still wanted; none: the answer is complete."""


class DomainRecord(Frozen):
    """A mail record that was found in DNS."""

    __slots__ = ("record", "name", "type", "text", "codes", "fixed", "publish")
    _keys = ("record", "name", "type", "text", "codes", "fixed", "publish")
    _made = {"record": "RecordType", "type": "LookupType", "publish": "Publish"}
    record: RecordType
    """What kind of record it is."""
    name: str
    """Where it stands."""
    type: LookupType
    """Its type in DNS."""
    text: str
    """Its text, the strings joined. Masked where it holds a private key."""
    codes: tuple[str, ...]
    """The codes of what is wrong with it."""
    fixed: str | None
    """The record as it should be; none where nothing is to be corrected, and where no edit is safe."""
    publish: Publish | None
    """The corrected record in the forms in which it is entered."""


class Publish(Frozen):
    """A record in the forms in which it is entered."""

    __slots__ = ("name", "raw", "strings", "zone")
    _keys = ("name", "raw", "strings", "zone")
    _made = {}
    name: str | None
    """The name it belongs to."""
    raw: str
    """The text: what most DNS panels take."""
    strings: tuple[str, ...]
    """The text in strings of at most 255 bytes."""
    zone: str
    """A line of a zone file."""


class SpfSummary(Frozen):
    """What receivers follow when they read an SPF record."""

    __slots__ = ("lookups", "voids", "includes", "complete")
    _keys = ("lookups", "voids", "includes", "complete")
    _made = {"includes": "SpfInclude"}
    lookups: int
    """The terms that need a look-up, those of included records as well: ten at most."""
    voids: int
    """The look-ups that find nothing: two at most."""
    includes: tuple[SpfInclude, ...]
    """The records that it leads to, each before what it includes."""
    complete: bool
    """Whether all of it was followed."""


class SpfInclude(Frozen):
    """A record that an SPF record leads to."""

    __slots__ = ("name", "depth", "lookups", "read")
    _keys = ("name", "depth", "lookups", "read")
    _made = {}
    name: str
    """Where it stands."""
    depth: int
    """How deep: 1 for what the domain's own record includes."""
    lookups: int
    """The terms in it and below it that need a look-up."""
    read: bool
    """Whether there is a record that receivers can read."""


class DmarcSummary(Frozen):
    """The DMARC policy in force for a domain."""

    __slots__ = ("domain", "text", "policy", "applied")
    _keys = ("domain", "text", "policy", "applied")
    _made = {}
    domain: str
    """The domain whose record it is."""
    text: str
    """The record."""
    policy: str | None
    """The policy as it is published."""
    applied: str | None
    """The policy as it is applied: weaker while it is being tested."""


class Verdict(Frozen):
    """Whether a domain has what a group of receivers asks of those who send it much."""

    __slots__ = ("id", "name", "since", "source", "seen", "rules")
    _keys = ("id", "name", "since", "source", "seen", "rules")
    _made = {"rules": "Ruling"}
    id: str
    """A short name."""
    name: str
    """The name people know."""
    since: str
    """The month since which it is asked."""
    source: str
    """Where the receiver says so."""
    seen: str
    """The month in which the rules were last compared with it."""
    rules: tuple[Ruling, ...]
    """Each rule."""


class Ruling(Frozen):
    """One rule, and whether it is met."""

    __slots__ = ("check", "status", "text", "how")
    _keys = ("check", "status", "text", "how")
    _made = {}
    check: Literal["spf", "dkim", "dmarc", "alignment", "reverse-name", "tls", "unsubscribe", "complaints"]
    """What is looked at."""
    status: Literal["met", "not-met", "unseen", "unknown"]
    """Whether it is met; `unseen`: DNS does not show it."""
    text: str
    """What is asked."""
    how: str | None
    """How one sees it, where DNS does not show it."""


class Lookup(Frozen):
    """A look-up that is still wanted."""

    __slots__ = ("name", "type")
    _keys = ("name", "type")
    _made = {"type": "LookupType"}
    name: str
    """The name."""
    type: LookupType
    """What is asked of it."""


class DnsAnswer(Frozen):
    """What DNS answered to a look-up: records, or the way to have none."""

    __slots__ = ("name", "type", "records", "status")
    _keys = ("name", "type", "records", "status")
    _made = {"type": "LookupType"}
    _lists = ("records",)
    name: str
    """The name."""
    type: LookupType
    """What was asked of it."""
    records: tuple[Any, ...]
    """The records: texts, `[preference, host]` for MX, the list of its strings for TXT."""
    status: Literal["nodata", "nxdomain", "timeout", "servfail"] | None
    """In place of records."""


__all__ = [
    "BounceReport",
    "Bounce",
    "RecordReport",
    "DomainReport",
    "DomainRecord",
    "Publish",
    "SpfSummary",
    "SpfInclude",
    "DmarcSummary",
    "Verdict",
    "Ruling",
    "Lookup",
    "DnsAnswer",
]
