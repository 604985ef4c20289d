//! What memory does not hold lies on the disk, and the census comes to the same.

use crate::census::county::{judge, register_of};
use crate::census::site::{
    HEADINGS, ONE_SITE, TODAY, ago, article_with, gone, html, list, nav, trail,
};
use crate::fetch::server::{Act, Seen, Server, reply, serve, settings};
use pucha::census::progress::Progress;
use pucha::census::{self, Ended, Plan, Start};
use pucha::config::Crawl;
use pucha::model::time::{Period, end_of_day};
use pucha::store::Store;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

const COLUMNS: u64 = 6;
const ARTICLES: u64 = 40;

/// Articles with a picture, a neighbour, and here and there something that is gone.
fn answer(seen: &Seen) -> Act {
    let (path, _) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let menu: Vec<(String, String)> =
        (0..COLUMNS).map(|it| (format!("第{it}项工作"), format!("/c{it}/"))).collect();
    let menu: Vec<(&str, &str)> = menu.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let numbers: Vec<u64> =
        path.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    match (path, numbers.as_slice()) {
        ("/", _) => html("测试乡人民政府网站", &nav(&menu)),
        (path, _) if path.starts_with("/i/") => {
            Act::Say(reply(200, &["Content-Type: image/png"], b"\x89PNG\r\n\x1a\n0000"))
        }
        (path, [column]) if path.starts_with("/c") && *column < COLUMNS => {
            let rows: Vec<_> = (0..ARTICLES)
                .map(|it| {
                    let title = format!("第{column}项工作第{it}次会议召开");
                    (title, format!("/c{column}/{it}.html"), ago(it * 2))
                })
                .collect();
            let crumbs = trail(&[("首页", "/"), ("工作", path)]);
            html(&format!("第{column}项工作"), &format!("{}{crumbs}{}", nav(&menu), list(&rows)))
        }
        (path, [column, number])
            if path.starts_with("/c") && *column < COLUMNS && *number < ARTICLES =>
        {
            let more = format!(
                "{}<img src=\"/i/{column}-{number}.png\"><a href=\"/c{column}/{}.html\">下一篇</a>\
                 <a href=\"/c{column}/{number}.html?print=1\">打印</a>\
                 <a href=\"/gone/{}.doc\">附件</a><a href=\"/gone/{column}/{number}.html\">有关文件</a>",
                nav(&menu),
                number + 1,
                number / 7,
            );
            let title = format!("第{column}项工作第{number}次会议召开");
            article_with(&title, &ago(number * 2), &more)
        }
        _ => gone(),
    }
}

async fn censused(
    server: &Server,
    database: &Path,
    memory_mib: usize,
) -> anyhow::Result<(Ended, Value)> {
    let day = TODAY.parse().expect("a day");
    let folder = database.parent().expect("a folder");
    let plan = Plan {
        register: register_of(&format!("{HEADINGS}\n{ONE_SITE}\n"), None, folder),
        browser: pucha::config::Browser::default(),
        crawl: Crawl {
            home_visits: 1,
            connections_per_host: 4,
            memory_mib,
            ..settings(&[("www.a.gov.cn", server.address)])
        },
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    };
    let store = Store::open(database).expect("a store");
    let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
    let ended = census::run(&plan, &store, Arc::new(judge()), progress, stop).await?;
    let site = &plan.register.sites[0].key;
    let bundle = store.bundle(&ended.run.id, site).expect("a readable store").expect("a bundle");
    store.close().await.expect("a closed store");
    Ok((ended, serde_json::to_value(bundle).expect("a bundle is JSON")))
}

/// Without what the clock says.
fn timeless(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|name, _| !["at", "seen_at", "elapsed_ms"].contains(&name.as_str()));
            fields.values_mut().for_each(|it| *it = timeless(it.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| *it = timeless(it.take())),
        _ => {}
    }
    value
}

#[tokio::test]
async fn the_bundle_is_the_same_wherever_the_survey_lay() {
    let server = serve(answer).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (in_memory, on_disk) = (folder.path().join("a.db"), folder.path().join("b.db"));
    // Where no folder can be made, no scratch file can: this census needs none.
    std::fs::write(folder.path().join("a.db.work"), "in the way").expect("a file");
    let (_, plain) = censused(&server, &in_memory, 16).await.expect("a census");
    let (_, spilled) = censused(&server, &on_disk, 0).await.expect("a census");
    assert!(!folder.path().join("b.db.work").exists(), "what was laid there is gone");
    assert!(COLUMNS * ARTICLES <= plain["counts"]["pages"].as_u64().expect("a number"));
    assert!(50 < plain["links"].as_array().expect("links").len());
    let (plain, spilled) = (timeless(plain), timeless(spilled));
    for (name, value) in plain.as_object().expect("fields") {
        assert_eq!(*value, spilled[name], "{name}");
    }
}

#[tokio::test]
async fn a_disk_that_fails_is_our_own_fault_and_no_finding() {
    let server = serve(answer).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("a.db");
    std::fs::write(folder.path().join("a.db.work"), "in the way").expect("a file");
    let fault = censused(&server, &database, 0).await.expect_err("no room");
    assert!(fault.to_string().contains("a.db.work"), "{fault:#}");
    let store = Store::open(&database).expect("a store");
    let period = Period::of(TODAY.parse().expect("a day"));
    assert!(store.results(period).expect("readable").is_empty());
}
