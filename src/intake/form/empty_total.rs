//! Totals of a block that were left empty, and came to 0 while a part of them did not.

use std::sync::Arc;

use super::RawForm;
use crate::intake::submission::FactValue;
use crate::number::Number;
use crate::rubric::form::{Form, Kind};

impl RawForm {
    /// Takes no total of 0 for one above a part that is not 0: no rule may go by it.
    pub(crate) fn withhold_empty_totals(&mut self, form: &Form) {
        for block in &form.blocks {
            let Some((total, parts)) = block.lines.split_first() else { continue };
            for column in block.columns.iter().filter(|column| column.kind == Kind::Amount) {
                let number = |name: &str| self.facts.get(name)?.number();
                let name = Form::block_fact(total, column);
                let own = |line| number(&Form::block_fact(line, column)).filter(|own| !own.is_zero());
                let Some(part) = parts.iter().find(|part| own(part).is_some()) else { continue };
                // Of parts that cancel out, 0 is the total.
                let sum: Number = parts.iter().filter_map(own).sum();
                if !number(&name).is_some_and(Number::is_zero) || sum.is_zero() {
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
