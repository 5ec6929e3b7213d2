//! MTA-STS policy files: RFC 8461 section 3.2. Pages: `knowledge/causes/sts.toml`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::sheet::{Checked, Mend, Sheet};
use super::tree;
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::mtasts::{self, FIELDS, LONGEST_AGE, PolicyFault, PolicyFaultKind, PolicyLine, is_mx_pattern};
use crate::text::{Span, near};

/// Below a day, an attacker only has to wait until the policy is forgotten.
const SHORT_AGE: u32 = 86_400;

/// The corrected file while it is made: what each line of the tree is, and will be.
struct Draft<'p, 't> {
    lines: &'p [PolicyLine<'t>],
    /// The fields that the lines mean; nothing for one that is none.
    fields: Vec<Option<&'static str>>,
    /// The values as they will stand; several where a line becomes several.
    values: Vec<Vec<String>>,
    /// Goes in front.
    first: Option<&'static str>,
}

/// Checks a policy file.
pub(super) fn check<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    let text = sheet.text();
    if sheet.given.trim_start().starts_with(['{', '<']) {
        sheet.find_alone(codes::STS015);
        return sheet.finish("", &[]);
    }
    let parsed = mtasts::policy(text);
    sheet.keep(|sheet| tree::lines(sheet, &parsed.tree));
    let lines = &parsed.tree.lines;
    let mut draft = Draft {
        lines,
        fields: fields(lines),
        values: lines.iter().map(|line| alloc::vec![line.value.to_string()]).collect(),
        first: None,
    };
    marks(&mut sheet, &draft, &parsed.faults);
    version(&mut sheet, &mut draft);
    let is_none = mode(&mut sheet, &mut draft);
    servers(&mut sheet, &mut draft, is_none);
    age(&mut sheet, &draft, is_none);
    for name in FIELDS.iter().filter(|name| **name != "mx") {
        if let Some((_, line)) = draft.all(name).nth(1) {
            sheet.find(codes::STS013, &[line.span], Mend::Left);
        }
    }
    if text.contains('\n') && !text.contains("\r\n") {
        sheet.find(codes::STS011, &[], Mend::Left);
    }
    let fixed = draft.print(text);
    sheet.finish(&fixed, &[])
}

impl<'p, 't> Draft<'p, 't> {
    /// The lines of a field, with their places.
    fn all(&self, name: &'static str) -> impl Iterator<Item = (usize, &'p PolicyLine<'t>)> {
        let fields = self.fields.iter().zip(self.lines).enumerate();
        fields.filter(move |(_, (field, _))| **field == Some(name)).map(|(place, (_, line))| (place, line))
    }

    fn first(&self, name: &'static str) -> Option<(usize, &'p PolicyLine<'t>)> {
        self.all(name).next()
    }

    fn set(&mut self, place: usize, values: Vec<String>) {
        if let Some(slot) = self.values.get_mut(place) {
            *slot = values;
        }
    }

    /// The lines as they should stand, each with the line end that the file has.
    fn print(&self, text: &str) -> String {
        let end = if text.contains("\r\n") || !text.contains('\n') { "\r\n" } else { "\n" };
        let mut out = String::new();
        let mut put = |name: &str, value: &str| {
            out.push_str(name);
            out.push_str(if name.is_empty() { "" } else { ": " });
            out.push_str(value);
            out.push_str(end);
        };
        if let Some(version) = self.first {
            put("version", version);
        }
        for ((line, field), values) in self.lines.iter().zip(&self.fields).zip(&self.values) {
            let name = field.unwrap_or(line.name);
            let blank = name.is_empty() && line.value.is_empty();
            values.iter().filter(|_| !blank).for_each(|value| put(name, value));
        }
        out
    }
}

