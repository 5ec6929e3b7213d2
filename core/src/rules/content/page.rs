//! What a reader sees of HTML, and what is hidden in it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::syntax::html::{self, Tag, Token, entity, tokens};
use crate::text::Span;

/// HTML, read once.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The text that a reader sees, its entities decoded.
    pub(super) text: String,
    /// Where its pieces come from, in order.
    pieces: Vec<Piece>,
    pub(super) links: Vec<Anchor>,
    /// The images, but for those of one pixel.
    pub(super) images: usize,
    /// Text that nobody sees.
    pub(super) hidden: Vec<Span>,
    pub(super) scripts: Vec<Span>,
    pub(super) forms: Vec<Span>,
    pub(super) frames: Vec<Span>,
    /// Web fonts and position.
    pub(super) styles: Vec<Span>,
    pub(super) data_images: Vec<Span>,
    /// Whether something is quoted in it: it answers somebody.
    pub(super) quotes: bool,
}

/// A link of the page.
#[derive(Debug)]
pub(super) struct Anchor {
    /// Where its address stands in the HTML.
    pub(super) href: Span,
    /// What is shown for it, in the text of the page.
    pub(super) shown: Span,
}

/// A piece of the text, and where it stands in the HTML.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    source: Span,
    /// Whether it stands there letter by letter.
    same: bool,
}

/// The elements that are kept open at most, and how far a closing tag looks for its own.
const DEEPEST: usize = 512;
const FARTHEST: usize = 64;
/// The letters of a preview line that is hidden at the start, at most.
const PREVIEW: usize = 400;
/// Fewer hidden letters than this are a slip of the designer.
const FEWEST: usize = 12;

#[derive(Clone, Copy, Debug)]
struct Open {
    name: Span,
    hidden: bool,
    color: Option<u32>,
    back: Back,
}

/// What is known of the colour behind a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Back {
    /// Nobody set it.
    Page,
    Is(u32),
    /// A picture, or a style sheet that is not read here.
    Unknown,
}

impl Page {
    /// Reads `text`, in one pass.
    pub(super) fn read(text: &str) -> Self {
        let mut reader = Reader {
            text,
            page: Self::default(),
            open: Vec::new(),
            anchor: None,
            media: false,
            run: None,
            seen: false,
        };
        for token in tokens(text) {
            match token {
                Token::Text(span) => reader.words(span),
                Token::Open(tag) => reader.opens(&tag),
                Token::Close(name) => reader.closes(name),
                Token::Raw(span) => reader.raw(span),
                Token::Comment(_) => {}
            }
        }
        reader.end_anchor();
        reader.end_run();
        reader.page
    }

    /// Where a place of the text stands in the HTML.
    pub(super) fn origin(&self, span: Span) -> Span {
        let place = |at: usize, end: bool| {
            let found = self.pieces.partition_point(|piece| piece.at <= at);
            let Some(piece) = found.checked_sub(1).and_then(|found| self.pieces.get(found)) else { return 0 };
            match (piece.same, end) {
                (true, false) => piece.source.start + at - piece.at,
                (true, true) => piece.source.start + at - piece.at + 1,
                (false, false) => piece.source.start,
                (false, true) => piece.source.end,
            }
        };
        if span.is_empty() {
            return Span::new(place(span.start, false), place(span.start, false));
        }
        Span::new(place(span.start, false), place(span.end - 1, true))
    }

    /// The letters and digits that a reader sees.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|letter| letter.is_alphanumeric()).count()
    }
}

struct Reader<'t> {
    text: &'t str,
    page: Page,
    open: Vec<Open>,
    /// The link that is open: its address, and where its text begins.
    anchor: Option<(Span, usize)>,
    /// Whether a style sheet shows parts on some screens only.
    media: bool,
    /// The hidden text that is being read: where, and how many letters so far.
    run: Option<(Span, usize)>,
    /// Whether a reader has seen a letter so far.
    seen: bool,
}

