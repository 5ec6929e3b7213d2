//! `plan`, `retry`, `suppress` and `health` over the door.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;
use serde::Serialize;

use super::request::{BadRequest, Named, bad};
use super::write::{self, written};
use crate::model::{
    HealthReport, LimitUnit, LimitWindow, PlanReport, Recipient, Retry, RetryAnswer, SCHEMA, SuppressAnswer,
};
use crate::{Cap, HealthRequest, PlanRequest, RetryFrom, RetryRequest, SuppressEvent};

/// Answers a request for one of the calls here; gives whether it was one.
pub(super) fn answer(json: &str, out: &mut String) -> bool {
    if !["\"plan\"", "\"retry\"", "\"suppress\"", "\"health\""].iter().any(|call| json.contains(call)) {
        return false;
    }
    let Ok(Named { call: Some(call) }) = serde_json::from_str(json) else { return false };
    let answered = match call.as_ref() {
        "plan" => plan(json),
        "retry" => retry(json),
        "suppress" => suppress(json),
        "health" => health(json),
        _ => return false,
    };
    match answered {
        Ok(answer) => out.push_str(&answer),
        Err(problem) => write::write_error(out, &problem, None),
    }
    true
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, BadRequest> {
    serde_json::from_str(json).map_err(|error| bad(error.to_string()))
}

/// The answer to `plan` as JSON.
#[must_use]
pub fn plan_json(report: &PlanReport<'_>) -> String {
    written(report)
}

/// The answer to `health` as JSON.
#[must_use]
pub fn health_json(report: &HealthReport) -> String {
    written(report)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanJson<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(default)]
    volume: u64,
    #[serde(borrow, default)]
    classes: Vec<ClassJson<'a>>,
    #[serde(borrow, default)]
    provider: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    account: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    limits: Vec<LimitJson<'a>>,
    #[serde(default)]
    recipients: Option<u64>,
    #[serde(default)]
    age: Option<u64>,
    #[serde(default)]
    warmed: Option<u64>,
    #[serde(default)]
    start: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassJson<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    count: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitJson<'a> {
    count: u64,
    #[serde(borrow)]
    per: Cow<'a, str>,
    #[serde(borrow, default)]
    unit: Option<Cow<'a, str>>,
}

fn plan(json: &str) -> Result<String, BadRequest> {
    let read: PlanJson<'_> = read(json)?;
    let mut request = PlanRequest::new(read.volume);
    request.classes = read.classes.into_iter().map(|class| (class.name, class.count)).collect();
    request.provider = read.provider;
    request.account = read.account;
    request.recipients = read.recipients.unwrap_or(1);
    request.age = read.age;
    request.warmed = read.warmed;
    request.start = read.start;
    for limit in read.limits {
        let per = LimitWindow::from_word(&limit.per).filter(|per| per.seconds().is_some());
        let per = per.ok_or_else(|| bad("`per` is one of: second minute hour day month"))?;
        let unit = limit.unit.as_deref().map_or(Some(LimitUnit::Messages), LimitUnit::from_word);
        let unit = unit.ok_or_else(|| bad("`unit` is one of: messages recipients"))?;
        request.caps.push(Cap { unit, per, count: limit.count });
    }
    crate::plan(&request).map(|report| plan_json(&report)).map_err(|problem| bad(problem.message))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetryJson<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    /// What the server said.
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    host: Option<Cow<'a, str>>,
    /// Or the code that a finding had.
    #[serde(borrow, default)]
    code: Option<Cow<'a, str>>,
    #[serde(default)]
    reply: Option<u16>,
    /// What that finding said about trying again, beside its code: some causes heal or not by what the server said.
    #[serde(borrow, default)]
    retry: Option<Cow<'a, str>>,
    #[serde(default)]
    after: Option<u32>,
    #[serde(default)]
    wait: Option<u32>,
    attempt: u32,
    #[serde(default)]
    age: u64,
    #[serde(default)]
    jitter: Option<f64>,
    #[serde(default, rename = "give-up")]
    give_up: Option<u64>,
}

#[derive(Serialize)]
struct RetryAnswerJson<'a> {
    schema: u32,
    kind: &'static str,
    code: &'static str,
    slug: &'static str,
    answer: &'static str,
    seconds: Option<u64>,
    least: Option<u64>,
    most: Option<u64>,
    last: bool,
    why: &'a str,
}

fn retry(json: &str) -> Result<String, BadRequest> {
    let read: RetryJson<'_> = read(json)?;
    let failed = match (&read.text, &read.code) {
        (Some(text), None) => {
            let mut request = crate::Request::new(text);
            request.host = read.host.as_deref();
            let report = crate::explain(&request);
            report.findings.first().map(RetryFrom::from).ok_or_else(|| bad("nothing was found"))?
        }
        (None, Some(code)) => {
            let mut failed = RetryFrom::code(code, read.reply).ok_or_else(|| bad("there is no such `code`"))?;
            failed.wait = read.wait;
            failed.retry = match (read.retry.as_deref(), read.after) {
                (None, None) => failed.retry,
                (Some("later"), Some(after)) => Retry::Later(after),
                (Some("after-fix"), None) => Retry::AfterFix,
                (Some("never"), None) => Retry::Never,
                _ => return Err(bad("`retry` is as in a finding: later with `after`, after-fix or never")),
            };
            failed
        }
        _ => return Err(bad("a retry has either `text` or `code`")),
    };
    if read.attempt == 0 {
        return Err(bad("`attempt` counts from 1, the first time included"));
    }
    let mut request = RetryRequest::new(read.attempt, read.age);
    if let Some(jitter) = read.jitter {
        if !(0.0..=1.0).contains(&jitter) {
            return Err(bad("`jitter` is a number from 0 to 1"));
        }
        request.jitter = jitter;
    }
    request.give_up = read.give_up.unwrap_or(request.give_up);
    Ok(retry_json(&failed, &crate::retry(failed, &request)))
}

