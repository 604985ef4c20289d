//! What a page says about itself: tags, title, breadcrumb.

use crate::model::page::{Crumb, Metas};
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::folded::{fold, is_blank};
use crate::reference::grams::Indexed;
use url::Url;

pub(super) fn metas(doc: &Doc) -> Metas {
    let mut metas = Metas::default();
    for at in doc.all("meta") {
        let node = &doc.nodes[at];
        let Some(name) =
            node.attr("name").or_else(|| node.attr("property")).or_else(|| node.attr("itemprop"))
        else {
            continue;
        };
        let value = fold(node.attr("content").unwrap_or_default());
        if value.is_empty() {
            continue;
        }
        let field = match name.trim().to_ascii_lowercase().as_str() {
            "sitename" => &mut metas.site_name,
            "sitedomain" => &mut metas.site_domain,
            "siteidcode" => &mut metas.site_code,
            "columnname" => &mut metas.column_name,
            "columntype" => &mut metas.column_type,
            "articletitle" => &mut metas.article_title,
            "pubdate"
            | "firstpublishedtime"
            | "publishdate"
            | "publishtime"
            | "article:published_time"
            | "datepublished" => &mut metas.pub_date,
            "contentsource" => &mut metas.content_source,
            _ => continue,
        };
        field.get_or_insert(value);
    }
    metas
}

pub(super) fn title(doc: &Doc) -> String {
    let title = doc.all("title").map(|it| fold(&doc.source(it))).find(|it| !it.is_empty());
    title.unwrap_or_default().chars().take(300).collect()
}

/// A longer one is none; so much of it is enough to see that.
const HEADING: usize = 1_000;

/// Shown headings, `h1` to `h3`, in order.
pub(super) fn headings(doc: &Doc) -> Vec<String> {
    (0..doc.nodes.len())
        .filter(|it| {
            matches!(&*doc.nodes[*it].tag, "h1" | "h2" | "h3") && doc.nodes[*it].is_shown()
        })
        .map(|it| doc.text_of(doc.range(it), HEADING).to_owned())
        .filter(|it| !it.is_empty())
        .take(40)
        .collect()
}

const WHERE: [&str; 8] = [
    "当前位置",
    "您的位置",
    "所在位置",
    "现在的位置",
    "当前的位置",
    "你的位置",
    "您所在的位置",
    "位置：",
];

/// The way from the home page to this one. The nodes that hold it come too, so that no reader takes them for a list.
/// `text`: all that the page shows.
pub(super) fn breadcrumb(doc: &Doc, text: &Indexed<'_>, base: &Url) -> (Vec<Crumb>, Option<usize>) {
    let holder =
        labelled_crumbs(doc, text).or_else(|| bare_crumbs(doc)).or_else(|| named_crumbs(doc));
    let Some(holder) = holder else { return (Vec::new(), None) };
    let mut crumbs = Vec::new();
    let mut rest = String::new();
    let mut at = holder;
    while at < doc.nodes[holder].end {
        let node = &doc.nodes[at];
        if &*node.tag == "a" && node.is_shown() {
            let text = doc.text(at);
            rest.clear();
            if !text.is_empty() && crumbs.len() < 12 {
                crumbs.push(Crumb {
                    text: text.to_owned(),
                    address: node.attr("href").and_then(|it| resolve(base, it)),
                });
            }
            at = node.end;
            continue;
        }
        if node.is_text() && node.is_shown() {
            rest.push_str(&node.text);
            rest.push(' ');
        }
        at += 1;
    }
    let rest = WHERE.iter().fold(fold(&rest), |text, it| text.replace(it, ""));
    for part in rest.split(['>', '»', '›', '＞', '→', '/', '：', ':']).map(str::trim) {
        if 1 < part.chars().count() && part.chars().count() < 40 && crumbs.len() < 12 {
            crumbs.push(Crumb { text: part.to_owned(), address: None });
        }
    }
    (crumbs, Some(holder))
}

fn labelled_crumbs(doc: &Doc, text: &Indexed<'_>) -> Option<usize> {
    if !WHERE.iter().any(|it| text.grams.may_hold(it)) {
        return None;
    }
    let label = (0..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        node.is_text() && node.is_shown() && WHERE.iter().any(|it| node.text.contains(it))
    })?;
    let fits = |it: &usize| doc.size(*it) < 80 && doc.links_in(*it) < 12;
    doc.ancestors(label)
        .take(4)
        .take_while(|it| fits(it))
        .find(|it| 0 < doc.links_in(*it))
        .or_else(|| doc.ancestors(label).find(fits))
}

/// `首页 > 公示公告` without a label before it.
fn bare_crumbs(doc: &Doc) -> Option<usize> {
    (1..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        let is_block = matches!(
            &*node.tag,
            "div" | "p" | "span" | "td" | "h5" | "h6" | "ul" | "dl" | "section"
        );
        if !is_block || !node.is_shown() || 60 < doc.size(*it) {
            return false;
        }
        let words = doc.nodes[doc.range(*it)].iter().filter(|it| it.is_text() && it.is_shown());
        let first = words.flat_map(|it| it.text.chars()).find(|it| !is_blank(*it));
        if !matches!(first, Some('首' | '网')) {
            return false;
        }
        let text = doc.text_of(doc.range(*it), 300);
        let arrows = text.contains(['>', '»', '›', '＞']);
        (text.starts_with("首页") || text.starts_with("网站首页"))
            && arrows
            && text.chars().count() < 120
    })
}

/// Neither label nor arrows: the arrows are drawn by the style sheet, and the class says what it is.
fn named_crumbs(doc: &Doc) -> Option<usize> {
    (1..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        matches!(&*node.tag, "ol" | "ul" | "div" | "nav" | "p")
            && node.attr("class").is_some_and(|it| it.to_ascii_lowercase().contains("crumb"))
            && node.is_shown()
            && doc.size(*it) < 60
            && (1..8).contains(&doc.links_in(*it))
            && doc.text_of(doc.range(*it), 60).contains("首页")
    })
}
