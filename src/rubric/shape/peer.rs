//! 横向比较: a figure against the same figure of the other bodies.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ALL_BODIES, Constant, SAME_GROUP, Shape, Wait, WaitOutcome, peer_list, template};
use crate::finding::Problem;
use crate::formula::Expr;
use crate::number::Number;
use crate::rubric::schema::read_as;

/// Points by where a body's figure stands among those of all bodies, or of its group. Where all
/// of them are equal, or there is one body only, the points are full.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Peer {
    /// The fact that is compared.
    pub value: String,
    /// How it is compared.
    pub by: By,
    /// With whom.
    pub within: Within,
    /// Which figure is the good one.
    pub better: Better,
    /// Where the points are full and where there are none, on the scale of `by`.
    pub ends: Option<Ends>,
}

read_as!(Peer, Written);

/// How figures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The rank, the best being 1; equal figures share the better rank.
    Rank,
    /// Where it lies between the worst and the best figure.
    MinMax,
    /// The share of the others whose figures are worse.
    Percentile,
    /// The distance from the mean in standard deviations.
    ZScore,
    /// The figure as a share of the best one.
    RatioToBest,
    /// The distance from the median as a share of it.
    Median,
}

/// With whom figures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// All bodies.
    All,
    /// The bodies of the same group.
    Group,
}

/// Which figure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The higher.
    Higher,
    /// The lower.
    Lower,
}

/// Two points of a scale, with a straight line between.
#[derive(Clone, Debug)]
pub struct Ends {
    /// From where on the points are full.
    pub full_at: Constant,
    /// From where on there are none.
    pub zero_at: Constant,
}

/// The rule as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    value: String,
    by: By,
    within: Within,
    better: Better,
    #[serde(default)]
    full_at: Option<Constant>,
    #[serde(default)]
    zero_at: Option<Constant>,
}

impl TryFrom<Written> for Peer {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { value, by, within, better, full_at, zero_at } = written;
        let ends = match (full_at, zero_at) {
            (Some(full_at), Some(zero_at)) => Some(Ends { full_at, zero_at }),
            (None, None) if matches!(by, By::ZScore | By::Median) => {
                return Err("按 z_score 或 median 比较的，须写明 full_at 与 zero_at");
            }
            (None, None) => None,
            _ => return Err("full_at 与 zero_at 须同时写明"),
        };
        let rising = match by {
            By::Rank => false,
            By::ZScore | By::Median => better == Better::Higher,
            // The better figure is nearer to 100%, whichever it is.
            By::MinMax | By::Percentile | By::RatioToBest => true,
        };
        if let Some(Ends { full_at, zero_at }) = &ends {
            let (full, zero) = (full_at.number(), zero_at.number());
            if full == zero || (full > zero) != rising {
                return Err("full_at 与 zero_at 的高低同 by、better 不符");
            }
        }
        Ok(Self { value, by, within, better, ends })
    }
}

impl Peer {
    /// The list of all figures that are compared.
    fn list(&self) -> Expr {
        let table = match self.within {
            Within::All => ALL_BODIES,
            Within::Group => SAME_GROUP,
        };
        Expr::name(peer_list(table, &self.value))
    }

    /// Where the figure stands, on the scale of `by`.
    fn standing(&self) -> Expr {
        let text = match (self.by, self.better) {
            (By::Rank, Better::Higher) => "RANK(值,列,0)",
            (By::Rank, Better::Lower) => "RANK(值,列,1)",
            (By::MinMax, Better::Higher) => "(值-MIN(列))/(MAX(列)-MIN(列))",
            (By::MinMax, Better::Lower) => "(MAX(列)-值)/(MAX(列)-MIN(列))",
            // A rank counted from the other end is one more than the number of worse figures.
            (By::Percentile, Better::Higher) => "(RANK(值,列,1)-1)/(COUNT(列)-1)",
            (By::Percentile, Better::Lower) => "(RANK(值,列,0)-1)/(COUNT(列)-1)",
            (By::ZScore, _) => "(值-AVERAGE(列))/STDEVP(列)",
            (By::RatioToBest, Better::Higher) => "MAX(值,0)/MAX(列)",
            (By::RatioToBest, Better::Lower) => "MIN(列)/值",
            (By::Median, _) => "(值-MEDIAN(列))/MEDIAN(列)",
        };
        self.put_into(text)
    }

    fn put_into(&self, text: &'static str) -> Expr {
        template(text, &[("值", &Expr::name(&self.value)), ("列", &self.list())])
    }

