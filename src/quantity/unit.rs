//! What units measure, and how many of one are another.

use std::cmp::Reverse;
use std::sync::LazyLock;

use crate::number::Number;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// 比率: %, ‰
    Ratio,
    /// 金额: 元
    Money,
    /// 单价: 元/人
    Price,
    /// 数量: 个, 次, 人
    Count,
    /// 频次: 次/年
    Frequency,
    /// 时间: 天, 个月
    Time,
    /// 长度: 米
    Length,
    /// 面积: 平方米, 亩
    Area,
    /// 体积: 立方米
    Volume,
    /// 重量: 吨
    Mass,
    /// 分数: 分
    Score,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 11] = [
        Self::Ratio,
        Self::Money,
        Self::Price,
        Self::Count,
        Self::Frequency,
        Self::Time,
        Self::Length,
        Self::Area,
        Self::Volume,
        Self::Mass,
        Self::Score,
    ];

    /// The dimension in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ratio => "比率",
            Self::Money => "金额",
            Self::Price => "单价",
            Self::Count => "数量",
            Self::Frequency => "频次",
            Self::Time => "时间",
            Self::Length => "长度",
            Self::Area => "面积",
            Self::Volume => "体积",
            Self::Mass => "重量",
            Self::Score => "分数",
        }
    }
}

/// Where a unit may stand besides a cell with a number in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Uses {
    /// Behind a number in words: 三次. Of other units that may be a word: 一方, 一面.
    words: bool,
    /// Behind what a narrative report counts: 举办活动12场. Spans of time and bare letters are none.
    prose: bool,
}

const TABLE: Uses = Uses { words: false, prose: false };
const WORDS: Uses = Uses { words: true, prose: false };
const PROSE: Uses = Uses { words: false, prose: true };
const BOTH: Uses = Uses { words: true, prose: true };

