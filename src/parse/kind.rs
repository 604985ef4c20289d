//! What sort of page it is, what it says of itself, and how it stands when it has no entries.

use crate::model::page::{Emptiness, List, Notice, NoticeKind, PageKind, Place};
use crate::parse::doc::Doc;
use crate::reference::cms;
use crate::reference::grams::Indexed;
use crate::reference::signs;

/// Pages with less text than this have little of their own to say.
const SHORT: usize = 300;
const MIDDLE: usize = 700;

/// What a page says in plain sight.
pub(super) struct Said<'a> {
    pub(super) title: &'a str,
    pub(super) headings: &'a [String],
    pub(super) doc: &'a Doc,
    pub(super) text: &'a Indexed<'a>,
    pub(super) chars: usize,
}

/// The phrase by which a page says that it is something else than it should be.
pub(super) fn notice(html: &Indexed<'_>, said: &Said<'_>) -> Option<Notice> {
    let Said { title, headings, doc, text, chars } = *said;
    let table = signs::notices();
    let made = |kind, phrase: &str| Some(Notice { kind, phrase: phrase.to_owned(), address: None });
    let hits: Vec<&String> =
        table.hijacked.some.iter().filter(|it| title.contains(it.as_str())).collect();
    let sure = table.hijacked.sure.iter().find(|it| title.contains(it.as_str()));
    if let Some(phrase) = sure.or_else(|| hits.first().copied().filter(|_| 2 <= hits.len())) {
        return made(NoticeKind::Hijacked, phrase);
    }
    let in_heading =
        |phrase: &str| headings.iter().any(|it| it.contains(phrase) && it.chars().count() <= 60);
    let in_plain_sight = |phrase: &str| title.contains(phrase) || in_heading(phrase);
    for notice in &table.notice {
        if chars < SHORT
            && let Some(body) = notice.bodies.iter().find(|it| html.holds(it))
        {
            return made(notice.kind, body);
        }
        for phrase in &notice.phrases {
            let in_title = title.contains(phrase.as_str());
            let counts = chars < MIDDLE && (in_title || in_heading(phrase))
                || chars < SHORT
                    && text.grams.may_hold(phrase)
                    && doc.middle_text().contains(phrase);
            if counts {
                return headed_otherwise(notice.kind, in_plain_sight)
                    .or_else(|| made(notice.kind, phrase));
            }
        }
    }
    let archived = [
        "归档时间",
        "本栏目已归档",
        "栏目已归档",
        "该栏目已归档",
        "本栏目不再更新",
        "本栏目停止更新",
        "专题已归档",
    ];
    let phrase =
        archived.iter().find(|it| text.grams.may_hold(it) && doc.middle_text().contains(*it));
    phrase.and_then(|it| made(NoticeKind::Archived, it))
}

/// A notice of moving says in its text that the old site has stopped: its heading tells what it is.
fn headed_otherwise(found: NoticeKind, in_plain_sight: impl Fn(&str) -> bool) -> Option<Notice> {
    if found != NoticeKind::Closed {
        return None;
    }
    let moved = signs::notices().notice.iter().find(|it| it.kind == NoticeKind::Moved)?;
    let phrase = moved.phrases.iter().find(|it| in_plain_sight(it))?;
    Some(Notice { kind: NoticeKind::Moved, phrase: phrase.clone(), address: None })
}

/// An article's own marks: a named container of its text, tags, a heading with the day of publication.
pub(super) fn article_weight(
    doc: &Doc,
    has_article_tags: bool,
    has_label: bool,
    address_is_dated: bool,
) -> u32 {
    let mut weight = 0;
    if has_article_tags {
        weight += 2;
    }
    if has_label {
        weight += 2;
    }
    if address_is_dated {
        weight += 2;
    }
    let container = (0..doc.nodes.len()).filter(|it| !doc.nodes[*it].attrs.is_empty()).any(|it| {
        let names = doc.nodes[it].names();
        let named = names.split_whitespace().any(|name| {
            cms::content_containers().iter().any(|known| known == name)
                || matches!(
                    name,
                    "pages_content"
                        | "article-content"
                        | "article_content"
                        | "articlecontent"
                        | "contentbox"
                        | "news_content"
                        | "newscontent"
                        | "detail_content"
                        | "content_text"
                        | "con_text"
                        | "xl_content"
                        | "zwnr"
                        | "artical"
                        | "article"
                )
        });
        named && 60 < doc.text_of(doc.range(it), 600).chars().count()
    });
    weight += u32::from(container) * 2;
    weight += u32::from(doc.all("h1").filter(|it| doc.nodes[*it].is_shown()).count() == 1);
    weight
}

/// Text of the middle of the page that is no link: what an article or a static column has to say.
pub(super) fn own_text(doc: &Doc) -> usize {
    doc.own_text(|| count_own_text(doc))
}

fn count_own_text(doc: &Doc) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < doc.nodes.len() {
        let node = &doc.nodes[at];
        if &*node.tag == "a" {
            at = node.end;
            continue;
        }
        if node.is_text() && node.is_shown() && node.place == Place::Body {
            count += doc.letters(at);
        }
        at += 1;
    }
    count
}

/// Nothing to read until a script has run.
pub(super) fn is_shell(doc: &Doc, chars: usize, entries: usize) -> bool {
    let scripts = doc.all("script").next().is_some();
    let links = doc.all("a").filter(|it| doc.nodes[*it].attr("href").is_some()).count();
    let app = (0..doc.nodes.len()).any(|it| {
        let node = &doc.nodes[it];
        matches!(node.attr("id"), Some("app" | "root" | "__nuxt" | "__next"))
            && doc.text_of(doc.range(it), 400).chars().count() < 40
    });
    let loads = doc
        .all("script")
        .any(|it| doc.nodes[it].attr("src").is_some() || doc.source(it).contains("_CONFIG"));
    entries == 0 && scripts && loads && (chars < 60 && links < 5 || app && chars < SHORT)
}

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
    let content = content(doc, look.crumbs);
    let says_so = signs::notices().empty.phrases.iter().find(|it| look.text.holds(it));
    if 3 * CONTENT < content || says_so.is_none() && CONTENT < content {
        return Emptiness::Filled;
    }
    if look.may_fill {
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

/// Letters of the middle outside links, headings, breadcrumb, form fields and what is plainly a footer.
fn content(doc: &Doc, crumbs: Option<usize>) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < doc.nodes.len() {
        let node = &doc.nodes[at];
        if matches!(&*node.tag, "a" | "h1" | "h2" | "h3" | "h4" | "button" | "label")
            || crumbs == Some(at)
        {
            at = node.end;
            continue;
        }
        let is_footer = || {
            ["主办", "版权", "ICP备", "标识码", "Copyright", "技术支持", "今天是"]
                .iter()
                .any(|it| node.text.contains(it))
        };
        if node.is_text() && node.is_shown() && node.place == Place::Body && !is_footer() {
            count += doc.letters(at);
        }
        at += 1;
    }
    count
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

/// The statement that stands as plain words in a column without entries.
pub(super) fn printed_statement(doc: &Doc) -> Option<String> {
    doc.nodes
        .iter()
        .filter(|it| it.is_text() && it.is_shown() && !it.raw && it.place == Place::Body)
        .map(|it| it.text.trim())
        .find(|it| it.contains("说明") && it.chars().count() < SHORT && signs::is_statement(it))
        .map(|it| it.chars().take(60).collect())
}
