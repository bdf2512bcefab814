//! The lines of the proof while they are put down.

use super::super::cell::{Cell, NONE};
use super::super::peers::Peers;
use super::super::reference::{Live, References, Spot, Target};
use super::super::table::Column;
use super::super::view::View;
use super::Found;
use crate::formula::{Expr, Value};
use crate::intake::submission::FactValue;
use crate::number::Points;
use crate::place::Place;
use crate::quantity::Reading;
use crate::report::wording;
use crate::rubric::form::{Form, Kind, MoneyUnit};
use crate::rubric::shape::{POINTS, TARGET};
use crate::rubric::table_column;
use crate::score::{Input, Outcome, Scorecard};

/// The sheet's name.
pub(crate) const SHEET: &str = "核算底稿";

/// The columns after those that name the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Code,
    Item,
    Fact,
    Value,
    Source,
    Max,
    Points,
    Engine,
    Agrees,
    Formula,
    Note,
    Index,
}

impl Field {
    /// In their order.
    pub(super) const ALL: [Self; 12] = [
        Self::Code,
        Self::Item,
        Self::Fact,
        Self::Value,
        Self::Source,
        Self::Max,
        Self::Points,
        Self::Engine,
        Self::Agrees,
        Self::Formula,
        Self::Note,
        Self::Index,
    ];

    /// Its header, by which it is found again.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Code => "指标编码",
            Self::Item => "指标",
            Self::Fact => "数据项",
            Self::Value => "数值",
            Self::Source => "数据来源",
            Self::Max => "分值",
            Self::Points => "得分",
            Self::Engine => "程序得分",
            Self::Agrees => "一致",
            Self::Formula => "计算式",
            Self::Note => "说明",
            Self::Index => "汇总序号",
        }
    }

    /// The column with its header.
    pub(super) fn headed(self) -> Column {
        let header = self.header();
        match self {
            Self::Code | Self::Points | Self::Engine => Column::new(header, 9.0),
            Self::Max | Self::Agrees => Column::new(header, 8.0),
            Self::Value => Column::new(header, 13.0),
            Self::Index => Column::new(header, 6.0),
            Self::Fact => Column::words(header, 18.0),
            Self::Item => Column::words(header, 20.0),
            Self::Note => Column::words(header, 28.0),
            Self::Source => Column::words(header, 30.0),
            Self::Formula => Column::words(header, 36.0),
        }
    }

    /// The column's number, behind `names` columns that name the subject.
    pub(in super::super) fn column(self, names: usize) -> usize {
        names + self as usize
    }
}

/// An input as it stands in the proof: its name, its value, whence it came.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) value: Cell,
    pub(super) source: Cell,
}

/// The inputs of one formula, and what their names stand for.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) list: Vec<Entry>,
    pub(super) names: Vec<(String, Target)>,
}

/// What stands on the first line of a block, beside its first input.
pub(super) struct Head {
    pub(super) code: String,
    pub(super) item: String,
    pub(super) max: Cell,
    pub(super) points: Cell,
    pub(super) engine: Cell,
    pub(super) agrees: Cell,
    pub(super) formula: String,
    pub(super) note: String,
    pub(super) index: Cell,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            code: String::new(),
            item: String::new(),
            max: Cell::blank(),
            points: Cell::blank(),
            engine: Cell::blank(),
            agrees: Cell::blank(),
            formula: String::new(),
            note: String::new(),
            index: Cell::blank(),
        }
    }
}

