//! A census over hostile hosts and a good one: the good one has the evidence that it has alone, and waits for nobody.

use crate::census::county::{judge, register_of};
use crate::census::site::{HEADINGS, TODAY, ago, article, gone, html, list, nav, trail};
use crate::fetch::server::{Act, Seen, Server, missing, reply, request, say, serve, settings};
use crate::hostile::attack::bad;
use crate::hostile::packed::gzip;
use pucha::census::progress::Progress;
use pucha::census::{self, Plan, Start};
use pucha::config::{Browser, Crawl};
use pucha::model::evidence::SiteEvidence;
use pucha::model::time::{Period, end_of_day};
use pucha::model::visit::{Barrier, Failure, Reach};
use pucha::store::{RunState, Store};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const GOOD: &str = "www.good.gov.cn";
const GOOD_NAME: &str = "好乡政府网";

fn good(seen: &Seen) -> Act {
    match seen.path.as_str() {
        "/" => html("好乡人民政府网站", &nav(&[("通知公告", "/tzgg/"), ("工作动态", "/gzdt/")])),
        "/tzgg/" | "/gzdt/" => {
            // No two articles are of one day: which is the newest does not hang on which comes first.
            let since = if seen.path == "/tzgg/" { 1 } else { 11 };
            let rows: Vec<_> = (since..since + 4)
                .map(|it| (format!("第{it}次会议召开"), format!("{}{it}.html", seen.path), ago(it)))
                .collect();
            let crumbs = trail(&[("首页", "/"), ("栏目", &seen.path)]);
            html("通知公告", &format!("{crumbs}{}<a href=/dead.html>旧文</a>", list(&rows)))
        }
        path if path.ends_with("html") && path != "/dead.html" => {
            let number = path.split(['/', '.']).nth(2).and_then(|it| it.parse().ok());
            article(&format!("第{number:?}次会议召开"), &ago(number.unwrap_or_default()))
        }
        _ => gone(),
    }
}

/// Says `head` to whatever is asked (but robots.txt, where that is let be) and a byte now and then, until `done`.
async fn holding(head: &'static str, robots_too: bool, done: Arc<AtomicBool>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let place = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let done = Arc::clone(&done);
            tokio::spawn(async move {
                let Some(seen) = request(&mut stream).await else { return };
                if seen.path == "/robots.txt" && !robots_too {
                    let _ = stream.write_all(&reply(404, &["Connection: close"], b"")).await;
                    return;
                }
                let mut taken = stream.write_all(head.as_bytes()).await.is_ok();
                while taken && !done.load(Ordering::SeqCst) {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    taken = head.is_empty() || stream.write_all(b"a").await.is_ok();
                }
            });
        }
    });
    place
}

