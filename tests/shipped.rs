//! Shipped rubrics on forms as they were published, or made after what was published.

#![allow(clippy::unwrap_used)]

use crate::common::{Cell, District, codes, err, out, status};
use serde_json::Value;

fn text(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|cell| Cell::from(*cell)).collect()
}

fn scored(district: &District, rubric: &str) -> Value {
    let output = district.run("score", rubric, &[]);
    assert!(status(&output) <= 1, "{}{}", out(&output), err(&output));
    district.result()
}

fn indicator<'a>(result: &'a Value, code: &str) -> &'a Value {
    let indicators = result["subjects"][0]["indicators"].as_array().unwrap();
    indicators.iter().find(|indicator| indicator["code"] == code).unwrap_or_else(|| panic!("{code}"))
}

fn points(result: &Value, code: &str) -> Option<f64> {
    indicator(result, code)["points"].as_f64()
}

/// 重庆高新区融媒体中心 2021, as published; cells that the mirror damaged are left as found.
const CHONGQING: [[&str; 9]; 19] = [
    ["财政供养人员控制率", "%", "定量指标", "100%", "92%", "100%", "2", "2", "否"],
    ["“三公经费”变动率", "%", "", "", "", "100%", "2", "2", "否"],
    ["基础信息完善", "", "", "100%", "100%", "100%", "1", "1", "否"],
    ["预算完成率", "%", "", "70%", "76%", "100%", "2", "2", "是"],
    ["预算调整率", "%", "", "3%", "0", "100%", "2", "2", "是"],
    ["结转结余率", "%", "", "2%", "0", "100%", "2", "2", "是"],
    ["公用经费控制率", "%", "", "100%", "97%", "100%", "2", "2", "是"],
    ["“三公经费”控制率", "%", "", "", "", "100%", "2", "2", "否"],
    ["政府采购执行率", "%", "", "100%", "72.74%", "100%", "2", "2", "是"],
    ["管理制度健全性", "", "定性指标", "高", "高", "100%", "3", "3", "否"],
    ["资金使用合规性", "", "", "好", "好", "100%", "5", "5", "否"],
    ["预决算信息公开性", "", "", "高", "高", "100%", "1", "1", "否"],
    ["资产管理安全", "", "", "好", "好", "100%", "2", "2", "否"],
    ["固定资产利用率", "%", "定量指标", "90%", "100%", "100%", "2", "2", "否"],
    ["党性教育培训次数", "次", "", "6次", "12次", "100%", "5", "5", "是"],
    ["组织宣传活动次数", "次", "", "到0次", "43次", "100%", "10", "10", "是"],
    ["制作宣传品数量", "份", "", "第O份", "20份", "100%", "5", "5", "是"],
    ["播发稿件数量", "篇", "", "2200篇", "2859篇", "100%", "10", "10", "是"],
    ["业务保障能力提升", "", "", "90%", "95%", "100%", "10", "10", "否"],
];

fn chongqing() -> District {
    let mut rows = vec![
        text(&["部门整体绩效自评表"]),
        text(&["主管部门", "重庆高新区融媒体中心", "自评总分(分)", "97.6"]),
        text(&[
            "部门预算执行情况",
            "年初预算数",
            "全年(调整)预算数",
            "全年执行数",
            "执行率(%)",
            "执行率权重",
            "执行率得分(分)",
        ]),
        text(&["年度资金总额", "", "", "", "76%", "10", "7.6"]),
        text(&[
            "指标名称",
            "计量单位",
            "指标性质",
            "年初指标值",
            "调整指标值",
            "全年完成值",
            "得分系数(%)",
            "指标权重(分)",
            "指标得分(分)",
            "是否核心指标",
        ]),
    ];
    let line = |[name, unit, kind, target, actual, coefficient, weight, own, core]: [&str; 9]| {
        text(&[name, unit, kind, target, "", actual, coefficient, weight, own, core])
    };
    rows.extend(CHONGQING.map(line));
    let district = District::new();
    district.sheet("融媒体中心.xlsx", &rows);
    district
}

