//! `pucha columns`: every column of the last census with its class, state and newest date, for people and spreadsheets.

use crate::checks::column_state::Standing;
use crate::checks::{Rulebook, column_standings};
use crate::model::column_state::ColumnState;
use crate::model::evidence::{ClassSource, ColumnFact, SiteEvidence};
use crate::model::site::ColumnClass;
use crate::model::time::Period;
use crate::reports::clean::one_line;
use crate::reports::table::{Cell, Table};
use crate::reports::{Month, ReportError};
use crate::store::{RunId, Store, StoreError};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Csv,
    Json,
}

pub const HEADINGS: &[&str] = &[
    "单位名称",
    "网站名称",
    "栏目",
    "栏目类别",
    "类别依据",
    "状态",
    "最后更新日期",
    "超期天数",
    "信息条数",
    "本月发布数",
    "栏目地址",
    "说明",
    "站点备注",
];
/// Of the table on the screen, by their place in [`HEADINGS`].
const SHOWN: &[usize] = &[2, 3, 5, 6, 7, 8, 9, 10];
/// Columns of characters that a cell of the screen's table may take.
const WIDEST: usize = 36;

/// The columns of one site, with how each stands.
pub struct SiteColumns {
    evidence: SiteEvidence,
    standings: Vec<Standing>,
    /// Which of them are wanted.
    wanted: Vec<usize>,
}

/// The columns of a month's sites, as the month's evidence shows them under today's rules.
///
/// # Errors
/// The store cannot be read.
pub fn of_month(
    store: &Store,
    rules: &Rulebook,
    month: &Month,
    states: &[ColumnState],
) -> Result<Vec<SiteColumns>, StoreError> {
    let mut sites = Vec::new();
    for result in &month.results {
        let run = RunId(result.run.id.clone());
        let Some(evidence) = store.bundle(&run, &result.site.key)? else { continue };
        let standings = column_standings(&evidence, rules);
        let wanted = (0..standings.len())
            .filter(|it| states.is_empty() || states.contains(&standings[*it].state))
            .collect();
        sites.push(SiteColumns { evidence, standings, wanted });
    }
    Ok(sites)
}

/// The file's content.
///
/// # Errors
/// A column that cannot be written.
pub fn bytes(sites: &[SiteColumns], format: Format) -> Result<Vec<u8>, ReportError> {
    match format {
        Format::Text => Ok(text(sites).into_bytes()),
        Format::Csv => table(sites).csv(),
        Format::Json => table(sites).json(),
    }
}

/// `var/out/2026-11/栏目情况-2026-11.csv`.
pub fn default_path(root: &Path, period: Period, format: Format) -> PathBuf {
    let ending = match format {
        Format::Text => "txt",
        Format::Csv => "csv",
        Format::Json => "json",
    };
    root.join(format!("var/out/{period}/栏目情况-{period}.{ending}"))
}

fn table(sites: &[SiteColumns]) -> Table {
    let rows = sites.iter().flat_map(|site| {
        let remarks = site.evidence.remarks.join("；");
        site.wanted.iter().enumerate().map(move |(place, &at)| {
            let mut row = row(site, at);
            // Once a site is enough.
            row.push(if place == 0 { Cell::text(remarks.clone()) } else { Cell::Empty });
            row
        })
    });
    Table { name: "栏目情况", headings: HEADINGS, rows: rows.collect() }
}

fn row(site: &SiteColumns, at: usize) -> Vec<Cell> {
    let (column, standing) = (&site.evidence.columns[at], &site.standings[at]);
    let newest = column.newest.as_ref().map(|it| it.date);
    let late = standing.days_late.and_then(|it| usize::try_from(it).ok());
    let counted = column.visit.is_some() && 0 < column.entries;
    vec![
        Cell::text(&site.evidence.site.unit),
        Cell::text(&site.evidence.site.name),
        Cell::text(path(&site.evidence.columns, at)),
        Cell::text(column.class.chinese()),
        Cell::text(class_from(column)),
        Cell::text(standing.state.chinese()),
        Cell::date(newest),
        late.map_or(Cell::Empty, Cell::count),
        Cell::count(column.total.map_or(column.entries, |it| column.entries.max(it as usize))),
        if counted { published(column) } else { Cell::Empty },
        Cell::link(column.address.as_ref().map(url::Url::as_str)),
        Cell::text(&standing.reason),
    ]
}

