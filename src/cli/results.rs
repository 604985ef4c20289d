//! `pucha results`: one row a site as CSV, xlsx or JSON.

use crate::checks::Rulebook;
use crate::model::time::Period;
use crate::reports::bulletin;
use crate::reports::explanations;
use crate::reports::results::results;
use crate::reports::score_sheet::{self, Rules};
use crate::reports::xlsx::{Charts, Sheet, with_charts};
use crate::reports::{Month, ReportError};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
    Json,
}

/// The file's content; the workbook has the official table of each site as its second sheet.
pub fn bytes(month: &Month, rules: Rules<'_>, format: Format) -> Result<Vec<u8>, ReportError> {
    let table = results(month);
    match format {
        Format::Csv => table.csv(),
        Format::Xlsx => {
            let (scores, about) = (score_sheet::table(month, rules), explanations::results(month));
            let sheets = [Sheet::of(&table), Sheet::of(&scores), Sheet::of(&about)];
            with_charts(&sheets, &Charts(bulletin::charts(month)), month.as_of)
        }
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

/// The score sheet of each of the month's sites, line by line.
pub fn explained(month: &Month, rulebook: &Rulebook) -> String {
    let clause = |code: &str| {
        rulebook
            .explain(code)
            .map(|it| format!("{}（{}）", it.clause, it.clause_sureness.max(it.level_sureness)))
            .unwrap_or_default()
    };
    let sheets: Vec<String> =
        month.results.iter().map(|it| score_sheet::text(it, rules(rulebook), &clause)).collect();
    sheets.join("\n────────────────────────────────\n\n")
}

pub fn rules(rulebook: &Rulebook) -> Rules<'_> {
    Rules { about: &rulebook.about, sheet: &rulebook.score, indicators: &rulebook.indicators }
}
