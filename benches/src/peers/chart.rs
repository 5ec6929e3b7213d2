//! The ratios as a picture.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Contest;

/// Colours that people with any eyes tell apart (Okabe and Ito): mailmend's, and the peers'.
const OURS: RGBColor = RGBColor(0, 114, 178);
const THEIRS: RGBColor = RGBColor(230, 159, 0);

/// The width of the picture, of the names, and of the figures behind the bars.
const WIDTH: i32 = 960;
const NAMES: i32 = 300;
const FIGURES: i32 = 90;
/// The height of a bar with its gap, of a heading, and of the foot.
const ROW: i32 = 22;
const HEADING: i32 = 34;
const FOOT: i32 = 40;

/// How many times mailmend's time each takes, a bar each, longer by the same for each factor of ten.
///
/// # Errors
/// When it cannot be drawn.
pub fn draw(contests: &[Contest]) -> Result<String, String> {
    picture(contests).map_err(|error| error.to_string())
}

fn picture(contests: &[Contest]) -> Result<String, Box<dyn std::error::Error>> {
    let drawn: Vec<(&Contest, Vec<Bar>)> =
        contests.iter().map(|contest| (contest, bars(contest))).filter(|(_, bars)| bars.len() > 1).collect();
    let ratios = || drawn.iter().flat_map(|(_, bars)| bars.iter().map(|bar| bar.ratio.log10()));
    let least = ratios().fold(0.0, f64::min).min(-0.3);
    let most = ratios().fold(1.0, f64::max).max(least + 1.0);
    let at =
        |ratio: f64| NAMES + (f64::from(WIDTH - NAMES - FIGURES) * (ratio.log10() - least) / (most - least)) as i32;
    let height: i32 = FOOT + drawn.iter().map(|(_, bars)| HEADING + ROW * bars.len() as i32).sum::<i32>();

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        let font = |size: i32, color: &RGBColor| ("sans-serif", size).into_font().color(color);
        let right = |size| font(size, &BLACK).pos(Pos::new(HPos::Right, VPos::Center));
        for power in (least.ceil() as i32)..=(most.floor() as i32) {
            let x = at(10_f64.powi(power));
            area.draw(&PathElement::new([(x, 8), (x, height - FOOT)], RGBColor(220, 220, 220)))?;
            let label =
                if power < 0 { format!("{}", 10_f64.powi(power)) } else { 10_u64.pow(power as u32).to_string() };
            let style = font(13, &BLACK).pos(Pos::new(HPos::Center, VPos::Center));
            area.draw(&Text::new(label, (x, height - FOOT + 12), style))?;
        }
        area.draw(&Text::new(
            "times the time that mailmend takes; less is better",
            (WIDTH - FIGURES, height - 12),
            right(13),
        ))?;
        let mut y = 0;
        for (contest, bars) in &drawn {
            y += HEADING;
            let style = font(15, &BLACK).pos(Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(contest.name, (8, y - ROW / 2), style))?;
            for Bar { who, ratio, is_ours } in bars {
                let middle = y + ROW / 2;
                area.draw(&Text::new(who.as_str(), (NAMES - 8, middle), right(13)))?;
                let color = if *is_ours { OURS } else { THEIRS };
                // From the left edge, so that a peer that is quicker has the shorter bar.
                let bar = [(NAMES, middle - 7), (at(*ratio).max(NAMES + 2), middle + 7)];
                area.draw(&Rectangle::new(bar, color.filled()))?;
                let style = font(13, &BLACK).pos(Pos::new(HPos::Left, VPos::Center));
                let figure = match *ratio {
                    ratio if ratio < 1.0 => format!("{ratio:.2}"),
                    ratio if ratio < 10.0 => format!("{ratio:.1}"),
                    ratio => format!("{ratio:.0}"),
                };
                area.draw(&Text::new(figure, (at(*ratio).max(NAMES + 2) + 6, middle), style))?;
                y += ROW;
            }
        }
        area.present()?;
    }
    Ok(svg)
}

/// One that was measured.
struct Bar {
    who: String,
    /// Its time in mailmend's.
    ratio: f64,
    is_ours: bool,
}

fn bars(contest: &Contest) -> Vec<Bar> {
    let Some(ours) = contest.ours() else { return Vec::new() };
    let measured = contest.entries.iter().filter_map(|entry| Some((entry, entry.outcome.as_ref().ok()?)));
    measured
        .map(|(entry, measured)| Bar {
            who: format!("{} ({})", entry.who, entry.language),
            ratio: (measured.median / ours).max(1e-3),
            is_ours: entry.who.starts_with("mailmend"),
        })
        .collect()
}
