//! What the report says, one mistake after the other.

use alloc::vec::Vec;

use super::*;

fn slugs(text: &str) -> Vec<&'static str> {
    address(text).findings.iter().map(|finding| finding.cause.slug).collect()
}

#[test]
fn an_ordinary_address_is_left_alone() {
    let report = address("jane.doe@company.fr");
    assert!(report.findings.is_empty());
    assert_eq!(report.valid.form, Some(true));
    assert!(matches!(report.normal, Some(Cow::Borrowed("jane.doe@company.fr"))));
    assert_eq!(report.suggestion, None);
}
