//! What becomes of findings over the months: the rows that the county knows of, and their comparison with a ledger and
//! with results.

use crate::demo::story::{MONTHS, is_told_of};
use crate::demo::truth::{Expect, FoundRow, Subject, TruthRow, is_about, key};
use crate::model::finding::FindingState;
use crate::model::verdict::Conclusion;
use chrono::NaiveDate;
use std::fmt;

/// How one fault stands in the ledger of one month, once the office is through with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeRow {
    pub unit: String,
    pub site_address: String,
    pub code: String,
    pub subject: Subject,
    /// `None`: the ledger of the month has no row for it.
    pub stand: Option<Stand>,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Whether a notice went out by then is the office's affair: 待整改, 待核 and 已通知 are one here.
    pub state: FindingState,
    /// 连续期数.
    pub periods_in_row: u32,
    /// 复核结果; `None` where it is a person's words.
    pub review: Option<&'static str>,
    /// 整改时限; `None` where the county does not know the level.
    pub deadline: Option<NaiveDate>,
    /// 整改完成日期.
    pub mended_on: Option<NaiveDate>,
    /// The month in which it was first found, so many before this one.
    pub since: u32,
}

/// What the results of one month say of a site, with the life of all of its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    pub unit: String,
    pub site_address: String,
    pub counts: Counts,
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// 本期新增, 上期未改, 已整改 of the results, then 本期未能复核 and what a person excused.
    pub new: usize,
    pub repeated: usize,
    pub mended: usize,
    pub unchecked: usize,
    pub excused: usize,
    pub conclusion: Conclusion,
}

/// One row of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLife {
    pub row: FoundRow,
    pub state: FindingState,
    pub periods_in_row: u32,
    pub review: String,
    pub deadline: Option<NaiveDate>,
    pub mended_on: Option<NaiveDate>,
    pub first_found: NaiveDate,
}

/// Both counts, and each row in which ledger and county differ, in the operator's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LifeComparison {
    pub lives: usize,
    pub lives_right: usize,
    pub counts: usize,
    pub counts_right: usize,
    pub wrong: Vec<String>,
}

