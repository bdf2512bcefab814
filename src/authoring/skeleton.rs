//! What a new rubric begins with. The words are those of a rubric that comes with the program:
//! they are data there and are not repeated here.

use std::path::Path;

use toml::{Table, Value};

use super::fault::AuthoringError;
use super::line::Trees;
use crate::rubric::Texts;

/// The form whose words a new rubric begins with.
const FORM: &str = include_str!("../../rubrics/department-overall/form.toml");
/// The rubric whose grades and settings a new rubric begins with.
const RUBRIC: &str = include_str!("../../rubrics/department-overall/rubric.toml");

/// The bureau's own table.
pub(super) const BUREAU: &str = "bureau";

/// Grades and settings without indicators; the form without the bureau's own table.
pub(super) fn trees() -> Result<Trees, AuthoringError> {
    let texts = Texts { rubric: RUBRIC.to_owned(), form: FORM.to_owned(), ..Texts::default() };
    let [mut rubric, mut form, examples, styles] = texts.trees(Path::new("rubrics/department-overall"))?;
    for key in ["indicator", "level", "limit", "quota", "fact", "title", "source", "notice", "year"] {
        rubric.remove(key);
    }
    if let Some(lists) = form.get_mut("list").and_then(Value::as_array_mut) {
        let is_bureau = |list: &Table| list.get("kind").and_then(Value::as_str) == Some(BUREAU);
        lists.retain(|list| !list.as_table().is_some_and(is_bureau));
    }
    Ok(Trees { rubric, form, examples, styles })
}
