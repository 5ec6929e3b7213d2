//! Warming up: how the volume of a new sender grows.
//!
//! Practice, not a rule. Receivers ask for slow growth and name no figures (Gmail's sender guidelines, "increase the
//! sending volume slowly"). The steps here begin with 50 mails a day and double every third day, more slowly than the
//! schedules that mail services publish for new addresses of servers, some of which double daily.

use alloc::vec::Vec;

use super::PlanRequest;
use crate::model::Pace;

/// The mails of the first day of a domain that has sent nothing.
const FIRST_DAY: u64 = 50;
/// The days from one doubling to the next.
const STEP: usize = 3;
/// A domain is new for so many days.
const NEW: u64 = 30;
/// Where it doubles to: beyond this, no day is limited by the ramp. It bounds the list, too.
const MOST_DAYS: usize = 180;

/// The mails of each day until the ramp reaches the steady pace or the volume is out; empty where none is needed.
pub(super) fn ramp(request: &PlanRequest<'_>, volume: u64, pace: Option<Pace>) -> Vec<u64> {
    let first = match (request.warmed, request.age) {
        (Some(warmed), _) => warmed.max(FIRST_DAY),
        (None, Some(age)) if age < NEW => FIRST_DAY,
        _ => return Vec::new(),
    };
    let steady = pace.map_or(u64::MAX, |pace| pace.in_seconds(86_400));
    let mut days = Vec::new();
    let mut left = volume;
    for day in 0..MOST_DAYS {
        let most = first.saturating_mul(1_u64.checked_shl((day / STEP) as u32).unwrap_or(u64::MAX));
        if left == 0 || most >= steady {
            break;
        }
        let mails = most.min(left);
        days.push(mails);
        left -= mails;
    }
    // A volume that fits into the first day is no jump.
    if days.len() == 1 && left == 0 { Vec::new() } else { days }
}
