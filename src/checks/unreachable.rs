//! 站点无法访问: the share of home page visits that failed.

use crate::checks::observe::{finding, undecided};
use crate::checks::params;
use crate::model::evidence::{HomeVisit, SiteEvidence};
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::time::{Instant, moments};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use chrono::{Duration, Timelike};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const CODE: &str = "unreachable";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub days: u32,
    pub visits_per_day: u32,
    /// Of every single day of the window, so that a day's border between two visits does not matter.
    pub least_visits_of_a_day: u32,
    /// Different hours of the day that a day's visits must fall in.
    pub least_hours_of_a_day: u32,
    pub open_within_seconds: u32,
    /// At this share of failed visits or above, in percent.
    pub failed_percent: f64,
    pub failed_percent_sureness: Sureness,
    /// Fewer visits than the rule asks for: a sample, said only when so many were made and all failed.
    pub least_sample: u32,
    pub least_sample_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "{}天内每天至少访问{}次，{}秒内打不开算失败，失败比例达到{}%即单项否决（{}）",
                self.days,
                self.visits_per_day,
                self.open_within_seconds,
                self.failed_percent,
                self.failed_percent_sureness
            ),
            format!(
                "次数不足时为抽测：至少{}次且全部失败才提醒（{}）",
                self.least_sample, self.least_sample_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(0.0..=100.0).contains(&self.failed_percent) || self.failed_percent == 0.0 {
            faults.push("failed_percent 应大于 0、不超过 100".to_owned());
        }
        if self.days == 0 || self.visits_per_day == 0 {
            faults.push("days 和 visits_per_day 应大于 0".to_owned());
        }
        if self.least_sample < 2 {
            faults.push("least_sample 不能小于 2：一次打不开不能作为问题".to_owned());
        }
        faults
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let probes = Tally::of_probes(evidence, &rule.params);
    if probes.is_enough(&rule.params)
        && rule.params.failed_percent <= probes.failed_percent() + 1e-9
    {
        return vec![by_history(evidence, rule, &probes)];
    }
    sample(evidence, rule).into_iter().collect()
}

fn by_history(evidence: &SiteEvidence, rule: &Rule<Params>, probes: &Tally<'_>) -> Observation {
    let params = &rule.params;
    let description = format!(
        "首页在{}天内探测{}次，失败{}次，失败比例{:.1}%，达到或超过{}%（{}秒内未打开算失败；{}）。",
        params.days,
        probes.judged.len(),
        probes.failed.len(),
        probes.failed_percent(),
        params.failed_percent,
        params.open_within_seconds,
        causes(&probes.failed)
    );
    let at = probes.failed.last().map_or(evidence.as_of, |it| it.at);
    let visits: Vec<_> = probes.failed.iter().map(|it| &it.id).collect();
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..finding(rule, CODE, description).on("", at, &visits)
    }
}

/// A census's own few visits: they never make a veto.
fn sample(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let visits = &evidence.home_visits;
    let at = visits.last()?.at;
    let ids: Vec<_> = visits.iter().map(|it| &it.id).collect();
    let all_bad = visits.iter().all(|it| matches!(it.reach, Reach::Bad(_)));
    if evidence.home.is_some() || !all_bad {
        return None;
    }
    let page = Some(evidence.site.home.to_string());
    let times: Vec<Instant> = visits.iter().map(|it| it.at).collect();
    let seen = causes(&visits.iter().collect::<Vec<_>>());
    if visits.len() < rule.params.least_sample as usize {
        let text = format!("首页只访问了{}次，未打开（{seen}），次数不足，未判定。", visits.len());
        return Some(Observation { page, ..undecided(CODE, text).on("", at, &ids) });
    }
    let text = format!(
        "抽测：本次检查访问首页{}次，{}次均未打开（{seen}），时间为{}。抽测次数少于规定的每天{}次、连续{}天，仅作提醒。",
        visits.len(),
        visits.len(),
        moments(&times),
        rule.params.visits_per_day,
        rule.params.days
    );
    let found = Observation { page, ..finding(rule, CODE, text).on("", at, &ids) };
    Some(Observation { level: Level::Remind, points: 0.0, item: None, ..found })
}

/// `访问超时2次，页面不存在（404）1次`.
fn causes(failed: &[&HomeVisit]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for visit in failed {
        let cause = match visit.reach {
            Reach::Bad(fault) => fault.chinese(),
            _ => "打开过慢".to_owned(),
        };
        *counts.entry(cause).or_default() += 1;
    }
    let parts: Vec<String> =
        counts.into_iter().map(|(cause, count)| format!("{cause}{count}次")).collect();
    parts.join("，")
}

/// Probes of the rule's days that can be judged.
struct Tally<'a> {
    judged: Vec<&'a HomeVisit>,
    failed: Vec<&'a HomeVisit>,
    /// Visits, and hours they fell in, of each day back from the audit.
    days: BTreeMap<i64, (u32, BTreeSet<u32>)>,
}

impl<'a> Tally<'a> {
    fn of_probes(evidence: &'a SiteEvidence, params: &Params) -> Self {
        let mut tally = Self { judged: Vec::new(), failed: Vec::new(), days: BTreeMap::new() };
        for visit in &evidence.probes {
            let age = evidence.as_of - visit.at;
            if age < Duration::zero() || Duration::days(i64::from(params.days)) <= age {
                continue;
            }
            let failed = match visit.reach {
                Reach::NotJudged(_) => continue,
                Reach::Bad(_) => true,
                Reach::Ok => u64::from(params.open_within_seconds) * 1000 <= visit.elapsed_ms,
            };
            tally.judged.push(visit);
            if failed {
                tally.failed.push(visit);
            }
            let day = tally.days.entry(age.num_days()).or_default();
            day.0 += 1;
            day.1.insert(visit.at.hour());
        }
        tally
    }

    fn is_enough(&self, params: &Params) -> bool {
        let spread = |(visits, hours): &(u32, BTreeSet<u32>)| {
            params.least_visits_of_a_day <= *visits
                && params.least_hours_of_a_day as usize <= hours.len()
        };
        params.days as usize * params.visits_per_day as usize <= self.judged.len()
            && params.days as usize <= self.days.len()
            && self.days.values().all(spread)
    }

    #[expect(clippy::cast_precision_loss, reason = "a week's visits are far below 2^52")]
    fn failed_percent(&self) -> f64 {
        self.failed.len() as f64 * 100.0 / self.judged.len().max(1) as f64
    }
}
