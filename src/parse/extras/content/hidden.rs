//! Links to other hosts that no visitor sees, gathered by what hides them.

use crate::model::facts::content::{HiddenBlock, HiddenBy, HiddenLink};
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::extras::content::hiding::{Tricks, hides, is_of_ground_colour};
use crate::parse::extras::content::written::{self, Written};
use crate::parse::personal::masked;
use crate::reference::hosts;
use crate::reference::illegal::{self, Spoken};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

const MOST_BLOCKS: usize = 20;
const MOST_LINKS: usize = 20;
/// Links of one page that are looked at.
const MOST_CANDIDATES: usize = 3_000;
const TEXT: usize = 60;

/// A link that leads to somebody else.
pub(super) struct Outward {
    pub(super) node: usize,
    pub(super) address: Url,
    pub(super) text: String,
}

pub(super) fn blocks(reading: &Reading<'_>) -> Vec<HiddenBlock> {
    let doc = reading.doc;
    let written = written::read(doc);
    let mut found: Vec<HiddenBlock> = Vec::new();
    for (_, markup) in &written.markup {
        let inner = Doc::new(markup);
        let links = outward(&inner, reading.base);
        let hidden = gather(&inner, links, &Written::default());
        found.extend(hidden.into_iter().map(|(mut block, _)| {
            block.by = HiddenBy::Script;
            block.may_be_shown = false;
            block
        }));
    }
    let links = outward(doc, reading.base);
    found.extend(gather(doc, links, &written).into_iter().map(|(block, _)| block));
    found.truncate(MOST_BLOCKS);
    found
}

/// Links to hosts that are neither the site's own, nor the state's, nor a known service; those whose words advertise a
/// trade are taken from known services too.
pub(super) fn outward(doc: &Doc, base: &Url) -> Vec<Outward> {
    let own = domain(base.host_str().unwrap_or_default());
    let mut found = Vec::new();
    for at in 0..doc.nodes.len() {
        let node = &doc.nodes[at];
        if node.raw || !matches!(&*node.tag, "a" | "area") {
            continue;
        }
        let Some(address) = node.attr("href").and_then(|it| resolve(base, it)) else { continue };
        let host = address.host_str().unwrap_or_default();
        if domain(host) == own || hosts::is_of_state(host) {
            continue;
        }
        let text = doc.any_text(at);
        if hosts::is_known(host) && illegal::spoken(&text).is_none() {
            continue;
        }
        found.push(Outward { node: at, address, text });
        if MOST_CANDIDATES < found.len() {
            break;
        }
    }
    found
}

/// The registrable part of a host.
pub(super) fn domain(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

/// The blocks, each with the node that hides it.
fn gather(doc: &Doc, links: Vec<Outward>, written: &Written) -> Vec<(HiddenBlock, usize)> {
    if links.is_empty() {
        return Vec::new();
    }
    let roots = roots(doc, written);
    let mut by_root: BTreeMap<usize, (HiddenBy, Vec<Outward>)> = BTreeMap::new();
    for link in links {
        let (root, by) = match roots[link.node] {
            Some(it) => it,
            None if is_of_ground_colour(doc, link.node) => {
                (doc.nodes[link.node].parent, HiddenBy::SameColour)
            }
            None => continue,
        };
        by_root.entry(root).or_insert_with(|| (by, Vec::new())).1.push(link);
    }
    by_root.into_iter().map(|(root, (by, links))| (block(doc, root, by, links), root)).collect()
}

/// For each node the outermost one that hides it.
fn roots(doc: &Doc, written: &Written) -> Vec<Option<(usize, HiddenBy)>> {
    let tricks = Tricks::of(doc);
    let many = doc.nodes.len() * 6 / 10;
    let mut roots: Vec<Option<(usize, HiddenBy)>> = Vec::with_capacity(doc.nodes.len());
    for (at, node) in doc.nodes.iter().enumerate() {
        let inherited = if at == 0 { None } else { roots[node.parent] };
        // What holds most of the page is not hidden, unless for the moment until a script shows it.
        let is_wrapper = many < node.end - at && 40 < doc.nodes.len();
        let by_id = || {
            let id = node.attr("id")?;
            written.hidden_ids.iter().any(|it| it == id).then_some(HiddenBy::Display)
        };
        let own = || {
            if is_wrapper { None } else { hides(node, &tricks).or_else(by_id) }.map(|by| (at, by))
        };
        let by_span = || {
            let span = written.spans.iter().find(|it| it.contains(&at))?;
            Some((span.start, HiddenBy::Script))
        };
        // The page's own reader knows rules that hide by class.
        let known = || (node.hidden && !is_wrapper).then_some((at, HiddenBy::Display));
        roots.push(inherited.or_else(own).or_else(by_span).or_else(known));
    }
    roots
}

fn block(doc: &Doc, root: usize, by: HiddenBy, mut links: Vec<Outward>) -> HiddenBlock {
    links.sort_by(|a, b| a.address.cmp(&b.address));
    links.dedup_by(|a, b| a.address == b.address);
    let domains: BTreeSet<&str> =
        links.iter().map(|it| domain(it.address.host_str().unwrap_or_default())).collect();
    let words: Vec<&str> = links.iter().map(|it| it.text.as_str()).collect();
    let spoken = illegal::spoken(&words.join("　")).filter(is_sold);
    let host_speaks =
        links.iter().any(|it| illegal::host_speaks(it.address.host_str().unwrap_or_default()));
    let trade = match &spoken {
        Some(it) => Some(it.trade),
        None => host_speaks.then_some(crate::model::facts::content::Trade::Gambling),
    };
    HiddenBlock {
        by,
        may_be_shown: !by.is_trick() && may_be_shown(doc, root),
        count: links.len(),
        domains: domains.len(),
        trade,
        phrases: spoken.map(|it| it.phrases).unwrap_or_default(),
        links: links
            .iter()
            .take(MOST_LINKS)
            .map(|it| HiddenLink {
                address: it.address.clone(),
                text: masked(&it.text).chars().take(TEXT).collect(),
            })
            .collect(),
    }
}

/// A single doubtful word, or words about the thing, do not make a block one of advertisements.
pub(super) fn is_sold(spoken: &Spoken) -> bool {
    let weight = if spoken.is_about { 3 } else { 1 };
    weight <= spoken.sure || !spoken.is_about && 3 <= spoken.phrases.len()
}

/// Tabs, menus, layers: something that a script outside the page may turn to.
fn may_be_shown(doc: &Doc, root: usize) -> bool {
    let node = &doc.nodes[root];
    node.attr("class").is_some_and(|it| !it.trim().is_empty())
        || node.attr("id").is_some_and(|it| !it.trim().is_empty())
        || !matches!(&*node.tag, "div" | "span" | "p" | "font" | "a" | "marquee")
}
