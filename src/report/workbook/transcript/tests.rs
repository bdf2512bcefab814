//! The sample's transcripts read back.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};

use super::super::sample::{BODIES, evaluation, resettle};
use super::super::sample_cards::points;
use super::super::{self as workbook, Drawing};
use super::write_all;
use crate::Evaluation;
use crate::number::{Number, Points};
use crate::score::Status;

fn read(evaluation: &Evaluation, department: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let transcripts = write_all(evaluation, false).unwrap();
    let of = transcripts.into_iter().find(|transcript| transcript.file.contains(department));
    Xlsx::new(Cursor::new(of.unwrap().bytes)).unwrap()
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// What stands beside an item.
fn content(range: &Range<Data>, item: &str) -> String {
    let row = range.rows().find(|row| row[0] == Data::String(item.to_owned()));
    let row = row.unwrap_or_else(|| panic!("no {item}"));
    row[1..].iter().map(ToString::to_string).find(|text| !text.is_empty()).unwrap()
}

fn figure(data: &Data) -> Number {
    match data {
        Data::Float(figure) => Number::from_f64(*figure).unwrap(),
        other => panic!("{other} is no number"),
    }
}

#[test]
fn every_scored_department_has_one() {
    let evaluation = evaluation();
    let files: Vec<String> = write_all(&evaluation, false).unwrap().into_iter().map(|t| t.file).collect();
    assert_eq!(files.len(), evaluation.cards.len());
    assert_eq!(files[2], "101003_区文学艺术界联合会.xlsx");
}

#[test]
fn the_summary_says_total_grade_and_ranks() {
    let evaluation = evaluation();
    let card = evaluation.cards.kept.iter().position(|card| card.department == "区委组织部").unwrap();
    let standing = evaluation.standings.standing(card).unwrap();
    let mut book = read(&evaluation, "区委组织部");
    assert_eq!(book.sheet_names(), ["成绩单", "得分对照", "扣分构成", "扣分说明"]);
    let summary = sheet(&mut book, "成绩单");
    let ranked = evaluation.standings.ranked();
    // It shares its rank with one other body, which is not named.
    assert_eq!(
        content(&summary, "名次"),
        format!("第 {} 名 / 共 {ranked} 个（2 个部门并列）", standing.rank.unwrap())
    );
    assert_eq!(content(&summary, "组内名次"), format!("第 {} 名 / 共 3 个", standing.group_rank.unwrap()));
    assert!(content(&summary, "评价得分").starts_with(&standing.total.number().fixed(2)));
}

#[test]
fn who_is_not_ranked_is_told_why() {
    let mut book = read(&evaluation(), "区教育局");
    let rank = content(&sheet(&mut book, "成绩单"), "名次");
    assert!(rank.starts_with("未参与排名。总分不完整：2 项指标待评定"), "{rank}");
    assert!(book.sheet_names().contains(&"问题清单".to_owned()));
}

#[test]
fn medians_are_those_of_the_group() {
    let evaluation = evaluation();
    let mut book = read(&evaluation, "区委办公室");
    let beside = sheet(&mut book, "得分对照");
    let line = beside.rows().find(|row| row[0] == Data::String("B1".to_owned())).unwrap();
    let mut group: Vec<Number> = evaluation
        .cards
        .kept
        .iter()
        .filter(|card| card.group.as_deref() == Some("党群部门"))
        .map(|card| card.indicator_points(3).unwrap())
        .map(|(points, max)| points.number().divided_by(max.number()).unwrap())
        .collect();
    group.sort();
    assert_eq!(group.len(), 3);
    assert_eq!(figure(&line[5]), group[1]);

    let mut without = evaluation;
    for card in &mut without.cards.kept {
        card.group = None;
    }
    resettle(&mut without);
    let mut book = read(&without, "区委办公室");
    let beside = sheet(&mut book, "得分对照");
    assert!(beside.used_cells().any(|(.., data)| *data == Data::String("全体中位数".to_owned())));
}

#[test]
fn rates_are_compared_where_points_are_out_of_different_points() {
    let mut evaluation = evaluation();
    let all = |text: &str| Status::Scored(points(text));
    for card in evaluation.cards.kept.iter_mut().filter(|card| card.group.as_deref() == Some("党群部门"))
    {
        let own = card.department == "区委办公室";
        card.outcomes[3].status = if own { all("19") } else { all("10") };
        card.outcomes[3].max = points(if own { "20" } else { "10" });
    }
    resettle(&mut evaluation);
    let mut book = read(&evaluation, "区委办公室");
    for (name, code) in [("得分对照", "B1"), ("成绩单", "B1 预算执行率")] {
        let range = sheet(&mut book, name);
        let line = range.rows().find(|row| row[..2].contains(&Data::String(code.to_owned())));
        let figures: Vec<Number> = line.unwrap()[2..].iter().map(figure).collect();
        let expected: Vec<Number> =
            ["20", "19", "0.95", "1", "-0.05"].iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(figures, expected, "{name}");
    }
    let bytes = workbook::write(&evaluation, &Drawing::default()).unwrap().result;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    for name in ["指标得分汇总表", "指标分析表", "指标得分率图"] {
        let range = sheet(&mut book, name);
        let told = |(.., data): (_, _, &Data)| data.to_string().contains("平均得分可能高于所列分值");
        assert!(range.used_cells().any(told), "{name}");
    }
}

#[test]
fn the_steps_lead_from_the_points_to_the_total() {
    let evaluation = evaluation();
    for card in &evaluation.cards.kept {
        let mut book = read(&evaluation, &card.department);
        let steps = sheet(&mut book, "扣分构成");
        let rows: Vec<&[Data]> =
            steps.rows().filter(|row| matches!(row[0], Data::Float(_)) && !row[1].is_empty()).collect();
        let amount = |row: &[Data], column: usize| match &row[column] {
            Data::Float(_) => figure(&row[column]),
            _ => Number::zero(),
        };
        let mut left = amount(rows[0], 2);
        for row in &rows[1..rows.len() - 1] {
            left = &(&(&left - &amount(row, 3)) - &amount(row, 4)) + &amount(row, 5);
            let base = if amount(row, 5).is_zero() { left.clone() } else { &left - &amount(row, 5) };
            assert_eq!(Points::rounded(&base, 2), Points::rounded(&amount(row, 6), 2));
        }
        let last = rows[rows.len() - 1];
        assert_eq!(Points::rounded(&left, 2), card.total.points, "{}", card.department);
        assert_eq!(&amount(last, 2), card.total.points.number(), "{}", card.department);
    }
}

#[test]
fn every_lost_point_is_listed_with_its_cell() {
    let evaluation = evaluation();
    let card = evaluation.cards.kept.iter().find(|card| card.department == "区民政局").unwrap();
    let mut book = read(&evaluation, "区民政局");
    let losses = sheet(&mut book, "扣分说明");
    let rows: Vec<&[Data]> = losses.rows().filter(|row| matches!(row[0], Data::Float(_))).collect();
    let lost = card.outcomes.iter().filter(|outcome| outcome.lost().is_some());
    assert_eq!(rows.len(), lost.count());
    assert!(rows.iter().all(|row| row[7].to_string().contains("008_区民政局自评表.xlsx › 指标完成情况")));
    assert!(rows.iter().all(|row| !row[5].is_empty() && !row[6].is_empty()));
}

#[test]
fn nobody_else_is_named() {
    let evaluation = evaluation();
    for transcript in write_all(&evaluation, false).unwrap() {
        let own = BODIES.iter().find(|(name, _)| transcript.file.contains(name)).unwrap().0;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(transcript.bytes)).unwrap();
        for name in book.sheet_names() {
            let range = sheet(&mut book, &name);
            for (.., data) in range.used_cells() {
                let text = data.to_string();
                let told = BODIES.iter().find(|(other, _)| *other != own && text.contains(other));
                assert!(told.is_none(), "{own}: {name} names {told:?}: {text}");
            }
        }
    }
}

