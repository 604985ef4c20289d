//! Today's rules over stored evidence, one site at a time, and what that changes.

use crate::census::judge::{Judge, Judgment};
use crate::model::rule::Level;
use crate::model::time::Period;
use crate::model::verdict::{Observation, Verdict};
use crate::store::{Run, RunId, Store};
use anyhow::{Context as _, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What other rules over the same evidence came to.
#[derive(Debug, Default)]
pub struct Changes {
    pub judged: usize,
    /// Sites whose evidence is no longer in the store.
    pub without_evidence: usize,
    /// One a site for which something is another now.
    pub changed: Vec<Change>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    pub site: String,
    /// Conclusion, score and vetoes; the same twice where only findings differ.
    pub before: String,
    pub after: String,
    /// By code, how many findings are new and how many are gone; never both 0.
    pub findings: Vec<(String, usize, usize)>,
}

impl Judge {
    /// Judges every site of the period again. `keep`: the new judgments take the place of the old; else they are only
    /// compared.
    pub async fn again(&self, store: &Store, period: Period, keep: bool) -> Result<Changes> {
        let judged = store.judged(period)?;
        anyhow::ensure!(
            !judged.is_empty(),
            "{period} 还没有检查结果；请先运行 pucha census --period {period}"
        );
        let mut runs: BTreeMap<RunId, Run> = BTreeMap::new();
        let mut changes = Changes::default();
        for (id, site) in judged {
            if !runs.contains_key(&id) {
                let run = store.run(&id)?.context("检查批次不见了")?;
                runs.insert(id.clone(), run);
            }
            let Some(evidence) = store.bundle(&id, &site)? else {
                changes.without_evidence += 1;
                continue;
            };
            let name = evidence.site.name.clone();
            let (verdict, before) = store.judgment(&id, &site)?.context("检查结果不见了")?;
            let new = self.conclude(store, &runs[&id], evidence)?;
            changes.judged += 1;
            changes.changed.extend(change(name, (&verdict, &before), &new));
            if keep {
                let Judgment { observations, findings, verdict } = new;
                store.put_judgment(&id, &site, observations, verdict, findings).await?;
            }
        }
        Ok(changes)
    }
}

fn change(site: String, old: (&Verdict, &[Observation]), new: &Judgment) -> Option<Change> {
    let (before, after) = (short(old.0), short(&new.verdict));
    let (was, is) = (keys(old.1), keys(new.observations.iter().map(|it| &**it)));
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, _, _) in is.difference(&was) {
        counts.entry(code).or_default().0 += 1;
    }
    for (code, _, _) in was.difference(&is) {
        counts.entry(code).or_default().1 += 1;
    }
    let findings: Vec<_> =
        counts.into_iter().map(|(code, (new, gone))| (code.to_owned(), new, gone)).collect();
    (before != after || !findings.is_empty()).then_some(Change { site, before, after, findings })
}

/// What was found: code, subject and level.
fn keys<'a>(
    observations: impl IntoIterator<Item = &'a Observation>,
) -> BTreeSet<(&'a str, &'a str, Level)> {
    observations
        .into_iter()
        .filter(|it| it.level != Level::NotJudged)
        .map(|it| (it.code.as_str(), it.subject.as_str(), it.level))
        .collect()
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
