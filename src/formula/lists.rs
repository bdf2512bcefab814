//! Functions over several numbers or whole columns.

use super::{Expr, Facts, Function, Operator, Stop, Value, irrational};
use crate::number::Number;

/// `MIN` and `MAX`, of numbers or of days.
pub(super) fn extreme(function: Function, arguments: &[Expr], facts: &dyn Facts) -> Result<Value, Stop> {
    let least = function == Function::Min;
    if let Some(Value::Date(_)) = arguments.first().map(|first| first.evaluate(facts)).transpose()? {
        let mut days = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument.evaluate(facts)? {
                Value::Date(day) => days.push(day),
                _ => return Err(argument.wrong_type()),
            }
        }
        let day = if least { days.iter().min() } else { days.iter().max() };
        return day.copied().map(Value::Date).ok_or_else(|| Stop::WrongType(written(arguments)));
    }
    let numbers = numbers(arguments, facts)?;
    let chosen = if least { numbers.into_iter().min() } else { numbers.into_iter().max() };
    // Excel's MIN and MAX of nothing are 0.
    Ok(Value::Number(chosen.unwrap_or_else(Number::zero)))
}

/// Functions over lists whose value is a number.
pub(super) fn number(function: Function, arguments: &[Expr], facts: &dyn Facts) -> Result<Number, Stop> {
    let refused = |why: irrational::Refusal| match why {
        irrational::Refusal::Domain => Stop::Domain(written(arguments)),
        irrational::Refusal::ZeroDivisor => Stop::DivisionByZero(written(arguments)),
    };
    match (function, arguments) {
        (Function::Count, _) => count(arguments, facts),
        (Function::CountIf, [list, criterion]) => count_if(list, criterion, facts),
        (Function::SumProduct, _) => sum_of_products(arguments, facts),
        (Function::Rank, [number, list, order @ ..]) => rank(number, list, order.first(), facts),
        (Function::Large, [list, place]) => {
            let mut numbers = column(list, facts)?;
            numbers.sort_unstable_by(|a, b| b.cmp(a));
            let place_number = place.number(facts)?.to_i32().and_then(|place| usize::try_from(place).ok());
            let index = place_number.and_then(|place| place.checked_sub(1));
            index.and_then(|index| numbers.get(index).cloned()).ok_or_else(|| place.domain())
        }
        (Function::Average, _) => {
            let numbers = numbers(arguments, facts)?;
            let sum: Number = numbers.iter().sum();
            sum.divided_by(&size(&numbers)).ok_or_else(|| Stop::DivisionByZero(written(arguments)))
        }
        (Function::Median, _) => {
            let mut numbers = numbers(arguments, facts)?;
            numbers.sort_unstable();
            let middle = |from_end: usize| numbers.get(from_end.checked_sub(1)? / 2);
            let both = middle(numbers.len()).zip(middle(numbers.len() + 1));
            let (low, high) = both.ok_or_else(|| Stop::Domain(written(arguments)))?;
            Ok(&(low + high) * &(&Number::from(5) * &Number::ten_to(-1)))
        }
        (Function::GeoMean, _) => irrational::geometric_mean(&numbers(arguments, facts)?).map_err(refused),
        (Function::StDevP, _) => irrational::deviation(&numbers(arguments, facts)?).map_err(refused),
        // What is left is SUM: the parser lets no other function have such arguments.
        _ => Ok(numbers(arguments, facts)?.iter().sum()),
    }
}

/// Every number of the arguments, columns spread out.
pub(super) fn numbers(arguments: &[Expr], facts: &dyn Facts) -> Result<Vec<Number>, Stop> {
    let mut numbers = Vec::with_capacity(arguments.len());
    for argument in arguments {
        match argument.evaluate(facts)? {
            Value::Number(number) => numbers.push(number),
            Value::List(list) => numbers.extend(list),
            _ => return Err(argument.wrong_type()),
        }
    }
    Ok(numbers)
}

/// A column of numbers.
fn column(list: &Expr, facts: &dyn Facts) -> Result<Vec<Number>, Stop> {
    match list.evaluate(facts)? {
        Value::List(numbers) => Ok(numbers),
        _ => Err(list.wrong_type()),
    }
}

fn size(numbers: &[Number]) -> Number {
    Number::from(i64::try_from(numbers.len()).unwrap_or(i64::MAX))
}

/// Arguments as written, for a stop that none of them causes alone.
fn written(arguments: &[Expr]) -> String {
    arguments.iter().map(Expr::to_string).collect::<Vec<_>>().join("、")
}

