//! Columns whose pages are empty and whose lists come from an interface that the page's own script names.

use crate::census::trouble::{judge, plan};
use crate::fetch::server::{Act, Seen, Server, reply, say, serve};
use pucha::census::progress::Progress;
use pucha::census::{self, Ended, Start};
use pucha::model::evidence::{ColumnFact, FilledBy, SiteEvidence};
use pucha::model::page::Emptiness;
use pucha::model::rule::Level;
use pucha::model::visit::{Purpose, Reach};
use pucha::store::{SiteResult, Store};
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(super) const HTML: &str = "Content-Type: text/html; charset=utf-8";
pub(super) const JSON: &str = "Content-Type: application/json; charset=utf-8";
const ROOT: &str = "http://www.a.gov.cn";

pub(super) fn html(body: &str) -> Act {
    let page = format!(
        "<!DOCTYPE html><html><head><title>测试乡人民政府网站</title></head><body>{body}</body></html>"
    );
    Act::Say(reply(200, &[HTML], page.as_bytes()))
}

/// A home page whose menu leads to `columns`.
pub(super) fn home(columns: &[(&str, &str)]) -> Act {
    let item = |(name, path): &(&str, &str)| format!("<li><a href=\"{path}\">{name}</a></li>");
    let links = columns.iter().map(item).collect::<Vec<_>>().concat();
    let text = "本次会议传达学习了有关精神，研究部署了下一阶段重点工作。".repeat(12);
    html(&format!("<div class=\"nav\"><ul>{links}</ul></div><p>{text}</p>"))
}

/// A column whose list a script asks for at `address`.
fn asks(address: &str) -> Act {
    html(&format!(
        "<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"#\">栏目</a></div>\
         <ul id=\"l\"></ul><script>$.ajax({{url:\"{address}\",type:\"GET\",success:function(d){{show(d)}}}})</script>"
    ))
}

const TREE: &str = r#"<script>window._CONFIG = { SID: '775', TREE: [{"id":21,"name":"规划计划"},{"id":22,"name":"部门文件"},{"id":23,"name":"人事任免"}] };</script><div id="app"></div><script src="/gkmlpt/app.js"></script>"#;

fn portal(seen: &Seen) -> Act {
    match seen.path.as_str() {
        "/robots.txt" => {
            say(200, &["Content-Type: text/plain"], "User-agent: *\nDisallow: /private/\n")
        }
        "/" => home(&[
            ("通知公告", "/full/"),
            ("政策文件", "/none/"),
            ("政策解读", "/fails/"),
            ("工作动态", "/barred/"),
            ("领导信息", "/two/"),
            ("政府信息公开", "/gkmlpt/index"),
        ]),
        "/full/" => asks("/api/full"),
        "/none/" => asks("/api/none?cat=2"),
        "/fails/" => asks("/api/fails"),
        "/barred/" => asks("/private/list"),
        "/two/" => {
            html("<ul id=\"l\"></ul><script>$.get('/api/third',f);$.get('/api/other',g)</script>")
        }
        "/gkmlpt/index" => html(TREE),
        "/gkmlpt/app.js" => {
            say(200, &["Content-Type: text/javascript"], "fetch('/gkmlpt/api/all/'+id)")
        }
        "/gkmlpt/api/all/21?page=1&sid=775" => say(
            200,
            &[JSON],
            &format!(
                "{{\"articles\":[{{\"id\":1,\"title\":\"关于印发规划的通知\",\"url\":\"{ROOT}/later.html\",\"date\":1793550600}}]}}"
            ),
        ),
        "/gkmlpt/api/all/22?page=1&sid=775" => say(200, &[JSON], "{\"articles\":[],\"total\":0}"),
        "/api/full" | "/api/third" | "/api/other" => say(
            200,
            &[JSON],
            &format!(
                "{{\"total\":2,\"rows\":[{{\"title\":\"关于一事的通知\",\"url\":\"{ROOT}/later.html\",\"publishTime\":\"2025-01-02\"}},{{\"title\":\"关于二事的通知\",\"url\":\"{ROOT}/gone.html\",\"publishTime\":\"2025-01-01\"}}]}}"
            ),
        ),
        "/api/none?cat=2" => say(200, &[JSON], "{\"total\":0,\"rows\":[]}"),
        "/later.html" => html("<h1>关于一事的通知</h1><p>正文</p>"),
        "/api/fails" | "/gkmlpt/api/all/23?page=1&sid=775" => say(500, &[], "down"),
        _ => say(404, &[HTML], "<html><body>404 Not Found</body></html>"),
    }
}

/// What a census of the server's one site leaves in the store.
pub(super) struct Left {
    pub(super) evidence: SiteEvidence,
    pub(super) result: SiteResult,
    pub(super) store: Store,
}

