//! Tables as Rust source.

use std::fmt::Write;

use crate::files::{Cause, Fix, Knowledge, Origin};
use crate::patterns::{Compiled, FIRST_WORD, Output, RowPattern, Target, enhanced};

macro_rules! put {
    ($out:expr, $($arg:tt)*) => { writeln!($out, $($arg)*).expect("a string takes everything") };
}

pub fn tables(knowledge: &Knowledge, compiled: &Compiled) -> String {
    let mut out = String::new();
    causes(&mut out, knowledge);
    providers(&mut out, knowledge);
    floor(&mut out, knowledge);
    rows(&mut out, knowledge, compiled);
    vocabulary(&mut out, compiled);
    automaton(&mut out, compiled);
    out
}

/// The examples behind the rows: the proof of every pattern.
pub fn examples(knowledge: &Knowledge) -> String {
    let mut out = String::from("pub(crate) static EXAMPLES: &[Example] = &[\n");
    for source in &knowledge.sources {
        for pattern in &source.content.pattern {
            for example in &pattern.examples {
                put!(
                    out,
                    "Example {{ code: {:?}, text: {example:?}, source: {:?}, seen: {:?}, file: {:?} }},",
                    pattern.cause, pattern.source, pattern.seen, source.file
                );
            }
        }
    }
    out.push_str("];\n");
    out
}

