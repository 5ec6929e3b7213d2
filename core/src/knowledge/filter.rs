//! Where a name stands in the list of throw-away services, and which letters it has. Shared with the build.

/// Buckets of the list.
pub const BUCKETS: usize = 1 << 13;
/// Buckets that share a start.
pub const BLOCK: usize = 32;

/// The bucket of a name, and its fingerprint.
pub fn place(name: &str) -> (usize, u16) {
    // Eight letters at once, each time mixed so that every bit depends on every letter.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ name.len() as u64;
    let (words, rest) = name.as_bytes().as_chunks::<8>();
    let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]) {
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    ((hash as usize) % BUCKETS, (hash >> 40) as u16)
}

/// A bit for each letter of a name: names whose letters differ much are no slips of each other.
pub const fn letters(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (mut at, mut letters) = (0, 0);
    while at < bytes.len() {
        #[allow(clippy::indexing_slicing)] // a constant function has no iterator
        let byte = bytes[at];
        letters |= match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => 1 << 26,
            b'-' => 1 << 27,
            _ => 0,
        };
        at += 1;
    }
    letters
}
