//! From a text to a report: matching, ranking, owners, retry, and what to do with the recipient.

#[cfg(feature = "std")]
mod bounce;
#[cfg(feature = "records")]
mod domain;
mod matching;
#[cfg(feature = "records")]
mod policies;
mod ranking;
mod session;
#[cfg(feature = "records")]
mod spf;

#[cfg(feature = "std")]
pub use bounce::bounce;
#[cfg(feature = "records")]
pub use domain::{DomainRequest, MOST_LOOKUPS, domain, record_among};
#[cfg(feature = "records")]
pub use policies::{DmarcReport, dmarc_policy, domain_policies};
#[cfg(feature = "records")]
pub use spf::spf_tree;

use alloc::string::ToString;
use alloc::vec::Vec;
use core::cell::Cell;

use smallvec::{SmallVec, smallvec};

use crate::intake::{self, Codes, Dialogue};
use crate::knowledge::{self, Origin, codes as code};
use crate::model::{
    Area, Cause, Confidence, Cut, Evidence, Fact, FactKey, Finding, Kind, Need, Recipient, Report, Retry, RetryRule,
    Stack, Stage, Steps,
};
use crate::syntax;
use crate::text::{self, Secrets, Span, WordList, words};
use ranking::{Candidate, Candidates, Level, Setting};

/// What to explain, and what the caller knows about it.
///
/// ```
/// use mailmend::Request;
/// let request = Request::new("535 5.7.8 Error: authentication failed").host("smtp.gmail.com");
/// assert_eq!(mailmend::explain(&request).provider, Some("gmail"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Request<'a> {
    /// What was printed when sending failed.
    pub text: &'a str,
    /// The server that was talked to: a host name, a domain or a provider's short name.
    pub host: Option<&'a str>,
    /// The software that sends.
    pub stack: Option<Stack>,
    /// The step that failed, when the caller knows.
    pub stage: Option<Stage>,
}

impl<'a> Request<'a> {
    /// A request without hints.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, host: None, stack: None, stage: None }
    }

    /// Names the server that was talked to: a host name, a domain, or a provider's short name.
    #[must_use]
    pub const fn host(mut self, host: &'a str) -> Self {
        self.host = Some(host);
        self
    }

    /// Names the software that sends.
    #[must_use]
    pub const fn stack(mut self, stack: Stack) -> Self {
        self.stack = Some(stack);
        self
    }

    /// Names the step that failed.
    #[must_use]
    pub const fn stage(mut self, stage: Stage) -> Self {
        self.stage = Some(stage);
        self
    }
}

/// The most bytes that are read; a longer input is cut, and the report says so.
pub const LONGEST_INPUT: usize = 1 << 20;

/// The most findings in a report.
const MOST_FINDINGS: usize = 4;

/// Explains why a mail did not arrive. Never fails, never empty: a reply code alone gives the floor answer.
///
/// Takes what was printed when sending failed. Gives the findings, the best first: the cause, the proof, who has
/// to act, whether to try again, whether to keep the recipient, and the steps that mend it.
///
/// ```
/// let request = mailmend::Request::new("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown");
/// let report = mailmend::explain(&request);
/// assert_eq!(report.findings[0].cause.code, "RCPT001");
/// assert_eq!(report.findings[0].recipient, mailmend::model::Recipient::Suppress);
/// ```
#[must_use]
pub fn explain<'a>(request: &Request<'a>) -> Report<'a> {
    let (text, cut) = cap(request.text);
    let mut words = WordList::new();
    let secretive = Cell::new(false);
    let number = |word| {
        if text::announces(word) {
            secretive.set(true);
        }
        knowledge::word_id(word)
    };
    words::cut(text, number, &mut words);
    let noisy = intake::drop_noise(text, &mut words);
    let session = Dialogue::read(text);
    let Look { words, setting, candidates, list } = match &session {
        Some(session) => session::look_at(request, text, &words, session),
        None => look(request, text, words, None),
    };
    let writer = Writer {
        text,
        words: &words,
        setting: &setting,
        stack: request.stack,
        list,
        recipient: session.as_ref().and_then(|session| session.recipient),
        hides: secretive.get() || noisy || session.is_some() || (text.contains('@') && text.contains("://")),
    };
    let findings = writer.findings(&candidates);
    let kind = if session.is_some() { Kind::Transcript } else { kind(text, &setting.codes, candidates.first()) };
    let own_words = |best: &&Candidate| best.origin == Origin::Provider && best.level >= Level::Symptom && !best.common;
    let speaks = candidates.first().filter(own_words);
    let provider = setting.provider.or(speaks.map(|best| best.provider)).or(setting.named);
    let provider = provider.and_then(knowledge::provider).map(|provider| provider.id);
    let needs = needs(&findings, kind, is_cut_off(text, &setting.codes));
    Report { kind, provider, stage: setting.stage, needs, findings, cut }
}

