//! JSON objects, read one level at a time: which program wrote them shows by their keys.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, events, kumomta};

/// The first attempt among the objects of a line: one object, or an array of them, as webhooks send it; a line of an
/// array that was written one object a line may begin or end with its bracket or comma.
pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(['[', ',', ' ', '\t', '\r', '\n']);
        if !rest.starts_with('{') {
            return None;
        }
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<Object<'_>>();
        let object = objects.next()?.ok()?;
        rest = rest.get(objects.byte_offset()..)?;
        if let Some(entry) = object_entry(&object, true) {
            return Some(entry);
        }
    }
}

/// `outer`: it may be an envelope.
fn object_entry<'a>(object: &Object<'a>, outer: bool) -> Option<Entry<'a>> {
    if let Some(entry) = kumomta::record(object).or_else(|| events::event(object)) {
        return Some(entry);
    }
    if !outer {
        return None;
    }
    // Amazon EventBridge and Amazon SNS.
    if let Some(inner) = object.object("detail") {
        return object_entry(&inner, false);
    }
    if let Some(message) = object.text("Message").filter(|_| object.get("Type").is_some()) {
        return within(message);
    }
    // Docker and journald: a line of a log.
    let (line, time) = match object.text("log") {
        Some(line) => (line, object.scalar("time")),
        None => (object.text("MESSAGE")?, object.scalar("__REALTIME_TIMESTAMP")),
    };
    let tagged = match object.text("SYSLOG_IDENTIFIER") {
        Some(tag) => Cow::Owned(format!("{tag}: {line}")),
        None => line,
    };
    let mut entry = within(tagged)?;
    entry.time = entry.time.or(time);
    Some(entry)
}

/// The entry of a line inside a string.
fn within(line: Cow<'_, str>) -> Option<Entry<'_>> {
    match line {
        Cow::Borrowed(line) => super::entry(line),
        Cow::Owned(line) => super::entry(&line).map(Entry::into_owned),
    }
}

/// The members of a JSON object; their values are read when they are asked for.
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The object that a text is.
    fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The value of a member, as it is written; none for `null`.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(name, _)| name == key)?;
        Some(value.get()).filter(|value| *value != "null")
    }

    /// A string that is not empty.
    pub(super) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        text(self.get(key)?)
    }

    /// A string that is not empty, or a number as it is written.
    pub(super) fn scalar(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.get(key)?;
        let number = value.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        if number { Some(Cow::Borrowed(value)) } else { text(value) }
    }

    /// A string that is not empty, or the first of a list of them.
    pub(super) fn first_text(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.get(key)?;
        text(value).or_else(|| text(first(value)?))
    }

    /// An object.
    pub(super) fn object(&self, key: &str) -> Option<Self> {
        Self::read(self.get(key).filter(|value| value.starts_with('{'))?)
    }

    /// The first of a list of objects.
    pub(super) fn first_object(&self, key: &str) -> Option<Self> {
        Self::read(first(self.get(key)?)?)
    }
}

fn text(value: &str) -> Option<Cow<'_, str>> {
    let value: Text<'_> = serde_json::from_str(value).ok()?;
    Some(value.0).filter(|text| !text.is_empty())
}

fn first(value: &str) -> Option<&str> {
    let list = value.strip_prefix('[')?;
    let value = serde_json::Deserializer::from_str(list).into_iter::<&RawValue>().next()?.ok()?;
    Some(value.get())
}

/// A reply in the words of SMTP, from a record that keeps its parts apart. Codes that are none of SMTP's are left out.
pub(super) fn reply<'a>(code: &str, enhanced: &str, words: Cow<'a, str>) -> Cow<'a, str> {
    let code = Some(code).filter(|code| code.len() == 3 && code.starts_with(['2', '3', '4', '5']));
    let Some(code) = code.filter(|code| !words.starts_with(code)) else { return words };
    let enhanced = Some(enhanced).filter(|code| !code.is_empty() && !words.starts_with(*code));
    Cow::Owned(match enhanced {
        Some(enhanced) => format!("{code} {enhanced} {words}"),
        None => format!("{code} {words}"),
    })
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// A string, borrowed when it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Letters;

        impl<'de> Visitor<'de> for Letters {
            type Value = Text<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_str(Letters)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;

    #[test]
    fn members_are_borrowed_unless_they_have_escapes() {
        let object = Object::read(r#"{"a":"x","b":"y\n","c":12,"d":null,"e":["f","g"],"h":[{"i":"j"}]}"#).unwrap();
        assert!(matches!(object.text("a"), Some(Cow::Borrowed("x"))));
        assert!(matches!(object.text("b"), Some(Cow::Owned(text)) if text == "y\n"));
        assert_eq!(object.scalar("c").as_deref(), Some("12"));
        assert_eq!((object.text("c"), object.text("d"), object.text("z")), (None, None, None));
        assert_eq!(object.first_text("e").as_deref(), Some("f"));
        assert_eq!(object.first_object("h").unwrap().text("i").as_deref(), Some("j"));
    }

    #[test]
    fn an_envelope_in_an_envelope_is_not_opened() {
        let many = "{\"detail\":".repeat(100_000);
        assert_eq!(entry(&many), None);
        let closed = format!("{many}1{}", "}".repeat(100_000));
        assert_eq!(entry(&closed), None);
    }

    #[test]
    fn parts_of_a_reply() {
        assert_eq!(reply("550", "5.1.1", "no".into()), "550 5.1.1 no");
        assert_eq!(reply("550", "5.1.1", "5.1.1 no".into()), "550 5.1.1 no");
        assert_eq!(reply("550", "", "550 no".into()), "550 no");
        assert_eq!(reply("605", "", "Not delivering".into()), "Not delivering");
    }
}
