//! From lines to TOML; every contradiction between lines is said with its cell.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::columns::{CONFIRM, UNCONFIRMED};
use super::dictionary::{Layout, Part, SHAPE, forgiving, name_of, nearest};
use super::fault::Fault;
use super::flatten::{PATH, shape_of};
use super::form_columns::{CONTAINERS, IN};
use super::line::{Book, Line, Trees, block, blocks};
use super::rule_columns::{LISTS, NESTING, SHAPES};
use crate::rubric::lint::Record;
use crate::rubric::{Cell, label};

/// The trees of a book, where their records stand, and everything that is wrong with it.
pub(super) fn assemble(book: &Book) -> (Trees, Vec<Cell>, Vec<Fault>) {
    let mut work =
        Assembly { book, faults: Vec::new(), levels: Vec::new(), cells: Vec::new(), labels: Vec::new() };
    let mut trees = Trees::default();
    for block in blocks().filter(|block| block.layout == Layout::Items) {
        for line in book.of(block) {
            let record = work.record(line);
            trees.part(block.part).extend(record);
            for (key, value) in line.cells.iter().filter(|_| block.part == Part::Rubric) {
                let record = Record::Top(key.split('.').next().unwrap_or(key));
                work.cells.push(Cell { record, key, text: words(value), place: line.at(key) });
            }
        }
    }
    work.form(&mut trees.form);
    work.plain(Part::Examples, "example", &mut trees.examples);
    work.plain(Part::Styles, "sheet", &mut trees.styles);
    for key in ["grade", "fact", "limit", "quota"] {
        work.plain(Part::Rubric, key, &mut trees.rubric);
    }
    work.indicators(&mut trees.rubric);
    work.cells.append(&mut work.labels);
    // What lacks every record has no cell.
    for block in blocks().filter(|block| block.part == Part::Rubric && block.layout == Layout::Records) {
        let place = format!("{} 【{}】", block.sheet, block.title);
        work.cells.push(Cell { record: Record::Top(block.key), key: Cell::LINE, text: String::new(), place });
    }
    (trees, work.cells, work.faults)
}

/// What every rubric states at its top, unless it builds on another.
pub(super) fn missing_basics(rubric: &Table) -> Vec<Fault> {
    if rubric.contains_key("extends") {
        return Vec::new();
    }
    let needed = ["title", "year", "scores", "full_points", "places", "ranking", "source"];
    let basics = block(Part::Rubric, "@basics");
    let missing = needed.into_iter().filter(|key| !rubric.contains_key(*key));
    let missing = missing.filter_map(|key| basics.column(key, ""));
    missing
        .map(|column| {
            let message = format!("没有填写“{}”：{}", column.heading, column.help);
            Fault::at(format!("{} 【{}】", basics.sheet, basics.title), message)
        })
        .collect()
}

struct Assembly<'a> {
    book: &'a Book,
    faults: Vec<Fault>,
    /// Points and weights that stand in the labels of levels.
    levels: Vec<(Vec<String>, &'static str, Value)>,
    /// Where records stand.
    cells: Vec<Cell>,
    /// Where levels stand of which no record says more.
    labels: Vec<Cell>,
}