/// The answer to `retry` as JSON.
#[must_use]
pub fn retry_json(failed: &RetryFrom, answer: &RetryAnswer) -> String {
    let (seconds, least, most, last) = match *answer {
        RetryAnswer::Wait { seconds, least, most, last, .. } => (Some(seconds), Some(least), Some(most), last),
        _ => (None, None, None, false),
    };
    written(&RetryAnswerJson {
        schema: SCHEMA,
        kind: "retry",
        code: failed.cause.code,
        slug: failed.cause.slug,
        answer: answer.as_str(),
        seconds,
        least,
        most,
        last,
        why: &answer.why(failed.cause),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuppressJson<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow)]
    events: Vec<EventJson<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventJson<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    at: u64,
    #[serde(borrow, default)]
    recipient: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct SuppressAnswerJson<'a> {
    schema: u32,
    kind: &'static str,
    recipient: Recipient,
    reason: crate::model::SuppressReason,
    code: Option<&'static str>,
    slug: Option<&'static str>,
    count: u64,
    span: u64,
    why: &'a str,
}

fn suppress(json: &str) -> Result<String, BadRequest> {
    let read: SuppressJson<'_> = read(json)?;
    let mut events = Vec::with_capacity(read.events.len());
    for (place, event) in read.events.iter().enumerate() {
        let wrong = |what: &str| bad(format!("event {place}: {what}"));
        let mut one = SuppressEvent::new(&event.code, event.at).ok_or_else(|| wrong("there is no such `code`"))?;
        if let Some(word) = event.recipient.as_deref() {
            one.recipient =
                Recipient::from_word(word).ok_or_else(|| wrong("`recipient` is keep, verify or suppress"))?;
        }
        events.push(one);
    }
    Ok(suppress_json(&crate::suppress(&events)))
}

/// The answer to `suppress` as JSON.
#[must_use]
pub fn suppress_json(answer: &SuppressAnswer) -> String {
    written(&SuppressAnswerJson {
        schema: SCHEMA,
        kind: "suppress",
        recipient: answer.action,
        reason: answer.reason,
        code: answer.cause.map(|cause| cause.code),
        slug: answer.cause.map(|cause| cause.slug),
        count: answer.count,
        span: answer.span,
        why: answer.reason.words(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HealthJson<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(default)]
    delivered: u64,
    #[serde(default)]
    hard: u64,
    #[serde(default)]
    soft: u64,
    #[serde(default)]
    complaints: u64,
    /// By the codes of findings, beside or in place of the sums.
    #[serde(borrow, default)]
    codes: BTreeMap<Cow<'a, str>, u64>,
}

fn health(json: &str) -> Result<String, BadRequest> {
    let read: HealthJson<'_> = read(json)?;
    let mut counts = HealthRequest::new();
    (counts.delivered, counts.hard, counts.soft, counts.complaints) =
        (read.delivered, read.hard, read.soft, read.complaints);
    for (code, number) in &read.codes {
        if !counts.count(code, *number) {
            return Err(bad("`codes` has one that does not exist"));
        }
    }
    Ok(health_json(&crate::health(&counts)))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    #[test]
    fn a_finding_says_whether_to_try_again() {
        // By its code alone, what was refused by policy has to be mended; the finding had a 4xx reply.
        for (said, answer) in [(r#""retry":"later","after":900,"#, "wait"), ("", "after-fix")] {
            let request = format!(r#"{{"call":"retry","code":"POL001",{said}"attempt":1}}"#);
            let given = crate::wire::call(&request);
            assert!(given.contains(&format!(r#""answer":"{answer}""#)), "{given}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_misuse() {
        for (request, message) in [
            (r#"{"call":"plan","volume":-1}"#, "invalid value"),
            (r#"{"call":"plan","volume":1.5}"#, "invalid type"),
            (r#"{"call":"plan","volume":NaN}"#, "a request has"),
            (r#"{"call":"plan","volume":5,"limits":[{"count":1,"per":"fortnight"}]}"#, "`per` is one of"),
            (r#"{"call":"plan","volume":5,"limit":9}"#, "unknown field"),
            (r#"{"call":"retry","attempt":1}"#, "either `text` or `code`"),
            (r#"{"call":"retry","code":"RATE006","attempt":0}"#, "counts from 1"),
            (r#"{"call":"retry","code":"RATE006","retry":"later","attempt":1}"#, "as in a finding"),
            (r#"{"call":"retry","code":"RATE006","attempt":1,"jitter":2}"#, "from 0 to 1"),
            (r#"{"call":"suppress","events":[{"code":"X","at":1}]}"#, "event 0"),
            (r#"{"call":"health","codes":{"X":1}}"#, "does not exist"),
        ] {
            let answer = crate::wire::call(request);
            assert!(answer.contains("bad-request") && answer.contains(message), "{request}: {answer}");
        }
    }
}
