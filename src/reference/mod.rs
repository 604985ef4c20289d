//! Typed tables from the embedded files of `data/`: facts of the field that nobody tunes.
//!
//! In go names, dates and texts; out come classes, workdays and signatures. A name that no table is sure of has no
//! class: a wrong class would accuse.

pub mod cms;
pub mod columns;
pub mod files;
pub mod grams;
pub mod guides;
pub mod holidays;
pub mod hosts;
pub mod illegal;
pub mod interaction;
pub mod interfaces;
pub mod paging;
pub mod personal;
pub mod publication;
pub mod signs;
pub mod wording;

pub use columns::column_class;
pub use columns::column_type_class;