/// A number, or `5+` where there may be more.
fn published(column: &ColumnFact) -> Cell {
    let it = column.in_period;
    if it.complete { Cell::count(it.count) } else { Cell::text(format!("{}+", it.count)) }
}

fn class_from(column: &ColumnFact) -> &'static str {
    match column.class_from {
        ClassSource::Register => "栏目清单",
        ClassSource::ColumnType => "网页标签",
        ClassSource::Name if column.class == ColumnClass::Event => "栏目名称（未能确定）",
        ClassSource::Name => "栏目名称",
    }
}

/// `政务公开 > 政策文件`: the names from the top of the tree.
fn path(columns: &[ColumnFact], at: usize) -> String {
    let mut names = vec![columns[at].name.as_str()];
    let mut above = columns[at].parent;
    // A tree has no circles; a bundle from elsewhere may.
    while let Some(column) = above.and_then(|it| columns.get(it)).filter(|_| names.len() < 9) {
        names.push(&column.name);
        above = column.parent;
    }
    names.reverse();
    names.join(" > ")
}

fn text(sites: &[SiteColumns]) -> String {
    let mut out = String::new();
    for site in sites {
        let evidence = &site.evidence;
        let counted = evidence.counts.published;
        let more = if counted.complete { "" } else { "以上" };
        let _ = writeln!(
            out,
            "{}  {}\n栏目{}个（{}），本月发布{}条{more}",
            one_line(&evidence.site.unit),
            evidence.site.home,
            evidence.columns.len(),
            tally(&site.standings),
            counted.count
        );
        let head: Vec<String> = SHOWN.iter().map(|it| HEADINGS[*it].to_owned()).collect();
        let rows = site.wanted.iter().map(|&at| {
            let cells = row(site, at);
            SHOWN.iter().map(|it| cells[*it].shown()).collect()
        });
        lay_out(&mut out, std::iter::once(head).chain(rows).collect());
        for remark in &evidence.remarks {
            let _ = writeln!(out, "备注：{}", one_line(remark));
        }
        out.push('\n');
    }
    out
}

/// `正常更新12，未更新3`.
fn tally(standings: &[Standing]) -> String {
    let count = |state| standings.iter().filter(|it| it.state == state).count();
    let parts: Vec<String> = ColumnState::ALL
        .iter()
        .map(|it| (it, count(*it)))
        .filter(|(_, count)| 0 < *count)
        .map(|(state, count)| format!("{state}{count}"))
        .collect();
    if parts.is_empty() { "无".into() } else { parts.join("，") }
}

/// Rows under one another; the last cell takes what it needs.
fn lay_out(out: &mut String, rows: Vec<Vec<String>>) {
    let widths: Vec<usize> = (0..SHOWN.len())
        .map(|at| rows.iter().map(|it| width(&it[at])).max().unwrap_or_default().min(WIDEST))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let gap = widths[at].saturating_sub(width(cell)) + 2;
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', gap));
        }
        let _ = writeln!(out, "  {}", line.trim_end());
    }
}

/// Columns of characters: Chinese letters and full-width signs take two.
fn width(text: &str) -> usize {
    text.chars().map(|it| if ('\u{1100}'..='\u{ffe6}').contains(&it) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_one_another() {
        let mut out = String::new();
        let line = |name: &str| {
            let mut cells = vec![String::new(); SHOWN.len()];
            cells[0] = name.to_owned();
            cells[1] = "x".into();
            cells
        };
        lay_out(&mut out, vec![line("栏目"), line("a")]);
        assert_eq!(out, "  栏目  x\n  a     x\n");
    }
}
