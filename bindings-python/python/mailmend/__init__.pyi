"""Tells why e-mail does not arrive, and how to mend it."""

from typing import Literal, TypedDict

from typing_extensions import NotRequired, TypeAlias

__version__: str

class MailmendError(ValueError):
    """The request itself is wrong: a stack or a stage that does not exist."""

    code: str
    """The same word in every language."""

def explain(
    text: str, *, host: str | None = None, stack: Stack | None = None, stage: Stage | None = None
) -> Report:
    """Explain why a mail did not arrive.

    Takes what was printed when sending failed; and, if you know them, the `host` that was talked to (a host name, a
    domain or a provider's short name), the `stack` that sends, and the `stage` that failed. Gives a report, which is
    never empty. Raises `MailmendError` when a stack or a stage is none that exists.
    """

def call(json: str) -> str:
    """Answer one request: JSON in, JSON out, the same bytes in every language.

    Never raises for what the JSON says: a wrong request is answered with `{"error":{"code":…,"message":…}}`.
    """

# The types below are for type checkers alone: import them under `if TYPE_CHECKING`.

class Report(TypedDict):
    """The answer to `explain`."""

    schema: Literal[1]
    """The version of this shape."""
    kind: Kind
    """What was read."""
    provider: str | None
    """The short name of the provider whose words these are, or whom the caller named."""
    stage: Stage | None
    """The step of the dialogue that failed."""
    findings: list[Finding]
    """The findings, the best first; never empty."""
    needs: list[Need]
    """What a deeper answer would need."""
    cut: NotRequired[Cut]
    """Set when the input was too long to be read whole."""

class Cut(TypedDict):
    """How much of a long input was read."""

    read: int
    """Bytes that were read."""
    given: int
    """Bytes that were given."""

# `class` is no name that Python allows in the other form.
Finding = TypedDict(
    "Finding",
    {
        "code": str,
        "slug": str,
        "class": Class | None,
        "area": Area,
        "severity": Severity,
        "confidence": Confidence,
        "title": str,
        "why": str,
        "owner": Owner,
        "retry": Retry,
        "after": NotRequired[int],
        "recipient": Recipient,
        "evidence": list[Evidence],
        "fixes": list[Fix],
        "facts": dict[FactKey, str],
    },
)
"""One cause, with its proof and its cure."""

class Evidence(TypedDict):
    """A piece of the input."""

    text: str
    """What stands there."""
    start: int
    """Where it starts, in UTF-8 bytes."""
    end: int
    """Where it ends, in UTF-8 bytes."""

class Fix(TypedDict):
    """One step of a fix."""

    text: str
    """What to do."""
    link: str | None
    """The page that shows it."""
    commands: list[str]
    """Commands to type."""

Class: TypeAlias = Literal[
    "recipient_unknown",
    "recipient_disabled",
    "recipient_moved",
    "recipient_refused",
    "recipient_rate_limited",
    "mailbox_full",
    "bad_recipient_syntax",
    "suppressed",
    "domain_not_found",
    "domain_no_mail",
    "smtp_auth_required",
    "send_as_denied",
    "sending_account_blocked",
    "sending_limit",
    "relay_denied",
    "sender_rejected",
    "sender_domain_invalid",
    "bad_helo",
    "missing_ptr",
    "spf_failed",
    "dkim_failed",
    "dmarc_failed",
    "sender_unauthenticated",
    "ip_blocklisted",
    "ip_blocked",
    "domain_blocklisted",
    "low_reputation",
    "policy_rejected",
    "rate_limited",
    "greylisted",
    "too_many_recipients",
    "spam_content",
    "content_rejected",
    "virus_detected",
    "attachment_blocked",
    "message_too_large",
    "message_malformed",
    "connection_failed",
    "dns_failure",
    "tls_failed",
    "protocol_error",
    "mail_loop",
    "expired",
    "server_busy",
    "server_error",
    "server_storage_full",
    "local_delivery_error",
    "settings_wrong",
    "auto_reply",
    "complaint",
    "delivered",
    "unknown",
]
"""The cause's name in the taxonomy that reply corpora use. A code may be finer, never coarser."""
Owner: TypeAlias = Literal["you", "host", "provider", "receiver", "recipient", "nobody"]
"""Who has to act."""
Retry: TypeAlias = Literal["later", "after-fix", "never"]
"""When to try again."""
Recipient: TypeAlias = Literal["keep", "verify", "suppress"]
"""What to do with the recipient's address."""
Confidence: TypeAlias = Literal["possible", "likely", "certain"]
"""How sure the answer is; it follows from what matched."""
Severity: TypeAlias = Literal["info", "warning", "error"]
"""How much it hurts."""
Area: TypeAlias = Literal[
    "connection",
    "dns",
    "tls",
    "authentication",
    "relay",
    "sender",
    "recipient",
    "mailbox",
    "rate",
    "reputation",
    "content",
    "policy",
    "protocol",
    "queue",
    "settings",
]
"""The part of the way that failed."""
Stage: TypeAlias = Literal["connect", "helo", "starttls", "auth", "mail", "rcpt", "data"]
"""The step of the dialogue (RFC 5321) at which it failed."""
Kind: TypeAlias = Literal["smtp-reply", "transcript", "client-error", "address", "text", "empty"]
"""What was read."""
Stack: TypeAlias = Literal["wordpress", "php", "laravel", "django", "python", "nodemailer"]
"""The software that sends: some steps are for one of them only."""
Need: TypeAlias = Literal["transcript", "full-text", "domain", "content"]
"""What a deeper answer would need from the caller."""
FactKey: TypeAlias = Literal[
    "action",
    "arrival-date",
    "bits",
    "blocklist",
    "diagnostic",
    "enhanced",
    "ip",
    "last-attempt",
    "link",
    "lookups",
    "meaning",
    "name",
    "original-recipient",
    "policy",
    "recipient",
    "remote-mta",
    "reply",
    "reporting-mta",
    "seen",
    "status",
    "suggestion",
    "type",
    "wait",
]
"""The kinds of facts."""
