//! What the checks write on: findings, and edits of the text.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::hidden;
use super::mail::{Item, Mail, is_code};
use crate::knowledge::stacks::Program;
use crate::model::{Edit, Evidence, Fact, FactKey, Finding, Stack};
use crate::rules::found;
use crate::syntax::settings::{Argument, Form, Reading, Shape, serialized, squeeze};
use crate::text::Order;
use crate::text::Span;

/// The findings on a text, and the changes that mend them.
pub(super) struct Sheet<'t> {
    pub(super) text: &'t str,
    pub(super) form: Form,
    pub(super) program: &'static Program,
    pub(super) reading: Reading,
    pub(super) items: Vec<Item<'t>>,
    pub(super) secrets: Vec<Span>,
    pub(super) findings: Vec<Finding<'t>>,
    edits: Vec<Edit>,
    /// What is to stand behind a place, in the order in which it was asked for.
    inserts: Vec<(usize, String)>,
}

/// The most findings of a report.
const MOST: usize = 64;

impl<'t> Sheet<'t> {
    pub(super) fn new(
        text: &'t str,
        form: Form,
        program: &'static Program,
        reading: Reading,
        items: Vec<Item<'t>>,
    ) -> Self {
        let secrets = hidden::find(text, &items, form);
        Self {
            text,
            form,
            program,
            reading,
            items,
            secrets,
            findings: Vec::new(),
            edits: Vec::new(),
            inserts: Vec::new(),
        }
    }

    /// Writes a finding about a place.
    pub(super) fn find(&mut self, place: u16, span: Span) {
        self.find_at(place, &[span]);
    }

    /// Writes a finding about several places.
    pub(super) fn find_at(&mut self, place: u16, spans: &[Span]) {
        let known = self.findings.iter().any(|finding| {
            finding.cause.place == place
                && finding.evidence.first().map(|first| first.start) == spans.first().map(|span| span.start)
        });
        if known || self.findings.len() >= MOST {
            return;
        }
        let mut finding = found(place, self.text, Span::default());
        finding.stack = self.program.advice.and_then(Stack::from_word);
        finding.evidence.clear();
        for span in spans {
            let text = Cow::Owned(hidden::mask(self.text, &self.secrets, *span));
            finding.evidence.push(Evidence { text, start: span.start, end: span.end });
        }
        self.findings.push(finding);
    }