#[test]
fn a_form_of_chongqing_gets_the_points_that_it_prints() {
    let result = scored(&chongqing(), "chongqing-department");
    assert_eq!(points(&result, "A"), Some(7.6));
    let common: f64 = (1..=14).map(|k| points(&result, &format!("B{k}")).unwrap()).sum();
    let own: Vec<Option<f64>> = ["B9", "B11", "C"].map(|code| points(&result, code)).into();
    // The mirror breaks off after five of its own indicators: 97.6 less the 20 points not seen.
    assert_eq!((common, own), (30.0, vec![Some(2.0), Some(5.0), Some(40.0)]));
    assert_eq!(result["subjects"][0]["total"].as_f64(), Some(77.6));
    let codes = codes(&result);
    assert!(!codes.iter().any(|code| code.starts_with('T')), "{codes:?}");
}

/// The lines of a department's own table: level 2, name, target, actual value.
fn sichuan(lines: &[[&str; 4]]) -> Value {
    let mut rows = vec![
        text(&["部门整体支出绩效自评表"]),
        text(&["单位名称", "某县总工会"]),
        text(&["年初部门预算数", "500万元", "全年预算调剂金额", "1万元"]),
        text(&["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"]),
    ];
    rows.extend(
        lines.iter().map(|[second, name, target, actual]| text(&["产出指标", second, name, target, actual])),
    );
    let district = District::new();
    district.sheet("总工会.xlsx", &rows);
    scored(&district, "sichuan-department-2020")
}

#[test]
fn only_lines_of_quantity_count_towards_the_goals_of_sichuan() {
    // 大英县总工会 2020 gave itself 8 and 9.8 points.
    let result = sichuan(&[
        ["数量指标", "慰问职工", "≥100人", "100人"],
        ["数量指标", "开展活动", "≥10场", "13场"],
        ["数量指标", "建立工会", "≥5家", "5家"],
        ["数量指标", "培训", "≥4次", "5次"],
        ["数量指标", "法律援助", "≥20件", "15件"],
        ["质量指标", "合格率", "≥95%", "80%"],
        ["时效指标", "及时率", "=100%", "90%"],
    ]);
    assert_eq!((points(&result, "A3"), points(&result, "A4")), (Some(8.0), Some(9.8)));
    let far_above = sichuan(&[["数量指标", "活动", "≥10场", "14场"], ["数量指标", "培训", "≥4次", "4次"]]);
    assert_eq!(points(&far_above, "A3"), Some(5.0));
}

#[test]
fn one_line_of_a_consolidated_table_is_a_whole_submission() {
    let district = District::new();
    let amounts = |name: &str, amounts: [f64; 8]| {
        std::iter::once(Cell::from(name)).chain(amounts.map(Cell::Number)).collect::<Vec<Cell>>()
    };
    district.sheet(
        "考核数据.xlsx",
        &[
            text(&["部门支出管理考核数据表（单位：万元）"]),
            text(&[
                "部门名称",
                "年初预算数",
                "本年支出完成数",
                "本年结转结余",
                "上年结转结余",
                "本年应付账款",
                "上年应付账款",
                "本年应收账款",
                "上年应收账款",
            ]),
            amounts("甲局", [1000.0, 1000.0, 90.0, 100.0, 170.0, 200.0, 120.0, 100.0]),
            amounts("乙局", [1000.0, 950.0, 300.0, 500.0, 0.0, 0.0, 190.0, 250.0]),
        ],
    );
    let result = scored(&district, "county-expenditure-management");
    let subjects = result["subjects"].as_array().unwrap();
    let totals: Vec<(&str, Option<f64>, Option<u64>)> = subjects
        .iter()
        .map(|s| (s["department"].as_str().unwrap(), s["total"].as_f64(), s["rank"].as_u64()))
        .collect();
    // 甲局: 20; rate 9%: 20; rate 17% (5.29) or 15% less (5): 5.29; rate 12%: 7.5.
    // 乙局: 19; 40% less: 20; rate 0: 10; rate 20% (4.5) or 24% less: 8.
    assert_eq!(totals, [("乙局", Some(57.0), Some(1)), ("甲局", Some(52.79), Some(2))]);
}