/// The lines of the proof, and what was found where.
pub(super) struct Ledger<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) peers: &'a Peers,
    pub(super) found: Found,
    /// The number of the card whose block is being put down.
    pub(super) card: usize,
    /// The form of that card.
    form: Option<&'a Place>,
    /// Where the levels of that card stand.
    pub(super) levels: Vec<(Vec<String>, Spot)>,
    rows: Vec<Vec<Cell>>,
    names: Vec<Cell>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(view: &'a View<'a>, peers: &'a Peers) -> Self {
        Self {
            view,
            peers,
            found: Found::default(),
            card: 0,
            form: None,
            levels: Vec::new(),
            rows: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Begins the block of a subject.
    pub(super) fn begin(&mut self, number: usize, card: &'a Scorecard) {
        self.card = number;
        self.found.first_lines.insert(number, self.rows.len());
        self.form = Some(&card.place);
        self.names = self.view.name_cells(&card.department, card.project.as_deref());
    }

    /// The path of the indicator that an outcome belongs to.
    pub(super) fn path_of(&self, outcome: &Outcome) -> &'a [String] {
        &self.view.evaluation.rubric.system.indicators[outcome.indicator].path
    }

    /// The line that the next block begins with.
    pub(super) fn next(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn spot(&self, row: usize, field: Field) -> Spot {
        Spot::of(SHEET, row, field.column(self.names.len()))
    }

    /// Puts a block down.
    pub(super) fn push(&mut self, head: Head, entries: Vec<Entry>) {
        let mut head = Some(head);
        let mut entries = entries.into_iter();
        loop {
            let entry = entries.next();
            if entry.is_none() && head.is_none() {
                break;
            }
            let mut cells = self.names.clone();
            let head = head.take().unwrap_or_default();
            let (name, value, source) = match entry {
                Some(Entry { name, value, source }) => (Cell::text(name), value, source),
                None => (Cell::blank(), Cell::blank(), Cell::blank()),
            };
            cells.extend([Cell::text(head.code), Cell::text(head.item), name, value, source]);
            cells.extend([head.max, head.points, head.engine, head.agrees]);
            cells.extend([Cell::text(head.formula), Cell::text(head.note), head.index]);
            debug_assert_eq!(cells.len(), self.names.len() + Field::ALL.len());
            self.rows.push(cells);
        }
    }

    /// Puts a cell in the place of one that was put down before all was known.
    pub(super) fn replace(&mut self, row: usize, field: Field, cell: Cell) {
        let column = field.column(self.names.len());
        if let Some(old) = self.rows.get_mut(row).and_then(|cells| cells.get_mut(column)) {
            *old = cell;
        }
    }

    pub(super) fn finish(mut self) -> (Vec<Vec<Cell>>, Found) {
        self.found.last = self.rows.len().saturating_sub(1);
        (self.rows, self.found)
    }

    /// The inputs of a formula as entries from line `first` on.
    pub(super) fn entries(&mut self, first: usize, inputs: &[Input], group: Option<&str>) -> Entries {
        let form = &self.view.evaluation.rubric.form;
        let mut entries = Entries::default();
        for input in inputs {
            if entries.names.iter().any(|(name, _)| *name == input.name) {
                continue;
            }
            let start = first + entries.list.len();
            let source = source(input, self.form);
            let mut put = |name: String, value: Cell| {
                entries.list.push(Entry { name, value, source: source.clone() });
            };
            let listed = table_column(&input.name).and_then(|name| self.peers.range(name, group));
            let target = match (&input.used, listed) {
                (Some(Value::List(list)), Some((from, to))) => {
                    put(input.name.clone(), Cell::text(format!("共{}个，见同行数据", list.len())));
                    Target::Range(from, to)
                }
                (Some(Value::List(list)), None) => {
                    let cells = list.iter().map(|number| Cell::input(number, false));
                    self.range(start, spread(cells, |cell| put(input.name.clone(), cell)))
                }
                (Some(Value::Words(words)), _) => {
                    let cells = words.iter().map(Cell::text);
                    self.range(start, spread(cells, |cell| put(input.name.clone(), cell)))
                }
                (Some(used), _) => {
                    put(input.name.clone(), value(input, used, unit(form, inputs, input)));
                    let spot = self.spot(start, Field::Value);
                    self.found.inputs.entry((self.card, input.name.clone())).or_insert(spot);
                    Target::Cell(spot)
                }
                (None, _) => {
                    let stated = input.fact.stated().map_or_else(|| "未填".to_owned(), wording::excerpt);
                    put(input.name.clone(), Cell::text(stated));
                    Target::Cell(self.spot(start, Field::Value))
                }
            };
            entries.names.push((input.name.clone(), target));
        }
        entries
    }

    /// So many values, at least one, one below the other.
    fn range(&self, start: usize, count: usize) -> Target {
        let last = start + count - 1;
        Target::Range(self.spot(start, Field::Value), self.spot(last, Field::Value))
    }

    /// The points of line `row` by `formula`, whose names stand for `names` and 分值 for the line's
    /// own; or why they are not computed live.
    pub(super) fn points(
        &self,
        row: usize,
        formula: &Expr,
        names: &[(String, Target)],
    ) -> Result<Live, String> {
        let formula = formula.live();
        let max = self.spot(row, Field::Max);
        let live = Live::of(|to| print(&formula, names, max, to));
        match formula.too_much_for_a_cell(live.longest(SHEET)) {
            Some(why) => Err(why),
            None => Ok(live),
        }
    }

    /// Whether the points of line `row` are those beside them.
    pub(super) fn agrees(&self, row: usize) -> Cell {
        let (own, engine) = (self.spot(row, Field::Points), self.spot(row, Field::Engine));
        Cell::text("是").live(Live::of(|to| {
            let (own, engine) = (to.cell(own), to.cell(engine));
            format!("IF(ISNUMBER({own}),IF(ABS({own}-{engine})<0.0000001,\"是\",\"否\"),\"否\")")
        }))
    }

    /// Shown points of an indicator or a level.
    pub(super) fn shown(&self, points: &Points) -> Cell {
        self.view.points(points)
    }
}

/// Puts down a list one below the other, and nothing but a blank cell where it is empty; how many.
fn spread(cells: impl ExactSizeIterator<Item = Cell>, put: impl FnMut(Cell)) -> usize {
    let count = cells.len().max(1);
    let blank = (cells.len() == 0).then(Cell::blank);
    cells.chain(blank).for_each(put);
    count
}

/// A formula over cells: 分值 and the names of inputs.
pub(super) fn print(formula: &Expr, names: &[(String, Target)], max: Spot, to: &References) -> String {
    formula.to_excel(&|name| match names.iter().find(|(known, _)| known == name) {
        Some((_, target)) => to.to(*target),
        None if name == POINTS => to.cell(max),
        None => name.to_owned(),
    })
}

/// The value of an input as the formula used it, with its unit of money behind it.
fn value(input: &Input, used: &Value, unit: Option<&str>) -> Cell {
    match used {
        Value::Number(number) => match unit {
            Some(unit) => Cell::measured(number, unit),
            None => Cell::input(number, input.fact.raw.contains(['%', '％'])),
        },
        Value::Date(day) => Cell::date(*day),
        Value::Text(text) => Cell::text(text),
        Value::Truth(truth) => Cell::text(if *truth { "TRUE" } else { "FALSE" }),
        Value::List(_) | Value::Words(_) => Cell::text(NONE),
    }
}

/// The unit of money that an input is in: 万元 where a form states an amount; of a line's own values the one
/// that was written, or its target's where an actual value has none or was put into it.
fn unit<'a>(form: &Form, inputs: &'a [Input], input: &'a Input) -> Option<&'a str> {
    if form.kind_of(&input.name) == Some(Kind::Amount) {
        return Some(MoneyUnit::TenThousandYuan.name());
    }
    let quantity = |input: &'a Input| match &input.fact.value {
        FactValue::Quantity(Reading::Quantity(quantity)) => Some(quantity),
        _ => None,
    };
    let own = quantity(input)?;
    let is_own = own.unit.is_some() && input.used == Some(Value::Number(own.value()));
    let target = || inputs.iter().find(|other| other.name == TARGET).and_then(quantity);
    let stated = if is_own { Some(own) } else { target().filter(|_| !own.is_ratio()) };
    // A workbook takes some two hundred number formats, and forms have as many units of other things.
    stated.and_then(|quantity| quantity.unit.as_deref()).filter(|unit| MoneyUnit::stated_in(unit).is_some())
}

