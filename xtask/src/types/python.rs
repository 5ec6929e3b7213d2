//! Python, from the JSON Schema: the enums of words, the classes of answers, and the stub of the compiled part.

use std::fmt::Write;

use serde_json::Value;

use super::reference;

/// The definitions that are classes of the compiled part.
const COMPILED: [&str; 9] =
    ["AddressFlags", "AddressReport", "Cut", "Evidence", "Finding", "Fix", "Listed", "Report", "Valid"];

/// What the compiled part has beside them.
const FUNCTIONS: &str = include_str!("mailmend_functions.pyi");

/// `_words.py`: every list of words as an enum.
pub fn words(schema: &Value) -> Result<String, String> {
    let mut out = String::from(
        "\"\"\"The words of the answers. Written by `cargo xtask types`.\"\"\"\n\nfrom enum import Enum\n\n\n\
         class Word(str, Enum):\n    \"\"\"A word that is a text, too: it compares, hashes and formats as one.\"\"\"\n\n    \
         __str__ = str.__str__\n    __format__ = str.__format__  # type: ignore[assignment]\n",
    );
    for (name, def) in defs(schema)? {
        let Some(words) = def["enum"].as_array() else { continue };
        let _ = write!(out, "\n\nclass {name}(Word):\n    \"\"\"{}\"\"\"\n\n", about(def));
        for word in words.iter().filter_map(Value::as_str) {
            let _ = writeln!(out, "    {} = \"{word}\"", constant(word));
        }
    }
    Ok(out)
}

/// `_codes.py`: the codes. There are hundreds, and most programs never look at one.
pub fn codes() -> String {
    let mut out = String::from(
        "\"\"\"The codes of the causes. Written by `cargo xtask types`.\"\"\"\n\nfrom ._words import Word\n\n\n\
         class Code(Word):\n    \"\"\"The codes of the causes, by their slugs.\"\"\"\n\n",
    );
    for cause in mailmend::catalog() {
        let _ = writeln!(out, "    {} = \"{}\"", constant(cause.slug), cause.code);
    }
    out
}

/// `_reports.py`: the answers that are made of JSON.
pub fn reports(schema: &Value) -> Result<String, String> {
    let mut out = String::from(
        "\"\"\"The answers that are made of JSON. Written by `cargo xtask types`.\"\"\"\n\n\
         from __future__ import annotations\n\nfrom typing import TYPE_CHECKING, Any, Literal\n\n\
         from ._frozen import Frozen\n\nif TYPE_CHECKING:\n    from ._mailmend import Cut, Evidence, Finding, Fix\n    \
         from ._words import *\n",
    );
    let mut names = Vec::new();
    for (name, def) in defs(schema)? {
        if !def["properties"].is_object() || COMPILED.contains(&name.as_str()) || is_asked(name) {
            continue;
        }
        names.push(name);
        let _ = write!(out, "\n\nclass {name}(Frozen):\n    \"\"\"{}\"\"\"\n\n", about(def));
        let fields: Vec<&String> =
            def["properties"].as_object().into_iter().flatten().map(|(field, _)| field).collect();
        let slots: Vec<String> = fields.iter().map(|field| format!("\"{}\"", attribute(field))).collect();
        list(&mut out, "    __slots__ = (", &slots, ")");
        let keys: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
        list(&mut out, "    _keys = (", &keys, ")");
        let made: Vec<String> = def["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(field, property)| made_of(schema, property).map(|made| format!("\"{field}\": \"{made}\"")))
            .collect();
        list(&mut out, "    _made = {", &made, "}");
        let lists: Vec<String> = def["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(field, property)| property["type"] == "array" && !is_required(def, field))
            .map(|(field, _)| format!("\"{field}\""))
            .collect();
        if !lists.is_empty() {
            list(&mut out, "    _lists = (", &lists, ")");
        }
        properties(&mut out, schema, def, true)?;
    }
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    out.push_str("\n\n");
    list(&mut out, "__all__ = [", &names, "]");
    Ok(out)
}

/// `_mailmend.pyi`: the compiled part.
pub fn stub(schema: &Value) -> Result<String, String> {
    let mut out = String::from(FUNCTIONS);
    for (name, def) in defs(schema)? {
        if !COMPILED.contains(&name.as_str()) {
            continue;
        }
        let _ = write!(out, "\n@final\nclass {name}:\n    \"\"\"{}\"\"\"\n\n", about(def));
        out.push_str("    __match_args__: ClassVar[tuple[str, ...]]\n");
        properties(&mut out, schema, def, false)?;
        if name == "Report" {
            out.push_str(
                "    @property\n    def best(self) -> Finding:\n        \"\"\"The best finding: the first.\"\"\"\n",
            );
        }
        out.push_str(
            "    def to_dict(self) -> dict[str, Any]:\n        \"\"\"The same as plain dicts and lists, as JSON has it.\"\"\"\n    \
             def to_json(self) -> str:\n        \"\"\"The same as JSON, the same bytes in every language.\"\"\"\n    \
             def __eq__(self, other: object, /) -> bool: ...\n    def __hash__(self) -> int: ...\n",
        );
    }
    Ok(out)
}

