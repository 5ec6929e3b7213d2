//! Facts about sending through a provider, as the knowledge base holds them.

use super::words::words;

/// How one sends through a provider: its servers, its log-in, and what it allows.
#[derive(Debug, Eq, PartialEq)]
pub struct Submission {
    /// The servers and their ports, the recommended one first. Empty where the provider offers no SMTP.
    pub servers: &'static [Server],
    /// The forms that a user name may have, the usual one first.
    pub forms: &'static [UsernameForm],
    /// The user name that is the same for everybody, for instance `apikey`.
    pub fixed_username: Option<&'static str>,
    /// What the user name is, in words.
    pub username: Option<&'static str>,
    /// How every user name begins.
    pub username_prefix: Option<&'static str>,
    /// The kinds of secret that are taken. Empty where that is not known.
    pub secrets: &'static [SecretKind],
    /// What the secret is, in words.
    pub secret: Option<&'static str>,
    /// How every right secret begins.
    pub secret_prefix: Option<&'static str>,
    /// How secrets begin that the provider gives out for something else.
    pub wrong_prefixes: &'static [&'static str],
    /// The OAuth 2.0 scopes that sending asks for.
    pub oauth_scopes: &'static [&'static str],
    /// From which addresses one may send. Nothing where that is not known.
    pub from: Option<FromRule>,
    /// When passwords stopped working, or will.
    pub password_end: Option<PasswordEnd>,
    /// What may be sent, how fast.
    pub limits: &'static [Limit],
    /// Hosts that people take for the provider's sending host.
    pub wrong_hosts: &'static [WrongHost],
    /// The page that tells whether the provider is in trouble.
    pub status_page: Option<&'static str>,
    /// Where these facts stand.
    pub source: &'static str,
    /// The month they were last seen.
    pub seen: &'static str,
}

/// A server that takes mail from the provider's customers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Server {
    /// Its name.
    pub host: &'static str,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
}

/// From when on passwords are refused.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct PasswordEnd {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// Whether an administrator can still allow them.
    pub by_default: bool,
}

/// A limit that a provider sets.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limit {
    /// What is counted.
    pub unit: LimitUnit,
    /// In what time, or in what.
    pub per: LimitWindow,
    /// How many.
    pub count: u64,
    /// The kind of account it is for; nothing where it is for all.
    pub account: Option<&'static str>,
    /// What belongs to the figure.
    pub note: Option<&'static str>,
    /// Whether the provider's own pages say so; otherwise it was told, and should be checked.
    pub confirmed: bool,
    /// Where it stands.
    pub source: &'static str,
    /// The month it was last seen; the year alone where it is not confirmed.
    pub seen: &'static str,
}

/// A host that people take for the one they send through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WrongHost {
    /// Its name. `*.` at the start stands for any names.
    pub host: &'static str,
    /// What it is.
    pub why: &'static str,
    /// The host that was meant, where there is one.
    pub right: Option<&'static str>,
}

/// What a port is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PortRule {
    /// The port.
    pub port: u16,
    /// Its use.
    pub usage: PortUse,
    /// How a connection to it is encrypted, where it is for sending.
    pub security: Option<Security>,
    /// The port that was meant.
    pub meant: Option<u16>,
    /// What it is, in words.
    pub about: &'static str,
}

/// A hosting company that blocks ports to the outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HostingBlock {
    /// What it is called.
    pub platform: &'static str,
    /// The ports that are closed.
    pub ports: &'static [u16],
    /// For whom, and what works instead.
    pub rule: &'static str,
    /// Where it stands.
    pub source: &'static str,
    /// The month it was last seen; the year alone where it is not confirmed.
    pub seen: &'static str,
    /// Whether reports or documentation confirm it.
    pub confirmed: bool,
}

words! {
    /// How a connection is encrypted.
    Security {
        /// It is not.
        None = "none",
        /// By STARTTLS (RFC 3207).
        StartTls = "starttls",
        /// From the first byte (RFC 8314 section 3.3).
        Implicit = "implicit",
    }
}

words! {
    /// What a user name is.
    UsernameForm {
        /// The whole e-mail address.
        FullAddress = "full-address",
        /// The part of the address before the `@`.
        LocalPart = "local-part",
        /// The same word for everybody.
        Fixed = "fixed",
        /// An API key, a token or an ID.
        Key = "key",
        /// A user name that the provider's console gave out.
        Issued = "issued",
        /// Anything.
        Any = "any",
        /// There is no log-in.
        None = "none",
    }
}

words! {
    /// What stands in the place of the password.
    SecretKind {
        /// The password of the mailbox or account.
        AccountPassword = "account-password",
        /// A password made for one program: app password, authorization code, mail key.
        AppPassword = "app-password",
        /// An API key or token, or the secret of an application.
        ApiKey = "api-key",
        /// A key or password that the provider's console made for SMTP alone.
        SmtpKey = "smtp-key",
        /// A password worked out from another secret.
        Derived = "derived",
        /// An OAuth 2.0 access token.
        Oauth2 = "oauth2",
        /// There is none.
        None = "none",
    }
}

words! {
    /// From which addresses one may send.
    FromRule {
        /// The address that logs in, and no other.
        LogIn = "log-in",
        /// The address that logs in, and those the account has rights for.
        Own = "own",
        /// Addresses and domains that were confirmed at the provider.
        Authorised = "authorised",
        /// Any.
        Any = "any",
    }
}

words! {
    /// What a limit counts.
    LimitUnit {
        /// Messages.
        Messages = "messages",
        /// Recipients.
        Recipients = "recipients",
        /// Connections.
        Connections = "connections",
        /// Megabytes.
        Megabytes = "megabytes",
    }
}

words! {
    /// In what time, or in what, a limit counts.
    LimitWindow {
        /// In any second.
        Second = "second",
        /// In any minute.
        Minute = "minute",
        /// In any hour.
        Hour = "hour",
        /// In any 24 hours.
        Day = "day",
        /// In any 30 days.
        Month = "month",
        /// In one message.
        Message = "message",
        /// Over one connection.
        Connection = "connection",
        /// At the same time.
        Once = "once",
    }
}

words! {
    /// What a port is for.
    PortUse {
        /// Sending, by the standards.
        Submission = "submission",
        /// Sending, where providers offer it.
        Alternative = "alternative",
        /// Mail from server to server.
        Relay = "relay",
        /// Reading mail.
        Reading = "reading",
        /// Catching mail on a developer's machine.
        Catcher = "catcher",
        /// None: it is a slip for another.
        Slip = "slip",
    }
}

impl LimitWindow {
    /// Its length in seconds, where it is a time.
    #[must_use]
    pub const fn seconds(self) -> Option<u64> {
        match self {
            Self::Second => Some(1),
            Self::Minute => Some(60),
            Self::Hour => Some(3_600),
            Self::Day => Some(86_400),
            Self::Month => Some(30 * 86_400),
            Self::Message | Self::Connection | Self::Once => None,
        }
    }
}

impl Submission {
    /// The servers of this name.
    pub fn at<'s>(&self, host: &'s str) -> impl Iterator<Item = &'static Server> + use<'s> {
        self.servers.iter().filter(move |server| server.host.eq_ignore_ascii_case(host))
    }
}
