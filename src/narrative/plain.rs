//! One spelling for the many that keyboards, fonts and typesetting produce, sign by sign.

use unicode_normalization::UnicodeNormalization;

/// What a sign of a text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Nothing: quotes and what nobody sees.
    None,
    /// White space.
    Blank,
    /// A sign.
    Some(char),
}

/// One sign in its plain spelling. Full-width digits, letters, brackets and colons become narrow,
/// radicals that fonts give instead of characters become these; 、，。；！？ stay.
pub(super) fn sign(c: char) -> Sign {
    if c.is_whitespace() {
        return Sign::Blank;
    }
    match c {
        '“' | '”' | '‘' | '’' | '"' | '\'' | '『' | '』' | '「' | '」' | '＂' | '＇' => {
            Sign::None
        }
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => Sign::None,
        '，' | '；' | '！' | '？' => Sign::Some(c),
        ';' => Sign::Some('；'),
        '!' => Sign::Some('！'),
        '?' => Sign::Some('？'),
        '–' | '—' | '−' | '‐' | '‒' | '―' => Sign::Some('-'),
        '\u{ff00}'..='\u{ffef}' | '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => {
            std::iter::once(c).nfkc().next().map_or(Sign::None, Sign::Some)
        }
        _ if c.is_control() => Sign::None,
        _ => Sign::Some(c),
    }
}

/// Whether the sign may stand inside of a number.
pub(super) fn is_number_part(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == ','
}

/// The text in plain spelling without blanks, but for one between two parts of numbers: `10 20`
/// must not become 1020.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match sign(c) {
            Sign::None => {}
            Sign::Blank => gap = true,
            Sign::Some(c) => {
                if gap && is_number_part(c) && out.ends_with(is_number_part) {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
    }
    out
}
