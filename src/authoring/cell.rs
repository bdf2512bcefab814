//! One cell: the words that stand for a value, and the value that a cell's words stand for.

use toml::{Table, Value};

use super::dictionary::{Column, Kind, Names, key_of, name_of, nearest};
use super::flatten::is_dash;
use crate::formula::Expr;
use crate::intake::grid::Content;
use crate::number::Number;

/// The level path of all indicators together.
const TOTAL: &str = "总分";

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    Text(String),
    /// A number and its format.
    Number(f64, String),
}

/// What stands in the cell for a value.
pub(super) fn shown(kind: Kind, value: &Value) -> Shown {
    let words = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let joined = |value: &Value, separator: &str| {
        let list = value.as_array().into_iter().flatten();
        list.map(words).collect::<Vec<_>>().join(separator)
    };
    let lines = |value: &Value, line: &dyn Fn(&Value) -> String| {
        value.as_array().into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
    };
    Shown::Text(match (kind, value) {
        (Kind::Path, Value::Array(list)) if list.is_empty() => TOTAL.to_owned(),
        (Kind::Path, value) => joined(value, "/"),
        (Kind::List | Kind::Numbers, value) => joined(value, "；"),
        (Kind::Groups, value) => lines(value, &|line| joined(line, "；")),
        (Kind::Facts, value) => facts_shown(value, "\n"),
        (Kind::Bodies, value) => lines(value, &|body| facts_shown(body, "；")),
        (Kind::Truth, value) => if value.as_bool() == Some(true) { "是" } else { "否" }.to_owned(),
        (Kind::Choice(names) | Kind::NumberOr(names), Value::String(key))
            if name_of(names, key).is_some() =>
        {
            name_of(names, key).unwrap_or_default().to_owned()
        }
        // A whole number within the exact range of a cell; everything else a rubric has is small.
        #[allow(clippy::cast_precision_loss)]
        (_, Value::Integer(whole)) => return Shown::Number(*whole as f64, "General".to_owned()),
        (_, Value::Float(float)) => return Shown::Number(*float, "General".to_owned()),
        (Kind::Formula | Kind::Number | Kind::NumberOr(_), Value::String(text)) => {
            return percentage(text).unwrap_or_else(|| Shown::Text(text.clone()));
        }
        (_, value) => words(value),
    })
}

/// A percentage that a cell can hold as one and give back letter by letter.
fn percentage(text: &str) -> Option<Shown> {
    let number: Number = text.strip_suffix('%')?.parse().ok()?;
    let ratio = &number * &Number::ten_to(-2);
    let decimals = text.trim_end_matches('%').split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let format = if decimals == 0 { "0%".to_owned() } else { format!("0.{}%", "0".repeat(decimals)) };
    (ratio.percent(20) == text).then(|| Shown::Number(ratio.to_f64(), format))
}

fn facts_shown(value: &Value, separator: &str) -> String {
    let facts = value.as_table().into_iter().flatten();
    let pairs = facts.map(|(name, fact)| match fact {
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={other}"),
    });
    pairs.collect::<Vec<_>>().join(separator)
}

