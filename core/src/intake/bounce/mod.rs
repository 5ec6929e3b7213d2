//! Bounce messages: what kind of message it is, whom it is about, and what was said. One file a family: delivery
//! reports, feedback reports, the notices of mail services, free text.
//!
//! It knows no cause: what was said is for [`explain`](crate::explain) to read.

mod address;
mod feedback;
mod kind;
pub(super) mod mime;
mod notice;
mod phrases;
mod report;
mod text;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Codes;
use crate::model::{Action, Bounce, BounceKind, BouncedRecipient};
use crate::text::{WordList, words};
use mime::{Mail, PartKind};
use text::{Place, Told};

/// Reads a raw message, or each message of a mailbox. Linear in the length, whatever the bytes.
pub(crate) fn read(raw: &[u8]) -> Vec<Bounce> {
    mime::read(raw).iter().map(|mails| of_message(mails, 0)).collect()
}

/// Which kind counts when messages are read together.
pub(crate) fn rank(kind: BounceKind) -> u8 {
    match kind {
        BounceKind::Bounce => 5,
        BounceKind::Complaint => 4,
        BounceKind::Delayed => 3,
        BounceKind::AutoReply => 2,
        BounceKind::Delivered => 1,
        BounceKind::NotBounce => 0,
    }
}

/// Each address once: the report that says most is kept in the place of the first.
fn once_each(recipients: &mut Vec<BouncedRecipient>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<BouncedRecipient> = Vec::new();
    for new in core::mem::take(recipients) {
        let place = *places.entry(new.recipient.to_lowercase()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(known) if known.diagnostic.is_none() && new.diagnostic.is_some() => *known = new,
            Some(_) => {}
            None => kept.push(new),
        }
    }
    *recipients = kept;
}

/// How often a message may stand as text in the text of a message.
const DEEPEST: u32 = 2;

/// How many of the messages in a message are looked at: a bounce is forwarded on top.
const MOST_MESSAGES: usize = 1000;

/// One message: the outer one, or the first bounce that was forwarded in it.
fn of_message(mails: &[Mail], depth: u32) -> Bounce {
    let mut outer = None;
    for (place, mail) in mails.iter().enumerate().take(MOST_MESSAGES) {
        let (bounce, sure) = of_mail(mail, mails.get(place + 1), depth);
        let counts = match place {
            0 => bounce.kind != BounceKind::NotBounce,
            // An automatic answer within a message is only quoted.
            _ => rank(bounce.kind) > rank(BounceKind::AutoReply) && !bounce.recipients.is_empty(),
        };
        if counts && sure {
            return bounce;
        }
        if place == 0 {
            outer = Some(bounce);
        }
    }
    outer.unwrap_or_default()
}

/// One mail, and whether it names its recipients itself; `nested` is the first message that stands in it.
fn of_mail(mail: &Mail, nested: Option<&Mail>, depth: u32) -> (Bounce, bool) {
    let whole = mail.human();
    let (human, below) = text::split(&whole);
    let headers = mail.texts(PartKind::Headers).next().or(below).map(mime::head_of);
    let original = headers.as_ref().filter(|head| head.has_head()).or(nested);
    let mut bounce = Bounce {
        message_id: original.and_then(|mail| mail.header("message-id")).map(bare_id),
        subject: original.and_then(|mail| mail.header("subject")).map(|subject| mime::decoded(subject).into_owned()),
        ..Bounce::default()
    };
    let known = by_feedback(mail, original, &mut bounce)
        || by_report(mail, human, original, &mut bounce)
        || notice::read(&whole, &mut bounce)
        || by_receipt(mail, &mut bounce);
    let sure = known || by_text(mail, human, original, &mut bounce);
    if bounce.kind == BounceKind::NotBounce {
        bounce = Bounce::default();
    }
    human.trim().clone_into(&mut bounce.said);
    if let Some(below) = below.filter(|_| !sure && depth < DEEPEST) {
        let inner = of_message(&mime::mails(below.as_bytes()), depth + 1);
        if rank(inner.kind) > rank(BounceKind::AutoReply) && !inner.recipients.is_empty() {
            return (inner, true);
        }
    }
    (bounce, sure)
}

fn bare_id(id: &str) -> String {
    id.trim().trim_matches(['<', '>']).to_owned()
}

/// A feedback report, or the one form of complaint that predates it.
fn by_feedback(mail: &Mail, original: Option<&Mail>, bounce: &mut Bounce) -> bool {
    let report = mail.texts(PartKind::Feedback).next();
    let jmrp = original.filter(|original| original.header("x-hmxmroriginalrecipient").is_some());
    if report.is_none() && jmrp.is_none() {
        return false;
    }
    let feedback = report.map(feedback::read).unwrap_or_default();
    bounce.kind = BounceKind::Complaint;
    bounce.feedback_type = feedback.kind.or(jmrp.map(|_| "abuse".to_owned()));
    bounce.envelope_id = feedback.envelope_id;
    bounce.recipients = feedback.recipients;
    if bounce.recipients.is_empty() {
        let recipient = original.and_then(feedback::recipient_of);
        bounce.recipients.extend(recipient.map(|recipient| BouncedRecipient { recipient, ..Default::default() }));
    }
    true
}

