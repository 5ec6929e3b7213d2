//! DNS over the door: answers as JSON, and the look-ups that are wanted.
//!
//! ```json
//! {"name": "example.com", "type": "TXT", "records": [["v=spf1 ", "-all"]]}
//! {"name": "example.com", "type": "MX", "records": [[10, "mx.example.com"]]}
//! {"name": "www.example.com", "type": "CNAME", "status": "nxdomain"}
//! ```

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::Value;

use super::request::BadRequest;
use super::write;
use crate::model::{Answer, Answers, Data, Lookup, LookupType};

/// One answer, as a request brings it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerField<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
    #[serde(default)]
    records: Option<Vec<Value>>,
}

/// The answers of a request.
///
/// # Errors
/// When a type or a status is none that exists, or a record has not the form of its type.
pub(super) fn answers(fields: Vec<AnswerField<'_>>) -> Result<Answers, BadRequest> {
    let mut answers = Answers::new();
    for field in fields {
        let Some(kind) = LookupType::from_word(&field.kind) else {
            let message = format!("`{}` is no type: A AAAA CNAME MX NS PTR SPF TXT MTA-STS-POLICY", field.kind);
            return Err(BadRequest { message });
        };
        let answer = match (field.status.as_deref(), field.records) {
            (None, Some(records)) => {
                let data: Option<Vec<Data>> = records.iter().map(|value| data(kind, value)).collect();
                let Some(data) = data else {
                    let message = format!(
                        "a record of {} is not written as {kind} records are",
                        field.name,
                        kind = kind.as_str()
                    );
                    return Err(BadRequest { message });
                };
                if data.is_empty() { Answer::NoData } else { Answer::Records(data) }
            }
            (Some(status), None) => match Answer::STATUSES.into_iter().find(|(word, _)| *word == status) {
                Some((_, answer)) => answer,
                None => {
                    let message = format!("`{status}` is no status: nodata nxdomain timeout servfail");
                    return Err(BadRequest { message });
                }
            },
            _ => {
                let message = format!("the answer for {} has `records`, or a `status` in their place", field.name);
                return Err(BadRequest { message });
            }
        };
        answers.insert(&field.name, kind, answer);
    }
    Ok(answers)
}

/// The data of a record as JSON writes it.
pub(super) fn data(kind: LookupType, value: &Value) -> Option<Data> {
    let text = value.as_str();
    Some(match kind {
        LookupType::A => Data::A(text?.parse().ok()?),
        LookupType::Aaaa => Data::Aaaa(text?.parse().ok()?),
        LookupType::Cname | LookupType::Ns | LookupType::Ptr => Data::Name(text?.to_string()),
        LookupType::Policy => Data::File(text?.to_string()),
        LookupType::Mx => {
            let [preference, host] = value.as_array()?.as_slice() else { return None };
            let preference = u16::try_from(preference.as_u64()?).ok()?;
            let host = host.as_str()?;
            Data::Mx { preference, host: host.strip_suffix('.').unwrap_or(host).to_string() }
        }
        LookupType::Spf | LookupType::Txt => match text {
            Some(text) => Data::Txt(alloc::vec![text.to_string()]),
            None => {
                let strings = value.as_array()?.iter().map(|string| string.as_str().map(ToString::to_string));
                Data::Txt(strings.collect::<Option<_>>()?)
            }
        },
    })
}

/// Appends the look-ups that are wanted, as a list of objects.
pub(super) fn lookups(out: &mut String, lookups: &[Lookup]) {
    out.push('[');
    for (place, lookup) in lookups.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str("{\"name\":");
        write::string(out, &lookup.name);
        out.push_str(",\"type\":\"");
        out.push_str(lookup.kind.as_str());
        out.push_str("\"}");
    }
    out.push(']');
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Answers, BadRequest> {
        answers(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn answers_of_every_type() {
        let all = read(
            r#"[{"name":"A.test.","type":"txt","records":[["v=spf1 ","-all"],"one"]},
                {"name":"a.test","type":"MX","records":[[10,"mx.a.test."]]},
                {"name":"a.test","type":"AAAA","records":["2001:db8::1"]},
                {"name":"b.test","type":"A","status":"servfail"}]"#,
        )
        .unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all.get("a.test", LookupType::Txt).unwrap().records()[0].text().unwrap(), "v=spf1 -all");
        assert_eq!(
            all.get("a.test", LookupType::Mx).unwrap().records()[0],
            Data::Mx { preference: 10, host: "mx.a.test".into() }
        );
        assert!(all.get("b.test", LookupType::A).unwrap().is_temporary());
    }

    #[test]
    fn an_answer_of_another_form_is_misuse() {
        for json in [
            r#"[{"name":"a.test","type":"SRV","records":[]}]"#,
            r#"[{"name":"a.test","type":"A","records":["::1"]}]"#,
            r#"[{"name":"a.test","type":"A","status":"broken"}]"#,
            r#"[{"name":"a.test","type":"A"}]"#,
            r#"[{"name":"a.test","type":"MX","records":[["ten","mx"]]}]"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn lookups_are_written_as_serde_writes() {
        let wanted = [Lookup::new("a\"b.test", LookupType::Txt), Lookup::new("mta-sts.test", LookupType::Policy)];
        let mut out = String::new();
        lookups(&mut out, &wanted);
        assert_eq!(out, serde_json::to_string(&wanted).unwrap());
    }
}
