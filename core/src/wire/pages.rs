//! `reply`, `page` and `catalog` over the door.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::request::{BadRequest, Named, bad};
use super::write::{self, written};
use crate::model::{Area, Cause, Class, Owner, Recipient, RetryRule, SCHEMA, Severity, Steps};
use crate::syntax::FaultKind;
use crate::text::{Secrets, Span, decode};

/// What the calls here take.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow)]
    call: Cow<'a, str>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    code: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    host: Option<Cow<'a, str>>,
}

/// Answers a request for one of the calls here; gives whether it was one.
pub(super) fn answer(json: &str, out: &mut String) -> bool {
    if !["\"reply\"", "\"page\"", "\"catalog\""].iter().any(|call| json.contains(call)) {
        return false;
    }
    let Ok(Named { call: Some(call) }) = serde_json::from_str(json) else { return false };
    if !matches!(call.as_ref(), "reply" | "page" | "catalog") {
        return false;
    }
    let read: Result<Fields<'_>, _> = serde_json::from_str(json);
    let answered = read.map_err(|error| bad(error.to_string())).and_then(|fields| match fields {
        Fields { call, text: Some(text), code: None, host: None } if call == "reply" => Ok(reply(&text)),
        Fields { call, text: None, code: Some(code), host } if call == "page" => page(&code, host.as_deref()),
        Fields { call, text: None, code: None, host: None } if call == "catalog" => Ok(catalog()),
        Fields { call, .. } if call == "reply" => Err(bad("`reply` takes `text`")),
        Fields { call, .. } if call == "page" => Err(bad("`page` takes `code`, and may take `host`")),
        _ => Err(bad("`catalog` takes nothing")),
    });
    match answered {
        Ok(answer) => out.push_str(&answer),
        Err(problem) => write::write_error(out, &problem, None),
    }
    true
}

#[derive(Serialize)]
struct ReplyJson<'t> {
    schema: u32,
    kind: &'static str,
    code: Option<u16>,
    enhanced: Option<String>,
    complete: bool,
    lines: Vec<LineJson<'t>>,
    faults: Vec<FaultJson>,
}

#[derive(Serialize)]
struct LineJson<'t> {
    code: Option<u16>,
    more: bool,
    enhanced: Option<String>,
    text: Cow<'t, str>,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct FaultJson {
    fault: &'static str,
    start: usize,
    end: usize,
}

/// The lines of an SMTP reply (RFC 5321 section 4.2), and what is off-standard in them; secrets are masked.
fn reply(text: &str) -> String {
    let parsed = crate::reply(text.as_bytes());
    let secrets = Secrets::find(text);
    let lines = parsed.tree.lines().map(|line| {
        let Span { start, end } = line.span;
        // The text ends where the line does; its end belongs to the span, and to nothing else.
        let at = text.get(start..end).and_then(|whole| {
            let own = decode(line.text).text;
            whole.rfind(own.as_ref()).map(|place| Span { start: start + place, end: start + place + own.len() })
        });
        LineJson {
            code: line.code.map(|code| code.number()),
            more: line.more,
            enhanced: line.enhanced.map(|status| status.to_string()),
            text: at.map_or(Cow::Borrowed(""), |span| secrets.mask(text, span)),
            start,
            end,
        }
    });
    let faults = parsed.faults.iter().map(|fault| FaultJson {
        fault: word(fault.kind),
        start: fault.span.start,
        end: fault.span.end,
    });
    written(&ReplyJson {
        schema: SCHEMA,
        kind: "reply",
        code: parsed.tree.code().map(|code| code.number()),
        enhanced: parsed.tree.enhanced().map(|status| status.to_string()),
        complete: parsed.tree.is_complete(),
        lines: lines.collect(),
        faults: faults.collect(),
    })
}

/// How a fault of a reply is called.
const fn word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NoCode => "no-code",
        FaultKind::TextBeforeCode => "text-before-code",
        FaultKind::CodesDiffer => "codes-differ",
        FaultKind::EnhancedCodesDiffer => "enhanced-codes-differ",
        FaultKind::ClassesDiffer => "classes-differ",
        FaultKind::LineWithoutCode => "line-without-code",
        FaultKind::TextAfterLastLine => "text-after-last-line",
        FaultKind::LastLineMissing => "last-line-missing",
        FaultKind::LinesJoined => "lines-joined",
        FaultKind::LineEndMissing => "line-end-missing",
        FaultKind::BareLineFeed => "bare-line-feed",
        FaultKind::BareCarriageReturn => "bare-carriage-return",
        FaultKind::LineTooLong => "line-too-long",
        FaultKind::NotUtf8 => "not-utf8",
        FaultKind::NulByte => "nul-byte",
    }
}