async fn answering(act: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> SocketAddr {
    let does = move |seen: &Seen| if seen.path == "/robots.txt" { missing() } else { act(seen) };
    serve(does).await.address
}

fn new_links(seen: &Seen) -> Act {
    let number =
        seen.path.bytes().fold(7_u64, |sum, it| sum.wrapping_mul(31).wrapping_add(u64::from(it)));
    let links = (0..9).fold(String::new(), |mut text, it| {
        let _ = write!(text, "<a href=\"/{}/{number}{it}/\">新的一页{number}{it}</a>", number % 97);
        text
    });
    html(&format!("第{number}页"), &format!("{links}<p>{number}</p>"))
}

fn deep(_: &Seen) -> Act {
    let links = (0..200).fold(String::new(), |mut text, it| {
        let _ = write!(text, "<a href=http://www.h{it}.gov.cn:1/>友情链接{it}</a>");
        text
    });
    html("深处", &format!("{}{links}", "<div><ul><li>".repeat(1000)))
}

/// Host, and what the first visit to its home page ends in. Those that hold on are let go by `done`.
async fn hostile(done: &Arc<AtomicBool>) -> Vec<(&'static str, SocketAddr, Reach)> {
    let hold = |head, robots_too| holding(head, robots_too, Arc::clone(done));
    let body = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999999\r\n\r\n";
    let blanks = " ".repeat(2 << 20);
    let bomb = gzip(format!("<html><title>满</title><!--{blanks}").as_bytes());
    let broken = bad(Failure::BrokenAnswer);
    vec![
        ("www.silent.gov.cn", hold("", true).await, broken.clone()),
        ("www.slow-head.gov.cn", hold("HTTP/1.1 200 OK\r\nX-Slow: ", false).await, broken.clone()),
        ("www.slow-body.gov.cn", hold(body, false).await, broken.clone()),
        ("www.slow-robots.gov.cn", hold(body, true).await, broken),
        ("www.resets.gov.cn", answering(|_| Act::Reset).await, bad(Failure::Reset)),
        (
            "www.redirects.gov.cn",
            answering(|it| say(302, &[&format!("Location: {}x", it.path)], "")).await,
            bad(Failure::RedirectLoop),
        ),
        (
            "www.refuses.gov.cn",
            answering(|_| say(429, &["Retry-After: 999999"], "")).await,
            Reach::NotJudged(Barrier::Status(429)),
        ),
        (
            "www.bomb.gov.cn",
            answering(move |_| {
                let headers = ["Content-Type: text/html", "Content-Encoding: gzip"];
                Act::Say(reply(200, &headers, &bomb))
            })
            .await,
            Reach::Ok,
        ),
        ("www.new-links.gov.cn", answering(new_links).await, Reach::Ok),
        ("www.deep.gov.cn", answering(deep).await, Reach::Ok),
    ]
}

/// A census of all `hosts`; `done` is set when the good one is through. Evidence by host.
async fn censused(
    hosts: &[(&str, SocketAddr)],
    done: Arc<AtomicBool>,
) -> BTreeMap<String, SiteEvidence> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rows = hosts.iter().fold(format!("{HEADINGS}\n"), |mut rows, (host, _)| {
        let name = if *host == GOOD { GOOD_NAME } else { host };
        let _ = writeln!(rows, "{name},乡镇,{name},http://{host}/,,,运行,,,,");
        rows
    });
    let day = TODAY.parse().expect("a day");
    let crawl = Crawl {
        home_visits: 2,
        home_visit_gap_seconds: 0.1,
        backoff_cap_seconds: 0.1,
        timeout_seconds: 60.0,
        max_pages_per_site: 16,
        max_body_mib: 1,
        check_external_links: false,
        ..settings(hosts)
    };
    let plan = Plan {
        register: register_of(&rows, None, folder.path()),
        browser: Browser { enabled: false, ..Browser::default() },
        crawl,
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    };
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let progress = Arc::new(Progress::default());
    let watching = tokio::spawn(when_good_is_through(Arc::clone(&progress), done));
    let running = census::run(&plan, &store, Arc::new(judge()), progress, CancellationToken::new());
    let ended = tokio::time::timeout(Duration::from_secs(100), running).await;
    let ended = ended.expect("the good host is held up").expect("a census");
    watching.await.expect("no panic");
    assert_eq!((ended.run.state, ended.left), (RunState::Finished, Vec::new()));
    let of = |host: &str| plan.register.sites.iter().find(|it| it.home.host_str() == Some(host));
    let evidence = |host: &str| store.bundle(&ended.run.id, &of(host)?.key).expect("a bundle");
    let all = hosts.iter().map(|(host, _)| ((*host).to_owned(), evidence(host).expect("judged")));
    let all = all.collect();
    store.close().await.expect("a closed store");
    all
}

async fn when_good_is_through(progress: Arc<Progress>, done: Arc<AtomicBool>) {
    let is_running = || progress.slowest(100).iter().any(|(it, _)| it.name == GOOD_NAME);
    while !is_running() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    while is_running() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    done.store(true, Ordering::SeqCst);
}

/// Without what differs from run to run: numbers of evidence, times, and which pages came first: their
/// order, and which of them are the examples.
fn settled(evidence: &SiteEvidence) -> Value {
    fn walk(value: &mut Value) {
        match value {
            Value::String(text) => {
                let is_number =
                    |it: &str| it.len() == 12 && it.bytes().all(|it| it.is_ascii_hexdigit());
                let is_time = 20 < text.len() && chrono::DateTime::parse_from_rfc3339(text).is_ok();
                if text.strip_prefix('E').is_some_and(is_number) || is_time {
                    text.clear();
                }
            }
            Value::Array(all) => {
                all.iter_mut().for_each(walk);
                all.sort_by_key(Value::to_string);
            }
            Value::Object(all) => {
                all.retain(|key, _| key != "elapsed_ms" && key != "examples");
                all.values_mut().for_each(walk);
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(evidence).expect("as JSON");
    walk(&mut value);
    value
}

fn requests(server: &Server) -> Vec<(String, String)> {
    let mut all: Vec<_> = server.seen().into_iter().map(|it| (it.method, it.path)).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hostile_hosts_cost_a_good_one_nothing() {
    let alone = serve(good).await;
    let done = || Arc::new(AtomicBool::new(false));
    let evidence = censused(&[(GOOD, alone.address)], done()).await;
    let expected = settled(&evidence[GOOD]);
    assert!(10 < alone.pages().len() && evidence[GOOD].home.is_some(), "{:?}", alone.pages());

    let among = serve(good).await;
    let through = done();
    let hostile = hostile(&through).await;
    let mut hosts: Vec<_> = hostile.iter().map(|it| (it.0, it.1)).collect();
    hosts.push((GOOD, among.address));
    let evidence = censused(&hosts, through).await;
    assert_eq!(settled(&evidence[GOOD]), expected);
    assert_eq!(requests(&among), requests(&alone));
    for (host, _, reach) in hostile {
        let visits = &evidence[host].home_visits;
        assert_eq!(visits.first().map(|it| &it.reach), Some(&reach), "{host}: {visits:?}");
    }
}
