//! What was found before and what is observed now, brought together into the findings of the period.

use crate::findings::deadlines::due;
use crate::findings::past::{Past, pasts, periods_in_row};
use crate::findings::state::{came_back, is_out, review, stands, state, was_closed};
use crate::model::finding::{Finding, FindingId, FindingState, NOT_RECHECKED, SEEN_MENDED};
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period, in_shanghai};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 指标, 依据条款 and 整改要求 of a code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub indicator: Arc<str>,
    pub clause: Arc<str>,
    pub remedy: Arc<str>,
}

impl From<(String, String, String)> for Texts {
    fn from((indicator, clause, remedy): (String, String, String)) -> Self {
        Self { indicator: indicator.into(), clause: clause.into(), remedy: remedy.into() }
    }
}

/// Working days to put right, by level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDays {
    pub veto: u32,
    pub deduct: u32,
    pub remind: u32,
}

impl WorkingDays {
    pub fn of(self, level: Level) -> Option<u32> {
        match level {
            Level::Veto => Some(self.veto),
            Level::Deduct => Some(self.deduct),
            Level::Remind => Some(self.remind),
            Level::NotJudged => None,
        }
    }
}

/// What reconciling needs to know beside the findings.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub site: &'a SiteKey,
    pub period: Period,
    /// Deadlines count from this day, and it is the day on which what is gone was mended.
    pub now: Instant,
    pub working_days: WorkingDays,
    /// Records of this very run, when it judges again (rejudge, resume). Only what persons did with them is kept: a
    /// finding that other rules no longer make was not mended.
    pub own: &'a [Finding],
    /// What a recheck closed after the run was judged.
    pub closed: &'a BTreeSet<FindingId>,
    pub texts: &'a dyn Fn(&str) -> Texts,
    /// `None`: the year's holidays are not known.
    pub is_workday: &'a dyn Fn(NaiveDate) -> Option<bool>,
    /// Whether the thing that the finding is about was looked at this time, well enough that not finding it means
    /// that it is put right.
    pub seen_well: &'a dyn Fn(&Finding) -> bool,
    /// The visits that looked at the thing, when it is gone.
    pub witnesses: &'a dyn Fn(&Finding) -> Vec<VisitId>,
    /// 豁免 that the rules give what is observed, in words.
    pub exempt: &'a dyn Fn(&Observation) -> Option<String>,
    /// Levels whose findings wait for a person when they are newly found or have come back.
    pub confirm_first: &'a [Level],
}

impl Context<'_> {
    /// The day of the audit in Asia/Shanghai.
    pub(super) fn today(&self) -> NaiveDate {
        in_shanghai(self.now.to_utc()).date_naive()
    }

    fn due(&self, level: Level) -> Option<NaiveDate> {
        let days = self.working_days.of(level)?;
        Some(due(self.today(), days, self.is_workday).day)
    }
}

/// The site's findings of the period, observed ones first, in the order of the observations, then those of before
/// that were not observed. `previous` may hold any records of the site from earlier runs; records of later periods and of
/// other sites are passed over.
pub fn reconcile(
    previous: &[Finding],
    observations: &[Arc<Observation>],
    context: &Context<'_>,
) -> Vec<Finding> {
    let pasts = pasts(previous, context);
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen: BTreeMap<FindingId, usize> = BTreeMap::new();
    for observation in observations.iter().filter(|it| it.level != Level::NotJudged) {
        let id = FindingId::new(context.site, &observation.code, &observation.subject);
        if let Some(&place) = seen.get(&id) {
            // One fault observed twice is one finding; the graver one speaks.
            if observation.level < findings[place].level {
                let past = pasts.get(&id).copied().unwrap_or_default();
                findings[place] = observed(id, observation, past, context);
            }
            continue;
        }
        let past = pasts.get(&id).copied().unwrap_or_default();
        seen.insert(id.clone(), findings.len());
        findings.push(observed(id, observation, past, context));
    }
    let undecided: Vec<&Observation> =
        observations.iter().map(|it| &**it).filter(|it| it.level == Level::NotJudged).collect();
    let one_cause = findings.iter().any(|it| speaks_alone(&it.observation.code));
    for (id, past) in pasts.iter().filter(|(id, _)| !seen.contains_key(*id)) {
        let decided = !one_cause && !undecided.iter().any(|it| covers(it, id, past, context));
        findings.extend(unobserved(*past, decided, context));
    }
    findings
}

/// Observations that go into the score: without those that a person or the rules excused, or that wait for a person.
pub fn scored(
    previous: &[Finding],
    observations: &[Arc<Observation>],
    context: &Context<'_>,
) -> Vec<Arc<Observation>> {
    let excused = excused(previous, observations, context);
    let is_out = |it: &Arc<Observation>| excused.contains(&(it.code.clone(), it.subject.clone()));
    observations.iter().filter(|it| !is_out(it)).cloned().collect()
}

/// Code and subject of the observations that a person or the rules excused, or that wait for a person.
pub fn excused(
    previous: &[Finding],
    observations: &[Arc<Observation>],
    context: &Context<'_>,
) -> BTreeSet<(String, String)> {
    let pasts = pasts(previous, context);
    observations
        .iter()
        .filter(|it| {
            let id = FindingId::new(context.site, &it.code, &it.subject);
            let past = pasts.get(&id).copied().unwrap_or_default();
            (context.exempt)(it).is_some() || is_out(past, it.level, context)
        })
        .map(|it| (it.code.clone(), it.subject.clone()))
        .collect()
}

