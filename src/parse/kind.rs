//! What sort of page it is, and what it says of itself.

use crate::model::page::{Notice, NoticeKind, Place};
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
