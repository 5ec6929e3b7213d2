//! Weighs the rows that matched: what was said most precisely comes first.

use smallvec::SmallVec;

use super::matching::{Match, Matches};
use crate::intake::Codes;
use crate::knowledge::{self, BARE, Origin, Row, Target, codes as code};
use crate::model::{Confidence, Recipient, RetryRule, Stage};
use crate::syntax::EnhancedCode;
use crate::text::Span;

/// How strong the kind of proof is. A level never loses to a lower one.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Level {
    /// A reply code alone.
    Reply,
    /// An enhanced status code that servers use for anything.
    WeakCode,
    /// Words that name the cause only vaguely.
    VagueWords,
    /// An enhanced status code that means what it says.
    StrongCode,
    /// Decisive words for a symptom: the connection broke, the server is busy.
    Symptom,
    /// Decisive words.
    Words,
    /// Words that tell what all the rest is about: `Sender verify failed`, with another server's reply quoted.
    Frame,
}

/// One cause, and the best proof for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) cause: u16,
    pub(super) level: Level,
    pub(super) score: u32,
    pub(super) confidence: Confidence,
    pub(super) span: Span,
    pub(super) gap: bool,
    pub(super) retry: Option<RetryRule>,
    pub(super) recipient: Option<Recipient>,
    /// Whether others say these words too: then they do not give a provider away.
    pub(super) common: bool,
    /// The file of the row: its steps fit best.
    pub(super) provider: u16,
    pub(super) origin: Origin,
}

pub(super) type Candidates = SmallVec<[Candidate; 8]>;

/// What is known beside the words.
pub(super) struct Setting {
    pub(super) codes: Codes,
    pub(super) stage: Option<Stage>,
    /// The provider whose words these are.
    pub(super) provider: Option<u16>,
    /// The provider that the caller named.
    pub(super) named: Option<u16>,
}

impl Setting {
    /// Whether no recipient had been named yet (RFC 5321 section 3.3, RFC 4954): then none can be at fault.
    fn before_recipient(&self) -> bool {
        let log_in = |code: u16| matches!(code, 334 | 530 | 534 | 535 | 538);
        let early = [Stage::Connect, Stage::Helo, Stage::StartTls, Stage::Auth, Stage::Mail];
        // 5.1.7, 5.1.8 and 5.7.27 are about the sender's address (RFC 3463, RFC 7505).
        let of_sender = |code: EnhancedCode| matches!((code.subject(), code.detail()), (1, 7 | 8) | (7, 27));
        self.stage.is_some_and(|stage| early.contains(&stage))
            || self.codes.enhanced.iter().any(|(code, _)| of_sender(*code))
            || self.codes.reply.is_some_and(|(code, _)| log_in(code.number()))
    }
}

/// The stage that the text names: the last word on it.
pub(super) fn stage(matches: &Matches) -> Option<Stage> {
    matches.iter().rev().find_map(|found| match row(found)?.target {
        Target::Stage(stage) => Some(stage),
        _ => None,
    })
}

/// The provider that the text's own words give away: the one with the most letters.
pub(super) fn provider(matches: &Matches) -> Option<u16> {
    let tells = matches.iter().filter_map(|found| {
        let row = row(found).filter(|row| row.target == Target::Tell)?;
        Some((found.letters, core::cmp::Reverse(row.file.provider)))
    });
    tells.max().map(|(_, core::cmp::Reverse(provider))| provider)
}

/// Where the text names a blocklist.
pub(super) fn blocklist(matches: &Matches) -> Option<Span> {
    matches.iter().find(|found| row(found).is_some_and(|row| row.file.origin == Origin::Blocklist)).map(Match::span)
}

/// Every cause with its best proof, the best first.
pub(super) fn rank(matches: &Matches, setting: &Setting) -> Candidates {
    let mut candidates = Candidates::new();
    for found in matches {
        if let Some(candidate) = row(found).and_then(|row| weigh(row, Some(found), setting)) {
            keep_best(&mut candidates, candidate);
        }
    }
    if setting.provider.is_some() || setting.named.is_some() {
        for &place in BARE {
            if let Some(candidate) = knowledge::row(place).and_then(|row| weigh(row, None, setting)) {
                keep_best(&mut candidates, candidate);
            }
        }
    }
    for candidate in floor(&setting.codes) {
        keep_best(&mut candidates, candidate);
    }
    if setting.before_recipient() {
        candidates.retain(|candidate| knowledge::cause(candidate.cause).recipient != Recipient::Suppress);
    }
    sort(&mut candidates);
    candidates
}

/// The strongest first. There is one candidate a cause at most: inserting is quick enough, and a tenth of the code.
pub(super) fn sort(candidates: &mut Candidates) {
    for end in 1..candidates.len() {
        let sorted = candidates.get(..end).unwrap_or_default();
        let Some(next) = candidates.get(end) else { return };
        let place = sorted.partition_point(|known| known.strength() >= next.strength());
        if let Some(rest) = candidates.get_mut(place..=end) {
            rest.rotate_right(1);
        }
    }
}

impl Candidate {
    /// The order of candidates; the place in the text and the cause's own place break a tie, never chance.
    fn strength(&self) -> impl Ord + use<> {
        (self.level, self.score, core::cmp::Reverse((self.span.start, self.cause)))
    }
}

