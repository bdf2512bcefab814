//! The sheets of a file of any format, by calamine where that can read it.

use std::cell::Cell as Flag;
use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, XlsOptions,
    Xlsb, XlsbError, Xlsx, XlsxError,
};

use super::format::Format;
use super::limits::Limits;
use super::marks::{self, Marks};
use super::number_format::NumberFormat;
use super::sheet::{Filling, ReadError, Sheet, Value};
use super::{
    archive, delimited, markup, ods, ods_marks, package, xls_bare, xls_marks, xls_repair, xlsb_marks,
    xlsx_repair, xml2003,
};

/// UTF-16, the only code page of the .xls version that is in use; some writers state another.
const UTF16: u16 = 1200;

/// The number of the first day there is; below it stands a time of day alone.
const FIRST_DAY: f64 = 1.0;
/// The number of the day after the last there is, in the year 9999.
const LAST_DAY: f64 = 2_958_466.0;

/// The names of error values.
const ERRORS: [&str; 17] = [
    "#VALUE!",
    "#REF!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#NULL!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#UNKNOWN!",
    "#CONNECT!",
    "#BUSY!",
    "#EXTERNAL!",
    "#PYTHON!",
];

/// Reads every sheet of a file's bytes, which are of `format`.
///
/// # Errors
/// A [`ReadError`] naming what the file really is or what is wrong with it. Never panics: a panic
/// of the reading library is an error like any other.
pub fn read(bytes: &[u8], format: &Format, limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    quietly(|| read_inner(bytes, format, limits))
}

/// Runs what a library reads. A panic of it is an error like any other, and says nothing.
///
/// # Errors
/// Those of `read`, and [`ReadError::Damaged`] where it panics.
pub(super) fn quietly<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    thread_local!(static QUIET: Flag<bool> = const { Flag::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    QUIET.set(false);
    outcome.unwrap_or_else(|_| Err(ReadError::Damaged("the reader panicked".to_owned())))
}

fn read_inner(bytes: &[u8], format: &Format, limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let mut filling = Filling::new(limits);
    match format {
        Format::Empty => return Err(ReadError::Empty),
        Format::Protected => return Err(ReadError::Password),
        Format::Other(_) | Format::OldText(_) | Format::Plain | Format::Docx | Format::Pdf => {
            return Err(ReadError::NotASpreadsheet(format.without_sheets().unwrap_or_default().to_owned()));
        }
        Format::Unsupported(kind) => return Err(ReadError::Unsupported((*kind).to_owned())),
        Format::Archive => return Err(ReadError::Nested),
        Format::Text => delimited::read(bytes, &mut filling)?,
        Format::Html => markup::read(bytes, &mut filling)?,
        Format::Xls | Format::Xls5 => {
            let mut options = XlsOptions::default();
            // Older files keep their own code page.
            options.force_codepage = (*format == Format::Xls).then_some(UTF16);
            let wrapped = if xls_bare::is_bare(bytes) { xls_bare::in_compound_file(bytes) } else { None };
            let bytes = wrapped.as_deref().unwrap_or(bytes);
            let repaired = panic::catch_unwind(|| xls_repair::repaired(bytes, limits)).unwrap_or(Ok(None))?;
            let bytes = repaired.as_deref().unwrap_or(bytes);
            let mut book =
                Xls::new_with_options(Cursor::new(bytes), options).map_err(|error| match error {
                    XlsError::Password => ReadError::Password,
                    other => damaged(other),
                })?;
            ranges(&mut book, false, &mut filling)?;
            let names: Vec<String> = book.sheets_metadata().iter().map(|sheet| sheet.name.clone()).collect();
            marked(&mut filling, || xls_marks::of(bytes, &names, limits));
        }
        Format::Xlsx => {
            archive::within_budget(bytes, limits)?;
            let first = xlsx(bytes, limits, &mut filling);
            let is_misread = matches!(first, Ok(true) | Err(ReadError::Damaged(_)));
            match is_misread.then(|| xlsx_repair::repaired(bytes, limits)).flatten() {
                Some(repaired) => {
                    filling = Filling::new(limits);
                    xlsx(&repaired, limits, &mut filling)?;
                }
                None => {
                    first?;
                }
            }
        }
        Format::Xlsb => {
            archive::within_budget(bytes, limits)?;
            let mut book = Xlsb::new(Cursor::new(bytes)).map_err(damaged)?;
            xlsb(&mut book, &mut filling)?;
            marked(&mut filling, || xlsb_marks::of(bytes, limits));
        }
        Format::Ods => {
            archive::within_budget(bytes, limits)?;
            let tidy = ods::has_asides(bytes, limits).then(|| ods::tidy(bytes, limits)).transpose()?;
            opendocument(tidy.as_deref().unwrap_or(bytes), bytes, limits, &mut filling)?;
        }
        Format::FlatOds => {
            let package = ods::packed(bytes)?;
            opendocument(&package, &package, limits, &mut filling)?;
        }
        Format::Xml2003 => xml2003::read(bytes, &mut filling)?,
    }
    let sheets = filling.done();
    if sheets.is_empty() { Err(ReadError::NoSheets) } else { Ok(sheets) }
}

/// The sheets of a package that may have been tidied already, with the marks of the file.
fn opendocument(
    package: &[u8],
    file: &[u8],
    limits: &Limits,
    filling: &mut Filling,
) -> Result<(), ReadError> {
    let refused = |error| match error {
        OdsError::Password => ReadError::Password,
        OdsError::CellLimitExceeded { .. } => ReadError::TooLarge("单元格数量".to_owned()),
        other => damaged(other),
    };
    match Ods::new(Cursor::new(package)) {
        Ok(mut book) => ranges(&mut book, true, filling)?,
        // White space between cells, which the library refuses, means nothing.
        Err(OdsError::Mismatch { .. }) => {
            let tidy = ods::tidy(package, limits)?;
            ranges(&mut Ods::new(Cursor::new(tidy.as_slice())).map_err(refused)?, true, filling)?;
        }
        Err(error) => return Err(refused(error)),
    }
    let marks = ods_marks::Marks::of(file, limits);
    filling.all().iter_mut().for_each(|sheet| marks.apply(sheet));
    Ok(())
}

fn damaged(error: impl std::fmt::Debug) -> ReadError {
    ReadError::Damaged(format!("{error:?}"))
}

/// The sheets of cells, by name and whether hidden. The library finds a sheet by its name, so of
/// two with one name it would give the first twice: they are refused.
fn worksheets(sheets: &[calamine::Sheet]) -> Result<Vec<(String, bool)>, ReadError> {
    let mut found: Vec<(String, bool)> = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        // Also a chart's name hides a sheet of cells behind it.
        if sheets[..index].iter().any(|earlier| earlier.name == sheet.name) {
            return Err(ReadError::SheetsShareName(sheet.name.clone()));
        }
        if sheet.typ == SheetType::WorkSheet {
            found.push((sheet.name.clone(), sheet.visible != SheetVisible::Visible));
        }
    }
    Ok(found)
}

