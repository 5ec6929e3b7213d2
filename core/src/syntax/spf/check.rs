//! Takes one term apart, and finds at most one thing wrong with it: the first that explains the rest.

use smallvec::SmallVec;

use super::cut::Token;
use super::domain::{self, domain_spec};
use super::network::{Ip4Problem, ip4_network, ip6_network, is_address, prefix};
use super::{Name, Qualifier, SpfFault, SpfFaultKind, Term};
use crate::text::{Span, near};

type Faults = SmallVec<[SpfFault; 4]>;

/// The term that `token` is; `before` is the term before it, whose list it may carry on.
pub(super) fn term<'a>(text: &'a str, token: &Token, before: Option<&Term<'a>>, faults: &mut Faults) -> Term<'a> {
    let all = token.span.of(text);
    let qualifier = all.chars().next().and_then(Qualifier::from_char);
    let mut body = Span::new(token.span.start + usize::from(qualifier.is_some()), token.span.end);
    if let Some(blank) = token.blank.filter(|blank| blank.start == body.start) {
        body.start = blank.end;
    }
    let mut term = split(text, token, body);
    term.gap = text.get(token.gap..token.span.start).unwrap_or_default();
    term.qualifier = qualifier;
    let found = carry_on(&mut term, token, body, before).unwrap_or_else(|| problem(&mut term, body, text));
    if let Some((kind, span)) = found {
        faults.push(SpfFault { kind, span, term: None });
    }
    term
}

/// The pieces: word, separator, value.
fn split<'a>(text: &'a str, token: &Token, body: Span) -> Term<'a> {
    let inside = body.of(text);
    let word_end = inside
        .find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_' | '.'))
        .unwrap_or(inside.len());
    let mut word = inside.get(..word_end).unwrap_or_default();
    let rest = inside.get(word_end..).unwrap_or_default();
    let mut separator = rest.chars().next().filter(|mark| matches!(mark, ':' | '='));
    let mut value_start = body.start + word_end + usize::from(separator.is_some());
    if separator.is_none()
        && let Some(length) = other_mark(inside)
    {
        (word, separator) =
            (inside.get(..length).unwrap_or_default(), inside.get(length..).and_then(|rest| rest.chars().next()));
        value_start = body.start + length + 1;
    }
    // `include::x` and `include:=x`; an IPv6 address may start with colons.
    if Name::from_word(word).is_some_and(|name| name != Name::Ip6) && separator.is_some() {
        let more = text.get(value_start..body.end).unwrap_or_default();
        value_start += more.len() - more.trim_start_matches([':', '=']).len();
    }
    if let Some(blank) = token.blank
        && Name::from_word(word).is_some()
        && value_start >= blank.start
    {
        value_start = blank.end.max(value_start);
        // `include :a.example`
        let after = text.get(value_start..body.end).unwrap_or_default();
        if separator.is_none() && after.starts_with([':', '=']) && !after.starts_with("::") {
            separator = after.chars().next();
            value_start += 1;
        }
    }
    // An address or a name without a mechanism: all of it is value.
    let has_dot = word.trim_end_matches('.').contains('.');
    let is_value = is_address(inside)
        // `a:2001:db8::1` could be an address, and is none.
        && !(separator.is_some() && Name::from_word(word).is_some() && is_address(Span::new(value_start, body.end).of(text)));
    if is_value || (separator.is_none() && Name::from_word(word).is_none() && has_dot) {
        (word, value_start) = ("", body.start);
    }
    let value_span = Span::new(value_start.min(body.end), body.end);
    let separator = separator.filter(|_| !word.is_empty());
    Term {
        text: token.span.of(text),
        span: token.span,
        qualifier: None,
        word,
        name: Name::from_word(word),
        separator,
        value: value_span.of(text),
        value_span,
        gap: "",
    }
}

