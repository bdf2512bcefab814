//! What each function of the rule language does with its arguments.

use super::{Expr, Facts, Function, Stop, Value, date, irrational, lists};
use crate::number::Number;

/// Places beyond this are no rounding that a rule could mean.
const MOST_PLACES: i32 = 30;

/// The value of `function` over `arguments`, of which `whole` is the call as written.
pub(super) fn call(
    function: Function,
    whole: &Expr,
    arguments: &[Expr],
    facts: &dyn Facts,
) -> Result<Value, Stop> {
    match (function, arguments) {
        (Function::If, [condition, yes, no]) => {
            if condition.truth(facts)? {
                yes.evaluate(facts)
            } else {
                no.evaluate(facts)
            }
        }
        (Function::Ifs, _) => match arm_of_ifs(arguments, facts)? {
            Some(arm) => arguments[2 * arm + 1].evaluate(facts),
            None => Err(whole.domain()),
        },
        (Function::IfError, [tried, instead]) => match tried.evaluate(facts) {
            Err(stop) if stop.is_arithmetical() => instead.evaluate(facts),
            outcome => outcome,
        },
        (Function::And, _) => junction(arguments, facts, false).map(Value::Truth),
        (Function::Or, _) => junction(arguments, facts, true).map(Value::Truth),
        (Function::Not, [inner]) => Ok(Value::Truth(!inner.truth(facts)?)),
        (Function::Date, [year, month, day]) => {
            let day = date::of_parts(&year.number(facts)?, &month.number(facts)?, &day.number(facts)?);
            day.map(Value::Date).ok_or_else(|| whole.domain())
        }
        (Function::Min | Function::Max, _) => lists::extreme(function, arguments, facts),
        _ => number(function, arguments, facts).map(Value::Number),
    }
}

/// Which pair of an `IFS` holds first.
pub(super) fn arm_of_ifs(arguments: &[Expr], facts: &dyn Facts) -> Result<Option<usize>, Stop> {
    for (arm, pair) in arguments.chunks(2).enumerate() {
        if pair[0].truth(facts)? {
            return Ok(Some(arm));
        }
    }
    Ok(None)
}

/// Whether any condition is `deciding`. One that is makes those that nobody knows irrelevant; a
/// failure of arithmetic or of types stops always, as in Excel.
fn junction(conditions: &[Expr], facts: &dyn Facts, deciding: bool) -> Result<bool, Stop> {
    let mut decided = false;
    let mut unknown = None;
    for condition in conditions {
        match condition.truth(facts) {
            Ok(truth) => decided |= truth == deciding,
            Err(stop @ (Stop::Missing(_) | Stop::NotApplicable(_))) => {
                unknown.get_or_insert(stop);
            }
            Err(stop) => return Err(stop),
        }
    }
    match unknown {
        Some(stop) if !decided => Err(stop),
        _ => Ok(decided == deciding),
    }
}

/// Functions whose value is a number.
fn number(function: Function, arguments: &[Expr], facts: &dyn Facts) -> Result<Number, Stop> {
    match (function, arguments) {
        (Function::Abs, [inner]) => Ok(inner.number(facts)?.abs()),
        (Function::Int, [inner]) => Ok(inner.number(facts)?.floor()),
        (Function::Round, [inner, places]) => Ok(inner.number(facts)?.round(whole_places(places, facts)?)),
        (Function::RoundUp, [inner, places]) => {
            Ok(inner.number(facts)?.round_up(whole_places(places, facts)?))
        }
        (Function::RoundDown, [inner, places]) => {
            Ok(inner.number(facts)?.round_down(whole_places(places, facts)?))
        }
        (Function::Ceiling | Function::Floor, [inner, step]) => stepped(function, inner, step, facts),
        (Function::Ln, [inner]) => irrational::ln(&inner.number(facts)?).map_err(|why| why.stop(inner)),
        (Function::Exp, [inner]) => irrational::exp(&inner.number(facts)?).map_err(|why| why.stop(inner)),
        (Function::Sqrt, [inner]) => irrational::sqrt(&inner.number(facts)?).map_err(|why| why.stop(inner)),
        (Function::Power, [base, exponent]) => {
            irrational::power(&base.number(facts)?, &exponent.number(facts)?).map_err(|why| why.stop(base))
        }
        _ => lists::number(function, arguments, facts),
    }
}

/// The places of a rounding; a part of a place is cut off, as in Excel.
fn whole_places(places: &Expr, facts: &dyn Facts) -> Result<i32, Stop> {
    let whole = places.number(facts)?.round_down(0).to_i32();
    whole.filter(|places| (-MOST_PLACES..=MOST_PLACES).contains(places)).ok_or_else(|| places.domain())
}

