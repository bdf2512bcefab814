//! 超额完成: what follows when far more was achieved than was to be.
//!
//! The base rule comes first, the word on over-achievement after it, the bounds last.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::deduct::{Step, number_in_its_spelling};
use super::{Constant, OWN_REASON, above_zero, template};
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// A completion beyond `above` and what it means.
#[derive(Clone, Debug)]
pub struct Over {
    /// The ratio of actual to target from beyond which it counts as far above; at least 100%.
    pub above: Constant,
    /// What follows.
    pub then: Then,
}

read_as!(Over, Written);

/// What follows from completion far above the target.
#[derive(Clone, Debug)]
pub enum Then {
    /// It is noted and costs nothing.
    Flag,
    /// So many points off for each unit above.
    Deduct {
        /// The unit of completion that costs `points`.
        each: Number,
        /// Points off for each unit.
        points: Number,
        /// How a part of a unit counts.
        step: Step,
    },
    /// It counts as not achieved.
    Fail,
    /// Full points where a reason is stated; otherwise a person decides.
    Note {
        /// The fact that states the reason.
        reason: String,
    },
}

/// `over` as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    above: Constant,
    #[serde(default)]
    then: Word,
    #[serde(default)]
    each: Option<Ratio>,
    #[serde(default)]
    points: Option<Ratio>,
    #[serde(default)]
    step: Option<Step>,
    #[serde(default)]
    reason: Option<String>,
}

/// The words for [`Then`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
enum Word {
    #[default]
    Flag,
    Deduct,
    Fail,
    Note,
}

/// A number above 0.
#[derive(Deserialize, JsonSchema)]
#[schemars(inline)]
struct Ratio(#[serde(deserialize_with = "above_zero")] Number);

impl Written {
    /// The rule, whose reason stands in `reason_of_line` where it is about lines.
    fn checked(self, reason_of_line: Option<&str>) -> Result<Over, &'static str> {
        let Self { above, then, each, points, step, reason } = self;
        if *above.number() < Number::one() {
            return Err("over 的 above 不得小于 100%");
        }
        if reason.is_some() && (then != Word::Note || reason_of_line.is_some()) {
            return Err("over 的 reason 只用于按数据项计分且 then = \"note\" 的规则");
        }
        let then = match (then, each, points) {
            (Word::Deduct, Some(each), Some(points)) => {
                Then::Deduct { each: each.0, points: points.0, step: step.unwrap_or_default() }
            }
            (Word::Deduct, ..) => return Err("over 的 then = \"deduct\" 须写明 each 与 points"),
            (_, None, None) if step.is_none() => match then {
                Word::Fail => Then::Fail,
                Word::Note => Then::Note {
                    reason: reason
                        .or_else(|| reason_of_line.map(str::to_owned))
                        .ok_or("over 的 then = \"note\" 须以 reason 写明说明原因的数据项")?,
                },
                _ => Then::Flag,
            },
            _ => return Err("over 的 each、points、step 只用于 then = \"deduct\""),
        };
        Ok(Over { above, then })
    }
}

/// Reads `over` of a rule over facts of the form.
pub(super) fn of_facts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Over>, D::Error> {
    Written::deserialize(deserializer)?.checked(None).map(Some).map_err(D::Error::custom)
}

/// Reads `over` of a rule over lines, which have a column for the reason.
pub(super) fn of_lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Over>, D::Error> {
    Written::deserialize(deserializer)?.checked(Some(OWN_REASON)).map(Some).map_err(D::Error::custom)
}

impl Over {
    /// The base rule's formula with what follows from over-achievement put around it, if anything
    /// does. A target of 0 knows no ratio and is left to the base rule.
    pub(super) fn around(over: Option<&Self>, base: Expr, actual: &Expr, target: &Expr) -> Expr {
        let Some(Self { above, then }) = over else {
            return base;
        };
        let far = template(
            "AND(目标>0,实际>目标*界)",
            &[("目标", target), ("实际", actual), ("界", above.written())],
        );
        let beyond = match then {
            Then::Flag => return base,
            Then::Fail => template("0", &[]),
            Then::Note { reason } => template("IF(原因=\"\",0,分值)", &[("原因", &Expr::name(reason))]),
            Then::Deduct { each, points, step } => {
                let parts = [
                    ("实际", actual),
                    ("目标", target),
                    ("界", above.written()),
                    ("每", &number_in_its_spelling(each)),
                ];
                let units = step.counted(template("(实际/目标-界)/每", &parts));
                let points = Expr::Number(points.clone());
                template("MAX(分值-扣*数,0)", &[("扣", &points), ("数", &units)])
            }
        };
        template("IF(远超,后果,原)", &[("远超", &far), ("后果", &beyond), ("原", &base)])
    }

