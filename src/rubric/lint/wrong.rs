//! What is wrong with a rubric: every code, how much it matters, and all the words.

use std::fmt;

use super::super::Counts;
use super::super::shape::POINTS;
use crate::finding::Severity;
use crate::finding::Severity::{Error, Warning};
use crate::formula::{Type, TypeError};
use crate::number::{Number, Points};

/// Decimal places that points can have at the most; ranks are counted in their smallest unit.
pub(super) const MOST_PLACES: u32 = 6;

/// So many indicators are named of those that share a fault.
const MOST_TOLD: usize = 5;

/// A fault of a rubric, each kind with its stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Two records of one kind share their key.
    Twice { what: &'static str, key: String },
    /// The indicators' points do not add up to the full points.
    PointsDoNotAddUp { group: Option<String>, sum: Number, full: Number },
    /// The points below a level are not those that it states.
    LevelDoesNotAddUp { group: Option<String>, sum: Number, stated: Number },
    /// The weights of what stands side by side are not 100% together.
    WeightsDoNotAddUp { group: Option<String>, sum: Number },
    /// An indicator states neither points nor a weight.
    NeitherPointsNorWeight,
    /// An indicator states both, and they contradict each other.
    PointsAndWeight { points: Points, weighed: Points },
    /// An indicator with less than no points.
    NegativePoints,
    /// More decimal places than points can have.
    TooManyPlaces { places: u32 },
    /// Grades do not fall from the best to 0.
    GradesNotDescending,
    /// A path is empty, or `redistribute_within` reaches beyond it.
    BadPath { depth: usize, within: usize },
    /// A level below which no indicator stands.
    EmptyLevel { near: Option<String> },
    /// `roll_up` and `best` do not go together.
    BestWithoutNumber { given: bool },
    /// A group named in one indicator that the others do not know.
    LoneGroup { group: String, near: Option<String> },
    /// A ceiling that nothing ever reaches.
    IdleCeiling { most: Number, reachable: Number },
    /// `tie_break` names no indicator.
    UnknownTieBreak { code: String, near: Option<String> },
    /// A quota or a limit names a grade that does not exist.
    UnknownGrade { grade: String, near: Option<String> },
    /// A quota of the worst grade, or a limit to the best one, bounds nothing.
    IdleGrade { grade: String, worst: bool },
    /// A share of a quota outside of 0 to 100%.
    QuotaOutOfRange { most: Number },
    /// A limit without an effect.
    LimitWithoutEffect,
    /// A condition that always or never holds.
    ConstantCondition { what: &'static str, holds: bool },
    /// A checklist's items do not add up to the indicator's points.
    ChecklistDoesNotAddUp { sum: Number, points: Points },
    /// A fact stands in one list of items twice.
    ItemTwice { fact: String },
    /// Values that lie in no band.
    BandGap { stretches: Vec<String> },
    /// Values that lie in several bands.
    BandOverlap { stretches: Vec<String> },
    /// A band in which no value ever counts.
    BandUnreachable { number: usize },
    /// A band, or one event of a tally, gives more than the indicator's points.
    MoreThanPoints { what: String, gives: Number, points: Points },
    /// No facts whatever give full points.
    NeverFull { most: Number, points: Points },
    /// Tiers do not meet, or do not fall.
    TiersOverlap { above: Number, below: Number },
    /// A rule by lines without a table, or a table without such a rule.
    NoRows { by_lines: bool, table: Option<String> },
    /// A rule that counts lines gives one share, not points to each line.
    CountedLineByLine,
    /// An indicator with lines of its own cannot be shared out when it does not apply.
    LinesCannotApply,
    /// The first-level name of the lines is not in the form's levels.
    UnknownLevel { level: String, near: Option<String> },
    /// A name that nothing supplies.
    UnknownFact { fact: String, near: Option<String> },
    /// A derived fact that goes by itself or by a later one.
    NotYetKnown { fact: String },
    /// A derived fact of the name of a fact of the form.
    NameTaken { fact: String },
    /// A derived fact that nothing goes by.
    UnusedDerived,
    /// A fact of the bureau's list that nothing goes by.
    UnusedFact,
    /// What does not go together in a formula.
    Types { formula: String, error: TypeError },
    /// A formula that means something else than is wanted where it stands.
    ResultType { formula: String, found: Type, wanted: Type },
    /// Two indicators score the same facts by the same rule.
    ScoredTwice { other: String },
    /// `[checks]` names a code that no finding has.
    UnknownCode { code: String, near: Option<String> },
    /// `[checks]` names a code without which a result could be wrong in silence.
    FixedCode { code: String },
    /// A threshold that is no share of a whole.
    ThresholdOutOfRange { key: &'static str },
    /// Points with more decimals than are kept of them.
    PointsTooFine { points: Number, places: u32 },
    /// Points that are shared out across the border of a level with a ceiling; the indicators whose.
    CeilingCrossed { most: Number, codes: Vec<String> },
    /// An example of an indicator or limit that does not exist.
    ExampleOfNothing { about: Option<String>, near: Option<String> },
    /// An example states a fact that nothing supplies.
    ExampleUnknownFact { fact: String, near: Option<String> },
    /// An example of a group that no indicator is for.
    ExampleUnknownGroup { group: String, near: Option<String> },
    /// An example expects what its subject cannot come to: an indicator, by how it counts, or a limit.
    ExampleImpossible { expected: String, counts: Option<Counts> },
    /// Two examples with the same facts expect different things.
    ExamplesContradict { other: String },
    /// An example expects something else than comes out.
    ExampleDiffers { expected: String, found: String },
}

fn near_words(near: Option<&String>) -> String {
    near.map_or_else(String::new, |near| format!("，是否应为“{near}”？"))
}

fn of_group(group: Option<&String>) -> String {
    group.map_or_else(String::new, |group| format!("分组“{group}”"))
}

impl Wrong {
    /// The stable code and how much it matters: an error refuses the rubric.
    #[must_use]
    pub fn class(&self) -> (&'static str, Severity) {
        match self {
            Self::Twice { .. } => ("L01", Error),
            Self::PointsDoNotAddUp { .. } => ("L02", Error),
            Self::LevelDoesNotAddUp { .. } => ("L03", Error),
            Self::WeightsDoNotAddUp { .. } => ("L04", Error),
            Self::NeitherPointsNorWeight => ("L05", Error),
            Self::PointsAndWeight { .. } => ("L06", Error),
            Self::NegativePoints => ("L07", Error),
            Self::TooManyPlaces { .. } => ("L08", Error),
            Self::GradesNotDescending => ("L09", Error),
            Self::BadPath { .. } => ("L10", Error),
            Self::EmptyLevel { .. } => ("L11", Error),
            Self::BestWithoutNumber { .. } => ("L12", Error),
            Self::LoneGroup { .. } => ("L13", Error),
            Self::IdleCeiling { .. } => ("L14", Warning),
            Self::UnknownTieBreak { .. } => ("L15", Error),
            Self::UnknownGrade { .. } => ("L16", Error),
            Self::IdleGrade { .. } => ("L17", Error),
            Self::QuotaOutOfRange { .. } => ("L18", Error),
            Self::LimitWithoutEffect => ("L19", Error),
            Self::ConstantCondition { .. } => ("L20", Error),
            Self::ChecklistDoesNotAddUp { .. } => ("L21", Error),
            Self::ItemTwice { .. } => ("L22", Error),
            Self::BandGap { .. } => ("L23", Warning),
            Self::BandOverlap { .. } => ("L24", Error),
            Self::BandUnreachable { .. } => ("L25", Error),
            Self::MoreThanPoints { .. } => ("L26", Error),
            Self::NeverFull { .. } => ("L27", Warning),
            Self::TiersOverlap { .. } => ("L28", Error),
            Self::NoRows { .. } => ("L29", Error),
            Self::CountedLineByLine => ("L30", Error),
            Self::LinesCannotApply => ("L31", Error),
            Self::UnknownLevel { .. } => ("L32", Error),
            Self::UnknownFact { .. } => ("L33", Error),
            Self::NotYetKnown { .. } => ("L34", Error),
            Self::NameTaken { .. } => ("L35", Error),
            Self::UnusedDerived => ("L36", Warning),
            Self::UnusedFact => ("L37", Warning),
            Self::Types { .. } => ("L38", Error),
            Self::ResultType { .. } => ("L39", Error),
            Self::ScoredTwice { .. } => ("L40", Warning),
            Self::ExampleOfNothing { .. } => ("L41", Error),
            Self::ExampleUnknownFact { .. } => ("L42", Error),
            Self::ExampleUnknownGroup { .. } => ("L43", Error),
            Self::ExampleImpossible { .. } => ("L44", Error),
            Self::ExamplesContradict { .. } => ("L45", Error),
            Self::ExampleDiffers { .. } => ("L46", Error),
            Self::UnknownCode { .. } => ("L47", Error),
            Self::FixedCode { .. } => ("L48", Error),
            Self::ThresholdOutOfRange { .. } => ("L49", Error),
            Self::PointsTooFine { .. } => ("L50", Error),
            Self::CeilingCrossed { .. } => ("L51", Warning),
        }
    }

    /// What is wrong.
    #[must_use]
    #[allow(clippy::too_many_lines)] // one arm for each fault, all of them in one place
    pub fn message(&self) -> String {
        match self {
            Self::Twice { what, key } => format!("{what}“{key}”重复"),
            Self::PointsDoNotAddUp { group, sum, full } => {
                format!("{}各指标分值合计 {sum} 分，与满分 {full} 分不符", of_group(group.as_ref()))
            }
            Self::LevelDoesNotAddUp { group, sum, stated } => {
                format!("{}下级分值合计 {sum} 分，与所列分值 {stated} 分不符", of_group(group.as_ref()))
            }
            Self::WeightsDoNotAddUp { group, sum } => {
                format!("{}下级权重合计 {}，不是 100%", of_group(group.as_ref()), sum.percent(4))
            }
            Self::NeitherPointsNorWeight => "分值和权重均未写明".to_owned(),
            Self::PointsAndWeight { points, weighed } => {
                format!("同时写了分值 {points} 分和权重，按权重应为 {weighed} 分，两者不符")
            }
            Self::NegativePoints => "分值小于 0".to_owned(),
            Self::TooManyPlaces { places } => format!("小数位数为 {places}，最多为 {MOST_PLACES}"),
            Self::GradesNotDescending => "等级须由高到低排列，且最低一级须自 0 分起".to_owned(),
            Self::BadPath { depth: 0, .. } => "path 为空".to_owned(),
            Self::BadPath { depth, within } => {
                format!("redistribute_within 为 {within}，而 path 只有 {depth} 级")
            }
            Self::EmptyLevel { near } => format!("其下没有任何指标{}", near_words(near.as_ref())),
            Self::BestWithoutNumber { given: false } => "取最优的几项，但未写明项数".to_owned(),
            Self::BestWithoutNumber { given: true } => "写明了取最优的项数，但汇总方式不是取最优".to_owned(),
            Self::LoneGroup { group, near } => {
                format!("分组“{group}”只在本指标出现，没有成套的指标{}", near_words(near.as_ref()))
            }
            Self::IdleCeiling { most, reachable } => {
                format!("上限 {most} 分不起作用：最多只能得 {reachable} 分")
            }
            Self::UnknownTieBreak { code, near } => {
                format!("同分时比较的指标“{code}”不存在{}", near_words(near.as_ref()))
            }
            Self::UnknownGrade { grade, near } => {
                format!("等级“{grade}”不存在{}", near_words(near.as_ref()))
            }
            Self::IdleGrade { grade, worst: true } => {
                format!("“{grade}”是最低一级，不能再降，限定其名额没有作用")
            }
            Self::IdleGrade { grade, worst: false } => format!("“{grade}”是最高一级，以其为限没有作用"),
            Self::UnknownCode { code, near } => {
                format!("没有编码为“{code}”的问题{}", near_words(near.as_ref()))
            }
            Self::FixedCode { code } => {
                format!("“{code}”为错误级问题，不能改变级别或关闭，否则结果缺失或有误而无人知晓")
            }
            Self::ThresholdOutOfRange { key } => format!("“{key}”须大于 0，占比不高于 100%"),
            Self::PointsTooFine { points, places } => {
                format!("{points} 分的小数位数多于所保留的 {places} 位，四舍五入后合计不符")
            }
            Self::CeilingCrossed { most, codes } => {
                let more =
                    if codes.len() > MOST_TOLD { format!("等 {} 项", codes.len()) } else { String::new() };
                let codes = codes.iter().take(MOST_TOLD).map(String::as_str).collect::<Vec<_>>().join("、");
                format!(
                    "指标 {codes} {more}不适用时，分值跨本层级分摊，而本层级最高 {most} 分，合计不再等于满分"
                )
            }
            Self::QuotaOutOfRange { most } => {
                format!("名额比例 {} 不在 0 至 100% 之间", most.percent(2))
            }
            Self::LimitWithoutEffect => "限制既未写明最高分，也未写明最高等级".to_owned(),
            Self::ConstantCondition { what, holds: true } => format!("{what}总是成立"),
            Self::ConstantCondition { what, holds: false } => format!("{what}永远不成立"),
            Self::ChecklistDoesNotAddUp { sum, points } => {
                format!("清单各项合计 {sum} 分，与分值 {points} 分不符")
            }
            Self::ItemTwice { fact } => format!("“{fact}”在清单中列了两次"),
            Self::BandGap { stretches } => format!("{}不在任何一档内", stretches.join("、")),
            Self::BandOverlap { stretches } => format!("{}同时属于两档", stretches.join("、")),
            Self::BandUnreachable { number } => {
                format!("第 {number} 档永远用不上：其中的数值均已归入前面各档")
            }
            Self::MoreThanPoints { what, gives, points } => {
                format!("{what}得 {gives} 分，超过分值 {points} 分")
            }
            Self::NeverFull { most, points } => {
                format!("无论数据如何，最多得 {most} 分，达不到分值 {points} 分")
            }
            Self::TiersOverlap { above, below } => {
                format!("相邻两档重叠：上一档自 {} 起，下一档至 {} 止", above.percent(2), below.percent(2))
            }
            Self::NoRows { by_lines: false, .. } => "写了 rows，但规则不是逐行计分的".to_owned(),
            Self::NoRows { table: None, .. } => {
                "按部门自定指标计分，须以 rows 写明 form.toml 中的表名".to_owned()
            }
            Self::NoRows { table: Some(table), .. } => format!("form.toml 中没有名为“{table}”的表"),
            Self::CountedLineByLine => "按个数计，须写明 roll_up = \"share\"".to_owned(),
            Self::LinesCannotApply => "按自报分值逐行计分，不能再设适用条件或替代规则".to_owned(),
            Self::UnknownLevel { level, near } => {
                format!("所取的一级指标“{level}”不在 form.toml 的 level 之列{}", near_words(near.as_ref()))
            }
            Self::UnknownFact { fact, near } => {
                format!("数据项“{fact}”在 form.toml 中没有来源{}", near_words(near.as_ref()))
            }
            Self::NotYetKnown { fact } => format!("用到了自身或排在其后的计算项“{fact}”"),
            Self::NameTaken { fact } => format!("名称“{fact}”与表样中的数据项或“{POINTS}”相同"),
            Self::UnusedDerived => "没有任何规则用到".to_owned(),
            Self::UnusedFact => "要求填报，但没有任何规则用到".to_owned(),
            Self::Types { formula, error } => format!("公式“{formula}”有误：{error}"),
            Self::ResultType { formula, found, wanted } => {
                format!("“{formula}”的结果是{found}，此处应为{wanted}")
            }
            Self::ScoredTwice { other } => format!("与指标 {other} 按同样的规则对同样的数据项计分"),
            Self::ExampleOfNothing { .. }
            | Self::ExampleUnknownFact { .. }
            | Self::ExampleUnknownGroup { .. }
            | Self::ExampleImpossible { .. }
            | Self::ExamplesContradict { .. }
            | Self::ExampleDiffers { .. } => self.about_example(),
        }
    }

    /// What is wrong with an example.
    fn about_example(&self) -> String {
        match self {
            Self::ExampleOfNothing { about: None, .. } => {
                "须写明 indicator 或 limit，且只能写一个".to_owned()
            }
            Self::ExampleOfNothing { about: Some(about), near } => {
                format!("所指的“{about}”不存在{}", near_words(near.as_ref()))
            }
            Self::ExampleUnknownFact { fact, near } => {
                format!("算例中的数据项“{fact}”没有来源{}", near_words(near.as_ref()))
            }
            Self::ExampleUnknownGroup { group, near } => {
                format!("没有为分组“{group}”设置的指标{}", near_words(near.as_ref()))
            }
            Self::ExampleImpossible { expected, counts: None } => {
                format!("应为“{expected}”，而限制只有成立、不成立和待定")
            }
            Self::ExampleImpossible { expected, counts: Some(Counts::Penalty) } => {
                format!("应为“{expected}”，而扣分指标的得分为负数或 0")
            }
            Self::ExampleImpossible { expected, .. } => {
                format!("应为“{expected}”，而指标的得分不小于 0，没有分数的为待定或不适用")
            }
            Self::ExamplesContradict { other } => {
                format!("与算例“{other}”数据相同，应得结果却不同")
            }
            Self::ExampleDiffers { expected, found } => format!("应为 {expected}，按规则算得：{found}"),
            _ => String::new(),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn fix(&self) -> String {
        let text = match self {
            Self::Twice { .. } => "改用不同的名称，或删去多余的一条",
            Self::PointsDoNotAddUp { .. } => "对照印发的指标表核对各指标分值和满分",
            Self::LevelDoesNotAddUp { .. } => "对照印发的指标表核对本级分值和下级各指标分值",
            Self::WeightsDoNotAddUp { .. } => "对照印发的指标表核对同级各项权重，使其合计为 100%",
            Self::NeitherPointsNorWeight => "写明 points（分值）或 weight（权重）",
            Self::PointsAndWeight { .. } => "分值和权重只保留一个，或改为一致",
            Self::NegativePoints => "分值写为不小于 0 的数；扣分指标另写 counts = \"penalty\"",
            Self::TooManyPlaces { .. } => "改为规定以内的小数位数",
            Self::GradesNotDescending => "按起点分由高到低排列等级，最低一级的 from 写 0",
            Self::BadPath { .. } => "写明指标的各级名称，redistribute_within 须小于其级数",
            Self::EmptyLevel { .. } => "核对层级名称，或删去本层级",
            Self::BestWithoutNumber { .. } => "roll_up = \"best\" 与 best = 项数 须同时写明，且项数大于 0",
            Self::LoneGroup { .. } => "核对分组名称，或为该分组补齐指标",
            Self::IdleCeiling { .. } => "核对上限；不需要的删去",
            Self::UnknownTieBreak { .. } => "写已有指标的编码",
            Self::UnknownGrade { .. } => "写 grade 中已有的等级名称",
            Self::IdleGrade { .. } => "核对等级名称；不需要的删去",
            Self::UnknownCode { .. } => "改正编码；各编码见 docs/findings.zh-CN.md",
            Self::FixedCode { .. } => "删去这一项",
            Self::ThresholdOutOfRange { .. } => "改正该项，或删去而用默认值",
            Self::PointsTooFine { .. } => {
                "改为位数以内的分值（以权重计的，调整权重），或增加所保留的位数（places、total_places）"
            }
            Self::CeilingCrossed { .. } => {
                "以 redistribute_within 将分摊限于有上限的层级之内（其外的指标，限于其外）；无处分摊的，写 not_applicable = \"full\"，或不设上限"
            }
            Self::QuotaOutOfRange { .. } => "写 0 至 100% 之间的比例，如 \"30%\"",
            Self::LimitWithoutEffect => "写明 points（最高分，一票否决写 0）或 grade（最高等级）",
            Self::ConstantCondition { .. } => "核对条件中的数据项和界限；确实不需要的删去",
            Self::ChecklistDoesNotAddUp { .. } => "对照印发的评分标准核对各项分数和指标分值",
            Self::ItemTwice { .. } => "合并为一项，或改用另一数据项",
            Self::BandGap { .. } => "补齐缺少的一档；有意由人工核定的可不改",
            Self::BandOverlap { .. } => "相接处只让一档含边界：一档用 to，下一档用 above",
            Self::BandUnreachable { .. } => "核对各档界限和先后，或删去该档",
            Self::MoreThanPoints { .. } => "对照印发的评分标准核对分数和指标分值",
            Self::NeverFull { .. } => "核对规则的最高分；确实不给满分的，请调整分值",
            Self::TiersOverlap { .. } => "各档由高到低排列，下一档的上限不高于上一档的下限",
            Self::NoRows { .. } => "逐行计分的规则与 rows 须同时写明，表名以 form.toml 为准",
            Self::CountedLineByLine => "补写 roll_up = \"share\"",
            Self::LinesCannotApply => "删去 applies 和 fallback，或改为 roll_up = \"share\"",
            Self::UnknownLevel { .. } => "以 level 写明 form.toml 中的一级指标名称",
            Self::UnknownFact { .. } => "改正名称，或在 form.toml 中增加该数据项",
            Self::NotYetKnown { .. } => "调整计算项的先后，先算的写在前面，不得循环",
            Self::NameTaken { .. } => "为计算项另取名称",
            Self::UnusedDerived => "删去，或在规则中使用",
            Self::UnusedFact => "核对规则是否遗漏；确实不用的，从表样中删去，减少填报",
            Self::Types { .. } => "按提示修改公式",
            Self::ResultType { found: Type::Ratio, wanted: Type::Points, .. } => "结果是比率，请乘以分值",
            Self::ResultType { .. } => "修改公式，使其结果为所要求的一种",
            Self::ScoredTwice { .. } => "核对是否重复计分；确需分别计分的可不改",
            Self::ExampleOfNothing { .. } => "写已有指标的编码或限制的名称",
            Self::ExampleUnknownFact { .. } => "改正数据项名称",
            Self::ExampleUnknownGroup { .. } => "改正分组名称",
            Self::ExampleImpossible { counts: None, .. } => {
                "写 fires（成立）、clear（不成立）或 pending（待定）"
            }
            Self::ExampleImpossible { counts: Some(Counts::Penalty), .. } => {
                "写负分值至 0 之间的分数（扣 2 分写 -2）、pending（待定）或 not_applicable（不适用）"
            }
            Self::ExampleImpossible { .. } => {
                "写 0 至分值之间的分数、pending（待定）或 not_applicable（不适用）"
            }
            Self::ExamplesContradict { .. } => "核对两个算例的数据和结果，删去错误的一个",
            Self::ExampleDiffers { .. } => "按评分标准的文字重新计算：算例有误的改算例，规则有误的改规则",
        };
        text.to_owned()
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}