pub(super) fn keep_best(candidates: &mut Candidates, new: Candidate) {
    let Some(known) = candidates.iter_mut().find(|candidate| candidate.cause == new.cause) else {
        candidates.push(new);
        return;
    };
    let says = |other: &Candidate, own: &Candidate| {
        matches!(other.origin, Origin::General | Origin::Server)
            && other.level >= Level::Symptom
            && other.span.start <= own.span.start
            && other.span.end >= own.span.end
    };
    let common = known.common || new.common || says(known, &new) || says(&new, known);
    if known.strength() < new.strength() {
        *known = new;
    }
    known.common = common;
}

fn row(found: &Match) -> Option<Row> {
    knowledge::row(found.row)
}

/// The weight of one row: its letters, and what else agrees with it. None when a condition fails.
fn weigh(row: Row, found: Option<&Match>, setting: &Setting) -> Option<Candidate> {
    let Target::Cause(cause) = row.target else { return None };
    let Row { file, when, .. } = row;
    let about = knowledge::cause(cause);
    let own = |provider: Option<u16>| provider == Some(file.provider);
    let at_home = file.origin == Origin::Provider && (own(setting.provider) || own(setting.named));
    if found.is_none() && file.origin == Origin::Provider && !at_home {
        return None;
    }
    let mut score = found.map_or(0, |found| 4 * u32::from(found.letters)) + 40;
    let agreements = [
        (agree_code(when.code, &setting.codes), 16, 8),
        (agree_enhanced(when.enhanced, &setting.codes), 40, 12),
        (when.stage.map(|stage| setting.stage == Some(stage)), 24, 8),
    ];
    for (agreement, bonus, malus) in agreements {
        match agreement {
            Some(true) => score += bonus,
            Some(false) if when.require => return None,
            Some(false) => score = score.saturating_sub(malus),
            None => {}
        }
    }
    if at_home {
        score += 60;
    }
    let level = match (when.vague, found) {
        (true, _) => Level::VagueWords,
        (false, Some(_)) if when.frame => Level::Frame,
        (false, Some(_)) if about.symptom => Level::Symptom,
        (false, Some(_)) => Level::Words,
        (false, None) => Level::StrongCode,
    };
    let confidence = match file.origin {
        _ if when.vague => Confidence::Possible,
        Origin::General => Confidence::Likely,
        Origin::Provider if !at_home && setting.provider.is_some() => Confidence::Likely,
        _ => Confidence::Certain,
    };
    let codes = &setting.codes;
    let of_codes = || codes.enhanced.first().map(|(_, span)| *span).or(codes.reply.map(|(_, span)| span));
    let span = found.map(Match::span).or_else(of_codes).unwrap_or_default();
    Some(Candidate {
        cause,
        level,
        score,
        confidence,
        span,
        gap: found.is_some_and(|found| found.gap),
        retry: when.retry,
        recipient: when.recipient,
        common: false,
        provider: file.provider,
        origin: file.origin,
    })
}

fn agree_code(wanted: u16, codes: &Codes) -> Option<bool> {
    let reply = codes.reply.map(|(code, _)| code.number());
    match wanted {
        0 => None,
        4 | 5 => Some(codes.class() == Some(wanted as u8)),
        _ => Some(reply == Some(wanted)),
    }
}

fn agree_enhanced(wanted: Option<(u8, u16, u16)>, codes: &Codes) -> Option<bool> {
    let (class, subject, detail) = wanted?;
    Some(
        codes.enhanced.iter().any(|(code, _)| {
            (class == 0 || code.class() == class) && code.subject() == subject && code.detail() == detail
        }),
    )
}

/// What the codes tell without any words.
fn floor(codes: &Codes) -> Candidates {
    let mut floor = Candidates::new();
    for (place, (code, span)) in codes.enhanced.iter().enumerate() {
        floor.extend(by_enhanced(*code, *span, place));
    }
    if let Some((code, span)) = codes.reply {
        let causes = knowledge::floor_reply(code.number());
        let causes = match (causes, code.class()) {
            ([], 4) => &[code::SMTP004][..],
            ([], 5) => &[code::SMTP011][..],
            ([], 2) if code.number() == 250 => &[code::SMTP009][..],
            _ => causes,
        };
        floor.extend(at_level(causes, Level::Reply, Confidence::Possible, span, 0));
    }
    floor
}

fn by_enhanced(code: EnhancedCode, span: Span, place: usize) -> impl Iterator<Item = Candidate> {
    let row = knowledge::floor_enhanced(code);
    let causes = row.map_or(&[][..], |row| row.causes);
    let (level, confidence) = match row {
        Some(row) if row.strong => (Level::StrongCode, Confidence::Likely),
        _ => (Level::WeakCode, Confidence::Possible),
    };
    at_level(causes, level, confidence, span, place)
}

/// The first cause of a list weighs most, and the first code of a text.
fn at_level(
    causes: &'static [u16],
    level: Level,
    confidence: Confidence,
    span: Span,
    place: usize,
) -> impl Iterator<Item = Candidate> {
    causes.iter().enumerate().map(move |(rank, &cause)| Candidate {
        cause,
        level: if rank == 0 { level } else { level.min(Level::WeakCode) },
        score: 30_u32.saturating_sub(rank as u32 * 4 + place as u32),
        confidence: if rank == 0 { confidence } else { Confidence::Possible },
        span,
        gap: false,
        retry: None,
        recipient: None,
        common: false,
        provider: knowledge::NO_PROVIDER,
        origin: Origin::General,
    })
}
