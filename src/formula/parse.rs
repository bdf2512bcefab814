//! From the text of a formula to the tree, by `formualizer-parse`, keeping only what a rule may use.

use std::str::FromStr;

use formualizer_parse::LiteralValue;
use formualizer_parse::parser::{
    ASTNode, ASTNodeType, BinaryOperator, ReferenceType, TableSpecifier, UnaryOperator,
};

use super::function::Signature;
use super::{Expr, Operator, Unit};
use crate::number::Number;

/// Signs that the name of a table or of its column cannot hold.
const NOT_IN_COLUMNS: [char; 6] = ['[', ']', '\'', '"', '{', '}'];

/// Why a text is no formula of the rule language. The words are Chinese: rubric authors read them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// The text is no formula at all.
    #[error("公式“{formula}”无法解析：{cause}")]
    Syntax { formula: String, cause: String },
    /// A function that the rule language does not have.
    #[error("公式“{formula}”中的函数 {name} 不在可用函数之列{hint}")]
    UnknownFunction { formula: String, name: String, hint: String },
    /// A function with too few or too many arguments.
    #[error("公式“{formula}”中 {name} 的参数个数应为 {expected}，现为 {found}")]
    Arity { formula: String, name: &'static str, expected: String, found: usize },
    /// A construct of Excel that has no place in a rule (ranges, arrays, cell addresses …).
    #[error("公式“{formula}”含有规则不支持的写法：{what}")]
    Unsupported { formula: String, what: String },
}

impl FromStr for Expr {
    type Err = FormulaError;

    /// Reads a formula, with or without its leading `=`.
    fn from_str(text: &str) -> Result<Self, FormulaError> {
        let trimmed = text.trim();
        let ascii = in_ascii(trimmed);
        let formula = if ascii.starts_with('=') { ascii } else { format!("={ascii}") };
        let syntax = |cause: String| FormulaError::Syntax { formula: shortened(trimmed), cause };
        if formula.len() == 1 {
            return Err(syntax("公式为空".to_owned()));
        }
        let tree = formualizer_parse::parse(&formula).map_err(|error| syntax(in_chinese(&error.message)))?;
        Converter { formula: trimmed }.convert(&tree)
    }
}

impl schemars::JsonSchema for Expr {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Formula".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["number", "string"], "minLength": 1 })
    }
}

impl<'de> serde::Deserialize<'de> for Expr {
    /// Wherever a rubric wants a value, a number (`10`) or a formula in text (`"95%"`) may stand.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Binary(f64),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Whole(whole) => whole.to_string(),
            Written::Binary(binary) => binary.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The parser's messages that a rubric author meets most, in Chinese; others as they are.
fn in_chinese(message: &str) -> String {
    let known = [
        ("Unexpected end of tokens", "公式不完整"),
        ("Unmatched opening parenthesis or bracket", "括号没有闭合"),
        ("Expected closing parenthesis", "括号没有闭合"),
        ("Unterminated", "括号没有闭合"),
        ("Unmatched closing parenthesis", "多出右括号"),
        ("No matching opener", "多出右括号"),
        ("nesting too deep", "括号或函数嵌套过深"),
        ("limit exceeded", "公式过长"),
        ("Reached end of formula while parsing", "引号没有闭合"),
        ("Invalid number", "数字的写法有误"),
        ("Expected ',' or ')'", "函数的各项之间应以逗号分隔"),
        ("Unexpected token", "两个运算符相连，或者两项之间缺少运算符"),
    ];
    let words = known.iter().find(|(english, _)| message.contains(english));
    words.map_or("写法有误", |(_, chinese)| *chinese).to_owned()
}

/// Operators as Chinese keyboards write them, outside of texts in quotes. Brackets stay: names hold
/// them.
fn in_ascii(formula: &str) -> String {
    let mut quoted = false;
    let mut ascii = String::with_capacity(formula.len());
    for c in formula.chars() {
        quoted ^= c == '"';
        match c {
            _ if quoted => ascii.push(c),
            '÷' => ascii.push('/'),
            '×' => ascii.push('*'),
            '＋' => ascii.push('+'),
            '－' => ascii.push('-'),
            '％' => ascii.push('%'),
            '＝' => ascii.push('='),
            '＞' => ascii.push('>'),
            '＜' => ascii.push('<'),
            '≥' => ascii.push_str(">="),
            '≤' => ascii.push_str("<="),
            '≠' => ascii.push_str("<>"),
            _ => ascii.push(c),
        }
    }
    ascii
}

/// A formula as a complaint shows it: the beginning of one that would fill the screen.
fn shortened(formula: &str) -> String {
    const SHOWN: usize = 120;
    if formula.chars().count() <= SHOWN {
        return formula.to_owned();
    }
    formula.chars().take(SHOWN).chain(['…']).collect()
}

/// Whether a name is digits with an E: a number of which the exponent is missing.
fn begins_a_number(name: &str) -> bool {
    name.strip_suffix(['E', 'e']).is_some_and(|digits| digits.parse::<Number>().is_ok())
}

struct Converter<'a> {
    formula: &'a str,
}

