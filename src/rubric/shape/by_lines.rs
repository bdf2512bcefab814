//! 逐行: rules that score the lines of a body's own table, each by its own target.

use super::Over;
use super::{Kinship, Shape};

/// A rule over lines, which has a shape for each way in which a line relates to its target.
pub trait ByLines {
    /// The shape for a line, or `None` for a tier that the rubric does not have. Where the line's
    /// points are not those that its form prints, its self points are taken `in_proportion`.
    fn shape_for(&self, kinship: Kinship, places: u32, in_proportion: bool) -> Option<Box<dyn Shape>>;

    /// What follows from completion far above a target.
    fn over(&self) -> Option<&Over>;

    /// Whether a line is scored in the points that its form prints, so that the body's own points
    /// can be held against them; a rule that only counts lines is not.
    fn in_printed_points(&self) -> bool;

    /// The rule in a few words, for lines whose own shape is not known yet.
    fn short_meaning(&self) -> String;

    /// The rule in words.
    fn meaning(&self) -> String;
}
