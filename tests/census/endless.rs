//! A site that links to itself without end is read whole, and not much more than once.

use crate::census::site::{
    ONE_SITE, ago, article, article_with, asked, censused, gone, html, list, nav, trail,
};
use crate::fetch::server::{Act, Seen, serve};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const COLUMNS: u64 = 12;
const ARTICLES: u64 = 24;

/// What every page carries beside its own: a calendar, a print version, a session, a sort order, a filter.
fn ways(path: &str, seen: &Seen) -> String {
    // The session is another one on every page.
    let session: String = seen.path.bytes().map(|it| char::from(b'a' + it % 26)).collect();
    let mut out = format!(
        "<div class=\"tools\"><a href=\"{path}?print=1\">打印本页</a><a href=\"{path}?token={session}\">手机版</a>\
         <a href=\"/rl?month=2026-11\">日历</a><a href=\"/calendar/2026/11/\">活动</a>"
    );
    for name in ["date", "title", "hits"] {
        let _ = write!(out, "<a href=\"{path}?sort={name}\">按{name}排序</a>");
    }
    for kind in 0..3 {
        for year in 2022..2024 {
            let more = kind + 1;
            let _ = write!(out, "<a href=\"/so?kind={kind}&year={year}&kind={more}\">筛选</a>");
        }
    }
    out + "</div>"
}

fn answer(seen: &Seen) -> Act {
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let menu: Vec<(String, String)> =
        (0..COLUMNS).map(|it| (format!("第{it}项工作"), format!("/c{it}/"))).collect();
    let menu: Vec<(&str, &str)> = menu.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let ways = ways(path, seen);
    let numbers: Vec<u64> =
        path.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    match (path, numbers.as_slice()) {
        ("/", _) => html("测试乡人民政府网站", &format!("{}{ways}", nav(&menu))),
        ("/rl", _) => {
            let month: u64 =
                query.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
            let next = format!(
                "<a href=\"/rl?month={}\">下月</a><a href=\"/rl?month={}\">上月</a>",
                month + 1,
                month - 1
            );
            html(
                &format!("{month}月日历"),
                &format!("{}<p>{month}月没有安排，{}日休息</p>{next}", nav(&menu), month % 28),
            )
        }
        (path, [year, month]) if path.starts_with("/calendar/") => {
            let next = format!(
                "<a href=\"/calendar/{year}/{}/\">下月</a><a href=\"/calendar/{}/{month}/\">明年</a>",
                month + 1,
                year + 1
            );
            html("活动日历", &format!("{}<p>{year}年{month}月暂无活动</p>{next}", nav(&menu)))
        }
        ("/so", _) => html("检索", &format!("{}<p>没有符合条件的信息</p>{ways}", nav(&menu))),
        (_, [column]) if *column < COLUMNS => {
            let mut rows: Vec<_> = (0..ARTICLES)
                .map(|it| {
                    (
                        format!("第{column}项工作第{it}次会议召开"),
                        format!("/c{column}/{it}.html"),
                        ago(it),
                    )
                })
                .collect();
            if query.starts_with("sort") {
                rows.reverse();
            }
            let crumbs = trail(&[("首页", "/"), ("工作", path)]);
            html(
                &format!("第{column}项工作"),
                &format!("{}{crumbs}{}{ways}", nav(&menu), list(&rows)),
            )
        }
        (_, [column, number]) if *column < COLUMNS && *number < ARTICLES => match query {
            "" => {
                article_with(&format!("第{column}项工作第{number}次会议召开"), &ago(*number), &ways)
            }
            _ => article(&format!("第{column}项工作第{number}次会议召开"), &ago(*number)),
        },
        _ => gone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_three_hundred_pages_stays_one() {
    let server = serve(answer).await;
    let site = censused(&server, ONE_SITE).await.remove(0);
    let asked = asked(&server);
    let real: BTreeSet<String> = (0..COLUMNS)
        .flat_map(|column| {
            (0..ARTICLES)
                .map(move |it| format!("/c{column}/{it}.html"))
                .chain([format!("/c{column}/")])
        })
        .chain(["/".to_owned()])
        .collect();
    let read: BTreeSet<String> = asked.iter().cloned().collect();
    let missed: Vec<_> = real.difference(&read).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert!(300 <= real.len() && asked.len() < 2 * real.len(), "{} of {}", asked.len(), real.len());
    let said = site.evidence.remarks.join("\n");
    for shape in ["*?sort", "*?print", "*?token", "/rl?month", "/calendar/N/N/"] {
        assert!(said.contains(shape), "{shape} in\n{said}");
    }
    assert!(site.found().iter().all(|it| !it.0.starts_with("broken")), "{:?}", site.found());
}
