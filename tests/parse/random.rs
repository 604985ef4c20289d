//! Random pages, texts, rules and site maps, built of what real ones are built of: what holds for all holds for them.

use crate::parse::invariants::{
    blown_up, headers, hold_for_bomb, hold_for_dates, hold_for_page, hold_for_robots,
    hold_for_sitemap, hold_for_text, read,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use pucha::parse;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn day() -> impl Strategy<Value = String> {
    let form = select(vec![
        "y-m-d",
        "y年m月d日",
        "(y/m/d)",
        "[m-d]",
        "y.m",
        "m月d日",
        "ym0d0",
        "d",
        "二〇二六年m月d日",
    ]);
    (form, 1900_u32..2110, 0_u32..15, 0_u32..35).prop_map(|(form, year, month, date)| {
        form.replace('y', &year.to_string())
            .replace('m', &month.to_string())
            .replace('d', &date.to_string())
    })
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => day(),
        3 => select(vec![
            "关于开展秋冬季森林防火工作的通知", "县政府召开第三次常务会议", "下一页", "更多>>", "首页", "当前位置：首页 > 新闻",
            "共2397篇文章/共120页", "发布时间：", "截至", "今天是", "来源：县政府办", "网站标识码：3415000001",
            "皖ICP备05000000号-1", "皖公网安备 34150002000001号", "主办单位：澜青县人民政府", "联系电话：0564-6021234",
            "暂无内容", "情况说明", "您访问的页面不存在", "&nbsp;&gt;&#x5e74;&", "锟斤拷", "\u{feff}\u{200b}", "２０２６",
        ]).prop_map(str::to_owned),
        1 => "[\\PC]{0,12}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        (1_u32..13, 1_u32..32, any::<u16>())
            .prop_map(|(m, d, it)| format!("./2026{m:02}/t2026{m:02}{d:02}_{it}.html")),
        any::<u16>().prop_map(|it| format!("/art/2026/{}/{}/art_1_{it}.html", it % 13, it % 32)),
        select(vec![
            "",
            "#",
            "/",
            "//",
            "http://",
            "http://[",
            "javascript:;",
            "mailto:a@b",
            "index_1.html",
            "?page=2",
            "http://b.gov.cn:99999/",
            "//bszs.conac.cn/sitename?method=show&id=1",
            "/附件/通知 (1).doc",
            "%b9%ab%b8%e6",
            "http://a@b:1/\\..\\",
            "\n /x \t",
        ])
        .prop_map(str::to_owned),
    ]
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        4 => (address(), words(), words())
            .prop_map(|(to, title, text)| format!("<a href=\"{to}\" title='{title}'>{text}</a>")),
        3 => (address(), words(), day())
            .prop_map(|(to, text, day)| format!("<li><a href={to}>{text}</a><span>{day}</span></li>")),
        1 => (address(), words()).prop_map(|(to, text)| format!(
            "<script type=text/xml><recordset><record><![CDATA[<li><a href='{to}'>{text}</a></li>]]></record>"
        )),
        1 => (0_u32..200, 0_u32..200)
            .prop_map(|(pages, at)| format!("<script>createPageHTML({pages}, {at}, \"index\", \"html\");</script>")),
        1 => (address(), words())
            .prop_map(|(to, text)| format!("<script>document.write(\"<a href='{to}'>{text}</a>\")</script>")),
        1 => address().prop_map(|to| format!("<script>location.href='{to}'</script>")),
        1 => address().prop_map(|to| format!("<base href='{to}'>")),
        1 => day().prop_map(|day| format!("<meta name=PubDate content='{day}'>")),
        1 => select(vec!["gbk", "utf-8", "utf-16", "x", ""]).prop_map(|it| format!("<meta charset={it}>")),
        1 => select(vec![
            "<br>", "<img src=/a.jpg alt=图>", "<!--", "-->", "<", "</", "<a", "<p title=\"", "<![CDATA[", "</table>", "</p>", "\0",
            "<input type=hidden value=2026-01-01>", "<select><option value=/x>", "<iframe src=/f.html>", "<svg><math>", "<template>",
        ]).prop_map(str::to_owned),
    ]
}

