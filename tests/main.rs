//! The one integration binary: a module per layer, real sockets on loopback, real files, the demo county end to end.

mod architecture;
mod config;
mod register;
mod plan;
mod fetch;
mod parse;
mod store;
mod checks;
mod findings;
mod reports;
mod notices;
mod census;
mod hostile;
mod demo;
mod cli;
mod long;
mod escape;
