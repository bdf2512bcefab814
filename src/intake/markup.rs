//! Web pages that other systems write and name .xls: read where they are one plain table.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::sheet::{Filling, ReadError, Value};
use super::text;

/// Rows and columns that one cell may span; more is no form.
const MOST_SPAN: u32 = 1_000;

/// Reads the only table of a page.
///
/// # Errors
/// [`ReadError::NotASpreadsheet`] for a page without a table, with several, or with one inside
/// another.
pub(super) fn read(bytes: &[u8], filling: &mut Filling) -> Result<(), ReadError> {
    let page = || ReadError::NotASpreadsheet("网页".to_owned());
    let text = text::decoded(bytes).ok_or_else(page)?;
    let tokenizer = Tokenizer::new(Collector::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let table = tokenizer.sink.state.into_inner();
    if table.tables != 1 || table.nested || table.cells.is_empty() {
        return Err(page());
    }
    filling.begin("", false);
    for (row, col, text) in table.cells {
        filling.put((row, col), (!text.trim().is_empty()).then(|| Value::Text(text.trim().to_owned())))?;
    }
    Ok(())
}

#[derive(Default)]
struct Collector {
    state: RefCell<Table>,
}

/// A table as far as it was read.
#[derive(Default)]
struct Table {
    tables: usize,
    nested: bool,
    inside: bool,
    rows: u32,
    col: u32,
    /// For each column, the row below the cell that reaches down into it.
    taken: Vec<u32>,
    open: Option<String>,
    cells: Vec<(u32, u32, String)>,
}

impl Table {
    fn begin_cell(&mut self, columns: u32, rows: u32) {
        self.end_cell();
        let row = self.rows.saturating_sub(1);
        while self.taken.get(self.col as usize).is_some_and(|below| *below > row) {
            self.col += 1;
        }
        let until = self.col.saturating_add(columns);
        if self.taken.len() < until as usize {
            self.taken.resize(until as usize, 0);
        }
        for below in &mut self.taken[self.col as usize..until as usize] {
            *below = row.saturating_add(rows);
        }
        self.cells.push((row, self.col, String::new()));
        self.col = until;
        self.open = Some(String::new());
    }

    fn end_cell(&mut self) {
        if let (Some(text), Some(cell)) = (self.open.take(), self.cells.last_mut()) {
            cell.2 = text;
        }
    }

    fn tag(&mut self, name: &str, begins: bool, span: impl Fn(&str) -> u32) {
        match (name, begins) {
            ("table", true) => {
                self.nested |= self.inside;
                self.tables += 1;
                self.inside = true;
            }
            ("table", false) => {
                self.end_cell();
                self.inside = false;
            }
            ("tr", true) => {
                self.end_cell();
                self.rows += 1;
                self.col = 0;
            }
            ("tr" | "td" | "th", false) => self.end_cell(),
            ("td" | "th", true) if self.inside && self.rows > 0 => {
                self.begin_cell(span("colspan"), span("rowspan"));
            }
            ("br", _) | ("p" | "div", true) => {
                if let Some(text) = self.open.as_mut().filter(|text| !text.is_empty()) {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut table = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let span = |wanted: &str| {
                    let attribute = tag.attrs.iter().find(|attribute| &*attribute.name.local == wanted);
                    let stated = attribute.and_then(|attribute| attribute.value.trim().parse().ok());
                    stated.unwrap_or(1).clamp(1, MOST_SPAN)
                };
                let begins = tag.kind == TagKind::StartTag;
                table.tag(&tag.name, begins, span);
                // What stands in these is no text of the page.
                if begins && ["script", "style"].contains(&&*tag.name) {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            Token::CharacterTokens(text) => {
                if let Some(open) = &mut table.open {
                    // A page's line breaks are blanks.
                    open.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::limits::Limits;

    fn cells(page: &str) -> Result<Vec<(u32, u32, String)>, ReadError> {
        let mut filling = Filling::new(&Limits::default());
        read(page.as_bytes(), &mut filling)?;
        let text = |value: Value| if let Value::Text(text) = value { text } else { String::new() };
        let sheet = filling.done().remove(0);
        Ok(sheet.cells.into_iter().map(|cell| (cell.row, cell.col, text(cell.value))).collect())
    }

    #[test]
    fn spans_push_the_cells_after_them_aside() {
        let page = "<html><style>td{}</style><body><table><tr><td rowspan=2>A<td colspan=2>B&amp;C</tr>\
            <tr><th>D<br>d</th><td>&nbsp;</td><td>E</table></html>";
        let wanted = [(0, 0, "A"), (0, 1, "B&C"), (1, 1, "D\nd"), (1, 3, "E")];
        assert_eq!(cells(page).unwrap(), wanted.map(|(row, col, text)| (row, col, text.to_owned())));
    }

    #[test]
    fn pages_of_another_shape_are_pages() {
        for page in [
            "<html>自评表</html>",
            "<table><tr><td>1</table><table><tr><td>2</table>",
            "<table><tr><td><table><tr><td>1</table></table>",
            "<table></table>",
        ] {
            assert_eq!(cells(page), Err(ReadError::NotASpreadsheet("网页".to_owned())), "{page}");
        }
    }
}
