//! Requests and time for each gate, and for all of them together.

use crate::config::Crawl;
use crate::model::site::{Site, SiteKey, SiteStatus};
use crate::model::time::Period;
use crate::plan::known::{Asked, Known};
use crate::plan::range::Range;
use crate::plan::share::gate_of;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::Duration;

/// A site of which nothing is known asks at least for so many things besides its home page.
const LEAST: f64 = 20.0;
/// Requests for links, images and attachments beside each page, at most, as far as one can guess.
const BESIDE_A_PAGE: f64 = 2.0;
/// Sites from which on their like says something of a new one.
const ENOUGH: usize = 3;

/// On what a number of requests rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The site's own last census.
    Earlier(Period),
    /// So many sites of its kind.
    Likes(usize),
    /// Not to be read: the home page only.
    HomeOnly,
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteEstimate {
    pub site: SiteKey,
    pub requests: Range,
    pub basis: Basis,
}

/// What sets the pace of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The rate of the settings.
    Rate,
    /// What robots.txt asks for.
    CrawlDelay,
    /// How long it takes to answer, on the connections that it may be given.
    Answers,
    /// Nothing: no limit is set.
    Unlimited,
}

/// What goes through one gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HostEstimate {
    /// The host with most requests.
    pub host: String,
    /// The other hosts behind the gate.
    pub also: Vec<String>,
    /// Largest first; empty for a host to which only links lead.
    pub sites: Vec<SiteEstimate>,
    pub requests: Range,
    /// Requests a second; 0 for no limit.
    pub rate: f64,
    pub paced_by: Measure,
    pub seconds: Range,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Longest first.
    pub hosts: Vec<HostEstimate>,
    pub requests: Range,
    /// From the beginning to the end, with as many hosts at once as the settings allow.
    pub seconds: Range,
}

impl Estimate {
    /// The host that decides how long it takes.
    pub fn deciding(&self) -> Option<&HostEstimate> {
        self.hosts.first()
    }
}

#[derive(Default)]
struct Gate<'a> {
    sites: Vec<&'a Site>,
    by_host: BTreeMap<&'a str, f64>,
    /// By links of sites on other gates.
    from_elsewhere: f64,
    spent: Duration,
    asked: usize,
    done: f64,
}

/// What a census of `sites` comes to.
pub fn estimate(sites: &[Site], known: &Known, crawl: &Crawl) -> Estimate {
    let mut gates: BTreeMap<String, Gate<'_>> = BTreeMap::new();
    let gate = |host: &str| gate_of(host, known, crawl);
    for site in sites {
        let own = gates.entry(gate(host_of(site))).or_default();
        own.sites.push(site);
        own.by_host.entry(host_of(site)).or_default();
    }
    let homes: BTreeMap<&SiteKey, String> =
        sites.iter().map(|it| (&it.key, gate(host_of(it)))).collect();
    for asked in known.asked.iter().filter(|it| homes.contains_key(&it.site)) {
        let key = gate(&asked.host);
        let is_own = homes.get(&asked.site) == Some(&key);
        let to = gates.entry(key).or_default();
        let requests = count(asked.requests);
        *to.by_host.entry(&asked.host).or_default() += requests;
        to.from_elsewhere += if is_own { 0.0 } else { requests };
        to.spent += asked.spent;
        to.asked += asked.requests;
    }
    for done in known.done.iter().filter(|it| homes.contains_key(&it.site)) {
        if let Some(gate) = gates.get_mut(&gate(&done.host)) {
            gate.done += count(done.requests);
        }
    }
    let likes = Likes::of(sites, known, &homes, &gate);
    let mut hosts: Vec<HostEstimate> =
        gates.into_values().map(|it| of_gate(it, &likes, known, crawl)).collect();
    // What takes as long is told apart by name, so that two plans of one register look alike.
    hosts.sort_by(|a, b| {
        b.seconds.middle().total_cmp(&a.seconds.middle()).then_with(|| a.host.cmp(&b.host))
    });
    let requests = hosts.iter().map(|it| it.requests).sum();
    let seconds = together(&hosts, crawl.hosts_at_once.max(1));
    Estimate { hosts, requests, seconds }
}

fn of_gate(gate: Gate<'_>, likes: &Likes<'_>, known: &Known, crawl: &Crawl) -> HostEstimate {
    let mut sites: Vec<SiteEstimate> =
        gate.sites.iter().map(|site| likes.estimate(site, crawl)).collect();
    sites.sort_by(|a, b| b.requests.middle().total_cmp(&a.requests.middle()));
    let own: Range = sites.iter().map(|it| it.requests).sum();
    let all = own + Range::known(gate.from_elsewhere);
    let requests = all.map(|it| (it - gate.done).max(0.0));
    let mut names: Vec<(&str, f64)> = gate.by_host.into_iter().collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut names = names.into_iter().map(|(name, _)| name.to_owned());
    let host = names.next().unwrap_or_default();
    let also: Vec<String> = names.collect();
    let delays = std::iter::once(&host).chain(&also).filter_map(|it| known.crawl_delays.get(it));
    let delay = delays.max().map_or(0.0, |it| it.as_secs_f64().min(crawl.crawl_delay_cap_seconds));
    let spent = gate.spent.as_secs_f64() / count(gate.asked.max(1));
    let (pace, paced_by) = pace(crawl, delay, spent);
    let least = if sites.is_empty() { 0.0 } else { least_seconds(crawl) };
    HostEstimate {
        host,
        also,
        sites,
        requests,
        rate: if pace == 0.0 { 0.0 } else { pace.recip() },
        paced_by,
        seconds: requests.map(|it| (it * pace).max(least)),
    }
}

