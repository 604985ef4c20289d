//! The forms of an official document as files: docx, PDF, HTML, Markdown.

use crate::cli::bulletin::Format;
use crate::reports::document::pdf::{PdfError, pdf};
use crate::reports::document::{Document, docx, html, markdown};
use anyhow::{Result, bail};
use chrono::NaiveDate;
use std::path::PathBuf;
use std::time::Duration;

/// A bulletin of thousands of problems takes `LibreOffice` half a minute on a slow machine.
const PDF_LIMIT: Duration = Duration::from_mins(5);

pub(crate) struct Forms {
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
    /// Why there is no PDF though one was asked for; the docx is among the files then.
    pub(crate) without_pdf: Option<PdfError>,
}

impl Forms {
    /// Fails, after the files are written, where a PDF was asked for and could not be made.
    pub(crate) fn complete(&self) -> Result<()> {
        match &self.without_pdf {
            Some(fault) => bail!("{fault}。其余文件（含 docx）已写出"),
            None => Ok(()),
        }
    }
}

/// `place` says where each form goes; `made_on` is the day in the docx's properties.
pub(crate) fn of(
    document: &Document,
    formats: &[Format],
    made_on: NaiveDate,
    place: impl Fn(Format) -> PathBuf,
) -> Result<Forms> {
    let mut forms = Forms { files: Vec::new(), without_pdf: None };
    for &format in formats {
        let bytes = match format {
            Format::Docx => docx(document, made_on)?,
            Format::Html => html(document)?,
            Format::Md => markdown(document)?,
            Format::Pdf => {
                let docx = docx(document, made_on)?;
                let search = std::env::var_os("PATH").unwrap_or_default();
                match pdf(&docx, &search, PDF_LIMIT) {
                    Ok(bytes) => bytes,
                    Err(fault) => {
                        forms.without_pdf = Some(fault);
                        if !formats.contains(&Format::Docx) {
                            forms.files.push((place(Format::Docx), docx));
                        }
                        continue;
                    }
                }
            }
        };
        forms.files.push((place(format), bytes));
    }
    Ok(forms)
}
