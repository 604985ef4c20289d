//! How many entries and pages a list has and where page two is: rendered links first, then the scripts of each family,
//! then the number in the page's own address.

mod drawn;
mod scripted;
mod template;

use crate::model::page::Pager;
use crate::parse::doc::Doc;
use crate::parse::family::{self, Known};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use std::ops::Range;
use url::Url;

/// A pager that holds more than this is a wrapper of the whole page.
const PAGER_SIZE: usize = 400;

/// What was read of a pager.
#[derive(Debug, Default)]
pub(super) struct Paging {
    pub(super) pager: Option<Pager>,
    /// Its steps are calls of a script: the pages that follow have no address.
    pub(super) no_address: bool,
}

/// `after`: the node where the page's own list ends.
pub(super) fn find(
    doc: &Doc,
    known: Option<&Known>,
    (page, base): (&Url, &Url),
    after: usize,
) -> Paging {
    let mut pager = Pager::default();
    let coded = coded(doc);
    if let Some(coded) = &coded {
        drawn::read(coded, &(0..coded.nodes.len()), (page, base), &mut pager);
    }
    let behind = after..doc.nodes.len();
    for within in holders(doc, known) {
        drawn::read(doc, &within, (page, base), &mut pager);
    }
    drawn::read(doc, &behind, (page, base), &mut pager);
    scripted::read(doc, known, (page, base), &mut pager);
    if pager.next.is_none() {
        pager.next = known.and_then(|it| template::stepped(it, page, &pager));
    }
    let is_single = pager.pages.is_some_and(|it| it <= 1);
    if is_single {
        pager.next = None;
    }
    let no_address = pager.next.is_none() && !is_single && steps_by_script(doc, known, &behind);
    Paging { pager: (pager != Pager::default()).then_some(pager), no_address }
}

/// Where the family draws its pager.
fn holders(doc: &Doc, known: Option<&Known>) -> Vec<Range<usize>> {
    let selectors = known.into_iter().flat_map(|it| &it.pager.holder);
    selectors
        .flat_map(|it| it.find(doc, 0..doc.nodes.len()))
        .filter(|it| doc.nodes[*it].is_shown() && doc.size(*it) <= PAGER_SIZE)
        .map(|it| doc.range(it))
        .take(4)
        .collect()
}

/// Whether a step to the next page calls a script as the family's do, or any family's where none was told.
fn steps_by_script(doc: &Doc, known: Option<&Known>, behind: &Range<usize>) -> bool {
    let others = family::all().iter().filter(|_| known.is_none());
    let forms: Vec<_> =
        known.into_iter().chain(others).flat_map(|it| &it.pager.no_address).collect();
    !forms.is_empty()
        && behind.clone().filter(|it| &*doc.nodes[*it].tag == "a").any(|it| {
            let text = doc.any_text(it);
            let href = doc.nodes[it].attr("href").map(str::trim).unwrap_or_default();
            (drawn::is_next(&text) || text == "2") && forms.iter().any(|form| form.is_match(href))
        })
}

/// A pager that stands in the page as base64 of percent-encoded HTML.
fn coded(doc: &Doc) -> Option<Doc> {
    let selectors = family::all().iter().flat_map(|it| &it.pager.encoded);
    let holder = selectors
        .flat_map(|it| it.find(doc, 0..doc.nodes.len()))
        .find(|it| doc.size(*it) <= 3 && (80..20_000).contains(&doc.source(*it).trim().len()))?;
    let bytes = STANDARD.decode(doc.source(holder).trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?.replace('+', " ");
    let html = percent_decode_str(&text).decode_utf8().ok()?.into_owned();
    html.contains("<a").then(|| Doc::new(&html))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (Option<u32>, Option<u32>, Option<String>);

    fn read_by(family: Option<&str>, address: &str, html: &str) -> Found {
        let page = Url::parse(address).unwrap();
        let known = family.and_then(|name| family::all().iter().find(|it| it.data.name == name));
        let pager = find(&Doc::new(html), known, (&page, &page), 0).pager.unwrap_or_default();
        (pager.total, pager.pages, pager.next.map(String::from))
    }

    fn read(address: &str, html: &str) -> Found {
        read_by(None, address, html)
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

    #[test]
    fn the_next_page_without_a_link_comes_from_the_page_s_own_number() {
        for (family, address, html, next) in [
            ("vsb", "/xw/gzdt.htm", "共86条 1/15页", Some("/xw/gzdt/14.htm")),
            ("vsb", "/xw/gzdt/14.htm", "共86条 2/15页", Some("/xw/gzdt/13.htm")),
            ("vsb", "/xw/gzdt/1.htm", "共86条 15/15页", None),
            ("vsb", "/info/1021/3300.htm", "共86条 1/15页", None),
            (
                "powereasy",
                "/Category_5/Index.aspx",
                "共30篇/共2页",
                Some("/Category_5/Index_2.aspx"),
            ),
            ("powereasy", "/Category_5/Index_2.aspx", "共30篇/共2页", None),
            (
                "openness",
                "/OpennessContent/showList/7/9/page_1.html",
                "共3页",
                Some("/OpennessContent/showList/7/9/page_2.html"),
            ),
            (
                "ecms",
                "/e/action/ListInfo/?classid=9",
                "共3页",
                Some("/e/action/ListInfo/?classid=9&page=1"),
            ),
            ("ecms", "/e/action/ListInfo/?page=2&classid=9", "共3页", None),
            (
                "lonsun",
                "/public/column/66?type=4&catId=7",
                "共3页",
                Some("/public/column/66?type=4&catId=7&pageIndex=2"),
            ),
            (
                "lonsun",
                "/public/column/66?pageIndex=2&catId=7",
                "共3页",
                Some("/public/column/66?catId=7&pageIndex=3"),
            ),
            ("lonsun", "/public/column/66?pageIndex=3&catId=7", "共3页", None),
            ("dedecms", "/plus/list.php?tid=7", "共3页56条", Some("/plus/list.php?tid=7&PageNo=2")),
            ("dedecms", "/gg/list_7_2.html", "共3页56条", Some("/gg/list_7_3.html")),
            // Nobody says how many pages there are.
            ("vsb", "/xw/gzdt.htm", "", None),
        ] {
            let found =
                read_by(Some(family), &format!("http://a{address}"), &format!("<div>{html}</div>"));
            assert_eq!(found.2, next.map(|it| format!("http://a{it}")), "{family} {address}");
        }
    }

    #[test]
    fn steps_that_only_a_script_takes_have_no_address() {
        let page = Url::parse("http://a/list.aspx").unwrap();
        let scripted = |html: &str| find(&Doc::new(html), None, (&page, &page), 0).no_address;
        let step = "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">";
        assert!(scripted(&format!("总页数：5 {step}下一页</a>")));
        assert!(scripted(&format!("{step}2</a>")));
        assert!(!scripted(&format!("总页数：1 {step}下一页</a>")));
        assert!(!scripted(&format!("{step}登录</a>")));
        assert!(!scripted(&format!("{step}2</a><a href=list.aspx?page=2>下一页</a>")));
    }
}