#[derive(Serialize)]
struct PageReport {
    schema: u32,
    kind: &'static str,
    /// Whose steps they are: a provider's own, where one was asked for that has some.
    provider: Option<&'static str>,
    page: PageJson,
}

#[derive(Serialize)]
struct CatalogReport {
    schema: u32,
    kind: &'static str,
    pages: Vec<PageJson>,
}

#[derive(Serialize)]
struct PageJson {
    code: &'static str,
    slug: &'static str,
    class: Option<Class>,
    area: Area,
    severity: Severity,
    title: &'static str,
    why: &'static str,
    owner: Owner,
    retry: &'static str,
    after: Option<u32>,
    recipient: Recipient,
    rfc: Option<&'static str>,
    fixes: Steps,
}

/// The page of a code or slug; with a host or the name of a provider, with its own steps where it has some.
fn page(code: &str, host: Option<&str>) -> Result<String, BadRequest> {
    let cause = crate::page(code).ok_or_else(|| bad(format!("there is no code `{code}`")))?;
    let provider = match host {
        Some(host) => Some(crate::provider(host).ok_or_else(|| bad(format!("`{host}` is no provider that is known")))?),
        None => None,
    };
    let own = provider.and_then(|provider| Some((provider.id, provider.steps(cause)?)));
    let page = json(cause, own.map_or(cause.fixes, |(_, steps)| steps));
    Ok(written(&PageReport { schema: SCHEMA, kind: "page", provider: own.map(|(id, _)| id), page }))
}

/// Every page, in the order of the families.
fn catalog() -> String {
    let pages = crate::catalog().iter().map(|cause| json(cause, cause.fixes)).collect();
    written(&CatalogReport { schema: SCHEMA, kind: "catalog", pages })
}

fn json(cause: &Cause, fixes: Steps) -> PageJson {
    let (retry, after) = match cause.retry {
        RetryRule::Later(after) => ("later", Some(after)),
        RetryRule::ByCode(after) => ("by-code", Some(after)),
        RetryRule::AfterFix => ("after-fix", None),
        RetryRule::Never => ("never", None),
    };
    PageJson {
        code: cause.code,
        slug: cause.slug,
        class: cause.class,
        area: cause.area,
        severity: cause.severity,
        title: cause.title,
        why: cause.why,
        owner: cause.owner,
        retry,
        after,
        recipient: cause.recipient,
        rfc: cause.rfc,
        fixes,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)] // a test that cannot go on fails
mod tests {
    use crate::wire::call;

    #[test]
    fn a_reply_is_taken_apart() {
        let answer = call(r#"{"call":"reply","text":"550-5.1.1 no\r\n550 5.1.1 such user\r\n"}"#);
        assert!(
            answer
                .starts_with(r#"{"schema":1,"kind":"reply","code":550,"enhanced":"5.1.1","complete":true,"lines":[{"#)
        );
        assert!(answer.contains(r#""text":"such user""#) && answer.ends_with(r#""faults":[]}"#), "{answer}");
    }

    #[test]
    fn a_secret_in_a_reply_is_masked() {
        let answer = call(r#"{"call":"reply","text":"535 bad log-in for smtp://jane:hunter22@mail.example.com\r\n"}"#);
        assert!(!answer.contains("hunter22") && answer.contains("535"), "{answer}");
    }

    #[test]
    fn a_page_has_the_steps_of_the_provider_asked_for() {
        let general = call(r#"{"call":"page","code":"auth001"}"#);
        let own = call(r#"{"call":"page","code":"wrong-credentials","host":"smtp.gmail.com"}"#);
        assert!(general.starts_with(r#"{"schema":1,"kind":"page","provider":null,"page":{"code":"AUTH001""#));
        assert!(own.starts_with(r#"{"schema":1,"kind":"page","provider":"gmail","page":{"code":"AUTH001""#));
        assert_ne!(general.len(), own.len());
    }

    #[test]
    fn the_catalogue_has_every_page() {
        let answer: serde_json::Value = serde_json::from_str(&call(r#"{"call":"catalog"}"#)).unwrap_or_default();
        assert_eq!(answer["pages"].as_array().map(alloc::vec::Vec::len), Some(crate::catalog().len()));
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        for (request, words) in [
            (r#"{"call":"reply"}"#, "`reply` takes `text`"),
            (r#"{"call":"page"}"#, "`page` takes `code`"),
            (r#"{"call":"page","code":"NONE999"}"#, "there is no code `NONE999`"),
            (r#"{"call":"page","code":"AUTH001","host":"nowhere"}"#, "`nowhere` is no provider"),
            (r#"{"call":"catalog","text":""}"#, "`catalog` takes nothing"),
        ] {
            let answer = call(request);
            assert!(answer.contains("bad-request") && answer.contains(words), "{request}: {answer}");
        }
    }
}
