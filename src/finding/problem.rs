//! Every problem the program can report, with its code, severity and words. One variant, one code.

use std::fmt;

use serde::Serialize;

use crate::number::{Number, Points};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 错误: a result is missing or not to be relied on until it is mended.
    Error,
    /// 警告: a result stands, but somebody should look.
    Warning,
    /// 提示: worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Note => "提示",
        })
    }
}

/// What is wrong. Families: S structure, T types, A arithmetic, R rules, X across bodies
/// and years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    // S: structure
    /// A workbook that cannot be opened or read.
    FileUnreadable { cause: String },
    /// A file that the system does not give out: it is not the file that is at fault.
    FileWithheld { cause: String },
    /// A file of no bytes.
    FileEmpty,
    /// An archive that is not unpacked: a whole batch may be in it.
    ArchiveUnreadable { cause: String },
    /// A workbook in which no form, roster or list was recognised.
    NothingRecognised,
    /// More than one submission for the same department (or the same project of it).
    SentTwice { subject: String, files: Vec<String> },
    /// A body that the roster does not have.
    NotOnRoster { name: String, near: Option<String> },
    /// A name that stands for more than one body of the roster.
    AmbiguousName { name: String, candidates: Vec<String> },
    /// A body of the roster that sent nothing; a file that may be its, under a name not its own.
    NotSent { perhaps: Option<String> },
    /// A body of which the bureau's own table has no line.
    NotListed { list: String },
    /// The bureau's own table is not among the files; what it alone says.
    ListAbsent { list: String, holds: Vec<String> },
    /// A sheet that is hidden; it is not scored.
    HiddenSheet,
    /// A sheet with two forms side by side, whose cells cannot be told apart.
    SideBySide,
    /// A sheet with a table in which nothing was recognised, after a form that the end of its sheet may
    /// have cut off.
    SheetNotRead,
    /// A form with targets alone beside the evaluation that it belongs to.
    TargetsBeside,
    /// A form that does not say whose it is.
    NoDepartment,
    /// Two lines of the roster with the same code or name.
    RosterRepeats { what: String },
    /// Two lines of the bureau's table for one body.
    ListedTwice { list: String },
    /// A form without a single line of its indicator table.
    NoIndicators { table: String },
    /// Two sources state different values for one fact.
    FactConflict { fact: String, other: String },
    /// A file that its reader did not come through: it died, hung or took too much.
    ReaderStopped { cause: String },
    /// A file that a password protects.
    PasswordProtected,
    /// A file with more than the limits allow.
    LimitExceeded { what: String },
    /// A folder among the inputs that cannot be listed.
    FolderUnreadable { cause: String },
    /// A workbook with two sheets of one name.
    SheetsShareName { name: String },
    /// Rows that are hidden; they are scored like the others.
    HiddenRows { rows: String },
    /// A file whose name ends otherwise than its content would.
    WrongEnding { ending: String },
    /// Columns that are hidden; they are scored like the others.
    HiddenColumns { columns: String },
    /// A code that was typed as a number of more digits than a spreadsheet keeps.
    DigitsLost { fact: String },
    /// A label that scoring needs is absent, and a cell nearly says it.
    NearLabel { label: String },
    /// A form of another year than the evaluation's; whether it waits for the bureau's word.
    OtherYear { stated: String, year: String, held: bool },
    /// A form that was filled in before its year began, or long after.
    FilledInOtherYear { year: String },
    /// A file with forms of several bodies.
    SharedFile { departments: Vec<String> },
    /// A form that names several bodies as the one whose it is.
    SeveralNames { name: String },
    /// Printed cells of a blank form that say something else; the first ones, how many, and what the
    /// first one said.
    FixedCellsChanged { cells: String, count: usize, wanted: String },
    /// What a blank form says of itself was changed.
    StampChanged,
    /// A blank form made for one body that came back as another's; whether it waits for the bureau's
    /// word.
    BlankFormOfAnother { issued: String, held: bool },
    /// A blank form of another rubric or year.
    OtherBlankForm { other: String, own: String },
    /// A blank form made before the rubric was changed.
    OldBlankForm,
    /// A blank form that came back blank.
    BlankFormNotFilled,

    // T: types
    /// A target that cannot be read.
    UnreadableTarget { why: String },
    /// An indicator without a target.
    NoTarget,
    /// An actual value that cannot be read as what the target asks for.
    UnreadableActual { why: String },
    /// An actual value that is empty.
    MissingActual,
    /// No column of actual values was found in a table.
    NoActualColumn,
    /// A bare number beside a percentage that could mean either of two rates.
    AmbiguousPercent,
    /// Target and actual are in different units.
    UnitMismatch { target: String, actual: String },
    /// Target and actual measure different things; each with what it is.
    DimensionDiffers { target: String, actual: String },
    /// A rate by its name, of which a count was stated.
    RateAsCount { dimension: &'static str },
    /// Not one line of a form has an actual value, nor points: a plan, not its evaluation.
    NoActualsAtAll { lines: usize },
    /// A rate above 200% that was a smaller one with a sign before it.
    SignReadAsDigit { meant: String },
    /// Names of indicators in which a figure was never filled in.
    PlaceholderInName { lines: usize },
    /// Points in a form that are no number.
    UnreadablePoints { what: String },
    /// A cell that holds an error value.
    ErrorCell,
    /// A formula of which the file does not hold the result.
    Uncalculated,
    /// Text with characters that come of a wrong encoding.
    GarbledText,
    /// An actual value that bears the sign of its target.
    SignInActual,
    /// A fact that cannot be read as what it should be.
    UnreadableFact { fact: String, wanted: String },
    /// A fact that a rule needs and nobody supplied.
    MissingFact { facts: Vec<String> },
    /// Several columns say different things for one fact, or one head spans several columns.
    AmbiguousColumn { fact: String },
    /// The unit that a cell's format shows is not the one that the form states.
    FormatContradicts { shown: String, stated: String },
    /// A number that its format shows in another scale without a word.
    ShownOtherwise { shown: String },
    /// Points in a cell that is merged over several lines.
    MergedPoints { what: String },
    /// A dash or 无 as an actual value: not stated whether it does not apply.
    DashActual,

    // A: arithmetic
    /// The points of all lines do not add up to full marks.
    PointsDoNotAddUp { sum: Points, full: Number },
    /// A level's printed points are not what the rubric prescribes.
    LevelPointsDiffer { level: String, printed: Points, prescribed: Points },
    /// Self points above the indicator's points.
    SelfPointsAboveMax { max: Points },
    /// A printed execution rate that is not executed / budget.
    RateDiffers { computed: String },
    /// A printed total of self points that is not their sum.
    TotalDiffers { sum: Points },
    /// A total line of 0 above parts that are not.
    TotalLineEmpty { part: String },
    /// Less than nothing was spent.
    NegativeSpending { what: String },
    /// A divisor of 0.
    ZeroDivisor { what: String },
    /// A part that is more than its whole (executed than budgeted).
    AboveWhole { part: String, whole: String, rate: String },
    /// An equation between facts that does not hold.
    EquationFails { equation: String, left: Number, right: Number },
    /// An amount that would fit the others of the form if its unit were 10 thousand times another.
    TenThousandfold { what: String, other: String },
    /// A figure below 0 where none can be.
    NegativeFigure { what: String },
    /// A line that should bear points and bears none.
    NoPoints,
    /// A block's points stand beside its total line and beside a part of it.
    BlockPointsTwice { part: String, total: Number, own: Number },
    /// Not one line of a form has a target.
    NoTargetsAtAll { lines: usize },
    /// Most indicators of a form have other points than prescribed: it is another form.
    OtherPoints { count: usize, examples: Vec<String> },
    /// Not one line of a form bears points.
    NoPointsAtAll { lines: usize },
    /// Points in a level's label that are not the sum of its lines.
    LevelLabelDiffers { level: String, label: Number, sum: Number },
    /// Points in an indicator's name that are not those beside it.
    TitleLabelDiffers { label: Number },
    /// A scoring standard that speaks of more points than the indicator has.
    StandardAbovePoints { stated: Number, max: Number },
    /// Costs that are almost, but not quite, what was spent.
    CostDiffers { cost: String, executed: String },
    /// Self points that were multiplied with their weight once more.
    WeightedTwice { lines: usize },
    /// A printed completion rate that is not actual / target.
    CompletionDiffers { computed: String },
    /// The grade that the body gave itself is not that of its total.
    GradeDiffers { grade: String, total: Number },
    /// A figure of a report that is not the one of the form; where that stands and what it is.
    TextDiffers { fact: String, said: String, cell: String, table: String, ten_thousandfold: bool },
    /// Figures of a report of which one should follow from the others and does not.
    TextSumFails { equation: String, left: Number, right: Number },
    /// A percentage of a report that does not follow from its figures.
    TextRateDiffers { what: String, said: String, computed: String },
    /// A figure that a report states twice, differently.
    TextContradicts { fact: String, said: String, other: String },
    /// Something counted in a report otherwise than in the form.
    TextCountDiffers { said: String, cell: String, table: String },
    /// A report without text that can be read: pictures of pages.
    ReportWithoutText,
    /// A report that cannot be opened or read.
    ReportUnreadable { cause: String },
    /// A report that does not say whose it is, or names several bodies.
    ReportOfNobody { candidates: Vec<String> },

    // R: rules
    /// Below full points without a reason in the form.
    NoReason,
    /// Completion far beyond the target.
    FarAboveTarget { rate: String },
    /// A target of 0.
    ZeroTarget,
    /// Self points that are not what the rule gives.
    SelfPointsOffRule { engine: Points },
    /// Self points outside of the tier that was reached.
    OutsideTier { given: Points, held: Points },
    /// Words were reached, but no points were given by the body to place them inside the tier.
    NoTierPoints,
    /// A first level that the rubric does not have; the level whose lines it was counted with.
    UnknownLevel { level: String, counted_as: Option<String> },
    /// A first level that was told by the second one.
    LevelInferred { level: String },
    /// A figure was missing and another rule was used.
    FallbackUsed { missing: String },
    /// A target without a sign that was taken as an upper bound.
    TakenAsUpperBound,
    /// The body said 不适用.
    DeclaredNotApplicable,
    /// An actual value that repeats the words of the target, taken as reached.
    ActualRepeatsTarget,
    /// Points waited for from a person.
    WaitsForPerson { what: String },
    /// Every indicator of a parent does not apply, so that nobody can take over their points.
    NothingApplies { parent: String },
    /// A rule that had no answer (types of facts do not fit it).
    RuleFailed { what: String },
    /// A value for which the rule says nothing (it lies in no band, the word is in no list).
    NotProvidedFor { what: String },
    /// Completion far beyond the target, which only counts with a reason, and no reason.
    UnexplainedExcess { reason: String },
    /// A limit of the total that cannot be told, because facts are missing.
    LimitUndecided { limit: String, facts: Vec<String> },
    /// The points are all there, and what the rubric makes of them is not full marks.
    RubricMiscounts { sum: Points, full: Number },
    /// A body whose group the rubric has no indicators for.
    GroupWithoutIndicators { group: Option<String>, known: Vec<String> },
    /// A reviewer's points that are no points of the indicator.
    ReviewOutOfRange { max: Points },
    /// A reviewer's points that differ from the rule's, without a reason.
    ReviewWithoutReason { points: Points, engine: Option<Points> },
    /// A rate that ought to be full, with a target far below it.
    LowRateTarget { least: String },
    /// Fewer self points than the rule gives, full ones, without a reason.
    OwnDeductionUnexplained,
    /// A line without self points in a form that asks for them.
    NoSelfPoints,
    /// A cost with a target that is to be reached, not kept to.
    CostAtLeast,
    /// Finished later than the target says.
    LaterThanTarget { due: String },
    /// One reason for many lines.
    OneReasonForAll { lines: usize },
    /// Satisfaction that was told by nobody's complaining.
    SatisfactionFromSilence { word: String },
    /// Finished after the day on which the form says so.
    LaterThanReport { filled_in: String },
    /// A figure in an indicator's name that is not its target.
    TargetInName { stated: String },
    /// Targets that are the points of their lines.
    PointsAsTargets { lines: usize, sum: Number },
    /// An actual value outside of the span that is the target.
    OutsideRange { from: String, to: String },

    // X: across bodies and years
    /// Telling cells that another body's form has too.
    AlikeCells { other: String, more: usize, cells: usize, examples: Vec<String> },
    /// A long text that another body's form has too.
    AlikeText { other: String, more: usize },
    /// Another body's name in a text of the form.
    OtherBodyNamed { name: String },
    /// The figures of the year before.
    AsLastYear { same: usize, of: usize, examples: Vec<String> },
    /// The file of the year before, byte for byte.
    FileOfLastYear { file: String },
    /// A target below what was achieved the year before.
    TargetBelowLastYear { before: String },
    /// Full self points for every line.
    FullMarksEverywhere { lines: usize },
    /// Every actual value is its target.
    TargetsMetExactly { lines: usize },
    /// Many actual values are far above their targets.
    TargetsTooLow { above: usize, lines: usize, rate: String },
    /// Self points far from what the rules give.
    SelfTotalFarOff { own: Number, engine: Points },
    /// Self points farther from the rules' than those of other bodies.
    SelfUnlikePeers { gap: Number, usual: Number },
}

