//! What would make a census faster, each with what it comes to.

use crate::cli::plan::words::{lasting, time};
use crate::config::Crawl;
use crate::model::site::Site;
use crate::plan::{Estimate, HostEstimate, Known, Measure, estimate};

/// A gain below this share is not worth a word.
const WORTH_IT: f64 = 0.95;

/// For the host that decides, and for the number of hosts at once.
pub(super) fn faster(sites: &[Site], known: &Known, crawl: &Crawl, now: &Estimate) -> Vec<String> {
    let Some(host) = now.deciding() else { return Vec::new() };
    let with = |change: &dyn Fn(&mut Crawl)| {
        let mut crawl = crawl.clone();
        change(&mut crawl);
        estimate(sites, known, &crawl)
    };
    let is_faster = |then: &Estimate| then.seconds.middle() < now.seconds.middle() * WORTH_IT;
    let mut lines: Vec<String> = pace(host, crawl, with, is_faster).into_iter().collect();
    let largest = host.sites.first().map_or(0.0, |it| it.requests.high);
    if crawl.max_pages_per_site > 1000 && largest > 1000.0 {
        lines.push(format!(
            "少读网页：把 max_pages_per_site 从 {} 改小；没读到的网页里的错链就查不到，报告里会写明",
            crawl.max_pages_per_site
        ));
    }
    if crawl.share_by_address && !host.also.is_empty() {
        let then = with(&|it| it.share_by_address = false);
        lines.push(format!(
            "{} 台主机用同一个地址，合用一份限额；确知它们背后是不同的机器时，可设 share_by_address = false：{}",
            host.also.len() + 1,
            time(then.seconds)
        ));
    }
    let then = with(&|it| it.hosts_at_once = usize::from(u16::MAX));
    if is_faster(&then) {
        lines.push(format!(
            "同时检查更多主机：hosts_at_once 现为 {}，不限时{}",
            crawl.hosts_at_once,
            time(then.seconds)
        ));
    }
    lines
}

/// What sets the pace of the host, and what another one would come to.
fn pace(
    host: &HostEstimate,
    crawl: &Crawl,
    with: impl Fn(&dyn Fn(&mut Crawl)) -> Estimate,
    is_faster: impl Fn(&Estimate) -> bool,
) -> Option<String> {
    let name = &host.host;
    match host.paced_by {
        Measure::Rate => {
            let rate = crawl.requests_per_second * 2.0;
            let then = with(&|it| it.requests_per_second = rate);
            is_faster(&then).then(|| {
                format!(
                    "把 [crawl] requests_per_second 从 {} 提到 {rate}：{}。先问过 {name} 的运维单位，网站受得住再提",
                    crawl.requests_per_second,
                    time(then.seconds)
                )
            })
        }
        Measure::CrawlDelay => Some(format!(
            "{name} 的 robots.txt 要求两次请求隔开（Crawl-delay），请主办单位放宽；程序最多照办到 {} 秒（crawl_delay_cap_seconds）",
            crawl.crawl_delay_cap_seconds
        )),
        Measure::Answers => {
            let more = crawl.connections_per_host * 2;
            let then = with(&|it| it.connections_per_host = more);
            Some(format!(
                "{name} 应答慢（以往平均 {} 一次）；把 connections_per_host 从 {} 提到 {more}：{}",
                lasting(host.rate.recip() * f64_of(crawl.connections_per_host)),
                crawl.connections_per_host,
                time(then.seconds)
            ))
        }
        Measure::Unlimited => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a handful of connections")]
fn f64_of(number: usize) -> f64 {
    number as f64
}
