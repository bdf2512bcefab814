//! Bytes of a text file as text: Unicode by its mark or by being valid, else GBK, which is what
//! Chinese systems write and do not name.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::sheet::ReadError;
use crate::narrative::{Content, Text};
use crate::place::Passage;

/// More text, in bytes, than any report has.
pub(super) const MOST: u64 = 8 << 20;
/// The sign by which programs that read pages part them.
const PAGE_END: char = '\u{c}';

/// What is said of a longer text.
pub(super) fn too_long() -> ReadError {
    ReadError::TooLarge("文字总量".to_owned())
}

/// The text of `bytes`, or `None` where they are no text in any of these encodings.
#[must_use]
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let text = in_some_encoding(bytes)?;
    text.chars().all(is_text).then_some(text)
}

fn in_some_encoding(bytes: &[u8]) -> Option<String> {
    let marked = [(UTF_8, &b"\xEF\xBB\xBF"[..]), (UTF_16LE, b"\xFF\xFE"), (UTF_16BE, b"\xFE\xFF")];
    let (encoding, rest) = marked
        .into_iter()
        .find_map(|(encoding, mark)| Some((encoding, bytes.strip_prefix(mark)?)))
        .or_else(|| Some((unmarked_utf16(bytes)?, bytes)))
        .unwrap_or_else(|| (if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 }, bytes));
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?;
    Some(text.into_owned())
}

/// The encoding of a text in UTF-16 without a mark. Read in the other order it is text as well, but
/// without a letter, digit or line's end of ASCII. No other text holds zeros.
pub(super) fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() % 2 == 1 || !bytes.contains(&0) {
        return None;
    }
    let plain = |encoding: &&'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        let text = text.filter(|text| text.chars().all(is_text));
        text.map_or(0, |text| text.chars().filter(char::is_ascii).count())
    };
    [UTF_16LE, UTF_16BE].into_iter().max_by_key(plain).filter(|best| plain(best) > 0)
}

fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\r' | '\n')
}

/// The lines of a plain text.
///
/// # Errors
/// Why there are none.
pub(super) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    if bytes.len() as u64 > MOST {
        return Err(too_long());
    }
    let decoded = in_some_encoding(bytes).filter(|text| text.chars().all(|c| is_text(c) || c == PAGE_END));
    let decoded = decoded.ok_or_else(|| ReadError::NotASpreadsheet("其他类型的文件".to_owned()))?;
    let mut text = Text::default();
    for (number, line) in (1..).zip(decoded.replace("\r\n", "\n").split(['\n', '\r', PAGE_END])) {
        if !line.trim().is_empty() {
            text.push(Passage::Line(number), Content::Line(line.to_owned()));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_read() {
        let utf16: Vec<u8> = "\u{feff}得分".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in
            ["得分".as_bytes(), "\u{feff}得分".as_bytes(), &GB18030.encode("得分").0, utf16.as_slice()]
        {
            assert_eq!(decoded(bytes).as_deref(), Some("得分"));
            assert_eq!(read(bytes).unwrap().pieces[0].content, Content::Line("得分".to_owned()));
        }
        let without_mark = |to_bytes: fn(u16) -> [u8; 2]| {
            "一级,得分\n一,1".encode_utf16().flat_map(to_bytes).collect::<Vec<_>>()
        };
        for bytes in [without_mark(u16::to_le_bytes), without_mark(u16::to_be_bytes)] {
            assert_eq!(decoded(&bytes).as_deref(), Some("一级,得分\n一,1"));
        }
        assert_eq!(decoded(b"a\0b"), None);
        assert_eq!(decoded(b"\xFF\xFF\xFF"), None);
        assert_eq!(decoded("一\u{c}二".as_bytes()), None);
    }

    #[test]
    fn lines_keep_their_numbers() {
        let text = read("一\r\n\r\n二\u{c}三".as_bytes()).unwrap();
        let at: Vec<Passage> = text.pieces.iter().map(|piece| piece.at).collect();
        assert_eq!(at, [Passage::Line(1), Passage::Line(3), Passage::Line(4)]);
        assert!(matches!(read(&vec![b'a'; 9 << 20]), Err(ReadError::TooLarge(_))));
    }
}
