//! A summary for programs.

use std::io::{self, Write};

use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};

use super::title;
use crate::summary::{Digest, List};

/// The version of the shape; it grows when a field changes its meaning.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Whole<'d> {
    schema: u32,
    kind: &'static str,
    #[serde(flatten)]
    digest: &'d Digest,
    suppress_count: Option<u64>,
    suppress: Option<Streamed<'d>>,
}

#[derive(Serialize)]
struct Row<'r> {
    address: &'r str,
    code: &'r str,
    title: &'static str,
    count: u64,
    file: Option<&'r str>,
    first: u64,
}

/// The addresses, written as they are read.
struct Streamed<'d>(&'d List, &'d [String]);

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        let listed = self.0.each(|one| {
            let file = self.1.get(one.first.file as usize).map(String::as_str);
            let (code, count, first) = (one.code.as_str(), one.count, one.first.number);
            let row = Row { address: &one.address, code, title: title(code), count, file, first };
            rows.serialize_element(&row).map_err(|error| io::Error::other(error.to_string()))?;
            Ok(true)
        });
        listed.map_err(S::Error::custom)?;
        rows.end()
    }
}

/// Writes one object.
pub fn write(out: &mut impl Write, digest: &Digest, list: Option<&List>) -> io::Result<()> {
    let suppress = list.map(|list| Streamed(list, &digest.files));
    let suppress_count = list.map(|list| list.count);
    let whole = Whole { schema: SCHEMA, kind: "summary", digest, suppress_count, suppress };
    serde_json::to_writer(&mut *out, &whole)?;
    writeln!(out)
}
