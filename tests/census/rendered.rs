//! Columns that only a browser shows: judged by what it shows, left open without one.

use crate::census::filled::{HTML, JSON, censused, home, html};
use crate::census::trouble::plan;
use crate::cli::world::{SITE_HEADINGS, World, quick};
use crate::fetch::server::{Act, Seen, Server, say, serve};
use pucha::config::Browser;
use pucha::model::evidence::{ColumnFact, FilledBy, SiteEvidence};
use pucha::model::page::{Emptiness, PageKind};
use pucha::model::visit::Purpose;
use pucha::store::Store;
use tokio_util::sync::CancellationToken;

/// The bundle's address is put together at run time, so no interface is named in full.
const APP: &str = "const app = document.getElementById('app'); const name = location.pathname.split('/')[1];
    fetch(['/api', name].join('/')).then(it => it.json()).then(it => {
      app.innerHTML = it.rows.length == 0 ? '<div class=empty>暂无数据</div>'
        : '<ul class=list>' + it.rows.map(row => `<li><a href=\"/i/${row.id}.html\">${row.title}</a><span>${row.day}</span></li>`).join('') + '</ul>';
    });";

fn shell() -> Act {
    html("<div id=\"app\"></div><script src=\"/app.js\"></script>")
}

fn portal(seen: &Seen) -> Act {
    match seen.path.as_str() {
        "/" => home(&[("通知公告", "/tzgg/"), ("政策文件", "/zcwj/"), ("政策解读", "/zcjd/")]),
        "/tzgg/" | "/zcwj/" | "/zcjd/" => shell(),
        "/app.js" => say(200, &["Content-Type: text/javascript; charset=utf-8"], APP),
        "/api/tzgg" => say(
            200,
            &[JSON],
            "{\"rows\":[{\"id\":1,\"title\":\"关于做好某一项工作的通知\",\"day\":\"2025-01-02\"},{\"id\":2,\"title\":\"关于做好另一项工作的通知\",\"day\":\"2025-01-01\"}]}",
        ),
        "/api/zcwj" => say(200, &[JSON], "{\"rows\":[]}"),
        "/api/zcjd" => say(500, &[], "down"),
        path if path.starts_with("/i/") => html("<h1>文章</h1><p>正文</p>"),
        _ => say(404, &[HTML], "<html><body>404 Not Found</body></html>"),
    }
}

struct Left {
    evidence: SiteEvidence,
    store: Store,
    codes: Vec<(String, String)>,
}

impl Left {
    fn column(&self, name: &str) -> &ColumnFact {
        let found = self.evidence.columns.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("no column {name}"))
    }

    /// Findings about columns.
    fn found(&self, code: &str, column: &str) -> bool {
        self.codes.iter().any(|it| *it == (code.to_owned(), column.to_owned()))
    }
}

