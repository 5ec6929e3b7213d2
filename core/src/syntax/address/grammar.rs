//! The grammar of RFC 5321 and 5322, over bytes: every byte above ASCII is part of a UTF-8 letter.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::combinator::{all_consuming, consumed, opt, recognize};
use nom::multi::many0_count;
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Parser};

use super::{LONGEST_ADDRESS, LONGEST_LABEL, LONGEST_LOCAL};
use crate::text::Span;

type Read<'i> = IResult<&'i [u8], &'i [u8]>;

/// The length of the local part of a Mailbox, an `@` after it.
///
/// ```abnf
/// Mailbox        = Local-part "@" ( Domain / address-literal )
/// Local-part     = Dot-string / Quoted-string             ; RFC 5321 section 4.1.2
/// ```
pub(super) fn local_part(input: &[u8]) -> Option<usize> {
    let (rest, local) = alt((dot_string, quoted_string_smtp)).parse(input).ok()?;
    (rest.first() == Some(&b'@')).then_some(local.len())
}

/// Where the `@` stands in a plain address: `Dot-string "@" Domain` in ASCII, without A-labels, within the limits. Nearly
/// all are so, and one pass is enough for them; everything else goes through the grammar.
#[inline]
pub(super) fn plain(input: &[u8]) -> Option<usize> {
    if input.len() > LONGEST_ADDRESS {
        return None;
    }
    let mut bytes = input.iter();
    let mut before = DOT;
    let at = loop {
        let class = class(*bytes.next()?);
        if class & ATOM == 0 {
            // Only a dot or the @, and neither after a dot.
            if before == DOT || class & (DOT | AT) == 0 {
                return None;
            }
            if class == AT {
                break input.len() - bytes.len() - 1;
            }
        }
        before = class;
    };
    let (mut before, mut label) = (DOT, 0_usize);
    for &byte in bytes.as_slice() {
        let class = class(byte);
        if class & LETTER_DIGIT == 0 {
            // A dot after a letter or digit, or one hyphen after one.
            if before & LETTER_DIGIT == 0 || class & (DOT | HYPHEN) == 0 {
                return None;
            }
        }
        if class == DOT {
            label = 0;
        } else {
            label += 1;
            if label > LONGEST_LABEL {
                return None;
            }
        }
        before = class;
    }
    (at <= LONGEST_LOCAL && before & LETTER_DIGIT != 0).then_some(at)
}

/// The classes of bytes that [`plain`] tells apart.
const ATOM: u8 = 1;
const LETTER_DIGIT: u8 = 2;
const HYPHEN: u8 = 4;
const DOT: u8 = 8;
const AT: u8 = 16;

const fn class(byte: u8) -> u8 {
    const CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            #[allow(clippy::indexing_slicing)] // a constant has no iterator; the index is below 128
            {
                classes[byte] = match byte as u8 {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => ATOM | LETTER_DIGIT,
                    b'-' => ATOM | HYPHEN,
                    b'.' => DOT,
                    b'@' => AT,
                    other if is_atext(other) => ATOM,
                    _ => 0,
                };
            }
            byte += 1;
        }
        classes
    };
    #[allow(clippy::indexing_slicing)] // a byte is below 256
    CLASSES[byte as usize]
}

/// Whether `input` needs no quotes.
pub(super) fn is_dot_string(input: &[u8]) -> bool {
    all_consuming(dot_string).parse(input).is_ok()
}

/// ```abnf
/// Dot-string     = Atom *("."  Atom)                      ; RFC 5321 section 4.1.2
/// atext          =/ UTF8-non-ascii                        ; RFC 6531 section 3.3
/// ```
fn dot_string(input: &[u8]) -> Read<'_> {
    recognize(pair(atom, many0_count(preceded(tag(&b"."[..]), atom)))).parse(input)
}

fn atom(input: &[u8]) -> Read<'_> {
    take_while1(is_atext).parse(input)
}

/// ```abnf
/// Quoted-string   = DQUOTE *QcontentSMTP DQUOTE
/// QcontentSMTP    = qtextSMTP / quoted-pairSMTP
/// quoted-pairSMTP = %d92 %d32-126
/// qtextSMTP       = %d32-33 / %d35-91 / %d93-126          ; RFC 5321 section 4.1.2
/// qtextSMTP       =/ UTF8-non-ascii                       ; RFC 6531 section 3.3
/// ```
fn quoted_string_smtp(input: &[u8]) -> Read<'_> {
    let text = take_while1(|byte| is_qtext(byte) || byte == b' ');
    let pair = preceded(tag(&b"\\"[..]), take_while_m_n(1, 1, |byte| matches!(byte, 32..=126)));
    let content = many0_count(alt((text, pair)));
    recognize(delimited(tag(&b"\""[..]), content, tag(&b"\""[..]))).parse(input)
}

/// The parts of an addr-spec.
pub(super) struct Parts {
    pub(super) local: Span,
    pub(super) domain: Span,
}

/// Whether `input` is an addr-spec.
pub(super) fn is_addr_spec(input: &[u8]) -> bool {
    addr_spec(input).is_some()
}

