//! Fonts, formats and measures of the sheets, after the manner of official tables.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};
use unicode_width::UnicodeWidthStr;

use crate::rubric::styles::Styles;

/// The character set number of simplified Chinese, by which a viewer finds a like font.
pub(super) const CHINESE: u8 = 134;

/// 五号; at this size one Chinese character is two columns wide.
const BODY_SIZE: f64 = 10.5;

/// The height of a line of body text, in points.
pub(super) const LINE_HEIGHT: f64 = 14.0;
/// What a row is higher than its lines of text.
const ROW_PADDING: f64 = 6.0;
/// The height of a line of a title for each point of its size.
const TITLE_LINE: f64 = 32.0 / 22.0;
/// How much larger a section's title is than body text.
const SECTION_TO_BODY: f64 = 12.0 / BODY_SIZE;
/// The highest row the file format allows.
const HIGHEST_ROW: f64 = 409.0;
/// What the margins inside a cell take of its width, in columns.
const CELL_MARGIN: f64 = 1.6;
/// Width in columns that an A4 sheet holds at full size when it lies on its side.
const A4_WIDTH: f64 = 138.0;
/// Beyond this many sheet widths the print would be too small to read, and A3 is taken.
const A4_SHRINKS_TO: f64 = 1.75;
/// Tables with more columns than this lie on their side.
const PORTRAIT_COLUMNS: usize = 7;
/// Paper numbers of the file format.
const A3: u8 = 8;
const A4: u8 = 9;

/// How a cell's text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Align {
    Left,
    #[default]
    Centre,
    Right,
}

/// Why a cell is coloured. Every tint is light, so that figures stay readable in a grey print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Tint {
    /// Not coloured.
    #[default]
    None,
    /// Column headers.
    Header,
    /// Sums and averages.
    Total,
    /// A score rate that is high but not full.
    Good,
    /// A middling score rate.
    Fair,
    /// A low score rate.
    Low,
    /// Waits for a person.
    Pending,
    /// Not applicable, or not ranked: grey and italic.
    Muted,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Note,
}

impl Tint {
    /// The fill where nothing is coloured: greys for what colours alone would tell, and for sums.
    fn grey(self) -> Option<u32> {
        match self {
            Self::Header | Self::Total | Self::Fair | Self::Warning => Some(0x00EE_EEEE),
            Self::Low | Self::Error | Self::Pending => Some(0x00D9_D9D9),
            Self::None | Self::Muted | Self::Good | Self::Note => None,
        }
    }

    fn background(self) -> Option<u32> {
        match self {
            Self::None | Self::Muted => None,
            Self::Header => Some(0x00E7_EBF1),
            Self::Total => Some(0x00F2_F2F2),
            Self::Good => Some(0x00E9_F4E4),
            Self::Fair => Some(0x00FF_F4D0),
            Self::Low | Self::Error => Some(0x00FB_DFD5),
            Self::Pending => Some(0x00DD_E6F3),
            Self::Warning => Some(0x00FF_F0C8),
            Self::Note => Some(0x00E4_EEF8),
        }
    }
}

/// The look of a cell inside the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    pub(crate) align: Align,
    pub(crate) tint: Tint,
    pub(crate) bold: bool,
    pub(crate) link: bool,
    pub(crate) number_format: Option<Cow<'static, str>>,
}

impl Look {
    /// The format of the file for this look in the usual style.
    pub(crate) fn format(&self) -> Format {
        self.format_in(&Style::default())
    }

    /// The format of the file for this look.
    pub(crate) fn format_in(&self, style: &Style) -> Format {
        let mut format = style
            .body()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter)
            .set_align(horizontal(self.align));
        // A number is not broken: one too long for its column is set smaller instead of as ####.
        format = if self.number_format.is_some() { format.set_shrink() } else { format.set_text_wrap() };
        let fill = if style.monochrome { self.tint.grey() } else { self.tint.background() };
        if let Some(colour) = fill {
            format = format.set_background_color(Color::RGB(colour));
        }
        if self.tint == Tint::Muted {
            format = format.set_font_color(Color::RGB(0x0047_4747)).set_italic();
        }
        if self.tint == Tint::Header {
            format = format.set_font_name(&style.heading_font);
        }
        if self.bold {
            format = format.set_bold();
        }
        if self.link && !style.monochrome {
            format = format.set_font_color(Color::RGB(0x001F_4E99));
        }
        match &self.number_format {
            Some(number_format) => format.set_num_format(&**number_format),
            None => format,
        }
    }
}

fn horizontal(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    }
}

/// Fonts, sizes and the frame's words of every sheet of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Style {
    title_font: String,
    heading_font: String,
    /// The font of everything that is no title, annex mark or header.
    pub(crate) body_font: String,
    annex_size: f64,
    title_size: f64,
    body_size: f64,
    /// Whether everything is black, grey and white.
    pub(crate) monochrome: bool,
    /// Stands before an annex's number; no sheet has a mark where it is empty.
    pub(crate) annex: String,
    /// Stands on the left over every table.
    pub(crate) prepared_by: String,
    /// The fields of the sign line; none where it is empty.
    pub(crate) sign_fields: Vec<String>,
}