async fn left(server: &Server, browser: Browser) -> Left {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = pucha::census::Plan { browser, ..plan(server, folder.path()) };
    let (store, ended) = censused(&plan, folder.path(), CancellationToken::new()).await;
    let site = &plan.register.sites[0].key;
    let evidence = store.bundle(&ended.run.id, site).expect("a store").expect("a bundle");
    let result = store.results(plan.period).expect("results").pop().expect("one site");
    let rows = result.findings.into_iter().map(|it| it.observation);
    let codes = rows.map(|it| (it.code.clone(), it.column.clone())).collect();
    Left { evidence, store, codes }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_only_a_browser_shows_is_judged_by_what_it_shows() {
    let server = serve(portal).await;
    let left = left(&server, Browser::default()).await;

    let notices = left.column("通知公告");
    let Some(FilledBy::Browser { visit }) = &notices.filled_by else { panic!("{notices:?}") };
    assert_eq!(
        notices.newest.as_ref().map(|it| it.date.to_string()).as_deref(),
        Some("2025-01-02")
    );
    assert!(left.found("stale_columns", "通知公告"), "{:?}", left.codes);
    let (_, _, kept) = left.store.visit(visit).expect("a store").expect("the visit is kept");
    assert_eq!(kept.purpose, Purpose::Rendered);
    let body = left.store.body(&kept.body_hash.expect("a body")).expect("a store").expect("a body");
    assert!(String::from_utf8_lossy(&body).contains("关于做好某一项工作的通知"));
    assert!(server.pages().iter().any(|it| it.path == "/i/1.html"), "what is shown is followed");

    assert_eq!(left.column("政策文件").emptiness, Emptiness::Empty, "the page itself says so");
    assert!(left.found("empty_columns", "政策文件"), "{:?}", left.codes);
    assert_eq!(left.column("政策解读").filled_by, None);
    assert!(left.codes.iter().all(|(_, column)| column != "政策解读"), "{:?}", left.codes);
    assert_eq!(left.evidence.counts.columns_need_browser, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_browser_such_columns_are_left_open() {
    for browser in [
        Browser { enabled: false, ..Browser::default() },
        Browser { path: "/nowhere/chromium".into(), ..Browser::default() },
        Browser { pages_per_site: 0, ..Browser::default() },
    ] {
        let server = serve(portal).await;
        let left = left(&server, browser).await;
        for name in ["通知公告", "政策文件", "政策解读"] {
            let column = left.column(name);
            assert_eq!((column.kind, &column.filled_by), (PageKind::Shell, &None));
            assert!(left.codes.iter().all(|(_, column)| column != name), "{:?}", left.codes);
        }
        assert_eq!(left.evidence.counts.columns_need_browser, 3);
        assert!(server.pages().iter().all(|it| !it.path.starts_with("/api/")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_page_that_only_a_browser_shows_leads_on() {
    let server = serve(|seen: &Seen| match seen.path.as_str() {
        "/" => html("<div id=\"app\"></div><script src=\"/start.js\"></script>"),
        "/start.js" => say(
            200,
            &["Content-Type: text/javascript; charset=utf-8"],
            "document.getElementById('app').innerHTML = '<div class=nav><ul><li><a href=/tzgg/>通知公告</a></li></ul></div><p>' + '测试乡人民政府门户网站欢迎您。'.repeat(20) + '</p>';",
        ),
        _ => portal(seen),
    })
    .await;
    let left = left(&server, Browser::default()).await;
    let home = left.evidence.home.as_ref().expect("a home page");
    assert!(home.kind != PageKind::Shell && 0 < home.inner_links, "{home:?}");
    assert!(home.names_itself);
    assert_eq!(left.column("通知公告").entries, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_census_says_how_many_columns_want_a_browser_and_how_to_get_one() {
    let server = serve(portal).await;
    let sites = format!(
        "{SITE_HEADINGS}\n测试乡人民政府,乡镇,测试乡政府网,http://www.a.gov.cn/,,,运行,,,,\n"
    );
    let mut crawl = quick(&[("www.a.gov.cn", server.address)]);
    crawl.home_visits = 1;
    let world = World::new(crawl, &sites, None);
    let said = tokio::task::spawn_blocking(move || {
        let census =
            ["census", "--period", "2026-11", "--as-of", "2026-11-20", "--quiet", "--anew"];
        let run = |name: &str, value: &str| {
            let out = world.command(&census).env(name, value).output().expect("the binary runs");
            String::from_utf8_lossy(&out.stdout).into_owned()
                + &String::from_utf8_lossy(&out.stderr)
        };
        let inspected = world
            .command(&["inspect", "http://www.a.gov.cn/tzgg/", "--as-of", "2026-11-20"])
            .output()
            .expect("the binary runs");
        let inspected = String::from_utf8_lossy(&inspected.stdout).into_owned()
            + &String::from_utf8_lossy(&inspected.stderr);
        [run("PUCHA_BROWSER__PATH", "/nowhere"), run("PUCHA_BROWSER__ENABLED", "false"), inspected]
    });
    let [nowhere, disabled, inspected] = said.await.expect("an ended run");
    assert!(nowhere.contains("有 3 个栏目的内容需浏览器才能显示"), "{nowhere}");
    assert!(nowhere.contains("apt-get install chromium") && nowhere.contains("麒麟"), "{nowhere}");
    assert!(disabled.contains("enabled = false"), "{disabled}");
    assert!(
        inspected.contains("用浏览器显示后") && inspected.contains("2025-01-02"),
        "{inspected}"
    );
}
