//! Links to other hosts that no visitor sees, gathered by what hides them.

use crate::model::facts::content::{HiddenBlock, HiddenBy, HiddenLink, Trade};
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::extras::content::hiding::{Tricks, hides, is_of_ground_colour};
use crate::parse::extras::content::outward::{self, Outward, domain};
use crate::parse::extras::content::written::{self, Written};
use crate::parse::personal::masked;
use crate::reference::illegal::{self, Spoken};
use std::collections::{BTreeMap, BTreeSet};

const MOST_BLOCKS: usize = 20;
const MOST_LINKS: usize = 20;
const TEXT: usize = 60;

pub(super) fn blocks(reading: &Reading<'_>, links: Vec<Outward>) -> Vec<HiddenBlock> {
    let doc = reading.doc;
    let written = written::read(doc);
    let mut found: Vec<HiddenBlock> = Vec::new();
    for (_, markup) in &written.markup {
        let inner = Doc::new(markup);
        let links = outward::links(&inner, reading.base);
        let hidden = gather(&inner, links, &Written::default()).into_iter();
        found.extend(hidden.map(|block| HiddenBlock {
            by: HiddenBy::Script,
            may_be_shown: false,
            ..block
        }));
    }
    found.extend(gather(doc, links, &written));
    found.truncate(MOST_BLOCKS);
    found
}

/// The links that are hidden, by the node that hides them.
fn gather(doc: &Doc, links: Vec<Outward>, written: &Written) -> Vec<HiddenBlock> {
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
    by_root.into_iter().map(|(root, (by, links))| block(doc, root, by, links)).collect()
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
        None => host_speaks.then_some(Trade::Gambling),
    };
    HiddenBlock {
        by,
        may_be_shown: may_be_shown(doc, root),
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
fn is_sold(spoken: &Spoken) -> bool {
    let weight = if spoken.is_about { 3 } else { 1 };
    weight <= spoken.sure || !spoken.is_about && 3 <= spoken.phrases.len()
}

/// Tabs, menus, layers, pictures that slide by: something that a script outside the page may turn to.
fn may_be_shown(doc: &Doc, root: usize) -> bool {
    let node = &doc.nodes[root];
    node.attr("class").is_some_and(|it| !it.trim().is_empty())
        || node.attr("id").is_some_and(|it| !it.trim().is_empty())
        || !matches!(&*node.tag, "div" | "span" | "p" | "font" | "a" | "marquee")
}
