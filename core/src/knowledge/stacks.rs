//! The programs that send mail: what their settings are called, and what they mean by them.

include!(concat!(env!("OUT_DIR"), "/stacks.rs"));

/// A program, by its settings. Names are squeezed (`SMTP_HOST` is `smtphost`) wherever they are compared, and in full
/// where they are written.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// The stack whose steps fit.
    pub(crate) advice: Option<&'static str>,
    /// The forms its settings come in, the usual one first.
    pub(crate) forms: &'static [&'static str],
    /// Names that give it away; after `~`, words of the text.
    pub(crate) marks: &'static [&'static str],
    /// Names that it shares with others.
    pub(crate) shared: &'static [&'static str],
    /// What it does where no switch is set.
    pub(crate) default: Mode,
    /// Whether TLS from the first byte follows from the port where no switch is set.
    pub(crate) infers: bool,
    /// What is changed where port and switch do not match: `implicit` and `starttls` want that, `keep` keeps the port.
    pub(crate) prefer: &'static str,
    /// The port where none is set; 0 where that is not known.
    pub(crate) port: u16,
    /// The name of its time limit.
    pub(crate) timeout: Option<&'static str>,
    /// Whether it waits without end where no limit is set.
    pub(crate) endless: bool,
    /// Whether two switches that are both on are refused.
    pub(crate) exclusive: bool,
    /// Whether the port stands behind the host, in one value.
    pub(crate) joined: bool,
    /// Whether a host without a port is refused.
    pub(crate) needs_port: bool,
    /// Whether its URLs must have all marks encoded.
    pub(crate) strict_url: bool,
    /// Whether it logs in without TLS.
    pub(crate) plain_login: bool,
    /// Whether TLS from the first byte is beyond it.
    pub(crate) cannot_implicit: bool,
    /// The switch that turns the log-in on.
    pub(crate) login_switch: Option<&'static str>,
    /// The name under which it takes a provider instead of a host.
    pub(crate) service: Option<&'static str>,
    /// The setting that chooses how mail leaves, and its words.
    pub(crate) transport: Option<(&'static str, &'static [&'static str])>,
    /// Settings without which it does not work.
    pub(crate) needs: &'static [&'static str],
    /// Names that people write, and the ones that are read.
    pub(crate) misnamed: &'static [(&'static str, &'static str)],
    /// The forms in which other names are a mistake; empty: all.
    pub(crate) misnamed_forms: &'static [&'static str],
    /// Its own names.
    pub(crate) names: &'static [(Role, &'static str)],
    /// Arguments of calls that are settings.
    pub(crate) arguments: &'static [(&'static str, Role)],
    pub(crate) switches: &'static [Switch],
    /// How TLS from the first byte is written: `name=value`, `-name` (take out), `name?value` (only where it stands),
    /// `old>new` (in its place), `|name=value` (where nothing before it applied), `+call()`.
    pub(crate) implicit: &'static [&'static str],
    /// How STARTTLS is written.
    pub(crate) starttls: &'static [&'static str],
    /// How STARTTLS where it is offered is written.
    pub(crate) auto: &'static [&'static str],
    /// Settings that keep the certificate from being checked.
    pub(crate) unverified: &'static [(&'static str, &'static str)],
    /// What turns the check on again; none: it is taken out.
    pub(crate) verified: Option<&'static str>,
}

/// A setting that secures the connection.
#[derive(Debug)]
pub(crate) struct Switch {
    /// Its names; after `*`, how they end.
    pub(crate) keys: &'static [&'static str],
    /// What its words mean. `true` and `false` stand for all that mean so, `any` for its being there.
    pub(crate) words: &'static [(&'static str, Mode)],
    /// Whether text is not the same as the word: `"False"` is true.
    pub(crate) strict: bool,
    /// The words that are taken; empty where any is.
    pub(crate) valid: &'static [&'static str],
}

/// What a switch, or a program without one, makes of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS, or nothing.
    StartTls,
    /// STARTTLS where it is offered.
    Auto,
    /// Nothing.
    Plain,
    /// TLS, of a kind that is not said.
    Tls,
    /// TLS, from the first byte in most programs.
    Ssl,
    /// What fits the port.
    Fits,
    /// It says nothing.
    Silent,
}

/// What a setting is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    Host,
    Port,
    User,
    Secret,
    From,
    Security,
    Timeout,
}

impl Program {
    /// Its own name for a setting.
    pub(crate) fn named(&self, role: Role) -> Option<&'static str> {
        self.names.iter().find(|(own, _)| *own == role).map(|(_, name)| *name)
    }
}

/// All that are known.
pub(crate) fn programs() -> &'static [Program] {
    &STACKS
}

/// The programs that a hint names, by id or name: `Strapi (nodemailer provider)` names two. With the place of each name.
pub(crate) fn named(hint: &str) -> impl Iterator<Item = (usize, &'static Program)> {
    let plain = |text: &str| -> alloc::string::String {
        text.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let hint = plain(hint.get(..hint.floor_char_boundary(64)).unwrap_or_default());
    STACKS.iter().filter_map(move |program| {
        let place = match program.id {
            "any" => hint.starts_with("any").then_some(0),
            id => hint.find(&plain(id)),
        };
        place.or_else(|| hint.find(&plain(program.name))).map(|place| (place, program))
    })
}

/// The program of unknown settings.
pub(crate) fn any() -> &'static Program {
    ANY
}
