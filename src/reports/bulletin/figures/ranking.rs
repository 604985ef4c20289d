//! Who stands where within each class of unit, who climbed and fell, and whom to name for doing well.

use crate::model::finding::FindingState;
use crate::model::site::{SiteKey, UnitClass};
use crate::reports::bulletin::figures::carried::Fate;
use crate::reports::bulletin::figures::{Named, named};
use crate::reports::bulletin::words::{Names, listed};
use crate::reports::ranks::ranks;
use crate::reports::{Month, SiteResult, plain_number};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A class with fewer ranked sites has no ranking.
const FEWEST: usize = 3;
/// So many are named at each end.
const NAMED: usize = 3;
const NEARLY: f64 = 0.005;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ClassRanking {
    #[serde(rename = "类别")]
    pub(crate) class: String,
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "前列")]
    pub(crate) first: String,
    #[serde(rename = "末位")]
    pub(crate) last: Option<String>,
    #[serde(rename = "上升")]
    pub(crate) climbers: Option<String>,
    #[serde(rename = "下降")]
    pub(crate) fallers: Option<String>,
}

#[derive(Default)]
pub(super) struct Good {
    pub(super) faultless: Option<Named>,
    pub(super) full_score: Option<Named>,
    pub(super) all_mended: Option<Named>,
}

struct Ranked<'a> {
    result: &'a SiteResult,
    rank: usize,
    score: f64,
}

pub(super) fn rankings(month: &Month, names: &Names<'_>) -> Vec<ClassRanking> {
    let now = ranks(&month.results);
    let then = month.previous.as_ref().map(|it| places(&it.results)).unwrap_or_default();
    UnitClass::ALL
        .iter()
        .filter_map(|class| {
            let of_class = month.results.iter().filter(|it| it.site.unit_class == *class);
            let mut ranked: Vec<Ranked<'_>> = of_class
                .filter_map(|result| {
                    let rank = *now.get(result.site.key.0.as_str())?;
                    Some(Ranked { result, rank, score: result.verdict.score? })
                })
                .collect();
            ranked.sort_by_key(|it| it.rank);
            ranking(*class, &ranked, &then, names)
        })
        .collect()
}

/// Site to class and rank.
fn places(results: &[SiteResult]) -> HashMap<&str, (UnitClass, usize)> {
    let ranks = ranks(results);
    results
        .iter()
        .filter_map(|it| {
            let key = it.site.key.0.as_str();
            Some((key, (it.site.unit_class, *ranks.get(key)?)))
        })
        .collect()
}

/// `None` for a class that is too small, or in which all have the same score.
fn ranking(
    class: UnitClass,
    ranked: &[Ranked<'_>],
    then: &HashMap<&str, (UnitClass, usize)>,
    names: &Names<'_>,
) -> Option<ClassRanking> {
    let (best, worst) = (ranked.first()?.score, ranked.last()?.score);
    if ranked.len() < FEWEST || best - worst < NEARLY {
        return None;
    }
    let named = NAMED.min(ranked.len() / 2);
    let first: Vec<&Ranked<'_>> = ranked.iter().filter(|it| it.rank <= named).collect();
    let lowest = first.iter().map(|it| it.score).fold(f64::MAX, f64::min);
    let last = ranked.iter().rev().take(named).filter(|it| it.score + NEARLY < lowest);
    let told =
        |it: &Ranked<'_>| format!("{}（{}分）", names.of(&it.result.site), plain_number(it.score));
    let last: Vec<String> = last.map(told).collect();
    let first: Vec<String> = first.into_iter().map(told).collect();
    let moves: Vec<(&Ranked<'_>, usize)> = ranked
        .iter()
        .filter_map(|it| {
            let (before_class, before) = then.get(it.result.site.key.0.as_str())?;
            (*before_class == class).then_some((it, *before))
        })
        .collect();
    Some(ClassRanking {
        class: class.chinese().into(),
        count: ranked.len(),
        first: listed(&first, "个网站"),
        last: (!last.is_empty()).then(|| last.join("、")),
        climbers: moved(&moves, names, "上升", |now, before| before.saturating_sub(now)),
        fallers: moved(&moves, names, "下降", usize::saturating_sub),
    })
}

/// The largest moves one way.
fn moved(
    moves: &[(&Ranked<'_>, usize)],
    names: &Names<'_>,
    way: &str,
    by: impl Fn(usize, usize) -> usize,
) -> Option<String> {
    let mut far: Vec<(&Ranked<'_>, usize)> = moves
        .iter()
        .map(|(it, before)| (*it, by(it.rank, *before)))
        .filter(|(_, places)| 0 < *places)
        .collect();
    far.sort_by_key(|(_, places)| Reverse(*places));
    let told: Vec<String> = far
        .iter()
        .take(NAMED)
        .map(|(it, places)| format!("{}（{way}{places}位）", names.of(&it.result.site)))
        .collect();
    (!told.is_empty()).then(|| told.join("、"))
}

/// Judged sites only, and none on which anything is still to be confirmed or to be looked at again.
pub(super) fn good(
    month: &Month,
    names: &Names<'_>,
    fates: Option<&BTreeMap<SiteKey, Fate>>,
) -> Good {
    let judged: Vec<&SiteResult> =
        month.results.iter().filter(|it| it.is_judged() && !is_unsure(it)).collect();
    let is_faultless = |it: &&SiteResult| it.open_findings().next().is_none();
    let faultless: Vec<&SiteResult> = judged.iter().copied().filter(is_faultless).collect();
    let full: Vec<&SiteResult> = judged.iter().copied().filter(|it| has_full_score(it)).collect();
    let keys = |all: &[&SiteResult]| all.iter().map(|it| it.site.key.clone()).collect::<Vec<_>>();
    let is_news = keys(&faultless) != keys(&full);
    let mended: Vec<&SiteResult> = judged
        .iter()
        .copied()
        .filter(|it| {
            let fate = fates.and_then(|all| all.get(&it.site.key));
            fate.is_some_and(|it| 0 < it.mended && it.mended == it.owed() && it.unchecked == 0)
        })
        .collect();
    Good {
        faultless: named(names, &faultless),
        full_score: if is_news { named(names, &full) } else { None },
        all_mended: named(names, &mended),
    }
}

fn is_unsure(result: &SiteResult) -> bool {
    result.findings.iter().any(|it| it.state == FindingState::Pending || it.is_unchecked())
}

fn has_full_score(result: &SiteResult) -> bool {
    let full = result.verdict.arithmetic.full;
    let full = if 0.0 < full { full } else { 100.0 };
    result.verdict.vetoes.is_empty() && result.verdict.score.is_some_and(|it| full - it < NEARLY)
}
