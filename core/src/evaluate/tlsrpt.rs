//! TLS-RPT as senders find it: RFC 8460 section 3. One look-up.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::inquiry::{Found, Inquiry, SoFar, dns_name};
use crate::model::Answers;
use crate::syntax::tags;
use crate::syntax::tlsrpt::is_report_uri;

/// What senders find for a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    /// The record at `_smtp._tls.<domain>`: its text. Anything but just one is none.
    pub record: Found<String>,
    /// Where reports can be sent.
    pub rua: Vec<String>,
}

/// Finds where a domain wants reports on TLS.
///
/// ```
/// use mailmend::evaluate::tlsrpt::discover;
/// use mailmend::model::Answers;
/// assert_eq!(discover("example.com", &Answers::new()).needs[0].name, "_smtp._tls.example.com");
/// ```
#[must_use]
pub fn discover(domain: &str, answers: &Answers) -> SoFar<Discovery> {
    let mut inquiry = Inquiry::new(answers);
    let Some(domain) = dns_name(domain) else {
        return inquiry.finish(Discovery { record: Found::Nothing, rua: Vec::new() });
    };
    let record = inquiry.record(&format!("_smtp._tls.{domain}"), "TLSRPTv1");
    let mut rua = Vec::new();
    if let Found::One(text) = &record {
        let list = tags::parse(text, &[]).tree;
        for tag in list.tags.iter().filter(|tag| tag.is("rua")) {
            rua.extend(tag.value.split(',').map(str::trim).filter(|uri| is_report_uri(uri)).map(ToString::to_string));
        }
    }
    inquiry.finish(Discovery { record, rua })
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::model::{Answer, Data, LookupType};

    fn of(texts: &[&str]) -> Discovery {
        let mut answers = Answers::new();
        let records = texts.iter().map(|text| Data::Txt(vec![(*text).into()])).collect();
        answers.insert("_smtp._tls.example.com", LookupType::Txt, Answer::Records(records));
        discover("Example.com.", &answers).result
    }

    /// RFC 8460 section 3: records of other versions do not count, and two are none.
    #[test]
    fn one_record_or_none() {
        let one = of(&["v=TLSRPTv1; rua=mailto:a@example.com,https://b.example/x", "v=spf1 -all"]);
        assert_eq!(one.rua, ["mailto:a@example.com", "https://b.example/x"]);
        let two = of(&["v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:b@example.com"]);
        assert!(matches!(two.record, Found::Several(_)) && two.rua.is_empty());
        assert_eq!(of(&[]).record, Found::Nothing);
    }
}
