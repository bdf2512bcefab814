//! Makes one spelling of the many that keyboards, fonts and copying produce.

use unicode_normalization::UnicodeNormalization;

use super::language::CLOSING;

/// The text in NFKC without white space and invisible characters.
///
/// A character that NFKC would turn into digits without being a digit (², ①, ½, ㎡) stays as it
/// is: `10²` must not become 102. White space between two parts of numbers stays as one blank,
/// so that `10 20` does not become 1020.
pub(super) fn plain(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut gap = false;
    let mut composes = false;
    for sign in raw.chars().filter(|&sign| !is_invisible(sign)) {
        if sign.is_whitespace() {
            gap = true;
            continue;
        }
        let end = text.len();
        if let Some(spelled) = lone(sign) {
            text.push(spelled);
        } else {
            composes = true;
            if is_digit_lookalike(sign) {
                text.push(sign);
            } else {
                text.extend(std::iter::once(sign).nfkc().filter(|sign| !sign.is_whitespace()));
            }
        }
        if gap && text[..end].ends_with(is_number_part) && text[end..].starts_with(is_number_part) {
            text.insert(end, ' ');
        }
        gap = false;
    }
    if composes { text.nfc().collect() } else { text }
}

/// The one sign that NFKC makes of a sign which joins no other: nearly all that forms are written in.
/// Text of such signs alone needs no tables of Unicode, which cost more than all the rest of reading.
pub(crate) fn lone(sign: char) -> Option<char> {
    match sign {
        '\t' | '\n' | '\r' | ' '..='~' => Some(sign),
        _ if is_ideograph(sign) => Some(sign),
        '、' | '。' | '《' | '》' | '【' | '】' | '“' | '”' | '‘' | '’' | '—' | '≥' | '≤' | '‰' => {
            Some(sign)
        }
        '\u{3000}' => Some(' '),
        '！'..='～' => char::from_u32(u32::from(sign) - u32::from('！') + u32::from('!')),
        _ => None,
    }
}

/// Whether a sign is one of the ideographs in daily use, which no spelling of a text changes.
pub(crate) fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{4e00}'..='\u{9fff}')
}

/// The form in which words are compared: as [`plain`], in lower case, without a full stop.
pub(super) fn key(plain: &str) -> String {
    plain.trim_end_matches(CLOSING).to_lowercase()
}

/// The first sign of text in a wrong encoding: a character that no keyboard types, or the
/// second of the accented Latin letters that GBK and UTF-8 become when read as Latin-1.
pub(super) fn garbled(raw: &str) -> Option<char> {
    let is_accented = |sign: char| matches!(sign, 'À'..='ÿ') && sign.is_alphabetic();
    let is_untyped = |sign: char| {
        (sign.is_control() && !['\t', '\n', '\r'].contains(&sign))
            || sign == char::REPLACEMENT_CHARACTER
            || ('\u{e000}'..='\u{f8ff}').contains(&sign)
    };
    raw.chars()
        .find(|&sign| is_untyped(sign))
        .or_else(|| raw.chars().filter(|&sign| is_accented(sign)).nth(1))
}

/// The text without the longest of the prefixes that it begins with.
pub(super) fn strip_longest_prefix<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().filter_map(|prefix| text.strip_prefix(prefix)).min_by_key(|rest| rest.len())
}

/// The text without the longest of the suffixes that it ends with.
pub(super) fn strip_longest_suffix<'a>(text: &'a str, suffixes: &[&str]) -> Option<&'a str> {
    suffixes.iter().filter_map(|suffix| text.strip_suffix(suffix)).min_by_key(|rest| rest.len())
}

/// A digit, or what may stand between two digits of one number.
pub(super) fn is_number_part(sign: char) -> bool {
    sign.is_ascii_digit() || sign == '.' || sign == ','
}

fn is_digit_lookalike(sign: char) -> bool {
    let is_digit = matches!(sign, '0'..='9' | '０'..='９' | '\u{1d7ce}'..='\u{1d7ff}');
    !is_digit && std::iter::once(sign).nfkc().any(|sign| sign.is_ascii_digit())
}

fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

    use super::{lone, plain};

    #[test]
    fn signs_that_stand_alone_are_spelled_as_unicode_spells_them() {
        let mut count = 0;
        for sign in '\0'..=char::MAX {
            let Some(spelled) = lone(sign) else { continue };
            count += 1;
            assert!(std::iter::once(sign).nfkc().eq([spelled]), "{sign}");
            // It joins nothing before it.
            assert_eq!(is_nfkc_quick(std::iter::once(spelled)), IsNormalized::Yes, "{sign}");
        }
        assert!(count > 21_000, "{count}");
    }

    #[test]
    fn digits_neither_appear_nor_join() {
        for (raw, expected) in [
            (" ≥ ９５ ％\n", "≥95%"),
            ("10 20", "10 20"),
            ("10\n,5", "10 ,5"),
            ("10²", "10²"),
            ("①5㎡", "①5㎡"),
            ("95\u{200b}%", "95%"),
            ("1，234", "1,234"),
            ("≠5", "≠5"),
        ] {
            assert_eq!(plain(raw), expected);
        }
    }
}
