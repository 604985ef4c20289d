//! How many entries and pages a list has and where page two is: rendered links first, then the scripts of each family.

use crate::model::page::Pager;
use crate::parse::address::resolve;
use crate::parse::dates::plain;
use crate::parse::doc::Doc;
use crate::parse::scripts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use regex::{Captures, Regex};
use std::sync::LazyLock;
use url::Url;

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expression is valid")
}

static TRS: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"create\w*(?:Page|page)\w*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["']\.?([^"']+)["']\s*(?:,\s*["']?(\d+))?"#,
    )
});
static UCAP: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"createPageHTML\(\s*["'][^"']*["']\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["']\.?([^"']+)["']\s*(?:,\s*["']?(\d+))?"#,
    )
});
static COUNT_PAGE: LazyLock<Regex> = LazyLock::new(|| expression(r"countPage\s*=\s*(\d+)"));
static CURRENT_PAGE: LazyLock<Regex> = LazyLock::new(|| expression(r"currentPage\s*=\s*(\d+)"));
static RECORDS: LazyLock<Regex> =
    LazyLock::new(|| expression(r#"totalRecord["']?\s*[:=]\s*["']?(\d+)"#));
static PER_PAGE: LazyLock<Regex> =
    LazyLock::new(|| expression(r#"perPage["']?\s*[:=]\s*["']?(\d+)"#));
static UNIT: LazyLock<Regex> =
    LazyLock::new(|| expression(r#"unit[iI]d["']?\s*[:=]\s*["']?(\d+)"#));
static TOTAL: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        expression(r"(?:共有|共计|总共|共|总计)[:\s]*(\d+)\s*(?:条|篇|个记录|项|则|件|个信息)"),
        expression(r"(?:记录总数|总记录数?|总条数|总数|记录数|总记录条数)[:\s]*(\d+)"),
        expression(r"(?:^|[^\d第每])(\d+)\s*(?:条|篇)"),
    ]
});
static PAGES: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    [
        expression(r"(?:总共|共有|共计|共|/)[:\s]*(\d+)\s*页"),
        expression(r"(?:总页数|页数|总页码)[:\s]*(\d+)"),
        expression(r"\d+\s*/\s*(\d+)\s*页?"),
        expression(r"共\s*(\d+)\s*頁"),
    ]
});

/// `after`: the node where the page's own list ends.
pub(super) fn find(doc: &Doc, page: &Url, base: &Url, after: usize) -> Option<Pager> {
    let mut pager = Pager::default();
    if let Some(coded) = coded(doc) {
        rendered(&coded, page, base, 0, &mut pager);
    }
    rendered(doc, page, base, after, &mut pager);
    scripted(doc, page, base, &mut pager);
    if pager.next.is_some() && pager.pages.is_some_and(|it| it <= 1) {
        pager.next = None;
    }
    (pager != Pager::default()).then_some(pager)
}

/// Links and words of a drawn pager.
fn rendered(doc: &Doc, page: &Url, base: &Url, after: usize, pager: &mut Pager) {
    for at in after..doc.nodes.len() {
        let node = &doc.nodes[at];
        if &*node.tag != "a" || node.raw {
            continue;
        }
        let text = doc.any_text(at);
        let is_next = matches!(
            text.trim(),
            "下一页"
                | "下页"
                | "后一页"
                | "下一页>"
                | "下一页>>"
                | "下一页»"
                | "下一页›"
                | "»"
                | "›"
                | "Next"
                | "next"
                | "NEXT"
        ) || text.is_empty() && node.attr("title") == Some("下一页");
        let address = node.attr("href").and_then(|it| resolve(base, it));
        if is_next && pager.next.is_none() {
            pager.next = address.filter(|it| it != page);
        }
    }
    pager.pages = pager.pages.or_else(|| last_number(doc, after));
    let text = plain(&doc.text_of(after..doc.nodes.len(), 6_000));
    let text: String = text.chars().take(1_500).collect();
    let is_pager = text.contains("页") || text.contains("条");
    if is_pager {
        pager.total = pager.total.or_else(|| first(&TOTAL[..2], &text));
        pager.pages = pager.pages.or_else(|| first(&PAGES[..2], &text));
        let near: String = text.chars().take(120).collect();
        if pager.pages.is_some() || near.contains("下一页") || near.contains("页") {
            pager.total = pager.total.or_else(|| first(&TOTAL[2..], &near));
            pager.pages =
                pager.pages.or_else(|| first(&PAGES[2..], &near).filter(|_| near.contains("页")));
        }
    }
}

/// The largest page number among the links, when some between were left out: `1 2 3 .. 59`.
fn last_number(doc: &Doc, after: usize) -> Option<u32> {
    let mut numbers: Vec<u32> = (after..doc.nodes.len())
        .filter(|it| &*doc.nodes[*it].tag == "a" && !doc.nodes[*it].raw && doc.size(*it) <= 3)
        .filter_map(|it| doc.any_text(it).parse().ok())
        .filter(|it| (1..5_000).contains(it))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let runs_up = [[1, 2], [2, 3], [1, 3]].iter().any(|it| numbers.starts_with(it));
    let last = *numbers.last()?;
    (runs_up && numbers.len() + 2 < last as usize && 3 < numbers.len()).then_some(last)
}

fn first(expressions: &[Regex], text: &str) -> Option<u32> {
    expressions.iter().find_map(|it| group(&it.captures(text)?, 1))
}

fn group(found: &Captures<'_>, number: usize) -> Option<u32> {
    found.get(number)?.as_str().parse().ok()
}

fn scripted(doc: &Doc, page: &Url, base: &Url, pager: &mut Pager) {
    for at in doc.all("script").filter(|it| !doc.nodes[*it].raw) {
        let source = doc.source(at);
        if !["createPage", "createpage", "countPage", "totalRecord"]
            .iter()
            .any(|it| source.contains(it))
        {
            continue;
        }
        let source = scripts::without_comments(&source);
        if let Some(found) = UCAP.captures(&source) {
            call(&found, 0, base, pager);
        } else if let Some(found) = TRS.captures(&source) {
            call(&found, 1, base, pager);
        } else if let Some(pages) = COUNT_PAGE.captures(&source).and_then(|it| group(&it, 1)) {
            let current = CURRENT_PAGE.captures(&source).and_then(|it| group(&it, 1)).unwrap_or(0);
            pager.pages = Some(pages);
            if pager.next.is_none() && current + 1 < pages {
                let file = page.path().rsplit('/').next().unwrap_or_default();
                let ending = file.rsplit_once('.').map_or("html", |(_, it)| it);
                pager.next = resolve(base, &format!("index_{}.{ending}", current + 1));
            }
        }
        hanweb(&source, page, pager);
    }
}

/// Both families call `createPageHTML` with pages, current page, name and ending; TRS counts from 0, UCAP from 1, and each
/// names page N+1 by the number that comes next.
fn call(found: &Captures<'_>, first: u32, base: &Url, pager: &mut Pager) {
    let (Some(pages), Some(current)) = (group(found, 1), group(found, 2)) else { return };
    pager.pages = Some(pages);
    pager.total = group(found, 5).filter(|it| pages <= *it).or(pager.total);
    if pager.next.is_none() && current + first < pages {
        pager.next = resolve(base, &format!("{}_{}.{}", &found[3], current + 1, &found[4]));
    }
}

fn hanweb(source: &str, page: &Url, pager: &mut Pager) {
    let Some(total) = RECORDS.captures(source).and_then(|it| group(&it, 1)) else { return };
    pager.total = Some(total);
    let Some(size) = PER_PAGE.captures(source).and_then(|it| group(&it, 1)).filter(|it| 0 < *it)
    else {
        return;
    };
    let pages = total.div_ceil(size);
    pager.pages = Some(pages);
    let current: u32 = page
        .query_pairs()
        .find(|(name, _)| name == "pageNum")
        .and_then(|(_, it)| it.parse().ok())
        .unwrap_or(1);
    if let Some(unit) = UNIT.captures(source)
        && pager.next.is_none()
        && current < pages
    {
        let mut next = page.clone();
        next.set_query(Some(&format!("uid={}&pageNum={}", &unit[1], current + 1)));
        pager.next = Some(next);
    }
}

/// A pager that stands in the page as base64 of percent-encoded HTML.
fn coded(doc: &Doc) -> Option<Doc> {
    let holder = (0..doc.nodes.len()).find(|it| {
        doc.nodes[*it].attr("id").is_some_and(|id| id.starts_with("page"))
            && (80..20_000).contains(&doc.source(*it).trim().len())
            && doc.size(*it) <= 3
    })?;
    let bytes = STANDARD.decode(doc.source(holder).trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?.replace('+', " ");
    let html = percent_decode_str(&text).decode_utf8().ok()?.into_owned();
    html.contains("<a").then(|| Doc::new(&html))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str, html: &str) -> (Option<u32>, Option<u32>, Option<String>) {
        let page = Url::parse(address).unwrap();
        let pager = find(&Doc::new(html), &page, &page, 0).unwrap_or_default();
        (pager.total, pager.pages, pager.next.map(String::from))
    }

    #[test]
    fn every_family_s_pager_is_read() {
        let next = |it: &str| Some(it.to_owned());
        for (html, expected) in [
            (
                r#"<script>createPageHTML(120, 0, "index", "html");</script>"#,
                (None, Some(120), next("http://a/zw/index_1.html")),
            ),
            (r#"<script>createPageHTML(3, 2, "index", "html");</script>"#, (None, Some(3), None)),
            (r#"<script>createPageHTML(1, 0, "index", "html");</script>"#, (None, Some(1), None)),
            (
                r"<script>createPageHTML('paging',29, 1,'list_a','html',289);</script>",
                (Some(289), Some(29), next("http://a/zw/list_a_2.html")),
            ),
            (
                "<script>\nvar countPage = 7\nvar currentPage = 0;//createPageHTML(9,0,'index','html')</script>",
                (None, Some(7), next("http://a/zw/index_1.html")),
            ),
            (
                r#"<!--<script>createPageHTML(120, 0, "index", "html");</script>-->"#,
                (None, None, None),
            ),
            (
                "<script>jpage({unitid:'68',totalRecord:100,perPage:15})</script>",
                (Some(100), Some(7), next("http://a/zw/index.html?uid=68&pageNum=2")),
            ),
            (
                "<div><a href=Index_2.aspx>下一页</a><span>共2397篇文章/共120页</span></div>",
                (Some(2397), Some(120), next("http://a/zw/Index_2.aspx")),
            ),
            ("<div>记录总数：4 总页数：1 当前页：1</div>", (Some(4), Some(1), None)),
            (
                "<div>共 <b>3</b>页<b>56</b>条 <a href=list_2.html>下一页</a></div>",
                (Some(56), Some(3), next("http://a/zw/list_2.html")),
            ),
            (
                "<div><a href='javascript:__doPostBack(1)'>下一页</a> 共 30 条</div>",
                (Some(30), None, None),
            ),
        ] {
            assert_eq!(read("http://a/zw/index.html", html), expected, "{html}");
        }
    }

    #[test]
    fn a_pager_in_base64_is_read() {
        let html = "%3Ca%3E1463%E6%9D%A1%3C%2Fa%3E+%3Ca+href%3D%22%2Fk%2F2.html%22%3E%E4%B8%8B%E4%B8%80%E9%A1%B5%3C%2Fa%3E";
        let page = format!("<div id=pages>{}</div>", STANDARD.encode(html));
        assert_eq!(
            read("http://a/k/index.html", &page),
            (Some(1463), None, Some("http://a/k/2.html".into()))
        );
    }
}