/// `include._spf.example.com`, `ip4-192.0.2.1`, `include;_spf.example.com`: the length of the name before a mark that stands for the colon.
fn other_mark(text: &str) -> Option<usize> {
    let names = [Name::Include, Name::Exists, Name::Redirect, Name::Ip4, Name::Ip6];
    let length = names.into_iter().map(|name| name.as_str()).find_map(|name| {
        let same = text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        same.then_some(name.len())
    })?;
    let (mark, rest) = text.get(length..)?.split_at_checked(1)?;
    (matches!(mark, "." | "-" | "/" | ";" | ",") && rest.contains(['.', ':'])).then_some(length)
}

type Found = Option<(SpfFaultKind, Span)>;

/// `include:a.example,b.example`: the second value belongs to the mechanism before the comma.
fn carry_on<'a>(term: &mut Term<'a>, token: &Token, body: Span, before: Option<&Term<'a>>) -> Option<Found> {
    if !token.listed || (term.name.is_some() && term.separator.is_some()) || term.text.eq_ignore_ascii_case("all") {
        return None;
    }
    let name = before?.name.filter(|name| !matches!(name, Name::All) && !name.is_modifier())?;
    let bare = term.word.is_empty() || (term.name.is_none() && term.separator.is_none());
    let text = term.text.get(usize::from(term.qualifier.is_some())..).unwrap_or_default();
    if !bare || !text.contains(['.', ':']) {
        return None;
    }
    (term.word, term.name, term.value_span, term.value) = ("", Some(name), body, text);
    Some(value(name, text, false).map(|(kind, span)| (kind, Span::new(body.start + span.start, body.start + span.end))))
}

fn problem(term: &mut Term<'_>, body: Span, text: &str) -> Found {
    let inside = body.of(text);
    let at = |span: Span| Span::new(term.value_span.start + span.start, term.value_span.start + span.end);
    if inside.eq_ignore_ascii_case("v=spf1") {
        return Some((SpfFaultKind::VersionAgain, term.span));
    }
    // A blank tore the value apart: what is wrong with it shows once it is whole.
    if term.value.contains([' ', '\t', '\r', '\n']) {
        return None;
    }
    if let Some(span) = placeholder(term.value) {
        return Some((SpfFaultKind::Placeholder, at(span)));
    }
    // `--all`: the qualifier stands there twice.
    let once = inside.trim_start_matches(|sign| Qualifier::from_char(sign).is_some());
    if once.len() < inside.len()
        && let Some(name) = Name::from_word(once).filter(|name| name.stands_alone())
    {
        term.name = Some(name);
        return Some((SpfFaultKind::Qualifier, term.span));
    }
    if term.word.is_empty() {
        return bare(term, text);
    }
    let Some(name) = term.name else { return unnamed(term, body, text) };
    let mark = if name.is_modifier() { '=' } else { ':' };
    // `mx+`: the qualifier stands behind the name.
    if name.stands_alone() && term.separator.is_none() && is_signs(term.value) {
        return Some((SpfFaultKind::Qualifier, term.span));
    }
    if name.is_modifier() && term.separator == Some('=') && term.qualifier.is_some() {
        return Some((SpfFaultKind::Qualifier, term.span));
    }
    if name == Name::All {
        return all(term);
    }
    let rest_is_prefix = term.separator.is_none() && term.value.starts_with('/');
    let width = term.value_span.start.saturating_sub(body.start + term.word.len());
    if let Some(separator) = term.separator
        && (separator != mark || (width > 1 && !term.text.contains([' ', '\t', '\r', '\n'])))
        // `a=x` and `mx=x` are unknown modifiers by the letter; nobody means that.
        && !term.value.is_empty()
    {
        return Some((SpfFaultKind::Separator(name), term.span));
    }
    if name.is_modifier() && term.separator.is_none() {
        let is_spaced = !term.value.is_empty();
        return if is_spaced { None } else { Some((SpfFaultKind::ValueMissing, term.span)) };
    }
    if term.value.is_empty() || (rest_is_prefix && !name.stands_alone()) {
        let alone = name.stands_alone() && term.separator.is_none();
        return if alone { None } else { Some((SpfFaultKind::ValueMissing, term.span)) };
    }
    value(name, term.value, rest_is_prefix).map(|(kind, span)| match kind {
        SpfFaultKind::Belongs(_) => (kind, term.span),
        _ => (kind, at(span)),
    })
}

