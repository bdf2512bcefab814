//! One indicator, item by item: each function adds what there is to say of one part of it.

use std::collections::BTreeSet;

use super::document::Outline;
use super::{examples, sources};
use crate::formula::Expr;
use crate::report::wording;
use crate::rubric::form::Form;
use crate::rubric::shape::{
    ACTUAL, ByLines, Kinship, OWN_REASON, POINTS, SELF_POINTS, Shape, TARGET, WaitOutcome,
};
use crate::rubric::{Counts, Indicator, Missing, NotApplicable, RollUp, Rubric, Rule, Sentences, Told};

/// The items of an indicator, below its heading of `level`.
pub(super) fn items(rubric: &Rubric, indicator: &Indicator, level: usize, out: &mut Outline) {
    // Named one by one: a field that is added asks for its item here.
    let Indicator {
        code: _,   // in the heading,
        path: _,   // which is made
        points: _, // by `heading`,
        weight: _, // from which points follow
        rule,
        fallback,
        rows,
        level: _,  // said with `rows`,
        second: _, // as is this
        roll_up,
        applies,
        applies_to,
        redistribute_within: _, // said by `heirs`
        not_applicable: _,      // said with `applies`
        missing,
        counts,
        printed_points,
        self_points,
        review_points,
        review_reason,
        told,
        standard,
        say,
        drawings: _, // made of the others
    } = indicator;
    let mut page = Page { rubric, indicator, level: level + 1, out };
    if let Some(standard) = standard {
        page.item("评分标准", standard);
    }
    page.place(applies_to, *counts);
    page.facts();
    if let Some(table) = rows {
        page.lines(table, *roll_up);
    }
    page.item("计分规则", rule.meaning());
    page.formula(rule, rows.as_deref(), *roll_up);
    page.waits(rule);
    page.fallback(fallback);
    page.applicability(applies.as_ref(), rows.as_deref(), *roll_up);
    page.missing(*missing, rows.as_deref(), !fallback.is_empty());
    page.own_figures(printed_points.as_deref(), self_points.as_deref());
    page.review(review_points.as_deref(), review_reason.as_deref());
    page.told(told.as_ref());
    page.sentences(say);
    page.examples();
}

/// The heading of an indicator.
pub(super) fn heading(indicator: &Indicator) -> String {
    let beside = match indicator.counts {
        Counts::Within => "",
        Counts::Bonus => "加分，最多",
        Counts::Penalty => "扣分，最多",
    };
    format!("{}（{}，{beside}{}分）", indicator.name(), indicator.code, indicator.points)
}

/// 一级指标, 二级指标 …
pub(super) fn level_name(level: usize) -> String {
    const DIGITS: [&str; 5] = ["一", "二", "三", "四", "五"];
    DIGITS
        .get(level.saturating_sub(1))
        .map_or_else(|| format!("第{level}级指标"), |digit| format!("{digit}级指标"))
}

/// The names of all facts that an indicator needs.
pub(super) fn facts(form: &Form, indicator: &Indicator) -> BTreeSet<String> {
    let mut formulas: Vec<Expr> =
        indicator.rules().filter_map(|rule| rule.shape().map(Shape::formula)).collect();
    formulas.extend(indicator.applies.clone());
    let mut names: BTreeSet<String> = formulas.iter().flat_map(Expr::names).map(str::to_owned).collect();
    names.remove(POINTS);
    names.extend(indicator.printed_points.clone());
    names.extend(indicator.self_points.clone());
    names.extend(indicator.review_points.clone());
    names.extend(indicator.review_reason.clone());
    let table = indicator.rows.as_ref().and_then(|name| form.tables.iter().find(|table| table.name == *name));
    if let Some(table) = table {
        let read = [TARGET, ACTUAL, POINTS, SELF_POINTS, OWN_REASON];
        let columns = table.columns.iter().map(|column| &column.name);
        names.extend(columns.filter(|name| read.contains(&name.as_str())).cloned());
    }
    names
}