fn markup() -> impl Strategy<Value = String> {
    let holder = select(vec![
        "div", "ul", "table", "tr", "td", "p", "b", "li", "span", "h3", "dl", "form", "font",
        "center", "body", "select", "script",
    ]);
    let dress = select(vec![
        "",
        " class=list",
        " class='nav top'",
        " id=footer",
        " style='display:none'",
        " class=TRS_Editor",
        " id=app",
        " class=\"more\" ",
        " id=pages",
        " onclick='a>b'",
        " class=dqwz",
    ]);
    let end = select(vec!["", "</ul>", "</div></div>", "="]);
    leaf().prop_recursive(5, 60, 6, move |inner| {
        (holder.clone(), dress.clone(), vec(inner, 0..6), end.clone()).prop_map(
            |(tag, dress, inner, end)| {
                let end = if end == "=" { String::new() } else { format!("</{tag}>{end}") };
                format!("<{tag}{dress}>{}{end}", inner.concat())
            },
        )
    })
}

/// As bytes: UTF-8, GB18030, the one pasted into the other, cut anywhere.
fn body(text: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<u8>> {
    (text, 0..4, any::<prop::sample::Index>()).prop_map(|(text, form, at)| {
        let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
        let at = at.index(text.len() + 1);
        match form {
            0 => text.into_bytes(),
            1 => gb,
            2 => text.as_bytes()[..at].iter().chain(&gb).copied().collect(),
            _ => gb[..at.min(gb.len())].to_vec(),
        }
    })
}

fn lines(of: Vec<&'static str>) -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => select(of).prop_map(str::to_owned), 1 => words(), 1 => address()];
    vec(piece, 0..40).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_pages_are_read_within_what_holds(
        body in body(vec(markup(), 0..6).prop_map(|it| it.concat())),
        choice in 0_usize..4,
    ) {
        hold_for_page(&read(&body, &headers(choice)));
    }

    #[test]
    fn random_bytes_become_text(body in body(lines(vec!["<meta charset=gbk>", "公告", "<p>", "\u{feff}"])), choice in 0_usize..4) {
        hold_for_text(&body, &parse::decode(&body, &headers(choice)));
    }

    #[test]
    fn random_texts_hold_only_days_of_our_time(text in lines(vec!["年", "月", "日", "-", "/", " ", "２０", "十"])) {
        hold_for_dates(&text);
    }

    #[test]
    fn random_rules_are_obeyed_to_their_end(text in lines(vec![
        "User-agent: *\n", "User-agent: pucha\n", "Disallow: ", "Allow: ", "\n", "*", "$", "/", "Crawl-delay: 1e9\n", "Sitemap: ", "%2",
    ])) {
        hold_for_robots(text.as_bytes());
    }

    #[test]
    fn random_site_maps_are_read_within_what_holds(body in body(lines(vec![
        "<?xml version='1.0' encoding='gbk'?>", "<urlset>", "<sitemapindex>", "<url>", "<sitemap>", "<loc>", "</loc>", "<lastmod>", "</lastmod>",
        "</url>", "</urlset>", "&amp;", "&a;", "&", "<!DOCTYPE u [<!ENTITY a '", "'>]>", "<![CDATA[", "]]>", "<!--", "-->", "http://a/",
    ]))) {
        hold_for_sitemap(&body);
    }
}

/// What one of them may take in a build without optimisation.
const LONGEST: Duration = Duration::from_secs(10);
const BOMB: usize = 24 << 10;

#[test]
fn inputs_that_once_hurt_are_read_in_time() {
    let mut read_so_far = 0;
    for target in ["page", "bomb", "dates", "charset", "robots", "sitemap"] {
        let Ok(folder) = fs::read_dir(Path::new("tests/fixtures/crashes").join(target)) else {
            continue;
        };
        for file in folder.map(|it| it.expect("a file").path()) {
            let body = fs::read(&file).expect("a readable file");
            let start = Instant::now();
            match target {
                "page" => hold_for_page(&read(&body, &headers(body.len()))),
                "bomb" => hold_for_bomb(body[0], &blown_up(&body[1..], BOMB)),
                "dates" => hold_for_dates(&String::from_utf8_lossy(&body)),
                "charset" => hold_for_text(&body, &parse::decode(&body, &headers(body.len()))),
                "robots" => hold_for_robots(&body),
                _ => hold_for_sitemap(&body),
            }
            assert!(start.elapsed() < LONGEST, "{}: {:?}", file.display(), start.elapsed());
            read_so_far += 1;
        }
    }
    assert!(0 < read_so_far);
}
