//! The contests: who is asked what, on which inputs.

use std::fs;
use std::path::Path;

use mailmend::model::{Class, RecordReport, Severity};
use mailmend::{Request, explain};
use serde_json::{Value, json};

use super::local::Local;
use super::program::{Language, Program};
use super::turns::{self, Contestant, Runner};
use super::{Contest, Setup, inputs, judge, logs};
use crate::patterns;

/// The heading of each contest, and who takes part: whoever is missing in a table is noticed by a test.
pub const PROGRAMME: [(&str, &[&str]); 7] = [
    ("Replies", &["mailmend", "ZoneMTA", "Sisimai, reply alone", "RegexSet of our patterns"]),
    ("Bounce messages", &["mailmend", "Sisimai", "flufl.bounce"]),
    ("SPF records", &["mailmend", "mail-auth", "mailauth", "checkdmarc"]),
    ("DMARC records", &["mailmend", "mail-auth", "mailauth", "checkdmarc"]),
    ("DKIM keys", &["mailmend", "mail-auth", "mailauth"]),
    (
        "Addresses",
        &[
            "mailmend, yes or no",
            "mailmend, everything",
            "email_address",
            "validator.js",
            "email-validator",
            "email-validator, all forms",
        ],
    ),
    ("Logs", &["mailmend logs", "pflogsumm"]),
];

/// Runs a contest.
type Run = fn(&Setup) -> Result<Contest, String>;

/// Runs one after the other.
///
/// # Errors
/// When the inputs cannot be read or written.
pub fn run(setup: &Setup) -> Result<Vec<Contest>, String> {
    let contests: [Run; PROGRAMME.len()] = [
        replies,
        bounces,
        |setup| records(setup, SPF),
        |setup| records(setup, DMARC),
        |setup| records(setup, DKIM),
        addresses,
        |setup| Ok(log(setup)),
    ];
    contests
        .iter()
        .map(|contest| {
            let contest = contest(setup)?;
            eprintln!("{}: done", contest.name);
            Ok(contest)
        })
        .collect()
}

fn replies(setup: &Setup) -> Result<Contest, String> {
    let rows = inputs::rows("replies.jsonl", setup.tiny)?;
    let texts = inputs::texts(&rows, "text");
    let file = inputs::write(&setup.home, "replies", &texts)?;
    let ours = Local::new(OWN, &texts, |text| explain(&Request::new(text)).findings.len()).answering(|text| {
        let report = explain(&Request::new(text));
        report.findings.first().and_then(|first| first.cause.class).map_or(Value::Null, |class| class.as_str().into())
    });
    // A reply takes it milliseconds: a part of them will do.
    let part: Vec<String> = texts.iter().step_by(if setup.tiny { 12 } else { 20 }).cloned().collect();
    let who = [
        local("mailmend", ours),
        program(setup, "ZoneMTA", Language::Node, "ZoneMTA", &file, texts.len()),
        program(setup, "Sisimai, reply alone", Language::Perl, "Sisimai match", &file, texts.len()),
        local("RegexSet of our patterns", regex_set(&part)),
    ];
    Ok(Contest {
        name: "Replies",
        about: format!(
            "What is the cause? {} replies of {} bytes on average. The first answer counts. ZoneMTA and Sisimai sort \
             into coarser classes than mailmend's: any cause that their word may mean counts as right for them \
             (`src/peers/classes.rs`). Sisimai is asked through `Sisimai->match`, which sees no more than the reply; \
             it is made for whole messages, below. mailmend was developed with these replies at hand, \
             Sisimai with those from its own data, so neither figure is the one to expect on new replies. Many of the \
             others say what services and mailbox providers told their own customers, which neither peer was made for. \
             `RegexSet` tells which of our patterns match, not which cause is right, on {} of the replies.",
            texts.len(),
            average(&texts),
            part.len()
        ),
        unit: "reply",
        columns: ["right cause", "of Sisimai's own replies", "of the others"].map(str::to_owned).to_vec(),
        entries: turns::take(who.into(), setup.tiny, |who, answers| judge::replies(who, &rows, answers)),
    })
}

/// Our patterns as one set of expressions, its cache as it comes (`cargo bench --bench explain` has other ways).
fn regex_set(texts: &[String]) -> Local {
    let expressions: Vec<String> = patterns::rows().iter().map(|row| patterns::expression(row)).collect();
    let mut builder = regex::bytes::RegexSetBuilder::new(expressions);
    let set = builder.unicode(false).case_insensitive(true).size_limit(1 << 30).build().expect("expressions");
    Local::new(&locked("regex"), texts, move |text| set.matches(text.as_bytes()).iter().count())
}

