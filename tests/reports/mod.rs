//! Ledger, results and bulletin from small months built by hand.

mod annual;
pub(crate) mod annual_county;
mod build;
mod bulletin;
mod bulletin_text;
mod calc;
mod clearance;
mod ledger;
mod docx;
mod docx_layout;
mod docx_schema;
mod load;
mod ooxml;
mod pdf;
mod results;
mod xlsx;
