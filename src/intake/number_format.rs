//! What a number format shows beside a number: words such as a unit, and another scale.
//!
//! `0.00"万元"` shows 132.5 as 132.50万元, `#,##0,` shows 12345 as 12, and `0!.0,` shows it as 1.2.
//! What the clerk sees is what the body states, so the words count as if they were typed.

use serde::{Deserialize, Serialize};

use crate::number::Number;

/// Signs before a number that are part of what it says; anything else there is decoration.
const SIGNS: &str = "≥≤≧≦＞＜><=约";
/// Symbols of money, which say nothing of 元 or 万元.
const CURRENCIES: &str = "¥￥$€£元角分";
/// More zeros or decimals than these no format of a figure has; a forged one may have millions.
const MOST_DIGITS: u32 = 30;
/// Names that the general format has in files.
const GENERAL: [&str; 2] = ["General", "G/通用格式"];

/// What is shown beside or instead of the stored number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Look {
    /// A sign before it.
    pub before: String,
    /// A unit, or other words behind it.
    pub after: String,
    /// The number is shown divided by ten to the power of this.
    pub scale: u32,
    /// The digits that a whole number has at the least, with zeros before them.
    pub digits: u32,
}

impl Look {
    /// A number with the words beside it, in the scale in which it is shown. Without words it is the
    /// stored number.
    #[must_use]
    pub fn shown(&self, value: &Number) -> String {
        let Self { before, after, digits, .. } = self;
        let number = if self.is_bare() { value.clone() } else { self.scaled(value) };
        let mut plain = number.plain();
        if number.is_whole() && !number.is_negative() {
            plain = format!("{plain:0>width$}", width = usize::try_from(*digits).unwrap_or_default());
        }
        format!("{before}{plain}{after}")
    }

    /// The number in the scale in which it is shown.
    #[must_use]
    pub fn scaled(&self, value: &Number) -> Number {
        value * &Number::ten_to(-i32::try_from(self.scale).unwrap_or_default())
    }

    /// Whether no words stand beside the number.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

/// A number format: up to four sections for different numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
    /// Whether it shows percentages anywhere.
    pub(super) percent: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Section {
    condition: Option<Condition>,
    look: Look,
}

/// A condition such as `[>=10000]`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Condition {
    below: bool,
    equal: bool,
    above: bool,
    bound: f64,
}

impl NumberFormat {
    /// Reads a format as the file holds it. One that says nothing of numbers shows nothing beside
    /// them.
    pub(super) fn parse(code: &str) -> Self {
        let percent = shows_percent(code);
        // Most formats have neither words nor a scale, nor zeros before a number.
        let is_plain =
            code.chars().all(|c| "0#?.;()-_ %GenralE+".contains(c)) && !code.contains("00") || code == "0.00";
        if percent || is_plain {
            return Self { sections: Vec::new(), percent };
        }
        let general = GENERAL.iter().fold(code.to_owned(), |code, name| code.replace(name, "0"));
        let sections: Option<Vec<Section>> =
            split(&general).iter().map(|text| Section::parse(text)).collect();
        let sections = sections.unwrap_or_default();
        let says_something = sections.iter().any(|section| section.look != Look::default());
        Self { sections: if says_something { sections } else { Vec::new() }, percent }
    }

    /// The same format where other formats are said for numbers that meet a condition, such as
    /// `>=10000`.
    pub(super) fn unless(self, others: &[(String, Self)]) -> Self {
        if others.is_empty() {
            return self;
        }
        let conditional = others.iter().filter_map(|(condition, other)| {
            let look = other.sections.first().map(|section| section.look.clone()).unwrap_or_default();
            Some(Section { condition: Some(Condition::parse(condition)?), look })
        });
        let own = self.sections.first().map(|section| section.look.clone()).unwrap_or_default();
        let sections = conditional.chain([Section { condition: None, look: own }]).collect();
        Self { sections, ..self }
    }

    /// What is shown of a number beside itself; `None` where that is nothing.
    pub(super) fn look(&self, value: f64) -> Option<&Look> {
        let look = &self.section(value)?.look;
        (*look != Look::default()).then_some(look)
    }