/// A delivery report: as a part of its own, or pasted into the text.
fn by_report(mail: &Mail, human: &str, original: Option<&Mail>, bounce: &mut Bounce) -> bool {
    let mut fields = report::Fields::default();
    let own = mail.texts(PartKind::Status).any(|_| true);
    for text in mail.texts(PartKind::Status) {
        let more = report::read(text);
        fields.envelope_id = fields.envelope_id.or(more.envelope_id);
        fields.recipients.extend(more.recipients);
    }
    if fields.recipients.is_empty() && (own || kind::may_bounce(mail, human)) {
        let pasted = report::read(human);
        let reports = pasted.recipients.iter().any(|about| about.action.is_some() || about.diagnostic.is_some());
        if reports {
            fields = pasted;
        }
    }
    if fields.recipients.is_empty() {
        return false;
    }
    once_each(&mut fields.recipients);
    let mut told = text::read(human);
    if !fields.recipients.iter().any(|about| address::is_plain(&about.recipient)) {
        name_the_nameless(&mut fields.recipients, mail, &told, original);
    }
    let places = places(&told);
    for about in &mut fields.recipients {
        let names = [Some(&about.recipient), about.original_recipient.as_ref()];
        let place = names.into_iter().flatten().find_map(|name| places.get(&name.to_lowercase()));
        if let Some(told) = place.and_then(|place| told.get_mut(*place)) {
            about.near = near(told);
        }
        // `5.0.0` says nothing; the server's own code may.
        if about.status.as_deref().is_none_or(|status| status.ends_with(".0.0")) {
            let own = about.diagnostic.as_deref().and_then(status_in);
            about.status = own.or(about.status.take());
        }
        about.action = about.action.or_else(|| by_status(about.status.as_deref()));
    }
    bounce.kind = kind_of(&fields.recipients);
    bounce.envelope_id = fields.envelope_id;
    bounce.recipients = fields.recipients;
    true
}

/// A report that knows only a local user's name, and one address elsewhere that must be the same person's.
fn name_the_nameless(recipients: &mut [BouncedRecipient], mail: &Mail, told: &[Told], original: Option<&Mail>) {
    let failed = mail.headers("x-failed-recipients").find_map(address::first);
    let mut starts = told.iter().filter(|told| told.place >= Place::Label);
    let to = original.and_then(|original| address::first(original.header("to")?));
    let address = failed.or_else(|| starts.next().map(|told| told.address.as_str())).or(to);
    if let ([only], Some(address)) = (recipients, address) {
        only.recipient = address.to_owned();
    }
}

fn by_status(status: Option<&str>) -> Option<Action> {
    match status?.as_bytes().first()? {
        b'2' => Some(Action::Delivered),
        b'4' | b'5' => Some(Action::Failed),
        _ => None,
    }
}

fn kind_of(recipients: &[BouncedRecipient]) -> BounceKind {
    let any = |wanted: &[Option<Action>]| recipients.iter().any(|about| wanted.contains(&about.action));
    if any(&[Some(Action::Failed), None]) {
        BounceKind::Bounce
    } else if any(&[Some(Action::Delayed)]) {
        BounceKind::Delayed
    } else {
        BounceKind::Delivered
    }
}

/// A receipt (RFC 8098): it was displayed, or deleted.
fn by_receipt(mail: &Mail, bounce: &mut Bounce) -> bool {
    let Some(receipt) = mail.texts(PartKind::Receipt).next() else { return false };
    bounce.kind = BounceKind::AutoReply;
    bounce.recipients = report::read(receipt).recipients;
    true
}

