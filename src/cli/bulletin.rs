//! `pucha bulletin`: the monthly bulletin with its annexes as docx, PDF, HTML or Markdown.

use crate::model::time::Period;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Docx,
    /// 需要 libreoffice
    Pdf,
    Html,
    Md,
}

/// `var/out/2026-11`, where the bulletin goes without `--out`.
pub fn default_folder(root: &Path, period: Period) -> PathBuf {
    root.join(format!("var/out/{period}"))
}

/// `通报-2026-11.html`, `通报草稿-2026-11.html`.
pub fn file_name(name: &str, period: Period, format: Format) -> String {
    let ending = match format {
        Format::Docx => "docx",
        Format::Pdf => "pdf",
        Format::Html => "html",
        Format::Md => "md",
    };
    format!("{name}-{period}.{ending}")
}
