//! Punycode (RFC 3492): how a domain name with letters beyond ASCII is written in DNS.

use alloc::string::String;
use alloc::vec::Vec;

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
/// A label is at most this long in DNS; a longer one is no name.
const LONGEST_LABEL: usize = 63;

/// The name with each label that is not ASCII in its `xn--` form; none where that would be too long for a label.
/// Letters are lower-cased first; no other mapping of IDNA is made.
///
/// ```
/// assert_eq!(mailmend::text::to_ascii("bücher.example").as_deref(), Some("xn--bcher-kva.example"));
/// ```
#[must_use]
pub fn to_ascii(name: &str) -> Option<String> {
    let mut out = String::new();
    for (place, label) in name.split('.').enumerate() {
        if place > 0 {
            out.push('.');
        }
        if label.is_ascii() {
            out.push_str(label);
            continue;
        }
        let start = out.len();
        out.push_str("xn--");
        encode(&label.to_lowercase(), &mut out)?;
        if out.len() - start > LONGEST_LABEL {
            return None;
        }
    }
    Some(out)
}

fn encode(label: &str, out: &mut String) -> Option<()> {
    let letters: Vec<u32> = label.chars().map(u32::from).collect();
    if letters.len() > LONGEST_LABEL {
        return None;
    }
    let plain = label.chars().filter(char::is_ascii).count() as u32;
    out.extend(label.chars().filter(char::is_ascii));
    if plain > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (0x80_u32, 0_u32, 72_u32, plain);
    while (handled as usize) < letters.len() {
        let next = letters.iter().copied().filter(|letter| *letter >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for &letter in &letters {
            if letter < n {
                delta = delta.checked_add(1)?;
            }
            if letter != n {
                continue;
            }
            let (mut rest, mut k) = (delta, BASE);
            loop {
                let t = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
                if rest < t {
                    break;
                }
                out.push(digit(t + (rest - t) % (BASE - t)));
                rest = (rest - t) / (BASE - t);
                k += BASE;
            }
            out.push(digit(rest));
            bias = adapt(delta, handled + 1, handled == plain);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        n += 1;
    }
    Some(())
}

fn adapt(delta: u32, handled: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / handled.max(1);
    let mut k = 0;
    while delta > ((BASE - T_MIN) * T_MAX) / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + 38)
}

fn digit(value: u32) -> char {
    char::from(if value < 26 { b'a' + value as u8 } else { b'0' + (value - 26) as u8 })
}

#[cfg(test)]
mod tests {
    use super::to_ascii;

    #[test]
    fn known_names() {
        // RFC 3492 section 7.1 and names that exist.
        assert_eq!(to_ascii("münchen.de").as_deref(), Some("xn--mnchen-3ya.de"));
        assert_eq!(to_ascii("почта.рф").as_deref(), Some("xn--80a1acny.xn--p1ai"));
        assert_eq!(to_ascii("他们为什么不说中文").as_deref(), Some("xn--ihqwcrb4cv8a8dqg056pqjye"));
        assert_eq!(to_ascii(&"ü".repeat(64)), None);
    }
}