fn observed(
    id: FindingId,
    observation: &Arc<Observation>,
    past: Past<'_>,
    context: &Context<'_>,
) -> Finding {
    let latest = past.latest();
    let excuse = past.excuse(context.today());
    let is_closed = past.own.is_some_and(|it| was_closed(it, context));
    let exemption = (context.exempt)(observation).filter(|_| excuse.is_none() && !is_closed);
    let level = observation.level;
    let state =
        if exemption.is_some() { FindingState::Exempt } else { state(past, level, context) };
    let Texts { indicator, clause, remedy } = (context.texts)(&observation.code);
    let decided = past.own.or(latest);
    let mended = past.own.filter(|_| state == FindingState::Mended);
    Finding {
        id,
        site: context.site.clone(),
        period: context.period,
        observation: Arc::clone(observation),
        indicator,
        clause,
        remedy,
        level,
        state,
        first_found: latest.map_or(observation.found_at, |it| it.first_found),
        periods_in_row: periods_in_row(past),
        deadline: match past.own.filter(|_| is_closed) {
            Some(own) => own.deadline,
            None => deadline(past, level, state, context).filter(|_| exemption.is_none()),
        },
        mended_on: mended.and_then(|it| it.mended_on),
        review: match (excuse, mended) {
            (Some(it), _) | (_, Some(it)) => it.review.clone(),
            _ if exemption.is_some() => String::new(),
            _ => review(state, past),
        },
        remark: decided.map(|it| it.remark.clone()).unwrap_or_default(),
        exemption,
        excused_until: excuse.and_then(|it| it.excused_until),
        came_back: came_back(past),
        mended_evidence: mended.map(|it| it.mended_evidence.clone()).unwrap_or_default(),
    }
}

/// A deadline that was set stays, however often the fault is found; as long as the unit was told nothing, a judgment
/// that counts again (by a calendar that was not known before) may put it off. What waits for a person has none; a
/// relapse, and what was excused until now, gets a new one.
fn deadline(
    past: Past<'_>,
    level: Level,
    state: FindingState,
    context: &Context<'_>,
) -> Option<NaiveDate> {
    if state == FindingState::Pending {
        return None;
    }
    let day = context.today();
    let begins_anew = |it: &Finding| {
        let was_mended = it.state == FindingState::Mended && state != FindingState::Mended;
        was_mended || it.exemption.is_some() || it.excuse_has_ended(day)
    };
    let own = past.own.filter(|it| !begins_anew(it));
    let latest = past.latest().filter(|it| !begins_anew(it));
    let set = own.or(latest).and_then(|it| it.deadline);
    // One that came back keeps its state when the unit is told.
    let is_untold = latest.is_none() && own.is_some_and(|it| it.state == FindingState::Open);
    match set {
        Some(day) if is_untold => Some(day).max(context.due(level)),
        Some(day) => Some(day),
        None => context.due(level),
    }
}

fn unobserved(past: Past<'_>, decided: bool, context: &Context<'_>) -> Option<Finding> {
    let day = context.today();
    // What a person or a recheck made of this run's own record stands, whatever the rules now make of the evidence.
    if let Some(own) = past.own.filter(|it| stands(it, day, context)) {
        return Some(own.clone());
    }
    let latest = past.latest()?;
    let is_gone = || decided && (context.seen_well)(latest);
    let mut finding = latest.clone();
    finding.period = context.period;
    match latest.state {
        // Mended earlier in this period it still belongs to it; mended in a former one it is told.
        FindingState::Mended => return past.same.cloned(),
        // The term ran out unseen: it is open again until it is seen gone.
        state if state.is_excused() && latest.excuse_has_ended(day) => {
            if is_gone() {
                return None;
            }
            finding.state = FindingState::Open;
            finding.excused_until = None;
            finding.deadline = context.due(finding.level);
            finding.review = NOT_RECHECKED.into();
        }
        // What a person excused and nobody sees any more needs no row; its record stays in the history.
        state if state.is_excused() => return None,
        _ if is_gone() => {
            finding.state = FindingState::Mended;
            finding.mended_on = Some(day);
            finding.mended_evidence = (context.witnesses)(latest);
            finding.review = SEEN_MENDED.into();
        }
        _ => {
            finding.review = NOT_RECHECKED.into();
            // Confirmed or notified on the strength of this very run.
            if let Some(own) = past.own.filter(|it| it.state.is_open()) {
                (finding.state, finding.deadline) = (own.state, own.deadline);
                finding.remark.clone_from(&own.remark);
            }
        }
    }
    Some(finding)
}

/// Codes beside which nothing else is reported (contract: one cause). What they hide is not mended.
fn speaks_alone(code: &str) -> bool {
    [
        "zombie_site.placeholder",
        "zombie_site.hijacked",
        "zombie_site.moved",
        "zombie_site.not_closed",
    ]
    .contains(&code)
}

/// Whether an undecided observation speaks of the finding: of the same code or its whole check, and of the same
/// subject or of everything.
fn covers(undecided: &Observation, id: &FindingId, past: &Past<'_>, context: &Context<'_>) -> bool {
    let Some(finding) = past.latest() else { return false };
    let code = &finding.observation.code;
    let check = code.split('.').next().unwrap_or_default();
    if undecided.code != *code && undecided.code != check {
        return false;
    }
    undecided.subject.is_empty()
        || undecided.subject == finding.observation.subject
        || FindingId::new(context.site, &undecided.code, &undecided.subject) == *id
}
