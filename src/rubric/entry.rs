//! The records of a form profile that have labels: where another word for something would go.

use super::form::{Field, Form, Line};

/// A record of form.toml by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A `[[field]]`.
    Field(usize),
    /// A `[[block.column]]` of a block.
    BlockColumn(usize, usize),
    /// A `[[block.line]]` of a block.
    BlockLine(usize, usize),
    /// A `[[table.column]]` of a table.
    TableColumn(usize, usize),
    /// The words of a table that end it.
    TableEnd(usize),
    /// A `[[level]]`.
    Level(usize),
}

impl Entry {
    /// Every record of a profile, in its order.
    #[must_use]
    pub fn all(form: &Form) -> Vec<Self> {
        let mut all: Vec<Self> = (0..form.fields.len()).map(Self::Field).collect();
        for (b, block) in form.blocks.iter().enumerate() {
            all.extend((0..block.columns.len()).map(|c| Self::BlockColumn(b, c)));
            all.extend((0..block.lines.len()).map(|l| Self::BlockLine(b, l)));
        }
        for (t, table) in form.tables.iter().enumerate() {
            all.extend((0..table.columns.len()).map(|c| Self::TableColumn(t, c)));
            all.push(Self::TableEnd(t));
        }
        all.extend((0..form.levels.len()).map(Self::Level));
        all
    }

    /// The field or column.
    #[must_use]
    pub fn field(self, form: &Form) -> Option<&Field> {
        match self {
            Self::Field(f) => form.fields.get(f),
            Self::BlockColumn(b, c) => form.blocks.get(b)?.columns.get(c),
            Self::TableColumn(t, c) => form.tables.get(t)?.columns.get(c),
            Self::BlockLine(..) | Self::TableEnd(_) | Self::Level(_) => None,
        }
    }

    fn line(self, form: &Form) -> Option<&Line> {
        let Self::BlockLine(b, l) = self else { return None };
        form.blocks.get(b)?.lines.get(l)
    }

    /// Its name; that of a total line, which has none, is its first word.
    #[must_use]
    pub fn name(self, form: &Form) -> &str {
        let first = || self.labels(form)?.first().map(String::as_str);
        let name = match self {
            Self::Level(l) => form.levels.get(l).map(|level| level.name.as_str()),
            Self::TableEnd(_) => first(),
            Self::BlockLine(..) => {
                self.line(form).map(|line| line.name.as_str()).filter(|name| !name.is_empty()).or_else(first)
            }
            _ => self.field(form).map(|field| field.name.as_str()),
        };
        name.unwrap_or_default()
    }

    /// Its name as the profile writes it: empty of a total line, and of words that end a table.
    #[must_use]
    pub fn own_name(self, form: &Form) -> &str {
        match self {
            Self::BlockLine(..) => self.line(form).map_or("", |line| line.name.as_str()),
            Self::TableEnd(_) => "",
            _ => self.name(form),
        }
    }

    /// Its labels besides its name.
    #[must_use]
    pub fn labels(self, form: &Form) -> Option<&Vec<String>> {
        match self {
            Self::BlockLine(..) => self.line(form).map(|line| &line.labels),
            Self::TableEnd(t) => form.tables.get(t).map(|table| &table.end),
            Self::Level(l) => form.levels.get(l).map(|level| &level.labels),
            _ => self.field(form).map(|field| &field.labels),
        }
    }

    /// Every word that stands for it.
    pub fn words(self, form: &Form) -> impl Iterator<Item = &str> {
        let name = Some(self.name(form)).filter(|name| !name.is_empty());
        name.into_iter().chain(self.labels(form).into_iter().flatten().map(String::as_str))
    }

    /// Adds a word.
    pub fn add(self, form: &mut Form, word: &str) {
        let labels = match self {
            Self::Field(f) => form.fields.get_mut(f).map(|field| &mut field.labels),
            Self::BlockColumn(b, c) => {
                form.blocks.get_mut(b).and_then(|b| b.columns.get_mut(c)).map(|field| &mut field.labels)
            }
            Self::BlockLine(b, l) => {
                form.blocks.get_mut(b).and_then(|b| b.lines.get_mut(l)).map(|line| &mut line.labels)
            }
            Self::TableColumn(t, c) => {
                form.tables.get_mut(t).and_then(|t| t.columns.get_mut(c)).map(|field| &mut field.labels)
            }
            Self::TableEnd(t) => form.tables.get_mut(t).map(|table| &mut table.end),
            Self::Level(l) => {
                form.level_words.forget();
                form.levels.get_mut(l).map(|level| &mut level.labels)
            }
        };
        if let Some(labels) = labels {
            labels.push(word.to_owned());
        }
    }

    /// The key that holds its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        if matches!(self, Self::TableEnd(_)) { "end" } else { "labels" }
    }

    /// The record as form.toml names it: `[[block.column]] name = "全年预算数"（预算执行）`.
    #[must_use]
    pub fn record(self, form: &Form) -> String {
        let of_block = |b: usize| form.blocks.get(b).map_or("", |block| block.name.as_str());
        let of_table = |t: usize| form.tables.get(t).map_or("", |table| table.name.as_str());
        let line_name = self.line(form).map_or("", |line| line.name.as_str());
        let (head, name, holder) = match self {
            Self::Field(_) => ("field", self.name(form), ""),
            Self::BlockColumn(b, _) => ("block.column", self.name(form), of_block(b)),
            Self::BlockLine(b, _) => ("block.line", line_name, of_block(b)),
            Self::TableColumn(t, _) => ("table.column", self.name(form), of_table(t)),
            Self::TableEnd(t) => ("table", of_table(t), ""),
            Self::Level(_) => ("level", self.name(form), ""),
        };
        let holder = if holder.is_empty() { String::new() } else { format!("（{holder}）") };
        format!("[[{head}]] name = {}{holder}", quoted(name))
    }

    /// The line of form.toml that takes another word: `labels = ["全年预算", "新词"]`.
    #[must_use]
    pub fn line_with(self, form: &Form, word: &str) -> String {
        let known = self.labels(form).into_iter().flatten().map(String::as_str);
        let words: Vec<String> = known.chain([word]).map(quoted).collect();
        format!("{} = [{}]", self.key(), words.join(", "))
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
