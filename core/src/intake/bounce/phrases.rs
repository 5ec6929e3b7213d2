//! The words by which people tell a bounce, an automatic answer and an ordinary message apart, in many languages.
//! They only tell what kind of message it is: why a mail failed is for `explain`.

use crate::model::Action;

/// Whether a text speaks of mail that did not arrive.
pub(super) fn tells_of_failure(text: &str) -> bool {
    contains(text, FAILURES)
}

/// Whether a subject is one of a bounce.
pub(super) fn is_bounce_subject(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    // An answer to a bounce is written by a person.
    let answer = ["re: ", "aw: ", "sv: "].iter().any(|start| lower.starts_with(start));
    !answer && (SUBJECTS.iter().any(|word| lower.contains(word)) || contains(&lower, FAILURES))
}

/// Whether a subject is one of an automatic answer.
pub(super) fn is_auto_subject(subject: &str) -> bool {
    contains(subject, AUTO_SUBJECTS)
}

/// Whether a text asks the sender to prove that a person wrote (a challenge), or calls itself automatic.
pub(super) fn is_certainly_auto(text: &str) -> bool {
    contains(text, CERTAINLY_AUTO)
}

/// Whether a text tells that somebody is away.
pub(super) fn is_auto_text(text: &str) -> bool {
    contains(text, AUTO_TEXTS)
}

/// Whether a text says that delivery goes on.
pub(super) fn tells_of_delay(text: &str) -> bool {
    contains(text, DELAYS) && !contains(text, GIVEN_UP)
}

fn contains(text: &str, phrases: &[&str]) -> bool {
    let start = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    // Lines are wrapped anywhere.
    let mut lower = alloc::string::String::with_capacity(start.len());
    for word in start.split_whitespace() {
        if !lower.is_empty() {
            lower.push(' ');
        }
        lower.extend(word.chars().flat_map(char::to_lowercase).map(|letter| if letter == '’' { '\'' } else { letter }));
    }
    phrases.iter().any(|phrase| lower.contains(phrase))
}

/// What kind of message it is stands at its top.
pub(super) const LONGEST: usize = 8192;

/// What a heading says of the addresses below it.
pub(super) fn heading(line: &str) -> Option<Action> {
    if line.len() > 200 {
        return None;
    }
    let lower = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&[
        "transient non-fatal",
        "temporarily deferred",
        "delivery delayed",
        "delivery is delayed",
        "has been delayed",
    ]) {
        Some(Action::Delayed)
    } else if has(&[
        "permanent fatal",
        "failed permanently",
        "address failed",
        "addresses failed",
        "address(es) failed",
    ]) {
        Some(Action::Failed)
    } else if has(&["successfully delivered", "had successful delivery", "was successfully relayed"]) {
        Some(Action::Delivered)
    } else {
        None
    }
}

/// Whether a label announces the recipient (true) or somebody else (false).
pub(super) fn label(label: &str) -> Option<bool> {
    let last = label.rsplit(['.', '>', '<', '(', ',', '!', '|']).next().unwrap_or_default().trim();
    let is = |words: &[&str]| words.contains(&last);
    let ends = |words: &[&str]| words.iter().any(|word| last.ends_with(word));
    if is(&[
        "from",
        "mail from",
        "sender",
        "reply-to",
        "return-path",
        "cc",
        "to",
        "subject",
        "message-id",
        "original sender",
        "envelope sender",
        "envelope-from",
        "mailto",
        "contact",
        "for assistance",
    ]) || ends(&["sender", "contact", "from"])
    {
        Some(false)
    } else if ends(&[
        "recipient",
        "recipients",
        "recipient address",
        "recipient(s)",
        "user",
        "userid",
        "user id",
        "address",
        "addresses",
        "mailbox",
        "account",
        "rcpt",
        "delivered to",
        "delivery to",
        "deliver to",
        "addressee",
        "empfänger",
        "destinataire",
        "destinatario",
        "destinatário",
        "получатель",
        "宛先",
        "アドレス",
        "收件人",
        "收件人地址",
        "受信者",
    ]) {
        Some(true)
    } else {
        None
    }
}

/// Whether the words before an address say that it is somebody to ask, or the sender.
pub(super) fn is_aside(before: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    ends(&[
        "contact",
        "from",
        "sender",
        "sent by",
        "mail to",
        "e-mail to",
        "email to",
        "message to postmaster",
        "write to",
        "forward to",
        "by",
        "hello",
        "envelope-from",
        "dear",
        "reply to",
        "expanded from:",
        "von",
        "de",
    ])
}

