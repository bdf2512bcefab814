//! The rule language: what is printed is what was read, and evaluation always comes to an answer.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jixiao::formula::{Expr, Known, Value, plainly};
use jixiao::number::Number;

/// Reads, prints, reads again, evaluates, says.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let expr: Expr = match text.parse() {
        Ok(expr) => expr,
        Err(error) => {
            let error: jixiao::formula::FormulaError = error;
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let written = expr.to_string();
    match written.parse::<Expr>() {
        // A number without a short decimal form is written as a quotient.
        Ok(_) if !is_short(&expr) => {}
        Ok(again) => assert_eq!(again, expr, "{text:?} is written {written:?}"),
        Err(error) => panic!("{text:?} is written {written:?}: {error}"),
    }
    let value = expr.evaluate(&known);
    // Units of money become numbers, so that the trees differ; what they come to does not.
    let printed = expr.to_excel(&str::to_owned);
    let again =
        printed.parse::<Expr>().unwrap_or_else(|error| panic!("{text:?} is printed {printed:?}: {error}"));
    assert_eq!(again.evaluate(&known).ok(), value.clone().ok(), "{text:?} is printed {printed:?}");
    assert!(!expr.aloud().is_empty());
    let _ = expr.aloud_with(&known, &plainly);
    let _ = expr.check(&|_| None);
    let ways: BTreeSet<_> = expr.branches().into_iter().map(|branch| branch.id).collect();
    assert!(expr.taken(&known).is_subset(&ways), "{text:?}");
    if let Ok(Value::Number(number)) = value {
        let _ = (number.plain(), number.to_f64());
    }
}

/// Whether every number in it is written in full.
fn is_short(expr: &Expr) -> bool {
    match expr {
        Expr::Number(number) => number.is_plain_exact(),
        Expr::Text(_) | Expr::Truth(_) | Expr::Unit(_) | Expr::Name(_) => true,
        Expr::Negated(inner) | Expr::Percent(inner) => is_short(inner),
        Expr::Binary(_, left, right) => is_short(left) && is_short(right),
        Expr::Call(_, arguments) => arguments.iter().all(is_short),
    }
}

/// Something of every kind, by what a name begins with.
fn known(name: &str) -> Known {
    let numbers = |numbers: &[i64]| numbers.iter().copied().map(Number::from).collect::<Vec<_>>();
    let third = || Number::one().divided_by(&Number::from(3)).unwrap_or_else(Number::zero);
    let value = match name.chars().next() {
        _ if name.ends_with("字]") => Value::Words(vec!["是".to_owned(), "否".to_owned()]),
        _ if name.ends_with(']') => Value::List(numbers(&[3, 5, 5, -1, 0])),
        Some('a' | '甲') => Value::Number(Number::from(200)),
        Some('b' | '乙') => Value::Number(third()),
        Some('c' | '丙') => Value::Number(Number::zero()),
        Some('d' | '丁') => Value::Date(NaiveDate::from_ymd_opt(2023, 12, 31).unwrap_or_default()),
        Some('t' | '是') => Value::Text("是".to_owned()),
        Some('n' | '非') => return Known::NotApplicable,
        Some('m' | '缺') => return Known::Missing,
        _ => Value::Number(Number::from(-7)),
    };
    Known::Value(value)
}
