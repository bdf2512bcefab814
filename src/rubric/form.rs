//! The form profile (form.toml): how facts and tables are found in the sheets that people send.
//!
//! Header words differ from place to place, so they are data: every fact, column and level is a
//! name with the labels that stand for it. Nothing is found by its position.

use schemars::JsonSchema;
use serde::Deserialize;

use super::label::Labels;
use super::level_words::LevelWords;
use crate::formula::Expr;
use crate::number::Number;
use crate::quantity::{Dictionary, Words};

/// What was spent, by the name that every form profile gives it.
pub const EXECUTED: &str = "全年执行数";

/// A form profile.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Facts that name the body, best first.
    pub department: Vec<String>,
    /// The fact that names the project; none for whole-department forms.
    #[serde(default)]
    pub project: Option<String>,
    /// The fact that says when the form was filled in.
    #[serde(default)]
    pub date: Option<String>,
    /// The fact that says which year the form is of, where it is stated beside a label.
    #[serde(default)]
    pub year: Option<String>,
    /// The title of a blank form (部门整体支出绩效自评表).
    #[serde(default)]
    pub title: Option<String>,
    /// The fact that holds the total of self points where it stands outside of a table.
    #[serde(default)]
    pub self_total: Option<String>,
    /// The unit of money where the sheet does not say (`万元`).
    pub money_unit: MoneyUnit,
    /// Values beside their label.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// Small cross-tables: facts by line and column.
    #[serde(default, rename = "block")]
    pub blocks: Vec<Block>,
    /// The body's own indicators, one to a line.
    #[serde(default, rename = "table")]
    pub tables: Vec<Table>,
    /// The bureau's own table and the roster: one department to a line.
    #[serde(default, rename = "list")]
    pub lists: Vec<List>,
    /// First-level names of indicators.
    #[serde(default, rename = "level")]
    pub levels: Vec<Level>,
    /// Their words.
    #[serde(skip)]
    pub(super) level_words: LevelWords,
    /// Labels of the parts of a form that hold nothing but words (年度总体目标): they are known, nothing
    /// is read there, and a table or block ends above them.
    #[serde(default)]
    pub sections: Vec<String>,
    /// Words that stand for targets and actual values, and the names of the tiers.
    #[schemars(with = "Words")]
    pub words: Dictionary,
    /// The names of the tiers, highest first.
    #[serde(default)]
    pub tier_names: Vec<String>,
    /// Words for 是 and 否.
    pub answers: Answers,
    /// Groups of units that count the same thing (人, 人次, 名).
    #[serde(default)]
    pub same_units: Vec<Vec<String>>,
    /// Words in an indicator's name by which a target without a sign is an upper bound.
    #[serde(default)]
    pub upper_bounds: Vec<String>,
    /// Second levels under which an amount of money without a sign is an upper bound.
    #[serde(default)]
    pub upper_bound_levels: Vec<String>,
    /// Words in an indicator's name by which it is a rate that ought to be full (合格率).
    #[serde(default)]
    pub full_rates: Vec<String>,
    /// Words in an indicator's name by which it is about satisfaction.
    #[serde(default)]
    pub satisfaction: Vec<String>,
    /// Words that prove no satisfaction (无投诉).
    #[serde(default)]
    pub silence: Vec<String>,
    /// The fact that holds the grade the body gave itself.
    #[serde(default)]
    pub self_grade: Option<String>,
    /// Equations between facts that a correct form satisfies.
    #[serde(default, rename = "equation")]
    pub equations: Vec<Equation>,
    /// Words of a narrative report's title or file name; without any, no texts are read.
    #[serde(default)]
    pub report_titles: Vec<String>,
    /// Words of titles of other texts, which are none of these reports.
    #[serde(default)]
    pub other_titles: Vec<String>,
    /// Figures that are looked for in narrative reports.
    #[serde(default, rename = "figure")]
    pub figures: Vec<Figure>,
}

/// The unit that amounts are stated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum MoneyUnit {
    /// 元
    #[serde(rename = "元")]
    Yuan,
    /// 万元
    #[serde(rename = "万元")]
    TenThousandYuan,
    /// 亿元
    #[serde(rename = "亿元")]
    HundredMillionYuan,
}

/// The power of ten from 万元, in which all amounts are held, to 元.
pub const HELD_EXPONENT: i32 = 4;

impl MoneyUnit {
    /// The unit a label's remark or a note states: `万元`, `单位:元`.
    #[must_use]
    pub fn stated_in(text: &str) -> Option<Self> {
        // Nearly every text of a form is asked.
        if !text.contains('元') {
            return None;
        }
        let text = super::label::normalised(text);
        let text = text.rsplit(':').next().unwrap_or_default().trim_matches(['(', ')', '[', ']']);
        match text {
            "元" | "人民币元" => Some(Self::Yuan),
            "万元" | "人民币万元" => Some(Self::TenThousandYuan),
            "亿元" => Some(Self::HundredMillionYuan),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::TenThousandYuan => "万元",
            Self::HundredMillionYuan => "亿元",
        }
    }

