//! The calls about SPF as receivers evaluate it: `check-host` for one message, `spf-tree` for every branch.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::dns::{self, AnswerField};
use super::request::BadRequest;
use super::write;
use crate::evaluate::spf::{SpfQuery, SpfResult, SpfTree, check_host, explore, flatten};
use crate::model::{Finding, Lookup, SCHEMA, Step};

/// The names of the calls.
const CALLS: [&str; 2] = ["check-host", "spf-tree"];

/// What `check-host` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckHost<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    ip: Cow<'a, str>,
    #[serde(borrow, default)]
    domain: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    sender: Cow<'a, str>,
    #[serde(borrow, default)]
    helo: Cow<'a, str>,
    #[serde(borrow, default)]
    receiver: Option<Cow<'a, str>>,
    #[serde(default)]
    time: Option<u64>,
    #[serde(default = "yes")]
    trace: bool,
    #[serde(borrow, default)]
    answers: Vec<AnswerField<'a>>,
}

/// What `spf-tree` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tree<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    domain: Cow<'a, str>,
    #[serde(borrow, default)]
    record: Option<Cow<'a, str>>,
    #[serde(default)]
    flatten: bool,
    #[serde(borrow, default)]
    answers: Vec<AnswerField<'a>>,
}

const fn yes() -> bool {
    true
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String) {
    let written = match Call::of(json).as_deref() {
        Some("check-host") => check_host_call(json, out),
        _ => tree_call(json, out),
    };
    if let Err(problem) = written {
        write::write_error(out, &problem, None);
    }
}

fn check_host_call(json: &str, out: &mut String) -> Result<(), BadRequest> {
    let request: CheckHost<'_> = read(json)?;
    let Ok(ip) = request.ip.parse::<IpAddr>() else {
        return Err(BadRequest { message: format!("`{}` is no IP address", request.ip) });
    };
    let mut query = SpfQuery::new(ip, &request.sender, &request.helo);
    if let Some(domain) = &request.domain {
        query = query.domain(domain);
    }
    (query.receiver, query.time, query.trace) = (request.receiver.as_deref(), request.time, request.trace);
    let step = check_host(&query, &dns::answers(request.answers)?);
    write_check(out, &step, request.id.map(RawValue::get));
    Ok(())
}

fn tree_call(json: &str, out: &mut String) -> Result<(), BadRequest> {
    let request: Tree<'_> = read(json)?;
    let tree = explore(&request.domain, request.record.as_deref(), &dns::answers(request.answers)?);
    write_tree(out, &tree, request.flatten, request.id.map(RawValue::get));
    Ok(())
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, BadRequest> {
    serde_json::from_str(json).map_err(|error| BadRequest { message: error.to_string() })
}

/// Appends how far `check_host` came: the result, or the look-ups that it wants.
pub fn write_check_host(out: &mut String, step: &Step<SpfResult>) {
    write_check(out, step, None);
}

fn write_check(out: &mut String, step: &Step<SpfResult>, id: Option<&str>) {
    let (result, needs): (_, &[Lookup]) = match step {
        Step::Done(result) => (Some(result), &[]),
        Step::Needs(lookups) => (None, lookups),
    };
    start(out, "check-host", id);
    out.push_str(",\"result\":");
    value(out, &result);
    out.push_str(",\"needs\":");
    dns::lookups(out, needs);
    out.push('}');
}

/// Appends a tree with its findings, flattened on request.
pub fn write_spf_tree(out: &mut String, tree: &SpfTree, flat: bool) {
    write_tree(out, tree, flat, None);
}

fn write_tree(out: &mut String, tree: &SpfTree, flat: bool, id: Option<&str>) {
    let findings: Vec<Finding<'_>> = crate::spf_tree(tree);
    start(out, "spf-tree", id);
    out.push_str(",\"nodes\":");
    value(out, &tree.nodes);
    out.push_str(",\"findings\":[");
    write::findings(out, &findings, &mut None);
    out.push_str("],\"flat\":");
    value(out, &flat.then(|| flatten(tree)).flatten());
    out.push_str(",\"needs\":");
    dns::lookups(out, &tree.needs);
    out.push_str(",\"cut\":");
    value(out, &tree.cut);
    out.push('}');
}

fn start(out: &mut String, kind: &str, id: Option<&str>) {
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"");
    out.push_str(kind);
    out.push('"');
}

/// These answers are rare and small; there is nothing to gain by hand.
fn value(out: &mut String, value: &impl Serialize) {
    out.push_str(serde_json::to_string(value).as_deref().unwrap_or("null"));
}

/// The name of a call.
#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    call: Cow<'a, str>,
}

impl<'a> Call<'a> {
    fn of(json: &'a str) -> Option<Cow<'a, str>> {
        serde_json::from_str::<Self>(json).ok().map(|call| call.call)
    }
}

/// Whether the request names one of these calls.
pub(super) fn is_one(json: &str) -> bool {
    // Most requests are for `explain`, and are read once.
    CALLS.iter().any(|call| json.contains(call)) && Call::of(json).is_some_and(|call| CALLS.contains(&&*call))
}
