"""The words of the answers. Written by `cargo xtask types`."""

from enum import Enum


class Word(str, Enum):
    """A word that is a text, too: it compares, hashes and formats as one."""

    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]


class SpfVerdict(Word):
    """The results of RFC 7208 section 2.6."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class Class(Word):
    """The cause's name in the taxonomy that reply corpora use. A code may be finer, never coarser."""

    RECIPIENT_UNKNOWN = "recipient_unknown"
    RECIPIENT_DISABLED = "recipient_disabled"
    RECIPIENT_MOVED = "recipient_moved"
    RECIPIENT_REFUSED = "recipient_refused"
    RECIPIENT_RATE_LIMITED = "recipient_rate_limited"
    MAILBOX_FULL = "mailbox_full"
    BAD_RECIPIENT_SYNTAX = "bad_recipient_syntax"
    SUPPRESSED = "suppressed"
    DOMAIN_NOT_FOUND = "domain_not_found"
    DOMAIN_NO_MAIL = "domain_no_mail"
    SMTP_AUTH_REQUIRED = "smtp_auth_required"
    SEND_AS_DENIED = "send_as_denied"
    SENDING_ACCOUNT_BLOCKED = "sending_account_blocked"
    SENDING_LIMIT = "sending_limit"
    RELAY_DENIED = "relay_denied"
    SENDER_REJECTED = "sender_rejected"
    SENDER_DOMAIN_INVALID = "sender_domain_invalid"
    BAD_HELO = "bad_helo"
    MISSING_PTR = "missing_ptr"
    SPF_FAILED = "spf_failed"
    DKIM_FAILED = "dkim_failed"
    DMARC_FAILED = "dmarc_failed"
    SENDER_UNAUTHENTICATED = "sender_unauthenticated"
    IP_BLOCKLISTED = "ip_blocklisted"
    IP_BLOCKED = "ip_blocked"
    DOMAIN_BLOCKLISTED = "domain_blocklisted"
    LOW_REPUTATION = "low_reputation"
    POLICY_REJECTED = "policy_rejected"
    RATE_LIMITED = "rate_limited"
    GREYLISTED = "greylisted"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    SPAM_CONTENT = "spam_content"
    CONTENT_REJECTED = "content_rejected"
    VIRUS_DETECTED = "virus_detected"
    ATTACHMENT_BLOCKED = "attachment_blocked"
    MESSAGE_TOO_LARGE = "message_too_large"
    MESSAGE_MALFORMED = "message_malformed"
    CONNECTION_FAILED = "connection_failed"
    DNS_FAILURE = "dns_failure"
    TLS_FAILED = "tls_failed"
    PROTOCOL_ERROR = "protocol_error"
    MAIL_LOOP = "mail_loop"
    EXPIRED = "expired"
    SERVER_BUSY = "server_busy"
    SERVER_ERROR = "server_error"
    SERVER_STORAGE_FULL = "server_storage_full"
    LOCAL_DELIVERY_ERROR = "local_delivery_error"
    SETTINGS_WRONG = "settings_wrong"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"


class Owner(Word):
    """Who has to act."""

    YOU = "you"
    HOST = "host"
    PROVIDER = "provider"
    RECEIVER = "receiver"
    RECIPIENT = "recipient"
    NOBODY = "nobody"


class Retry(Word):
    """When to try again."""

    LATER = "later"
    AFTER_FIX = "after-fix"
    NEVER = "never"


class Recipient(Word):
    """What to do with the recipient's address."""

    KEEP = "keep"
    VERIFY = "verify"
    SUPPRESS = "suppress"


class Confidence(Word):
    """How sure the answer is; it follows from what matched."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    CERTAIN = "certain"


class Severity(Word):
    """How much it hurts."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Area(Word):
    """The part of the way that failed."""

    CONNECTION = "connection"
    DNS = "dns"
    TLS = "tls"
    AUTHENTICATION = "authentication"
    RELAY = "relay"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MAILBOX = "mailbox"
    RATE = "rate"
    REPUTATION = "reputation"
    CONTENT = "content"
    POLICY = "policy"
    PROTOCOL = "protocol"
    QUEUE = "queue"
    SETTINGS = "settings"


