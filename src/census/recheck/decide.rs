//! What a recheck says of each finding that it looked for: mended, still there, or not to be told, and on what visits.

use crate::census::recheck::gather::Gathered;
use crate::census::recheck::merge::{fresh_column, pages_of};
use crate::census::recheck::needs::Needs;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::interaction::Reply;
use crate::model::finding::{Finding, FindingState, NOT_RECHECKED};
use crate::model::verdict::Observation;
use crate::model::visit::{Reach, VisitId};
use std::sync::Arc;
use url::Url;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Mended(Vec<VisitId>),
    Still(Vec<VisitId>),
    /// Why nobody can tell.
    Undecided(String),
}

pub(crate) struct Seen<'a> {
    pub(crate) old: &'a SiteEvidence,
    pub(crate) gathered: &'a Gathered,
    /// What the checks and the reconciling make of the merged evidence.
    pub(crate) observations: &'a [Arc<Observation>],
    pub(crate) reconciled: &'a [Finding],
}

const OTHER_PAGES: &str = "原问题页面上已不见，但普查时另有其他页面也有，未逐一复核；请运行 pucha census --site 重新检查该站点";

/// The text may stand under another address now, and the link with it.
const MOVED_PAGE: &str = "原问题页面已不在，链接仍打不开，其他页面是否还有这个链接未逐一查看；请运行 pucha census --site 重新检查该站点";

pub(crate) fn decide(finding: &Finding, needs: &Needs, seen: &Seen<'_>) -> Outcome {
    let code = finding.observation.code.as_str();
    let Some(home) = &seen.gathered.fresh.home else {
        return without_home(finding, seen);
    };
    if code.starts_with("broken_links") {
        return link(finding, seen);
    }
    if code == "slow_replies" {
        return message(finding, seen);
    }
    let mut visits: Vec<VisitId> = Vec::new();
    for page in &needs.pages {
        match seen.gathered.read(page) {
            Some(look) => visits.push(look.visit.clone()),
            None if seen.gathered.is_gone(page) && holds_text(code) => {
                return gone_with_page(finding, page, seen);
            }
            // A sum may fall below its limit though one of its rows could not be seen: that one still counts.
            None if code.strip_suffix(".veto").is_some() => {}
            None => return undecided(page_unread(page, seen.gathered)),
        }
    }
    for at in &needs.columns {
        let column = &seen.old.columns[*at];
        match fresh_column(column, &seen.gathered.fresh) {
            Some(fresh) => {
                visits.extend(fresh.visit);
                visits.extend(fresh.newest.map(|it| it.visit));
            }
            None if needs.columns.len() == 1 => {
                return undecided(format!("栏目“{}”的页面未能读到", column.name));
            }
            None => {}
        }
    }
    visits.push(home.visit.clone());
    visits.extend(transport(code, &seen.gathered.fresh));
    by_checks(finding, visits, seen)
}

fn by_checks(finding: &Finding, visits: Vec<VisitId>, seen: &Seen<'_>) -> Outcome {
    let Some(now) = seen.reconciled.iter().find(|it| it.id == finding.id) else {
        return undecided("未能判定".into());
    };
    if now.state == FindingState::Mended {
        return if 1 < pages_of(seen.old, finding) {
            undecided(OTHER_PAGES.into())
        } else {
            Outcome::Mended(unique(visits))
        };
    }
    if now.review != NOT_RECHECKED {
        let own = seen.observations.iter().find(|it| {
            it.code == finding.observation.code && it.subject == finding.observation.subject
        });
        let fresh = |it: &VisitId| !finding.observation.evidence.contains(it);
        let named = own.map(|it| it.evidence.iter().filter(|it| fresh(it)).cloned());
        return Outcome::Still(unique(named.into_iter().flatten().chain(visits).collect()));
    }
    let said = seen.observations.iter().find(|it| {
        let check = finding.observation.code.split('.').next();
        it.code.split('.').next() == check && it.subject == finding.observation.subject
    });
    let one_cause = seen.observations.iter().find(|it| it.code.starts_with("zombie_site."));
    undecided(match (said, one_cause) {
        (Some(said), _) => said.description.trim_end_matches('。').to_owned(),
        (None, Some(cause)) => cause.description.trim_end_matches('。').to_owned(),
        (None, None) => "看到的内容不足以判定".into(),
    })
}