impl Reader<'_> {
    fn top(&self) -> Open {
        const NONE: Open = Open { name: Span::new(0, 0), hidden: false, color: None, back: Back::Page };
        self.open.last().copied().unwrap_or(NONE)
    }

    fn words(&mut self, span: Span) {
        let top = self.top();
        let words = span.of(self.text);
        if top.hidden || is_same_colour(&top) {
            let letters = words.chars().filter(|letter| letter.is_alphanumeric()).count();
            let (start, before) = self.run.map_or((span.start, 0), |(run, letters)| (run.start, letters));
            // Entities are spacers, mostly.
            let letters = if words.contains("&zwnj;") { 0 } else { letters };
            if before + letters > 0 {
                self.run = Some((Span::new(start, span.end), before + letters));
            }
            return;
        }
        if words.chars().any(|letter| !letter.is_whitespace()) {
            self.end_run();
            self.seen |= words.chars().any(char::is_alphanumeric) && !words.trim_start().starts_with('&');
        }
        let mut at = span.start;
        while at < span.end {
            let rest = self.text.get(at..span.end).unwrap_or_default();
            let special = rest.find(|letter| letter == '&' || is_invisible(letter)).unwrap_or(rest.len());
            self.push(at, at + special, None);
            at += special;
            let Some(letter) = self.text.get(at..span.end).and_then(|rest| rest.chars().next()) else { break };
            if letter != '&' {
                at += letter.len_utf8();
                continue;
            }
            let (decoded, length) = entity(self.text.get(at..span.end).unwrap_or_default()).unwrap_or(('&', 1));
            if !is_invisible(decoded) {
                self.push(at, at + length, Some(decoded));
            }
            at += length;
        }
    }

    /// Adds a piece of the text, or the letter that stands for it.
    fn push(&mut self, start: usize, end: usize, letter: Option<char>) {
        if start == end {
            return;
        }
        let source = Span::new(start, end);
        self.page.pieces.push(Piece { at: self.page.text.len(), source, same: letter.is_none() });
        match letter {
            Some(letter) => self.page.text.push(letter),
            None => self.page.text.push_str(source.of(self.text)),
        }
    }

    fn opens(&mut self, tag: &Tag) {
        let name = tag.name.of(self.text).to_ascii_lowercase();
        self.looks_at(&name, tag);
        if is_block(&name) {
            self.break_line(tag.span);
        }
        const VOID: [&str; 14] = [
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
            "wbr",
        ];
        if VOID.contains(&name.as_str()) {
            return;
        }
        // These end where the next of their kind begins.
        const ENDS: [&str; 7] = ["p", "li", "td", "th", "tr", "option", "a"];
        if ENDS.contains(&name.as_str()) && self.top().name.of(self.text).eq_ignore_ascii_case(&name) {
            self.open.pop();
        }
        if name == "a" {
            self.end_anchor();
            if let Some(href) = tag.value(self.text, "href") {
                self.anchor = Some((href, self.page.text.len()));
            }
        }
        if self.open.len() < DEEPEST {
            let element = self.element(tag);
            self.open.push(element);
        }
    }

    fn closes(&mut self, name: Span) {
        let word = name.of(self.text);
        if word.eq_ignore_ascii_case("a") {
            self.end_anchor();
        }
        if is_block(&word.to_ascii_lowercase()) {
            self.break_line(name);
        }
        let near = self.open.iter().rev().take(FARTHEST);
        let found = near.into_iter().position(|open| open.name.of(self.text).eq_ignore_ascii_case(word));
        if let Some(found) = found {
            self.open.truncate(self.open.len() - found - 1);
        }
    }

    /// What an element does to the text in it.
    fn element(&mut self, tag: &Tag) -> Open {
        let mut open = Open { name: tag.name, ..self.top() };
        if let Some(back) = tag.value(self.text, "bgcolor").and_then(|span| colour(span.of(self.text))) {
            open.back = Back::Is(back);
        }
        if tag.value(self.text, "background").is_some() {
            open.back = Back::Unknown;
        }
        if tag.is(self.text, "font") {
            let own = tag.value(self.text, "color").and_then(|span| colour(span.of(self.text)));
            open.color = own.or(open.color);
        }
        let has_class = tag.value(self.text, "class").is_some();
        // What a class does, a style sheet says, and those are not read here.
        if has_class && open.back == Back::Page {
            open.back = Back::Unknown;
        }
        let hides = tag.value(self.text, "hidden").is_some();
        let style = tag.value(self.text, "style").map(|span| html::decoded(span.of(self.text)).to_ascii_lowercase());
        let mut hidden = hides;
        for (name, value) in style.iter().flat_map(|style| declarations(style)) {
            match name {
                "display" if value.starts_with("none") => hidden = true,
                "visibility" if value.starts_with("hidden") => hidden = true,
                "font-size" | "max-height" | "opacity" if is_zero(value) => hidden = true,
                "color" => open.color = colour(value).or(open.color),
                "background" | "background-color" | "background-image" => {
                    let plain = value.split_whitespace().find_map(colour);
                    open.back = match plain {
                        _ if value.contains("url(") || value.contains("gradient") => Back::Unknown,
                        Some(colour) => Back::Is(colour),
                        None if value.starts_with("transparent") || value.starts_with("none") => open.back,
                        None => Back::Unknown,
                    };
                }
                "position" if value.starts_with("absolute") || value.starts_with("fixed") => {
                    self.page.styles.push(tag.span);
                }
                _ => {}
            }
        }
        // A part for small screens only, which a style sheet shows there.
        open.hidden |= hidden && !(self.media && has_class);
        open
    }

    /// What a tag is, by itself.
    fn looks_at(&mut self, name: &str, tag: &Tag) {
        let value = |name| tag.value(self.text, name).map(|span| span.of(self.text)).unwrap_or_default();
        match name {
            "script" if !value("type").eq_ignore_ascii_case("application/ld+json") => self.page.scripts.push(tag.span),
            "form" => self.page.forms.push(tag.span),
            "iframe" | "frame" | "object" | "embed" | "applet" => self.page.frames.push(tag.span),
            "blockquote" => self.page.quotes = true,
            "img" => {
                let is_pixel = |name| matches!(value(name).trim().trim_end_matches("px"), "0" | "1");
                if starts_with(value("src"), "data:") {
                    self.page.data_images.push(Span::new(tag.span.start, tag.span.end.min(tag.span.start + 60)));
                }
                if !is_pixel("width") && !is_pixel("height") && !self.top().hidden {
                    self.page.images += 1;
                }
            }
            _ => {}
        }
        if let Some((name, value)) = tag.attributes.iter().find(|(name, _)| is_handler(name.of(self.text))) {
            self.page.scripts.push(Span::new(name.start, value.end.max(name.end)));
        }
    }

    /// A script or a style sheet.
    fn raw(&mut self, span: Span) {
        let raw = span.of(self.text);
        let name = self.top().name.of(self.text);
        if name.eq_ignore_ascii_case("style") {
            self.media |= raw.contains("@media");
            if let Some(at) = raw.find("@font-face") {
                self.page.styles.push(Span::new(span.start + at, span.start + at + "@font-face".len()));
            }
        }
    }

    fn end_anchor(&mut self) {
        if let Some((href, start)) = self.anchor.take() {
            self.page.links.push(Anchor { href, shown: Span::new(start, self.page.text.len()) });
        }
    }

    fn end_run(&mut self) {
        let Some((span, letters)) = self.run.take() else { return };
        if letters >= FEWEST && (self.seen || letters > PREVIEW) {
            self.page.hidden.push(span);
        }
    }

    fn break_line(&mut self, source: Span) {
        if !self.page.text.is_empty() && !self.page.text.ends_with('\n') {
            self.push(source.start, source.end, Some('\n'));
        }
    }
}

