//! 首页不更新: nothing new on the home page, or behind an entrance.

use crate::checks::column_state::contradiction;
use crate::checks::observe::{Found, chinese_day, finding, today, undecided};
use crate::checks::params;
use crate::model::evidence::{DatedFact, HomeFact, SiteEvidence};
use crate::model::page::{DateSource, Emptiness, PageKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::time::{Window, days_between};
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};

const CODE: &str = "stale_home";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub limit_days: u32,
    pub limit_days_sureness: Sureness,
    pub undated_is_stale: bool,
    pub undated_is_stale_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        let undated = if self.undated_is_stale { "按未更新计" } else { "不判定" };
        vec![
            format!(
                "首页最新信息超过{}天为不更新，第{}天仍算按期（{}）",
                self.limit_days, self.limit_days, self.limit_days_sureness
            ),
            format!("首页信息均无发布日期时{undated}（{}）", self.undated_is_stale_sureness),
        ]
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    if matches!(home.kind, PageKind::Blocked | PageKind::Placeholder | PageKind::NotFound) {
        return Vec::new();
    }
    let limit = Window::Days(rule.params.limit_days);
    let newest = newest(home);
    let today = today(evidence);
    if newest.is_some_and(|it| !limit.is_late(it.date, today)) {
        return Vec::new();
    }
    let found = if let Some(why) = open_question(evidence, home) {
        undecided(CODE, format!("首页是否按期更新未判定：{why}。"))
    } else if let Some(newest) = newest {
        finding(rule, CODE, late_text(home, newest, evidence, limit))
    } else {
        undated(evidence, home, rule)
    };
    vec![row(evidence, home, found, limit)]
}

fn newest(home: &HomeFact) -> Option<&DatedFact> {
    let second = home.second_level_newest.as_ref().filter(|_| home.is_entrance);
    home.newest.iter().chain(second).max_by_key(|it| it.date)
}

/// Why something newer may be there, though it was not seen.
fn open_question(evidence: &SiteEvidence, home: &HomeFact) -> Option<&'static str> {
    if home.kind == PageKind::Shell || home.emptiness == Emptiness::Undecided {
        Some("首页内容需浏览器才能显示")
    } else if home.is_entrance && !home.second_level_complete {
        Some("首页为导航入口，二级页面未能全部读取")
    } else if home.is_entrance && newest(home).is_none() {
        Some("首页为导航入口，二级页面上没有可读的日期")
    } else if newest(home).is_some_and(|it| it.source == DateSource::Inferred) {
        Some("首页信息只标月日，年份无法核实")
    } else if !evidence.complete && home.dated_entries < home.entries {
        Some("本次检查未完成，首页部分信息的日期未能读到")
    } else {
        None
    }
}

fn late_text(
    home: &HomeFact,
    newest: &DatedFact,
    evidence: &SiteEvidence,
    limit: Window,
) -> String {
    let today = today(evidence);
    let whose = if home.is_entrance { "首页为导航入口，各二级页面" } else { "首页" };
    format!(
        "{whose}最新信息“{}”发布于{}，截至{}已{}天未更新，超过规定期限（{}）{}天{}。",
        newest.title,
        chinese_day(newest.date),
        chinese_day(today),
        days_between(newest.date, today),
        limit.chinese(),
        limit.days_late(newest.date, today),
        contradiction(&home.witnesses, newest)
    )
}

/// The home page shows no date at all.
fn undated(evidence: &SiteEvidence, home: &HomeFact, rule: &Rule<Params>) -> Found {
    let limit = Window::Days(rule.params.limit_days);
    let today = today(evidence);
    let of_columns = evidence.columns.iter().filter_map(|it| it.newest.as_ref());
    let elsewhere = evidence.newest.iter().chain(of_columns).map(|it| it.date).max();
    if home.entries == 0 {
        return if home.emptiness == Emptiness::Empty {
            finding(rule, CODE, "首页信息列表为空，没有任何信息。".to_owned())
        } else {
            undecided(CODE, "首页是否按期更新未判定：首页没有可判定的信息列表。".to_owned())
        };
    }
    // What stands undated on the home page may be what is new in a column.
    if elsewhere.is_some_and(|it| !limit.is_late(it, today)) || !rule.params.undated_is_stale {
        let text = format!("首页{}条信息均无发布日期，是否按期更新需人工核实。", home.entries);
        return undecided(CODE, text);
    }
    let rest = elsewhere
        .map(|it| format!("，站内其他页面最新信息发布于{}", chinese_day(it)))
        .unwrap_or_default();
    finding(rule, CODE, format!("首页{}条信息均无发布日期，按未更新计{rest}。", home.entries))
}

fn row(evidence: &SiteEvidence, home: &HomeFact, found: Found, limit: Window) -> Observation {
    let newest = newest(home);
    let visits: Vec<_> = std::iter::once(&home.visit).chain(newest.map(|it| &it.visit)).collect();
    let page = evidence.site.home.to_string();
    Observation {
        link: newest.map(|it| it.page.to_string()).filter(|it| *it != page),
        page: Some(page),
        last_update: newest.map(|it| it.date),
        days_late: newest.map(|it| limit.days_late(it.date, today(evidence))),
        ..found.on("", home.seen_at, &visits)
    }
}
