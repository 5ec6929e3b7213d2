//! Events as JSON objects: which service wrote one shows in its fields.

use alloc::borrow::Cow;
use alloc::string::String;

use serde_json::Value;

use super::{Entry, events, kumomta};

/// Reads one object; of a list of events, the first.
pub(super) fn entry(line: &str) -> Option<Entry<'static>> {
    let value: Value = serde_json::from_str(line).ok()?;
    let object = match &value {
        Value::Array(list) => list.first()?,
        object => object,
    };
    kumomta::entry(object).or_else(|| events::entry(object))
}

/// The text at a path of keys.
pub(super) fn text(object: &Value, path: &[&str]) -> Option<Cow<'static, str>> {
    match at(object, path)? {
        Value::String(text) if !text.is_empty() => Some(Cow::Owned(text.clone())),
        Value::Number(number) => Some(Cow::Owned(alloc::format!("{number}"))),
        _ => None,
    }
}

/// What stands at a path of keys; of a list, its first item.
pub(super) fn at<'v>(object: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(object, |value, key| {
        let value = value.get(key)?;
        if let Value::Array(list) = value { list.first() } else { Some(value) }
    })
}

/// Texts joined by blanks, the empty ones left out.
pub(super) fn joined(parts: &[Option<Cow<'static, str>>]) -> Cow<'static, str> {
    let mut joined = String::new();
    for part in parts.iter().flatten() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(part);
    }
    Cow::Owned(joined)
}
