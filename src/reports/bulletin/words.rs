//! Counts and phrases that several parts of the bulletin share.

use crate::model::finding::{Finding, FindingState};
use crate::model::rule::Level;
use crate::model::site::Site;
use crate::model::time::chinese_date;
use crate::model::verdict::{Conclusion, SiteState};
use crate::reports::clean::one_line;
use crate::reports::{Month, SiteResult};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// Names of units that one sentence carries before it says 等N个.
const NAMES_IN_A_SENTENCE: usize = 8;

/// Sites by their conclusion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) registered: usize,
    pub(crate) qualified: usize,
    pub(crate) unqualified: usize,
    pub(crate) not_judged: usize,
    pub(crate) not_rated: usize,
}

impl Counts {
    pub(crate) fn of<'a>(results: impl IntoIterator<Item = &'a SiteResult>) -> Self {
        let mut counts = Self::default();
        for result in results {
            counts.registered += 1;
            match result.verdict.conclusion {
                Conclusion::Qualified => counts.qualified += 1,
                Conclusion::Unqualified => counts.unqualified += 1,
                Conclusion::NotJudged => counts.not_judged += 1,
                Conclusion::NotRated => counts.not_rated += 1,
            }
        }
        counts
    }

    pub(crate) fn judged(self) -> usize {
        self.qualified + self.unqualified
    }

    pub(crate) fn checked(self) -> usize {
        self.judged() + self.not_judged
    }

    /// 合格率, of the judged sites.
    pub(crate) fn rate(self) -> Option<f64> {
        share(self.qualified, self.judged())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(crate) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

/// What may be called a problem of a unit: seen in this period, its site judged, and not waiting for a person to confirm
/// it. What stands open on a site that could not be judged this time is not held against it in the text.
pub(crate) fn problems(month: &Month) -> impl Iterator<Item = (&SiteResult, &Finding)> {
    month.results.iter().flat_map(|it| problems_of(it).map(move |finding| (it, finding)))
}

pub(crate) fn problems_of(result: &SiteResult) -> impl Iterator<Item = &Finding> {
    let judged = result.verdict.conclusion != Conclusion::NotJudged;
    result.open_findings().filter(move |it| judged && !is_sample(it) && !is_pending(it))
}

/// `unreachable` below the veto, or from a few visits only: a reason to look, not a conclusion.
pub(crate) fn is_sample(finding: &Finding) -> bool {
    finding.observation.code == "unreachable" && finding.level != Level::Veto
}

/// 待核: a person has yet to say whether it is a problem.
pub(crate) fn is_pending(finding: &Finding) -> bool {
    finding.state == FindingState::Pending
}

/// Sites that did not open in a sample of visits, judged or not.
pub(crate) fn sampled(month: &Month) -> Vec<&SiteResult> {
    month.results.iter().filter(|it| did_not_open(it)).collect()
}

/// Whether the home page did not open at all in the few visits of the census.
pub(crate) fn did_not_open(result: &SiteResult) -> bool {
    result.verdict.state == SiteState::Unreachable && result.open_findings().any(is_sample)
}

/// Sites that opened, but failed at times: warned early, or found in a sample of probes.
pub(crate) fn wavering(month: &Month) -> Vec<&SiteResult> {
    let failed = |it: &SiteResult| it.open_findings().any(|it| is_sample(it) && !is_pending(it));
    let wavers = |it: &&SiteResult| !did_not_open(it) && failed(it);
    month.results.iter().filter(wavers).collect()
}

/// How sites are called in the text: by their unit, and by their own name too where a unit has several.
pub(crate) struct Names<'a>(HashMap<&'a str, usize>);

impl<'a> Names<'a> {
    pub(crate) fn new(month: &'a Month) -> Self {
        let mut sites = HashMap::new();
        for result in &month.results {
            *sites.entry(result.site.unit.as_str()).or_insert(0) += 1;
        }
        Self(sites)
    }

    pub(crate) fn of(&self, site: &Site) -> String {
        let unit = one_line(&site.unit);
        if self.0.get(site.unit.as_str()).is_some_and(|it| 1 < *it) {
            format!("{unit}（{}）", one_line(&site.name))
        } else {
            unit
        }
    }
}

/// `甲镇、乙局` or `甲镇、乙局等12个网站`.
pub(crate) fn listed(names: &[String], counted: &str) -> String {
    let shown = names.len().min(NAMES_IN_A_SENTENCE);
    let text = names[..shown].join("、");
    if shown < names.len() { format!("{text}等{}{counted}", names.len()) } else { text }
}

/// The names of some sites, in their order.
pub(crate) fn names_of(names: &Names<'_>, sites: &[&SiteResult]) -> String {
    let all: Vec<String> = sites.iter().map(|it| names.of(&it.site)).collect();
    listed(&all, "个网站")
}

/// The veto's indicators as the findings call them; the code where no finding tells.
pub(crate) fn veto_names(result: &SiteResult) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for code in &result.verdict.vetoes {
        let name = result
            .findings
            .iter()
            .find(|it| it.observation.code == *code && !it.indicator.is_empty())
            .map_or_else(|| code.clone(), |it| one_line(&it.indicator));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Sites with their numbers of findings, most first; equal ones stay in their order.
pub(crate) fn by_site<'a>(
    found: &[(&'a SiteResult, &'a Finding)],
) -> Vec<(&'a SiteResult, Vec<&'a Finding>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut sites: Vec<(&SiteResult, Vec<&Finding>)> = Vec::new();
    for (result, finding) in found {
        let place = *places.entry(&result.site.key.0).or_insert_with(|| {
            sites.push((result, Vec::new()));
            sites.len() - 1
        });
        sites[place].1.push(finding);
    }
    sites.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    sites
}

/// `2026年11月5日至9日`, as short as it can be said.
pub(crate) fn chinese_span(from: NaiveDate, to: NaiveDate) -> String {
    let start = chinese_date(from);
    if to <= from {
        start
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{start}至{}日", to.day())
    } else if from.year() == to.year() {
        format!("{start}至{}月{}日", to.month(), to.day())
    } else {
        format!("{start}至{}", chinese_date(to))
    }
}

/// 一 to 九十九.
pub(crate) fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    match tens {
        0 => DIGITS[ones].into(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_of_days_is_said_as_shortly_as_possible() {
        for (from, to, text) in [
            ("2026-11-05", "2026-11-05", "2026年11月5日"),
            ("2026-11-05", "2026-11-09", "2026年11月5日至9日"),
            ("2026-11-28", "2026-12-02", "2026年11月28日至12月2日"),
            ("2026-12-30", "2027-01-02", "2026年12月30日至2027年1月2日"),
        ] {
            assert_eq!(chinese_span(day(from), day(to)), text);
        }
    }

    #[test]
    fn long_lists_of_names_end_with_their_number() {
        let names: Vec<String> = (1..=12).map(|it| format!("第{it}镇")).collect();
        assert_eq!(listed(&names[..2], "个网站"), "第1镇、第2镇");
        assert!(listed(&names, "个网站").ends_with("第8镇等12个网站"));
    }

    #[test]
    fn sections_are_numbered_in_chinese() {
        for (number, text) in [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
        {
            assert_eq!(chinese_number(number), text);
        }
    }
}
