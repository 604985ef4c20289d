//! A simulated county on loopback, and the truth about it.
//!
//! In: the audit day and how many sites. Out: the register that such a county would keep, its hosts served on
//! loopback ([`serve`]), and a table of what is wrong and what only looks wrong ([`County::truth`], [`compare`]).
//! It knows nothing of the auditor: no rule, no threshold, no parser is used here, so that it can judge them.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "pages are small and made once: markup in plain formats reads best"
)]

mod answers;
pub mod big;
mod columns;
pub mod county;
mod dialects;
mod feed;
mod footer;
mod guides;
mod home;
mod lists;
mod lives;
mod odd;
mod outside;
mod pages;
mod patterns;
mod plan;
mod register;
pub mod serve;
mod settings;
mod skeleton;
mod story;
mod tls;
pub mod truth;
mod words;

pub use answers::{Answer, Manner};
pub use county::County;
pub use lives::{
    CountRow, Counts, FoundLife, LifeComparison, LifeRow, Stand, compare_lives, repeats,
};
pub use patterns::SITES;
pub use serve::{Door, Host, Serving, World, serve};
pub use settings::settings;
pub use story::{Decision, MONTHS, MOST_MONTHS, audit_day, decisions};
pub use truth::{Comparison, Expect, FoundRow, Subject, TruthRow, compare};
