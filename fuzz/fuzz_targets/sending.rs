//! Any figures for a plan, a retry, an address and a sender: nothing overflows, a plan has an end and holds every mail
//! once, a wait keeps its bounds, and the order of what happened does not matter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::{LimitUnit, LimitWindow, Recipient, RetryAnswer};
use mailmend::{Cap, HealthRequest, PlanRequest, RetryFrom, RetryRequest, SuppressEvent};

fuzz_target!(|input: &[u8]| {
    plan(&mut Figures(input));
    retry(&mut Figures(input));
    suppress(&mut Figures(input));
    health(&mut Figures(input));
});

/// The bytes of the input, read as figures. Where it has ended, all are 0.
struct Figures<'a>(&'a [u8]);

impl Figures<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A figure of any size: the first byte says how many bits it has.
    fn any(&mut self) -> u64 {
        let bits = u32::from(self.byte()) % 65;
        let figure = (0..bits.div_ceil(8)).fold(0, |figure, _| (figure << 8) | u64::from(self.byte()));
        figure & u64::MAX.checked_shr(64 - bits).unwrap_or(0)
    }

    fn option(&mut self) -> Option<u64> {
        (self.byte() % 2 == 1).then(|| self.any())
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.any() as usize % of.len()]
    }
}

fn plan(figures: &mut Figures<'_>) {
    let mut request = PlanRequest::new(0);
    for _ in 0..figures.byte() % 6 {
        request.classes.push(("mail".into(), figures.any()));
    }
    for _ in 0..figures.byte() % 4 {
        let unit = if figures.byte() % 2 == 0 { LimitUnit::Messages } else { LimitUnit::Recipients };
        request.caps.push(Cap { unit, per: *figures.one(LimitWindow::ALL), count: figures.any() });
    }
    (request.recipients, request.age, request.warmed) = (figures.any(), figures.option(), figures.option());
    request.start = figures.any();
    if figures.byte() % 2 == 1 {
        request.provider = Some(figures.one(mailmend::providers()).id.into());
    }
    let Ok(report) = mailmend::plan(&request) else { return };
    assert!(report.runs.len() < 2_000, "{} runs", report.runs.len());
    assert!(!report.summary.is_empty());
    let json = mailmend::wire::plan_json(&report);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    // The runs are few, whatever the volume; their batches are counted only where they are, too.
    if report.volume < 5_000 && !report.runs.is_empty() {
        let planned: u64 = report.batches().map(|batch| batch.count).sum();
        assert_eq!(planned, report.volume, "{request:?}");
    }
}

fn retry(figures: &mut Figures<'_>) {
    let reply = figures.option().map(|reply| reply as u16);
    let code = figures.one(mailmend::catalog()).code;
    let mut failed = RetryFrom::code(code, reply).expect("a code of the catalogue");
    failed.wait = figures.option().map(|wait| wait as u32);
    let mut request = RetryRequest::new(figures.any() as u32, figures.any());
    request.jitter = f64::from_bits(figures.any());
    request.give_up = figures.any();
    if let RetryAnswer::Wait { seconds, least, most, .. } = mailmend::retry(failed, &request) {
        assert!(least <= seconds && seconds <= most, "{seconds} not in {least}..={most}: {request:?}");
        assert!(request.age.checked_add(seconds).is_some_and(|end| end <= request.give_up), "{seconds}: {request:?}");
    }
}

fn suppress(figures: &mut Figures<'_>) {
    let mut events = Vec::new();
    for _ in 0..figures.byte() % 24 {
        let cause = figures.one(mailmend::catalog());
        let event = SuppressEvent::new(cause.code, figures.any()).expect("a code of the catalogue");
        events.push(event.recipient(*figures.one(Recipient::ALL)));
    }
    let action = mailmend::suppress(&events).action;
    events.reverse();
    assert_eq!(action, mailmend::suppress(&events).action, "{events:?}");
}

fn health(figures: &mut Figures<'_>) {
    let mut counts = HealthRequest::new();
    counts.delivered = figures.any();
    (counts.hard, counts.soft, counts.complaints) = (figures.any(), figures.any(), figures.any());
    let report = mailmend::health(&counts);
    for rate in [report.bounce, report.complaint, report.soft] {
        assert!(rate.high <= 1_000_000 && rate.low <= rate.high, "{rate:?}");
    }
}
