//! The fixed words of an answer, as they are spelt in JSON.

/// Makes an enum whose values have one spelling each, the same in every language.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $value,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$value,)+];

            /// The word as it stands in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text,)+ }
            }

            /// The value that is spelt `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

#[allow(unused_imports)] // only some features have words of their own
pub(super) use words;

words! {
    /// The cause's name in the taxonomy that reply corpora use. A code may be finer, never coarser.
    Class {
        /// No such mailbox.
        RecipientUnknown = "recipient_unknown",
        /// The mailbox exists, but is switched off.
        RecipientDisabled = "recipient_disabled",
        /// The recipient has another address now.
        RecipientMoved = "recipient_moved",
        /// The recipient does not take mail from this sender.
        RecipientRefused = "recipient_refused",
        /// The recipient gets too much mail right now.
        RecipientRateLimited = "recipient_rate_limited",
        /// The mailbox is over its quota.
        MailboxFull = "mailbox_full",
        /// The recipient's address is malformed.
        BadRecipientSyntax = "bad_recipient_syntax",
        /// The sender's own provider holds the address on its suppression list.
        Suppressed = "suppressed",
        /// The recipient's domain does not exist.
        DomainNotFound = "domain_not_found",
        /// The recipient's domain takes no mail.
        DomainNoMail = "domain_no_mail",
        /// A log-in is missing or was refused.
        SmtpAuthRequired = "smtp_auth_required",
        /// This account may not send with that From address.
        SendAsDenied = "send_as_denied",
        /// The sending account is blocked, suspended or not activated.
        SendingAccountBlocked = "sending_account_blocked",
        /// The sending account has used up its allowance.
        SendingLimit = "sending_limit",
        /// The server does not pass mail on for this client.
        RelayDenied = "relay_denied",
        /// This sender address is refused.
        SenderRejected = "sender_rejected",
        /// The sender's domain does not exist or takes no mail.
        SenderDomainInvalid = "sender_domain_invalid",
        /// The name given in HELO or EHLO is refused.
        BadHelo = "bad_helo",
        /// The sending server has no proper reverse DNS name.
        MissingPtr = "missing_ptr",
        /// SPF does not pass.
        SpfFailed = "spf_failed",
        /// DKIM does not pass.
        DkimFailed = "dkim_failed",
        /// DMARC does not pass.
        DmarcFailed = "dmarc_failed",
        /// Neither SPF nor DKIM passes.
        SenderUnauthenticated = "sender_unauthenticated",
        /// The address of the server is on a public blocklist.
        IpBlocklisted = "ip_blocklisted",
        /// The receiver has blocked the address of the server itself.
        IpBlocked = "ip_blocked",
        /// A domain or link is on a blocklist.
        DomainBlocklisted = "domain_blocklisted",
        /// The sender's reputation is poor.
        LowReputation = "low_reputation",
        /// A local rule refused it.
        PolicyRejected = "policy_rejected",
        /// The receiver limits this sender's rate.
        RateLimited = "rate_limited",
        /// Put off on first contact.
        Greylisted = "greylisted",
        /// Too many recipients in one message.
        TooManyRecipients = "too_many_recipients",
        /// The content looks like spam.
        SpamContent = "spam_content",
        /// The content is refused.
        ContentRejected = "content_rejected",
        /// Malware was found.
        VirusDetected = "virus_detected",
        /// An attachment's type is not allowed.
        AttachmentBlocked = "attachment_blocked",
        /// The message is too large.
        MessageTooLarge = "message_too_large",
        /// The message breaks the standards.
        MessageMalformed = "message_malformed",
        /// The server could not be reached, or the connection broke.
        ConnectionFailed = "connection_failed",
        /// A DNS lookup failed for now.
        DnsFailure = "dns_failure",
        /// TLS is missing or failed.
        TlsFailed = "tls_failed",
        /// The dialogue broke the protocol.
        ProtocolError = "protocol_error",
        /// The message goes round in circles.
        MailLoop = "mail_loop",
        /// The sending server gave up waiting.
        Expired = "expired",
        /// The server is too busy.
        ServerBusy = "server_busy",
        /// The server has a fault of its own.
        ServerError = "server_error",
        /// The server's disk is full.
        ServerStorageFull = "server_storage_full",
        /// The last step, into the mailbox, failed.
        LocalDeliveryError = "local_delivery_error",
        /// A setting is missing or wrong, before anything is sent.
        SettingsWrong = "settings_wrong",
        /// An automatic answer, not a failure.
        AutoReply = "auto_reply",
        /// The recipient reported the message as spam.
        Complaint = "complaint",
        /// It arrived.
        Delivered = "delivered",
        /// The text does not tell.
        Unknown = "unknown",
    }
}

