//! The fetch layer against real sockets on loopback.

pub(crate) mod server;

mod failures;
mod bodies;
mod conditions;
mod browser;
mod redirects;
mod robots;
mod gates;
mod guard;
pub(crate) mod tls;
mod transport;
mod network;
mod settings;
