//! Tables as text: commas, semicolons or tabs between their cells.

use csv::{ReaderBuilder, Trim};

use super::sheet::{Filling, ReadError, Value};
use super::text;

/// What may stand between two cells.
const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];
/// Lines by which the delimiter is told.
const PROBE: usize = 200;

/// Reads text as the one sheet of a file.
///
/// # Errors
/// [`ReadError::NotASpreadsheet`] where it is no text, or text without columns.
pub(super) fn read(bytes: &[u8], filling: &mut Filling) -> Result<(), ReadError> {
    let not_a_table = |kind: &str| ReadError::NotASpreadsheet(kind.to_owned());
    let text = text::decoded(bytes).ok_or_else(|| not_a_table("其他类型的文件"))?;
    let (stated, text) = stated_delimiter(&text);
    let delimiter = stated.or_else(|| delimiter(text)).ok_or_else(|| not_a_table("文本文件"))?;
    filling.begin("", false);
    let mut lines = reader(text, delimiter);
    for (row, line) in (0..).zip(lines.records()) {
        let line = line.map_err(|error| ReadError::Damaged(error.to_string()))?;
        for (col, cell) in (0..).zip(&line) {
            filling.put((row, col), Some(Value::Text(cell.to_owned())))?;
        }
    }
    Ok(())
}

/// The delimiter that the first line states, as in `sep=;`, and the text behind that line, which is no
/// row of the table.
fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let stated = || {
        let (line, rest) = text.split_once('\n')?;
        match line.trim_end_matches('\r').strip_prefix("sep=")?.as_bytes() {
            [delimiter] => Some((*delimiter, rest)),
            _ => None,
        }
    };
    stated().map_or((None, text), |(delimiter, rest)| (Some(delimiter), rest))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
}

/// The delimiter that divides most lines, and of those equal in this the one that makes most
/// cells. `None` where none divides two lines: then it is prose.
fn delimiter(text: &str) -> Option<u8> {
    let score = |delimiter: u8| {
        let widths: Vec<usize> = reader(text, delimiter)
            .records()
            .take(PROBE)
            .filter_map(Result::ok)
            .map(|line| line.len())
            .collect();
        let divided = widths.iter().filter(|width| **width > 1).count();
        (divided, widths.iter().sum::<usize>())
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter))?;
    (score(best).0 >= 2).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::limits::Limits;

    fn cells(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
        let mut filling = Filling::new(&Limits::default());
        read(bytes, &mut filling)?;
        let sheets = filling.done();
        Ok(sheets[0]
            .cells
            .iter()
            .map(|cell| match &cell.value {
                Value::Text(text) => format!("{}{}{text}", cell.row, cell.col),
                other => panic!("{other:?}"),
            })
            .collect())
    }

    #[test]
    fn the_delimiter_is_the_one_that_divides() {
        for text in
            ["部门,得分\n甲,1\n", "部门;得分\n甲;1\n", "部门\t得分\r\n甲\t1", "\u{feff}部门,得分\n甲,1"]
        {
            assert_eq!(
                cells(text.as_bytes()).unwrap(),
                ["00部门", "01得分", "10甲", "111".get(..3).unwrap()]
            );
        }
        assert_eq!(cells(b"sep=|\r\na|b\r\n1|2").unwrap(), ["00a", "01b", "101", "112"]);
        assert_eq!(cells("a;b,c\n\"x,y\";2\n".as_bytes()).unwrap(), ["00a", "01b,c", "10x,y", "112"]);
    }

    #[test]
    fn prose_is_no_table() {
        let prose = ReadError::NotASpreadsheet("文本文件".to_owned());
        assert_eq!(cells("关于报送的通知\n请于月底前报送，谢谢。\n".as_bytes()), Err(prose));
    }
}
