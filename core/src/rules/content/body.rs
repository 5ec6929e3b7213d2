//! The texts: what is there, what is missing, what mail programs take out.

use super::Mail;
use super::page::Page;
use super::sheet::Sheet;
use crate::knowledge::{codes, content};
use crate::model::{Confidence, FactKey};

/// Where Gmail has been seen to cut HTML: an observation of senders, not a promise.
const CLIPPED: usize = 102 * 1024;
/// Fewer letters than this beside an image are none, and little beside several.
const HARDLY_ANY: usize = 40;
const LITTLE: usize = 60;

/// Checks the texts and the attachments.
pub(super) fn check(mail: &Mail<'_>, page: Option<&Page>, sheet: &mut Sheet) {
    if let (Some(page), Some(html)) = (page, &mail.html) {
        alternative(mail, page, sheet);
        let letters = page.letters();
        if page.images > 0 && letters < HARDLY_ANY {
            sheet.find(codes::TEXT045, html, &[]).confidence(Confidence::Likely);
        } else if page.images >= 3 && letters < LITTLE * page.images {
            sheet.find(codes::TEXT046, html, &[]).confidence(Confidence::Possible);
        }
        for (place, spans) in [
            (codes::TEXT052, &page.scripts),
            (codes::TEXT053, &page.forms),
            (codes::TEXT054, &page.frames),
            (codes::TEXT055, &page.styles),
            (codes::TEXT057, &page.data_images),
        ] {
            if !spans.is_empty() {
                sheet.find(place, html, spans);
            }
        }
        if !page.hidden.is_empty() {
            sheet.find(codes::TEXT056, html, &page.hidden).confidence(Confidence::Likely);
        }
        if html.text.len() > CLIPPED {
            sheet.find(codes::TEXT058, html, &[]).confidence(Confidence::Likely);
        }
    }
    for file in &mail.files {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending.trim()).to_ascii_lowercase();
        if content::is_blocked_file(&ending) {
            sheet.find_in(codes::TEXT059, "message").fact(FactKey::Meaning, [".", &ending].concat());
            break;
        }
    }
}

/// The plain text beside HTML.
fn alternative(mail: &Mail<'_>, page: &Page, sheet: &mut Sheet) {
    let Some(html) = &mail.html else { return };
    match &mail.text {
        None => {
            sheet.find(codes::TEXT044, html, &[]);
        }
        Some(text) if text.text.trim().is_empty() && page.letters() > 0 => {
            sheet.find(codes::TEXT061, text, &[]);
        }
        Some(_) => {}
    }
}