/// The value of a cell; `None` for one that says nothing. The error is what is wrong and how to
/// mend it.
pub(super) fn value(column: &Column, content: &Content) -> Result<Option<Value>, String> {
    if let Content::Error(shown) = content {
        return Err(format!("单元格中是出错的公式（{shown}）；公式请按文字填写，不要以等号开头"));
    }
    let text = content.shown();
    let text = text.trim();
    if text.is_empty() || (is_dash(text) && !matches!(column.kind, Kind::Text)) || text == "—" {
        return Ok(None);
    }
    let list = |text: &str| {
        let parts = text.split(['；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Value::String(part.to_owned())).collect::<Vec<_>>()
    };
    let lines = |text: &str| {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(Some(match column.kind {
        Kind::Remark => return Ok(None),
        Kind::Text => Value::String(text.to_owned()),
        Kind::Formula => match number(content) {
            Some(number) => number,
            None => formula(text)?,
        },
        Kind::Number => number_in(content, text)?,
        Kind::Whole => whole(text)?,
        Kind::Truth => Value::Boolean(match text {
            "是" | "√" | "true" | "TRUE" | "1" => true,
            "否" | "×" | "false" | "FALSE" | "0" => false,
            _ => return Err("应填“是”或“否”".to_owned()),
        }),
        Kind::List => Value::Array(list(text)),
        Kind::Numbers => match number(content) {
            Some(number) => Value::Array(vec![number]),
            None => Value::Array(
                list(text)
                    .iter()
                    .map(|part| plain_number(part.as_str().unwrap_or_default()))
                    .collect::<Result<_, _>>()?,
            ),
        },
        Kind::Path if text == TOTAL => Value::Array(Vec::new()),
        Kind::Path => {
            let names = text.split(['/', '／']).map(str::trim).filter(|name| !name.is_empty());
            Value::Array(names.map(|name| Value::String(name.to_owned())).collect())
        }
        Kind::Groups => Value::Array(lines(text).iter().map(|line| Value::Array(list(line))).collect()),
        Kind::Choice(names) => Value::String(choice(names, text)?),
        Kind::NumberOr(names) => match key_of(names, text) {
            Some(key) => Value::String(key.to_owned()),
            None => number_in(content, text).map_err(|_| format!("应填数字或{}", choices(names)))?,
        },
        Kind::Facts => Value::Table(facts(text)?),
        Kind::Bodies => Value::Array(
            lines(text).iter().map(|line| facts(line).map(Value::Table)).collect::<Result<_, _>>()?,
        ),
    }))
}

/// A number cell, percentages with their sign.
fn number(content: &Content) -> Option<Value> {
    match content {
        Content::Number { value, percent: true } => Some(Value::String(value.percent(20))),
        Content::Number { value, percent: false } | Content::Formatted { value, .. } => Some(as_toml(value)),
        _ => None,
    }
}

/// A number as TOML writes it: the nearest binary one, of which the shortest text is what was written.
pub(super) fn as_toml(number: &Number) -> Value {
    number.to_i32().map_or_else(|| Value::Float(number.to_f64()), |whole| Value::Integer(i64::from(whole)))
}

fn number_in(content: &Content, text: &str) -> Result<Value, String> {
    number(content).map_or_else(|| plain_number(text), Ok)
}

fn plain_number(text: &str) -> Result<Value, String> {
    let plain = crate::rubric::label::normalised(text);
    let plain = plain.strip_suffix('分').unwrap_or(&plain);
    let number = plain.trim_end_matches('%').parse::<Number>();
    let number = number.map_err(|_| "应填数字，如“5”“0.5”“10%”".to_owned())?;
    Ok(if plain.ends_with('%') { Value::String(plain.to_owned()) } else { as_toml(&number) })
}

fn whole(text: &str) -> Result<Value, String> {
    let plain = crate::rubric::label::normalised(text);
    let plain = plain.trim_end_matches(['年', '月', '位', '级', '列', '项']);
    let number: Option<Number> = plain.parse().ok();
    number
        .filter(Number::is_whole)
        .and_then(|number| number.to_i32())
        .map(|whole| Value::Integer(i64::from(whole)))
        .ok_or_else(|| "应填整数，如“2”".to_owned())
}

fn formula(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches(['=', '＝']).trim();
    text.parse::<Expr>().map_err(|error| error.to_string())?;
    Ok(Value::String(text.to_owned()))
}

fn choice(names: Names, text: &str) -> Result<String, String> {
    key_of(names, text).map(str::to_owned).ok_or_else(|| {
        let near = nearest(text, names.iter().map(|(_, name)| *name));
        let near = near.map_or_else(String::new, |near| format!("，是否应为“{near}”？"));
        format!("应填{}{near}", choices(names))
    })
}

fn choices(names: Names) -> String {
    let names: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
    format!("“{}”", names.join("”“"))
}

fn facts(text: &str) -> Result<Table, String> {
    let mut facts = Table::new();
    for pair in text.split(['；', ';', '\n']).map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, fact) = pair
            .split_once(['=', '＝'])
            .filter(|(name, _)| !name.trim().is_empty())
            .ok_or_else(|| format!("“{pair}”应写成“数据项=内容”，各项之间用“；”隔开"))?;
        let fact = fact.trim();
        // A number as it is counts as one; what reads otherwise stays the words of a cell.
        let value = fact.parse::<Number>().ok().map(|number| as_toml(&number));
        let value = value.filter(|value| value.to_string() == fact);
        facts.insert(name.trim().to_owned(), value.unwrap_or_else(|| Value::String(fact.to_owned())));
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Content {
        Content::Text(text.to_owned())
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let cases: [(Kind, &str); 9] = [
            (Kind::Formula, "\"10%\""),
            (Kind::Formula, "\"MIN(甲/乙,1)\""),
            (Kind::Number, "0.3"),
            (Kind::Number, "\"12.5%\""),
            (Kind::List, "[\"有\", \"√\"]"),
            (Kind::Path, "[\"投入\", \"目标设定\"]"),
            (Kind::Path, "[]"),
            (Kind::Groups, "[[\"人\", \"名\"], [\"户\"]]"),
            (Kind::Facts, "{ \"甲\" = \"≥100场\", \"乙\" = 3, \"丙\" = \"\" }"),
        ];
        for (kind, toml) in cases {
            let wanted: Table = toml::from_str(&format!("v = {toml}")).unwrap();
            let content = match shown(kind, &wanted["v"]) {
                Shown::Text(words) => text(&words),
                Shown::Number(value, format) => {
                    Content::Number { value: Number::from_f64(value).unwrap(), percent: format.contains('%') }
                }
            };
            let column = super::super::columns::named("k", ("列", ""), kind, "");
            assert_eq!(value(&column, &content).unwrap().as_ref(), Some(&wanted["v"]), "{toml}");
        }
    }

    #[test]
    fn people_are_forgiven() {
        let column = |kind| super::super::columns::named("k", ("列", ""), kind, "");
        let read = |kind, content: &str| value(&column(kind), &text(content));
        assert_eq!(read(Kind::Whole, "２０２４年"), Ok(Some(Value::Integer(2024))));
        assert_eq!(read(Kind::Number, "5分"), Ok(Some(Value::Integer(5))));
        assert_eq!(
            read(Kind::Choice(&[("yes_no", "是否")]), " 是 否 "),
            Ok(Some(Value::String("yes_no".to_owned())))
        );
        assert_eq!(read(Kind::Formula, "＝甲/乙"), Ok(Some(Value::String("甲/乙".to_owned()))));
        assert_eq!(read(Kind::Number, "—"), Ok(None));
        assert!(read(Kind::Number, "约五分").unwrap_err().contains("应填数字"));
        assert!(
            read(Kind::Choice(super::super::rule_columns::SHAPES), "按比列")
                .unwrap_err()
                .contains("是否应为“按比例”")
        );
        assert!(
            value(&column(Kind::Formula), &Content::Error("#NAME?".to_owned()))
                .unwrap_err()
                .contains("#NAME?")
        );
    }
}
