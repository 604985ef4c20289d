//! Columns over real sockets: pages of a list as far as the month goes, one column under three addresses, the tree.

use crate::census::site::{ONE_SITE, ago, article, asked, censused, gone, html, list, nav, trail};
use crate::fetch::server::{Act, Seen, say, serve};
use pucha::model::evidence::Published;
use pucha::model::site::ColumnClass;

/// Twenty entries a page, three a day, beginning today.
fn rows(page: u64) -> Vec<(String, String, String)> {
    let row = |at: u64| {
        let title = format!("我乡召开第{at}次重点工作推进会议");
        (title, format!("/dt/n/t{at}.html"), ago(at / 3))
    };
    (page * 20..(page + 1) * 20).map(row).collect()
}

fn well(seen: &Seen) -> Act {
    let home = [("工作动态", "/dt/"), ("通知公告", "/tz/"), ("政策文件", "/wj/")];
    let number = seen.path.strip_prefix("/dt/index_").and_then(|it| it.strip_suffix(".html"));
    let pager =
        |at: u64| format!("<script>createPageHTML(10, {at}, \"index\", \"html\");</script>");
    match seen.path.as_str() {
        "/" => html("测试乡人民政府网站", &nav(&home)),
        "/dt/" => html("工作动态", &format!("{}{}{}", nav(&home), list(&rows(0)), pager(0))),
        path if path.starts_with("/tz/") => {
            let few: Vec<_> =
                rows(0).into_iter().map(|(a, b, c)| (a, b.replace("/dt/", "/tz/"), c)).collect();
            let next = "<div class=\"page\">共3条 <a href=\"/tz/?page=2\">下一页</a></div>";
            match path {
                "/tz/" | "/tz/?page=2" => {
                    html("通知公告", &format!("{}{}{next}", nav(&home), list(&few)))
                }
                _ => article("通知", &ago(1)),
            }
        }
        "/wj/" => {
            let old: Vec<_> = (0..20)
                .map(|at| {
                    (
                        format!("关于印发第{at}号方案的通知"),
                        format!("/wj/n/{at}.html"),
                        ago(60 + at),
                    )
                })
                .collect();
            html("政策文件", &format!("{}{}{}", nav(&home), list(&old), pager(0)))
        }
        path if path.contains("/n/") => article("我乡召开重点工作推进会议", &ago(1)),
        _ => match number.and_then(|it| it.parse().ok()) {
            Some(at) => {
                html("工作动态", &format!("{}{}{}", nav(&home), list(&rows(at)), pager(at)))
            }
            None => gone(),
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_list_are_asked_as_far_as_the_month_goes() {
    let server = serve(well).await;
    let site = censused(&server, ONE_SITE).await.remove(0);
    let lists: Vec<_> =
        asked(&server).into_iter().filter(|it| !it.contains("/n/") && it.len() < 20).collect();
    assert_eq!(
        lists,
        [
            "/",
            "/dt/",
            "/dt/index_1.html",
            "/dt/index_2.html",
            "/dt/index_3.html",
            "/tz/",
            "/tz/?page=2",
            "/wj/"
        ]
    );
    let news = site.column("工作动态");
    assert_eq!((news.in_period.count, news.in_period.complete), (60, true));
    assert_eq!((news.entries, news.pages), (80, Some(10)));
    let notices = site.column("通知公告");
    assert_eq!(
        (notices.in_period.count, notices.in_period.complete, notices.entries),
        (20, false, 20)
    );
    let files = site.column("政策文件");
    assert_eq!((files.in_period.count, files.in_period.complete), (0, true));
    let all = site.evidence.counts.published;
    assert_eq!((all.count, all.complete), (80, false));
    months_are_told_by_class(&site.evidence.counts.by_month);
    let remarks = site.evidence.remarks.join("\n");
    assert!(remarks.contains("“通知公告”标明共3条，读到20条"), "{remarks}");
    assert!(site.result.verdict.notes.iter().any(|it| it.contains("“通知公告”标明共3条")));
}

/// The pages that November needed show twenty entries of October, and not where it begins; the policy files are older
/// than either.
fn months_are_told_by_class(counts: &[Published]) {
    let of = |class: Option<ColumnClass>| -> Vec<(String, usize, bool)> {
        let rows = counts.iter().filter(|it| it.class == class);
        rows.map(|it| (it.month.to_string(), it.count, it.complete)).collect()
    };
    let months = |now: (usize, bool), before: (usize, bool)| {
        vec![("2026-11".to_owned(), now.0, now.1), ("2026-10".to_owned(), before.0, before.1)]
    };
    assert_eq!(of(Some(ColumnClass::News)), months((60, true), (20, false)));
    assert_eq!(of(Some(ColumnClass::PolicyFiles)), months((0, true), (0, true)));
    assert_eq!(of(None), months((80, false), (20, false)));
    assert!(of(Some(ColumnClass::Interview)).is_empty(), "no such column");
}

/// One late column under three addresses, another of the same name with other entries, and the tree above them.
fn portal(seen: &Seen) -> Act {
    let home = [("政务公开", "/zwgk/"), ("通知公告", "/zwgk/tzgg/"), ("机构概况", "/jg/")];
    let boxes = "<div class=\"box\"><h3>通知公告 <a href=\"/col/col12/index.html\">更多</a></h3></div>\
                 <div><a href=\"/list.aspx?id=12\">通知公告</a></div><div><a href=\"/jd/tzgg/\">通知公告</a></div>";
    let late = |folder: &str| -> Vec<_> {
        let row = |at: u64| {
            (format!("关于开展第{at}次专项检查的通知"), format!("{folder}{at}.html"), ago(300 + at))
        };
        (0..8).map(row).collect()
    };
    let crumbs = trail(&[("首页", "/"), ("政务公开", "/zwgk/"), ("通知公告", "/zwgk/tzgg/")]);
    let column =
        |folder: &str| html("通知公告", &format!("{}{crumbs}{}", nav(&home), list(&late(folder))));
    match seen.path.as_str() {
        "/" => html("测试乡人民政府网站", &format!("{}{boxes}", nav(&home))),
        "/zwgk/tzgg/" | "/col/col12/index.html" | "/list.aspx?id=12" => column("/n/a"),
        "/jd/tzgg/" => html("通知公告", &format!("{}{}", nav(&home), list(&late("/n/b")))),
        "/zwgk/" => Act::Say(crate::fetch::server::reply(302, &["Location: /zwgk/tzgg/"], b"")),
        "/jg/" => article("机构概况", &ago(900)),
        path if path.starts_with("/n/") => article("关于开展专项检查的通知", &ago(300)),
        _ => gone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_under_three_addresses_is_one_column() {
    let server = serve(portal).await;
    let site = censused(&server, ONE_SITE).await.remove(0);
    let notices: Vec<_> = site.evidence.columns.iter().filter(|it| it.name == "通知公告").collect();
    let addresses: Vec<_> =
        notices.iter().filter_map(|it| Some(it.address.as_ref()?.path().to_owned())).collect();
    assert_eq!(notices.len(), 2, "{addresses:?}");
    let one = notices.iter().find(|it| 2 <= it.also_at.len()).expect("a merged column");
    assert_eq!(one.address.as_ref().map(url::Url::path), Some("/zwgk/tzgg/"));
    let codes = site.found();
    let stale = codes.iter().filter(|(code, _)| code == "stale_columns").count();
    assert_eq!(stale, 2, "{codes:?}");
}

/// Columns that no menu of the home page names: in the site map for visitors, and in the one for programs.
fn mapped(seen: &Seen) -> Act {
    let rows = |folder: &str| {
        let row = |at: u64| {
            (format!("第{at}次村级事务督查情况"), format!("{folder}n/{at}.html"), ago(at))
        };
        list(&(1..9).map(row).collect::<Vec<_>>())
    };
    let column = |name: &str, folder: &str, crumbs: &str| {
        html(
            name,
            &format!("<meta name=\"ColumnName\" content=\"{name}\">{crumbs}{}", rows(folder)),
        )
    };
    match seen.path.as_str() {
        "/robots.txt" => say(200, &[], "User-agent: *\nSitemap: http://www.a.gov.cn/sitemap.xml\n"),
        "/sitemap.xml" => say(
            200,
            &["Content-Type: text/xml"],
            "<urlset><url><loc>http://www.a.gov.cn/zhzl/</loc></url><url><loc>http://www.a.gov.cn/gone/</loc></url></urlset>",
        ),
        "/" => html(
            "测试乡人民政府网站",
            &format!(
                "{}<div class=\"foot\"><a href=\"/map.html\">网站地图</a></div>",
                nav(&[("政务公开", "/zwgk/")])
            ),
        ),
        "/map.html" => html(
            "网站地图-测试乡人民政府网站",
            "<ul><li><a href=\"/zwgk/\">政务公开</a><ul><li><a href=\"/d/1/\">镇务督查</a></li>\
             <li><a href=\"/d/2/\">村级事务</a></li></ul></li></ul>",
        ),
        "/zwgk/" => column("政务公开", "/zwgk/", ""),
        "/d/1/" => column("镇务督查", "/d/1/", ""),
        "/d/2/" => column(
            "村级事务",
            "/d/2/",
            &trail(&[("首页", "/"), ("政务公开", "/zwgk/"), ("村级事务", "/d/2/")]),
        ),
        "/zhzl/" => column("综合治理", "/zhzl/", ""),
        path if path.contains("/n/") => article("村级事务督查情况", &ago(1)),
        _ => gone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_found_by_both_site_maps_and_stand_in_a_tree() {
    let server = serve(mapped).await;
    let site = censused(&server, ONE_SITE).await.remove(0);
    for name in ["镇务督查", "村级事务"] {
        let parent = site.column(name).parent.expect("a parent");
        assert_eq!(site.evidence.columns[parent].name, "政务公开", "{name}");
        assert_eq!(site.column(name).level, 2, "{name}");
    }
    assert_eq!(site.column("政务公开").parent, None);
    assert_eq!(site.column("综合治理").entries, 8);
    // Nothing but the map leads to the page that is gone.
    assert_eq!(site.found(), []);
}
