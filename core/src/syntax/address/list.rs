//! Lists of addresses, as headers carry them.

use alloc::vec::Vec;

use crate::text::Span;

/// One address of a list, and what stands with it. Every place counts from the start of the list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Mailbox {
    /// The whole item, the name included.
    pub whole: Span,
    /// The name of the person: before the brackets with its quotes, or a comment with its brackets after the address.
    pub display: Option<Span>,
    /// What stands between the brackets, or by itself.
    pub address: Span,
    /// The name of the group that it belongs to.
    pub group: Option<Span>,
}

/// The addresses of a header field, in order.
///
/// ```abnf
/// address-list   = (address *("," address)) / obs-addr-list
/// address        = mailbox / group
/// group          = display-name ":" [group-list] ";" [CFWS]
/// name-addr      = [display-name] [CFWS] "<" addr-spec ">" [CFWS]       ; RFC 5322 section 3.4
/// ```
/// People also part addresses with semicolons, as Outlook shows them, and write a comma into a name without quotes:
/// what stands before the comma has no `@` then, and belongs to the next item. Empty items are left out (RFC 5322
/// section 4.4).
///
/// ```
/// let list = "Doe, Jane <jane@example.org>; bob@example.org";
/// let boxes = mailmend::syntax::mailboxes(list);
/// assert_eq!(boxes.iter().map(|one| one.address.of(list)).collect::<Vec<_>>(), ["jane@example.org", "bob@example.org"]);
/// assert_eq!(boxes[0].display.map(|name| name.of(list)), Some("Doe, Jane"));
/// ```
#[must_use]
pub fn mailboxes(list: &str) -> Vec<Mailbox> {
    let mut boxes = Vec::new();
    let mut group = None;
    // The start of an item that had no address, and may be the first half of a name.
    let mut carried: Option<usize> = None;
    for item in items(list) {
        let mut start = item.start;
        if let Some(colon) = item.colon {
            group = Some(trimmed(list, Span::new(start, colon)));
            start = colon + 1;
            carried = None;
        }
        let whole = trimmed(list, Span::new(start, item.end));
        let text = whole.of(list);
        if !text.is_empty() {
            let named = text.contains('<');
            let from = carried.take().filter(|_| named).unwrap_or(whole.start);
            if named || text.contains('@') {
                boxes.push(mailbox(list, Span::new(from, whole.end), group));
            } else if item.closes {
                boxes.push(Mailbox { whole, display: None, address: whole, group });
            } else {
                carried = Some(from);
            }
        }
        if item.closes {
            group = None;
            carried = None;
        }
    }
    if let Some(start) = carried {
        let whole = trimmed(list, Span::new(start, list.len()));
        let whole = Span::new(whole.start, whole.start + whole.of(list).trim_end_matches([',', ';', ' ']).len());
        boxes.push(Mailbox { whole, display: None, address: whole, group });
    }
    boxes
}

/// A piece between separators.
struct Item {
    start: usize,
    end: usize,
    /// Where the colon after a group's name stands.
    colon: Option<usize>,
    /// Whether a semicolon ends it.
    closes: bool,
}

/// Cuts a list at commas and semicolons that stand neither between quotes nor in brackets. What nothing closes is none.
fn items(list: &str) -> Vec<Item> {
    let bytes = list.as_bytes();
    let last = |wanted: u8| bytes.iter().rposition(|byte| *byte == wanted).unwrap_or(0);
    let (last_quote, last_round, last_angle, last_square) = (last(b'"'), last(b')'), last(b'>'), last(b']'));
    let last_semicolon = last(b';');
    let (mut quoted, mut depth, mut closing, mut escaped) = (false, 0_usize, None, false);
    let mut items = Vec::new();
    let mut item = Item { start: 0, end: 0, colon: None, closes: false };
    let mut has_sign = false;
    for (at, &byte) in bytes.iter().enumerate() {
        if escaped {
            escaped = false;
            continue;
        }
        match byte {
            b'\\' if quoted || depth > 0 => escaped = true,
            b'"' if quoted => quoted = false,
            b'"' if depth == 0 && at < last_quote => quoted = true,
            _ if quoted => {}
            b'(' if at < last_round => depth += 1,
            b')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ if closing == Some(byte) => closing = None,
            _ if closing.is_some() => {}
            b'<' if at < last_angle => closing = Some(b'>'),
            b'[' if at < last_square && has_sign => closing = Some(b']'),
            b'@' => has_sign = true,
            b':' if !has_sign && item.colon.is_none() && at < last_semicolon => {
                let name = list.get(item.start..at).unwrap_or_default().trim();
                item.colon = (!name.is_empty() && !is_field(name)).then_some(at);
            }
            b',' | b';' => {
                items.push(Item { end: at, closes: byte == b';', ..item });
                item = Item { start: at + 1, end: 0, colon: None, closes: false };
                has_sign = false;
            }
            _ => {}
        }
    }
    items.push(Item { end: bytes.len(), ..item });
    items
}

