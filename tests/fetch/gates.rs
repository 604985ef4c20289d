//! Politeness, measured at the server.

use crate::fetch::server::{
    Act, Seen, Server, fetcher, missing, page, presence, say, serve, settings, url,
};
use pucha::config::Crawl;
use pucha::fetch::{Ask, Fetcher};
use pucha::model::visit::{Barrier, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

async fn all_at_once(fetcher: &Fetcher, addresses: Vec<String>) {
    let tasks: Vec<_> = addresses
        .into_iter()
        .map(|address| {
            let fetcher = fetcher.clone();
            tokio::spawn(async move { fetcher.fetch(Ask::page(url(&address))).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

/// The shortest time between two requests, in milliseconds; what the server's own clock may shift is taken off.
fn closest(seen: &[Seen]) -> u128 {
    let gaps = seen.windows(2).map(|two| (two[1].at - two[0].at).as_millis());
    gaps.min().expect("two requests")
}

fn span(seen: &[Seen]) -> Duration {
    seen[seen.len() - 1].at - seen[0].at
}

fn rated(server: &Server, rate: f64) -> Crawl {
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.requests_per_second = rate;
    crawl
}

#[tokio::test]
async fn every_kind_of_request_keeps_the_rate() {
    let server = serve(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("HEAD", _) => say(405, &[], ""),
        (_, "/from") => say(302, &["Location: /to"], ""),
        (_, "/robots.txt") => missing(),
        _ => say(200, &[], "ok"),
    })
    .await;
    let fetcher = fetcher(&rated(&server, 20.0));
    let pages = (0..5).map(|number| format!("http://www.a.gov.cn/{number}"));
    all_at_once(&fetcher, pages.chain(["http://www.a.gov.cn/from".into()]).collect()).await;
    presence(&fetcher, "http://www.a.gov.cn/a.pdf").await;
    let seen = server.seen();
    assert_eq!(seen.len(), 1 + 5 + 2 + 2);
    assert!(Duration::from_millis(9 * 50 - 20) <= span(&seen), "{:?}", span(&seen));
}

#[tokio::test]
async fn connections_of_one_host_are_limited() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counting, highest) = (Arc::clone(&now), Arc::clone(&most));
    let server = serve(move |seen| {
        if seen.path == "/robots.txt" {
            return missing();
        }
        highest.fetch_max(counting.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Act::Hang
    })
    .await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.timeout_seconds = 0.5;
    crawl.connections_per_host = 2;
    let fetcher = fetcher(&crawl);
    let pages = (0..2).map(|number| format!("http://www.a.gov.cn/{number}")).collect();
    let running = {
        let fetcher = fetcher.clone();
        tokio::spawn(async move { all_at_once(&fetcher, pages).await })
    };
    page(&fetcher, "http://www.a.gov.cn/third").await;
    running.await.expect("no panic");
    let seen = server.pages();
    assert!(Duration::from_millis(400) <= seen[2].at - seen[0].at, "the third waits for a place");
    assert!(most.load(Ordering::SeqCst) <= 3);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        "/busy" => say(429, &["Retry-After: 1"], "slow down"),
        _ => say(200, &[], "ok"),
    })
    .await;
    let fetcher = fetcher(&rated(&server, 0.0));
    let busy = page(&fetcher, "http://www.a.gov.cn/busy").await;
    assert_eq!(busy.visit.outcome, Outcome::Barred(Barrier::Status(429)));
    assert!(fetcher.gate_stats()[0].backoff.is_some());
    page(&fetcher, "http://www.a.gov.cn/next").await;
    let seen = server.pages();
    assert!(980 <= closest(&seen), "{}", closest(&seen));
    assert!(fetcher.gate_stats()[0].backoff.is_none());
}

#[tokio::test]
async fn a_pause_is_capped_and_a_host_that_keeps_refusing_is_not_waited_for() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => say(503, &["Retry-After: 86400"], "later"),
    })
    .await;
    let mut crawl = rated(&server, 0.0);
    crawl.backoff_cap_seconds = 0.1;
    let fetcher = fetcher(&crawl);
    let mut outcomes = Vec::new();
    for number in 0..7 {
        outcomes.push(page(&fetcher, &format!("http://www.a.gov.cn/{number}")).await.visit.outcome);
    }
    assert_eq!(outcomes[..4], vec![Outcome::Barred(Barrier::Status(503)); 4]);
    assert_eq!(outcomes[4..], vec![Outcome::Barred(Barrier::NotReached); 3]);
    let seen = server.pages();
    assert_eq!(seen.len(), 4);
    assert!(90 <= closest(&seen), "{}", closest(&seen));
}

