//! The programs that send, `knowledge/stacks/*.toml`: what their settings are called, and what they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stack {
    id: String,
    name: String,
    /// The stack in whose words the steps are given.
    advice: Option<String>,
    forms: Vec<String>,
    /// Names that give it away; after `~`, words of the text.
    marks: Vec<String>,
    /// Names that it shares with others: they give it away only where several come together.
    #[serde(default)]
    shared: Vec<String>,
    /// What it does where no switch is set.
    default: String,
    /// Whether TLS from the first byte follows from port 465 where no switch is set.
    #[serde(default)]
    infers: bool,
    /// Which side is changed where port and switch do not match.
    prefer: String,
    /// The port where none is set.
    port: u16,
    timeout: Option<String>,
    /// Whether it waits without end where no time is set.
    #[serde(default)]
    endless: bool,
    /// Whether two switches that are both on are refused.
    #[serde(default)]
    exclusive: bool,
    /// Whether the port stands behind the host, in one value.
    #[serde(default)]
    joined: bool,
    /// Whether the port must stand there.
    #[serde(default)]
    needs_port: bool,
    /// Whether letters that a URL reserves must be encoded in the password.
    #[serde(default)]
    strict_url: bool,
    /// A log-in without TLS is refused.
    plain_login: Option<String>,
    /// What it cannot do.
    cannot: Option<String>,
    /// The switch that turns the log-in on.
    login_switch: Option<String>,
    /// The name under which it takes a provider instead of a host.
    service: Option<String>,
    transport: Option<Transport>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    misnamed: Vec<(String, String)>,
    /// The forms in which it reads its names itself, so that another name is a mistake.
    #[serde(default)]
    misnamed_forms: Vec<String>,
    source: String,
    seen: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    arguments: BTreeMap<String, String>,
    #[serde(default)]
    switch: Vec<Switch>,
    #[serde(default)]
    write: BTreeMap<String, Vec<String>>,
    verify: Option<Verify>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transport {
    key: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    keys: Vec<String>,
    words: BTreeMap<String, String>,
    /// Text in quotes is not the same as the word.
    #[serde(default)]
    strict: bool,
    /// The words that are taken; empty where any is.
    #[serde(default)]
    valid: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verify {
    off: Vec<(String, String)>,
    /// What turns it on; without it, the setting is taken out.
    on: Option<String>,
}

const MODES: [&str; 8] = ["implicit", "starttls", "auto", "plain", "tls", "ssl", "fits", ""];
const ROLES: [&str; 7] = ["host", "port", "user", "secret", "from", "security", "timeout"];

pub fn tables(folder: &Path) -> String {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder of stacks can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    let mut ids = BTreeSet::new();
    let mut out = format!("pub(crate) static STACKS: [Program; {}] = [\n", paths.len());
    let mut any = None;
    for (place, path) in paths.into_iter().enumerate() {
        let text = fs::read_to_string(&path).expect("a stack can be read");
        let stack: Stack = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(ids.insert(stack.id.clone()), "{}: the id is taken", path.display());
        check(&stack);
        if stack.id == "any" {
            any = Some(place);
        }
        one(&mut out, &stack);
    }
    let any = any.expect("any.toml says what words mean where the program is not known");
    writeln!(out, "];\npub(crate) static ANY: &Program = &STACKS[{any}];").expect("a string takes everything");
    out
}

fn check(stack: &Stack) {
    let wrong = |what: &str| panic!("stacks/{}.toml: {what}", stack.id);
    if !MODES.contains(&stack.default.as_str()) {
        wrong("`default` is no mode");
    }
    if stack.source.is_empty() || stack.seen.len() != 7 {
        wrong("a source and a month belong to every stack");
    }
    for switch in &stack.switch {
        if switch.words.values().any(|mode| !MODES.contains(&mode.as_str())) {
            wrong("a word means no mode");
        }
    }
    if stack.names.keys().chain(stack.arguments.values()).any(|role| !ROLES.contains(&role.as_str())) {
        wrong("a name has no role");
    }
    if stack.write.keys().any(|mode| !["implicit", "starttls", "auto"].contains(&mode.as_str())) {
        wrong("only implicit, starttls and auto are written");
    }
}

fn mode(word: &str) -> &'static str {
    match word {
        "implicit" => "Mode::Implicit",
        "starttls" => "Mode::StartTls",
        "auto" => "Mode::Auto",
        "plain" => "Mode::Plain",
        "tls" => "Mode::Tls",
        "ssl" => "Mode::Ssl",
        "fits" => "Mode::Fits",
        _ => "Mode::Silent",
    }
}

fn role(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| format!("Role::{}{}", first.to_uppercase(), letters.as_str()))
}

fn one(out: &mut String, stack: &Stack) {
    let pairs = |map: &BTreeMap<String, String>| {
        map.iter().map(|(one, other)| format!("({one:?}, {})", role(other))).collect::<Vec<_>>().join(", ")
    };
    let names: Vec<String> = stack.names.iter().map(|(one, name)| format!("({}, {name:?})", role(one))).collect();
    let switches: Vec<String> = stack
        .switch
        .iter()
        .map(|switch| {
            let words: Vec<String> =
                switch.words.iter().map(|(word, meaning)| format!("({word:?}, {})", mode(meaning))).collect();
            format!(
                "Switch {{ keys: &{:?}, words: &[{}], strict: {}, valid: &{:?} }}",
                switch.keys,
                words.join(", "),
                switch.strict,
                switch.valid
            )
        })
        .collect();
    let list = |name: &str| format!("&{:?}", stack.write.get(name).cloned().unwrap_or_default());
    let verify = stack.verify.as_ref();
    let off: Vec<(&str, &str)> = verify
        .map_or(Vec::new(), |verify| verify.off.iter().map(|(key, word)| (key.as_str(), word.as_str())).collect());
    let transport = stack.transport.as_ref().map(|transport| (transport.key.as_str(), transport.words.as_slice()));
    let transport = transport.map_or("None".into(), |(key, words)| format!("Some(({key:?}, &{words:?}))"));
    writeln!(
        out,
        "Program {{ id: {:?}, name: {:?}, advice: {:?}, forms: &{:?}, marks: &{:?}, shared: &{:?}, default: {}, infers: {}, prefer: {:?}, \
         port: {}, timeout: {:?}, endless: {}, exclusive: {}, joined: {}, needs_port: {}, strict_url: {}, plain_login: {}, \
         cannot_implicit: {}, login_switch: {:?}, service: {:?}, transport: {transport}, needs: &{:?}, misnamed: &{:?}, \
         misnamed_forms: &{:?}, names: &[{}], arguments: &[{}], switches: &[{}], implicit: {}, starttls: {}, auto: {}, \
         unverified: &{off:?}, verified: {:?} }},",
        stack.id,
        stack.name,
        stack.advice,
        stack.forms,
        stack.marks,
        stack.shared,
        mode(&stack.default),
        stack.infers,
        stack.prefer,
        stack.port,
        stack.timeout,
        stack.endless,
        stack.exclusive,
        stack.joined,
        stack.needs_port,
        stack.strict_url,
        stack.plain_login.is_none(),
        stack.cannot.as_deref() == Some("implicit"),
        stack.login_switch,
        stack.service,
        stack.needs,
        stack.misnamed,
        stack.misnamed_forms,
        names.join(", "),
        pairs(&stack.arguments),
        switches.join(", "),
        list("implicit"),
        list("starttls"),
        list("auto"),
        verify.and_then(|verify| verify.on.as_deref()),
    )
    .expect("a string takes everything");
}
