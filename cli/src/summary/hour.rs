//! The hour that a line of a log belongs to, as the line spells it: no zone is guessed.

use std::fmt;

use jiff::civil::DateTime;
use jiff::{Timestamp, tz::TimeZone};

/// An hour. Lines of syslog name no year: it is 0 then.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Hour(DateTime);

impl Hour {
    /// Reads the time of a line: syslog, ISO 8601, RFC 5322, seconds since 1970, TAI64N.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match clock(text.as_bytes()) {
            Some((start, hour)) => Self::with_date(text.get(..start)?, text.get(start..)?, hour),
            None => Self::since_1970(text).or_else(|| Self::tai64(text)),
        }
    }

    /// The same hour a year earlier: for what stands before New Year in a log without years.
    pub fn year_before(self) -> Self {
        Self::new(self.0.year() - 1, self.0.month(), self.0.day(), self.0.hour()).unwrap_or(self)
    }

    /// Whether the line named no year.
    pub fn has_no_year(self) -> bool {
        self.0.year() <= 0
    }

    /// The month, from 1.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The first hour of its day.
    pub fn day(self) -> Self {
        Self::new(self.0.year(), self.0.month(), self.0.day(), 0).unwrap_or(self)
    }

    /// The first hour of its month.
    pub fn first_of_month(self) -> Self {
        Self::new(self.0.year(), self.0.month(), 1, 0).unwrap_or(self)
    }

    /// The next hour.
    pub fn next(self) -> Self {
        self.0.checked_add(jiff::Span::new().hours(1)).map_or(self, Self)
    }

    /// The date alone, for people.
    pub fn date(self) -> String {
        if self.has_no_year() { self.0.strftime("%b %-d").to_string() } else { self.0.date().to_string() }
    }

    fn new(year: i16, month: i8, day: i8, hour: i8) -> Option<Self> {
        DateTime::new(year, month, day, hour, 0, 0, 0).ok().map(Self)
    }

    /// `before` holds the date; a year may also follow the clock, as `date` prints it.
    fn with_date(before: &str, clock: &str, hour: i8) -> Option<Self> {
        let (mut year, mut month, mut day) = (None, None, None);
        for word in before.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            // ISO 8601 joins date and clock with a T.
            let word = word.strip_suffix('T').unwrap_or(word);
            match word.parse::<i16>() {
                Ok(number @ 1970..) => year = Some(number),
                // The year stands first where the month is a number.
                Ok(number @ 1..=12) if year.is_some() && month.is_none() => month = i8::try_from(number).ok(),
                Ok(number @ 1..=31) => day = i8::try_from(number).ok(),
                _ => month = month.or_else(|| month_of(word)),
            }
        }
        let after =
            || clock.split_whitespace().nth(1).filter(|word| word.len() == 4).and_then(|word| word.parse().ok());
        let year = year.or_else(after).filter(|year| *year >= 1970);
        Self::new(year.unwrap_or(0), month?, day?, hour)
    }

    fn since_1970(text: &str) -> Option<Self> {
        let number: i64 = text.split_once('.').map_or(text, |(whole, _)| whole).parse().ok()?;
        let seconds = match number {
            100_000_000..100_000_000_000 => number,
            100_000_000_000..100_000_000_000_000 => number / 1000,
            100_000_000_000_000.. => number / 1_000_000,
            _ => return None,
        };
        let time = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime();
        Self::new(time.year(), time.month(), time.day(), time.hour())
    }

    /// The time stamps of multilog: seconds since 1970, plus 2^62, plus the ten leap seconds of 1970.
    fn tai64(text: &str) -> Option<Self> {
        let seconds = u64::from_str_radix(text.strip_prefix('@')?.get(..16)?, 16).ok()?;
        Self::since_1970(&seconds.checked_sub((1 << 62) + 10)?.to_string())
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {:02}:00", self.date(), self.0.hour()))
    }
}

/// Where the first `hh:mm` stands, and its hour.
fn clock(text: &[u8]) -> Option<(usize, i8)> {
    let colon = (0..text.len().min(64)).find(|&place| {
        let near = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
        text.get(place) == Some(&b':') && place > 0 && near(place - 1) && near(place + 1) && near(place + 2)
    })?;
    let digits = text.get(..colon)?.iter().rev().take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let hour = text.get(colon - digits..colon)?.iter().fold(0_i8, |hour, digit| 10 * hour + (digit - b'0') as i8);
    (hour < 24).then_some((colon - digits, hour))
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?;
    let place = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(start))?;
    i8::try_from(place + 1).ok()
}

/// Reads the hours of lines that mostly share one.
#[derive(Default)]
pub struct HourReader {
    /// What the last time was spelt like, up to its hour, and its hour.
    last: Option<(String, Hour)>,
}

impl HourReader {
    /// The hour of a line.
    pub fn read(&mut self, text: &str) -> Option<Hour> {
        if let Some((start, hour)) = &self.last
            && text.starts_with(start.as_str())
        {
            return Some(*hour);
        }
        let hour = Hour::read(text)?;
        // A year may follow the clock: only a spelling that puts it first, or not at all, is told by its start.
        let start =
            clock(text.as_bytes()).and_then(|(start, _)| text.get(..start + 3)).filter(|start| start.ends_with(':'));
        let is_whole = start.is_some() && text.split_whitespace().count() <= 3 && !text.starts_with(' ');
        self.last = start.filter(|_| is_whole).map(|start| (start.to_string(), hour));
        Some(hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_time() {
        for (text, hour) in [
            ("Nov 24 10:04:01", "Nov 24 10:00"),
            ("Aug  3 00:59:59", "Aug 3 00:00"),
            ("2026-08-01 10:04:01", "2026-08-01 10:00"),
            ("2026-08-01T23:04:01.123456+02:00", "2026-08-01 23:00"),
            ("Tue, 24 Nov 2026 10:04:01 +0000", "2026-11-24 10:00"),
            ("Tue Nov 24 10:04:01 2026", "2026-11-24 10:00"),
            ("1722513841", "2024-08-01 12:00"),
            ("1722513841.25", "2024-08-01 12:00"),
            ("1722513841250", "2024-08-01 12:00"),
            ("@4000000066ab79bb1dcd6500", "2024-08-01 12:00"),
        ] {
            assert_eq!(Hour::read(text).map(|hour| hour.to_string()).as_deref(), Some(hour), "{text}");
            let mut reader = HourReader::default();
            assert_eq!(reader.read(text), Hour::read(text));
            assert_eq!(reader.read(text), Hour::read(text), "the second time: {text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in ["", "yesterday", "10:04", "Nov 24 99:99:99", "Feb 31 10:00:00", "@zz", "12", "ab:cd", "@4000"] {
            assert_eq!(Hour::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_hour_after_is_not_the_same() {
        let mut reader = HourReader::default();
        assert_ne!(reader.read("Nov 24 10:59:59"), reader.read("Nov 24 11:00:00"));
        assert_ne!(reader.read("Tue Nov 24 10:00:00 2025"), reader.read("Tue Nov 24 10:00:00 2026"));
    }
}
