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

    __slots__ = ("schema", "kind", "record", "findings", "fixed", "publish", "needs", "cut", "tree")
    _keys = ("schema", "kind", "record", "findings", "fixed", "publish", "needs", "cut", "tree")
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
    tree: dict[str, Any] | None
    """The terms of the record and where they stand."""


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

    __slots__ = ("depth", "domain", "term", "span", "asked", "outcome", "detail")
    _keys = ("depth", "domain", "term", "span", "asked", "outcome", "detail")
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
    detail: str | None
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


class PlanReport(Frozen):
    """The answer to `plan`: when to send how many."""

    __slots__ = (
        "schema",
        "kind",
        "provider",
        "account",
        "volume",
        "pace",
        "limits",
        "duration",
        "ramp",
        "classes",
        "runs",
        "summary",
        "findings",
    )
    _keys = (
        "schema",
        "kind",
        "provider",
        "account",
        "volume",
        "pace",
        "limits",
        "duration",
        "ramp",
        "classes",
        "runs",
        "summary",
        "findings",
    )
    _made = {"pace": "Pace", "limits": "UsedLimit", "classes": "PlannedClass", "runs": "Run", "findings": "Finding"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["plan"]
    """What this answer is about."""
    provider: str | None
    """The provider whose limits were used."""
    account: str | None
    """The kind of account whose limits were used, where the provider has several."""
    volume: int
    """How many mails are planned."""
    pace: Pace | None
    """The steady pace; none where no limit is known: then there is no schedule either."""
    limits: tuple[UsedLimit, ...]
    """The limits that apply, each with what the plan uses of it."""
    duration: int
    """Seconds from the first mail to the end of the last batch's pause."""
    ramp: tuple[int, ...]
    """How many mails go out on each day while the volume grows; empty where it need not."""
    classes: tuple[PlannedClass, ...]
    """What happens to each class, in the order of their priority."""
    runs: tuple[Run, ...]
    """The schedule, in the order of time."""
    summary: tuple[str, ...]
    """The plan in sentences."""
    findings: tuple[Finding, ...]
    """What a person should know about it."""


class Pace(Frozen):
    """A steady pace: so many mails at once, then a pause."""

    __slots__ = ("every", "count")
    _keys = ("every", "count")
    _made = {}
    every: int
    """Seconds from one batch to the next."""
    count: int
    """Mails in a batch."""


class UsedLimit(Frozen):
    """A limit, and what the plan uses of it."""

    __slots__ = ("unit", "per", "count", "mails", "binds", "account", "note", "confirmed", "source", "seen")
    _keys = ("unit", "per", "count", "mails", "binds", "account", "note", "confirmed", "source", "seen")
    _made = {"unit": "LimitUnit", "per": "LimitWindow"}
    unit: LimitUnit
    """What is counted."""
    per: LimitWindow
    """In what time, or in what."""
    count: int
    """How many are allowed."""
    mails: int | None
    """How many mails the plan sends in that time at most: 20 % below the limit."""
    binds: bool
    """Whether it is the one that sets the pace."""
    account: str | None
    """The kind of account it is for."""
    note: str | None
    """What belongs to the figure."""
    confirmed: bool
    """Whether the provider's own pages say so."""
    source: str
    """Where it stands."""
    seen: str | None
    """When it was last seen."""


class PlannedClass(Frozen):
    """A class of mail, planned."""

    __slots__ = ("name", "count", "start", "end")
    _keys = ("name", "count", "start", "end")
    _made = {}
    name: str
    """Its name."""
    count: int
    """How many mails it has."""
    start: int
    """Seconds until its first mail."""
    end: int
    """Seconds until its last mail."""


class Run(Frozen):
    """Batches of one class at equal distances."""

    __slots__ = ("class_", "start", "every", "count", "times")
    _keys = ("class", "start", "every", "count", "times")
    _made = {}
    class_: int
    """The class, by its place among the classes."""
    start: int
    """Seconds until the first batch."""
    every: int
    """Seconds from batch to batch."""
    count: int
    """Mails in a batch."""
    times: int
    """How many batches."""


class RetryReport(Frozen):
    """The answer to `retry`: whether to try again, and when."""

    __slots__ = ("schema", "kind", "code", "slug", "answer", "seconds", "least", "most", "last", "why")
    _keys = ("schema", "kind", "code", "slug", "answer", "seconds", "least", "most", "last", "why")
    _made = {"answer": "RetryAnswer"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["retry"]
    """What this answer is about."""
    code: str
    """The code of what failed."""
    slug: str
    """The same in words."""
    answer: RetryAnswer
    """What to do."""
    seconds: int | None
    """How long to wait, jitter included; set when the answer is `wait`."""
    least: int | None
    """The shortest it could have been."""
    most: int | None
    """The longest."""
    last: bool
    """Whether it is the last try before the mail is given up."""
    why: str
    """Why, in a sentence."""


class SuppressReport(Frozen):
    """The answer to `suppress`: what to do with one address, after all that happened to it."""

    __slots__ = ("schema", "kind", "recipient", "reason", "code", "slug", "count", "span", "why")
    _keys = ("schema", "kind", "recipient", "reason", "code", "slug", "count", "span", "why")
    _made = {"recipient": "Recipient", "reason": "SuppressReason"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["suppress"]
    """What this answer is about."""
    recipient: Recipient
    """What to do with the address."""
    reason: SuppressReason
    """Why."""
    code: str | None
    """The code of the cause that decided, where one did."""
    slug: str | None
    """The same in words."""
    count: int
    """How often that cause occurred since the last delivery."""
    span: int
    """Seconds from its first to its last time."""
    why: str
    """Why, in a sentence."""


class HealthReport(Frozen):
    """The answer to `health`."""

    __slots__ = ("schema", "kind", "sent", "bounce", "complaint", "soft", "summary", "findings")
    _keys = ("schema", "kind", "sent", "bounce", "complaint", "soft", "summary", "findings")
    _made = {"bounce": "Rate", "complaint": "Rate", "soft": "Rate", "findings": "Finding"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["health"]
    """What this answer is about."""
    sent: int
    """Mails that were delivered or bounced."""
    bounce: Rate
    """The share of addresses that are dead, of all that was sent."""
    complaint: Rate
    """The share of delivered mail that was reported as spam."""
    soft: Rate
    """The share that did not arrive for other reasons."""
    summary: tuple[str, ...]
    """The health in sentences."""
    findings: tuple[Finding, ...]
    """What should be done."""


class Rate(Frozen):
    """A share, and between what it lies: 95 % sure, after Wilson."""

    __slots__ = ("count", "of", "per_million", "low", "high", "band", "uncertain")
    _keys = ("count", "of", "per-million", "low", "high", "band", "uncertain")
    _made = {"band": "Band"}
    count: int
    """How often."""
    of: int
    """Out of how many."""
    per_million: int
    """The share in millionths."""
    low: int
    """It may as well be as low as this."""
    high: int
    """Or as high as this."""
    band: Band | None
    """How good that is."""
    uncertain: bool
    """Whether the figure is too uncertain to tell."""


class SettingsReport(Frozen):
    """The answer to `settings`: what they say, what is wrong with them, and the settings put right. No password stands in it."""

    __slots__ = (
        "schema",
        "kind",
        "form",
        "stack",
        "provider",
        "settings",
        "findings",
        "edits",
        "fixed",
        "changed",
        "needs",
        "cut",
    )
    _keys = (
        "schema",
        "kind",
        "form",
        "stack",
        "provider",
        "settings",
        "findings",
        "edits",
        "fixed",
        "changed",
        "needs",
        "cut",
    )
    _made = {"settings": "MailSettings", "findings": "Finding", "edits": "Edit", "needs": "Need", "cut": "Cut"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["settings"]
    """What this answer is about."""
    form: str
    """The form that the text was read as."""
    stack: str | None
    """The program whose settings these are; none where that cannot be told."""
    provider: str | None
    """The provider they are for."""
    settings: tuple[MailSettings, ...]
    """What the settings say, one for each mailer."""
    findings: tuple[Finding, ...]
    """The findings, the gravest first; none where all is sound."""
    edits: tuple[Edit, ...]
    """What to change in the text, in order."""
    fixed: str | None
    """The text with the changes made and every secret masked; none where nothing is to be changed."""
    changed: tuple[tuple[int, int], ...]
    """Where `fixed` differs from the text: first byte, and the byte after the last."""
    needs: tuple[Need, ...]
    """What a deeper answer would need."""
    cut: Cut | None
    """Set when the input was too long to be read whole."""


class MailSettings(Frozen):
    """What settings say, whatever their form."""

    __slots__ = ("host", "port", "security", "user", "secret", "from_", "verify")
    _keys = ("host", "port", "security", "user", "secret", "from", "verify")
    _made = {"security": "Security"}
    host: str | None
    """The server."""
    port: int | None
    """The port; the one that the program takes where none is set."""
    security: Security | None
    """How the connection is secured; none where that is not to be told."""
    user: str | None
    """The user to log in as."""
    secret: str | None
    """What kind of secret is set; never the secret."""
    from_: str | None
    """The sender's address."""
    verify: bool | None
    """Whether the server's certificate is checked, where that is set."""


class Edit(Frozen):
    """A change of the text."""

    __slots__ = ("start", "end", "text")
    _keys = ("start", "end", "text")
    _made = {}
    start: int
    """The first byte that is replaced."""
    end: int
    """The byte after the last one."""
    text: str | None
    """What takes its place; none: what stands there, percent-encoded, because it is a secret."""


class ContentReport(Frozen):
    """The answer to `content`."""

    __slots__ = ("schema", "kind", "findings", "facts", "needs", "cut")
    _keys = ("schema", "kind", "findings", "facts", "needs", "cut")
    _made = {"findings": "Finding", "facts": "ContentFacts", "needs": "Need", "cut": "Cut"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["content"]
    """What this answer is about."""
    findings: tuple[Finding, ...]
    """The findings, the gravest first; none where all is sound."""
    facts: ContentFacts
    """What the message consists of."""
    needs: tuple[Need, ...]
    """What a deeper answer would need."""
    cut: Cut | None
    """Set when the input was too long to be read whole."""


class ContentFacts(Frozen):
    """What a message consists of."""

    __slots__ = ("size", "text", "html", "links", "hosts", "images", "attachments", "parts")
    _keys = ("size", "text", "html", "links", "hosts", "images", "attachments", "parts")
    _made = {"parts": "ContentPart"}
    size: int
    """The size in bytes."""
    text: int
    """The bytes of plain text."""
    html: int
    """The bytes of HTML."""
    links: int
    """The number of links."""
    hosts: tuple[str, ...]
    """The domains they lead to, each once, at most 32."""
    images: int
    """The number of images that the HTML shows."""
    attachments: int
    """The number of attachments."""
    parts: tuple[ContentPart, ...]
    """The parts, at most 64."""


class ContentPart(Frozen):
    """One part of a message."""

    __slots__ = ("type", "charset", "encoding", "size")
    _keys = ("type", "charset", "encoding", "size")
    _made = {}
    type: str
    """Its type, such as `text/html`."""
    charset: str | None
    """Its character set, where it names one."""
    encoding: str | None
    """How it is encoded for the way, where it says so."""
    size: int
    """Its bytes, as they are sent."""


class DmarcPolicyReport(Frozen):
    """The answer to `dmarc-policy`: how receivers treat mail from a domain."""

    __slots__ = (
        "schema",
        "kind",
        "domain",
        "result",
        "disposition",
        "organizational",
        "policy",
        "identifiers",
        "reports",
        "findings",
        "needs",
    )
    _keys = (
        "schema",
        "kind",
        "domain",
        "result",
        "disposition",
        "organizational",
        "policy",
        "identifiers",
        "reports",
        "findings",
        "needs",
    )
    _made = {
        "policy": "AppliedPolicy",
        "identifiers": "Identifier",
        "reports": "ReportTarget",
        "findings": "Finding",
        "needs": "Lookup",
    }
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["dmarc-policy"]
    """What this answer is about."""
    domain: str
    """The domain of the From address."""
    result: str | None
    """The result of DMARC; none while look-ups are missing."""
    disposition: str | None
    """What is done with the mail."""
    organizational: str | None
    """The organizational domain."""
    policy: AppliedPolicy | None
    """The record that applies."""
    identifiers: tuple[Identifier, ...]
    """The domains that SPF and DKIM passed for."""
    reports: tuple[ReportTarget, ...]
    """Where reports go."""
    findings: tuple[Finding, ...]
    """What is wrong with it, the gravest first."""
    needs: tuple[Lookup, ...]
    """The look-ups still wanted."""


class AppliedPolicy(Frozen):
    """The DMARC record that applies."""

    __slots__ = ("name", "record", "covers", "tag", "published", "applied", "percent")
    _keys = ("name", "record", "covers", "tag", "published", "applied", "percent")
    _made = {}
    name: str
    """The name that it stands at."""
    record: str
    """The record."""
    covers: str | None
    """What kind of name it covers."""
    tag: str | None
    """The tag that decided."""
    published: str | None
    """The policy it asks for."""
    applied: str | None
    """The policy that counts."""
    percent: int
    """The share of mail that it is applied to."""


class Identifier(Frozen):
    """A domain that SPF or DKIM passed for."""

    __slots__ = ("by", "domain", "organizational", "strict", "aligned")
    _keys = ("by", "domain", "organizational", "strict", "aligned")
    _made = {}
    by: str
    """`spf` or `dkim`."""
    domain: str
    """The domain."""
    organizational: str | None
    """Its organizational domain."""
    strict: bool
    """Whether it has to be the same name."""
    aligned: bool
    """Whether it is that of the From address."""


class ReportTarget(Frozen):
    """Where DMARC reports go."""

    __slots__ = ("tag", "uri", "domain", "consent")
    _keys = ("tag", "uri", "domain", "consent")
    _made = {}
    tag: str
    """`rua` or `ruf`."""
    uri: str
    """The address."""
    domain: str | None
    """Its domain."""
    consent: str | None
    """Whether that domain agrees."""


class PlanClass(Frozen):
    """A class of mail to plan."""

    __slots__ = ("name", "count")
    _keys = ("name", "count")
    _made = {}
    name: str
    """Its name."""
    count: int
    """How many mails it has."""


class PlanLimit(Frozen):
    """A limit that you know."""

    __slots__ = ("count", "per", "unit")
    _keys = ("count", "per", "unit")
    _made = {}
    count: int
    """How many are allowed."""
    per: Literal["second", "minute", "hour", "day", "month"]
    """In what time."""
    unit: Literal["messages", "recipients"] | None
    """What is counted."""


class SuppressEvent(Frozen):
    """Something that happened to an address."""

    __slots__ = ("code", "at", "recipient")
    _keys = ("code", "at", "recipient")
    _made = {"recipient": "Recipient"}
    code: str
    """The code of a finding, or its slug."""
    at: int
    """When, in seconds."""
    recipient: Recipient | None
    """What the finding said about the address."""


class ReplyReport(Frozen):
    """The answer to `reply`."""

    __slots__ = ("schema", "kind", "code", "enhanced", "complete", "lines", "faults")
    _keys = ("schema", "kind", "code", "enhanced", "complete", "lines", "faults")
    _made = {"lines": "ReplyLine", "faults": "ReplyFault"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["reply"]
    """What this answer is about."""
    code: int | None
    """The reply code (RFC 5321 section 4.2)."""
    enhanced: str | None
    """The enhanced status code (RFC 3463)."""
    complete: bool
    """Whether the last line is there."""
    lines: tuple[ReplyLine, ...]
    """The lines."""
    faults: tuple[ReplyFault, ...]
    """What is off-standard; the first sixteen."""


class ReplyLine(Frozen):
    """A line of a reply."""

    __slots__ = ("code", "more", "enhanced", "text", "start", "end")
    _keys = ("code", "more", "enhanced", "text", "start", "end")
    _made = {}
    code: int | None
    """The code of this line."""
    more: bool
    """Whether it says that more lines follow."""
    enhanced: str | None
    """The enhanced status code of this line."""
    text: str
    """The text behind the codes; secrets are masked."""
    start: int
    """Where it starts, in UTF-8 bytes."""
    end: int
    """Where it ends, its line end included."""


class ReplyFault(Frozen):
    """What is off-standard in a reply."""

    __slots__ = ("fault", "start", "end")
    _keys = ("fault", "start", "end")
    _made = {}
    fault: Literal["no-code", "text-before-code", "codes-differ", "enhanced-codes-differ", "classes-differ", "line-without-code", "text-after-last-line", "last-line-missing", "lines-joined", "line-end-missing", "bare-line-feed", "bare-carriage-return", "line-too-long", "not-utf8", "nul-byte"]
    """Which fault."""
    start: int
    """Where it starts, in UTF-8 bytes."""
    end: int
    """Where it ends."""


class PageReport(Frozen):
    """The answer to `page`."""

    __slots__ = ("schema", "kind", "provider", "page")
    _keys = ("schema", "kind", "provider", "page")
    _made = {"page": "Page"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["page"]
    """What this answer is about."""
    provider: str | None
    """Whose steps they are; none for the general ones."""
    page: Page
    """The page."""


class CatalogReport(Frozen):
    """The answer to `catalog`."""

    __slots__ = ("schema", "kind", "pages")
    _keys = ("schema", "kind", "pages")
    _made = {"pages": "Page"}
    schema: Literal[1]
    """The version of this shape."""
    kind: Literal["catalog"]
    """What this answer is about."""
    pages: tuple[Page, ...]
    """Every page, in the order of the families."""


class Page(Frozen):
    """The page of a code."""

    __slots__ = (
        "code",
        "slug",
        "class_",
        "area",
        "severity",
        "title",
        "why",
        "owner",
        "retry",
        "after",
        "recipient",
        "rfc",
        "fixes",
    )
    _keys = (
        "code",
        "slug",
        "class",
        "area",
        "severity",
        "title",
        "why",
        "owner",
        "retry",
        "after",
        "recipient",
        "rfc",
        "fixes",
    )
    _made = {
        "class": "Class",
        "area": "Area",
        "severity": "Severity",
        "owner": "Owner",
        "recipient": "Recipient",
        "fixes": "Fix",
    }
    code: str
    """The code, for instance `AUTH002`."""
    slug: str
    """The code in words, for instance `app-password-required`."""
    class_: Class | None
    """The taxonomy's name; none for a remark that is no cause."""
    area: Area
    """The part of the way that failed."""
    severity: Severity
    """How much it hurts."""
    title: str
    """What is wrong; names of facts stand in braces."""
    why: str
    """Why."""
    owner: Owner
    """Who has to act."""
    retry: Literal["later", "by-code", "after-fix", "never"]
    """When to try again; `by-code`: later after a 4xx, after the fix after a 5xx."""
    after: int | None
    """The seconds to wait."""
    recipient: Recipient
    """What to do with the recipient's address."""
    rfc: str | None
    """The standard that it is about."""
    fixes: tuple[Fix, ...]
    """What to do, step by step."""


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
    "PlanReport",
    "Pace",
    "UsedLimit",
    "PlannedClass",
    "Run",
    "RetryReport",
    "SuppressReport",
    "HealthReport",
    "Rate",
    "SettingsReport",
    "MailSettings",
    "Edit",
    "ContentReport",
    "ContentFacts",
    "ContentPart",
    "DmarcPolicyReport",
    "AppliedPolicy",
    "Identifier",
    "ReportTarget",
    "PlanClass",
    "PlanLimit",
    "SuppressEvent",
    "ReplyReport",
    "ReplyLine",
    "ReplyFault",
    "PageReport",
    "CatalogReport",
    "Page",
]