/// Reads a package; whether a sheet of it is written in a way that the library misreads.
fn xlsx(bytes: &[u8], limits: &Limits, filling: &mut Filling) -> Result<bool, ReadError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => ReadError::Password,
        other => damaged(other),
    })?;
    let mut is_odd = false;
    let mut parts = package::Parts::open(bytes, limits);
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        filling.begin(name.as_str(), hidden);
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // Dialogues and charts that some writers list among the sheets.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        let formats: Vec<NumberFormat> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map(|format| NumberFormat::parse(&format.format_code)))
            .map(Option::unwrap_or_default)
            .collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
            let format = formats.get(style);
            let value = value_ref(cell.get_value(), format.is_some_and(|format| format.percent));
            if let (Some(Value::Number(number, _)), Some(format)) = (&value, format)
                && let (Some(look), Some(sheet)) = (format.look(*number), filling.current())
            {
                sheet.look(cell.get_position(), look.clone());
            }
            filling.put(cell.get_position(), value)?;
        }
        // What the library does not tell of a sheet.
        if let Some(unseen) = parts.as_mut().and_then(|parts| parts.unseen(&name)) {
            is_odd |= unseen.is_odd;
            if let Some(sheet) = filling.current() {
                sheet.hidden_rows = unseen.hidden_rows;
                sheet.hidden_columns = unseen.hidden_columns;
                sheet.merges = unseen.merges;
            }
            for position in unseen.uncalculated {
                filling.put(position, Some(Value::Uncalculated))?;
            }
        }
    }
    Ok(is_odd)
}

/// Cell by cell, since a sheet with one cell in each far corner would not fit as a rectangle.
fn xlsb(book: &mut Xlsb<Cursor<&[u8]>>, filling: &mut Filling) -> Result<(), ReadError> {
    let damaged = |error: XlsbError| damaged(error);
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        filling.begin(name.as_str(), hidden);
        let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            filling.put(cell.get_position(), value_ref(cell.get_value(), false))?;
        }
    }
    Ok(())
}

/// Adds what the library did not pass on. That it cannot be found out is no reason to lose the
/// rest.
fn marked(filling: &mut Filling, marks: impl FnOnce() -> Marks + panic::UnwindSafe) {
    marks::apply(panic::catch_unwind(marks).unwrap_or_default(), filling.all());
}

