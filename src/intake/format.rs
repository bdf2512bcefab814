//! What a file is. Its content says so; the ending of its name is only what somebody typed.

use std::io::Cursor;

use zip::ZipArchive;

use super::{text, xls_bare};

/// The signature of a compound file: .xls, .doc, or a package that a password protects.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The signatures of a zip archive, the second of an empty one.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Bytes of a compound file's directory entry, which all lie at multiples of it.
const ENTRY: usize = 128;
/// Where in a directory entry the length of its name stands.
const NAME_LENGTH: usize = 64;

/// Endings of files that are meant as tables.
const TABLES: [&str; 13] =
    ["xlsx", "xlsm", "xltx", "xltm", "xls", "xlsb", "ods", "ots", "fods", "et", "csv", "tsv", "zip"];
/// What stands in the beginning of the two kinds of sheets that are one XML file.
const XML_2003: &str = "urn:schemas-microsoft-com:office:spreadsheet";
const FLAT_ODS: &str = "office:document";
/// What the workbooks of Excel 2 to 4 are called.
pub(super) const OLD_WORKBOOK: &str = "Excel 4.0 及更早版本的工作簿";
/// Bytes of a file's beginning by which it is told what it is.
const HEAD: usize = 4096;

/// The kind of a file by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Nothing in it.
    Empty,
    /// Office Open XML.
    Xlsx,
    /// The same with binary parts.
    Xlsb,
    /// `OpenDocument`.
    Ods,
    /// The same in one XML file.
    FlatOds,
    /// The XML file of Excel 2002 and 2003, which other programs still write.
    Xml2003,
    /// The compound file of Excel 97 to 2003, also of WPS.
    Xls,
    /// The compound file of Excel 5 and 95.
    Xls5,
    /// A package that a password protects.
    Protected,
    /// An archive of files.
    Archive,
    /// A web page.
    Html,
    /// Text that was named as a table.
    Text,
    /// Text that was not.
    Plain,
    /// A text document in Office Open XML.
    Docx,
    /// A PDF file.
    Pdf,
    /// A text document of a kind that is not read, by its name.
    OldText(&'static str),
    /// A spreadsheet of a kind that is not read, by its name.
    Unsupported(&'static str),
    /// Something else, by its name.
    Other(&'static str),
}

impl Format {
    /// What `bytes` are. Plain text counts as a table only when it was named as one.
    #[must_use]
    pub fn of(bytes: &[u8], named_as_table: bool) -> Self {
        if bytes.is_empty() {
            Self::Empty
        } else if bytes.starts_with(COMPOUND) {
            compound(bytes)
        } else if ZIP.iter().any(|signature| bytes.starts_with(signature)) {
            zipped(bytes)
        } else if xls_bare::is_bare(bytes) {
            xls_bare::format(bytes)
        } else {
            other(bytes, named_as_table)
        }
    }

    /// What people call a file that holds no sheets; `None` where it may hold some.
    #[must_use]
    pub fn without_sheets(self) -> Option<&'static str> {
        match self {
            Self::Docx => Some("Word 文件"),
            Self::Pdf => Some("PDF 文件"),
            Self::Plain => Some("文本文件"),
            Self::OldText(name) | Self::Other(name) => Some(name),
            _ => None,
        }
    }

    /// The ending that such a file has when it is named rightly; empty where there are many.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::FlatOds => "fods",
            Self::Xml2003 => "xml",
            Self::Xls | Self::Xls5 => "xls",
            Self::Html => "html",
            Self::Text => "csv",
            Self::Archive => "zip",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Plain => "txt",
            Self::Empty | Self::Protected | Self::Unsupported(_) | Self::OldText(_) | Self::Other(_) => "",
        }
    }
}

/// Whether a file with this ending (in lower case) is meant as a table.
#[must_use]
pub fn is_table_ending(ending: &str) -> bool {
    TABLES.contains(&ending)
}

/// Whether a file with this ending (in lower case) is an archive of a kind that is not unpacked.
#[must_use]
pub fn is_other_archive(ending: &str) -> bool {
    ["rar", "7z", "gz", "tgz", "tar", "bz2", "xz"].contains(&ending)
}