/// Numbers and days count, words do not, as in Excel.
fn count(arguments: &[Expr], facts: &dyn Facts) -> Result<Number, Stop> {
    let mut count = 0;
    for argument in arguments {
        count += match argument.evaluate(facts)? {
            Value::Number(_) | Value::Date(_) => 1,
            Value::List(list) => list.len(),
            Value::Text(_) | Value::Truth(_) | Value::Words(_) => 0,
        };
    }
    Ok(Number::from(i64::try_from(count).unwrap_or(i64::MAX)))
}

fn sum_of_products(arguments: &[Expr], facts: &dyn Facts) -> Result<Number, Stop> {
    let mut products: Option<Vec<Number>> = None;
    for argument in arguments {
        let factors = numbers(std::slice::from_ref(argument), facts)?;
        products = Some(match products {
            None => factors,
            Some(sofar) if sofar.len() == factors.len() => {
                sofar.iter().zip(&factors).map(|(a, b)| a * b).collect()
            }
            Some(_) => return Err(argument.wrong_type()),
        });
    }
    Ok(products.unwrap_or_default().iter().sum())
}

/// `RANK`, which is `RANK.EQ`: equal numbers share the best place.
fn rank(number: &Expr, list: &Expr, order: Option<&Expr>, facts: &dyn Facts) -> Result<Number, Stop> {
    let own = number.number(facts)?;
    let others = column(list, facts)?;
    let ascending = order.map_or(Ok(false), |order| order.number(facts).map(|order| !order.is_zero()))?;
    if !others.contains(&own) {
        return Err(number.domain());
    }
    let before = others.iter().filter(|other| if ascending { **other < own } else { **other > own });
    Ok(Number::from(i64::try_from(before.count() + 1).unwrap_or(i64::MAX)))
}

fn count_if(list: &Expr, criterion: &Expr, facts: &dyn Facts) -> Result<Number, Stop> {
    let wanted = match criterion.evaluate(facts)? {
        Value::Number(number) => Criterion { operator: Operator::Equal, sought: Sought::Number(number) },
        Value::Text(text) => Criterion::read(&text).ok_or_else(|| criterion.wrong_type())?,
        _ => return Err(criterion.wrong_type()),
    };
    let count = match list.evaluate(facts)? {
        Value::List(numbers) => numbers.iter().filter(|number| wanted.holds_for_number(number)).count(),
        Value::Words(words) => words.iter().filter(|word| wanted.holds_for_word(word)).count(),
        _ => return Err(list.wrong_type()),
    };
    Ok(Number::from(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// What `COUNTIF` looks for: `">=90"`, `"是"`.
pub(super) struct Criterion {
    pub(super) operator: Operator,
    pub(super) sought: Sought,
}

/// The operand of a criterion.
pub(super) enum Sought {
    Number(Number),
    Word(String),
}

impl Criterion {
    /// Reads a criterion; `None` where it has wildcards, or compares words by more and less.
    pub(super) fn read(text: &str) -> Option<Self> {
        let operators = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            ("<>", Operator::NotEqual),
            (">", Operator::Greater),
            ("<", Operator::Less),
            ("=", Operator::Equal),
        ];
        let found = operators.iter().find_map(|(sign, operator)| Some((text.strip_prefix(sign)?, *operator)));
        let (operand, operator) = found.unwrap_or((text, Operator::Equal));
        let number = match operand.trim().strip_suffix('%') {
            Some(percent) => percent.parse().ok().map(|number: Number| &number * &Number::ten_to(-2)),
            None => operand.trim().parse().ok(),
        };
        let sought = match number {
            Some(number) => Sought::Number(number),
            None if operand.contains(['*', '?', '~']) => return None,
            None if !matches!(operator, Operator::Equal | Operator::NotEqual) => return None,
            None => Sought::Word(operand.to_lowercase()),
        };
        Some(Self { operator, sought })
    }

    fn holds_for_number(&self, number: &Number) -> bool {
        match &self.sought {
            Sought::Number(sought) => self.operator.holds(number.cmp(sought)),
            Sought::Word(_) => self.operator == Operator::NotEqual,
        }
    }

    fn holds_for_word(&self, word: &str) -> bool {
        match &self.sought {
            Sought::Word(sought) => (word.to_lowercase() == *sought) == (self.operator == Operator::Equal),
            Sought::Number(_) => self.operator == Operator::NotEqual,
        }
    }
}