/// The field that each line means: its name in any case, with or without a mark for the underscore; or one slip away,
/// where the field is missing otherwise. Extensions may be called anything.
fn fields(lines: &[PolicyLine<'_>]) -> Vec<Option<&'static str>> {
    let bare = |name: &str| name.replace(['_', '-', '.'], "");
    let same = |name: &str| FIELDS.into_iter().find(|known| bare(name).eq_ignore_ascii_case(&bare(known)));
    let mut fields: Vec<_> = lines.iter().map(|line| same(line.name)).collect();
    let missing: Vec<&'static str> = FIELDS.into_iter().filter(|known| !fields.contains(&Some(known))).collect();
    for (field, line) in fields.iter_mut().zip(lines).filter(|(field, _)| field.is_none()) {
        *field = missing.iter().copied().find(|known| known.len() > 2 && near(line.name, known, 1));
    }
    fields
}

/// Colons, names, and lines that are no field.
fn marks(sheet: &mut Sheet<'_, '_>, draft: &Draft<'_, '_>, faults: &[PolicyFault]) {
    let of = |kind| faults.iter().filter(move |fault| fault.kind == kind).map(|fault| fault.span);
    let marks: SmallVec<[Span; 8]> = of(PolicyFaultKind::Mark).collect();
    if !marks.is_empty() {
        sheet.find(codes::STS009, &marks, Mend::Done);
    }
    let lines = draft.lines.iter().zip(&draft.fields);
    let slips: SmallVec<[Span; 8]> = lines
        .filter(|(line, field)| field.is_some_and(|field| field != line.name))
        .map(|(line, _)| Span::new(line.span.start, line.span.start + line.name.len()))
        .collect();
    if !slips.is_empty() {
        sheet.find(codes::STS014, &slips, Mend::Done);
    }
    // The faults come in the order of the lines. A field without a value is told of where it is checked.
    let mut lines = draft.lines.iter().zip(&draft.fields);
    for span in of(PolicyFaultKind::NoField) {
        let is_field = lines.find(|(line, _)| line.span == span).is_some_and(|(_, field)| field.is_some());
        if !is_field {
            sheet.find(codes::STS010, &[span], Mend::Left);
        }
    }
}

fn version(sheet: &mut Sheet<'_, '_>, draft: &mut Draft<'_, '_>) {
    match draft.first("version") {
        Some((_, line)) if line.value == "STSv1" => {}
        Some((place, line)) => {
            draft.set(place, alloc::vec!["STSv1".into()]);
            let span = if line.value.is_empty() { line.span } else { line.value_span };
            sheet.find_with(codes::STS004, &[span], Mend::Done, FactKey::Suggestion, "STSv1");
        }
        None => {
            draft.first = Some("STSv1");
            sheet.find(codes::STS004, &[], Mend::Done);
        }
    }
}

/// Gives whether the mode is `none`.
fn mode(sheet: &mut Sheet<'_, '_>, draft: &mut Draft<'_, '_>) -> bool {
    let Some((place, line)) = draft.first("mode") else {
        sheet.find(codes::STS005, &[], Mend::Left);
        return false;
    };
    if matches!(line.value, "enforce" | "testing" | "none") {
        return line.value == "none";
    }
    let span = if line.value.is_empty() { line.span } else { line.value_span };
    match mode_meant(line.value) {
        Some(meant) => {
            draft.set(place, alloc::vec![meant.into()]);
            sheet.find_with(codes::STS005, &[span], Mend::Done, FactKey::Suggestion, meant);
        }
        None => sheet.find(codes::STS005, &[span], Mend::Left),
    }
    false
}

fn mode_meant(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 8] = [
        ("enforced", "enforce"),
        ("enforcing", "enforce"),
        ("enforcement", "enforce"),
        ("test", "testing"),
        ("tests", "testing"),
        ("report", "testing"),
        ("off", "none"),
        ("disabled", "none"),
    ];
    let word = word.trim_end_matches([';', ',', '.']);
    let same = WORDS.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, meant)| *meant);
    same.or_else(|| ["enforce", "testing", "none"].into_iter().find(|known| near(word, known, 1)))
}

fn servers(sheet: &mut Sheet<'_, '_>, draft: &mut Draft<'_, '_>, is_none: bool) {
    if draft.first("mx").is_none() && !is_none {
        sheet.find(codes::STS006, &[], Mend::Left);
    }
    let wrong: Vec<_> = draft.all("mx").filter(|(_, line)| !is_mx_pattern(line.value)).collect();
    for (place, line) in wrong {
        // Several in one line, or the dot of a zone file at the end.
        let names: Vec<String> = line
            .value
            .split([',', ';', ' '])
            .filter(|name| !name.is_empty())
            .map(|name| name.trim_end_matches('.').to_string())
            .collect();
        let span = if line.value.is_empty() { line.span } else { line.value_span };
        let are_names = names.iter().all(|name| is_mx_pattern(name) && name.contains('.'));
        if names.is_empty() || !are_names {
            sheet.find(codes::STS007, &[span], Mend::Left);
            continue;
        }
        draft.set(place, names);
        sheet.find(codes::STS007, &[span], Mend::Done);
    }
}

fn age(sheet: &mut Sheet<'_, '_>, draft: &Draft<'_, '_>, is_none: bool) {
    let line = draft.first("max_age").map(|(_, line)| line);
    let span = line.map(|line| line.span);
    let digits = line
        .filter(|line| (1..=10).contains(&line.value.len()) && line.value.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.and_then(|line| line.value.parse::<u32>().ok()).filter(|seconds| *seconds <= LONGEST_AGE) {
        Some(seconds) if seconds < SHORT_AGE && !is_none => sheet.find(codes::STS012, span.as_slice(), Mend::Left),
        Some(_) => {}
        None => sheet.find(codes::STS008, span.as_slice(), Mend::Left),
    }
}
