//! The monthly bulletin (通报): one model, several forms of it.
//!
//! In: a month. Out: title, basis, figures, problems by class, requirements and annexes, as a document. Never: a site named as faulty that could not be judged.

use crate::reports::document;
use crate::reports::{Month, ReportError};

pub mod model;
mod annexes;
mod classes;
mod overview;
mod problems;
mod requirements;
mod words;

/// As Markdown, for reading and for further editing.
pub fn markdown(month: &Month) -> Result<Vec<u8>, ReportError> {
    document::markdown(&model::bulletin(month))
}

/// As one self-contained page that prints as an official document on A4.
pub fn html(month: &Month) -> Result<Vec<u8>, ReportError> {
    document::html(&model::bulletin(month))
}