/// Whether files of `format` may rightly bear `ending`.
#[must_use]
pub fn may_end(format: &str, ending: &str) -> bool {
    match format {
        "xlsx" => ["xlsx", "xlsm", "xltx", "xltm"].contains(&ending),
        "xls" => ["xls", "et", "xlt"].contains(&ending),
        "csv" => ["csv", "tsv"].contains(&ending),
        "ods" => ["ods", "ots"].contains(&ending),
        _ => format == ending,
    }
}

/// Whether a file may hold sheets whatever its name.
#[must_use]
pub fn may_hold_sheets(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
        || bytes.starts_with(ZIP[0])
        || matches!(Format::of(bytes, false), Format::Xml2003 | Format::FlatOds)
}

/// Whether a file with this beginning and ending (in lower case) may be a text that people write.
#[must_use]
pub fn may_be_text(head: &[u8], ending: &str) -> bool {
    let signed = [&b"%PDF"[..], b"{\\rtf"].iter().any(|signature| head.starts_with(signature));
    signed || may_hold_sheets(head) || ["txt", "docx", "pdf", "doc", "wps", "rtf", "odt"].contains(&ending)
}

fn compound(bytes: &[u8]) -> Format {
    let holds = |name: &str| directory_has(bytes, name);
    if holds("EncryptedPackage") {
        Format::Protected
    } else if holds("Workbook") {
        Format::Xls
    } else if holds("Book") {
        Format::Xls5
    } else if holds("WordDocument") {
        Format::OldText("Word 文件")
    } else if holds("PowerPoint Document") {
        Format::Other("演示文稿")
    } else if holds("\u{5}HwpSummaryInformation") || holds("WpsContent") {
        Format::OldText("文字处理文件")
    } else {
        // Damaged ones too: the reader says what is wrong with them.
        Format::Xls
    }
}

/// Whether the directory of a compound file has an entry of this name. Entries lie at multiples of
/// their size and state the length of their name, so that no cell's text is taken for one.
fn directory_has(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(wanted.len()).unwrap_or_default().to_le_bytes();
    bytes
        .chunks_exact(ENTRY)
        .any(|entry| entry.starts_with(&wanted) && entry[NAME_LENGTH..NAME_LENGTH + 2] == length)
}

fn zipped(bytes: &[u8]) -> Format {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // Named by its reader's complaint.
        return Format::Xlsx;
    };
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    let is = |name: &str| names.iter().any(|known| known.replace('\\', "/").eq_ignore_ascii_case(name));
    let below = |folder: &str| names.iter().any(|known| known.starts_with(folder));
    if is("xl/workbook.bin") {
        Format::Xlsb
    } else if is("xl/workbook.xml") || below("xl/") || below("xl\\") {
        Format::Xlsx
    } else if is("content.xml") && is("mimetype") {
        opendocument(bytes)
    } else if below("word/") {
        Format::Docx
    } else if below("ppt/") {
        Format::Other("演示文稿")
    } else if is("OFD.xml") {
        Format::Other("OFD 版式文件")
    } else if is("[Content_Types].xml") {
        // A package whose workbook lies somewhere else.
        Format::Xlsx
    } else if is("META-INF/MANIFEST.MF") || is("AndroidManifest.xml") {
        Format::Other("程序文件")
    } else {
        Format::Archive
    }
}

fn opendocument(bytes: &[u8]) -> Format {
    use std::io::Read;
    let mut kind = String::new();
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes))
        && let Ok(file) = archive.by_name("mimetype")
    {
        let _ = file.take(256).read_to_string(&mut kind);
    }
    let kind = kind.trim_start_matches("application/vnd.oasis.opendocument.");
    if kind.starts_with("text") {
        Format::OldText("文字处理文件")
    } else if kind.starts_with("presentation") {
        Format::Other("演示文稿")
    } else if kind.starts_with("graphics") {
        Format::Other("图片")
    } else {
        Format::Ods
    }
}

