//! 办事统计: the figures on dealt-with cases, not updated in the last months.

use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::time::{Instant, Window};
use crate::model::verdict::Observation;
use crate::model::visit::{Reach, VisitId};
use crate::reference::guides::is_statistics;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const CODE: &str = "service_statistics";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Calendar months that the figures may be old.
    pub months: u32,
    pub months_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!("办事统计在{}个月内应有更新（{}）", self.months, self.months_sureness),
            "只检查县政府门户网站；没有办事统计栏目的，由人工核对".to_owned(),
        ]
    }

    fn faults(&self) -> Vec<String> {
        if self.months == 0 {
            return vec!["months 应大于 0".to_owned()];
        }
        Vec::new()
    }
}

/// One place that shows statistics.
struct Shown<'a> {
    name: &'a str,
    address: String,
    visit: &'a VisitId,
    seen_at: Instant,
    newest: Option<NaiveDate>,
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    let site = &evidence.site;
    if site.unit_class != UnitClass::County || site.is_section() {
        return Vec::new();
    }
    let shown = shown(evidence);
    let window = Window::Months(rule.params.months);
    let today = today(evidence);
    let newest = shown.iter().filter(|it| it.newest.is_some()).max_by_key(|it| it.newest);
    if let Some(date) = newest.and_then(|it| it.newest)
        && !window.is_late(date, today)
    {
        return Vec::new();
    }
    let unread = shown.iter().find(|it| it.newest.is_none());
    let elsewhere = evidence.columns.iter().find(|it| is_statistics(&it.name) && !was_read(it));
    if let Some(it) = unread {
        let text = format!("“{}”页面上没有读到统计的时间，是否按期更新未判定。", it.name);
        return vec![on(it, undecided(CODE, text))];
    }
    if let Some(column) = elsewhere {
        let text = format!("“{}”栏目在其他网站或未能读取，是否按期更新未判定。", column.name);
        let row = undecided(CODE, text).on("", home.seen_at, &[&home.visit]);
        let page = column.address.as_ref().map(ToString::to_string);
        return vec![Observation { column: column.name.clone(), page, ..row }];
    }
    let Some((it, date)) = newest.and_then(|it| Some((it, it.newest?))) else {
        let text = "未找到办事统计栏目；统计可能公布在政务服务网上，请人工核对。".to_owned();
        let row = undecided(CODE, text).on("", home.seen_at, &[&home.visit]);
        return vec![Observation { page: Some(site.home.to_string()), ..row }];
    };
    let text = format!(
        "办事统计“{}”最新数据截至{}，超过{}未更新。",
        it.name,
        chinese_day(date),
        window.chinese()
    );
    let days_late = Some(window.days_late(date, today));
    vec![Observation { last_update: Some(date), days_late, ..on(it, finding(rule, CODE, text)) }]
}

fn on(shown: &Shown<'_>, found: Found) -> Observation {
    let row = found.on("", shown.seen_at, &[shown.visit]);
    let (page, link) = (Some(shown.address.clone()), Some(shown.address.clone()));
    Observation { column: shown.name.to_owned(), page, link, ..row }
}

fn was_read(column: &ColumnFact) -> bool {
    !column.external && column.reach == Some(Reach::Ok) && column.visit.is_some()
}

fn shown(evidence: &SiteEvidence) -> Vec<Shown<'_>> {
    let pages = evidence.facts.services.statistics.iter().map(|it| Shown {
        name: &it.name,
        address: it.address.to_string(),
        visit: &it.visit,
        seen_at: it.seen_at,
        newest: it.newest,
    });
    let columns = evidence.columns.iter().filter_map(|it| {
        // Of a column without dates its pages speak.
        let newest = it.newest.as_ref().filter(|_| is_statistics(&it.name) && was_read(it))?;
        Some(Shown {
            name: &it.name,
            address: it.address.as_ref()?.to_string(),
            visit: it.visit.as_ref()?,
            seen_at: it.seen_at?,
            newest: Some(newest.date),
        })
    });
    // Of equally new ones the last is named.
    pages.chain(columns).collect()
}
