//! Any bytes as a key: Base64 goes there and back, nothing is read beyond the end, a correction keeps the key, and a
//! private key never comes out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::RecordTree;
use mailmend::syntax::dkim::{KeyShape, decode, encode, holds_private_key, inspect};

fuzz_target!(|bytes: &[u8]| {
    let text = encode(bytes);
    let read = decode(&text);
    assert_eq!((read.bytes.as_slice(), read.problem), (bytes, None));
    let shape = inspect(bytes);
    match shape {
        KeyShape::Truncated { wanted } => assert!(wanted > bytes.len()),
        KeyShape::Overlong { wanted } => assert!(wanted < bytes.len()),
        _ => {}
    }
    for end in 0..bytes.len().min(64) {
        let _ = inspect(&bytes[..end]);
    }
    for kind in ["rsa", "ed25519"] {
        let record = format!("v=DKIM1; k={kind}; p={text}");
        let report = mailmend::dkim(&record);
        if shape == KeyShape::Private || holds_private_key(&record) {
            assert_eq!(report.fixed, None, "{record}");
            let json = serde_json::to_string(&report).unwrap_or_default();
            assert!(text.len() <= 32 || !json.contains(&text), "{record} gives its private key away");
        }
        let Some(fixed) = &report.fixed else { continue };
        let again = mailmend::dkim(fixed);
        assert_eq!(again.fixed, None, "{record} became {fixed}, and is corrected further");
        let Some(RecordTree::Tags(tags)) = &again.tree else { panic!("{fixed} has no tags") };
        let key = tags.iter().find(|tag| tag.name == "p").map(|tag| decode(&tag.value).bytes).unwrap_or_default();
        let same = match (shape, inspect(&key)) {
            (KeyShape::Pkcs1 { bits, exponent }, KeyShape::Rsa { bits: now, exponent: then }) => {
                (bits, exponent) == (now, then)
            }
            (KeyShape::WrappedEd25519, KeyShape::Ed25519) => bytes.ends_with(&key),
            (KeyShape::Overlong { .. }, _) => true,
            (before, now) => before == now,
        };
        assert!(same, "{record} became {fixed}: another key");
    }
});
