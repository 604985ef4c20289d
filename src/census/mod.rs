//! One run end to end, where all layers below meet: hand out site jobs, gather, judge, reconcile; resume.
//!
//! In: a plan (register, limits, audit instant), the store, the rules. Out: judgments in the store, and how the run
//! ended. A site job ([`Job`]) is self-contained: site, columns and limits go in, one bundle of facts comes out.
//! It never judges, and what the sites do is never an error.

pub mod asked;
mod bound;
mod branches;
mod by_hand;
mod column;
mod column_book;
mod column_names;
mod column_tree;
mod digest;
mod endless;
mod facts;
mod failed_page;
mod fill;
mod frontier;
mod gather;
mod halt;
mod hashed;
mod home;
mod host_trouble;
mod in_turn;
mod job;
mod judge;
mod link_book;
mod link_look;
mod link_turns;
pub mod log_lines;
mod not_there;
mod page_reader;
mod paging;
mod parsers;
mod past;
pub mod probe;
pub mod progress;
mod published;
mod reader;
mod reading;
mod recall;
pub mod recheck;
mod rejudge;
mod run;
mod second_look;
mod shared;
mod site_job;
mod site_maps;
mod site_threads;
mod survey;
mod turns;
pub mod tally;
mod undated;
mod under_way;
mod unsettled;
mod ways;
mod wish;
mod witnesses;

pub use bound::Bound;
pub use halt::Halt;
pub use job::Job;
pub use judge::Judge;
pub use rejudge::{Change, Changes};
pub use run::{Ended, Plan, Start, run};