#[test]
fn projects_of_a_department_stand_in_one_workbook() {
    let mut evaluation = evaluation();
    for (index, card) in evaluation.cards.kept.iter_mut().enumerate() {
        card.project = Some(format!("第{index}号项目"));
    }
    evaluation.cards.kept[1].department = evaluation.cards.kept[0].department.clone();
    resettle(&mut evaluation);
    let book = read(&evaluation, "区委办公室");
    assert_eq!(
        book.sheet_names(),
        [
            "项目一览",
            "成绩单1",
            "得分对照1",
            "扣分构成1",
            "扣分说明1",
            "成绩单2",
            "得分对照2",
            "扣分构成2",
            "扣分说明2"
        ]
    );
    assert_eq!(write_all(&evaluation, false).unwrap().len(), evaluation.cards.len() - 1);
}

#[test]
fn of_the_best_the_heavier_stands_first_and_then_the_rubrics_order() {
    let evaluation = evaluation();
    let mut book = read(&evaluation, "区委办公室");
    let summary = sheet(&mut book, "成绩单");
    let first = summary.rows().position(|row| row[0].to_string().contains("得分率最高的五项")).unwrap();
    let order = |code: &str| {
        evaluation.rubric.system.indicators.iter().position(|indicator| indicator.code == code).unwrap()
    };
    let rows: Vec<_> = summary
        .rows()
        .skip(first + 2)
        .take(5)
        .map(|row| {
            let text = row[1].to_string();
            let code = text.split(' ').next().unwrap();
            (-figure(&row[4]), -figure(&row[2]), order(code))
        })
        .collect();
    assert!(rows.is_sorted(), "{rows:?}");
}
