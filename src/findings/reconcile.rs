//! What was found before and what is observed now, brought together into the findings of the period.

use crate::findings::deadlines::due;
use crate::model::finding::{Finding, FindingId, FindingState, NOT_RECHECKED};
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period, in_shanghai};
use crate::model::verdict::Observation;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// 指标, 依据条款 and 整改要求 of a code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub indicator: String,
    pub clause: String,
    pub remedy: String,
}

impl From<(String, String, String)> for Texts {
    fn from((indicator, clause, remedy): (String, String, String)) -> Self {
        Self { indicator, clause, remedy }
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
    pub texts: &'a dyn Fn(&str) -> Texts,
    /// `None`: the year's holidays are not known.
    pub is_workday: &'a dyn Fn(NaiveDate) -> Option<bool>,
    /// Whether the thing that the finding is about was looked at this time, well enough that not finding it means
    /// that it is put right.
    pub seen_well: &'a dyn Fn(&Finding) -> bool,
    /// 豁免 that the rules give what is observed, in words.
    pub exempt: &'a dyn Fn(&Observation) -> Option<String>,
}

/// The latest records of one finding from earlier runs.
#[derive(Clone, Copy, Default)]
struct Past<'a> {
    /// Of this period.
    same: Option<&'a Finding>,
    /// Of the latest period before it.
    before: Option<&'a Finding>,
    own: Option<&'a Finding>,
}

impl<'a> Past<'a> {
    fn latest(&self) -> Option<&'a Finding> {
        self.same.or(self.before)
    }
}

/// The site's findings of the period, observed ones first, in the order of the observations, then those of before
/// that were not observed. `previous` may hold any records of the site from earlier runs; records of later periods and of
/// other sites are passed over.
pub fn reconcile(
    previous: &[Finding],
    observations: &[Observation],
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
        observations.iter().filter(|it| it.level == Level::NotJudged).collect();
    let one_cause = findings.iter().any(|it| speaks_alone(&it.observation.code));
    for (id, past) in pasts.iter().filter(|(id, _)| !seen.contains_key(*id)) {
        let decided = !one_cause && !undecided.iter().any(|it| covers(it, id, past, context));
        findings.extend(unobserved(*past, decided, context));
    }
    findings
}

/// Observations that go into the score: without those that a person or the rules excused.
pub fn scored(
    previous: &[Finding],
    observations: &[Observation],
    context: &Context<'_>,
) -> Vec<Observation> {
    let excused = excused(previous, observations, context);
    let is_out = |it: &Observation| excused.contains(&(it.code.clone(), it.subject.clone()));
    observations.iter().filter(|it| !is_out(it)).cloned().collect()
}

/// Code and subject of the observations that a person or the rules excused.
pub fn excused(
    previous: &[Finding],
    observations: &[Observation],
    context: &Context<'_>,
) -> BTreeSet<(String, String)> {
    let pasts = pasts(previous, context);
    observations
        .iter()
        .filter(|it| {
            let id = FindingId::new(context.site, &it.code, &it.subject);
            (context.exempt)(it).is_some() || pasts.get(&id).is_some_and(|it| excuse(it).is_some())
        })
        .map(|it| (it.code.clone(), it.subject.clone()))
        .collect()
}

fn pasts<'a>(previous: &'a [Finding], context: &Context<'a>) -> BTreeMap<FindingId, Past<'a>> {
    let mut pasts: BTreeMap<FindingId, Past<'a>> = BTreeMap::new();
    for finding in previous.iter().filter(|it| it.site == *context.site) {
        if context.period < finding.period {
            continue;
        }
        let past = pasts.entry(finding.id.clone()).or_default();
        if finding.period == context.period {
            past.same = Some(finding);
        } else if past.before.is_none_or(|it| it.period <= finding.period) {
            past.before = Some(finding);
        }
    }
    for finding in context.own.iter().filter(|it| it.site == *context.site) {
        pasts.entry(finding.id.clone()).or_default().own = Some(finding);
    }
    pasts
}

fn today(context: &Context<'_>) -> NaiveDate {
    in_shanghai(context.now.to_utc()).date_naive()
}

