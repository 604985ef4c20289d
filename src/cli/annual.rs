//! `pucha annual`: the figures of a year, as the draft of a work summary and as tables.

use crate::cli::args::{AnnualArgs, Common};
use crate::cli::display::Counter;
use crate::cli::documents::deliver;
use crate::cli::{setup, tell};
use crate::reports::annual::load::{self, Wanted};
use crate::reports::annual::{Figures, Year, document, sheets, summary};
use crate::reports::document::{docx, html, markdown};
use crate::reports::xlsx::workbook;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Docx,
    Html,
    Md,
    Xlsx,
    Csv,
}

pub(crate) fn run(common: &Common, args: &AnnualArgs) -> Result<u8> {
    if args.output.is_some() && 1 < args.format.len() {
        bail!("--output 只能配合一种格式使用；请去掉 --output，或只写一种 --format");
    }
    let settings = setup::settings(common)?;
    let rules = setup::rulebook(&settings)?;
    let store = setup::store_to_read(&settings)?;
    let wanted = Wanted {
        year: args.year,
        office: settings.office.clone(),
        today: setup::now().date_naive(),
        reply_days: rules.slow_replies.params.limit_days,
    };
    let counter = Counter::start(common, "汇总");
    let found = load::year(&store, &wanted, &mut |done, of| counter.told(done, of));
    counter.finish();
    let Some(year) = found? else {
        let years: Vec<String> = load::years(&store)?.iter().map(|it| format!("{it}年")).collect();
        let known = if years.is_empty() {
            "库中还没有任何检查结果".into()
        } else {
            format!("已有年度：{}", years.join("、"))
        };
        bail!("{}年没有检查结果（{known}）；请先运行 pucha census", args.year);
    };
    let year = only(year, &args.site)?;
    if year.is_running {
        tell(&format!("{}年尚未结束，数字截至{}", year.year, year.until));
    }
    let folder =
        args.out.clone().unwrap_or_else(|| settings.root.join(format!("var/out/{}", args.year)));
    let mut files = Vec::new();
    for format in &args.format {
        files.extend(written(&year, *format, &folder, args.output.is_some())?);
    }
    deliver(files, args.output.as_deref())
}

fn only(year: Year, names: &[String]) -> Result<Year> {
    let sites: Vec<_> = year.sites.iter().map(|it| it.site.clone()).collect();
    let only = setup::chosen(&sites, names)?;
    Ok(if only.is_empty() { year } else { year.only(|site| only.contains(&site.key)) })
}

/// The files of a format; of CSV one a table, or the summary alone.
fn written(
    year: &Year,
    format: Format,
    folder: &Path,
    alone: bool,
) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let figures = Figures::of(year);
    let place = |name: &str, ending: &str| folder.join(year.file_name(name, ending));
    Ok(match format {
        Format::Docx => {
            vec![(place("年度工作总结", "docx"), docx(&document(year, &figures), year.until)?)]
        }
        Format::Html => {
            vec![(place("年度工作总结", "html"), html(&document(year, &figures))?)]
        }
        Format::Md => {
            vec![(place("年度工作总结", "md"), markdown(&document(year, &figures))?)]
        }
        Format::Xlsx => {
            let tables = sheets(year, &figures);
            let all: Vec<_> = tables.iter().collect();
            vec![(place("年度统计", "xlsx"), workbook(&all, year.until)?)]
        }
        Format::Csv if alone => vec![(place("年度汇总表", "csv"), summary(year).csv()?)],
        Format::Csv => sheets(year, &figures)
            .iter()
            .map(|it| Ok((place(it.name, "csv"), it.csv()?)))
            .collect::<Result<_>>()?,
    })
}
