//! A summary for managers: one page, complete in itself. Whatever comes from a log is escaped by `maud`.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::charts::{self, COLORS};
use super::{grouped, owner, share, short, title};
use crate::summary::{CauseRow, Digest, FixRow, Level, List, Outcomes, Rate, Unit};

/// The rows of a table that people read.
const ROWS: usize = 25;
/// The causes that are shown with their steps.
const FIXES: usize = 5;
/// The addresses that a page takes.
const ADDRESSES: usize = 2000;
/// Where the scale of the bounce rate ends, in a hundred.
const SCALE: f64 = 10.0;

/// Writes the page.
pub fn write(out: &mut impl Write, digest: &Digest, list: Option<&List>) -> io::Result<()> {
    let mut addresses = Vec::new();
    if let Some(list) = list {
        list.each(|one| {
            addresses.push((one.address.clone(), one.code.clone()));
            Ok(addresses.len() < ADDRESSES)
        })?;
    }
    let names = digest.files.iter().map(|name| short(name)).collect::<Vec<_>>().join(", ");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Mail delivery: " (names) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Mail delivery report" }
                    p.quiet {
                        (names) " · " (grouped(digest.read)) " " (digest.unit.many()) " read"
                        @if let Some((first, last)) = &digest.span { " · " (first) " to " (last) }
                    }
                }
                main {
                    (headline(digest))
                    @if let Some(rate) = digest.bounce_rate { (gauge(rate)) }
                    (over_time(digest))
                    (fixes(&digest.fix_first))
                    (causes("Why mail did not arrive", &digest.causes))
                    (owners(digest))
                    (domains(digest))
                    (hours(digest))
                    (causes("Turned away by this server", &digest.refused))
                    @if let Some(list) = list.filter(|list| list.count > 0) { (suppress(list, &addresses)) }
                    (skipped(digest))
                }
                footer.quiet { "Made by mailmend " (env!("CARGO_PKG_VERSION")) ". Nothing left the machine it ran on." }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())
}

fn headline(digest: &Digest) -> Markup {
    let of = &digest.outcomes;
    let numbers = [
        (of.delivered, "delivered"),
        (of.failed, "failed for good"),
        (of.deferred, "deferred: tried again"),
        (of.complaint, "complaints"),
        (of.rejected, "turned away here"),
        (digest.auto_replies, "automatic answers"),
        (digest.other_messages, "ordinary messages"),
    ];
    html! {
        @if digest.is_empty() { p.act { "Nothing was recognised." } }
        div.numbers {
            @for (number, name) in numbers {
                @if number > 0 || name == "failed for good" {
                    div { strong { (grouped(number)) } span { (name) } }
                }
            }
        }
        @if digest.passed_on > 0 {
            p.quiet { (grouped(digest.passed_on)) " hand-overs to a filter or program on the same machine are not counted as delivered." }
        }
    }
}

fn gauge(rate: Rate) -> Markup {
    let class = match rate.level {
        Level::Good => "good",
        Level::Warn => "warn",
        Level::Act => "act",
    };
    let place = |percent: f64| format!("left:{:.2}%", 100.0 * percent.min(SCALE) / SCALE);
    html! {
        section {
            h2 { "Bounce rate" }
            p { strong class=(class) { (format!("{:.2} %", rate.percent)) } " " (rate.advice())
                span.quiet { " (" (grouped(rate.failed)) " of " (grouped(rate.of)) ")" } }
            div.gauge role="img" aria-label=(format!("{:.2} % on a scale with lines at 2 % and 5 %", rate.percent)) {
                div.line style=(place(Rate::WARN)) { span { "2 %" } }
                div.line style=(place(Rate::ACT)) { span { "5 %" } }
                div.mark style=(place(rate.percent)) {}
            }
        }
    }
}

fn fixes(rows: &[FixRow]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section {
                h2 { "What to fix first" }
                @for row in rows.iter().take(FIXES) {
                    article {
                        h3 { (row.title) }
                        p.quiet {
                            (grouped(row.messages)) @if row.messages == 1 { " message" } @else { " messages" }
                            " · to be mended by " (owner(row.owner)) " · " (row.code)
                            @if let Some(provider) = row.provider { " · " (provider) }
                        }
                        p { (row.why) }
                        ol {
                            @for step in &row.steps {
                                li {
                                    (step.text)
                                    @if let Some(link) = step.link { " " a href=(link) { (link) } }
                                    @for command in step.commands { pre { (command) } }
                                }
                            }
                        }
                    }
                }
                (more(rows.len(), FIXES))
            }
        }
    }
}

fn over_time(digest: &Digest) -> Markup {
    let Some(chart) = charts::over_time(digest) else { return html! {} };
    let color = |place: usize| {
        let (red, green, blue) = COLORS.get(place).copied().unwrap_or_default();
        format!("background:rgb({red},{green},{blue})")
    };
    html! {
        section {
            h2 { "What went wrong, by " (chart.step) }
            div.chart { (PreEscaped(&chart.svg)) }
            ul.legend {
                @for (place, (area, sum)) in chart.legend.iter().enumerate() {
                    li {
                        i style=(color(place)) {}
                        @match area { Some(area) => (charts::area_words(*area)), None => "other" }
                        span.quiet { " " (grouped(*sum)) }
                    }
                }
            }
        }
    }
}