fn defs(schema: &Value) -> Result<&serde_json::Map<String, Value>, String> {
    schema["$defs"].as_object().ok_or_else(|| "the schema has no $defs".into())
}

/// Whether it is what a call takes: Python has arguments for that.
fn is_asked(name: &str) -> bool {
    name.ends_with("Request") || matches!(name, "Hints" | "Error")
}

fn is_required(def: &Value, field: &str) -> bool {
    def["required"].as_array().into_iter().flatten().any(|name| name == field)
}

/// The properties as annotations of a class, or as read-only properties of a stub.
fn properties(out: &mut String, schema: &Value, def: &Value, annotated: bool) -> Result<(), String> {
    for (field, property) in def["properties"].as_object().into_iter().flatten() {
        let mut kind = of(schema, property)?;
        // A list that JSON leaves out is empty here.
        if !is_required(def, field) && property["type"] != "array" && !kind.ends_with("| None") {
            kind.push_str(" | None");
        }
        let (name, about) = (attribute(field), about(property));
        let _ = if annotated {
            writeln!(out, "    {name}: {kind}\n    \"\"\"{about}\"\"\"")
        } else {
            writeln!(out, "    @property\n    def {name}(self) -> {kind}:\n        \"\"\"{about}\"\"\"")
        };
    }
    Ok(())
}

/// The type that `property` describes.
fn of(schema: &Value, property: &Value) -> Result<String, String> {
    if let Some(name) = reference(property) {
        let def = &schema["$defs"][name];
        let is_class = def["enum"].is_array() || def["properties"].is_object();
        return if is_class { Ok(name.into()) } else { of(schema, def) };
    }
    if let Some(value) = property.get("const") {
        return Ok(format!("Literal[{value}]"));
    }
    if let Some(words) = property["enum"].as_array() {
        return Ok(format!("Literal[{}]", words.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")));
    }
    if let Some(choices) = property["anyOf"].as_array() {
        let kinds: Result<Vec<_>, _> = choices.iter().map(|choice| of(schema, choice)).collect();
        return Ok(kinds?.join(" | "));
    }
    if let Some(kinds) = property["type"].as_array() {
        let kinds: Result<Vec<_>, _> = kinds.iter().map(|kind| simple(schema, property, kind)).collect();
        return Ok(kinds?.join(" | "));
    }
    simple(schema, property, &property["type"])
}

fn simple(schema: &Value, property: &Value, kind: &Value) -> Result<String, String> {
    Ok(match kind.as_str() {
        None if kind.is_null() => "Any".into(),
        Some("string") => "str".into(),
        Some("integer") => "int".into(),
        Some("number") => "float".into(),
        Some("boolean") => "bool".into(),
        Some("null") => "None".into(),
        Some("array") => match property["prefixItems"].as_array() {
            Some(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| of(schema, item)).collect();
                format!("tuple[{}]", items?.join(", "))
            }
            None => format!("tuple[{}, ...]", of(schema, &property["items"])?),
        },
        Some("object") => match &property["additionalProperties"] {
            Value::Object(_) => format!("dict[str, {}]", of(schema, &property["additionalProperties"])?),
            _ => "dict[str, Any]".into(),
        },
        _ => return Err(format!("the schema has a type that is not known here: {kind}")),
    })
}

/// The class whose object a value is made into; a list makes one of each item.
fn made_of(schema: &Value, property: &Value) -> Option<String> {
    if let Some(name) = reference(property) {
        let def = &schema["$defs"][name];
        let is_class = def["enum"].is_array() || def["properties"].is_object();
        return if is_class { Some(name.into()) } else { made_of(schema, def) };
    }
    if let Some(choices) = property["anyOf"].as_array() {
        return choices.iter().find_map(|choice| made_of(schema, choice));
    }
    match (property["items"].is_object(), property["additionalProperties"].is_object()) {
        (true, _) => made_of(schema, &property["items"]),
        (_, true) => made_of(schema, &property["additionalProperties"]),
        _ => None,
    }
}

/// `before`, the items, `after`: in one line where they fit, else one a line.
fn list(out: &mut String, before: &str, items: &[String], after: &str) {
    let one = if after == ")" && items.len() == 1 { "," } else { "" };
    let line = format!("{before}{}{one}{after}\n", items.join(", "));
    if line.len() <= 120 {
        out.push_str(&line);
        return;
    }
    let indent: String = before.chars().take_while(|letter| *letter == ' ').collect();
    out.push_str(before);
    for item in items {
        let _ = write!(out, "\n{indent}    {item},");
    }
    let _ = writeln!(out, "\n{indent}{after}");
}

/// A JSON name as an attribute.
fn attribute(name: &str) -> String {
    match name {
        "class" | "from" | "with" => format!("{name}_"),
        _ => name.replace('-', "_"),
    }
}

fn constant(word: &str) -> String {
    let name = word.replace(['-', ' '], "_").to_uppercase();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

fn about(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}
