//! Which link of a menu, site map or directory stands below which.

use crate::model::page::Branch;
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use url::Url;

/// Links of one page that are placed at most; a large directory has some hundred.
const MOST: usize = 2_000;
/// Steps up from a link in which its heading is looked for.
const HIGHEST: usize = 6;
/// Siblings back among which it is looked for.
const FARTHEST: usize = 60;
/// A heading with more nodes than this is no heading.
const LARGEST: usize = 12;

/// In document order, only links that stand below another. Menus that unfold are hidden until they do, so hidden ones are
/// among them.
pub(super) fn branches(doc: &Doc, base: &Url) -> Vec<Branch> {
    let address = |at: usize| doc.nodes[at].attr("href").and_then(|it| resolve(base, it));
    let below = |at: usize| {
        let (address, parent) = (address(at)?, address(above(doc, at)?)?);
        (address != parent).then_some(Branch { address, parent })
    };
    doc.all("a").filter(|it| !doc.nodes[*it].raw).filter_map(below).take(MOST).collect()
}

/// The link that heads the box in which the link at `at` stands.
fn above(doc: &Doc, at: usize) -> Option<usize> {
    doc.ancestors(at).take(HIGHEST).find_map(|holder| {
        let tag = &*doc.nodes[holder].tag;
        if !matches!(tag, "ul" | "ol" | "dl" | "dd" | "div" | "table" | "nav")
            || (tag == "div" && doc.links_in(holder) < 2)
        {
            return None;
        }
        heading(doc, holder)
    })
}

/// The only link of the element that stands before `holder`.
fn heading(doc: &Doc, holder: usize) -> Option<usize> {
    let before = doc
        .before(holder)
        .take(FARTHEST)
        .find(|it| !doc.nodes[*it].is_text() && &*doc.nodes[*it].tag != "dd")?;
    let tag = &*doc.nodes[before].tag;
    let heads = matches!(
        tag,
        "a" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "p" | "span" | "strong" | "b" | "em"
    );
    if !heads || LARGEST < doc.size(before) {
        return None;
    }
    if tag == "a" {
        return Some(before);
    }
    let mut links = doc.range(before).filter(|it| &*doc.nodes[*it].tag == "a");
    links.next().filter(|_| links.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `child < parent` by path.
    fn read(html: &str) -> Vec<String> {
        let base = Url::parse("http://www.a.gov.cn/").unwrap();
        branches(&Doc::new(html), &base)
            .into_iter()
            .map(|it| format!("{} < {}", it.address.path(), it.parent.path()))
            .collect()
    }

    #[test]
    fn what_stands_below_what_is_read_from_every_kind_of_menu() {
        for (html, expected) in [
            (
                "<ul><li><a href=/a/>政务公开</a><ul><li><a href=/a/b/>通知公告</a></li></ul></li><li><a href=/c/>互动</a></li></ul>",
                vec!["/a/b/ < /a/"],
            ),
            (
                "<dl><dt><a href=/a/>机构</a></dt><dd><a href=/a/1/>领导</a></dd><dd><a href=/a/2/>职能</a></dd></dl>",
                vec!["/a/1/ < /a/", "/a/2/ < /a/"],
            ),
            (
                "<h3><a href=/a/>政策</a></h3><ul><li><a href=/a/1/>文件</a></li></ul>",
                vec!["/a/1/ < /a/"],
            ),
            (
                "<div class=nav><div><a href=/a/>公开</a><div class=sub style='display:none'><a href=/a/1/>一</a><a href=/a/2/>二</a></div></div></div>",
                vec!["/a/1/ < /a/", "/a/2/ < /a/"],
            ),
            (
                "<ul><li><a href=/a/>一</a><ul><li><a href=/a/b/>二</a><ul><li><a href=/a/b/c/>三</a></li></ul></li></ul></li></ul>",
                vec!["/a/b/ < /a/", "/a/b/c/ < /a/b/"],
            ),
            ("<ul><li><a href=/a/>一</a></li><li><a href=/b/>二</a></li></ul>", vec![]),
            ("<div><a href=/a/>一</a></div><div><a href=/b/>二</a></div>", vec![]),
            (
                "<h3><a href=/a/>通知</a><a href=/b/>公告</a></h3><ul><li><a href=/1>甲</a></li></ul>",
                vec![],
            ),
        ] {
            assert_eq!(read(html), expected, "{html}");
        }
    }
}
