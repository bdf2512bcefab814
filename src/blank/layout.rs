//! From a rubric and its form profile to the cells of a form: head, fields, budget, sign line. The
//! tables of the body's own indicators are laid out by [`lines`](super::lines).

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Accepts, Area, Cell, Computed, Content, Entry, Formula, Page, Preset, Shown, Style};
use super::{Recipient, Room, lines, list, words};
use crate::formula::Expr;
use crate::intake::list::CODE;
use crate::number::Number;
use crate::report::workbook::style::text_width;
use crate::rubric::Rubric;
use crate::rubric::form::{About, Block, Field, Form, Kind, Table};
use crate::rubric::shape::SELF_POINTS;

/// Columns of a form without tables: two pairs of label and value.
const PAIRS: [f64; 4] = [30.0, 17.0, 30.0, 17.0];
/// The parts of the width that label, value, label, value take.
const PARTS: [f64; 4] = [0.27, 0.23, 0.27, 0.23];
/// Heights in points.
pub(super) const ROW: f64 = 24.0;
const TITLE_ROW: f64 = 40.0;
const SIGN_ROW: f64 = 36.0;
/// The width of a character of 五号, in columns, that a line of text needs beside its own.
const SLACK: f64 = 2.0;

/// A page under construction.
pub(super) struct Layout<'a> {
    pub(super) rubric: &'a Rubric,
    pub(super) form: &'a Form,
    pub(super) page: Page,
    pub(super) row: u32,
    pub(super) room: Room,
    needed: BTreeSet<String>,
    computed: BTreeMap<String, usize>,
    sections: usize,
}

/// The form on one sheet.
pub(super) fn page<'a>(
    rubric: &'a Rubric,
    sheet: &str,
    (recipient, project): (Option<&Recipient>, Option<&str>),
    room: Room,
) -> Page {
    let form: &'a Form = &rubric.form;
    let list = list::of(form);
    let widest = form.tables.iter().map(|table| lines::widths(table, form)).max_by_key(Vec::len);
    let blocks = form.blocks.iter().filter(|block| block.table.is_none());
    let at_least = blocks.map(|block| block.columns.len() + 1).max().unwrap_or_default();
    let widest = widest.or_else(|| list.map(list::widths));
    let mut widths = widest.unwrap_or_else(|| PAIRS.to_vec());
    while widths.len() < at_least.max(PAIRS.len()) {
        widths.push(12.0);
    }
    let page = Page {
        sheet: sheet.to_owned(),
        widths,
        cells: Vec::new(),
        heights: BTreeMap::new(),
        repeated: None,
        lines: Vec::new(),
        end: 0,
        may_be_blank: false,
    };
    let (needed, computed) = (needed(rubric), computed(form));
    let mut layout = Layout { rubric, form, page, row: 0, room, needed, computed, sections: 0 };
    layout.head();
    match list {
        Some(list) => layout.list(list, recipient),
        None => layout.fields(recipient, project),
    }
    for block in form.blocks.iter().filter(|block| block.table.is_none()) {
        layout.block(block);
    }
    for table in &form.tables {
        layout.section(&table.name);
        layout.table(table);
    }
    layout.foot(list.map_or(0, list::beyond_keys));
    layout.page.end = layout.row;
    layout.page
}

/// Whether a form asks for anything at all.
pub(super) fn asks(form: &Form) -> bool {
    !(form.fields.is_empty() && form.blocks.is_empty() && form.tables.is_empty() && form.lists.is_empty())
}