/// A unit with how many of the first of its kind it is, as a fraction.
type Unit = (&'static str, (i64, i64), Uses);

/// Units of one kind; of counts none is another.
const UNITS: &[(Dimension, &[Unit])] = &[
    (Dimension::Money, &[("元", (1, 1), WORDS)]),
    (Dimension::Score, &[("分", (1, 1), TABLE)]),
    (
        Dimension::Length,
        &[
            ("米", (1, 1), BOTH),
            ("m", (1, 1), TABLE),
            ("公里", (1000, 1), BOTH),
            ("千米", (1000, 1), PROSE),
            ("km", (1000, 1), TABLE),
            ("里", (500, 1), TABLE),
            ("厘米", (1, 100), TABLE),
            ("cm", (1, 100), TABLE),
            ("毫米", (1, 1000), TABLE),
            ("mm", (1, 1000), TABLE),
            ("延米", (1, 1), TABLE),
        ],
    ),
    (
        Dimension::Area,
        &[
            ("平方米", (1, 1), BOTH),
            ("平米", (1, 1), TABLE),
            ("㎡", (1, 1), PROSE),
            ("m²", (1, 1), TABLE),
            ("m2", (1, 1), TABLE),
            ("平方公里", (1_000_000, 1), PROSE),
            ("平方千米", (1_000_000, 1), TABLE),
            ("㎢", (1_000_000, 1), TABLE),
            ("公顷", (10_000, 1), BOTH),
            ("亩", (2000, 3), BOTH),
        ],
    ),
    (
        Dimension::Volume,
        &[
            ("立方米", (1, 1), BOTH),
            ("立方", (1, 1), TABLE),
            ("方", (1, 1), TABLE),
            ("㎥", (1, 1), TABLE),
            ("m³", (1, 1), TABLE),
            ("m3", (1, 1), TABLE),
            ("升", (1, 1000), TABLE),
            ("L", (1, 1000), TABLE),
            ("毫升", (1, 1_000_000), TABLE),
        ],
    ),
    (
        Dimension::Mass,
        &[
            ("千克", (1, 1), PROSE),
            ("公斤", (1, 1), BOTH),
            ("kg", (1, 1), TABLE),
            ("吨", (1000, 1), BOTH),
            ("t", (1000, 1), TABLE),
            ("斤", (1, 2), TABLE),
            ("克", (1, 1000), TABLE),
            ("g", (1, 1000), TABLE),
        ],
    ),
    (
        Dimension::Time,
        &[
            ("小时", (1, 1), BOTH),
            ("个小时", (1, 1), BOTH),
            ("h", (1, 1), TABLE),
            ("分钟", (1, 60), BOTH),
            ("min", (1, 60), TABLE),
            ("秒", (1, 3600), TABLE),
        ],
    ),
    // Days of work and days of the calendar are not told apart by their names, nor are months long
    // alike: these only stand for themselves.
    (
        Dimension::Time,
        &[("天", (1, 1), BOTH), ("日", (1, 1), TABLE), ("周", (7, 1), WORDS), ("个周", (7, 1), TABLE)],
    ),
    (Dimension::Time, &[("个工作日", (1, 1), WORDS), ("工作日", (1, 1), WORDS), ("个日历日", (1, 1), TABLE)]),
    (
        Dimension::Time,
        &[
            ("个月", (1, 1), WORDS),
            ("月", (1, 1), WORDS),
            ("季度", (3, 1), TABLE),
            ("个季度", (3, 1), TABLE),
            ("年", (12, 1), WORDS),
        ],
    ),
];

/// Units that count things; no number of one is another.
const COUNTS: &[(&str, Uses)] = &[
    ("个", BOTH),
    ("次", BOTH),
    ("场", BOTH),
    ("场次", BOTH),
    ("篇", BOTH),
    ("人", BOTH),
    ("人次", BOTH),
    ("名", BOTH),
    ("位", PROSE),
    ("项", BOTH),
    ("份", BOTH),
    ("家", BOTH),
    ("户", BOTH),
    ("期", BOTH),
    ("件", BOTH),
    ("台", BOTH),
    ("套", BOTH),
    ("部", BOTH),
    ("条", BOTH),
    ("批", BOTH),
    ("批次", BOTH),
    ("处", BOTH),
    ("座", BOTH),
    ("所", BOTH),
    ("册", BOTH),
    ("本", PROSE),
    ("辆", BOTH),
    ("只", BOTH),
    ("头", BOTH),
    ("匹", TABLE),
    ("起", BOTH),
    ("例", BOTH),
    ("宗", PROSE),
    ("个村", WORDS),
    ("间", BOTH),
    ("种", WORDS),
    ("株", BOTH),
    ("棵", PROSE),
    ("颗", TABLE),
    ("粒", TABLE),
    ("张", BOTH),
    ("盏", BOTH),
    ("门", PROSE),
    ("课时", PROSE),
    ("学时", TABLE),
    ("人天", TABLE),
    ("班次", PROSE),
    ("台次", TABLE),
    ("车次", PROSE),
    ("户次", PROSE),
    ("支", PROSE),
    ("艘", TABLE),
    ("栋", PROSE),
    ("幢", PROSE),
    ("块", PROSE),
    ("口", PROSE),
    ("眼", PROSE),
    ("组", PROSE),
    ("对", PROSE),
    ("双", TABLE),
    ("床", TABLE),
    ("张床", TABLE),
    ("台套", TABLE),
    ("台(套)", TABLE),
    ("人(次)", TABLE),
    ("户(次)", TABLE),
    ("场(次)", TABLE),
    ("期(次)", TABLE),
    ("篇次", TABLE),
    ("条次", TABLE),
    ("万人次", TABLE),
    ("公里处", TABLE),
    ("点", TABLE),
    ("站", TABLE),
    ("村", TABLE),
    ("镇", TABLE),
    ("乡镇", TABLE),
    ("社区", TABLE),
    ("学校", TABLE),
    ("企业", TABLE),
    ("人/次", PROSE),
    ("件次", PROSE),
    ("辆次", PROSE),
    ("幅", PROSE),
    ("枚", PROSE),
    ("面", PROSE),
    ("班", PROSE),
    ("节", PROSE),
    ("轮", PROSE),
    ("笔", PROSE),
    ("队", PROSE),
    ("届", PROSE),
    ("家次", PROSE),
    ("册次", PROSE),
    ("人份", PROSE),
    ("处次", PROSE),
    ("件套", PROSE),
];

/// What a unit measures; `None` for one that is not known.
#[must_use]
pub fn dimension(unit: &str) -> Option<Dimension> {
    if let Some((what, per)) = unit.split_once('/') {
        return match dimension(what)? {
            Dimension::Money => Some(Dimension::Price),
            Dimension::Count if per_time(per) => Some(Dimension::Frequency),
            _ => None,
        };
    }
    let measured = UNITS.iter().find(|(_, units)| units.iter().any(|(name, ..)| *name == unit));
    measured
        .map(|(dimension, _)| *dimension)
        .or_else(|| COUNTS.iter().any(|(name, _)| *name == unit).then_some(Dimension::Count))
}

fn per_time(per: &str) -> bool {
    matches!(dimension(per), Some(Dimension::Time))
}

/// Every unit with its uses.
fn all() -> impl Iterator<Item = (&'static str, Uses)> {
    let measured = UNITS.iter().flat_map(|(_, units)| units.iter()).map(|(name, _, uses)| (*name, *uses));
    measured.chain(COUNTS.iter().copied())
}

/// Whether a number may be written in words before a unit: 三次, 两个.
#[must_use]
pub fn follows_words(unit: &str) -> bool {
    unit == "元整" || all().any(|(name, uses)| uses.words && name == unit)
}

/// The units by which narrative reports count, longest first.
pub static COUNTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut units: Vec<&str> = all().filter(|(_, uses)| uses.prose).map(|(name, _)| name).collect();
    units.sort_by_key(|name| Reverse(name.chars().count()));
    units
});

