//! What stands around an address when it was copied: spaces, quotes, names, links, lists, invisible characters.

use alloc::vec::Vec;
use core::ops::Range;

use super::Found;
use super::draft::Draft;
use crate::knowledge::slugs as page;
use crate::syntax::address::is_mark;
use crate::text::Span;

/// Takes away what stands around the address. Whether an address is left at all.
pub(super) fn clear(draft: &mut Draft, found: &mut Found<'_>) -> bool {
    if draft.len() == 0 {
        found.hopeless(page::EMPTY, &[Span::default()]);
        return false;
    }
    if draft.chars().all(|letter| letter.is_whitespace()) {
        found.hopeless(page::WHITESPACE_ONLY, &[draft.place(0..draft.len())]);
        return false;
    }
    line_breaks(draft, found);
    codes(draft, found);
    invisible(draft, found);
    spaces(draft, found);
    markup(draft, found);
    label(draft, found);
    full_width(draft, found);
    spaces(draft, found);
    if is_url(draft) {
        found.hopeless(page::URL_NOT_ADDRESS, &[draft.place(0..draft.len())]);
        return false;
    }
    mailto(draft, found);
    lists(draft, found);
    label(draft, found);
    angles(draft, found);
    quotes(draft, found);
    spaces(draft, found);
    marks(draft, found);
    name_before(draft, found);
    words_for_signs(draft, found);
    draft.len() > 0
}

fn line_breaks(draft: &mut Draft, found: &mut Found<'_>) {
    let breaks = draft.runs(0..draft.len(), |letter| matches!(letter, '\r' | '\n'));
    let at_sign = draft.at_signs().first().copied();
    for run in breaks.into_iter().rev() {
        let blank_after = (run.end..draft.len()).all(|at| draft.get(at).is_some_and(char::is_whitespace));
        let blank_before = (0..run.start).all(|at| draft.get(at).is_some_and(char::is_whitespace));
        let space_after = draft.get(run.end).is_some_and(|letter| matches!(letter, ' ' | '\t'));
        let has_feed = run.clone().any(|at| draft.get(at) == Some('\n'));
        if blank_after {
            found.error(page::LINE_BREAK, &[draft.place(run.start..draft.len())]);
            draft.truncate(run.start);
        } else if blank_before {
            found.error(page::LINE_BREAK, &[draft.place(0..run.end)]);
            draft.remove(0..run.end);
        } else if has_feed && space_after {
            let end = (run.end..draft.len()).find(|at| !matches!(draft.get(*at), Some(' ' | '\t')));
            let whole = run.start..end.unwrap_or(draft.len());
            found.header_form(page::FOLDING_WHITESPACE, &[draft.place(whole.clone())]);
            draft.remove(whole);
        } else if has_feed && at_sign.is_some_and(|at| at < run.start) {
            // Fields of a header behind an address are an attack on a form and no list.
            let more = draft.find("@", run.start).is_some() && draft.find(":", run.start).is_none();
            let rule = if more { page::ADDRESS_LIST } else { page::LINE_BREAK };
            found.error(rule, &[draft.place(run.start..draft.len())]);
            draft.truncate(run.start);
        } else if is_quoted(draft, run.start) {
            found.hopeless(page::BAD_QUOTED_CHAR, &[draft.place(run.clone())]);
            draft.remove(run);
        } else {
            let rule = if has_feed { page::LINE_BREAK } else { page::BARE_CR };
            found.error(rule, &[draft.place(run.clone())]);
            draft.remove(run);
        }
    }
}

fn is_quoted(draft: &Draft, at: usize) -> bool {
    let mut outside = false;
    draft.walk(|here, _| outside |= here == at);
    !outside && draft.chars().filter(|letter| *letter == '"').count() >= 2
}

