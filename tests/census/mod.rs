//! Whole site jobs and runs over real sockets.

mod absent;
mod county;
mod links;
mod trouble;
