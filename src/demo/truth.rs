//! The truth table's rows, and the comparison of what an audit reported with them.

use crate::model::site::site_key;
use crate::model::verdict::SiteState;
use std::collections::BTreeSet;
use std::fmt;
use url::Url;

/// One planted fault, one trap, or one state of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    pub unit: String,
    pub site_address: String,
    pub expect: Expect,
    pub why: String,
    /// Can only be seen where there is a browser.
    pub by_browser: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Must be reported.
    Finding {
        code: String,
        subject: Subject,
    },
    /// Must not be reported; `code` is what it might be mistaken for.
    Nothing {
        trap: String,
        code: String,
        subject: Subject,
    },
    State(SiteState),
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Name of a column or section.
    Column(String),
    /// Absolute address.
    Link(String),
    /// The site as a whole.
    None,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => write!(f, "栏目“{name}”"),
            Self::Link(address) => f.write_str(address),
            Self::None => f.write_str("整站"),
        }
    }
}

/// One row that an audit reported; `column` and `link` are empty where the ledger's cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    pub site_address: String,
    pub code: String,
    pub column: String,
    pub link: String,
}

/// Both counts, and each row in which report and truth differ, in the operator's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    pub planted: usize,
    /// Planted faults that were reported.
    pub found: usize,
    pub missing: Vec<String>,
    pub unexpected: Vec<String>,
    pub traps: usize,
    /// Traps that were not reported.
    pub traps_kept: usize,
    pub states: usize,
    pub states_right: usize,
    pub wrong_states: Vec<String>,
}

impl Comparison {
    /// Everything planted was reported, and nothing else.
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty() && self.wrong_states.is_empty()
    }
}

/// Compares what an audit reported with the truth. Sites are matched however their home is written, columns by name,
/// links as addresses.
pub fn compare(
    truth: &[TruthRow],
    found: &[FoundRow],
    states: &[(String, SiteState)],
) -> Comparison {
    let mut comparison = Comparison::default();
    let mut used = BTreeSet::new();
    for row in truth {
        match &row.expect {
            Expect::Finding { code, subject } => {
                comparison.planted += 1;
                let hits: Vec<usize> = matching(found, row, code, subject);
                if hits.is_empty() {
                    comparison.missing.push(describe(row, code, subject));
                } else {
                    comparison.found += 1;
                }
                if hits.len() > 1 && *subject != Subject::None {
                    comparison.unexpected.push(format!(
                        "{}（{} 行，只应有一行）",
                        describe(row, code, subject),
                        hits.len()
                    ));
                }
                used.extend(hits);
            }
            Expect::Nothing { code, subject, .. } => {
                comparison.traps += 1;
                let kept = matching(found, row, code, subject).is_empty();
                comparison.traps_kept += usize::from(kept);
            }
            Expect::State(state) => check_state(&mut comparison, row, *state, states),
        }
    }
    for (index, row) in found.iter().enumerate() {
        if !used.contains(&index) {
            comparison.unexpected.push(unexpected(truth, row));
        }
    }
    comparison
}

fn matching(found: &[FoundRow], row: &TruthRow, code: &str, subject: &Subject) -> Vec<usize> {
    let site = key(&row.site_address);
    found
        .iter()
        .enumerate()
        .filter(|(_, it)| it.code == code && key(&it.site_address) == site && is_about(it, subject))
        .map(|(index, _)| index)
        .collect()
}

pub(crate) fn is_about(found: &FoundRow, subject: &Subject) -> bool {
    match subject {
        Subject::Column(name) => found.column.trim() == name,
        Subject::Link(address) => {
            found.link == *address
                || Url::parse(&found.link).is_ok_and(|it| Url::parse(address) == Ok(it))
        }
        Subject::None => true,
    }
}

fn check_state(
    comparison: &mut Comparison,
    row: &TruthRow,
    state: SiteState,
    states: &[(String, SiteState)],
) {
    comparison.states += 1;
    let site = key(&row.site_address);
    let seen = states.iter().find(|(address, _)| key(address) == site).map(|(_, seen)| *seen);
    if seen == Some(state) {
        comparison.states_right += 1;
    } else {
        let seen = seen.map_or("没有结果", SiteState::chinese);
        comparison.wrong_states.push(format!(
            "{}（{}）：应为“{state}”，实为“{seen}”。{}",
            row.unit, row.site_address, row.why
        ));
    }
}

fn describe(row: &TruthRow, code: &str, subject: &Subject) -> String {
    format!("{}（{}）：{code}，{subject}。{}", row.unit, row.site_address, row.why)
}

fn unexpected(truth: &[TruthRow], found: &FoundRow) -> String {
    let site = key(&found.site_address);
    let of_site = || truth.iter().filter(|row| key(&row.site_address) == site);
    let unit = of_site().next().map_or("名录以外", |row| row.unit.as_str());
    let trap = of_site().find_map(|row| match &row.expect {
        Expect::Nothing { trap, code, subject }
            if *code == found.code && is_about(found, subject) =>
        {
            Some(format!("。这是一处陷阱：{trap}；{}", row.why))
        }
        _ => None,
    });
    format!(
        "{unit}（{}）：{}，栏目“{}”，链接 {}{}",
        found.site_address,
        found.code,
        found.column,
        if found.link.is_empty() { "无" } else { &found.link },
        trap.unwrap_or_default()
    )
}

pub(crate) fn key(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.to_owned(), |it| site_key(&it).0)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "埋设问题 {} 个，查出 {} 个", self.planted, self.found)?;
        writeln!(f, "设置陷阱 {} 处，未误报 {} 处", self.traps, self.traps_kept)?;
        writeln!(f, "站点状态 {} 个，判断正确 {} 个", self.states, self.states_right)?;
        for (heading, rows) in [
            ("漏报", &self.missing),
            ("多报", &self.unexpected),
            ("站点状态不符", &self.wrong_states),
        ] {
            if !rows.is_empty() {
                writeln!(f, "{heading} {} 个：", rows.len())?;
            }
            for row in rows {
                writeln!(f, "  {row}")?;
            }
        }
        Ok(())
    }
}
