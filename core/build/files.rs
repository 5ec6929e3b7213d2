//! The knowledge files: their shape, and what makes one unfit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;

use crate::patterns;
use crate::submission::{self, Limit, Login, Submission, WrongHost};

/// Everything the knowledge folder holds, checked.
pub struct Knowledge {
    pub causes: Vec<Cause>,
    pub sources: Vec<Source>,
    pub floor: Floor,
    pub senders: Vec<Sender>,
    pub common_selectors: Vec<String>,
    pub bulk: Vec<BulkGroup>,
    pub submission: submission::General,
    pub soft: Vec<submission::Soft>,
}

/// A provider, server, client or language file, or the general words.
pub struct Source {
    /// The path below `knowledge`, for messages.
    pub file: String,
    pub origin: Origin,
    pub content: File,
}

impl Source {
    /// Whether it can be named, or has steps of its own.
    pub fn in_provider_table(&self) -> bool {
        self.origin == Origin::Provider || !self.content.fix.is_empty()
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    General,
    Server,
    Client,
    Provider,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseFile {
    cause: Vec<Cause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub code: String,
    pub slug: String,
    pub class: Option<String>,
    pub area: String,
    pub severity: String,
    pub title: String,
    pub why: String,
    pub owner: String,
    pub retry: String,
    pub after: Option<u32>,
    pub recipient: String,
    /// Says that it failed rather than why: any other decisive words tell more.
    #[serde(default)]
    pub symptom: bool,
    /// What a deeper answer would look at.
    #[serde(default)]
    pub needs: Vec<String>,
    pub rfc: Option<String>,
    pub fix: Vec<Fix>,
    /// Texts in which the rule finds something.
    #[serde(default)]
    pub example: Vec<RuleExample>,
    /// Only what stands beside the text shows it (DNS answers, the log-in), so that no text is an example.
    #[serde(default)]
    pub beyond_text: bool,
}

/// A text that a rule finds wrong, and how it is right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleExample {
    pub fails: String,
    /// The same, corrected; left out where no edit is safe.
    pub fixed: Option<String>,
    /// Another text, in which the rule finds nothing.
    pub passes: Option<String>,
    /// What the text is read as, where it does not say so itself: a type of record, a use of an address.
    #[serde(rename = "as")]
    pub read_as: Option<String>,
    /// Where a record stands, for rules that look at it.
    pub name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// Only in provider and server files, where the steps stand in place of the general ones.
    pub cause: Option<String>,
    #[serde(rename = "do")]
    pub text: String,
    pub link: Option<String>,
    #[serde(default)]
    pub run: Vec<String>,
    pub stack: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    /// False where every row is in another language.
    pub english: Option<bool>,
    #[serde(default)]
    pub domains: Vec<String>,
    #[serde(default)]
    pub hosts: Vec<String>,
    #[serde(default)]
    pub mx: Vec<String>,
    #[serde(default)]
    pub tells: Vec<String>,
    pub status_page: Option<String>,
    pub source: String,
    pub seen: String,
    #[serde(default)]
    pub submission: Vec<Submission>,
    pub login: Option<Login>,
    #[serde(default)]
    pub limit: Vec<Limit>,
    #[serde(default)]
    pub wrong_host: Vec<WrongHost>,
    #[serde(default)]
    pub fix: Vec<Fix>,
    #[serde(default)]
    pub stage: Vec<StageRow>,
    #[serde(default)]
    pub pattern: Vec<Pattern>,
}

impl File {
    /// Whether this build has a use for it: other languages wait for `languages`, and a file that holds nothing but
    /// facts about sending for `settings`.
    fn is_wanted(&self) -> bool {
        if self.english == Some(false) && env::var_os("CARGO_FEATURE_LANGUAGES").is_none() {
            return false;
        }
        let explains =
            !(self.pattern.is_empty() && self.fix.is_empty() && self.stage.is_empty() && self.tells.is_empty());
        explains || env::var_os("CARGO_FEATURE_SETTINGS").is_some() || self.login.is_none()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageRow {
    pub stage: String,
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub cause: String,
    pub text: Option<String>,
    pub code: Option<Code>,
    pub enhanced: Option<String>,
    pub stage: Option<String>,
    #[serde(default)]
    pub require: bool,
    #[serde(default)]
    pub vague: bool,
    /// The words tell what all the rest is about: another server's reply is only quoted in it.
    #[serde(default)]
    pub frame: bool,
    pub recipient: Option<String>,
    pub retry: Option<String>,
    pub after: Option<u32>,
    pub source: String,
    pub seen: String,
    pub examples: Vec<String>,
}

/// A reply code, or a class of them such as `"4xx"`.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Code {
    Exact(u16),
    Class(String),
}

/// What a code alone tells.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    #[serde(default)]
    pub enhanced: Vec<EnhancedRow>,
    #[serde(default)]
    pub reply: Vec<ReplyRow>,
    #[serde(default)]
    pub pattern: Vec<Pattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnhancedRow {
    pub code: String,
    pub causes: Vec<String>,
    #[serde(default)]
    pub strong: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyRow {
    pub code: u16,
    pub causes: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SenderFile {
    sender: Vec<Sender>,
    common: CommonSelectors,
}

/// The DKIM selectors that many hosts and programs use.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonSelectors {
    selectors: Vec<String>,
    source: String,
    seen: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BulkFile {
    group: Vec<BulkGroup>,
}

/// What a group of receivers asks of those who send much.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkGroup {
    pub id: String,
    pub name: String,
    pub since: String,
    pub source: String,
    pub seen: String,
    pub rule: Vec<BulkRule>,
}

/// One of its rules, and how one sees whether it is met where DNS does not show it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkRule {
    pub check: String,
    #[serde(rename = "do")]
    pub text: String,
    pub how: Option<String>,
}

/// A service that sends for others, and the names it has them include in SPF.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    pub name: String,
    pub include: Vec<String>,
    /// Names that it gave up; the first of `include` took their place.
    #[serde(default)]
    pub retired: Vec<String>,
    /// Names that are contained in the first of `include`.
    #[serde(default)]
    pub covers: Vec<String>,
    /// The DKIM selectors that it is known to use.
    #[serde(default)]
    pub selectors: Vec<String>,
    /// How its keys are published: `txt`, or `cname`.
    pub key: Option<String>,
    /// The same service among the providers.
    pub provider: Option<String>,
    pub source: String,
    pub seen: String,
}

/// Reads and checks everything below `root`.
pub fn read(root: &Path) -> Result<Knowledge, Vec<String>> {
    let mut problems = Vec::new();
    let mut causes = Vec::new();
    for path in toml_files(&root.join("causes")) {
        if !is_wanted(&path) {
            continue;
        }
        if let Some(file) = parse::<CauseFile>(root, &path, &mut problems) {
            if WITH_EXAMPLES.contains(&family(&path)) {
                file.cause.iter().for_each(|cause| check_rule(cause, &mut problems));
            }
            causes.extend(file.cause);
        }
    }
    let mut sources = Vec::new();
    let folders = [
        ("clients", Origin::Client),
        ("languages", Origin::General),
        ("providers", Origin::Provider),
        ("servers", Origin::Server),
    ];
    for (folder, origin) in folders {
        for path in toml_files(&root.join(folder)) {
            if let Some(content) = parse::<File>(root, &path, &mut problems).filter(File::is_wanted) {
                sources.push(Source { file: below(root, &path), origin, content });
            }
        }
    }
    let mut floor = parse::<Floor>(root, &root.join("generic.toml"), &mut problems).unwrap_or_default();
    for path in toml_files(&root.join("generic")) {
        if let Some(more) = parse::<Floor>(root, &path, &mut problems) {
            let content = File { pattern: more.pattern, ..File::default() };
            sources.push(Source { file: below(root, &path), origin: Origin::General, content });
            floor.enhanced.extend(more.enhanced);
            floor.reply.extend(more.reply);
        }
    }
    let general = File { pattern: std::mem::take(&mut floor.pattern), ..File::default() };
    sources.push(Source { file: "generic.toml".into(), origin: Origin::General, content: general });
    let file = parse::<SenderFile>(root, &root.join("senders.toml"), &mut problems).unwrap_or_default();
    let bulk = parse::<BulkFile>(root, &root.join("bulk.toml"), &mut problems).unwrap_or_default().group;
    if file.common.source.is_empty() || !is_month(&file.common.seen) {
        problems.push("senders.toml: the common selectors need a source and a month".into());
    }
    let SenderFile { sender: senders, common } = file;
    let submission =
        parse::<submission::General>(root, &root.join("submission.toml"), &mut problems).unwrap_or_default();
    let soft =
        parse::<submission::SoftFile>(root, &root.join("suppression.toml"), &mut problems).unwrap_or_default().soft;
    let knowledge =
        Knowledge { causes, sources, floor, senders, common_selectors: common.selectors, bulk, submission, soft };
    check(&knowledge, &mut problems);
    if problems.is_empty() { Ok(knowledge) } else { Err(problems) }
}

/// The causes that only the rules of a feature find, by their family: a build without it leaves their pages out.
const OF_FEATURES: [(&str, &[&str]); 4] = [
    ("CARGO_FEATURE_ADDRESSES", &["addr"]),
    ("CARGO_FEATURE_CONTENT", &["text"]),
    ("CARGO_FEATURE_RECORDS", &["bimi", "dkim", "dmarc", "dns_records", "rec", "spf", "sts", "tlsrpt"]),
    ("CARGO_FEATURE_SETTINGS", &["conf_rules", "plan"]),
];

/// The families of causes that rules find in a text: each page shows one that fails, and how it is right.
const WITH_EXAMPLES: [&str; 9] = ["addr", "bimi", "conf_rules", "dkim", "dmarc", "rec", "spf", "sts", "tlsrpt"];

/// The family of causes that a file holds.
fn family(causes: &Path) -> &str {
    causes.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// Whether the features of this build ask for a file of causes.
fn is_wanted(causes: &Path) -> bool {
    let family = family(causes);
    OF_FEATURES.iter().all(|(feature, families)| !families.contains(&family) || env::var_os(feature).is_some())
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    paths
}

fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn parse<T: for<'de> Deserialize<'de>>(root: &Path, path: &Path, problems: &mut Vec<String>) -> Option<T> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(format!("{}: {error}", below(root, path)));
            return None;
        }
    };
    match toml::from_str(&text) {
        Ok(content) => Some(content),
        Err(error) => {
            problems.push(format!("{}: {}", below(root, path), error.to_string().replace('\n', " ")));
            None
        }
    }
}

