//! robots.txt: what it says, and what it means when it cannot be read.

use crate::fetch::server::{
    Act, Server, fetcher, fetcher_for, missing, page, say, serve, settings, url,
};
use pucha::fetch::{Ask, RobotsState, Rules};
use pucha::model::visit::{Barrier, Failure, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// (robots.txt, address, allowed)
type Case = (&'static [u8], &'static str, bool);

const CASES: &[Case] = &[
    // Nothing said.
    (b"", "/x", true),
    (b"User-agent: *\nDisallow:\n", "/x", true),
    (b"Disallow: /\n", "/x", true),
    // The group that names us counts alone, whatever its version and case.
    (b"User-agent: *\nDisallow: /\n\nUser-agent: pucha\nAllow: /\n", "/x", true),
    (b"User-agent: *\nAllow: /\n\nUser-agent: PuCha/1.0\nDisallow: /\n", "/x", false),
    (b"User-agent: pucha-news\nDisallow: /\n", "/x", true),
    (b"User-agent: puc\nDisallow: /\n", "/x", true),
    (b"User-agent: pucha\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n", "/x", true),
    // Several groups for us are one; several names share a group.
    (b"User-agent: pucha\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: pucha\nDisallow: /b\n", "/b", false),
    (b"User-agent: pucha\nDisallow: /a\n\nUser-agent: pucha\nDisallow: /b\n", "/a", false),
    (b"User-agent: one\nUser-agent: pucha\nUser-agent: two\nDisallow: /\n", "/x", false),
    (b"User-agent: pucha\nCrawl-delay: 5\nUser-agent: other\nDisallow: /\n", "/x", false),
    (b"User-agent: pucha\nSitemap: http://a/s.xml\n\n\nDisallow: /\n", "/x", false),
    // The longest rule decides, the allowing one of two as long.
    (b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true),
    (b"User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", false),
    (b"User-agent: *\nAllow: /p\nDisallow: /\n", "/page", true),
    (b"User-agent: *\nAllow: /folder\nDisallow: /folder\n", "/folder/page", true),
    (b"User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm", false),
    (b"User-agent: *\nAllow: /$\nDisallow: /\n", "/", true),
    (b"User-agent: *\nAllow: /$\nDisallow: /\n", "/page.htm", false),
    // Prefixes, and letters as they are.
    (b"User-agent: *\nDisallow: /fish\n", "/fish.html", false),
    (b"User-agent: *\nDisallow: /fish\n", "/fishheads/yummy.html", false),
    (b"User-agent: *\nDisallow: /fish\n", "/fish.php?id=1", false),
    (b"User-agent: *\nDisallow: /fish\n", "/Fish.asp", true),
    (b"User-agent: *\nDisallow: /fish\n", "/catfish", true),
    (b"User-agent: *\nDisallow: /fish/\n", "/fish", true),
    (b"User-agent: *\nDisallow: fish\n", "/fish", true),
    // Wildcards and the end mark.
    (b"User-agent: *\nDisallow: /fish*\n", "/fishheads", false),
    (b"User-agent: *\nDisallow: /*.php\n", "/folder/any.php.file.html", false),
    (b"User-agent: *\nDisallow: /*.php\n", "/", true),
    (b"User-agent: *\nDisallow: /*.php\n", "/windows.PHP", true),
    (b"User-agent: *\nDisallow: /*.php$\n", "/folder/file.php", false),
    (b"User-agent: *\nDisallow: /*.php$\n", "/file.php?x", true),
    (b"User-agent: *\nDisallow: /*.php$\n", "/file.php/", true),
    (b"User-agent: *\nDisallow: /*.php$\n", "/a.php5/b.php", false),
    (b"User-agent: *\nDisallow: /fish*.php\n", "/fishheads/cat.php?p=1", false),
    (b"User-agent: *\nDisallow: /fish*.php\n", "/Fish.PHP", true),
    (b"User-agent: *\nDisallow: *a*b*c$\n", "/xaxbxc", false),
    (b"User-agent: *\nDisallow: /a**b\n", "/axxb", false),
    (b"User-agent: *\nDisallow: /a$b\n", "/a$bc", false),
    (b"User-agent: *\nDisallow: /a%2Ab\n", "/a*b", false),
    (b"User-agent: *\nDisallow: /a%2Ab\n", "/axb", true),
    // Escapes are compared as what they stand for.
    (b"User-agent: *\nDisallow: /foo/bar?q=http://x\n", "/foo/bar?q=http://x", false),
    (b"User-agent: *\nDisallow: /%7Ejoe/\n", "/~joe/index.html", false),
    (b"User-agent: *\nDisallow: /~joe/\n", "/%7ejoe/index.html", false),
    (b"User-agent: *\nDisallow: /a%3cd.html\n", "/a%3Cd.html", false),
    (b"User-agent: *\nDisallow: /a%2fb\n", "/a/b", true),
    ("User-agent: *\nDisallow: /政务/\n".as_bytes(), "/%E6%94%BF%E5%8A%A1/a", false),
    (b"User-agent: *\nDisallow: /%e6%94%bf\n", "/政", false),
    (b"User-agent: *\nDisallow: /\xd5\xfe\n", "/%D5%FE", false),
    // Files as people make them.
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/x", false),
    (b"User-agent: *\rDisallow: /a\rDisallow: /b\r", "/b", false),
    (b"User-agent: *\r\nDisallow: /a # with a word\r\n", "/a", false),
    (b"  user-AGENT :  *  \n  DISALLOW :  /a  \n", "/a", false),
    (b"User-agent *\nDisallow /a\n", "/a", false),
    (b"User-agent: *\nDisalow: /a\n", "/a", false),
    (b"# \xd7\xa2\xca\xcd\nUser-agent: *\nDisallow: /a\n", "/a", false),
    (b"<!DOCTYPE html>\n<html><body>\nUser-agent: *\nDisallow: /\n</body></html>", "/x", true),
    (b"\x00\xff\xfe garbage : : :\nUser-agent: *\nDisallow: /a\n", "/a", false),
    (b"User-agent: *\nDisallow: /\n", "/robots.txt", true),
    (b"User-agent: *\nDisallow: /public/*\nAllow: /public/column/6601081\n", "/public/column/6601081?type=4", true),
];

#[test]
fn the_rules_are_read_as_rfc_9309_says() {
    for (file, path, allowed) in CASES {
        let address = url(&format!("http://www.a.gov.cn{path}"));
        let rules = Rules::parse(file, "pucha");
        assert_eq!(rules.allow(&address), *allowed, "{} {path}", String::from_utf8_lossy(file));
    }
}

#[test]
fn sitemaps_and_the_delay_are_read() {
    let file = b"Sitemap: http://www.a.gov.cn/s.xml\nUser-agent: *\nCrawl-delay: 2.5\nUser-agent: x\nCrawl-delay: 9\nsitemap: /t.xml";
    let rules = Rules::parse(file, "pucha");
    assert_eq!(rules.sitemaps, ["http://www.a.gov.cn/s.xml", "/t.xml"]);
    assert_eq!(
        Rules::parse(b"User-agent: *\nCrawl-delay: 2.5\nAllow: /\n", "pucha").crawl_delay,
        Some(Duration::from_millis(2500))
    );
    for wrong in ["-1", "inf", "NaN", "soon", "1e400"] {
        let file = format!("User-agent: *\nCrawl-delay: {wrong}\n");
        assert_eq!(Rules::parse(file.as_bytes(), "pucha").crawl_delay, None, "{wrong}");
    }
}

#[test]
fn a_hostile_file_is_read_in_no_time() {
    let mut file = b"User-agent: *\nDisallow: /secret\n".to_vec();
    while file.len() < 2 * 1024 * 1024 {
        file.extend_from_slice(b"Disallow: *a*a*a*a*a*a*b\n");
    }
    let begun = Instant::now();
    let rules = Rules::parse(&file, "pucha");
    let long = url(&format!("http://www.a.gov.cn/{}", "a".repeat(2000)));
    assert!(rules.allow(&long));
    assert!(!rules.allow(&url("http://www.a.gov.cn/secret/x")));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

async fn site(robots: Act) -> Server {
    serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => robots.clone(),
        _ => say(200, &[], "page"),
    })
    .await
}