fn without_home(finding: &Finding, seen: &Seen<'_>) -> Outcome {
    let fresh = &seen.gathered.fresh;
    let visits: Vec<VisitId> = fresh.home_visits.iter().map(|it| it.id.clone()).collect();
    let all_bad = fresh.home_visits.iter().all(|it| matches!(it.reach, Reach::Bad(_)));
    if finding.observation.code == "unreachable" && all_bad && !visits.is_empty() {
        return Outcome::Still(visits);
    }
    let why = match &fresh.barrier {
        Some(barrier) => format!("网站未能读取（{}）", barrier.chinese()),
        None => "网站首页未能打开".into(),
    };
    undecided(why)
}

/// Serves now, or no longer stands where it stood: mended. Dead and standing: still. Anything else proves nothing.
fn link(finding: &Finding, seen: &Seen<'_>) -> Outcome {
    let about = &finding.observation;
    let place = about.page.as_ref().and_then(|it| Url::parse(it).ok());
    let address = Url::parse(&about.subject).ok();
    let found = address.and_then(|it| seen.gathered.links.get(&it));
    let (Some(found), Some(place)) = (found, place) else {
        return undecided("链接没有可以访问的地址".into());
    };
    let visits: Vec<VisitId> = found.looks.iter().map(|it| it.visit.clone()).collect();
    if let Some(opened) = found.looks.iter().find(|it| it.reach == Reach::Ok) {
        return Outcome::Mended(vec![opened.visit.clone()]);
    }
    let is_only_place = pages_of(seen.old, finding) <= 1;
    if let Some(read) = seen.gathered.read(&place).filter(|_| !found.stands) {
        return if is_only_place {
            Outcome::Mended(vec![read.visit.clone()])
        } else {
            undecided(OTHER_PAGES.into())
        };
    }
    if !found.stands && seen.gathered.is_gone(&place) {
        return undecided(MOVED_PAGE.into());
    }
    let [.., before, last] = found.looks.as_slice() else {
        return undecided("链接未能两次查看".into());
    };
    match (&before.reach, &last.reach) {
        (_, Reach::NotJudged(barrier)) => undecided(format!("链接{}", barrier.chinese())),
        (Reach::Bad(one), Reach::Bad(other)) if one.alike(*other) && found.stands => {
            Outcome::Still(visits)
        }
        _ if !found.stands => undecided(page_unread(&place, seen.gathered)),
        _ => undecided("链接各次查看结果不一致".into()),
    }
}

fn message(finding: &Finding, seen: &Seen<'_>) -> Outcome {
    let Ok(page) = Url::parse(&finding.observation.subject) else {
        return undecided("来信没有可以访问的地址".into());
    };
    let Some(look) = seen.gathered.read(&page) else {
        return undecided(page_unread(&page, seen.gathered));
    };
    match seen.gathered.replies.get(&page) {
        Some(Reply::Answered) => Outcome::Mended(vec![look.visit.clone()]),
        Some(Reply::Waiting | Reply::Missing) => Outcome::Still(vec![look.visit.clone()]),
        _ => undecided("来信页面上看不出是否已经答复".into()),
    }
}

/// Words, numbers and links that are gone when their page is.
fn holds_text(code: &str) -> bool {
    matches!(code, "hidden_links" | "wording") || code.starts_with("personal_data")
}

fn gone_with_page(finding: &Finding, page: &Url, seen: &Seen<'_>) -> Outcome {
    if 1 < pages_of(seen.old, finding) {
        return undecided(OTHER_PAGES.into());
    }
    let looks = seen.gathered.pages.get(page).into_iter().flatten();
    Outcome::Mended(looks.map(|it| it.visit.clone()).collect())
}

fn page_unread(page: &Url, gathered: &Gathered) -> String {
    let why = match gathered.pages.get(page).and_then(|it| it.last()).map(|it| &it.reach) {
        Some(Reach::Bad(fault)) => format!("（{}）", fault.chinese()),
        Some(Reach::NotJudged(barrier)) => format!("（{}）", barrier.chinese()),
        _ => String::new(),
    };
    format!("问题所在页面未能读到{why}")
}

/// Visits by which transport and search were tried.
fn transport(code: &str, fresh: &SiteEvidence) -> Vec<VisitId> {
    let features = &fresh.facts.features;
    match code {
        "secure_transport.https" => features.https.iter().map(|it| it.seen.visit.clone()).collect(),
        "secure_transport.certificate" => fresh.tls.iter().map(|it| it.visit.clone()).collect(),
        "site_features.search" => {
            let looks = features.search.iter().flat_map(|it| &it.looks);
            looks.map(|it| it.visit.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn undecided(why: String) -> Outcome {
    Outcome::Undecided(why)
}

fn unique(visits: Vec<VisitId>) -> Vec<VisitId> {
    let mut kept: Vec<VisitId> = Vec::new();
    for visit in visits {
        if !kept.contains(&visit) {
            kept.push(visit);
        }
    }
    kept
}
