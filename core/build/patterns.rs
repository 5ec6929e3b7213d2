//! Patterns to rows and words.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::files::{Code, Knowledge, Origin, Pattern};
use crate::words::{self, Key, Sink, Word};

/// More variants than this are not a pattern any more.
const MOST_VARIANTS: usize = 20_000;

pub struct Compiled {
    pub rows: Vec<Row>,
    /// The patterns of each row.
    pub texts: Vec<Vec<Segments>>,
    /// Rows without words: they need their codes and their provider.
    pub bare: Vec<usize>,
    /// Chinese words as they look when GBK bytes are shown one character a byte.
    pub twins: Vec<(String, usize)>,
}

pub struct Row {
    pub target: Target,
    pub source: usize,
    pub pattern: Option<RowPattern>,
}

/// What a row carries beside its words.
#[derive(Debug)]
pub struct RowPattern {
    pub code: u16,
    pub enhanced: Option<(u8, u16, u16)>,
    pub stage: Option<String>,
    pub require: bool,
    pub vague: bool,
    pub frame: bool,
    pub recipient: Option<String>,
    pub retry: Option<(String, u32)>,
}

#[derive(Debug)]
pub enum Target {
    Cause(usize),
    Stage(String),
    Tell,
}

/// One part of a pattern: the sequences of words that may stand there.
pub type Element = Vec<Vec<Option<Key>>>;

struct Nowhere(Vec<Word>);

impl Sink for Nowhere {
    fn push(&mut self, word: Word) {
        self.0.push(word);
    }
    fn take_back(&mut self, start: u32) {
        self.0.retain(|word| word.start < start);
    }
}

/// The words of a text; `None` is an address, which a pattern writes `@`.
fn keys(text: &str) -> Vec<Option<Key>> {
    let mut out = Vec::new();
    for (place, part) in text.split('@').enumerate() {
        if place > 0 {
            out.push(None);
        }
        let found = RefCell::new(Vec::new());
        words::cut(
            part,
            |key| {
                found.borrow_mut().push(Some(key));
                0
            },
            &mut Nowhere(Vec::new()),
        );
        out.extend(found.into_inner());
    }
    out
}

/// A pattern's segments between gaps, each a list of elements.
pub type Segments = Vec<Vec<Element>>;

/// A pattern's text. An alternation that holds a gap is written out; the others stay joined.
pub fn parse(text: &str) -> Result<Vec<Segments>, String> {
    let variants = write_out_gaps(text)?;
    variants.iter().map(|variant| segments(variant)).collect()
}

fn write_out_gaps(text: &str) -> Result<Vec<String>, String> {
    let mut variants = vec![String::new()];
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let close = rest[open..].find(')').ok_or("an alternation is not closed")? + open;
        let (before, group) = (&rest[..open], &rest[open..=close]);
        let choices: Vec<&str> =
            if group.contains('*') { group[1..group.len() - 1].split('|').collect() } else { vec![group] };
        let written =
            |start: &String| choices.iter().map(|choice| format!("{start}{before}{choice}")).collect::<Vec<_>>();
        variants = variants.iter().flat_map(written).collect();
        rest = &rest[close + 1..];
    }
    for variant in &mut variants {
        variant.push_str(rest);
    }
    Ok(variants)
}

fn segments(text: &str) -> Result<Segments, String> {
    let mut segments = Vec::new();
    let mut variants = 1_usize;
    for part in text.split('*') {
        let mut segment = Vec::new();
        let mut rest = part;
        while let Some(open) = rest.find('(') {
            let close = rest[open..].find(')').ok_or("an alternation is not closed")? + open;
            segment.extend(literal(&rest[..open]));
            let choices: Element = rest[open + 1..close].split('|').map(keys).collect();
            variants = variants.saturating_mul(choices.len());
            segment.push(choices);
            rest = &rest[close + 1..];
        }
        if rest.contains(')') {
            return Err("a bracket is closed that was not opened".into());
        }
        segment.extend(literal(rest));
        if segment.iter().all(|element: &Element| element.iter().any(Vec::is_empty)) {
            return Err("a gap stands between words, and something must be said".into());
        }
        segments.push(segment);
    }
    if variants > MOST_VARIANTS {
        return Err(format!("{variants} variants: cut it into rows"));
    }
    Ok(segments)
}

/// Words that stand for themselves.
fn literal(text: &str) -> Vec<Element> {
    keys(text).into_iter().map(|key| vec![vec![key]]).collect()
}

