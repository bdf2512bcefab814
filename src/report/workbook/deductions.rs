//! 扣分明细表

use super::cell::{Cell, NONE};
use super::draw::leads;
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::finding::Problem;
use crate::place::Place;
use crate::report::wording;
use crate::rubric::shape::{ACTUAL, TARGET};
use crate::score::{Input, Outcome, Scorecard, Status};

/// Every point that is lost or waits, with its reason and its cell.
pub(super) fn table(view: &View) -> Table {
    let mut columns = vec![Column::new("序号", 6.0)];
    columns.extend(view.name_columns());
    columns.extend([
        Column::new("一级指标", 11.0),
        Column::new("二级指标", 13.0),
        Column::words("三级指标", 18.0),
        Column::new("分值", 6.5),
        Column::new("目标值", 12.0),
        Column::new("实际值", 26.0),
        Column::new("完成率", 9.5),
        Column::new("得分", 7.5),
        Column::new("扣分", 7.5),
        Column::words("扣分原因", 28.0),
        Column::words("评分依据", 36.0),
        Column::words_under(&["数据来源", "文件及工作表"], 28.0),
        Column::under(&["数据来源", "单元格"], 8.5),
    ]);
    let outcomes =
        view.standings().flat_map(|(_, card)| card.outcomes.iter().map(move |outcome| (card, outcome)));
    let rows: Vec<Vec<Cell>> = outcomes
        .filter(|(_, outcome)| is_listed(outcome))
        .enumerate()
        .map(|(index, (card, outcome))| row(view, index + 1, card, outcome))
        .collect();
    let mut remarks = vec![
        "只列未得满分和待评定的指标；得分为“待定”的，评定前不计分也不扣分".to_owned(),
        format!("目标值、实际值照录报送表原文，过长的只列开头；{}", leads("数据来源的单元格", rows.len())),
        view.rounding_remark(),
        view.rubric_remark(),
    ];
    remarks.extend(view.limited_remark());
    Table {
        name: "扣分明细表",
        title: view.title("扣分明细表"),
        unit: Some("分"),
        columns,
        rows,
        none: Some("各项指标均无扣分和待评定事项"),
        remarks,
        frozen: if view.has_projects { 3 } else { 2 },
        filter: true,
        ..Table::default()
    }
}

/// Whether points are lost on an indicator or wait.
pub(super) fn is_listed(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Pending(_)) || outcome.lost().is_some()
}

fn row(view: &View, number: usize, card: &Scorecard, outcome: &Outcome) -> Vec<Cell> {
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.name_cells(&card.department, card.project.as_deref()));
    cells.extend(levels(&outcome.path).map(Cell::text));
    let (target, actual) = figures(outcome);
    let points = match outcome.points() {
        Some(points) => view.points(points),
        None => Cell::text("待定").tinted(Tint::Pending),
    };
    let completion = outcome.completion.as_ref().map_or_else(|| Cell::text(NONE), Cell::percent);
    cells.extend([
        max_points(outcome),
        Cell::text(target),
        Cell::text(actual),
        completion,
        points,
        outcome.lost().map_or_else(Cell::blank, |lost| view.points(&lost).bold()),
        Cell::text(reason(outcome)),
        Cell::text(basis(view, outcome)),
    ]);
    cells.extend(source(outcome));
    cells
}

/// The rule in words, and the very formula that was evaluated with its figures put in.
pub(super) fn basis(view: &View, outcome: &Outcome) -> String {
    // Of the derivation, the line after the formula itself.
    let figures = wording::derivation(outcome, view.places).into_iter().nth(1);
    figures.map_or_else(|| outcome.rule.to_string(), |figures| format!("{}\n{figures}", outcome.rule))
}

/// 分值; a form that states none has not stated 0.
pub(super) fn max_points(outcome: &Outcome) -> Cell {
    match outcome.status {
        Status::Pending(Problem::NoPoints) => Cell::text("未填"),
        _ => Cell::plain(outcome.max.number()),
    }
}

