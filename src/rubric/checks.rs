//! How much each kind of finding matters to a bureau, and from where on the checks speak.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::finding::{Finding, Severity};
use crate::number::Number;

/// `[checks]`: what becomes of a finding, by its code. Codes that are not named stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub struct Checks(BTreeMap<String, Switch>);

/// What becomes of the findings of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// 错误
    Error,
    /// 警告
    Warning,
    /// 提示
    Note,
    /// It is not listed.
    Off,
}

impl Checks {
    /// The codes that are named, in their order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Every code that is named, with what becomes of it.
    pub fn switches(&self) -> impl Iterator<Item = (&str, Switch)> {
        self.0.iter().map(|(code, switch)| (code.as_str(), *switch))
    }

    /// Gives every finding the severity that the bureau wants and drops what it does not want to
    /// see. What is an error of itself stays one: a result is missing because of it, and the
    /// finding is the only place that says why.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        if self.0.is_empty() {
            return;
        }
        findings.retain_mut(|finding| {
            let own = finding.problem.severity();
            let switch = self.0.get(finding.problem.code()).filter(|_| own != Severity::Error);
            match switch {
                None => {}
                Some(Switch::Off) => return false,
                Some(Switch::Error) => finding.severity = Severity::Error,
                Some(Switch::Warning) => finding.severity = Severity::Warning,
                Some(Switch::Note) => finding.severity = Severity::Note,
            }
            true
        });
    }
}

/// `[thresholds]`: from where on the checks speak. Shares are ratios.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// X01: so many telling cells of two bodies are equal …
    pub alike_cells: usize,
    /// … and at least this share of those that the smaller form has.
    pub alike_share: Number,
    /// X02: a text of so many characters that stands in another body's form too.
    pub alike_text: usize,
    /// X04: so many telling cells are those of the year before …
    pub repeated_cells: usize,
    /// … and at least this share of those that can be compared.
    pub repeated_share: Number,
    /// X07–X09, A16, R30: of fewer lines nothing is said about all of them.
    pub few_lines: usize,
    /// X09: this completion is far above the target …
    pub far_above: Number,
    /// … for at least this share of the lines.
    pub far_above_share: Number,
    /// X10, X11: self points differ from the computed ones by this share of the full points.
    pub self_apart: Number,
    /// X11: of fewer bodies nothing is said about what is usual among them.
    pub few_bodies: usize,
    /// R25: a rate that ought to be full, with a target below this.
    pub low_rate: Number,
}

impl Default for Thresholds {
    fn default() -> Self {
        let percent = |n: i64| &Number::from(n) * &Number::ten_to(-2);
        Self {
            alike_cells: 6,
            alike_share: percent(30),
            alike_text: 20,
            repeated_cells: 4,
            repeated_share: percent(50),
            few_lines: 3,
            far_above: percent(130),
            far_above_share: percent(50),
            self_apart: percent(5),
            few_bodies: 5,
            low_rate: percent(80),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Problem;

    fn applied(text: &str) -> Vec<(&'static str, Severity)> {
        let checks: Checks = toml::from_str(text).unwrap();
        let mut findings = vec![Finding::new(Problem::NoReason), Finding::new(Problem::MissingActual)];
        checks.apply(&mut findings);
        findings.iter().map(|finding| (finding.problem.code(), finding.severity)).collect()
    }

    #[test]
    fn a_bureau_says_how_much_a_warning_matters_to_it() {
        let missing = ("T04", Severity::Error);
        assert_eq!(applied(""), [("R01", Severity::Warning), missing]);
        assert_eq!(applied("R01 = \"error\""), [("R01", Severity::Error), missing]);
        assert_eq!(applied("R01 = \"note\""), [("R01", Severity::Note), missing]);
        assert_eq!(applied("R01 = \"off\""), [missing]);
        // An error stands for a result that is missing.
        assert_eq!(applied("T04 = \"off\""), [("R01", Severity::Warning), missing]);
    }
}
