//! Key of a rubric <-> heading of the workbook: the types, and how a heading is looked up.
//!
//! Everything that converts goes by these tables and knows no rubric of its own: a key that the
//! language gains is one more entry in [`super::columns`].

use crate::rubric::label;

/// The key of a rule's shape, which every rule has.
pub(super) const SHAPE: &str = "rule.shape";

/// An English key and its Chinese name.
pub(super) type Names = &'static [(&'static str, &'static str)];

/// What a column's cells hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// A formula over fact names, or a number.
    Formula,
    /// A number, perhaps a percentage.
    Number,
    /// A whole number.
    Whole,
    /// 是 or 否.
    Truth,
    /// Several words with `；` between them.
    List,
    /// Several numbers with `；` between them.
    Numbers,
    /// Levels with `/` between them; 总分 is none of them.
    Path,
    /// Lists of words, one line each.
    Groups,
    /// One of several words.
    Choice(Names),
    /// A number, or one of several words.
    NumberOr(Names),
    /// `名称=内容`, with `；` between them.
    Facts,
    /// Facts of several bodies, one line each.
    Bodies,
    /// Said to people only; nothing of it is in the rubric.
    Remark,
}

/// A column of a block, or an item of 项目 | 内容.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The key, with dots into inner tables; what begins with `@` is the workbook's own.
    pub(super) key: &'static str,
    /// The heading.
    pub(super) heading: &'static str,
    /// Other headings that stand for it, with `|` between them.
    pub(super) also: &'static str,
    /// What its cells hold.
    pub(super) kind: Kind,
    /// How to fill it in.
    pub(super) help: &'static str,
    /// Of a rule's key: the shapes that cannot do without, with blanks between them.
    pub(super) needs: &'static str,
    /// Of a rule's key: the shapes that may have it.
    pub(super) may: &'static str,
}

impl Column {
    /// Whether a rule of this shape has the key.
    pub(super) fn of_shape(&self, shape: &str) -> bool {
        self.key == SHAPE || self.needed_by(shape) || self.may.split(' ').any(|known| known == shape)
    }

    /// Whether a rule of this shape cannot do without the key.
    pub(super) fn needed_by(&self, shape: &str) -> bool {
        self.needs.split(' ').any(|known| known == shape)
    }

    /// Whether the key is one of a rule's.
    pub(super) fn is_of_rules(&self) -> bool {
        self.key.starts_with("rule.")
    }

    /// The words that its cells may hold, where they are few.
    pub(super) fn names(&self) -> Option<Names> {
        match self.kind {
            Kind::Choice(names) | Kind::NumberOr(names) => Some(names),
            Kind::Truth => Some(&[("true", "是"), ("false", "否")]),
            _ => None,
        }
    }

    /// How to write it in TOML, where lists need no signs between their words.
    pub(super) fn help_in_toml(&self) -> String {
        let help = match self.kind {
            Kind::Path => "各级名称，一级在前；[] 为全部指标",
            Kind::Facts | Kind::Bodies | Kind::Numbers => self.help.split("，如").next().unwrap_or_default(),
            _ => self.help,
        };
        help.replace("，用“；”隔开", "").replace("用“；”隔开，", "")
    }

    fn headings(&self) -> impl Iterator<Item = &'static str> {
        [self.heading, self.key].into_iter().chain(self.also.split('|')).filter(|name| !name.is_empty())
    }
}

/// How a block lies on its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A header and one record to a line.
    Records,
    /// 项目 | 内容, one key to a line.
    Items,
}

/// Which text of a rubric a block belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// rubric.toml
    Rubric,
    /// form.toml
    Form,
    /// examples.toml
    Examples,
    /// styles.toml
    Styles,
}

/// A table of the workbook.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The list of records in the text, or a name with `@` where it is none of its own.
    pub(super) key: &'static str,
    /// Its title, `【等级】`; also the name of a sheet that holds it alone.
    pub(super) title: &'static str,
    /// The sheet that it is written to.
    pub(super) sheet: &'static str,
    pub(super) part: Part,
    pub(super) layout: Layout,
    /// What it is for.
    pub(super) help: &'static str,
    pub(super) columns: &'static [&'static [Column]],
}

impl Block {
    /// All columns.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().copied().flatten()
    }

    /// The column with this key; of a rule's keys the one of the shape.
    pub(super) fn column(&self, key: &str, shape: &str) -> Option<&'static Column> {
        self.all().find(|column| column.key == key && (!column.is_of_rules() || column.of_shape(shape)))
    }

    /// The column that a heading stands for.
    pub(super) fn by_heading(&self, text: &str) -> Option<&'static Column> {
        let wanted = [forgiving(text), forgiving(&label::core(text))];
        let named = |wanted: &str| {
            self.all().find(|column| column.headings().any(|heading| forgiving(heading) == wanted))
        };
        wanted.iter().filter(|wanted| !wanted.is_empty()).find_map(|wanted| named(wanted))
    }

    /// The heading that is nearest to a text that is none.
    pub(super) fn nearest_heading(&self, text: &str) -> Option<&'static str> {
        let near = nearest(text, self.all().flat_map(Column::headings))?;
        self.by_heading(near).map(|column| column.heading)
    }
}

/// A name without what people do not look at: case, width, blanks, quotes, remarks' brackets.
pub(super) fn forgiving(text: &str) -> String {
    label::normalised(text).to_lowercase().replace(['(', ')', '（', '）', '_', '-', '·'], "")
}

/// The name among `known` that is most like `text`, if one is alike at all.
pub(super) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = forgiving(text);
    let distance = |name: &str| strsim::osa_distance(&text, &forgiving(name));
    let best = known.map(|name| (distance(name), name)).min_by_key(|(distance, _)| *distance);
    best.filter(|(distance, name)| *distance * 2 < name.chars().count().max(text.chars().count()))
        .map(|(_, name)| name)
}

/// The key behind a word, either the Chinese one or the key itself.
pub(super) fn key_of(names: Names, word: &str) -> Option<&'static str> {
    let word = forgiving(word);
    names.iter().find(|(key, name)| forgiving(name) == word || forgiving(key) == word).map(|(key, _)| *key)
}

/// The Chinese word for a key.
pub(super) fn name_of(names: Names, key: &str) -> Option<&'static str> {
    names.iter().find(|(known, _)| *known == key).map(|(_, name)| *name)
}
