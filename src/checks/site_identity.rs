//! 网站标识: what the footer of a site has to show.

use crate::checks::names::plain;
use crate::checks::observe::{Found, finding, undecided};
use crate::checks::params;
use crate::model::evidence::{HomeFact, SiteEvidence};
use crate::model::page::{Identity, Mark, MarkState, PageKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};

const SITE_CODE: &str = "site_identity.site_code";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// 单位类别 that must show each mark.
    pub icp: Required,
    pub police: Required,
    pub site_code: Required,
    pub badge: Required,
    pub host_unit: Required,
    pub contact: Required,
    pub error_report: Required,
    pub site_map: Required,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    pub units: Vec<String>,
    pub sureness: Sureness,
}

impl Params {
    /// Code, name and duty of each mark, in the order of the contract.
    fn all(&self) -> [(&'static str, &'static str, &Required); 8] {
        [
            ("site_identity.icp", "ICP备案号", &self.icp),
            ("site_identity.police", "公安机关备案号", &self.police),
            (SITE_CODE, "网站标识码", &self.site_code),
            ("site_identity.badge", "党政机关网站标识", &self.badge),
            ("site_identity.host_unit", "主办单位", &self.host_unit),
            ("site_identity.contact", "联系方式", &self.contact),
            ("site_identity.error_report", "“我为政府网站找错”入口", &self.error_report),
            ("site_identity.site_map", "网站地图", &self.site_map),
        ]
    }
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[
        "site_identity.icp",
        "site_identity.police",
        SITE_CODE,
        "site_identity.badge",
        "site_identity.host_unit",
        "site_identity.contact",
        "site_identity.error_report",
        "site_identity.site_map",
    ];

    fn thresholds(&self) -> Vec<String> {
        self.all()
            .iter()
            .map(|(_, name, it)| format!("{name}：{}（{}）", it.units.join("、"), it.sureness))
            .collect()
    }

    fn faults(&self) -> Vec<String> {
        let all = self.all();
        let unknown = all.iter().flat_map(|(code, _, it)| {
            let wrong = it.units.iter().filter(|unit| UnitClass::from_chinese(unit).is_none());
            wrong.map(move |unit| format!("“{code}”的 units 中不认识单位类别“{unit}”"))
        });
        unknown.collect()
    }
}

/// A section's footer is its portal's, so it is judged there and nowhere else.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    if evidence.site.is_section()
        || matches!(home.kind, PageKind::Blocked | PageKind::Placeholder | PageKind::NotFound)
    {
        return Vec::new();
    }
    let class = evidence.site.unit_class.chinese();
    rule.params
        .all()
        .into_iter()
        .filter(|(_, _, required)| required.units.iter().any(|it| it == class))
        .filter_map(|(code, name, _)| one(evidence, home, rule, code, name))
        .collect()
}

fn one(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
    code: &str,
    name: &str,
) -> Option<Observation> {
    let mark = mark(&home.identity, code)?;
    let is_unseen = mark.state == MarkState::Unseen || home.kind == PageKind::Shell;
    let shown = mark.value.as_deref().unwrap_or_default();
    let found = match mark.state {
        MarkState::Present if code == SITE_CODE => other_code(evidence, mark, rule)?,
        MarkState::Present => return None,
        MarkState::Malformed => {
            finding(rule, code, format!("首页的{name}格式不正确，显示为“{shown}”。"))
        }
        _ if is_unseen => {
            let text = format!("首页上未读到页脚（可能由脚本或框架显示），{name}有无未判定。");
            undecided(code, text)
        }
        _ if home.is_entrance => {
            undecided(code, format!("首页为导航入口，未见{name}，有无未判定。"))
        }
        _ => finding(rule, code, format!("首页未标明{name}。")),
    };
    Some(row(evidence, home, found))
}

/// A code is shown, but it is another site's than the register's.
fn other_code(evidence: &SiteEvidence, mark: &Mark, rule: &Rule<Params>) -> Option<Found> {
    let (shown, listed) = (mark.value.as_deref()?, evidence.site.site_code.as_deref()?);
    (!plain(shown).is_empty() && plain(shown) != plain(listed)).then(|| {
        let text = format!("首页显示的网站标识码为“{shown}”，与登记的“{listed}”不符。");
        finding(rule, SITE_CODE, text)
    })
}

fn mark<'a>(identity: &'a Identity, code: &str) -> Option<&'a Mark> {
    Some(match code.rsplit('.').next()? {
        "icp" => &identity.icp,
        "police" => &identity.police,
        "site_code" => &identity.site_code,
        "badge" => &identity.badge,
        "host_unit" => &identity.host_unit,
        "contact" => &identity.contact,
        "error_report" => &identity.error_report,
        "site_map" => &identity.site_map,
        _ => return None,
    })
}

fn row(evidence: &SiteEvidence, home: &HomeFact, found: Found) -> Observation {
    Observation {
        page: Some(evidence.site.home.to_string()),
        ..found.on("", home.seen_at, &[&home.visit])
    }
}
