//! What must hold whatever the figures are: bounds, monotony, order, shares.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::LazyLock;

use crate::common::{District, root};
use jixiao::formula::{Expr, Known, Stop, Value};
use jixiao::number::{Number, Points, apportion};
use jixiao::rubric::shape::{Rule, Wait};
use proptest::prelude::*;

/// A rule over the figure `a`, the target `t`, the word `w`, the answers `y` and `n` and a reason
/// `r`, with what its shape builds, which does not depend on the figures.
struct Tested {
    text: &'static str,
    formula: Expr,
    waits: Vec<Wait>,
}

fn tested(texts: &[&'static str]) -> Vec<Tested> {
    let each = texts.iter().map(|text| {
        let rule: Rule = toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let shape = rule.shape().unwrap();
        Tested { text, formula: shape.formula().rounded(2), waits: shape.waits() }
    });
    each.collect()
}

static RISING_RULES: LazyLock<Vec<Tested>> = LazyLock::new(|| tested(RISING));
static FALLING_RULES: LazyLock<Vec<Tested>> = LazyLock::new(|| tested(FALLING));
static OTHER_RULES: LazyLock<Vec<Tested>> = LazyLock::new(|| tested(OTHERS));

/// Rules by which more of `a` is never worse.
const RISING: &[&str] = &[
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'",
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'\nzero_target = 'zero'",
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'\nrate_places = 0\nover = { above = '120%' }",
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'\nover = { above = '130%', then = 'note', reason = 'r' }",
    "shape = 'deduct'\nvalue = 'a'\nbelow = 't'\neach = '5%'\npoints = 2\nstep = 'begun'",
    "shape = 'linear'\nvalue = 'a'\nzero_at = 't'\nfull_at = 't+10'",
    "shape = 'bands'\nvalue = 'a'\nbands = [{ below = 60, points = 0 }, { from = 60, below = 80.5, points = 3 }, { from = 80.5, points = 5 }]",
    "shape = 'bands'\nvalue = 'a'\nbands = [{ to = 60, share = '10%' }, { above = 60, share = '100%' }]",
    "shape = 'interval'\nvalue = 'a'\nfrom = 't'",
    "shape = 'interval'\nvalue = 'a'\nfrom = 't'\neach = 2\npoints = 0.5\nstep = 'begun'",
    "shape = 'progress'\nvalue = 'a/100'\nmonth = '7'\nschedule = [{ month = 4, rate = '25%' }, { month = 8, rate = '60%' }]",
    "shape = 'coefficient'\nvalue = 'a/100'\nmost = '80%'",
    "shape = 'tally'\nitems = [{ fact = 'a', points = 0.5 }, { fact = 't', points = 0.1 }]",
    "shape = 'choose'\ntake = 'best'\nof = [{ shape = 'coefficient', value = 'a/100' }, { shape = 'deduct', value = 'a', below = 't', each = 1, points = 1 }]",
    "shape = 'pool'\nof = [{ chosen = '1=1', rule = { shape = 'coefficient', value = 'a/100' } }, { chosen = 't>50', rule = { shape = 'proportional', actual = 'a', target = 't' } }, { chosen = 't>90', rule = { shape = 'tally', items = [{ fact = 'a', points = 1 }] } }]",
    "shape = 'peer'\nvalue = 'a'\nby = 'rank'\nwithin = 'all'\nbetter = 'higher'",
    "shape = 'peer'\nvalue = 'a'\nby = 'min_max'\nwithin = 'group'\nbetter = 'higher'",
    "shape = 'peer'\nvalue = 'a'\nby = 'percentile'\nwithin = 'all'\nbetter = 'higher'",
    "shape = 'peer'\nvalue = 'a'\nby = 'ratio_to_best'\nwithin = 'all'\nbetter = 'higher'",
];

/// Rules by which more of `a` is never better.
const FALLING: &[&str] = &[
    "shape = 'inverse_linear'\nactual = 'a'\ntarget = 't'",
    "shape = 'inverse_ratio'\nactual = 'a'\ntarget = 't'",
    "shape = 'deduct'\nvalue = 'a'\nabove = 't'\neach = '1%'\npoints = 0.3\nstep = 'linear'",
    "shape = 'deduct'\nvalue = 'a'\nabove = 't'\neach = 3\npoints = 0.3\nstep = 'full'",
    "shape = 'change'\nthis = 'a'\nlast = 't'\nabove = '0%'\neach = '1%'\npoints = 0.8\nstep = 'begun'",
    "shape = 'formula'\npoints = '(1-10*MAX(a,0)/1000)*分值'",
    "shape = 'linear'\nvalue = 'a'\nzero_at = 't+10'\nfull_at = 't'",
    "shape = 'bands'\nvalue = 'a'\nbands = [{ to = 0, points = 5 }, { above = 0, to = 10, points = 4 }, { above = 10, to = 30, points = 2 }, { above = 30, points = 0 }]",
    "shape = 'interval'\nvalue = 'a'\nto = 't'\neach = 2\npoints = 0.5\nstep = 'full'",
    "shape = 'timely'\ndone = 'a'\ndue = 't'",
    "shape = 'timely'\ndone = 'a'\ndue = 't'\neach = 1\npoints = 0.5",
    "shape = 'timely'\ndone = 'a'\ndue = 't'\neach = 7\nshare = '30%'\nstep = 'begun'",
    "shape = 'peer'\nvalue = 'a'\nby = 'rank'\nwithin = 'all'\nbetter = 'lower'\nfull_at = 1\nzero_at = 3",
    "shape = 'peer'\nvalue = 'a'\nby = 'ratio_to_best'\nwithin = 'group'\nbetter = 'lower'",
    "shape = 'peer'\nvalue = 'a'\nby = 'z_score'\nwithin = 'all'\nbetter = 'lower'\nfull_at = -1\nzero_at = 1",
    "shape = 'peer'\nvalue = 'a'\nby = 'median'\nwithin = 'all'\nbetter = 'lower'\nfull_at = 0\nzero_at = '20%'",
];

/// Rules that only have to keep within their bounds: more may cost, or words decide.
const OTHERS: &[&str] = &[
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'\nover = { above = '130%', then = 'fail' }",
    "shape = 'equality'\nactual = 'a'\ntarget = 't'\nover = { above = '130%', then = 'deduct', each = '10%', points = 0.5 }",
    "shape = 'interval'\nvalue = 'a'\nfrom = 't'\nto = 't+5'\neach = 1\npoints = 0.5",
    "shape = 'graded'\nfact = 'w'\ngrades = [{ word = '严重', lose = '100%' }, { word = '轻微', lose = '30%' }]\nclear = ['无']",
    "shape = 'tiered'\ntier = 'w'\ngiven = 'a'\ntiers = [{ words = ['无'], from = '80%', to = '95%' }, { words = ['轻微'], from = '60%', below = '80%' }, { words = ['严重'], from = 0, below = '60%' }]",
    "shape = 'tiered'\ntier = 'w'\ntiers = [{ words = ['无', '轻微'], from = '60%', to = '100%' }, { words = ['严重'], from = 0, below = '60%' }]",
    "shape = 'checklist'\nitems = [{ fact = 'y', points = 2, not_applicable = 'full' }, { fact = 'y', points = 1, not_applicable = 'share' }, { fact = 'n', points = 1 }]",
];

/// Facts of one body, and the figures of four others.
#[derive(Clone, Debug)]
struct Body {
    actual: Number,
    target: Number,
    max: Number,
    word: &'static str,
    others: Vec<Number>,
}

impl Body {
    fn known(&self, name: &str) -> Known {
        let text = |text: &str| Value::Text(text.to_owned());
        Known::Value(match name {
            "a" => Value::Number(self.actual.clone()),
            "t" => Value::Number(self.target.clone()),
            "分值" => Value::Number(self.max.clone()),
            "r" => text("上级追加任务"),
            "w" => text(self.word),
            "y" => text(if self.word == "无" { "不适用" } else { "是" }),
            "n" => text("否"),
            "全体[a]" | "同组[a]" => {
                Value::List(self.others.iter().chain([&self.actual]).cloned().collect())
            }
            _ => return Known::Missing,
        })
    }

    /// The points, or `None` where the rule waits for a person.
    fn points(&self, rule: &Tested) -> Option<Number> {
        let known = |name: &str| self.known(name);
        if rule.waits.iter().any(|wait| wait.condition.truth(&known) == Ok(true)) {
            return None;
        }
        match rule.formula.number(&known) {
            Ok(points) => Some(points),
            Err(Stop::DivisionByZero(_)) => None,
            Err(stop) => panic!("{}: {stop:?}", rule.text),
        }
    }
}

fn body() -> impl Strategy<Value = Body> {
    let figures = (hundredths(-5_000..50_000), hundredths(0..20_000), hundredths(100..5_000));
    let word = prop::sample::select(vec!["严重", "轻微", "无"]);
    let others = prop::collection::vec(hundredths(0..20_000), 0..5);
    (figures, word, others).prop_map(|((actual, target, max), word, others)| Body {
        actual,
        target,
        max,
        word,
        others,
    })
}

fn hundredths(range: std::ops::Range<i64>) -> impl Strategy<Value = Number> {
    range.prop_map(|n| &Number::from(n) * &Number::ten_to(-2))
}

proptest! {
    #[test]
    fn points_stay_between_nothing_and_full(body in body()) {
        for rule in RISING_RULES.iter().chain(&*FALLING_RULES).chain(&*OTHER_RULES) {
            if let Some(points) = body.points(rule) {
                prop_assert!(!points.is_negative() && points <= body.max, "{}: {points} of {}", rule.text, body.max);
            }
        }
    }

    #[test]
    fn more_of_a_good_thing_never_costs(body in body(), more in hundredths(0..9_000)) {
        let higher = Body { actual: &body.actual + &more, ..body.clone() };
        for (rules, rising) in [(&RISING_RULES, true), (&FALLING_RULES, false)] {
            for rule in rules.iter() {
                let (Some(low), Some(high)) = (body.points(rule), higher.points(rule)) else { continue };
                let text = rule.text;
                prop_assert!(if rising { high >= low } else { high <= low }, "{text}: {} gives {low}, {} gives {high}", body.actual, higher.actual);
            }
        }
    }

    #[test]
    fn shares_add_up_and_stay_in_proportion(weights in prop::collection::vec(hundredths(1..3_000), 1..12), whole in hundredths(1..10_000)) {
        let shares = apportion(&whole, &weights, 2);
        prop_assert_eq!(shares.iter().sum::<Number>(), whole.clone());
        let per_weight = whole.divided_by(&weights.iter().sum()).unwrap();
        let unit = Number::ten_to(-2);
        for (share, weight) in shares.iter().zip(&weights) {
            prop_assert!((share - &(weight * &per_weight)).abs() < unit);
        }
    }

    #[test]
    fn a_formula_printed_and_read_again_is_the_same(a in -99i64..99, b in 1i64..99) {
        for text in ["(a-b)-(b-a)", "a/(b/2)", "-(a+b)*2%", "IF(a>=b,MIN(a,b)/b,ROUNDUP(a/b,0))", "2^2*(a-(-b))"] {
            let expr: Expr = text.parse().unwrap();
            let again: Expr = expr.to_excel(&str::to_owned).parse().unwrap();
            let facts = |name: &str| Known::Value(Value::Number(Number::from(if name == "a" { a } else { b })));
            prop_assert_eq!(expr.number(&facts), again.number(&facts));
            let inlined = expr.to_excel(&|name| format!("({})", if name == "a" { a } else { b }));
            prop_assert_eq!(inlined.parse::<Expr>().unwrap().number(&facts), expr.number(&facts));
        }
    }
}

#[test]
fn the_order_of_files_decides_nothing() {
    let totals = |prefix: &dyn Fn(usize) -> String| {
        let district = District::new();
        let mut files: Vec<_> = fs::read_dir(root().join("inputs/published"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for (index, file) in files.iter().enumerate() {
            let name = format!("{}{}", prefix(index), file.file_name().unwrap().to_string_lossy());
            district.bytes(&name, &fs::read(file).unwrap());
        }
        let result = district.score();
        let mut rows: Vec<String> = result["subjects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| {
                format!("{} {} {} {} {}", s["department"], s["project"], s["total"], s["rank"], s["grade"])
            })
            .collect();
        rows.sort();
        (rows, crate::common::codes(&result))
    };
    assert_eq!(totals(&|_| String::new()), totals(&|index| format!("{:03}-", 500 - index)));
}

#[test]
fn points_are_rounded_once_and_half_up() {
    let exact: Number = "8.325".parse().unwrap();
    assert_eq!(Points::rounded(&exact, 2).to_string(), "8.33");
}