impl Default for Style {
    fn default() -> Self {
        Self::of(&Styles::default(), false)
    }
}

impl Style {
    /// What a bureau states, and the usual for the rest.
    pub(crate) fn of(styles: &Styles, monochrome: bool) -> Self {
        let Styles { fonts, sizes, frame, .. } = styles;
        Self {
            title_font: fonts.title.clone(),
            heading_font: fonts.heading.clone(),
            body_font: fonts.body.clone(),
            annex_size: sizes.annex,
            title_size: sizes.title,
            body_size: sizes.body,
            monochrome,
            annex: frame.annex.clone(),
            prepared_by: frame.prepared_by.clone(),
            sign_fields: frame.sign.clone(),
        }
    }

    fn body(&self) -> Format {
        font(&self.body_font, self.body_size)
    }

    /// 附件N
    pub(crate) fn annex_mark(&self) -> Format {
        font(&self.heading_font, self.annex_size).set_align(FormatAlign::VerticalCenter)
    }

    /// The height of the row of an annex mark.
    pub(super) fn annex_height(&self) -> f64 {
        (self.annex_size * 1.5).max(LINE_HEIGHT)
    }

    /// The title over the table.
    pub(crate) fn title(&self) -> Format {
        font(&self.title_font, self.title_size)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
    }

    /// 编制单位, 单位 and the sign line.
    pub(crate) fn caption(&self, align: Align) -> Format {
        self.body().set_align(FormatAlign::VerticalCenter).set_align(horizontal(align))
    }

    /// 注 under the table.
    pub(crate) fn remark(&self) -> Format {
        self.caption(Align::Left).set_text_wrap()
    }

    /// The title of one of several tables on a sheet.
    pub(crate) fn section(&self) -> Format {
        font(&self.heading_font, self.body_size * SECTION_TO_BODY)
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::VerticalCenter)
    }

    /// What must be known before the table is relied on.
    pub(super) fn notice(&self) -> Format {
        let format = font(&self.heading_font, self.body_size)
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_border(FormatBorder::Thin);
        if self.monochrome { format } else { format.set_font_color(Color::RGB(0x009C_1C1C)) }
    }

    /// How much larger the body's type is than the usual.
    fn scale(&self) -> f64 {
        self.body_size / BODY_SIZE
    }

    /// A height that the usual type needs, for the body's.
    pub(crate) fn scaled(&self, height: f64) -> f64 {
        (height * self.scale()).min(HIGHEST_ROW)
    }

    /// How many lines a text takes in a cell of `width` columns.
    pub(crate) fn lines(&self, text: &str, width: f64) -> f64 {
        lines(text, width / self.scale())
    }

    /// The height of a row that holds so many lines.
    pub(crate) fn row_height(&self, lines: f64) -> f64 {
        (lines.max(1.0) * LINE_HEIGHT * self.scale() + ROW_PADDING).min(HIGHEST_ROW)
    }

    /// The height of a title over a table of `width` columns.
    pub(crate) fn title_height(&self, title: &str, width: f64) -> f64 {
        let wide = text_width(title) * self.title_size / BODY_SIZE;
        let lines = (wide / (width - CELL_MARGIN).max(2.0)).ceil().max(1.0);
        (lines * self.title_size * TITLE_LINE + ROW_PADDING).min(HIGHEST_ROW)
    }

    /// The sign line, its fields spread over a table of `width` columns.
    pub(super) fn sign_line(&self, width: f64) -> String {
        const DATE: &str = "日期：";
        const DATE_BLANKS: &str = "\u{3000}\u{3000}年\u{3000}\u{3000}月\u{3000}\u{3000}日";
        let fields: Vec<String> = self
            .sign_fields
            .iter()
            .map(|field| if field == DATE { format!("{field}{DATE_BLANKS}") } else { field.clone() })
            .collect();
        let taken: f64 = fields.iter().map(|field| text_width(field)).sum();
        // A table hardly has 2^50 fields.
        #[allow(clippy::cast_precision_loss)]
        let gaps = fields.len().saturating_sub(1).max(1) as f64;
        let gap = ((width / self.scale() - taken - 4.0) / gaps / 2.0).clamp(4.0, 24.0);
        // Between 4 and 24: the cast only drops the fraction.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let gap = "\u{3000}".repeat(gap as usize);
        fields.join(&gap)
    }
}

fn font(name: &str, size: f64) -> Format {
    Format::new().set_font_name(name).set_font_size(size).set_font_charset(CHINESE)
}

/// [`Style::caption`] in the usual style.
pub(crate) fn caption(align: Align) -> Format {
    Style::default().caption(align)
}

/// [`Style::sign_line`] in the usual style.
pub(crate) fn sign_line(width: f64) -> String {
    Style::default().sign_line(width)
}

/// [`Style::remark`] in the usual style.
pub(crate) fn remark() -> Format {
    Style::default().remark()
}

/// [`Style::section`] in the usual style.
pub(crate) fn section() -> Format {
    Style::default().section()
}

