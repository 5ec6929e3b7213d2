//! Bounce messages: what kind of message it is, whom it is about, and what was said. One file a family: delivery
//! reports, feedback reports, the notices of mail services, free text.
//!
//! It knows no cause: what was said is for [`explain`](crate::explain) to read.

mod address;
mod feedback;
mod kind;
mod mime;
mod notice;
mod phrases;
mod report;
mod text;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::intake::Codes;
use crate::model::{Action, Bounce, BounceKind, BouncedRecipient};
use crate::text::{WordList, words};
use mime::{Mail, PartKind};
use text::{Place, Told};

/// Reads a raw message, or a mailbox of them. Linear in its length, whatever the bytes.
pub(crate) fn read(raw: &[u8]) -> Bounce {
    let mut all = Bounce::default();
    for mails in mime::read(raw) {
        let bounce = of_message(&mails);
        if rank(bounce.kind) > rank(all.kind) {
            all.kind = bounce.kind;
        }
        all.recipients.extend(bounce.recipients);
        all.message_id = all.message_id.or(bounce.message_id);
        all.subject = all.subject.or(bounce.subject);
        all.envelope_id = all.envelope_id.or(bounce.envelope_id);
        all.feedback_type = all.feedback_type.or(bounce.feedback_type);
        if all.said.is_empty() {
            all.said = bounce.said;
        }
    }
    once_each(&mut all.recipients);
    all
}

/// Which kind counts when messages are read together.
fn rank(kind: BounceKind) -> u8 {
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

/// One message: the outer one, or the first bounce that was forwarded in it.
fn of_message(mails: &[Mail]) -> Bounce {
    let mut first = None;
    for (place, mail) in mails.iter().enumerate() {
        let bounce = of_mail(mail, mails.get(place + 1));
        let counts = match place {
            0 => bounce.kind != BounceKind::NotBounce,
            // An automatic answer within a message is only quoted.
            _ => rank(bounce.kind) > rank(BounceKind::AutoReply) && !bounce.recipients.is_empty(),
        };
        if counts {
            return bounce;
        }
        first = first.or(Some(bounce));
    }
    first.unwrap_or_default()
}

/// One mail; `nested` is the first message that stands in it.
fn of_mail(mail: &Mail, nested: Option<&Mail>) -> Bounce {
    let whole = mail.human();
    let (human, original) = text::split(&whole);
    let headers = mail.texts(PartKind::Headers).next().or(original).map(mime::head_of);
    let original = headers.as_ref().filter(|head| head.has_head()).or(nested);
    let mut bounce = Bounce {
        message_id: original.and_then(|mail| mail.header("message-id")).map(bare_id),
        subject: original.and_then(|mail| mail.header("subject")).map(|subject| mime::decoded(subject).into_owned()),
        ..Bounce::default()
    };
    let known = by_feedback(mail, original, &mut bounce)
        || by_report(mail, human, &mut bounce)
        || notice::read(&whole, &mut bounce)
        || by_receipt(mail, &mut bounce)
        || by_text(mail, human, original, &mut bounce);
    if known {
        human.trim().clone_into(&mut bounce.said);
    } else {
        bounce = Bounce::default();
    }
    bounce
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
fn by_report(mail: &Mail, human: &str, bounce: &mut Bounce) -> bool {
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
    if !fields.recipients.iter().any(|about| about.recipient.contains('@')) {
        name_the_nameless(&mut fields.recipients, mail, &told);
    }
    let places: BTreeMap<String, usize> =
        told.iter().enumerate().map(|(place, told)| (told.address.to_lowercase(), place)).collect();
    for about in &mut fields.recipients {
        let names = [Some(&about.recipient), about.original_recipient.as_ref()];
        let place = names.into_iter().flatten().find_map(|name| places.get(&name.to_lowercase()));
        if let Some(told) = place.and_then(|place| told.get_mut(*place)) {
            about.near = near(told);
        }
        about.action = about.action.or_else(|| by_status(about.status.as_deref()));
    }
    bounce.kind = kind_of(&fields.recipients);
    bounce.envelope_id = fields.envelope_id;
    bounce.recipients = fields.recipients;
    true
}

/// A report that knows only a local user's name, and one address elsewhere that must be the same person's.
fn name_the_nameless(recipients: &mut [BouncedRecipient], mail: &Mail, told: &[Told]) {
    let failed = mail.headers("x-failed-recipients").find_map(address::first);
    let mut starts = told.iter().filter(|told| told.place >= Place::Label);
    let address = failed.or_else(|| starts.next().map(|told| told.address.as_str()));
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

/// A bounce or an automatic answer in free text.
fn by_text(mail: &Mail, human: &str, original: Option<&Mail>, bounce: &mut Bounce) -> bool {
    bounce.kind = kind::of(mail, human);
    match bounce.kind {
        BounceKind::NotBounce => return false,
        BounceKind::AutoReply => {
            let from = mail.header("from").and_then(address::first);
            bounce
                .recipients
                .extend(from.map(|from| BouncedRecipient { recipient: from.to_owned(), ..Default::default() }));
            return true;
        }
        _ => {}
    }
    let action = if bounce.kind == BounceKind::Delayed { Action::Delayed } else { Action::Failed };
    let mut told = text::read(human);
    let named = named(mail, &told, original);
    let places: BTreeMap<String, usize> =
        told.iter().enumerate().map(|(place, told)| (told.address.to_lowercase(), place)).collect();
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
    true
}

/// The recipients, from the surest place that names any.
fn named(mail: &Mail, told: &[Told], original: Option<&Mail>) -> Vec<String> {
    let failed: Vec<String> = mail
        .headers("x-failed-recipients")
        .map(mime::decoded)
        .flat_map(|value| address::all(&value).map(|span| span.of(&value).to_owned()).collect::<Vec<_>>())
        .collect();
    let own: Vec<&str> =
        ["from", "to", "reply-to"].iter().filter_map(|name| address::first(mail.header(name)?)).collect();
    let other = |told: &&Told| !own.iter().any(|own| own.eq_ignore_ascii_case(&told.address));
    for place in [Place::Start, Place::Label, Place::Reply] {
        let at: Vec<&Told> = told.iter().filter(|told| told.place == place).collect();
        let others: Vec<&Told> = at.iter().copied().filter(other).collect();
        if others.is_empty() {
            continue;
        }
        // Exim lists them in its header, too; a text may name more addresses than failed.
        let listed = |told: &&Told| failed.iter().any(|failed| failed.eq_ignore_ascii_case(&told.address));
        if others.iter().any(listed) {
            return failed;
        }
        return others.into_iter().map(|told| told.address.clone()).collect();
    }
    if !failed.is_empty() {
        return failed;
    }
    let first_at = |place: Place| told.iter().find(|told| told.place == place && other(told));
    let to = original.and_then(|original| address::first(original.header("to")?));
    if let Some(told) = first_at(Place::Sentence) {
        return alloc::vec![told.address.clone()];
    }
    // Whom the message was for is known; any address in a text may be a postmaster's.
    let to = to.map(ToOwned::to_owned);
    let anywhere = || first_at(Place::Anywhere).map(|told| told.address.clone());
    // A test mail to oneself.
    let oneself = || told.iter().find(|told| told.place >= Place::Sentence).map(|told| told.address.clone());
    to.or_else(anywhere).or_else(oneself).into_iter().collect()
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
