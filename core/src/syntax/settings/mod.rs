//! Settings as people keep them: code, key and value lines, markup, URLs. Nothing here knows what a key means.
//!
//! Reading never fails. What is understood becomes an [`Entry`] that knows where everything of it stands, so that it can
//! be changed in place, and so that another can be written in its manner.

mod code;
mod lines;
mod markup;
pub mod serialized;
mod tell;
mod tokens;
pub mod url;

pub use tell::tell;

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::Span;

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// The forms that settings come in.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Form { $($(#[$doc])* $name,)+ }

        impl Form {
            /// Every form.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The form of this name.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|form| form.as_str() == word)
            }
        }
    };
}

forms! {
    /// A JavaScript or TypeScript object, or code around one.
    Js = "js",
    /// JSON.
    Json = "json",
    /// PHP.
    Php = "php",
    /// `KEY=value` lines, as in `.env` files and Docker.
    Env = "env",
    /// Sections and `key = value` lines.
    Ini = "ini",
    /// YAML.
    Yaml = "yaml",
    /// Java properties.
    Properties = "properties",
    /// Python.
    Python = "python",
    /// Ruby.
    Ruby = "ruby",
    /// Go.
    Go = "go",
    /// C#.
    CSharp = "csharp",
    /// Java.
    Java = "java",
    /// XML.
    Xml = "xml",
    /// `key value` lines, as in msmtp's file.
    Conf = "conf",
    /// Postfix's `main.cf`.
    Cf = "cf",
    /// A URL or DSN alone.
    Url = "url",
    /// PHP's `serialize`, as WordPress keeps options.
    Serialized = "serialized",
    /// Labels and values, as on a screen.
    Text = "text",
}

impl core::fmt::Display for Form {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.as_str())
    }
}

/// How many names of a path count.
const DEEPEST: usize = 12;

/// What was read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reading {
    /// The entries, in the order of the text.
    pub entries: Vec<Entry>,
    /// What entries stand in.
    pub groups: Vec<Group>,
}

/// A name that others stand below.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Group {
    /// Its name; empty where it has none.
    pub name: Span,
    /// The group it stands in.
    pub parent: Option<usize>,
}

/// A name and its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The name, without quotes. For the argument of a call: the name of what is called.
    pub key: Span,
    /// What stands in front of the name and belongs to it, as `$mail->`.
    pub chain: Span,
    /// The place among the arguments of a call.
    pub argument: Argument,
    /// The value, without quotes.
    pub value: Span,
    /// The value, with its quotes.
    pub outer: Span,
    /// What kind of value it is.
    pub shape: Shape,
    /// The whole of it, with the mark that ends a statement, without the comma that parts two.
    pub whole: Span,
    /// The group it stands in.
    pub group: Option<usize>,
    /// Whether a comma parts it from the next one.
    pub listed: bool,
}

/// Whether an entry is the argument of a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Argument {
    /// It is not.
    No,
    /// The one at this place.
    At(u16),
    /// The call itself: the value is its name.
    Callee,
}

/// What kind of value stands there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// Text in quotes of this kind.
    Quoted(u8),
    /// Digits.
    Number,
    /// A word without quotes: `true`, `null`, and in lines any value.
    Bare,
    /// What a look-up falls back on: `env('X', 'this')`. In these quotes, 0 for none.
    Fallback(u8),
    /// Something that is worked out when the program runs.
    Code,
}

impl Shape {
    /// The quotes around the value, if any.
    #[must_use]
    pub const fn quote(self) -> Option<u8> {
        match self {
            Self::Quoted(quote) => Some(quote),
            Self::Fallback(quote) if quote != 0 => Some(quote),
            _ => None,
        }
    }
}

impl Reading {
    /// The names that lead to an entry, its own last, joined with dots; an argument's place comes last, as `Connect.2`;
    /// a call is `Connect()`.
    #[must_use]
    pub fn path(&self, text: &str, entry: &Entry) -> String {
        let mut names: Vec<&str> = Vec::new();
        let mut group = entry.group;
        while let Some(one) = group.and_then(|place| self.groups.get(place)) {
            if names.len() >= DEEPEST {
                break;
            }
            let name = one.name.of(text);
            if !name.is_empty() {
                names.push(name);
            }
            group = one.parent;
        }
        let mut path = String::new();
        for name in names.iter().rev() {
            path.push_str(name);
            path.push('.');
        }
        path.push_str(entry.key.of(text));
        match entry.argument {
            Argument::No => {}
            Argument::At(place) => {
                path.push('.');
                path.push_str(&alloc::format!("{place}"));
            }
            Argument::Callee => path.push_str("()"),
        }
        path
    }

    /// The path without the marks that differ from program to program: `SMTP_HOST` and `smtpHost` are `smtphost`.
    #[must_use]
    pub fn squeezed(&self, text: &str, entry: &Entry) -> String {
        squeeze(&self.path(text, entry))
    }
}

/// A name in lower case, without `_`, `-`, blanks and what else is neither letter, digit, dot nor bracket.
#[must_use]
pub fn squeeze(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '(' | ')'));
    kept.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Reads `text` as `form`.
