//! `pucha bulletin`: the monthly bulletin with its annexes as Markdown or HTML.

use crate::model::time::Period;
use crate::reports::ReportError;
use crate::reports::document::{Document, html, markdown};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Html,
    Md,
}

/// The file's content.
pub fn bytes(document: &Document, format: Format) -> Result<Vec<u8>, ReportError> {
    match format {
        Format::Html => html(document),
        Format::Md => markdown(document),
    }
}

/// `var/out/2026-11`, where the bulletin goes without `--out`.
pub fn default_folder(root: &Path, period: Period) -> PathBuf {
    root.join(format!("var/out/{period}"))
}

/// `通报-2026-11.html`, `通报草稿-2026-11.html`.
pub fn file_name(name: &str, period: Period, format: Format) -> String {
    let ending = match format {
        Format::Html => "html",
        Format::Md => "md",
    };
    format!("{name}-{period}.{ending}")
}