/// The formats whose number formats the library does not tell: a percentage is a bare ratio.
/// `has_formulas` where a formula may stand without a result; .xls always stores one.
fn ranges<'a, R>(book: &mut R, has_formulas: bool, filling: &mut Filling) -> Result<(), ReadError>
where
    R: Reader<Cursor<&'a [u8]>>,
{
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        filling.begin(name.as_str(), hidden);
        let range = book.worksheet_range(&name).map_err(damaged)?;
        let (top, start) = range.start().unwrap_or_default();
        for (row, col, data) in range.used_cells() {
            let position = (top.saturating_add(as_u32(row)), start.saturating_add(as_u32(col)));
            filling.put(position, value(data))?;
        }
        if has_formulas {
            let formulas = book.worksheet_formula(&name).map_err(damaged)?;
            let (top, start) = formulas.start().unwrap_or_default();
            for (row, col, _) in formulas.used_cells() {
                let position = (top.saturating_add(as_u32(row)), start.saturating_add(as_u32(col)));
                if range.get_value(position).is_none_or(|data| *data == Data::Empty) {
                    filling.put(position, Some(Value::Uncalculated))?;
                }
            }
        }
    }
    Ok(())
}

fn as_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn value_ref(value_ref: &DataRef<'_>, percent: bool) -> Option<Value> {
    match value_ref {
        DataRef::SharedString(text) => text_value(text),
        DataRef::Float(binary) => Some(Value::Number(*binary, percent)),
        other => value(&Data::from(other.clone())),
    }
}

fn value(data: &Data) -> Option<Value> {
    match data {
        Data::Empty => None,
        Data::String(text) => text_value(text),
        Data::Int(whole) => Some(Value::Whole(*whole)),
        Data::Float(binary) => Some(Value::Number(*binary, false)),
        Data::Bool(truth) => Some(Value::Truth(*truth)),
        Data::Error(error) => Some(Value::Error(error.to_string())),
        Data::DateTime(date) => {
            Some(day(date).map_or_else(|| Value::Number(date.as_f64(), false), Value::Text))
        }
        Data::DateTimeIso(text) => text_value(text.split('T').next().unwrap_or_default()),
        Data::DurationIso(text) => {
            days(text).map_or_else(|| text_value(text), |days| Some(Value::Number(days, false)))
        }
    }
}

/// Blank text is no content. The formats without error cells write the error's name as text.
fn text_value(text: &str) -> Option<Value> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    let is_error = ERRORS.contains(&trimmed)
        || trimmed
            .strip_prefix("Err:")
            .is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()));
    Some(if is_error { Value::Error(trimmed.to_owned()) } else { Value::Text(text.to_owned()) })
}

/// A time such as `PT10H30M` as the number of days that it is in the other formats.
fn days(duration: &str) -> Option<f64> {
    let (sign, rest) = duration.strip_prefix('-').map_or((1.0, duration), |rest| (-1.0, rest));
    let (whole, clock) = rest.strip_prefix('P')?.split_once('T')?;
    let mut days: f64 = if whole.is_empty() { 0.0 } else { whole.strip_suffix('D')?.parse().ok()? };
    for part in clock.split_inclusive(char::is_alphabetic) {
        let (number, in_a_day) = [('H', 24.0), ('M', 1_440.0), ('S', 86_400.0)]
            .into_iter()
            .find_map(|(unit, in_a_day)| Some((part.strip_suffix(unit)?, in_a_day)))?;
        days += number.parse::<f64>().ok().filter(|number| *number >= 0.0)? / in_a_day;
    }
    Some(sign * days)
}

/// A date as text; a time of day alone is no date.
fn day(date: &ExcelDateTime) -> Option<String> {
    let is_day = date.is_datetime() && (FIRST_DAY..LAST_DAY).contains(&date.as_f64());
    let stamp = is_day.then(|| date.as_datetime())??;
    Some(stamp.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn a_time_of_day_is_no_date() {
        let read =
            |serial| value(&Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false)));
        assert_eq!(read(45_291.5), Some(Value::Text("2023-12-31".to_owned())));
        assert_eq!(read(0.625), Some(Value::Number(0.625, false)));
        assert_eq!(read(2_958_465.0), Some(Value::Text("9999-12-31".to_owned())));
        assert_eq!(read(2_958_466.0), Some(Value::Number(2_958_466.0, false)));
    }

    #[test]
    fn a_duration_is_a_number_of_days() {
        for (text, wanted) in
            [("PT12H00M00S", 0.5), ("-PT6H", -0.25), ("P2DT0.0S", 2.0), ("PT36H30M36.0S", 1.521_25)]
        {
            let Some(Value::Number(days, false)) = value(&Data::DurationIso(text.to_owned())) else {
                panic!("{text}");
            };
            assert!((days - wanted).abs() < 1e-12, "{text}");
        }
        for text in ["PT1X", "PTH", "12H", "PT-1H"] {
            assert_eq!(value(&Data::DurationIso(text.to_owned())), Some(Value::Text(text.to_owned())));
        }
    }

    #[test]
    fn error_values_that_arrive_as_text_are_errors() {
        for text in ["#VALUE!", "Err:504", " #DIV/0! "] {
            assert_eq!(text_value(text), Some(Value::Error(text.trim().to_owned())));
        }
        for text in ["Err:5040", "Err: 504", "#1", "#VALUE! 详见附件"] {
            assert_eq!(text_value(text), Some(Value::Text(text.to_owned())));
        }
        assert_eq!(text_value(" \n"), None);
    }
}
