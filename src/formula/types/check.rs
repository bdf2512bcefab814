//! The types of a formula, worked out from the inside.

use super::super::lists::{Criterion, Sought};
use super::super::{Expr, Function, Operator};
use super::{Operand, Type, TypeError};
use crate::number::Number;

const COMPARED: &str = "相比较";
const ADDED: &str = "相加减";
const TOGETHER: &str = "放在同一函数中";
const SAME_RESULT: &str = "作为同一个结果";

/// Where the types of names come from.
type Types<'a> = &'a dyn Fn(&str) -> Option<Type>;

impl Expr {
    /// What the formula's value means, where `types` tells what its names mean; a name that it does
    /// not know goes with everything.
    ///
    /// # Errors
    /// Everything in the formula that does not go together.
    pub fn check(&self, types: &dyn Fn(&str) -> Option<Type>) -> Result<Type, Vec<TypeError>> {
        let mut checker = Checker { types, errors: Vec::new() };
        let kind = checker.of(self);
        // A shape may use one part in several places; its fault is told once.
        let mut errors: Vec<TypeError> = Vec::new();
        for error in checker.errors {
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(kind) } else { Err(errors) }
    }

    /// The value of a bare number: digits and arithmetic, without a percent sign or a unit.
    fn bare(&self) -> Option<Number> {
        let mut bare = true;
        self.visit(&mut |part| bare &= !matches!(part, Self::Percent(_) | Self::Unit(_) | Self::Text(_)));
        if bare { self.constant() } else { None }
    }
}

struct Checker<'a> {
    types: Types<'a>,
    errors: Vec<TypeError>,
}

/// A part of the formula with its type.
type Typed<'a> = (&'a Expr, Type);

fn operand((written, kind): &Typed) -> Operand {
    Operand { written: written.to_string(), kind: kind.clone() }
}

