//! What a form profile makes of one file ([`reading`]), and what it would take to make more of it
//! ([`learn`], [`propose`]).
//!
//! Nobody is scored here. A clerk whose file was not read wants to see what was found where, by
//! which words, and what was not.

mod guess;
pub mod learn;
pub mod propose;
pub mod reading;