/// A bounce or an automatic answer in free text. Whether it names its recipients.
fn by_text(mail: &Mail, human: &str, original: Option<&Mail>, bounce: &mut Bounce) -> bool {
    bounce.kind = kind::of(mail, human);
    let told = match bounce.kind {
        BounceKind::NotBounce => return false,
        _ => text::read(human),
    };
    if let BounceKind::AutoReply | BounceKind::Complaint = bounce.kind {
        let complains = bounce.kind == BounceKind::Complaint;
        bounce.feedback_type = complains.then(|| "opt-out".to_owned());
        let from = author(mail, &told).map(|recipient| BouncedRecipient { recipient, ..Default::default() });
        bounce.recipients.extend(from);
        return true;
    }
    let action = if bounce.kind == BounceKind::Delayed { Action::Delayed } else { Action::Failed };
    let (named, sure) = named(mail, &told, original);
    let mut told = told;
    let places = places(&told);
    for recipient in named {
        let mut about = BouncedRecipient { action: Some(action), ..Default::default() };
        if let Some(told) = places.get(&recipient.to_lowercase()).and_then(|place| told.get_mut(*place)) {
            about.action = told.action.or(about.action);
            about.near = near(told);
        }
        about.recipient = recipient;
        about.status = about.near.iter().find_map(|text| status_in(text));
        about.remote_mta = about.near.iter().find_map(|text| text::remote_host(text)).map(ToString::to_string);
        bounce.recipients.push(about);
    }
    once_each(&mut bounce.recipients);
    if !bounce.recipients.is_empty() {
        bounce.kind = kind_of(&bounce.recipients);
    }
    sure
}

/// Whose mailbox answered: the author, or the address in the text where the author is nobody.
fn author(mail: &Mail, told: &[Told]) -> Option<String> {
    let to = mail.header("to").and_then(address::first).unwrap_or_default();
    let from = mail.header("from").and_then(address::first)?;
    let lower = from.to_lowercase();
    let nobody =
        ["noreply", "no-reply", "no_reply", "donotreply", "do-not-reply"].iter().any(|name| lower.starts_with(name));
    let mut others = told.iter().map(|told| told.address.as_str()).filter(|other| !other.eq_ignore_ascii_case(to));
    let named = if nobody { others.next() } else { None };
    Some(named.unwrap_or(from).to_owned())
}

/// Where each address stands in a list.
fn places(told: &[Told]) -> BTreeMap<String, usize> {
    told.iter().enumerate().map(|(place, told)| (told.address.to_lowercase(), place)).collect()
}

/// The recipients, from the surest place that names any, and whether the message names them itself.
fn named(mail: &Mail, told: &[Told], original: Option<&Mail>) -> (Vec<String>, bool) {
    let failed: Vec<String> = mail
        .headers("x-failed-recipients")
        .map(mime::decoded)
        .flat_map(|value| address::all(&value).map(|span| span.of(&value).to_owned()).collect::<Vec<_>>())
        .collect();
    let own: Vec<&str> =
        ["from", "to", "reply-to"].iter().filter_map(|name| address::first(mail.header(name)?)).collect();
    let is_own = |told: &Told| own.iter().any(|own| own.eq_ignore_ascii_case(&told.address));
    let at = |places: &[Place], fits: &dyn Fn(&Told) -> bool| -> Vec<String> {
        let there = told.iter().filter(|told| places.contains(&told.place) && !told.contact && fits(told));
        there.map(|told| told.address.clone()).collect()
    };
    for places in [&[Place::Start][..], &[Place::Label, Place::Reply]] {
        let others = at(places, &|told| !is_own(told));
        // Exim lists them in its header, too; a text may name more addresses than failed.
        let listed = |other: &String| failed.iter().any(|failed| failed.eq_ignore_ascii_case(other));
        if others.iter().any(listed) {
            return (failed, true);
        }
        if !others.is_empty() {
            return (others, true);
        }
    }
    if !failed.is_empty() {
        return (failed, true);
    }
    // Mail to oneself: the address stands in a list, with words behind it.
    let oneself = at(&[Place::Start], &|told| !told.paragraph.is_empty());
    if !oneself.is_empty() {
        return (oneself, true);
    }
    let first = |place: Place| at(&[place], &|told| !is_own(told)).into_iter().take(1).collect::<Vec<_>>();
    let sentence = first(Place::Sentence);
    if !sentence.is_empty() {
        return (sentence, true);
    }
    // Whom the message was for is known; any address in a text may be a postmaster's.
    let to = original.and_then(|original| address::first(original.header("to")?)).map(ToOwned::to_owned);
    let mut guess: Vec<String> = to.into_iter().collect();
    if guess.is_empty() {
        guess = first(Place::Anywhere);
    }
    if guess.is_empty() {
        guess = at(&[Place::Label, Place::Reply, Place::Sentence], &|_| true).into_iter().take(1).collect();
    }
    (guess, false)
}

/// The texts about one recipient, the closest first, none twice.
fn near(told: &mut Told) -> Vec<String> {
    let mut near = Vec::new();
    for text in [&mut told.paragraph, &mut told.mentions, &mut told.block] {
        let text = core::mem::take(text);
        if !text.trim().is_empty() && !near.contains(&text) {
            near.push(text);
        }
    }
    near
}

/// The first enhanced status code in a text.
fn status_in(text: &str) -> Option<String> {
    let mut list = WordList::new();
    words::cut(text, |_| 0, &mut list);
    Codes::find(text, &list).first_enhanced().map(|code| code.to_string())
}
