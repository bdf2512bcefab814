//! The handbook as a document: numbered headings, items, paragraphs, tables. It is built once and
//! printed by others, so that the screen and the file cannot say different things.

/// A document for signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The lines of the title.
    pub title: Vec<String>,
    /// What stands below the title.
    pub subtitle: String,
    /// Everything else, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading; the first level is 1.
    Heading { level: usize, number: String, text: String },
    /// A numbered sentence with what it is about in front: （1）评分标准。……
    Item { level: usize, number: String, lead: String, text: String },
    /// A paragraph under the heading or item above it.
    Paragraph(String),
    /// A table.
    Table(Table),
    /// Who signs; each with room for a name.
    Signatures(Vec<String>),
}

/// A table with a header that is repeated on every page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// Texts by row and column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// Its part of the width, out of the sum of all columns' parts.
    pub width: usize,
    /// Whether its texts stand in the middle (codes and figures) and not on the left (words).
    pub centred: bool,
}

impl Column {
    /// A column of words.
    pub(super) fn words(header: &str, width: usize) -> Self {
        Self { header: header.to_owned(), width, centred: false }
    }

    /// A column of codes or figures.
    pub(super) fn figures(header: &str, width: usize) -> Self {
        Self { centred: true, ..Self::words(header, width) }
    }
}

/// Gathers the blocks of a document and numbers them.
#[derive(Debug, Default)]
pub(super) struct Outline {
    counters: Vec<usize>,
    pub(super) blocks: Vec<Block>,
}

impl Outline {
    /// A heading of `level`, which is 1 for a chapter.
    pub(super) fn heading(&mut self, level: usize, text: impl Into<String>) {
        let number = self.next(level);
        self.blocks.push(Block::Heading { level, number, text: text.into() });
    }

    /// A numbered sentence.
    pub(super) fn item(&mut self, level: usize, lead: &str, text: impl AsRef<str>) {
        self.formula(level, lead, sentence(text.as_ref()));
    }

    /// A numbered text that is no sentence, such as a formula.
    pub(super) fn formula(&mut self, level: usize, lead: &str, text: String) {
        let number = self.next(level);
        self.blocks.push(Block::Item { level, number, lead: lead.to_owned(), text });
    }

    /// A paragraph that ends in a full stop.
    pub(super) fn paragraph(&mut self, text: impl AsRef<str>) {
        self.blocks.push(Block::Paragraph(sentence(text.as_ref())));
    }

    /// A line that is no sentence, such as a formula.
    pub(super) fn line(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// A table.
    pub(super) fn table(&mut self, columns: Vec<Column>, rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(Table { columns, rows }));
    }

    fn next(&mut self, level: usize) -> String {
        let level = level.max(1);
        self.counters.resize(level, 0);
        self.counters[level - 1] += 1;
        numeral(level, self.counters[level - 1])
    }
}

/// The text with a full stop at its end, where it has none yet.
fn sentence(text: &str) -> String {
    if text.ends_with(['。', '！', '？', '：']) { text.to_owned() } else { format!("{text}。") }
}

/// The number of a heading as official documents write it: 一、（一）1.（1）①
fn numeral(level: usize, number: usize) -> String {
    match level {
        1 => format!("{}、", chinese(number)),
        2 => format!("（{}）", chinese(number)),
        3 => format!("{number}."),
        4 => format!("（{number}）"),
        // The circled digits of the character set end at 20.
        _ => u32::try_from(number)
            .ok()
            .filter(|number| (1..=20).contains(number))
            .and_then(|number| char::from_u32('①' as u32 + number - 1))
            .map_or_else(|| format!("{number}）"), |circled| circled.to_string()),
    }
}

/// A number below 100 in Chinese numerals; larger ones stay as they are.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_official_documents() {
        let numbers: Vec<String> =
            [(1, 1), (1, 10), (1, 12), (1, 20), (1, 99), (2, 3), (3, 4), (4, 5), (5, 6), (5, 21), (6, 1)]
                .map(|(level, number)| numeral(level, number))
                .into();
        assert_eq!(
            numbers,
            ["一、", "十、", "十二、", "二十、", "九十九、", "（三）", "4.", "（5）", "⑥", "21）", "①"]
        );
    }

    #[test]
    fn a_deeper_level_begins_anew_below_each_heading() {
        let mut outline = Outline::default();
        for level in [1, 2, 2, 3, 1, 2] {
            outline.heading(level, "题");
        }
        let numbers: Vec<&str> = outline
            .blocks
            .iter()
            .map(|block| match block {
                Block::Heading { number, .. } => number.as_str(),
                _ => "",
            })
            .collect();
        assert_eq!(numbers, ["一、", "（一）", "（二）", "1.", "二、", "（一）"]);
    }
}
