//! An official document (公文), free of any form, and its forms.
//!
//! In: a [`Document`]. Out: the same words as Markdown, and as HTML that prints on A4. Never: a sentence of its own.

pub mod chart;
mod model;
mod render;

pub use model::{
    Address, Annex, Block, Chapter, Colophon, Column, Document, Field, Section, Table,
};

use crate::reports::ReportError;

/// As Markdown, for reading and for further editing.
pub fn markdown(document: &Document) -> Result<Vec<u8>, ReportError> {
    render::markdown(document)
}

/// As one self-contained page that prints as an official document on A4.
pub fn html(document: &Document) -> Result<Vec<u8>, ReportError> {
    render::html(document)
}
