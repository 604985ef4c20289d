//! Whole site jobs and runs over real sockets.

mod county;
mod links;
mod trouble;
