//! How the middle of a page stands that has no entries: empty, filled otherwise, or not to be told.

use crate::model::page::{Emptiness, List, PageKind, Place};
use crate::parse::contact;
use crate::parse::doc::Doc;
use crate::reference::grams::Indexed;
use crate::reference::signs;

/// What decides whether a page without entries is empty.
pub(super) struct Look<'a> {
    pub(super) kind: PageKind,
    pub(super) text: &'a Indexed<'a>,
    pub(super) entries: usize,
    pub(super) may_fill: bool,
    /// The node of the breadcrumb.
    pub(super) crumbs: Option<usize>,
    /// The page says which column it is.
    pub(super) is_column: bool,
}

/// More letters than this, beside headings and breadcrumb, are something to read.
const CONTENT: usize = 40;
/// More links than this may be the column's sub-columns.
const SIDE_LINKS: usize = 8;

/// How the middle of a page stands that has no entries.
pub(super) fn emptiness(doc: &Doc, look: &Look<'_>) -> Emptiness {
    let filled = match look.kind {
        PageKind::Home => !is_blank(doc),
        kind => matches!(kind, PageKind::Article | PageKind::Hub),
    };
    if 0 < look.entries || filled {
        return Emptiness::Filled;
    }
    if matches!(look.kind, PageKind::Shell | PageKind::Blocked) {
        return Emptiness::Undecided;
    }
    let middle = Middle::of(doc, look.crumbs);
    let says_so = signs::notices().empty.phrases.iter().find(|it| look.text.holds(it));
    if 3 * CONTENT < middle.letters || says_so.is_none() && CONTENT < middle.letters {
        return Emptiness::Filled;
    }
    if look.may_fill {
        return Emptiness::Undecided;
    }
    // A few words may be all that a page of contacts has to say.
    if says_so.is_none() && middle.says_how_to_reach {
        return Emptiness::Undecided;
    }
    // Sub-columns, departments, leaders: a page of plain links is not an empty one.
    if says_so.is_none() && leads_on(doc, look.crumbs) && !has_empty_frame(doc) {
        return Emptiness::Filled;
    }
    let bare = doc.all("iframe").next().is_none()
        && main_images(doc) == 0
        && side_links(doc, look.crumbs) <= SIDE_LINKS;
    if says_so.is_some() || bare && (look.is_column || is_blank(doc)) {
        Emptiness::Empty
    } else {
        Emptiness::Undecided
    }
}

/// What stands in the middle of a page outside links, headings, breadcrumb, form fields and what is plainly a footer.
#[derive(Default)]
struct Middle {
    letters: usize,
    /// A telephone number or a mail address.
    says_how_to_reach: bool,
}

impl Middle {
    fn of(doc: &Doc, crumbs: Option<usize>) -> Self {
        let mut middle = Self::default();
        let mut at = 0;
        while at < doc.nodes.len() {
            let node = &doc.nodes[at];
            if matches!(&*node.tag, "a" | "h1" | "h2" | "h3" | "h4" | "button" | "label")
                || crumbs == Some(at)
            {
                at = node.end;
                continue;
            }
            let is_shown = node.is_text() && node.is_shown() && node.place == Place::Body;
            if is_shown && !is_of_footer(&node.text) {
                middle.letters += doc.letters(at);
                middle.says_how_to_reach |=
                    contact::is_told_in(&node.text) && !stands_in_footer(doc, at);
            }
            at += 1;
        }
        middle
    }
}

fn is_of_footer(text: &str) -> bool {
    ["主办", "版权", "ICP备", "标识码", "Copyright", "技术支持", "今天是"]
        .iter()
        .any(|it| text.contains(it))
}

/// Whether one of the two boxes around the text is a footer by its words; not where it is most of the page.
fn stands_in_footer(doc: &Doc, text: usize) -> bool {
    const FOOTER: usize = 1200;
    doc.ancestors(text)
        .take(3)
        .filter(|it| doc.text_in(*it) < FOOTER)
        .any(|it| is_of_footer(doc.text_of(doc.range(it), FOOTER)))
}

fn side_links(doc: &Doc, crumbs: Option<usize>) -> usize {
    let in_crumbs = |at: usize| crumbs.is_some_and(|it| doc.range(it).contains(&at));
    doc.all("a")
        .filter(|it| {
            doc.nodes[*it].place == Place::Body && doc.nodes[*it].is_shown() && !in_crumbs(*it)
        })
        .count()
}

