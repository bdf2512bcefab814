//! Printing a formula: for a spreadsheet, names replaced by whatever stands for them there, and as
//! it was written.

use std::fmt;

use super::{Expr, Operator};
use crate::number::Number;

impl Expr {
    /// The formula in a spreadsheet's spelling, without the leading `=`; `refer` gives what stands
    /// for each name: a cell address, or the name itself. An amount such as `100*万元` is the plain
    /// number.
    #[must_use]
    pub fn to_excel(&self, refer: &dyn Fn(&str) -> String) -> String {
        let mut writer = Writer { out: String::new(), refer, units: false };
        writer.write(self, 0);
        writer.out
    }
}

impl fmt::Display for Expr {
    /// The formula as a rubric would write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer { out: String::new(), refer: &str::to_owned, units: true };
        writer.write(self, 0);
        f.pad(&writer.out)
    }
}

struct Writer<'a> {
    out: String,
    refer: &'a dyn Fn(&str) -> String,
    /// Whether units of money keep their names, which no spreadsheet knows.
    units: bool,
}

impl Writer<'_> {
    /// Writes `expr`; `around` is how tightly its surroundings bind, and what binds less is
    /// bracketed.
    fn write(&mut self, expr: &Expr, around: u8) {
        if !self.units
            && let Some(amount) = expr.amount()
        {
            return self.number(&amount, around);
        }
        match expr {
            Expr::Number(number) => self.number(number, around),
            Expr::Text(text) => {
                self.out.push('"');
                self.out.push_str(&text.replace('"', "\"\""));
                self.out.push('"');
            }
            Expr::Truth(truth) => self.out.push_str(if *truth { "TRUE" } else { "FALSE" }),
            Expr::Unit(unit) => self.out.push_str(unit.name()),
            Expr::Name(name) => self.out.push_str(&(self.refer)(name)),
            Expr::Negated(inner) => {
                self.out.push('-');
                self.write(inner, Operator::UNARY);
            }
            Expr::Percent(inner) => {
                self.write(inner, Operator::UNARY);
                self.out.push('%');
            }
            Expr::Binary(operator, left, right) => {
                let own = operator.precedence();
                self.bracketed(own < around, |writer| {
                    writer.write(left, own);
                    writer.out.push_str(operator.spelling());
                    // a-(b-c) and a/(b/c) need their brackets: operators group from the left.
                    writer.write(right, own + 1);
                });
            }
            Expr::Call(function, arguments) => {
                self.out.push_str(function.spelling());
                self.out.push('(');
                for (i, argument) in arguments.iter().enumerate() {
                    if i > 0 {
                        self.out.push(',');
                    }
                    self.write(argument, 0);
                }
                self.out.push(')');
            }
        }
    }

    /// A number; one that an operator would tear apart (-5^2, or a fraction without a short decimal
    /// form) is kept together by brackets.
    fn number(&mut self, number: &Number, around: u8) {
        if number.is_plain_exact() {
            self.bracketed(number.is_negative() && around > 0, |writer| writer.out.push_str(&number.plain()));
        } else {
            let (above, below) = number.fraction();
            self.bracketed(around > 0, |writer| writer.out.push_str(&(above + "/" + &below)));
        }
    }

    fn bracketed(&mut self, needed: bool, write: impl FnOnce(&mut Self)) {
        self.out.push_str(if needed { "(" } else { "" });
        write(self);
        self.out.push_str(if needed { ")" } else { "" });
    }
}

impl Expr {
    /// The number of 万元 where this is a bare amount of money: `100*亿元`, or a unit alone.
    pub(super) fn amount(&self) -> Option<Number> {
        match self {
            Self::Unit(unit) => Some(unit.value()),
            Self::Binary(Operator::Multiply, left, right) => match (&**left, &**right) {
                (Self::Number(number), Self::Unit(unit)) | (Self::Unit(unit), Self::Number(number)) => {
                    Some(number * &unit.value())
                }
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back_as_the_same_tree() {
        for text in [
            "(1-10*调剂/年初)*分值",
            "a-(b-c)",
            "a/(b*c)",
            "-(a+b)%",
            "IF(\"是\"=是否,MIN(分值,x)^2,0)",
            "(a>=b)=(c<d)",
            "1-(-2)",
            "COUNTIF(全体[得分],\">=\"&分值*80%)",
            "(a&b)+1",
            "a&b+1=c",
            "2^3^2",
            "2^(3^2)",
            "-2^2",
            "-(2^2)",
            "IFS(a>1,DATE(2023,12,31)-b,TRUE,0)",
            "IFERROR(LARGE(同组[得分],2),\"a\"\"b\")",
        ] {
            let expr: Expr = text.parse().unwrap();
            let printed = expr.to_excel(&str::to_owned);
            assert_eq!(printed.parse::<Expr>().unwrap(), expr, "{text} -> {printed}");
        }
    }

    #[test]
    fn units_are_written_back_and_reach_a_spreadsheet_as_numbers() {
        let expr: Expr = "IF(金额>100*亿元,金额/元,-2.5*万元)".parse().unwrap();
        assert_eq!(expr.to_string(), "IF(金额>100*亿元,金额/元,-2.5*万元)");
        assert_eq!(expr.to_excel(&|_| "A1".into()), "IF(A1>1000000,A1/0.0001,-2.5*1)");
    }

    #[test]
    fn a_number_without_a_short_decimal_form_stays_exact() {
        let third = Number::from(1).divided_by(&Number::from(3)).unwrap();
        let expr = Expr::Binary(Operator::Power, Expr::name("a").into(), Expr::Number(third.clone()).into());
        assert_eq!(expr.to_string(), "a^(1/3)");
        assert_eq!(Expr::Number(third).to_string(), "1/3");
        assert_eq!("1E-30".parse::<Expr>().unwrap().to_string(), format!("1/1{}", "0".repeat(30)));
    }

    #[test]
    fn names_become_cells() {
        let expr: Expr = "执行/预算*10".parse().unwrap();
        let printed = expr.to_excel(&|name| {
            if name == "执行" { "C3".into() } else { "B3".into() }
        });
        assert_eq!(printed, "C3/B3*10");
    }
}
