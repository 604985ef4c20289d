//! Sites of a few pages that a test makes up, censused whole over real sockets.

use crate::census::county::{judge, register_of};
use crate::fetch::server::{Act, Server, reply, settings};
use pucha::census::progress::Progress;
use pucha::census::{self, Plan, Start};
use pucha::config::Crawl;
use pucha::model::evidence::{ColumnFact, SiteEvidence};
use pucha::model::time::{Period, end_of_day};
use pucha::store::{SiteResult, Store};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(crate) const HEADINGS: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注";
pub(crate) const ONE_SITE: &str =
    "测试乡人民政府,乡镇,测试乡政府网,http://www.a.gov.cn/,,,运行,,,,";
pub(crate) const TODAY: &str = "2026-11-20";

/// Result and evidence of one site.
pub(crate) struct Censused {
    pub(crate) result: SiteResult,
    pub(crate) evidence: SiteEvidence,
}

impl Censused {
    pub(crate) fn column(&self, name: &str) -> &ColumnFact {
        let found: Vec<_> = self.evidence.columns.iter().filter(|it| it.name == name).collect();
        assert_eq!(found.len(), 1, "{name} among {:?}", self.names());
        found[0]
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.evidence.columns.iter().map(|it| it.name.as_str()).collect()
    }

    /// Code and column or link of each finding, in order; footer marks and the like left out.
    pub(crate) fn found(&self) -> Vec<(String, String)> {
        let about = ["stale_columns", "empty_columns", "broken_links"];
        let rows = self.result.findings.iter().map(|it| &it.observation);
        let mut found: Vec<_> = rows
            .filter(|it| it.item.is_some() && about.iter().any(|code| it.code.starts_with(code)))
            .map(|it| (it.code.clone(), it.link.clone().unwrap_or_else(|| it.column.clone())))
            .collect();
        found.sort();
        found
    }
}

/// A census of the sites that `rows` name, all of them on the host of `server`.
pub(crate) async fn censused(server: &Server, rows: &str) -> Vec<Censused> {
    censused_with(server, rows, 1).await
}

pub(crate) async fn censused_with(
    server: &Server,
    rows: &str,
    home_visits: usize,
) -> Vec<Censused> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = TODAY.parse().expect("a day");
    let plan = Plan {
        register: register_of(&format!("{HEADINGS}\n{rows}\n"), None, folder.path()),
        browser: pucha::config::Browser::default(),
        crawl: Crawl {
            home_visits,
            home_visit_gap_seconds: 0.2,
            backoff_cap_seconds: 1.0,
            ..settings(&[("www.a.gov.cn", server.address)])
        },
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    };
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
    census::run(&plan, &store, Arc::new(judge()), progress, stop).await.expect("a census");
    let results = store.results(plan.period).expect("results");
    let with_evidence = results.into_iter().map(|result| {
        let evidence = store.bundle(&result.run.id, &result.site.key).expect("a readable store");
        Censused { result, evidence: evidence.expect("a bundle") }
    });
    let censused = with_evidence.collect();
    store.close().await.expect("a closed store");
    censused
}

/// Asked with GET, robots.txt left out, each as often as it was asked.
pub(crate) fn asked(server: &Server) -> Vec<String> {
    let mut paths: Vec<_> =
        server.pages().into_iter().filter(|it| it.method == "GET").map(|it| it.path).collect();
    paths.sort();
    paths
}

pub(crate) fn html(title: &str, body: &str) -> Act {
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>{body}\
         <div class=\"footer\">主办单位：测试乡人民政府</div></body></html>"
    );
    Act::Say(reply(200, &["Content-Type: text/html; charset=utf-8"], page.as_bytes()))
}

pub(crate) fn gone() -> Act {
    Act::Say(reply(404, &["Content-Type: text/html"], b"<html><body>404 Not Found</body></html>"))
}

/// `<ul>` with a line for each title, address and day.
pub(crate) fn list(rows: &[(String, String, String)]) -> String {
    let mut out = String::from("<div class=\"list\"><ul>");
    for (title, address, day) in rows {
        let _ = write!(out, "<li><a href=\"{address}\">{title}</a><span>{day}</span></li>");
    }
    out + "</ul></div>"
}

pub(crate) fn nav(columns: &[(&str, &str)]) -> String {
    let mut out = String::from("<div class=\"nav\"><ul>");
    for (name, address) in columns {
        let _ = write!(out, "<li><a href=\"{address}\">{name}</a></li>");
    }
    out + "</ul></div>"
}

pub(crate) fn trail(crumbs: &[(&str, &str)]) -> String {
    let links: Vec<String> =
        crumbs.iter().map(|(name, address)| format!("<a href=\"{address}\">{name}</a>")).collect();
    format!("<div class=\"position\">当前位置：{}</div>", links.join(" &gt; "))
}

pub(crate) fn article(title: &str, day: &str) -> Act {
    article_with(title, day, "")
}

/// `more` stands below the text.
pub(crate) fn article_with(title: &str, day: &str, more: &str) -> Act {
    let text = "本次会议传达学习了有关精神，研究部署了下一阶段重点工作。".repeat(12);
    html(
        title,
        &format!(
            "<meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"PubDate\" content=\"{day} 09:00\">\
             <h1>{title}</h1><p>发布时间：{day}</p><div class=\"TRS_Editor\"><p>{text}</p></div>{more}"
        ),
    )
}

/// `days` before the audit.
pub(crate) fn ago(days: u64) -> String {
    let today: chrono::NaiveDate = TODAY.parse().expect("a day");
    (today - chrono::Days::new(days)).to_string()
}