impl Checker<'_> {
    /// Notes an error; what follows from it is not told again.
    fn refuse(&mut self, error: TypeError) -> Type {
        self.errors.push(error);
        Type::Mixed
    }

    fn of(&mut self, expr: &Expr) -> Type {
        match expr {
            Expr::Number(_) => Type::Free,
            Expr::Text(_) => Type::Text,
            Expr::Truth(_) => Type::Truth,
            Expr::Unit(_) => Type::Amount,
            Expr::Name(name) => (self.types)(name).unwrap_or(Type::Mixed),
            Expr::Negated(inner) => self.number(inner, "-"),
            Expr::Percent(inner) => match self.number(inner, "%") {
                Type::Free => Type::Ratio,
                kind => kind,
            },
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expr::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    /// A part that must be one value.
    fn value(&mut self, expr: &Expr) -> Type {
        match self.of(expr) {
            kind @ Type::List(_) => self.refuse(TypeError::Column(operand(&(expr, kind)))),
            kind => kind,
        }
    }

    /// A part that must be one number.
    fn number(&mut self, expr: &Expr, place: &'static str) -> Type {
        let kind = self.value(expr);
        self.wanted_number(expr, kind, place)
    }

    fn numbers(&mut self, arguments: &[Expr], place: &'static str) {
        for argument in arguments {
            self.number(argument, place);
        }
    }

    fn wanted_number(&mut self, expr: &Expr, kind: Type, place: &'static str) -> Type {
        if kind.is_number() {
            return kind;
        }
        self.refuse(TypeError::NotANumber { operand: operand(&(expr, kind)), place })
    }

    /// A part that must be a condition.
    fn condition(&mut self, expr: &Expr) {
        let kind = self.value(expr);
        if !matches!(kind, Type::Truth | Type::Mixed) {
            self.refuse(TypeError::NotACondition(operand(&(expr, kind))));
        }
    }

    /// A part that must be a column; the type of its entries.
    fn column(&mut self, expr: &Expr, place: &'static str) -> Type {
        match self.of(expr) {
            Type::List(entries) => *entries,
            Type::Mixed => Type::Mixed,
            kind => self.refuse(TypeError::NotAColumn { operand: operand(&(expr, kind)), place }),
        }
    }

    /// Arguments whose columns are spread out, each with the type of one entry.
    fn entries<'e>(&mut self, arguments: &'e [Expr]) -> Vec<Typed<'e>> {
        let mut typed = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let kind = match self.of(argument) {
                Type::List(entries) => *entries,
                kind => kind,
            };
            typed.push((argument, kind));
        }
        typed
    }

    fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Type {
        let a: Typed = (left, self.value(left));
        let b: Typed = (right, self.value(right));
        if operator.compares() {
            self.compared(operator, &a, &b);
            return Type::Truth;
        }
        let place = operator.spelling();
        match operator {
            Operator::Concatenate => {
                for part in [a, b] {
                    if matches!(part.1, Type::Truth | Type::Date) {
                        self.refuse(TypeError::NotANumber { operand: operand(&part), place });
                    }
                }
                return Type::Text;
            }
            Operator::Add | Operator::Subtract if a.1 == Type::Date || b.1 == Type::Date => {
                return self.days(operator, &a, &b);
            }
            _ => {}
        }
        let a = (left, self.wanted_number(left, a.1, place));
        let b = (right, self.wanted_number(right, b.1, place));
        match operator {
            Operator::Add | Operator::Subtract => self.alike(&a, &b, ADDED),
            Operator::Multiply => a.1.times(&b.1),
            // How many units, and how many deviations: nothing of the money is left.
            Operator::Divide if right.amount().is_some() && a.1 == Type::Amount => Type::Free,
            Operator::Divide if matches!(right, Expr::Call(Function::StDevP, _)) => Type::Free,
            Operator::Divide => a.1.over(&b.1),
            _ => power(&a.1),
        }
    }

    /// A sum or difference in which a day takes part.
    fn days(&mut self, operator: Operator, a: &Typed, b: &Typed) -> Type {
        let subtracted = operator == Operator::Subtract;
        let shifts = |kind: &Type| matches!(kind, Type::Free | Type::Count | Type::Days | Type::Mixed);
        match (&a.1, &b.1) {
            (Type::Date | Type::Mixed, Type::Date) if subtracted => Type::Days,
            (Type::Date, Type::Mixed) => Type::Mixed,
            (Type::Date, days) if shifts(days) => Type::Date,
            (days, Type::Date) if !subtracted && shifts(days) => Type::Date,
            _ => {
                let (left, right) = (operand(a), operand(b));
                self.refuse(TypeError::Unlike { left, right, how: ADDED })
            }
        }
    }

    fn compared(&mut self, operator: Operator, a: &Typed, b: &Typed) {
        let wordy = |kind: &Type| matches!(kind, Type::Text | Type::YesNo);
        for (fact, words) in [(a, b.0), (b, a.0)] {
            if let (Type::YesNo, Expr::Text(words)) = (&fact.1, words)
                && !["是", "否"].contains(&words.as_str())
            {
                let (fact, words) = (operand(fact), words.clone());
                self.refuse(TypeError::NeverHolds { fact, words });
                return;
            }
        }
        if wordy(&a.1) && wordy(&b.1) {
            if !matches!(operator, Operator::Equal | Operator::NotEqual) {
                self.refuse(TypeError::NoOrder { left: operand(a), right: operand(b) });
            }
            return;
        }
        self.alike(a, b, COMPARED);
    }

    /// What two values of one kind are together; refuses those of different kinds.
    fn alike(&mut self, a: &Typed, b: &Typed, how: &'static str) -> Type {
        match (&a.1, &b.1) {
            (Type::Mixed, Type::Free) | (Type::Free, Type::Mixed) => Type::Mixed,
            (Type::Mixed, other) | (other, Type::Mixed) => other.clone(),
            (same, other) if same == other => same.clone(),
            (kind, Type::Free) if kind.is_number() => self.beside_number(a, b.0, how),
            (Type::Free, kind) if kind.is_number() => self.beside_number(b, a.0, how),
            (one, other) if one.is_countable() && other.is_countable() => {
                let points = [one, other].contains(&&Type::Points);
                if points { Type::Points } else { Type::Days }
            }
            (Type::Text, Type::YesNo) | (Type::YesNo, Type::Text) => Type::Text,
            _ => {
                let (left, right) = (operand(a), operand(b));
                self.refuse(TypeError::Unlike { left, right, how })
            }
        }
    }

    /// A value beside a number without a meaning of its own.
    fn beside_number(&mut self, value: &Typed, number: &Expr, how: &'static str) -> Type {
        // 2 - x mirrors a rate at 100%; nobody compares a rate with a bare 2.
        let most = Number::from(if how == ADDED { 2 } else { 1 });
        match (&value.1, number.bare()) {
            (Type::Amount, Some(bare)) if !bare.is_zero() => {
                let (amount, number) = (operand(value), bare.plain());
                self.refuse(TypeError::NoUnit { amount, number, how })
            }
            (Type::Ratio, Some(bare)) if bare.abs() > most => {
                let (ratio, number) = (operand(value), bare.plain());
                self.refuse(TypeError::NotPercent { ratio, number, how })
            }
            (Type::Ratio, None) => Type::Free,
            (kind, _) => kind.clone(),
        }
    }

    /// What several values of one kind are together; each is held against the first that has a
    /// meaning of its own.
    fn all_alike(&mut self, parts: &[Typed], how: &'static str) -> Type {
        let meaningful = |part: &&Typed| !matches!(part.1, Type::Free | Type::Mixed);
        let Some(pivot) = parts.iter().find(meaningful).or(parts.first()) else { return Type::Free };
        let mut kind = pivot.1.clone();
        for part in parts.iter().filter(|part| !std::ptr::eq(*part, pivot)) {
            let together = self.alike(pivot, part, how);
            // Points among counts are points.
            if together == Type::Points || kind == Type::Free {
                kind = together;
            }
        }
        kind
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> Type {
        let place = function.spelling();
        match (function, arguments) {
            (Function::If, [condition, yes, no]) => {
                self.condition(condition);
                let parts = [(yes, self.value(yes)), (no, self.value(no))];
                self.all_alike(&parts, SAME_RESULT)
            }
            (Function::Ifs, _) => {
                let mut values = Vec::new();
                for pair in arguments.chunks(2) {
                    self.condition(&pair[0]);
                    values.push((&pair[1], self.value(&pair[1])));
                }
                self.all_alike(&values, SAME_RESULT)
            }
            (Function::IfError, [tried, instead]) => {
                let parts = [(tried, self.value(tried)), (instead, self.value(instead))];
                self.all_alike(&parts, SAME_RESULT)
            }
            (Function::And | Function::Or | Function::Not, _) => {
                for argument in arguments {
                    self.condition(argument);
                }
                Type::Truth
            }
            (Function::Count, _) => {
                self.entries(arguments);
                Type::Count
            }
            (Function::CountIf, [list, criterion]) => {
                let entries = (list, self.column(list, place));
                self.criterion(&entries, criterion);
                Type::Count
            }
            (Function::Rank, [number, list, order @ ..]) => {
                let parts = [(number, self.number(number, place)), (list, self.column(list, place))];
                self.all_alike(&parts, COMPARED);
                self.numbers(order, place);
                Type::Count
            }
            (Function::Large, [list, k]) => {
                self.number(k, place);
                self.column(list, place)
            }
            (Function::SumProduct, _) => {
                let entries = self.entries(arguments);
                let factors = entries.into_iter().map(|(expr, kind)| self.wanted_number(expr, kind, place));
                factors.reduce(|product, factor| product.times(&factor)).unwrap_or(Type::Mixed)
            }
            (
                Function::Min
                | Function::Max
                | Function::Sum
                | Function::Average
                | Function::Median
                | Function::GeoMean
                | Function::StDevP,
                _,
            ) => self.gathered(function, arguments),
            (Function::Ceiling | Function::Floor, [inner, step]) => {
                let inner = (inner, self.number(inner, place));
                let step = (step, self.number(step, place));
                if step.0.bare().is_none() {
                    self.alike(&inner, &step, TOGETHER);
                }
                inner.1
            }
            (Function::Date, _) => {
                self.numbers(arguments, place);
                Type::Date
            }
            (Function::Ln | Function::Exp, [inner]) => {
                self.number(inner, place);
                Type::Free
            }
            (Function::Sqrt, [inner]) => power(&self.number(inner, place)),
            (Function::Power, [base, exponent]) => {
                self.number(exponent, place);
                power(&self.number(base, place))
            }
            // ABS, INT and the roundings leave what they are given.
            (_, [inner, places @ ..]) => {
                self.numbers(places, place);
                self.number(inner, place)
            }
            (_, []) => Type::Mixed,
        }
    }

    /// Functions that make one value of several of its kind.
    fn gathered(&mut self, function: Function, arguments: &[Expr]) -> Type {
        let days = matches!(function, Function::Min | Function::Max);
        let mut parts = self.entries(arguments);
        for (expr, kind) in &mut parts {
            if !(days && *kind == Type::Date) {
                *kind = self.wanted_number(expr, kind.clone(), function.spelling());
            }
        }
        self.all_alike(&parts, TOGETHER)
    }

    /// What `COUNTIF` looks for, held against the entries of the column.
    fn criterion(&mut self, entries: &Typed, criterion: &Expr) {
        let sought = match criterion {
            Expr::Text(text) => match (Criterion::read(text), text.ends_with('%')) {
                (Some(Criterion { sought: Sought::Number(number), .. }), false) => Expr::Number(number),
                (Some(Criterion { sought: Sought::Number(number), .. }), true) => {
                    Expr::Percent(Expr::Number(&number * &Number::from(100)).into())
                }
                (Some(Criterion { sought: Sought::Word(word), .. }), _) => Expr::Text(word),
                // Wildcards have no place in a rule; the evaluation says so.
                (None, _) => return,
            },
            Expr::Binary(Operator::Concatenate, _, sought) => (**sought).clone(),
            other => other.clone(),
        };
        let kind = self.value(&sought);
        self.compared(Operator::Equal, entries, &(&sought, kind));
    }
}

/// What a power, a root or a logarithm leaves.
fn power(base: &Type) -> Type {
    match base {
        Type::Free | Type::Ratio | Type::Count => Type::Free,
        _ => Type::Mixed,
    }
}