fn is_same_colour(open: &Open) -> bool {
    match (open.color, open.back) {
        (Some(colour), Back::Is(back)) => colour == back,
        // Where nobody says otherwise, pages are white.
        (Some(colour), Back::Page) => colour == 0xFF_FFFF,
        _ => false,
    }
}

/// The declarations of a style: name and value, without blanks around them.
fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    style.split(';').filter_map(|one| one.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
}

/// Whether a length or a share is nothing.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|letter: char| !letter.is_ascii_digit() && letter != '.');
    number.starts_with(['0', '.']) && number.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// A colour as CSS and HTML write it most: `#fff`, `#ffffff`, `rgb(…)`, white, black.
fn colour(value: &str) -> Option<u32> {
    let value = value.trim().trim_end_matches("!important").trim_end();
    if let Some(hex) = value.strip_prefix('#') {
        let number = u32::from_str_radix(hex, 16).ok()?;
        return match hex.len() {
            3 => Some(spread(number)),
            6 => Some(number),
            _ => None,
        };
    }
    if let Some(inner) = value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let mut parts = inner.split(',').map(|part| part.trim().parse::<u8>());
        let (Some(Ok(red)), Some(Ok(green)), Some(Ok(blue))) = (parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        return Some(u32::from_be_bytes([0, red, green, blue]));
    }
    match value {
        _ if value.eq_ignore_ascii_case("white") => Some(0xFF_FFFF),
        _ if value.eq_ignore_ascii_case("black") => Some(0),
        _ => None,
    }
}

