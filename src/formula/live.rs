//! A formula for a live cell: the same formula, in functions that every spreadsheet program knows,
//! written so that binary fractions come to what exact numbers come to.
//!
//! Spreadsheets compute `0.575*100` to 57.49999999999999, which is 57 where it should be 58. What
//! is rounded, compared or turned into text is therefore rounded to [`SETTLED_PLACES`] first: more
//! places than any amount of money or rate has, fewer than binary noise needs.

use super::{Expr, Function, Operator};
use crate::number::Number;

/// Decimal places to which the result of arithmetic is settled before a decision hangs on it.
const SETTLED_PLACES: i32 = 10;
/// The most characters of a spreadsheet formula.
const LONGEST: usize = 8_192;
/// The most levels of functions in each other.
const DEEPEST: usize = 64;
/// The most characters of a text in a formula.
const LONGEST_TEXT: usize = 255;
/// What stands where no condition of an `IFS` holds.
const NOTHING_HOLDS: &str = "NA()";

impl Expr {
    /// The formula as a live cell is to have it. `IFS`, which older programs lack, becomes `IF`s in
    /// each other; what a decision hangs on is settled first.
    #[must_use]
    pub fn live(&self) -> Self {
        let each = |expr: &Self| Box::new(expr.live());
        match self {
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Unit(_) | Self::Name(_) => self.clone(),
            Self::Negated(inner) => Self::Negated(each(inner)),
            Self::Percent(inner) => Self::Percent(each(inner)),
            Self::Binary(operator, left, right)
                if operator.compares() || *operator == Operator::Concatenate =>
            {
                Self::Binary(*operator, Box::new(left.settled()), Box::new(right.settled()))
            }
            Self::Binary(operator, left, right) => Self::Binary(*operator, each(left), each(right)),
            Self::Call(Function::Ifs, arguments) => nested(arguments),
            Self::Call(function, arguments) => {
                let decides = |index: usize| match function {
                    Function::Round
                    | Function::RoundUp
                    | Function::RoundDown
                    | Function::Ceiling
                    | Function::Floor
                    | Function::Int
                    | Function::Rank => index == 0,
                    Function::CountIf => index == 1,
                    _ => false,
                };
                let live = |(index, argument): (usize, &Self)| {
                    if decides(index) { argument.settled() } else { argument.live() }
                };
                Self::Call(*function, arguments.iter().enumerate().map(live).collect())
            }
        }
    }

    /// The live formula, its binary noise rounded away where arithmetic can have left some; for a
    /// cell that others compare with.
    #[must_use]
    pub fn settled(&self) -> Self {
        let live = self.live();
        if !self.is_computed() {
            return live;
        }
        Self::Call(Function::Round, vec![live, Self::Number(Number::from(i64::from(SETTLED_PLACES)))])
    }

    /// A value of this formula as [`settled`](Self::settled) leaves it, for a cell that holds the value
    /// itself.
    #[must_use]
    pub fn settle(&self, value: &Number) -> Number {
        if self.is_computed() { value.round(SETTLED_PLACES) } else { value.clone() }
    }