/// What the words of a text lead to.
struct Look {
    words: WordList,
    setting: Setting,
    candidates: Candidates,
    /// Where the text names a blocklist.
    list: Option<Span>,
}

/// Looks at `words`, all of a text's or some; `stage` is the step that is known from elsewhere.
fn look(request: &Request<'_>, text: &str, mut words: WordList, stage: Option<Stage>) -> Look {
    let codes = Codes::find(text, &words);
    intake::drop_repeated(text, &codes, &mut words);
    let mut matches = matching::matches(&words);
    if !text.is_ascii() && matching::may_be_garbled(text) {
        matching::garbled(text, &mut matches);
    }
    let setting = Setting {
        codes,
        stage: request.stage.or(stage).or_else(|| ranking::stage(&matches)),
        provider: ranking::provider(&matches),
        named: request.host.and_then(knowledge::find_provider),
    };
    let mut candidates = ranking::rank(&matches, &setting);
    if let Some(lookup) = candidates.first().copied().filter(|best| best.cause == code::DNS001)
        && let Some(span) = intake::bare_host(text)
    {
        // The lookup failed because of what was looked up.
        candidates.insert(0, Candidate { cause: code::CONF006, span, ..lookup });
    }
    Look { words, candidates, list: ranking::blocklist(&matches), setting }
}

/// The start of a text that is too long.
fn cap(text: &str) -> (&str, Option<Cut>) {
    if text.len() <= LONGEST_INPUT {
        return (text, None);
    }
    let read = text.floor_char_boundary(LONGEST_INPUT);
    (text.get(..read).unwrap_or_default(), Some(Cut { read, given: text.len() }))
}

fn kind(text: &str, codes: &Codes, best: Option<&Candidate>) -> Kind {
    match best {
        _ if text.trim().is_empty() => Kind::Empty,
        Some(best) if best.origin == Origin::Client => Kind::ClientError,
        _ if codes.reply.is_some() || !codes.enhanced.is_empty() => Kind::SmtpReply,
        _ => Kind::Text,
    }
}

