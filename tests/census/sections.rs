//! Three units on one host, each an organ's number in the address: what is found lands on the right one.

use crate::census::site::{
    Censused, ago, article, article_with, asked, censused_with, gone, html, list,
};
use crate::fetch::server::{Act, Seen, serve};

const SECTIONS: [&str; 3] = ["6601081", "6601091", "6601101"];
const NAMES: [&str; 3] = ["甲局", "乙局", "丙镇"];

fn register() -> String {
    let row = |at: usize| {
        let (organ, name) = (SECTIONS[at], NAMES[at]);
        format!(
            "{name},县直,{name}网站,http://www.a.gov.cn/public/column/{organ}?type=4,,\
             /public/{organ}/*;/public/column/{organ}*,运行,,,,"
        )
    };
    (0..3).map(row).collect::<Vec<_>>().join("\n")
}

/// Address of a column: `catId` 1 is 工作动态, 2 is 通知公告.
fn column(organ: &str, cat: u32) -> String {
    format!("/public/column/{organ}?type=4&catId={cat}&action=list")
}

fn menu(organ: &str) -> String {
    format!(
        "<div class=\"nav\"><a href=\"{}\">工作动态</a><a href=\"{}\">通知公告</a></div>\
         <div class=\"units\">{}</div>",
        column(organ, 1).replace('&', "&amp;"),
        column(organ, 2).replace('&', "&amp;"),
        SECTIONS
            .iter()
            .zip(NAMES)
            .map(|(it, name)| format!("<a href=\"/public/column/{it}?type=4\">{name}</a>"))
            .collect::<Vec<_>>()
            .concat()
    )
}

/// The second unit has a broken link, the third a late column. Articles carry the unit's number, or none.
fn answer(seen: &Seen) -> Act {
    let path = seen.path.as_str();
    if path == "/robots.txt" {
        return crate::fetch::server::say(200, &[], "User-agent: *\nDisallow: /private/\n");
    }
    let Some(at) = SECTIONS.iter().position(|it| path.contains(it)) else {
        return match path.strip_prefix("/public/content/").and_then(|it| it.parse::<u64>().ok()) {
            Some(number @ 20..30) => {
                let dead =
                    if number == 25 { "<a href=\"/public/content/99\">附件</a>" } else { "" };
                article_with(&format!("关于第{number}次检查情况的通知"), &ago(number - 18), dead)
            }
            Some(number @ 10..40) => article("关于检查情况的通知", &ago(number)),
            _ => gone(),
        };
    };
    let organ = SECTIONS[at];
    let rows = |base: u64, late: u64, own: bool| -> String {
        let row = |it: u64| {
            let number = base + it;
            let address = if own {
                format!("/public/{organ}/{number}.html")
            } else {
                format!("/public/content/{number}")
            };
            (format!("{}第{it}次专项检查情况", NAMES[at]), address, ago(late + it))
        };
        list(&(0..8).map(row).collect::<Vec<_>>())
    };
    let late = if at == 2 { 90 } else { 1 };
    let page = |title: &str, rows: String| {
        html(&format!("{title}-{}", NAMES[at]), &format!("{}<h2>{title}</h2>{rows}", menu(organ)))
    };
    if path == column(organ, 1) {
        page("工作动态", rows(100, late, true))
    } else if path == column(organ, 2) {
        page("通知公告", rows(10 * (at as u64 + 1), 2, false))
    } else if path == format!("/public/column/{organ}?type=4") {
        page(NAMES[at], rows(100, late, true))
    } else if path.starts_with(&format!("/public/{organ}/")) {
        article(&format!("{}专项检查情况", NAMES[at]), &ago(late))
    } else {
        gone()
    }
}

fn of<'a>(all: &'a [Censused], unit: &str) -> &'a Censused {
    all.iter().find(|it| it.result.site.unit == unit).expect("a unit of the register")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_lands_on_the_unit_whose_it_is() {
    let server = serve(answer).await;
    let all = censused_with(&server, &register(), 3).await;
    let dead = "http://www.a.gov.cn/public/content/99".to_owned();
    assert_eq!(of(&all, "甲局").found(), []);
    assert_eq!(of(&all, "乙局").found(), [("broken_links.internal".to_owned(), dead)]);
    let late = &of(&all, "丙镇").found();
    assert_eq!(late.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["stale_columns"]);

    for (at, name) in NAMES.iter().enumerate() {
        let one = of(&all, name);
        let mut columns = one.names();
        columns.sort_unstable();
        assert_eq!(columns, ["工作动态", "通知公告"], "{name}");
        for column in &one.evidence.columns {
            let address = column.address.as_ref().expect("an address").as_str();
            assert!(address.contains(SECTIONS[at]), "{name} has {address}");
        }
        // Its home page, two columns, eight articles of its own, eight that only its column names.
        assert_eq!(one.evidence.counts.pages, 19, "{name}");
        assert_eq!(one.column("通知公告").in_period.count, 8, "{name}");
    }
    let newest = |name| of(&all, name).evidence.newest.as_ref().map(|it| it.date.to_string());
    assert_eq!(newest("甲局"), Some(ago(1)));
    assert_eq!(newest("丙镇"), Some(ago(2)));
    let robots = server.seen().iter().filter(|it| it.path == "/robots.txt").count();
    assert_eq!(robots, 1);
    let home = |at: usize| format!("/public/column/{}?type=4", SECTIONS[at]);
    let visits = |at| asked(&server).iter().filter(|it| **it == home(at)).count();
    assert_eq!((visits(0), visits(1), visits(2)), (3, 1, 1), "the host is sampled once");
    assert!(!asked(&server).iter().any(|it| it == "/"), "the portal's home page is not theirs");
}
