//! The JSON Schema, as a page and as tables on the pages of calls.

use std::path::Path;

use maud::{Markup, html};
use serde_json::Value;

use crate::facts::read;
use crate::site::{Page, Site, heading, raw};
use crate::text::escape;

/// The schema file.
pub struct Schema(Value);

impl Schema {
    pub fn read(root: &Path) -> Result<Self, String> {
        let text = read(&root.join("core/schema/mailmend.schema.json"))?;
        serde_json::from_str(&text).map(Self).map_err(|error| error.to_string())
    }

    /// The names of all calls.
    pub fn calls(&self) -> Vec<String> {
        self.0["calls"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }

    /// The shapes of a call's request and answer.
    pub fn of_call(&self, name: &str) -> Option<(String, String)> {
        let call = self.0["calls"].get(name)?;
        Some((call["request"].as_str()?.into(), call["response"].as_str()?.into()))
    }

    /// What a shape is.
    pub fn about(&self, shape: &str) -> &str {
        self.0["$defs"][shape]["description"].as_str().unwrap_or_default()
    }
}

/// The fields of a shape. The name of the call is left out.
pub fn table(schema: &Schema, shape: &str) -> Markup {
    let definition = &schema.0["$defs"][shape];
    let required: Vec<&str> =
        definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        p class="soft" { a href=(format!("/schema.html#{shape}")) { code { (shape) } } ": " (ticks(schema.about(shape))) }
        (fields(definition, &required))
    }
}

fn fields(definition: &Value, required: &[&str]) -> Markup {
    html! {
        @if let Some(properties) = definition["properties"].as_object() {
            div class="wide" { table class="schema" {
                @for (name, property) in properties {
                    tr {
                        td { code { (name) } @if !required.contains(&name.as_str()) { span class="soft" { " optional" } } }
                        td { (kind(property)) }
                        td { (ticks(property["description"].as_str().unwrap_or_default())) }
                    }
                }
            } }
        }
    }
}

/// The type of a field, with links to shapes.
fn kind(property: &Value) -> Markup {
    if let Some(name) = property["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return html! { a href=(format!("/schema.html#{name}")) { code { (name) } } };
    }
    for word in ["anyOf", "oneOf"] {
        if let Some(choices) = property[word].as_array() {
            return html! { @for (place, choice) in choices.iter().enumerate() { @if place > 0 { " or " } (kind(choice)) } };
        }
    }
    if let Some(constant) = property.get("const") {
        return html! { code { (constant) } };
    }
    if let Some(words) = property["enum"].as_array() {
        return html! { @for (place, word) in words.iter().enumerate() { @if place > 0 { " " } code { (word.as_str().unwrap_or("null")) } } };
    }
    if property["type"] == "array" {
        return html! { "list of " (kind(&property["items"])) };
    }
    match &property["type"] {
        Value::String(word) => html! { (word) },
        Value::Array(words) => html! { (words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")) },
        _ => html! { "anything" },
    }
}

/// Words between backticks become code.
fn ticks(text: &str) -> Markup {
    let pieces = text.split('`').enumerate();
    raw(pieces
        .map(|(place, piece)| if place % 2 == 1 { format!("<code>{}</code>", escape(piece)) } else { escape(piece) })
        .collect::<String>())
}

pub fn add(site: &mut Site, root: &Path, schema: &Schema) -> Result<(), String> {
    let shapes = schema.0["$defs"].as_object().ok_or("the schema has no shapes")?;
    let body = html! {
        p class="lead" { (schema.0["description"].as_str().unwrap_or_default().split("The word lists").next().unwrap_or_default()) "One schema for all languages: " a href="/mailmend.schema.json" { "mailmend.schema.json" } "." }
        (heading(2, "calls", "Calls"))
        table class="codes" { @for name in schema.calls() { @if let Some((request, response)) = schema.of_call(&name) {
            tr { td { a href=(format!("/calls/{name}.html")) { code { (name) } } } td { a href=(format!("#{request}")) { (request) } " → " a href=(format!("#{response}")) { (response) } } }
        } } }
        (heading(2, "shapes", "Shapes"))
        @for (name, shape) in shapes {
            @let required: Vec<&str> = shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            (heading(3, name, name))
            p { (ticks(shape["description"].as_str().unwrap_or_default())) }
            @if shape["enum"].is_array() || shape["anyOf"].is_array() { p { (kind(shape)) } }
            (fields(shape, &required))
        }
    };
    site.add(
        Page::new("schema.html", "Reference", "JSON Schema", body)
            .about("The JSON Schema of mailmend: every request and every answer, field by field.")
            .above("/calls.html", "Reference"),
    );
    site.files
        .insert("mailmend.schema.json".into(), read(&root.join("core/schema/mailmend.schema.json"))?.into_bytes());
    Ok(())
}
