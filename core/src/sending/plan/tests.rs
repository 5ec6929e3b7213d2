//! What plans say.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]

use alloc::vec::Vec;

use super::*;
use crate::model::Run;

fn slugs(report: &PlanReport<'_>) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.cause.slug).collect()
}

#[test]
fn forty_thousand_mails_at_200_an_hour_need_another_account() {
    let report = plan(&PlanRequest::new(40_000).cap(200, LimitWindow::Hour)).unwrap();
    assert_eq!(report.summary[0], "40,000 mails at 160 an hour: 250 hours (10 days 10 hours).");
    assert_eq!(report.runs, [Run { class: 0, start: 0, every: 45, count: 2, times: 20_000 }]);
    assert_eq!(slugs(&report), ["volume-too-large-for-account"]);
}

#[test]
fn a_small_mailing_needs_no_advice() {
    let report = plan(&PlanRequest::new(100).cap(200, LimitWindow::Hour)).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.duration, 50 * 45);
}

#[test]
fn the_account_is_the_smallest_one_until_it_is_named() {
    let mut request = PlanRequest::new(300).provider("smtp.gmail.com");
    let report = plan(&request).unwrap();
    assert_eq!((report.account, report.pace.unwrap().in_seconds(86_400)), (Some("personal account"), 400));
    request.account = Some("google workspace".into());
    let report = plan(&request).unwrap();
    assert_eq!((report.account, report.pace.unwrap().in_seconds(86_400)), (Some("Google Workspace"), 1_600));
    request.account = Some("platinum".into());
    assert!(
        plan(&request).unwrap_err().message.ends_with("personal account, Google Workspace, Google Workspace trial")
    );
}

#[test]
fn recipients_count_one_by_one() {
    let mut request = PlanRequest::new(1_000).provider("m365");
    request.recipients = 50;
    let report = plan(&request).unwrap();
    let bound = report.limits.iter().find(|limit| limit.binds).unwrap();
    assert_eq!((bound.unit, bound.per, bound.mails), (LimitUnit::Recipients, LimitWindow::Day, Some(160)));
    request.recipients = 1_200;
    let report = plan(&request).unwrap();
    assert!(slugs(&report).contains(&"too-many-recipients-for-one-message"));
}

#[test]
fn urgent_mail_goes_first() {
    let request = PlanRequest::new(0).cap(60, LimitWindow::Minute).class("receipts", 100).class("news", 1_000);
    let report = plan(&request).unwrap();
    assert_eq!(report.volume, 1_100);
    assert!(report.classes[0].end <= report.classes[1].start);
    let order: Vec<usize> = report.batches().map(|batch| batch.class).collect();
    assert!(order.is_sorted());
}

#[test]
fn a_new_domain_grows() {
    let mut request = PlanRequest::new(20_000).cap(50, LimitWindow::Second);
    request.age = Some(3);
    let report = plan(&request).unwrap();
    assert_eq!(report.ramp[..7], [50, 50, 50, 100, 100, 100, 200]);
    assert_eq!(report.ramp.iter().sum::<u64>(), 20_000);
    assert!(slugs(&report).contains(&"volume-must-grow-slowly"));
    assert!(report.summary.iter().any(|said| said.contains("practice, not a rule")));
    request.age = Some(400);
    assert!(plan(&request).unwrap().ramp.is_empty());
    request.warmed = Some(5_000);
    assert_eq!(plan(&request).unwrap().ramp[0], 5_000, "what is sent already may go on");
}

#[test]
fn a_limit_that_is_not_known_makes_no_plan() {
    let report = plan(&PlanRequest::new(500).provider("posteo")).unwrap();
    assert_eq!(slugs(&report), ["sending-limit-not-known"]);
    assert_eq!(report.runs, []);
}

#[test]
fn what_is_not_confirmed_is_said() {
    let report = plan(&PlanRequest::new(500).provider("ovh")).unwrap();
    assert_eq!(slugs(&report), ["sending-limit-not-confirmed"]);
    assert_eq!(report.limits[0].seen, Some("2024"));
}

#[test]
fn absurd_requests_are_errors_or_findings() {
    let message = |request: PlanRequest<'_>| plan(&request).unwrap_err().message;
    assert!(message(PlanRequest::new(0)).contains("nothing to send"));
    assert!(message(PlanRequest::new(5).cap(0, LimitWindow::Hour)).contains("limit of 0"));
    assert!(message(PlanRequest::new(5).cap(9, LimitWindow::Message)).contains("a limit counts"));
    assert!(message(PlanRequest::new(5).provider("nowhere.invalid")).contains("not known"));
    assert!(message(PlanRequest::new(5).class("a", 6)).contains("the classes have 6 mails, the volume is 5"));
    let report = plan(&PlanRequest::new(u64::MAX).cap(1, LimitWindow::Month)).unwrap();
    assert_eq!(slugs(&report), ["plan-has-no-end"]);
    let mut request = PlanRequest::new(u64::MAX).cap(u64::MAX, LimitWindow::Second).class("a", u64::MAX);
    request.recipients = u64::MAX;
    request.start = u64::MAX;
    request.age = Some(0);
    assert!(plan(&request).unwrap().runs.len() < 1_000);
}