#[tokio::test]
async fn crawl_delay_is_honoured_up_to_its_cap() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => say(200, &[], "User-agent: *\nCrawl-delay: 60\n"),
        _ => say(200, &[], "ok"),
    })
    .await;
    let mut crawl = rated(&server, 0.0);
    crawl.crawl_delay_cap_seconds = 0.15;
    let pages = (0..3).map(|number| format!("http://www.a.gov.cn/{number}")).collect();
    all_at_once(&fetcher(&crawl), pages).await;
    assert!(140 <= closest(&server.seen()), "{}", closest(&server.seen()));
}

#[tokio::test]
async fn hosts_of_one_address_share_a_budget_where_the_settings_say_so() {
    for (shared, least_ms) in [(true, 5 * 50 - 20), (false, 0)] {
        let server = serve(|_| missing()).await;
        let mut crawl =
            settings(&[("www.a.gov.cn", server.address), ("www.b.gov.cn", server.address)]);
        crawl.requests_per_second = 20.0;
        crawl.share_by_address = shared;
        let fetcher = fetcher(&crawl);
        let pages = [
            "http://www.a.gov.cn/",
            "http://www.b.gov.cn/",
            "http://www.a.gov.cn/1",
            "http://www.b.gov.cn/1",
        ];
        all_at_once(&fetcher, pages.map(str::to_owned).to_vec()).await;
        let seen = server.seen();
        assert_eq!(seen.len(), 6, "two robots.txt and four pages");
        assert!(Duration::from_millis(least_ms) <= span(&seen), "{:?}", span(&seen));
        assert_eq!(fetcher.gate_stats().len(), if shared { 1 } else { 2 });
    }
}

#[tokio::test]
async fn hosts_of_one_address_share_a_budget_unless_told_otherwise() {
    let (one, two) = (serve(|_| missing()).await, serve(|_| missing()).await);
    let hosts = [
        ("www.a.gov.cn", one.address),
        ("www.b.gov.cn", one.address),
        ("www.c.gov.cn", two.address),
    ];
    let fetcher = fetcher(&settings(&hosts));
    for (host, _) in hosts {
        page(&fetcher, &format!("http://{host}/")).await;
        presence(&fetcher, &format!("http://{host}/a.pdf")).await;
    }
    let gates: Vec<_> =
        fetcher.gate_stats().into_iter().map(|it| (it.host, it.hosts, it.sent)).collect();
    // Another port is another server. robots.txt, GET, and HEAD with the two that follow its 404.
    let (shared, own) = (one.seen().len(), two.seen().len());
    assert_eq!(
        gates,
        [("www.a.gov.cn".to_owned(), 2, shared), ("www.c.gov.cn".to_owned(), 1, own)]
    );
    assert_eq!(fetcher.gate_of("www.b.gov.cn"), fetcher.gate_of("www.a.gov.cn"));
    assert_eq!(fetcher.gate_of("www.d.gov.cn"), None);
}

#[tokio::test]
async fn an_idle_connection_is_used_again() {
    let server = serve(|seen| {
        let _ = seen;
        Act::Keep(crate::fetch::server::reply(200, &[], b"ok"))
    })
    .await;
    let fetcher = fetcher(&rated(&server, 0.0));
    for number in 0..3 {
        assert!(page(&fetcher, &format!("http://www.a.gov.cn/{number}")).await.visit.is_ok());
    }
    assert_eq!(server.seen().len(), 4);
}
