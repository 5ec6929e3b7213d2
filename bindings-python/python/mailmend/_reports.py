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


class CheckHostReport(Frozen):
    """The answer to `check-host`."""

    __slots__ = ("schema", "kind", "result", "needs")
    _keys = ("schema", "kind", "result", "needs")
    _made = {"result": "SpfResult", "needs": "Lookup"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["check-host"]
    """What this answer is about."""
    result: SpfResult | None
    """The result; none as long as look-ups are wanted."""
    needs: tuple[Lookup, ...]
    """The look-ups that are wanted first."""


class SpfResult(Frozen):
    """The result of RFC 7208 check_host, and how it came about."""

    __slots__ = ("verdict", "domain", "matched", "explanation", "problem", "terms", "voids", "trace")
    _keys = ("verdict", "domain", "matched", "explanation", "problem", "terms", "voids", "trace")
    _made = {"verdict": "SpfVerdict", "matched": "SpfMatch", "problem": "SpfProblem", "trace": "SpfStep"}
    verdict: SpfVerdict
    """The result."""
    domain: str
    """The domain that was checked."""
    matched: SpfMatch | None
    """The term that decided; none where no term matched."""
    explanation: str | None
    """What the domain wants to be told to whom it turned away."""
    problem: SpfProblem | None
    """What stood in the way, for none, temperror and permerror."""
    terms: int
    """Terms that looked something up, of ten allowed."""
    voids: int
    """Look-ups that found nothing, of two allowed."""
    trace: tuple[SpfStep, ...]
    """Every step, in order; empty where it was not asked for."""


class SpfMatch(Frozen):
    """A term that matched."""

    __slots__ = ("domain", "term", "start", "end")
    _keys = ("domain", "term", "start", "end")
    _made = {}
    domain: str
    """Whose record it stands in."""
    term: str
    """The term."""
    start: int
    """Where it starts there, in UTF-8 bytes."""
    end: int
    """Where it ends, in UTF-8 bytes."""


class SpfProblem(Frozen):
    """What stood in the way of an evaluation."""

    __slots__ = ("problem", "domain", "term", "span")
    _keys = ("problem", "domain", "term", "span")
    _made = {"span": "Place"}
    problem: str
    """What it is."""
    domain: str
    """The domain whose record it is about."""
    term: str | None
    """The term, where one can be named."""
    span: Place | None
    """Where the term stands in the record."""


class Place(Frozen):
    """A place in a text."""

    __slots__ = ("start", "end")
    _keys = ("start", "end")
    _made = {}
    start: int
    """Where it starts, in UTF-8 bytes."""
    end: int
    """Where it ends, in UTF-8 bytes."""


class SpfStep(Frozen):
    """One step of an evaluation."""

    __slots__ = ("depth", "domain", "term", "span", "asked", "outcome", "with")
    _keys = ("depth", "domain", "term", "span", "asked", "outcome", "with")
    _made = {"span": "Place", "asked": "Lookup"}
    depth: int
    """How deep in included records it happened; 0 is the domain's own."""
    domain: str
    """Whose record was at work."""
    term: str | None
    """The term; none where the record as a whole was looked for."""
    span: Place | None
    """Where the term stands."""
    asked: Lookup | None
    """What was asked of DNS."""
    outcome: Literal["record", "match", "no-match", "redirect", "end", "problem"]
    """What came of it."""
    with: str | None
    """The record that was found, the result of a match or of the end, or the problem."""


class SpfTreeReport(Frozen):
    """The answer to `spf-tree`."""

    __slots__ = ("schema", "kind", "nodes", "findings", "flat", "needs", "cut")
    _keys = ("schema", "kind", "nodes", "findings", "flat", "needs", "cut")
    _made = {"nodes": "SpfNode", "findings": "Finding", "flat": "SpfFlat", "needs": "Lookup"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["spf-tree"]
    """What this answer is about."""
    nodes: tuple[SpfNode, ...]
    """The records: first the domain's own, each before what it includes."""
    findings: tuple[Finding, ...]
    """What is wrong with the tree."""
    flat: SpfFlat | None
    """The record with addresses in place of names, where it was asked for."""
    needs: tuple[Lookup, ...]
    """The look-ups still wanted; the rest is what is known so far."""
    cut: bool
    """Whether the tree is too large to be followed to its end."""


class SpfNode(Frozen):
    """One record of the tree."""

    __slots__ = (
        "name",
        "parent",
        "via",
        "state",
        "of",
        "problem",
        "start",
        "end",
        "record",
        "terms",
        "lookups",
        "voids",
        "v4",
        "v6",
        "complete",
    )
    _keys = (
        "name",
        "parent",
        "via",
        "state",
        "of",
        "problem",
        "start",
        "end",
        "record",
        "terms",
        "lookups",
        "voids",
        "v4",
        "v6",
        "complete",
    )
    _made = {"terms": "SpfTerm"}
    name: str
    """The name of the domain."""
    parent: int | None
    """The record that leads here, by its place; none for the domain's own."""
    via: int | None
    """The term of that record, by its place."""
    state: Literal["record", "waiting", "no-record", "no-name", "bad-domain", "several-records", "invalid", "timeout", "server-failure", "loop", "repeated", "per-message", "cut"]
    """What was found."""
    of: int | None
    """The place of the record that this one repeats or leads back to."""
    problem: str | None
    """What makes the record invalid."""
    start: int | None
    """Where that starts in the record, in UTF-8 bytes."""
    end: int | None
    """Where it ends, in UTF-8 bytes."""
    record: str | None
    """The record, where there is one."""
    terms: tuple[SpfTerm, ...]
    """Its terms that mean something, in order."""
    lookups: int
    """The terms that look something up when nothing matches, those of included records as well."""
    voids: int
    """The look-ups among them that find nothing."""
    v4: int
    """IPv4 addresses that pass."""
    v6: str
    """IPv6 addresses that pass, as a decimal number."""
    complete: bool
    """Whether all of it is known: no look-up is missing, and nothing depends on the message."""


class SpfTerm(Frozen):
    """A term, with what it costs."""

    __slots__ = (
        "text",
        "start",
        "end",
        "qualifier",
        "lookups",
        "voids",
        "child",
        "found",
        "v4",
        "v6",
        "reached",
        "all",
    )
    _keys = ("text", "start", "end", "qualifier", "lookups", "voids", "child", "found", "v4", "v6", "reached", "all")
    _made = {}
    text: str
    """The term."""
    start: int
    """Where it starts in the record, in UTF-8 bytes."""
    end: int
    """Where it ends, in UTF-8 bytes."""
    qualifier: Literal["+", "-", "~", "?"] | None
    """What it gives; none for `redirect=`."""
    lookups: int
    """Terms that look something up: this one, and those of what it includes."""
    voids: int
    """The look-ups among them that find nothing."""
    child: int | None
    """The record that it leads to, by its place in the tree."""
    found: Literal["something", "waiting", "nothing", "hosts-without-address", "too-many-hosts", "broken", "failure", "per-message", "cut"] | None
    """What is behind it; none for `all` and for networks."""
    v4: int
    """IPv4 addresses that pass by it."""
    v6: str
    """IPv6 addresses that pass by it, as a decimal number."""
    reached: bool
    """Whether evaluation can come here: nothing before it matches everyone."""
    all: bool
    """Whether it is `all`."""


class SpfFlat(Frozen):
    """A record with addresses in place of names."""

    __slots__ = ("record", "networks", "lookups", "kept", "dropped", "complete")
    _keys = ("record", "networks", "lookups", "kept", "dropped", "complete")
    _made = {}
    record: str
    """The record."""
    networks: int
    """How many networks it names."""
    lookups: int
    """The terms that look something up in it."""
    kept: tuple[str, ...]
    """Terms that stay as they are."""
    dropped: tuple[str, ...]
    """Terms that are left out: there is nothing behind them."""
    complete: bool
    """Whether every look-up was answered."""


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
    "CheckHostReport",
    "SpfResult",
    "SpfMatch",
    "SpfProblem",
    "Place",
    "SpfStep",
    "SpfTreeReport",
    "SpfNode",
    "SpfTerm",
    "SpfFlat",
    "DnsAnswer",
]
