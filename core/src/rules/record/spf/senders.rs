//! Includes: names that services gave up, slips of their names, doubles, and the domain's own name.

use alloc::string::String;
use alloc::vec::Vec;

use super::draft::Draft;
use crate::knowledge::{self, SenderName, codes};
use crate::model::FactKey;
use crate::rules::record::sheet::{Mend, Sheet};
use crate::syntax::spf::{Name, Spf};
use crate::text::Order;
use crate::text::near;

/// Slips are only looked for in names at least this long: short ones are near to too many.
const SHORTEST_NAME: usize = 10;
/// In names at least this long, two slips are forgiven.
const LONG_NAME: usize = 16;

pub(super) fn check(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, sound: &[bool], draft: &mut Draft, own: Option<&str>) {
    let own = own.map(|name| name.trim_end_matches('.'));
    // The names that take the place of others: each once, so no more than there are senders.
    let mut included: Vec<&str> = Vec::new();
    let mut all: Vec<String> = names(spf, sound).map(|(_, name)| name).collect();
    all.order();
    for (place, name) in names(spf, sound) {
        let Some(term) = spf.terms.get(place) else { continue };
        let Some(line) = draft.line(place) else { continue };
        if term.name == Some(Name::Include) && own.is_some_and(|own| own.eq_ignore_ascii_case(&name)) {
            line.dropped = true;
            sheet.find(codes::SPF042, &[term.span], Mend::Done);
            continue;
        }
        match judge(&name, &all) {
            None => {}
            Some((page, None)) => {
                line.dropped = true;
                sheet.find(page, &[term.span], Mend::Done);
            }
            Some((page, Some(right))) => {
                // The right name may stand there already, or come of another old one.
                if is_among(&all, right) || included.contains(&right) {
                    line.dropped = true;
                } else {
                    line.set_value(right);
                    included.push(right);
                }
                sheet.find_with(page, &[term.value_span], Mend::Done, FactKey::Suggestion, right);
            }
        }
    }
}

/// The places and names of includes and redirects without macros, in small letters.
fn names<'s>(spf: &'s Spf<'_>, sound: &'s [bool]) -> impl Iterator<Item = (usize, String)> + 's {
    let terms = spf.terms.iter().enumerate();
    terms
        .filter(|(place, term)| {
            matches!(term.name, Some(Name::Include | Name::Redirect))
                && sound.get(*place) == Some(&true)
                && !term.value.contains('%')
        })
        .map(|(place, term)| {
            let name: String = term.value.chars().filter(|letter| !letter.is_whitespace()).collect();
            (place, name.trim_end_matches('.').to_ascii_lowercase())
        })
}

/// Whether `name` is one of `all`, which are in order.
fn is_among(all: &[String], name: &str) -> bool {
    all.binary_search_by(|other| other.as_str().cmp(name)).is_ok()
}

/// Whether there is nothing to say about including `name`, whatever else is included.
pub(super) fn is_plain(name: &str) -> bool {
    judge(name, &[]).is_none()
}

/// What is wrong with including `name`: its page, and the name that takes its place.
fn judge(name: &str, all: &[String]) -> Option<(u16, Option<&'static str>)> {
    match knowledge::sender_names_of(name.len()..=name.len()).iter().find(|known| known.name == name) {
        Some(known) if known.is_right => None,
        Some(_) => given_up(name, all),
        None => slip(name).map(|right| (codes::SPF036, Some(right))),
    }
}

/// A name that a sender gave up, or that another name of the sender contains.
fn given_up(name: &str, all: &[String]) -> Option<(u16, Option<&'static str>)> {
    let sender = knowledge::senders().iter().find(|one| one.retired.contains(&name) || one.covers.contains(&name))?;
    let right = sender.include.first().copied()?;
    let doubled = sender.covers.contains(&name) && is_among(all, right);
    Some(if doubled { (codes::SPF037, None) } else { (codes::SPF035, Some(right)) })
}

/// The name that a slip means.
fn slip(name: &str) -> Option<&'static str> {
    let slips = match name.len() {
        ..SHORTEST_NAME => return None,
        SHORTEST_NAME..LONG_NAME => 1,
        _ => 2,
    };
    let letters = knowledge::letters(name);
    let dots = name.bytes().filter(|byte| *byte == b'.').count();
    let near_in_length = knowledge::sender_names_of(name.len() - slips..=name.len() + slips).iter();
    let is_right = |known: &&SenderName| known.is_right && known.name.len() >= SHORTEST_NAME;
    let slip = near_in_length.filter(is_right).find(|known| {
        // A slip changes two kinds of letters at most.
        usize::from(known.dots) == dots
            && (known.letters ^ letters).count_ones() as usize <= 2 * slips
            && near(name, known.name, slips)
            && !differs_by_number(name, known.name)
    });
    // `sendgrid.com` for `sendgrid.net`
    let stem = name.rfind('.').and_then(|dot| name.get(..=dot)).unwrap_or_default();
    let is_other_ending = |known: &&SenderName| {
        let has_dot = stem.len().checked_sub(1).and_then(|dot| known.name.as_bytes().get(dot)) == Some(&b'.');
        has_dot && known.name.strip_prefix(stem).is_some_and(|ending| !ending.contains('.'))
    };
    slip.or_else(|| knowledge::sender_names().iter().filter(is_right).find(is_other_ending)).map(|known| known.name)
}

/// `spf1.example.com` and `spf2.example.com` are two names, and no slip.
fn differs_by_number(name: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    letters(name) == letters(other)
}
