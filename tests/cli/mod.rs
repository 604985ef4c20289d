//! The binary as its user meets it: exit codes, messages, files; over the demo county on loopback.

mod annual;
mod after;
mod bad_input;
mod demo;
mod disk;
mod doctor;
mod ends;
mod issue;
mod judging;
mod killed;
mod month;
mod plan;
mod probe;
mod resume;
mod usage;
pub(crate) mod watching;
pub(crate) mod world;
