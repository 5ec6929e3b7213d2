//! `mailmend plan` and `mailmend health`, as people run them.

#[allow(dead_code)] // other tests use the rest of it
mod common;

use common::mailmend;

#[test]
fn too_many_mails_for_an_account() {
    let said = mailmend(&["plan", "--volume", "40000", "--limit", "200/hour"]);
    assert_eq!(said.code, 1, "the account is the wrong one");
    assert!(said.out.contains("40,000 mails at 160 an hour: 250 hours (10 days 10 hours)."), "{}", said.out);
    assert!(said.out.contains("This account is the wrong tool") && said.out.contains("day  11"), "{}", said.out);
}

#[test]
fn queues_get_every_mail_once() {
    let plan = |queue| {
        let said =
            mailmend(&["plan", "--class", "receipts=3", "--class", "news=4", "--limit", "200/hour", "--queue", queue]);
        assert_eq!(said.code, 0, "{}", said.errors);
        said.lines()
    };
    let celery = plan("celery");
    assert_eq!(celery[0], serde_json::json!({"class": "receipts", "count": 2, "countdown": 0}));
    assert_eq!(celery.iter().filter_map(|batch| batch["count"].as_u64()).sum::<u64>(), 7);
    let bullmq = plan("bullmq");
    assert_eq!(bullmq[0], serde_json::json!({"limiter": {"max": 2, "duration": 45_000}}));
    assert_eq!(bullmq.last().expect("a batch")["opts"], serde_json::json!({"delay": 135_000, "priority": 2}));
    assert!(plan("json").iter().all(|run| run["times"].is_u64()));
}

#[test]
fn the_plan_as_json_is_the_answer_of_the_call() {
    let json = mailmend(&["plan", "--volume", "900", "--provider", "gmail", "--json"]).json();
    let call = mailmend::wire::call(r#"{"call":"plan","volume":900,"provider":"gmail"}"#);
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(&call).expect("JSON"));
}

#[test]
fn misuse_is_said() {
    for wrong in
        [&["plan"][..], &["plan", "--volume", "5", "--limit", "200"], &["plan", "--volume", "5", "--limit", "0/day"]]
    {
        assert_eq!(mailmend(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn rates_are_judged() {
    let said = mailmend(&["health", "--delivered", "96000", "--hard", "4000"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("4 %: 4,000 of 100,000 sent are dead addresses."), "{}", said.out);
    assert_eq!(mailmend(&["health", "--delivered", "100000"]).code, 0);
}