impl Left {
    pub(super) fn column(&self, name: &str) -> &ColumnFact {
        let found = self.evidence.columns.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("no column {name}: {:?}", self.evidence.columns))
    }

    /// Codes of findings and of open questions about a column.
    fn said(&self, column: &str) -> Vec<(String, Level)> {
        let rows = self.result.observations.iter().filter(|it| it.column == column);
        rows.map(|it| (it.code.clone(), it.level)).collect()
    }
}

pub(super) async fn censused(
    plan: &census::Plan,
    folder: &Path,
    stop: CancellationToken,
) -> (Store, Ended) {
    let store = Store::open(&folder.join("pucha.db")).expect("a store");
    let progress = Arc::new(Progress::default());
    let ended =
        census::run(plan, &store, Arc::new(judge()), progress, stop).await.expect("a census");
    (store, ended)
}

pub(super) async fn left(server: &Server) -> Left {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = plan(server, folder.path());
    let (store, ended) = censused(&plan, folder.path(), CancellationToken::new()).await;
    let site = plan.register.sites[0].key.clone();
    let evidence = store.bundle(&ended.run.id, &site).expect("a store").expect("a bundle");
    let result = store.results(plan.period).expect("results").pop().expect("one site");
    Left { evidence, result, store }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_the_pages_script_asks_for_is_the_columns() {
    let server = serve(portal).await;
    let left = left(&server).await;

    let full = left.column("通知公告");
    assert_eq!((full.entries, &full.emptiness), (2, &Emptiness::Filled));
    let newest = full.newest.as_ref().expect("a date");
    assert_eq!(newest.date.to_string(), "2025-01-02");
    let Some(FilledBy::Interface { address, visit }) = &full.filled_by else { panic!("{full:?}") };
    assert_eq!(address.as_str(), format!("{ROOT}/api/full"));
    assert_eq!(&newest.visit, visit);
    let (_, _, kept) = left.store.visit(visit).expect("a store").expect("the visit is kept");
    assert_eq!(kept.purpose, Purpose::Interface);
    assert!(kept.body_hash.is_some());
    assert!(left.said("通知公告").iter().any(|(code, _)| code == "stale_columns"));

    let gone = left.evidence.links.iter().find(|it| it.address.path() == "/gone.html");
    assert!(gone.is_some(), "entries of the interface are links of the page");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_interface_that_says_so_makes_a_column_blank() {
    let server = serve(portal).await;
    let left = left(&server).await;

    let none = left.column("政策文件");
    assert_eq!(none.emptiness, Emptiness::Empty);
    let row = left.result.observations.iter().find(|it| it.column == "政策文件").expect("a row");
    assert_eq!(row.code, "empty_columns");
    assert!(row.level != Level::NotJudged && row.evidence.len() == 2, "{row:?}");
    assert!(row.description.contains("/api/none?cat=2"), "{row:?}");

    for open in ["政策解读", "工作动态", "领导信息"] {
        let column = left.column(open);
        assert_eq!(
            (&column.emptiness, &column.filled_by),
            (&Emptiness::Undecided, &None),
            "{open}"
        );
        assert!(left.said(open).iter().all(|(_, level)| *level == Level::NotJudged), "{open}");
    }
    assert!(server.seen().iter().all(|it| !it.path.starts_with("/private/")));
    assert_eq!(left.evidence.counts.columns_need_browser, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_a_script_page_holds_as_data_are_columns() {
    let server = serve(portal).await;
    let left = left(&server).await;
    let plans = left.column("规划计划");
    assert_eq!(plans.newest.as_ref().map(|it| it.date.to_string()).as_deref(), Some("2026-11-02"));
    assert_eq!(
        plans.address.as_ref().map(url::Url::as_str),
        Some("http://www.a.gov.cn/gkmlpt/index#21")
    );
    assert_eq!(left.column("部门文件").emptiness, Emptiness::Empty);
    let failing = left.column("人事任免");
    assert!(matches!(failing.reach, Some(Reach::NotJudged(_))), "{failing:?}");
    assert_eq!(left.column("政府信息公开").children.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_census_does_not_ask_an_interface_again() {
    let stop = CancellationToken::new();
    let cut = stop.clone();
    // The page that only the interface names is asked for after the interface's answer was kept.
    let server = serve(move |seen| {
        if seen.path == "/later.html" {
            cut.cancel();
        }
        portal(seen)
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut plan = plan(&server, folder.path());
    let (store, ended) = censused(&plan, folder.path(), stop).await;
    assert_eq!(ended.left.len(), 1, "the first run was cut off");
    store.close().await.expect("a closed store");
    plan.start = Start::Resume;
    let (store, ended) = censused(&plan, folder.path(), CancellationToken::new()).await;
    assert!(ended.resumed && ended.left.is_empty());
    let evidence = store.bundle(&ended.run.id, &plan.register.sites[0].key).expect("a store");
    let column = evidence.expect("a bundle").columns.into_iter().find(|it| it.name == "通知公告");
    assert_eq!(column.expect("the column").entries, 2);
    let asked = server.seen().iter().filter(|it| it.path == "/api/full").count();
    assert_eq!(asked, 1);
}
