//! All gates of a run: which of them a host goes through, by its name or by the address that it shares with others.

use crate::config::Crawl;
use crate::fetch::host_gate::{GateLimits, HostGate, HostStats, held};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(in crate::fetch) struct Gates {
    limits: GateLimits,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    all: Vec<Arc<HostGate>>,
    /// A host keeps its gate for the whole run, whatever its name server says next.
    by_host: HashMap<String, Arc<HostGate>>,
    /// Port 0, as DNS gives it: the whole machine. With a port, as the settings give it: one server of perhaps several.
    by_place: HashMap<SocketAddr, Arc<HostGate>>,
}

impl Gates {
    pub(in crate::fetch) fn of(crawl: &Crawl, backoff_cap: Duration) -> Self {
        let rate = crawl.requests_per_second.max(0.0);
        let limits = GateLimits {
            period: Duration::try_from_secs_f64(rate.recip()).unwrap_or_default(),
            connections: crawl.connections_per_host.max(1),
            backoff_cap,
        };
        Self { limits, book: Mutex::default() }
    }

    /// The gate of that host, made at the first call.
    pub(in crate::fetch) fn gate(&self, host: &str) -> Arc<HostGate> {
        self.shared_gate(host, &[])
    }

    /// The same for all hosts that have one of `places` in common: also where a name has several that come in turn, and
    /// where one of them is for IPv4 and another for IPv6.
    pub(in crate::fetch) fn shared_gate(&self, host: &str, places: &[SocketAddr]) -> Arc<HostGate> {
        let mut book = held(&self.book);
        let known = book.by_host.get(host).map(Arc::clone);
        let gate = match known {
            Some(gate) => gate,
            None => book.admit(host, places, self.limits),
        };
        for place in places {
            book.by_place.entry(*place).or_insert_with(|| Arc::clone(&gate));
        }
        gate
    }

    /// Of the gate through which `host` goes; `None` where it was not asked yet.
    pub(in crate::fetch) fn stats_of(&self, host: &str) -> Option<HostStats> {
        held(&self.book).by_host.get(host).map(|gate| gate.stats())
    }

    pub(in crate::fetch) fn stats(&self) -> Vec<HostStats> {
        let all = held(&self.book).all.clone();
        let mut stats: Vec<HostStats> = all.iter().map(|gate| gate.stats()).collect();
        stats.sort_by(|a, b| a.host.cmp(&b.host));
        stats
    }
}

impl Book {
    /// A host that was not seen before: through the gate of a place that is known, else a new one.
    fn admit(&mut self, host: &str, places: &[SocketAddr], limits: GateLimits) -> Arc<HostGate> {
        let known = places.iter().find_map(|it| self.by_place.get(it)).map(Arc::clone);
        let gate = known.unwrap_or_else(|| {
            let gate = Arc::new(HostGate::new(host, limits));
            self.all.push(Arc::clone(&gate));
            gate
        });
        gate.join();
        self.by_host.insert(host.to_owned(), Arc::clone(&gate));
        gate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|it| it.parse().expect("a place")).collect()
    }

    #[test]
    fn hosts_of_one_place_share_a_gate() {
        let gates = Gates::of(&Crawl::default(), Duration::from_secs(1));
        let gate = |host: &str, at: &[&str]| gates.shared_gate(host, &places(at));
        let first = gate("www.a.gov.cn", &["1.1.1.1:0", "1.1.1.2:0"]);
        for (host, at, is_shared) in [
            ("www.b.gov.cn", &["1.1.1.2:0"][..], true),
            // The name server gives the addresses in another order, or others.
            ("www.a.gov.cn", &["1.1.1.2:0", "1.1.1.1:0"], true),
            ("www.a.gov.cn", &["1.1.1.3:0"], true),
            ("www.c.gov.cn", &["1.1.1.3:0", "[2408::1]:0"], true),
            ("www.d.gov.cn", &["[2408::1]:0"], true),
            ("www.e.gov.cn", &["1.1.1.4:0"], false),
            // Another server of the machine, as the settings say.
            ("www.f.gov.cn", &["1.1.1.1:18080"], false),
            ("www.g.gov.cn", &[], false),
        ] {
            assert_eq!(Arc::ptr_eq(&first, &gate(host, at)), is_shared, "{host} {at:?}");
        }
        assert!(Arc::ptr_eq(&first, &gates.gate("www.b.gov.cn")));
        assert_eq!(gates.stats_of("www.d.gov.cn").map(|it| it.hosts), Some(4));
        assert_eq!(gates.stats().len(), 4);
    }
}
