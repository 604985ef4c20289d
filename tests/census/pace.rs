//! How a run uses the time that politeness allows: columns first, links once, and a gate that never waits for us.

use crate::census::county::{judge, register_of};
use crate::census::site::{HEADINGS, TODAY, ago, article_with, gone, html, list, nav};
use crate::fetch::server::{Act, Seen, Server, missing, reply, serve, settings};
use pucha::census::progress::Progress;
use pucha::census::{self, Bound, Ended, Plan, Start};
use pucha::config::Crawl;
use pucha::model::time::{Period, end_of_day};
use pucha::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;

const SECTIONS: usize = 4;
const COLUMNS: usize = 3;
const ARTICLES: usize = 5;

/// Of these rows, with these settings.
async fn run(rows: &str, crawl: Crawl) -> (Ended, Arc<Progress>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = TODAY.parse().expect("a day");
    let plan = Plan {
        register: register_of(&format!("{HEADINGS}\n{rows}\n"), None, folder.path()),
        browser: pucha::config::Browser::default(),
        crawl: Crawl { home_visits: 1, second_look_seconds: 0.2, ..crawl },
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    };
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
    let ended = census::run(&plan, &store, Arc::new(judge()), progress.clone(), stop).await;
    store.close().await.expect("a closed store");
    (ended.expect("a census"), progress)
}

fn row(name: &str, home: &str) -> String {
    format!("{name},县直,{name}网站,{home},,,运行,,,,")
}

/// A portal whose sections have columns, articles and a picture in each.
fn portal(seen: &Seen) -> Act {
    let names = ["工作动态", "通知公告", "政策文件"];
    let steps: Vec<&str> = seen.path.split('/').skip(1).collect();
    let column = |section: &str, at: usize| format!("/{section}/c{at}/");
    match steps.as_slice() {
        ["robots.txt"] => missing(),
        [section, ""] => {
            let columns: Vec<String> = (0..COLUMNS).map(|it| column(section, it)).collect();
            let ways: Vec<(&str, &str)> =
                names.iter().zip(&columns).map(|(name, it)| (*name, it.as_str())).collect();
            html("单位", &nav(&ways))
        }
        [section, folder, ""] => {
            let entry = |it: usize| {
                let address = format!("/{section}/{folder}/a{it}.html");
                (format!("{section}{folder}第{it}次检查情况的通报"), address, ago(it as u64 + 1))
            };
            let title = names[folder[1..].parse::<usize>().expect("a number")];
            html(
                title,
                &format!("<h2>{title}</h2>{}", list(&(0..ARTICLES).map(entry).collect::<Vec<_>>())),
            )
        }
        [section, folder, page] if is_named(page, "html") => {
            let picture = format!("<img src=\"/{section}/{folder}/{page}.png\">");
            article_with(&format!("{section}{folder}{page}检查情况的通报"), &ago(3), &picture)
        }
        [.., page] if is_named(page, "png") => {
            Act::Say(reply(200, &["Content-Type: image/png"], b"\x89PNG"))
        }
        _ => gone(),
    }
}

fn is_column(path: &str) -> bool {
    path.ends_with('/') && path.contains("/c")
}

/// Once the first pages are read the server is asked as fast as the rate allows, to the end. A machine that is slow to
/// read them is not what is tested.
fn never_idle(bound: &Bound, server: &Server) {
    let seen = server.seen();
    assert_eq!(bound.requests, seen.len(), "all requests pass the gate");
    let seen = &seen[seen.len() / 4..];
    let gaps = seen.windows(2).map(|two| (two[1].at - two[0].at).as_secs_f64());
    let idle: f64 = gaps.map(|gap| (gap - 2.0 / bound.rate).max(0.0)).sum();
    let span = (seen[seen.len() - 1].at - seen[0].at).as_secs_f64();
    assert!(idle < 0.05 * span, "idle for {idle} of {span} seconds");
}

