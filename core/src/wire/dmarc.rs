//! `dmarc-policy` over the door: how receivers treat mail from a domain.
//!
//! ```json
//! {"call": "dmarc-policy", "domain": "news.example.com", "spf": [], "dkim": ["example.com"], "answers": []}
//! ```
//! The report says in `needs` what is to be looked up; the same call with those answers goes further.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use super::dns::{self, AnswerField};
use super::request::BadRequest;
use super::write;
use crate::diagnose::{DmarcReport, dmarc_policy};
use crate::evaluate::dmarc::{Applied, Discovered, NameKind, Outcome, Question};
use crate::model::{Answers, Receivers, SCHEMA};
use crate::syntax::dmarc::Policy;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow)]
    domain: Cow<'a, str>,
    #[serde(borrow, default)]
    spf: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    dkim: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    receivers: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    organizational: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    answers: Vec<AnswerField<'a>>,
}

/// Whether a request is for this call.
pub(super) fn is_one(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Call<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }
    json.contains("\"dmarc-policy\"")
        && serde_json::from_str::<Call<'_>>(json).is_ok_and(|call| call.call == "dmarc-policy")
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String) {
    match read(json) {
        Ok((fields, receivers, answers)) => {
            let spf: Vec<&str> = fields.spf.iter().map(AsRef::as_ref).collect();
            let dkim: Vec<&str> = fields.dkim.iter().map(AsRef::as_ref).collect();
            let mut question = Question::new(&fields.domain).spf(&spf).dkim(&dkim).receivers(receivers);
            question.organizational = fields.organizational.as_deref();
            write_dmarc(out, &dmarc_policy(&question, &answers));
        }
        Err(problem) => write::write_error(out, &problem, None),
    }
}

fn read(json: &str) -> Result<(Fields<'_>, Receivers, Answers), BadRequest> {
    let mut fields: Fields<'_> =
        serde_json::from_str(json).map_err(|error| BadRequest { message: error.to_string() })?;
    let receivers = receivers(fields.receivers.as_deref())?;
    let answers = dns::answers(core::mem::take(&mut fields.answers))?;
    if fields.organizational.is_some() && receivers != Receivers::Rfc7489 {
        let message =
            "`organizational` is for receivers of rfc7489: those of rfc9989 find it by themselves".to_string();
        return Err(BadRequest { message });
    }
    Ok((fields, receivers, answers))
}

/// The receivers that a request names.
///
/// # Errors
/// When they are none that exist.
pub(super) fn receivers(word: Option<&str>) -> Result<Receivers, BadRequest> {
    let Some(word) = word else { return Ok(Receivers::default()) };
    Receivers::from_word(word)
        .ok_or_else(|| BadRequest { message: format!("`{word}` are no receivers: rfc9989 rfc7489") })
}

/// Appends a report on the DMARC policy of a domain to `out` as JSON.
pub fn write_dmarc(out: &mut String, report: &DmarcReport) {
    let discovery = &report.verdict.discovery;
    out.push_str("{\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"dmarc-policy\",\"domain\":");
    write::string(out, &discovery.domain);
    out.push_str(",\"result\":");
    write::optional(out, report.verdict.outcome.map(Outcome::as_str));
    out.push_str(",\"disposition\":");
    write::optional(out, report.verdict.disposition().map(Policy::as_str));
    out.push_str(",\"organizational\":");
    write::optional(out, discovery.organizational.as_deref());
    out.push_str(",\"policy\":");
    match &discovery.policy {
        Discovered::Applies(applied) => policy(out, applied),
        _ => out.push_str("null"),
    }
    out.push_str(",\"identifiers\":");
    write::list(out, &report.verdict.identifiers, |out, identifier| {
        out.push_str("{\"by\":");
        write::string(out, identifier.by.as_str());
        out.push_str(",\"domain\":");
        write::string(out, &identifier.domain);
        out.push_str(",\"organizational\":");
        write::optional(out, identifier.organizational.as_deref());
        out.push_str(",\"strict\":");
        boolean(out, Some(identifier.strict));
        out.push_str(",\"aligned\":");
        boolean(out, identifier.aligned);
        out.push('}');
    });
    out.push_str(",\"reports\":");
    write::list(out, &report.reports, |out, target| {
        out.push_str("{\"tag\":");
        write::string(out, target.tag);
        out.push_str(",\"uri\":");
        write::string(out, &target.address.uri);
        out.push_str(",\"domain\":");
        write::string(out, &target.domain);
        out.push_str(",\"consent\":");
        write::optional(out, target.consent.as_str());
        out.push('}');
    });
    out.push_str(",\"findings\":[");
    write::findings(out, &report.findings, &mut None);
    out.push_str("],\"needs\":");
    dns::lookups(out, &report.needs);
    out.push('}');
}

fn policy(out: &mut String, applied: &Applied) {
    let effective = applied.effective;
    out.push_str("{\"name\":");
    write::string(out, &format!("_dmarc.{}", applied.domain));
    out.push_str(",\"record\":");
    write::string(out, &applied.record.text);
    out.push_str(",\"covers\":");
    write::optional(out, applied.name.map(NameKind::as_str));
    out.push_str(",\"tag\":");
    write::optional(out, effective.map(|effective| effective.tag));
    out.push_str(",\"published\":");
    write::optional(out, effective.map(|effective| effective.published.as_str()));
    out.push_str(",\"applied\":");
    write::optional(out, effective.map(|effective| effective.applied.as_str()));
    out.push_str(",\"percent\":");
    write::number(out, usize::from(applied.record.percent));
    out.push('}');
}

fn boolean(out: &mut String, value: Option<bool>) {
    out.push_str(match value {
        Some(true) => "true",
        Some(false) => "false",
        None => "null",
    });
}
