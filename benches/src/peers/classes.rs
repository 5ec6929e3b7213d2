//! What the words of other systems mean in ours. A word that may mean several causes counts as right for each of them,
//! which flatters its system: a coarse word is right more easily than a fine one.

/// The causes that a reason of Sisimai may mean (its reasons are explained at <https://libsisimai.org/en/reason/>).
/// Version 4 says `exceedlimit`, `mesgtoobig` and `toomanyconn` where version 5 says `emailtoolarge` and `ratelimited`.
#[must_use]
pub fn sisimai(reason: &str) -> &'static [&'static str] {
    match reason {
        "authfailure" => &["spf_failed", "dkim_failed", "dmarc_failed", "sender_unauthenticated"],
        "badreputation" => &["low_reputation"],
        "blocked" => &[
            "ip_blocklisted",
            "ip_blocked",
            "domain_blocklisted",
            "low_reputation",
            "bad_helo",
            "missing_ptr",
            "greylisted",
        ],
        "contenterror" => &["attachment_blocked", "message_malformed", "content_rejected"],
        "delivered" => &["delivered"],
        "emailtoolarge" | "exceedlimit" | "mesgtoobig" => &["message_too_large"],
        "expired" => &["expired", "connection_failed"],
        "failedstarttls" => &["tls_failed"],
        "feedback" => &["complaint"],
        "filtered" => &["recipient_unknown", "recipient_refused"],
        "hasmoved" => &["recipient_moved"],
        "hostunknown" => &["domain_not_found"],
        "mailboxfull" => &["mailbox_full"],
        "mailererror" => &["local_delivery_error"],
        "networkerror" => &["dns_failure", "connection_failed", "mail_loop"],
        "norelaying" => &["relay_denied"],
        "notaccept" => &["domain_no_mail", "server_busy"],
        "notcompliantrfc" => &["message_malformed"],
        "onhold" => &["greylisted", "unknown"],
        "policyviolation" => &["content_rejected", "policy_rejected"],
        "ratelimited" | "speeding" | "toomanyconn" => {
            &["recipient_rate_limited", "sending_limit", "rate_limited", "too_many_recipients", "server_busy"]
        }
        "rejected" => {
            &["recipient_refused", "sender_domain_invalid", "sender_rejected", "send_as_denied", "domain_blocklisted"]
        }
        "requireptr" => &["missing_ptr"],
        "securityerror" => &[
            "recipient_refused",
            "smtp_auth_required",
            "policy_rejected",
            "spf_failed",
            "dkim_failed",
            "dmarc_failed",
            "sender_unauthenticated",
            "tls_failed",
        ],
        "spamdetected" => &["spam_content", "domain_blocklisted", "low_reputation"],
        "suppressed" => &["suppressed"],
        "suspend" => &["recipient_disabled"],
        "syntaxerror" => &["bad_recipient_syntax", "protocol_error"],
        "systemerror" => &["server_busy", "server_error"],
        "systemfull" => &["server_storage_full"],
        "undefined" => &["unknown"],
        "userunknown" => &["recipient_unknown"],
        "vacation" => &["auto_reply"],
        "virusdetected" => &["virus_detected"],
        _ => &[],
    }
}

/// The causes that a category of ZoneMTA's bounce rules may mean, read off the messages that stand beside them.
#[must_use]
pub fn zone_mta(category: &str) -> &'static [&'static str] {
    match category {
        "auth" => &[
            "smtp_auth_required",
            "send_as_denied",
            "relay_denied",
            "recipient_refused",
            "tls_failed",
            "spf_failed",
            "dkim_failed",
            "dmarc_failed",
            "sender_unauthenticated",
        ],
        "blacklist" => &["ip_blocklisted", "ip_blocked", "domain_blocklisted", "low_reputation"],
        "block" => &[
            "ip_blocked",
            "ip_blocklisted",
            "domain_blocklisted",
            "low_reputation",
            "sender_rejected",
            "sending_account_blocked",
            "policy_rejected",
            "missing_ptr",
            "relay_denied",
        ],
        "capacity" => &["mailbox_full", "server_storage_full", "recipient_disabled", "server_busy"],
        "config" => &[
            "missing_ptr",
            "bad_helo",
            "sender_domain_invalid",
            "sender_rejected",
            "relay_denied",
            "server_error",
            "local_delivery_error",
        ],
        "dmarc" => &["dmarc_failed", "sender_unauthenticated"],
        "envelope" => &[
            "bad_recipient_syntax",
            "too_many_recipients",
            "domain_not_found",
            "recipient_unknown",
            "sender_rejected",
            "sender_domain_invalid",
            "send_as_denied",
        ],
        "greylist" => &["greylisted"],
        "message" => &[
            "message_malformed",
            "message_too_large",
            "attachment_blocked",
            "content_rejected",
            "too_many_recipients",
            "dkim_failed",
        ],
        "network" => &[
            "connection_failed",
            "dns_failure",
            "mail_loop",
            "expired",
            "server_busy",
            "domain_not_found",
            "tls_failed",
        ],
        "other" => &["unknown", "recipient_unknown", "relay_denied", "server_error", "server_busy", "ip_blocklisted"],
        "policy" => &["policy_rejected", "content_rejected", "recipient_refused", "sender_rejected"],
        "protocol" => &["protocol_error", "bad_helo", "connection_failed", "tls_failed", "server_error"],
        "rate" => &["rate_limited", "recipient_rate_limited", "sending_limit", "too_many_recipients", "server_busy"],
        "recipient" => &[
            "recipient_unknown",
            "recipient_disabled",
            "recipient_moved",
            "recipient_refused",
            "recipient_rate_limited",
            "bad_recipient_syntax",
            "domain_not_found",
            "domain_no_mail",
            "server_error",
        ],
        "sender" => &["sender_rejected", "send_as_denied", "sender_unauthenticated", "spf_failed"],
        "spam" => {
            &["spam_content", "low_reputation", "domain_blocklisted", "ip_blocklisted", "ip_blocked", "rate_limited"]
        }
        "virus" => &["virus_detected", "attachment_blocked"],
        _ => &[],
    }
}
