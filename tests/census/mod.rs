//! Whole site jobs and runs over real sockets.

mod absent;
pub(crate) mod county;
mod space;
mod filled;
mod links;
mod months;
mod rendered;
pub(crate) mod site;
mod spilled;
mod columns;
mod endless;
mod publication;
mod sections;
pub(crate) mod trouble;
mod unchanged;
mod pace;
mod probe;
mod probe_rhythm;
mod probe_outage;
