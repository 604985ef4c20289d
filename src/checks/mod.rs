//! Judges one site: evidence and rules in, observations out.
//!
//! In: [`SiteEvidence`] and the [`Rulebook`] of a profile. Out: [`Observation`]s, in the order of the bulletin.
//! Never: I/O, a clock, or a guess. What the evidence does not decide is said to be undecided.
//! One file a check; the rule file of the same name holds its clause, numbers and texts.

mod availability;
mod absence;
mod columns;
pub mod column_state;
mod names;
mod observe;
mod params;
mod proof;
mod report_deadlines;
mod rulebook;
pub mod annual_report;
pub mod slow_replies;
pub mod public_replies;
pub mod surveys;
pub mod interviews;
pub mod broken_links;
pub mod domain_name;
pub mod empty_columns;
mod guide_veto;
pub mod hidden_links;
pub mod illegal_links;
pub mod interpretation;
pub mod late_disclosure;
pub mod missing_channel;
pub mod missing_sections;
pub mod page_tags;
pub mod personal_data;
pub mod secure_transport;
pub mod service_guides;
pub mod service_statistics;
pub mod site_features;
pub mod site_identity;
pub mod stale_columns;
pub mod stale_home;
pub mod suspect_dates;
pub mod unreachable;
pub mod wording;
pub mod zombie_site;

pub use availability::Availability;
pub use rulebook::{Explanation, RuleError, Rulebook};

use crate::checks::column_state::{Duty, Standing, standing};
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::page::PageKind;
use crate::model::rule::Level;
use crate::model::site::SiteStatus;
use crate::model::verdict::{Observation, SiteState};
use crate::model::visit::Barrier;

/// Runs every check. Undecided questions are among the answers, as [`Level::NotJudged`].
pub fn check_all(evidence: &SiteEvidence, rules: &Rulebook) -> Vec<Observation> {
    let mut all = checks_that_apply(evidence, rules);
    all.retain(|it| rules.is_enabled(&it.code));
    for observation in &mut all {
        if observation.evidence.is_empty() && observation.level != Level::NotJudged {
            observation.level = Level::NotJudged;
            observation.points = 0.0;
            observation.item = None;
        }
    }
    all
}

/// How each column stands, in the order of the evidence.
pub fn column_standings(evidence: &SiteEvidence, rules: &Rulebook) -> Vec<Standing> {
    let today = observe::today(evidence);
    let duty = |column: &ColumnFact| Duty {
        window: stale_columns::limit(column, &rules.stale_columns.params),
        may_be_empty: empty_columns::is_exempt(column.class, &rules.empty_columns.params),
    };
    evidence.columns.iter().map(|it| standing(it, today, duty(it))).collect()
}

/// 站点状态 of the results.
pub fn site_state(evidence: &SiteEvidence, rules: &Rulebook) -> SiteState {
    let zombie = zombie_site::check(evidence, &rules.zombie_site);
    let finding = |it: &&Observation| it.level != Level::NotJudged;
    let zombie = zombie.iter().find(finding).map(|it| it.code.as_str());
    match evidence.site.status {
        SiteStatus::Suspended => return SiteState::Suspended,
        SiteStatus::Closed if zombie.is_some() => return SiteState::Zombie,
        SiteStatus::Closed => return SiteState::Closed,
        SiteStatus::Moved if !zombie_site::serves_itself(evidence) => return SiteState::Moved,
        SiteStatus::Moved | SiteStatus::Running => {}
    }
    match evidence.barrier {
        Some(Barrier::OwnNetwork | Barrier::NotReached | Barrier::PrivateAddress) => {
            return SiteState::NotJudged;
        }
        Some(_) => return SiteState::Blocked,
        None if is_challenged(evidence) => return SiteState::Blocked,
        None => {}
    }
    if unreachable::does_not_open(evidence, &rules.unreachable) {
        return SiteState::Unreachable;
    }
    match zombie {
        Some(zombie_site::MOVED) => SiteState::Moved,
        Some(_) => SiteState::Zombie,
        None if evidence.home.is_none() => SiteState::NotJudged,
        None => SiteState::Normal,
    }
}

fn is_challenged(evidence: &SiteEvidence) -> bool {
    evidence.home.as_ref().is_some_and(|it| it.kind == PageKind::Blocked)
}

fn checks_that_apply(evidence: &SiteEvidence, rules: &Rulebook) -> Vec<Observation> {
    match site_state(evidence, rules) {
        SiteState::Suspended | SiteState::Blocked => return Vec::new(),
        SiteState::Closed => return zombie_site::check(evidence, &rules.zombie_site),
        SiteState::Moved if evidence.site.status == SiteStatus::Moved => return Vec::new(),
        _ if evidence.barrier.is_some() => return Vec::new(),
        _ => {}
    }
    let unreachable = unreachable::check(evidence, &rules.unreachable);
    if evidence.home.is_none() && !unreachable.is_empty() {
        return unreachable;
    }
    let zombie = zombie_site::check(evidence, &rules.zombie_site);
    if let Some(only) = zombie.iter().find(|it| zombie_site::is_the_one_cause(it)) {
        return vec![only.clone()];
    }
    [
        unreachable,
        zombie,
        stale_home::check(evidence, &rules.stale_home),
        stale_columns::check(evidence, &rules.stale_columns),
        empty_columns::check(evidence, &rules.empty_columns),
        suspect_dates::check(evidence, &rules.suspect_dates),
        missing_sections::check(evidence, &rules.missing_sections),
        annual_report::check(evidence, &rules.annual_report),
        interpretation::check(evidence, &rules.interpretation),
        late_disclosure::check(evidence, &rules.late_disclosure, &rules.calendar),
        missing_channel::check(evidence, &rules.missing_channel),
        slow_replies::check(evidence, &rules.slow_replies),
        public_replies::check(evidence, &rules.public_replies),
        surveys::check(evidence, &rules.surveys),
        interviews::check(evidence, &rules.interviews),
        service_guides::check(evidence, &rules.service_guides),
        service_statistics::check(evidence, &rules.service_statistics),
        broken_links::check(evidence, &rules.broken_links),
        hidden_links::check(evidence, &rules.hidden_links),
        illegal_links::check(evidence, &rules.illegal_links),
        personal_data::check(evidence, &rules.personal_data),
        wording::check(evidence, &rules.wording),
        site_identity::check(evidence, &rules.site_identity),
        domain_name::check(evidence, &rules.domain_name),
        page_tags::check(evidence, &rules.page_tags),
        secure_transport::check(evidence, &rules.secure_transport),
        site_features::check(evidence, &rules.site_features),
    ]
    .concat()
}
