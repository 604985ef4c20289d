//! 日期可疑: entries from the future, old ones re-dated (旧稿新发), many at once just before the audit (突击发布). Each is a
//! reason to look, and none a proof.

use crate::checks::names::holds_any;
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::features::{
    AheadEntry, AheadList, Burst, PageSeen, RedatedColumn, RedatedEntry,
};
use crate::model::rule::{Rule, Sureness};
use crate::model::time::{days_between, shanghai};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const FUTURE: &str = "suspect_dates.future";
const BACKDATED: &str = "suspect_dates.backdated";
const BURST: &str = "suspect_dates.burst";
/// Entries that a description names.
const SHOWN: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Days after the audit's that a slip of the time zone may make.
    pub future_grace_days: i64,
    pub future_grace_days_sureness: Sureness,
    /// A list or title that holds one of these tells days to come.
    pub future_exempt_words: Vec<String>,
    /// What systems print where the field of the date is empty.
    pub placeholder_dates: Vec<NaiveDate>,
    /// Days by which the address must be older than list and article.
    pub backdated_gap_days: i64,
    pub backdated_gap_days_sureness: Sureness,
    /// The day shown must lie within so many days before the audit.
    pub backdated_recent_days: i64,
    pub backdated_recent_days_sureness: Sureness,
    /// Days by which list and article may differ.
    pub backdated_agree_days: i64,
    pub backdated_agree_days_sureness: Sureness,
    /// Entries of one column that it takes.
    pub backdated_entries: usize,
    pub backdated_entries_sureness: Sureness,
    /// Entries of one column on one day.
    pub burst_entries: usize,
    pub burst_entries_sureness: Sureness,
    /// The day must lie within so many days before the audit.
    pub burst_within_days: i64,
    pub burst_within_days_sureness: Sureness,
    /// Days without an entry before that day.
    pub burst_quiet_days: i64,
    pub burst_quiet_days_sureness: Sureness,
    /// Columns and titles that hold one of these publish many items at once by nature.
    pub burst_exempt_words: Vec<String>,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[FUTURE, BACKDATED, BURST];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "日期晚于监测日{}天以上才计入（{}）；名称含以下词语的不计：{}",
                self.future_grace_days,
                self.future_grace_days_sureness,
                self.future_exempt_words.join("、")
            ),
            format!(
                "旧稿新发：网址日期早{}天（{}）以上，显示日期在监测日前{}天（{}）以内，列表与正文相差不超过{}天（{}），同一栏目达到（含）{}条（{}）",
                self.backdated_gap_days,
                self.backdated_gap_days_sureness,
                self.backdated_recent_days,
                self.backdated_recent_days_sureness,
                self.backdated_agree_days,
                self.backdated_agree_days_sureness,
                self.backdated_entries,
                self.backdated_entries_sureness
            ),
            format!(
                "突击发布：监测日前{}天（{}）以内，同一栏目一天发布达到（含）{}条（{}），此前{}天（{}）没有更新；名称含以下词语的不计：{}",
                self.burst_within_days,
                self.burst_within_days_sureness,
                self.burst_entries,
                self.burst_entries_sureness,
                self.burst_quiet_days,
                self.burst_quiet_days_sureness,
                self.burst_exempt_words.join("、")
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let days = [
            ("future_grace_days", self.future_grace_days),
            ("backdated_gap_days", self.backdated_gap_days),
            ("backdated_recent_days", self.backdated_recent_days),
            ("backdated_agree_days", self.backdated_agree_days),
            ("burst_within_days", self.burst_within_days),
            ("burst_quiet_days", self.burst_quiet_days),
        ];
        let mut faults: Vec<String> = days
            .iter()
            .filter(|(_, days)| !(0..=36_500).contains(days))
            .map(|(key, _)| format!("{key} 应在 0 与 36500 之间"))
            .collect();
        for (key, count) in
            [("backdated_entries", self.backdated_entries), ("burst_entries", self.burst_entries)]
        {
            if count == 0 {
                faults.push(format!("{key} 应不小于 1"));
            }
        }
        faults
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let facts = &evidence.facts.features;
    let future = facts.ahead.iter().filter_map(|it| ahead(evidence, it, rule));
    let backdated = facts.redated.iter().filter_map(|it| redated(evidence, it, rule));
    let bursts = facts.bursts.iter().filter_map(|it| burst(evidence, it, rule));
    future.chain(backdated).chain(bursts).collect()
}