impl Converter<'_> {
    fn unsupported(&self, what: impl Into<String>) -> FormulaError {
        FormulaError::Unsupported { formula: shortened(self.formula), what: what.into() }
    }

    fn convert(&self, node: &ASTNode) -> Result<Expr, FormulaError> {
        match &node.node_type {
            ASTNodeType::Literal(literal) => {
                let written = node.source_token.as_ref().map(|token| token.value.as_str());
                self.literal(literal, written)
            }
            ASTNodeType::Reference { original, reference } => self.reference(original, reference),
            ASTNodeType::UnaryOp { op, expr } => {
                let inner = self.convert(expr)?;
                match op {
                    UnaryOperator::Plus => Ok(inner),
                    UnaryOperator::Minus => Ok(Expr::Negated(Box::new(inner))),
                    UnaryOperator::Percent => Ok(Expr::Percent(Box::new(inner))),
                    other => Err(self.unsupported(other.as_str())),
                }
            }
            ASTNodeType::BinaryOp { op, left, right } => {
                let operator = match op {
                    BinaryOperator::Add => Operator::Add,
                    BinaryOperator::Subtract => Operator::Subtract,
                    BinaryOperator::Multiply => Operator::Multiply,
                    BinaryOperator::Divide => Operator::Divide,
                    BinaryOperator::Power => Operator::Power,
                    BinaryOperator::Concat => Operator::Concatenate,
                    BinaryOperator::Equal => Operator::Equal,
                    BinaryOperator::NotEqual => Operator::NotEqual,
                    BinaryOperator::Less => Operator::Less,
                    BinaryOperator::LessEqual => Operator::LessOrEqual,
                    BinaryOperator::Greater => Operator::Greater,
                    BinaryOperator::GreaterEqual => Operator::GreaterOrEqual,
                    other => return Err(self.unsupported(other.as_str())),
                };
                Ok(Expr::Binary(operator, Box::new(self.convert(left)?), Box::new(self.convert(right)?)))
            }
            ASTNodeType::Function { name, args } => self.call(name, args),
            ASTNodeType::Omitted => Err(self.unsupported("省略的参数")),
            ASTNodeType::Call { .. } => Err(self.unsupported("LAMBDA 调用")),
            ASTNodeType::Array(_) => Err(self.unsupported("数组常量")),
        }
    }

    /// A literal; a number is read from its own digits, which a binary number would not keep.
    fn literal(&self, literal: &LiteralValue, written: Option<&str>) -> Result<Expr, FormulaError> {
        match literal {
            LiteralValue::Int(whole) => Ok(Expr::Number(Number::from(*whole))),
            LiteralValue::Number(binary) => written
                .and_then(|digits| digits.trim().parse().ok())
                .map(Expr::Number)
                .ok_or_else(|| self.unsupported(binary.to_string())),
            LiteralValue::Text(text) => Ok(Expr::Text(text.clone())),
            LiteralValue::Boolean(truth) => Ok(Expr::Truth(*truth)),
            other => Err(self.unsupported(format!("{other:?}"))),
        }
    }

    fn reference(&self, original: &str, reference: &ReferenceType) -> Result<Expr, FormulaError> {
        match reference {
            // No name is written with characters that nobody sees; some would not be read back.
            _ if original.contains(char::is_control) => Err(self.unsupported("不可见的控制字符")),
            _ if original.contains('!') => {
                Err(self.unsupported(format!("工作表地址 {original}（请写数据项名称）")))
            }
            // 1E of "1E - 1" is the beginning of a number wherever no blank follows.
            ReferenceType::NamedRange(name) if begins_a_number(name.trim()) => {
                Err(self.unsupported(format!("名称 {original}（会与数字混淆）")))
            }
            ReferenceType::NamedRange(name) => {
                let name = name.trim();
                Ok(Unit::named(name).map_or_else(|| Expr::name(name), Expr::Unit))
            }
            ReferenceType::Table(table) => match &table.specifier {
                // A column's own brackets would have to be written behind quotes, which no rule needs.
                Some(TableSpecifier::Column(column))
                    if !(table.name.clone() + column).contains(NOT_IN_COLUMNS) =>
                {
                    Ok(Expr::Name(format!("{}[{column}]", table.name)))
                }
                _ => Err(self.unsupported(original)),
            },
            _ => Err(self.unsupported(format!("单元格地址 {original}（请写数据项名称）"))),
        }
    }

    fn call(&self, name: &str, arguments: &[ASTNode]) -> Result<Expr, FormulaError> {
        let upper = name.to_uppercase();
        let Some(signature) = Signature::spelt(&upper) else {
            return Err(FormulaError::UnknownFunction {
                formula: shortened(self.formula),
                name: name.to_owned(),
                hint: Signature::nearest(&upper)
                    .map_or_else(String::new, |near| format!("，是否应为 {near}？")),
            });
        };
        if let Some(expected) = signature.refuses(arguments.len()) {
            return Err(FormulaError::Arity {
                formula: shortened(self.formula),
                name: signature.spelling,
                expected,
                found: arguments.len(),
            });
        }
        let arguments = arguments.iter().map(|argument| self.convert(argument)).collect::<Result<_, _>>()?;
        Ok(Expr::Call(signature.function, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<Expr>().unwrap_err().to_string()
    }

    #[test]
    fn reads_chinese_names_percents_and_table_columns() {
        let expr: Expr = "=IF(上年三公经费=0,95%,SUM(绩效指标[得分])/-2)".parse().unwrap();
        assert_eq!(expr.names().into_iter().collect::<Vec<_>>(), ["上年三公经费", "绩效指标[得分]"]);
        assert_eq!(expr.to_excel(&|name| name.to_owned()), "IF(上年三公经费=0,95%,SUM(绩效指标[得分])/-2)");
    }

    #[test]
    fn numbers_are_taken_digit_by_digit() {
        for text in ["0.1", "1.005", "12345678901234.56", "0.12345678901234567890123", "99999999999999999999"]
        {
            let expr: Expr = text.parse().unwrap();
            assert_eq!(expr, Expr::Number(text.parse().unwrap()));
            assert_eq!(expr.to_excel(&str::to_owned), text.trim_end_matches('0'));
        }
        assert_eq!("1.5E3".parse::<Expr>().unwrap(), Expr::Number(Number::from(1500)));
        assert_eq!("1.50%".parse::<Expr>().unwrap().to_string(), "1.5%");
    }

    #[test]
    fn units_and_lists_are_names_of_their_own() {
        let expr: Expr = "IF(全体[项目支出.执行率]>100*万元,RANK(得分,同组[得分]),亿元)".parse().unwrap();
        let names: Vec<_> = expr.names().into_iter().collect();
        assert_eq!(names, ["全体[项目支出.执行率]", "同组[得分]", "得分"]);
    }

    #[test]
    fn operators_of_chinese_keyboards_are_read() {
        let expr: Expr = "IF(执行÷预算≥95％,分值×1,分值－2)".parse().unwrap();
        assert_eq!(expr.to_excel(&str::to_owned), "IF(执行/预算>=95%,分值*1,分值-2)");
        let quoted: Expr = "答=\"×\"".parse().unwrap();
        assert_eq!(quoted.to_excel(&str::to_owned), "答=\"×\"");
    }

    #[test]
    fn refuses_with_a_reason() {
        assert_eq!(error("IFS(a>1,1,2)"), "公式“IFS(a>1,1,2)”中 IFS 的参数个数应为 成对的条件与取值，现为 3");
        assert_eq!(error("RANK(1)"), "公式“RANK(1)”中 RANK 的参数个数应为 2 至 3 个，现为 1");
        assert_eq!(
            error("CELING(1,2)"),
            "公式“CELING(1,2)”中的函数 CELING 不在可用函数之列，是否应为 CEILING？"
        );
        assert_eq!(error("全年执行数/"), "公式“全年执行数/”无法解析：公式不完整");
        assert_eq!(error("MIM(1,2)"), "公式“MIM(1,2)”中的函数 MIM 不在可用函数之列，是否应为 MIN？");
        assert_eq!(error("ROUND(1)"), "公式“ROUND(1)”中 ROUND 的参数个数应为 2，现为 1");
        assert_eq!(error("A1+1"), "公式“A1+1”含有规则不支持的写法：单元格地址 A1（请写数据项名称）");
        assert_eq!(error(" "), "公式“”无法解析：公式为空");
        for (formula, why) in [
            ("甲//乙", "两个运算符相连，或者两项之间缺少运算符"),
            ("甲 >> 乙", "两个运算符相连，或者两项之间缺少运算符"),
            ("甲 乙", "两个运算符相连，或者两项之间缺少运算符"),
            ("甲)/乙", "多出右括号"),
            ("MAX(甲,乙", "括号没有闭合"),
            ("IF(甲=\"是,1,2)", "引号没有闭合"),
        ] {
            assert_eq!(error(formula), format!("公式“{formula}”无法解析：{why}"));
        }
        assert_eq!(
            error("1!表[列]"),
            "公式“1!表[列]”含有规则不支持的写法：工作表地址 1!表[列]（请写数据项名称）"
        );
        assert_eq!(error("1E - 1"), "公式“1E - 1”含有规则不支持的写法：名称 1E（会与数字混淆）");
        assert_eq!(error("+甲\u{8}"), "公式“+甲\u{8}”含有规则不支持的写法：不可见的控制字符");
        assert_eq!(error("表['[列]"), "公式“表['[列]”含有规则不支持的写法：表['[列]");
        let endless = error(&"(".repeat(100_000));
        assert!(endless.chars().count() < 200, "{endless}");
    }
}
