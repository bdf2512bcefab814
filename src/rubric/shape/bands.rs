//! 分段: a table of intervals, each with its points.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Constant, Shape, Wait, WaitOutcome, template};
use crate::finding::Problem;
use crate::formula::{Expr, Function};
use crate::number::Number;
use crate::rubric::schema::read_as;

/// The points of the first band in which `value` lies; a value in none waits for a person.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// What is measured.
    pub value: Expr,
    /// The bands, in the order in which they are shown.
    pub bands: Vec<Band>,
}

/// An interval and what it gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Band {
    /// The lower end; `None` where there is none.
    pub lower: Option<End>,
    /// The upper end; `None` where there is none.
    pub upper: Option<End>,
    /// What a value in it gets.
    pub gives: Gives,
}

read_as!(Band, Written);

/// An end of a band.
#[derive(Clone, Debug)]
pub struct End {
    /// Where it is.
    pub at: Constant,
    /// Whether the end itself belongs to the band.
    pub closed: bool,
}

/// What a value in a band gets.
#[derive(Clone, Debug)]
pub enum Gives {
    /// Points.
    Points(Number),
    /// A share of the points.
    Share(Constant),
}

/// A band as a rubric writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    from: Option<Constant>,
    #[serde(default)]
    above: Option<Constant>,
    #[serde(default)]
    to: Option<Constant>,
    #[serde(default)]
    below: Option<Constant>,
    #[serde(default)]
    points: Option<Number>,
    #[serde(default)]
    share: Option<Constant>,
}

impl TryFrom<Written> for Band {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let end = |closed: Option<Constant>, open: Option<Constant>, twice: &'static str| match (closed, open)
        {
            (Some(_), Some(_)) => Err(twice),
            (Some(at), None) => Ok(Some(End { at, closed: true })),
            (None, open) => Ok(open.map(|at| End { at, closed: false })),
        };
        let lower = end(written.from, written.above, "同一区间的 from 与 above 只能写一个")?;
        let upper = end(written.to, written.below, "同一区间的 to 与 below 只能写一个")?;
        let gives = match (written.points, written.share) {
            (Some(points), None) => Gives::Points(points),
            (None, Some(share)) => Gives::Share(share),
            _ => return Err("每一区间的 points 与 share 须且只能写一个"),
        };
        match &gives {
            Gives::Points(points) if points.is_negative() => return Err("区间的 points 不得小于 0"),
            Gives::Share(share) if share.number().is_negative() || *share.number() > Number::one() => {
                return Err("区间的 share 须在 0 至 100% 之间");
            }
            _ => {}
        }
        let band = Self { lower, upper, gives };
        if let (Some(lower), Some(upper)) = (&band.lower, &band.upper)
            && !(lower.at.number() < upper.at.number() || band.holds(lower.at.number()))
        {
            return Err("区间的下限高于上限，其中没有任何数值");
        }
        Ok(band)
    }
}

impl Band {
    /// Whether `number` lies in the band.
    #[must_use]
    pub fn holds(&self, number: &Number) -> bool {
        let above = |end: &End| number > end.at.number() || (end.closed && number == end.at.number());
        let below = |end: &End| number < end.at.number() || (end.closed && number == end.at.number());
        self.lower.as_ref().is_none_or(above) && self.upper.as_ref().is_none_or(below)
    }

    fn condition(&self, value: &Expr) -> Expr {
        let lower = self.lower.iter().map(|end| {
            let text = if end.closed { "值>=界" } else { "值>界" };
            template(text, &[("值", value), ("界", end.at.written())])
        });
        let upper = self.upper.iter().map(|end| {
            let text = if end.closed { "值<=界" } else { "值<界" };
            template(text, &[("值", value), ("界", end.at.written())])
        });
        let mut sides: Vec<Expr> = lower.chain(upper).collect();
        match sides.len() {
            0 => Expr::Truth(true),
            1 => sides.remove(0),
            _ => Expr::Call(Function::And, sides),
        }
    }

    fn points(&self) -> Expr {
        match &self.gives {
            Gives::Points(points) => Expr::Number(points.clone()),
            Gives::Share(share) => template("分值*比", &[("比", share.written())]),
        }
    }

