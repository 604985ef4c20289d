//! An official document (公文), free of any form, and its forms.
//!
//! In: a [`Document`]. Out: the same words as Markdown, as HTML that prints on A4, and as docx by GB/T 9704-2012. Never: a sentence of its own.

pub mod chart;
mod docx;
mod model;
pub mod pdf;
mod render;
mod svg;

pub use model::{
    Address, Annex, Block, Chapter, Colophon, Column, Document, Field, Section, Table,
};

use crate::reports::ReportError;
use chrono::NaiveDate;

/// As Markdown, for reading and for further editing.
pub fn markdown(document: &Document) -> Result<Vec<u8>, ReportError> {
    render::markdown(document)
}

/// As one self-contained page that prints as an official document on A4.
pub fn html(document: &Document) -> Result<Vec<u8>, ReportError> {
    render::html(document)
}

/// For Word, WPS and `LibreOffice`, in the layout of GB/T 9704-2012; `made_on` is the day in the file's properties.
pub fn docx(document: &Document, made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    docx::docx(document, made_on)
}
