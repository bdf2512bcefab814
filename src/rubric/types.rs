//! What the names of a rubric's formulas stand for: facts of forms, derived facts, columns, lists.

use super::form::{Field, Form, Kind, ListKind};
use super::shape::{
    ALL_BODIES, POINTS, PRESCRIBED_POINTS, PRINTED_POINTS, PROJECT_FULL, PROJECT_POINTS, PROJECTS, SAME_GROUP,
};
use super::{Rubric, table_column};
use crate::formula::Type;

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Amount => Self::Amount,
            Kind::Number => Self::Count,
            Kind::Ratio => Self::Ratio,
            Kind::Points => Self::Points,
            Kind::YesNo => Self::YesNo,
            Kind::Text => Self::Text,
            Kind::Date => Self::Date,
            Kind::Quantity => Self::Mixed,
        }
    }
}

impl Form {
    /// The kind of a fact that a sheet, a block, a table or a list supplies.
    #[must_use]
    pub fn kind_of(&self, fact: &str) -> Option<Kind> {
        let field = self.fields.iter().find(|field| field.name == fact);
        let of_blocks = || {
            self.blocks.iter().find_map(|block| {
                let of_line =
                    |line| block.columns.iter().find(|column| Self::is_block_fact(fact, line, column));
                block.lines.iter().find_map(of_line)
            })
        };
        let of_tables = || {
            let (table, column) = fact.split_once('.')?;
            self.column(table, column)
        };
        let of_lists = || {
            let lists = self.lists.iter().filter(|list| list.kind != ListKind::Roster);
            lists.flat_map(|list| &list.columns).find(|column| column.name == fact)
        };
        field.or_else(of_blocks).or_else(of_tables).or_else(of_lists).map(|field| field.kind)
    }

    /// A column of one of its tables.
    fn column(&self, table: &str, column: &str) -> Option<&Field> {
        let table = self.tables.iter().find(|known| known.name == table)?;
        table.columns.iter().find(|known| known.name == column)
    }
}

impl Rubric {
    /// What a name in a rule, a condition or a limit means; none where nothing supplies it.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<Type> {
        self.type_among(name, self.system.facts.len())
    }

    /// The same where only the first `before` derived facts are known.
    pub(super) fn type_among(&self, name: &str, before: usize) -> Option<Type> {
        if [POINTS, PRESCRIBED_POINTS].contains(&name) {
            return Some(Type::Points);
        }
        if let Some(kind) = self.form.kind_of(name) {
            return Some(kind.into());
        }
        let known = &self.system.facts[..before];
        if let Some(index) = known.iter().position(|fact| fact.name == name) {
            let value = &known[index].value;
            // What is wrong with its formula is said of the derived fact itself.
            return Some(value.check(&|name| self.type_among(name, index)).unwrap_or(Type::Mixed));
        }
        let (table, column) = table_column(name)?;
        match table {
            ALL_BODIES | SAME_GROUP => self.type_among(column, before).map(Type::list),
            PROJECTS => {
                let projects = self.projects.as_ref()?;
                let own = [PROJECT_POINTS, PROJECT_FULL].contains(&column).then_some(Type::Points);
                own.or_else(|| projects.form.kind_of(column).map(Type::from)).map(Type::list)
            }
            _ => self.form.column(table, column).map(|column| Type::from(column.kind).list()),
        }
    }

    /// What a name means in the rule of a line of `table`: its columns go before facts.
    #[must_use]
    pub fn type_in_line(&self, table: &str, name: &str) -> Option<Type> {
        if name == PRINTED_POINTS {
            return Some(Type::Points);
        }
        let column = self.form.column(table, name).map(|column| column.kind.into());
        column.or_else(|| self.type_of(name))
    }
}
