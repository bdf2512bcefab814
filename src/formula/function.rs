//! The functions of the rule language: which there are, how they are spelt, what they take.

/// The functions of the rule language. Meanings are Excel's, on exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    If,
    Ifs,
    IfError,
    And,
    Or,
    Not,
    Min,
    Max,
    Sum,
    Average,
    SumProduct,
    Count,
    CountIf,
    Median,
    Abs,
    Round,
    RoundUp,
    RoundDown,
    Ceiling,
    Floor,
    Int,
    Ln,
    Exp,
    Sqrt,
    Power,
    GeoMean,
    StDevP,
    Date,
    Rank,
    Large,
}

/// A function with its spelling and the fewest and most arguments it takes.
pub(super) struct Signature {
    pub(super) function: Function,
    pub(super) spelling: &'static str,
    fewest: usize,
    most: usize,
}

/// The most arguments that a spreadsheet allows a function.
const MANY: usize = 255;

const fn takes(function: Function, spelling: &'static str, fewest: usize, most: usize) -> Signature {
    Signature { function, spelling, fewest, most }
}

/// Every function.
pub(super) const FUNCTIONS: &[Signature] = &[
    takes(Function::If, "IF", 3, 3),
    takes(Function::Ifs, "IFS", 2, 254),
    takes(Function::IfError, "IFERROR", 2, 2),
    takes(Function::And, "AND", 1, MANY),
    takes(Function::Or, "OR", 1, MANY),
    takes(Function::Not, "NOT", 1, 1),
    takes(Function::Min, "MIN", 1, MANY),
    takes(Function::Max, "MAX", 1, MANY),
    takes(Function::Sum, "SUM", 1, MANY),
    takes(Function::Average, "AVERAGE", 1, MANY),
    takes(Function::SumProduct, "SUMPRODUCT", 1, MANY),
    takes(Function::Count, "COUNT", 1, MANY),
    takes(Function::CountIf, "COUNTIF", 2, 2),
    takes(Function::Median, "MEDIAN", 1, MANY),
    takes(Function::Abs, "ABS", 1, 1),
    takes(Function::Round, "ROUND", 2, 2),
    takes(Function::RoundUp, "ROUNDUP", 2, 2),
    takes(Function::RoundDown, "ROUNDDOWN", 2, 2),
    takes(Function::Ceiling, "CEILING", 2, 2),
    takes(Function::Floor, "FLOOR", 2, 2),
    takes(Function::Int, "INT", 1, 1),
    takes(Function::Ln, "LN", 1, 1),
    takes(Function::Exp, "EXP", 1, 1),
    takes(Function::Sqrt, "SQRT", 1, 1),
    takes(Function::Power, "POWER", 2, 2),
    takes(Function::GeoMean, "GEOMEAN", 1, MANY),
    takes(Function::StDevP, "STDEVP", 1, MANY),
    takes(Function::Date, "DATE", 3, 3),
    takes(Function::Rank, "RANK", 2, 3),
    takes(Function::Large, "LARGE", 2, 2),
];

impl Signature {
    /// The signature of the function with this spelling, in capitals.
    pub(super) fn spelt(spelling: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|signature| signature.spelling == spelling)
    }

    /// What is wanted where `count` arguments are not what the function takes.
    pub(super) fn refuses(&self, count: usize) -> Option<String> {
        let in_pairs = self.function != Function::Ifs || count.is_multiple_of(2);
        if (self.fewest..=self.most).contains(&count) && in_pairs {
            return None;
        }
        Some(match (self.fewest, self.most) {
            _ if self.function == Function::Ifs => "成对的条件与取值".to_owned(),
            (fewest, most) if fewest == most => fewest.to_string(),
            (fewest, most) if most < MANY => format!("{fewest} 至 {most} 个"),
            (fewest, _) => format!("{fewest} 个以上"),
        })
    }

    /// The spelling nearest to `name`, for the question whether it was meant.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        FUNCTIONS
            .iter()
            .map(|signature| (strsim::damerau_levenshtein(signature.spelling, name), signature.spelling))
            .min()
            .and_then(|(distance, spelling)| (distance <= 2).then_some(spelling))
    }
}

impl Function {
    /// Every function of the rule language.
    pub fn all() -> impl Iterator<Item = Self> {
        FUNCTIONS.iter().map(|signature| signature.function)
    }

    /// The spelling in a spreadsheet.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        FUNCTIONS.iter().find(|signature| signature.function == self).map_or("", |found| found.spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_spelt_as_it_reads() {
        for signature in FUNCTIONS {
            assert_eq!(signature.function.spelling(), signature.spelling);
            assert_eq!(format!("{:?}", signature.function).to_uppercase(), signature.spelling);
        }
    }
}
