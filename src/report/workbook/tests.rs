//! The workbook read back: sums, order, words that stay words, equal bytes.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::sample::{evaluation, number, resettle};
use super::{Drawing, write};
use crate::number::Number;
use crate::{Evaluation, score::Cards};

fn links(link_base: &str) -> Drawing<'_> {
    Drawing { link_base: Some(link_base), ..Drawing::default() }
}

fn book(evaluation: &Evaluation, link_base: &str) -> Vec<u8> {
    write(evaluation, &links(link_base)).unwrap().result
}

fn read(evaluation: &Evaluation) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(book(evaluation, "../../inputs/2023"))).unwrap()
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The lines of a sheet whose cell in `column` is `name`.
fn line_of(range: &Range<Data>, column: usize, name: &str) -> Vec<Data> {
    range.rows().find(|row| row[column] == Data::String(name.to_owned())).unwrap().to_vec()
}

fn figure(data: &Data) -> Option<Number> {
    match data {
        Data::Float(figure) => Number::from_f64(*figure),
        Data::Int(figure) => Some(Number::from(*figure)),
        _ => None,
    }
}

#[test]
fn equal_evaluations_give_equal_bytes() {
    let evaluation = evaluation();
    let bytes = book(&evaluation, "../in");
    assert_eq!(bytes, book(&evaluation, "../in"));
    if let Ok(path) = std::env::var("JIXIAO_SAMPLE") {
        std::fs::write(path, &bytes).unwrap();
    }
}

#[test]
fn sheets_stand_in_their_order() {
    let mut evaluation = evaluation();
    let all = [
        "说明",
        "评价得分排名表",
        "分组排名表",
        "指标得分汇总表",
        "扣分明细表",
        "自评复核差异表",
        "等级分布统计表",
        "指标分析表",
        "指标得分率图",
        "报送情况表",
        "数据质量问题表",
        "指标体系",
        "核算底稿",
        "名次核算",
        "核算参数",
        "运行信息",
        super::seal::SHEET,
    ];
    assert_eq!(read(&evaluation).sheet_names(), all);
    for card in &mut evaluation.cards.kept {
        card.group = None;
    }
    resettle(&mut evaluation);
    let without_groups: Vec<&str> = all.into_iter().filter(|name| *name != "分组排名表").collect();
    assert_eq!(read(&evaluation).sheet_names(), without_groups);
}

#[test]
fn shown_points_add_up_to_the_shown_total_on_every_sheet() {
    let evaluation = evaluation();
    let mut book = read(&evaluation);
    let (matrix, ranking) = (sheet(&mut book, "指标得分汇总表"), sheet(&mut book, "评价得分排名表"));
    let groups = sheet(&mut book, "分组排名表");
    let indicators = evaluation.rubric.system.indicators.len();
    for card in &evaluation.cards.kept {
        let line = line_of(&matrix, 1, &card.department);
        let sum: Number = line[2..2 + indicators].iter().filter_map(figure).collect::<Vec<_>>().iter().sum();
        let total = card.total.points.number().clone();
        assert_eq!(sum, total, "{}", card.department);
        assert_eq!(figure(&line[2 + indicators]).unwrap(), total);
        assert_eq!(figure(&line_of(&ranking, 2, &card.department)[9]).unwrap(), total);
        assert_eq!(figure(&line_of(&groups, 3, &card.department)[4]).unwrap(), total);
    }
}

#[test]
fn who_is_not_ranked_stands_below_with_the_reason() {
    let mut book = read(&evaluation());
    let ranking = sheet(&mut book, "评价得分排名表");
    let first_dash = ranking.rows().position(|row| row[0] == Data::String("—".to_owned())).unwrap();
    assert!(ranking.rows().skip(first_dash).all(|row| figure(&row[0]).is_none()));
    for (name, reason) in [
        ("区教育局", "2 项指标待评定"),
        ("区卫生健康局", "分值合计 95 分"),
        ("示例街道办事处", "未报送"),
        ("沙面街道办事处", "重复报送"),
        ("昌华街道办事处", "未取得可评分的自评表"),
    ] {
        let line = line_of(&ranking, 2, name);
        assert_eq!(line[0], Data::String("—".to_owned()), "{name}");
        assert!(line[11].to_string().contains(reason), "{name}: {}", line[11]);
        assert!(figure(&line[10]).is_none() && line[10].to_string().is_empty(), "{name}");
    }
}

