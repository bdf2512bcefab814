//! Totals of a block that were left empty, and came to 0 while a part of them did not.

use std::sync::Arc;

use super::RawForm;
use crate::intake::submission::FactValue;
use crate::rubric::form::{Form, Kind};

impl RawForm {
    /// Takes no total of 0 for one above a part that is not 0: no rule may go by it.
    pub(crate) fn withhold_empty_totals(&mut self, form: &Form) {
        for block in &form.blocks {
            let Some((total, parts)) = block.lines.split_first() else { continue };
            for column in block.columns.iter().filter(|column| column.kind == Kind::Amount) {
                let is_zero = |name: &str| Some(self.facts.get(name)?.number()?.is_zero());
                let name = Form::block_fact(total, column);
                let stated = |line| is_zero(&Form::block_fact(line, column)) == Some(false);
                let Some(part) = parts.iter().find(|part| stated(part)) else { continue };
                if is_zero(&name) != Some(true) {
                    continue;
                }
                let part = format!("{}·{}", part.name, column.name);
                if let Some(fact) = self.facts.get_mut(&name) {
                    Arc::make_mut(fact).value = FactValue::EmptyTotal(part);
                }
            }
        }
    }
}