/// `#abc` means `#aabbcc`.
const fn spread(number: u32) -> u32 {
    let (red, green, blue) = (number >> 8 & 15, number >> 4 & 15, number & 15);
    ((red * 17) << 16) | ((green * 17) << 8) | (blue * 17)
}

/// An attribute that runs a script.
fn is_handler(name: &str) -> bool {
    const HANDLERS: [&str; 8] =
        ["onclick", "onload", "onerror", "onmouseover", "onmouseout", "onfocus", "onchange", "onsubmit"];
    HANDLERS.iter().any(|handler| name.eq_ignore_ascii_case(handler))
}

pub(super) fn starts_with(text: &str, start: &str) -> bool {
    text.trim_start().get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 20] = [
        "p",
        "div",
        "br",
        "tr",
        "td",
        "th",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "center",
        "blockquote",
        "body",
    ];
    BLOCKS.contains(&name)
}

/// Letters without a shape: preview lines are filled up with them.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{2007}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(html: &str) -> usize {
        Page::read(html).hidden.len()
    }

    #[test]
    fn places_lead_back() {
        let html = "<p>caf&eacute; <b>free</b>&nbsp;gift</p>";
        let page = Page::read(html);
        assert_eq!(page.text.trim(), "café free gift");
        let at = page.text.find("free gift").unwrap_or_default();
        assert_eq!(page.origin(Span::new(at, at + 9)).of(html), "free</b>&nbsp;gift");
        let at = page.text.find('é').unwrap_or_default();
        assert_eq!(page.origin(Span::new(at, at + 2)).of(html), "&eacute;");
    }

    #[test]
    fn a_preview_line_is_no_hidden_text_and_the_rest_is() {
        let preview = "<div style=\"display:none;max-height:0\">Your order has been shipped today</div>";
        let words = "<div style='display:none'>cheap pills and cheap watches</div>";
        assert_eq!(hidden(&[preview, "<p>Hello Jane</p>"].concat()), 0);
        assert_eq!(hidden(&["<p>Hello Jane</p>", words].concat()), 1);
        assert_eq!(hidden("<p>Hi</p><span style=\"font-size:0px\">cheap pills and watches</span>"), 1);
        assert_eq!(hidden("<p>Hi</p><font color=#FFFFFF>cheap pills and watches</font>"), 1);
        assert_eq!(hidden("<p>Hi</p><td bgcolor=\"#0055aa\"><font color=white>A button to press</font></td>"), 0);
        assert_eq!(hidden("<p>Hi</p><a class=button style='color:#fff'>A button to press</a>"), 0);
        let phone = "<style>@media (max-width:600px){.m{display:block!important}}</style><p>Hi</p>";
        assert_eq!(hidden(&[phone, "<div class=m style='display:none'>The menu for small screens</div>"].concat()), 0);
    }

    #[test]
    fn colours() {
        assert_eq!(colour("#fff"), colour("rgb(255, 255, 255)"));
        assert_eq!(colour("#ABC"), Some(0xAA_BBCC));
        assert!(is_zero("0") && is_zero("0px") && is_zero("0.0em") && !is_zero("10px") && !is_zero("auto"));
    }
}