#[test]
fn four_states_stay_apart() {
    let mut book = read(&evaluation());
    let matrix = sheet(&mut book, "指标得分汇总表");
    let cell = |name: &str, column: usize| line_of(&matrix, 1, name)[column].to_string();
    assert_eq!(cell("区人民政府办公室", 7), "待定");
    assert_eq!(cell("区民政局", 4), "不适用");
    assert!(figure(&line_of(&matrix, 1, "区教育局")[9]).is_some(), "points so far of lines");
    assert_eq!(cell("示例街道办事处", 7), "—");
}

#[test]
fn words_stay_words() {
    let mut book = read(&evaluation());
    // What people wrote is on these sheets, and nothing that computes.
    for name in ["说明", "扣分明细表", "报送情况表", "数据质量问题表", "指标体系", "运行信息"]
    {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    }
    let problems = sheet(&mut book, "数据质量问题表");
    assert!(problems.used_cells().any(|(_, _, data)| *data == Data::String("=HYPERLINK(\"x\")".to_owned())));
}

#[test]
fn projects_are_named_beside_their_department() {
    let mut evaluation = evaluation();
    for (index, card) in evaluation.cards.kept.iter_mut().enumerate() {
        card.project = Some(format!("第{index}号项目"));
    }
    resettle(&mut evaluation);
    let mut book = read(&evaluation);
    for name in ["评价得分排名表", "分组排名表", "指标得分汇总表", "扣分明细表"] {
        let range = sheet(&mut book, name);
        assert!(
            range.used_cells().any(|(_, _, data)| *data == Data::String("项目名称".to_owned())),
            "{name}"
        );
    }
}

#[test]
fn an_empty_evaluation_is_still_a_workbook() {
    let full = evaluation();
    let cards = Cards::alone(Vec::new(), &full.rubric.system);
    let (findings, inputs, roster) = (Vec::new(), Vec::new(), Vec::new());
    let mut empty = Evaluation { roster, cards, findings, inputs, ..full };
    resettle(&mut empty);
    assert_eq!(read(&empty).sheet_names().len(), 15);
}

#[test]
fn a_number_that_no_cell_holds_is_refused() {
    let mut evaluation = evaluation();
    evaluation.cards.kept[0].budget.initial = Some(number("1e390"));
    assert!(write(&evaluation, &links("")).is_err());
}

#[test]
fn a_long_rubric_with_projects_is_drawn() {
    let mut evaluation = evaluation();
    let system = &mut evaluation.rubric.system;
    for number in 0..30 {
        let mut more = system.indicators[number % 7].clone();
        more.code = format!("X{number}");
        more.path[2] = format!("补充指标{number}");
        system.indicators.insert(7, more);
    }
    for card in &mut evaluation.cards.kept {
        card.project = Some("农村公路日常养护及安全生命防护工程项目".to_owned());
    }
    evaluation.rubric.system.ranking = crate::rubric::Ranking::Dense;
    resettle(&mut evaluation);
    let bytes = book(&evaluation, "..");
    if let Ok(path) = std::env::var("JIXIAO_SAMPLE") {
        std::fs::write(format!("{path}.long.xlsx"), &bytes).unwrap();
    }
}

