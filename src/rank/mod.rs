//! Everything across subjects: ranks, ties, groups, grades, statistics. Columnar, by polars.

mod distribution;
mod median;
mod quota;
mod standings;
mod statistics;

pub use distribution::{Band, Share, by_band, by_grade, overall};
pub use median::{Medians, medians};
pub use standings::{Beyond, Standing, Standings};
pub use statistics::{GroupStatistics, IndicatorStatistics};