words! {
    /// Who has to act.
    Owner {
        /// You: settings, credentials, DNS, content.
        You = "you",
        /// The hosting or the network you send from.
        Host = "host",
        /// The relay you send through.
        Provider = "provider",
        /// The other side's server.
        Receiver = "receiver",
        /// The person you write to.
        Recipient = "recipient",
        /// Nobody: it will pass.
        Nobody = "nobody",
    }
}

words! {
    /// What to do with the recipient's address.
    Recipient {
        /// Keep it: the fault is not the recipient's, or it heals.
        Keep = "keep",
        /// Check it before mailing it again.
        Verify = "verify",
        /// Stop mailing it.
        Suppress = "suppress",
    }
}

words! {
    /// How sure the answer is; it follows from what matched.
    Confidence {
        /// A reply code alone, or vague words.
        Possible = "possible",
        /// General words, or an enhanced status code.
        Likely = "likely",
        /// A provider's or a program's own words.
        Certain = "certain",
    }
}

words! {
    /// How much it hurts.
    Severity {
        /// Good to know.
        Info = "info",
        /// It may go wrong.
        Warning = "warning",
        /// The mail does not arrive.
        Error = "error",
    }
}

words! {
    /// The part of the way that failed.
    Area {
        /// Reaching the server.
        Connection = "connection",
        /// Names.
        Dns = "dns",
        /// Encryption.
        Tls = "tls",
        /// Logging in.
        Authentication = "authentication",
        /// Passing mail on.
        Relay = "relay",
        /// The sender's address and account.
        Sender = "sender",
        /// The recipient's address.
        Recipient = "recipient",
        /// The recipient's mailbox.
        Mailbox = "mailbox",
        /// How much, how fast.
        Rate = "rate",
        /// Trust in the sender.
        Reputation = "reputation",
        /// What is in the message.
        Content = "content",
        /// Rules of the receiver.
        Policy = "policy",
        /// The dialogue itself.
        Protocol = "protocol",
        /// Waiting to be sent.
        Queue = "queue",
        /// Configuration.
        Settings = "settings",
    }
}

words! {
    /// The step of the dialogue (RFC 5321) at which it failed.
    Stage {
        /// Opening the connection, up to the greeting.
        Connect = "connect",
        /// HELO or EHLO.
        Helo = "helo",
        /// STARTTLS.
        StartTls = "starttls",
        /// AUTH.
        Auth = "auth",
        /// MAIL FROM.
        Mail = "mail",
        /// RCPT TO.
        Rcpt = "rcpt",
        /// DATA and the message itself.
        Data = "data",
    }
}

words! {
    /// What was read.
    Kind {
        /// A reply of a mail server.
        SmtpReply = "smtp-reply",
        /// A session between a mail program and a server.
        Transcript = "transcript",
        /// Words of a mail program or an operating system.
        ClientError = "client-error",
        /// An address.
        Address = "address",
        /// Other words.
        Text = "text",
        /// Nothing.
        Empty = "empty",
    }
}

words! {
    /// The kinds of records.
    RecordType {
        /// Who may send: RFC 7208.
        Spf = "spf",
        /// A key for signatures: RFC 6376.
        Dkim = "dkim",
        /// What to do with mail that is not from the domain: RFC 9989.
        Dmarc = "dmarc",
        /// There is a policy for encryption: RFC 8461 section 3.1.
        MtaSts = "mta-sts",
        /// The policy itself, a file: RFC 8461 section 3.2.
        MtaStsPolicy = "mta-sts-policy",
        /// Where reports on encryption go: RFC 8460.
        TlsRpt = "tls-rpt",
        /// The logo of the domain.
        Bimi = "bimi",
    }
}

words! {
    /// What an address is for.
    AddressMode {
        /// To be taken in a form and stored.
        Signup = "signup",
        /// It stands in a header: a name before it, comments and folding are fine.
        Header = "header",
        /// It was in use: everything that was ever delivered is right.
        Bounce = "bounce",
        /// Mail is to be sent from it.
        Sender = "sender",
    }
}

words! {
    /// The software that sends: some steps are for one of them only.
    Stack {
        /// WordPress.
        Wordpress = "wordpress",
        /// PHP and PHPMailer.
        Php = "php",
        /// Laravel and Symfony.
        Laravel = "laravel",
        /// Django.
        Django = "django",
        /// Python.
        Python = "python",
        /// Node and Nodemailer.
        Nodemailer = "nodemailer",
    }
}

