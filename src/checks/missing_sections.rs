//! 必设栏目缺失: what the rules ask of a class of units, and what the register marks as required.

use crate::checks::broken_links::is_proved_broken;
use crate::checks::columns::{needs_browser, unread};
use crate::checks::names::{holds_any, plain};
use crate::checks::observe::{Found, finding, undecided};
use crate::checks::params;
use crate::model::evidence::{ColumnFact, HomeFact, SectionLead, SiteEvidence};
use crate::model::page::{Emptiness, PageKind};
use crate::model::rule::{Level, Rule, Sureness};
use crate::model::site::{ColumnClass, UnitClass};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use crate::reference::publication::is_disclosure_page;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use url::Url;

const CODE: &str = "missing_sections";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub sections: Vec<Section>,
}

/// One required section. Columns that the register marks 必设 need no entry here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub name: String,
    /// Any name that holds one of these words is the section.
    pub words: Vec<String>,
    /// Unless it holds one of these.
    #[serde(default)]
    pub not_words: Vec<String>,
    /// On a page of disclosure, a name that is one of these is the section as well: 指南, 年报.
    #[serde(default)]
    pub disclosure_names: Vec<String>,
    /// 栏目类别 of which any column is the section.
    pub column_class: Option<String>,
    /// 单位类别 that must have it; empty: switched off.
    pub units: Vec<String>,
    pub level: Level,
    /// Own item and points; else those of the code.
    pub item: Option<String>,
    pub points: Option<f64>,
    pub sureness: Sureness,
}

impl Section {
    fn is_named(&self, name: &str) -> bool {
        holds_any(name, &self.words) && !holds_any(name, &self.not_words)
    }
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE];

    fn thresholds(&self) -> Vec<String> {
        let line = |it: &Section| {
            format!("{}：{}，{}（{}）", it.name, it.units.join("、"), it.level, it.sureness)
        };
        let of_rules = self.sections.iter().filter(|it| !it.units.is_empty()).map(line);
        of_rules.chain(["登记表中“必设”为“是”的栏目".to_owned()]).collect()
    }

    fn items(&self) -> Vec<&str> {
        self.sections.iter().filter_map(|it| it.item.as_deref()).collect()
    }

    fn faults(&self) -> Vec<String> {
        self.sections.iter().filter_map(section_fault).collect()
    }
}

fn section_fault(section: &Section) -> Option<String> {
    let name = &section.name;
    if let Some(unit) = section.units.iter().find(|it| UnitClass::from_chinese(it).is_none()) {
        return Some(format!("必设栏目“{name}”的 units 中不认识单位类别“{unit}”"));
    }
    let class = section.column_class.as_deref();
    if let Some(class) = class.filter(|it| ColumnClass::from_chinese(it).is_none()) {
        return Some(format!("必设栏目“{name}”的 column_class 中不认识栏目类别“{class}”"));
    }
    if section.words.is_empty() && class.is_none() {
        return Some(format!("必设栏目“{name}”应写明 words"));
    }
    if !matches!(section.level, Level::Deduct | Level::Remind) {
        return Some(format!("必设栏目“{name}”的 level 应为 deduct 或 remind"));
    }
    (section.item.is_some() != section.points.is_some())
        .then(|| format!("必设栏目“{name}”的 item 和 points 应一并填写"))
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let Some(home) = &evidence.home else { return Vec::new() };
    let open = open_question(evidence, home);
    let mut said = BTreeSet::new();
    let mut rows = Vec::new();
    for column in evidence.columns.iter().filter(|it| it.required) {
        rows.extend(required_column(evidence, home, rule, column, open));
        said.insert(plain(&column.name));
    }
    for section in &rule.params.sections {
        let is_asked = section.units.iter().any(|it| it == evidence.site.unit_class.chinese());
        let is_said = said.iter().any(|it| section.is_named(it));
        // Without any disclosure, that row says it all.
        let is_part = !section.disclosure_names.is_empty();
        if is_part && !names(evidence).any(is_disclosure_page) {
            continue;
        }
        if is_asked && !is_said && !evidence.site.is_section() && !is_present(evidence, section) {
            rows.push(required_section(evidence, home, rule, section, open));
        }
    }
    rows
}

fn required_section(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
    section: &Section,
    open: Option<&str>,
) -> Observation {
    let unread = || evidence.columns.iter().any(|it| needs_browser(it) || unread(it).is_some());
    let open = open
        .or_else(|| unread().then_some("有栏目未能读到内容"))
        .or_else(|| disclosure_unseen(evidence, section));
    if let Some(why) = open {
        let text = format!("未找到必设栏目“{}”，但{why}，未判定是否缺失。", section.name);
        return row(evidence, home, &section.name, undecided(CODE, text));
    }
    let places = match evidence.columns.len() {
        0 => "首页导航和各页面的栏目名称".to_owned(),
        count => format!("首页导航、各页面的栏目名称和{count}个栏目"),
    };
    let text = format!("未找到必设栏目“{}”：在{places}中均没有。", section.name);
    let mut found = row(evidence, home, &section.name, finding(rule, CODE, text));
    if section.level == Level::Remind {
        (found.level, found.points, found.item) = (Level::Remind, 0.0, None);
    } else if found.level == Level::Deduct && section.item.is_some() {
        found.item.clone_from(&section.item);
        found.points = section.points.unwrap_or(found.points);
    }
    found
}

