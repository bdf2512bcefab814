//! What is wrong with the types of a formula, and how to mend it.

use std::fmt;

use super::Type;

/// An operand as written, with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The part of the formula.
    pub written: String,
    /// What it means.
    pub kind: Type,
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}“{}”", self.kind, self.written)
    }
}

/// Two parts of a formula that do not go together, or one that does not belong where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeError {
    /// Two operands of different types; `how` says what was to be done with them.
    Unlike { left: Operand, right: Operand, how: &'static str },
    /// Money beside a number without a unit.
    NoUnit { amount: Operand, number: String, how: &'static str },
    /// A rate beside a bare number that could be meant in percent.
    NotPercent { ratio: Operand, number: String, how: &'static str },
    /// A yes-or-no fact compared with words that it never holds.
    NeverHolds { fact: Operand, words: String },
    /// Words compared by more and less.
    NoOrder { left: Operand, right: Operand },
    /// A condition is wanted.
    NotACondition(Operand),
    /// A number is wanted; `place` is the operator or function.
    NotANumber { operand: Operand, place: &'static str },
    /// A column is wanted.
    NotAColumn { operand: Operand, place: &'static str },
    /// A column where one value is wanted.
    Column(Operand),
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlike { left, right, how } => {
                write!(f, "{left}与{right}不是同一种数据，不能{how}，请核对数据项，或先折算为同一种数据")
            }
            Self::NoUnit { amount, number, how } => {
                write!(f, "{amount}与没有单位的数 {number} {how}，请写 {number}*万元 或 {number}*元")
            }
            Self::NotPercent { ratio, number, how } => {
                write!(
                    f,
                    "{ratio}与 {number} {how}：若指 {number}%，请写 {number}%；若指倍数，也请写成百分数"
                )
            }
            Self::NeverHolds { fact, words } => {
                write!(f, "{fact}只有“是”或“否”，与“{words}”相比永远不成立，请写“是”或“否”")
            }
            Self::NoOrder { left, right } => {
                write!(f, "{left}与{right}不能比较大小，文字之间只能判断是否相等（= 或 <>）")
            }
            Self::NotACondition(operand) if operand.kind == Type::YesNo => {
                write!(f, "{operand}不是条件，请写 {}=\"是\"", operand.written)
            }
            Self::NotACondition(operand) => {
                write!(f, "此处应为条件，{operand}不是条件，请写成比较，如 {}>0", operand.written)
            }
            Self::NotANumber { operand, place } if operand.kind == Type::Truth => {
                write!(f, "{place} 要用数计算，{operand}不是数，请写 IF({},…,…)", operand.written)
            }
            Self::NotANumber { operand, place } => {
                write!(f, "{place} 要用数计算，{operand}不是数，请换用数字数据项")
            }
            Self::NotAColumn { operand, place } => {
                write!(f, "{place} 要用一列数据，{operand}只是一个值，请写 全体[…]、同组[…] 或 表名[列名]")
            }
            Self::Column(operand) => {
                write!(f, "{operand}不能当作一个值，请用 SUM、AVERAGE、COUNT 等函数汇总")
            }
        }
    }
}

impl std::error::Error for TypeError {}
