//! Tables as Rust source.

use std::fmt::Write;

use crate::files::{Cause, Fix, Knowledge, Origin};
use crate::patterns::{Compiled, FIRST_WORD, Output, RowPattern, State, Target, enhanced};

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

/// The words: a fingerprint each, in the order of their numbers, and where each bucket of hashes starts.
fn vocabulary(out: &mut String, compiled: &Compiled) {
    let fingerprints: Vec<u32> = compiled.vocabulary.iter().map(|key| key.hash() as u32).collect();
    let mut starts = Vec::new();
    for bucket in 0..=1_u64 << BUCKET_BITS {
        let start = compiled.vocabulary.partition_point(|key| key.hash() >> (64 - BUCKET_BITS) < bucket);
        starts.push(start);
    }
    put!(out, "pub(crate) const BUCKET_BITS: u32 = {BUCKET_BITS};");
    put!(out, "pub(crate) static BUCKETS: [u16; {}] = {starts:?};", starts.len());
    put!(out, "pub(crate) static FINGERPRINTS: [u32; {}] = {fingerprints:?};", fingerprints.len());
}

const BUCKET_BITS: u32 = 11;

/// The automaton as bytes, in the order of a walk in depth. A state is the place of its record:
///
/// - one byte: outputs (three bits), whether the last edge leads to the record that follows, edges (four bits); the
///   highest number stands for one more byte, or two;
/// - the outputs, three bytes each: a row, or the state after a gap;
/// - the words of the edges, two bytes each, sorted;
/// - the states they lead to, three bytes each.
pub fn automaton(compiled: &Compiled) -> (Vec<u8>, Vec<u8>) {
    let states = &compiled.states;
    let mut order = Vec::new();
    let mut follows = vec![false; states.len()];
    let mut placed = vec![false; states.len()];
    let mut open: Vec<usize> = states[1].edges.iter().rev().map(|edge| usize::from(edge.1)).collect();
    open.extend(gaps(states));
    while let Some(first) = open.pop() {
        let mut state = first;
        while !placed[state] {
            placed[state] = true;
            order.push(state);
            open.extend(states[state].edges.iter().rev().skip(1).map(|edge| usize::from(edge.1)));
            let Some(last) = states[state].edges.last() else { break };
            follows[state] = !placed[usize::from(last.1)];
            state = usize::from(last.1);
        }
    }
    let mut at = 1_u32; // 0 is the dead end
    let mut place = vec![0_u32; states.len()];
    for &state in &order {
        place[state] = at;
        at += size(&states[state], follows[state]);
    }
    let mut bytes = vec![0_u8];
    for &state in &order {
        record(&mut bytes, &states[state], follows[state], &place);
    }
    let mut root = vec![0_u8; 3 * (compiled.vocabulary.len() + usize::from(FIRST_WORD))];
    for (word, state) in &states[1].edges {
        let slot = 3 * usize::from(*word);
        root[slot..slot + 3].copy_from_slice(&place[usize::from(*state)].to_le_bytes()[..3]);
    }
    (bytes, root)
}

/// The states after a gap.
fn gaps(states: &[State]) -> impl Iterator<Item = usize> {
    states.iter().flat_map(|state| &state.outputs).filter_map(|output| match output {
        Output::Gap(tail) => Some(usize::from(*tail)),
        Output::Row(_) => None,
    })
}

fn size(state: &State, follows: bool) -> u32 {
    let (outputs, edges) = (state.outputs.len(), state.edges.len());
    let more = usize::from(outputs >= MOST_OUTPUTS) + 2 * usize::from(edges >= MOST_EDGES);
    (1 + more + 3 * outputs + 5 * edges - 3 * usize::from(follows)) as u32
}

fn record(bytes: &mut Vec<u8>, state: &State, follows: bool, place: &[u32]) {
    let (outputs, edges) = (state.outputs.len(), state.edges.len());
    let head = outputs.min(MOST_OUTPUTS) | usize::from(follows) << 3 | edges.min(MOST_EDGES) << 4;
    bytes.push(head as u8);
    if outputs >= MOST_OUTPUTS {
        bytes.push(u8::try_from(outputs).expect("fewer than 256 outputs"));
    }
    if edges >= MOST_EDGES {
        bytes.extend((edges as u16).to_le_bytes());
    }
    for output in &state.outputs {
        let value = match output {
            Output::Row(row) => u32::from(*row),
            Output::Gap(tail) => GAP_OUTPUT | place[usize::from(*tail)],
        };
        bytes.extend(&value.to_le_bytes()[..3]);
    }
    for (word, _) in &state.edges {
        bytes.extend(word.to_le_bytes());
    }
    for (_, target) in &state.edges[..edges - usize::from(follows)] {
        bytes.extend(&place[usize::from(*target)].to_le_bytes()[..3]);
    }
}

/// Marks an output that is a gap.
const GAP_OUTPUT: u32 = 0x80_0000;
const MOST_OUTPUTS: usize = 7;
const MOST_EDGES: usize = 15;
