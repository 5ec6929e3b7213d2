//! `health`: how good a sender's rates are.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::found;
use super::plan::grouped;
use crate::knowledge::codes;
use crate::model::{Band, Class, FactKey, Finding, HealthReport, Rate, Recipient};
use crate::text::Order;

/// Counts of what happened to mail.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct HealthRequest {
    /// Mails that were delivered.
    pub delivered: u64,
    /// Mails that bounced because the address is dead.
    pub hard: u64,
    /// Mails that did not arrive for other reasons.
    pub soft: u64,
    /// Mails that were reported as spam.
    pub complaints: u64,
}

impl HealthRequest {
    /// Counts of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `number` findings with this code or slug: as delivered, a complaint, a dead address, or another failure.
    /// Gives whether there is such a code. What is no failure, such as an automatic answer, counts for nothing.
    pub fn count(&mut self, name: &str, number: u64) -> bool {
        let Some(cause) = crate::knowledge::find_cause(name) else { return false };
        let place = match cause.class {
            Some(Class::Delivered) => &mut self.delivered,
            Some(Class::Complaint) => &mut self.complaints,
            Some(Class::AutoReply) => return true,
            _ if cause.recipient == Recipient::Suppress => &mut self.hard,
            _ => &mut self.soft,
        };
        *place = place.saturating_add(number);
        true
    }
}

/// Two per cent, five per cent: practice, and where Amazon SES puts an account under review
/// (docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce-rate.html).
const BOUNCES: (u64, u64) = (20_000, 50_000);
/// A tenth and three tenths of a per cent: Gmail's and Yahoo's guidelines for senders
/// (support.google.com/a/answer/81126, senders.yahooinc.com/best-practices).
const COMPLAINTS: (u64, u64) = (1_000, 3_000);
const MILLION: u64 = 1_000_000;
/// More than this is not counted.
const MOST: u64 = 1_000_000_000_000;

/// Judges rates: dead addresses against 2 % and 5 % of what was sent, complaints against 0.1 % and 0.3 % of what was
/// delivered. Says where a figure is too uncertain to tell, by Wilson's interval at 95 %.
///
/// ```
/// use mailmend::model::Band;
/// let mut counts = mailmend::HealthRequest::new();
/// counts.count("delivered", 9_700);
/// counts.count("mailbox-not-found", 300);
/// let report = mailmend::health(&counts);
/// assert_eq!(report.bounce.band, Some(Band::Watch));
/// assert_eq!(report.findings[0].cause.slug, "bounce-rate-high");
/// ```
#[must_use]
pub fn health(counts: &HealthRequest) -> HealthReport {
    let [delivered, hard, soft, complaints] =
        [counts.delivered, counts.hard, counts.soft, counts.complaints].map(|count| count.min(MOST));
    let sent = delivered + hard + soft;
    let bounce = rate(hard, sent, BOUNCES);
    // A complaint without a count of deliveries is one of so many at least.
    let complaint = rate(complaints, delivered.max(complaints), COMPLAINTS);
    let other = Rate { band: None, uncertain: false, ..rate(soft, sent, BOUNCES) };
    let mut findings = Vec::new();
    judge(&mut findings, &bounce, codes::PLAN009, codes::PLAN010);
    judge(&mut findings, &complaint, codes::PLAN011, codes::PLAN012);
    if other.low >= BOUNCES.1 {
        findings.push(found(codes::PLAN014, [(FactKey::Rate, percent(other.per_million))]));
    }
    if bounce.uncertain || complaint.uncertain {
        findings.push(found(codes::PLAN013, []));
    }
    findings.order_by_key(|finding| core::cmp::Reverse(finding.cause.severity));
    let summary = Vec::from([
        sentence("dead addresses", "sent", &bounce),
        sentence("complaints", "delivered", &complaint),
        sentence("other failures", "sent", &other),
    ]);
    HealthReport { sent, bounce, complaint, soft: other, summary, findings }
}

fn judge(findings: &mut Vec<Finding<'static>>, rate: &Rate, watch: u16, danger: u16) {
    let place = match rate.band {
        Some(Band::Watch) => watch,
        Some(Band::Danger) => danger,
        _ => return,
    };
    findings.push(found(place, [(FactKey::Rate, percent(rate.per_million))]));
}