fn bounces(setup: &Setup) -> Result<Contest, String> {
    let rows = inputs::rows("bounces.jsonl", setup.tiny)?;
    // One letter a byte, since messages come in many encodings.
    let texts = inputs::texts(&rows, "message");
    let file = inputs::write(&setup.home, "bounces", &texts)?;
    let bytes = |text: &str| text.chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    let ours =
        Local::new(OWN, &texts, move |text| mailmend::bounce(&bytes(text)).findings.len()).answering(move |text| {
            let message = bytes(text);
            let report = mailmend::bounce(&message);
            let found: Vec<&str> = report.bounce.recipients.iter().map(|one| one.recipient.as_str()).collect();
            let class = report.findings.first().and_then(|first| first.cause.class).map(Class::as_str);
            json!({ "recipients": found, "reason": class })
        });
    let who = [
        local("mailmend", ours),
        program(setup, "Sisimai", Language::Perl, "Sisimai", &file, texts.len()),
        program(setup, "flufl.bounce", Language::Python, "flufl.bounce", &file, texts.len()),
    ];
    Ok(Contest {
        name: "Bounce messages",
        about: format!(
            "Which recipients did not get the message, and why? {} messages of {} bytes on average: {} from Sisimai's \
             set-of-emails, with which mailmend was developed, too, and {} from the tests of flufl.bounce, which are not \
             among what mailmend was developed with. Recipients are right when exactly those are named. flufl.bounce names no cause. Reading the message \
             is part of the time.",
            texts.len(),
            average(&texts),
            rows.iter().filter(|row| row["set"] == "Sisimai").count(),
            rows.iter().filter(|row| row["set"] != "Sisimai").count()
        ),
        unit: "message",
        columns: ["recipients, Sisimai's set", "recipients, flufl.bounce's set", "right cause, Sisimai's set"]
            .map(str::to_owned)
            .to_vec(),
        entries: turns::take(who.into(), setup.tiny, |who, answers| judge::bounces(who, &rows, answers)),
    })
}

/// A kind of record, and what differs between the contests about them.
struct Kind {
    name: &'static str,
    word: &'static str,
    check: fn(&str) -> RecordReport<'_>,
    /// The names of the peers' ways to look at it.
    mailauth: &'static str,
    checkdmarc: Option<&'static str>,
}

const SPF: Kind = Kind {
    name: "SPF records",
    word: "spf",
    check: mailmend::spf,
    mailauth: "mailauth spf",
    checkdmarc: Some("checkdmarc spf"),
};
const DMARC: Kind = Kind {
    name: "DMARC records",
    word: "dmarc",
    check: mailmend::dmarc,
    mailauth: "mailauth dmarc",
    checkdmarc: Some("checkdmarc dmarc"),
};
const DKIM: Kind =
    Kind { name: "DKIM keys", word: "dkim", check: mailmend::dkim, mailauth: "mailauth dkim", checkdmarc: None };

fn records(setup: &Setup, kind: Kind) -> Result<Contest, String> {
    let mut rows = inputs::rows("records.jsonl", false)?;
    rows.retain(|row| row["type"] == kind.word);
    if setup.tiny {
        rows.truncate(12);
    }
    let texts = inputs::texts(&rows, "record");
    let file = inputs::write(&setup.home, kind.word, &texts)?;
    let check = kind.check;
    let ours = Local::new(OWN, &texts, move |text| check(text).findings.len()).answering(move |text| {
        check(text).findings.iter().any(|finding| finding.cause.severity == Severity::Error).into()
    });
    let mut who = vec![
        local("mailmend", ours),
        mail_auth(kind.word, &texts),
        program(setup, "mailauth", Language::Node, kind.mailauth, &file, texts.len()),
    ];
    if let Some(way) = kind.checkdmarc {
        who.push(program(setup, "checkdmarc", Language::Python, way, &file, texts.len()));
    }
    let how = match kind.word {
        "dkim" => "mailauth is asked as for a signature, `strict`. checkdmarc does not look at keys.",
        "spf" => {
            "mailauth (`strict`) evaluates the record for a sender, and checkdmarc looks up what it names, both with a \
             DNS that answers everything with something harmless, in the same process. Most of the sound ones that mailmend \
             does not let pass end in a bare `all` or `+all`: legal, but anybody may send then, so it is called an error."
        }
        _ => {
            "mailauth is asked for the policy, `strict`; checkdmarc has a DNS that answers everything with something \
             harmless, in the same process. Most of the wrong ones that mailmend lets pass have a tag that RFC 9989 took \
             away, a semicolon too many, or a slip in the size beside a report's address: it names these, as warnings or \
             notes, since receivers go on."
        }
    };
    Ok(Contest {
        name: kind.name,
        about: format!(
            "Is the record right? {} of them, {} bytes on average, from the tests of mox, KumoMTA, mail-auth, decon-spf, \
             checkdmarc, OpenDMARC, OpenDKIM and others, with the answer that their own tests expect, or, where a test \
             does not say, that several such programs agree on. mail-auth only reads, mailmend reads, applies every rule, \
             and gives all places; what it calls an error counts here, its warnings and corrections do not. {how}",
            texts.len(),
            average(&texts)
        ),
        unit: "record",
        columns: ["wrong ones named", "sound ones let pass"].map(str::to_owned).to_vec(),
        entries: turns::take(who, setup.tiny, |_, answers| judge::records(&rows, answers)),
    })
}