/// Where an input stands; the file is named where it is not the body's own form.
fn source(input: &Input, form: Option<&Place>) -> Cell {
    let Some(place) = &input.fact.place else { return Cell::text(NONE) };
    let own = form.is_some_and(|form| form.file == place.file);
    let words = match (&place.sheet, place.address()) {
        (Some(sheet), Some(cell)) if own => format!("{sheet} › {cell}"),
        _ => place.to_string(),
    };
    Cell::link(words, place)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake::submission::Fact;
    use crate::number::Number;
    use crate::rubric::shape::ACTUAL;

    #[test]
    fn figures_of_money_say_what_they_are_in() {
        let evaluation = crate::report::workbook::sample::evaluation();
        let form = &evaluation.rubric.form;
        let input = |name: &str, raw: &str, used: &str| {
            let value = FactValue::Quantity(form.words.read(raw));
            let used = used.parse().ok().map(Value::Number);
            Input { name: name.to_owned(), fact: Arc::new(Fact::new(raw.to_owned(), value, None)), used }
        };
        let units = |target: (&str, &str), actual: (&str, &str)| {
            let inputs = [input(TARGET, target.0, target.1), input(ACTUAL, actual.0, actual.1)];
            inputs.iter().map(|one| unit(form, &inputs, one).map(str::to_owned)).collect::<Vec<_>>()
        };
        let both = |unit: &str| vec![Some(unit.to_owned()), Some(unit.to_owned())];
        assert_eq!(units(("≤2.4万元", "24000"), ("2.3万元", "23000")), both("元"));
        assert_eq!(units(("≤2.4万元", "24000"), ("2.3", "23000")), both("元"));
        assert_eq!(units(("≥9次", "9"), ("20", "20")), [None, None]);
        assert_eq!(units(("≥95%", "0.95"), ("98%", "0.98")), [None, None]);
        let cell = format!("{:?}", Cell::measured(&Number::from(24000), "元"));
        assert!(cell.contains("General\\\"元\\\""), "{cell}");
    }
}
