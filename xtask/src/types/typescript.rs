//! TypeScript, from the JSON Schema.

use std::fmt::Write;

use serde_json::Value;

use super::reference;

/// The longest line.
const WIDTH: usize = 120;

/// Every definition as a type, in the order of the schema.
pub fn write(schema: &Value) -> Result<String, String> {
    let mut out =
        String::from("// Written by `cargo xtask types` from core/schema/mailmend.schema.json: change it there.\n");
    let defs = schema["$defs"].as_object().ok_or("the schema has no $defs")?;
    for (name, def) in defs {
        out.push('\n');
        comment(&mut out, "", def);
        if def["properties"].is_object() {
            let _ = write!(out, "export interface {name} ");
            object(&mut out, "", def)?;
            out.push('\n');
        } else {
            alias(&mut out, name, &of(def, "")?);
        }
    }
    out.push_str("\n/** What each call takes, and what it gives. */\nexport interface Calls {\n");
    for (call, types) in schema["calls"].as_object().ok_or("the schema has no calls")? {
        let (Some(request), Some(response)) = (types["request"].as_str(), types["response"].as_str()) else {
            return Err(format!("the call {call} has no request or response"));
        };
        let _ = writeln!(out, "  {}: {{ request: {request}; response: {response} }};", key(call));
    }
    out.push_str("}\n");
    Ok(out)
}

/// `export type NAME = …;`, one alternative a line where it is long.
fn alias(out: &mut String, name: &str, text: &str) {
    let line = format!("export type {name} = {text};\n");
    if line.len() <= WIDTH {
        out.push_str(&line);
        return;
    }
    let _ = write!(out, "export type {name} =");
    for alternative in text.split(" | ") {
        let _ = write!(out, "\n  | {alternative}");
    }
    out.push_str(";\n");
}

/// The properties between braces.
fn object(out: &mut String, indent: &str, def: &Value) -> Result<(), String> {
    let inner = format!("{indent}  ");
    let required: Vec<&str> = def["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    out.push_str("{\n");
    for (name, property) in def["properties"].as_object().into_iter().flatten() {
        comment(out, &inner, property);
        let optional = if required.contains(&name.as_str()) { "" } else { "?" };
        let _ = writeln!(out, "{inner}{}{optional}: {};", key(name), of(property, &inner)?);
    }
    out.push_str(indent);
    out.push('}');
    Ok(())
}

/// The type that `schema` describes.
fn of(schema: &Value, indent: &str) -> Result<String, String> {
    if let Some(name) = reference(schema) {
        return Ok(name.into());
    }
    if let Some(value) = schema.get("const") {
        return Ok(literal(value));
    }
    if let Some(words) = schema["enum"].as_array() {
        return Ok(words.iter().map(literal).collect::<Vec<_>>().join(" | "));
    }
    if let Some(choices) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        let types: Result<Vec<_>, _> = choices.iter().map(|choice| of(choice, indent)).collect();
        return Ok(types?.join(" | "));
    }
    if let Some(types) = schema["type"].as_array() {
        let types: Result<Vec<_>, _> = types.iter().map(|kind| simple(schema, kind, indent)).collect();
        return Ok(types?.join(" | "));
    }
    match &schema["type"] {
        // Anything at all.
        Value::Null => Ok("unknown".into()),
        kind => simple(schema, kind, indent),
    }
}

/// One of JSON's own types.
fn simple(schema: &Value, kind: &Value, indent: &str) -> Result<String, String> {
    Ok(match kind.as_str() {
        Some("string") => "string".into(),
        Some("integer" | "number") => "number".into(),
        Some("boolean") => "boolean".into(),
        Some("null") => "null".into(),
        Some("array") => array(schema, indent)?,
        Some("object") if schema["properties"].is_object() => {
            let mut out = String::new();
            object(&mut out, indent, schema)?;
            out
        }
        Some("object") => {
            let value = match &schema["additionalProperties"] {
                Value::Object(_) => of(&schema["additionalProperties"], indent)?,
                _ => "unknown".into(),
            };
            match reference(&schema["propertyNames"]) {
                Some(keys) => format!("{{ [key in {keys}]?: {value} }}"),
                None => format!("{{ [key: string]: {value} }}"),
            }
        }
        _ => return Err(format!("the schema has a type that is not known here: {kind}")),
    })
}

fn array(schema: &Value, indent: &str) -> Result<String, String> {
    if let Some(items) = schema["prefixItems"].as_array() {
        let items: Result<Vec<_>, _> = items.iter().map(|item| of(item, indent)).collect();
        return Ok(format!("[{}]", items?.join(", ")));
    }
    let item = of(&schema["items"], indent)?;
    if schema["minItems"] == 1 {
        return Ok(format!("[{item}, ...{item}[]]"));
    }
    Ok(if item.contains(" | ") { format!("({item})[]") } else { format!("{item}[]") })
}

/// A value of JSON as TypeScript spells it.
fn literal(value: &Value) -> String {
    match value {
        Value::String(word) => format!("'{word}'"),
        other => other.to_string(),
    }
}

/// A property's name, in quotes where it needs them.
fn key(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        name.into()
    } else {
        format!("'{name}'")
    }
}

fn comment(out: &mut String, indent: &str, schema: &Value) {
    if let Some(about) = schema["description"].as_str() {
        let _ = writeln!(out, "{indent}/** {about} */");
    }
}
