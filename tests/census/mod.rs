//! Whole site jobs and runs over real sockets.

mod absent;
mod county;
mod links;
mod site;
mod columns;
mod endless;
mod sections;
mod trouble;
