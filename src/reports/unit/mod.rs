//! What each unit is sent: the notice (整改通知单) with its problem list, and the list to fill in and send back.
//!
//! In: a [`Month`]. Out: one [`Parcel`] a unit that has something to put right. Never: a problem of a site that could not
//! be judged, of a sample, or one that nobody has confirmed yet.

mod list;
mod notice;

pub use list::{ANSWERS, HEADINGS, SHEET};

use crate::model::finding::{Finding, FindingState};
use crate::model::parcel::{Contact, Parcel, ParcelFile};
use crate::model::rule::Level;
use crate::model::verdict::Conclusion;
use crate::reports::clean::one_line;
use crate::reports::document;
use crate::reports::{Month, ReportError, SiteResult};

/// A unit with its sites and what is held against each, gravest first.
pub(crate) struct Own<'a> {
    pub(crate) month: &'a Month,
    pub(crate) sites: Vec<&'a SiteResult>,
    pub(crate) problems: Vec<(&'a SiteResult, &'a Finding)>,
}

/// Units with something to put right, in the order of the register.
pub fn parcels(month: &Month) -> Result<Vec<Parcel>, ReportError> {
    let mut units: Vec<&str> = Vec::new();
    for result in &month.results {
        if !units.contains(&result.site.unit.as_str()) {
            units.push(&result.site.unit);
        }
    }
    let all = units.into_iter().map(|unit| own(month, unit));
    all.filter(|it| !it.problems.is_empty()).map(|it| parcel(&it)).collect()
}

fn own<'a>(month: &'a Month, unit: &str) -> Own<'a> {
    let sites: Vec<&SiteResult> = month.results.iter().filter(|it| it.site.unit == unit).collect();
    let mut problems: Vec<_> = sites
        .iter()
        .flat_map(|&site| held_against(site).map(move |finding| (site, finding)))
        .collect();
    problems.sort_by_key(|(_, it)| it.level);
    Own { month, sites, problems }
}

/// What a unit is asked to put right: seen in this period on a judged site, not only in a few visits, and confirmed
/// where the office wants that.
fn held_against(result: &SiteResult) -> impl Iterator<Item = &Finding> {
    let judged = result.verdict.conclusion != Conclusion::NotJudged;
    let is_sample = |it: &Finding| it.observation.code == "unreachable" && it.level != Level::Veto;
    result
        .open_findings()
        .filter(move |it| judged && it.state != FindingState::Pending && !is_sample(it))
}

fn parcel(own: &Own<'_>) -> Result<Parcel, ReportError> {
    let (month, period) = (own.month, own.month.period);
    let site = &own.sites[0].site;
    let name =
        |what: &str, ending: &str| format!("{what}-{period}-{}.{ending}", file_name(&site.unit));
    let notice = document::docx(&notice::notice(own), month.as_of)?;
    let list = document::docx(&notice::problem_list(own), month.as_of)?;
    let files = [
        (name("整改通知单", "docx"), notice),
        (name("问题清单", "docx"), list),
        (name("问题清单", "xlsx"), list::workbook(own)?),
    ];
    let deadlines = || own.problems.iter().filter_map(|(_, it)| it.deadline);
    Ok(Parcel {
        period,
        unit: site.unit.clone(),
        unit_class: site.unit_class,
        contact: contact(&own.sites),
        findings: own.problems.iter().map(|(_, it)| it.id.clone()).collect(),
        first_deadline: deadlines().min(),
        last_deadline: deadlines().max(),
        files: files.into_iter().map(|(name, bytes)| ParcelFile { name, bytes }).collect(),
    })
}

/// The first that the unit's rows of the register name, each by itself.
fn contact(sites: &[&SiteResult]) -> Contact {
    let first = |of: fn(&SiteResult) -> &str| {
        sites
            .iter()
            .map(|it| of(it).trim())
            .find(|it| !it.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    Contact {
        name: first(|it| &it.site.contact),
        phone: first(|it| &it.site.phone),
        mail: first(|it| &it.site.mail),
    }
}

const LONGEST_NAME: usize = 40;

/// Letters that no file system minds, and not too many of them.
pub(crate) fn file_name(unit: &str) -> String {
    let name: String = one_line(unit)
        .chars()
        .map(|it| {
            if matches!(it, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                it
            }
        })
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "未命名单位".into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_units_fit_every_file_system() {
        for (unit, name) in [
            ("柳河镇人民政府", "柳河镇人民政府"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"),
            ("../../etc", "_.._etc"),
            (" \u{202e} ", "未命名单位"),
            ("局\n处", "局 处"),
        ] {
            assert_eq!(file_name(unit), name);
        }
        assert_eq!(file_name(&"长".repeat(300)).chars().count(), LONGEST_NAME);
    }
}
