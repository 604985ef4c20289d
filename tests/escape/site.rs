//! The site: what every text of it carries, and the register that names it.

use crate::cli::world::SITE_HEADINGS;
use crate::fetch::server::{Act, Seen, missing, say};
use std::fmt::Write as _;

pub(super) const HOST: &str = "www.du.gov.cn";

/// What a terminal, a bidi algorithm or a parser of lines would act on.
pub(super) const ESCAPES: &str = "\u{1b}[31m红\u{1b}]8;;http://x/\u{7}\u{1b}]52;c;aGk=\u{7}\u{9b}31m\u{202e}逆\u{2066}\u{200b}\u{2028}\u{85}\u{fffe}\u{7f}";
/// What HTML, XML, templates and headers of mail would.
pub(super) const TEXT: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>]]>&#x1b;{{ 7*7 }}{% raw %}%0d%0aSubject: x";

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

pub(super) fn sites() -> String {
    let unit = format!("=毒单位{TEXT}");
    let remark = format!("@备注{TEXT}{ESCAPES}");
    format!(
        "{SITE_HEADINGS}\n{},乡镇,{},http://{HOST}/,,,,{},,,{}\n",
        cell(&unit),
        cell(&format!("+毒网站{TEXT}")),
        cell(&format!("-联系人{TEXT}")),
        cell(&remark)
    )
}

pub(super) fn columns() -> String {
    let row = |name: &str, address: &str, must: &str| {
        format!("http://{HOST}/,{},{address},动态要闻类,,{must},{}\n", cell(name), cell(TEXT))
    };
    format!(
        "网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n{}{}",
        row(&format!("=毒栏目甲{TEXT}"), &format!("http://{HOST}/jia/"), ""),
        row(&format!("@毒栏目乙{TEXT}"), "", "是")
    )
}

pub(super) fn answer(seen: &Seen) -> Act {
    let headers = ["Content-Type: text/html; charset=utf-8", "X-Evil: \u{1b}[31m\u{9b}"];
    let page = |body: &str| say(200, &headers, body);
    match seen.path.as_str() {
        "/" => page(&home()),
        "/jia/" | "/bing/" => page(&list()),
        path if path.starts_with("/art/") => page(&article()),
        _ => missing(),
    }
}

fn head(title: &str) -> String {
    let value = html(&text("", "毒标记"));
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{}</title>\
         <meta name=SiteName content=\"{value}\"><meta name=ColumnName content=\"{value}\">\
         <meta name=ArticleTitle content=\"{value}\"><meta name=ContentSource content=\"{value}\"></head><body>",
        html(title)
    )
}

pub(super) fn home() -> String {
    let mut page = head(&text("=", "毒标题"));
    let nav = [("/jia/", "=毒栏目甲"), ("/bing/", "-毒栏目丙")];
    page += "<div class=nav><ul>";
    for (address, name) in nav {
        let _ = write!(page, "<li><a href=\"{address}\">{}</a></li>", html(&text("", name)));
    }
    page += "</ul></div><div class=list><ul>";
    for number in 1..=10 {
        let _ = write!(
            page,
            "<li><a href=\"/art/{number}.html?a=<b>\">{}</a><span>2026-11-{:02}</span></li>",
            html(&text("+", "毒文章")),
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

fn list() -> String {
    let mut page = head(&text("=", "毒栏目"));
    let _ = write!(page, "<div class=position>首页 &gt; {}</div><ul>", html(&text("", "毒栏目")));
    for number in 1..=12 {
        let _ = write!(
            page,
            "<li><a href=\"/art/{}.html\">{}</a><span>2024-03-{number:02}</span></li>",
            number + 20,
            html(&text("@", "毒文章"))
        );
    }
    page += "</ul></body></html>";
    page
}

fn article() -> String {
    let title = text("=", "毒文章");
    format!(
        "{}<h1>{}</h1><p>发布日期：2024-03-05 来源：{}</p><div class=content><p>{}</p></div></body></html>",
        head(&title),
        html(&title),
        html(&title),
        "正文内容。".repeat(60)
    )
}
