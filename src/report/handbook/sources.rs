//! Where each fact of a rule comes from: which label, table or list of form.toml supplies it.

use std::collections::BTreeSet;

use super::document::{Column, Outline};
use crate::rubric::form::{Field, Form, Kind, ListKind, MoneyUnit};
use crate::rubric::shape::{ALL_BODIES, SAME_GROUP};
use crate::rubric::{Indicator, Rubric, Scores, System, table_column};

/// What stands before the brackets of a list over the body's projects.
const PROJECTS: &str = "项目";

/// A place of the form profile that supplies a fact.
pub(super) struct Source<'a> {
    /// The fact's name in rules.
    pub(super) fact: String,
    /// Where it stands, in words; the column or label is not said where it has the fact's name.
    pub(super) place: String,
    /// What it may be called there, and what kind of value it holds.
    field: &'a Field,
}

/// Every source of the form profile, in its order. A table's columns go by their own names, which
/// is how rules over lines use them.
pub(super) fn sources(form: &Form) -> Vec<Source<'_>> {
    let fields = form.fields.iter().map(|field| Source {
        fact: field.name.clone(),
        place: "自评表".to_owned(),
        field,
    });
    let blocks = form.blocks.iter().flat_map(|block| {
        block.lines.iter().flat_map(move |line| {
            let said = if line.name.is_empty() { line.labels.first() } else { Some(&line.name) };
            let said = said.map_or_else(String::new, |line| format!("“{line}”行"));
            block.columns.iter().map(move |column| Source {
                fact: Form::block_fact(line, column),
                place: format!("自评表“{}”部分{said}", block.name),
                field: column,
            })
        })
    });
    let tables = form.tables.iter().flat_map(|table| {
        table.columns.iter().flat_map(move |column| {
            let of_line = Source {
                fact: column.name.clone(),
                place: format!("自评表“{}”表", table.name),
                field: column,
            };
            let of_total = Source {
                fact: format!("{}.{}", table.name, column.name),
                place: format!("自评表“{}”表合计行", table.name),
                field: column,
            };
            [of_line, of_total]
        })
    });
    let bureau = form.lists.iter().filter(|list| list.kind == ListKind::Bureau);
    let lists = bureau.flat_map(|list| {
        list.columns.iter().map(move |column| Source {
            fact: column.name.clone(),
            place: format!("财政部门“{}”", list.name),
            field: column,
        })
    });
    fields.chain(blocks).chain(tables).chain(lists).collect()
}

/// Where a fact comes from that no form states: other bodies, the body's projects, a calculation.
fn elsewhere(system: &System, name: &str) -> Option<String> {
    let is_derived = |name: &str| system.facts.iter().any(|fact| fact.name == name);
    let bodies = match system.scores {
        Scores::Department => "部门",
        Scores::Project => "项目",
    };
    match table_column(name) {
        Some((table @ (ALL_BODIES | SAME_GROUP), column)) => {
            let which = if table == ALL_BODIES { "各" } else { "同组" };
            let how = if is_derived(column) { "按计算项得出" } else { "填报" };
            Some(format!("{which}{bodies}{how}的“{column}”"))
        }
        Some((PROJECTS, column @ ("得分" | "满分"))) => Some(format!("本部门各项目评分结果的“{column}”")),
        Some((PROJECTS, column)) => Some(format!("本部门各项目填报的“{column}”")),
        _ => is_derived(name).then(|| format!("计算项“{name}”")),
    }
}

/// The facts with those from which other bodies' figures and calculated ones are made.
fn with_parts(system: &System, facts: &BTreeSet<String>) -> BTreeSet<String> {
    let mut all = facts.clone();
    let mut open: Vec<String> = facts.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let value = system.facts.iter().find(|fact| fact.name == name).map(|fact| &fact.value);
        let mut parts: Vec<String> =
            value.iter().flat_map(|value| value.names()).map(str::to_owned).collect();
        if let Some((ALL_BODIES | SAME_GROUP, column)) = table_column(&name) {
            parts.push(column.to_owned());
        }
        open.extend(parts.into_iter().filter(|part| all.insert(part.clone())));
    }
    all
}

