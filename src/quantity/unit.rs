//! What units measure, and how many of one are another.

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

/// A unit with how many of the first of its kind it is, as a fraction.
type Unit = (&'static str, (i64, i64));

/// Units of one kind; of counts none is another.
const UNITS: &[(Dimension, &[Unit])] = &[
    (Dimension::Money, &[("元", (1, 1))]),
    (Dimension::Score, &[("分", (1, 1))]),
    (
        Dimension::Length,
        &[
            ("米", (1, 1)),
            ("m", (1, 1)),
            ("公里", (1000, 1)),
            ("千米", (1000, 1)),
            ("km", (1000, 1)),
            ("里", (500, 1)),
            ("厘米", (1, 100)),
            ("cm", (1, 100)),
            ("毫米", (1, 1000)),
            ("mm", (1, 1000)),
            ("延米", (1, 1)),
        ],
    ),
    (
        Dimension::Area,
        &[
            ("平方米", (1, 1)),
            ("平米", (1, 1)),
            ("㎡", (1, 1)),
            ("m²", (1, 1)),
            ("m2", (1, 1)),
            ("平方公里", (1_000_000, 1)),
            ("平方千米", (1_000_000, 1)),
            ("㎢", (1_000_000, 1)),
            ("公顷", (10_000, 1)),
            ("亩", (2000, 3)),
        ],
    ),
    (
        Dimension::Volume,
        &[
            ("立方米", (1, 1)),
            ("立方", (1, 1)),
            ("方", (1, 1)),
            ("㎥", (1, 1)),
            ("m³", (1, 1)),
            ("m3", (1, 1)),
            ("升", (1, 1000)),
            ("L", (1, 1000)),
            ("毫升", (1, 1_000_000)),
        ],
    ),
    (
        Dimension::Mass,
        &[
            ("千克", (1, 1)),
            ("公斤", (1, 1)),
            ("kg", (1, 1)),
            ("吨", (1000, 1)),
            ("t", (1000, 1)),
            ("斤", (1, 2)),
            ("克", (1, 1000)),
            ("g", (1, 1000)),
        ],
    ),
    (
        Dimension::Time,
        &[
            ("小时", (1, 1)),
            ("个小时", (1, 1)),
            ("h", (1, 1)),
            ("分钟", (1, 60)),
            ("min", (1, 60)),
            ("秒", (1, 3600)),
        ],
    ),
    // Days of work and days of the calendar are not told apart by their names, nor are months long
    // alike: these only stand for themselves.
    (Dimension::Time, &[("天", (1, 1)), ("日", (1, 1)), ("周", (7, 1)), ("个周", (7, 1))]),
    (Dimension::Time, &[("个工作日", (1, 1)), ("工作日", (1, 1)), ("个日历日", (1, 1))]),
    (
        Dimension::Time,
        &[("个月", (1, 1)), ("月", (1, 1)), ("季度", (3, 1)), ("个季度", (3, 1)), ("年", (12, 1))],
    ),
];

/// Units that count things; no number of one is another.
const COUNTS: &[&str] = &[
    "个",
    "次",
    "场",
    "场次",
    "篇",
    "人",
    "人次",
    "名",
    "位",
    "项",
    "份",
    "家",
    "户",
    "期",
    "件",
    "台",
    "套",
    "部",
    "条",
    "批",
    "批次",
    "处",
    "座",
    "所",
    "册",
    "本",
    "辆",
    "只",
    "头",
    "匹",
    "起",
    "例",
    "宗",
    "个村",
    "间",
    "种",
    "株",
    "棵",
    "颗",
    "粒",
    "张",
    "盏",
    "门",
    "课时",
    "学时",
    "人天",
    "班次",
    "台次",
    "车次",
    "户次",
    "支",
    "艘",
    "栋",
    "幢",
    "块",
    "口",
    "眼",
    "组",
    "对",
    "双",
    "床",
    "张床",
    "台套",
    "台(套)",
    "人(次)",
    "户(次)",
    "场(次)",
    "期(次)",
    "篇次",
    "条次",
    "万人次",
    "公里处",
    "点",
    "站",
    "村",
    "镇",
    "乡镇",
    "社区",
    "学校",
    "企业",
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
    let measured = UNITS.iter().find(|(_, units)| units.iter().any(|(name, _)| *name == unit));
    measured.map(|(dimension, _)| *dimension).or_else(|| COUNTS.contains(&unit).then_some(Dimension::Count))
}

fn per_time(per: &str) -> bool {
    matches!(dimension(per), Some(Dimension::Time))
}

/// How many of `to` one `from` is: 1000 of 公里 in 米. `None` where that is not fixed.
#[must_use]
pub fn factor(from: &str, to: &str) -> Option<Number> {
    let (_, units) = UNITS.iter().find(|(_, units)| units.iter().any(|(name, _)| *name == from))?;
    let of = |unit: &str| {
        let (_, (above, below)) = units.iter().find(|(name, _)| *name == unit)?;
        Number::from(*above).divided_by(&Number::from(*below))
    };
    of(from)?.divided_by(&of(to)?)
}

/// The units of a dimension, for the documentation.
#[cfg(test)]
pub(super) fn units_of(dimension: Dimension) -> Vec<&'static str> {
    let measured = UNITS.iter().filter(|(of, _)| *of == dimension).flat_map(|(_, units)| units.iter());
    let counts = COUNTS.iter().filter(|_| dimension == Dimension::Count);
    measured.map(|(name, _)| *name).chain(counts.copied()).collect()
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
