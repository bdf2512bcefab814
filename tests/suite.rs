//! Every test that runs the program as its users do, in one program: what they share, polars above
//! all, is linked once. `cargo test --test suite layouts::` runs those of one file.

mod architecture;
mod authoring;
mod commands;
mod common;
mod corpus;
mod coverage;
mod district;
mod documents;
mod formats;
mod fuzz_seeds;
mod gallery;
mod handbook;
mod hdi;
mod hostile;
mod layouts;
mod lint;
mod narrative;
mod not_applicable;
mod previous;
mod projects;
mod properties;
mod readers;
mod recalculated;
mod recalculation;
mod returned;
mod schema;
mod shapes;
mod shipped;
mod template;
mod totals;
mod tour;
mod transcripts;
mod types;
mod verify;
mod writing;
