//! Workbooks and documents as bytes, the same on every system.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::intake::marks::{u16_at, u32_at};

/// What the directory at the end of a package begins with, and each entry of the list that it leads to.
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
/// The length of the directory's end, behind which our packages have no comment, and of an entry without
/// its name.
const END_LENGTH: usize = 22;
const ENTRY_LENGTH: usize = 46;
/// Where an entry says on which system it was made, and Unix there; where its attributes on DOS stand.
const SYSTEM: usize = 5;
const UNIX: u8 = 3;
const DOS_ATTRIBUTES: usize = 38;

/// The bytes of a workbook.
///
/// # Errors
/// What the file format cannot hold.
pub(crate) fn saved(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    Ok(of_no_system(workbook.save_to_buffer()?))
}

/// A package that does not tell on which system it was written: checksums of what Windows and other
/// systems make of one input are compared.
pub(crate) fn of_no_system(mut package: Vec<u8>) -> Vec<u8> {
    let end = package.len().checked_sub(END_LENGTH).filter(|end| package[*end..].starts_with(END));
    let first = end.and_then(|end| usize::try_from(u32_at(&package, end + 16)?).ok());
    let Some(mut entry) = first else { return package };
    while package.get(entry..).is_some_and(|rest| rest.len() > ENTRY_LENGTH && rest.starts_with(ENTRY)) {
        package[entry + SYSTEM] = UNIX;
        package[entry + DOS_ATTRIBUTES] = 0;
        let rest = [28, 30, 32].map(|length| u16_at(&package, entry + length).unwrap_or_default().into());
        entry += ENTRY_LENGTH + rest.iter().sum::<usize>();
    }
    package
}

#[cfg(test)]
mod tests {
    use memchr::memmem;

    use super::*;

    #[test]
    fn a_package_of_windows_is_as_one_of_any_other_system() {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "甲").unwrap();
        let ours = saved(&mut book).unwrap();
        let mut windows = ours.clone();
        let entries: Vec<usize> = memmem::find_iter(&ours, ENTRY).collect();
        assert!(entries.len() > 5);
        for entry in entries {
            assert_eq!(ours[entry + SYSTEM], UNIX);
            (windows[entry + SYSTEM], windows[entry + DOS_ATTRIBUTES]) = (0, 0x10);
        }
        assert!(windows != ours && of_no_system(windows) == ours);
        // What is no package stays as it is.
        assert_eq!(of_no_system(b"PK".to_vec()), b"PK");
        assert_eq!(of_no_system(vec![0; 100]), [0; 100]);
    }
}
