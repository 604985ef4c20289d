//! Ledger, results and bulletin from small months built by hand.

mod annual;
pub(crate) mod annual_county;
mod build;
mod bulletin;
mod bulletin_text;
mod clearance;
mod ledger;
mod docx;
mod load;
mod results;
mod xlsx;
