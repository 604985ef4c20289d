//! 服务不实用: a site without services, and guides that lack elements.

use crate::checks::guide_veto::{self, examples};
use crate::checks::names::{holds_any, plain};
use crate::checks::observe::{finding, undecided};
use crate::checks::params;
use crate::model::evidence::SiteEvidence;
use crate::model::facts::services::{ElementClass, ElementState, GuideFact};
use crate::model::page::{Emptiness, PageKind};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::{ColumnClass, UnitClass};
use crate::model::verdict::Observation;
use crate::model::visit::Reach;
use serde::{Deserialize, Serialize};

const NONE: &str = "service_guides.none";
pub(super) const ELEMENTS: &str = "service_guides.elements";
pub(super) const VETO: &str = "service_guides.veto";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// A column or link whose name holds one of these is an entrance to services.
    pub service_words: Vec<String>,
    /// A name that holds one of these is none.
    pub not_service_words: Vec<String>,
    /// A name that holds one of these may be one: then it is not sure that there is none.
    pub doubtful_words: Vec<String>,
    pub words_sureness: Sureness,
    /// 单位类别 whose guides are judged.
    pub unit_classes: Vec<String>,
    /// Elements lacking from which on a guide counts towards the veto.
    pub veto_elements: usize,
    pub veto_elements_sureness: Sureness,
    /// Such guides from which on it is a veto; with fewer guides in all, when every one of them is.
    pub veto_guides: usize,
    pub veto_guides_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[NONE, ELEMENTS, VETO];

    fn thresholds(&self) -> Vec<String> {
        let classes: Vec<&str> = ElementClass::ALL.iter().map(|it| it.chinese()).collect();
        vec![
            format!("检查对象：{}网站（栏目式专栏除外）", self.unit_classes.join("、")),
            format!(
                "名称含以下词语的栏目或链接算办事服务入口：{}（{}）",
                self.service_words.join("、"),
                self.words_sureness
            ),
            format!("仅名称含以下词语的，有无办事服务不判定：{}", self.doubtful_words.join("、")),
            format!("办事指南的要素：{}（转引）", classes.join("、")),
            format!(
                "缺少{}类及以上要素的事项计入单项否决（{}）",
                self.veto_elements, self.veto_elements_sureness
            ),
            format!(
                "单项否决：此类事项{}个及以上，或事项总数不足{}个而全部如此（{}）",
                self.veto_guides, self.veto_guides, self.veto_guides_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.service_words.is_empty() {
            faults.push("service_words 不能为空".to_owned());
        }
        if !(1..=ElementClass::ALL.len()).contains(&self.veto_elements) {
            faults.push("veto_elements 应在 1 与 8 之间".to_owned());
        }
        if self.veto_guides == 0 {
            faults.push("veto_guides 应大于 0".to_owned());
        }
        for name in &self.unit_classes {
            if UnitClass::from_chinese(name).is_none() {
                faults.push(format!("unit_classes 中不认识单位类别“{name}”"));
            }
        }
        faults
    }
}

impl Params {
    fn judges(&self, class: UnitClass) -> bool {
        self.unit_classes.iter().any(|it| UnitClass::from_chinese(it) == Some(class))
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let site = &evidence.site;
    if site.is_section() || !rule.params.judges(site.unit_class) || evidence.home.is_none() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    if site.unit_class == UnitClass::County {
        rows.extend(none(evidence, rule));
    }
    rows.extend(evidence.facts.services.guides.iter().filter_map(|it| incomplete(it, rule)));
    rows.extend(unseen(evidence));
    rows.extend(guide_veto::veto(evidence, rule).map(|it| on_home(evidence, it)));
    rows
}

fn none(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let home = evidence.home.as_ref()?;
    let ways = ways(evidence, &rule.params);
    if ways.iter().any(|it| !matches!(it, Some(Reach::Bad(_)))) {
        return None;
    }
    let found = if home.kind == PageKind::Shell || home.emptiness == Emptiness::Undecided {
        undecided(NONE, "首页内容需浏览器才能显示，有无办事服务未判定。".to_owned())
    } else if home.menu_unseen {
        undecided(NONE, "首页导航由脚本显示，未能读到，有无办事服务未判定。".to_owned())
    } else if !evidence.complete {
        undecided(NONE, "本次检查未完成，有无办事服务未判定。".to_owned())
    } else if !ways.is_empty() {
        undecided(NONE, "有办事服务的入口，但本次未能打开，是否有效需人工核实。".to_owned())
    } else if let Some(name) = doubtful(evidence, &rule.params) {
        undecided(NONE, format!("有名称为“{name}”的栏目或链接，是否提供办事服务需人工核实。"))
    } else {
        let text = "未提供办事服务：首页和各栏目中没有办事服务、办事指南、政务服务一类栏目，\
                    也没有通往政务服务网的链接。";
        finding(rule, NONE, text.to_owned())
    };
    Some(on_home(evidence, found.on("", home.seen_at, &[&home.visit])))
}

/// Whether a name holds one of `words`, what only sounds like services left out.
fn is_named(name: &str, words: &[String], params: &Params) -> bool {
    let name =
        params.not_service_words.iter().fold(plain(name), |it, not| it.replace(&plain(not), ""));
    holds_any(&name, words)
}

/// The name of something that may be services.
fn doubtful<'a>(evidence: &'a SiteEvidence, params: &Params) -> Option<&'a str> {
    let columns = evidence.columns.iter().filter(|it| it.address.is_some()).map(|it| &*it.name);
    let sections = evidence.sections.iter().map(|it| &*it.name);
    columns.chain(sections).find(|it| is_named(it, &params.doubtful_words, params))
}