#[cfg(feature = "peers")]
fn mail_auth(word: &str, texts: &[String]) -> Contestant {
    use mail_auth::common::parse::TxtRecordParser;
    use mail_auth::common::verify::DomainKey;
    use mail_auth::dmarc::Dmarc;
    use mail_auth::spf::Spf;

    let is_read: fn(&str) -> bool = match word {
        "spf" => |text| Spf::parse(text.as_bytes()).is_ok(),
        "dkim" => |text| DomainKey::parse(text.as_bytes()).is_ok(),
        _ => |text| Dmarc::parse(text.as_bytes()).is_ok(),
    };
    let peer = Local::new(&locked("mail-auth"), texts, move |text| usize::from(is_read(text)));
    local("mail-auth", peer.answering(move |text| (!is_read(text)).into()))
}

#[cfg(not(feature = "peers"))]
fn mail_auth(_: &str, texts: &[String]) -> Contestant {
    let runner = Err("it was built without the feature `peers`".into());
    Contestant { who: "mail-auth", language: "Rust", inputs: texts.len(), runner }
}

fn addresses(setup: &Setup) -> Result<Contest, String> {
    let rows = inputs::rows("addresses.jsonl", setup.tiny)?;
    let texts = inputs::texts(&rows, "address");
    let file = inputs::write(&setup.home, "addresses", &texts)?;
    let four = |text: &str| {
        let valid = mailmend::address(text).valid;
        json!({ "form": valid.form, "rfc5321": valid.smtp, "rfc6531": valid.eai, "rfc5322": valid.header })
    };
    let yes_or_no = Local::new(OWN, &texts, |text| usize::from(mailmend::syntax::address(text).is_mailable()))
        .answering(|text| mailmend::syntax::address(text).is_mailable().into());
    let everything = Local::new(OWN, &texts, |text| mailmend::address(text).findings.len()).answering(four);
    let other =
        Local::new(&locked("email_address"), &texts, |text| usize::from(email_address::EmailAddress::is_valid(text)))
            .answering(|text| email_address::EmailAddress::is_valid(text).into());
    let count = texts.len();
    let python = |who| program(setup, who, Language::Python, who, &file, count);
    let who = [
        local("mailmend, yes or no", yes_or_no),
        local("mailmend, everything", everything),
        local("email_address", other),
        program(setup, "validator.js", Language::Node, "validator.js", &file, count),
        python("email-validator"),
        python("email-validator, all forms"),
    ];
    Ok(Contest {
        name: "Addresses",
        about: format!(
            "Is this an address? {count} of them, most of them odd, from a dozen suites (isemail, the tests of Hapi, \
             Django and others), with four answers each, worked out by hand from the standards: fit for a sign-up form, \
             a Mailbox of RFC 5321, an internationalised one of RFC 6531, an addr-spec of RFC 5322. Every peer gives one \
             answer, as it comes (email-validator without DNS, and once more with quoted names, literals and test domains \
             allowed); it is held against all four, and the highest figure shows the question that it answers. mailmend's \
             own four answers are compared one by one, its yes or no is that of SMTP. mailmend was developed with these \
             addresses at hand."
        ),
        unit: "address",
        columns: ["sign-up form", "RFC 5321", "RFC 6531", "RFC 5322"].map(str::to_owned).to_vec(),
        entries: turns::take(who.into(), setup.tiny, |_, answers| judge::addresses(&rows, answers)),
    })
}

fn log(setup: &Setup) -> Contest {
    let size = setup.log.as_ref().and_then(|(log, _)| log.metadata().ok()).map_or(0, |log| log.len() / 1_000_000);
    Contest {
        name: "Logs",
        about: format!(
            "What became of the mail? A Postfix log of {size} MB, written by `cargo xtask postfix-log`; the time of a \
             megabyte, by the clock on the wall, start of the program included. mailmend uses both cores of the machine, \
             pflogsumm one. Their reports differ, and are not compared: pflogsumm counts traffic by host, user and hour, \
             mailmend counts causes."
        ),
        unit: "megabyte",
        columns: Vec::new(),
        entries: logs::entries(setup),
    }
}

/// The version of mailmend.
const OWN: &str = env!("CARGO_PKG_VERSION");

fn local(who: &'static str, local: Local) -> Contestant {
    Contestant { who, language: "Rust", inputs: local.inputs(), runner: Ok(Runner::Local(local)) }
}

fn program(setup: &Setup, who: &'static str, language: Language, peer: &str, file: &Path, inputs: usize) -> Contestant {
    let runner = Program::start(language, peer, file, &setup.home).map(Runner::Program);
    Contestant { who, language: language.name(), inputs, runner }
}

fn average(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum::<usize>() / texts.len().max(1)
}

/// The version of a crate that was built in.
fn locked(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock: toml::Table = fs::read_to_string(path).unwrap_or_default().parse().unwrap_or_default();
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let own = packages.filter(|package| package.get("name").and_then(toml::Value::as_str) == Some(name));
    own.filter_map(|package| package.get("version")?.as_str()).next_back().unwrap_or_default().to_owned()
}
