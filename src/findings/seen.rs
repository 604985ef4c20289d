//! Whether this time's evidence is good enough to call a finding of before mended when no check reports it any more.

use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::finding::Finding;
use crate::model::page::{Emptiness, Identity, MarkState, PageKind};
use crate::model::site::SiteStatus;
use crate::model::visit::{Fault, Reach};
use url::Url;

/// To be given to `Context::seen_well`. Answers no wherever it is not sure: a finding that stays on the list a month
/// longer can be mended next time, one that was wrongly closed is forgotten.
pub fn seen_well(evidence: &SiteEvidence, finding: &Finding) -> bool {
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
        "hidden_links" | "personal_data" | "wording" => pages_were_read(evidence, finding),
        "illegal_links" => {
            evidence.complete
                && 0 < evidence.facts.content.foreign_read
                && link_is_decided(evidence, subject)
        }
        "broken_links" => evidence.complete && link_is_decided(evidence, subject),
        // What a person saw only a person can see gone.
        "by_hand" => false,
        "secure_transport" => !evidence.tls.is_empty(),
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
fn pages_were_read(evidence: &SiteEvidence, finding: &Finding) -> bool {
    let observation = &finding.observation;
    // Personal data may stand in an attachment; the page only leads to it.
    let place = match observation.code.split_once('.') {
        Some(("personal_data", _)) => observation.link.as_ref().or(observation.page.as_ref()),
        _ => observation.page.as_ref(),
    };
    let Some(place) = place.and_then(|it| Url::parse(it).ok()) else { return false };
    let is_gone = || {
        evidence.links.iter().any(|link| {
            let is_missing = |reach: &Reach| {
                matches!(reach, Reach::Bad(Fault::Status(404 | 410) | Fault::SoftNotFound))
            };
            link.address == place
                && 2 <= link.looks.len()
                && link.looks.iter().all(|it| is_missing(&it.reach))
        })
    };
    evidence.facts.content.read.holds(&place) || is_gone()
}

/// Links that serve are only counted: one that is not in the list served, or is no longer there.
fn link_is_decided(evidence: &SiteEvidence, subject: &str) -> bool {
    evidence
        .links
        .iter()
        .filter(|it| it.address.as_str() == subject)
        .all(|link| link.looks.last().is_some_and(|it| !matches!(it.reach, Reach::NotJudged(_))))
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
