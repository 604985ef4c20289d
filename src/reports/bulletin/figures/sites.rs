//! By what, when and how much was checked, and how the sites stand.

use crate::model::site::UnitClass;
use crate::model::time::{Instant, shanghai};
use crate::model::verdict::Conclusion;
use crate::reports::bulletin::words::{Counts, Names, chinese_span, veto_names};
use crate::reports::{Document, Month, SiteResult, percent, plain_number};
use serde::Serialize;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ClassRate {
    #[serde(rename = "类别")]
    pub(crate) class: String,
    #[serde(rename = "判定数")]
    pub(crate) judged: usize,
    #[serde(rename = "合格数")]
    pub(crate) qualified: usize,
    #[serde(rename = "不合格数")]
    pub(crate) unqualified: usize,
    #[serde(rename = "合格率")]
    pub(crate) rate: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Scores {
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "平均")]
    pub(crate) average: String,
    #[serde(rename = "最高")]
    pub(crate) best: String,
    #[serde(rename = "最低")]
    pub(crate) worst: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Unqualified {
    #[serde(rename = "名称")]
    pub(crate) name: String,
    #[serde(rename = "原因")]
    pub(crate) reason: String,
}

pub(super) fn basis(month: &Month) -> String {
    month.basis.documents.iter().map(cited).collect::<Vec<_>>().join("、")
}

fn cited(document: &Document) -> String {
    match (document.title.is_empty(), document.number.is_empty()) {
        (true, _) => document.number.clone(),
        (false, true) => format!("《{}》", document.title),
        (false, false) => format!("《{}》（{}）", document.title, document.number),
    }
}

/// From the first run's start to the last run's end.
pub(super) fn checked_on(month: &Month) -> String {
    let day = |at: Instant| at.with_timezone(&shanghai()).date_naive();
    let checked =
        || month.results.iter().filter(|it| it.verdict.conclusion != Conclusion::NotRated);
    let from = checked().map(|it| day(it.run.started_at)).min().unwrap_or(month.as_of);
    let to = checked()
        .map(|it| day(it.run.finished_at.unwrap_or(it.run.started_at)))
        .max()
        .unwrap_or(month.as_of);
    chinese_span(from, to)
}

/// Each class of unit with judged sites, where there are several.
pub(super) fn class_rates(month: &Month) -> Vec<ClassRate> {
    let rates: Vec<ClassRate> = UnitClass::ALL
        .iter()
        .filter_map(|class| {
            let of_class = month.results.iter().filter(|it| it.site.unit_class == *class);
            let counts = Counts::of(of_class);
            Some(ClassRate {
                class: class.chinese().into(),
                judged: counts.judged(),
                qualified: counts.qualified,
                unqualified: counts.unqualified,
                rate: percent(counts.rate()?),
            })
        })
        .collect();
    if rates.len() < 2 { Vec::new() } else { rates }
}

/// `None` for less than two sites.
pub(super) fn scores(month: &Month) -> Option<Scores> {
    let judged = month.results.iter().filter(|it| it.is_judged());
    let scores: Vec<f64> = judged.filter_map(|it| it.verdict.score).collect();
    if scores.len() < 2 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let average = scores.iter().sum::<f64>() / scores.len() as f64;
    Some(Scores {
        count: scores.len(),
        average: plain_number(average),
        best: plain_number(scores.iter().copied().fold(f64::MIN, f64::max)),
        worst: plain_number(scores.iter().copied().fold(f64::MAX, f64::min)),
    })
}

pub(super) fn unqualified(month: &Month, names: &Names<'_>) -> Vec<Unqualified> {
    month
        .results
        .iter()
        .filter(|it| it.verdict.conclusion == Conclusion::Unqualified)
        .map(|it| Unqualified { name: names.of(&it.site), reason: reason(it) })
        .collect()
}

fn reason(result: &SiteResult) -> String {
    let vetoes = veto_names(result);
    match (vetoes.is_empty(), result.verdict.score) {
        (false, _) => vetoes.join("、"),
        (true, Some(score)) => format!("得分{}分", plain_number(score)),
        (true, None) => "未达到合格标准".into(),
    }
}
