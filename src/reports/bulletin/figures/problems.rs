//! The problems by class, with named units and examples; what lasts and what came back.

use crate::model::finding::{Finding, FindingId};
use crate::model::rule::Level;
use crate::reports::bulletin::classes::{Class, all, place};
use crate::reports::bulletin::template::{ClassText, TemplateFaults, Templates};
use crate::reports::bulletin::words::{Names, by_site, listed, problems};
use crate::reports::causes::{Cause, causes};
use crate::reports::clean::{brief, one_line};
use crate::reports::{Month, SiteResult};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

const EXAMPLES: usize = 3;
const CAUSES: usize = 3;
const LONGEST_EXAMPLE: usize = 90;
/// Periods in a row from which a unit is named apart.
const LONG: u32 = 3;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ClassFigures {
    #[serde(rename = "类别")]
    pub(crate) class: String,
    #[serde(rename = "标题")]
    pub(crate) heading: String,
    #[serde(rename = "开头")]
    pub(crate) opening: String,
    /// Without the sums that make a veto.
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "网站数")]
    pub(crate) sites: usize,
    #[serde(rename = "单位")]
    pub(crate) units: String,
    #[serde(rename = "一站一个")]
    pub(crate) one_a_site: bool,
    #[serde(rename = "否决数")]
    pub(crate) vetoed: usize,
    #[serde(rename = "否决")]
    pub(crate) vetoed_units: Option<String>,
    #[serde(rename = "同因")]
    pub(crate) causes: Option<String>,
    #[serde(rename = "例子")]
    pub(crate) examples: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Repeated {
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "网站数")]
    pub(crate) sites: usize,
    #[serde(rename = "单位")]
    pub(crate) units: String,
    /// Three periods and more.
    #[serde(rename = "久拖数")]
    pub(crate) long: usize,
    #[serde(rename = "久拖")]
    pub(crate) long_units: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Relapsed {
    #[serde(rename = "个数")]
    pub(crate) count: usize,
    #[serde(rename = "网站数")]
    pub(crate) sites: usize,
    #[serde(rename = "单位")]
    pub(crate) units: String,
}

type Found<'a> = (&'a SiteResult, &'a Finding);

/// Classes with problems, in the order of the bulletin.
pub(super) fn classes(
    month: &Month,
    names: &Names<'_>,
    templates: &Templates,
) -> Result<Vec<ClassFigures>, TemplateFaults> {
    let mut of_classes: Vec<Vec<Found<'_>>> = all().map(|_| Vec::new()).collect();
    for found in problems(month) {
        of_classes[place(&found.1.observation.code)].push(found);
    }
    let causes = causes(month);
    all()
        .zip(&of_classes)
        .filter(|(_, found)| !found.is_empty())
        .map(|(class, found)| {
            let text = templates.classes().iter().find(|it| it.class == class.name);
            let figures = class_figures((class, text), found, names)?;
            Ok(ClassFigures { causes: same_cause(&causes, found), ..figures })
        })
        .collect()
}

/// Sums up rows of its site and class that together are a veto.
fn is_sum(finding: &Finding) -> bool {
    finding.observation.code.strip_suffix(".veto").is_some()
}

pub(super) fn sums(month: &Month) -> usize {
    problems(month).filter(|(_, it)| is_sum(it)).count()
}

