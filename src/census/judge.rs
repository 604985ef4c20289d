//! From a bundle of facts to what is said of the site: checks, verdict, findings, stored in one step.

use crate::checks::{self, Rulebook};
use crate::config::Rectification;
use crate::findings::{self, Context, Texts, WorkingDays};
use crate::model::evidence::SiteEvidence;
use crate::model::finding::Finding;
use crate::model::time::Period;
use crate::model::verdict::{Observation, Verdict};
use crate::reference::holidays;
use crate::store::{History, Run, Store};
use crate::verdict::{self, VerdictInput};
use anyhow::Result;

pub struct Judge {
    rulebook: Rulebook,
    working_days: WorkingDays,
}

/// What other rules over the same evidence came to.
#[derive(Debug, Default)]
pub struct Changes {
    pub judged: usize,
    /// One line a site whose conclusion, score or number of findings is another now.
    pub changed: Vec<String>,
}

impl Judge {
    pub fn new(rulebook: Rulebook, rectification: &Rectification) -> Self {
        let working_days = WorkingDays {
            veto: rectification.veto_working_days,
            deduct: rectification.deduct_working_days,
            remind: rectification.remind_working_days,
        };
        Self { rulebook, working_days }
    }

    /// Judges and stores; on the disk when it returns.
    pub async fn judge(
        &self,
        store: &Store,
        run: &Run,
        evidence: &SiteEvidence,
    ) -> Result<Verdict> {
        let site = &evidence.site.key;
        let history = store.history(&run.id, site)?;
        let (observations, findings, verdict) = self.conclude(run, evidence, &history);
        store.put_judgment(&run.id, site, &observations, &verdict, &findings).await?;
        Ok(verdict)
    }

    fn conclude(
        &self,
        run: &Run,
        evidence: &SiteEvidence,
        history: &History,
    ) -> (Vec<Observation>, Vec<Finding>, Verdict) {
        let observations = checks::check_all(evidence, &self.rulebook);
        let texts = |code: &str| self.texts(code);
        let calendar = holidays::Holidays::embedded();
        let is_workday = |day| calendar.is_workday(day);
        let seen_well = |finding: &Finding| findings::seen_well(evidence, finding);
        let context = Context {
            site: &evidence.site.key,
            period: run.period,
            now: run.as_of,
            working_days: self.working_days,
            own: &history.own,
            texts: &texts,
            is_workday: &is_workday,
            seen_well: &seen_well,
        };
        let findings = findings::reconcile(&history.earlier, &observations, &context);
        let scored = findings::scored(&history.earlier, &observations, &context);
        let state = checks::site_state(evidence, &self.rulebook);
        let verdict =
            verdict::judge(&VerdictInput::of(evidence, state, &scored, &self.rulebook.score));
        (observations, findings, verdict)
    }

    /// Today's rules over the stored evidence of a period.
    pub async fn again(&self, store: &Store, period: Period) -> Result<Changes> {
        let before = store.results(period)?;
        anyhow::ensure!(
            !before.is_empty(),
            "{period} 还没有检查结果；请先运行 pucha census --period {period}"
        );
        let mut changes = Changes::default();
        for result in before {
            let Some(evidence) = store.bundle(&result.run.id, &result.site.key)? else { continue };
            let verdict = self.judge(store, &result.run, &evidence).await?;
            changes.judged += 1;
            let (old, new) = (short(&result.verdict), short(&verdict));
            if old != new {
                changes.changed.push(format!("{}：{old} → {new}", result.site.name));
            }
        }
        Ok(changes)
    }

    /// Whole days before the audit whose probes decide availability.
    pub(crate) fn probe_days(&self) -> u32 {
        self.rulebook.unreachable.params.days
    }

    fn texts(&self, code: &str) -> Texts {
        let (indicator, clause, remedy) = self.rulebook.finding_texts(code).unwrap_or_default();
        Texts { indicator, clause, remedy }
    }
}

fn short(verdict: &Verdict) -> String {
    let score = verdict.score.map(|it| format!(" {it}分")).unwrap_or_default();
    let vetoes = if verdict.vetoes.is_empty() {
        String::new()
    } else {
        format!("（{}）", verdict.vetoes.join("；"))
    };
    format!("{}{score}{vetoes}", verdict.conclusion)
}