words! {
    /// What a deeper answer would need from the caller.
    Need {
        /// The debug transcript of the attempt.
        Transcript = "transcript",
        /// The full text of the error, not only its code.
        FullText = "full-text",
        /// The sender's domain: its DNS records decide whether mail is trusted.
        Domain = "domain",
        /// The message itself.
        Content = "content",
    }
}

words! {
    /// What a server did with a message (RFC 3464 section 2.3.3).
    Action {
        /// It could not be delivered, and will not be tried again.
        Failed = "failed",
        /// It could not be delivered so far, and will be tried again.
        Delayed = "delayed",
        /// It was delivered.
        Delivered = "delivered",
        /// It was given to a server that does not report.
        Relayed = "relayed",
        /// It was delivered, and sent on to several addresses.
        Expanded = "expanded",
    }
}

words! {
    /// What kind of message `bounce` was given.
    #[derive(Default)]
    BounceKind {
        /// It was not delivered to somebody.
        Bounce = "bounce",
        /// It was not delivered so far.
        Delayed = "delayed",
        /// It was delivered.
        Delivered = "delivered",
        /// An automatic answer: out of office, a challenge.
        AutoReply = "auto-reply",
        /// A recipient, or a recipient's provider, complains: a feedback report.
        Complaint = "complaint",
        /// An ordinary message.
        #[default]
        NotBounce = "not-bounce",
    }
}

words! {
    /// The kinds of facts, in the order they are listed.
    FactKey {
        /// What the server did with the message, in a bounce.
        Action = "action",
        /// What to do about a sign of a filter, in a message.
        Advice = "advice",
        /// Whether a domain agrees with the one in From, in a message.
        Aligned = "aligned",
        /// When the message came in, in a bounce.
        ArrivalDate = "arrival-date",
        /// The length of a key in bits.
        Bits = "bits",
        /// The blocklist that was asked.
        Blocklist = "blocklist",
        /// How often it occurs, where not every place is shown.
        Count = "count",
        /// What each term of a record costs in look-ups.
        Costs = "costs",
        /// What was said about a recipient, in a bounce: the places of the evidence count from its start.
        Diagnostic = "diagnostic",
        /// The domain that it is about.
        Domain = "domain",
        /// How long something takes, in seconds.
        Duration = "duration",
        /// The class of the enhanced status code that the words contradict.
        Enhanced = "enhanced",
        /// The address of a server that the text names.
        Ip = "ip",
        /// When delivery was last tried, in a bounce.
        LastAttempt = "last-attempt",
        /// A limit that applies.
        Limit = "limit",
        /// The page that the reply points to.
        Link = "link",
        /// The DNS lookups that a record needs by itself.
        Lookups = "lookups",
        /// What the enhanced status code means.
        Meaning = "meaning",
        /// The name in DNS that the trouble is with.
        Name = "name",
        /// The address that the sender had written, in a bounce.
        OriginalRecipient = "original-recipient",
        /// The part of a message that the evidence counts from.
        Part = "part",
        /// The policy that is in force, or what keeps it from being.
        Policy = "policy",
        /// A rate, in per cent.
        Rate = "rate",
        /// The recipient.
        Recipient = "recipient",
        /// The server that refused, in a bounce.
        RemoteMta = "remote-mta",
        /// The reply code.
        Reply = "reply",
        /// The server that tells of it, in a bounce.
        ReportingMta = "reporting-mta",
        /// What a receiver found, in its own word.
        Result = "result",
        /// The points that a filter gave.
        Score = "score",
        /// The month in which the list that tells was last compared with its source.
        Seen = "seen",
        /// The name of a DKIM key.
        Selector = "selector",
        /// The service that a finding is about.
        Service = "service",
        /// The enhanced status code, in a bounce.
        Status = "status",
        /// What was probably meant.
        Suggestion = "suggestion",
        /// The name of a sign of a filter.
        Symbol = "symbol",
        /// The points from which a filter takes a message for spam.
        Threshold = "threshold",
        /// Where an alias leads.
        Target = "target",
        /// The type of the record in DNS that a finding is about.
        Type = "type",
        /// The look-ups of a record that find nothing.
        Voids = "voids",
        /// The seconds that the reply asks to wait.
        Wait = "wait",
    }
}

words! {
    /// Which standard the receivers follow that DMARC is looked at for.
    #[derive(Default)]
    Receivers {
        /// RFC 9989, of May 2026: the tree walk, `np`, `psd` and `t`.
        #[default]
        Rfc9989 = "rfc9989",
        /// RFC 7489, which it replaced: a list of public suffixes, `pct`, `rf` and `ri`.
        Rfc7489 = "rfc7489",
    }
}
