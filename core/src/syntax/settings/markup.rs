//! XML: attributes, elements with text, and pairs written as `<add key="…" value="…"/>`.

use alloc::vec::Vec;

use super::{Argument, Entry, Group, Reading, Shape};
use crate::text::Span;

/// Elements deeper than this are not told apart.
const DEEPEST: usize = 64;

pub(super) fn read(text: &str) -> Reading {
    let bytes = text.as_bytes();
    let mut out = Reading::default();
    // What is open: its name, where its content starts, its group.
    let mut open: Vec<(Span, usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        // The text before a closing tag is the value of its element.
        if rest.starts_with("</") {
            if let Some((name, from, _)) = open.pop() {
                let body = text.get(from..start).unwrap_or_default();
                let value = body.trim();
                let closes = rest.get(2..).is_some_and(|tag| {
                    tag.starts_with(name.of(text)) && tag.get(name.len()..).is_some_and(|tag| tag.starts_with('>'))
                });
                if closes && !value.is_empty() && !body.contains('<') {
                    let begin = from + (body.len() - body.trim_start().len());
                    let value = Span::new(begin, begin + value.len());
                    let tag = name.len() + 3;
                    let end = (start + tag).min(text.len());
                    let group = open.last().map(|(.., group)| *group);
                    let whole = Span::new(name.start.saturating_sub(1), end);
                    out.entries.push(Entry {
                        key: name,
                        chain: Span::new(whole.start, name.start),
                        argument: Argument::No,
                        value,
                        outer: value,
                        shape: Shape::Bare,
                        whole,
                        group,
                        listed: false,
                    });
                }
            }
            at = start + 2;
            continue;
        }
        at = element(text, start, &mut out, &mut open);
    }
    out
}

/// Reads the tag at `start`; gives where to go on.
fn element(text: &str, start: usize, out: &mut Reading, open: &mut Vec<(Span, usize, usize)>) -> usize {
    let bytes = text.as_bytes();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
    let length = bytes.get(start + 1..).unwrap_or_default().iter().take_while(|byte| is_name(byte)).count();
    if length == 0 {
        return start + 1;
    }
    let name = Span::new(start + 1, start + 1 + length);
    let parent = open.last().map(|(.., group)| *group);
    out.groups.push(Group { name, parent });
    let group = out.groups.len() - 1;
    let mut at = name.end;
    let first = out.entries.len();
    let (mut title, mut content) = (None, None);
    let mut closed = false;
    loop {
        let blanks = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let begin = at;
        at += blanks;
        match bytes.get(at) {
            None | Some(b'<') => break,
            Some(b'>') => {
                at += 1;
                if open.len() < DEEPEST && !closed {
                    open.push((name, at, group));
                }
                break;
            }
            Some(b'/' | b'?') => {
                at += 1;
                closed = true;
                continue;
            }
            _ => {}
        }
        let length = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_name(byte)).count();
        if length == 0 {
            at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            continue;
        }
        let key = Span::new(at, at + length);
        at += length;
        let gap = text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        if bytes.get(at + gap) != Some(&b'=') {
            continue;
        }
        at += gap + 1;
        at += text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) else { continue };
        let length = bytes.get(at + 1..).unwrap_or_default().iter().take_while(|byte| **byte != quote).count();
        let value = Span::new(at + 1, at + 1 + length);
        let outer = Span::new(at, (value.end + 1).min(text.len()));
        at = outer.end;
        match key.of(text).to_ascii_lowercase().as_str() {
            "name" | "key" | "property" => title = Some(value),
            "value" => content = Some((value, outer)),
            _ => {}
        }
        out.entries.push(Entry {
            key,
            chain: Span::new(begin, key.start),
            argument: Argument::No,
            value,
            outer,
            shape: Shape::Quoted(quote),
            whole: Span::new(begin, outer.end),
            group: Some(group),
            listed: false,
        });
    }
    // A pair: the element is the entry.
    if let (Some(key), Some((value, outer))) = (title, content) {
        out.entries.truncate(first);
        out.entries.push(Entry {
            key,
            chain: Span::new(start, key.start),
            argument: Argument::No,
            value,
            outer,
            shape: Shape::Quoted(bytes.get(outer.start).copied().unwrap_or(b'"')),
            whole: Span::new(start, at),
            group: parent,
            listed: false,
        });
    }
    at
}
