//! From a bounce message to findings, one a recipient: what was said is read by [`explain`].

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::{Request, explain};
use crate::intake;
use crate::knowledge::{self, codes as code};
use crate::model::{
    Action, Bounce, BounceKind, BounceReport, BouncedRecipient, Confidence, Evidence, Fact, FactKey, Finding, Need,
    Recipient, Stage,
};
use crate::text::Order;
use crate::text::{Secrets, Span};

/// Reads a bounce message. Takes the raw message as it came (or a mailbox of them), gives one finding a recipient:
/// delivery reports, feedback reports, the free text that predates them, automatic answers.
///
/// An ordinary message has the kind [`NotBounce`](BounceKind::NotBounce), and no finding.
///
/// ```
/// let message = b"From: MAILER-DAEMON@example.org\nSubject: failure notice\n\n\
///     Hi. This is the qmail-send program at example.org.\n\n<nobody@example.com>:\n550 5.1.1 user unknown\n";
/// let report = mailmend::bounce(message);
/// assert_eq!(report.bounce.kind, mailmend::model::BounceKind::Bounce);
/// assert_eq!(report.bounce.recipients[0].recipient, "nobody@example.com");
/// assert_eq!(report.findings[0].cause.code, "RCPT001");
/// ```
#[must_use]
pub fn bounce(message: &[u8]) -> BounceReport<'static> {
    let mut report = BounceReport { bounce: Bounce::default(), findings: Vec::new(), needs: SmallVec::new() };
    for mut bounce in intake::bounce::read(message) {
        bounce.subject = bounce.subject.map(|subject| masked(&subject).into_owned());
        let mut writer = Writer { bounce: &bounce, whole: None, needs: core::mem::take(&mut report.needs) };
        report.findings.extend(writer.findings());
        report.needs = writer.needs;
        join(&mut report.bounce, bounce);
    }
    report
}

/// Adds a message of a mailbox to those before it.
fn join(all: &mut Bounce, bounce: Bounce) {
    if intake::bounce::rank(bounce.kind) > intake::bounce::rank(all.kind) {
        all.kind = bounce.kind;
    }
    all.recipients.extend(bounce.recipients);
    all.message_id = all.message_id.take().or(bounce.message_id);
    all.subject = all.subject.take().or(bounce.subject);
    all.envelope_id = all.envelope_id.take().or(bounce.envelope_id);
    all.feedback_type = all.feedback_type.take().or(bounce.feedback_type);
    if all.said.is_empty() {
        all.said = bounce.said;
    }
}

struct Writer<'b> {
    bounce: &'b Bounce,
    /// What the whole text leads to: read once, however many recipients lean on it.
    whole: Option<Answer>,
    needs: SmallVec<[Need; 2]>,
}

/// What a text leads to.
#[derive(Clone)]
struct Answer {
    finding: Finding<'static>,
    needs: SmallVec<[Need; 2]>,
    said: String,
    /// How much it tells: a cause, a symptom, a guess, nothing.
    worth: u8,
}

impl Writer<'_> {
    fn findings(&mut self) -> Vec<Finding<'static>> {
        let bounce = self.bounce;
        match bounce.kind {
            BounceKind::NotBounce => Vec::new(),
            // Who hides the recipient still complains; so does who names nobody.
            _ if bounce.recipients.is_empty() => {
                alloc::vec![self.finding(&BouncedRecipient::default())]
            }
            _ => bounce.recipients.iter().map(|about| self.finding(about)).collect(),
        }
    }

    fn finding(&mut self, about: &BouncedRecipient) -> Finding<'static> {
        let place = match (self.bounce.kind, about.action) {
            (BounceKind::AutoReply, _) => Some(code::SMTP007),
            (BounceKind::Complaint, _) => Some(code::SMTP008),
            (_, Some(Action::Delivered | Action::Relayed | Action::Expanded)) => Some(code::SMTP009),
            _ => None,
        };
        let (mut finding, said) = match place {
            Some(place) => (certain(place), about.diagnostic.clone().unwrap_or_default()),
            None => {
                let answer = self.answer(about);
                for need in answer.needs {
                    if !self.needs.contains(&need) {
                        self.needs.push(need);
                    }
                }
                (answer.finding, answer.said)
            }
        };
        self.spare(&mut finding, about);
        facts(&mut finding, about, &said);
        finding
    }

    /// The best of what the texts lead to, the closest text first.
    fn answer(&mut self, about: &BouncedRecipient) -> Answer {
        let mut best: Option<Answer> = None;
        let status = about.status.as_deref().filter(|status| !status.ends_with(".0.0"));
        // The step stands in the text for people: `in reply to end of DATA command`.
        let step = || about.near.first().and_then(|text| explain(&Request::new(start(text))).stage);
        let stage = about.stage.or_else(|| about.diagnostic.as_ref().and_then(|_| step()));
        let close = about.diagnostic.as_deref().into_iter().chain(about.near.iter().map(String::as_str));
        for text in close.chain(status) {
            let answer = read(text, stage);
            if best.as_ref().is_none_or(|best| best.worth < answer.worth) {
                best = Some(answer);
            }
            if best.as_ref().is_some_and(|best| best.worth == CAUSE) {
                break;
            }
        }
        if let Some(best) = best.take_if(|best| best.worth == CAUSE) {
            return best;
        }
        let said = &self.bounce.said;
        let whole = self.whole.get_or_insert_with(|| read(said, None));
        match best {
            Some(best) if best.worth >= whole.worth => best,
            _ => {
                let mut whole = whole.clone();
                // The reason may be another recipient's.
                if self.bounce.recipients.len() > 1 && whole.finding.recipient == Recipient::Suppress {
                    whole.finding.recipient = Recipient::Verify;
                }
                whole
            }
        }
    }

    /// Keeps the address where nothing failed for good.
    fn spare(&self, finding: &mut Finding<'_>, about: &BouncedRecipient) {
        if finding.recipient != Recipient::Suppress {
            return;
        }
        if self.bounce.kind == BounceKind::Complaint {
            // `not-spam` takes a complaint back, and `auth-failure` is the sender's own trouble.
            if matches!(self.bounce.feedback_type.as_deref(), Some("not-spam" | "auth-failure" | "virus")) {
                finding.recipient = Recipient::Keep;
            }
        } else if about.action == Some(Action::Delayed) {
            finding.recipient = Recipient::Verify;
        } else {
            // It failed, and for a reason of the recipient's.
        }
    }
}

