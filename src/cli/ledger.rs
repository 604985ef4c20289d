//! `pucha ledger`: the rectification list of a period as CSV or xlsx.

use crate::model::time::Period;
use crate::reports::explanations;
use crate::reports::ledger::ledger;
use crate::reports::xlsx::workbook;
use crate::reports::{Month, ReportError};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
}

/// The file's content.
pub fn bytes(month: &Month, format: Format) -> Result<Vec<u8>, ReportError> {
    let table = ledger(month);
    match format {
        Format::Csv => table.csv(),
        Format::Xlsx => workbook(&[&table, &explanations::ledger(month)], month.as_of),
    }
}

/// `var/out/2026-11/整改台账-2026-11.csv`.
pub fn default_path(root: &Path, period: Period, format: Format) -> PathBuf {
    let ending = match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    };
    root.join(format!("var/out/{period}/整改台账-{period}.{ending}"))
}