#[test]
fn lines_that_a_share_is_computed_from_are_compared_with_the_bodys_own_points() {
    let mut evaluation = evaluation();
    let said = |evaluation: &Evaluation| {
        let range = sheet(&mut read(evaluation), "自评复核差异表");
        range.used_cells().map(|(.., data)| data.to_string()).collect::<Vec<_>>().join("\n")
    };
    let none = said(&evaluation);
    assert!(none.contains("无可比的自评得分") && !none.contains("无差异"), "{none}");
    let outcome = &mut evaluation.cards.kept[0].outcomes[7];
    let mut line = outcome.clone();
    line.code = "C.01".to_owned();
    line.self_points = line.points().map(|points| points.number() + &number("2"));
    outcome.basis = vec![line];
    let mut book = read(&evaluation);
    let line = line_of(&sheet(&mut book, "自评复核差异表"), 1, "C.01 举办文艺活动场次");
    assert_eq!(figure(&line[4]), Some(number("-2")));
    assert!(!said(&evaluation).contains("无差异"));
}

#[test]
fn what_was_sent_is_counted_once() {
    let mut book = read(&evaluation());
    let sent = sheet(&mut book, "报送情况表");
    let of = |name: &str| {
        let line = line_of(&sent, 1, name);
        [3, 5, 8].map(|column| line[column].to_string())
    };
    assert_eq!(of("沙面街道办事处"), ["是", "2", "重复"]);
    assert_eq!(of("示例街道办事处"), ["否", "0", "未报"]);
    assert_eq!(of("区教育局"), ["是", "1", "退回（有错误）"]);
    assert_eq!(of("区委办公室"), ["是", "1", "通过"]);
}

#[test]
fn what_is_sealed_is_what_a_reader_finds() {
    use super::seal;
    let mut evaluation = evaluation();
    let odd = [
        "=1+1",
        "  前后  ",
        "_x0041_",
        "a\tb\r\nc\u{7}",
        "1e5",
        "TRUE",
        "#N/A",
        "'引",
        "\u{2028}段",
        "\u{200b}零宽",
        "&lt;<>\"",
        "长".repeat(40_000).leak(),
    ];
    for (card, name) in evaluation.cards.kept.iter_mut().zip(odd) {
        card.department = name.to_owned();
    }
    evaluation.rubric.system.title = "_x000D_ 细则\n二".to_owned();
    resettle(&mut evaluation);
    let sheets = seal::read(&book(&evaluation, "../in")).unwrap();
    let sealed = seal::of(&sheets).unwrap();
    let read = sheets.iter().filter(|sheet| sheet.name != seal::SHEET);
    let read: Vec<[String; 4]> = read.flat_map(seal::seal).collect();
    assert!(sealed.len() > 200);
    for (sealed, read) in sealed.iter().zip(&read) {
        assert_eq!(sealed, read);
    }
    assert_eq!(sealed.len(), read.len());
}

#[test]
fn sheets_and_columns_that_styles_may_name_are_those_that_are_drawn() {
    use crate::rubric::styles::SHEETS;
    let mut evaluation = evaluation();
    for with_projects in [false, true] {
        if with_projects {
            for card in &mut evaluation.cards.kept {
                card.project = Some("项目".to_owned());
            }
            resettle(&mut evaluation);
        }
        let view = super::View::new(&evaluation, &evaluation.cards.kept, false);
        let peers = super::Peers::of(&view);
        let (proof, found) = super::proof::table(&view, &peers, None);
        let set = super::proof_set::draw(&view, &peers, &Drawing::default(), 3).unwrap();
        let tables = super::tables(&view, &peers, proof, &found, true);
        for table in tables.into_iter().chain([set.table]) {
            let known = SHEETS.iter().find(|(name, _)| *name == table.name);
            let (_, known) = known.unwrap_or_else(|| panic!("{} is not known to styles", table.name));
            if ["指标得分汇总表", "名次核算"].contains(&table.name) {
                continue;
            }
            for level in table.columns.iter().flat_map(|column| &column.levels) {
                assert!(known.contains(&level.as_str()), "{}: {level}", table.name);
            }
        }
    }
}

#[test]
fn a_table_with_more_lines_than_links_says_how_far_cells_lead() {
    assert_eq!(super::draw::leads("单元格", 65_000), "点击单元格可打开原表");
    assert!(super::draw::leads("单元格", 65_001).starts_with("前 65000 行点击单元格可打开原表，其后的"));
}
