//! What the bytes of a published key are: a short walk over DER (X.690), no cryptography.

/// What a key turned out to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyShape {
    /// An RSA public key in a SubjectPublicKeyInfo (RFC 5280 section 4.1), as RFC 6376 wants it.
    Rsa {
        /// The length of the modulus.
        bits: u32,
        /// The public exponent; 0 where it is longer than 32 bits.
        exponent: u32,
    },
    /// A bare RSAPublicKey (RFC 8017 appendix A.1.1), the `PKCS#1` form.
    Pkcs1 {
        /// The length of the modulus.
        bits: u32,
        /// The public exponent; 0 where it is longer than 32 bits.
        exponent: u32,
    },
    /// 32 bytes: an Ed25519 key as RFC 8463 wants it.
    Ed25519,
    /// An Ed25519 key in a SubjectPublicKeyInfo.
    WrappedEd25519,
    /// A key for elliptic curves that DKIM does not know.
    EllipticCurve,
    /// A public key of another kind.
    OtherKey,
    /// A private key.
    Private,
    /// A certificate.
    Certificate,
    /// A key as SSH writes it.
    Ssh,
    /// The start of a key: bytes are missing at the end.
    Truncated {
        /// The bytes that the key says it has.
        wanted: usize,
    },
    /// A key with bytes after its end.
    Overlong {
        /// The bytes that the key says it has.
        wanted: usize,
    },
    /// None of these.
    Unknown,
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT: u8 = 0x06;

/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Tells what `bytes` are.
#[must_use]
pub fn inspect(bytes: &[u8]) -> KeyShape {
    if bytes.len() == 32 {
        return KeyShape::Ed25519;
    }
    // SSH: the length of the name, and the name.
    if bytes.get(..3) == Some(&[0, 0, 0])
        && bytes.get(4..).is_some_and(|rest| rest.starts_with(b"ssh-") || rest.starts_with(b"ecdsa-"))
    {
        return KeyShape::Ssh;
    }
    if bytes.first() != Some(&SEQUENCE) {
        return KeyShape::Unknown;
    }
    let Some((_, header, length)) = header(bytes) else { return KeyShape::Unknown };
    let wanted = header.saturating_add(length);
    if wanted > bytes.len() {
        if is_private(bytes.get(header..).unwrap_or_default()) {
            return KeyShape::Private;
        }
        // A real key, cut: what is there must look like one.
        return if looks_like_key(bytes.get(header..).unwrap_or_default()) {
            KeyShape::Truncated { wanted }
        } else {
            KeyShape::Unknown
        };
    }
    let shape = sequence(bytes.get(header..wanted).unwrap_or_default());
    // That it is private matters more than what stands behind it.
    let plain = matches!(shape, KeyShape::Unknown | KeyShape::Private);
    if wanted < bytes.len() && !plain { KeyShape::Overlong { wanted } } else { shape }
}

/// Tag, length of the header, length of the content.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    if first < 0x80 {
        return Some((tag, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 3 {
        return None;
    }
    let length = bytes.get(2..2 + count)?.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
    Some((tag, 2 + count, length))
}

/// The first element: its tag, its content, and what follows it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, header, length) = header(bytes)?;
    let content = bytes.get(header..header.checked_add(length)?)?;
    Some((tag, content, bytes.get(header + length..)?))
}

/// Whether `bytes` are a private key, or the start of one.
pub(super) fn starts_private(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SEQUENCE)
        && header(bytes).is_some_and(|(_, header, _)| is_private(bytes.get(header..).unwrap_or_default()))
}

/// A version comes first: PKCS#1, PKCS#8 or SEC 1, and more follows.
fn is_private(inside: &[u8]) -> bool {
    matches!(inside, [INTEGER, 1, 0 | 1, ..])
}

fn looks_like_key(inside: &[u8]) -> bool {
    matches!(inside.first(), Some(&(SEQUENCE | INTEGER))) || inside.is_empty()
}