fn causes(name: &str, rows: &[CauseRow]) -> Markup {
    let most = rows.iter().map(|row| row.messages).max().unwrap_or(0);
    let all = rows.iter().map(|row| row.messages).sum();
    html! {
        @if !rows.is_empty() {
            section {
                h2 { (name) }
                table {
                    thead { tr { th { "Cause" } th { "Who has to act" } th.number { "Messages" } th.number { "Share" } th {} } }
                    tbody {
                        @for row in rows.iter().take(ROWS) {
                            tr {
                                td {
                                    (row.title) " " span.quiet { (row.code) }
                                    @if !row.example.is_empty() { div.said { (row.example) } }
                                }
                                td.who { (owner(row.owner)) }
                                td.number { (grouped(row.messages)) }
                                td.number { (format!("{:.1} %", share(row.messages, all))) }
                                td.bar { (bar(&[("other", row.messages)], most)) }
                            }
                        }
                    }
                }
                (more(rows.len(), ROWS))
            }
        }
    }
}

fn owners(digest: &Digest) -> Markup {
    let most = digest.owners.iter().map(|row| row.messages).max().unwrap_or(0);
    html! {
        @if !digest.owners.is_empty() {
            section {
                h2 { "Who has to act" }
                table {
                    thead { tr { th { "Who" } th.number { "Messages" } th.number { "Attempts" } th {} } }
                    tbody {
                        @for row in &digest.owners {
                            tr {
                                td { (owner(row.owner)) }
                                td.number { (grouped(row.messages)) }
                                td.number { (grouped(row.attempts)) }
                                td.bar { (bar(&[("other", row.messages)], most)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn domains(digest: &Digest) -> Markup {
    let rows = digest.domains.iter().take(ROWS).map(|row| (row.domain.as_str(), &row.outcomes)).collect::<Vec<_>>();
    html! {
        @if !rows.is_empty() {
            section {
                h2 { "Receiving domains" }
                (outcomes("Domain", &rows))
                (more(digest.domains.len(), ROWS))
            }
        }
    }
}

fn hours(digest: &Digest) -> Markup {
    let rows = digest.worst_hours.iter().map(|row| (row.hour.as_str(), &row.outcomes)).collect::<Vec<_>>();
    html! {
        @if !rows.is_empty() {
            section { h2 { "Worst hours" } (outcomes("Hour", &rows)) }
        }
    }
}

fn outcomes(name: &str, rows: &[(&str, &Outcomes)]) -> Markup {
    let most = rows.iter().map(|(_, of)| of.all()).max().unwrap_or(0);
    html! {
        table {
            thead {
                tr { th { (name) } th.number { "Failed" } th.number { "Deferred" } th.number { "Delivered" } th {} }
            }
            tbody {
                @for (name, of) in rows {
                    tr {
                        td { (name) }
                        td.number { (grouped(of.failed + of.complaint)) }
                        td.number { (grouped(of.deferred)) }
                        td.number { (grouped(of.delivered)) }
                        td.bar {
                            (bar(&[("failed", of.failed + of.complaint), ("deferred", of.deferred), ("delivered", of.delivered)], most))
                        }
                    }
                }
            }
        }
    }
}

fn bar(parts: &[(&str, u64)], most: u64) -> Markup {
    html! {
        @for (class, part) in parts {
            @if *part > 0 { i class=(class) style=(format!("width:{:.2}%", share(*part, most))) {} }
        }
    }
}

fn suppress(list: &List, addresses: &[(String, String)]) -> Markup {
    html! {
        section {
            h2 { "Addresses to stop mailing" }
            p { (grouped(list.count)) " addresses that no mail will reach. Take them off your lists." }
            table {
                thead { tr { th { "Address" } th { "Why" } } }
                tbody {
                    @for (address, code) in addresses {
                        tr { td { (address) } td { (title(code)) " " span.quiet { (code) } } }
                    }
                }
            }
            @if list.count > addresses.len() as u64 {
                p.quiet { "All of them: the same command with --format csv." }
            }
        }
    }
}

fn skipped(digest: &Digest) -> Markup {
    html! {
        @if !digest.skipped.is_empty() {
            section {
                h2 { "What could not be read" }
                table {
                    thead { tr { th { "Where" } th { "What" } th.number { "How often" } } }
                    tbody {
                        @for row in &digest.skipped {
                            tr {
                                td { (short(&row.file)) ", " (Unit::one(digest.unit)) " " (row.first) }
                                td { (row.words) }
                                td.number { (grouped(row.count)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn more(all: usize, shown: usize) -> Markup {
    html! { @if all > shown { p.quiet { "and " (all - shown) " more" } } }
}

const STYLE: &str = include_str!("report.css");
