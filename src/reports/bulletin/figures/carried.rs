//! What became of the last period's problems, and how this period compares with an earlier one.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::verdict::Conclusion;
use crate::reports::bulletin::words::{
    Counts, Names, is_pending, is_sample, listed, problems, share,
};
use crate::reports::{Month, Previous, SiteResult, percent, percent_shown};
use serde::Serialize;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

/// Units that are named for mending slowly.
const SLOWEST: usize = 3;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Carried {
    #[serde(rename = "期次")]
    pub(crate) period: String,
    /// The five below add up to it.
    #[serde(rename = "问题数")]
    pub(crate) total: usize,
    #[serde(rename = "已整改")]
    pub(crate) mended: usize,
    #[serde(rename = "未整改")]
    pub(crate) left: usize,
    /// Mended in between, and back again.
    #[serde(rename = "反弹")]
    pub(crate) relapsed: usize,
    #[serde(rename = "未复核")]
    pub(crate) unchecked: usize,
    /// 误报, 核减, 豁免.
    #[serde(rename = "不再计")]
    pub(crate) excused: usize,
    /// Of what could be looked at again.
    #[serde(rename = "整改率")]
    pub(crate) rate: Option<String>,
    #[serde(rename = "较慢")]
    pub(crate) slowest: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Compared {
    #[serde(rename = "期次")]
    pub(crate) period: String,
    #[serde(rename = "原合格率")]
    pub(crate) rate_then: String,
    #[serde(rename = "合格率")]
    pub(crate) rate: String,
    /// 上升, 下降, 持平.
    #[serde(rename = "升降")]
    pub(crate) way: String,
    #[serde(rename = "百分点")]
    pub(crate) points: String,
    #[serde(rename = "原问题数")]
    pub(crate) problems_then: usize,
    #[serde(rename = "问题数")]
    pub(crate) problems: usize,
}

/// What became of one site's problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) mended: usize,
    pub(crate) left: usize,
    pub(crate) relapsed: usize,
    pub(crate) unchecked: usize,
    pub(crate) excused: usize,
}

pub(crate) struct CarriedOver {
    pub(crate) told: Carried,
    pub(crate) fates: BTreeMap<SiteKey, Fate>,
}

impl Fate {
    pub(crate) fn owed(self) -> usize {
        self.mended + self.left + self.relapsed
    }

    fn total(self) -> usize {
        self.owed() + self.unchecked + self.excused
    }

    fn plus(self, other: Self) -> Self {
        Self {
            mended: self.mended + other.mended,
            left: self.left + other.left,
            relapsed: self.relapsed + other.relapsed,
            unchecked: self.unchecked + other.unchecked,
            excused: self.excused + other.excused,
        }
    }
}

/// What an earlier period's bulletin could tell as problems: also what was mended after that period's own census.
fn problems_then(result: &SiteResult) -> impl Iterator<Item = &Finding> {
    let judged = result.verdict.conclusion != Conclusion::NotJudged;
    result.ledger_findings().filter(move |it| {
        let mended_since =
            it.state == FindingState::Mended && result.run.started_at <= it.observation.found_at;
        judged
            && !is_sample(it)
            && !is_pending(it)
            && !it.is_unchecked()
            && it.level != Level::NotJudged
            && (it.state.is_open() || mended_since)
    })
}

pub(super) fn carried(month: &Month, names: &Names<'_>) -> Option<CarriedOver> {
    let previous = month.previous.as_ref()?;
    let now: HashMap<&FindingId, (&SiteResult, &Finding)> = month
        .results
        .iter()
        .flat_map(|result| result.findings.iter().map(move |it| (&it.id, (result, it))))
        .collect();
    let mut fates: BTreeMap<SiteKey, Fate> = BTreeMap::new();
    for result in &previous.results {
        for finding in problems_then(result) {
            let fate = fates.entry(result.site.key.clone()).or_default();
            match now.get(&finding.id) {
                // Mended before this period's census, and not found again.
                None if finding.state == FindingState::Mended => fate.mended += 1,
                None => fate.unchecked += 1,
                Some((result, it)) => note(fate, result, it),
            }
        }
    }
    let sum = fates.values().fold(Fate::default(), |sum, it| sum.plus(*it));
    let told = Carried {
        period: previous.period.chinese(),
        total: sum.total(),
        mended: sum.mended,
        left: sum.left,
        relapsed: sum.relapsed,
        unchecked: sum.unchecked,
        excused: sum.excused,
        rate: share(sum.mended, sum.owed()).map(percent),
        slowest: slowest(month, names, &fates),
    };
    Some(CarriedOver { told, fates })
}

fn note(fate: &mut Fate, result: &SiteResult, finding: &Finding) {
    let judged = result.verdict.conclusion != Conclusion::NotJudged;
    match finding.state {
        FindingState::Mended => fate.mended += 1,
        state if state.is_excused() => fate.excused += 1,
        _ if !judged || finding.is_unchecked() || is_pending(finding) => fate.unchecked += 1,
        _ if finding.is_back() => fate.relapsed += 1,
        _ => fate.left += 1,
    }
}

/// The units that left most undone: most problems first, then the smaller share mended.
fn slowest(month: &Month, names: &Names<'_>, fates: &BTreeMap<SiteKey, Fate>) -> Option<String> {
    let undone = |it: &Fate| it.left + it.relapsed;
    let mut slow: Vec<(&SiteResult, &Fate)> = month
        .results
        .iter()
        .filter_map(|it| Some((it, fates.get(&it.site.key)?)))
        .filter(|(_, it)| 0 < undone(it))
        .collect();
    slow.sort_by_key(|(_, it)| (Reverse(undone(it)), it.mended));
    let told: Vec<String> = slow
        .iter()
        .take(SLOWEST)
        .map(|(result, it)| {
            let name = names.of(&result.site);
            match it.mended {
                0 => format!("{name}（应整改{}个，均未整改到位）", it.owed()),
                some => format!("{name}（应整改{}个，已整改{some}个）", it.owed()),
            }
        })
        .collect();
    (!told.is_empty()).then(|| listed(&told, "个网站"))
}

/// `None` where one of the two has no judged site.
pub(super) fn compared(month: &Month, then: &Previous) -> Option<Compared> {
    let now_rate = Counts::of(&month.results).rate()?;
    let then_rate = Counts::of(&then.results).rate()?;
    let points = percent_shown(now_rate) - percent_shown(then_rate);
    let way = match points.partial_cmp(&0.0) {
        _ if points.abs() < 0.05 => "持平",
        Some(Ordering::Greater) => "上升",
        _ => "下降",
    };
    Some(Compared {
        period: then.period.chinese(),
        rate_then: percent(then_rate),
        rate: percent(now_rate),
        way: way.into(),
        points: format!("{:.1}", points.abs()),
        problems_then: then.results.iter().flat_map(problems_then).count(),
        problems: problems(month).count(),
    })
}
