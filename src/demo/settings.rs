//! Crawl settings with which a census over a served world is quick and sends nothing to anyone.

use crate::config::Crawl;
use crate::demo::serve::Serving;

/// High rates, short time limits, small gaps; all names led to loopback.
pub fn settings(serving: &Serving) -> Crawl {
    Crawl {
        requests_per_second: 500.0,
        connections_per_host: 4,
        timeout_seconds: 3.0,
        max_pages_per_site: 400,
        max_body_mib: 4,
        crawl_delay_cap_seconds: 0.1,
        allow_private_addresses: true,
        second_look_seconds: 0.5,
        home_visit_gap_seconds: 0.5,
        backoff_cap_seconds: 1.0,
        own_network_wait_seconds: 5.0,
        sentinels: vec!["http://www.gov.cn/".into(), "http://www.anlan.gov.cn/".into()],
        hosts: serving.hosts.clone(),
        ..Crawl::default()
    }
}
