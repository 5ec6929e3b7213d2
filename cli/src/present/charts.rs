//! What went wrong over time, as a picture: bars, stacked by the part of the way.

use std::collections::BTreeMap;

use mailmend::model::Area;
use plotters::prelude::*;

use crate::summary::{Digest, Hour};

/// The areas that have a colour of their own.
pub const COLORED: usize = 7;

/// Colours that people with any eyes tell apart, on white and on black (Okabe and Ito); the last is for the rest.
pub const COLORS: [(u8, u8, u8); COLORED + 1] = [
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (213, 94, 0),
    (86, 180, 233),
    (204, 121, 167),
    (140, 110, 60),
    (150, 150, 150),
];

/// The most bars that can be told apart; hours become days, days become months.
const MOST_BARS: usize = 168;

const SIZE: (u32, u32) = (960, 300);

/// A chart, and what its colours mean.
pub struct Chart {
    /// The picture.
    pub svg: String,
    /// What a bar stands for.
    pub step: &'static str,
    /// The areas in the order of their colours, with their sums; the rest has no area.
    pub legend: Vec<(Option<Area>, u64)>,
}

/// The part of the way, in words that need no explanation.
pub fn area_words(area: Area) -> &'static str {
    match area {
        Area::Connection => "connection",
        Area::Dns => "DNS",
        Area::Tls => "encryption",
        Area::Authentication => "log-in",
        Area::Relay => "relaying",
        Area::Sender => "sender address",
        Area::Recipient => "recipient address",
        Area::Mailbox => "mailbox",
        Area::Rate => "sending too fast",
        Area::Reputation => "reputation",
        Area::Content => "content",
        Area::Policy => "the receiver's rules",
        Area::Protocol => "the servers' dialogue",
        Area::Queue => "queue",
        Area::Settings => "settings",
        _ => area.as_str(),
    }
}

/// Draws the hours; none when nothing went wrong, or no line named a time.
pub fn over_time(digest: &Digest) -> Option<Chart> {
    let mut sums: BTreeMap<Area, u64> = BTreeMap::new();
    for (area, count) in digest.hours.iter().flat_map(|hour| &hour.areas) {
        *sums.entry(*area).or_default() += count;
    }
    let mut legend: Vec<_> = sums.into_iter().map(|(area, sum)| (Some(area), sum)).collect();
    legend.sort_by_key(|(area, sum)| (std::cmp::Reverse(*sum), *area));
    let rest: u64 = legend.drain(legend.len().min(COLORED)..).map(|(_, sum)| sum).sum();
    if rest > 0 {
        legend.push((None, rest));
    }
    let (bars, step) = bars(digest)?;
    let columns: Vec<Column> = bars.into_iter().map(|(label, areas)| Column::new(label, &areas, &legend)).collect();
    let svg = draw(&columns).ok().filter(|_| !legend.is_empty())?;
    Some(Chart { svg, step, legend })
}

/// What went wrong in an hour, a day or a month, and its label.
type Bar = (String, BTreeMap<Area, u64>);

/// The bars in order, and what each stands for.
fn bars(digest: &Digest) -> Option<(Vec<Bar>, &'static str)> {
    let (first, last) = (digest.hours.first()?.at, digest.hours.last()?.at);
    // An hour without mail has a bar, too: an empty one.
    let hours: Vec<Hour> = std::iter::successors(Some(first), |hour| Some(hour.next())).take(MOST_BARS + 1).collect();
    if hours.last().is_some_and(|hour| *hour > last) || hours.len() <= MOST_BARS {
        let mut bars: BTreeMap<Hour, BTreeMap<Area, u64>> =
            hours.into_iter().filter(|hour| *hour <= last).map(|hour| (hour, BTreeMap::new())).collect();
        for row in &digest.hours {
            bars.insert(row.at, row.areas.clone());
        }
        return Some((bars.into_iter().map(|(hour, areas)| (hour.to_string(), areas)).collect(), "hour"));
    }
    for (step, start) in [("day", Hour::day as fn(Hour) -> Hour), ("month", Hour::first_of_month)] {
        let mut bars: BTreeMap<Hour, BTreeMap<Area, u64>> = BTreeMap::new();
        for row in &digest.hours {
            let bar = bars.entry(start(row.at)).or_default();
            for (area, count) in &row.areas {
                *bar.entry(*area).or_default() += count;
            }
        }
        if bars.len() <= MOST_BARS || step == "month" {
            return Some((bars.into_iter().map(|(day, areas)| (day.date(), areas)).collect(), step));
        }
    }
    None
}

/// One bar: its parts from the bottom up.
struct Column {
    label: String,
    parts: Vec<u64>,
}

impl Column {
    fn new(label: String, areas: &BTreeMap<Area, u64>, legend: &[(Option<Area>, u64)]) -> Self {
        let own: Vec<Area> = legend.iter().filter_map(|(area, _)| *area).collect();
        let part = |area: &Option<Area>| match area {
            Some(area) => areas.get(area).copied().unwrap_or(0),
            None => areas.iter().filter(|(area, _)| !own.contains(area)).map(|(_, count)| count).sum(),
        };
        Self { label, parts: legend.iter().map(|(area, _)| part(area)).collect() }
    }
}

fn draw(columns: &[Column]) -> Result<String, Box<dyn std::error::Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let most = columns.iter().map(|column| column.parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
        let (width, height) = (columns.len() as f64, most as f64 * 1.05);
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(28)
            .y_label_area_size(64)
            .build_cartesian_2d(-0.5..width - 0.5, 0.0..height)?;
        // A mark between two bars has no name.
        let whole = |at: &f64| (at.fract() == 0.0 && *at >= 0.0).then_some(*at as usize);
        let label = |at: &f64| whole(at).and_then(|at| columns.get(at)).map_or("", |column| &column.label).to_string();
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .x_labels(columns.len().min(7))
            .y_labels(5)
            .x_label_formatter(&label)
            .y_label_formatter(&|count| super::grouped(*count as u64))
            .label_style(("sans-serif", 13))
            .draw()?;
        for (place, column) in columns.iter().enumerate() {
            let (mut bottom, left) = (0.0, place as f64);
            for (part, (red, green, blue)) in column.parts.iter().zip(COLORS) {
                let top = bottom + *part as f64;
                if *part > 0 {
                    let corners = [(left - 0.4, bottom), (left + 0.4, top)];
                    chart.draw_series([Rectangle::new(corners, RGBColor(red, green, blue).filled())])?;
                }
                bottom = top;
            }
        }
        area.present()?;
    }
    Ok(svg)
}
