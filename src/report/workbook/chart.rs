//! Native charts over lines of a table. Fonts are named; fills are told apart in a grey print.

use rust_xlsxwriter::{
    Chart as NativeChart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType, Color,
    Worksheet, XlsxError,
};

use super::style::Style;
use super::table::column_number;

/// The height of a sheet's rows under a chart, in points and in pixels.
pub(super) const ROW_POINTS: f64 = 15.0;
const ROW_PIXELS: u32 = 20;
/// The height of a chart with upright columns, in rows.
const COLUMNS_HIGH: u32 = 17;
/// The same where the names under the columns are long.
const STACKED_HIGH: u32 = 24;
/// What title and legend take beside horizontal bars, in rows; a line's bars take one.
const BARS_BESIDE: u32 = 5;
/// A chart is no wider than a sheet of paper shows well, in pixels.
const WIDEST: u32 = 1100;

/// How figures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Upright columns side by side.
    Columns,
    /// Horizontal bars, the first line on top.
    Bars,
    /// Upright columns on top of one another.
    Stacked,
}

/// What fills a series, distinct in colour, in grey and in black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// Nothing: it only lifts what stands on it.
    Unseen,
    /// Dark and plain.
    Dark,
    /// Slanting lines.
    Slanted,
    /// Dots.
    Dotted,
    /// Small squares.
    Checked,
}

/// A column of figures in a chart.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) column: usize,
    pub(super) fill: Fill,
}

impl Series {
    pub(super) fn new(name: &str, column: usize, fill: Fill) -> Self {
        Self { name: name.to_owned(), column, fill }
    }
}

/// A chart over the lines of a table or of a block of it.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) kind: Kind,
    /// The column of the names under the figures.
    pub(super) names: usize,
    pub(super) series: Vec<Series>,
    /// The number format of the figures; nothing is written where they are nothing.
    pub(super) format: String,
    /// Where the axis of figures begins; it is drawn where that is not at nothing.
    pub(super) least: f64,
    /// Where the axis of figures ends, if it is known.
    pub(super) most: Option<f64>,
}

/// Where a chart's lines stand.
pub(super) struct Lines<'a> {
    pub(super) sheet: &'a str,
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Chart {
    /// How many rows of the sheet it takes for so many lines.
    pub(super) fn height(&self, lines: usize) -> u32 {
        match self.kind {
            Kind::Columns => COLUMNS_HIGH,
            Kind::Stacked => STACKED_HIGH,
            Kind::Bars => {
                // Bars side by side need half as much again.
                let lines = u32::try_from(lines).unwrap_or(u32::MAX);
                let more = if self.series.len() > 1 { lines / 2 } else { 0 };
                lines.saturating_add(more).saturating_add(BARS_BESIDE)
            }
        }
    }

    /// The format of figures beside their columns: none for nothing, nor for a piece too thin to hold
    /// one. The figures stand in the table too.
    fn label_format(&self) -> String {
        const THIN: f64 = 0.04;
        match (self.kind, self.most) {
            (Kind::Stacked, Some(most)) => {
                format!("[<{:.3}]\"\";{}", (most - self.least) * THIN, self.format)
            }
            _ => format!("{0};-{0};;", self.format),
        }
    }

    /// Puts the chart on the sheet at a row, as wide as the table.
    pub(super) fn insert(
        &self,
        sheet: &mut Worksheet,
        lines: &Lines,
        row: u32,
        width: u32,
        style: &Style,
    ) -> Result<(), XlsxError> {
        let mut chart = NativeChart::new(match self.kind {
            Kind::Columns => ChartType::Column,
            Kind::Bars => ChartType::Bar,
            Kind::Stacked => ChartType::ColumnStacked,
        });
        let font = |size: f64| font(style, size);
        chart.title().set_name(&self.title).set_font(font(12.0).set_bold());
        chart.set_alt_text(&self.title);
        // Columns that only the chart needs are hidden.
        chart.show_hidden_data();
        let range = |column: usize| {
            let column = column_number(column);
            (lines.sheet, lines.first, column, lines.last, column)
        };
        for series in &self.series {
            let unseen = series.fill == Fill::Unseen;
            let added = chart.add_series();
            added.set_name(&series.name).set_categories(range(self.names)).set_values(range(series.column));
            added.set_format(&mut format(series.fill, style)).set_gap(60);
            if self.kind == Kind::Stacked {
                added.set_overlap(100);
            }
            if unseen {
                added.delete_from_legend(true);
            } else {
                let mut label = ChartDataLabel::new();
                label.show_value().set_num_format(self.label_format()).set_font(&font(8.0));
                if self.kind != Kind::Stacked {
                    label.set_position(ChartDataLabelPosition::OutsideEnd);
                } else if series.fill == Fill::Dark {
                    label.set_font(font(8.0).set_color(Color::White));
                }
                added.set_data_label(&label);
            }
        }
        let shown = self.series.iter().filter(|series| series.fill != Fill::Unseen).count();
        if shown > 1 {
            chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(10.0));
        } else {
            chart.legend().set_hidden();
        }
        // The writer calls the level axis x, whichever way the columns point.
        let is_level = self.kind == Kind::Bars;
        let names = if is_level { chart.y_axis() } else { chart.x_axis() };
        names.set_font(&font(9.0));
        if is_level {
            names.set_reverse();
        }
        let figures = if is_level { chart.x_axis() } else { chart.y_axis() };
        figures.set_font(&font(9.0)).set_min(self.least).set_major_gridlines(false);
        // Where the columns do not stand on nothing, the axis has to say so.
        figures.set_hidden(self.least <= 0.0);
        if let Some(most) = self.most {
            figures.set_max(most);
        }
        let lines_shown = usize::try_from(lines.last - lines.first + 1).unwrap_or(usize::MAX);
        let height = self.height(lines_shown).saturating_sub(1) * ROW_PIXELS;
        chart.set_width(width.min(WIDEST)).set_height(height);
        sheet.insert_chart_with_offset(row, 0, &chart, 4, 6)?;
        Ok(())
    }
}

fn font(style: &Style, size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    // No character set: the format wants a signed number here, and the writer has none.
    font.set_name(&style.body_font).set_size(size);
    font
}

fn format(fill: Fill, style: &Style) -> ChartFormat {
    let dark = if style.monochrome { Color::RGB(0x0040_4040) } else { Color::RGB(0x0033_5577) };
    let mut format = ChartFormat::new();
    let mut line = ChartLine::new();
    line.set_color(dark).set_width(0.75);
    let pattern = |kind: ChartPatternFillType| {
        let mut fill = ChartPatternFill::new();
        fill.set_pattern(kind).set_foreground_color(dark).set_background_color(Color::White);
        fill
    };
    match fill {
        Fill::Unseen => format.set_no_fill().set_no_line(),
        Fill::Dark => format.set_solid_fill(ChartSolidFill::new().set_color(dark)).set_line(&line),
        Fill::Slanted => format
            .set_pattern_fill(&pattern(ChartPatternFillType::DiagonalStripesWideUpwards))
            .set_line(&line),
        Fill::Checked => {
            format.set_pattern_fill(&pattern(ChartPatternFillType::SmallCheckerboard)).set_line(&line)
        }
        Fill::Dotted => {
            format.set_pattern_fill(&pattern(ChartPatternFillType::Dotted20Percent)).set_line(&line)
        }
    };
    format
}
