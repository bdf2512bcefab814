//! What must hold whatever the figures are: bounds, monotony, order, shares.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;

use common::{District, root};
use jixiao::formula::{Expr, Known, Value};
use jixiao::number::{Number, Points, apportion};
use jixiao::rubric::shape::{Rule, Shape};
use proptest::prelude::*;

/// Rules over `a` (the more the better, or the worse) and a fixed target.
fn rule(text: &str) -> Rule {
    toml::from_str(text).unwrap()
}

const RISING: [&str; 3] = [
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'",
    "shape = 'proportional'\nactual = 'a'\ntarget = 't'\nzero_target = 'zero'",
    "shape = 'deduct'\nvalue = 'a'\nbelow = 't'\neach = '5%'\npoints = 2\nstep = 'begun'",
];

const FALLING: [&str; 6] = [
    "shape = 'inverse_linear'\nactual = 'a'\ntarget = 't'",
    "shape = 'inverse_ratio'\nactual = 'a'\ntarget = 't'",
    "shape = 'deduct'\nvalue = 'a'\nabove = 't'\neach = '1%'\npoints = 0.3\nstep = 'linear'",
    "shape = 'deduct'\nvalue = 'a'\nabove = 't'\neach = 3\npoints = 0.3\nstep = 'full'",
    "shape = 'change'\nthis = 'a'\nlast = 't'\nabove = '0%'\neach = '1%'\npoints = 0.8\nstep = 'begun'",
    "shape = 'formula'\npoints = '(1-10*MAX(a,0)/1000)*分值'",
];

fn points(shape: &dyn Shape, actual: &Number, target: &Number, max: &Number) -> Number {
    let facts = |name: &str| {
        let number = match name {
            "a" => actual,
            "t" => target,
            "分值" => max,
            _ => return Known::Missing,
        };
        Known::Value(Value::Number(number.clone()))
    };
    shape.formula().rounded(2).number(&facts).unwrap()
}

fn hundredths(range: std::ops::Range<i64>) -> impl Strategy<Value = Number> {
    range.prop_map(|n| &Number::from(n) * &Number::ten_to(-2))
}

proptest! {
    #[test]
    fn points_stay_between_nothing_and_full(a in hundredths(-5_000..50_000), t in hundredths(0..20_000), max in hundredths(1..5_000)) {
        for text in RISING.iter().chain(&FALLING) {
            let rule = rule(text);
            let points = points(rule.shape().unwrap(), &a, &t, &max);
            prop_assert!(!points.is_negative() && points <= max, "{text}: {points} of {max}");
        }
    }

    #[test]
    fn more_of_a_good_thing_never_costs(a in hundredths(-5_000..50_000), more in hundredths(0..9_000), t in hundredths(0..20_000), max in hundredths(1..5_000)) {
        let higher = &a + &more;
        for (texts, rising) in [(&RISING[..], true), (&FALLING[..], false)] {
            for text in texts {
                let rule = rule(text);
                let (low, high) = (points(rule.shape().unwrap(), &a, &t, &max), points(rule.shape().unwrap(), &higher, &t, &max));
                prop_assert!(if rising { high >= low } else { high <= low }, "{text}: {a} gives {low}, {higher} gives {high}");
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
        (rows, common::codes(&result))
    };
    assert_eq!(totals(&|_| String::new()), totals(&|index| format!("{:03}-", 500 - index)));
}

#[test]
fn points_are_rounded_once_and_half_up() {
    let exact: Number = "8.325".parse().unwrap();
    assert_eq!(Points::rounded(&exact, 2).to_string(), "8.33");
}
