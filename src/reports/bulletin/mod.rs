//! The monthly bulletin (通报): one model, several forms of it.
//!
//! In: a month, templates. Out: title, basis, figures, problems by class, requirements and annexes, as a document. Never: a site named
//! as faulty that could not be judged, nor a problem that a person has yet to confirm.

pub mod issue;
pub mod model;
mod annexes;
mod charts;
mod classes;
mod figures;
mod pending;
mod template;
mod words;

pub use model::bulletin;
pub use template::{TemplateFault, TemplateFaults, Templates};

use crate::reports::document;
use crate::reports::document::chart::Chart;
use crate::reports::{Month, ReportError};

/// As Markdown with the embedded templates, for reading and for further editing.
pub fn markdown(month: &Month) -> Result<Vec<u8>, ReportError> {
    document::markdown(&bulletin(month, &Templates::embedded()?)?)
}

/// As one self-contained page with the embedded templates that prints as an official document on A4.
pub fn html(month: &Month) -> Result<Vec<u8>, ReportError> {
    document::html(&bulletin(month, &Templates::embedded()?)?)
}

/// The bulletin's charts, for a workbook; none where there is nothing to show.
pub fn charts(month: &Month) -> Vec<Chart> {
    let month = &pending::told(month);
    charts::NAMES.iter().filter_map(|it| charts::chart(it, month)).collect()
}
