//! What must hold for every plan, every retry and every decision about an address.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::model::{LimitUnit, LimitWindow, Owner, PlanReport, Recipient, RetryAnswer};
use mailmend::{Cap, PlanRequest, RetryFrom, RetryRequest, SuppressEvent, health, plan, retry, suppress};
use proptest::prelude::*;

const WINDOWS: [LimitWindow; 5] =
    [LimitWindow::Second, LimitWindow::Minute, LimitWindow::Hour, LimitWindow::Day, LimitWindow::Month];

/// A limit that people have: enough for some mail, in one of the windows.
fn cap() -> impl Strategy<Value = Cap> {
    (0_usize..5, 1_u64..5_000, any::<bool>()).prop_map(|(per, count, messages)| Cap {
        unit: if messages { LimitUnit::Messages } else { LimitUnit::Recipients },
        per: WINDOWS[per],
        count,
    })
}

prop_compose! {
    fn request()(
        caps in prop::collection::vec(cap(), 1..4),
        counts in prop::collection::vec(1_u64..3_000, 1..4),
        recipients in 1_u64..4,
        age in prop::option::of(0_u64..60),
        warmed in prop::option::of(0_u64..2_000),
        start in 0_u64..100_000,
    ) -> PlanRequest<'static> {
        let mut request = PlanRequest::new(0);
        request.classes = counts.into_iter().enumerate().map(|(at, count)| (format!("class {at}").into(), count)).collect();
        (request.caps, request.recipients, request.age, request.warmed, request.start) =
            (caps, recipients, age, warmed, start);
        request
    }
}

/// The most that any stretch of `seconds` holds.
fn fullest(batches: &[(u64, u64)], seconds: u64) -> u64 {
    let (mut first, mut sum, mut most) = (0, 0, 0);
    for &(at, count) in batches {
        sum += count;
        while batches[first].0 + seconds <= at {
            sum -= batches[first].1;
            first += 1;
        }
        most = most.max(sum);
    }
    most
}