    /// Adds a fact to the last finding.
    pub(super) fn fact(&mut self, key: FactKey, value: impl Into<String>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.facts.push(Fact { key, value: Cow::Owned(value.into()) });
        }
    }

    /// Whether a place is to be changed already.
    pub(super) fn is_edited(&self, span: Span) -> bool {
        self.edits.iter().any(|edit| edit.start < span.end && span.start < edit.end)
    }

    /// Replaces what stands at `span`. Nothing is changed twice.
    pub(super) fn replace(&mut self, span: Span, text: &str) -> bool {
        let same = span.of(self.text) == text;
        let taken = self
            .edits
            .iter()
            .any(|edit| edit.start < span.end.max(span.start + 1) && span.start < edit.end.max(edit.start + 1));
        if same || taken {
            return false;
        }
        self.edits.push(Edit { start: span.start, end: span.end, text: Some(text.to_string()) });
        true
    }

    /// Encodes what stands at `span` for a URL; it is a secret, so that the edit does not hold it.
    pub(super) fn encode(&mut self, span: Span) {
        if !self.is_edited(span) {
            self.edits.push(Edit { start: span.start, end: span.end, text: None });
        }
    }

    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.inserts.push((at, text));
    }

    pub(super) fn value(&self, item: usize) -> &'t str {
        self.items.get(item).map_or("", |item| item.value)
    }

    pub(super) fn span(&self, item: usize) -> Span {
        self.items.get(item).map_or(Span::default(), |item| item.entry.whole)
    }

    /// The item of this name within a mailer.
    pub(super) fn named(&self, mail: &Mail<'_>, name: &str) -> Option<usize> {
        let name = squeeze(name);
        // In the environment, dots are underscores.
        let flat = if self.form == Form::Env { name.replace('.', "") } else { name.clone() };
        let is = |place: &usize| {
            let path = self.items.get(*place).map(|item| item.path.as_str());
            path.is_some_and(|path| super::mail::matches(path, &name) || path == flat)
        };
        mail.places().find(is)
    }

    /// Sets the value of an item, in its own manner.
    pub(super) fn set(&mut self, item: usize, value: &str) -> bool {
        // As people write it.
        let value = if self.form == Form::Text && value == "starttls" { "STARTTLS" } else { value };
        let Some(entry) = self.items.get(item).map(|item| item.entry) else { return false };
        let code = is_code(self.form);
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        match entry.shape {
            Shape::Quoted(_) | Shape::Fallback(1..) => {
                self.replace(entry.value, &self.cased(value, entry.value.of(self.text)))
            }
            // A Ruby symbol stays one.
            // A switch, which holds 1 or 0.
            Shape::Bare if self.form == Form::Serialized => match value {
                "true" => self.replace(entry.value, "1"),
                "false" => self.replace(entry.value, "0"),
                _ => false,
            },
            _ if !code || entry.outer.of(self.text).starts_with(':') => {
                self.replace(entry.value, &self.cased(value, entry.value.of(self.text)))
            }
            Shape::Number | Shape::Fallback(_) if is_number => self.replace(entry.outer, value),
            _ => {
                let before = entry.outer.of(self.text);
                // PHPMailer's constants stay constants.
                let literal = match value {
                    "ssl" if before.contains("ENCRYPTION_") => String::from("PHPMailer::ENCRYPTION_SMTPS"),
                    "tls" if before.contains("ENCRYPTION_") => String::from("PHPMailer::ENCRYPTION_STARTTLS"),
                    // A type that is written with what it stands in stays so.
                    _ => {
                        let kind = value.split_once('.').map(|(kind, _)| format!("{kind}."));
                        let head = kind.and_then(|kind| before.split_once(kind.as_str())).map_or("", |(head, _)| head);
                        let path = head.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
                        format!("{}{}", if path { head } else { "" }, self.literal(value, item))
                    }
                };
                self.replace(entry.outer, &literal)
            }
        }
    }

    /// Sets the value of an item to a word without quotes.
    pub(super) fn set_word(&mut self, item: usize, word: &str) -> bool {
        let Some(outer) = self.items.get(item).map(|item| item.entry.outer) else { return false };
        let literal = self.literal(word, item);
        self.replace(outer, &literal)
    }

    /// A word in the case of the one it replaces, or of its neighbours.
    fn cased(&self, value: &str, before: &str) -> String {
        if !matches!(value, "true" | "false" | "yes" | "no" | "on" | "off") {
            return value.to_string();
        }
        let model = match before.chars().next() {
            Some(letter) if letter.is_alphabetic() => before,
            _ => self
                .items
                .iter()
                .map(|item| item.value)
                .find(|value| matches!(*value, "True" | "False" | "YES" | "NO"))
                .unwrap_or(""),
        };
        let mut letters = value.chars();
        match model.chars().next() {
            Some(first) if first.is_uppercase() => {
                let all = model.len() > 1 && model.chars().all(char::is_uppercase);
                let head = letters.next().map_or(String::new(), |letter| letter.to_uppercase().to_string());
                if all { value.to_uppercase() } else { format!("{head}{}", letters.as_str()) }
            }
            _ => value.to_string(),
        }
    }

    /// A value as this form writes it, in the quotes of `like`.
    fn literal(&self, value: &str, like: usize) -> String {
        let is_bool = matches!(value, "true" | "false");
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let item = self.items.get(like);
        let own = item.and_then(|item| item.entry.shape.quote());
        if !is_code(self.form) {
            let value = self.cased(value, "");
            return match own {
                Some(quote) if self.form != Form::Text => format!("{0}{value}{0}", quote as char),
                _ if self.form == Form::Xml => format!("\"{value}\""),
                _ => value,
            };
        }
        if is_bool && self.form == Form::Python {
            return String::from(if value == "true" { "True" } else { "False" });
        }
        let constant = self.form == Form::CSharp && value.starts_with(char::is_uppercase) && value.contains('.');
        // Where switches are text, as in Keycloak's JSON.
        let textual = self.form == Form::Json && !self.program.switches.iter().any(|switch| switch.strict);
        let bare = item.is_some_and(|item| {
            matches!(item.value, "true" | "false") || item.value.bytes().all(|byte| byte.is_ascii_digit())
        });
        if is_bool && textual && bare && own.is_some() {
            return format!("\"{value}\"");
        }
        if is_bool || is_number || constant || value.starts_with("process.") {
            return value.to_string();
        }
        let quotes = self.items.iter().filter_map(|item| item.entry.shape.quote()).find(|quote| *quote != b'`');
        let double = matches!(self.form, Form::Json | Form::Go | Form::CSharp | Form::Java);
        let quote = own.or(quotes).filter(|_| !double).unwrap_or(if double { b'"' } else { b'\'' });
        format!("{0}{value}{0}", quote as char)
    }

    /// Writes a new entry behind `anchor`, in its manner: the same indent, quotes and marks.
    pub(super) fn add(&mut self, anchor: usize, name: &str, value: &str) -> bool {
        let Some(entry) = self.items.get(anchor).map(|item| item.entry) else { return false };
        // What is serialized is counted: only what is there already can be changed.
        if entry.argument != Argument::No || matches!(self.form, Form::Url | Form::Serialized) {
            return false;
        }
        let text = self.text;
        let piece = |start: usize, end: usize| text.get(start..end.max(start)).unwrap_or_default();
        let head = piece(entry.whole.start, entry.key.start);
        let gap = piece(entry.key.end, entry.outer.start);
        // What stands around the value belongs to the look-up that it is the last resort of.
        let gap = match entry.shape {
            Shape::Fallback(_) => {
                gap.get(..gap.find(|letter: char| letter.is_alphanumeric()).unwrap_or(gap.len())).unwrap_or_default()
            }
            _ => gap,
        };
        let tail = match entry.shape {
            Shape::Fallback(_) => "",
            _ => piece(entry.outer.end, entry.whole.end),
        };
        let literal = self.literal(value, anchor);
        let name = self.as_neighbour(name, entry.key.of(text));
        let gap = if gap.trim().is_empty() && !gap.is_empty() { " " } else { gap };
        let written = format!("{head}{name}{gap}{literal}{tail}");
        let start = entry.whole.start;
        let line = piece(text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1), start);
        let own_line = line.trim().is_empty();
        let attribute = self.form == Form::Xml && head.starts_with(char::is_whitespace);
        let mut at = entry.whole.end;
        let glue = if attribute {
            String::new()
        } else if own_line
            && (!entry.listed
                || piece(at, text.len()).trim_start_matches(',').trim_start_matches([' ', '\t']).starts_with('\n'))
        {
            // Behind a comment on the same line.
            if !entry.listed {
                let rest = piece(at, text.len());
                at += rest.find('\n').unwrap_or(rest.len());
                if text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\r') {
                    at -= 1;
                }
            }
            format!("\n{line}")
        } else {
            String::from(" ")
        };
        let comma = if entry.listed { "," } else { "" };
        self.insert(at, format!("{comma}{glue}{written}"));
        true
    }

    /// A name in the manner of another: variables of the environment have no dots, and no capitals beside small letters.
    fn as_neighbour(&self, name: &str, like: &str) -> String {
        if self.form == Form::Env && name.contains('.') {
            return name.replace('.', "_").to_uppercase();
        }
        let small =
            like.bytes().all(|byte| !byte.is_ascii_uppercase()) && like.bytes().any(|byte| byte.is_ascii_lowercase());
        let capital = name.bytes().all(|byte| !byte.is_ascii_lowercase());
        if small && capital && !is_code(self.form) { name.to_lowercase() } else { name.to_string() }
    }

    /// Takes an item out, and the line that it stood on alone.
    pub(super) fn remove(&mut self, item: usize) -> bool {
        let Some(entry) = self.items.get(item).map(|item| item.entry) else { return false };
        let (text, whole) = (self.text, entry.whole);
        if entry.argument != Argument::No || self.form == Form::Serialized {
            return false;
        }
        let before = text.get(..whole.start).unwrap_or_default();
        let after = text.get(whole.end..).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = after.find('\n').map_or(after, |end| after.get(..end).unwrap_or_default());
        let tail = rest.trim_start_matches(',').trim();
        let own_line = before.get(line..).unwrap_or_default().trim().is_empty()
            && (tail.is_empty() || tail.starts_with(['#', '/']));
        let comma = after.trim_start().starts_with(',');
        let mut span = whole;
        if own_line {
            span = Span::new(line, whole.end + rest.len());
            if after.len() > rest.len() {
                span.end += 1;
            } else {
                span.start = line.saturating_sub(1);
            }
            if entry.listed && !comma {
                // The comma of the one before would be left.
                let trimmed = before.trim_end();
                if trimmed.ends_with(',') && matches!(self.form, Form::Json) {
                    self.replace(Span::new(trimmed.len() - 1, trimmed.len()), "");
                }
            }
        } else if entry.listed && comma {
            let length = after.len() - after.trim_start().len() + 1;
            let blanks = after.get(length..).unwrap_or_default();
            span.end += length + (blanks.len() - blanks.trim_start_matches([' ', '\t']).len());
        } else if entry.listed && before.trim_end().ends_with(',') {
            span.start = before.trim_end().len() - 1;
        } else if self.form != Form::Xml {
            span.end += after.len() - after.trim_start_matches([' ', '\t']).len();
        }
        self.replace(span, "")
    }

    /// Gives an item another name.
    pub(super) fn rename(&mut self, item: usize, name: &str) -> bool {
        let Some(key) = self.items.get(item).map(|item| item.entry.key) else { return false };
        self.form != Form::Serialized && self.replace(key, name)
    }

    /// An item that a new one can be written behind, in its manner: the closest kin of `name`, and the name from there.
    fn anchor(&self, mail: &Mail<'_>, name: &str) -> Option<(usize, String)> {
        let usable = |place: &usize| self.items.get(*place).is_some_and(|item| item.entry.argument == Argument::No);
        let parts = [&mail.port, &mail.host, &mail.secret, &mail.user, &mail.from];
        let mut places: Vec<usize> = parts.into_iter().flatten().map(|part| part.item).filter(usable).collect();
        places.extend((mail.items.0..mail.items.1).filter(usable));
        let wanted = squeeze(name);
        // What a name stands in; dots of its own are part of it, as in `spring.mail.host=…`.
        let group = |place: usize| -> &str {
            let Some(item) = self.items.get(place) else { return "" };
            let key = squeeze(item.entry.key.of(self.text));
            item.path.strip_suffix(key.as_str()).map_or("", |group| group.trim_end_matches('.'))
        };
        let shared = |place: usize| {
            let group = group(place);
            let fits = group.is_empty() || wanted.starts_with(&format!("{group}."));
            if fits { group.len() } else { 0 }
        };
        let dotted = name.contains('.');
        let best = if dotted {
            let most = places.iter().map(|place| shared(*place)).max()?;
            *places.iter().find(|place| shared(**place) == most)?
        } else {
            *places.first()?
        };
        let own = group(best);
        let steps = if own.is_empty() || !dotted { 0 } else { own.split('.').count() };
        let fits = own.is_empty() || wanted.starts_with(&format!("{own}."));
        let rest: Vec<&str> = name.split('.').skip(if fits { steps } else { 0 }).collect();
        Some((best, rest.join(".")))
    }

    /// Carries out what knowledge says of how a mode is written; gives whether anything is changed.
    pub(super) fn write(&mut self, mail: &Mail<'_>, rules: &[&str]) -> bool {
        let mut done = false;
        let mut written: Vec<String> = Vec::new();
        for rule in rules {
            if let Some(name) = rule.strip_prefix('-') {
                if let Some(item) = self.named(mail, name) {
                    done |= self.remove_or_call(item);
                }
            } else if let Some(call) = rule.strip_prefix('+') {
                done |= self.add_call(mail, call);
            } else if let Some((old, new)) = rule.split_once('>') {
                let Some(item) = self.named(mail, old) else { continue };
                let (name, value) = new.split_once('=').unwrap_or((new, ""));
                if written.iter().any(|known| known == name)
                    || self.named(mail, name).is_some_and(|other| other != item)
                {
                    done |= self.remove_or_call(item);
                    continue;
                }
                let short = name.rsplit('.').next().unwrap_or(name);
                let dotted = self.items.get(item).is_some_and(|item| item.entry.key.of(self.text).contains('.'));
                let same_group =
                    old.rsplit_once('.').map(|(group, _)| group) == name.rsplit_once('.').map(|(group, _)| group);
                if !same_group && !dotted && name.contains('.') {
                    done |= self.remove_or_call(item);
                    continue;
                }
                done |= self.rename(item, if dotted { name } else { short });
                if !value.is_empty() {
                    self.set(item, value);
                }
                written.push(name.to_string());
            } else if let Some((name, value)) = rule.split_once('?') {
                if let Some(item) = self.named(mail, name) {
                    done |= self.set(item, value);
                    written.push(name.to_string());
                }
            } else {
                let (only, rule) = rule.strip_prefix('|').map_or((false, *rule), |rest| (true, rest));
                let Some((name, value)) = rule.split_once('=') else { continue };
                if (only && !written.is_empty()) || written.iter().any(|known| known == name) {
                    continue;
                }
                match self.named(mail, name) {
                    Some(item) => done |= self.set(item, value),
                    None => {
                        if let Some((anchor, name)) = self.anchor(mail, name) {
                            done |= self.add(anchor, &name, value);
                        }
                    }
                }
                written.push(name.to_string());
            }
        }
        done
    }

    /// Takes out an entry, or the statement of a call.
    fn remove_or_call(&mut self, item: usize) -> bool {
        let Some(entry) = self.items.get(item).map(|item| item.entry) else { return false };
        if entry.argument == Argument::No {
            return self.remove(item);
        }
        let text = self.text;
        let start = text.get(..entry.key.start).and_then(|before| before.rfind(['\n', ';'])).map_or(0, |end| end + 1);
        let rest = text.get(entry.key.end..).unwrap_or_default();
        let end = entry.key.end + rest.find(['\n', ';']).map_or(rest.len(), |end| end + 1);
        let mut span = Span::new(start, end);
        if end == text.len() && start > 0 && !rest.ends_with('\n') {
            span.start -= 1;
        }
        self.replace(span, "")
    }

    /// Writes a call on the object that a call gave: `s = smtplib.SMTP(…)` is followed by `s.starttls()`.
    fn add_call(&mut self, mail: &Mail<'_>, call: &str) -> bool {
        let name = call.split('(').next().unwrap_or_default();
        let host = mail.host.as_ref().or(mail.port.as_ref()).map(|part| part.span.start);
        let Some(at) = host else { return false };
        if self.named(mail, &format!("{name}()")).is_some() {
            return false;
        }
        let text = self.text;
        let start = text.get(..at).and_then(|before| before.rfind(['\n', ';'])).map_or(0, |end| end + 1);
        let rest = text.get(at..).unwrap_or_default();
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let line = text.get(start..end).unwrap_or_default();
        let indent: String = line.chars().take_while(|letter| letter.is_whitespace()).collect();
        let object = match line.split_once(" as ") {
            Some((_, name)) => name.trim().trim_end_matches(':'),
            None => line.split_once('=').map_or("", |(name, _)| name.trim()),
        };
        if object.is_empty() || !object.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter)) {
            return false;
        }
        let deeper = if line.trim_end().ends_with(':') { "    " } else { "" };
        self.insert(end, format!("\n{indent}{deeper}{object}.{call}"));
        true
    }

    fn sort(&mut self) {
        self.edits.order_by_key(|edit| (edit.start, edit.end));
        let mut end = 0;
        self.edits.retain(|edit| {
            let fits = edit.start >= end;
            end = end.max(edit.end);
            fits
        });
    }

    /// Writes the lengths of the strings that are changed, as `serialize` counts them.
    fn lengths(&mut self) {
        let mut lengths = Vec::new();
        for item in &self.items {
            let value = item.entry.value;
            let first = self.edits.partition_point(|edit| edit.start < value.start);
            let within = self.edits.iter().skip(first).take_while(|edit| edit.end <= value.end);
            let Some(place) = serialized::length_of(self.text, value) else { continue };
            let mut length = value.len();
            let mut changed = false;
            for edit in within {
                length = (length + edit.text.as_ref().map_or(0, String::len)).saturating_sub(edit.end - edit.start);
                changed = true;
            }
            if changed {
                lengths.push(Edit { start: place.start, end: place.end, text: Some(format!("{length}")) });
            }
        }
        self.edits.append(&mut lengths);
    }

    /// The findings, the gravest first, and all changes in order.
    pub(super) fn finish(mut self) -> (Vec<Finding<'t>>, Vec<Edit>, Vec<Span>) {
        let start = |finding: &Finding<'_>| finding.evidence.first().map_or(0, |evidence| evidence.start);
        self.findings.order_by_key(|finding| (Reverse(finding.cause.severity), start(finding)));
        // What is written behind one place is one change.
        for (at, text) in core::mem::take(&mut self.inserts) {
            match self.edits.iter_mut().find(|edit| edit.start == at && edit.end == at) {
                Some(Edit { text: Some(known), .. }) => known.push_str(&text),
                _ => self.edits.push(Edit { start: at, end: at, text: Some(text) }),
            }
        }
        self.sort();
        if self.form == Form::Serialized {
            self.lengths();
            self.sort();
        }
        (self.findings, self.edits, self.secrets)
    }
}
