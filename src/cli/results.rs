//! `pucha results`: one row a site as CSV, xlsx or JSON.

use crate::model::time::Period;
use crate::reports::results::results;
use crate::reports::xlsx::workbook;
use crate::reports::{Month, ReportError};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
    Json,
}

/// The file's content.
pub fn bytes(month: &Month, format: Format) -> Result<Vec<u8>, ReportError> {
    let table = results(month);
    match format {
        Format::Csv => table.csv(),
        Format::Xlsx => workbook(&table, month.as_of),
        Format::Json => table.json(),
    }
}

/// `var/out/2026-11/检查结果汇总表-2026-11.csv`.
pub fn default_path(root: &Path, period: Period, format: Format) -> PathBuf {
    let ending = match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
        Format::Json => "json",
    };
    root.join(format!("var/out/{period}/检查结果汇总表-{period}.{ending}"))
}
