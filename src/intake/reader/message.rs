//! Frames on a pipe: a length, then that many bytes.
//!
//! Sheets travel as postcard: a cell is its row, its column and its value in the fewest bytes that
//! hold them, with nothing between, and the types it is derived for are all that both sides need.

use std::io::{self, Read, Write};

/// Writes one frame.
pub(super) fn write(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)
}

/// Reads one frame; `None` when the other side has closed the pipe between two frames.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0_u8; 8];
    let mut got = 0;
    while got < length.len() {
        match from.read(&mut length[got..])? {
            0 if got == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            more => got += more,
        }
    }
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    // Grows with what arrives: a length that lies allocates nothing.
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_cut_ones_are_errors() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"one").unwrap();
        write(&mut pipe, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from).unwrap(), Some(b"one".to_vec()));
        assert_eq!(read(&mut from).unwrap(), Some(Vec::new()));
        assert_eq!(read(&mut from).unwrap(), None);
        for cut in [3, 9] {
            assert!(read(&mut &pipe[..cut]).is_err(), "{cut}");
        }
        assert!(read(&mut u64::MAX.to_le_bytes().as_slice()).is_err());
    }
}
