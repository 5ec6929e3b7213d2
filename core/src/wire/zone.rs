//! A zone as JSON: names, their types, and the records of each.
//!
//! ```json
//! {"example.com": {"TXT": [["v=spf1 ", "-all"]], "MX": [[10, "mx.example.com"]]},
//!  "mx.example.com": {"A": ["192.0.2.1"]}}
//! ```

use alloc::format;
use alloc::vec::Vec;

use serde_json::Value;

use super::dns::data;
use super::request::BadRequest;
use crate::evaluate::Zone;
use crate::model::{Answer, Lookup, LookupType};

/// Reads a zone. A type that is not known is passed over: zones hold much that mail never asks for. With
/// `"_timeout_default": true`, the types that a name does not list time out; those in `"_timeout_types"` do.
///
/// # Errors
/// When it is no object of objects, or a record has not the form of its type.
pub fn read(json: &Value) -> Result<Zone, BadRequest> {
    let bad = |message| BadRequest { message };
    let Some(names) = json.as_object() else {
        return Err(bad("a zone is an object: {\"example.com\":{\"TXT\":[[\"v=spf1 -all\"]]}}".into()));
    };
    let mut zone = Zone::default();
    for (name, types) in names {
        let Some(types) = types.as_object() else {
            return Err(bad(format!("the records of {name} are no object with a list for each type")));
        };
        zone.add_name(name);
        for (word, records) in types {
            if word == "_timeout_default" && records.as_bool() == Some(true) {
                zone.slow_down(name);
            }
            let listed = records.as_array().map(Vec::as_slice);
            // One alias needs no list.
            let records = listed.unwrap_or(core::slice::from_ref(records));
            if word == "_timeout_types" {
                let kinds = records.iter().filter_map(Value::as_str).filter_map(LookupType::from_word);
                kinds.for_each(|kind| zone.fail(Lookup::new(name, kind), Answer::Timeout));
            }
            let old_spf = ["SPF99", "TYPE99"].iter().any(|other| word.eq_ignore_ascii_case(other));
            let Some(kind) = LookupType::from_word(word).or_else(|| old_spf.then_some(LookupType::Spf)) else {
                continue;
            };
            for record in records {
                let Some(data) = data(kind, record) else {
                    let kind = kind.as_str();
                    return Err(bad(format!("a record of {name} is not written as {kind} records are")));
                };
                zone.add(name, kind, data);
            }
        }
    }
    Ok(zone)
}
