//! From a bundle of facts to what is said of the site: checks, verdict, findings, stored in one step.

use crate::census::{by_hand, unsettled};
use crate::checks::{self, Rulebook};
use crate::config::Rectification;
use crate::findings::deadlines::{Due, due};
use crate::findings::{self, Context, Looked, Texts, WorkingDays};
use crate::model::evidence::SiteEvidence;
use crate::model::finding::Finding;
use crate::model::finding::FindingId;
use crate::model::hand_entry::HandEntry;
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::in_shanghai;
use crate::model::verdict::{Observation, Verdict};
use crate::store::{History, Run, Store};
use crate::verdict::{self, VerdictInput};
use anyhow::Result;
use chrono::NaiveDate;
use std::cell::{LazyCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

pub struct Judge {
    rulebook: Rulebook,
    working_days: WorkingDays,
    confirm_first: Vec<Level>,
}

/// What is known of a site beside its evidence.
struct Known {
    history: History,
    entries: Vec<HandEntry>,
    /// What a recheck closed after the site was judged.
    closed: BTreeSet<FindingId>,
}

pub(crate) struct Judgment {
    pub(crate) observations: Vec<Arc<Observation>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) verdict: Verdict,
}

impl Judge {
    pub fn new(rulebook: Rulebook, rectification: &Rectification) -> Self {
        let working_days = WorkingDays {
            veto: rectification.veto_working_days,
            deduct: rectification.deduct_working_days,
            remind: rectification.remind_working_days,
        };
        Self { rulebook, working_days, confirm_first: rectification.confirm_first.clone() }
    }

    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Judges and stores; on the disk when it returns.
    pub async fn judge(&self, store: &Store, run: &Run, evidence: SiteEvidence) -> Result<Verdict> {
        let site = evidence.site.key.clone();
        let Judgment { observations, findings, verdict } = self.conclude(store, run, evidence)?;
        store.put_judgment(&run.id, &site, observations, verdict.clone(), findings).await?;
        Ok(verdict)
    }

