//! Rows of comma-separated values.

use alloc::borrow::Cow;

/// The fields of a row of CSV (RFC 4180). Only a field with doubled quotes is copied.
pub(super) fn csv(line: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(line);
    core::iter::from_fn(move || {
        let text = rest?;
        let Some(inside) = text.strip_prefix('"') else {
            let (field, after) = text.split_once(',').map_or((text, None), |(field, after)| (field, Some(after)));
            rest = after;
            return Some(Cow::Borrowed(field));
        };
        let (mut at, mut doubled) = (0, false);
        let end = loop {
            match inside.get(at..).and_then(|from| from.find('"')) {
                None => break inside.len(),
                Some(quote) if inside.as_bytes().get(at + quote + 1) == Some(&b'"') => {
                    doubled = true;
                    at += quote + 2;
                }
                Some(quote) => break at + quote,
            }
        };
        let field = inside.get(..end).unwrap_or_default();
        rest = inside.get(end..).and_then(|after| after.split_once(',')).map(|(_, after)| after);
        Some(if doubled { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn fields() {
        let fields = |line| csv(line).collect::<Vec<_>>();
        assert_eq!(fields("a,,\"b,c\",\"d \"\"e\"\"\""), ["a", "", "b,c", "d \"e\""]);
        assert_eq!(fields("\"open,x"), ["open,x"]);
        assert_eq!(fields("a,"), ["a", ""]);
        assert_eq!(fields("\"a\"b,c"), ["a", "c"]);
    }
}
