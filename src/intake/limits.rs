//! How much one file may cost. Forms have a few thousand cells; these bounds are far above them and
//! far below what hurts.

use serde::{Deserialize, Serialize};

const MEBIBYTE: u64 = 1 << 20;
/// What a cell with its markup unpacks to, amply.
const BYTES_OF_A_CELL: u64 = 200;

/// Bounds for each single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes that it may unpack to.
    pub inflated: u64,
    /// Cells on all its sheets, empty ones with a format included.
    pub cells: usize,
    /// Memory of a process that reads, in bytes: its address space, or on Windows what it allocates.
    /// Kept only by processes.
    pub memory: u64,
    /// Seconds until a process that reads is given up. Kept only by processes.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 64 * MEBIBYTE,
            inflated: 512 * MEBIBYTE,
            cells: 1_000_000,
            memory: 1024 * MEBIBYTE,
            seconds: 60,
        }
    }
}

impl Limits {
    /// The same bounds with others for memory and for the file, in mebibytes, for time, and for cells, in
    /// ten thousands.
    #[must_use]
    pub fn with(self, memory_mib: u64, file_mib: u64, seconds: u64, wan_cells: u32) -> Self {
        let bytes = |mib: u64| mib.saturating_mul(MEBIBYTE);
        let cells = usize::try_from(wan_cells).unwrap_or(usize::MAX).saturating_mul(10_000);
        // What holds more cells unpacks to more.
        let inflated = self.inflated.max(cells as u64 * BYTES_OF_A_CELL);
        Self { memory: bytes(memory_mib), file: bytes(file_mib), inflated, seconds, cells }
    }
}
