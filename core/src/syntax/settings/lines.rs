//! A key and its value on each line: dotenv, Docker, INI, YAML, properties, main.cf, msmtp, and what people type.

use alloc::vec::Vec;

use super::{Argument, Entry, Form, Group, Reading, Shape};
use crate::text::Span;

pub(super) fn read(text: &str, form: Form) -> Reading {
    let mut out = Reading::default();
    // What is open in YAML, by its indent; in INI, the section.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        one(text, span, form, &mut out, &mut open);
    }
    out
}

fn one(text: &str, line: Span, form: Form, out: &mut Reading, open: &mut Vec<(usize, usize)>) {
    let given = line.of(text);
    let indent = given.len() - given.trim_start().len();
    let mut at = line.start + indent;
    let rest = |at: usize| text.get(at..line.end).unwrap_or_default();
    let body = rest(at);
    let comment = body.starts_with('#') || (body.starts_with(';') && form != Form::Env) || body.starts_with("//");
    if body.is_empty() || comment || body.starts_with("```") || body == "---" {
        return;
    }
    if let (Form::Ini | Form::Conf | Form::Text, Some(name)) =
        (form, body.strip_prefix('[').and_then(|rest| rest.split_once(']')))
        && !name.0.is_empty()
        && name.1.trim().is_empty()
    {
        out.groups.push(Group { name: Span::new(at + 1, at + 1 + name.0.len()), parent: None });
        open.clear();
        open.push((0, out.groups.len() - 1));
        return;
    }
    let whole_start = at;
    let mut deep = indent;
    // `- KEY=value`, `export KEY=value`, `ENV KEY=value`, `set KEY=value`
    for _ in 0..3 {
        let body = rest(at);
        let prefix = ["- ", "export ", "ENV ", "set ", "SET ", "-e ", "--env ", "$env:", "* ", "• "]
            .iter()
            .find(|prefix| body.starts_with(**prefix));
        let Some(prefix) = prefix else { break };
        at += prefix.len();
        at += rest(at).len() - rest(at).trim_start().len();
        if *prefix == "- " && form == Form::Yaml {
            deep = at - line.start;
        }
    }
    if matches!(form, Form::Env) && (rest(at).contains(" -e ") || rest(at).contains(" --env ")) {
        return arguments(text, Span::new(at, line.end), out);
    }
    if form == Form::Text {
        return sentence(text, Span::new(at, line.end), out, open.last().map(|(_, group)| *group));
    }
    let body = rest(at);
    // A list item that is one quoted pair: `- "KEY=value"`.
    let wrapped = body.starts_with(['"', '\'']) && at > whole_start;
    let quoted_key = !wrapped && body.starts_with(['"', '\'']);
    if wrapped || quoted_key {
        at += 1;
    }
    let body = rest(at);
    let named =
        |letter: char| letter.is_alphanumeric() || "_-.".contains(letter) || (form == Form::Yaml && letter == '/');
    let length = body.find(|letter: char| !named(letter)).unwrap_or(body.len());
    if length == 0 {
        return;
    }
    let key = Span::new(at, at + length);
    let mut value = key.end + usize::from(quoted_key);
    let after = rest(value);
    let gap = after.len() - after.trim_start().len();
    let sign = after.trim_start().chars().next();
    let parted = match (form, sign) {
        (Form::Yaml, Some(':')) => true,
        (Form::Yaml, Some('=')) => {
            at > whole_start || key.of(text).bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        }
        (_, Some('=' | ':')) if form != Form::Conf || gap == 0 => true,
        (Form::Conf | Form::Ini | Form::Cf, Some('=')) => true,
        (Form::Conf, Some(_)) if gap > 0 => {
            value += gap;
            false
        }
        (Form::Properties, Some(_)) if gap > 0 => {
            value += gap;
            false
        }
        _ => return,
    };
    if parted {
        value += gap + 1;
        if rest(value).starts_with(['>', '~']) && form == Form::Conf {
            value += 1;
        }
        let after = rest(value);
        value += after.len() - after.trim_start().len();
    }
    let group = match form {
        Form::Yaml => {
            while open.last().is_some_and(|(deeper, _)| *deeper >= deep) {
                open.pop();
            }
            open.last().map(|(_, group)| *group)
        }
        Form::Ini | Form::Conf => open.last().map(|(_, group)| *group),
        _ => None,
    };
    let content = rest(value);
    if form == Form::Yaml && (content.is_empty() || content.starts_with('#')) {
        let group = Group { name: key, parent: group };
        out.groups.push(group);
        open.push((deep, out.groups.len() - 1));
        return;
    }
    let mut end = line.end;
    if wrapped && content.ends_with(['"', '\'']) {
        end -= 1;
    }
    let (outer, inner, shape) = value_at(text, Span::new(value.min(end), end), form);
    let whole = Span::new(whole_start, if wrapped { line.end } else { outer.end.max(key.end) });
    let chain = Span::new(whole_start, key.start);
    out.entries.push(Entry {
        key,
        chain,
        argument: Argument::No,
        value: inner,
        outer,
        shape,
        whole,
        group,
        listed: false,
    });
}