/// The names of all facts that are said of an indicator, whether it needs them or not.
pub(super) fn all_facts(form: &Form, indicator: &Indicator) -> BTreeSet<String> {
    let told = indicator.told.iter().flat_map(|told| told.value.names()).map(str::to_owned);
    facts(form, indicator).into_iter().chain(told).collect()
}

/// An indicator's part of the document.
struct Page<'a> {
    rubric: &'a Rubric,
    indicator: &'a Indicator,
    level: usize,
    out: &'a mut Outline,
}

impl Page<'_> {
    fn item(&mut self, lead: &str, text: impl AsRef<str>) {
        self.out.item(self.level, lead, text);
    }

    fn facts(&mut self) {
        let facts = facts(&self.rubric.form, self.indicator);
        if !facts.is_empty() {
            self.item("所需数据", sources::stated(self.rubric, &facts));
        }
    }

    fn lines(&mut self, table: &str, roll_up: RollUp) {
        let which = belonging(&self.rubric.form, self.indicator.row_level());
        let then = match roll_up {
            RollUp::Lines => "每行作为一项指标，按该行所列分值单独计分，各行得分相加",
            RollUp::Share => {
                "逐行计分后，按各行得分合计占各行分值合计的比例折算为本指标得分；各行均未填分值的，各行等权"
            }
        };
        let second = &self.indicator.second;
        let second = if second.is_empty() {
            String::new()
        } else {
            format!("、二级指标为{}", second.join("、"))
        };
        self.item("计分范围", format!("取“{table}”表中{which}{second}的各行，{then}"));
    }

    fn formula(&mut self, rule: &Rule, rows: Option<&str>, roll_up: RollUp) {
        let places = self.rubric.system.places;
        let share = match (rows, roll_up) {
            (Some(table), RollUp::Share) => Some(format!("折算：={}", share_formula(table, places))),
            _ => None,
        };
        match rule.by_lines() {
            Some(by_lines) => {
                let formulas = line_formulas(by_lines, &self.rubric.form.tier_names, places);
                if let Some(same) = self.told_before(&formulas) {
                    self.item("计算公式", format!("各行的计算公式与“{}”（{}）相同", same.name(), same.code));
                } else {
                    self.item("计算公式", "各行的计算公式依次为：");
                    for (when, formula) in formulas {
                        self.out.line(format!("{when}={}", formula.to_excel(&str::to_owned)));
                    }
                }
            }
            None => {
                let formula =
                    rule.shape().map(|shape| shape.formula().rounded(places).to_excel(&str::to_owned));
                if let Some(formula) = formula {
                    self.out.formula(self.level, "计算公式", format!("={formula}"));
                }
            }
        }
        if let Some(share) = share {
            self.out.line(share);
        }
    }

    /// The first indicator before this one whose lines have the same formulas.
    fn told_before(&self, formulas: &[(String, Expr)]) -> Option<&Indicator> {
        let system = &self.rubric.system;
        let before = system.indicators.iter().take_while(|other| other.code != self.indicator.code);
        before.into_iter().find(|other| {
            let rule = other.rule.by_lines();
            rule.is_some_and(|rule| {
                line_formulas(rule, &self.rubric.form.tier_names, system.places) == formulas
            })
        })
    }

    /// Conditions under which the formula does not decide.
    fn waits(&mut self, rule: &Rule) {
        let waits = rule.shape().map(Shape::waits).unwrap_or_default();
        let said: Vec<String> = waits
            .iter()
            .map(|wait| {
                let then = match wait.outcome {
                    WaitOutcome::Pending => "待评定",
                    WaitOutcome::NotApplicable => "视为不适用",
                };
                format!("{}的，{then}", wait.condition.aloud())
            })
            .collect();
        if !said.is_empty() {
            self.item("特殊情形", said.join("；"));
        }
    }

    fn fallback(&mut self, fallback: &[Rule]) {
        if fallback.is_empty() {
            return;
        }
        self.item("替代口径", "前列规则所需数据未填的，依次改按下列规则计算，并予提示：");
        let places = self.rubric.system.places;
        for (index, rule) in fallback.iter().enumerate() {
            let formula = rule.shape().map_or_else(String::new, |shape| {
                format!("，即={}", shape.formula().rounded(places).to_excel(&str::to_owned))
            });
            self.out.line(format!("其{}：{}{formula}", ordinal(index + 1), rule.meaning()));
        }
    }

    fn applicability(&mut self, applies: Option<&Expr>, rows: Option<&str>, roll_up: RollUp) {
        let when = match applies {
            Some(condition) => {
                format!("{}的适用，不符合的不适用，条件所需数据缺失的待评定", condition.aloud())
            }
            None => "全部适用".to_owned(),
        };
        let heirs = wording::heirs(self.indicator);
        let then = match (rows, roll_up) {
            (Some(_), RollUp::Lines) => {
                "某行填报为不适用的，该行不计得分，其分值按比例分摊至本指标其余各行；各行均不适用的，分摊至其他逐行计分的指标"
                    .to_owned()
            }
            (Some(_), RollUp::Share) => format!(
                "某行填报为不适用的，该行不参与折算；各行均填报为不适用的，本指标不适用，其分值按比例分摊至{heirs}"
            ),
            (None, _) if self.indicator.counts != Counts::Within => "不适用的不计".to_owned(),
            (None, _) if self.indicator.not_applicable == NotApplicable::Full => {
                "不适用或填报为不适用的，得满分".to_owned()
            }
            (None, _) => format!("不适用或填报为不适用的，不计得分，其分值按比例分摊至{heirs}"),
        };
        self.item("适用条件", format!("{when}；{then}"));
    }

    fn missing(&mut self, missing: Missing, rows: Option<&str>, has_fallback: bool) {
        if let Some(table) = rows {
            self.missing_lines(table);
            return;
        }
        let after =
            if has_fallback { "替代口径所需数据也未填的，" } else { "所需数据未填的，" };
        let then = match missing {
            Missing::Pending => "待评定，不按零分处理",
            Missing::Zero => "本指标不得分",
            Missing::Full => "本指标得满分",
            Missing::OwnPoints => "采用自评得分；没有自评得分的，待评定",
            Missing::NotApplicable => "视为不适用",
        };
        self.item("缺少数据", format!("{after}{then}"));
    }

    fn missing_lines(&mut self, table: &str) {
        let level = self.indicator.row_level();
        let none = match self.indicator.roll_up {
            RollUp::Lines => {
                format!("“{table}”表没有内容行，或各项指标的分值合计不等于满分的，总分不完整")
            }
            RollUp::Share => format!("“{table}”表中没有“{level}”各行的，待评定"),
        };
        self.item(
            "缺少数据",
            format!(
                "某行年度指标值或实际完成值未填、无法读取的，待评定；定性指标未填自评得分的，待评定；{none}"
            ),
        );
    }

    fn own_figures(&mut self, printed_points: Option<&str>, self_points: Option<&str>) {
        if let Some(fact) = printed_points {
            self.item("表内分值", format!("报送表“{fact}”与规定分值不同的，按报送表所列分值计分，并予提示"));
        }
        if let Some(fact) = self_points {
            self.item("自评得分", format!("报送表“{fact}”仅供对照，不作为计分依据"));
        }
    }

    /// For whom the indicator is, and whether it counts within the full marks.
    fn place(&mut self, applies_to: &[String], counts: Counts) {
        if !applies_to.is_empty() {
            self.item("适用分组", applies_to.join("、"));
        }
        let beside = match counts {
            Counts::Within => return,
            Counts::Bonus => "加分指标，在满分之外加分，分值为最多加分数",
            Counts::Penalty => "扣分指标，在满分之外扣分，分值为最多扣分数",
        };
        self.item("指标性质", beside);
    }

    fn review(&mut self, points: Option<&str>, reason: Option<&str>) {
        let Some(points) = points else { return };
        let reason = reason.map_or_else(String::new, |reason| format!("，理由填于“{reason}”"));
        self.item("复核", format!("填有“{points}”的，以复核得分为准{reason}；未填的视为未复核，按规则计分"));
    }

    fn sentences(&mut self, say: &Sentences) {
        let Sentences { full, partial, zero, pending, not_applicable } = say;
        let each = [
            ("得满分", full),
            ("得部分分", partial),
            ("不得分", zero),
            ("待评定", pending),
            ("不适用", not_applicable),
        ];
        let said: Vec<String> = each
            .iter()
            .filter_map(|(when, sentence)| Some(format!("{when}的，注明“{}”", sentence.as_ref()?)))
            .collect();
        if !said.is_empty() {
            self.item("结果用语", said.join("；"));
        }
    }

    fn told(&mut self, told: Option<&Told>) {
        if let Some(Told { what, value }) = told {
            self.item(
                "参考说明",
                format!("待评定期间，可另行说明{what}（{}），仅供参考，不计分", value.aloud()),
            );
        }
    }

    fn examples(&mut self) {
        let shown = examples::shown(self.rubric, self.indicator);
        match shown.as_slice() {
            [] => {}
            [one] => self.item("算例", one),
            several => {
                self.item("算例", "依次如下：");
                for example in several {
                    self.out.paragraph(example);
                }
            }
        }
    }
}