/// Whether a word before a colon is the name of a field, or the scheme of a link, and not of a group.
fn is_field(name: &str) -> bool {
    const FIELDS: [&str; 9] = ["to", "from", "cc", "bcc", "reply-to", "sender", "mailto", "resent-to", "return-path"];
    FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field))
}

/// Takes one item apart.
fn mailbox(list: &str, whole: Span, group: Option<Span>) -> Mailbox {
    let text = whole.of(list);
    let inner = |start: usize, end: usize| trimmed(list, Span::new(whole.start + start, whole.start + end));
    let none = |name: Span| (!name.is_empty()).then_some(name);
    if let Some(open) = text.rfind('<') {
        let close = text.get(open..).and_then(|rest| rest.find('>')).map_or(text.len(), |at| open + at);
        return Mailbox { whole, display: none(inner(0, open)), address: inner(open + 1, close), group };
    }
    // The old way to give a name: a comment after the address.
    let comment = text.ends_with(')').then(|| text.rfind('(')).flatten().filter(|open| *open > 0);
    if let Some(open) = comment.filter(|open| text.get(..*open).is_some_and(|before| before.contains('@'))) {
        return Mailbox { whole, display: none(inner(open, text.len())), address: inner(0, open), group };
    }
    Mailbox { whole, display: None, address: whole, group }
}

fn trimmed(list: &str, span: Span) -> Span {
    let text = span.of(list);
    let start = span.start + text.len() - text.trim_start().len();
    Span::new(start, start + text.trim().len())
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn read(list: &str) -> Vec<(Option<&str>, &str, Option<&str>)> {
        let of = |span: Option<Span>| span.map(|span| span.of(list));
        mailboxes(list).iter().map(|one| (of(one.display), one.address.of(list), of(one.group))).collect()
    }

    #[test]
    fn one_address_is_a_list() {
        assert_eq!(read("a@b.fr"), [(None, "a@b.fr", None)]);
        assert_eq!(read("Jane <a@b.fr>"), [(Some("Jane"), "a@b.fr", None)]);
        assert_eq!(read("a@b.fr (Jane)"), [(Some("(Jane)"), "a@b.fr", None)]);
        assert_eq!(read("<a@b.fr>,,\r\n "), [(None, "a@b.fr", None)]);
        assert_eq!(read(""), []);
        assert_eq!(read("jane"), [(None, "jane", None)]);
    }

    #[test]
    fn separators_in_quotes_and_brackets_are_none() {
        let list = "\"Doe, Jane\" <a@b.fr>, \"x;y\"@b.fr, c(,;)@b.fr, d@[IPv6:::1], e@b.fr";
        let addresses: Vec<_> = mailboxes(list).iter().map(|one| one.address.of(list)).collect();
        assert_eq!(addresses, ["a@b.fr", "\"x;y\"@b.fr", "c(,;)@b.fr", "d@[IPv6:::1]", "e@b.fr"]);
        assert_eq!(read("\"a@b.fr, c@d.fr").len(), 2);
    }

    #[test]
    fn groups_are_named() {
        // RFC 5322 appendix A.1.3.
        let list = "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;";
        let groups: Vec<_> = mailboxes(list).iter().map(|one| one.group.map(|group| group.of(list))).collect();
        assert_eq!(groups, vec![Some("A Group"); 3]);
        assert_eq!(read("Undisclosed recipients:;"), []);
        assert_eq!(read("x:a@b.fr;, c@b.fr"), [(None, "a@b.fr", Some("x")), (None, "c@b.fr", None)]);
        assert_eq!(read("To: a@b.fr; c@b.fr").len(), 2);
    }

    #[test]
    fn a_comma_in_a_name_parts_nothing() {
        assert_eq!(read("Doe, Jane <a@b.fr>, x@b.fr").first(), Some(&(Some("Doe, Jane"), "a@b.fr", None)));
    }
}
