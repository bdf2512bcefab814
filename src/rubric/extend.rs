//! One rubric extending another: only the records that change are written down.

use toml::{Table, Value};

/// Arrays of records in rubric.toml, and the key that tells one record from another.
pub(super) const RECORDS: [(&str, &str); 6] = [
    ("grade", "name"),
    ("fact", "name"),
    ("level", "path"),
    ("limit", "name"),
    ("quota", "grade"),
    ("indicator", "code"),
];

/// `own` laid over `base`: values replace values, records are merged by their key, and the
/// indicators whose codes `own` removes fall away.
pub(super) fn extended(base: Table, own: &Table) -> Table {
    let mut merged = base;
    // What the base extends is in it by now.
    merged.remove("extends");
    merged.remove("remove");
    for (key, value) in own {
        let records = RECORDS.iter().find(|(name, _)| name == key);
        match (records, merged.get_mut(key), value) {
            (Some((_, by)), Some(Value::Array(known)), Value::Array(changed)) => {
                for record in changed {
                    lay_over(known, record, by);
                }
            }
            (None, Some(Value::Table(known)), Value::Table(changed)) => known.extend(changed.clone()),
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    let removed: Vec<&Value> = own.get("remove").and_then(Value::as_array).into_iter().flatten().collect();
    if let Some(Value::Array(indicators)) = merged.get_mut("indicator") {
        indicators.retain(|indicator| !indicator.get("code").is_some_and(|code| removed.contains(&code)));
    }
    merged
}

/// The examples of a rubric that extends another: its own, and those of indicators and limits
/// that it leaves as they are.
pub(super) fn extended_examples(base: &Table, own: &Table, system: &Table) -> Table {
    let of = |table: &Table, key: &str, by: &str| -> Vec<Value> {
        let records = table.get(key).and_then(Value::as_array).into_iter().flatten();
        records.filter_map(|record| record.get(by).cloned()).collect()
    };
    let mut changed = of(system, "indicator", "code");
    changed.extend(of(system, "limit", "name"));
    changed.extend(system.get("remove").and_then(Value::as_array).into_iter().flatten().cloned());
    let kept = |example: &Value| {
        let about = example.get("indicator").or_else(|| example.get("limit"));
        !about.is_some_and(|about| changed.contains(about))
    };
    let examples =
        |table: &Table| table.get("example").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all: Vec<Value> = examples(base).into_iter().filter(kept).collect();
    all.extend(examples(own));
    Table::from_iter([("example".to_owned(), Value::Array(all))])
}

/// Merges a record into the one with its key, or puts it after the last of its first level.
fn lay_over(known: &mut Vec<Value>, record: &Value, by: &str) {
    let same = known.iter_mut().find(|other| other.get(by).is_some() && other.get(by) == record.get(by));
    match (same, record) {
        (Some(Value::Table(other)), Value::Table(record)) => {
            other.extend(record.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        _ => {
            let first = |value: &Value| value.get("path").and_then(|path| path.get(0)).cloned();
            let level = first(record);
            let after = known.iter().rposition(|other| level.is_some() && first(other) == level);
            known.insert(after.map_or(known.len(), |index| index + 1), record.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn changed_rows_only() {
        let base = table(
            r#"
            title = "旧"
            places = 2
            [[indicator]]
            code = "A"
            path = ["投入", "甲"]
            points = 5
            [[indicator]]
            code = "B"
            path = ["过程", "乙"]
            points = 95
            "#,
        );
        let own = table(
            r#"
            extends = "../base"
            remove = ["B"]
            title = "新"
            [[indicator]]
            code = "A"
            points = 6
            [[indicator]]
            code = "A2"
            path = ["投入", "丙"]
            points = 94
            "#,
        );
        let merged = extended(base, &own);
        assert_eq!(merged["title"].as_str(), Some("新"));
        assert_eq!(merged["places"].as_integer(), Some(2));
        let indicators = merged["indicator"].as_array().unwrap();
        let codes: Vec<_> = indicators.iter().map(|i| i["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["A", "A2"]);
        assert_eq!(indicators[0]["points"].as_integer(), Some(6));
        assert_eq!(indicators[0]["path"][1].as_str(), Some("甲"));
    }

    #[test]
    fn examples_of_changed_indicators_are_replaced() {
        let base = table("[[example]]\nindicator = \"A\"\n[[example]]\nindicator = \"B\"");
        let system = table("remove = []\n[[indicator]]\ncode = \"A\"");
        let own = table("[[example]]\nindicator = \"A\"\nname = \"新\"");
        let merged = extended_examples(&base, &own, &system);
        let examples = merged["example"].as_array().unwrap();
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0]["indicator"].as_str(), Some("B"));
        assert_eq!(examples[1]["name"].as_str(), Some("新"));
    }
}
