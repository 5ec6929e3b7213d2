//! What a template left behind: names that were not filled in, filler text.

use alloc::vec::Vec;

use super::Mail;
use super::sheet::{Part, Sheet};
use crate::knowledge::codes;
use crate::model::Confidence;
use crate::text::Order;
use crate::text::Span;

/// The longest placeholder, in bytes.
const LONGEST: usize = 80;
/// The places that are looked for, at most.
const MOST: usize = 32;

/// The marks of mailing programs, the longest first: how a name begins and ends.
const MARKS: [(&str, &str); 9] = [
    ("*|", "|*"),  // Mailchimp
    ("{{", "}}"),  // Handlebars, Liquid, Jinja
    ("{%", "%}"),  // Liquid, Jinja
    ("<%=", "%>"), // ERB
    ("%%", "%%"),  // Salesforce
    ("${", "}"),   // Java, JavaScript
    ("{$", "}"),   // MailerLite, Smarty
    ("{", "}"),
    ("%", "%"), // Mailgun, ActiveCampaign
];

/// Looks for placeholders in the subject, the sender and the texts.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    let subject = mail.subject();
    let heads = [subject.as_ref(), mail.field("from"), mail.field("list-unsubscribe")];
    let parts: Vec<&Part<'_>> = heads.into_iter().chain([mail.text.as_ref(), mail.html.as_ref()]).flatten().collect();
    for part in &parts {
        let found = placeholders(&part.text);
        if !found.is_empty() {
            sheet.find(codes::TEXT039, part, &found).confidence(Confidence::Likely);
        }
    }
    for part in &parts {
        let found = filler(&part.text);
        if !found.is_empty() {
            sheet.find(codes::TEXT060, part, &found);
            break;
        }
    }
}

/// The placeholders in `text`.
fn placeholders(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(more) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| b"*{<$%".contains(byte))) {
        if found.len() >= MOST {
            break;
        }
        let start = at + more;
        match placeholder(text, start) {
            Some(end) => {
                found.push(Span::new(start, end));
                at = end;
            }
            None => at = start + 1,
        }
    }
    found
}

/// The end of the placeholder that begins at `start`.
fn placeholder(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..text.floor_char_boundary(start + LONGEST))?;
    let (open, close) = *MARKS.iter().find(|(open, _)| rest.starts_with(open))?;
    let inner = rest.get(open.len()..)?;
    let length = inner.find(close)?;
    let name = inner.get(..length)?;
    let fits = match open {
        // These marks stand in styles, prices and addresses too: the name must be one that mailings use.
        "{" | "%" => is_mailing_name(name, open) && !is_escape(name, open),
        "{%" => name.len() > 2 && name.is_ascii(),
        _ => is_name(name),
    };
    fits.then_some(start + open.len() + length + close.len())
}

/// `name`, `user.name`, `#if paid`, `name | upper`, `NAME:x`
fn is_name(name: &str) -> bool {
    let name = name.trim().trim_start_matches(['#', '/', '^', '&', '>', '{', '$', '@']).trim_start();
    name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _.-|:'\"[]()=,".contains(&byte))
}

/// A name in plain braces or percent signs that mailings use: other texts have such marks as well.
fn is_mailing_name(name: &str, open: &str) -> bool {
    const WORDS: [&str; 13] = [
        "unsub",
        "optout",
        "opt_out",
        "recipient",
        "subscriber",
        "first_name",
        "firstname",
        "last_name",
        "lastname",
        "webversion",
        "view_online",
        "email",
        "fname",
    ];
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) && name.len() > 2;
    let lower = name.to_ascii_lowercase();
    plain && (WORDS.iter().any(|word| lower.contains(word)) || (open == "{" && lower == "name"))
}

/// `%ABfirstname%`: a percent sign before two hexadecimal digits belongs to an address (RFC 3986 section 2.1).
fn is_escape(name: &str, open: &str) -> bool {
    open == "%" && name.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
}

/// Filler text.
fn filler(text: &str) -> Vec<Span> {
    const FILLERS: [&str; 5] = ["lorem ipsum", "dolor sit amet", "[your name]", "[your company]", "[company name]"];
    // Only ASCII letters change: places stay.
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<Span> =
        FILLERS.iter().filter_map(|filler| lower.find(filler).map(|at| Span::new(at, at + filler.len()))).collect();
    found.order();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_mailing_programs() {
        for text in [
            "{{unsubscribe}}",
            "*|UNSUB|*",
            "${name}",
            "%recipient%",
            "%recipient.first_name%",
            "<%= user.name %>",
            "%%first_name%%",
            "{$unsubscribe}",
            "{unsubscribe_url}",
            "{% unsubscribe %}",
            "{{ contact.FIRSTNAME | default: 'you' }}",
            "{{#if paid}}",
        ] {
            assert_eq!(placeholders(&["Dear ", text, ","].concat()), [Span::new(5, 5 + text.len())], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            "100% of the 50% you know",
            "https://a.example/%ABfirstname%20",
            "p { color: red } a{b:c}",
            "*bold* | *more*",
            "if (a) { email(b); }",
            "%PATH%",
            "5 < 6 % 7 > 8",
            "{1}",
            "{{}}",
            "$ {x}",
        ] {
            assert_eq!(placeholders(text), [], "{text}");
        }
    }
}