fn check(knowledge: &Knowledge, problems: &mut Vec<String>) {
    let mut codes = BTreeSet::new();
    let mut slugs = BTreeSet::new();
    for cause in &knowledge.causes {
        check_cause(cause, &mut codes, &mut slugs, problems);
    }
    let mut claimed = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for source in &knowledge.sources {
        check_source(source, &codes, problems);
        if source.origin == Origin::Provider {
            let file = &source.content;
            if !ids.insert(&file.id) {
                problems.push(format!("{}: the id {} is taken", source.file, file.id));
            }
            for host in file.hosts.iter().chain(&file.mx).chain(&file.domains) {
                let other = claimed.insert(host.to_lowercase(), &source.file);
                if let Some(other) = other.filter(|other| **other != source.file) {
                    problems.push(format!("{}: {host} is claimed by {other} already", source.file));
                }
            }
        }
    }
    check_senders(&knowledge.senders, problems);
    for sender in &knowledge.senders {
        if let Some(provider) = sender.provider.as_ref().filter(|id| !ids.contains(id)) {
            problems.push(format!("senders.toml: {}: there is no provider {provider}", sender.name));
        }
    }
    check_bulk(&knowledge.bulk, problems);
    submission::check_all(knowledge, problems);
    let rows = knowledge.floor.enhanced.iter().map(|row| (row.code.clone(), &row.causes));
    let replies = knowledge.floor.reply.iter().map(|row| (row.code.to_string(), &row.causes));
    let mut seen = BTreeSet::new();
    for (code, causes) in rows.chain(replies) {
        if causes.is_empty() || causes.iter().any(|cause| !codes.contains(cause.as_str())) {
            problems.push(format!("generic.toml: {code} names no cause, or one that does not exist"));
        }
        if !seen.insert(code.clone()) {
            problems.push(format!("generic.toml: {code} stands there twice"));
        }
    }
}

