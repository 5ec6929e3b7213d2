//! The limits that apply, and what one mail takes of each.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::grid::Window;
use super::{PlanError, PlanRequest};
use crate::knowledge;
use crate::model::{Limit, LimitUnit, LimitWindow, Provider, UsedLimit};

/// What is known of the way a mailing takes.
pub(super) struct Known<'a> {
    pub(super) provider: Option<&'static Provider>,
    pub(super) account: Option<&'static str>,
    pub(super) limits: Vec<UsedLimit<'a>>,
    pub(super) cost: Cost,
    /// Into how many messages each mail has to be split.
    pub(super) split: u64,
    /// The most recipients of one message.
    pub(super) most_recipients: Option<u64>,
}

/// What one mail takes of a limit.
pub(super) struct Cost {
    messages: u64,
    recipients: u64,
}

pub(super) fn collect<'a>(request: &PlanRequest<'a>) -> Result<Known<'a>, PlanError> {
    let provider = request.provider.as_deref().map(find).transpose()?;
    let all = provider.and_then(Provider::submission).map_or(&[][..], |facts| facts.limits);
    let account = account(request, all)?;
    let theirs = all.iter().filter(|limit| limit.account.is_none() || limit.account == account);
    let timed = |limit: &&Limit| limit.per.seconds().is_some();
    let mut limits: Vec<UsedLimit<'a>> = theirs
        .clone()
        .filter(|limit| limit.unit != LimitUnit::Megabytes && (request.caps.is_empty() || !timed(limit)))
        .map(used)
        .collect();
    limits.extend(request.caps.iter().map(|cap| UsedLimit {
        unit: cap.unit,
        per: cap.per,
        count: cap.count,
        mails: None,
        binds: false,
        account: None,
        note: None,
        confirmed: true,
        source: Cow::Borrowed("given"),
        seen: None,
    }));
    let most = |limit: &&Limit| limit.unit == LimitUnit::Recipients && limit.per == LimitWindow::Message;
    let most_recipients = theirs.filter(most).map(|limit| limit.count).min();
    let split = most_recipients.map_or(1, |most| request.recipients.div_ceil(most.max(1)));
    let cost = Cost { messages: split, recipients: request.recipients };
    // The limits of an account that was assumed are not told as this account's where the caller knows better.
    let account = account.filter(|_| limits.iter().any(|limit| limit.account.is_some()));
    Ok(Known { provider, account, limits, cost, split, most_recipients })
}

fn find(name: &str) -> Result<&'static Provider, PlanError> {
    let found = knowledge::find_provider(name).and_then(knowledge::provider);
    found.ok_or_else(|| PlanError { message: "the provider is not known; give `limits`".into() })
}

/// The kind of account that was named; else the one with the lowest limit of those that count by the day or faster.
fn account(request: &PlanRequest<'_>, limits: &[Limit]) -> Result<Option<&'static str>, PlanError> {
    let named = || limits.iter().filter_map(|limit| limit.account);
    if let Some(wanted) = request.account.as_deref() {
        let same = |account: &&str| account.eq_ignore_ascii_case(wanted);
        let starts = |account: &&str| {
            account.get(..wanted.len()).is_some_and(|start| !wanted.is_empty() && start.eq_ignore_ascii_case(wanted))
        };
        return named().find(same).or_else(|| named().find(starts)).map(Some).ok_or_else(|| {
            let mut known: Vec<&str> = Vec::new();
            for account in named() {
                if !known.contains(&account) {
                    known.push(account);
                }
            }
            let message = format!("`account` is none that is known there: {}", known.join(", "));
            PlanError { message }
        });
    }
    let timed = limits.iter().filter(|limit| limit.account.is_some() && limit.per.seconds().is_some());
    // Per second, as a fraction: count over seconds.
    let slowest = timed.min_by(|a, b| {
        let (x, y) = (a.per.seconds().unwrap_or(1), b.per.seconds().unwrap_or(1));
        (u128::from(a.count) * u128::from(y)).cmp(&(u128::from(b.count) * u128::from(x)))
    });
    Ok(slowest.and_then(|limit| limit.account))
}

fn used<'a>(limit: &Limit) -> UsedLimit<'a> {
    UsedLimit {
        unit: limit.unit,
        per: limit.per,
        count: limit.count,
        mails: None,
        binds: false,
        account: limit.account,
        note: limit.note,
        confirmed: limit.confirmed,
        source: Cow::Borrowed(limit.source),
        seen: Some(limit.seen),
    }
}

/// How many mails may go out in the time of a limit, 20 % below it. Where that is not a whole mail, the time is
/// stretched until it is one.
pub(super) fn window(limit: &UsedLimit<'_>, cost: &Cost) -> Option<Window> {
    let seconds = limit.per.seconds()?;
    let cost = u128::from(if limit.unit == LimitUnit::Recipients { cost.recipients } else { cost.messages }.max(1));
    let share = u128::from(limit.count) * 4;
    let mails = share / (5 * cost);
    if mails > 0 {
        return Some(Window { seconds, mails: u64::try_from(mails).unwrap_or(u64::MAX) });
    }
    let times = (5 * cost).div_ceil(share.max(1));
    let seconds = u64::try_from(u128::from(seconds).saturating_mul(times)).unwrap_or(u64::MAX);
    Some(Window { seconds, mails: 1 })
}

/// Marks which limit binds, and what is used of each.
pub(super) fn tell(known: &mut Known<'_>, windows: &[Window]) {
    let slowest = windows.iter().min_by(|a, b| a.slower(b)).copied();
    let mut open = slowest;
    for limit in &mut known.limits {
        let Some(window) = window(limit, &known.cost) else { continue };
        limit.mails = Some(window.mails).filter(|_| Some(window.seconds) == limit.per.seconds());
        limit.binds = open.is_some_and(|slowest| slowest == window);
        if limit.binds {
            open = None;
        }
    }
}