fn is_named(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, it)| it == ending)
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_of_all_sections_are_read_before_the_rest() {
    let server = serve(portal).await;
    let rows: Vec<String> = (0..SECTIONS)
        .map(|it| row(&format!("第{it}局"), &format!("http://www.a.gov.cn/u{it}/")))
        .collect();
    let crawl = Crawl {
        requests_per_second: 40.0,
        hosts_at_once: 1,
        // A machine that is busy with other things must not make a request late that then counts twice.
        timeout_seconds: 20.0,
        ..settings(&[("www.a.gov.cn", server.address)])
    };
    let (ended, progress) = run(&rows.join("\n"), crawl).await;
    assert_eq!((ended.judged, ended.left.len()), (SECTIONS, 0));
    assert_eq!(progress.sites_fresh.load(Ordering::Relaxed), SECTIONS);
    let seen: Vec<String> = server.pages().into_iter().map(|it| it.path).collect();
    let last = seen.iter().rposition(|it| is_column(it)).expect("columns");
    let before: Vec<&String> = seen[..last].iter().filter(|it| it.contains("/a")).collect();
    let columns = seen.iter().filter(|it| is_column(it)).count();
    assert_eq!(columns, SECTIONS * COLUMNS, "{seen:#?}");
    // While a column is being parsed the gate does not wait for what it may name.
    assert!(before.len() <= columns / 3, "{before:#?} came before the last column");
    let pages = seen.iter().filter(|it| is_named(it, "html") && it.contains("/a")).count();
    assert_eq!(pages, SECTIONS * COLUMNS * ARTICLES);
    never_idle(&ended.bound.expect("a bound"), &server);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_site_keeps_its_gate_busy() {
    let server = serve(portal).await;
    let crawl = Crawl {
        requests_per_second: 25.0,
        timeout_seconds: 20.0,
        ..settings(&[("www.a.gov.cn", server.address)])
    };
    let (ended, _) = run(&row("甲局", "http://www.a.gov.cn/u0/"), crawl).await;
    let bound = ended.bound.expect("a bound");
    assert!((bound.rate - 25.0).abs() < 0.01, "{bound:?}");
    assert!(
        (bound.time.as_secs_f64()
            - 0.04 * f64::from(u32::try_from(bound.requests).expect("a few")))
        .abs()
            < 0.01,
        "{bound:?}"
    );
    never_idle(&bound, &server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_looked_at_once_however_many_pages_and_sites_hold_it() {
    let holds = |seen: &Seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        "/" | "/other.html" => html(
            "甲局",
            "<a href=\"/other.html\">另一页</a><a href=\"http://www.c.gov.cn/good.html\">链接</a>\
             <a href=\"http://www.c.gov.cn/bad.html\">链接</a><img src=\"http://www.c.gov.cn/p.png\">",
        ),
        _ => gone(),
    };
    let (one, two) = (serve(holds).await, serve(holds).await);
    let linked = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        "/good.html" => html("好", "好"),
        "/p.png" => Act::Say(reply(200, &["Content-Type: image/png"], b"\x89PNG")),
        _ => gone(),
    })
    .await;
    let hosts = [
        ("www.a.gov.cn", one.address),
        ("www.b.gov.cn", two.address),
        ("www.c.gov.cn", linked.address),
    ];
    let rows = [row("甲局", "http://www.a.gov.cn/"), row("乙局", "http://www.b.gov.cn/")];
    let (ended, _) = run(&rows.join("\n"), settings(&hosts)).await;
    assert_eq!(ended.judged, 2);
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for seen in linked.seen() {
        let mut name = seen.method.clone();
        write!(name, " {}", seen.path).expect("a name");
        *asked.entry(name).or_default() += 1;
    }
    for (name, times) in
        [("GET /good.html", 1), ("GET /bad.html", 2), ("HEAD /p.png", 1), ("GET /robots.txt", 1)]
    {
        assert_eq!(asked.get(name), Some(&times), "{name} of {asked:?}");
    }
}
