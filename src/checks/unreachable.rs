//! 站点无法访问: the share of home page visits that failed.

use crate::checks::availability::Availability;
use crate::checks::observe::{Found, chinese_day, finding, undecided};
use crate::checks::params;
use crate::model::evidence::{HomeVisit, SiteEvidence};
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::time::{Instant, ended_days, moments};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const CODE: &str = "unreachable";
const MINUTES_OF_A_DAY: u32 = 24 * 60;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Whole days before the audit, and judged visits that each of them needs.
    pub days: u32,
    pub visits_per_day: u32,
    /// Visits closer together than this count once.
    pub spaced_minutes: u32,
    pub spaced_minutes_sureness: Sureness,
    pub open_within_seconds: u32,
    /// At this share of failed visits or above, in percent.
    pub failed_percent: f64,
    pub failed_percent_sureness: Sureness,
    /// From this share on a reminder, below the veto.
    pub warning_percent: f64,
    pub warning_percent_sureness: Sureness,
    /// Fewer visits than the rule asks for are a sample: so many must have failed before it is said.
    pub least_sample: u32,
    pub least_sample_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "{}个整天内每天至少访问{}次，{}秒内打不开算失败，失败比例达到{}%即单项否决（{}）",
                self.days,
                self.visits_per_day,
                self.open_within_seconds,
                self.failed_percent,
                self.failed_percent_sureness
            ),
            format!(
                "失败比例达到{}%、不到{}%时提醒（{}）",
                self.warning_percent, self.failed_percent, self.warning_percent_sureness
            ),
            format!(
                "间隔不到{}分钟的访问合计为一次（{}）",
                self.spaced_minutes, self.spaced_minutes_sureness
            ),
            format!(
                "次数不足时为抽测：普查的访问至少{}次且全部失败，或探测至少失败{}次且达到{}%，才提醒（{}）",
                self.least_sample,
                self.least_sample,
                self.failed_percent,
                self.least_sample_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(0.0..=100.0).contains(&self.failed_percent) || self.failed_percent == 0.0 {
            faults.push("failed_percent 应大于 0、不超过 100".to_owned());
        }
        if !(0.0..=self.failed_percent).contains(&self.warning_percent)
            || self.warning_percent == 0.0
        {
            faults.push("warning_percent 应大于 0、不超过 failed_percent".to_owned());
        }
        if self.days == 0 || self.visits_per_day == 0 {
            faults.push("days 和 visits_per_day 应大于 0".to_owned());
        }
        if MINUTES_OF_A_DAY < self.visits_per_day.saturating_mul(self.spaced_minutes) {
            faults.push("按 spaced_minutes 的间隔，一天访问不了 visits_per_day 次".to_owned());
        }
        if self.least_sample < 2 {
            faults.push("least_sample 不能小于 2：一次打不开不能作为问题".to_owned());
        }
        faults
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let params = &rule.params;
    let week = Availability::of(&evidence.probes, evidence.as_of, params);
    if is_veto(&week, params) {
        return vec![by_week(evidence, rule, &week)];
    }
    if let Some(now) = sample_of_census(evidence, rule) {
        return vec![now];
    }
    if week.is_enough() && week.reaches(params.warning_percent) {
        return vec![warning(evidence, rule, &week)];
    }
    sample_of_probes(evidence, rule, &week).into_iter().collect()
}

/// Whether the site counts as unreachable: by the rule's visits, or because no visit of the census brought its home
/// page. An early warning is neither.
pub fn does_not_open(evidence: &SiteEvidence, rule: &Rule<Params>) -> bool {
    let week = Availability::of(&evidence.probes, evidence.as_of, &rule.params);
    let is_found = |it: Observation| it.level != Level::NotJudged;
    is_veto(&week, &rule.params) || sample_of_census(evidence, rule).is_some_and(is_found)
}

fn is_veto(week: &Availability<'_>, params: &Params) -> bool {
    week.is_enough() && week.reaches(params.failed_percent)
}

fn by_week(evidence: &SiteEvidence, rule: &Rule<Params>, week: &Availability<'_>) -> Observation {
    let text =
        format!("{}，达到或超过{}%。", counted(evidence, rule, week), rule.params.failed_percent);
    on_week(finding(rule, CODE, text + &left_out(week)), evidence, week)
}

/// Below the veto: said early, so that the owner may act.
fn warning(evidence: &SiteEvidence, rule: &Rule<Params>, week: &Availability<'_>) -> Observation {
    let params = &rule.params;
    let text = format!(
        "预警：{}，已达到{}%；达到{}%即单项否决。",
        counted(evidence, rule, week),
        params.warning_percent,
        params.failed_percent
    );
    reminder(on_week(finding(rule, CODE, text + &left_out(week)), evidence, week))
}

/// Probes that are too few for the rule: they never make a veto.
fn sample_of_probes(
    evidence: &SiteEvidence,
    rule: &Rule<Params>,
    week: &Availability<'_>,
) -> Option<Observation> {
    let params = &rule.params;
    let is_much = week.reaches(params.failed_percent);
    if week.is_enough() || week.failed() < params.least_sample as usize || !is_much {
        return None;
    }
    let text = format!(
        "抽测：{}。访问次数少于规定的每天{}次、连续{}天（次数足够的有{}天），仅作提醒。",
        counted(evidence, rule, week),
        params.visits_per_day,
        params.days,
        week.full_days()
    );
    Some(reminder(on_week(finding(rule, CODE, text + &left_out(week)), evidence, week)))
}

/// `首页在2026年11月14日至11月20日探测168次，失败9次，失败比例5.3%（15秒内未打开算失败；访问超时9次）`.
fn counted(evidence: &SiteEvidence, rule: &Rule<Params>, week: &Availability<'_>) -> String {
    let params = &rule.params;
    let (first, last) = ended_days(evidence.as_of, params.days);
    let whose = if evidence.site.is_section() { "所在主机的首页" } else { "首页" };
    format!(
        "{whose}在{}至{}共探测{}次，失败{}次，失败比例{}%（{}秒内未打开算失败；{}）",
        chinese_day(first),
        chinese_day(last),
        week.visits(),
        week.failed(),
        week.failed_percent(),
        params.open_within_seconds,
        causes(&week.failures())
    )
}

fn left_out(week: &Availability<'_>) -> String {
    match week.own_outages {
        0 => String::new(),
        count => format!("本机网络中断的{count}次访问不计入。"),
    }
}

fn on_week(found: Found, evidence: &SiteEvidence, week: &Availability<'_>) -> Observation {
    let failed = week.failures();
    let at = failed.last().map_or(evidence.as_of, |it| it.at);
    let visits: Vec<_> = failed.iter().map(|it| &it.id).collect();
    Observation { page: Some(evidence.site.home.to_string()), ..found.on("", at, &visits) }
}

fn reminder(found: Observation) -> Observation {
    Observation { level: Level::Remind, points: 0.0, item: None, ..found }
}

/// A census's own few visits: they never make a veto.
fn sample_of_census(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
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
    Some(reminder(Observation { page, ..finding(rule, CODE, text).on("", at, &ids) }))
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
