//! What a form profile makes of one file ([`reading`]), and what it would take to make more of it.
//!
//! Nobody is scored here. A clerk whose file was not read wants to see what was found where, by
//! which words, and what was not.

pub mod reading;
