//! Whether this time's evidence is good enough to call a finding of before mended when no check reports it any more.

use crate::findings::answers;
use crate::findings::looked::Looked;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::facts::features::{Entrance, HttpsState, Ipv6State, TagScope};
use crate::model::facts::publication::{ReportKind, Whose};
use crate::model::facts::services::ElementState;
use crate::model::finding::Finding;
use crate::model::page::{Emptiness, Identity, MarkState, PageKind};
use crate::model::site::SiteStatus;
use crate::model::visit::{Fault, Reach};
use chrono::Datelike;
use url::Url;

/// To be given to `Context::seen_well`. Answers no wherever it is not sure: a finding that stays on the list a month
/// longer can be mended next time, one that was wrongly closed is forgotten.
pub fn seen_well(looked: &Looked<'_>, finding: &Finding) -> bool {
    let evidence = looked.evidence;
    let code = finding.observation.code.as_str();
    let (check, kind) = code.split_once('.').unwrap_or((code, ""));
    let opened = evidence.home_visits.iter().any(|it| it.reach == Reach::Ok);
    if evidence.site.status != SiteStatus::Running {
        // A site that was taken down since is asked nothing but whether it still opens.
        return check == "zombie_site"
            && kind == "not_closed"
            && evidence.home_visits.iter().any(|it| matches!(it.reach, Reach::Bad(_)));
    }
    if evidence.barrier.is_some() || !opened {
        return false;
    }
    if check == "unreachable" {
        return true;
    }
    let Some(home) = &evidence.home else { return false };
    let subject = finding.observation.subject.as_str();
    match check {
        "stale_columns" | "empty_columns" if !subject.is_empty() => {
            column(evidence, subject).is_some_and(was_read)
        }
        "stale_home" | "zombie_site" => {
            !home.is_entrance || home.second_level_complete || home.newest.is_some()
        }
        "site_identity" => mark(&home.identity, kind).is_none_or(|it| it != MarkState::Unseen),
        "hidden_links" | "personal_data" | "wording" => pages_were_read(looked, finding),
        "illegal_links" => {
            evidence.complete
                && 0 < evidence.facts.content.foreign_read
                && link_is_decided(looked, subject)
        }
        "broken_links" => evidence.complete && link_is_decided(looked, subject),
        // What a person saw only a person can see gone.
        "by_hand" => false,
        "service_guides" => guides_are_decided(looked, kind, subject),
        "secure_transport" => transport_is_decided(evidence, kind),
        "domain_name" => true,
        "page_tags" => evidence.complete && tags_were_read(evidence, kind),
        "site_features" => feature_is_seen(evidence, kind),
        "annual_report" => report_is_decided(evidence, kind, subject),
        "interpretation" => file_was_read(evidence, subject),
        "slow_replies" | "public_replies" | "surveys" | "interviews" => {
            answers::seen_well(evidence, finding)
        }
        "suspect_dates" => {
            let on_home = home.landed.as_str() == subject;
            evidence.complete && (on_home || column(evidence, subject).is_some_and(was_read))
        }
        _ => evidence.complete,
    }
}

fn column<'a>(evidence: &'a SiteEvidence, subject: &str) -> Option<&'a ColumnFact> {
    evidence.columns.iter().find(|it| {
        it.address.iter().chain(&it.also_at).any(|it| it.as_str() == subject) || it.name == subject
    })
}

fn was_read(column: &ColumnFact) -> bool {
    column.reach == Some(Reach::Ok)
        && column.articles_unread == 0
        && column.emptiness != Emptiness::Undecided
        && !matches!(column.kind, PageKind::Shell | PageKind::Blocked | PageKind::NotFound)
}

/// The page or attachment that held it was read again, or is surely gone.
fn pages_were_read(looked: &Looked<'_>, finding: &Finding) -> bool {
    let observation = &finding.observation;
    // Personal data may stand in an attachment; the page only leads to it.
    let place = match observation.code.split_once('.') {
        Some(("personal_data", _)) => observation.link.as_ref().or(observation.page.as_ref()),
        _ => observation.page.as_ref(),
    };
    let Some(place) = place.and_then(|it| Url::parse(it).ok()) else { return false };
    let is_gone = || {
        let is_missing = |reach: &Reach| {
            matches!(reach, Reach::Bad(Fault::Status(404 | 410) | Fault::SoftNotFound))
        };
        looked
            .links_to(place.as_str())
            .iter()
            .any(|link| 2 <= link.looks.len() && link.looks.iter().all(|it| is_missing(&it.reach)))
    };
    looked.evidence.facts.content.read.holds(&place) || is_gone()
}

