//! `pucha` (普查): watches the websites of a county and writes the census bulletin, the ledger and the notices.
//!
//! The data's way, which is also the order of the layers; a layer imports only layers above its own line:
//!
//! ```text
//! register ─▶ plan ─▶ fetch ─▶ parse ─▶ store ─▶ checks ─▶ verdict ─▶ findings ─▶ reports
//!  sites      turns   Visit    Page     snapshot  Observation Verdict  Finding    Bulletin
//! ```
//!
//! `census` is where they meet for one run; `cli` is the door.

pub mod model;
pub mod config;
pub mod reference;
pub mod register;
pub mod plan;
pub mod fetch;
pub mod parse;
pub mod store;
pub mod checks;
pub mod verdict;
pub mod findings;
pub mod census;
pub mod reports;
pub mod notices;
pub mod demo;
pub mod cli;