#[tokio::test]
async fn what_robots_forbids_is_not_asked_for() {
    let server = site(say(200, &[], "User-agent: *\nDisallow: /no\nSitemap: /map.xml\n")).await;
    let fetcher = fetcher_for(&server);
    let no = page(&fetcher, "http://www.a.gov.cn/no/1").await;
    assert_eq!(no.visit.outcome, Outcome::Barred(Barrier::Robots));
    assert!(page(&fetcher, "http://www.a.gov.cn/yes").await.visit.is_ok());
    assert_eq!(server.pages().len(), 1);
    assert_eq!(server.seen().len(), 2, "robots.txt is asked for once");
    let view = fetcher.robots(&url("http://www.a.gov.cn/")).await;
    assert_eq!(view.state, RobotsState::Read);
    assert_eq!(view.sitemaps, [url("http://www.a.gov.cn/map.xml")]);
}

#[tokio::test]
async fn each_hop_obeys_the_robots_of_its_own_host() {
    let second = site(say(200, &[], "User-agent: *\nDisallow: /\n")).await;
    let first = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => say(302, &["Location: http://www.b.gov.cn/in"], ""),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", first.address), ("www.b.gov.cn", second.address)]);
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Barred(Barrier::Robots));
    assert_eq!(fetched.visit.chain.len(), 1);
    assert!(second.pages().is_empty());
}

