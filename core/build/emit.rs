//! Tables as Rust source.

use std::env;
use std::fmt::Write;

use crate::files::{Cause, Fix, Knowledge, Origin, RuleExample};
use crate::patterns::{Compiled, RowPattern, Target, enhanced};

macro_rules! put {
    ($out:expr, $($arg:tt)*) => { writeln!($out, $($arg)*).expect("a string takes everything") };
}

pub fn tables(knowledge: &Knowledge, compiled: &Compiled) -> String {
    let mut out = String::new();
    causes(&mut out, knowledge);
    providers(&mut out, knowledge);
    floor(&mut out, knowledge);
    senders(&mut out, knowledge);
    rows(&mut out, knowledge, compiled);
    if env::var_os("CARGO_FEATURE_SETTINGS").is_some() {
        crate::submission::tables(&mut out, knowledge);
    }
    crate::list::write(&mut out, &compiled.texts);
    out
}

/// The examples behind the rows, the proof of every pattern, and those on the pages of the rules.
pub fn examples(knowledge: &Knowledge) -> String {
    let mut out = String::from("pub(crate) static EXAMPLES: &[Example] = &[\n");
    for source in &knowledge.sources {
        for pattern in &source.content.pattern {
            for example in &pattern.examples {
                put!(
                    out,
                    "Example {{ code: {:?}, text: {example:?}, source: {:?}, seen: {:?}, file: {:?} }},",
                    pattern.cause,
                    pattern.source,
                    pattern.seen,
                    source.file
                );
            }
        }
    }
    put!(out, "];\npub(crate) static RULE_EXAMPLES: &[RuleExample] = &[");
    for cause in &knowledge.causes {
        for RuleExample { fails, fixed, passes, read_as, name } in &cause.example {
            put!(
                out,
                "RuleExample {{ code: {:?}, fails: {fails:?}, fixed: {fixed:?}, passes: {passes:?}, \
                 read_as: {read_as:?}, name: {name:?} }},",
                cause.code
            );
        }
    }
    put!(out, "];");
    out
}

