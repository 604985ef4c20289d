//! 服务不实用 by guides: how many items have a guide that lacks too much.

use crate::checks::names::plain;
use crate::checks::observe::{Found, finding, undecided};
use crate::checks::service_guides::{ELEMENTS, Params, VETO};
use crate::model::evidence::SiteEvidence;
use crate::model::facts::services::{ElementState, GuideFact};
use crate::model::rule::Rule;
use crate::model::site::ColumnClass;
use crate::model::verdict::Observation;
use std::collections::BTreeMap;

/// Items that a description names.
const EXAMPLES: usize = 5;

/// All guides of one name. The indicator counts 事项; the same one is often published twice, with another address.
struct Item<'a> {
    name: &'a str,
    guides: Vec<&'a GuideFact>,
}

impl Item<'_> {
    /// Whether none of its guides would do for a citizen.
    fn all(&self, is_poor: impl Fn(&GuideFact) -> bool) -> bool {
        self.guides.iter().all(|it| is_poor(it))
    }
}

/// The veto, or that it has to be decided by a person: where only pages of one name, or what a picture may show, make the
/// number.
pub(super) fn veto(evidence: &SiteEvidence, rule: &Rule<Params>) -> Option<Observation> {
    let params = &rule.params;
    let guides = &evidence.facts.services.guides;
    let counts = |it: &GuideFact| !evidence.is_excused(ELEMENTS, it.address.as_str());
    let is_poor = |it: &GuideFact| counts(it) && params.veto_elements <= it.lacking().len();
    let items = items(guides);
    let poor: Vec<&Item<'_>> = items.iter().filter(|it| it.all(is_poor)).collect();
    let names: Vec<&str> = poor.iter().map(|it| it.name).collect();
    let shown: Vec<&GuideFact> = poor.iter().flat_map(|it| it.guides.iter().copied()).collect();
    if params.veto_guides <= poor.len() {
        let text = format!(
            "服务不实用：{}个事项的办事指南缺少{}类及以上要素（达到{}个）：{}。",
            poor.len(),
            params.veto_elements,
            params.veto_guides,
            examples(&names)
        );
        return Some(on_guides(evidence, &shown, finding(rule, VETO, text)));
    }
    if !poor.is_empty() && poor.len() == items.len() {
        let text = format!(
            "服务不实用：网站上共{}个事项的办事指南，均缺少{}类及以上要素：{}。",
            items.len(),
            params.veto_elements,
            examples(&names)
        );
        let found = match why_not_all(evidence) {
            None => finding(rule, VETO, text),
            Some(why) => undecided(VETO, format!("{text}但{why}，是否全部如此未判定。")),
        };
        return Some(on_guides(evidence, &shown, found));
    }
    may_be(evidence, params, &items)
}

/// What an item is called, without the words that only say that the page is its guide.
fn key(name: &str) -> String {
    let name = plain(name);
    let bare = ["办事指南", "服务指南", "办理指南"]
        .iter()
        .fold(name.clone(), |it, word| it.replace(word, ""));
    if bare.is_empty() { name } else { bare }
}

/// By name, in the order of their first pages.
fn items(guides: &[GuideFact]) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for guide in guides {
        let place = *places.entry(key(&guide.item)).or_insert(items.len());
        match items.get_mut(place) {
            Some(item) => item.guides.push(guide),
            None => items.push(Item { name: &guide.item, guides: vec![guide] }),
        }
    }
    items
}

/// Enough pages, but not surely as many items that lack as much.
fn may_be(evidence: &SiteEvidence, params: &Params, items: &[Item<'_>]) -> Option<Observation> {
    let might = |it: &&GuideFact| {
        let open = it.of_state(&[ElementState::Unseen]).len();
        !evidence.is_excused(ELEMENTS, it.address.as_str())
            && params.veto_elements <= it.lacking().len() + open
    };
    let kept = |it: &&Item<'_>| it.guides.iter().any(might);
    let items: Vec<&Item<'_>> = items.iter().filter(kept).collect();
    let all: Vec<&GuideFact> = items.iter().flat_map(|it| it.guides.iter().copied()).collect();
    let guides: Vec<&GuideFact> = all.iter().copied().filter(might).collect();
    if guides.len() < params.veto_guides {
        return None;
    }
    let mut why = Vec::new();
    if guides.iter().any(|it| it.lacking().len() < params.veto_elements) {
        why.push("部分要素由图片、附件或脚本提供".to_owned());
    }
    if items.len() < guides.len() {
        why.push(format!("其中有同名的指南，按名称合并为{}个事项", items.len()));
    }
    if guides.len() < all.len() {
        why.push("有事项另有未计入的同名指南".to_owned());
    }
    let names: Vec<&str> = items.iter().map(|it| it.name).collect();
    let text = format!(
        "有{}个办事指南页面缺少或可能缺少{}类及以上要素，但{}，是否达到{}个事项需人工核实：{}。",
        guides.len(),
        params.veto_elements,
        why.join("，"),
        params.veto_guides,
        examples(&names)
    );
    Some(on_guides(evidence, &guides, undecided(VETO, text)))
}

/// Why there may be more guides than those that were read.
fn why_not_all(evidence: &SiteEvidence) -> Option<&'static str> {
    let home = evidence.site.home.host_str();
    let is_elsewhere = |it: &url::Url| it.host_str() != home;
    let services = &evidence.facts.services;
    let external_column = evidence.columns.iter().any(|it| {
        it.class == ColumnClass::Services
            && (it.external || it.address.as_ref().is_some_and(is_elsewhere))
    });
    let unread_pages = evidence.columns.iter().any(|it| {
        it.class == ColumnClass::Services
            && it
                .total
                .is_some_and(|total| it.entries < usize::try_from(total).unwrap_or(usize::MAX))
    });
    if !evidence.complete || services.guides_cut || unread_pages {
        Some("本次检查未完成")
    } else if services.entrances.iter().any(|it| is_elsewhere(&it.address)) || external_column {
        Some("网站另有通往政务服务网的入口")
    } else if 0 < evidence.counts.columns_need_browser {
        Some("有页面需浏览器才能显示")
    } else {
        None
    }
}

fn on_guides(evidence: &SiteEvidence, guides: &[&GuideFact], found: Found) -> Observation {
    let visits: Vec<_> = guides.iter().map(|it| &it.visit).collect();
    let at = guides.iter().map(|it| it.seen_at).max().unwrap_or(evidence.as_of);
    found.on("", at, &visits)
}

/// `“甲”、“乙”等6个`.
pub(super) fn examples(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().take(EXAMPLES).map(|it| format!("“{it}”")).collect();
    let more =
        if EXAMPLES < names.len() { format!("等{}个", names.len()) } else { String::new() };
    quoted.join("、") + &more
}
