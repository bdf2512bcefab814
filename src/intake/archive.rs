//! Zip archives: those that bodies pack their workbooks into, and the budget of every one.

use std::io::{self, Cursor, Read};

use encoding_rs::GBK;
use zip::ZipArchive;

use super::limits::Limits;
use super::reader::Member;
use super::sheet::ReadError;

/// How much deflate can make of one byte at best. Only archives that could grow beyond the budget
/// by this measure are unpacked to see whether they do.
const BEST_RATIO: u64 = 1032;
/// Files in one archive; a district has some hundred bodies.
const MOST_MEMBERS: usize = 10_000;

/// The signature of an archive's last record, and where in it the count of its entries stands.
const END: &[u8] = b"PK\x05\x06";
const COUNT: usize = 10;

fn too_large() -> ReadError {
    ReadError::TooLarge("压缩包展开后的大小".to_owned())
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string())
}

/// Refuses an archive that unpacks to more than the budget, whatever sizes it claims.
///
/// # Errors
/// [`ReadError::TooLarge`]. What is wrong with the archive otherwise, its reader says.
pub(super) fn within_budget(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    if archive.len() > MOST_MEMBERS {
        return Err(ReadError::TooLarge("压缩包内的文件个数".to_owned()));
    }
    if hides_entries(bytes, archive.len()) {
        return Err(ReadError::MembersShareName);
    }
    // Parts may overlap each other: every one counts in full.
    let packed: u64 = (0..archive.len())
        .filter_map(|index| archive.by_index_raw(index).ok().map(|file| file.compressed_size()))
        .fold(0, u64::saturating_add);
    if packed.saturating_mul(BEST_RATIO) <= limits.inflated {
        return Ok(());
    }
    let mut left = limits.inflated;
    for index in 0..archive.len() {
        if let Ok(file) = archive.by_index(index) {
            // A part that breaks off has been counted as far as it goes.
            let length = io::copy(&mut file.take(left + 1), &mut io::sink()).unwrap_or_default();
            left = left.checked_sub(length).ok_or_else(too_large)?;
        }
    }
    Ok(())
}

/// The files of an archive. Nothing is written anywhere; a name is a name and no path to follow.
///
/// # Errors
/// When the archive itself cannot be read. What is wrong with one file of it is said of that.
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<Vec<Member>, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_MEMBERS {
        return Err(ReadError::TooLarge("压缩包内的文件个数".to_owned()));
    }
    if hides_entries(bytes, archive.len()) {
        return Err(ReadError::MembersShareName);
    }
    let mut left = limits.inflated;
    let mut members: Vec<Member> = Vec::new();
    for index in 0..archive.len() {
        let (name, is_encrypted) = match archive.by_index_raw(index) {
            Ok(file) if file.is_dir() => continue,
            Ok(file) => (decoded(file.name_raw()), file.encrypted()),
            Err(error) => return Err(damaged(error)),
        };
        let content = match archive.by_index(index) {
            Ok(file) => {
                let mut content = Vec::new();
                let most = left.min(limits.file);
                match file.take(most + 1).read_to_end(&mut content) {
                    Ok(_) if content.len() as u64 > left => return Err(too_large()),
                    Ok(_) if content.len() as u64 > limits.file => {
                        left -= limits.file;
                        Err(ReadError::TooLarge("文件大小".to_owned()))
                    }
                    Ok(_) => {
                        left -= content.len() as u64;
                        Ok(content)
                    }
                    Err(error) => Err(damaged(error)),
                }
            }
            // By a method that is known or not.
            Err(_) if is_encrypted => Err(ReadError::Password),
            Err(error) => Err(damaged(error)),
        };
        members.push(Member { name: unslipped(&name), content });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// Whether an archive counts more entries than its reader found: of two with one name the reader
/// keeps the last, and the other would be lost without a word.
fn hides_entries(bytes: &[u8], found: usize) -> bool {
    let counted = memchr::memmem::rfind(bytes, END)
        .and_then(|end| Some(u16::from_le_bytes(bytes.get(end + COUNT..end + COUNT + 2)?.try_into().ok()?)));
    // Archives of very many files count elsewhere.
    counted.is_some_and(|counted| counted != u16::MAX && usize::from(counted) > found)
}

/// A name as it was typed: Windows writes GBK and does not say so.
fn decoded(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => GBK.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// The name with nothing in it that leads elsewhere: no `..`, no root, no drive.
fn unslipped(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != "." && *part != "..");
    parts.map(|part| part.trim_end_matches(':')).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_named_whatever_the_method() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xls", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"x").unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let central = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        // Those of old and of new archivers; the second is not known here.
        for method in [bytes[8], 99] {
            let mut bytes = bytes.clone();
            for (flags, at) in [(6, 8), (central + 8, central + 10)] {
                bytes[flags] |= 1;
                bytes[at] = method;
            }
            let members = unpack(&bytes, &Limits::default()).unwrap();
            assert_eq!(members[0].content, Err(ReadError::Password), "{method}");
        }
    }

    #[test]
    fn names_are_read_as_typed_and_lead_nowhere() {
        assert_eq!(decoded(&GBK.encode("甲局/自评表.xls").0), "甲局/自评表.xls");
        assert_eq!(decoded("甲局".as_bytes()), "甲局");
        for (name, clean) in [
            ("../../etc/x.xls", "etc/x.xls"),
            ("C:\\甲\\..\\x.xls", "C/甲/x.xls"),
            ("/x", "x"),
            ("a//b", "a/b"),
        ] {
            assert_eq!(unslipped(name), clean);
        }
    }
}
