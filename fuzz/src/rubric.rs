//! The rubric loader: whatever the text, it loads or says why not, and what lints clean works.

use jixiao::number::Number;
use jixiao::report::handbook;
use jixiao::report::wording;
use jixiao::rubric::{Counts, Fault, Rubric, Texts};
use jixiao::score::example::{self, Found};
use jixiao::score::{Outcome, Status, coverage};

use super::shipped;

/// What stands between the texts of rubric.toml, form.toml and examples.toml.
pub const FORM: &str = "\n#=== form.toml\n";
pub const EXAMPLES: &str = "\n#=== examples.toml\n";
/// The form of a text that has none.
const ANY_FORM: &str = include_str!("../../tests/lint/base/form.toml");

/// The three texts in one.
pub fn texts(text: &str) -> Texts {
    let (text, examples) = text.split_once(EXAMPLES).unwrap_or((text, ""));
    let (rubric, form) = text.split_once(FORM).unwrap_or((text, ANY_FORM));
    Texts {
        rubric: rubric.to_owned(),
        form: form.to_owned(),
        examples: examples.to_owned(),
        ..Texts::default()
    }
}

/// Loads, lints, and runs what may be run.
pub fn run(data: &[u8]) {
    let texts = texts(&String::from_utf8_lossy(data));
    // It may extend one that is shipped.
    let folder = shipped::folder().join("hdi-2022");
    let rubric = match Rubric::unlinted("fuzzed".to_owned(), &folder, &texts) {
        Ok(rubric) => rubric,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let faults = rubric.faults();
    for fault in &faults {
        assert!(!fault.to_string().is_empty() && !fault.code().is_empty());
    }
    if faults.iter().any(Fault::refuses) {
        assert!(rubric.linted().is_err());
        return;
    }
    for example in &rubric.examples {
        let found = example::found(&rubric, example);
        assert!(!wording::found(&found).is_empty());
        if let Found::Outcome(outcome) = &found {
            bounded(outcome, &rubric);
        }
    }
    let mismatches = example::run(&rubric);
    assert!(mismatches.len() <= rubric.examples.len());
    let _ = coverage::cases(&rubric);
    let _ = handbook::document(&rubric);
}

fn bounded(outcome: &Outcome, rubric: &Rubric) {
    if let (Status::Scored(points), Counts::Within) =
        (&outcome.status, rubric.system.indicators[outcome.indicator].counts)
    {
        let within = !points.number().is_negative() && points <= &outcome.max;
        assert!(
            within || outcome.max.number() < &Number::zero(),
            "{}: {points} of {}",
            outcome.code,
            outcome.max
        );
    }
}