fn check_cause<'k>(
    cause: &'k Cause,
    codes: &mut BTreeSet<&'k str>,
    slugs: &mut BTreeSet<&'k str>,
    problems: &mut Vec<String>,
) {
    let mut wrong = |what: &str| problems.push(format!("causes: {}: {what}", cause.code));
    if !codes.insert(&cause.code) {
        wrong("the code is used twice");
    }
    if !slugs.insert(&cause.slug) {
        wrong("the slug is used twice");
    }
    let timed = matches!(cause.retry.as_str(), "later" | "by-code");
    if timed != cause.after.is_some() {
        wrong("`after` belongs to `later` and `by-code`, and to them alone");
    }
    if cause.title.chars().count() > 80 {
        wrong("the title is too long to be one");
    }
    if cause.fix.is_empty() {
        wrong("a cause without a fix helps nobody");
    }
    for fix in &cause.fix {
        if fix.cause.is_some() {
            wrong("a fix below its cause needs no `cause`");
        }
        check_fix(fix, &mut wrong);
    }
}

fn check_rule(rule: &Cause, problems: &mut Vec<String>) {
    let shows = rule.example.iter().any(|example| example.fixed.is_some() || example.passes.is_some());
    if shows == rule.beyond_text {
        problems.push(format!(
            "causes: {}: a rule needs an example that fails, with `fixed` or `passes`; one that only DNS shows says \
             `beyond_text`",
            rule.code
        ));
    }
}