    /// Whether it takes points off in points of the rubric's own 分值.
    pub(super) fn counts_in_points(&self) -> bool {
        matches!(self.then, Then::Deduct { .. })
    }

    /// The fact without whose words a completion far above the target waits for a person.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match &self.then {
            Then::Note { reason } => Some(reason),
            _ => None,
        }
    }

    /// Whether a completion of `rate` is worth a finding of its own.
    #[must_use]
    pub fn flags(&self, rate: &Number) -> bool {
        rate > self.above.number() && self.reason().is_none()
    }

    /// The words for it, after the sentence of the base rule.
    pub(super) fn meaning(&self) -> String {
        let over = format!("；完成率超过{}的", self.above.aloud());
        match &self.then {
            Then::Flag => over + "不扣分，但予以提示",
            Then::Fail => over + "视为未完成，不得分",
            Then::Note { .. } => over + "，说明原因的得满分，未说明的由人工核定",
            Then::Deduct { each, points, step } => {
                let each = number_in_its_spelling(each).aloud();
                format!("{over}，每超过{each}扣{points}分，{}，扣完为止", step.words())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::points;
    use super::super::{Proportional, Shape};

    fn rule(over: &str) -> Result<Proportional, toml::de::Error> {
        toml::from_str(&format!("actual = \"完成\"\ntarget = \"目标\"\nover = {{ above = \"130%\"{over} }}"))
    }

    #[test]
    fn each_consequence_of_doing_far_more() {
        let of = |over: &str, actual: &str| {
            let facts = [("完成", actual), ("目标", "100"), ("分值", "10")];
            points(&rule(over).unwrap(), &facts)
        };
        assert_eq!((of("", "130"), of("", "300")), ("10.00".into(), "10.00".into()));
        let fail = ", then = \"fail\"";
        assert_eq!(
            (of(fail, "130"), of(fail, "131"), of(fail, "80")),
            ("10.00".into(), "0.00".into(), "8.00".into())
        );
        let deduct = ", then = \"deduct\", each = \"10%\", points = 0.5, step = \"begun\"";
        assert_eq!(
            (of(deduct, "130"), of(deduct, "155"), of(deduct, "900")),
            ("10.00".into(), "8.50".into(), "0.00".into())
        );
        let note = ", then = \"note\", reason = \"原因\"";
        assert_eq!((of(note, "130"), of(note, "140")), ("10.00".into(), "Missing(\"原因\")".into()));
        let stated = [("完成", "140"), ("目标", "100"), ("分值", "10"), ("原因", "上级追加任务")];
        assert_eq!(points(&rule(note).unwrap(), &stated), "10.00");
    }

    #[test]
    fn a_target_of_nothing_knows_no_ratio() {
        let facts = [("完成", "3"), ("目标", "0"), ("分值", "10")];
        assert_eq!(points(&rule(", then = \"fail\"").unwrap(), &facts), "10.00");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (over, words) in [
            (", then = \"deduct\", points = 1", "须写明 each 与 points"),
            (", then = \"fail\", points = 1", "只用于 then = \"deduct\""),
            (", step = \"full\"", "只用于 then = \"deduct\""),
            (", then = \"note\"", "须以 reason 写明"),
            (", reason = \"原因\"", "reason 只用于"),
        ] {
            let error = rule(over).unwrap_err().to_string();
            assert!(error.contains(words), "{over}: {error}");
        }
        let low = toml::from_str::<Proportional>("actual = 1\ntarget = 1\nover = { above = \"90%\" }");
        assert!(low.unwrap_err().to_string().contains("不得小于 100%"));
    }

    #[test]
    fn the_words_say_what_follows() {
        assert!(
            rule(", then = \"fail\"").unwrap().meaning().ends_with("；完成率超过130%的视为未完成，不得分")
        );
        let deduct = rule(", then = \"deduct\", each = \"10%\", points = 0.5").unwrap();
        assert!(deduct.meaning().ends_with("每超过10%扣0.5分，不足一个单位的按比例计，扣完为止"));
        assert!(deduct.counts_in_points() && !rule("").unwrap().counts_in_points());
    }
}
