//! `pucha findings list`: the findings of a period, with how long they have stood and until when they are to be mended.

use crate::cli::args::FindingsListArgs;
use crate::cli::findings::results;
use crate::cli::{print, setup};
use crate::config::Settings;
use crate::model::finding::Finding;
use crate::model::hand_entry::KeptEntry;
use crate::model::time::{minute, shanghai};
use anyhow::Result;
use chrono::NaiveDate;
use std::fmt::Write as _;

pub(super) fn run(settings: &Settings, args: &FindingsListArgs) -> Result<u8> {
    let period = setup::period(&args.period)?;
    let today = setup::now().date_naive();
    let store = setup::store_to_read(settings)?;
    let results = results(&store, period)?;
    let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
    let chosen = setup::chosen(&sites, &args.site)?;
    let entries = store.entries(period, None)?;
    let mut text = String::new();
    for result in &results {
        if !chosen.is_empty() && !chosen.contains(&result.site.key) {
            continue;
        }
        let findings: Vec<_> =
            result.findings.iter().filter(|it| is_wanted(it, args, today)).collect();
        let own: Vec<&KeptEntry> = entries
            .iter()
            .filter(|it| is_whole(args) && it.entry.site == result.site.key)
            .collect();
        if findings.is_empty() && own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}  {}", result.site.unit, result.site.home);
        for finding in findings {
            let _ = writeln!(text, "  {}", line(finding, today));
        }
        for kept in own {
            let _ = writeln!(text, "  {}", entry_line(kept));
        }
    }
    if text.is_empty() {
        text.push_str("没有问题\n");
    }
    print(&text)
}

/// Nothing is left out: then what was added by hand, withdrawn or not, is told beside the findings.
fn is_whole(args: &FindingsListArgs) -> bool {
    args.state.is_empty() && args.level.is_empty() && args.code.is_none() && !args.overdue
}

fn is_wanted(finding: &Finding, args: &FindingsListArgs, today: NaiveDate) -> bool {
    (args.state.is_empty() || args.state.contains(&finding.state))
        && (args.level.is_empty() || args.level.contains(&finding.level))
        && args.code.as_deref().is_none_or(|it| is_of(finding, it))
        && (!args.overdue || finding.is_overdue(today))
}

/// Of the code, or of the check of that name.
pub(super) fn is_of(finding: &Finding, code: &str) -> bool {
    let own = finding.observation.code.as_str();
    own == code || own.strip_prefix(code).is_some_and(|it| it.starts_with('.'))
}

fn line(finding: &Finding, today: NaiveDate) -> String {
    let seen = &finding.observation;
    let column =
        if seen.column.is_empty() { String::new() } else { format!("“{}” ", seen.column) };
    let deadline = match finding.deadline.filter(|_| finding.state.is_open()) {
        Some(day) if finding.is_overdue(today) => format!("  时限{day}（已过）"),
        Some(day) => format!("  时限{day}"),
        None => String::new(),
    };
    format!(
        "{}  {}  {}  {}  连续{}期{deadline}  {column}{}",
        finding.id,
        finding.level,
        finding.state,
        seen.code,
        finding.periods_in_row,
        seen.description
    )
}

fn entry_line(kept: &KeptEntry) -> String {
    let entry = &kept.entry;
    let withdrawn = match &kept.withdrawn {
        None => String::new(),
        Some(it) => format!("  已由{}撤回：{}", it.who, it.why),
    };
    format!(
        "人工记入{}  {}  {}（{}，{}）{withdrawn}",
        kept.number,
        entry.code,
        entry.description,
        entry.who,
        minute(entry.at.with_timezone(&shanghai()))
    )
}