fn ahead(evidence: &SiteEvidence, list: &AheadList, rule: &Rule<Params>) -> Option<Observation> {
    let params = &rule.params;
    if holds_any(&list.name, &params.future_exempt_words) {
        return None;
    }
    // An audit of a day gone by reads pages of a later day.
    let read_on = list.seen.seen_at.with_timezone(&shanghai()).date_naive();
    let latest = today(evidence).max(read_on);
    let is_wrong = |it: &&AheadEntry| {
        params.future_grace_days < days_between(latest, it.date)
            && !params.placeholder_dates.contains(&it.date)
            && !holds_any(&it.title, &params.future_exempt_words)
    };
    let entries: Vec<&AheadEntry> = list.entries.iter().filter(is_wrong).collect();
    let first = entries.first()?;
    let shown: Vec<String> = entries
        .iter()
        .take(SHOWN)
        .map(|it| format!("“{}”标为{}", it.title, chinese_day(it.date)))
        .collect();
    let text = format!(
        "{}有{}条信息的日期晚于监测日，需人工核实：{}。",
        place(&list.name),
        entries.len(),
        shown.join("；")
    );
    let found = if list.ordinary == 0 {
        // A list of nothing but days to come tells when something will be, not when it was published.
        let text = format!("{}的日期都在将来，可能不是发布日期，未判定。", place(&list.name));
        undecided(FUTURE, text)
    } else {
        finding(rule, FUTURE, text)
    };
    let row = row(found, &list.name, &list.seen, &[]);
    Some(Observation { link: Some(first.address.to_string()), ..row })
}

fn redated(
    evidence: &SiteEvidence,
    column: &RedatedColumn,
    rule: &Rule<Params>,
) -> Option<Observation> {
    let params = &rule.params;
    let day = today(evidence);
    let is_old = |it: &&RedatedEntry| {
        (0..=params.backdated_recent_days).contains(&days_between(it.listed, day))
            && days_between(it.listed, it.by_article).abs() <= params.backdated_agree_days
            && params.backdated_gap_days <= days_between(it.by_address, it.listed)
    };
    let entries: Vec<&RedatedEntry> = column.entries.iter().filter(is_old).collect();
    if entries.len() < params.backdated_entries {
        return None;
    }
    let visits: Vec<&VisitId> = entries.iter().take(SHOWN).map(|it| &it.visit).collect();
    // Every row on one day, whatever its age: the content was moved, as when a site is rebuilt.
    if column.days == 1 && column.compared == entries.len() {
        let text = format!(
            "“{}”的{}条信息都标为同一天（{}），网址中的日期却早得多，可能是网站改版迁移，是否旧稿新发未判定。",
            column.name,
            entries.len(),
            chinese_day(entries[0].listed)
        );
        return Some(row(undecided(BACKDATED, text), &column.name, &column.seen, &visits));
    }
    let shown: Vec<String> = entries
        .iter()
        .take(SHOWN)
        .map(|it| {
            let (listed, by_address) = (chinese_day(it.listed), chinese_day(it.by_address));
            format!("“{}”标为{listed}，网址中的日期为{by_address}", it.title)
        })
        .collect();
    let text = format!(
        "“{}”有{}条信息疑似旧稿新发，需人工核实：列表和正文都标为近期，网址中的日期却早{}天以上。{}。",
        column.name,
        entries.len(),
        params.backdated_gap_days,
        shown.join("；")
    );
    Some(row(finding(rule, BACKDATED, text), &column.name, &column.seen, &visits))
}

fn burst(evidence: &SiteEvidence, burst: &Burst, rule: &Rule<Params>) -> Option<Observation> {
    let params = &rule.params;
    let is_recent =
        (0..=params.burst_within_days).contains(&days_between(burst.day, today(evidence)));
    let is_exempt = holds_any(&burst.name, &params.burst_exempt_words)
        || holds_any(&burst.first_title, &params.burst_exempt_words);
    if !is_recent || is_exempt || burst.entries < params.burst_entries {
        return None;
    }
    // Without an earlier entry the column may be new, or just have been moved here.
    let quiet = burst.quiet_days?;
    if quiet <= params.burst_quiet_days {
        return None;
    }
    let text = format!(
        "“{}”在{}一天发布{}条信息，此前{quiet}天没有更新，疑似检查前突击发布，需人工核实。",
        burst.name,
        chinese_day(burst.day),
        burst.entries
    );
    Some(row(finding(rule, BURST, text), &burst.name, &burst.seen, &[]))
}

fn place(name: &str) -> String {
    if name.is_empty() { "页面上的列表".to_owned() } else { format!("“{name}”") }
}

fn row(found: Found, name: &str, seen: &PageSeen, more: &[&VisitId]) -> Observation {
    let visits: Vec<&VisitId> = std::iter::once(&seen.visit).chain(more.iter().copied()).collect();
    Observation {
        column: name.to_owned(),
        page: Some(seen.page.to_string()),
        ..found.on(seen.page.as_str(), seen.seen_at, &visits)
    }
}
