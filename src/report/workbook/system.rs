//! 指标体系: the rubric as it was applied.

use super::cell::Cell;
use super::deductions::levels;
use super::reference::Spot;
use super::style::Tint;
use super::table::{Column, Table};
use super::view::View;
use crate::report::wording;
use crate::rubric::{Indicator, Missing, NotApplicable, RollUp, Rule, System};

/// The sheet's name.
const SHEET: &str = "指标体系";
/// The column of 分值.
const POINTS: usize = 4;

/// Where the 分值 of an indicator stands.
pub(super) fn points(indicator: usize) -> Spot {
    Spot::of(SHEET, indicator, POINTS)
}

/// Indicators with rule, formula and conditions; grades and the ranking rule below.
pub(super) fn table(view: &View) -> Table {
    let system = &view.evaluation.rubric.system;
    let mut items = vec![("名次规则".to_owned(), wording::ranking_rule(system.ranking).to_owned())];
    items
        .extend(wording::grade_bands(system).into_iter().map(|(name, band)| (format!("等级：{name}"), band)));
    Table {
        name: SHEET,
        title: format!("{}年度{}绩效评价指标体系", system.year, view.scope()),
        unit: Some("分"),
        notice: system.notice.clone(),
        columns: vec![
            Column::new("指标编码", 10.0),
            Column::new("一级指标", 13.0),
            Column::new("二级指标", 13.0),
            Column::words("三级指标", 18.0),
            Column::new("分值", 7.0),
            Column::words("评分标准", 44.0),
            Column::words("计算公式", 36.0),
            Column::words("适用条件", 20.0),
            Column::words("缺数处理", 20.0),
        ],
        rows: system.indicators.iter().map(row).collect(),
        bottom: vec![total(system)],
        items,
        remarks: vec![
            "计算公式用电子表格公式写法，“分值”代表该指标的分值，其余名称为报送表中的数据项".to_owned(),
            view.rounding_remark(),
            format!("规则来源：{}", system.source),
            view.rubric_remark(),
        ],
        frozen: 1,
        filter: true,
        ..Table::default()
    }
}

fn row(indicator: &Indicator) -> Vec<Cell> {
    let formula = indicator.rule.shape().map_or_else(
        || "按各指标目标值的符号选用".to_owned(),
        |shape| shape.formula().to_excel(&str::to_owned),
    );
    let mut cells = vec![Cell::text(&indicator.code)];
    cells.extend(levels(&indicator.path).map(Cell::text));
    cells.extend([
        Cell::plain(indicator.points.number()),
        Cell::text(standard(indicator)),
        Cell::text(formula),
        Cell::text(applicability(indicator)),
        Cell::text(missing(indicator)),
    ]);
    cells
}

fn total(system: &System) -> Vec<Cell> {
    let mut cells: Vec<Cell> = (0..9).map(|_| Cell::blank()).collect();
    cells[3] = Cell::text("合计").bold();
    cells[4] = Cell::plain(&system.full_points).bold();
    cells.into_iter().map(|cell| cell.tinted(Tint::Total)).collect()
}

fn standard(indicator: &Indicator) -> String {
    let lines = match (&indicator.rows, indicator.roll_up) {
        (None, _) => return indicator.rule_words(),
        (Some(table), RollUp::Lines) => {
            format!("按“{table}”表中“{}”各行逐行计分，得分相加。", indicator.row_level())
        }
        (Some(table), _) if indicator.rule.by_lines().is_some_and(|rule| !rule.in_printed_points()) => {
            format!("按“{table}”表中“{}”各行计。", indicator.row_level())
        }
        (Some(table), RollUp::Share) => {
            format!("按“{table}”表中“{}”各行得分占分值的比例折算。", indicator.row_level())
        }
    };
    format!("{lines}{}", indicator.rule_words())
}

fn applicability(indicator: &Indicator) -> String {
    let when = match &indicator.applies {
        Some(condition) => condition.aloud(),
        None if indicator.missing == Missing::NotApplicable => "有数据的适用".to_owned(),
        None => "全部适用".to_owned(),
    };
    let groups = indicator.applies_to.join("、");
    let when = match (groups.is_empty(), &indicator.applies) {
        (true, _) => when,
        (false, None) => format!("仅限{groups}"),
        (false, Some(_)) => format!("仅限{groups}；{when}"),
    };
    if indicator.applies.is_none() && indicator.missing != Missing::NotApplicable {
        return when;
    }
    if indicator.not_applicable == NotApplicable::Full {
        return format!("{when}；不适用的得满分");
    }
    format!("{when}；不适用的，分值按比例分摊至{}", wording::heirs(indicator))
}

fn missing(indicator: &Indicator) -> String {
    let then = match indicator.missing {
        Missing::Pending => "待人工评定",
        Missing::Zero => "不得分",
        Missing::Full => "得满分",
        Missing::OwnPoints => "按自评得分计",
        Missing::NotApplicable => "视为不适用",
    };
    if indicator.fallback.is_empty() {
        return then.to_owned();
    }
    let ways: Vec<String> = indicator.fallback.iter().map(Rule::meaning).collect();
    format!("依次改按替代口径：{}；仍缺数的，{then}", ways.join("；"))
}
