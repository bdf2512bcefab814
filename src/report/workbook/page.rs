//! A sheet while it is drawn, and beside it what a reader will find there.

use std::collections::HashMap;
use std::rc::Rc;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::safe::{self, FormulaResult};
use super::seal::{self, Content};
use super::style::{Look, Style};
use crate::number::Number;
use crate::place::Place;

/// Every cell goes through it, so that what is sealed is what was written.
pub(super) struct Page<'a> {
    pub(super) sheet: &'a mut Worksheet,
    pub(super) style: &'a Style,
    found: seal::Sheet,
    /// The formats of looks, each made once: few looks, many cells.
    formats: HashMap<Look, Rc<Format>>,
}

impl<'a> Page<'a> {
    pub(super) fn new(sheet: &'a mut Worksheet, name: String, style: &'a Style) -> Self {
        Self { sheet, style, found: seal::Sheet { name, ..seal::Sheet::default() }, formats: HashMap::new() }
    }

    /// The format of a look in the sheet's style.
    pub(super) fn format(&mut self, look: Look) -> Rc<Format> {
        let style = self.style;
        Rc::clone(self.formats.entry(look).or_insert_with_key(|look| Rc::new(look.format_in(style))))
    }

    /// What a reader will find on it.
    pub(super) fn into_found(self) -> seal::Sheet {
        self.found
    }

    fn note(&mut self, (row, column): (u32, u16), content: Content) {
        self.found.cells.insert((row, u32::from(column)), content);
    }

    fn note_words(&mut self, at: (u32, u16), text: &str) {
        let text = safe::clean(text);
        // An empty text is a blank cell.
        if !text.is_empty() {
            self.note(at, Content::Words(text.into_owned()));
        }
    }

    /// Words that stay words.
    pub(super) fn text(&mut self, at: (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
        safe::write_text(self.sheet, at.0, at.1, text, format)?;
        self.note_words(at, text);
        Ok(())
    }

    /// A number.
    pub(super) fn number(
        &mut self,
        at: (u32, u16),
        number: &Number,
        format: &Format,
    ) -> Result<(), XlsxError> {
        safe::write_number(self.sheet, at.0, at.1, number, format)?;
        self.note(at, Content::Number(number.to_f64()));
        Ok(())
    }

    /// A formula with its result.
    pub(super) fn formula(
        &mut self,
        at: (u32, u16),
        formula: &str,
        result: FormulaResult<'_>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if safe::write_formula(self.sheet, at, formula, result, format)? {
            self.note(at, Content::Formula(formula.to_owned()));
            let result = match result {
                FormulaResult::Number(number) => Some(Content::Number(number.to_f64())),
                FormulaResult::Words(words) => {
                    Some(safe::clean(words).into_owned()).filter(|w| !w.is_empty()).map(Content::Words)
                }
            };
            self.found.results.extend(result.map(|result| ((at.0, u32::from(at.1)), result)));
        } else if let FormulaResult::Words(words) = result {
            self.note_words(at, words);
        }
        Ok(())
    }

    /// Words that lead to a place below the link base.
    pub(super) fn link(
        &mut self,
        at: (u32, u16),
        text: &str,
        to: (Option<&str>, &Place),
        format: &Format,
    ) -> Result<(), XlsxError> {
        safe::write_link(self.sheet, at, text, to, format)?;
        self.note_words(at, text);
        Ok(())
    }

    /// Text over cells, merged where there are several.
    pub(super) fn block(
        &mut self,
        (top, bottom): (u32, u32),
        (left, right): (u16, u16),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if (top, left) != (bottom, right) {
            self.sheet.merge_range(top, left, bottom, right, "", format)?;
        }
        // Written after merging, with the mark that keeps words words.
        self.text((top, left), text, format)
    }

    /// A column that is there and not shown.
    pub(super) fn hide_column(&mut self, column: u16) -> Result<(), XlsxError> {
        self.sheet.set_column_hidden(column)?;
        self.found.hidden.columns.insert(u32::from(column));
        Ok(())
    }

    /// The sheet is there and not shown.
    pub(super) fn hide(&mut self) {
        self.sheet.set_hidden(true);
        self.found.hidden.sheet = true;
    }
}
