//! Which hosts go through one gate.

use crate::config::Crawl;
use crate::plan::known::Known;

/// What names the gate of a host: its place where hosts of one place share a budget, else itself without `www.`.
pub(crate) fn gate_of(host: &str, known: &Known, crawl: &Crawl) -> String {
    let listed = || crawl.hosts.get(host);
    let place = || known.places.get(host);
    match listed().or_else(place) {
        Some(place) if crawl.share_by_address => place.clone(),
        _ => host.strip_prefix("www.").unwrap_or(host).to_owned(),
    }
}