    fn ends(&self) -> Option<(Expr, Expr)> {
        match (&self.ends, self.by) {
            (Some(Ends { full_at, zero_at }), _) => {
                Some((full_at.written().clone(), zero_at.written().clone()))
            }
            (None, By::Rank) => Some((Expr::Number(Number::one()), self.put_into("COUNT(列)"))),
            (None, _) => None,
        }
    }
}

impl Shape for Peer {
    fn formula(&self) -> Expr {
        let standing = self.standing();
        let share = match self.ends() {
            Some((full, zero)) => {
                template("MIN(MAX((位-零)/(满-零),0),1)", &[("位", &standing), ("零", &zero), ("满", &full)])
            }
            None => standing,
        };
        let equal = self.put_into("MAX(列)=MIN(列)");
        // The lowest figure may be 0, of which nothing is a share.
        let best = match (self.by, self.better) {
            (By::RatioToBest, Better::Lower) => self.put_into("值=MIN(列)"),
            _ => equal,
        };
        template("IF(齐,分值,比*分值)", &[("齐", &best), ("比", &share)])
    }

    fn meaning(&self) -> String {
        let among = match self.within {
            Within::All => "全部部门",
            Within::Group => "同组部门",
        };
        let better = match self.better {
            Better::Higher => "高",
            Better::Lower => "低",
        };
        let value = &self.value;
        let ends = |what: &str| match &self.ends {
            Some(Ends { full_at, zero_at }) => format!(
                "{what}为{}的得满分，为{}的不得分，两者之间按直线内插计分，以外的按相应一端计",
                full_at.aloud(),
                zero_at.aloud()
            ),
            None => format!("分值乘以{what}"),
        };
        let rule = match (self.by, &self.ends) {
            (By::Rank, Some(Ends { full_at, zero_at })) => format!(
                "排名第{}及以前的得满分，第{}及以后的不得分，其间按名次均匀递减",
                full_at.aloud(),
                zero_at.aloud()
            ),
            (By::Rank, None) => "第一名得满分，末位不得分，其间按名次均匀递减".to_owned(),
            (By::MinMax, _) => ends("与最差值之差占最好值与最差值之差的比例"),
            (By::Percentile, _) => ends("优于其他部门的比例"),
            (By::ZScore, _) => ends("与平均值之差相当于标准差的倍数"),
            (By::RatioToBest, _) if self.better == Better::Higher => ends("相当于最好值的比例"),
            (By::RatioToBest, _) => ends("最好值相当于本部门数值的比例"),
            (By::Median, _) => ends("偏离中位数的比例"),
        };
        format!("{value}在{among}中比较，以{better}为优：{rule}；各部门相同的均得满分")
    }

