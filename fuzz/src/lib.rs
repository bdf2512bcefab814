//! What is fuzzed: one function for each target, which panics where something does not hold.
//!
//! The targets call them with bytes that libFuzzer makes up; `tests/fuzz_seeds.rs` of the project
//! calls them with every seed, on any toolchain.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, unreachable_pub, dead_code)]

pub mod file;
pub mod form;
pub mod formula;
pub mod grids;
pub mod quantity;
pub mod rubric;
pub mod shipped;
