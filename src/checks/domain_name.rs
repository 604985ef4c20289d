//! 域名不规范: a site under a name that the state's rules for domain names do not allow.

use crate::checks::observe::finding;
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::site::UnitClass;
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

const CODE: &str = "domain_name";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Endings that are allowed; Chinese ones in their Latin form (`xn--…`).
    pub suffixes: Vec<String>,
    pub suffixes_sureness: Sureness,
    /// 单位类别 that are judged at all.
    pub units: Vec<String>,
    pub units_sureness: Sureness,
    /// 单位类别 for which it is what the rule's level says; for others a reminder.
    pub full_units: Vec<String>,
    pub full_units_sureness: Sureness,
    /// 单位类别 of which the form of the name is judged besides its ending: portals and departments have one.
    pub form_units: Vec<String>,
    pub form_units_sureness: Sureness,
    /// Whether a town's having a site of its own is remarked.
    pub report_own_sites_of_towns: bool,
    pub report_own_sites_of_towns_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        let towns = if self.report_own_sites_of_towns { "提醒" } else { "不提醒" };
        vec![
            format!("允许的域名后缀：{}（{}）", self.suffixes.join("、"), self.suffixes_sureness),
            format!("检查的单位类别：{}（{}）", self.units.join("、"), self.units_sureness),
            format!(
                "按本项等级计的单位类别：{}，其余只提醒（{}）",
                self.full_units.join("、"),
                self.full_units_sureness
            ),
            format!(
                "检查域名结构的单位类别：{}（{}）",
                self.form_units.join("、"),
                self.form_units_sureness
            ),
            format!("乡镇、街道自设网站：{towns}（{}）", self.report_own_sites_of_towns_sureness),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = [
            ("units", &self.units),
            ("full_units", &self.full_units),
            ("form_units", &self.form_units),
        ]
        .iter()
        .flat_map(|(key, units)| {
            let wrong = units.iter().filter(|it| UnitClass::from_chinese(it).is_none());
            wrong.map(move |unit| format!("{key} 中不认识单位类别“{unit}”"))
        })
        .collect();
        if self.suffixes.is_empty() {
            faults.push("suffixes 不能为空".to_owned());
        }
        faults
    }
}

/// A section has no domain of its own.
pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    let site = &evidence.site;
    let class = site.unit_class.chinese();
    let params = &rule.params;
    if site.is_section() || !params.units.iter().any(|it| it == class) {
        return Vec::new();
    }
    let row = |text: String, is_full: bool| {
        let found = finding(rule, CODE, text).on("", home.seen_at, &[&home.visit]);
        let mut found = Observation { page: Some(site.home.to_string()), ..found };
        if !is_full && found.level != Level::NotJudged {
            (found.level, found.points, found.item) = (Level::Remind, 0.0, None);
        }
        found
    };
    if let Some(text) = fault(&site.home, site.unit_class, params) {
        return vec![row(text, params.full_units.iter().any(|it| it == class))];
    }
    let is_town = matches!(site.unit_class, UnitClass::Township | UnitClass::Subdistrict);
    if is_town && params.report_own_sites_of_towns {
        let text = "乡镇、街道原则上不单独开设政府网站，信息应通过县政府门户网站发布；\
                    本单位另有独立网站，是否保留请核实。";
        return vec![row(text.to_owned(), false)];
    }
    Vec::new()
}

fn fault(home: &Url, class: UnitClass, params: &Params) -> Option<String> {
    let host = home.host_str().unwrap_or_default().trim_end_matches('.');
    match home.host()? {
        Host::Ipv4(_) | Host::Ipv6(_) => {
            return Some(format!("网站以IP地址（{host}）对外服务，没有使用政府域名。"));
        }
        Host::Domain(_) => {}
    }
    let suffix = params.suffixes.iter().map(|it| it.trim_start_matches('.')).find(|suffix| {
        host.strip_suffix(suffix).is_some_and(|it| it.ends_with('.') && 1 < it.len())
    });
    let Some(suffix) = suffix else {
        let allowed: Vec<String> = params.suffixes.iter().map(|it| in_chinese(it)).collect();
        return Some(format!("网站域名为{host}，后缀不是{}。", allowed.join("或")));
    };
    if let Some(port) = home.port() {
        return Some(format!("网站网址（{host}:{port}）带有端口号，不是规范的域名。"));
    }
    // A Chinese name has one form only.
    let has_form = params.form_units.iter().any(|it| it == class.chinese());
    if !has_form || suffix != "gov.cn" {
        return None;
    }
    wrong_form(host, class)
}

/// `www.□□□.gov.cn` for a portal, `○○○.□□□.gov.cn` for a department. A leading www. may be left out: most hosts answer
/// to both, and the register writes either.
fn wrong_form(host: &str, class: UnitClass) -> Option<String> {
    let name = host.strip_suffix(".gov.cn")?;
    let name = name.strip_prefix("www.").unwrap_or(name);
    let parts = name.split('.').count();
    match class {
        UnitClass::County if 1 < parts => {
            Some(format!("门户网站域名为{host}，结构不符合“www.□□□.gov.cn”的要求。"))
        }
        UnitClass::Department if parts < 2 => Some(format!(
            "部门网站域名为{host}，没有使用本级政府门户网站的下级域名，结构不符合“○○○.□□□.gov.cn”的要求。"
        )),
        _ => None,
    }
}

/// `.政务` as people write it.
fn in_chinese(suffix: &str) -> String {
    match suffix.trim_start_matches('.') {
        "xn--zfr164b" => ".政务".to_owned(),
        plain => format!(".{plain}"),
    }
}
