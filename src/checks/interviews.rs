//! 在线访谈: whether any was held and published in the last year.

use crate::checks::absence::{Offered, doubt, is_portal, offered};
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::ColumnClass;
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};

const CODE: &str = "interviews";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A name that holds one of these leads to interviews.
    pub words: Vec<String>,
    pub words_sureness: Sureness,
    pub min_per_year: usize,
    pub min_per_year_sureness: Sureness,
    /// Points where there is no such column; 0: it is nobody's fault.
    pub missing_points: f64,
    pub missing_points_sureness: Sureness,
    /// Points where there were some, but too few.
    pub few_points: f64,
    pub few_points_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "名称含以下词语的算访谈栏目：{}（{}）",
                self.words.join("、"),
                self.words_sureness
            ),
            format!("一年内发布{}次及以上（{}）", self.min_per_year, self.min_per_year_sureness),
        ];
        if 1 < self.min_per_year {
            lines.push(format!(
                "有但次数不足的，扣{}分（{}）",
                self.few_points, self.few_points_sureness
            ));
        }
        lines.push(format!(
            "没有访谈栏目的，扣{}分（{}）",
            self.missing_points, self.missing_points_sureness
        ));
        lines
    }

    fn faults(&self) -> Vec<String> {
        if self.words.is_empty() {
            return vec!["words 不能为空".to_owned()];
        }
        if self.min_per_year == 0 || self.few_points <= 0.0 || self.missing_points < 0.0 {
            return vec!["min_per_year、few_points 应大于 0，missing_points 不能小于 0".to_owned()];
        }
        Vec::new()
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    if !is_portal(evidence) || evidence.home.is_none() {
        return Vec::new();
    }
    let counted = evidence.facts.interaction.interviews.columns;
    let found = match offered(evidence, (ColumnClass::Interview, counted), &rule.params.words) {
        Offered::Nowhere => missing(evidence, rule),
        Offered::Elsewhere => Some(open("访谈栏目在其他主机上或未能读到")),
        Offered::Here => held(evidence, rule),
    };
    found.map(|(found, points)| row(evidence, found, points)).into_iter().collect()
}

/// What is found, with points other than the code's.
type Rated = (Found, Option<f64>);

fn open(why: &str) -> Rated {
    (undecided(CODE, format!("近一年有无在线访谈未判定：{why}。")), None)
}

fn missing(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Rated> {
    if rule.params.missing_points <= 0.0 {
        return None;
    }
    if let Some(why) = doubt(evidence) {
        return Some(open(why));
    }
    let text = "未开设在线访谈栏目：首页和各栏目中没有访谈一类入口。".to_owned();
    Some((finding(rule, CODE, text), Some(rule.params.missing_points)))
}

fn held(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Rated> {
    let year = evidence.facts.interaction.interviews;
    let least = rule.params.min_per_year;
    if least <= year.count {
        return None;
    }
    let is_elsewhere =
        evidence.columns.iter().any(|it| it.external && it.class == ColumnClass::Interview);
    if is_elsewhere {
        return Some(open("另有访谈栏目在其他主机上"));
    }
    if !year.complete || !evidence.complete || year.columns == 0 {
        return Some(open("栏目列表未能读到一年前，或有信息没有日期"));
    }
    let day = chinese_day(today(evidence));
    if year.count == 0 {
        let text = format!("截至{day}近一年没有发布在线访谈。");
        return Some((finding(rule, CODE, text), None));
    }
    let text = format!("截至{day}近一年发布在线访谈{}次，少于{least}次。", year.count);
    Some((finding(rule, CODE, text), Some(rule.params.few_points)))
}

fn row(evidence: &SiteEvidence, found: Found, points: Option<f64>) -> Observation {
    let is_own = |it: &&ColumnFact| it.class == ColumnClass::Interview && !it.external;
    let columns: Vec<&ColumnFact> = evidence.columns.iter().filter(is_own).collect();
    let home = evidence.home.as_ref();
    let mut visits: Vec<&VisitId> = columns.iter().filter_map(|it| it.visit.as_ref()).collect();
    if columns.is_empty() {
        visits.extend(home.map(|it| &it.visit));
    }
    let seen = columns.iter().filter_map(|it| it.seen_at).max();
    let at = seen.or(home.map(|it| it.seen_at)).unwrap_or(evidence.as_of);
    let first = columns.first();
    let page = first.and_then(|it| it.address.as_ref()).unwrap_or(&evidence.site.home);
    let mut row = Observation {
        column: first.map(|it| it.name.clone()).unwrap_or_default(),
        page: Some(page.to_string()),
        last_update: columns.iter().filter_map(|it| it.newest.as_ref()).map(|it| it.date).max(),
        ..found.on("", at, &visits)
    };
    if row.item.is_some()
        && let Some(points) = points
    {
        row.points = points;
    }
    row
}