/// Whether the words before an address say that one may ask there.
pub(super) fn is_contact(before: &str) -> bool {
    let before = before.trim_end_matches(['<', '"', '\'', '(', ' ', '\t', ':']).to_lowercase();
    // `please send mail … to the address`, but not `could not be delivered to the address`.
    let asks = before.ends_with("to the address") && !before.contains("deliver") && !before.contains("fail");
    asks || [
        "contact",
        "mail to",
        "e-mail to",
        "email to",
        "write to",
        "please e-mail",
        "please email",
        "contact us at",
        "forward to",
        "support at",
    ]
    .iter()
    .any(|end| before.ends_with(end))
}

/// Whether the words before an address lead to the recipient of a message.
pub(super) fn leads_to(before: &str) -> bool {
    let last = before.trim_end_matches([':', ' ', ',']).rsplit([' ', '(', '\t']).next().unwrap_or_default();
    [
        "to",
        "for",
        "recipient",
        "address",
        "user",
        "account",
        "mailbox",
        "an",
        "für",
        "à",
        "a",
        "para",
        "aan",
        "do",
        "userid",
        "adresse",
        "recipients",
        "list",
        "till",
        "til",
        "inbox",
        "destinataire",
        "destinatario",
        "empfänger",
        "адресу",
        "получателю",
        "name",
    ]
    .contains(&last)
}

/// Whether a line announces the message that came back.
pub(super) fn announces_original(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let lower = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&[
        "original message",
        "copy of the message",
        "copy of your message",
        "copy of the original",
        "below this line",
        "headers follow",
        "header follow",
        "message header",
        "unsent message",
        "returned message",
        "text follows",
        "header of the",
        "headers of the",
        "message follows",
        "undelivered message",
        "original mail",
        "original header",
        "message contents",
        "rejected message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "message d'origine",
        "message original",
        "mensaje original",
        "mensagem original",
        "messaggio originale",
        "исходное сообщение",
        "オリジナル",
        "元のメッセージ",
        "原邮件",
        "原始邮件",
    ])
}

const SUBJECTS: &[&str] = &[
    "delivery status notification",
    "delivery notification",
    "delivery report",
    "returned mail",
    "failure notice",
    "mail failure",
    "mail system error",
    "mail delivery",
    "delivery problem",
    "delivery error",
    "error sending your mail",
    "mail error",
    "warning: could not send",
    "message status",
    "returned message",
    "non-delivery",
    "nondelivery",
    "bounce",
];

const FAILURES: &[&str] = &[
    // English
    "not be delivered",
    "n't be delivered",
    "not delivered",
    "able to deliver",
    "unable to send",
    "did not reach",
    "delivery failed",
    "delivery has failed",
    "delivery to the following",
    "failed to deliver",
    "delivery failure",
    "delivery status notification",
    "undeliverable",
    "undelivered",
    "undeliver",
    "returned to sender",
    "fatal errors",
    "transcript of session",
    "trouble delivering",
    "error delivering",
    "failed permanently",
    "delivery errors",
    "permanent error",
    "permanent failure",
    "was rejected",
    "been rejected",
    "user unknown",
    "unknown user",
    "invalid user",
    "no such user",
    "were affected",
    "been delayed",
    "delivery delayed",
    "mailbox full",
    "mailbox is full",
    "over quota",
    "does not exist",
    "doesn't exist",
    "couldn't be found",
    "not a member",
    "not listed in",
    "could not send",
    "cannot send",
    "couldn't send",
    "error occurred while",
    "error has occurred",
    "rejected recipient",
    "may not exist",
    "final delivery",
    "not deliver",
    "n't deliver",
    "failed recipient",
    "addresses failed",
    "address failed",
    "rejected by the",
    "bounced",
    "message rejected",
    "blocked by",
    "rejected your message",
    "message blocked",
    // German, Dutch, Swedish, Danish, Norwegian, Finnish
    "nicht zugestellt",
    "unzustellbar",
    "nicht zustellbar",
    "zustellung fehlgeschlagen",
    "zustellung nicht",
    "niet worden bezorgd",
    "niet bezorgd",
    "onbestelbaar",
    "niet-bestelbaar",
    "går inte att leverera",
    "recapito non riuscito",
    "non recapitato",
    "teslim edilemiyor",
    "niet afgeleverd",
    "niet worden afgeleverd",
    "inte levereras",
    "inte leverera",
    "ikke leveres",
    "ikke levere",
    "ei voitu toimittaa",
    "ei toimitettu",
    // French, Spanish, Portuguese, Italian, Romanian
    "pas pu être",
    "non remis",
    "échec de la remise",
    "impossible de remettre",
    "non distribu",
    "pas été remis",
    "no se pudo entregar",
    "no se ha podido entregar",
    "no entregado",
    "no se puede entregar",
    "no pudo ser entregado",
    "não pôde ser entregue",
    "não foi entregue",
    "não pode ser entregue",
    "falha na entrega",
    "possível entregar",
    "possibile recapitare",
    "impossibile recapitare",
    "mancato recapito",
    "non recapitabile",
    "stato recapitato",
    "possibile consegnare",
    "putut fi livrat",
    // Polish, Czech, Hungarian, Turkish, Russian, Ukrainian
    "nie można dostarczyć",
    "nie dostarczono",
    "niedostarczon",
    "nelze doručit",
    "nedoručen",
    "nedoručitel",
    "kézbesíthet",
    "teslim edilemedi",
    "iletilemedi",
    "не доставлен",
    "не может быть доставлен",
    "не удалось доставить",
    "недоставлен",
    "невозможно доставить",
    "не было доставлен",
    // Japanese, Chinese, Korean
    "配信できません",
    "送信できません",
    "配送できません",
    "配達できません",
    "配信不能",
    "届けられません",
    "送信できなかった",
    "届きませんでした",
    "配信に失敗",
    "配送に失敗",
    "送信に失敗",
    "エラー",
    "无法投递",
    "退信",
    "未能送达",
    "无法送达",
    "投递失败",
    "无法发送",
    "發送失敗",
    "无法传递",
    "無法傳遞",
    "전송하지 못",
    "배달되지",
    "반송",
    "발송 실패",
    "전달되지",
];

