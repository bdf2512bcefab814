//! The handbook on a terminal: lines of a given width, a Chinese character being two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::document::{Block, Column, Document, Table};

/// How far items and paragraphs stand in from headings.
const INDENT: usize = 2;
/// The blanks between two columns of a table.
const GAP: usize = 2;
/// No column is narrower than two Chinese characters.
const LEAST_COLUMN: usize = 4;
/// The room for a name.
const BLANK: &str = "____________";

/// The document as lines of at most `width` columns.
#[must_use]
pub fn print(document: &Document, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for title in document.title.iter().chain([&document.subtitle]) {
        for line in wrap(title, width) {
            lines.push(centred(&line, width).trim_end().to_owned());
        }
    }
    for block in &document.blocks {
        match block {
            Block::Heading { level, number, text } => {
                lines.push(String::new());
                if *level == 1 {
                    lines.push("─".repeat(width));
                }
                lines.extend(wrap(&format!("{number}{text}"), width));
            }
            Block::Item { number, lead, text, .. } => {
                lines.extend(indented(&format!("{number}{lead}。{text}"), INDENT, 2 * INDENT, width));
            }
            Block::Paragraph(text) => lines.extend(indented(text, 2 * INDENT, 2 * INDENT, width)),
            Block::Table(table) => {
                lines.push(String::new());
                lines.extend(grid(table, width));
                lines.push(String::new());
            }
            Block::Signatures(names) => {
                lines.push(String::new());
                lines.extend(names.iter().map(|name| format!("{name}：{BLANK}")));
            }
        }
    }
    lines.dedup_by(|later, earlier| later.is_empty() && earlier.is_empty());
    lines.join("\n") + "\n"
}

fn indented(text: &str, first: usize, rest: usize, width: usize) -> Vec<String> {
    let blanks = |index: usize| " ".repeat(if index == 0 { first } else { rest });
    let room = width.saturating_sub(first.max(rest));
    wrap(text, room).iter().enumerate().map(|(index, line)| format!("{}{line}", blanks(index))).collect()
}

/// The table in columns without rules, so that what is copied from it is text.
fn grid(table: &Table, width: usize) -> Vec<String> {
    let widths = widths(table, width);
    let rule = widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join(&" ".repeat(GAP));
    let header: Vec<String> = table.columns.iter().map(|column| column.header.clone()).collect();
    let mut lines = row(&header, &table.columns, &widths);
    lines.push(rule);
    for cells in &table.rows {
        lines.extend(row(cells, &table.columns, &widths));
    }
    lines
}

/// The width of each column: what its texts need where there is room for all, and otherwise its
/// part of the room, what others do not need being theirs that lack it.
fn widths(table: &Table, width: usize) -> Vec<usize> {
    let cells = |index: usize| table.rows.iter().filter_map(move |row| row.get(index));
    let needed: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| cells(index).map(|cell| cell.width()).fold(column.header.width(), usize::max))
        .collect();
    let room = width.saturating_sub(GAP * table.columns.len().saturating_sub(1));
    let mut widths = vec![0; needed.len()];
    let mut open: Vec<usize> = (0..needed.len()).collect();
    let mut left = room;
    loop {
        let parts: usize = open.iter().map(|&index| table.columns[index].width).sum();
        let part = |index: usize| (left * table.columns[index].width / parts.max(1)).max(LEAST_COLUMN);
        let Some(at) = open.iter().position(|&index| needed[index] <= part(index)) else {
            for &index in &open {
                widths[index] = part(index);
            }
            return widths;
        };
        let index = open.remove(at);
        widths[index] = needed[index];
        left = left.saturating_sub(needed[index]);
    }
}

fn row(cells: &[String], columns: &[Column], widths: &[usize]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or_default();
    let line = |index: usize| {
        let cells = wrapped.iter().zip(columns).zip(widths).map(|((lines, column), width)| {
            let text = lines.get(index).map_or("", String::as_str);
            if column.centred { centred(text, *width) } else { padded(text, *width) }
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

fn centred(text: &str, width: usize) -> String {
    let before = width.saturating_sub(text.width()) / 2;
    padded(&format!("{}{text}", " ".repeat(before)), width)
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text in lines of at most `width` columns, at least one. Chinese text breaks between any two
/// characters, but no line begins with a closing mark or ends with an opening one, and words and
/// figures are torn only where they are longer than a line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(LEAST_COLUMN);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for letter in piece.chars() {
            if line.width() + letter.width().unwrap_or(0) > width && !letter.is_whitespace() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The pieces of a text between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, letter)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(letter);
    }
    pieces.push(&text[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str = "，。；：、！？”’）》〉】…—％%,;:!?)]";
    const OPENING: &str = "“‘（《〈【([";
    let in_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_');
    !(CLOSING.contains(after)
        || OPENING.contains(before)
        || after.is_whitespace()
        || (in_word(before) && in_word(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_their_width_and_keep_marks_in_place() {
        let text = "计算公式：=ROUND(MAX(分值-0.3*年中追加金额,0),2)，“分值”代表应得的满分（含分摊）。";
        for width in 4..60 {
            let lines = wrap(text, width);
            assert_eq!(lines.concat(), text, "{width}");
            for line in &lines {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
        for line in wrap(text, 30) {
            assert!(
                !line.starts_with(['，', '。', '”', '）', ')']) && !line.ends_with(['“', '（', '(']),
                "{line}"
            );
        }
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_table_gives_its_room_to_those_who_need_it() {
        let table = Table {
            columns: vec![Column::figures("编码", 50), Column::words("内容", 50)],
            rows: vec![vec!["A1".to_owned(), "按已完成数占设定数的比例计分".to_owned()]],
        };
        assert_eq!(widths(&table, 40), [4, 28]);
        assert_eq!(widths(&table, 20), [4, 14]);
        let lines = grid(&table, 20);
        assert_eq!(
            lines,
            ["编码  内容", "────  ──────────────", " A1   按已完成数占设", "      定数的比例计分"]
        );
    }
}