/// The facts in a sentence, by where they stand: `自评表……的“全年执行数”（金额）；……`.
pub(super) fn stated(rubric: &Rubric, facts: &BTreeSet<String>) -> String {
    let sources = sources(&rubric.form);
    let mut beyond: Vec<String> = Vec::new();
    let mut places: Vec<(String, Vec<String>)> = Vec::new();
    for name in in_order(&sources, facts) {
        let own: Vec<&Source<'_>> = sources.iter().filter(|source| source.fact == name).collect();
        if let Some(said) = elsewhere(&rubric.system, &name).filter(|_| own.is_empty()) {
            beyond.push(said);
            continue;
        }
        let place = own.iter().map(|source| source.place.as_str()).collect::<Vec<_>>().join("或");
        let kind = own.first().map_or_else(String::new, |source| format!("（{}）", kind(source.field.kind)));
        let said = format!("“{name}”{kind}");
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, names)) => names.push(said),
            None => places.push((place, vec![said])),
        }
    }
    let said = places.into_iter().map(|(place, names)| {
        let of = if place.is_empty() { "" } else { "的" };
        format!("{place}{of}{}", names.join("、"))
    });
    said.chain(beyond).collect::<Vec<_>>().join("；")
}

/// The table of every fact that the indicators use.
pub(super) fn chapter(rubric: &Rubric, facts_of: &dyn Fn(&Indicator) -> BTreeSet<String>, out: &mut Outline) {
    let sources = sources(&rubric.form);
    let used: Vec<(&Indicator, BTreeSet<String>)> = rubric
        .system
        .indicators
        .iter()
        .map(|indicator| (indicator, with_parts(&rubric.system, &facts_of(indicator))))
        .collect();
    let all: BTreeSet<String> = used.iter().flat_map(|(_, facts)| facts.clone()).collect();
    let mut rows = Vec::new();
    for name in in_order(&sources, &all) {
        let codes: Vec<&str> = used
            .iter()
            .filter(|(_, facts)| facts.contains(&name))
            .map(|(indicator, _)| indicator.code.as_str())
            .collect();
        let in_form = sources.iter().any(|source| source.fact == name);
        if let Some(place) = elsewhere(&rubric.system, &name).filter(|_| !in_form) {
            rows.push(vec![name.clone(), place, "—".to_owned(), "—".to_owned(), codes.join("、")]);
        }
        for source in sources.iter().filter(|source| source.fact == name) {
            let labels = source.field.prefer.iter().chain(&source.field.labels);
            let mut others: Vec<&str> = labels.map(String::as_str).collect();
            let mut seen = BTreeSet::new();
            others.retain(|label| *label != source.field.name && seen.insert(*label));
            let others = if others.is_empty() { "—".to_owned() } else { others.join("、") };
            let kind = kind(source.field.kind).to_owned();
            rows.push(vec![name.clone(), source.place.clone(), kind, others, codes.join("、")]);
        }
    }
    out.heading(1, "数据项来源一览");
    out.paragraph(
        "报送表中的用语与数据项名称不同，但列于“也写作”的，视为同一数据项；比对时不计全半角、空格、引号、序号和括号内的说明",
    );
    let columns = vec![
        Column::words("数据项", 21),
        Column::words("取自", 26),
        Column::figures("内容", 10),
        Column::words("也写作", 29),
        Column::words("用于指标", 14),
    ];
    out.table(columns, rows);
}

/// The unit of money that is taken where a form does not say.
pub(super) fn money_unit(form: &Form) -> &'static str {
    match form.money_unit {
        MoneyUnit::Yuan => "元",
        MoneyUnit::TenThousandYuan => "万元",
        MoneyUnit::HundredMillionYuan => "亿元",
    }
}

/// The wanted names in the order of the form, and those that it does not know at the end.
pub(super) fn in_order<'a>(
    sources: &[Source<'_>],
    wanted: impl IntoIterator<Item = &'a String>,
) -> Vec<String> {
    let place = |name: &String| sources.iter().position(|source| source.fact == *name);
    let mut names: Vec<String> = wanted.into_iter().cloned().collect();
    // The sort is stable: those that no source supplies keep their order.
    names.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
    names
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "文字",
        Kind::Amount => "金额",
        Kind::Number => "数字",
        Kind::Ratio => "比率",
        Kind::Points => "分数",
        Kind::YesNo => "是或否",
        Kind::Date => "日期",
        Kind::Quantity => "目标或完成情况",
    }
}
