//! Whole site jobs and runs over real sockets.

mod absent;
pub(crate) mod county;
mod filled;
mod links;
mod months;
mod rendered;
pub(crate) mod site;
mod columns;
mod endless;
mod publication;
mod sections;
mod trouble;
mod probe;
mod probe_rhythm;
mod probe_outage;
