//! The published cases as a table: self points as printed, the engine's points, and why they differ.
//!
//! `cargo run --example case_table > docs/published-cases.md` renews the checked-in table; a test
//! fails when it is out of date.

use std::collections::BTreeMap;
use std::path::Path;

use jixiao::Evaluation;
use jixiao::intake::IntakeOptions;
use jixiao::rubric::Rubric;
use jixiao::score::{Scorecard, Status};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", table(Path::new("."))?);
    Ok(())
}

/// The document, for the repository at `root`.
///
/// # Errors
/// When the rubric or the workbooks cannot be read.
pub fn table(root: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let rubric = Rubric::load(&root.join("rubrics/project-2020-10"))?;
    let inputs = root.join("inputs/published");
    let evaluation = jixiao::evaluate(&inputs, rubric, &IntakeOptions::default(), &|_, _| {})?;
    let all = evaluation.all_cards();
    let mut cards: Vec<&Scorecard> = all.iter().collect();
    cards.sort_by(|a, b| a.place.cmp(&b.place));
    let mut text = String::from(
        "# Published cases: printed self points beside the engine's\n\n\
         Made by `cargo run --example case_table > docs/published-cases.md` from `inputs/published` under\n\
         `rubrics/project-2020-10`. 自评 is the total that the form prints, or the sum of its printed self\n\
         points; 计分 is the sum of the points that could be given; a case is ranked only if it is 完整.\n\
         Sources stand in the last line of each workbook.\n\n\
         | 文件 | 部门·项目 | 自评 | 计分 | 状态 | 差异及原因 |\n|---|---|---:|---:|---|---|\n",
    );
    for card in cards {
        text.push_str(&row(card, &evaluation));
    }
    Ok(text)
}

fn row(card: &Scorecard, evaluation: &Evaluation) -> String {
    let state = if card.is_complete() { "完整" } else { "不完整" };
    let own = card.self_total.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
    let total = card.total.points.number().fixed(evaluation.rubric.system.places);
    format!(
        "| {} | {} | {own} | {total} | {state} | {} |\n",
        card.place.file,
        escaped(&card.subject()),
        escaped(&differences(card).join("；")),
    )
}

/// Every line on which the engine gives other points than the form, and what waits and why.
fn differences(card: &Scorecard) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in &card.outcomes {
        let name = outcome.path.last().map_or("", String::as_str);
        match (&outcome.status, &outcome.self_points) {
            (Status::Scored(points), Some(own)) if own != points.number() => {
                let rate = outcome
                    .completion
                    .as_ref()
                    .map_or_else(|| "定性分档".to_owned(), |rate| format!("完成率 {}", rate.percent(2)));
                reasons.push(format!("{name}：自评 {own}，计 {points}（{rate}，分值 {}）", outcome.max));
            }
            (Status::Pending(problem), _) => *waiting.entry(problem.message()).or_default() += 1,
            _ => {}
        }
    }
    reasons.extend(waiting.into_iter().map(|(why, count)| format!("待评定 {count} 项：{why}")));
    reasons.extend(card.obstacle.as_ref().map(|obstacle| format!("{}，不排名", obstacle.message())));
    if reasons.is_empty() {
        reasons.push("各项一致".to_owned());
    }
    reasons
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('*', "\\*")
}
