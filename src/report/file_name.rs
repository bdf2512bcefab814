//! Names of files made out of names of bodies, which may hold anything: safe on every system, and
//! different from one another wherever a system takes letters of both cases for one.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// Characters that stand in a name, the ending not counted; every system allows 255 bytes.
const MOST_CHARACTERS: usize = 60;
const MOST_BYTES: usize = 180;
/// Names that Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
/// Devices that come in numbers.
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

/// Gives out file names, none of them twice.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// A name for `wanted` with `ending`, which nothing else has been given.
    pub(crate) fn name(&mut self, wanted: &str, ending: &str) -> String {
        let stem = safe(wanted);
        let mut number = 1_usize;
        loop {
            let tail = if number == 1 { String::new() } else { format!("_{number}") };
            let name = format!("{}{tail}.{ending}", shortened(&stem, MOST_CHARACTERS - tail.len()));
            if self.taken.insert(folded(&name)) {
                return name;
            }
            number += 1;
        }
    }
}

/// The name without what any system refuses, hides or takes for something else.
fn safe(wanted: &str) -> String {
    let visible = wanted.nfc().filter(|c| !is_invisible(*c));
    let shown: String = visible
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | char::REPLACEMENT_CHARACTER => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let short = shortened(&shown, MOST_CHARACTERS);
    // Dots and blanks at the end are dropped by Windows; a dot at the front hides a file, a dash
    // makes an option of it, a tilde the lock of an open workbook.
    let trimmed = short.trim_matches(|c: char| c == '.' || c.is_whitespace()).trim_start_matches(['-', '~']);
    let device = trimmed.split('.').next().unwrap_or_default().trim_end();
    match trimmed {
        "" => "_".to_owned(),
        _ if is_device(device) => format!("_{trimmed}"),
        _ => trimmed.to_owned(),
    }
}

/// Whether a character has no shape of its own: controls, marks of direction, joiners, private ones.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn is_device(name: &str) -> bool {
    let name = name.to_uppercase();
    let numbered = |device: &str| {
        name.strip_prefix(device).is_some_and(|rest| {
            let mut digits = rest.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    DEVICES.contains(&name.as_str()) || NUMBERED_DEVICES.iter().any(|device| numbered(device))
}

/// The beginning of a name that is short enough.
fn shortened(name: &str, most: usize) -> String {
    let mut short = String::new();
    for c in name.chars().take(most) {
        if short.len() + c.len_utf8() > MOST_BYTES {
            break;
        }
        short.push(c);
    }
    short.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).to_owned()
}

/// What is one name to a system that folds case: ß is SS to some.
fn folded(name: &str) -> String {
    let upper: String = name.nfkc().flat_map(char::to_uppercase).collect();
    upper.to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(wanted: &str) -> String {
        FileNames::default().name(wanted, "xlsx")
    }

    #[test]
    fn hostile_names_become_safe_ones() {
        for (wanted, safe) in [
            ("../x", "_x.xlsx"),
            ("..\\..\\x", "_.._x.xlsx"),
            ("/etc/passwd", "_etc_passwd.xlsx"),
            ("CON", "_CON.xlsx"),
            ("nul.txt", "_nul.txt.xlsx"),
            ("com1", "_com1.xlsx"),
            ("COM10", "COM10.xlsx"),
            ("a:b", "a_b.xlsx"),
            ("=1+1", "=1+1.xlsx"),
            ("-rf", "rf.xlsx"),
            ("~$区文联", "$区文联.xlsx"),
            ("", "_.xlsx"),
            ("...", "_.xlsx"),
            ("区文联. ", "区文联.xlsx"),
            ("区\u{202e}文\u{200b}联\n", "区文联.xlsx"),
            ("区文联🏮", "区文联🏮.xlsx"),
        ] {
            assert_eq!(one(wanted), safe, "{wanted:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let long = one(&"区".repeat(200));
        assert_eq!(long.chars().count(), MOST_CHARACTERS + 5);
        assert!(one(&"🏮".repeat(200)).len() <= MOST_BYTES + 5);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = FileNames::default();
        let twins =
            ["区文联", "区文联", "Straße", "STRASSE", "café", "cafe\u{301}", "ＡＢ", "ab", "区文联_2"];
        let given = twins.map(|wanted| names.name(wanted, "xlsx"));
        assert_eq!(
            given,
            [
                "区文联.xlsx",
                "区文联_2.xlsx",
                "Straße.xlsx",
                "STRASSE_2.xlsx",
                "café.xlsx",
                "café_2.xlsx",
                "ＡＢ.xlsx",
                "ab_2.xlsx",
                "区文联_2_2.xlsx"
            ]
        );
        let long = "长".repeat(80);
        let mut names = FileNames::default();
        assert_ne!(names.name(&long, "xlsx"), names.name(&long, "xlsx"));
    }
}