fn other(bytes: &[u8], named_as_table: bool) -> Format {
    let head = &bytes[..bytes.len().min(HEAD)];
    let lower = String::from_utf8_lossy(head).to_lowercase();
    let text = lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if head.starts_with(b"%PDF") {
        Format::Pdf
    } else if [&b"\x89PNG"[..], &[0xFF, 0xD8, 0xFF], b"GIF8", b"BM", b"II*\0", b"MM\0*"]
        .iter()
        .any(|magic| head.starts_with(magic))
    {
        Format::Other("图片")
    } else if head.starts_with(b"Rar!")
        || head.starts_with(b"7z\xBC\xAF\x27\x1C")
        || head.starts_with(&[0x1F, 0x8B])
    {
        Format::Other("RAR、7z 等压缩包")
    } else if head.starts_with(b"{\\rtf") {
        Format::OldText("RTF 文件")
    } else if head.starts_with(b"MIME-Version:") || text.starts_with("mime-version:") {
        Format::Unsupported("单一文件网页")
    } else if head.starts_with(b"ID;P") {
        Format::Unsupported("SYLK 文件")
    } else if is_old_biff(head) {
        Format::Unsupported(OLD_WORKBOOK)
    } else if is_xml(text) && text.contains(XML_2003) {
        Format::Xml2003
    } else if is_xml(text) && text.contains(FLAT_ODS) {
        flat_opendocument(text)
    } else if ["<html", "<table", "<!doctype html", "<meta", "<head", "<style", "<body"]
        .iter()
        .any(|tag| text.starts_with(tag))
        || text.contains("<html")
        || text.contains("<table")
    {
        Format::Html
    } else if text.starts_with("<?xml") {
        Format::Other("XML 文件")
    } else if head.starts_with(&[0xFF, 0xFE])
        || head.starts_with(&[0xFE, 0xFF])
        || !head.contains(&0)
        || text::unmarked_utf16(head).is_some()
    {
        if named_as_table { Format::Text } else { Format::Plain }
    } else {
        Format::Other("其他类型的文件")
    }
}

/// Whether a text begins as XML, or without its declaration as a workbook of Excel 2003.
fn is_xml(text: &str) -> bool {
    ["<?xml", "<?mso-application", "<workbook", "<ss:workbook"].iter().any(|begin| text.starts_with(begin))
}

fn flat_opendocument(text: &str) -> Format {
    let is = |kind: &str| text.contains(&format!("opendocument.{kind}"));
    if is("text") {
        Format::OldText("文字处理文件")
    } else if is("presentation") {
        Format::Other("演示文稿")
    } else if is("graphics") {
        Format::Other("图片")
    } else {
        Format::FlatOds
    }
}

/// The workbooks of Excel 2 to 4 are bare streams that begin with a BOF record.
fn is_old_biff(head: &[u8]) -> bool {
    matches!(head, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_names_the_kind() {
        for (bytes, kind) in [
            (&b""[..], Format::Empty),
            (b"%PDF-1.7", Format::Pdf),
            (b"\x89PNG\r\n", Format::Other("图片")),
            (b"\xEF\xBB\xBF<html><table>", Format::Html),
            (
                b"<?xml version='1.0'?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Format::Xml2003,
            ),
            (b"\x09\x04\x06\x00\x00\x00\x10\x00", Format::Unsupported(OLD_WORKBOOK)),
            (b"\x00\x01\x02", Format::Other("其他类型的文件")),
            (b"PK\x05\x06", Format::Xlsx),
        ] {
            assert_eq!(Format::of(bytes, true), kind, "{bytes:?}");
        }
        assert_eq!(Format::of("甲,乙".as_bytes(), true), Format::Text);
        assert_eq!(Format::of("甲,乙".as_bytes(), false), Format::Plain);
    }

    #[test]
    fn words_in_a_cell_are_no_directory_entry() {
        let mut bytes = COMPOUND.to_vec();
        bytes.resize(4 * ENTRY, 0);
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[2 * ENTRY..][..name.len()].copy_from_slice(&name);
        assert_eq!(Format::of(&bytes, true), Format::Xls);
        bytes[2 * ENTRY + NAME_LENGTH] = 34;
        assert_eq!(Format::of(&bytes, true), Format::Protected);
    }
}