    fn waits(&self) -> Vec<Wait> {
        // Of figures below 0 there is no share.
        let text = match (self.by, self.better) {
            (By::RatioToBest, Better::Higher) => "AND(MAX(列)<0,MAX(列)>MIN(列))",
            (By::RatioToBest, Better::Lower) => "AND(MIN(列)<0,MAX(列)>MIN(列))",
            (By::Median, _) => "AND(MEDIAN(列)<0,MAX(列)>MIN(列))",
            _ => return Vec::new(),
        };
        vec![Wait {
            condition: self.put_into(text),
            outcome: WaitOutcome::Pending,
            problem: Problem::NegativeFigure { what: self.list().aloud() },
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::{Known, Value};

    fn rule(text: &str) -> Peer {
        toml::from_str(&format!("value = \"率\"\n{text}")).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What each of `figures` gets out of 10 points.
    fn points(rule: &Peer, figures: &[&str]) -> Vec<String> {
        let numbers: Vec<Number> = figures.iter().map(|figure| figure.parse().unwrap()).collect();
        let of = |own: &Number| {
            let facts = |name: &str| match name {
                "率" => Known::Value(Value::Number(own.clone())),
                "全体[率]" | "同组[率]" => Known::Value(Value::List(numbers.clone())),
                "分值" => Known::Value(Value::Number(Number::from(10))),
                _ => Known::Missing,
            };
            if let Some(wait) = rule.waits().iter().find(|wait| wait.condition.truth(&facts) == Ok(true)) {
                return wait.problem.code().to_owned();
            }
            match rule.formula().rounded(2).number(&facts) {
                Ok(points) => points.plain(),
                Err(stop) => format!("{stop:?}"),
            }
        };
        numbers.iter().map(of).collect()
    }

    #[test]
    fn ranks_fall_evenly_and_ties_share_the_better_one() {
        let all = rule("by = \"rank\"\nwithin = \"all\"\nbetter = \"higher\"");
        assert_eq!(points(&all, &["50", "40", "30", "20", "10"]), ["10", "7.5", "5", "2.5", "0"]);
        assert_eq!(points(&all, &["50", "50", "30"]), ["10", "10", "0"]);
        assert_eq!(
            all.formula().to_string(),
            "IF(MAX(全体[率])=MIN(全体[率]),分值,MIN(MAX((RANK(率,全体[率],0)-COUNT(全体[率]))/(1-COUNT(全体[率])),0),1)*分值)"
        );
        // A city's ranks 1 to 5 give 60, 57, 54, 51, 48 of 60: nothing would be left at rank 21.
        let city = rule("by = \"rank\"\nwithin = \"group\"\nbetter = \"lower\"\nfull_at = 1\nzero_at = 21");
        assert_eq!(points(&city, &["1", "2", "3", "4", "5"]), ["10", "9.5", "9", "8.5", "8"]);
        assert_eq!(
            city.meaning(),
            "率在同组部门中比较，以低为优：排名第1及以前的得满分，第21及以后的不得分，其间按名次均匀递减；各部门相同的均得满分"
        );
    }

    #[test]
    fn ranges_shares_and_distances() {
        for (text, figures, expected) in [
            (
                "by = \"min_max\"\nwithin = \"all\"\nbetter = \"higher\"",
                ["20", "50", "100"],
                ["0", "3.75", "10"],
            ),
            (
                "by = \"min_max\"\nwithin = \"all\"\nbetter = \"lower\"",
                ["20", "50", "100"],
                ["10", "6.25", "0"],
            ),
            (
                "by = \"percentile\"\nwithin = \"all\"\nbetter = \"higher\"",
                ["20", "50", "100"],
                ["0", "5", "10"],
            ),
            (
                "by = \"percentile\"\nwithin = \"all\"\nbetter = \"lower\"",
                ["20", "20", "100"],
                ["5", "5", "0"],
            ),
            (
                "by = \"ratio_to_best\"\nwithin = \"all\"\nbetter = \"higher\"",
                ["-1", "50", "100"],
                ["0", "5", "10"],
            ),
            (
                "by = \"ratio_to_best\"\nwithin = \"all\"\nbetter = \"lower\"",
                ["0", "50", "100"],
                ["10", "0", "0"],
            ),
            (
                "by = \"ratio_to_best\"\nwithin = \"all\"\nbetter = \"lower\"\nfull_at = \"80%\"\nzero_at = \"40%\"",
                ["20", "25", "100"],
                ["10", "10", "0"],
            ),
            (
                "by = \"z_score\"\nwithin = \"all\"\nbetter = \"higher\"\nfull_at = 1\nzero_at = -1",
                ["0", "5", "10"],
                ["0", "5", "10"],
            ),
            (
                "by = \"median\"\nwithin = \"all\"\nbetter = \"lower\"\nfull_at = 0\nzero_at = \"20%\"",
                ["45", "50", "55"],
                ["10", "10", "5"],
            ),
        ] {
            assert_eq!(points(&rule(text), &figures), expected, "{text}");
        }
    }

    #[test]
    fn where_nothing_can_be_told_apart_all_are_full() {
        for by in ["rank", "min_max", "percentile", "ratio_to_best"] {
            let rule = rule(&format!("by = \"{by}\"\nwithin = \"all\"\nbetter = \"higher\""));
            assert_eq!(points(&rule, &["7"]), ["10"], "{by}");
            assert_eq!(points(&rule, &["0", "0"]), ["10", "10"], "{by}");
        }
    }

    #[test]
    fn of_negative_figures_there_is_no_share() {
        let best = rule("by = \"ratio_to_best\"\nwithin = \"all\"\nbetter = \"higher\"");
        assert_eq!(points(&best, &["-1", "-2"]), ["A11", "A11"]);
        let none = points(&best, &["0", "-2"]);
        assert!(none[1].starts_with("DivisionByZero"), "{none:?}");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (text, words) in [
            ("by = \"z_score\"\nbetter = \"higher\"", "须写明 full_at 与 zero_at"),
            ("by = \"rank\"\nbetter = \"higher\"\nfull_at = 1", "须同时写明"),
            ("by = \"rank\"\nbetter = \"higher\"\nfull_at = 5\nzero_at = 1", "高低同 by、better 不符"),
            ("by = \"median\"\nbetter = \"lower\"\nfull_at = 1\nzero_at = 0", "高低同 by、better 不符"),
            ("by = \"min_max\"\nbetter = \"lower\"\nfull_at = 0.5\nzero_at = 0.5", "高低同 by、better 不符"),
        ] {
            let text = format!("value = \"率\"\nwithin = \"all\"\n{text}");
            let error = toml::from_str::<Peer>(&text).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
    }
}