const AUTO_SUBJECTS: &[&str] = &[
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autorespon",
    "automatic response",
    "automated reply",
    "automated response",
    "auto: ",
    "out of office",
    "out of the office",
    "out-of-office",
    "vacation",
    "on leave",
    "away from",
    "on holiday",
    "automatische antwort",
    "abwesenheit",
    "abwesend",
    "nicht im büro",
    "automatisch antwoord",
    "automatische antwoord",
    "afwezig",
    "réponse automatique",
    "absence du bureau",
    "respuesta automática",
    "fuera de la oficina",
    "resposta automática",
    "fora do escritório",
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "frånvaro",
    "poissa",
    "automaattinen vastaus",
    "automatyczna odpowiedź",
    "autoodpowiedź",
    "automatická odpověď",
    "automatikus válasz",
    "otomatik yanıt",
    "автоответ",
    "автоматический ответ",
    "自動応答",
    "自動返信",
    "不在",
    "自动回复",
    "自動回覆",
    "자동 응답",
    "자동응답",
    "부재중",
];

const AUTO_TEXTS: &[&str] = &[
    "out of the office",
    "out of office",
    "on vacation",
    "on annual leave",
    "on maternity leave",
    "on leave until",
    "away from my",
    "away from the office",
    "nicht im büro",
    "nicht im hause",
    "im urlaub",
    "en vacances",
    "absent du bureau",
    "de vacaciones",
    "fuera de la oficina",
    "in ferie",
];

const CERTAINLY_AUTO: &[&str] = &[
    "awaiting your verification",
    "confirm that you are a",
    "prove that you are",
    "verify that you are",
    "message delivered, please click",
    "be delivered, please click",
    "verify your message",
    "please confirm your message",
    "challenge-response",
    "challenge/response",
    "this is an automatic reply",
    "this is an automated response",
    "this is an automated reply",
    "this is an auto-reply",
    "this is an auto reply",
    "this is an automatic response",
    "this is an autoresponse",
    "dies ist eine automatische antwort",
    "ceci est une réponse automatique",
    "esta es una respuesta automática",
];

const DELAYS: &[&str] = &[
    "will continue",
    "keep trying",
    "still trying",
    "try again later",
    "will be retried",
    "will retry",
    "no action is required",
    "not need to resend",
    "not need to do anything",
    "not need to re-send",
    "not yet been delivered",
    "not been delivered yet",
    "been delayed",
    "is delayed",
    "was delayed",
    "delivery delayed",
    "(delay)",
    "warning message only",
    "a warning message",
    "could not send message for past",
    "wird weiterhin",
    "verzögert",
    "a été retardé",
    "se ha retrasado",
    "задерж",
];

const GIVEN_UP: &[&str] = &[
    "given up",
    "giving up",
    "gave up",
    "permanent error",
    "permanent failure",
    "failed permanently",
    "not going to try",
    "fatal errors",
    "will no longer",
    "won't try again",
    "final notice",
    "queue too long",
    "could not be delivered for",
    "address failed",
    "addresses failed",
    "address(es) failed",
    "stopped trying",
    "no longer be retried",
    "final-action",
    "(failure)",
];