/// Seconds between two requests, and what makes it so many.
fn pace(crawl: &Crawl, delay: f64, answer: f64) -> (f64, Measure) {
    let rate = crawl.requests_per_second;
    let by_rate = if rate > 0.0 { rate.recip() } else { 0.0 };
    let by_answers = answer / count(crawl.connections_per_host.max(1));
    let all =
        [(by_answers, Measure::Answers), (delay, Measure::CrawlDelay), (by_rate, Measure::Rate)];
    let slowest = all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    slowest.filter(|it| it.0 > 0.0).unwrap_or((0.0, Measure::Unlimited))
}

/// Home visits are so far apart, however small the site is.
fn least_seconds(crawl: &Crawl) -> f64 {
    count(crawl.home_visits.saturating_sub(1)) * crawl.home_visit_gap_seconds.max(0.0)
}

/// Each place takes the next host when it is free, the longest first. Hosts to which only links lead take no place.
fn together(hosts: &[HostEstimate], at_once: usize) -> Range {
    let ends = |seconds: &dyn Fn(&HostEstimate) -> f64| {
        let mut free: BinaryHeap<Reverse<u64>> = (0..at_once).map(|_| Reverse(0)).collect();
        let mut end: u64 = 0;
        for host in hosts {
            let Ok(time) = Duration::try_from_secs_f64(seconds(host)) else { continue };
            let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            let from = if host.sites.is_empty() { 0 } else { free.pop().map_or(0, |it| it.0) };
            let until = from.saturating_add(time);
            if !host.sites.is_empty() {
                free.push(Reverse(until));
            }
            end = end.max(until);
        }
        Duration::from_millis(end).as_secs_f64()
    };
    let is_likely = hosts.iter().all(|it| it.seconds.likely.is_some());
    Range {
        low: ends(&|it| it.seconds.low),
        likely: is_likely.then(|| ends(&|it| it.seconds.middle())),
        high: ends(&|it| it.seconds.high),
    }
}

/// What the sites that were read tell of those that were not.
struct Likes<'a> {
    own: BTreeMap<&'a SiteKey, (f64, Period)>,
    /// Of sections, and of sites with a host of their own; in order.
    sections: Vec<f64>,
    wholes: Vec<f64>,
}

impl<'a> Likes<'a> {
    fn of(
        sites: &'a [Site],
        known: &'a Known,
        homes: &BTreeMap<&SiteKey, String>,
        gate: &impl Fn(&str) -> String,
    ) -> Self {
        let mut own: BTreeMap<&SiteKey, (f64, Period)> = BTreeMap::new();
        let on_own_gate = |it: &&Asked| homes.get(&it.site) == Some(&gate(&it.host));
        for asked in known.asked.iter().filter(on_own_gate) {
            let sum = own.entry(&asked.site).or_insert((0.0, asked.period));
            sum.0 += count(asked.requests);
        }
        let sections: BTreeSet<&SiteKey> =
            sites.iter().filter(|it| it.is_section()).map(|it| &it.key).collect();
        let running: BTreeSet<&SiteKey> =
            sites.iter().filter(|it| it.status == SiteStatus::Running).map(|it| &it.key).collect();
        let in_order = |of_sections: bool| {
            let known = own.iter().filter(|(key, _)| running.contains(*key));
            let alike = known.filter(|(key, _)| sections.contains(*key) == of_sections);
            let mut sizes: Vec<f64> = alike.map(|(_, it)| it.0).collect();
            sizes.sort_by(f64::total_cmp);
            sizes
        };
        let (sections, wholes) = (in_order(true), in_order(false));
        Self { own, sections, wholes }
    }

    fn estimate(&self, site: &Site, crawl: &Crawl) -> SiteEstimate {
        let (requests, basis) = self.requests(site, crawl);
        SiteEstimate { site: site.key.clone(), requests, basis }
    }

    fn requests(&self, site: &Site, crawl: &Crawl) -> (Range, Basis) {
        if let Some((requests, period)) = self.own.get(&site.key) {
            return (Range::known(*requests), Basis::Earlier(*period));
        }
        let visits = count(crawl.home_visits.max(1));
        if site.status != SiteStatus::Running {
            return (Range::known(visits + 1.0), Basis::HomeOnly);
        }
        let alike = if site.is_section() { &self.sections } else { &self.wholes };
        if alike.len() < ENOUGH {
            let high = count(crawl.max_pages_per_site) * (1.0 + BESIDE_A_PAGE);
            return (Range { low: LEAST + visits, likely: None, high }, Basis::Nothing);
        }
        let range = Range {
            low: alike[0],
            likely: Some(alike[alike.len() / 2]),
            high: alike[alike.len() - 1],
        };
        (range, Basis::Likes(alike.len()))
    }
}

fn host_of(site: &Site) -> &str {
    site.home.host_str().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "requests are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}