/// How many of `to` one `from` is: 1000 of 公里 in 米. `None` where that is not fixed.
#[must_use]
pub fn factor(from: &str, to: &str) -> Option<Number> {
    let (_, units) = UNITS.iter().find(|(_, units)| units.iter().any(|(name, ..)| *name == from))?;
    let of = |unit: &str| {
        let (_, (above, below), _) = units.iter().find(|(name, ..)| *name == unit)?;
        Number::from(*above).divided_by(&Number::from(*below))
    };
    of(from)?.divided_by(&of(to)?)
}

/// The units of a dimension, for the documentation.
#[cfg(test)]
pub(super) fn units_of(dimension: Dimension) -> Vec<&'static str> {
    let measured = UNITS.iter().filter(|(of, _)| *of == dimension).flat_map(|(_, units)| units.iter());
    let counts = COUNTS.iter().filter(|_| dimension == Dimension::Count);
    measured.map(|(name, ..)| *name).chain(counts.map(|(name, _)| *name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_their_dimension() {
        for (unit, expected) in [
            ("元", Some(Dimension::Money)),
            ("元/人", Some(Dimension::Price)),
            ("元/人·月", Some(Dimension::Price)),
            ("人次", Some(Dimension::Count)),
            ("次/年", Some(Dimension::Frequency)),
            ("座/镇", None),
            ("个工作日", Some(Dimension::Time)),
            ("亩", Some(Dimension::Area)),
            ("百分点", None),
        ] {
            assert_eq!(dimension(unit), expected, "{unit}");
        }
    }

    #[test]
    fn only_what_is_fixed_is_converted() {
        let factor = |from, to| factor(from, to).map(|factor| factor.plain());
        assert_eq!(factor("公里", "米").as_deref(), Some("1000"));
        assert_eq!(factor("米", "公里").as_deref(), Some("0.001"));
        assert_eq!(factor("公顷", "亩").as_deref(), Some("15"));
        assert_eq!(factor("吨", "斤").as_deref(), Some("2000"));
        assert_eq!(factor("年", "个月").as_deref(), Some("12"));
        assert_eq!(factor("天", "个工作日"), None);
        assert_eq!(factor("个月", "天"), None);
        assert_eq!(factor("人", "户"), None);
    }
}
