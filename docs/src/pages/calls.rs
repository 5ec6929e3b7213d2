//! A page for every call: what it takes and gives, and an example with its answer, in each language.

use std::path::Path;

use maud::html;
use serde::Deserialize;
use serde_json::{Value, json};

use super::schema::{Schema, table};
use crate::cases::Case;
use crate::facts::{parse, read};
use crate::live;
use crate::site::{Page, Site, heading, raw};
use crate::terminal::Terminal;
use crate::text::{markdown, pre};

#[derive(Deserialize)]
struct File {
    call: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    rust: Option<(String, String)>,
    case: Option<(String, String)>,
    request: Option<String>,
    first: Option<String>,
    #[serde(default)]
    many: bool,
    #[serde(default)]
    commands: Vec<String>,
}

/// A snippet that must give what the page says.
pub struct Snippet {
    pub call: String,
    pub python: String,
    pub node: String,
    pub answer: Value,
}

pub fn add(
    site: &mut Site,
    root: &Path,
    schema: &Schema,
    cases: &[Case],
    terminal: &Terminal,
) -> Result<Vec<Snippet>, String> {
    let calls = parse::<File>(&root.join("docs/calls.toml"))?.call;
    let mut snippets = Vec::new();
    let mut pages = Vec::new();
    let mut rows = Vec::new();
    for call in &calls {
        let page = page(call, root, schema, cases, terminal, &mut snippets, site.can_try)
            .map_err(|problem| format!("calls/{}: {problem}", call.name))?;
        rows.push((call.name.clone(), page.about.clone()));
        pages.push(page);
    }
    for name in schema.calls() {
        if !calls.iter().any(|call| call.name == name) {
            return Err(format!("docs/calls.toml has no call {name}"));
        }
    }
    site.pages.extend(pages);
    let body = html! {
        p class="lead" { "The same calls, with the same names, on the command line, in Rust, Python, Node and browsers. The same request gives the same bytes everywhere." }
        table class="codes" { @for (name, about) in &rows { tr { td { a href=(format!("/calls/{name}.html")) { code { (name) } } } td { (about) } } } }
        (heading(2, "packages", "In your language"))
        ul { li { a href="/python.html" { "Python" } ", with Celery and Django" } li { a href="/node.html" { "Node" } ", with Nodemailer and BullMQ" } li { a href="/browsers.html" { "Browsers" } } li { a href="/readme.html" { "The command and Rust" } } }
        p { "What each takes and gives, for programs: " a href="/schema.html" { "the JSON Schema" } "." }
    };
    site.add(Page::new("calls.html", "List", "Reference", body).about("Every call of mailmend, with request, answer and examples: explain, bounce, record, spf, dkim, dmarc, domain, address, settings, content, plan, retry, suppress, health."));
    Ok(snippets)
}

fn page(
    call: &Call,
    root: &Path,
    schema: &Schema,
    cases: &[Case],
    terminal: &Terminal,
    snippets: &mut Vec<Snippet>,
    can_try: bool,
) -> Result<Page, String> {
    let (about, doc, rust) = match &call.rust {
        Some((file, function)) => {
            comment(&read(&root.join(file))?, function).ok_or_else(|| format!("no {function} in {file}"))?
        }
        None => (String::new(), String::new(), String::new()),
    };
    let shapes = schema.of_call(&call.name);
    let about = match (call.rust.as_ref(), &shapes) {
        // Functions that are made by a macro share the comment of another.
        (Some((_, function)), Some((request, response))) if *function != call.name.replace('-', "_") => {
            format!("{} {}", schema.about(request), schema.about(response)).replace('`', "")
        }
        (None, Some((request, response))) => {
            format!("{} {}", schema.about(request), schema.about(response)).replace('`', "")
        }
        _ => about,
    };
    let request: Option<Value> = match (&call.case, &call.request) {
        (Some((file, name)), _) => {
            let case = cases.iter().find(|case| case.file == *file && case.name == *name);
            Some(case.ok_or_else(|| format!("no case “{name}” in {file}"))?.request.clone())
        }
        (None, Some(json)) => Some(serde_json::from_str(json).map_err(|error| error.to_string())?),
        (None, None) => None,
    };
    let mut languages = None;
    if let Some(request) = &request {
        let answer = live::ask(request);
        if answer.get("error").is_some() {
            return Err(format!("misuse: {answer}"));
        }
        if !call.many {
            let (python, node) = (python(call, request), node(call, request));
            snippets.push(Snippet {
                call: call.name.clone(),
                python: python.clone(),
                node: node.clone(),
                answer: answer.clone(),
            });
            languages = Some((python, node));
        }
    }
    let mut sessions = String::new();
    for command in &call.commands {
        sessions.push_str(&terminal.session(&format!("$ {command}"))?);
    }
    let tab = match call.name.as_str() {
        "explain" => Some("any"),
        "settings" | "address" | "record" => Some(call.name.as_str()),
        "spf" | "dkim" | "dmarc" | "mtasts" | "tlsrpt" | "bimi" | "mtasts-policy" => Some("record"),
        _ => None,
    };
    let text = request.as_ref().and_then(|request| request["text"].as_str());
    let body = html! {
        p class="lead" { (about) }
        @if !doc.is_empty() { (raw(doc)) }
        @if !sessions.is_empty() { (heading(2, "command", "On the command line")) (raw(sessions)) }
        @if !rust.is_empty() { (heading(2, "rust", "In Rust")) (raw(pre("rust", &rust))) }
        @if let Some((python, node)) = &languages {
            (heading(2, "python", "In Python")) (raw(pre("python", python)))
            (heading(2, "node", "In Node and browsers")) (raw(pre("js", node)))
        }
        @if let Some(request) = &request {
            (heading(2, "json", "As JSON, from any language"))
            p class="label" { "Request" @if let (Some(tab), Some(text)) = (tab, text) { " " (live::try_it(can_try, tab, text)) } }
            pre class="code" { code { (live::pretty(request)) } }
            p class="label" { "Answer, computed when this page was made" }
            pre class="json" { code { (live::pretty(&live::ask(request))) } }
        }
        @if let Some((request, response)) = &shapes {
            (heading(2, "takes", "What it takes")) (table(schema, request))
            (heading(2, "gives", "What it gives")) (table(schema, response))
        }
    };
    Ok(Page::new(format!("calls/{}.html", call.name), "Call", &call.name, body)
        .title(format!("{}: request, answer, examples", call.name))
        .about(about)
        .above("/calls.html", "Reference"))
}