pub fn compile(knowledge: &Knowledge) -> Compiled {
    let places: BTreeMap<&str, usize> =
        knowledge.causes.iter().enumerate().map(|(place, cause)| (cause.code.as_str(), place)).collect();
    let mut rows = Vec::new();
    let mut texts: Vec<(usize, Segments)> = Vec::new();
    let mut bare = Vec::new();
    let mut twins = Vec::new();
    for (source, file) in knowledge.sources.iter().enumerate() {
        for pattern in &file.content.pattern {
            let row = rows.len();
            let target = Target::Cause(places[pattern.cause.as_str()]);
            rows.push(Row { target, source, pattern: Some(conditions(pattern)) });
            match &pattern.text {
                None => bare.push(row),
                Some(text) => {
                    texts.extend(parse(text).expect("checked").into_iter().map(|segments| (row, segments)));
                    // Terminals garble what servers say; programs print their own words as they should.
                    if file.origin != Origin::Client {
                        twins.extend(gbk_twins(text).into_iter().map(|twin| (twin, row)));
                    }
                }
            }
        }
        for stage in &file.content.stage {
            texts.extend(parse(&stage.text).expect("checked").into_iter().map(|segments| (rows.len(), segments)));
            rows.push(Row { target: Target::Stage(stage.stage.clone()), source, pattern: None });
        }
        if file.origin == Origin::Provider && file.content.kind.as_deref() != Some("blocklist") {
            let content = &file.content;
            for tell in content.tells.iter().chain(&content.hosts).chain(&content.mx) {
                texts.push((rows.len(), vec![literal(tell)]));
            }
            rows.push(Row { target: Target::Tell, source, pattern: None });
        }
    }
    let (rows, same) = merge(knowledge, rows);
    let mut by_row = vec![Vec::new(); rows.len()];
    for (row, segments) in texts {
        by_row[same[row]].push(segments);
    }
    for row in &mut bare {
        *row = same[*row];
    }
    for (_, row) in &mut twins {
        *row = same[*row];
    }
    Compiled { rows, texts: by_row, bare, twins }
}

/// Rows that lead to the same, in files of the same standing, are one: their words can share more states. Gives the
/// rows that are left, and for each row which of them it is now.
fn merge(knowledge: &Knowledge, rows: Vec<Row>) -> (Vec<Row>, Vec<usize>) {
    let mut known = HashMap::new();
    let mut left: Vec<Row> = Vec::new();
    let mut same = Vec::new();
    for row in rows {
        let source = &knowledge.sources[row.source];
        // A file without a provider's name or steps stands for its kind alone.
        let named = source.in_provider_table().then_some(row.source);
        let key = format!("{:?} {:?} {named:?} {:?}", row.target, source.origin, row.pattern);
        let place = *known.entry(key).or_insert_with(|| {
            left.push(row);
            left.len() - 1
        });
        same.push(place);
    }
    (left, same)
}

fn conditions(pattern: &Pattern) -> RowPattern {
    let code = match &pattern.code {
        None => 0,
        Some(Code::Exact(code)) => *code,
        Some(Code::Class(class)) => u16::from(class.as_bytes()[0] - b'0'),
    };
    RowPattern {
        code,
        enhanced: pattern.enhanced.as_deref().map(enhanced),
        stage: pattern.stage.clone(),
        require: pattern.require || pattern.text.is_none(),
        vague: pattern.vague,
        frame: pattern.frame,
        recipient: pattern.recipient.clone(),
        retry: pattern.retry.clone().map(|retry| (retry, pattern.after.unwrap_or(3600))),
    }
}

/// `5.7.1`, or `x.7.1` for any class (0).
pub fn enhanced(text: &str) -> (u8, u16, u16) {
    let mut parts = text.split('.');
    let class = parts.next().and_then(|class| class.parse().ok()).unwrap_or(0);
    let mut number = || parts.next().and_then(|part| part.parse().ok());
    match (number(), number()) {
        (Some(subject), Some(detail)) => (class, subject, detail),
        _ => panic!("`{text}` is no enhanced status code"),
    }
}

/// What the longest Chinese stretch of a text becomes when its GBK bytes are read as ISO 8859-1 or as
/// Windows-1252: people paste what their terminal showed.
fn gbk_twins(text: &str) -> Vec<String> {
    let is_han = |letter: char| matches!(letter, '\u{4E00}'..='\u{9FFF}');
    let longest = text.split(|letter| !is_han(letter)).max_by_key(|part| part.chars().count()).unwrap_or_default();
    if longest.chars().count() < 3 {
        return Vec::new();
    }
    let (bytes, _, lossy) = encoding_rs::GBK.encode(longest);
    if lossy {
        return Vec::new();
    }
    let latin: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let (windows, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    let mut twins = vec![latin];
    if windows != twins[0] {
        twins.push(windows.into_owned());
    }
    twins
}