/// The value, its quotes, and where a comment behind it starts.
fn value_at(text: &str, span: Span, form: Form) -> (Span, Span, Shape) {
    let body = span.of(text);
    let first = body.chars().next().unwrap_or(' ');
    // Grafana's way to hold marks in a value.
    if body.len() >= 6 && body.starts_with("\"\"\"") {
        let end = body.get(3..).and_then(|rest| rest.find("\"\"\"")).map_or(body.len(), |end| end + 6);
        let outer = Span::new(span.start, span.start + end);
        return (
            outer,
            Span::new(outer.start + 3, outer.end.saturating_sub(3).max(outer.start + 3)),
            Shape::Quoted(b'"'),
        );
    }
    if matches!(first, '"' | '\'' | '`') && form != Form::Properties && form != Form::Cf {
        let mut skip = false;
        let close = body.char_indices().skip(1).find(|(_, letter)| {
            let ends = !skip && *letter == first;
            skip = !skip && *letter == '\\' && first == '"';
            ends
        });
        if let Some((close, _)) = close {
            let outer = Span::new(span.start, span.start + close + 1);
            return (outer, Span::new(outer.start + 1, outer.end - 1), Shape::Quoted(first as u8));
        }
    }
    let comment = match form {
        Form::Env | Form::Yaml | Form::Conf => body.find(" #"),
        Form::Ini => body.find(" ;").or_else(|| body.find(" #")),
        _ => None,
    };
    let length = body.get(..comment.unwrap_or(body.len())).unwrap_or_default().trim_end().len();
    let inner = Span::new(span.start, span.start + length);
    let shape = match inner.of(text) {
        word if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) => Shape::Number,
        word if word.starts_with("${") && word.ends_with('}')
            || word.starts_with("{{")
            || word.starts_with("!secret")
            || word.starts_with("!ENV") =>
        {
            Shape::Code
        }
        word if word.starts_with('$')
            && word.bytes().skip(1).all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && word.len() > 2 =>
        {
            Shape::Code
        }
        _ => Shape::Bare,
    };
    (inner, inner, shape)
}

/// `docker run -e A=b -e C=d …`
fn arguments(text: &str, line: Span, out: &mut Reading) {
    let body = line.of(text);
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.find(['='])) {
        let equals = at + found;
        let before = body.get(at..equals).unwrap_or_default();
        let start = at + before.rfind([' ', '"', '\'']).map_or(0, |place| place + 1);
        let rest = body.get(equals + 1..).unwrap_or_default();
        let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let length = match quote {
            Some(quote) => rest.get(1..).and_then(|rest| rest.find(quote)).map_or(rest.len(), |end| end + 2),
            None => rest.find([' ', '"', '\'']).unwrap_or(rest.len()),
        };
        let outer = Span::new(line.start + equals + 1, line.start + equals + 1 + length);
        let value = if quote.is_some() && length >= 2 { Span::new(outer.start + 1, outer.end - 1) } else { outer };
        let key = Span::new(line.start + start, line.start + equals);
        let flag = body.get(at..start).unwrap_or_default().trim_end().rfind(' ').map_or(at, |place| at + place + 1);
        let whole = Span::new(line.start + flag.min(start), outer.end);
        let shape = match quote {
            Some(quote) => Shape::Quoted(quote as u8),
            None if !value.is_empty() && value.of(text).bytes().all(|byte| byte.is_ascii_digit()) => Shape::Number,
            None => Shape::Bare,
        };
        if !key.is_empty() {
            let chain = Span::new(whole.start, key.start);
            out.entries.push(Entry {
                key,
                chain,
                argument: Argument::No,
                value,
                outer,
                shape,
                whole,
                group: None,
                listed: false,
            });
        }
        at = equals + 1 + length;
    }
}

/// `SMTP host: smtp.example.com, port: 587`: labels of words, several on a line.
fn sentence(text: &str, line: Span, out: &mut Reading, group: Option<usize>) {
    let mut start = line.start;
    let body = line.of(text);
    let mut pieces = Vec::new();
    let marks = |letter: char| matches!(letter, ',' | ';' | '|' | '\t' | '/');
    for (place, letter) in body.char_indices() {
        // A comma parts only where another label follows.
        if !marks(letter) {
            continue;
        }
        let from = place + letter.len_utf8();
        let rest = body.get(from..body.floor_char_boundary(from + 64)).unwrap_or_default();
        let label = rest.find([':', '=']).is_some_and(|end| {
            let name = rest.get(..end).unwrap_or_default();
            name.len() < 40
                && !name.contains(marks)
                && name.split_whitespace().count() <= 4
                && !rest.get(end..).unwrap_or_default().starts_with("://")
        });
        if label && (letter != '/' || rest.starts_with(' ')) {
            pieces.push(Span::new(start, line.start + place));
            start = line.start + place + letter.len_utf8();
        }
    }
    pieces.push(Span::new(start, line.end));
    for piece in pieces {
        let body = piece.of(text);
        let sign = body
            .find([':', '=', '\u{ff1a}'])
            .or_else(|| body.find(" is ").map(|place| place + 1))
            .or_else(|| body.find('\t'));
        let Some(sign) = sign else { continue };
        let name = body.get(..sign).unwrap_or_default();
        let mark = body.get(sign..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let mark = if body.get(sign..).is_some_and(|rest| rest.starts_with("is ")) { 2 } else { mark };
        if name.trim().is_empty() || name.len() > 60 || body.get(sign..).is_some_and(|rest| rest.starts_with("://")) {
            continue;
        }
        let key_start = piece.start + (name.len() - name.trim_start().len());
        let key = Span::new(key_start, piece.start + name.trim_end().len());
        let after = body.get(sign + mark..).unwrap_or_default();
        let value_start = piece.start + sign + mark + (after.len() - after.trim_start().len());
        let value_end = (piece.start + body.trim_end().len()).max(value_start);
        let (outer, value, shape) = value_at(text, Span::new(value_start, value_end), Form::Text);
        let whole = Span::new(key.start, outer.end.max(key.end));
        let chain = Span::new(key.start, key.start);
        out.entries.push(Entry {
            key,
            chain,
            argument: Argument::No,
            value,
            outer,
            shape,
            whole,
            group,
            listed: false,
        });
    }
}