fn needs(findings: &[Finding<'_>], kind: Kind, cut_off: bool) -> SmallVec<[Need; 2]> {
    match findings.first() {
        // The program hides what the server said: only its own log shows it.
        Some(best) if !best.is_understood() && kind == Kind::ClientError => smallvec![Need::Transcript],
        Some(best) if best.is_understood() && !cut_off => best.cause.needs.into(),
        _ => smallvec![Need::FullText],
    }
}

/// Whether the text breaks off within a reply: each of its lines says that more are to come.
fn is_cut_off(text: &str, codes: &Codes) -> bool {
    let bytes = text.as_bytes();
    codes.reply.is_some_and(|(_, span)| {
        let rest = bytes.get(span.start..).unwrap_or_default();
        bytes.get(span.end) == Some(&b'-') && !syntax::reply(rest).tree.is_complete()
    })
}

/// Makes findings of candidates.
struct Writer<'w, 't> {
    text: &'t str,
    words: &'w WordList,
    setting: &'w Setting,
    stack: Option<Stack>,
    /// Where the text names a blocklist.
    list: Option<Span>,
    /// The recipient that a session's reply is about.
    recipient: Option<Span>,
    /// Whether a word announces a secret, or a URL may hold one.
    hides: bool,
}

impl<'t> Writer<'_, 't> {
    fn findings(&self, candidates: &[Candidate]) -> Vec<Finding<'t>> {
        let mut findings = Vec::with_capacity(1 + candidates.len().min(MOST_FINDINGS));
        // Beside decisive words, what vague words or a reply code may mean is noise.
        let least = match candidates.first() {
            Some(best) if best.level >= Level::Symptom && best.confidence == Confidence::Certain => Level::StrongCode,
            Some(best) if best.level >= Level::StrongCode => Level::VagueWords,
            _ => Level::Reply,
        };
        let telling = candidates.iter().filter(|candidate| candidate.level >= least);
        findings.extend(telling.take(MOST_FINDINGS).map(|candidate| self.finding(candidate)));
        if findings.is_empty() {
            findings.push(self.floor());
        }
        if let Some(remark) = self.contradiction(candidates) {
            findings.push(remark);
        }
        // One answer about the recipient: what stands further down does not outdo it.
        let kept = findings.first().is_some_and(|best| best.recipient != Recipient::Suppress);
        if kept || self.may_be_the_sender(candidates) {
            for finding in findings.iter_mut().filter(|finding| finding.recipient == Recipient::Suppress) {
                finding.recipient = Recipient::Verify;
            }
        }
        if let Some(best) = findings.first_mut() {
            best.facts = self.facts(best);
        }
        findings
    }

    /// Whether decisive words for a fault of the sender stand beside those for a dead recipient, and no status code
    /// takes the recipient's side: then nobody is suppressed.
    fn may_be_the_sender(&self, candidates: &[Candidate]) -> bool {
        let best = candidates.first().map_or(Span::default(), |best| best.span);
        let sender = candidates.iter().any(|other| {
            let area = knowledge::cause(other.cause).area;
            // The same words read twice are no second witness.
            let apart = !other.span.overlaps(best);
            other.level >= Level::Words && apart && matches!(area, Area::Sender | Area::Authentication)
        });
        let sides = self.setting.codes.enhanced.iter().any(|(code, _)| {
            let row = knowledge::floor_enhanced(*code).filter(|row| row.strong);
            row.is_some_and(|row| {
                row.causes.iter().any(|&cause| knowledge::cause(cause).recipient == Recipient::Suppress)
            })
        });
        sender && !sides
    }

    fn finding(&self, candidate: &Candidate) -> Finding<'t> {
        let cause = knowledge::cause(candidate.cause);
        Finding {
            confidence: candidate.confidence,
            retry: self.retry(candidate.retry.unwrap_or(cause.retry)),
            recipient: self.recipient(cause, candidate),
            evidence: self.evidence(candidate),
            steps: self.steps(cause, candidate),
            ..self.plain(cause)
        }
    }

    /// The answer when nothing is known about the text.
    fn floor(&self) -> Finding<'t> {
        let place = if self.text.trim().is_empty() { code::SMTP012 } else { code::SMTP013 };
        self.plain(knowledge::cause(place))
    }

    /// A finding as its cause has it, without proof.
    fn plain(&self, cause: &'static Cause) -> Finding<'t> {
        Finding {
            cause,
            confidence: Confidence::Possible,
            retry: self.retry(cause.retry),
            recipient: cause.recipient,
            evidence: SmallVec::new(),
            steps: cause.fixes,
            stack: self.stack,
            facts: SmallVec::new(),
        }
    }

    fn retry(&self, rule: RetryRule) -> Retry {
        match rule {
            RetryRule::Later(seconds) => Retry::Later(self.wait().unwrap_or(seconds)),
            RetryRule::ByCode(seconds) if self.setting.codes.class() == Some(4) => {
                Retry::Later(self.wait().unwrap_or(seconds))
            }
            RetryRule::AfterFix | RetryRule::ByCode(_) => Retry::AfterFix,
            RetryRule::Never => Retry::Never,
        }
    }

    /// The time to wait that the reply itself asks for.
    fn wait(&self) -> Option<u32> {
        intake::waiting_time(self.text, self.words)
    }

    /// A recipient is suppressed only when the proof is more than a guess.
    fn recipient(&self, cause: &Cause, candidate: &Candidate) -> Recipient {
        let doubt = candidate.confidence == Confidence::Possible;
        match candidate.recipient.unwrap_or(cause.recipient) {
            Recipient::Suppress if doubt => Recipient::Verify,
            action => action,
        }
    }

    /// The steps of the file that the words come from, of the provider that speaks, of the one that was named; or
    /// the general ones. What a program says through another's mailer (WordPress through PHPMailer) is mended in the program
    /// that the caller named.
    fn steps(&self, cause: &'static Cause, candidate: &Candidate) -> Steps {
        let stack = self.stack.and_then(|stack| knowledge::find_provider(stack.as_str()));
        let first = stack.filter(|_| candidate.origin == Origin::Client);
        let providers = [first, Some(candidate.provider), self.setting.provider, self.setting.named, stack];
        let own = providers.into_iter().flatten().find_map(|provider| knowledge::steps(provider, cause));
        own.unwrap_or(cause.fixes)
    }

    fn evidence(&self, candidate: &Candidate) -> SmallVec<[Evidence<'t>; 1]> {
        let Span { start, end } = candidate.span;
        if candidate.span.is_empty() {
            return SmallVec::new();
        }
        // Words that a pattern names are no secret; what stands in a gap, or as an address, may be one.
        let text = if self.hides && (candidate.gap || candidate.span.of(self.text).contains('@')) {
            Secrets::find(self.text).mask(self.text, candidate.span)
        } else {
            candidate.span.of(self.text).into()
        };
        smallvec![Evidence { text, start, end }]
    }

    fn facts(&self, best: &Finding<'t>) -> intake::Facts<'t> {
        let mut facts = intake::facts(self.text, self.words, self.list, self.hides);
        if let Some(recipient) = self.recipient.filter(|span| !Secrets::find(self.text).touch(*span)) {
            facts.retain(|fact| fact.key != FactKey::Recipient);
            facts.push(Fact { key: FactKey::Recipient, value: recipient.of(self.text).into() });
        }
        // An address beside any other fault may be the sender's, or the user name.
        let cause = best.cause;
        let about_recipient = cause.recipient == Recipient::Suppress
            || matches!(cause.area, Area::Recipient | Area::Mailbox)
            || self.setting.stage == Some(Stage::Rcpt);
        if !about_recipient {
            facts.retain(|fact| fact.key != FactKey::Recipient);
        }
        if let (Some(_), Some(seconds)) = (best.retry.after(), self.wait()) {
            facts.push(Fact { key: FactKey::Wait, value: seconds.to_string().into() });
        }
        facts
    }

    /// A status code that contradicts the words beside it, or the reply code before it.
    fn contradiction(&self, candidates: &[Candidate]) -> Option<Finding<'t>> {
        let best = candidates.first().filter(|best| best.level >= Level::Symptom)?;
        let area = knowledge::cause(best.cause).area;
        let reply = self.setting.codes.reply.map(|(code, _)| code.class());
        let (enhanced, span) = self.setting.codes.enhanced.iter().find(|(enhanced, _)| {
            let other_area = |cause: &u16| knowledge::cause(*cause).area != area;
            let means_other =
                knowledge::floor_enhanced(*enhanced).is_some_and(|row| row.strong && row.causes.iter().all(other_area));
            means_other || reply.is_some_and(|class| class >= 4 && class != enhanced.class())
        })?;
        let cause = knowledge::cause(code::SMTP010);
        let mut facts = SmallVec::new();
        facts.push(Fact { key: FactKey::Enhanced, value: span.of(self.text).into() });
        if let Some(meaning) = enhanced.meaning() {
            facts.push(Fact { key: FactKey::Meaning, value: meaning.into() });
        }
        Some(Finding {
            confidence: Confidence::Certain,
            evidence: smallvec![Evidence { text: span.of(self.text).into(), start: span.start, end: span.end }],
            facts,
            ..self.plain(cause)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Every example reaches its cause, first, and no other cause has the same weight.
    #[test]
    fn every_knowledge_example() {
        let mut wrong = Vec::new();
        for example in knowledge::examples() {
            let mut words = WordList::new();
            words::cut(example.text, knowledge::word_id, &mut words);
            let codes = Codes::find(example.text, &words);
            intake::drop_repeated(example.text, &codes, &mut words);
            let mut matches = matching::matches(&words);
            matching::garbled(example.text, &mut matches);
            let stage = ranking::stage(&matches);
            let provider = ranking::provider(&matches);
            let setting = Setting { codes, stage, provider, named: None };
            let ranked = ranking::rank(&matches, &setting);
            let first = ranked.first().map(|best| knowledge::cause(best.cause).code);
            let tie = match ranked.as_slice() {
                [best, second, ..] => (best.level, best.score) == (second.level, second.score),
                _ => false,
            };
            if first != Some(example.code) || tie {
                let second = ranked.get(1).map(|second| knowledge::cause(second.cause).code);
                wrong.push((example.file, example.code, first, second, example.text));
            }
        }
        assert!(wrong.is_empty(), "{} examples: {wrong:#?}", wrong.len());
    }
}