/// `all`, and what people write behind it.
fn all(term: &Term<'_>) -> Found {
    if term.value.is_empty() && term.separator.is_none() {
        return None;
    }
    let trimmed = term.value.trim_matches(['/', '-', '~', '+', '?', '.']);
    if term.value.starts_with('/') {
        return Some((SpfFaultKind::PrefixNotAllowed, term.span));
    }
    if trimmed.is_empty() && is_signs(term.value) {
        return Some((SpfFaultKind::Qualifier, term.span));
    }
    Some((SpfFaultKind::ValueNotAllowed, term.span))
}

/// Whether there is nothing but qualifiers.
fn is_signs(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| Qualifier::from_char(sign).is_some())
}

/// A word that is no name: a slip, a qualifier behind it, or an unknown term.
fn unnamed(term: &mut Term<'_>, body: Span, text: &str) -> Found {
    let inside = body.of(text);
    let clean = inside.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
    if let Some(name) = Name::from_word(clean).filter(|name| name.stands_alone()) {
        let tail = inside.get(clean.len()..).unwrap_or_default();
        term.name = Some(name);
        let behind = tail.chars().all(|letter| Qualifier::from_char(letter).is_some());
        return Some((if behind { SpfFaultKind::Qualifier } else { SpfFaultKind::ValueNotAllowed }, term.span));
    }
    if let Some(name) = meant(term) {
        term.name = Some(name);
        let start = body.start;
        return Some((SpfFaultKind::Misspelt(name), Span::new(start, start + term.word.len())));
    }
    if term.separator == Some('=') && is_modifier_name(term.word) && term.qualifier.is_none() {
        // An unknown modifier is legal; its value must be a macro-string.
        return match domain_spec(term.value, true) {
            Some((domain::Problem::Macro(problem), span)) => {
                let start = term.value_span.start;
                Some((SpfFaultKind::Macro(problem), Span::new(start + span.start, start + span.end)))
            }
            _ => None,
        };
    }
    let end = body.start + term.word.len().max(1).min(inside.len());
    let span = if term.word.is_empty() { term.span } else { Span::new(body.start, end.max(body.start)) };
    Some((SpfFaultKind::UnknownMechanism, if term.separator.is_some() { span } else { term.span }))
}

/// ```abnf
/// name             = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
/// ```
fn is_modifier_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_alphabetic())
}

/// The name that a word means: other words for it, or one slip away.
fn meant(term: &Term<'_>) -> Option<Name> {
    const OTHER_WORDS: [(&str, Name); 16] = [
        ("ipv4", Name::Ip4),
        ("ip", Name::Ip4),
        ("ip-4", Name::Ip4),
        ("ipv6", Name::Ip6),
        ("ip-6", Name::Ip6),
        ("includes", Name::Include),
        ("included", Name::Include),
        ("including", Name::Include),
        ("inc", Name::Include),
        ("exist", Name::Exists),
        ("redirection", Name::Redirect),
        ("redirects", Name::Redirect),
        ("explanation", Name::Exp),
        ("mxs", Name::Mx),
        ("any", Name::All),
        ("host", Name::A),
    ];
    let word = term.word;
    if let Some((_, name)) = OTHER_WORDS.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)) {
        let takes_value = !matches!(name, Name::All) || term.separator.is_none();
        let is_ip6 = *name == Name::Ip4 && term.value.contains("::");
        return takes_value.then_some(if is_ip6 { Name::Ip6 } else { *name });
    }
    const LONG: [(Name, usize); 7] = [
        (Name::Include, 2),
        (Name::Redirect, 2),
        (Name::Exists, 1),
        (Name::All, 1),
        (Name::Ip4, 1),
        (Name::Ip6, 1),
        (Name::Ptr, 1),
    ];
    let shape = |name: Name| match name {
        Name::All => term.separator.is_none() && term.value.is_empty() && (term.qualifier.is_some() || word.len() > 2),
        Name::Ip4 => term.separator.is_some() && (is_address(term.value) && !term.value.contains("::")),
        Name::Ip6 => term.separator.is_some() && (is_address(term.value) && term.value.contains(':')),
        Name::Ptr => term.separator.is_none() && term.value.is_empty(),
        // A legal unknown modifier is no slip, unless it reads like one of ours.
        Name::Redirect => !term.value.is_empty(),
        _ => term.separator.is_some() && !term.value.is_empty(),
    };
    LONG.into_iter().find(|(name, most)| near(word, name.as_str(), *most) && shape(*name)).map(|(name, _)| name)
}