fn transport_is_decided(evidence: &SiteEvidence, kind: &str) -> bool {
    let facts = &evidence.facts.features;
    match kind {
        "https" => {
            let by_https = evidence.home.as_ref().is_some_and(|it| it.landed.scheme() == "https");
            by_https || facts.https.as_ref().is_some_and(|it| it.state == HttpsState::Serves)
        }
        "ipv6" => facts
            .ipv6
            .as_ref()
            .is_some_and(|it| matches!(it.state, Ipv6State::Answers | Ipv6State::Recorded)),
        _ => !evidence.tls.is_empty(),
    }
}

fn tags_were_read(evidence: &SiteEvidence, kind: &str) -> bool {
    let scope = match kind {
        "site" => TagScope::Site,
        "column" => TagScope::Column,
        _ => TagScope::Article,
    };
    evidence.facts.features.tags.iter().any(|it| it.scope == scope && 0 < it.pages)
}

/// It is there and works, as far as that can be tried.
fn feature_is_seen(evidence: &SiteEvidence, kind: &str) -> bool {
    let facts = &evidence.facts.features;
    match kind {
        "search" => facts
            .search
            .as_ref()
            .and_then(|it| it.looks.last())
            .is_some_and(|it| it.reach == Reach::Ok),
        _ => facts.accessibility.as_ref().is_some_and(|it| it.found == Entrance::Shown),
    }
}

/// Links that serve are only counted: one that is not in the list served, or is no longer there.
fn link_is_decided(looked: &Looked<'_>, subject: &str) -> bool {
    let is_judged = |reach: &Reach| !matches!(reach, Reach::NotJudged(_));
    let mut links = looked.links_to(subject).iter();
    links.all(|link| link.looks.last().is_some_and(|it| is_judged(&it.reach)))
}

/// A guide that is still there was read again; one that is not is gone only where everything could be read.
fn guides_are_decided(looked: &Looked<'_>, kind: &str, subject: &str) -> bool {
    let evidence = looked.evidence;
    let guides = &evidence.facts.services.guides;
    let all_read = evidence.complete && evidence.counts.columns_need_browser == 0;
    if kind != "elements" {
        return all_read;
    }
    match guides.iter().find(|it| it.address.as_str() == subject) {
        Some(guide) => guide.of_state(&[ElementState::Unseen]).is_empty(),
        None => all_read && link_is_decided(looked, subject),
    }
}

/// A missing report is there when it is seen; a late one is only of the year in which it was due.
fn report_is_decided(evidence: &SiteEvidence, kind: &str, subject: &str) -> bool {
    let named = |it: &ReportKind| subject.strip_prefix(it.chinese())?.parse::<i32>().ok();
    let Some((report, year)) = ReportKind::ALL.iter().find_map(|it| Some((*it, named(it)?))) else {
        return false;
    };
    let is_last_year = year == evidence.as_of.year() - 1;
    let seen = evidence.facts.publication.reports.iter().any(|it| {
        it.kind == report && it.year == Some(year) && it.whose != Whose::Other && !it.is_doubtful
    });
    seen || kind == "late" && !is_last_year
}

/// A policy file that fell out of the sample, or whose page was not read again, proves nothing.
fn file_was_read(evidence: &SiteEvidence, subject: &str) -> bool {
    evidence.facts.publication.policies.iter().any(|it| it.address.as_str() == subject)
}

fn mark(identity: &Identity, kind: &str) -> Option<MarkState> {
    let mark = match kind {
        "site_code" => &identity.site_code,
        "icp" => &identity.icp,
        "police" => &identity.police,
        "badge" => &identity.badge,
        "error_report" => &identity.error_report,
        "host_unit" => &identity.host_unit,
        "contact" => &identity.contact,
        "site_map" => &identity.site_map,
        _ => return None,
    };
    Some(mark.state)
}