    /// The power of ten from this unit to 元.
    #[must_use]
    pub fn exponent(self) -> i32 {
        match self {
            Self::Yuan => 0,
            Self::TenThousandYuan => 4,
            Self::HundredMillionYuan => 8,
        }
    }
}

/// What kind of value a fact holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// Money; held in 万元 whatever the form's unit.
    Amount,
    /// A count or another plain number.
    Number,
    /// A rate; held as a ratio (97.35% is 0.9735).
    Ratio,
    /// Points.
    Points,
    /// 是 or 否.
    YesNo,
    /// A day, stated with year, month and day.
    Date,
    /// A target, an actual value or a date, as the quantity reader reads it.
    Quantity,
}

/// A fact beside its label, or a column with its header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The fact's name in rules.
    pub name: String,
    /// What kind of value it holds.
    #[serde(default)]
    pub kind: Kind,
    /// Labels besides the name itself.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Labels that go before others where several columns say different things (调整指标值).
    #[serde(default)]
    pub prefer: Vec<String>,
}

/// A cross-table such as the budget block of a project form. The line without a name gives the
/// facts their column's name; another line's facts are called `line.column`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The block's name.
    pub name: String,
    /// The table whose header it has and some of whose lines it names; those are not lines of the
    /// table then.
    #[serde(default)]
    pub table: Option<String>,
    /// Its columns.
    #[serde(rename = "column")]
    pub columns: Vec<Field>,
    /// Columns without which a header line is not this block's.
    #[serde(default)]
    pub needs: Vec<String>,
    /// How many of the columns must stand in a header line at the least.
    pub at_least: usize,
    /// Its lines; the first is the total.
    #[serde(rename = "line")]
    pub lines: Vec<Line>,
    /// The lines that a blank form prints besides the total; all where none is named.
    #[serde(default)]
    pub printed: Vec<String>,
}

impl Block {
    /// The lines that a blank form prints, the total first.
    pub fn printed_lines(&self) -> impl Iterator<Item = &Line> {
        let is_printed = |line: &&Line| {
            line.name.is_empty() || self.printed.is_empty() || self.printed.contains(&line.name)
        };
        self.lines.iter().filter(is_printed)
    }
}

/// A line of a block.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Empty for the total line.
    pub name: String,
    /// Labels of the line.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// A table with one indicator (or task) to a line.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The table's name in rules.
    pub name: String,
    /// Its columns.
    #[serde(rename = "column")]
    pub columns: Vec<Field>,
    /// Columns without which a header line is not this table's.
    pub needs: Vec<String>,
    /// How many of the columns must stand in a header line at the least.
    pub at_least: usize,
    /// Labels of lines that end the table (总分 …).
    #[serde(default)]
    pub end: Vec<String>,
    /// Labels of lines that only sum up others (小计).
    #[serde(default)]
    pub subtotals: Vec<String>,
    /// Names that a template prints for lines that nobody filled in (指标).
    #[serde(default)]
    pub placeholders: Vec<String>,
    /// Words that open notes and sign lines; the table ends with them unless its lines go on below.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The columns that hold the levels above the name, first level first.
    #[serde(default)]
    pub levels: Vec<String>,
    /// The column that holds the line's own name.
    pub title: String,
    /// The column that holds the target's sign, where a form splits it off.
    #[serde(default)]
    pub sign: Option<String>,
    /// The column that holds the target's unit, where a form splits it off.
    #[serde(default)]
    pub unit: Option<String>,
    /// The column that holds the printed completion rate.
    #[serde(default)]
    pub completion: Option<String>,
    /// The column that holds the words by which points are given.
    #[serde(default)]
    pub standard: Option<String>,
    /// Openings of names that only break the line above down, when they bear no weight (其中 …).
    #[serde(default)]
    pub parts: Vec<String>,
}

impl Table {
    /// The indices of the columns that say what a line is about, of which there is one each.
    #[must_use]
    pub fn title_and_levels(&self) -> Vec<usize> {
        let named = |name: &String| self.columns.iter().position(|column| column.name == *name);
        self.levels.iter().chain([&self.title]).filter_map(named).collect()
    }
}

/// What a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// 名册: who should send.
    Roster,
    /// The bureau's own facts.
    Bureau,
    /// 汇总报表: every line is a body's submission.
    Submissions,
}

/// A list: one department to a line.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The list's name, as findings say it.
    pub name: String,
    /// What it is for.
    pub kind: ListKind,
    /// Its columns.
    #[serde(rename = "column")]
    pub columns: Vec<Field>,
    /// Columns without which a header line is not this list's.
    pub needs: Vec<String>,
    /// How many of the columns must stand in a header line at the least.
    pub at_least: usize,
}