    /// What is known of a large site takes as much room as what is written: it is let go when this returns.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) fn conclude(
        &self,
        store: &Store,
        run: &Run,
        mut evidence: SiteEvidence,
    ) -> Result<Judgment> {
        let site = evidence.site.key.clone();
        let entries = store.entries(run.period, Some(&site))?;
        let entries: Vec<HandEntry> =
            entries.into_iter().filter(|it| it.withdrawn.is_none()).map(|it| it.entry).collect();
        let closed = store.closed_by_recheck(run.period, Some(&site), None)?;
        let first = self.observe(&evidence, &entries);
        let mut known = Known { history: beside(store, run, &site, &first)?, entries, closed };
        let excused = self.within(run, &evidence, &known, |context| {
            findings::excused(&known.history.earlier, &first, context)
        });
        let observations = if excused.is_empty() {
            first
        } else {
            // What is excused must not count towards a veto either. Then not all may be found again.
            evidence.excused = excused.iter().cloned().collect();
            known.history = store.history(&run.id, &site)?;
            self.observe_beside(&evidence, &known.entries, first, &excused)
        };
        let verdict = self.score(run, &evidence, &known, &observations);
        let findings = self.within(run, &evidence, &known, |context| {
            findings::reconcile(&known.history.earlier, &observations, context)
        });
        let verdict = unsettled::told(verdict, &findings);
        Ok(Judgment { observations, findings, verdict })
    }

    /// The verdict before it is told what is unsettled. What it copies is let go before the findings are made.
    fn score(
        &self,
        run: &Run,
        evidence: &SiteEvidence,
        known: &Known,
        observations: &[Arc<Observation>],
    ) -> Verdict {
        let scored = self.within(run, evidence, known, |context| {
            findings::scored(&known.history.earlier, observations, context)
        });
        let state = checks::site_state(evidence, &self.rulebook);
        let input = VerdictInput::of(evidence, state, &scored, &self.rulebook.score)
            .with_bonuses(by_hand::bonuses(&known.entries, &self.rulebook));
        Verdict { in_order_by_hand: by_hand::in_order(&known.entries), ..verdict::judge(&input) }
    }

    /// What the checks make of evidence into which a recheck put what it saw, and how the findings it looks for stand.
    pub(crate) fn look_again(
        &self,
        run: &Run,
        evidence: &SiteEvidence,
        looked_for: &[Finding],
    ) -> (Vec<Arc<Observation>>, Vec<Finding>) {
        let known = Known {
            history: History { earlier: looked_for.to_vec(), own: Vec::new() },
            entries: Vec::new(),
            closed: BTreeSet::new(),
        };
        let observations = self.observe(evidence, &known.entries);
        let findings = self.within(run, evidence, &known, |context| {
            findings::reconcile(looked_for, &observations, context)
        });
        (observations, findings)
    }

    fn observe(&self, evidence: &SiteEvidence, entries: &[HandEntry]) -> Vec<Arc<Observation>> {
        let mut all = checks::check_all(evidence, &self.rulebook);
        all.extend(by_hand::observations(entries, &self.rulebook));
        all.into_iter().map(Arc::new).collect()
    }

    /// The rows as they are once some are excused; an excused one stays, to be told as such.
    fn observe_beside(
        &self,
        evidence: &SiteEvidence,
        entries: &[HandEntry],
        first: Vec<Arc<Observation>>,
        excused: &BTreeSet<(String, String)>,
    ) -> Vec<Arc<Observation>> {
        let is_excused =
            |it: &Arc<Observation>| excused.contains(&(it.code.clone(), it.subject.clone()));
        let told: Vec<Arc<Observation>> = first.into_iter().filter(is_excused).collect();
        let mut all = self.observe(evidence, entries);
        let seen: HashSet<(&str, &str)> = all.iter().map(|it| (&*it.code, &*it.subject)).collect();
        let is_new = |it: &Arc<Observation>| !seen.contains(&(&*it.code, &*it.subject));
        let missing: Vec<Arc<Observation>> = told.into_iter().filter(is_new).collect();
        all.extend(missing);
        all
    }

    fn within<T>(
        &self,
        run: &Run,
        evidence: &SiteEvidence,
        known: &Known,
        ask: impl FnOnce(&Context<'_>) -> T,
    ) -> T {
        // Thousands of findings share a few of them.
        let told: RefCell<BTreeMap<String, Texts>> = RefCell::default();
        let texts = |code: &str| {
            let mut told = told.borrow_mut();
            told.entry(code.to_owned()).or_insert_with(|| self.texts(code)).clone()
        };
        let is_workday = |day| self.rulebook.calendar.is_workday(day);
        let looked = LazyCell::new(|| Looked::of(evidence));
        let seen_well = |finding: &Finding| findings::seen_well(&looked, finding);
        let witnesses = |finding: &Finding| findings::witnesses(&looked, finding);
        let day = in_shanghai(evidence.as_of.to_utc()).date_naive();
        let own: Vec<_> = self
            .rulebook
            .exemptions
            .exemptions
            .iter()
            .filter(|it| it.is_of(&evidence.site))
            .collect();
        let exempt = |it: &Observation| {
            own.iter()
                .find(|one| one.covers(&it.code, (&it.column, &it.subject), day))
                .map(|one| one.chinese())
        };
        ask(&Context {
            site: &evidence.site.key,
            period: run.period,
            now: run.as_of,
            working_days: self.working_days,
            own: &known.history.own,
            closed: &known.closed,
            texts: &texts,
            is_workday: &is_workday,
            seen_well: &seen_well,
            witnesses: &witnesses,
            exempt: &exempt,
            confirm_first: &self.confirm_first,
        })
    }

    /// 整改时限 of what a person confirms or reopens on `day`; `None` where nothing is asked.
    pub fn due(&self, level: Level, day: NaiveDate) -> Option<Due> {
        let days = self.working_days.of(level)?;
        Some(due(day, days, |it| self.rulebook.calendar.is_workday(it)))
    }

    /// What the operator is to be told where the 整改时限 of what is found on `day` leads into a year whose holidays are not
    /// known.
    pub fn calendar_warning(&self, day: NaiveDate) -> Option<String> {
        let levels = [Level::Veto, Level::Deduct, Level::Remind];
        levels.into_iter().filter_map(|it| self.due(it, day)).find_map(|it| it.warning())
    }

    /// Whole days before the audit whose probes decide availability.
    pub(crate) fn probe_days(&self) -> u32 {
        self.rulebook.unreachable.params.days
    }

    fn texts(&self, code: &str) -> Texts {
        self.rulebook.finding_texts(code).map(Texts::from).unwrap_or_default()
    }
}

/// The site's history, which shares what is found again.
fn beside(
    store: &Store,
    run: &Run,
    site: &SiteKey,
    observations: &[Arc<Observation>],
) -> Result<History> {
    let decided = observations.iter().filter(|it| it.level != Level::NotJudged);
    let found: HashMap<FindingId, &Arc<Observation>> =
        decided.map(|it| (FindingId::new(site, &it.code, &it.subject), it)).collect();
    Ok(store.history_beside(&run.id, site, |id| found.get(id).map(|it| Arc::clone(it)))?)
}