class Stage(Word):
    """The step of the dialogue (RFC 5321) at which it failed."""

    CONNECT = "connect"
    HELO = "helo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Kind(Word):
    """What was read."""

    SMTP_REPLY = "smtp-reply"
    TRANSCRIPT = "transcript"
    CLIENT_ERROR = "client-error"
    ADDRESS = "address"
    TEXT = "text"
    EMPTY = "empty"


class BounceKind(Word):
    """What kind of message it is."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    AUTO_REPLY = "auto-reply"
    COMPLAINT = "complaint"
    NOT_BOUNCE = "not-bounce"


class RecordType(Word):
    """The kinds of DNS records of mail."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MTA_STS = "mta-sts"
    MTA_STS_POLICY = "mta-sts-policy"
    TLS_RPT = "tls-rpt"
    BIMI = "bimi"


class LookupType(Word):
    """What a look-up is for: a type of DNS record, or the policy file of MTA-STS."""

    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    MX = "MX"
    NS = "NS"
    PTR = "PTR"
    SPF = "SPF"
    TXT = "TXT"
    MTA_STS_POLICY = "MTA-STS-POLICY"


class AddressMode(Word):
    """What an address is for."""

    SIGNUP = "signup"
    HEADER = "header"
    BOUNCE = "bounce"
    SENDER = "sender"


class Stack(Word):
    """The software that sends: some steps are for one of them only."""

    WORDPRESS = "wordpress"
    PHP = "php"
    LARAVEL = "laravel"
    DJANGO = "django"
    PYTHON = "python"
    NODEMAILER = "nodemailer"


class Need(Word):
    """What a deeper answer would need from the caller."""

    TRANSCRIPT = "transcript"
    FULL_TEXT = "full-text"
    DOMAIN = "domain"
    CONTENT = "content"


class FactKey(Word):
    """The kinds of facts."""

    ACTION = "action"
    ADVICE = "advice"
    ALIGNED = "aligned"
    ARRIVAL_DATE = "arrival-date"
    BITS = "bits"
    BLOCKLIST = "blocklist"
    COUNT = "count"
    COSTS = "costs"
    DIAGNOSTIC = "diagnostic"
    DOMAIN = "domain"
    DURATION = "duration"
    ENHANCED = "enhanced"
    IP = "ip"
    LAST_ATTEMPT = "last-attempt"
    LIMIT = "limit"
    LINK = "link"
    LOOKUPS = "lookups"
    MEANING = "meaning"
    NAME = "name"
    ORIGINAL_RECIPIENT = "original-recipient"
    PART = "part"
    POLICY = "policy"
    RATE = "rate"
    RECIPIENT = "recipient"
    REMOTE_MTA = "remote-mta"
    REPLY = "reply"
    REPORTING_MTA = "reporting-mta"
    RESULT = "result"
    SCORE = "score"
    SEEN = "seen"
    SELECTOR = "selector"
    SERVICE = "service"
    STATUS = "status"
    SUGGESTION = "suggestion"
    SYMBOL = "symbol"
    THRESHOLD = "threshold"
    TARGET = "target"
    TYPE = "type"
    VOIDS = "voids"
    WAIT = "wait"


class RetryAnswer(Word):
    """Whether to try again."""

    WAIT = "wait"
    GIVE_UP = "give-up"
    AFTER_FIX = "after-fix"
    NEVER = "never"


class LimitUnit(Word):
    """What a limit counts."""

    MESSAGES = "messages"
    RECIPIENTS = "recipients"
    CONNECTIONS = "connections"
    MEGABYTES = "megabytes"


class LimitWindow(Word):
    """In what time, or in what, a limit counts."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    MESSAGE = "message"
    CONNECTION = "connection"
    ONCE = "once"


class SuppressReason(Word):
    """Why an address is kept, checked or dropped."""

    NOTHING_AGAINST_IT = "nothing-against-it"
    NOT_THE_RECIPIENTS_FAULT = "not-the-recipients-fault"
    MAY_PASS = "may-pass"
    DELIVERED_SINCE = "delivered-since"
    NOT_SURE = "not-sure"
    LASTED_TOO_LONG = "lasted-too-long"
    DEAD = "dead"
    COMPLAINT = "complaint"


class Band(Word):
    """How good a rate is."""

    GOOD = "good"
    WATCH = "watch"
    DANGER = "danger"


class Security(Word):
    """How a connection is secured."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"