impl LifeComparison {
    pub fn agrees(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// What follows from the truth tables of the months alone, the first month first: each fault of the last table stands
/// there for as many months in a row as the tables have it. Of the story's sites only those faults that were there to be
/// seen in each of its months; `told` has the others.
pub fn repeats(tables: &[Vec<TruthRow>], told: &[LifeRow], months_back: u32) -> Vec<LifeRow> {
    let Some((last, earlier)) = tables.split_last() else { return Vec::new() };
    let since_it_began = usize::try_from(MONTHS.saturating_sub(months_back)).unwrap_or_default();
    let mut rows = Vec::new();
    for row in last {
        let Expect::Finding { code, subject } = &row.expect else { continue };
        // Where nothing says in which place a fault is, it may be another each month.
        if code == "wording" || told.iter().any(|it| is_same(it, row, code, subject)) {
            continue;
        }
        let is_it = |it: &TruthRow| it.site_address == row.site_address && it.expect == row.expect;
        let before = earlier.iter().rev().take_while(|table| table.iter().any(is_it)).count();
        if is_told_of(&row.unit) && before + 1 < since_it_began.min(tables.len()) {
            continue;
        }
        let before = u32::try_from(before).unwrap_or_default();
        rows.push(LifeRow {
            unit: row.unit.clone(),
            site_address: row.site_address.clone(),
            code: code.clone(),
            subject: subject.clone(),
            stand: Some(Stand {
                state: FindingState::Open,
                periods_in_row: before + 1,
                review: Some(if before == 0 { "" } else { "复核仍存在" }),
                deadline: None,
                mended_on: None,
                since: before,
            }),
            why: row.why.clone(),
        });
    }
    rows
}

fn is_same(life: &LifeRow, row: &TruthRow, code: &str, subject: &Subject) -> bool {
    life.site_address == row.site_address && life.code == code && life.subject == *subject
}

/// Compares the ledger and the results of one month with what the county knows. `audit` gives the day of the audit so
/// many months before this one's.
pub fn compare_lives(
    (lives, counts): (&[LifeRow], &[CountRow]),
    found: &[FoundLife],
    results: &[(String, Counts)],
    audit: impl Fn(u32) -> NaiveDate,
) -> LifeComparison {
    let mut comparison = LifeComparison::default();
    for row in lives {
        comparison.lives += 1;
        match wrong_life(row, found, &audit) {
            None => comparison.lives_right += 1,
            Some(how) => comparison.wrong.push(format!(
                "{}（{}）：{}，{}：{how}。{}",
                row.unit, row.site_address, row.code, row.subject, row.why
            )),
        }
    }
    for row in counts {
        comparison.counts += 1;
        let site = key(&row.site_address);
        match results.iter().find(|(address, _)| key(address) == site) {
            Some((_, counts)) if *counts == row.counts => comparison.counts_right += 1,
            other => comparison.wrong.push(format!(
                "{}（{}）：应为 {}，实为 {}。{}",
                row.unit,
                row.site_address,
                row.counts,
                other.map_or_else(|| "没有结果".to_owned(), |(_, it)| it.to_string()),
                row.why
            )),
        }
    }
    comparison
}

fn wrong_life(
    row: &LifeRow,
    found: &[FoundLife],
    audit: impl Fn(u32) -> NaiveDate,
) -> Option<String> {
    let site = key(&row.site_address);
    let mut hits = found.iter().filter(|it| {
        it.row.code == row.code
            && key(&it.row.site_address) == site
            && is_about(&it.row, &row.subject)
    });
    let (expected, hit) = match (&row.stand, hits.next()) {
        (None, None) => return None,
        (None, Some(hit)) => return Some(format!("台账不应有这一行，实有“{}”", hit.state)),
        (Some(it), None) => return Some(format!("台账应有“{}”的一行，实无", it.state)),
        (Some(expected), Some(hit)) => (expected, hit),
    };
    if hits.next().is_some() {
        return Some("台账有不止一行".into());
    }
    let mut wrong = Vec::new();
    let mut hold = |what: &str, expected: String, seen: String| {
        if expected != seen {
            wrong.push(format!("{what}应为“{expected}”，实为“{seen}”"));
        }
    };
    hold("整改情况", expected.state.to_string(), undone(hit.state).to_string());
    hold("连续期数", expected.periods_in_row.to_string(), hit.periods_in_row.to_string());
    if expected.deadline.is_some() {
        hold("整改时限", day(expected.deadline), day(hit.deadline));
    }
    hold("整改完成日期", day(expected.mended_on), day(hit.mended_on));
    if let Some(review) = expected.review {
        hold("复核结果", review.to_owned(), hit.review.clone());
    }
    hold("首次发现", audit(expected.since).to_string(), hit.first_found.to_string());
    (!wrong.is_empty()).then(|| wrong.join("；"))
}

fn undone(state: FindingState) -> FindingState {
    match state {
        FindingState::Pending | FindingState::Notified => FindingState::Open,
        other => other,
    }
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|it| it.to_string()).unwrap_or_default()
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}、新增 {}、未改 {}、已整改 {}、未能复核 {}、不计 {}",
            self.conclusion, self.new, self.repeated, self.mended, self.unchecked, self.excused
        )
    }
}

impl fmt::Display for LifeComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "问题的经过 {} 条，台账相符 {} 条", self.lives, self.lives_right)?;
        writeln!(f, "站点的计数 {} 个，汇总表相符 {} 个", self.counts, self.counts_right)?;
        if !self.wrong.is_empty() {
            writeln!(f, "经过不符 {} 个：", self.wrong.len())?;
        }
        for row in &self.wrong {
            writeln!(f, "  {row}")?;
        }
        Ok(())
    }
}