/// The batches with their times, put in order.
fn batches(report: &PlanReport<'_>) -> Vec<(u64, u64)> {
    report.batches().map(|batch| (batch.at, batch.count)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_window_holds_more_than_its_share(request in request()) {
        let report = plan(&request).unwrap();
        let batches = batches(&report);
        prop_assert!(batches.is_sorted_by_key(|(at, _)| *at));
        for cap in &request.caps {
            let cost = if cap.unit == LimitUnit::Recipients { request.recipients } else { 1 };
            let seconds = cap.per.seconds().unwrap();
            let most = fullest(&batches, seconds) * cost;
            if cap.count * 4 / 5 >= cost {
                prop_assert!(most * 5 <= cap.count * 4, "{most} of {cap:?}: {:?}", report.pace);
            } else {
                // Where not one mail fits into the share, one goes out in several windows.
                let windows = (5 * cost).div_ceil(4 * cap.count);
                prop_assert!(fullest(&batches, seconds * windows) <= 1, "{cap:?}: {:?}", report.pace);
            }
        }
    }

    #[test]
    fn every_mail_is_planned_once_and_in_order(request in request()) {
        let report = plan(&request).unwrap();
        let sum: u64 = request.classes.iter().map(|(_, count)| count).sum();
        prop_assert_eq!(report.volume, sum);
        if report.runs.is_empty() {
            prop_assert!(report.findings.iter().any(|finding| finding.cause.slug == "plan-has-no-end"));
            return Ok(());
        }
        for (class, (_, count)) in request.classes.iter().enumerate() {
            let planned: u64 = report.batches().filter(|batch| batch.class == class).map(|batch| batch.count).sum();
            prop_assert_eq!(planned, *count);
        }
        prop_assert!(report.batches().map(|batch| batch.class).is_sorted(), "the urgent ones go first");
        prop_assert!(report.batches().all(|batch| batch.count > 0 && batch.at >= request.start));
        prop_assert!(report.runs.len() < 1_000);
        let last = report.batches().map(|batch| batch.at).max().unwrap();
        prop_assert!(last < request.start + report.duration);
    }

    #[test]
    fn most_of_the_share_is_used(per in 1_usize..4, count in 50_u64..100_000) {
        let report = plan(&PlanRequest::new(1_000_000_000).cap(count, WINDOWS[per])).unwrap();
        let seconds = WINDOWS[per].seconds().unwrap();
        if let Some(pace) = report.pace {
            let used = u128::from(pace.count) * u128::from(seconds) * 100 / (u128::from(pace.every) * u128::from(count));
            prop_assert!((70..=80).contains(&used), "{used} % of {count}: {pace:?}");
        }
    }

    #[test]
    fn nothing_absurd_panics_or_grows(
        volume: u64, counts in prop::collection::vec(any::<u64>(), 0..3), caps in prop::collection::vec((0_usize..8, any::<u64>()), 0..3),
        recipients: u64, age: Option<u64>, warmed: Option<u64>, start: u64, provider in prop::option::of(0_usize..200),
    ) {
        let mut request = PlanRequest::new(volume);
        request.classes = counts.into_iter().map(|count| ("x".into(), count)).collect();
        let all = LimitWindow::ALL;
        request.caps = caps.into_iter().map(|(per, count)| Cap { unit: LimitUnit::Messages, per: all[per], count }).collect();
        (request.recipients, request.age, request.warmed, request.start) = (recipients, age, warmed, start);
        request.provider = provider.and_then(|at| mailmend::providers().get(at)).map(|provider| provider.id.into());
        if let Ok(report) = plan(&request) {
            prop_assert!(report.runs.len() < 2_000);
            prop_assert!(!report.summary.is_empty());
            let _ = mailmend::wire::plan_json(&report);
        }
    }

    #[test]
    fn retries_keep_their_bounds(
        at in 0_usize..10_000, reply in prop::option::of(400_u16..600), attempt: u32, age in 0_u64..600_000,
        jitter: f64, give_up in 1_u64..1_000_000, wait in prop::option::of(0_u32..100_000),
    ) {
        let cause = &mailmend::catalog()[at % mailmend::catalog().len()];
        let mut failed = RetryFrom::code(cause.code, reply).unwrap();
        failed.wait = wait;
        let ask = |attempt, jitter| retry(failed, &RetryRequest::new(attempt, age).jitter(jitter).give_up(give_up));
        if let RetryAnswer::Wait { seconds, least, most, .. } = ask(attempt, jitter) {
            prop_assert!(least <= seconds && seconds <= most && age + seconds <= give_up);
            prop_assert!(most - least <= 14_400.max(least));
            if let Some(wait) = wait {
                prop_assert!(seconds >= u64::from(wait));
            }
            let longest = |attempt| match ask(attempt, 1.0) {
                RetryAnswer::Wait { seconds, .. } => seconds,
                _ => 0,
            };
            prop_assert!(longest(attempt) <= longest(attempt.saturating_add(1)), "the windows never shrink");
        }
    }

    #[test]
    fn nobody_is_suppressed_for_the_fault_of_others(
        events in prop::collection::vec((0_usize..10_000, 0_u64..10_000_000, 0_usize..3), 0..40),
    ) {
        let innocent: Vec<_> = mailmend::catalog()
            .iter()
            .filter(|cause| cause.owner != Owner::Recipient && cause.recipient != Recipient::Suppress)
            .collect();
        let history: Vec<_> = events
            .into_iter()
            .map(|(cause, at, said)| {
                let cause = innocent[cause % innocent.len()];
                SuppressEvent::new(cause.code, at).unwrap().recipient(Recipient::ALL[said])
            })
            .collect();
        prop_assert_ne!(suppress(&history).action, Recipient::Suppress);
    }

    #[test]
    fn the_order_of_the_events_does_not_matter(
        events in prop::collection::vec((0_usize..10_000, 0_u64..3_000_000), 0..12),
    ) {
        let all = mailmend::catalog();
        let mut history: Vec<_> = events
            .into_iter()
            .map(|(cause, at)| SuppressEvent::new(all[cause % all.len()].code, at).unwrap())
            .collect();
        let forwards = suppress(&history);
        history.reverse();
        prop_assert_eq!(forwards.action, suppress(&history).action);
    }

    #[test]
    fn rates_lie_in_their_interval(delivered in 0_u64..u64::MAX, hard: u32, soft: u32, complaints: u32) {
        let mut counts = mailmend::HealthRequest::new();
        (counts.delivered, counts.hard, counts.soft, counts.complaints) =
            (delivered, hard.into(), soft.into(), complaints.into());
        let report = health(&counts);
        for rate in [report.bounce, report.complaint, report.soft] {
            prop_assert!(rate.low <= rate.per_million + 1 && rate.per_million <= rate.high + 1, "{rate:?}");
            prop_assert!(rate.high <= 1_000_000);
        }
    }
}
