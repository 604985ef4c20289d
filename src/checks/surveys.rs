//! 征集调查: whether there is a channel, enough of them in a year, and results of those that are over.

use crate::checks::absence::{Offered, doubt, is_portal, offered};
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::facts::interaction::{ClosedSurvey, Results};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::ColumnClass;
use crate::model::time::{Window, days_between};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};

const NONE: &str = "surveys.none";
const FEW: &str = "surveys.few";
const RESULTS: &str = "surveys.results";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A name that holds one of these leads to surveys.
    pub words: Vec<String>,
    pub words_sureness: Sureness,
    pub min_per_year: usize,
    pub min_per_year_sureness: Sureness,
    /// Points where there was none at all in the year.
    pub empty_year_points: f64,
    pub empty_year_points_sureness: Sureness,
    /// So many days after its end a survey's results should be public.
    pub results_days: u32,
    pub results_days_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[NONE, FEW, RESULTS];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "名称含以下词语的算征集调查渠道：{}（{}）",
                self.words.join("、"),
                self.words_sureness
            ),
            format!("一年内开展{}次及以上（{}）", self.min_per_year, self.min_per_year_sureness),
            format!(
                "一年内一次也没有的，扣{}分（{}）",
                self.empty_year_points, self.empty_year_points_sureness
            ),
            format!(
                "活动结束后{}天内应公布结果（{}）",
                self.results_days, self.results_days_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.words.is_empty() {
            return vec!["words 不能为空".to_owned()];
        }
        if self.empty_year_points <= 0.0 {
            return vec!["empty_year_points 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = evidence.home.as_ref().filter(|_| is_portal(evidence)) else {
        return Vec::new();
    };
    let counted = evidence.facts.interaction.surveys.columns;
    let offered = offered(evidence, (ColumnClass::Survey, counted), &rule.params.words);
    if offered == Offered::Nowhere {
        let found = match doubt(evidence) {
            Some(why) => undecided(NONE, format!("{why}，有无征集调查渠道未判定。")),
            None => finding(
                rule,
                NONE,
                "未提供网上征集调查渠道：首页和各栏目中没有意见征集、网上调查一类入口（电子邮箱不计）。".to_owned(),
            ),
        };
        return vec![Observation {
            page: Some(evidence.site.home.to_string()),
            ..found.on("", home.seen_at, &[&home.visit])
        }];
    }
    let few = few(evidence, rule, offered);
    few.into_iter().chain(results(evidence, rule)).collect()
}

/// The columns that were counted.
fn columns(evidence: &SiteEvidence) -> Vec<&ColumnFact> {
    let is_own = |it: &&ColumnFact| it.class == ColumnClass::Survey && !it.external;
    evidence.columns.iter().filter(is_own).collect()
}

fn few(evidence: &SiteEvidence, rule: &Rule<Params>, offered: Offered) -> Option<Observation> {
    let params = &rule.params;
    let year = evidence.facts.interaction.surveys;
    let least = year.count - year.results.min(year.count);
    if params.min_per_year <= least {
        return None;
    }
    let is_elsewhere =
        evidence.columns.iter().any(|it| it.external && it.class == ColumnClass::Survey);
    let open = |why: &str| {
        let text = format!(
            "一年内开展的征集调查是否达到{}次未判定：{why}（读到{}次）。",
            params.min_per_year, year.count
        );
        Some(row(evidence, undecided(FEW, text)))
    };
    if offered == Offered::Elsewhere || is_elsewhere || year.columns == 0 {
        return open("征集调查栏目在其他主机上或未能读到");
    }
    if !year.complete || !evidence.complete {
        return open("栏目列表未能读到一年前，或有信息没有日期");
    }
    if params.min_per_year <= year.count {
        return open("其中有的只是公布结果，不一定是新的活动");
    }
    let text = match year.count {
        0 => format!(
            "截至{}近一年未开展网上征集调查（应不少于{}次）。",
            chinese_day(today(evidence)),
            params.min_per_year
        ),
        count => format!(
            "截至{}近一年开展网上征集调查{count}次，少于{}次。",
            chinese_day(today(evidence)),
            params.min_per_year
        ),
    };
    let mut found = row(evidence, finding(rule, FEW, text));
    if year.count == 0 && found.item.is_some() {
        found.points = params.empty_year_points;
    }
    Some(found)
}

/// The row about all columns of surveys.
fn row(evidence: &SiteEvidence, found: Found) -> Observation {
    let columns = columns(evidence);
    let visits: Vec<&VisitId> = columns.iter().filter_map(|it| it.visit.as_ref()).collect();
    let at = columns.iter().filter_map(|it| it.seen_at).max().unwrap_or(evidence.as_of);
    let first = columns.first();
    let newest = columns.iter().filter_map(|it| it.newest.as_ref()).map(|it| it.date).max();
    let page = first.and_then(|it| it.address.as_ref()).unwrap_or(&evidence.site.home);
    Observation {
        column: first.map(|it| it.name.clone()).unwrap_or_default(),
        page: Some(page.to_string()),
        last_update: newest,
        ..found.on("", at, &visits)
    }
}

/// One row a survey that is over for long and shows no results anywhere.
fn results(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let today = today(evidence);
    let year = Window::Months(12);
    let limit = Window::Days(rule.params.results_days);
    let mut rows = Vec::new();
    let mut open: Vec<&ClosedSurvey> = Vec::new();
    for survey in &evidence.facts.interaction.closed_surveys {
        let known = survey.ends.or(survey.published);
        if survey.results == Results::Named || known.is_none_or(|it| year.is_late(it, today)) {
            continue;
        }
        match (survey.results, survey.ends) {
            (_, Some(ends)) if !limit.is_late(ends, today) => {}
            (Results::Absent, Some(_)) => rows.push(without_results(rule, survey, evidence)),
            _ => open.push(survey),
        }
    }
    if let Some(first) = open.first() {
        let text = format!(
            "有{}项征集调查已结束（如“{}”），是否公布结果或何时结束未能读到，未判定。",
            open.len(),
            first.title
        );
        let visits: Vec<&VisitId> = open.iter().flat_map(|it| &it.visits).collect();
        rows.push(Observation {
            column: first.column.clone(),
            page: Some(first.list.to_string()),
            ..undecided(RESULTS, text).on("未能判定的征集调查", first.seen_at, &visits)
        });
    }
    rows
}

fn without_results(
    rule: &Rule<Params>,
    survey: &ClosedSurvey,
    evidence: &SiteEvidence,
) -> Observation {
    let today = today(evidence);
    let limit = Window::Days(rule.params.results_days);
    let ends = survey.ends.unwrap_or(today);
    let text = format!(
        "“{}”栏目的“{}”已于{}结束，至{}已{}天，页面和栏目列表中未见结果或反馈情况。",
        survey.column,
        survey.title,
        chinese_day(ends),
        chinese_day(today),
        days_between(ends, today)
    );
    let visits: Vec<&VisitId> = survey.visits.iter().collect();
    Observation {
        column: survey.column.clone(),
        page: Some(survey.list.to_string()),
        link: Some(survey.address.to_string()),
        days_late: Some(limit.days_late(ends, today)),
        ..finding(rule, RESULTS, text).on(survey.address.as_str(), survey.seen_at, &visits)
    }
}
