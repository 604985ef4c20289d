//! One site whose host misbehaves while it is read: what is said of its links, and what is left unsaid.

use crate::fetch::server::{Act, Seen, Server, reply, say, serve, settings};
use pucha::census::progress::Progress;
use pucha::census::{self, Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Browser, Crawl, Rectification, Settings};
use pucha::model::time::{Period, end_of_day};
use pucha::register;
use pucha::store::{SiteResult, Store};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_util::sync::CancellationToken;

pub(crate) const HTML: &str = "Content-Type: text/html; charset=utf-8";

pub(crate) fn html(title: &str, body: &str) -> Act {
    let page = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}<p>{}</p></body></html>",
        "本次会议传达学习了有关精神，研究部署了下一阶段重点工作。".repeat(12)
    );
    Act::Say(reply(200, &[HTML], page.as_bytes()))
}

/// A home page with `articles` articles and one dead link, each of which answers as a well host does.
fn well(seen: &Seen, articles: usize) -> Act {
    match seen.path.as_str() {
        "/" => {
            let mut links = String::from("<a href=\"/dead.html\">不在的文章</a>");
            for number in 0..articles {
                let _ = write!(links, "<li><a href=\"/a/{number}.html\">第{number}篇文章</a></li>");
            }
            html("测试乡人民政府网站", &format!("<ul>{links}</ul>"))
        }
        path if path.starts_with("/a/") => html("文章", "正文"),
        _ => say(404, &[HTML], "<html><body>404 Not Found</body></html>"),
    }
}

/// Served requests but those for robots.txt.
pub(crate) fn counted(
    act: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static,
) -> impl Fn(&Seen) -> Act {
    let count = AtomicUsize::new(0);
    move |seen| match seen.path.as_str() {
        "/robots.txt" => say(404, &[], ""),
        _ => act(seen, count.fetch_add(1, Ordering::Relaxed)),
    }
}

/// The result of a census of this one site.
pub(crate) async fn censused(server: &Server) -> SiteResult {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let progress = Arc::new(Progress::default());
    let plan = plan(server, folder.path());
    let stop = CancellationToken::new();
    census::run(&plan, &store, Arc::new(judge()), progress, stop).await.expect("a census");
    let mut results = store.results(plan.period).expect("results");
    store.close().await.expect("a closed store");
    results.pop().expect("one site")
}

pub(crate) fn plan(server: &Server, folder: &Path) -> Plan {
    let sites = "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n\
                 测试乡人民政府,乡镇,测试乡政府网,http://www.a.gov.cn/,,,运行,,,,\n";
    fs::create_dir_all(folder.join("config")).expect("a folder");
    fs::write(folder.join("config/sites.csv"), sites).expect("sites");
    let settings_of_register = Settings { root: folder.to_path_buf(), ..Settings::default() };
    let day = "2026-11-20".parse().expect("a day");
    Plan {
        register: register::load(&settings_of_register).expect("a register").register,
        crawl: Crawl {
            home_visits: 1,
            home_visit_gap_seconds: 0.2,
            backoff_cap_seconds: 1.0,
            ..settings(&[("www.a.gov.cn", server.address)])
        },
        browser: Browser::default(),
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    }
}

pub(crate) fn judge() -> Judge {
    let tables = config::rules::tables(Path::new("."), "2019").expect("rule files");
    let rulebook = Rulebook::from_tables("2019", &tables).expect("rules");
    Judge::new(rulebook, &Rectification::default())
}

/// Paths of the links that are said to be broken.
pub(crate) fn broken(result: &SiteResult) -> Vec<String> {
    let of = result.findings.iter().filter(|it| it.observation.code.starts_with("broken_links"));
    let links = of.filter_map(|it| it.observation.link.clone());
    links.map(|it| it.trim_start_matches("http://www.a.gov.cn").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_host_that_dies_in_the_middle_are_not_broken() {
    for end in [Act::Reset, Act::Close, say(500, &[], "down"), say(502, &[], "down")] {
        let act = move |seen: &Seen, asked| if asked < 8 { well(seen, 30) } else { end.clone() };
        let result = censused(&serve(counted(act)).await).await;
        let broken = broken(&result);
        assert!(broken.iter().all(|it| it == "/dead.html"), "{broken:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_host_that_comes_back_are_looked_at_when_it_is_back() {
    let act = |seen: &Seen, asked| {
        if (8..16).contains(&asked) { say(500, &[], "down") } else { well(seen, 30) }
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), ["/dead.html"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_fail_while_the_home_page_opens_are_broken() {
    let act = |seen: &Seen, _| match seen.path.as_str() {
        "/a/3.html" => say(500, &[], "down"),
        "/a/4.html" => Act::Reset,
        _ => well(seen, 12),
    };
    let result = censused(&serve(counted(act)).await).await;
    let mut broken = broken(&result);
    broken.sort();
    assert_eq!(broken, ["/a/3.html", "/a/4.html", "/dead.html"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_refused_for_now_are_asked_for_again() {
    let act = |seen: &Seen, asked| {
        let refused = (2..7).contains(&asked);
        if refused { say(429, &["Retry-After: 0"], "") } else { well(seen, 12) }
    };
    let server = serve(counted(act)).await;
    let result = censused(&server).await;
    assert_eq!(broken(&result), ["/dead.html"]);
    for number in 0..12 {
        let path = format!("/a/{number}.html");
        assert!(server.pages().iter().any(|it| it.path == path), "{path} was given up");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_made_up_address_also_shows_is_not_found() {
    let act = |seen: &Seen, _| match seen.path.as_str() {
        "/" => {
            html("测试乡人民政府网站", "<a href='/gone/1.html'>一</a><a href='/user/2.html'>二</a>")
        }
        path if path.starts_with("/user/") => say(302, &["Location: /login.html"], ""),
        "/login.html" => say(200, &[HTML], "<html><body>请登录</body></html>"),
        _ => say(200, &[HTML], "<html><title>测试乡</title><body>系统发生错误</body></html>"),
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), ["/gone/1.html"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_says_yes_to_every_head_is_asked_with_get() {
    let act = |seen: &Seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("HEAD", _) => say(200, &[], ""),
        (_, "/") => {
            html("测试乡人民政府网站", "<a href='/f/1.doc'>甲</a><a href='/f/2.doc'>乙</a>")
        }
        (_, "/f/1.doc") => say(200, &["Content-Type: application/msword"], "doc"),
        _ => say(404, &[], ""),
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), ["/f/2.doc"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_always_refuse_do_not_hide_a_dead_link() {
    let act = |seen: &Seen, _| {
        let number = seen.path.strip_prefix("/a/").and_then(|it| it.strip_suffix(".html"));
        match number.and_then(|it| it.parse::<usize>().ok()) {
            Some(0..6) => say(429, &[], "slow down"),
            _ => well(seen, 40),
        }
    };
    let result = censused(&serve(counted(act)).await).await;
    assert_eq!(broken(&result), ["/dead.html"]);
}
