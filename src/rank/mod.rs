//! Everything across subjects: ranks, ties, groups, grades, statistics. Columnar, by polars.

mod median;
mod quota;
mod standings;
mod statistics;

pub use median::{Medians, medians};
pub use standings::{Beyond, Standing, Standings, in_units};
pub use statistics::{GroupStatistics, IndicatorStatistics};
