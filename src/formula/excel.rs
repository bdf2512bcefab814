//! Printing a formula for a spreadsheet, names replaced by whatever stands for them there.

use super::{Expr, Operator};

/// How tightly the surroundings bind; an operand that binds less needs brackets.
const UNARY: u8 = 5;

impl Expr {
    /// The formula in a spreadsheet's spelling, without the leading `=`; `refer` gives what stands
    /// for each name: a cell address, or the name itself.
    #[must_use]
    pub fn to_excel(&self, refer: &dyn Fn(&str) -> String) -> String {
        let mut text = String::new();
        self.write_excel(&mut text, refer, 0);
        text
    }

    fn write_excel(&self, out: &mut String, refer: &dyn Fn(&str) -> String, around: u8) {
        match self {
            Self::Number(number) => {
                // A number that an operator would tear apart (-5^2, or a fraction without a finite
                // decimal form) is kept together by brackets.
                let text = number.plain();
                let bracketed = number.is_negative() && around > 0;
                out.push_str(if bracketed { "(" } else { "" });
                out.push_str(&text);
                out.push_str(if bracketed { ")" } else { "" });
            }
            Self::Text(text) => {
                out.push('"');
                out.push_str(&text.replace('"', "\"\""));
                out.push('"');
            }
            Self::Name(name) => out.push_str(&refer(name)),
            Self::Negated(inner) => {
                out.push('-');
                inner.write_excel(out, refer, UNARY);
            }
            Self::Percent(inner) => {
                inner.write_excel(out, refer, UNARY);
                out.push('%');
            }
            Self::Binary(operator, left, right) => {
                let own = operator.precedence();
                if own < around {
                    out.push('(');
                }
                left.write_excel(out, refer, own);
                out.push_str(operator.spelling());
                // a-(b-c) and a/(b/c) need their brackets: operators group from the left.
                right.write_excel(out, refer, own + 1);
                if own < around {
                    out.push(')');
                }
            }
            Self::Call(function, arguments) => {
                out.push_str(function.spelling());
                out.push('(');
                for (i, argument) in arguments.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    argument.write_excel(out, refer, 0);
                }
                out.push(')');
            }
        }
    }
}

impl Operator {
    /// The spelling in a spreadsheet.
    fn spelling(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
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
        ] {
            let expr: Expr = text.parse().unwrap();
            let printed = expr.to_excel(&str::to_owned);
            assert_eq!(printed.parse::<Expr>().unwrap(), expr, "{text} -> {printed}");
        }
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