#[must_use]
pub fn read(text: &str, form: Form) -> Reading {
    match form {
        Form::Js | Form::Json | Form::Php | Form::Python | Form::Ruby | Form::Go | Form::CSharp | Form::Java => {
            code::read(text, form)
        }
        Form::Xml => markup::read(text),
        Form::Serialized => serialized::read(text),
        _ => lines::read(text, form),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::format;

    pub(super) fn seen(text: &str, form: Form) -> Vec<String> {
        let reading = read(text, form);
        reading
            .entries
            .iter()
            .filter(|entry| entry.argument != Argument::Callee)
            .map(|entry| format!("{} = {}", reading.path(text, entry), entry.value.of(text)))
            .collect()
    }

    #[test]
    fn objects_keep_their_path() {
        let text =
            "nodemailer.createTransport({ host: \"a.example\", port: 587, auth: { user: 'u', pass: process.env.P } })";
        assert_eq!(
            seen(text, Form::Js),
            [
                "createTransport.host = a.example",
                "createTransport.port = 587",
                "createTransport.auth.user = u",
                "createTransport.auth.pass = process.env.P",
            ]
        );
    }

    #[test]
    fn statements_and_constants() {
        let text = "$mail->Host = \"a.example\"; $mail->Port = 25;\ndefine('SMTP_USER', 'me'); // host = x\n";
        assert_eq!(seen(text, Form::Php), ["Host = a.example", "Port = 25", "SMTP_USER = me"]);
    }

    #[test]
    fn arrays_with_arrows_and_look_ups() {
        let text =
            "'smtp' => ['host' => env('MAIL_HOST', 'a.example'), 'port' => env('MAIL_PORT', 587), 'x' => env('Y')],";
        assert_eq!(seen(text, Form::Php), ["smtp.host = a.example", "smtp.port = 587", "smtp.x = env('Y')"]);
    }

    #[test]
    fn arguments_have_places() {
        assert_eq!(
            seen("client.Connect(\"a.example\", 587, SecureSocketOptions.StartTls);", Form::CSharp),
            ["Connect.0 = a.example", "Connect.1 = 587", "Connect.2 = SecureSocketOptions.StartTls"]
        );
        assert_eq!(
            seen("s = smtplib.SMTP_SSL('a.example', port=465)\n", Form::Python),
            ["s = smtplib.SMTP_SSL('a.example', port=465)", "SMTP_SSL.0 = a.example", "SMTP_SSL.port = 465"]
        );
    }

    #[test]
    fn ruby_hashes_of_both_kinds() {
        assert_eq!(
            seen("config.action_mailer.smtp_settings = { address: 'a', :port => 587 }\n", Form::Ruby),
            ["smtp_settings.address = a", "smtp_settings.port = 587"]
        );
        assert_eq!(
            seen("delivery_method :smtp, address: 'a', port: 465", Form::Ruby),
            ["delivery_method = smtp", "address = a", "port = 465"]
        );
    }

    #[test]
    fn initialisers_behind_a_call() {
        let text = "new SmtpClient(\"a\", 465) { EnableSsl = true, Credentials = new NetworkCredential(\"u\", \"p\") }";
        let seen = seen(text, Form::CSharp);
        assert!(
            seen.contains(&"EnableSsl = true".into()) || seen.iter().any(|one| one.ends_with("EnableSsl = true")),
            "{seen:?}"
        );
    }

    #[test]
    fn lines_of_each_kind() {
        assert_eq!(
            seen("export A_HOST=\"x\" # y\n- B=z#w\n  C: 5\n#D=1\n", Form::Env),
            ["A_HOST = x", "B = z#w", "C = 5"]
        );
        assert_eq!(seen("[smtp]\nhost = a:25\n;user = b\n", Form::Ini), ["smtp.host = a:25"]);
        assert_eq!(
            seen("spring:\n  mail:\n    host: a\n    properties:\n      x: \"y\"\n  other: 1\n", Form::Yaml),
            ["spring.mail.host = a", "spring.mail.properties.x = y", "spring.other = 1"]
        );
        assert_eq!(seen("host a\nport 465 \ntls on\n", Form::Conf), ["host = a", "port = 465", "tls = on"]);
        assert_eq!(seen("SMTP host: a.example, port: 587", Form::Text), ["SMTP host = a.example", "port = 587"]);
    }

    #[test]
    fn markup() {
        assert_eq!(
            seen("<network host=\"a\" port='25'/>\n<add key=\"Smtp.User\" value=\"u\"/><Host>b</Host>", Form::Xml),
            ["network.host = a", "network.port = 25", "Smtp.User = u", "Host = b"]
        );
    }

    #[test]
    fn places_are_in_range_whatever_comes() {
        for text in
            ["{", "'", "a: [", "a = \"", "\u{2019}=\u{e9}", "<a b=", "x(((", ")))", "=>=>", "a\\", "- - -", "[", "a:"]
        {
            for form in Form::ALL {
                let reading = read(text, *form);
                for entry in &reading.entries {
                    for span in [entry.key, entry.value, entry.outer, entry.whole] {
                        assert!(text.get(span.range()).is_some(), "{text:?} {form}");
                    }
                }
            }
        }
    }
}