    fn section(&self, value: f64) -> Option<&Section> {
        if self.sections.iter().any(|section| section.condition.is_some()) {
            let meets = |section: &&Section| section.condition.is_none_or(|condition| condition.holds(value));
            return self.sections.iter().find(meets);
        }
        let index = match self.sections.len() {
            0 => return None,
            1 => 0,
            _ if value < 0.0 => 1,
            count if value == 0.0 && count > 2 => 2,
            _ => 0,
        };
        self.sections.get(index)
    }
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'))?;
        let (sign, bound) = text.split_at(digits);
        let bound = bound.trim().parse().ok()?;
        let (below, equal, above) = match sign.trim() {
            "<" => (true, false, false),
            "<=" => (true, true, false),
            ">" => (false, false, true),
            ">=" => (false, true, true),
            "=" => (false, true, false),
            "<>" => (true, false, true),
            _ => return None,
        };
        Some(Self { below, equal, above, bound })
    }

    fn holds(self, value: f64) -> bool {
        (self.below && value < self.bound)
            || (self.above && value > self.bound)
            || (self.equal && (value - self.bound).abs() < f64::EPSILON)
    }
}

impl Section {
    /// One section; `None` for a date or a time, of which no words are a unit.
    fn parse(text: &str) -> Option<Self> {
        let mut section = Self::default();
        let (mut digits, mut point_inside) = (false, false);
        let (mut commas, mut after_point) = (0_u32, 0_u32);
        // Zeros before the point, until anything but a zero makes it no code.
        let (mut zeros, mut is_code) = (0_u32, true);
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let literal: String = match letter {
                '0' | '#' | '?' => {
                    if !digits {
                        section.look.after.clear();
                    }
                    digits = true;
                    commas = 0;
                    is_code &= letter == '0';
                    zeros += 1;
                    after_point += u32::from(point_inside);
                    continue;
                }
                // Between digits it only groups them.
                ',' if digits => {
                    commas += 1;
                    is_code = false;
                    continue;
                }
                '.' if digits => {
                    is_code = false;
                    continue;
                }
                '.' | '+' | '-' | '(' | ')' | ' ' | '/' | ':' | '@' | '%' | ',' => continue,
                'E' | 'e' if digits => {
                    letters.next();
                    is_code = false;
                    continue;
                }
                '_' | '*' => {
                    letters.next();
                    continue;
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    match inside.strip_prefix('$') {
                        Some(currency) => currency.split('-').next().unwrap_or_default().to_owned(),
                        None => {
                            section.condition = section.condition.or_else(|| Condition::parse(&inside));
                            continue;
                        }
                    }
                }
                '"' => letters.by_ref().take_while(|c| *c != '"').collect(),
                '\\' | '!' => letters.next().into_iter().collect(),
                'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' | 'A' | 'P' => return None,
                other => other.to_string(),
            };
            if digits && matches!(literal.as_str(), "." | "．") {
                point_inside = true;
            } else if digits {
                section.look.after.push_str(&literal);
            } else {
                section.look.before.push_str(&literal);
            }
        }
        section.look.digits = if is_code && zeros > 1 && !point_inside { zeros } else { 0 };
        section.finish(digits, commas, after_point)
    }

    fn finish(mut self, digits: bool, commas: u32, after_point: u32) -> Option<Self> {
        if !digits {
            // Words instead of the number: what is stored stays what is read.
            self.look = Look::default();
            return Some(self);
        }
        let before = self.look.before.trim();
        let is_sign = before.chars().all(|c| SIGNS.contains(c));
        self.look.before = before.chars().filter(|_| is_sign).collect();
        let after = self.look.after.trim();
        let is_symbol = !after.is_empty()
            && after.chars().all(|c| CURRENCIES.contains(c))
            && !["元", "分"].contains(&after);
        self.look.after = after.chars().filter(|_| !is_symbol).collect();
        self.look.scale = commas.checked_mul(3)?.checked_add(after_point)?;
        (self.look.scale <= MOST_DIGITS && self.look.digits <= MOST_DIGITS).then_some(self)
    }
}

/// The sections of a format.
fn split(code: &str) -> Vec<String> {
    let (mut sections, mut quoted, mut letters) = (vec![String::new()], false, code.chars());
    while let Some(letter) = letters.next() {
        let Some(section) = sections.last_mut() else { break };
        match letter {
            ';' if !quoted => {
                sections.push(String::new());
                continue;
            }
            '"' => quoted = !quoted,
            '\\' | '!' | '_' | '*' if !quoted => {
                section.push(letter);
                section.extend(letters.next());
                continue;
            }
            _ => {}
        }
        section.push(letter);
    }
    sections
}

