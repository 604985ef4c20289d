//! A finding's life over the months: new, repeated, put right, back again, excused by a person.
//!
//! In: what was recorded of a site before and what the checks observe now. Out: the findings of the period. Never: the
//! clock, the database, or a finding called mended that was not looked at again.

pub mod deadlines;
mod answers;
mod looked;
mod past;
mod proof;
mod reconcile;
mod seen;
mod state;

pub use looked::Looked;
pub use proof::witnesses;
pub use reconcile::{Context, Texts, WorkingDays, excused, reconcile, scored};
pub use seen::seen_well;