    fn words(&self) -> String {
        let lower = self
            .lower
            .as_ref()
            .map(|end| format!("{}{}", if end.closed { "不小于" } else { "大于" }, end.at.aloud()));
        let upper = self
            .upper
            .as_ref()
            .map(|end| format!("{}{}", if end.closed { "不大于" } else { "小于" }, end.at.aloud()));
        let both: Vec<String> = lower.into_iter().chain(upper).collect();
        let ends = if both.is_empty() { "任何数值".to_owned() } else { both.join("且") };
        match &self.gives {
            Gives::Points(points) => format!("{ends}的得{points}分"),
            Gives::Share(share) => format!("{ends}的得分值的{}", share.aloud()),
        }
    }
}

/// A stretch of numbers between which no band begins or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The stretch in words: `10%`, `10%至20%之间`, `30%以上`.
    pub words: String,
    /// The bands that hold it, by their place in the rubric; the first of them counts.
    pub held_by: Vec<usize>,
}

impl Bands {
    /// Every stretch of numbers, lowest first, with the bands that hold it: a stretch without any
    /// is a gap, one with more than one an overlap.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch> {
        let ends = self.bands.iter().flat_map(|band| band.lower.iter().chain(&band.upper));
        let mut ends: Vec<&Constant> = ends.map(|end| &end.at).collect();
        ends.sort_by(|a, b| a.number().cmp(b.number()));
        ends.dedup_by(|a, b| a.number() == b.number());
        let held_by = |number: &Number| {
            let holding = self.bands.iter().enumerate().filter(|(_, band)| band.holds(number));
            holding.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let (Some(first), Some(last)) = (ends.first(), ends.last()) else {
            return vec![Stretch { words: "任何数值".to_owned(), held_by: held_by(&Number::zero()) }];
        };
        let one = Number::one();
        let under = held_by(&(first.number() - &one));
        let mut stretches = vec![Stretch { words: format!("{}以下", first.aloud()), held_by: under }];
        for (index, end) in ends.iter().enumerate() {
            stretches.push(Stretch { words: end.aloud(), held_by: held_by(end.number()) });
            if let Some(next) = ends.get(index + 1) {
                let half = &Number::from(5) * &Number::ten_to(-1);
                let middle = &(end.number() + next.number()) * &half;
                let words = format!("{}至{}之间", end.aloud(), next.aloud());
                stretches.push(Stretch { words, held_by: held_by(&middle) });
            }
        }
        let over = held_by(&(last.number() + &one));
        stretches.push(Stretch { words: format!("{}以上", last.aloud()), held_by: over });
        stretches
    }

    /// Bands in which no value ever lies first, by their place in the rubric.
    #[must_use]
    pub fn unreachable(&self) -> Vec<usize> {
        let stretches = self.stretches();
        let first = |index: &usize| stretches.iter().any(|stretch| stretch.held_by.first() == Some(index));
        (0..self.bands.len()).filter(|index| !first(index)).collect()
    }

    /// The most points that a band gives, where any gives points rather than a share.
    #[must_use]
    pub fn most(&self) -> Option<&Number> {
        let points = self.bands.iter().filter_map(|band| match &band.gives {
            Gives::Points(points) => Some(points),
            Gives::Share(_) => None,
        });
        points.max()
    }

    fn has_gaps(&self) -> bool {
        self.stretches().iter().any(|stretch| stretch.held_by.is_empty())
    }
}

impl Shape for Bands {
    fn formula(&self) -> Expr {
        // Where every value lies in a band, the last one takes what the others left.
        let (bands, rest) = match self.bands.split_last() {
            Some((last, others)) if !self.has_gaps() => (others, last.points()),
            _ => (self.bands.as_slice(), Expr::Number(Number::zero())),
        };
        let chain = bands.iter().rev().fold(rest, |rest, band| {
            let parts = [("在内", &band.condition(&self.value)), ("得", &band.points()), ("余", &rest)];
            template("IF(在内,得,余)", &parts)
        });
        if self.counts_in_points() { template("MIN(得,分值)", &[("得", &chain)]) } else { chain }
    }

    fn counts_in_points(&self) -> bool {
        self.most().is_some()
    }

    fn meaning(&self) -> String {
        let bands: Vec<String> = self.bands.iter().map(Band::words).collect();
        format!("{}{}", self.value.aloud(), bands.join("；"))
    }