pub fn camel(word: &str) -> String {
    if word == "starttls" {
        return "StartTls".into();
    }
    word.split(['_', '-']).map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

fn option(name: Option<String>) -> String {
    name.map_or("None".into(), |name| format!("Some({name})"))
}

fn retry(rule: &str, after: u32) -> String {
    match rule {
        "later" => format!("RetryRule::Later({after})"),
        "after-fix" => "RetryRule::AfterFix".into(),
        "never" => "RetryRule::Never".into(),
        "by-code" => format!("RetryRule::ByCode({after})"),
        other => panic!("`{other}` is no way to retry"),
    }
}

/// Titles and reasons: nothing in a build that goes without them.
fn words(text: &str) -> &str {
    let has_texts = env::var_os("CARGO_FEATURE_TEXTS").is_some();
    if has_texts { text } else { "" }
}

/// Steps, the same way.
fn steps(fixes: &[Fix]) -> &[Fix] {
    let has_steps = env::var_os("CARGO_FEATURE_STEPS").is_some();
    if has_steps { fixes } else { &[] }
}

/// A step as one text, with a mark before each piece: see `model/steps.rs`.
fn fix(fix: &Fix) -> String {
    let mut step = String::new();
    let mut piece = |mark, text: &str| {
        assert!(!text.contains(char::is_control), "a step holds a control character: {text:?}");
        step.push(mark);
        step.push_str(text);
    };
    piece('\x01', &fix.text);
    fix.stack.iter().for_each(|stack| piece('\x02', stack));
    fix.link.iter().for_each(|link| piece('\x03', link));
    fix.run.iter().for_each(|command| piece('\x04', command));
    step
}

fn causes(out: &mut String, knowledge: &Knowledge) {
    put!(out, "pub(crate) static CAUSES: [Cause; {}] = [", knowledge.causes.len());
    for (place, cause) in knowledge.causes.iter().enumerate() {
        let Cause { code, slug, class, area, severity, title, why, owner, recipient, symptom, rfc, .. } = cause;
        let class = option(class.as_deref().map(|class| format!("Class::{}", camel(class))));
        let (title, why) = (words(title), words(why));
        let fixes: String = steps(&cause.fix).iter().map(fix).collect();
        put!(
            out,
            "Cause {{ code: {code:?}, slug: {slug:?}, class: {class}, area: Area::{}, severity: Severity::{}, \
             title: {title:?}, why: {why:?}, owner: Owner::{}, retry: {}, recipient: Recipient::{}, symptom: {symptom}, needs: &[{}], rfc: {rfc:?}, \
             fixes: Steps({fixes:?}), place: {place} }},",
            camel(area),
            camel(severity),
            camel(owner),
            retry(&cause.retry, cause.after.unwrap_or(0)),
            camel(recipient),
            cause.needs.iter().map(|need| format!("Need::{}", camel(need))).collect::<Vec<_>>().join(", ")
        );
    }
    put!(out, "];");
    put!(out, "#[allow(dead_code)] pub(crate) mod codes {{");
    for (place, cause) in knowledge.causes.iter().enumerate() {
        put!(out, "pub(crate) const {}: u16 = {place};", cause.code);
    }
    put!(out, "}}");
    put!(out, "#[allow(dead_code)] pub(crate) mod slugs {{");
    for (place, cause) in knowledge.causes.iter().enumerate() {
        put!(out, "pub(crate) const {}: u16 = {place};", cause.slug.replace('-', "_").to_uppercase());
    }
    put!(out, "}}");
}

fn senders(out: &mut String, knowledge: &Knowledge) {
    let mut names: Vec<(&String, bool)> = Vec::new();
    for sender in &knowledge.senders {
        names.extend(sender.include.iter().map(|name| (name, true)));
        names.extend(sender.retired.iter().chain(&sender.covers).map(|name| (name, false)));
    }
    // By length first: where the names of each length start is all that has to be known of them.
    names.sort_by_key(|(name, _)| (name.len(), *name));
    let longest = names.last().map_or(0, |(name, _)| name.len());
    let starts: Vec<usize> =
        (0..=longest + 1).map(|length| names.partition_point(|(name, _)| name.len() < length)).collect();
    put!(out, "#[cfg(feature = \"records\")] pub(crate) static SENDER_STARTS: &[u16] = &{starts:?};");
    put!(out, "#[cfg(feature = \"records\")] pub(crate) static SENDER_NAMES: &[SenderName] = &[");
    for (name, is_right) in names {
        let (letters, dots) = (crate::filter::letters(name), name.matches('.').count());
        put!(out, "SenderName {{ name: {name:?}, letters: {letters}, dots: {dots}, is_right: {is_right} }},");
    }
    put!(out, "];");
    put!(out, "#[cfg(feature = \"records\")] pub(crate) static SENDERS: &[Sender] = &[");
    for sender in &knowledge.senders {
        put!(
            out,
            "Sender {{ name: {:?}, include: &{:?}, retired: &{:?}, covers: &{:?}, selectors: &{:?}, by_alias: {}, \
             provider: {:?} }},",
            sender.name,
            sender.include,
            sender.retired,
            sender.covers,
            sender.selectors,
            sender.key.as_deref() == Some("cname"),
            sender.provider
        );
    }
    put!(out, "];");
    put!(
        out,
        "#[cfg(feature = \"records\")] pub(crate) static COMMON_SELECTORS: &[&str] = &{:?};",
        knowledge.common_selectors
    );
    put!(out, "#[cfg(feature = \"records\")] pub(crate) static BULK: &[BulkGroup] = &[");
    for group in &knowledge.bulk {
        put!(
            out,
            "BulkGroup {{ id: {:?}, name: {:?}, since: {:?}, source: {:?}, seen: {:?}, rules: &[",
            group.id,
            group.name,
            group.since,
            group.source,
            group.seen
        );
        for rule in &group.rule {
            put!(
                out,
                "BulkRule {{ check: BulkCheck::{}, text: {:?}, how: {:?} }},",
                camel(&rule.check),
                rule.text,
                rule.how
            );
        }
        put!(out, "] }},");
    }
    put!(out, "];");
}

fn providers(out: &mut String, knowledge: &Knowledge) {
    put!(out, "pub(crate) static PROVIDERS: &[Provider] = &[");
    let mut names = Vec::new();
    for (place, source) in with_fixes(knowledge).enumerate() {
        let file = &source.content;
        let mut lists: Vec<(&str, String)> = Vec::new();
        for step in steps(&file.fix) {
            let cause = step.cause.as_deref().expect("checked");
            match lists.iter_mut().find(|(code, _)| *code == cause) {
                Some((_, steps)) => steps.push_str(&fix(step)),
                None => lists.push((cause, fix(step))),
            }
        }
        let (mut starts, mut texts) = (String::new(), String::new());
        for (cause, list) in lists {
            let start = u16::try_from(texts.len()).expect("a provider's steps are shorter than 64 KB");
            write!(starts, "(codes::{cause}, {start}), ").expect("a string takes everything");
            texts.push_str(&list);
        }
        let facts = crate::submission::name_of(source).map_or("None".into(), |name| format!("Some(&{name})"));
        put!(
            out,
            "Provider {{ id: {:?}, name: {:?}, lists: &[{starts}], steps: {texts:?}, \
             #[cfg(feature = \"settings\")] submission: {facts} }},",
            file.id,
            file.name
        );
        names.push((file.id.to_lowercase(), place));
        for name in file.hosts.iter().chain(&file.mx).chain(&file.domains) {
            names.push((name.to_lowercase(), place));
        }
    }
    put!(out, "];");
    sender_rules(out, knowledge);
    names.sort();
    names.dedup();
    let hosts: String = names.iter().map(|(name, place)| format!("{name} {place}\n")).collect();
    assert!(hosts.is_ascii(), "a host's name is not ASCII");
    put!(out, "pub(crate) static HOSTS: &str = {hosts:?};");
}

/// Whom each provider sends for, by its place.
fn sender_rules(out: &mut String, knowledge: &Knowledge) {
    put!(out, "#[cfg(feature = \"addresses\")] pub(crate) static SENDER_RULES: &[(u16, SenderRule)] = &[");
    for (place, source) in with_fixes(knowledge).enumerate() {
        let file = &source.content;
        let rule = match (file.login.as_ref().and_then(|login| login.from.as_deref()), file.kind.as_deref()) {
            (Some("log-in"), _) => "LogIn",
            (Some("own"), _) => "Own",
            (_, Some("relay")) => "Proved",
            _ => continue,
        };
        put!(out, "({place}, SenderRule::{rule}),");
    }
    put!(out, "];");
}

fn causes_of(codes: &[String]) -> String {
    codes.iter().map(|code| format!("codes::{code}")).collect::<Vec<_>>().join(", ")
}

/// The files that stand in the table of providers: those that can be named, and those with steps of their own.
fn with_fixes(knowledge: &Knowledge) -> impl Iterator<Item = &crate::files::Source> {
    knowledge.sources.iter().filter(|source| source.in_provider_table())
}

fn floor(out: &mut String, knowledge: &Knowledge) {
    let mut rows: Vec<_> = knowledge.floor.enhanced.iter().map(|row| (enhanced(&row.code), row)).collect();
    rows.sort_by_key(|(code, _)| *code);
    put!(out, "pub(crate) static FLOOR_ENHANCED: &[FloorEnhanced] = &[");
    for ((class, subject, detail), row) in rows {
        put!(
            out,
            "FloorEnhanced {{ code: ({class}, {subject}, {detail}), strong: {}, causes: &[{}] }},",
            row.strong,
            causes_of(&row.causes)
        );
    }
    put!(out, "];\npub(crate) static FLOOR_REPLY: &[(u16, &[u16])] = &[");
    let mut rows: Vec<_> = knowledge.floor.reply.iter().collect();
    rows.sort_by_key(|row| row.code);
    for row in rows {
        put!(out, "({}, &[{}]),", row.code, causes_of(&row.causes));
    }
    put!(out, "];");
}

/// Rows, taken apart: files and conditions repeat, so they are stored once.
fn rows(out: &mut String, knowledge: &Knowledge, compiled: &Compiled) {
    let mut next = 0_u16;
    put!(out, "pub(crate) static FILES: [File; {}] = [", knowledge.sources.len());
    for source in &knowledge.sources {
        let origin = match (source.origin, source.content.kind.as_deref()) {
            (Origin::General, _) => "General",
            (Origin::Server, _) => "Server",
            (Origin::Client, _) => "Client",
            (Origin::Provider, Some("blocklist")) => "Blocklist",
            (Origin::Provider, _) => "Provider",
        };
        let listed = source.in_provider_table();
        let provider = if listed { next.to_string() } else { "NO_PROVIDER".into() };
        next += u16::from(listed);
        put!(out, "File {{ origin: Origin::{origin}, provider: {provider} }},");
    }
    put!(out, "];");
    let mut known: Vec<String> = Vec::new();
    let (mut targets, mut files, mut whens) = (Vec::new(), Vec::new(), Vec::new());
    for row in &compiled.rows {
        targets.push(match &row.target {
            Target::Cause(place) => *place as u16,
            Target::Stage(stage) => STAGE_TARGET | place_of_stage(stage),
            Target::Tell => TELL_TARGET,
        });
        files.push(u8::try_from(row.source).expect("fewer than 256 files"));
        let when = conditions(row.pattern.as_ref());
        let place = known.iter().position(|other| *other == when).unwrap_or_else(|| {
            known.push(when);
            known.len() - 1
        });
        whens.push(place);
    }
    put!(out, "pub(crate) static ROW_TARGETS: [u16; {}] = {targets:?};", targets.len());
    put!(out, "pub(crate) static ROW_FILES: [u8; {}] = {files:?};", files.len());
    put!(out, "pub(crate) static ROW_CONDITIONS: [u16; {}] = {whens:?};", whens.len());
    put!(out, "pub(crate) static CONDITIONS: [Condition; {}] = [", known.len());
    for when in known {
        put!(out, "Condition {{ {when} }},");
    }
    put!(out, "];\npub(crate) static BARE: &[u16] = &{:?};", compiled.bare);
    put!(out, "pub(crate) static TWINS: &[(&str, u16)] = &{:?};", compiled.twins);
}

/// Marks a target that is a stage; the rest is its place in the enum.
const STAGE_TARGET: u16 = 0x8000;
/// The target that gives a provider away.
const TELL_TARGET: u16 = 0x4000;

fn place_of_stage(stage: &str) -> u16 {
    let all = ["connect", "helo", "starttls", "auth", "mail", "rcpt", "data"];
    all.iter().position(|known| *known == stage).unwrap_or_else(|| panic!("`{stage}` is no stage")) as u16
}

fn conditions(pattern: Option<&RowPattern>) -> String {
    let Some(pattern) = pattern else {
        return "code: 0, enhanced: None, stage: None, require: false, vague: false, frame: false, recipient: None, retry: None".into();
    };
    format!(
        "code: {}, enhanced: {:?}, stage: {}, require: {}, vague: {}, frame: {}, recipient: {}, retry: {}",
        pattern.code,
        pattern.enhanced,
        option(pattern.stage.as_deref().map(|stage| format!("Stage::{}", camel(stage)))),
        pattern.require,
        pattern.vague,
        pattern.frame,
        option(pattern.recipient.as_deref().map(|action| format!("Recipient::{}", camel(action)))),
        option(pattern.retry.as_ref().map(|(rule, after)| retry(rule, *after)))
    )
}