fn sequence(inside: &[u8]) -> KeyShape {
    let Some((tag, first, rest)) = element(inside) else { return KeyShape::Unknown };
    match tag {
        INTEGER => integers(first, rest),
        SEQUENCE => match element(first) {
            Some((OBJECT, algorithm, _)) => public_key(algorithm, rest),
            // A certificate starts with what is signed, then the algorithm and the signature.
            Some(_) if matches!(element(rest), Some((SEQUENCE, ..))) => KeyShape::Certificate,
            _ => KeyShape::Unknown,
        },
        _ => KeyShape::Unknown,
    }
}

fn integers(first: &[u8], rest: &[u8]) -> KeyShape {
    // Version 0 or 1 first: a private key, PKCS#1, PKCS#8 or SEC 1.
    if first.len() == 1 && first.first().is_some_and(|version| *version <= 1) {
        return KeyShape::Private;
    }
    match element(rest) {
        Some((INTEGER, exponent, [])) => KeyShape::Pkcs1 { bits: bits(first), exponent: number(exponent) },
        _ => KeyShape::Unknown,
    }
}

fn public_key(algorithm: &[u8], rest: &[u8]) -> KeyShape {
    let Some((BIT_STRING, [0, key @ ..], _)) = element(rest) else { return KeyShape::Unknown };
    match algorithm {
        RSA => match element(key).and_then(|(tag, inside, _)| (tag == SEQUENCE).then(|| sequence(inside))) {
            Some(KeyShape::Pkcs1 { bits, exponent }) => KeyShape::Rsa { bits, exponent },
            _ => KeyShape::Unknown,
        },
        ED25519 if key.len() == 32 => KeyShape::WrappedEd25519,
        EC => KeyShape::EllipticCurve,
        _ => KeyShape::OtherKey,
    }
}

fn bits(integer: &[u8]) -> u32 {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    let rest = integer.get(zeros..).unwrap_or_default();
    let top = rest.first().map_or(0, |byte| 8 - byte.leading_zeros());
    (rest.len().saturating_sub(1) as u32).saturating_mul(8) + top
}

fn number(integer: &[u8]) -> u32 {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    let rest = integer.get(zeros..).unwrap_or_default();
    if rest.len() > 4 { 0 } else { rest.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte)) }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// Wraps content in a tag.
    fn wrap(tag: u8, content: &[u8]) -> alloc::vec::Vec<u8> {
        let mut out = alloc::vec![tag, 0x82, (content.len() >> 8) as u8, content.len() as u8];
        out.extend_from_slice(content);
        out
    }

    #[test]
    fn shapes() {
        let mut modulus = alloc::vec![0xb3; 128];
        modulus.insert(0, 0);
        let numbers = [wrap(INTEGER, &modulus), wrap(INTEGER, &[1, 0, 1])].concat();
        let pkcs1 = wrap(SEQUENCE, &numbers);
        assert_eq!(inspect(&pkcs1), KeyShape::Pkcs1 { bits: 1024, exponent: 65537 });
        let algorithm = wrap(SEQUENCE, &wrap(OBJECT, RSA));
        let spki = wrap(SEQUENCE, &[algorithm, wrap(BIT_STRING, &[&[0][..], &pkcs1].concat())].concat());
        assert_eq!(inspect(&spki), KeyShape::Rsa { bits: 1024, exponent: 65537 });
        for cut in 8..spki.len() {
            if cut != 32 {
                assert_eq!(inspect(&spki[..cut]), KeyShape::Truncated { wanted: spki.len() }, "{cut}");
            }
        }
        assert_eq!(inspect(&[&spki[..], b"x"].concat()), KeyShape::Overlong { wanted: spki.len() });
        let private = wrap(SEQUENCE, &[wrap(INTEGER, &[0]), numbers].concat());
        assert_eq!(inspect(&private), KeyShape::Private);
        assert_eq!(inspect(b"\0\0\0\x07ssh-rsa\0\0"), KeyShape::Ssh);
        assert_eq!(inspect(&[7; 32]), KeyShape::Ed25519);
        assert_eq!(inspect(b""), KeyShape::Unknown);
    }
}