/// Codes of web pages and links. In an address that has its `@`, a percent sign is a letter like others.
fn codes(draft: &mut Draft, found: &mut Found<'_>) {
    const ENTITIES: [(&str, &str); 14] = [
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
        ("&#46;", "."),
        ("&#x2e;", "."),
        ("&period;", "."),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let mut at = 0;
    while let Some(start) = draft.find("&", at) {
        at = start + 1;
        if let Some((code, sign)) = ENTITIES.iter().find(|(code, _)| draft.stands_at(code, start)) {
            let range = start..start + code.len();
            found.error(page::HTML_ENTITY, &[draft.place(range.clone())]);
            draft.replace(range, sign);
        }
    }
    if draft.find("@", 0).is_none() && draft.find("%40", 0).is_some() {
        percent(draft, found);
    }
}

/// Undoes the codes of links (RFC 3986 section 2.1), where they stand for text.
fn percent(draft: &mut Draft, found: &mut Found<'_>) {
    let code = |draft: &Draft, at: usize| {
        let digit = |at: usize| draft.get(at).and_then(|letter| letter.to_digit(16));
        (draft.get(at) == Some('%')).then_some(())?;
        u8::try_from(16 * digit(at + 1)? + digit(at + 2)?).ok()
    };
    let mut at = 0;
    while let Some(start) = draft.find("%", at) {
        let mut bytes = Vec::new();
        while let Some(byte) = code(draft, start + 3 * bytes.len()) {
            bytes.push(byte);
        }
        at = start + 1;
        if let Some(text) = core::str::from_utf8(&bytes).ok().filter(|text| !text.is_empty()) {
            let range = start..start + 3 * bytes.len();
            found.error(page::PERCENT_ENCODED, &[draft.place(range.clone())]);
            draft.replace(range, text);
            at = start + text.chars().count();
        }
    }
}

/// The rule that an invisible or meaningless character breaks.
pub(super) fn invisible_rule(letter: char) -> Option<u16> {
    Some(match letter {
        '\0' => page::NUL_CHAR,
        '\t' => page::TAB,
        '\u{1}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => page::CONTROL_CHAR,
        '\u{A0}' | '\u{202F}' | '\u{2007}' => page::NON_BREAKING_SPACE,
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' | '\u{2028}' | '\u{2029}' => page::UNICODE_SPACE,
        '\u{FEFF}' => page::BYTE_ORDER_MARK,
        '\u{AD}' => page::SOFT_HYPHEN,
        '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => page::BIDI_CONTROL,
        '\u{FFFD}' => page::REPLACEMENT_CHAR,
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{FDD0}'..='\u{FDEF}' => page::PRIVATE_USE_CHAR,
        // A joiner has its uses between letters; the rules of IDNA tell where.
        '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{180E}'
        | '\u{34F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{FFA0}'
        | '\u{E0000}'..='\u{E0FFF}'
        | '\u{FE00}'..='\u{FE0F}' => page::ZERO_WIDTH,
        _ => return None,
    })
}

fn invisible(draft: &mut Draft, found: &mut Found<'_>) {
    if draft.chars().all(|letter| invisible_rule(letter).is_none()) {
        return;
    }
    let mut quoted = alloc::vec![true; draft.len()];
    draft.walk(|at, _| {
        if let Some(place) = quoted.get_mut(at) {
            *place = false;
        }
    });
    let mut at = 0;
    while at < draft.len() {
        let rule = draft.get(at).and_then(invisible_rule);
        let end = (at + 1..draft.len()).find(|next| draft.get(*next).and_then(invisible_rule) != rule);
        let end = end.unwrap_or(draft.len());
        if let Some(rule) = rule {
            let place = draft.place(at..end);
            let control = matches!(rule, page::CONTROL_CHAR | page::NUL_CHAR | page::TAB);
            let in_quotes =
                control && quoted.get(at) == Some(&true) && draft.find("\"", 0).is_some_and(|quote| quote < at);
            if in_quotes {
                found.hopeless(page::BAD_QUOTED_CHAR, &[place]);
            } else {
                found.error(rule, &[place]);
            }
        }
        at = end;
    }
    draft.map(0..draft.len(), |_, letter| invisible_rule(letter).is_none().then_some(letter));
}

fn full_width(draft: &mut Draft, found: &mut Found<'_>) {
    if draft.chars().all(|letter| (letter as u32) < 0x2000) {
        return;
    }
    if draft.find("@", 0).is_none() {
        let wide = draft.chars().rposition(|letter| matches!(letter, '＠' | '﹫'));
        if let Some(at) = wide {
            found.error(page::FULLWIDTH_AT, &[draft.place(at..at + 1)]);
            draft.replace(at..at + 1, "@");
        }
    }
    let at_sign = draft.at_signs().last().copied().unwrap_or(0);
    let is_dot = |letter: char| matches!(letter, '。' | '．' | '｡' | '․');
    for run in draft.runs(at_sign..draft.len(), is_dot) {
        found.error(page::FULLWIDTH_DOT, &[draft.place(run)]);
    }
    draft.map(at_sign..draft.len(), |_, letter| Some(if is_dot(letter) { '.' } else { letter }));
    let is_wide = |letter: char| matches!(letter, '\u{FF01}'..='\u{FF5E}') && letter != '＠';
    for run in draft.runs(0..draft.len(), is_wide) {
        found.error(page::FULLWIDTH_CHARS, &[draft.place(run)]);
    }
    // The full-width forms stand in the order of ASCII.
    let plain = |letter: char| char::from_u32(letter as u32 - 0xFF01 + 0x21).unwrap_or(letter);
    draft.map(0..draft.len(), |_, letter| Some(if is_wide(letter) { plain(letter) } else { letter }));
}

fn spaces(draft: &mut Draft, found: &mut Found<'_>) {
    let start = draft.chars().position(|letter| letter != ' ').unwrap_or(draft.len());
    if start > 0 {
        found.error(page::LEADING_SPACE, &[draft.place(0..start)]);
        draft.remove(0..start);
    }
    let end = draft.chars().rposition(|letter| letter != ' ').map_or(0, |at| at + 1);
    if end < draft.len() {
        found.error(page::TRAILING_SPACE, &[draft.place(end..draft.len())]);
        draft.truncate(end);
    }
}

fn is_url(draft: &Draft) -> bool {
    let page = draft.stands_at("http://", 0) || draft.stands_at("https://", 0) || draft.stands_at("ftp://", 0);
    page || (draft.stands_at("www.", 0) && draft.find("@", 0).is_none())
}

/// Cuts after the first of several addresses.
fn lists(draft: &mut Draft, found: &mut Found<'_>) {
    let signs = draft.at_signs();
    let (Some(&first), Some(&last)) = (signs.first(), signs.last()) else { return };
    if first == last {
        return;
    }
    let mut cut = None;
    draft.walk(|at, letter| {
        if cut.is_none() && at > first && at < last && matches!(letter, ',' | ';' | ' ' | '|') {
            cut = Some(at);
        }
    });
    let Some(cut) = cut else { return };
    // What follows must be an address of its own, and no piece of this one.
    let next = (cut..draft.len()).find(|at| !matches!(draft.get(*at), Some(',' | ';' | ' ' | '|')));
    let before = draft.get(cut.wrapping_sub(1));
    if next.is_some_and(|at| draft.get(at) != Some('@')) && before != Some('@') {
        found.header_form(page::ADDRESS_LIST, &[draft.place(cut..draft.len())]);
        draft.truncate(cut);
    }
}

/// The code of a web page around the address: `<a href="mailto:…">…</a>`.
fn markup(draft: &mut Draft, found: &mut Found<'_>) {
    if !draft.stands_at("<a ", 0) {
        return;
    }
    let Some(start) = draft.find("mailto:", 0) else { return };
    let end = (start..draft.len()).find(|at| matches!(draft.get(*at), Some('"' | '\'' | '>')));
    let end = end.unwrap_or(draft.len());
    found.error(page::PAGE_CODE, &[draft.place(0..start), draft.place(end..draft.len())]);
    draft.truncate(end);
    draft.remove(0..start);
}

/// ```abnf
/// mailtoURI      = "mailto:" [ to ] [ hfields ]
/// hfields        = "?" hfield *( "&" hfield )             ; RFC 6068 section 2
/// ```
/// People also write `mailto://`, and give the address as `?to=` alone.
fn mailto(draft: &mut Draft, found: &mut Found<'_>) {
    if !draft.stands_at("mailto:", 0) {
        return;
    }
    let mut start = if draft.stands_at("//", 7) { 9 } else { 7 };
    if draft.stands_at("?to=", start) {
        start += 4;
    }
    let query = (start..draft.len()).find(|at| matches!(draft.get(*at), Some('?' | '&')) && start < *at);
    // An ampersand is a letter of the name unless it follows the address.
    let query = query.filter(|at| draft.get(*at) == Some('?') || (start..*at).any(|at| draft.get(at) == Some('@')));
    let word = draft.place(0..start);
    if let Some(query) = query {
        found.error(page::MAILTO_QUERY, &[word, draft.place(query..draft.len())]);
        draft.truncate(query);
    } else {
        found.error(page::MAILTO_PREFIX, &[word]);
    }
    draft.remove(0..start);
    percent(draft, found);
}

/// A word with a colon before the address: of a form, a signature, a header or a directory.
fn label(draft: &mut Draft, found: &mut Found<'_>) {
    const LABELS: [&str; 17] = [
        "e-mail address",
        "email address",
        "e-mail",
        "email",
        "mail",
        "to",
        "from",
        "cc",
        "bcc",
        "reply-to",
        "sender",
        "contact",
        "courriel",
        "correo",
        "adresse",
        "address",
        // Exchange writes the addresses of a mailbox so.
        "smtp",
    ];
    // RFC 3464 section 2.1.2 and RFC 6533 section 3: the kind of an address in a delivery report.
    const KINDS: [&str; 2] = ["rfc822;", "utf-8;"];
    const LONGEST: usize = 40;
    if let Some(kind) = KINDS.iter().find(|kind| draft.stands_at(kind, 0)) {
        let end = (kind.len()..draft.len()).find(|at| draft.get(*at) != Some(' ')).unwrap_or(draft.len());
        found.error(page::LABEL_PREFIX, &[draft.place(0..end)]);
        return draft.remove(0..end);
    }
    let colon = (0..draft.len().min(LONGEST)).find(|at| matches!(draft.get(*at), Some(':' | '：')));
    let Some(colon) = colon.filter(|colon| *colon > 0) else { return };
    let is_word = |at: usize| {
        draft.get(at).is_some_and(|letter| letter.is_alphabetic() || is_mark(letter) || " -.'’/".contains(letter))
    };
    let end = (colon + 1..draft.len()).find(|at| draft.get(*at) != Some(' ')).unwrap_or(draft.len());
    let word = draft.part(0..colon);
    let known = LABELS.iter().any(|label| word.trim_end().eq_ignore_ascii_case(label));
    // Without a space, a colon may stand in a name by mistake.
    let apart = end > colon + 1 || draft.get(colon) == Some('：') || !word.is_ascii();
    let link = draft.stands_at("mailto:", 0) || draft.stands_at("//", colon + 1);
    if link || !(known || apart) || !(0..colon).all(is_word) || draft.find("@", end).is_none() && !known {
        return;
    }
    found.error(page::LABEL_PREFIX, &[draft.place(0..end)]);
    draft.remove(0..end);
}

fn angles(draft: &mut Draft, found: &mut Found<'_>) {
    let mut open = None;
    draft.walk(|at, letter| {
        if letter == '<' {
            open = Some(at);
        }
    });
    let Some(open) = open else { return };
    let close = draft.find(">", open);
    let named = (0..open).any(|at| draft.get(at).is_some_and(|letter| letter != ' '));
    let before = draft.place(0..open + 1);
    match close {
        Some(close) => {
            let spans = [before, draft.place(close..draft.len())];
            found.header_form(if named { page::DISPLAY_NAME } else { page::ANGLE_BRACKETS }, &spans);
            draft.truncate(close);
        }
        None => found.error(page::UNCLOSED_ANGLE, &[before]),
    }
    draft.remove(0..open + 1);
}

/// Quotation marks, brackets and stars around the whole.
fn quotes(draft: &mut Draft, found: &mut Found<'_>) {
    const PAIRS: [(char, char); 9] =
        [('"', '"'), ('\'', '\''), ('`', '`'), ('(', ')'), ('{', '}'), ('*', '*'), ('_', '_'), ('~', '~'), ('|', '|')];
    const LAYERS: usize = 3;
    for _ in 0..LAYERS {
        let (Some(first), Some(last)) = (draft.get(0), draft.get(draft.len().wrapping_sub(1))) else { return };
        let both = PAIRS.contains(&(first, last)) || (is_typographic(first) && is_typographic(last));
        if draft.len() < 3 || !both || draft.find("@", 0).is_none() {
            return;
        }
        let end = draft.len() - 1;
        if first == '(' && draft.find(")", 0) != Some(end) {
            return;
        }
        found.error(page::SURROUNDING_QUOTES, &[draft.place(0..1), draft.place(end..end + 1)]);
        draft.truncate(end);
        draft.remove(0..1);
        spaces(draft, found);
    }
}

/// Punctuation outside ASCII: no name starts with it, and no domain has it.
fn is_typographic(letter: char) -> bool {
    matches!(letter,
        '¡' | '«' | '·' | '»' | '¿'
        | '\u{589}' | '\u{60C}' | '\u{61B}' | '\u{61F}' | '\u{6D4}' | '\u{964}' | '\u{965}' | '\u{1362}'..='\u{1368}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}'
        | '\u{2308}'..='\u{230B}' | '\u{2329}' | '\u{232A}' | '\u{2768}'..='\u{2775}' | '\u{275B}'..='\u{2760}'
        | '\u{27E6}'..='\u{27EF}' | '\u{2E00}'..='\u{2E7F}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6B}')
}

/// Marks at both ends that belong to the text around.
fn marks(draft: &mut Draft, found: &mut Found<'_>) {
    let open = draft.chars().filter(|letter| *letter == '(').count();
    let mut closed = draft.chars().filter(|letter| *letter == ')').count();
    while let Some(last) = draft.len().checked_sub(1) {
        let rule = match draft.get(last) {
            Some(',' | '，' | '、' | '،') => page::TRAILING_COMMA,
            Some(';' | '；' | '؛') => page::TRAILING_SEMICOLON,
            Some('.' | '।') => page::TRAILING_DOT,
            Some(')') if closed > open => {
                closed -= 1;
                page::TRAILING_PUNCTUATION
            }
            Some(']') if draft.find("[", 0).is_none() => page::TRAILING_PUNCTUATION,
            Some('>' | '!' | '?' | ':' | '"' | '\'' | '}' | '*' | '/' | '\\' | '|') => page::TRAILING_PUNCTUATION,
            Some(letter) if is_typographic(letter) => page::TRAILING_PUNCTUATION,
            Some(' ') => page::TRAILING_SPACE,
            _ => break,
        };
        // A mark right after the @ tells that the domain is missing.
        if last > 0 && draft.get(last - 1) == Some('@') {
            break;
        }
        found.error(rule, &[draft.place(last..last + 1)]);
        draft.truncate(last);
    }
    // Quotation marks around the name alone are for the name.
    let sign = draft.find("@", 0).unwrap_or(0);
    if draft.get(0).is_some_and(is_typographic) && sign > 1 && draft.get(sign - 1).is_some_and(is_typographic) {
        return;
    }
    let unclosed = |draft: &Draft| draft.get(0) == Some('(') && draft.find(")", 0).is_none();
    let mut leading = 0;
    while draft.get(leading).is_some_and(|letter| ",;:[])>".contains(letter) || is_typographic(letter))
        || (leading == 0 && unclosed(draft))
    {
        leading += 1;
    }
    if leading > 0 && leading < draft.len() {
        found.error(page::LEADING_PUNCTUATION, &[draft.place(0..leading)]);
        draft.remove(0..leading);
        spaces(draft, found);
    }
}

/// What stands before an address without brackets: the mark of a list (`-`, `1.`, a sign), or the person's name.
fn name_before(draft: &mut Draft, found: &mut Found<'_>) {
    let signs = draft.at_signs();
    let [sign] = signs.as_slice() else { return };
    let Some(space) = (0..*sign).rev().find(|at| draft.get(*at) == Some(' ')).filter(|at| at + 1 < *sign) else {
        return;
    };
    let before = draft.part(0..space);
    if before.contains('"') {
        return;
    }
    let number = before.trim_end_matches(['.', ')']);
    let numbered = number.len() < before.len() && number.bytes().all(|digit| digit.is_ascii_digit());
    let address = draft.part(space + 1..*sign).to_lowercase();
    let rule = if numbered || !before.contains(char::is_alphanumeric) {
        page::LEADING_PUNCTUATION
    } else if before.split(' ').any(|word| word.chars().count() > 2 && address.contains(&word.to_lowercase())) {
        // A name without the brackets that would tell: the address is made of it.
        page::DISPLAY_NAME
    } else {
        return;
    };
    found.error(rule, &[draft.place(0..space + 1)]);
    draft.remove(0..space + 1);
}

/// `(at)` and `[dot]`, as they are called where people hide their addresses from robots.
fn words_for_signs(draft: &mut Draft, found: &mut Found<'_>) {
    const AT: [&str; 16] = [
        "@",
        "a",
        "arroba",
        "at",
        "chiocciola",
        "klammeraffe",
        "kukac",
        "malpa",
        "małpa",
        "snabel-a",
        "zavinac",
        "zavináč",
        "à",
        "ät",
        "собака",
        "собачка",
    ];
    const DOT: [&str; 10] = [".", "dot", "kropka", "point", "ponto", "punkt", "punto", "tecka", "tečka", "точка"];
    if draft.find("@", 0).is_none() {
        let words = [" at ", " arroba ", "_at_", "-at-"];
        let plain = words.iter().find_map(|word| Some((draft.find(word, 1)?, word.len())));
        let at = in_brackets(draft, 1, &AT).or(plain.map(|(start, length)| start..start + length));
        if let Some(range) = at {
            let range = with_spaces(draft, range.start, range.end);
            found.error(page::AT_SPELLED_OUT, &[draft.place(range.clone())]);
            draft.replace(range, "@");
        }
    }
    let mut from = 0;
    while let Some(range) = in_brackets(draft, from, &DOT) {
        from = dot(draft, range, found);
    }
    for word in [" dot ", " punto ", " ponto "] {
        let mut from = 0;
        while let Some(start) = draft.find(word, from) {
            from = dot(draft, start..start + word.len(), found);
        }
    }
}

/// Puts a dot in place of the word for it; gives the place after it.
fn dot(draft: &mut Draft, word: Range<usize>, found: &mut Found<'_>) -> usize {
    let range = with_spaces(draft, word.start, word.end);
    let after = range.start + 1;
    found.error(page::DOT_SPELLED_OUT, &[draft.place(range.clone())]);
    draft.replace(range, ".");
    after
}

/// Where one of `words` stands in brackets, at or after `from`.
fn in_brackets(draft: &Draft, from: usize, words: &[&str]) -> Option<Range<usize>> {
    const LONGEST: usize = 14;
    let close = |open: usize| {
        let close = match draft.get(open)? {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            _ => return None,
        };
        (open + 1..draft.len().min(open + LONGEST)).find(|at| draft.get(*at) == Some(close))
    };
    (from..draft.len()).find_map(|open| {
        let close = close(open)?;
        let word = draft.part(open + 1..close).to_lowercase();
        words.contains(&word.trim()).then_some(open..close + 1)
    })
}

fn with_spaces(draft: &Draft, start: usize, end: usize) -> Range<usize> {
    let is_space = |at: usize| draft.get(at) == Some(' ');
    let start = (0..start).rev().take_while(|at| is_space(*at)).last().unwrap_or(start);
    let end = (end..draft.len()).take_while(|at| is_space(*at)).last().map_or(end, |at| at + 1);
    start..end
}