/// ```abnf
/// addr-spec      = local-part "@" domain
/// local-part     = dot-atom / quoted-string
/// domain         = dot-atom / domain-literal              ; RFC 5322 section 3.4.1
/// dot-atom       = [CFWS] dot-atom-text [CFWS]            ; RFC 5322 section 3.2.3
/// ```
pub(super) fn addr_spec(input: &[u8]) -> Option<Parts> {
    // Most are without folding, comments, quotes and brackets.
    let is_special = |byte: &u8| matches!(byte, b'"' | b'(' | b'[' | b' ' | b'\t' | b'\r');
    if !input.iter().any(is_special) {
        let plain = (dot_string, tag(&b"@"[..]), dot_string);
        let (_, (local, _, domain)) = all_consuming(plain).parse(input).ok()?;
        return Some(Parts { local: span(input, local), domain: span(input, domain) });
    }
    let local = (opt(cfws), alt((dot_string, quoted_string)), opt(cfws));
    let domain = (opt(cfws), alt((dot_string, domain_literal)), opt(cfws));
    let (_, ((_, local, _), _, (_, domain, _))) = all_consuming((local, tag(&b"@"[..]), domain)).parse(input).ok()?;
    Some(Parts { local: span(input, local), domain: span(input, domain) })
}

/// Where `part` stands in `whole`, which it is a part of.
fn span(whole: &[u8], part: &[u8]) -> Span {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    Span::new(start, start + part.len())
}

/// ```abnf
/// quoted-string  = [CFWS] DQUOTE *([FWS] qcontent) [FWS] DQUOTE [CFWS]
/// qcontent       = qtext / quoted-pair
/// quoted-pair    = ("\" (VCHAR / WSP))                    ; RFC 5322 sections 3.2.1, 3.2.4
/// ```
fn quoted_string(input: &[u8]) -> Read<'_> {
    let pair = preceded(tag(&b"\\"[..]), take_while_m_n(1, 1, |byte| matches!(byte, b'\t' | 32..=126)));
    let content = many0_count(alt((take_while1(is_qtext), pair, fws)));
    recognize(delimited(tag(&b"\""[..]), content, tag(&b"\""[..]))).parse(input)
}

/// ```abnf
/// domain-literal = [CFWS] "[" *([FWS] dtext) [FWS] "]" [CFWS]
/// dtext          = %d33-90 / %d94-126                     ; RFC 5322 section 3.4.1
/// ```
fn domain_literal(input: &[u8]) -> Read<'_> {
    let text = take_while1(|byte| matches!(byte, 33..=90 | 94..=126 | 128..));
    recognize(delimited(tag(&b"["[..]), many0_count(alt((text, fws))), tag(&b"]"[..]))).parse(input)
}

/// ```abnf
/// FWS            = ([*WSP CRLF] 1*WSP)                    ; RFC 5322 section 3.2.2
/// ```
fn fws(input: &[u8]) -> Read<'_> {
    let folded = recognize((take_while(is_wsp), tag(&b"\r\n"[..]), take_while1(is_wsp)));
    alt((folded, take_while1(is_wsp))).parse(input)
}

/// ```abnf
/// CFWS           = (1*([FWS] comment) [FWS]) / FWS        ; RFC 5322 section 3.2.2
/// ```
fn cfws(input: &[u8]) -> Read<'_> {
    let comments = |input| {
        let (rest, count) = many0_count((opt(fws), comment)).parse(input)?;
        if count == 0 { Err(none(input)) } else { Ok((rest, ())) }
    };
    let both = consumed((comments, opt(fws))).map(|(whole, _)| whole);
    alt((both, fws)).parse(input)
}

/// ```abnf
/// comment        = "(" *([FWS] ccontent) [FWS] ")"
/// ccontent       = ctext / quoted-pair / comment
/// ctext          = %d33-39 / %d42-91 / %d93-126           ; RFC 5322 section 3.2.2
/// ```
/// Comments nest as deep as they like, so this counts instead of calling itself.
fn comment(input: &[u8]) -> Read<'_> {
    let (mut rest, _) = tag(&b"("[..]).parse(input)?;
    let mut depth = 1;
    while depth > 0 {
        let Some((&byte, after)) = rest.split_first() else { return Err(none(input)) };
        rest = match byte {
            b'(' => {
                depth += 1;
                after
            }
            b')' => {
                depth -= 1;
                after
            }
            b'\\' => match after.split_first() {
                Some((b'\t' | 32..=126, after)) => after,
                _ => return Err(none(input)),
            },
            33..=126 | 128.. => after,
            _ => fws(rest)?.0,
        };
    }
    let read = input.get(..input.len() - rest.len()).unwrap_or_default();
    Ok((rest, read))
}

fn none(input: &[u8]) -> nom::Err<nom::error::Error<&[u8]>> {
    nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Many1))
}

const fn is_wsp(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// ```abnf
/// qtext          = %d33 / %d35-91 / %d93-126 / UTF8-non-ascii
/// ```
const fn is_qtext(byte: u8) -> bool {
    matches!(byte, 33 | 35..=91 | 93..=126 | 128..)
}

/// ```abnf
/// atext = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" / "=" / "?" / "^" / "_" / "`" /
///         "{" / "|" / "}" / "~"                           ; RFC 5322 section 3.2.3
/// ```
pub(super) const fn is_atext(byte: u8) -> bool {
    const SAFE: [bool; 256] = {
        let mut safe = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            #[allow(clippy::indexing_slicing)] // a constant has no iterator; the index is below 256
            {
                safe[byte] = matches!(byte as u8,
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/'
                    | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' | 128..);
            }
            byte += 1;
        }
        safe
    };
    #[allow(clippy::indexing_slicing)] // a byte is below 256
    SAFE[byte as usize]
}
