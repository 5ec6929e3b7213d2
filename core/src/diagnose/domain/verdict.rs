//! What large receivers ask of those who send much, and whether the domain has it. The rules stand in
//! `knowledge/bulk.toml`; here is only what DNS shows of each.

use alloc::vec::Vec;

use super::keys::Keys;
use crate::knowledge;
use crate::model::{BulkCheck, RuleStatus, Ruling, Verdict};

/// What was seen. None: not known, or not yet.
pub(super) struct Seen {
    pub(super) spf: Option<bool>,
    pub(super) dkim: Keys,
    pub(super) dmarc: Option<bool>,
    /// Of each address that sends.
    pub(super) reverse: Vec<Option<bool>>,
}

/// The verdict of each group of receivers.
pub(super) fn all(seen: &Seen) -> Vec<Verdict> {
    let groups = knowledge::bulk_groups().iter();
    groups
        .map(|group| Verdict {
            id: group.id,
            name: group.name,
            since: group.since,
            source: group.source,
            seen: group.seen,
            rules: group
                .rules
                .iter()
                .map(|rule| {
                    let status = status(rule.check, seen);
                    let how = rule.how.filter(|_| status == RuleStatus::Unseen);
                    Ruling { check: rule.check, status, text: rule.text, how }
                })
                .collect(),
        })
        .collect()
}

fn status(check: BulkCheck, seen: &Seen) -> RuleStatus {
    let of = |met: Option<bool>| match met {
        Some(true) => RuleStatus::Met,
        Some(false) => RuleStatus::NotMet,
        None => RuleStatus::Unknown,
    };
    match check {
        BulkCheck::Spf => of(seen.spf),
        BulkCheck::Dmarc => of(seen.dmarc),
        BulkCheck::Dkim if seen.dkim.any => RuleStatus::Met,
        BulkCheck::Dkim if !seen.dkim.complete => RuleStatus::Unknown,
        // The selectors of a domain cannot be listed: there may be a key where nobody looked.
        BulkCheck::Dkim if seen.dkim.named => RuleStatus::NotMet,
        BulkCheck::ReverseName if !seen.reverse.is_empty() => {
            let is = |wanted: Option<bool>| seen.reverse.contains(&wanted);
            of(if is(Some(false)) { Some(false) } else { (!is(None)).then_some(true) })
        }
        BulkCheck::Dkim
        | BulkCheck::ReverseName
        | BulkCheck::Alignment
        | BulkCheck::Tls
        | BulkCheck::Unsubscribe
        | BulkCheck::Complaints => RuleStatus::Unseen,
    }
}