/// A page that shows nothing at all and has no script that might.
fn is_blank(doc: &Doc) -> bool {
    let none = ["a", "img", "script", "noscript", "iframe", "frame", "object", "embed", "area"];
    none.iter().all(|tag| doc.all(tag).next().is_none()) && doc.text(0).trim().is_empty()
}

/// Whether the middle, beside breadcrumb, pager and side menus, holds a link that leads to something of its own.
fn leads_on(doc: &Doc, crumbs: Option<usize>) -> bool {
    const ASIDE: [&str; 16] = [
        "left", "side", "menu", "nav", "tree", "lanmu", "logo", "search", "share", "page", "link",
        "top", "head", "tool", "close", "banner",
    ];
    const STEPS: [&str; 18] = [
        "首页",
        "网站首页",
        "返回首页",
        "上一页",
        "下一页",
        "尾页",
        "末页",
        "更多",
        "返回",
        "返回上级",
        "打印",
        "关闭",
        "收藏",
        "设为首页",
        "加入收藏",
        "分享",
        "登录",
        "返回顶部",
    ];
    let in_crumbs = |at: usize| crumbs.is_some_and(|it| doc.range(it).contains(&at));
    // Whether what holds a node, or holds what holds it, is beside the middle.
    let mut aside: Vec<bool> = Vec::with_capacity(doc.nodes.len());
    for node in &doc.nodes {
        let is_aside = matches!(&*node.tag, "h1" | "h2" | "h3" | "h4")
            || !node.attrs.is_empty() && &*node.tag != "body" && {
                let names = node.names();
                ASIDE.iter().any(|name| names.contains(name))
            };
        let inherited = aside.get(node.parent).copied().unwrap_or_default();
        aside.push(is_aside || inherited);
    }
    doc.all("a").any(|at| {
        let node = &doc.nodes[at];
        let target = node.attr("href").unwrap_or_default().trim();
        let text = doc.text_of(doc.range(at), 600);
        let text = text.trim();
        let aside = aside[node.parent];
        node.place == Place::Body
            && node.is_shown()
            && !in_crumbs(at)
            && !(target.is_empty() || target.starts_with('#') || target == "/")
            && !target.to_ascii_lowercase().starts_with("javascript")
            && 2 <= text.chars().filter(|it| it.is_alphabetic()).count()
            && !STEPS.contains(&text.trim_matches(|it: char| !it.is_alphabetic()))
            && !aside
    })
}

/// A list drawn for the column's entries, with nothing in it.
fn has_empty_frame(doc: &Doc) -> bool {
    (0..doc.nodes.len()).any(|at| {
        let node = &doc.nodes[at];
        let is_frame = matches!(&*node.tag, "ul" | "ol" | "tbody" | "dl")
            || matches!(&*node.tag, "div" | "table") && node.names().contains("list");
        is_frame
            && !node.raw
            && node.place == Place::Body
            && node.is_shown()
            && doc.links_in(at) == 0
            && doc.text_of(doc.range(at), 0).is_empty()
            && doc.range(at).all(|it| &*doc.nodes[it].tag != "img")
    })
}

/// Pictures of the middle: a column may be one picture, as a chart of an office's departments is.
fn main_images(doc: &Doc) -> usize {
    doc.all("img")
        .filter(|it| doc.nodes[*it].is_shown() && doc.nodes[*it].place == Place::Body)
        .count()
}

/// The title by which the page states that there was nothing to publish.
pub(super) fn statement(lists: &[List], article_title: Option<&str>) -> Option<String> {
    let listed = lists.iter().take(1).flat_map(|it| &it.entries).map(|it| it.title.as_str());
    article_title.into_iter().chain(listed).find(|it| signs::is_statement(it)).map(str::to_owned)
}

/// More letters than this are no statement but a text.
const STATEMENT: usize = 300;

/// The statement that stands as plain words in a column without entries.
pub(super) fn printed_statement(doc: &Doc) -> Option<String> {
    doc.nodes
        .iter()
        .filter(|it| it.is_text() && it.is_shown() && !it.raw && it.place == Place::Body)
        .map(|it| it.text.trim())
        .find(|it| it.contains("说明") && it.chars().count() < STATEMENT && signs::is_statement(it))
        .map(|it| it.chars().take(60).collect())
}