/// `CEILING` and `FLOOR`: the next multiple of the step.
fn stepped(function: Function, inner: &Expr, step: &Expr, facts: &dyn Facts) -> Result<Number, Stop> {
    let (number, unit) = (inner.number(facts)?, step.number(facts)?);
    if number.is_zero() {
        return Ok(number);
    }
    if unit.is_negative() && !number.is_negative() {
        return Err(step.domain());
    }
    match (function, number.divided_by(&unit)) {
        (Function::Ceiling, Some(steps)) => Ok(&steps.ceil() * &unit),
        (Function::Ceiling, None) => Ok(Number::zero()),
        (_, Some(steps)) => Ok(&steps.floor() * &unit),
        (_, None) => Err(step.zero_divisor()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::*;

    fn facts(name: &str) -> Known {
        let list = |numbers: &[&str]| Value::List(numbers.iter().map(|n| n.parse().unwrap()).collect());
        Known::Value(match name {
            "零" => Value::Number(Number::zero()),
            "甲" => Value::Text("Yes".into()),
            "日" => Value::Date(chrono::NaiveDate::from_ymd_opt(2024, 2, 28).unwrap()),
            "截止" => Value::Date(chrono::NaiveDate::from_ymd_opt(2024, 3, 1).unwrap()),
            "全体[得分]" => list(&["90", "85.5", "90", "70"]),
            "权[重]" => list(&["0.1", "0.2", "0.3", "0.4"]),
            "短[列]" => list(&["1"]),
            "空[列]" => list(&[]),
            "答[案]" => Value::Words(vec!["是".into(), "否".into(), "是".into(), "Yes".into()]),
            "不适用" => return Known::NotApplicable,
            _ => return Known::Missing,
        })
    }

    fn said(text: &str) -> String {
        match text.parse::<Expr>().unwrap().evaluate(&facts) {
            Ok(Value::Number(number)) => number.plain(),
            Ok(Value::Date(day)) => date::aloud(day),
            Ok(other) => format!("{other:?}"),
            Err(Stop::Missing(what)) => format!("missing {what}"),
            Err(Stop::NotApplicable(what)) => format!("not applicable {what}"),
            Err(Stop::DivisionByZero(what)) => format!("zero {what}"),
            Err(Stop::Domain(what)) => format!("domain {what}"),
            Err(Stop::WrongType(what)) => format!("type {what}"),
        }
    }

    #[test]
    fn every_function_means_what_excel_means() {
        for (formula, value) in [
            ("IFS(1>2,10,2>1,20)", "20"),
            ("IFS(1>2,10,TRUE,30)", "30"),
            ("IFERROR(1/零,5)", "5"),
            ("IFERROR(LN(零),5)", "5"),
            ("IFERROR(7,1/零)", "7"),
            ("AVERAGE(全体[得分])", "83.875"),
            ("AVERAGE(1,2,短[列])", "1.333333"),
            ("SUMPRODUCT(全体[得分],权[重])", "81.1"),
            ("SUMPRODUCT(权[重])", "1"),
            ("COUNT(全体[得分])", "4"),
            ("COUNT(空[列])+COUNT(答[案])", "0"),
            ("COUNT(1,日,\"a\")", "2"),
            ("COUNTIF(全体[得分],\">=90\")", "2"),
            ("COUNTIF(全体[得分],\"<>90\")", "2"),
            ("COUNTIF(全体[得分],\">\"&MEDIAN(全体[得分]))", "2"),
            ("COUNTIF(全体[得分],90)", "2"),
            ("COUNTIF(权[重],\"<=20%\")", "2"),
            ("COUNTIF(答[案],\"是\")", "2"),
            ("COUNTIF(答[案],\"<>是\")", "2"),
            ("COUNTIF(答[案],\"=yes\")", "1"),
            ("COUNTIF(全体[得分],\"是\")", "0"),
            ("COUNTIF(答[案],\">1\")", "0"),
            ("MEDIAN(全体[得分])", "87.75"),
            ("MEDIAN(3,1,2)", "2"),
            ("CEILING((1-0.95)/0.05,1)", "1"),
            ("CEILING(2.1,0.5)", "2.5"),
            ("CEILING(-2.5,2)", "-2"),
            ("CEILING(-2.5,-2)", "-4"),
            ("CEILING(2,0)", "0"),
            ("FLOOR(2.1,0.5)", "2"),
            ("FLOOR(-2.5,2)", "-4"),
            ("FLOOR(-2.5,-2)", "-2"),
            ("FLOOR(0,0)", "0"),
            ("INT(-1.5)", "-2"),
            ("ROUND(1.005,2)", "1.01"),
            ("ROUND(1.25,1.9)", "1.3"),
            ("ROUNDUP(1234,-2)", "1300"),
            ("POWER(2,10)", "1024"),
            ("4^0.5", "2"),
            ("SQRT(2.25)", "1.5"),
            ("ROUND(EXP(1),5)", "2.71828"),
            ("LN(EXP(0))", "0"),
            ("GEOMEAN(4,9)", "6"),
            ("STDEVP(2,4,4,4,5,5,7,9)", "2"),
            ("RANK(90,全体[得分])", "1"),
            ("RANK(85.5,全体[得分])", "3"),
            ("RANK(85.5,全体[得分],0)", "3"),
            ("RANK(85.5,全体[得分],1)", "2"),
            ("LARGE(全体[得分],3)", "85.5"),
            ("MIN(空[列])+MAX(空[列])+SUM(空[列])", "0"),
            ("DATE(2023,14,0)", "2024年1月31日"),
            ("截止-日", "2"),
            ("日+2", "2024年3月1日"),
            ("2+日", "2024年3月1日"),
            ("截止-1", "2024年2月29日"),
            ("MAX(日,截止)", "2024年3月1日"),
            ("MIN(日,截止,DATE(2020,1,1))", "2020年1月1日"),
            ("IF(截止>=日,1,0)", "1"),
            ("IF(甲=\"yes\",1,0)", "1"),
            ("IF((1>2)=(3>4),1,0)", "1"),
            ("100*万元+2*亿元+5000*元", "20100.5"),
            ("\"a\"&1/4", "Text(\"a0.25\")"),
            ("1/3&\"\"", "Text(\"0.333333333333333\")"),
        ] {
            assert_eq!(said(formula), value, "{formula}");
        }
    }

    #[test]
    fn every_stop_is_the_one_documented() {
        for (formula, stop) in [
            ("IFS(1>2,10,2>3,20)", "domain IFS(1>2,10,2>3,20)"),
            ("IFS(缺=1,10,TRUE,20)", "missing 缺"),
            ("IFERROR(缺,5)", "missing 缺"),
            ("IFERROR(不适用/零,5)", "not applicable 不适用"),
            ("IFERROR(甲+1,5)", "type 甲"),
            ("IF(AND(1>2,缺=1),1,2)", "2"),
            ("IF(AND(缺=1,1>2),1,2)", "2"),
            ("IF(OR(缺=1,不适用=2,1<2),1,2)", "1"),
            ("AND(缺=1,1<2)", "missing 缺"),
            ("AND(1>2,1/零>1)", "zero 零"),
            ("OR(1<2,LN(零)>1)", "domain 零"),
            ("OR(1<2,甲)", "type 甲"),
            ("AVERAGE(空[列])", "zero 空[列]"),
            ("STDEVP(空[列])", "zero 空[列]"),
            ("MEDIAN(空[列])", "domain 空[列]"),
            ("GEOMEAN(空[列])", "domain 空[列]"),
            ("GEOMEAN(4,零)", "domain 4、零"),
            ("LARGE(全体[得分],5)", "domain 5"),
            ("LARGE(全体[得分],0)", "domain 0"),
            ("LARGE(全体[得分],1.5)", "domain 1.5"),
            ("LARGE(90,1)", "type 90"),
            ("RANK(91,全体[得分])", "domain 91"),
            ("RANK(90,90)", "type 90"),
            ("SUMPRODUCT(全体[得分],短[列])", "type 短[列]"),
            ("SUM(答[案])", "type 答[案]"),
            ("COUNTIF(答[案],\"*是\")", "type \"*是\""),
            ("COUNTIF(90,90)", "type 90"),
            ("CEILING(2,-1)", "domain -1"),
            ("FLOOR(2,0)", "zero 0"),
            ("ROUND(2,31)", "domain 31"),
            ("LN(零)", "domain 零"),
            ("SQRT(0-1)", "domain 0-1"),
            ("(-8)^0.5", "domain -8"),
            ("零^0", "domain 零"),
            ("零^-1", "zero 零"),
            ("EXP(1000000)", "domain 1000000"),
            ("9^400^400", "domain 9^400"),
            ("DATE(2023,1,99999999)", "domain DATE(2023,1,99999999)"),
            ("DATE(-1,1,1)", "domain DATE(-1,1,1)"),
            ("日+99999999", "domain 99999999"),
            ("日+0.5", "type 0.5"),
            ("日*2", "type 日"),
            ("1-日", "type 日"),
            ("日+日", "type 日"),
            ("日>1", "type 1"),
            ("MAX(日,1)", "type 1"),
            ("MAX(1,日)", "type 日"),
            ("全体[得分]+1", "type 全体[得分]"),
            ("日&1", "type 日"),
        ] {
            assert_eq!(said(formula), stop, "{formula}");
        }
    }
}