fn check_senders(senders: &[Sender], problems: &mut Vec<String>) {
    let mut claimed = BTreeSet::new();
    for sender in senders {
        let mut wrong = |what: &str| problems.push(format!("senders.toml: {}: {what}", sender.name));
        if sender.include.is_empty() || sender.source.is_empty() || !is_month(&sender.seen) {
            wrong("a sender needs a name to include, a source and a month");
        }
        for name in sender.include.iter().chain(&sender.retired).chain(&sender.covers) {
            if !claimed.insert(name) {
                wrong("a name is claimed twice");
            }
            if *name != name.to_lowercase() || !name.contains('.') {
                wrong("names are domain names in small letters");
            }
        }
        let is_kind = |key: &String| key == "txt" || key == "cname";
        if sender.selectors.is_empty() == sender.key.is_some() || !sender.key.iter().all(is_kind) {
            wrong("`key` is txt or cname, and comes with selectors");
        }
    }
}

/// The checks that a rule can name; each is a variant of `Check` in `src/knowledge/mod.rs`.
const BULK_CHECKS: [&str; 8] =
    ["spf", "dkim", "dmarc", "alignment", "reverse-name", "tls", "unsubscribe", "complaints"];

fn check_bulk(groups: &[BulkGroup], problems: &mut Vec<String>) {
    for group in groups {
        let mut wrong = |what: &str| problems.push(format!("bulk.toml: {}: {what}", group.id));
        if !is_month(&group.since) || !is_month(&group.seen) || !group.source.starts_with("https://") {
            wrong("a group needs a link and two months");
        }
        for rule in &group.rule {
            if !BULK_CHECKS.contains(&rule.check.as_str()) {
                wrong("a rule names a check that does not exist");
            }
            if rule.text.is_empty() {
                wrong("a rule says what is asked");
            }
        }
    }
}

fn check_fix(fix: &Fix, wrong: &mut impl FnMut(&str)) {
    if fix.link.as_ref().is_some_and(|link| !link.starts_with("http")) {
        wrong("a link starts with https:// (or http://, where the site has nothing better)");
    }
    if fix.text.contains('\n') {
        wrong("a step is one line");
    }
}

fn check_source(source: &Source, codes: &BTreeSet<&str>, problems: &mut Vec<String>) {
    let file = &source.content;
    let mut wrong = |what: String| problems.push(format!("{}: {what}", source.file));
    for fix in &file.fix {
        match &fix.cause {
            Some(cause) if codes.contains(cause.as_str()) => {}
            Some(cause) => wrong(format!("a fix for {cause}, which does not exist")),
            None => wrong(format!("a fix that names no cause: {}", fix.text)),
        }
        check_fix(fix, &mut |what| wrong(format!("{}: {what}", fix.text)));
    }
    submission::check(file, &mut wrong);
    if !file.id.is_empty() && (file.name.is_empty() || file.source.is_empty() || !is_month(&file.seen)) {
        wrong("a file needs name, source and month".into());
    }
    for stage in &file.stage {
        if let Err(problem) = patterns::parse(&stage.text) {
            wrong(format!("stage `{}`: {problem}", stage.text));
        }
    }
    for pattern in &file.pattern {
        let name = pattern.text.clone().or(pattern.enhanced.clone()).unwrap_or_default();
        let mut wrong = |what: String| wrong(format!("pattern `{name}`: {what}"));
        if !codes.contains(pattern.cause.as_str()) {
            wrong(format!("the cause {} does not exist", pattern.cause));
        }
        if pattern.examples.is_empty() || pattern.source.is_empty() || !is_month(&pattern.seen) {
            wrong("a row needs an example, a source and a month".into());
        }
        if pattern.text.is_none() && pattern.code.is_none() && pattern.enhanced.is_none() {
            wrong("nothing to match".into());
        }
        if let Some(text) = &pattern.text
            && let Err(problem) = patterns::parse(text)
        {
            wrong(problem);
        }
    }
}

pub fn is_month(text: &str) -> bool {
    text.len() == 7 && text.as_bytes()[4] == b'-' && text.bytes().filter(u8::is_ascii_digit).count() == 6
}