fn excuse<'a>(past: &Past<'a>) -> Option<&'a Finding> {
    past.own.or(past.latest()).filter(|it| it.is_excused_by_a_person())
}

fn observed(
    id: FindingId,
    observation: &Observation,
    past: Past<'_>,
    context: &Context<'_>,
) -> Finding {
    let latest = past.latest();
    let exemption = (context.exempt)(observation).filter(|_| excuse(&past).is_none());
    let state = if exemption.is_some() { FindingState::Exempt } else { state(past) };
    let Texts { indicator, clause, remedy } = (context.texts)(&observation.code);
    // A deadline that was set stays, however often the fault is found; a relapse gets a new one.
    let was_exempt = |it: &Finding| it.exemption.is_some();
    let fresh_start = latest.is_none_or(|it| it.state == FindingState::Mended || was_exempt(it));
    let own = past.own.filter(|it| !was_exempt(it));
    let kept = own.or(latest.filter(|_| !fresh_start)).and_then(|it| it.deadline);
    let counted = || {
        let days = context.working_days.of(observation.level)?;
        Some(due(today(context), days, context.is_workday).day)
    };
    let decided = past.own.or(latest);
    Finding {
        id,
        site: context.site.clone(),
        period: context.period,
        observation: observation.clone(),
        indicator,
        clause,
        remedy,
        level: observation.level,
        state,
        first_found: latest.map_or(observation.found_at, |it| it.first_found),
        periods_in_row: periods_in_row(past),
        deadline: if exemption.is_some() { None } else { kept.or_else(counted) },
        mended_on: None,
        review: match decided {
            Some(it) if it.is_excused_by_a_person() => it.review.clone(),
            _ if exemption.is_some() => String::new(),
            _ => review(state, past),
        },
        remark: decided.map(|it| it.remark.clone()).unwrap_or_default(),
        exemption,
        excused_until: None,
        mended_evidence: Vec::new(),
    }
}

fn state(past: Past<'_>) -> FindingState {
    if let Some(excused) = excuse(&past) {
        return excused.state;
    }
    let before = past.latest().map_or(FindingState::Open, |it| match it.state {
        FindingState::Mended => FindingState::Relapsed,
        // Excused by then, but a person reopened it in this very run.
        state if state.is_excused() => FindingState::Open,
        state => state,
    });
    match past.own.map(|it| it.state) {
        // The notice went out on the strength of this very run.
        Some(FindingState::Notified) => FindingState::Notified,
        _ => before,
    }
}

fn review(state: FindingState, past: Past<'_>) -> String {
    let was_open = |it: Option<&Finding>| it.is_some_and(|it| it.state.is_open());
    let open_all_along = was_open(past.before) && past.same.is_none_or(|it| it.state.is_open());
    match (state, past.latest()) {
        (FindingState::Relapsed, _) if !open_all_along => "整改后再次出现".into(),
        (_, Some(_)) => "复核仍存在".into(),
        (_, None) => String::new(),
    }
}

/// A period counts once, however often it is run; a period in which it was mended breaks the row.
fn periods_in_row(past: Past<'_>) -> u32 {
    match (past.before, past.same) {
        (Some(before), _) if before.state == FindingState::Mended => 1,
        (Some(before), _) => before.periods_in_row.saturating_add(1),
        (None, Some(same)) => same.periods_in_row,
        (None, None) => 1,
    }
}

fn unobserved(past: Past<'_>, decided: bool, context: &Context<'_>) -> Option<Finding> {
    let latest = past.latest()?;
    let mut finding = latest.clone();
    finding.period = context.period;
    match latest.state {
        // Mended earlier in this period it still belongs to it; mended in a former one it is told.
        FindingState::Mended => past.same.cloned(),
        // What a person excused and nobody sees any more needs no row; its record stays in the history.
        state if state.is_excused() => None,
        _ if decided && (context.seen_well)(latest) => {
            finding.state = FindingState::Mended;
            finding.mended_on = Some(today(context));
            finding.review = "复核已整改".into();
            Some(finding)
        }
        _ => {
            finding.review = NOT_RECHECKED.into();
            Some(finding)
        }
    }
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