#[tokio::test]
async fn a_missing_robots_allows_and_a_failing_one_defers() {
    for (status, outcome) in [
        (404, Outcome::Answered(200)),
        (403, Outcome::Answered(200)),
        (410, Outcome::Answered(200)),
        (500, Outcome::Barred(Barrier::RobotsUnavailable)),
        (502, Outcome::Barred(Barrier::RobotsUnavailable)),
    ] {
        let server = site(say(status, &[], "x")).await;
        let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
        assert_eq!(fetched.visit.outcome, outcome, "{status}");
    }
}

#[tokio::test]
async fn a_deferred_robots_is_asked_again_later_in_the_run() {
    let well = Arc::new(AtomicBool::new(false));
    let state = Arc::clone(&well);
    let server = serve(move |seen| match (seen.path.as_str(), state.load(Ordering::SeqCst)) {
        ("/robots.txt", false) => say(500, &[], ""),
        _ => say(200, &[], "User-agent: x\n"),
    })
    .await;
    let fetcher = fetcher_for(&server);
    for _ in 0..3 {
        let fetched = page(&fetcher, "http://www.a.gov.cn/").await;
        assert_eq!(fetched.visit.outcome, Outcome::Barred(Barrier::RobotsUnavailable));
    }
    assert_eq!(server.seen().len(), 1, "not asked for each page");
    well.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert!(page(&fetcher, "http://www.a.gov.cn/").await.visit.is_ok());
}

#[tokio::test]
async fn a_robots_that_fails_after_a_day_leaves_what_it_said_in_force() {
    let well = Arc::new(AtomicBool::new(true));
    let state = Arc::clone(&well);
    let server = serve(move |_| {
        if state.load(Ordering::SeqCst) {
            say(200, &[], "User-agent: *\nDisallow: /no\n")
        } else {
            say(502, &[], "Bad Gateway")
        }
    })
    .await;
    let fetcher = fetcher_for(&server);
    assert!(page(&fetcher, "http://www.a.gov.cn/").await.visit.is_ok());
    well.store(false, Ordering::SeqCst);
    tokio::time::pause();
    tokio::time::advance(Duration::from_hours(25)).await;
    tokio::time::resume();
    let fetched = page(&fetcher, "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(502), "the host itself is down");
    let asked = server.seen().iter().filter(|it| it.path == "/robots.txt").count();
    assert_eq!(asked, 2);
    let no = page(&fetcher, "http://www.a.gov.cn/no").await;
    assert_eq!(no.visit.outcome, Outcome::Barred(Barrier::Robots));
}

#[tokio::test]
async fn a_dead_host_has_its_own_failure_not_that_of_robots() {
    for (act, failure) in [(Act::Reset, Failure::Reset), (Act::Hang, Failure::TimeOut)] {
        let server = serve(move |_| act.clone()).await;
        let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
        crawl.timeout_seconds = 0.3;
        let begun = Instant::now();
        let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
        assert_eq!(fetched.visit.outcome, Outcome::Failed(failure));
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn robots_follows_redirects_and_only_one_asks() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => say(301, &["Location: /r2.txt"], ""),
        "/r2.txt" => say(200, &[], "User-agent: *\nDisallow: /no\n"),
        _ => say(200, &[], "page"),
    })
    .await;
    let fetcher = fetcher_for(&server);
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let fetcher = fetcher.clone();
            let address = url(&format!("http://www.a.gov.cn/no/{number}"));
            tokio::spawn(async move { fetcher.fetch(Ask::page(address)).await.visit.outcome })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic"), Outcome::Barred(Barrier::Robots));
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn robots_is_not_asked_where_the_settings_say_so() {
    let server = site(say(200, &[], "User-agent: *\nDisallow: /\n")).await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.respect_robots = false;
    assert!(page(&fetcher(&crawl), "http://www.a.gov.cn/").await.visit.is_ok());
    assert_eq!(server.seen().len(), 1);
}
