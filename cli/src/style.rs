//! Colour, width and wrapping: what suits a terminal. `anstream` takes the colours out when nobody looks.

use anstyle::{AnsiColor, Style};
use mailmend::model::Severity;

/// Headings.
pub const BOLD: Style = Style::new().bold();
/// What is there for reference.
pub const DIM: Style = Style::new().dimmed();
/// What can be typed.
pub const COMMAND: Style = AnsiColor::Cyan.on_default();

/// The colour of a severity.
pub const fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Green.on_default().bold(),
    }
}

/// The width of the terminal, within what reads well.
pub fn width() -> usize {
    terminal_size::terminal_size().map_or(88, |(width, _)| usize::from(width.0).clamp(40, 100))
}

/// Prints `text` wrapped, the first line after `first`, the others after as many blanks.
pub fn paragraph(first: &str, text: &str) {
    for line in wrapped(first, text) {
        say!("{line}");
    }
}

/// The lines of the same.
pub fn wrapped<'t>(first: &str, text: &'t str) -> Vec<std::borrow::Cow<'t, str>> {
    let blanks = " ".repeat(textwrap::core::display_width(first));
    let options = textwrap::Options::new(width()).initial_indent(first).subsequent_indent(&blanks);
    // Links and commands are copied: they stay whole.
    let options = options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options)
}