fn class_figures(
    (class, text): (&Class, Option<&ClassText>),
    found: &[Found<'_>],
    names: &Names<'_>,
) -> Result<ClassFigures, TemplateFaults> {
    let (sums, rows): (Vec<_>, Vec<_>) = found.iter().copied().partition(|it| is_sum(it.1));
    let sites = by_site(&rows);
    let vetoed = vetoed(found, &sums, sites.len(), names);
    let one_a_site = class.one_a_site && sites.len() == rows.len();
    let alone = one_a_site || sites.len() == 1;
    let labels: Vec<String> = sites
        .iter()
        .map(|(it, all)| {
            let count =
                if alone { String::new() } else { format!("{}{}", all.len(), class.measure) };
            format!("{}{count}", names.of(&it.site))
        })
        .collect();
    let opening = text.map(|it| it.opening(rows.len(), sites.len())).transpose()?;
    Ok(ClassFigures {
        class: class.name.into(),
        heading: text.map_or(class.name, |it| &it.heading).to_owned(),
        opening: opening.unwrap_or_default(),
        count: rows.len(),
        sites: sites.len(),
        units: listed(&labels, "个网站"),
        one_a_site,
        vetoed: vetoed.len(),
        vetoed_units: (!vetoed.is_empty()).then(|| listed(&vetoed, "个网站")),
        causes: None,
        examples: examples(if rows.is_empty() { &sums } else { &rows }, names),
    })
}

/// Sites that the class costs the verdict, by a sum or by a single row. Where each row does, its heading says so already.
fn vetoed(found: &[Found<'_>], sums: &[Found<'_>], sites: usize, names: &Names<'_>) -> Vec<String> {
    let grave: Vec<Found<'_>> =
        found.iter().copied().filter(|it| it.1.level == Level::Veto).collect();
    let vetoed = by_site(&grave);
    if sums.is_empty() && vetoed.len() == sites {
        return Vec::new();
    }
    vetoed.iter().map(|(it, _)| names.of(&it.site)).collect()
}

/// The causes behind several of the findings, those with most units first; one of which anything is not told as a problem
/// is left out.
fn same_cause(causes: &[Cause], found: &[Found<'_>]) -> Option<String> {
    let own: BTreeSet<&FindingId> = found.iter().map(|(_, it)| &it.id).collect();
    let told: Vec<String> = causes
        .iter()
        .filter(|it| it.findings.iter().all(|id| own.contains(id)))
        .take(CAUSES)
        .map(|it| one_line(&it.what).trim_end_matches('。').to_owned())
        .collect();
    (!told.is_empty()).then(|| told.join("；"))
}

/// The gravest one of each of some sites: veto first, then longest overdue.
fn examples(found: &[Found<'_>], names: &Names<'_>) -> Option<String> {
    let mut best: Vec<Found<'_>> = by_site(found)
        .into_iter()
        .filter_map(|(result, findings)| {
            let gravest = findings.into_iter().min_by_key(|it| gravity(it))?;
            (!one_line(&gravest.observation.description).is_empty()).then_some((result, gravest))
        })
        .collect();
    best.sort_by_key(|(_, it)| gravity(it));
    let told: Vec<String> = best
        .iter()
        .take(EXAMPLES)
        .map(|(result, it)| {
            let text = one_line(&it.observation.description);
            format!("{}：{}", names.of(&result.site), brief(&text, LONGEST_EXAMPLE))
        })
        .collect();
    (!told.is_empty()).then(|| told.join("；"))
}

fn gravity(finding: &Finding) -> (Level, Reverse<i64>) {
    (finding.level, Reverse(finding.observation.days_late.unwrap_or(0)))
}

/// What stood in the last bulletin already.
pub(super) fn repeated(month: &Month, names: &Names<'_>) -> Option<Repeated> {
    let old: Vec<Found<'_>> = problems(month).filter(|(_, it)| 2 <= it.periods_in_row).collect();
    if old.is_empty() {
        return None;
    }
    let long: Vec<Found<'_>> =
        old.iter().copied().filter(|(_, it)| LONG <= it.periods_in_row).collect();
    let sites = by_site(&old);
    Some(Repeated {
        count: old.len(),
        sites: sites.len(),
        units: lasting(&sites, names),
        long: by_site(&long).len(),
        long_units: (!long.is_empty()).then(|| lasting(&by_site(&long), names)),
    })
}

fn lasting(sites: &[(&SiteResult, Vec<&Finding>)], names: &Names<'_>) -> String {
    let labels: Vec<String> = sites
        .iter()
        .map(|(result, findings)| {
            let longest = findings.iter().map(|it| it.periods_in_row).max().unwrap_or(2);
            format!("{}{}个（最长连续{longest}期）", names.of(&result.site), findings.len())
        })
        .collect();
    listed(&labels, "个网站")
}

/// What was mended once and was seen again in this period.
pub(super) fn relapsed(month: &Month, names: &Names<'_>) -> Option<Relapsed> {
    let back: Vec<Found<'_>> = problems(month).filter(|(_, it)| it.is_back()).collect();
    let sites = by_site(&back);
    let labels: Vec<String> =
        sites.iter().map(|(it, all)| format!("{}{}个", names.of(&it.site), all.len())).collect();
    (!back.is_empty()).then(|| Relapsed {
        count: back.len(),
        sites: sites.len(),
        units: listed(&labels, "个网站"),
    })
}
