//! 网站功能: a portal's search that answers, and its entrance for people with impairments.

use crate::checks::observe::{Found, finding, undecided};
use crate::checks::params;
use crate::model::evidence::{Look, SiteEvidence};
use crate::model::facts::features::{Entrance, PageSeen, SearchBox, SearchFact};
use crate::model::page::{Emptiness, PageKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::time::{Instant, moments};
use crate::model::verdict::Observation;
use crate::model::visit::{Fault, Reach, VisitId};
use serde::{Deserialize, Serialize};

const SEARCH: &str = "site_features.search";
const ACCESSIBILITY: &str = "site_features.accessibility";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Looks that must fail alike before the search is said not to work.
    pub search_looks: usize,
    pub search_looks_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[SEARCH, ACCESSIBILITY];

    fn thresholds(&self) -> Vec<String> {
        vec![format!(
            "站内搜索隔开时间试{}次，每次都打不开或报错才计入（{}）",
            self.search_looks, self.search_looks_sureness
        )]
    }

    fn faults(&self) -> Vec<String> {
        if !(1..=2).contains(&self.search_looks) {
            return vec!["search_looks 应为 1 或 2".to_owned()];
        }
        Vec::new()
    }
}

/// Portals only: a section is found through its portal's.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let site = &evidence.site;
    if site.unit_class != UnitClass::County || site.is_section() {
        return Vec::new();
    }
    [search(evidence, rule), accessibility(evidence, rule)].into_iter().flatten().collect()
}

fn search(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let fact = evidence.facts.features.search.as_ref()?;
    match &fact.found {
        SearchBox::Form { address } => {
            let found = answered(fact, rule)?;
            let visits: Vec<&VisitId> = fact.looks.iter().map(|it| &it.visit).collect();
            let at = fact.looks.last().map_or(fact.seen.seen_at, |it| it.at);
            let visits = if visits.is_empty() { vec![&fact.seen.visit] } else { visits };
            let row = found.on("", at, &visits);
            Some(Observation {
                page: Some(evidence.site.home.to_string()),
                link: Some(address.to_string()),
                ..row
            })
        }
        SearchBox::Other => {
            let text = "首页的站内搜索由脚本提交或需另行打开，能否正常使用未判定。".to_owned();
            Some(row(evidence, &fact.seen, undecided(SEARCH, text)))
        }
        SearchBox::Hint => {
            let text = "首页的源代码提到搜索，但未读到搜索框，有无站内搜索未判定。".to_owned();
            Some(row(evidence, &fact.seen, undecided(SEARCH, text)))
        }
        SearchBox::None if is_half_seen(evidence, fact.parts_unseen) => {
            let text = "首页有由脚本或框架显示的部分未能读到，有无站内搜索未判定。".to_owned();
            Some(row(evidence, &fact.seen, undecided(SEARCH, text)))
        }
        SearchBox::None => {
            let text = "首页没有站内搜索功能。".to_owned();
            Some(row(evidence, &fact.seen, finding(rule, SEARCH, text)))
        }
    }
}

/// What the form's answers say; `None` where it works.
fn answered(fact: &SearchFact, rule: &Rule<Params>) -> Option<Found> {
    let looks = &fact.looks;
    let Some(last) = looks.last() else {
        return Some(undecided(SEARCH, "站内搜索设在其他网站，本次未试用，未判定。".to_owned()));
    };
    match &last.reach {
        Reach::Ok => None,
        Reach::NotJudged(barrier) => {
            let text = format!("站内搜索未能试用（{}），能否正常使用未判定。", barrier.chinese());
            Some(undecided(SEARCH, text))
        }
        Reach::Bad(fault) if looks.len() < rule.params.search_looks || !alike(looks, *fault) => {
            let text = format!("站内搜索试用时{}，各次结果不一致，未判定。", in_words(*fault));
            Some(undecided(SEARCH, text))
        }
        Reach::Bad(fault) => {
            let times: Vec<Instant> = looks.iter().map(|it| it.at).collect();
            let text = format!(
                "站内搜索不能使用：以“公开”一词搜索，{}；{}共{}次试用结果一致。",
                in_words(*fault),
                moments(&times),
                looks.len()
            );
            Some(finding(rule, SEARCH, text))
        }
    }
}

fn alike(looks: &[Look], fault: Fault) -> bool {
    looks.iter().all(|it| matches!(it.reach, Reach::Bad(other) if other.alike(fault)))
}

fn in_words(fault: Fault) -> String {
    match fault {
        Fault::SoftNotFound => "返回的是错误提示".to_owned(),
        other => other.chinese(),
    }
}

fn accessibility(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let fact = evidence.facts.features.accessibility.as_ref()?;
    if fact.found == Entrance::Shown {
        return None;
    }
    let found = if is_half_seen(evidence, fact.parts_unseen) {
        let text = "首页有由脚本或框架显示的部分未能读到，有无无障碍浏览入口未判定。";
        undecided(ACCESSIBILITY, text.to_owned())
    } else {
        let text = "首页没有无障碍浏览（适老化）入口。".to_owned();
        finding(rule, ACCESSIBILITY, text)
    };
    Some(row(evidence, &fact.seen, found))
}

/// Whether a part of the home page that could hold it was not at hand.
fn is_half_seen(evidence: &SiteEvidence, parts_unseen: bool) -> bool {
    evidence.home.as_ref().is_none_or(|home| {
        parts_unseen
            || home.menu_unseen
            || home.is_entrance
            || home.emptiness == Emptiness::Undecided
            || matches!(home.kind, PageKind::Shell | PageKind::Blocked | PageKind::Placeholder)
    })
}

fn row(evidence: &SiteEvidence, seen: &PageSeen, found: Found) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", seen.seen_at, &[&seen.visit])
    }
}
