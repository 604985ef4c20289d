//! What earlier runs tell of the hosts.

use crate::model::site::SiteKey;
use crate::model::time::Period;
use std::collections::BTreeMap;
use std::time::Duration;

/// What one run asked of one host for the sake of one site.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub site: SiteKey,
    pub host: String,
    pub requests: usize,
    /// On the way, of all requests together.
    pub spent: Duration,
    pub period: Period,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// By the newest run that read the site whole.
    pub asked: Vec<Asked>,
    /// By the unfinished run that is gone on with: not asked again.
    pub done: Vec<Asked>,
    /// `Crawl-delay` of robots.txt as it was last read, by host.
    pub crawl_delays: BTreeMap<String, Duration>,
    /// Where a host was last found, by host; hosts with the same text share a machine.
    pub places: BTreeMap<String, String>,
}