/// A value that nothing introduces.
fn bare(term: &mut Term<'_>, _text: &str) -> Found {
    let (network, _) = term.value.split_once('/').unwrap_or((term.value, ""));
    let name = if is_address(term.value) || network.parse::<core::net::Ipv4Addr>().is_ok() {
        if network.contains(':') { Name::Ip6 } else { Name::Ip4 }
    } else if domain_spec(network, false).is_none() {
        holder(network)
    } else {
        return Some((SpfFaultKind::UnknownMechanism, term.span));
    };
    term.name = Some(name);
    Some((SpfFaultKind::Bare(name), term.span))
}

/// The mechanism that a bare name belongs to: a name that no host can have, or that tells of SPF, holds a record.
fn holder(name: &str) -> Name {
    let first = name.split('.').next().unwrap_or_default();
    let is_record = first.starts_with('_') || first.eq_ignore_ascii_case("spf");
    if is_record { Name::Include } else { Name::A }
}

/// Whether a name can be one of a host on the internet: no top-level domain has one letter, or digits.
fn is_host(name: &str) -> bool {
    let last = name.strip_suffix('.').unwrap_or(name).rsplit('.').next().unwrap_or_default();
    last.len() > 1 && last.bytes().any(|byte| byte.is_ascii_alphabetic()) && domain_spec(name, false).is_none()
}

/// What is wrong with the value of a known name; the place counts from the start of the value.
fn value(name: Name, text: &str, only_prefix: bool) -> Found {
    match name {
        Name::Ip4 => ip4(text),
        Name::Ip6 => ip6(text),
        Name::A | Name::Mx => {
            let (target, lengths) = if only_prefix { ("", Some((0, text))) } else { dual_prefix(text) };
            if let Some((start, lengths)) = lengths
                && let Some(kind) = dual(lengths)
            {
                return Some((kind, Span::new(start, text.len())));
            }
            if !target.is_empty() {
                target_name(target)
            } else if only_prefix {
                None
            } else {
                Some((SpfFaultKind::ValueMissing, Span::new(0, text.len())))
            }
        }
        Name::Ptr if only_prefix => Some((SpfFaultKind::PrefixNotAllowed, Span::new(0, text.len()))),
        Name::Include | Name::Exists | Name::Ptr | Name::Redirect => {
            let (target, lengths) = dual_prefix(text);
            if let Some((start, _)) = lengths {
                let is_network = is_address(text) && name == Name::Include;
                return if is_network {
                    belongs(text)
                } else {
                    Some((SpfFaultKind::PrefixNotAllowed, Span::new(start, text.len())))
                };
            }
            target_name(target)
        }
        Name::Exp => spec(text, false),
        Name::All | Name::Ra | Name::Rp | Name::Rr => None,
    }
}

/// The target, and the prefix lengths behind it with their place. A slash in a macro belongs to the macro.
fn dual_prefix(text: &str) -> (&str, Option<(usize, &str)>) {
    let from = text.rfind('}').unwrap_or(0);
    let slash = text.get(from..).and_then(|rest| rest.find('/')).map(|place| from + place);
    match slash.and_then(|slash| text.split_at_checked(slash)) {
        Some((target, lengths)) if !text.contains("://") => (target, Some((target.len(), lengths))),
        _ => (text, None),
    }
}

/// ```abnf
/// dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
/// ```
fn dual(lengths: &str) -> Option<SpfFaultKind> {
    let (four, six) = match lengths.split_once("//") {
        Some((four, six)) => (four.strip_prefix('/').or(four.is_empty().then_some("")), Some(six)),
        None => (lengths.strip_prefix('/'), None),
    };
    let Some(four) = four else { return Some(SpfFaultKind::Prefix) };
    let four = if four.is_empty() && six.is_some() { Some((0, false)) } else { prefix(four, 32) };
    let six = six.map_or(Some((0, false)), |six| prefix(six, 128));
    match (four, six) {
        (Some((_, zero)), Some((_, other))) => (zero || other).then_some(SpfFaultKind::PrefixZero),
        _ => Some(SpfFaultKind::Prefix),
    }
}

