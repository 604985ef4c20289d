//! One cause, many findings: what a whole portal suffers from is told once, with its reach.

use crate::model::finding::{Finding, FindingId};
use crate::reports::{Month, SiteResult};
use std::collections::{BTreeMap, BTreeSet};

/// From so many units on, the same link or mark on one portal is taken to have one cause.
const LEAST_UNITS: usize = 3;
const UNREACHABLE: &str = "unreachable";

/// Several findings that are one thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub code: String,
    /// 指标 and where: `错链断链（外部链接）：http://…`; no full stop.
    pub title: String,
    /// What is common to the findings and how far it reaches; a whole sentence.
    pub what: String,
    /// In the order of the register, at least two.
    pub findings: Vec<FindingId>,
    /// Each unit once, in the order of the register, at least two.
    pub units: Vec<String>,
}

impl Cause {
    /// 备注 of each of its findings in the ledger.
    fn remark(&self) -> String {
        format!("同一原因：{}，涉及{}个单位", self.title, self.units.len())
    }
}

/// The causes of what is open in the month, those with most units first. A finding has at most one.
///
/// - A portal that did not open, over the units whose sections it holds: the portal itself, or all that is judged of a host
///   whose own home page is not in the register, has `unreachable`.
/// - One link, or one mark of the footer, over at least three units of one host.
///
/// The host is that of the 范围: sites on hosts of their own share nothing but the fault, and each mends its own.
pub fn causes(month: &Month) -> Vec<Cause> {
    let mut hosts: BTreeMap<&str, Vec<&SiteResult>> = BTreeMap::new();
    for result in &month.results {
        hosts.entry(&result.site.scope.host).or_default().push(result);
    }
    let mut causes: Vec<Cause> = hosts
        .iter()
        .flat_map(|(host, results)| down(host, results).into_iter().chain(shared(host, results)))
        .collect();
    causes.sort_by(|a, b| {
        let reach = |it: &Cause| std::cmp::Reverse((it.units.len(), it.findings.len()));
        (reach(a), &a.code, &a.title).cmp(&(reach(b), &b.code, &b.title))
    });
    causes
}

/// The month, with the cause in the remarks of its findings.
pub(crate) fn told(mut month: Month) -> Month {
    let mut remarks: BTreeMap<FindingId, String> = BTreeMap::new();
    for cause in causes(&month) {
        let remark = cause.remark();
        remarks.extend(cause.findings.into_iter().map(|it| (it, remark.clone())));
    }
    for finding in month.results.iter_mut().flat_map(|it| &mut it.findings) {
        if let Some(remark) = remarks.get(&finding.id) {
            let parts = [finding.remark.as_str(), remark];
            finding.remark =
                parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("；");
        }
    }
    month
}

fn down(host: &str, results: &[&SiteResult]) -> Option<Cause> {
    let fault =
        |it: &SiteResult| it.open_findings().find(|it| it.observation.code == UNREACHABLE).cloned();
    let mut portals = results.iter().filter(|it| !it.site.is_section()).peekable();
    let is_down = if portals.peek().is_some() {
        portals.any(|it| fault(it).is_some())
    } else {
        results.iter().all(|it| fault(it).is_some())
    };
    let faults: Vec<(&SiteResult, Finding)> =
        results.iter().filter_map(|it| Some((*it, fault(it)?))).collect();
    let units = units(faults.iter().map(|(it, _)| *it));
    let indicator = faults.first().map(|(_, it)| it.indicator.clone())?;
    (is_down && 2 <= units.len()).then(|| Cause {
        code: UNREACHABLE.into(),
        title: format!("{indicator}：{host}"),
        what: format!(
            "检查时{host}未能打开，设在其上的{}个单位的网站或专栏因此都未能打开，属同一原因。",
            units.len()
        ),
        findings: faults.iter().map(|(_, it)| it.id.clone()).collect(),
        units,
    })
}

fn shared(host: &str, results: &[&SiteResult]) -> Vec<Cause> {
    let mut groups: BTreeMap<(&str, &str), Vec<(&SiteResult, &Finding)>> = BTreeMap::new();
    for result in results {
        for finding in result.open_findings() {
            let seen = &finding.observation;
            let same = match &seen.link {
                _ if is_mark(&seen.code) => &seen.description,
                Some(link) => link,
                None => continue,
            };
            groups.entry((&seen.code, same)).or_default().push((result, finding));
        }
    }
    let causes = groups.into_iter().filter_map(|((code, same), faults)| {
        let units = units(faults.iter().map(|(it, _)| *it));
        let indicator = &faults.first()?.1.indicator;
        let (title, thing) = if is_mark(code) {
            (format!("{indicator}：{host}"), "情况相同")
        } else {
            (format!("{indicator}：{same}"), "链接相同")
        };
        (LEAST_UNITS <= units.len()).then(|| Cause {
            code: code.to_owned(),
            what: format!(
                "设在{host}的{}个单位有同一问题（{title}），{thing}，请先查公用的页头、页脚和模板，可能一处即可改好。",
                units.len()
            ),
            title,
            findings: faults.iter().map(|(_, it)| it.id.clone()).collect(),
            units,
        })
    });
    causes.collect()
}

/// Marks of the footer are about no link: the same words are the same fault.
fn is_mark(code: &str) -> bool {
    code.starts_with("site_identity.")
}

fn units<'a>(results: impl Iterator<Item = &'a SiteResult>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    results.map(|it| &it.site.unit).filter(|it| seen.insert(*it)).cloned().collect()
}