/// How each way to services answered, where it was asked.
fn ways(evidence: &SiteEvidence, params: &Params) -> Vec<Option<Reach>> {
    let is_name = |it: &str| is_named(it, &params.service_words, params);
    let columns = evidence
        .columns
        .iter()
        .filter(|it| {
            it.address.is_some() && (it.class == ColumnClass::Services || is_name(&it.name))
        })
        .map(|it| it.reach.clone());
    let sections =
        evidence.sections.iter().filter(|it| is_name(&it.name)).map(|it| it.reach.clone());
    let services = &evidence.facts.services;
    let by_address = services.entrances.iter().map(|_| None);
    let guides = services.guides.iter().map(|_| Some(Reach::Ok));
    columns.chain(sections).chain(by_address).chain(guides).collect()
}

fn incomplete(guide: &GuideFact, rule: &Rule<Params>) -> Option<Observation> {
    if guide.lacking().is_empty() {
        return None;
    }
    let said = |state: ElementState, how: &str| {
        let names = names(&guide.of_state(&[state]));
        (!names.is_empty()).then(|| format!("{names}（{how}）"))
    };
    let lacking: Vec<String> = [
        said(ElementState::Absent, "页面上没有"),
        said(ElementState::Blank, "没有填写，或只填“无”“—”一类"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut found = finding(
        rule,
        ELEMENTS,
        format!(
            "办事指南“{}”缺少{}类要素：{}。",
            guide.item,
            guide.lacking().len(),
            lacking.join("；")
        ),
    );
    let open = guide.of_state(&[ElementState::Unseen]);
    if !open.is_empty() {
        found = found.also(&format!("另有{}可能由图片、附件或脚本提供，未计入。", names(&open)));
    }
    let address = guide.address.to_string();
    let mut row = found.on(&address, guide.seen_at, &[&guide.visit]);
    row.page = Some(address.clone());
    row.link = Some(address);
    Some(row)
}

/// Guides of which a person has to look at pictures and files.
fn unseen(evidence: &SiteEvidence) -> Option<Observation> {
    let open: Vec<&GuideFact> = evidence
        .facts
        .services
        .guides
        .iter()
        .filter(|it| !it.of_state(&[ElementState::Unseen]).is_empty())
        .collect();
    let first = open.first()?;
    let text = format!(
        "有{}个办事指南的部分要素可能由图片、附件或脚本提供，是否齐全未判定，如：{}。",
        open.len(),
        examples(&open.iter().map(|it| &*it.item).collect::<Vec<_>>())
    );
    let subject = format!("{}#unseen", evidence.site.home);
    let row = undecided(ELEMENTS, text).on(&subject, first.seen_at, &[&first.visit]);
    Some(Observation { page: Some(first.address.to_string()), ..row })
}

fn on_home(evidence: &SiteEvidence, row: Observation) -> Observation {
    Observation { page: Some(evidence.site.home.to_string()), ..row }
}

fn names(classes: &[ElementClass]) -> String {
    let names: Vec<&str> = classes.iter().map(|it| it.chinese()).collect();
    names.join("、")
}