/// Whether a number format shows percentages: a sign in quotes or behind a backslash is only written
/// after the number, as in `0.00"%"`, and the number is not a ratio.
fn shows_percent(format: &str) -> bool {
    let (mut quoted, mut letters) = (false, format.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The next letter stands for itself, gives a width, or fills the cell.
            '\\' | '!' | '_' | '*' => {
                letters.next();
            }
            '%' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_the_zeros_before_them() {
        for (format, value, wanted) in [
            ("000000", 7_i32, "000007"),
            ("00\"号\"", 7, "07号"),
            ("0", 7, "7"),
            ("000.0", 7, "7"),
            ("00,000", 7, "7"),
            ("000", 1234, "1234"),
            ("000", -7, "-7"),
        ] {
            let format = NumberFormat::parse(format);
            let number = Number::from(i64::from(value));
            let shown =
                format.look(f64::from(value)).map_or_else(|| number.plain(), |look| look.shown(&number));
            assert_eq!(shown, wanted);
        }
    }

    #[test]
    fn a_format_of_a_million_zeros_shows_nothing_beside_the_number() {
        let zeros = "0".repeat(70_000);
        for format in [zeros.clone(), format!("0{}\"万\"", ",".repeat(1_000_000)), format!("0!.{zeros}")] {
            assert_eq!(NumberFormat::parse(&format).look(7.0), None);
        }
    }

    fn look(format: &str, value: f64) -> Option<(String, String, u32)> {
        let format = NumberFormat::parse(format);
        format.look(value).map(|look| (look.before.clone(), look.after.clone(), look.scale))
    }

    #[test]
    fn only_a_sign_that_is_meant_makes_a_percentage() {
        for format in ["0%", "0.00%", "[=0]\"-\";0.0%", "\"约\"0%", "0.0_ %", "0\\\\%"] {
            assert!(NumberFormat::parse(format).percent, "{format}");
        }
        for format in ["", "0.00", "0.00\"%\"", "0\\%", "0!%", "0_%", "0*%", "0\"a%b\""] {
            assert!(!NumberFormat::parse(format).percent, "{format}");
        }
    }

    #[test]
    fn units_are_read_from_formats() {
        let shown = |before: &str, after: &str, scale| Some((before.to_owned(), after.to_owned(), scale));
        for (format, wanted) in [
            ("0.00\"万元\"", shown("", "万元", 0)),
            ("#,##0\"元\"", shown("", "元", 0)),
            ("#,##0.00_ \\元", shown("", "元", 0)),
            ("0人", shown("", "人", 0)),
            ("General\"场\"", shown("", "场", 0)),
            ("G/通用格式\"人次\"", shown("", "人次", 0)),
            ("\"≥\"0\"%\"", shown("≥", "%", 0)),
            ("0.0,", shown("", "", 3)),
            ("#,##0.00,,\"亿\"", shown("", "亿", 6)),
            ("0!.0,\"万\"", shown("", "万", 4)),
            ("0\\.0,", shown("", "", 4)),
            ("0!.0000", shown("", "", 4)),
            ("0\".\"0,\"万元\"", shown("", "万元", 4)),
            ("[$￥-804]#,##0.00", None),
            ("_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ", None),
            ("\"RMB\" 0.00", None),
            ("0.00E+00", None),
            ("#,##0.00;[Red]-#,##0.00", None),
            ("yyyy\"年\"m\"月\"d\"日\"", None),
            ("h\"时\"", None),
            ("\"已完成\"", None),
            ("# ?/?", None),
            ("@", None),
            ("0.00%", None),
        ] {
            assert_eq!(look(format, 5.0), wanted, "{format}");
        }
    }

    #[test]
    fn the_section_of_the_number_counts() {
        let after =
            |format: &str, value: f64| look(format, value).map_or_else(String::new, |(_, after, _)| after);
        let signs = "0\"盈\";-0\"亏\";0\"平\"";
        assert_eq!([1.0, -1.0, 0.0].map(|value| after(signs, value)), ["盈", "亏", "平"]);
        let sizes = "[>=100000000]0.0,,\"百万\";[>=10000]0!.0,\"万\";0\"元\"";
        assert_eq!([2e8, 2e4, 20.0].map(|value| after(sizes, value)), ["百万", "万", "元"]);
    }
}