impl Assembly<'_> {
    fn fault(&mut self, line: &Line, key: &str, message: impl Into<String>) {
        self.faults.push(Fault::at(line.at(key), message));
    }

    fn plain(&mut self, part: Part, key: &str, tree: &mut Table) {
        let mut records: Vec<Value> = Vec::new();
        for (index, line) in self.book.of(block(part, key)).iter().enumerate() {
            let record = self.record(line);
            let name = |key: &str| line.text(key).unwrap_or_default().to_owned();
            let what = match (part, key) {
                (Part::Rubric, "grade") => Some(Record::Grade(name("name"))),
                (Part::Rubric, "fact") => Some(Record::Fact(name("name"))),
                (Part::Rubric, "limit") => Some(Record::Limit(name("name"))),
                (Part::Rubric, "quota") => Some(Record::Quota(name("grade"))),
                (Part::Rubric, "level") => {
                    let path = record.get("path").and_then(Value::as_array).into_iter().flatten();
                    Some(Record::Level(path.filter_map(Value::as_str).map(str::to_owned).collect()))
                }
                (Part::Form, "equation") => Some(Record::Equation(index)),
                (Part::Examples, _) => Some(Record::Example(name("name"))),
                _ => None,
            };
            if let Some(what) = what {
                self.note(&what, line, Cell::LINE);
            }
            records.push(Value::Table(record));
        }
        put_list(tree, key, records);
    }

    /// Keeps where a record stands: its line, and each cell of it.
    fn note(&mut self, record: &Record, line: &Line, whole: &'static str) {
        let cell = |key: &'static str, text: String, place: String| Cell {
            record: record.clone(),
            key,
            text,
            place,
        };
        self.cells.push(cell(whole, String::new(), line.at("")));
        self.cells.extend(line.cells.iter().map(|(key, value)| cell(key, words(value), line.at(key))));
        // What is missing belongs into a cell too.
        let blank = line.columns.keys().filter(|key| !line.cells.contains_key(*key));
        self.cells.extend(blank.map(|key| cell(key, String::new(), line.at(key))));
    }

    /// A line as a record: dots open inner tables, the workbook's own columns stay out.
    fn record(&mut self, line: &Line) -> Table {
        let mut record = Table::new();
        for (key, value) in &line.cells {
            if !key.starts_with('@') && !PATH.contains(key) {
                insert(&mut record, key, value.clone());
            }
        }
        if let Some(text) = line.text("@rest") {
            match toml::from_str::<Table>(&format!("rest = {text}")).map(|mut table| table.remove("rest")) {
                Ok(Some(Value::Table(rest))) => merge(&mut record, rest),
                _ => self.fault(line, "@rest", "“其他设置”应是 TOML 内联表，如 { 键 = 1 }"),
            }
        }
        record
    }

    fn form(&mut self, tree: &mut Table) {
        for key in ["level", "equation", "figure"] {
            self.plain(Part::Form, key, tree);
        }
        // Where each table stands, by its name.
        let mut owners: BTreeMap<String, (&str, usize)> = BTreeMap::new();
        let mut records: BTreeMap<&str, Vec<Table>> = BTreeMap::new();
        for container in CONTAINERS {
            for line in self.book.of(block(Part::Form, container)) {
                let record = self.record(line);
                let name = record.get("name").and_then(Value::as_str).unwrap_or_default();
                let list = records.entry(container).or_default();
                if owners.insert(forgiving(name), (container, list.len())).is_some() {
                    self.fault(line, "name", format!("名称“{name}”重复，各表的名称不能相同"));
                }
                list.push(record);
            }
        }
        let mut fields = Vec::new();
        for (key, inner) in [("field", "column"), ("line", "line")] {
            for line in self.book.of(block(Part::Form, key)) {
                let mut record = self.record(line);
                if key == "line" && !record.contains_key("name") {
                    record.insert("name".to_owned(), Value::String(String::new()));
                }
                let Some(owner) = line.text(IN) else {
                    fields.push(Value::Table(record));
                    continue;
                };
                match owners.get(&forgiving(owner)) {
                    Some((container, index)) => {
                        let list = records.get_mut(container).and_then(|list| list.get_mut(*index));
                        if let Some(list) = list {
                            let name = |table: &Table| {
                                let name = table.get("name").and_then(Value::as_str);
                                name.unwrap_or_default().to_owned()
                            };
                            let what = Record::FormFact { holder: name(list), fact: name(&record) };
                            push(list, inner, Value::Table(record));
                            self.note(&what, line, Cell::LINE);
                        }
                    }
                    None => {
                        let names = owners.keys().map(String::as_str);
                        let hint = hint(nearest(owner, names));
                        self.fault(line, IN, format!("没有名为“{owner}”的数据块、指标表或名单{hint}"));
                    }
                }
            }
        }
        put_list(tree, "field", fields);
        for (container, list) in records {
            put_list(tree, container, list.into_iter().map(Value::Table).collect());
        }
    }

    fn indicators(&mut self, tree: &mut Table) {
        let mut inner = self.inner_lines();
        let mut records = Vec::new();
        let mut codes: Vec<String> = Vec::new();
        let mut above: Vec<String> = Vec::new();
        // What changes another rubric may state as little as a code and what is new.
        let whole = !tree.contains_key("extends");
        for line in self.book.of(block(Part::Rubric, "indicator")) {
            if line.text(CONFIRM) == Some(UNCONFIRMED) {
                self.fault(line, CONFIRM, "计分方式仍为“待确认”；请核对本行右侧各列，无误后改为“已确认”");
            }
            let mut record = self.record(line);
            let path = self.path(line, &mut above, &mut record);
            let name = path.last().cloned().unwrap_or_default();
            if !record.contains_key("path") && (whole || !path.is_empty()) {
                if path.is_empty() {
                    self.fault(line, PATH[2], "没有写明指标名称");
                }
                record.insert(
                    "path".to_owned(),
                    path.into_iter().map(Value::String).collect::<Vec<_>>().into(),
                );
            }
            let is_there = |key: &&str| record.contains_key(*key) || line.faulty.contains(key);
            if whole && !["points", "weight"].iter().any(is_there) {
                self.fault(line, "points", "没有写明分值；以权重计的，填“权重”一列");
            }
            let code = record.get("code").and_then(Value::as_str).unwrap_or(&name).to_owned();
            if codes.contains(&code) {
                self.fault(line, "code", format!("指标编码“{code}”重复"));
            }
            record.insert("code".to_owned(), Value::String(code.clone()));
            codes.push(code.clone());
            inner.owner = [forgiving(&code), forgiving(&name)];
            let what = Record::Indicator { code: code.clone(), name };
            self.note(&what, line, Cell::LINE);
            for entry in inner.lines.iter().filter(|entry| inner.owner.contains(&entry.code)) {
                self.note(&what, &entry.line, entry.sheet);
            }
            let rule = take_rule(&mut record);
            if whole || !rule.is_empty() {
                let rule = self.rule(line, rule, "", &mut inner);
                record.insert("rule".to_owned(), Value::Table(rule));
            }
            for number in 1.. {
                let at = format!("备用{number}");
                let Some((line, mut fallback)) = inner.take("@rule", &at).pop() else { break };
                let rule = take_rule(&mut fallback);
                let rule = self.rule(&line, rule, &at, &mut inner);
                push(&mut record, "fallback", Value::Table(rule));
            }
            records.push(Value::Table(record));
        }
        self.unused(&inner, &codes);
        put_list(tree, "indicator", records);
        self.levels(tree);
    }

    /// The names of an indicator's path. Blank cells above the first filled one mean "as above",
    /// and so do those between while the levels before them are the ones above.
    fn path(&mut self, line: &Line, above: &mut Vec<String>, record: &mut Table) -> Vec<String> {
        let stated: Vec<Option<&str>> = PATH.iter().map(|key| line.text(key)).collect();
        let Some(own) = stated.iter().rposition(Option::is_some) else { return Vec::new() };
        let mut path: Vec<String> = Vec::new();
        let mut levels: Vec<String> = Vec::new();
        let mut as_above = true;
        for (index, text) in stated[..=own].iter().enumerate() {
            let name = if let Some(text) = text {
                let (name, remark) = split_remark(text);
                path.push(name.clone());
                let level = Record::Level(path.clone());
                if index < own && !self.labels.iter().any(|label| label.record == level) {
                    let (text, place) = ((*text).to_owned(), line.at(PATH[index]));
                    self.labels.push(Cell { record: level, key: PATH[index], text, place });
                }
                if let Some((key, value)) = remark {
                    if index < own {
                        self.levels.push((path.clone(), key, value));
                    } else if !record.contains_key("points") && !record.contains_key("weight") {
                        record.insert(key.to_owned(), value);
                    }
                }
                as_above &= above.get(index) == Some(&name);
                name
            } else {
                let name = if as_above || path.is_empty() { above.get(index).cloned() } else { None };
                let name = name.unwrap_or_default();
                if !name.is_empty() {
                    path.push(name.clone());
                }
                name
            };
            levels.push(name);
        }
        *above = levels;
        path
    }

    /// A rule with the lists and rules that stand on other sheets.
    fn rule(&mut self, line: &Line, mut rule: Table, at: &str, inner: &mut Inner) -> Table {
        let shape = shape_of(&rule);
        let Some(name) = name_of(SHAPES, &shape) else {
            if shape.is_empty() && !line.faulty.contains(SHAPE) {
                self.fault(line, SHAPE, "没有写明计分方式；请从下拉列表中选择");
            }
            return rule;
        };
        for column in block(Part::Rubric, "@rule").all().filter(|column| column.is_of_rules()) {
            let (key, heading) = (column.key, column.heading);
            let is_there = line.headings.contains(heading);
            if is_there && !column.of_shape(&shape) {
                self.fault(line, key, format!("计分方式“{name}”不用“{heading}”一列；请清除，或改选计分方式"));
            } else if column.needed_by(&shape)
                && !line.faulty.contains(key)
                && !rule.contains_key(&key["rule.".len()..])
            {
                self.fault(line, key, format!("计分方式“{name}”须填“{heading}”一列：{}", column.help));
            }
        }
        if let Some(list) = name_of(LISTS, &shape) {
            for (_, entry) in inner.take("@list", at) {
                push(&mut rule, list, Value::Table(entry));
            }
            if !rule.contains_key(list) {
                self.fault(line, SHAPE, format!("计分方式“{name}”的各档各项须列在分档表中，每档一行"));
            }
        }
        if NESTING.contains(&shape.as_str()) {
            for number in 1.. {
                let number = format!("子规则{number}");
                let at = if at.is_empty() { number } else { format!("{at}/{number}") };
                let Some((line, mut entry)) = inner.take("@rule", &at).pop() else { break };
                let inside = take_rule(&mut entry);
                let inside = Value::Table(self.rule(&line, inside, &at, inner));
                if shape == "pool" {
                    entry.insert("rule".to_owned(), inside);
                    push(&mut rule, "of", Value::Table(entry));
                } else {
                    push(&mut rule, "of", inside);
                }
            }
            if !rule.contains_key("of") {
                self.fault(
                    line,
                    SHAPE,
                    format!("计分方式“{name}”的各种规则须列在其他规则中，写作“子规则1”“子规则2”"),
                );
            }
        }
        rule
    }

    /// Lines of 其他规则 and 分档表 that no rule has taken.
    fn unused(&mut self, inner: &Inner, codes: &[String]) {
        for entry in inner.lines.iter().filter(|entry| !entry.taken) {
            let code = entry.line.text("@code").unwrap_or_default();
            let message = if code.is_empty() {
                "没有写明属于哪一指标".to_owned()
            } else if inner.owners.contains(&entry.code) {
                format!("指标“{code}”没有用到这一行；请核对该指标的计分方式和“规则”一列")
            } else {
                let near = nearest(code, codes.iter().map(String::as_str));
                format!("指标体系中没有编码为“{code}”的指标{}", hint(near))
            };
            self.fault(&entry.line, "@code", message);
        }
    }

    /// The records of 层级, and what stands in the labels of the official table.
    fn levels(&mut self, tree: &mut Table) {
        self.plain(Part::Rubric, "level", tree);
        for (path, key, value) in std::mem::take(&mut self.levels) {
            let path: Value = path.into_iter().map(Value::String).collect::<Vec<_>>().into();
            let list = tree.entry("level").or_insert_with(|| Value::Array(Vec::new())).as_array_mut();
            let Some(list) = list else { continue };
            let known = list.iter_mut().filter_map(Value::as_table_mut);
            if let Some(level) = known.into_iter().find(|level| level.get("path") == Some(&path)) {
                level.entry(key).or_insert(value);
            } else {
                let level = [("path".to_owned(), path), (key.to_owned(), value)];
                list.push(Value::Table(Table::from_iter(level)));
            }
        }
    }

    fn inner_lines(&mut self) -> Inner {
        let mut inner = Inner::default();
        for sheet in ["@rule", "@list"] {
            for line in self.book.of(block(Part::Rubric, sheet)) {
                let record = self.record(line);
                inner.lines.push(InnerLine {
                    sheet,
                    code: forgiving(line.text("@code").unwrap_or_default()),
                    at: forgiving(line.text("@rule").unwrap_or_default()).replace("主规则", ""),
                    line: line.clone(),
                    record,
                    taken: false,
                });
            }
        }
        inner
    }
}