/// The facts that rules, equations and totals go by.
fn needed(rubric: &Rubric) -> BTreeSet<String> {
    let system = &rubric.system;
    let formulas = system.formulas().into_iter().map(|formula| system.expanded(&formula));
    let equations = rubric.form.equations.iter().flat_map(|equation| [&equation.left, &equation.right]);
    let mut needed: BTreeSet<String> = formulas
        .chain(equations.cloned())
        .flat_map(|formula| formula.names().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for indicator in &system.indicators {
        needed.extend(indicator.printed_points.clone());
        needed.extend(indicator.self_points.clone());
    }
    needed.extend(rubric.form.date.clone());
    needed
}

/// Rates that follow from amounts, by the number of their equation.
fn computed(form: &Form) -> BTreeMap<String, usize> {
    let rates = form.equations.iter().enumerate().filter(|(_, equation)| equation.about == About::Rate);
    let named = rates.filter_map(|(index, equation)| match &equation.left {
        Expr::Name(name) => Some((name.clone(), index)),
        _ => None,
    });
    named.collect()
}

impl Layout<'_> {
    /// The page's last column.
    pub(super) fn last(&self) -> u16 {
        u16::try_from(self.page.widths.len()).unwrap_or(u16::MAX).max(1) - 1
    }

    pub(super) fn put(&mut self, area: Area, style: Style, content: Content) {
        self.page.cells.push(Cell { area, content, style });
    }

    pub(super) fn words(&mut self, area: Area, style: Style, words: impl Into<String>) {
        self.put(area, style, Content::Words(words.into()));
    }

    /// The columns of a row divided in proportion, as nearly as whole columns allow.
    pub(super) fn divided(&self, parts: &[f64]) -> Vec<(u16, u16)> {
        let widths = &self.page.widths;
        let (whole, total): (f64, f64) = (widths.iter().sum(), parts.iter().sum());
        // best[n] holds, for the first parts over the first n columns, how far off they are and where
        // each begins.
        let mut best: Vec<Option<(f64, Vec<usize>)>> = vec![None; widths.len() + 1];
        best[0] = Some((0.0, Vec::new()));
        for part in parts {
            let ideal = part / total * whole;
            let mut next: Vec<Option<(f64, Vec<usize>)>> = vec![None; widths.len() + 1];
            for end in 1..=widths.len() {
                for start in 0..end {
                    let Some((off, starts)) = &best[start] else { continue };
                    let off = off + (widths[start..end].iter().sum::<f64>() - ideal).powi(2);
                    if next[end].as_ref().is_none_or(|(known, _)| off < *known) {
                        let starts = starts.iter().copied().chain([start]).collect();
                        next[end] = Some((off, starts));
                    }
                }
            }
            best = next;
        }
        let (_, starts) = best.pop().flatten().unwrap_or_default();
        let ends = starts.iter().skip(1).copied().chain([widths.len()]);
        let narrow = |col: usize| u16::try_from(col).unwrap_or(u16::MAX);
        starts.iter().zip(ends).map(|(start, end)| (narrow(*start), narrow(end - 1))).collect()
    }

    /// The height that words need in columns.
    pub(super) fn grow(&mut self, row: u32, words: &str, (left, right): (u16, u16)) {
        let columns = usize::from(left)..=usize::from(right);
        let width: f64 = self.page.widths.get(columns).unwrap_or_default().iter().sum();
        let room = (width - SLACK).max(2.0);
        let lines: f64 = words.split('\n').map(|line| (text_width(line) / room).ceil()).sum();
        let height = (lines * 14.0 + 10.0).max(ROW);
        let known = self.page.heights.entry(row).or_insert(ROW);
        *known = known.max(height);
    }

    fn head(&mut self) {
        let last = self.last();
        let halves = self.divided(&[0.5, 0.5]);
        self.words(Area::row(0, halves[0]), Style::Annex, words::ANNEX);
        let status = Computed { name: words::CHECKS.to_owned(), kind: Kind::Text, formula: Formula::Status };
        self.put(Area::row(0, halves[1]), Style::Status, Content::Computed(status));
        let title = title(self.rubric);
        self.words(Area::row(1, (0, last)), Style::Title, title);
        self.page.heights.insert(1, TITLE_ROW);
        self.words(Area::row(2, (0, last)), Style::Caption, words::year(self.rubric.system.year));
        let sides = self.divided(&[0.7, 0.3]);
        self.put(Area::row(3, sides[0]), Style::Section, Content::Open(words::LEGEND.to_owned()));
        let unit = words::unit(self.form.money_unit.name());
        self.words(Area::row(3, sides[1]), Style::CaptionRight, unit);
        self.row = 4;
    }

    /// A line that names a part of the form.
    pub(super) fn section(&mut self, title: &str) {
        self.sections += 1;
        let last = self.last();
        let title = words::section(self.sections, title);
        self.words(Area::row(self.row, (0, last)), Style::Section, title);
        self.row += 1;
    }

    /// What names the body and the form, then the figures under the levels that go by them.
    fn fields(&mut self, recipient: Option<&Recipient>, project: Option<&str>) {
        let form = self.form;
        let is_project = |field: &Field| form.project.as_ref() == Some(&field.name);
        let names_body = |field: &Field| form.department.contains(&field.name);
        let of_the_form = [&form.date, &form.year, &form.self_total, &form.self_grade];
        let is_head = |field: &Field| of_the_form.iter().any(|name| name.as_ref() == Some(&field.name));
        for field in form.fields.iter().filter(|field| is_project(field)) {
            let content = Self::preset_or_entry(field, project.map(str::to_owned), true);
            self.whole_row(field, content);
        }
        // Side by side, labels that name bodies are the head of a roster.
        let mut others: Vec<&Field> = form.fields.iter().filter(|field| is_head(field)).collect();
        let mut is_named = false;
        for field in form.fields.iter().filter(|field| names_body(field) && !is_project(field)) {
            let preset = if field.name == CODE {
                recipient.map(|recipient| recipient.code.clone()).filter(|code| !code.is_empty())
            } else if is_named {
                None
            } else {
                is_named = true;
                recipient.map(|recipient| recipient.name.clone())
            };
            let is_required = field.name != CODE;
            let content = Self::preset_or_entry(field, preset, is_required);
            if others.is_empty() {
                self.whole_row(field, content);
            } else {
                let other = others.remove(0);
                let beside = self.head_field(other);
                self.pair((field, content), Some((other, beside)));
            }
        }
        for two in others.chunks(2) {
            let first = self.head_field(two[0]);
            let second = two.get(1).map(|field| (*field, self.head_field(field)));
            self.pair((two[0], first), second);
        }
        let facts: Vec<&Field> = form
            .fields
            .iter()
            .filter(|field| !is_project(field) && !names_body(field) && !is_head(field))
            .collect();
        for (level, fields) in self.by_level(&facts) {
            self.section(&level);
            for two in fields.chunks(2) {
                let first = self.field(two[0]);
                let second = two.get(1).map(|field| (*field, self.field(field)));
                self.pair((two[0], first), second);
            }
        }
    }

    /// Fields under the levels of the first indicators that go by them, in the indicators' order.
    fn by_level<'f>(&self, fields: &[&'f Field]) -> Vec<(String, Vec<&'f Field>)> {
        let system = &self.rubric.system;
        let mut groups: Vec<(String, Vec<&Field>)> = Vec::new();
        let mut rest = Vec::new();
        for field in fields {
            let user = system.indicators.iter().position(|indicator| {
                let rules = indicator.rules().filter_map(crate::rubric::Rule::shape);
                let formulas =
                    rules.map(crate::rubric::shape::Shape::formula).chain(indicator.applies.clone());
                formulas
                    .into_iter()
                    .any(|formula| system.expanded(&formula).names().contains(field.name.as_str()))
            });
            match user {
                Some(index) => {
                    let path = &system.indicators[index].path;
                    let levels = &path[..path.len().saturating_sub(1).clamp(1, 2)];
                    let level = levels.join(" · ");
                    match groups.iter_mut().find(|(known, _)| *known == level) {
                        Some((_, known)) => known.push(field),
                        None => groups.push((level, vec![field])),
                    }
                }
                None => rest.push(*field),
            }
        }
        if !rest.is_empty() {
            groups.insert(0, (words::BASIC.to_owned(), rest));
        }
        groups
    }

    fn preset_or_entry(field: &Field, preset: Option<String>, is_required: bool) -> Content {
        match preset {
            Some(text) => Content::Preset(Preset { name: field.name.clone(), value: Shown::Text(text) }),
            None => Content::Entry(Entry {
                name: field.name.clone(),
                kind: field.kind,
                is_required,
                accepts: Accepts::Kind,
            }),
        }
    }

    /// A field of the form itself: its year, day, total, grade.
    fn head_field(&self, field: &Field) -> Content {
        let form = self.form;
        let is = |name: &Option<String>| name.as_ref() == Some(&field.name);
        let entry = |accepts, is_required| {
            Content::Entry(Entry { name: field.name.clone(), kind: field.kind, is_required, accepts })
        };
        if is(&form.year) {
            let year = format!("{}年", self.rubric.system.year);
            return Content::Preset(Preset { name: field.name.clone(), value: Shown::Text(year) });
        }
        if is(&form.date) {
            return entry(Accepts::Day, true);
        }
        if is(&form.self_total) {
            if let Some(formula) = self.self_total() {
                return Content::Computed(Computed { name: field.name.clone(), kind: Kind::Points, formula });
            }
            return entry(Accepts::UpTo(self.rubric.system.full_points.clone()), false);
        }
        let grades = self.rubric.system.grades.iter().map(|grade| grade.name.clone()).collect();
        entry(Accepts::OneOf(grades), false)
    }

    /// The total of self points, where the form asks for those of every indicator.
    fn self_total(&self) -> Option<Formula> {
        let mut facts = Vec::new();
        let mut of_table = None;
        for indicator in self.rubric.system.indicators.iter().filter(|i| !i.points.number().is_zero()) {
            match (&indicator.self_points, &indicator.rows) {
                (Some(fact), _) => facts.push(fact.clone()),
                (None, Some(table)) if indicator.scores_lines() => of_table = Some(table.clone()),
                _ => return None,
            }
        }
        of_table.map(|table| Formula::Total { table, column: SELF_POINTS.to_owned(), and: facts })
    }

    /// A fact beside its label.
    fn field(&self, field: &Field) -> Content {
        if let Some(&equation) = self.computed.get(&field.name) {
            let formula = Formula::Equation(equation);
            return Content::Computed(Computed { name: field.name.clone(), kind: field.kind, formula });
        }
        Content::Entry(self.entry(&field.name, field.kind))
    }

    /// The cell of a fact, with what its kind allows.
    pub(super) fn entry(&self, name: &str, kind: Kind) -> Entry {
        let accepts = match kind {
            Kind::YesNo => Accepts::OneOf(self.answers()),
            Kind::Points => {
                let own =
                    self.rubric.system.indicators.iter().find(|i| i.self_points.as_deref() == Some(name));
                let full = own.map_or(&self.rubric.system.full_points, |i| i.points.number());
                Accepts::UpTo(full.clone())
            }
            Kind::Date => Accepts::Day,
            _ => Accepts::Kind,
        };
        Entry { name: name.to_owned(), kind, is_required: self.needed.contains(name), accepts }
    }

    /// 是, 否 and what stands for 不适用, in the form's own words.
    fn answers(&self) -> Vec<String> {
        let answers = &self.form.answers;
        let first = [answers.yes.first(), answers.no.first(), self.form.words.not_applicable()];
        first.into_iter().flatten().cloned().collect()
    }

    /// A label with its unit, which goes to a line of its own where both have no room on one.
    pub(super) fn labelled(&self, field: &Field, (left, right): (u16, u16)) -> String {
        let remark = words::remark(field.kind, self.form.money_unit.name());
        let text = format!("{}{remark}", field.name);
        let width: f64 = self.page.widths[usize::from(left)..=usize::from(right)].iter().sum();
        if text_width(&text) > width - SLACK && !remark.is_empty() {
            return format!("{}\n{remark}", field.name);
        }
        text
    }

    fn label(&mut self, area: Area, field: &Field) {
        let text = self.labelled(field, (area.left, area.right));
        self.grow(area.top, &text, (area.left, area.right));
        self.words(area, Style::Label, text);
    }

    fn whole_row(&mut self, field: &Field, content: Content) {
        let parts = self.divided(&PARTS);
        self.label(Area::row(self.row, parts[0]), field);
        self.put(Area::row(self.row, (parts[1].0, parts[3].1)), Style::Value, content);
        self.row += 1;
    }

    fn pair(&mut self, first: (&Field, Content), second: Option<(&Field, Content)>) {
        if second.is_none() {
            return self.whole_row(first.0, first.1);
        }
        let parts = self.divided(&PARTS);
        let sides = [Some(first), second];
        for ((field, content), at) in sides.into_iter().flatten().zip([0, 2]) {
            self.label(Area::row(self.row, parts[at]), field);
            self.put(Area::row(self.row, parts[at + 1]), Style::Value, content);
        }
        self.row += 1;
    }

    /// The budget: a line for each source, a column for each figure that somebody goes by.
    fn block(&mut self, block: &Block) {
        let Some(total) = block.lines.first() else { return };
        let is_used = |column: &&Field| self.needed.contains(&Form::block_fact(total, column));
        let used: Vec<&Field> = block.columns.iter().filter(is_used).collect();
        let columns = if used.is_empty() { block.columns.iter().collect() } else { used };
        self.section(&block.name);
        let mut parts = vec![1.6];
        parts.resize(columns.len() + 1, 1.0);
        let areas = self.divided(&parts);
        self.words(Area::row(self.row, areas[0]), Style::Label, block.name.as_str());
        for (column, area) in columns.iter().zip(&areas[1..]) {
            self.label(Area::row(self.row, *area), column);
        }
        self.row += 1;
        for (index, line) in block.printed_lines().enumerate() {
            let name = if line.name.is_empty() { line.labels.first() } else { Some(&line.name) };
            let name = name.cloned().unwrap_or_default();
            self.words(Area::row(self.row, areas[0]), Style::Label, name);
            for (column, area) in columns.iter().zip(&areas[1..]) {
                let fact = Form::block_fact(line, column);
                let is_part = index > 0 && column.kind != Kind::Amount;
                let content = if is_part && !self.needed.contains(&fact) {
                    Content::Words(words::NOTHING.to_owned())
                } else {
                    self.block_cell(&fact, column.kind)
                };
                self.put(Area::row(self.row, *area), Style::Value, content);
            }
            self.row += 1;
        }
    }

    /// A figure of a block: printed where the rubric states it, computed where it follows.
    pub(super) fn block_cell(&self, fact: &str, kind: Kind) -> Content {
        let printed =
            self.rubric.system.indicators.iter().find(|i| i.printed_points.as_deref() == Some(fact));
        if let Some(indicator) = printed {
            let value = Shown::Number(indicator.points.number().clone());
            return Content::Preset(Preset { name: fact.to_owned(), value });
        }
        match self.computed.get(fact) {
            Some(&equation) => {
                let formula = Formula::Equation(equation);
                Content::Computed(Computed { name: fact.to_owned(), kind, formula })
            }
            None => Content::Entry(self.entry(fact, kind)),
        }
    }

    /// Facts beside a table's own that its total counts in.
    pub(super) fn beside(
        &self,
        table: &Table,
        of: impl Fn(&crate::rubric::Indicator) -> Option<&String>,
    ) -> Vec<String> {
        let in_table: BTreeSet<String> = lines::attached(table, self.form).flat_map(lines::facts).collect();
        let facts = self.rubric.system.indicators.iter().filter_map(of);
        facts.filter(|fact| !in_table.contains(*fact)).cloned().collect()
    }

    /// The sign line, from column `first` on.
    fn foot(&mut self, first: u16) {
        let last = self.last();
        let whole: f64 = self.page.widths.iter().skip(usize::from(first)).sum();
        let text = crate::report::workbook::sign_line(whole);
        self.put(Area::row(self.row, (first, last)), Style::Caption, Content::Open(text));
        self.page.heights.insert(self.row, SIGN_ROW);
        self.row += 1;
    }
}

/// The form's title.
pub(super) fn title(rubric: &Rubric) -> String {
    rubric.form.title.clone().unwrap_or_else(|| crate::rubric::label::core(&rubric.system.title))
}

/// A number as points that a line may have at the most.
pub(super) fn most(rubric: &Rubric) -> Number {
    rubric.system.full_points.clone()
}