/// The comment above a public function: its first sentence, the rest as HTML, and its example.
fn comment(source: &str, function: &str) -> Option<(String, String, String)> {
    let at = source.find(&format!("pub fn {function}(")).or_else(|| source.find(&format!("pub fn {function}<")))?;
    let mut lines: Vec<&str> = source[..at]
        .lines()
        .rev()
        .skip_while(|line| !line.trim_start().starts_with("///"))
        .take_while(|line| line.trim_start().starts_with("///"))
        .collect();
    lines.reverse();
    let text: Vec<&str> =
        lines.iter().map(|line| line.trim_start().trim_start_matches("///").strip_prefix(' ').unwrap_or("")).collect();
    let text = text.join("\n").replace("/// ", "");
    let (prose, example) = match text.split_once("```\n") {
        Some((prose, rest)) => (prose, rest.split("```").next().unwrap_or_default()),
        None => (text.as_str(), ""),
    };
    let prose = without_links(prose);
    let (first, rest) = prose.split_once("\n\n").unwrap_or((&prose, ""));
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let rest = markdown(rest, &|_| None, &mut |_, _| Ok(None)).ok()?.html;
    Some((first, rest, example.trim().to_string()))
}

/// `[`name`](Path)` and `[`name`]` become `name`: they lead to pages that are not here.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("[`") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("`]").map(|end| start + end) else { break };
        let name = &rest[start + 2..end];
        out.push_str(&format!("`{}`", name.rsplit("::").next().unwrap_or(name)));
        rest = &rest[end + 2..];
        if rest.starts_with('(') {
            rest = rest.find(')').map_or("", |end| &rest[end + 1..]);
        }
    }
    out + rest
}

/// A request as a call of the Python package.
fn python(call: &Call, request: &Value) -> String {
    let mut arguments = Vec::new();
    for (key, value) in request.as_object().into_iter().flatten().filter(|(key, _)| *key != "call") {
        let value = python_value(value);
        if call.first.as_deref() == Some(key.as_str()) {
            arguments.insert(0, value);
        } else {
            let key = if key == "from" { "from_".into() } else { key.replace('-', "_") };
            arguments.push(format!("{key}={value}"));
        }
    }
    let line = format!("report = mailmend.{}({})", call.name.replace('-', "_"), arguments.join(", "));
    let line = if line.len() > 100 {
        format!("report = mailmend.{}(\n    {},\n)", call.name.replace('-', "_"), arguments.join(",\n    "))
    } else {
        line
    };
    format!("import mailmend\n\n{line}")
}

fn python_value(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Array(list) => format!("[{}]", list.iter().map(python_value).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            format!(
                "{{{}}}",
                fields
                    .iter()
                    .map(|(key, value)| format!("{}: {}", json!(key), python_value(value)))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        other => other.to_string(),
    }
}

/// A request as a call of the Node package.
fn node(call: &Call, request: &Value) -> String {
    let mut options = serde_json::Map::new();
    let mut first = None;
    for (key, value) in request.as_object().into_iter().flatten().filter(|(key, _)| *key != "call") {
        if call.first.as_deref() == Some(key.as_str())
            && !matches!(call.name.as_str(), "retry" | "domain" | "dmarc-policy")
        {
            first = Some(value.to_string());
        } else {
            options.insert(key.clone(), value.clone());
        }
    }
    let options = (!options.is_empty()).then(|| js_object(&options));
    let arguments: Vec<String> = first.into_iter().chain(options).collect();
    let name = match call.name.split_once('-') {
        Some((first, rest)) => format!("{first}{}{}", rest[..1].to_uppercase(), &rest[1..]),
        None => call.name.clone(),
    };
    format!("const {{ {name} }} = require('mailmend');\n\nconst report = {name}({});", arguments.join(", "))
}

fn js_object(fields: &serde_json::Map<String, Value>) -> String {
    let key = |key: &str| {
        if key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            key.to_string()
        } else {
            json!(key).to_string()
        }
    };
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}: {value}", key(name))).collect();
    let line = format!("{{ {} }}", fields.join(", "));
    if line.len() > 90 { format!("{{\n  {},\n}}", fields.join(",\n  ")) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_and_freed_of_links() {
        let source = "/// Reads [`Kind::NotBounce`](Kind) things.\n///\n/// ```\n/// let x = 1;\n/// ```\n#[must_use]\npub fn bounce(x: u8) {}\n";
        let (about, _, example) = comment(source, "bounce").unwrap();
        assert_eq!(about, "Reads NotBounce things.");
        assert_eq!(example, "let x = 1;");
    }
}