    /// Whether the value is a number that arithmetic made.
    fn is_computed(&self) -> bool {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Unit(_) | Self::Name(_) => false,
            Self::Negated(inner) => inner.is_computed(),
            Self::Percent(inner) => !matches!(**inner, Self::Number(_)),
            Self::Binary(operator, ..) => {
                !operator.compares() && *operator != Operator::Concatenate && self.amount().is_none()
            }
            Self::Call(function, arguments) => match function {
                Function::Sum
                | Function::Average
                | Function::SumProduct
                | Function::Median
                | Function::Ln
                | Function::Exp
                | Function::Sqrt
                | Function::Power
                | Function::GeoMean
                | Function::StDevP => true,
                Function::Abs | Function::Min | Function::Max | Function::IfError => {
                    arguments.iter().any(Self::is_computed)
                }
                // Of words and days nothing is computed, so one branch tells of all.
                Function::If => arguments.iter().skip(1).any(Self::is_computed),
                Function::Ifs => arguments.iter().skip(1).step_by(2).any(Self::is_computed),
                _ => false,
            },
        }
    }

    /// Why no cell can hold the formula; `None` where one can. `printed` is its length as printed.
    #[must_use]
    pub fn too_much_for_a_cell(&self, printed: usize) -> Option<String> {
        let mut longest = 0;
        self.visit(&mut |expr| {
            if let Self::Text(text) = expr {
                longest = longest.max(text.encode_utf16().count());
            }
        });
        if printed >= LONGEST {
            Some(format!("算式超过{LONGEST}个字符"))
        } else if self.depth() > DEEPEST {
            Some(format!("算式的函数嵌套超过{DEEPEST}层"))
        } else if longest > LONGEST_TEXT {
            Some(format!("算式中的文字超过{LONGEST_TEXT}个字符"))
        } else {
            None
        }
    }

    /// How many functions stand in each other.
    fn depth(&self) -> usize {
        let below = self.parts().into_iter().map(Self::depth).max().unwrap_or(0);
        below + usize::from(matches!(self, Self::Call(..)))
    }
}

/// `IFS` as `IF`s in each other.
fn nested(arguments: &[Expr]) -> Expr {
    let otherwise = Expr::name(NOTHING_HOLDS);
    arguments.chunks_exact(2).rev().fold(otherwise, |otherwise, pair| match &pair[0] {
        Expr::Truth(true) => pair[1].live(),
        condition => Expr::Call(Function::If, vec![condition.live(), pair[1].live(), otherwise]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(text: &str) -> String {
        text.parse::<Expr>().unwrap().live().to_excel(&str::to_owned)
    }

    #[test]
    fn what_a_decision_hangs_on_is_settled() {
        for (written, live_form) in [
            ("ROUND(执行/预算*分值,2)", "ROUND(ROUND(执行/预算*分值,10),2)"),
            ("ROUND(得分,2)", "ROUND(得分,2)"),
            ("IF(执行/预算>=95%,分值,0)", "IF(ROUND(执行/预算,10)>=95%,分值,0)"),
            ("IF(金额>100*亿元,1,0)", "IF(金额>1000000,1,0)"),
            ("IF(是否=\"是\",分值,0)", "IF(是否=\"是\",分值,0)"),
            ("IF(IF(a=1,\"是\",\"否\")=\"是\",1,0)", "IF(IF(a=1,\"是\",\"否\")=\"是\",1,0)"),
            ("COUNTIF(全体[率],\">=\"&a/b)", "COUNTIF(全体[率],\">=\"&ROUND(a/b,10))"),
            ("ROUNDUP((1-a)/5%,0)", "ROUNDUP(ROUND((1-a)/5%,10),0)"),
            ("-a/b", "-a/b"),
        ] {
            assert_eq!(live(written), live_form);
        }
    }

    #[test]
    fn conditions_in_a_row_become_conditions_in_each_other() {
        assert_eq!(live("IFS(a>=10,1,TRUE,a/b)"), "IF(a>=10,1,a/b)");
        assert_eq!(live("IFS(a>=10,1,a>=b,2)"), "IF(a>=10,1,IF(a>=b,2,NA()))");
    }

    #[test]
    fn what_no_cell_can_hold_is_told() {
        let nested = |levels: usize| -> Expr {
            let text = format!("{}a{}", "ABS(".repeat(levels), ")".repeat(levels));
            text.parse().unwrap()
        };
        assert_eq!(nested(64).too_much_for_a_cell(200), None);
        assert!(nested(65).too_much_for_a_cell(200).unwrap().contains("嵌套"));
        assert!(nested(2).too_much_for_a_cell(8192).unwrap().contains("8192"));
        let long: Expr = format!("IF(a=\"{}\",1,0)", "长".repeat(256)).parse().unwrap();
        assert!(long.too_much_for_a_cell(300).unwrap().contains("255"));
    }
}