/// A column that the register marks 必设: not found by its name, or its page is gone.
fn required_column(
    evidence: &SiteEvidence,
    home: &HomeFact,
    rule: &Rule<Params>,
    column: &ColumnFact,
    open: Option<&str>,
) -> Option<Observation> {
    let name = &column.name;
    let Some(address) = &column.address else {
        if is_named(evidence, rule, name) {
            return None;
        }
        let found = match open {
            Some(why) => {
                undecided(CODE, format!("未找到必设栏目“{name}”，但{why}，未判定是否缺失。"))
            }
            None => finding(rule, CODE, format!("未找到登记为必设的栏目“{name}”。")),
        };
        return Some(row(evidence, home, name, found));
    };
    let fault = match &column.reach {
        Some(Reach::Bad(fault)) => *fault,
        _ => return None,
    };
    let link = evidence.links.iter().find(|it| it.address == *address);
    let found = if link.is_some_and(is_proved_broken) {
        finding(rule, CODE, format!("必设栏目“{name}”打不开：{}。", fault.chinese()))
    } else {
        let text = format!("必设栏目“{name}”一次未能打开：{}，未判定是否缺失。", fault.chinese());
        undecided(CODE, text)
    };
    let mut found = row(evidence, home, name, found);
    found.link = Some(address.to_string());
    let looks = link.iter().flat_map(|it| &it.looks).map(|it| &it.visit);
    for visit in column.visit.iter().chain(looks) {
        if !found.evidence.contains(visit) {
            found.evidence.push(visit.clone());
        }
    }
    Some(found)
}

/// Why a section may be there, though it was not seen.
fn open_question(evidence: &SiteEvidence, home: &HomeFact) -> Option<&'static str> {
    if matches!(home.kind, PageKind::Shell | PageKind::Blocked)
        || home.emptiness == Emptiness::Undecided
    {
        Some("首页内容需浏览器才能显示")
    } else if home.menu_unseen {
        Some("首页导航由脚本显示、未能读到")
    } else if !evidence.complete {
        Some("本次检查未完成")
    } else {
        None
    }
}

/// Why the pages of disclosure, which might hold the section, say nothing.
fn disclosure_unseen(evidence: &SiteEvidence, section: &Section) -> Option<&'static str> {
    if section.disclosure_names.is_empty() {
        return None;
    }
    let site = &evidence.site;
    let entrances = &evidence.facts.publication.entrances;
    let is_there = |address: &Url| site.scope.fit(address).is_some();
    let elsewhere = |it: &SectionLead| is_disclosure_page(&it.name) && !is_there(&it.address);
    if entrances.is_empty() {
        Some("政府信息公开页面的入口未能读到")
    } else if evidence.sections.iter().any(elsewhere)
        && !entrances.iter().any(|it| !is_there(&it.page))
    {
        Some("政府信息公开专栏在其他主机上、未能读到")
    } else {
        None
    }
}

/// All names under which the site offers something.
fn names(evidence: &SiteEvidence) -> impl Iterator<Item = &str> {
    let columns = evidence.columns.iter().filter(|it| it.address.is_some());
    let entrances = evidence.facts.publication.entrances.iter().map(|it| it.name.as_str());
    let sections = evidence.sections.iter().map(|it| it.name.as_str());
    sections.chain(columns.map(|it| it.name.as_str())).chain(entrances)
}

fn is_present(evidence: &SiteEvidence, section: &Section) -> bool {
    let class = section.column_class.as_deref().and_then(ColumnClass::from_chinese);
    let of_class = |it: &ColumnFact| it.address.is_some() && Some(it.class) == class;
    let short = |name: &str| section.disclosure_names.iter().any(|it| plain(it) == plain(name));
    names(evidence).any(|it| section.is_named(it))
        || evidence.columns.iter().any(of_class)
        || evidence.facts.publication.entrances.iter().any(|it| short(&it.name))
}

/// Whether a name of the register is found, under itself or under a word that the rules hold for the same.
fn is_named(evidence: &SiteEvidence, rule: &Rule<Params>, name: &str) -> bool {
    let wanted = plain(name);
    // A short form of a section's name means that section: 公开年报 is 政府信息公开年报.
    let listed = (rule.params.sections.iter())
        .filter(|it| 4 <= wanted.chars().count() && plain(&it.name).contains(&wanted))
        .min_by_key(|it| it.name.chars().count());
    names(evidence).any(|it| {
        holds_any(it, &[name.to_owned()]) || listed.is_some_and(|section| section.is_named(it))
    })
}

fn row(evidence: &SiteEvidence, home: &HomeFact, name: &str, found: Found) -> Observation {
    Observation {
        column: name.to_owned(),
        page: Some(evidence.site.home.to_string()),
        ..found.on(name, home.seen_at, &[&home.visit])
    }
}