fn camel(word: &str) -> String {
    if word == "starttls" {
        return "StartTls".into();
    }
    word.split(['_', '-'])
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect()
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

fn fix(fix: &Fix) -> String {
    format!(
        "Fix {{ text: {:?}, link: {:?}, commands: &{:?}, stack: {} }}",
        fix.text,
        fix.link,
        fix.run,
        option(fix.stack.as_deref().map(|stack| format!("Stack::{}", camel(stack))))
    )
}

fn causes(out: &mut String, knowledge: &Knowledge) {
    put!(out, "pub(crate) static CAUSES: [Cause; {}] = [", knowledge.causes.len());
    for cause in &knowledge.causes {
        let Cause { code, slug, class, area, severity, title, why, owner, recipient, symptom, rfc, .. } = cause;
        let class = option(class.as_deref().map(|class| format!("Class::{}", camel(class))));
        let fixes: Vec<_> = cause.fix.iter().map(fix).collect();
        put!(
            out,
            "Cause {{ code: {code:?}, slug: {slug:?}, class: {class}, area: Area::{}, severity: Severity::{}, \
             title: {title:?}, why: {why:?}, owner: Owner::{}, retry: {}, recipient: Recipient::{}, symptom: {symptom}, rfc: {rfc:?}, \
             fixes: &[{}] }},",
            camel(area),
            camel(severity),
            camel(owner),
            retry(&cause.retry, cause.after.unwrap_or(0)),
            camel(recipient),
            fixes.join(", ")
        );
    }
    put!(out, "];");
    put!(out, "#[allow(dead_code)] pub(crate) mod codes {{");
    for (place, cause) in knowledge.causes.iter().enumerate() {
        put!(out, "pub(crate) const {}: u16 = {place};", cause.code);
    }
    put!(out, "}}");
}

fn providers(out: &mut String, knowledge: &Knowledge) {
    put!(out, "pub(crate) static PROVIDERS: &[Provider] = &[");
    let mut names = Vec::new();
    for (place, source) in with_fixes(knowledge).enumerate() {
        let file = &source.content;
        let mut lists: Vec<(&str, Vec<String>)> = Vec::new();
        for step in &file.fix {
            let cause = step.cause.as_deref().expect("checked");
            match lists.iter_mut().find(|(code, _)| *code == cause) {
                Some((_, steps)) => steps.push(fix(step)),
                None => lists.push((cause, vec![fix(step)])),
            }
        }
        let lists: Vec<_> =
            lists.iter().map(|(cause, steps)| format!("({cause:?}, &[{}] as &[Fix])", steps.join(", "))).collect();
        put!(out, "Provider {{ id: {:?}, name: {:?}, fixes: &[{}] }},", file.id, file.name, lists.join(", "));
        names.push((file.id.to_lowercase(), place));
        for name in file.hosts.iter().chain(&file.mx).chain(&file.domains) {
            names.push((name.to_lowercase(), place));
        }
    }
    put!(out, "];");
    names.sort();
    names.dedup();
    put!(out, "pub(crate) static HOSTS: &[(&str, u16)] = &{names:?};");
}

fn causes_of(codes: &[String]) -> String {
    codes.iter().map(|code| format!("codes::{code}")).collect::<Vec<_>>().join(", ")
}

/// The files that stand in the table of providers: those that can be named, and those with steps of their own.
fn with_fixes(knowledge: &Knowledge) -> impl Iterator<Item = &crate::files::Source> {
    knowledge.sources.iter().filter(|source| in_provider_table(source))
}

fn in_provider_table(source: &crate::files::Source) -> bool {
    source.origin == Origin::Provider || !source.content.fix.is_empty()
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

fn rows(out: &mut String, knowledge: &Knowledge, compiled: &Compiled) {
    let mut places = Vec::new();
    let mut next = 0_u16;
    for source in &knowledge.sources {
        let listed = in_provider_table(source);
        places.push(listed.then_some(next));
        next += u16::from(listed);
    }
    put!(out, "pub(crate) static ROWS: [Row; {}] = [", compiled.rows.len());
    for row in &compiled.rows {
        let source = &knowledge.sources[row.source];
        let origin = match (source.origin, source.content.kind.as_deref()) {
            (Origin::General, _) => "General",
            (Origin::Server, _) => "Server",
            (Origin::Client, _) => "Client",
            (Origin::Provider, Some("blocklist")) => "Blocklist",
            (Origin::Provider, _) => "Provider",
        };
        let target = match &row.target {
            Target::Cause(place) => format!("Target::Cause({place})"),
            Target::Stage(stage) => format!("Target::Stage(Stage::{})", camel(stage)),
            Target::Tell => "Target::Tell".into(),
        };
        let provider = places[row.source].map_or("NO_PROVIDER".into(), |place: u16| place.to_string());
        put!(
            out,
            "Row {{ target: {target}, origin: Origin::{origin}, provider: {provider}, {} }},",
            conditions(row.pattern.as_ref())
        );
    }
    put!(out, "];\npub(crate) static BARE: &[u16] = &{:?};", compiled.bare);
    put!(out, "pub(crate) static TWINS: &[(&str, u16)] = &{:?};", compiled.twins);
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

/// The words and a hash table of their numbers, open addressing, at most half full.
fn vocabulary(out: &mut String, compiled: &Compiled) {
    let keys = &compiled.vocabulary;
    let bits = (keys.len() * 2).next_power_of_two().trailing_zeros();
    let mask = (1_usize << bits) - 1;
    let mut slots = vec![0_u16; mask + 1];
    for (place, key) in keys.iter().enumerate() {
        let mut slot = (key.hash() >> (64 - bits)) as usize;
        while slots[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        slots[slot] = place as u16 + FIRST_WORD;
    }
    put!(out, "pub(crate) const SLOT_BITS: u32 = {bits};");
    put!(out, "pub(crate) static SLOTS: [u16; {}] = {slots:?};", slots.len());
    put!(out, "pub(crate) static KEYS: [Key; {}] = [", keys.len());
    for key in keys {
        put!(out, "Key {{ high: {}, low: {} }},", key.high, key.low);
    }
    put!(out, "];");
}

/// The automaton: for each state where its edges and its outputs start; the root as a table over words.
fn automaton(out: &mut String, compiled: &Compiled) {
    let (mut edges, mut outputs, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    put!(out, "pub(crate) static STATES: [(u16, u16); {}] = [", compiled.states.len() + 1);
    for (place, state) in compiled.states.iter().enumerate() {
        put!(out, "({}, {}),", edges.len(), outputs.len());
        for output in &state.outputs {
            outputs.push(match output {
                Output::Row(row) => *row,
                Output::Gap(tail) => {
                    gaps.push(*tail);
                    GAP_OUTPUT | (gaps.len() as u16 - 1)
                }
            });
        }
        if place != 1 {
            edges.extend(&state.edges);
        }
    }
    put!(out, "({}, {})];", edges.len(), outputs.len());
    assert!(edges.len() < 65_536 && outputs.len() < 65_536 && compiled.rows.len() < usize::from(GAP_OUTPUT));
    let mut root = vec![0_u16; compiled.vocabulary.len() + usize::from(FIRST_WORD)];
    for (word, state) in &compiled.states[1].edges {
        root[usize::from(*word)] = *state;
    }
    let (words, targets): (Vec<u16>, Vec<u16>) = edges.into_iter().unzip();
    put!(out, "pub(crate) static ROOT: [u16; {}] = {root:?};", root.len());
    put!(out, "pub(crate) static EDGE_WORDS: [u16; {}] = {words:?};", words.len());
    put!(out, "pub(crate) static EDGE_TARGETS: [u16; {}] = {targets:?};", targets.len());
    put!(out, "pub(crate) static OUTPUTS: [u16; {}] = {outputs:?};", outputs.len());
    put!(out, "pub(crate) static GAPS: [u16; {}] = {gaps:?};", gaps.len());
}

/// Marks an output that is a gap.
const GAP_OUTPUT: u16 = 0x8000;