fn target_name(text: &str) -> Found {
    if is_address(text) {
        return belongs(text);
    }
    spec(text, false)
}

fn spec(text: &str, in_exp: bool) -> Found {
    domain_spec(text, in_exp).map(|(problem, span)| match problem {
        domain::Problem::Domain(problem) => (SpfFaultKind::Domain(problem), span),
        domain::Problem::Macro(problem) => (SpfFaultKind::Macro(problem), span),
    })
}

fn belongs(text: &str) -> Found {
    let name = if text.contains(':') { Name::Ip6 } else { Name::Ip4 };
    Some((SpfFaultKind::Belongs(name), Span::new(0, text.len())))
}

fn ip4(text: &str) -> Found {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let whole = Span::new(0, text.len());
    let of_length = Span::new(address.len(), text.len());
    if let Err((problem, meant)) = ip4_network(address, length.is_some()) {
        if ip6_network(address).is_some() {
            return Some((SpfFaultKind::Belongs(Name::Ip6), whole));
        }
        if meant.is_none() && is_host(address) && !address.contains('%') {
            return Some((SpfFaultKind::Belongs(holder(address)), whole));
        }
        let span = match problem {
            Ip4Problem::Port => Span::new(address.rfind(':').unwrap_or(0), address.len()),
            _ => whole,
        };
        return Some((SpfFaultKind::Ip4(problem), span));
    }
    length.and_then(|length| length_fault(length, 32)).map(|kind| (kind, of_length))
}

fn ip6(text: &str) -> Found {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    if ip6_network(address).is_none() {
        if address.parse::<core::net::Ipv4Addr>().is_ok() {
            return Some((SpfFaultKind::Belongs(Name::Ip4), Span::new(0, text.len())));
        }
        if !address.contains([':', '%']) && is_host(address) {
            return Some((SpfFaultKind::Belongs(holder(address)), Span::new(0, text.len())));
        }
        return Some((SpfFaultKind::Ip6, Span::new(0, text.len())));
    }
    length.and_then(|length| length_fault(length, 128)).map(|kind| (kind, Span::new(address.len(), text.len())))
}

fn length_fault(length: &str, most: u8) -> Option<SpfFaultKind> {
    match prefix(length, most) {
        Some((_, false)) => None,
        Some((_, true)) => Some(SpfFaultKind::PrefixZero),
        None => Some(SpfFaultKind::Prefix),
    }
}

/// `<…>`, `[…]`, `{…}` that is no macro: a gap that was to be filled in.
fn placeholder(text: &str) -> Option<Span> {
    const WORDS: [&str; 7] =
        ["yourdomain", "your-domain", "your_domain", "yourprovider", "your-provider", "your_provider", "your.domain"];
    let holds =
        |word: &&&str| text.as_bytes().windows(word.len()).any(|piece| piece.eq_ignore_ascii_case(word.as_bytes()));
    if WORDS.iter().find(holds).is_some() {
        return Some(Span::new(0, text.len()));
    }
    for (open, close) in [('<', '>'), ('[', ']'), ('{', '}')] {
        let Some(start) = text.find(open) else { continue };
        let macro_brace = open == '{' && text.get(..start).is_some_and(|before| before.ends_with('%'));
        if macro_brace {
            continue;
        }
        let address = |letter: char| letter.is_ascii_hexdigit() || matches!(letter, ':' | '.' | '/' | ']');
        if open == '['
            && text.contains([':', '.'])
            && text.get(start + 1..).is_some_and(|rest| rest.chars().all(address))
        {
            continue;
        }
        let end = text.get(start..).and_then(|rest| rest.find(close)).map_or(text.len(), |end| start + end + 1);
        return Some(Span::new(start, end));
    }
    None
}
