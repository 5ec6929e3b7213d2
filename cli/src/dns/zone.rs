//! A zone at hand, from a file: JSON, or the lines of a zone file.

use std::path::Path;

use hickory_resolver::proto::rr::{Name, RData};
use hickory_resolver::proto::serialize::txt::Parser;
use mailmend::evaluate::Zone;

use super::system::{data, kind_of};

/// Reads a zone: a JSON object of names, types and records, or a zone file (RFC 1035 section 5).
pub fn read(file: &Path) -> Result<Zone, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let zone = if text.trim_start().starts_with('{') { from_json(&text) } else { from_lines(&text) };
    zone.map_err(|problem| format!("{}: {problem}", file.display()))
}

fn from_json(text: &str) -> Result<Zone, String> {
    let json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    mailmend::wire::read_zone(&json).map_err(|problem| problem.message)
}

/// Names without a dot at the end count from the root, so that lines copied from anywhere can be read; `$ORIGIN` says
/// otherwise.
fn from_lines(text: &str) -> Result<Zone, String> {
    let (_, sets) = Parser::new(text, None, Some(Name::root())).parse().map_err(|error| error.to_string())?;
    let mut zone = Zone::default();
    for set in sets.values() {
        let name = set.name().to_ascii();
        zone.add_name(&name);
        for record in set.records_without_rrsigs() {
            let of_record: &RData = &record.data;
            if let (Some(kind), Some(data)) = (kind_of(of_record.record_type()), data(of_record)) {
                zone.add(&name, kind, data);
            }
        }
    }
    Ok(zone)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use mailmend::model::{Answer, Lookup, LookupType};

    use super::*;

    #[test]
    fn lines_of_a_zone_file() {
        let zone = from_lines(
            "$TTL 3600\nexample.com. IN MX 10 mx.example.com.\nexample.com. 300 IN TXT \"v=spf1 \" \"-all\"\n\
             mx.example.com. IN A 192.0.2.1\nwww.example.com. IN CNAME example.com.\n",
        )
        .unwrap();
        let lookup = |name: &str, kind| zone.lookup(&Lookup::new(name, kind));
        assert_eq!(lookup("example.com", LookupType::Txt).records()[0].text().unwrap(), "v=spf1 -all");
        assert_eq!(lookup("www.example.com", LookupType::Mx).records().len(), 1);
        assert_eq!(lookup("mx.example.com", LookupType::Aaaa), Answer::NoData);
        assert_eq!(lookup("no.example.com", LookupType::A), Answer::NoName);
    }

    #[test]
    fn json_as_the_data_has_it() {
        let zone = from_json(r#"{"example.com":{"MX":[[10,"mx.example.com."]],"SPF99":[["v=spf1 -all"]]}}"#).unwrap();
        assert_eq!(zone.lookup(&Lookup::new("example.com", LookupType::Spf)).records().len(), 1);
        assert!(from_json("{\"a\":1}").is_err());
    }
}