/// A first-level name of indicators.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The standard name.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Second-level names that belong under it wherever they are put.
    #[serde(default)]
    pub second: Vec<String>,
    /// The second-level names that a blank form prints, each with lines to be filled.
    #[serde(default)]
    pub printed: Vec<String>,
    /// Whether lines of any other first level belong here.
    #[serde(default)]
    pub rest: bool,
}

/// How a line came to its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelBy {
    /// Its first level says so.
    First,
    /// Its second level says so.
    Second,
    /// It is of none of the others.
    Rest,
}

/// A figure that narrative reports state: 总收入380.78万元.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name: that of the form's fact where there is one, with which it is compared.
    pub name: String,
    /// What kind of value it is: an amount, a rate, points, or a number of something counted.
    pub kind: Kind,
    /// Words that stand for it besides the name itself.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Of something counted, the words that count it; any where none is stated.
    #[serde(default)]
    pub units: Vec<String>,
    /// The figures of which it is a part, nearest first: of the first that is stated, the parts add
    /// up to it.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// What the sentence has to speak of first, where its words may be said of many things (执行率);
    /// anything where none is stated.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Figures that some count it into.
    #[serde(default)]
    pub sometimes_in: Vec<String>,
}

/// An equation between facts, such as 总支出 = 基本支出 + 项目支出.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equation {
    /// Its left side.
    pub left: Expr,
    /// Its right side.
    pub right: Expr,
    /// How far the sides may be apart (rounding to the form's places).
    pub tolerance: Number,
    /// What the equation is about, which decides how its failure is said.
    #[serde(default)]
    pub about: About,
}

/// What an equation is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A sum and its parts.
    #[default]
    Sum,
    /// A printed rate and the one that follows from the amounts.
    Rate,
}

/// Words for the two answers of a 是/否 fact.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Words for 是.
    pub yes: Vec<String>,
    /// Words for 否.
    pub no: Vec<String>,
}

/// The labels of `fields`, each field's own name first.
#[must_use]
pub fn labels_of(fields: &[Field]) -> Labels {
    let mut labels = Labels::default();
    for (index, field) in fields.iter().enumerate() {
        labels.add(&field.name, index);
    }
    for (index, field) in fields.iter().enumerate() {
        field.labels.iter().for_each(|label| labels.add(label, index));
    }
    labels
}

impl Form {
    /// The names of all facts that a sheet, a block or a list can supply, and of columns as lists.
    #[must_use]
    pub fn fact_names(&self) -> Vec<String> {
        let mut names = self.fact_names_of_forms();
        for list in self.lists.iter().filter(|list| list.kind != ListKind::Roster) {
            names.extend(list.columns.iter().map(|column| column.name.clone()));
        }
        names
    }

    /// The names of all facts that forms can supply, and of columns as lists.
    #[must_use]
    pub fn fact_names_of_forms(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
        for block in &self.blocks {
            for line in &block.lines {
                names.extend(block.columns.iter().map(|column| Self::block_fact(line, column)));
            }
        }
        for table in &self.tables {
            names.extend(table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)));
            names.extend(table.columns.iter().map(|column| format!("{}[{}]", table.name, column.name)));
        }
        names
    }

    /// The index of the field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The name of the fact at a block's line and column.
    #[must_use]
    pub fn block_fact(line: &Line, column: &Field) -> String {
        if line.name.is_empty() { column.name.clone() } else { format!("{}.{}", line.name, column.name) }
    }

    /// Whether a fact is that at a block's line and column; many are asked for.
    pub(super) fn is_block_fact(fact: &str, line: &Line, column: &Field) -> bool {
        let own = match line.name.as_str() {
            "" => Some(fact),
            name => fact.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')),
        };
        own == Some(column.name.as_str())
    }

    /// Whether a text names a level of indicators: the first (0), or the second (1).
    #[must_use]
    pub fn names_level(&self, depth: usize, text: &str) -> bool {
        if super::label::core(text).is_empty() {
            return false;
        }
        match depth {
            0 => self.level_words.first(&self.levels, text).is_some(),
            _ => self.level_words.second(&self.levels, text).is_some(),
        }
    }

    /// The first-level name that a form's text stands for: by itself, by its second level, or as
    /// one of the rest.
    #[must_use]
    pub fn level(&self, first: &str, second: &str) -> Option<(&Level, LevelBy)> {
        let of = |index: usize, by: LevelBy| self.levels.get(index).map(|level| (level, by));
        if !first.is_empty()
            && let Some(index) = self.level_words.first(&self.levels, first)
        {
            return of(index, LevelBy::First);
        }
        if !second.is_empty()
            && let Some(index) = self.level_words.second(&self.levels, second)
        {
            return of(index, LevelBy::Second);
        }
        self.levels.iter().find(|level| level.rest).map(|level| (level, LevelBy::Rest))
    }
}
