//! Any text as an address: every place lies inside the input, what is suggested or stored is an address itself, and to
//! normalise twice is to normalise once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::{AddressMode, AddressReport};

fuzz_target!(|text: &str| {
    for mode in AddressMode::ALL {
        let report = mailmend::address_in(text, *mode);
        for evidence in report.findings.iter().flat_map(|finding| &finding.evidence) {
            assert!(text.get(evidence.start..evidence.end).is_some(), "{evidence:?} lies outside of {text:?}");
        }
        for listed in &report.addresses {
            assert_eq!(text.get(listed.start..listed.end), Some(&*listed.text), "in {text:?}");
            assert!(listed.findings.iter().all(|place| *place < report.findings.len()), "in {text:?}");
        }
        if let Some(suggestion) = &report.suggestion {
            let again = mailmend::address_in(suggestion, *mode);
            assert_eq!(again.suggestion, None, "{suggestion:?} from {text:?}");
        }
        let listed = report.addresses.iter().flat_map(|listed| [&listed.normal, &listed.suggestion]);
        for printed in listed.chain([&report.normal, &report.suggestion]).flatten() {
            let again = mailmend::address_in(printed, *mode);
            assert!(is_mailable(&again), "{printed:?} from {text:?}");
        }
        if let Some(normal) = &report.normal {
            let again = mailmend::address_in(normal, *mode);
            assert_eq!(again.normal.as_ref(), Some(normal), "from {text:?}");
        }
        let mut json = String::new();
        mailmend::wire::write_address(&mut json, &report, None);
        let read: serde_json::Value = serde_json::from_str(&json).expect("a report is JSON");
        assert_eq!(read["kind"], "address");
    }
});

fn is_mailable(report: &AddressReport<'_>) -> bool {
    report.valid.smtp || report.valid.eai == Some(true)
}