    fn waits(&self) -> Vec<Wait> {
        if !self.has_gaps() {
            return Vec::new();
        }
        let inside = self.bands.iter().map(|band| band.condition(&self.value)).collect();
        let condition = template("NOT(在内)", &[("在内", &Expr::Call(Function::Or, inside))]);
        let problem = Problem::NotProvidedFor { what: self.value.aloud() };
        vec![Wait { condition, outcome: WaitOutcome::Pending, problem }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{points, waiting};
    use super::*;

    fn rule(bands: &str) -> Bands {
        toml::from_str(&format!("value = \"率\"\nbands = [{bands}]")).unwrap()
    }

    /// 预算控制率 (湖南): 0 gives 5, (0, 10%] 4, (10%, 20%] 3, (20%, 30%] 2, beyond it nothing.
    const CONTROL: &str = "{ to = 0, points = 5 }, { above = 0, to = \"10%\", points = 4 }, { above = \"10%\", to = \"20%\", points = 3 }, { above = \"20%\", to = \"30%\", points = 2 }, { above = \"30%\", points = 0 }";

    #[test]
    fn published_bands() {
        let rule = rule(CONTROL);
        for (rate, expected) in [
            ("0", "5.00"),
            ("0.001", "4.00"),
            ("0.1", "4.00"),
            ("0.1001", "3.00"),
            ("0.2", "3.00"),
            ("0.3", "2.00"),
            ("0.31", "0.00"),
        ] {
            assert_eq!(points(&rule, &[("率", rate), ("分值", "5")]), expected, "{rate}");
        }
        assert!(rule.waits().is_empty() && rule.counts_in_points());
        assert_eq!(
            rule.formula().to_excel(&str::to_owned),
            "MIN(IF(率<=0,5,IF(AND(率>0,率<=10%),4,IF(AND(率>10%,率<=20%),3,IF(AND(率>20%,率<=30%),2,0)))),分值)"
        );
        assert_eq!(
            rule.meaning(),
            "率不大于0的得5分；大于0且不大于10%的得4分；大于10%且不大于20%的得3分；大于20%且不大于30%的得2分；大于30%的得0分"
        );
    }

    #[test]
    fn a_value_in_a_gap_waits_for_a_person() {
        // 优 90-100, 良 80-89 … printed for whole numbers only.
        let rule = rule(
            "{ from = 90, share = \"100%\" }, { from = 80, to = 89, share = \"80%\" }, { to = 79, share = 0 }",
        );
        let code = |value| waiting(&rule, &[("率", value), ("分值", "10")]);
        assert_eq!(
            (code("89.5"), code("89"), code("79.2"), code("12")),
            (Some("R16"), None, Some("R16"), None)
        );
        assert_eq!(points(&rule, &[("率", "85"), ("分值", "10")]), "8.00");
        let gaps = rule.stretches().into_iter().filter(|stretch| stretch.held_by.is_empty());
        assert_eq!(gaps.map(|gap| gap.words).collect::<Vec<_>>(), ["79至80之间", "89至90之间"]);
        assert!(!rule.counts_in_points());
    }

    #[test]
    fn overlaps_and_bands_out_of_reach_are_told() {
        let rule =
            rule("{ to = 10, points = 5 }, { from = 5, to = 10, points = 3 }, { from = 10, points = 1 }");
        let twice: Vec<String> = rule
            .stretches()
            .into_iter()
            .filter(|stretch| stretch.held_by.len() > 1)
            .map(|stretch| stretch.words)
            .collect();
        assert_eq!(twice, ["5", "5至10之间", "10"]);
        assert_eq!(rule.unreachable(), [1]);
        // The first band counts.
        assert_eq!(points(&rule, &[("率", "10"), ("分值", "5")]), "5.00");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (band, words) in [
            ("from = 1, above = 1, points = 1", "from 与 above"),
            ("to = 1, below = 1, points = 1", "to 与 below"),
            ("from = 1", "points 与 share"),
            ("points = 1, share = 1", "points 与 share"),
            ("points = -1", "不得小于 0"),
            ("share = 1.1", "0 至 100%"),
            ("from = 2, to = 1, points = 1", "没有任何数值"),
            ("from = 1, below = 1, points = 1", "没有任何数值"),
        ] {
            let text = format!("value = \"x\"\nbands = [{{ {band} }}]");
            let error = toml::from_str::<Bands>(&text).unwrap_err();
            assert!(error.to_string().contains(words), "{band}: {error}");
        }
    }
}