/// The lines of 其他规则 and 分档表.
#[derive(Default)]
struct Inner {
    lines: Vec<InnerLine>,
    /// The code and the name of the indicator whose lines are taken.
    owner: [String; 2],
    /// Every owner so far.
    owners: Vec<String>,
}

struct InnerLine {
    sheet: &'static str,
    code: String,
    at: String,
    line: Line,
    record: Table,
    taken: bool,
}

impl Inner {
    /// The owner's lines of a sheet for the rule at this place.
    fn take(&mut self, sheet: &str, at: &str) -> Vec<(Line, Table)> {
        let at = forgiving(at);
        self.owners.extend(self.owner.clone());
        let owner = self.owner.clone();
        let wanted = self.lines.iter_mut().filter(|entry| {
            !entry.taken && entry.sheet == sheet && entry.at == at && owner.contains(&entry.code)
        });
        // Of rules there is one at a place; a second one stays behind and is reported.
        let most = if sheet == "@rule" { 1 } else { usize::MAX };
        let take = |entry: &mut InnerLine| {
            entry.taken = true;
            (entry.line.clone(), entry.record.clone())
        };
        wanted.take(most).map(take).collect()
    }
}

/// A level's label without the points or the share in its brackets: `产出指标（50分）`.
pub(super) fn split_remark(text: &str) -> (String, Option<(&'static str, Value)>) {
    let text = text.trim();
    let remark = text.strip_suffix(['）', ')']).and_then(|inside| inside.rsplit_once(['（', '(']));
    let Some((name, remark)) = remark.filter(|(name, _)| !name.trim().is_empty()) else {
        return (text.to_owned(), None);
    };
    let remark = label::normalised(remark);
    let number = |digits: &str| digits.parse::<crate::number::Number>().ok();
    let found = if let Some(points) = remark.strip_suffix('分').and_then(number) {
        let whole = points.to_i32().map(|whole| Value::Integer(i64::from(whole)));
        Some(("points", whole.unwrap_or_else(|| Value::Float(points.to_f64()))))
    } else {
        let share = remark.strip_suffix('%').and_then(number);
        share.map(|_| ("weight", Value::String(remark.clone())))
    };
    match found {
        Some(found) => (name.trim().to_owned(), Some(found)),
        None => (text.to_owned(), None),
    }
}

/// What a cell says.
fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn take_rule(record: &mut Table) -> Table {
    match record.remove("rule") {
        Some(Value::Table(rule)) => rule,
        _ => Table::new(),
    }
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("，是否应为“{near}”？"))
}

fn put_list(tree: &mut Table, key: &str, records: Vec<Value>) {
    if !records.is_empty() {
        tree.insert(key.to_owned(), Value::Array(records));
    }
}

fn push(record: &mut Table, key: &str, value: Value) {
    if let Some(list) = record.entry(key).or_insert_with(|| Value::Array(Vec::new())).as_array_mut() {
        list.push(value);
    }
}

/// Puts a value at a dotted key.
fn insert(record: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            record.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = record.entry(first).or_insert_with(|| Value::Table(Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                insert(inner, rest, value);
            }
        }
    }
}

fn merge(record: &mut Table, rest: Table) {
    for (key, value) in rest {
        match (record.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(more)) => merge(known, more),
            (_, value) => {
                record.insert(key, value);
            }
        }
    }
}