/// A path of any length under three headings: the first level, whatever lies between, the name.
pub(super) fn levels(path: &[String]) -> [String; 3] {
    match path {
        [] => [NONE, NONE, NONE].map(str::to_owned),
        [only] => [only.clone(), NONE.to_owned(), only.clone()],
        [first, name] => [first.clone(), NONE.to_owned(), name.clone()],
        [first, between @ .., name] => {
            let between: Vec<&str> =
                between.iter().map(String::as_str).filter(|level| !level.is_empty()).collect();
            let between = if between.is_empty() { NONE.to_owned() } else { between.join("／") };
            [first.clone(), between, name.clone()]
        }
    }
}

/// Target and actual as the form states them; for rules over other facts, each by its name.
fn figures(outcome: &Outcome) -> (String, String) {
    let stated = |input: &Input| input.fact.stated().map_or_else(|| "未填".to_owned(), wording::excerpt);
    let of = |name: &str| outcome.input(name).map(stated);
    match (of(TARGET), of(ACTUAL)) {
        (None, None) => {
            let of_inputs = outcome.inputs.iter().map(|input| format!("{}＝{}", input.name, stated(input)));
            let each: Vec<String> = of_inputs.chain(outcome.basis.iter().filter_map(short_line)).collect();
            let actual = if each.is_empty() { NONE.to_owned() } else { each.join("\n") };
            (NONE.to_owned(), actual)
        }
        (target, actual) => {
            (target.unwrap_or_else(|| NONE.to_owned()), actual.unwrap_or_else(|| NONE.to_owned()))
        }
    }
}

/// A line below full points, of those from which an indicator's share was computed.
fn short_line(line: &Outcome) -> Option<String> {
    let name = line.path.last()?;
    match line.points() {
        Some(points) => line.lost().map(|_| format!("{name}：{points} 分（分值 {} 分）", line.max)),
        None if matches!(line.status, Status::Pending(_)) => {
            Some(format!("{name}：待定（分值 {} 分）", line.max))
        }
        None => None,
    }
}

/// The cell that decides: the actual value's, that of an answer that cost something, or that of the
/// first input that has one.
fn source(outcome: &Outcome) -> [Cell; 2] {
    let place = |input: &Input| input.fact.place.clone();
    let of = |outcome: &Outcome| {
        let costly = || outcome.costly_answers().into_iter().find_map(place);
        let any = || outcome.inputs.iter().find_map(place);
        outcome.input(ACTUAL).and_then(place).or_else(costly).or_else(any)
    };
    of(outcome)
        .or_else(|| outcome.basis.iter().filter(|line| short_line(line).is_some()).find_map(of))
        .map_or_else(
            || [Cell::text(NONE), Cell::text(NONE)],
            |place| [Cell::text(file_and_sheet(&place)), link(&place)],
        )
}

fn file_and_sheet(place: &Place) -> String {
    match &place.sheet {
        Some(sheet) => format!("{}\n{sheet}", place.file),
        None => place.file.to_string(),
    }
}

/// The cell's address as a link to it; a whole file or sheet can only be opened.
pub(super) fn link(place: &Place) -> Cell {
    Cell::link(place.address().unwrap_or_else(|| "打开".to_owned()), place)
}

/// Why points are missing, and what the body itself says to it.
pub(super) fn reason(outcome: &Outcome) -> String {
    let verdict = wording::verdict(outcome);
    match &outcome.own_reason {
        Some(own) => format!("{verdict}\n部门说明：{own}"),
        None => verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn paths_of_any_length_fit_three_columns() {
        let of =
            |path: &[&str]| levels(&path.iter().map(|&level| level.to_owned()).collect::<Vec<_>>()).join("|");
        assert_eq!(of(&["产出"]), "产出|—|产出");
        assert_eq!(of(&["管理", "采购"]), "管理|—|采购");
        assert_eq!(of(&["管理", "", "采购"]), "管理|—|采购");
        assert_eq!(of(&["产出", "数量", "文艺", "场次"]), "产出|数量／文艺|场次");
    }
}
