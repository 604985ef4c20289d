//! 主动公开超过时限: documents published later after their signature than the regulation allows.

use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::publication::SignedFile;
use crate::model::rule::{Rule, Sureness};
use crate::model::time::Window;
use crate::model::verdict::Observation;
use crate::reference::holidays::Holidays;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const CODE: &str = "late_disclosure";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub working_days: u32,
    pub working_days_sureness: Sureness,
    /// For decisions on licences and penalties.
    pub decision_working_days: u32,
    pub decision_working_days_sureness: Sureness,
    /// Only documents signed within these months.
    pub window_months: u32,
    /// So many late documents of one day are a backlog that was put up, or a site that moved.
    pub batch: usize,
    pub most_rows: usize,
    pub sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!("成文后{}个工作日内公开（{}）", self.working_days, self.working_days_sureness),
            format!(
                "行政许可、行政处罚决定{}个工作日内公开（{}）",
                self.decision_working_days, self.decision_working_days_sureness
            ),
            format!("只看最近{}个月成文的文件（{}）", self.window_months, self.sureness),
            format!("同一天发布{}件以上超期文件的不判定（{}）", self.batch, self.sureness),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.batch == 0 || self.most_rows == 0 {
            return vec!["batch、most_rows 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

impl Params {
    fn limit(&self, file: &SignedFile) -> u32 {
        if file.is_decision { self.decision_working_days } else { self.working_days }
    }
}

pub fn check(
    evidence: &SiteEvidence,
    rule: &Rule<Params>,
    holidays: &Holidays,
) -> Vec<Observation> {
    let params = &rule.params;
    let window = Window::Months(params.window_months);
    let today = today(evidence);
    let files = evidence.facts.publication.signed.iter().filter(|it| {
        it.signed.date < it.published.date
            && it.published.date <= today
            && !window.is_late(it.signed.date, today)
    });
    let (mut late, mut unknown) = (Vec::new(), Vec::new());
    for file in files {
        match holidays.workdays_after(file.signed.date, file.published.date) {
            Some(days) if params.limit(file) < days => late.push((file, days)),
            Some(_) => {}
            None => unknown.push(file),
        }
    }
    let mut of_day: HashMap<NaiveDate, usize> = HashMap::new();
    for (file, _) in &late {
        *of_day.entry(file.published.date).or_default() += 1;
    }
    let (in_batch, single): (Vec<_>, Vec<_>) =
        late.into_iter().partition(|(file, _)| params.batch <= of_day[&file.published.date]);
    // The latest first: those are the ones that a reader remembers.
    let mut rows: Vec<Observation> = single
        .iter()
        .rev()
        .take(params.most_rows)
        .map(|(file, days)| row(file, *days, rule))
        .collect();
    rows.extend(in_batch.first().map(|(file, _)| batch_row(evidence, file, in_batch.len())));
    rows.extend(unknown.first().map(|file| unknown_row(evidence, file, unknown.len())));
    rows
}

fn row(file: &SignedFile, days: u32, rule: &Rule<Params>) -> Observation {
    let limit = rule.params.limit(file);
    let text = format!(
        "《{}》{}为{}，{}为{}，成文后第{days}个工作日才发布，超过{limit}个工作日的时限。",
        file.title.trim_matches(['《', '》']),
        file.signed.label,
        chinese_day(file.signed.date),
        file.published.label,
        chinese_day(file.published.date)
    );
    let address = file.address.to_string();
    Observation {
        page: Some(address.clone()),
        link: Some(address.clone()),
        last_update: Some(file.published.date),
        days_late: Some(i64::from(days - limit)),
        ..finding(rule, CODE, text).on(&address, file.seen_at, &[&file.visit])
    }
}

fn batch_row(evidence: &SiteEvidence, file: &SignedFile, count: usize) -> Observation {
    let text = format!(
        "有{count}件文件的发布日期晚于成文日期较多，但在同一天成批发布（如{}发布的《{}》），可能是补录历史文件或网站迁移，未判定。",
        chinese_day(file.published.date),
        file.title
    );
    on_site(evidence, undecided(CODE, text), file)
}

fn unknown_row(evidence: &SiteEvidence, file: &SignedFile, count: usize) -> Observation {
    let text = format!(
        "有{count}件文件（如《{}》）跨越没有节假日安排的年份，无法计算工作日，是否超期未判定。",
        file.title
    );
    on_site(evidence, undecided(CODE, text), file)
}

fn on_site(evidence: &SiteEvidence, found: Found, file: &SignedFile) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", file.seen_at, &[&file.visit])
    }
}
