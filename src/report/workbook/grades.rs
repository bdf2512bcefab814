//! 等级分布统计表

use super::cell::{Cell, NONE};
use super::chart::{Chart, Fill, Kind, Series};
use super::matrix;
use super::ranking::Sources;
use super::reference::{Live, References, Spot};
use super::table::{Block, Column, Table};
use super::view::View;
use crate::number::Number;
use crate::rank::{Band, Share, by_band, by_grade, overall};
use crate::report::wording;

/// Above every total.
const BEYOND: &str = "1000000000";

/// How the ranked are spread over grades and bands of points.
pub(super) fn table(view: &View, from: &Sources) -> Table {
    let standings = &view.evaluation.standings.order;
    let system = &view.evaluation.rubric.system;
    let counted = format!("{}数", view.counted());
    let bands: Vec<String> =
        wording::grade_bands(system).into_iter().map(|(grade, band)| format!("{grade}为{band}")).collect();
    let chart = |title: &str| Chart {
        title: title.to_owned(),
        kind: Kind::Columns,
        names: 0,
        series: vec![Series::new(&counted, 1, Fill::Dark)],
        format: "0".to_owned(),
        least: 0.0,
        most: None,
    };
    let lines = |share: &Share, name: String, among: &Among| {
        let mut cells = vec![Cell::text(name)];
        cells.extend(figures(view, share, among));
        cells
    };
    let by_band = by_band(standings, system);
    let by_band = by_band
        .iter()
        .map(|(band, share)| lines(share, band_words(band), &Among::band(view, band)))
        .collect();
    let remarks = [
        Some(format!("只计总分完整、参与排名的{}；等级按所列总分及等级限制确定", view.counted())),
        Some(format!("等级标准：{}", bands.join("；"))),
        view.unranked_remark("评价得分排名表"),
        Some(view.rubric_remark()),
    ];
    Table {
        name: "等级分布统计表",
        title: view.title("等级分布统计表"),
        unit: Some("分"),
        columns: vec![
            Column::new("等级", 28.0),
            Column::new(&counted, 12.0),
            Column::new("占比", 12.0),
            Column::new("平均", 13.0),
            Column::new("最高", 13.0),
            Column::new("最低", 13.0),
        ],
        rows: by_grade(standings, system)
            .into_iter()
            .map(|(grade, share)| {
                let quoted = format!("\"{}\"", grade.replace('"', "\"\""));
                let among = from.grade_cells(view).map(|among| (among, format!("={quoted}")));
                lines(&share, grade.to_owned(), &Among { criteria: among.into_iter().collect() })
            })
            .collect(),
        bottom: vec![
            lines(&overall(standings), "合计".to_owned(), &Among { criteria: Vec::new() })
                .into_iter()
                .map(|cell| cell.tinted(super::style::Tint::Total))
                .collect(),
        ],
        chart: Some(chart("等级分布")),
        blocks: vec![
            Block::new("分数段分布", &["分数段", &counted, "占比", "平均", "最高", "最低"], by_band)
                .with(chart("分数段分布")),
        ],
        remarks: remarks.into_iter().flatten().collect(),
        one_page: true,
        ..Table::default()
    }
}

/// Which of the ranked a line is about: cells beside the totals, and what must hold of them.
struct Among {
    criteria: Vec<((Spot, Spot), String)>,
}

impl Among {
    fn band(view: &View, band: &Band) -> Self {
        let Some(totals) = matrix::ranked_cells(view, None) else { return Self { criteria: Vec::new() } };
        let from = band.from.as_ref().map(|from| (totals, format!(">={from}")));
        let below = band.below.as_ref().map(|below| (totals, format!("<{below}")));
        Self { criteria: from.into_iter().chain(below).collect() }
    }

    /// `1` for each of the ranked that it is about, times: a product of comparisons.
    fn product(&self, to: &References) -> String {
        let each = self
            .criteria
            .iter()
            .map(|((first, last), holds)| format!("({}{holds})", to.range(*first, *last)));
        each.collect::<Vec<_>>().join("*")
    }

    /// How many, their average, highest and lowest total. Functions that every program has since long:
    /// a product of comparisons picks the lines.
    fn formulas(&self, view: &View, share: &Share) -> [Option<Live>; 5] {
        let Some((first, last)) = matrix::ranked_cells(view, None) else { return [const { None }; 5] };
        let live = |build: &dyn Fn(&References, String, String) -> String| {
            Some(Live::of(|to| build(to, self.product(to), to.range(first, last))))
        };
        let everybody = |to: &References| format!("COUNT({})", to.range(first, last));
        if self.criteria.is_empty() {
            return [
                live(&|to, _, _| everybody(to)),
                live(&|to, _, _| format!("{0}/{0}", everybody(to))),
                live(&|_, _, totals| format!("AVERAGE({totals})")),
                live(&|_, _, totals| format!("MAX({totals})")),
                live(&|_, _, totals| format!("MIN({totals})")),
            ];
        }
        let some = |formula: Option<Live>| formula.filter(|_| share.count > 0);
        [
            live(&|_, is, _| format!("SUMPRODUCT({is}*1)")),
            live(&|to, is, _| format!("SUMPRODUCT({is}*1)/{}", everybody(to))),
            some(live(&|_, is, totals| format!("SUMPRODUCT({is}*{totals})/SUMPRODUCT({is}*1)"))),
            // LARGE and SMALL take lists as they are; of MAX over a product gnumeric makes a single line.
            // Who is not among them stands beyond all totals.
            some(live(&|_, is, totals| format!("SUMPRODUCT(LARGE({totals}-(1-{is})*{BEYOND},1))"))),
            some(live(&|_, is, totals| format!("SUMPRODUCT(SMALL({totals}+(1-{is})*{BEYOND},1))"))),
        ]
    }
}

fn figures(view: &View, share: &Share, among: &Among) -> [Cell; 5] {
    let [count, portion, average, highest, lowest] = among.formulas(view, share);
    let places = view.evaluation.rubric.system.places_of_total();
    let or_dash = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::text(NONE));
    let points = |number: &Option<Number>, formula: Option<Live>| {
        or_dash(number.as_ref().map(|number| Cell::decimal(number, places).live_if(formula)))
    };
    [
        Cell::count(share.count).live_if(count),
        or_dash(share.share.as_ref().map(|share| Cell::percent(share).live_if(portion))),
        points(&share.average, average),
        points(&share.highest, highest),
        points(&share.lowest, lowest),
    ]
}

fn band_words(band: &Band) -> String {
    match (&band.from, &band.below) {
        (Some(from), Some(below)) => format!("{from} 分（含）至 {below} 分"),
        (Some(from), None) => format!("{from} 分（含）以上"),
        (None, Some(below)) => format!("{below} 分以下"),
        (None, None) => "全部".to_owned(),
    }
}