const CAUSE: u8 = 3;

/// The most bytes of one text that are explained: the reason stands on top, and each recipient's text comes along.
const LONGEST: usize = 8192;

fn start(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text)
}

/// Explains a text with its secrets masked: so the places hold in what is shown.
fn read(text: &str, stage: Option<Stage>) -> Answer {
    let text = masked(start(text));
    let mut request = Request::new(&text);
    request.stage = stage;
    let mut report = explain(&request);
    let needs = core::mem::take(&mut report.needs);
    let Some(finding) = report.findings.into_iter().next() else {
        return Answer { finding: certain(code::SMTP013), needs, said: String::new(), worth: 0 };
    };
    let worth = match finding.confidence {
        _ if [code::SMTP011, code::SMTP012, code::SMTP013].contains(&finding.cause.place) => 0,
        Confidence::Possible => 1,
        _ if finding.cause.symptom => 2,
        _ => CAUSE,
    };
    Answer { finding: owned(finding), needs, said: text.clone().into_owned(), worth }
}

/// The text without passwords.
fn masked(text: &str) -> Cow<'_, str> {
    // A single word is no place for a secret, but a URL is.
    if !text.trim().contains(char::is_whitespace) && !text.contains("://") {
        return Cow::Borrowed(text);
    }
    Secrets::find(text).mask(text, Span::new(0, text.len()))
}

/// The same finding, without the text.
fn owned(finding: Finding<'_>) -> Finding<'static> {
    let keep = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
    let evidence =
        finding.evidence.into_iter().map(|Evidence { text, start, end }| Evidence { text: keep(text), start, end });
    let facts = finding.facts.into_iter().map(|Fact { key, value }| Fact { key, value: keep(value) });
    Finding {
        cause: finding.cause,
        confidence: finding.confidence,
        retry: finding.retry,
        recipient: finding.recipient,
        evidence: evidence.collect(),
        steps: finding.steps,
        stack: finding.stack,
        facts: facts.collect(),
    }
}

/// What the kind of message alone tells.
fn certain(place: u16) -> Finding<'static> {
    Finding::of(knowledge::cause(place))
}

/// Adds what the message says about the recipient; it knows better than the words whom it is about.
fn facts(finding: &mut Finding<'static>, about: &BouncedRecipient, said: &str) {
    let recipient = Some(&about.recipient).filter(|recipient| !recipient.is_empty());
    if recipient.is_some() {
        finding.facts.retain(|fact| fact.key != FactKey::Recipient);
    }
    let said = Some(said).filter(|said| !said.trim().is_empty());
    let told = [
        (FactKey::Action, about.action.map(|action| action.as_str())),
        (FactKey::ArrivalDate, about.arrival_date.as_deref()),
        (FactKey::Diagnostic, said),
        (FactKey::LastAttempt, about.last_attempt.as_deref()),
        (FactKey::OriginalRecipient, about.original_recipient.as_deref()),
        (FactKey::Recipient, recipient.map(String::as_str)),
        (FactKey::RemoteMta, about.remote_mta.as_deref()),
        (FactKey::ReportingMta, about.reporting_mta.as_deref()),
        (FactKey::Status, about.status.as_deref()),
    ];
    for (key, value) in told {
        let value = value.map(|value| Cow::Owned(masked(value).into_owned()));
        finding.facts.extend(value.map(|value| Fact { key, value }));
    }
    finding.facts.order_by_key(|fact| fact.key);
}
