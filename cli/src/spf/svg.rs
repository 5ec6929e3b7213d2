//! The tree as a picture: SVG, on its own, for light and dark pages.

use std::fmt::Write;

use mailmend::evaluate::spf::{MOST_TERMS, NodeState, SpfTree};
use mailmend::model::Severity;

use super::rows::{self, Row};

const WIDTH: usize = 960;
const ROW: usize = 30;
const HEAD: usize = 76;
const INDENT: usize = 26;
const LEFT: usize = 28;
/// Where the numbers and the notes stand.
const COST: usize = 640;
const NOTE: usize = 664;
/// Letters of 13 pixels in a font of fixed width are about so wide.
const LETTER: f64 = 7.9;

const STYLE: &str = "\
svg{color-scheme:light dark;--back:#fff;--ink:#1c2128;--soft:#59636e;--line:#c8ced6;--box:#f3f5f7;--bad:#c2182b;\
--warn:#8a5a00;--good:#1a7f37}\
@media(prefers-color-scheme:dark){svg{--back:#14181d;--ink:#e6e9ed;--soft:#9aa4af;--line:#3d4650;--box:#20262d;\
--bad:#ff7b84;--warn:#e3b341;--good:#56d364}}\
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--ink)}\
.h{font:600 18px system-ui,sans-serif}.s{font:13px system-ui,sans-serif;fill:var(--soft)}.n{text-anchor:end}\
.bad{fill:var(--bad)}.warn{fill:var(--warn)}.good{fill:var(--good)}\
.b{fill:var(--box);stroke:var(--line)}.back{fill:var(--back)}.l{stroke:var(--line);fill:none}";

/// Draws the tree.
pub fn picture(tree: &SpfTree) -> String {
    let rows = rows::rows(tree);
    let height = HEAD + ROW * rows.len() + 24;
    let mut out = String::with_capacity(1024 + 400 * rows.len());
    let name = tree.root().map_or("", |root| root.name.as_str());
    // A string takes everything.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"t\"><title id=\"t\">SPF of {}</title>\
         <style>{STYLE}</style><rect class=\"back\" width=\"100%\" height=\"100%\"/>",
        escaped(name)
    );
    head(&mut out, tree, name);
    lines(&mut out, &rows);
    for (place, row) in rows.iter().enumerate() {
        draw(&mut out, place, row);
    }
    out.push_str("</svg>\n");
    out
}

fn head(out: &mut String, tree: &SpfTree, name: &str) {
    let Some(root) = tree.root() else { return };
    let class = class(rows::weight(root.lookups)).unwrap_or("good");
    let _ = write!(out, "<text class=\"h\" x=\"{LEFT}\" y=\"32\">{}</text>", escaped(&cut(name, 50)));
    if root.state == NodeState::Record {
        let _ = write!(
            out,
            "<text class=\"s {class}\" x=\"{LEFT}\" y=\"56\">{} of {MOST_TERMS} lookups · {}</text>\
             <text class=\"s n\" x=\"{COST}\" y=\"56\">lookups</text>",
            root.lookups,
            rows::passes(root.v4, root.v6)
        );
    } else {
        let _ = write!(out, "<text class=\"s bad\" x=\"{LEFT}\" y=\"56\">{}</text>", rows::state(root.state));
    }
}

/// From each box up to the one that it hangs on.
fn lines(out: &mut String, rows: &[Row]) {
    // The last row on each level.
    let mut above: Vec<usize> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let depth = row.more.len();
        above.truncate(depth);
        let x = LEFT + INDENT * (depth - 1) - 12;
        let from = match above.get(depth.wrapping_sub(2)) {
            Some(parent) if depth > 1 => middle(*parent) + ROW / 2 - 4,
            _ => HEAD - 12,
        };
        let _ = write!(out, "<path class=\"l\" d=\"M{x} {from}V{}H{}\"/>", middle(place), x + 12);
        above.resize(depth, place);
        if let Some(last) = above.last_mut() {
            *last = place;
        }
    }
}

const fn middle(place: usize) -> usize {
    HEAD + ROW * place + ROW / 2
}

fn draw(out: &mut String, place: usize, row: &Row) {
    let x = LEFT + INDENT * (row.more.len().saturating_sub(1));
    let y = middle(place);
    let space = COST.saturating_sub(x + 70);
    let label = cut(&row.label, (space as f64 / LETTER) as usize);
    let width = label.chars().count() as f64 * LETTER + 16.0;
    let class = class(row.severity).unwrap_or("");
    let _ = write!(
        out,
        "<g><title>{}</title><rect class=\"b\" x=\"{x}\" y=\"{}\" width=\"{width:.0}\" height=\"{}\" rx=\"5\"/>\
         <text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
        escaped(&row.label),
        y - ROW / 2 + 3,
        ROW - 6,
        x + 8,
        y + 5,
        escaped(&label)
    );
    if let Some(lookups) = row.lookups {
        let _ = write!(out, "<text class=\"n {class}\" x=\"{COST}\" y=\"{}\">{lookups}</text>", y + 5);
    }
    let _ = write!(out, "<text class=\"s {class}\" x=\"{NOTE}\" y=\"{}\">{}</text></g>", y + 5, escaped(&row.note));
}

const fn class(severity: Option<Severity>) -> Option<&'static str> {
    match severity {
        Some(Severity::Error) => Some("bad"),
        Some(Severity::Warning) => Some("warn"),
        _ => None,
    }
}

fn cut(text: &str, letters: usize) -> String {
    let letters = letters.max(6);
    match text.char_indices().nth(letters) {
        None => text.to_owned(),
        Some(_) => text.chars().take(letters - 1).chain(std::iter::once('…')).collect(),
    }
}

/// For text and for attributes; what XML cannot hold at all is left out (XML 1.0 section 2.2).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use mailmend::evaluate::spf::explore;
    use mailmend::model::Answers;

    use super::*;

    #[test]
    fn what_stands_in_a_record_is_no_markup() {
        let record = "v=spf1 include:%{d}<script>alert(1)</script>.test a:x&y.test -all";
        let drawn = picture(&explore("example.com", Some(record), &Answers::new()));
        assert!(!drawn.contains("<script") && drawn.contains("&lt;script&gt;") && drawn.contains("x&amp;y"), "{drawn}");
    }
}