use Severity::{Error, Note, Warning};

impl Problem {
    /// The problem's code, stable across versions, and its severity.
    // One line for each code; a cut would hide a code from whoever looks for it.
    #[allow(clippy::too_many_lines)]
    fn class(&self) -> (&'static str, Severity) {
        match self {
            Self::FileUnreadable { .. }
            | Self::FileWithheld { .. }
            | Self::FileEmpty
            | Self::ArchiveUnreadable { .. } => ("S01", Error),
            Self::NothingRecognised => ("S02", Error),
            Self::SentTwice { .. } => ("S03", Error),
            Self::NotOnRoster { .. } => ("S04", Error),
            Self::AmbiguousName { .. } => ("S05", Error),
            Self::NotSent { .. } => ("S06", Error),
            Self::HiddenSheet => ("S07", Warning),
            Self::NotListed { .. } | Self::ListAbsent { .. } => ("S13", Error),
            Self::NoDepartment => ("S08", Error),
            Self::SideBySide => ("S14", Error),
            Self::SheetNotRead => ("S28", Warning),
            Self::TargetsBeside => ("S29", Note),
            Self::RosterRepeats { .. } => ("S09", Error),
            Self::ListedTwice { .. } => ("S10", Warning),
            Self::NoIndicators { .. } => ("S11", Error),
            Self::FactConflict { .. } => ("S12", Error),
            Self::ReaderStopped { .. } => ("S15", Error),
            Self::PasswordProtected => ("S16", Error),
            Self::LimitExceeded { .. } => ("S17", Error),
            Self::FolderUnreadable { .. } => ("S18", Error),
            Self::SheetsShareName { .. } => ("S19", Error),
            Self::HiddenRows { .. } => ("S20", Warning),
            Self::WrongEnding { .. } => ("S21", Note),
            Self::OtherYear { held: true, .. } => ("S22", Error),
            Self::OtherYear { .. } => ("S22", Warning),
            Self::FilledInOtherYear { .. } => ("S23", Warning),
            Self::SharedFile { .. } => ("S24", Warning),
            Self::SeveralNames { .. } => ("S25", Warning),
            Self::HiddenColumns { .. } => ("S26", Warning),
            Self::DigitsLost { .. } => ("S27", Warning),
            Self::FixedCellsChanged { .. } | Self::StampChanged => ("S36", Warning),
            Self::BlankFormOfAnother { held: true, .. } => ("S37", Error),
            Self::BlankFormOfAnother { .. } => ("S37", Warning),
            Self::OtherBlankForm { .. } => ("S38", Warning),
            Self::OldBlankForm => ("S38", Note),
            Self::BlankFormNotFilled => ("S39", Error),
            Self::NearLabel { .. } => ("S40", Warning),
            Self::UnreadableTarget { .. } => ("T01", Error),
            Self::NoTarget | Self::NoTargetsAtAll { .. } => ("T02", Error),
            Self::UnreadableActual { .. } => ("T03", Error),
            Self::MissingActual | Self::NoActualColumn => ("T04", Error),
            Self::AmbiguousPercent => ("T05", Error),
            Self::UnitMismatch { .. } => ("T06", Error),
            Self::UnreadablePoints { .. } => ("T07", Error),
            Self::ErrorCell => ("T08", Error),
            Self::SignInActual => ("T09", Warning),
            Self::UnreadableFact { .. } => ("T10", Error),
            Self::MissingFact { .. } => ("T11", Error),
            Self::DashActual => ("T12", Error),
            Self::AmbiguousColumn { .. } => ("T13", Error),
            Self::Uncalculated => ("T14", Error),
            Self::GarbledText => ("T15", Warning),
            Self::FormatContradicts { .. } => ("T16", Error),
            Self::ShownOtherwise { .. } => ("T17", Warning),
            Self::MergedPoints { .. } => ("T18", Error),
            Self::DimensionDiffers { .. } => ("T21", Error),
            Self::RateAsCount { .. } => ("T22", Warning),
            Self::NoActualsAtAll { .. } => ("T23", Error),
            Self::SignReadAsDigit { .. } => ("T24", Warning),
            Self::PlaceholderInName { .. } => ("T25", Warning),
            Self::PointsDoNotAddUp { .. } => ("A01", Error),
            Self::LevelPointsDiffer { .. } | Self::OtherPoints { .. } => ("A02", Warning),
            Self::SelfPointsAboveMax { .. } => ("A03", Warning),
            Self::RateDiffers { .. } => ("A04", Warning),
            Self::TotalDiffers { .. } => ("A05", Warning),
            Self::TotalLineEmpty { .. } => ("A06", Error),
            Self::ZeroDivisor { .. } => ("A07", Error),
            Self::AboveWhole { .. } => ("A08", Warning),
            Self::EquationFails { .. } => ("A09", Warning),
            Self::NoPoints => ("A10", Error),
            Self::NegativeFigure { .. } => ("A11", Error),
            Self::TextDiffers { .. } => ("A19", Warning),
            Self::TextSumFails { .. } => ("A20", Warning),
            Self::TextRateDiffers { .. } => ("A21", Warning),
            Self::TextContradicts { .. } => ("A22", Warning),
            Self::TextCountDiffers { .. } => ("A23", Warning),
            Self::ReportWithoutText => ("A24", Warning),
            Self::ReportUnreadable { .. } => ("A25", Warning),
            Self::ReportOfNobody { .. } => ("A26", Warning),
            Self::TenThousandfold { .. } => ("A27", Warning),
            Self::NoPointsAtAll { .. } => ("A28", Error),
            Self::BlockPointsTwice { .. } => ("A29", Warning),
            Self::NegativeSpending { .. } => ("A30", Error),
            Self::NoReason => ("R01", Warning),
            Self::FarAboveTarget { .. } => ("R02", Note),
            Self::ZeroTarget => ("R03", Note),
            Self::SelfPointsOffRule { .. } => ("R04", Warning),
            Self::OutsideTier { .. } => ("R05", Warning),
            Self::NoTierPoints => ("R06", Error),
            Self::UnknownLevel { counted_as: None, .. } => ("R07", Error),
            Self::UnknownLevel { .. } => ("R07", Warning),
            Self::LevelInferred { .. } => ("R08", Warning),
            Self::FallbackUsed { .. } => ("R09", Warning),
            Self::TakenAsUpperBound => ("R10", Warning),
            Self::DeclaredNotApplicable => ("R11", Note),
            Self::ActualRepeatsTarget => ("R12", Note),
            Self::WaitsForPerson { .. } => ("R13", Error),
            Self::NothingApplies { .. } => ("R14", Error),
            Self::RuleFailed { .. } => ("R15", Error),
            Self::NotProvidedFor { .. } => ("R16", Error),
            Self::UnexplainedExcess { .. } => ("R17", Error),
            Self::LimitUndecided { .. } => ("R21", Error),
            Self::GroupWithoutIndicators { .. } => ("R22", Error),
            Self::ReviewOutOfRange { .. } => ("R23", Error),
            Self::ReviewWithoutReason { .. } => ("R24", Warning),
            Self::LevelLabelDiffers { .. } => ("A12", Warning),
            Self::TitleLabelDiffers { .. } => ("A13", Warning),
            Self::StandardAbovePoints { .. } => ("A14", Warning),
            Self::CostDiffers { .. } => ("A15", Warning),
            Self::WeightedTwice { .. } => ("A16", Warning),
            Self::CompletionDiffers { .. } => ("A17", Warning),
            Self::GradeDiffers { .. } => ("A18", Warning),
            Self::LowRateTarget { .. } => ("R25", Note),
            Self::OwnDeductionUnexplained => ("R26", Warning),
            Self::NoSelfPoints => ("R27", Warning),
            Self::CostAtLeast => ("R28", Warning),
            Self::LaterThanTarget { .. } => ("R29", Warning),
            Self::OneReasonForAll { .. } => ("R30", Note),
            Self::SatisfactionFromSilence { .. } => ("R31", Warning),
            Self::LaterThanReport { .. } => ("R32", Warning),
            Self::OutsideRange { .. } => ("R33", Error),
            Self::TargetInName { .. } => ("R34", Warning),
            Self::PointsAsTargets { .. } => ("R35", Warning),
            Self::RubricMiscounts { .. } => ("R36", Error),
            Self::AlikeCells { .. } => ("X01", Warning),
            Self::AlikeText { .. } => ("X02", Warning),
            Self::OtherBodyNamed { .. } => ("X03", Note),
            Self::AsLastYear { .. } => ("X04", Warning),
            Self::FileOfLastYear { .. } => ("X05", Warning),
            Self::TargetBelowLastYear { .. } => ("X06", Note),
            Self::FullMarksEverywhere { .. } => ("X07", Note),
            Self::TargetsMetExactly { .. } => ("X08", Note),
            Self::TargetsTooLow { .. } => ("X09", Warning),
            Self::SelfTotalFarOff { .. } => ("X10", Warning),
            Self::SelfUnlikePeers { .. } => ("X11", Note),
        }
    }

    /// The problem's code, stable across versions.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.class().0
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.class().1
    }

    /// Whether it is the bureau's own matter and not to be sent back to the body: it tells of other
    /// bodies, or waits for the bureau itself.
    #[must_use]
    pub fn is_the_bureaus(&self) -> bool {
        matches!(
            self,
            Self::AlikeCells { .. }
                | Self::AlikeText { .. }
                | Self::SelfUnlikePeers { .. }
                | Self::SentTwice { .. }
                | Self::NotListed { .. }
                | Self::ListAbsent { .. }
                | Self::FileWithheld { .. }
                | Self::WaitsForPerson { .. }
                | Self::RubricMiscounts { .. }
        )
    }

    /// Whether the whole total is withheld because of it, not only one indicator's points.
    #[must_use]
    pub fn withholds_total(&self) -> bool {
        matches!(
            self,
            Self::PointsDoNotAddUp { .. }
                | Self::RubricMiscounts { .. }
                | Self::NothingApplies { .. }
                | Self::NoIndicators { .. }
                | Self::NoPoints
                | Self::NoPointsAtAll { .. }
                | Self::LimitUndecided { .. }
                | Self::GroupWithoutIndicators { .. }
        )
    }
}