/// The number format of points: as many decimals as the rubric has.
pub(super) fn decimals(places: u32) -> Cow<'static, str> {
    match places {
        0 => "0".into(),
        1 => "0.0".into(),
        2 => "0.00".into(),
        _ => format!("0.{}", "0".repeat(places as usize)).into(),
    }
}

/// The width of a text in columns; a Chinese character is two.
#[allow(clippy::cast_precision_loss)] // a cell holds at most 32,767 characters
pub(crate) fn text_width(text: &str) -> f64 {
    text.width_cjk() as f64
}

/// The width of a column in pixels: it is counted in digits of the file's standard font.
pub(super) fn pixels(width: f64) -> u32 {
    // At most 255 columns: the cast only drops the fraction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pixels = (width * 7.0 + 5.0).clamp(0.0, 2000.0) as u32;
    pixels
}

/// How many lines a text takes in a cell of `width` columns.
pub(crate) fn lines(text: &str, width: f64) -> f64 {
    let room = (width - CELL_MARGIN).max(2.0);
    let in_line = |line: &str| if text_width(line) <= room { 1.0 } else { wrapped(line, room - 0.5) };
    text.split('\n').map(in_line).sum()
}

/// How many lines a text takes that does not fit in one. A line may end between Chinese characters,
/// but not before a closing mark, and after a blank or a stroke; what is written without either, a
/// formula for one, begins on a line of its own where it does not fit, and is broken where it must.
fn wrapped(line: &str, room: f64) -> f64 {
    let (mut lines, mut used) = (1.0, 0.0);
    for piece in pieces(line) {
        let needed = text_width(piece);
        if used + needed <= room {
            used += needed;
            continue;
        }
        if used > 0.0 {
            lines += 1.0;
        }
        let broken = ((needed / room).ceil() - 1.0).max(0.0);
        lines += broken;
        used = needed - broken * room;
    }
    lines
}

/// The pieces of a line that are not broken unless they must be.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    const CLOSING: &str = "，。；：、！？）》】”％%";
    const OPENING: &str = "（《【“";
    let is_word = |c: char| c.is_ascii() && c != ' ' && c != '/';
    let mut rest = line;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices().peekable();
        let mut end = rest.len();
        while let (Some((_, c)), Some(&(at, next))) = (chars.next(), chars.peek()) {
            let goes_on = (is_word(c) && next.is_ascii() && next != ' ') || OPENING.contains(c);
            if !goes_on && !CLOSING.contains(next) {
                end = at;
                break;
            }
        }
        let (piece, left) = rest.split_at(end);
        rest = left;
        (!piece.is_empty()).then_some(piece)
    })
}

/// The height of a row that holds so many lines.
pub(crate) fn row_height(lines: f64) -> f64 {
    (lines.max(1.0) * LINE_HEIGHT + ROW_PADDING).min(HIGHEST_ROW)
}

/// Paper, margins, footer and scale.
pub(crate) fn set_up_page(sheet: &mut Worksheet, columns: usize, width: f64) {
    let wide = width > A4_WIDTH * A4_SHRINKS_TO;
    sheet.set_paper_size(if wide { A3 } else { A4 });
    if columns > PORTRAIT_COLUMNS {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    sheet
        .set_margins(0.6, 0.6, 0.75, 0.75, 0.3, 0.4)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_footer("&C&\"宋体,Regular\"&14 — &P —")
        .set_screen_gridlines(false);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_two_columns() {
        assert!((text_width("预算A1") - 6.0).abs() < f64::EPSILON);
        assert!((lines("预算执行率", 12.0) - 1.0).abs() < f64::EPSILON);
        assert!(lines("预算执行率", 8.0) > 1.0);
        assert!((lines("一\n二", 20.0) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_number_is_set_smaller_rather_than_hidden() {
        let look = Look { number_format: Some("0.00%".into()), ..Look::default() };
        let (number, text) = (format!("{:?}", look.format()), format!("{:?}", Look::default().format()));
        assert!(number.contains("shrink: true") && number.contains("text_wrap: false"), "{number}");
        assert!(text.contains("shrink: false") && text.contains("text_wrap: true"), "{text}");
    }

    #[test]
    fn lines_are_broken_where_programs_break_them() {
        let of = |line: &'static str| pieces(line).collect::<Vec<_>>();
        assert_eq!(
            of("得分（扣1.5分），见A/B c"),
            ["得", "分", "（扣", "1.5", "分），", "见", "A/", "B", " ", "c"]
        );
        // A formula that does not fit beside a word begins below it.
        assert!((lines("代入：=ROUND(MAX(18424,0)*18800,2)", 31.5) - 2.0).abs() < f64::EPSILON);
        assert!((lines("代入：=ROUND(MAX(18424,0)*18800*2,2)+ROUND(7,2)", 31.5) - 3.0).abs() < f64::EPSILON);
        assert!((lines("=ROUND(MAX(18424,0)*18800*2,2)+ROUND(7,2)", 31.5) - 2.0).abs() < f64::EPSILON);
    }
}