fn rate(count: u64, of: u64, (watch, danger): (u64, u64)) -> Rate {
    if of == 0 {
        return Rate { count, of, per_million: 0, low: 0, high: MILLION, band: None, uncertain: true };
    }
    let per_million = (u128::from(count) * u128::from(MILLION) / u128::from(of)) as u64;
    let (low, high) = wilson(count, of);
    let band = |rate: u64| match rate {
        rate if rate >= danger => Band::Danger,
        rate if rate >= watch => Band::Watch,
        _ => Band::Good,
    };
    let uncertain = band(low) != band(high);
    Rate { count, of, per_million, low, high, band: Some(band(per_million)), uncertain }
}

/// Wilson's interval for a share, 95 % sure, in millionths: with z = 1.96,
/// `(k + z²/2 ± z √(k(n - k)/n + z²/4)) / (n + z²)`. In whole numbers, so that it is the same everywhere.
fn wilson(count: u64, of: u64) -> (u64, u64) {
    let (k, n) = (u128::from(count.min(of)), u128::from(of));
    // All in thousandths: z is 1,960, z²/2 is 1,921, z² is 3,842.
    let middle = k * 1_000 + 1_921;
    let spread = ((k * (n - k) * 1_000_000 / n + 960_400) * 38_416 / 10_000).isqrt();
    let whole = n * 1_000 + 3_842;
    let share = |part: u128| (part * u128::from(MILLION) / whole).min(u128::from(MILLION)) as u64;
    (share(middle.saturating_sub(spread)), share(middle + spread))
}

/// A share in per cent: `2.35 %`.
fn percent(per_million: u64) -> String {
    let (whole, rest) = (per_million / 10_000, per_million % 10_000 / 100);
    let text = format!("{whole}.{rest:02}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

fn sentence(what: &str, of: &str, rate: &Rate) -> String {
    if rate.of == 0 {
        return format!("Nothing was {of}: the rate of {what} is not known.");
    }
    let doubt = if rate.uncertain {
        format!(", by chance anything from {} to {}", percent(rate.low), percent(rate.high))
    } else {
        String::new()
    };
    let (count, all) = (grouped(rate.count), grouped(rate.of));
    format!("{}: {} of {all} {of} are {what}{doubt}.", percent(rate.per_million), count)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn judged(delivered: u64, hard: u64, soft: u64, complaints: u64) -> (HealthReport, Vec<&'static str>) {
        let report = health(&HealthRequest { delivered, hard, soft, complaints });
        let slugs = report.findings.iter().map(|finding| finding.cause.slug).collect();
        (report, slugs)
    }

    #[test]
    fn the_bands() {
        assert_eq!(judged(99_000, 1_000, 0, 50).1, [""; 0]);
        assert_eq!(judged(97_000, 3_000, 0, 50).1, ["bounce-rate-high"]);
        assert_eq!(judged(90_000, 10_000, 0, 50).1, ["bounce-rate-dangerous"]);
        assert_eq!(judged(100_000, 0, 0, 200).1, ["complaint-rate-high"]);
        assert_eq!(judged(100_000, 0, 0, 300).0.complaint.band, Some(Band::Danger));
        assert_eq!(judged(100_000, 0, 0, 1_000).1, ["complaint-rate-dangerous"]);
        assert_eq!(judged(80_000, 0, 20_000, 0).1, ["many-fail-for-other-reasons"]);
    }

    #[test]
    fn few_mails_tell_little() {
        let (report, slugs) = judged(9, 1, 0, 0);
        assert_eq!(slugs, ["bounce-rate-dangerous", "too-few-mails-to-judge"]);
        assert_eq!(
            report.summary[0],
            "10 %: 1 of 10 sent are dead addresses, by chance anything from 1.79 % to 40.41 %."
        );
    }

    #[test]
    fn absurd_counts_are_answered() {
        let (report, _) = judged(0, 0, 0, 0);
        assert_eq!(report.bounce.band, None);
        let (report, _) = judged(u64::MAX, u64::MAX, u64::MAX, u64::MAX);
        assert_eq!(report.complaint.per_million, MILLION);
        assert_eq!(judged(0, 0, 0, 7).0.complaint.per_million, MILLION);
    }

    #[test]
    fn codes_are_counted_where_they_belong() {
        let mut counts = HealthRequest::new();
        for (name, number) in [("RCPT001", 3), ("BOX001", 4), ("SMTP008", 5), ("delivered", 6), ("SMTP007", 7)] {
            assert!(counts.count(name, number));
        }
        assert_eq!(counts, HealthRequest { delivered: 6, hard: 3, soft: 4, complaints: 5 });
        assert!(!counts.count("NOPE001", 1));
    }
}
