//! The call about a domain over the door: the request, and the report as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::dns::{self, AnswerField};
use super::record::write_publish;
use super::request::BadRequest;
use super::write;
use crate::diagnose::{DomainRequest, domain};
use crate::model::{Answers, DmarcSummary, DomainRecord, DomainReport, Ruling, SCHEMA, Severity, SpfSummary, Verdict};

/// What the call takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow)]
    domain: Cow<'a, str>,
    #[serde(default)]
    selectors: Vec<String>,
    #[serde(default)]
    ips: Vec<String>,
    #[serde(borrow, default)]
    level: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    answers: Vec<AnswerField<'a>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// Whether the request names this call.
pub(super) fn is_one(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Call<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }
    json.contains("\"domain\"") && serde_json::from_str::<Call<'_>>(json).is_ok_and(|call| call.call == "domain")
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String) {
    match read(json) {
        Ok((request, answers, id)) => write_domain(out, &domain(&request.borrow(), &answers), id.as_deref()),
        Err(problem) => write::write_error(out, &problem, None),
    }
}

/// A request that owns its domain.
struct Owned {
    domain: String,
    selectors: Vec<String>,
    ips: Vec<IpAddr>,
    level: Severity,
}

impl Owned {
    fn borrow(&self) -> DomainRequest<'_> {
        let mut request = DomainRequest::new(&self.domain);
        request.selectors.clone_from(&self.selectors);
        request.ips.clone_from(&self.ips);
        request.level = self.level;
        request
    }
}

fn read(json: &str) -> Result<(Owned, Answers, Option<String>), BadRequest> {
    let fields: Fields<'_> = serde_json::from_str(json).map_err(|error| BadRequest { message: error.to_string() })?;
    let mut ips = Vec::new();
    for ip in &fields.ips {
        let Ok(ip) = ip.parse() else {
            return Err(BadRequest { message: format!("`{ip}` is no IP address") });
        };
        ips.push(ip);
    }
    let level = match fields.level.as_deref() {
        None => Severity::Info,
        Some(word) => match Severity::from_word(word) {
            Some(level) => level,
            None => return Err(BadRequest { message: format!("`{word}` is no level: info warning error") }),
        },
    };
    let answers = dns::answers(fields.answers)?;
    let id = fields.id.map(|id| id.get().to_string());
    Ok((Owned { domain: fields.domain.into_owned(), selectors: fields.selectors, ips, level }, answers, id))
}

/// Appends a report on a domain to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_domain(out: &mut String, report: &DomainReport, id: Option<&str>) {
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"domain\",\"domain\":");
    write::string(out, &report.domain);
    out.push_str(",\"findings\":[");
    write::findings(out, &report.findings, &mut None);
    out.push_str("],\"records\":");
    write::list(out, &report.records, record);
    out.push_str(",\"spf\":");
    spf(out, report.spf.as_ref());
    out.push_str(",\"dmarc\":");
    dmarc(out, report.dmarc.as_ref());
    out.push_str(",\"verdict\":");
    write::list(out, &report.verdict, verdict);
    out.push_str(",\"needs\":");
    dns::lookups(out, &report.needs);
    out.push('}');
}

fn record(out: &mut String, record: &DomainRecord) {
    field(out, "{\"record\":", record.record.as_str());
    field(out, ",\"name\":", &record.name);
    field(out, ",\"type\":", record.kind.as_str());
    field(out, ",\"text\":", &record.text);
    out.push_str(",\"codes\":");
    write::list(out, &record.codes, |out, code| write::string(out, code));
    out.push_str(",\"fixed\":");
    write::optional(out, record.fixed.as_deref());
    if let Some(publish) = &record.publish {
        out.push_str(",\"publish\":");
        write_publish(out, publish);
    }
    out.push('}');
}

fn spf(out: &mut String, summary: Option<&SpfSummary>) {
    let Some(summary) = summary else { return out.push_str("null") };
    out.push_str("{\"lookups\":");
    write::number(out, summary.lookups as usize);
    out.push_str(",\"voids\":");
    write::number(out, summary.voids as usize);
    out.push_str(",\"includes\":");
    write::list(out, &summary.includes, |out, include| {
        field(out, "{\"name\":", &include.name);
        out.push_str(",\"depth\":");
        write::number(out, usize::from(include.depth));
        out.push_str(",\"lookups\":");
        write::number(out, include.lookups as usize);
        out.push_str(if include.read { ",\"read\":true}" } else { ",\"read\":false}" });
    });
    out.push_str(if summary.complete { ",\"complete\":true}" } else { ",\"complete\":false}" });
}

fn dmarc(out: &mut String, summary: Option<&DmarcSummary>) {
    let Some(summary) = summary else { return out.push_str("null") };
    field(out, "{\"domain\":", &summary.domain);
    field(out, ",\"text\":", &summary.text);
    out.push_str(",\"policy\":");
    write::optional(out, summary.policy);
    out.push_str(",\"applied\":");
    write::optional(out, summary.applied);
    out.push('}');
}

fn verdict(out: &mut String, verdict: &Verdict) {
    field(out, "{\"id\":", verdict.id);
    field(out, ",\"name\":", verdict.name);
    field(out, ",\"since\":", verdict.since);
    field(out, ",\"source\":", verdict.source);
    field(out, ",\"seen\":", verdict.seen);
    out.push_str(",\"rules\":");
    write::list(out, &verdict.rules, ruling);
    out.push('}');
}

fn ruling(out: &mut String, ruling: &Ruling) {
    field(out, "{\"check\":", ruling.check.as_str());
    field(out, ",\"status\":", ruling.status.as_str());
    field(out, ",\"text\":", ruling.text);
    out.push_str(",\"how\":");
    write::optional(out, ruling.how);
    out.push('}');
}

fn field(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    write::string(out, value);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn written_as_serde_writes() {
        let json = r#"{"call":"domain","domain":"example.com","ips":["192.0.2.1"],"answers":[
            {"name":"example.com","type":"TXT","records":["v=spf1 mx +all","V=SPF1 a -all","site=\"1\""]},
            {"name":"dmarc.example.com","type":"TXT","records":["v=DMARC1; p=none"]},
            {"name":"example.com","type":"MX","status":"servfail"}]}"#;
        let (request, answers, _) = read(json).unwrap();
        let report = domain(&request.borrow(), &answers);
        assert!(report.records.len() == 3 && !report.needs.is_empty());
        let mut written = String::new();
        write_domain(&mut written, &report, None);
        assert_eq!(written, serde_json::to_string(&report).unwrap());
        assert_eq!(super::super::call(json), written);
    }

    #[test]
    fn misuse_is_an_error() {
        for json in [
            r#"{"call":"domain"}"#,
            r#"{"call":"domain","domain":"a.test","ips":["nine"]}"#,
            r#"{"call":"domain","domain":"a.test","level":"loud"}"#,
            r#"{"call":"domain","domain":"a.test","answers":[{"name":"a.test","type":"SRV"}]}"#,
        ] {
            assert!(super::super::call(json).starts_with(r#"{"error":"#), "{json}");
        }
    }
}
