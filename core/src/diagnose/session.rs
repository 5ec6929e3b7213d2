//! What the course of a session tells, beside the words that were said in it.

use super::ranking::{Candidate, Level, keep_best, sort};
use super::{Look, Request, look};
use crate::intake::{Dialogue, Ending};
use crate::knowledge::{self, Origin, codes as code};
use crate::model::{Area, Confidence, Stage};
use crate::text::{Span, WordList};

/// Looks at a session: at the reply that tells and, where it does not tell enough, at what the program said itself.
pub(super) fn look_at(request: &Request<'_>, text: &str, words: &WordList, session: &Dialogue) -> Look {
    let refused = session.ending == Ending::Refused;
    let told = |with_notes: bool| {
        let mut spans = if with_notes { session.notes.clone() } else { Default::default() };
        if refused {
            spans.push(session.proof);
        }
        look(request, text, within(words, &spans), session.stage)
    };
    let mut seen = told(!refused);
    if refused && seen.candidates.first().is_none_or(|best| best.level < Level::VagueWords) {
        let with_notes = told(true);
        let best = |look: &Look| look.candidates.first().map(|best| best.level);
        if best(&with_notes) > best(&seen) {
            seen = with_notes;
        }
    }
    // "Could not authenticate" is how some programs end, whatever went wrong: nobody logs in before EHLO is answered.
    if matches!(session.stage, Some(Stage::Connect | Stage::Helo)) && !refused {
        seen.candidates.retain(|candidate| knowledge::cause(candidate.cause).area != Area::Authentication);
    }
    // The same words where no log-in was offered: no password was sent, so none was refused.
    if matches!(session.ending, Ending::NoLogin(_) | Ending::TokensOnly) {
        seen.candidates.retain(|candidate| candidate.cause != code::AUTH001);
    }
    if let Some(candidate) = of_course(session) {
        keep_best(&mut seen.candidates, candidate);
        sort(&mut seen.candidates);
    }
    if seen.setting.provider.is_none() {
        seen.setting.provider = look(request, text, words.clone(), None).setting.provider;
    }
    seen
}

/// The words that stand in one of the spans.
fn within(words: &WordList, spans: &[Span]) -> WordList {
    let inside =
        |start: u32, end: u32| spans.iter().any(|span| span.start <= start as usize && end as usize <= span.end);
    words.iter().filter(|word| inside(word.start, word.end)).copied().collect()
}

/// The cause that follows from how the session went.
fn of_course(session: &Dialogue) -> Option<Candidate> {
    let (cause, level, confidence) = match session.ending {
        // Whatever its words: without STARTTLS there is no encryption here.
        Ending::Refused if session.stage == Some(Stage::StartTls) => {
            let cause = if session.for_good { code::TLS002 } else { code::TLS010 };
            (cause, Level::Frame, Confidence::Certain)
        }
        Ending::Refused | Ending::Open => return None,
        Ending::NoStartTls => (code::TLS002, Level::StrongCode, Confidence::Likely),
        Ending::TlsBroken => (code::TLS008, Level::StrongCode, Confidence::Likely),
        Ending::Accepted => (code::SMTP009, Level::Symptom, Confidence::Certain),
        Ending::NotConnected => (code::CONN001, Level::VagueWords, Confidence::Possible),
        Ending::NoGreeting => (code::CONN003, Level::VagueWords, Confidence::Possible),
        Ending::NotSmtp => (code::CONF004, Level::Words, Confidence::Certain),
        Ending::Silent if session.stage == Some(Stage::StartTls) => {
            (code::TLS008, Level::StrongCode, Confidence::Possible)
        }
        Ending::Silent => (code::CONN003, Level::StrongCode, Confidence::Likely),
        Ending::NoLogin(true) => (code::TLS001, Level::Symptom, Confidence::Likely),
        Ending::NoLogin(false) => (code::AUTH008, Level::Symptom, Confidence::Likely),
        Ending::TokensOnly => (code::AUTH004, Level::Symptom, Confidence::Likely),
    };
    Some(Candidate {
        cause,
        level,
        score: 100,
        confidence,
        span: session.proof,
        gap: true,
        retry: None,
        recipient: None,
        common: true,
        provider: knowledge::NO_PROVIDER,
        origin: Origin::General,
    })
}
