//! In which order the sites of a census begin: the longest host first, and within a host the largest site.

use crate::model::site::{Site, SiteKey};
use crate::plan::estimate::Estimate;
use std::collections::BTreeMap;

/// The sites behind one gate, in the order in which they begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    pub host: String,
    pub sites: Vec<Site>,
}

/// Longest first: what takes longest decides when all of it ends (LPT rule, Graham 1969). Sites of which nothing tells
/// apart keep the register's order.
pub fn turns(sites: Vec<Site>, estimate: &Estimate) -> Vec<Turn> {
    let mut rank: BTreeMap<&SiteKey, (usize, usize)> = BTreeMap::new();
    for (host, it) in estimate.hosts.iter().enumerate() {
        for (place, site) in it.sites.iter().enumerate() {
            rank.insert(&site.site, (host, place));
        }
    }
    let mut by_host: BTreeMap<(usize, String), Vec<(usize, Site)>> = BTreeMap::new();
    for site in sites {
        let (host, place) = rank.get(&site.key).copied().unwrap_or((usize::MAX, usize::MAX));
        let name = if host == usize::MAX { site.scope.host.clone() } else { String::new() };
        by_host.entry((host, name)).or_default().push((place, site));
    }
    let turns = by_host.into_values().filter_map(|mut sites| {
        sites.sort_by_key(|(place, _)| *place);
        let sites: Vec<Site> = sites.into_iter().map(|(_, site)| site).collect();
        Some(Turn { host: sites.first()?.scope.host.clone(), sites })
    });
    turns.collect()
}
