//! 序时进度: what was due by the month of the count is full, otherwise in proportion to it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Constant, Shape, Wait, WaitOutcome, template};
use crate::finding::Problem;
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// `value` against the rate due at the latest scheduled month that has come. Before the first of
/// them nothing is due and the points are full.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Progress {
    /// The rate that was reached.
    pub value: Expr,
    /// The month of the count, 1 to 12.
    pub month: Expr,
    /// The rates that are due, by month.
    pub schedule: Vec<Due>,
}

read_as!(Progress, Written);

/// A rate that is due by the end of a month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The month.
    pub month: u32,
    /// The rate.
    pub rate: Constant,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    value: Expr,
    month: Expr,
    schedule: Vec<Due>,
}

impl TryFrom<Written> for Progress {
    type Error = &'static str;

    fn try_from(Written { value, month, schedule }: Written) -> Result<Self, Self::Error> {
        if schedule.is_empty() {
            return Err("schedule 至少须有一项");
        }
        if schedule.iter().any(|due| !(1..=12).contains(&due.month)) {
            return Err("schedule 的月份须为 1 至 12");
        }
        let rising =
            |pair: &[Due]| pair[0].month < pair[1].month && pair[0].rate.number() <= pair[1].rate.number();
        if !schedule.windows(2).all(rising) {
            return Err("schedule 须按月份由小到大排列，且进度不得回落");
        }
        if schedule.iter().any(|due| *due.rate.number() <= Number::zero()) {
            return Err("schedule 的进度须大于 0");
        }
        Ok(Self { value, month, schedule })
    }
}

impl Progress {
    fn month_is_at_least(&self, month: u32) -> Expr {
        let month = Expr::Number(Number::from(i64::from(month)));
        template("月>=数", &[("月", &self.month), ("数", &month)])
    }
}

impl Shape for Progress {
    fn formula(&self) -> Expr {
        let mut months = self.schedule.iter();
        let Some(first) = months.next() else { return Expr::name(super::POINTS) };
        let rate = months.fold(first.rate.written().clone(), |earlier, due| {
            let parts =
                [("到", &self.month_is_at_least(due.month)), ("率", due.rate.written()), ("前", &earlier)];
            template("IF(到,率,前)", &parts)
        });
        template(
            "IF(到,MIN(MAX(值,0)/应,1)*分值,分值)",
            &[("到", &self.month_is_at_least(first.month)), ("值", &self.value), ("应", &rate)],
        )
    }

    fn meaning(&self) -> String {
        let due: Vec<String> =
            self.schedule.iter().map(|due| format!("{}月{}", due.month, due.rate.aloud())).collect();
        format!(
            "按序时进度计分，应达进度为{}，以{}所在月份或其前最近一个月份的进度为准：{}达到应达进度的得满分，未达到的按比例计分；尚未到首个月份的得满分",
            due.join("、"),
            self.month.aloud(),
            self.value.aloud()
        )
    }

    fn waits(&self) -> Vec<Wait> {
        vec![Wait {
            condition: template("OR(月<1,月>12)", &[("月", &self.month)]),
            outcome: WaitOutcome::Pending,
            problem: Problem::NotProvidedFor { what: self.month.aloud() },
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    fn rule() -> Progress {
        // 川财绩〔2025〕10号: 1-4月 25%, 1-6月 40%, 1-8月 60%, 1-10月 80%.
        toml::from_str(
            "value = \"支出进度\"\nmonth = \"月份\"\nschedule = [{ month = 4, rate = \"25%\" }, { month = 6, rate = \"40%\" }, { month = 8, rate = \"60%\" }, { month = 10, rate = \"80%\" }]",
        )
        .unwrap()
    }

    #[test]
    fn the_latest_month_that_has_come_counts() {
        for (month, value, expected) in [
            ("4", "0.25", "10.00"),
            ("5", "0.2", "8.00"),
            ("6", "0.3", "7.50"),
            ("7", "0.4", "10.00"),
            ("8", "0.45", "7.50"),
            ("10", "0.6", "7.50"),
            ("12", "0.9", "10.00"),
            ("3", "0", "10.00"),
            ("4", "-0.1", "0.00"),
        ] {
            let facts = [("支出进度", value), ("月份", month), ("分值", "10")];
            assert_eq!(points(&rule(), &facts), expected, "{month}月 {value}");
        }
        assert!(
            rule().meaning().contains("应达进度为4月25%、6月40%、8月60%、10月80%"),
            "{}",
            rule().meaning()
        );
    }

    #[test]
    fn there_is_no_month_13() {
        let code = |month| waiting(&rule(), &[("支出进度", "1"), ("月份", month), ("分值", "10")]);
        assert_eq!((code("0"), code("13"), code("12")), (Some("R16"), Some("R16"), None));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (schedule, words) in [
            ("", "至少须有一项"),
            ("{ month = 13, rate = 1 }", "1 至 12"),
            ("{ month = 6, rate = 0.4 }, { month = 4, rate = 0.5 }", "由小到大"),
            ("{ month = 4, rate = 0.4 }, { month = 6, rate = 0.3 }", "不得回落"),
            ("{ month = 4, rate = 0 }", "须大于 0"),
        ] {
            let text = format!("value = \"x\"\nmonth = \"m\"\nschedule = [{schedule}]");
            let error = toml::from_str::<Progress>(&text).unwrap_err();
            assert!(error.to_string().contains(words), "{schedule}: {error}");
        }
    }
}
