//! 等级分布统计表

use super::cell::{Cell, NONE};
use super::chart::{Chart, Fill, Kind, Series};
use super::table::{Block, Column, Table};
use super::view::View;
use crate::rank::{Band, Share, by_band, by_grade, overall};
use crate::report::wording;

/// How the ranked are spread over grades and bands of points.
pub(super) fn table(view: &View) -> Table {
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
    let lines = |share: &Share, name: String| {
        let mut cells = vec![Cell::text(name)];
        cells.extend(figures(view, share));
        cells
    };
    let by_band = by_band(standings, system);
    let by_band = by_band.iter().map(|(band, share)| lines(share, band_words(band))).collect();
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
            .map(|(grade, share)| lines(&share, grade.to_owned()))
            .collect(),
        bottom: vec![
            lines(&overall(standings), "合计".to_owned())
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

fn figures(view: &View, share: &Share) -> [Cell; 5] {
    let places = view.evaluation.rubric.system.places_of_total();
    let or_dash = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::text(NONE));
    let points = |number: &Option<crate::number::Number>| {
        or_dash(number.as_ref().map(|number| Cell::decimal(number, places)))
    };
    [
        Cell::count(share.count),
        or_dash(share.share.as_ref().map(Cell::percent)),
        points(&share.average),
        points(&share.highest),
        points(&share.lowest),
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
