//! Text of a PDF file: the signs as they are set on each page, put together to lines.
//!
//! A PDF has no lines and often no blanks, only signs at positions, in any order. Signs whose font
//! does not say what they are cannot be read; a page that is a picture has none.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use unicode_width::UnicodeWidthStr;

use super::sheet::ReadError;
use super::text;
use crate::narrative::{Content, Text};
use crate::place::Passage;

/// More pages than any report has.
const MOST_PAGES: usize = 1000;
/// Fewer signs than this on a page, on the whole, are stamps and numbers on pictures.
const FEWEST_SIGNS: usize = 10;
/// Units of a font's own measure in its size.
const EM: f64 = 1000.0;

/// The text of a file.
///
/// # Errors
/// Why there is none.
pub(super) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Password,
        other => ReadError::Damaged(format!("{other:?}")),
    })?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(ReadError::TooLarge("页数".to_owned()));
    }
    let cache = InterpreterCache::new();
    let mut text = Text::default();
    let (mut unknown, mut length) = (0, 0);
    for (number, page) in (1..).zip(pages.iter()) {
        let settings = InterpreterSettings::default();
        let mut context =
            Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, 1.0, 1.0), &cache, pdf.xref(), settings);
        let mut signs = Signs::default();
        interpret_page(page, &mut context, &mut signs);
        unknown += signs.unknown;
        for (line, content) in (1..).zip(lines(signs.found)) {
            length += content.len() as u64;
            if length > text::MOST {
                return Err(text::too_long());
            }
            text.push(Passage::PageLine(number, line), Content::Line(content));
        }
    }
    let known = text.length();
    if known < FEWEST_SIGNS * pages.len() || unknown > known {
        return Err(ReadError::NoText);
    }
    Ok(text)
}

/// A sign on a page.
struct Sign {
    x: f64,
    y: f64,
    size: f64,
    text: String,
}

impl Sign {
    /// Where the next sign begins if it follows at once, as far as the sign's width tells.
    fn end(&self) -> f64 {
        self.x + self.size * if self.text.width() > 1 { 1.0 } else { 0.5 }
    }
}

/// Takes down the signs of a page and draws nothing.
#[derive(Default)]
struct Signs {
    found: Vec<Sign>,
    unknown: usize,
}

impl Device<'_> for Signs {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.unknown += 1;
                    continue;
                }
            };
            let transform = props.transform * glyph.transform();
            let Point { x, y } = transform * Point::ZERO;
            let [_, _, c, d, _, _] = transform.as_coeffs();
            self.found.push(Sign { x, y, size: (c * c + d * d).sqrt() * EM, text });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
}

/// The lines of a page from top to bottom.
fn lines(mut signs: Vec<Sign>) -> Vec<String> {
    signs.retain(|sign| sign.x.is_finite() && sign.y.is_finite() && sign.size > 0.0);
    signs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let left = signs.iter().map(|sign| sign.x).fold(f64::INFINITY, f64::min);
    let mut lines: Vec<Vec<Sign>> = Vec::new();
    for sign in signs {
        match lines.last_mut() {
            // Signs of one line stand on one height, raised ones a little above it.
            Some(line)
                if line.first().is_some_and(|first| first.y - sign.y < first.size.max(sign.size) * 0.5) =>
            {
                line.push(sign);
            }
            _ => lines.push(vec![sign]),
        }
    }
    lines.into_iter().map(|line| set(line, left)).filter(|line| !line.trim().is_empty()).collect()
}

/// The signs of a line from left to right, with blanks where they are apart.
fn set(mut signs: Vec<Sign>, left: f64) -> String {
    signs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut line = String::new();
    let mut before: Option<&Sign> = None;
    for sign in &signs {
        match before {
            // Bold type is set by some as two signs almost on the same spot.
            Some(before) if before.text == sign.text && sign.x - before.x < sign.size * 0.15 => continue,
            Some(before) => {
                let gap = (sign.x - before.end()) / sign.size;
                line.push_str(match () {
                    () if gap > 1.2 => "  ",
                    () if gap > 0.3 => " ",
                    () => "",
                });
            }
            None => {
                let columns = ((sign.x - left) / (sign.size * 0.5)).round().clamp(0.0, 40.0);
                // At most 40.
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                line.push_str(&" ".repeat(columns as usize));
            }
        }
        line.push_str(&sign.text);
        before = Some(sign);
    }
    line
}