/// Which lines of a table are of a level: by their first level, its other spellings, their second
/// level, or as those that are of no other.
fn belonging(form: &Form, level: &str) -> String {
    let Some(known) = form.levels.iter().find(|known| known.name == level) else {
        return format!("一级指标为“{level}”");
    };
    if known.rest {
        let others = form.levels.iter().filter(|other| other.name != level);
        let others: Vec<String> = others.map(|other| format!("“{}”", other.name)).collect();
        return format!("一级指标不属{}", others.join(""));
    }
    let labels = if known.labels.is_empty() {
        String::new()
    } else {
        format!("（也写作{}）", known.labels.join("、"))
    };
    let second = if known.second.is_empty() {
        String::new()
    } else {
        format!("，或一级指标无法识别而二级指标为{}", known.second.join("、"))
    };
    format!("一级指标为“{level}”{labels}{second}")
}

/// The formula of each kind of line, with the words for when it holds.
fn line_formulas(rule: &dyn ByLines, tier_names: &[String], places: u32) -> Vec<(String, Expr)> {
    let kinds = [
        (Kinship::AtLeast, "指标值为“≥”或“＞”的："),
        (Kinship::Equal, "指标值为“＝”的："),
        (Kinship::AtMost, "指标值为“≤”或“＜”的："),
    ];
    let kinds = kinds.into_iter().map(|(kinship, when)| (kinship, when.to_owned()));
    let tiers = (0..tier_names.len()).map(|tier| {
        let name = tier_names.get(tier).cloned().unwrap_or_else(|| format!("第{}档", tier + 1));
        (Kinship::Tier(tier), format!("定性指标，{name}的："))
    });
    kinds
        .chain(tiers)
        .filter_map(|(kinship, when)| {
            let shape = rule.shape_for(kinship, places, false)?;
            Some((when, shape.formula().rounded(places)))
        })
        .collect()
}

/// How the lines' points become the indicator's, as the engine computes it.
fn share_formula(table: &str, places: u32) -> String {
    format!("ROUND(SUM({table}[得分])/SUM({table}[{POINTS}])*{POINTS},{places})")
}

fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 5] = ["一", "二", "三", "四", "五"];
    DIGITS.get(number.saturating_sub(1)).map_or_else(|| number.to_string(), |digit| (*digit).to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::score::example;

    #[test]
    fn the_share_is_printed_as_it_is_computed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/department-overall");
        let rubric = Rubric::load(&folder).unwrap();
        let shared = |case: &&crate::rubric::Example| {
            rubric.system.indicators.iter().any(|indicator| {
                Some(&indicator.code) == case.indicator.as_ref()
                    && indicator.rows.is_some()
                    && indicator.roll_up == RollUp::Share
            })
        };
        let case = rubric.examples.iter().find(shared).unwrap();
        let example::Found::Outcome(outcome) = example::found(&rubric, case) else {
            panic!("an example of an indicator")
        };
        let engine = outcome.formula.unwrap().to_excel(&str::to_owned);
        assert_eq!(share_formula("绩效指标", rubric.system.places), engine);
    }
}
