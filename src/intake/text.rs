//! Bytes of a text file as text: Unicode by its mark or by being valid, else GBK, which is what
//! Chinese systems write and do not name.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of `bytes`, or `None` where they are no text in any of these encodings.
#[must_use]
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let marked = [(UTF_8, &b"\xEF\xBB\xBF"[..]), (UTF_16LE, b"\xFF\xFE"), (UTF_16BE, b"\xFE\xFF")];
    let (encoding, rest) = marked
        .into_iter()
        .find_map(|(encoding, mark)| Some((encoding, bytes.strip_prefix(mark)?)))
        .unwrap_or_else(|| (if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 }, bytes));
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?;
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    text.chars().all(is_text).then(|| text.into_owned())
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
        }
        assert_eq!(decoded(b"a\0b"), None);
        assert_eq!(decoded(b"\xFF\xFF\xFF"), None);
    }
}
