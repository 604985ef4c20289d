//! Reads from one page what citizens can get done: service guides, their forms, statistics.

mod blocks;
mod entries;
mod statistics;
mod tables;
mod value;

use crate::model::facts::services::{Element, ElementClass, ElementState, Guide, OnPage};
use crate::model::page::{LinkKind, PageKind, Place};
use crate::model::site::ColumnClass;
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::extras::services::entries::{Entries, Entry};
use crate::parse::extras::services::value::Fillers;
use crate::parse::extras::services::value::Value;
use crate::parse::folded::is_blank;
use crate::parse::head;
use crate::parse::includes;
use crate::reference;
use crate::reference::guides::{Label, guides};
use regex::Regex;
use std::sync::LazyLock;

/// Text in which an element may be mentioned.
const MENTIONS: usize = 12_000;
const LONGEST_ITEM: usize = 60;
/// A label that comes as often heads several items on one page.
const SEVERAL: usize = 4;

static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:电话|咨询|热线|手机|联系|拨打|投诉)[^0-9]{0,12}(?:\d{7,12}|12345|0\d{2,3}[-—－])|0\d{2,3}[-—－]\d{7,8}")
        .expect("the expression is valid")
});

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    let unread = matches!(
        reading.kind,
        PageKind::Shell | PageKind::Blocked | PageKind::NotFound | PageKind::Placeholder
    );
    if unread {
        return OnPage::default();
    }
    OnPage { guide: guide(reading), statistics: statistics::read(reading) }
}

/// Whether the page can hold two labels of a guide at all; most pages cannot.
fn may_be_guide(reading: &Reading<'_>) -> bool {
    let words = ["依据", "条件", "材料", "流程", "程序", "&#"];
    reading.kind != PageKind::Home && reading.html.holds_any(words)
}

fn guide(reading: &Reading<'_>) -> Option<Guide> {
    if !may_be_guide(reading) {
        return None;
    }
    let doc = reading.doc;
    let page = reading.source.address;
    let may_fill = includes::may_fill(doc, page, reading.base, reading.source.includes);
    let fillers = Fillers { html: reading.html, may_fill };
    let Entries { all, lists_items } = entries::read(doc, fillers);
    let sure = classes(&all);
    if lists_items || sure.len() < 2 || !sure.iter().any(|it| is_strong(*it)) || heads_several(&all)
    {
        return None;
    }
    let title = title(reading);
    let sureness = sureness(reading, &title, &sure)?;
    let item = all
        .iter()
        .filter(|it| it.sure() == Some(ElementClass::Name))
        .find_map(|it| match &it.value {
            Value::Filled(text) => Some(text.clone()),
            _ => None,
        })
        .unwrap_or_else(|| title.clone());
    let around = Around::new(reading, &all, may_fill);
    let element = |class: &ElementClass| Element {
        class: *class,
        state: state(*class, &all, &around, &title),
    };
    Some(Guide {
        item: item.chars().take(LONGEST_ITEM).collect(),
        sure: sureness,
        elements: ElementClass::ALL.iter().map(element).collect(),
    })
}

fn classes(entries: &[Entry]) -> Vec<ElementClass> {
    let mut classes: Vec<ElementClass> = entries.iter().filter_map(Entry::sure).collect();
    classes.sort();
    classes.dedup();
    classes
}

/// Elements that nothing but a guide has.
fn is_strong(class: ElementClass) -> bool {
    use ElementClass::{Basis, Conditions, Materials, Procedure};
    matches!(class, Basis | Conditions | Materials | Procedure)
}

fn heads_several(entries: &[Entry]) -> bool {
    let times = |class| entries.iter().filter(|it| it.sure() == Some(class)).count();
    2 < times(ElementClass::Name)
        || ElementClass::ALL.iter().filter(|it| is_strong(**it)).any(|it| SEVERAL <= times(*it))
}

/// What the page is called: by its tag, its heading, its title before the site's name.
fn title(reading: &Reading<'_>) -> String {
    let tagged = reading.metas.article_title.clone();
    let heading = || head::headings(reading.doc).into_iter().next();
    tagged.or_else(heading).unwrap_or_else(|| {
        let title = head::title(reading.doc);
        title.split(['-', '_', '—', '|', '－']).next().unwrap_or_default().trim().to_owned()
    })
}

/// Whether the page is a guide by itself, or only where its column is one of guides; `None` where it is none.
fn sureness(reading: &Reading<'_>, title: &str, sure: &[ElementClass]) -> Option<bool> {
    let words = &guides().page;
    let holds = |text: &str, parts: &[String]| parts.iter().any(|it| text.contains(it.as_str()));
    let strong = sure.iter().filter(|it| is_strong(**it)).count();
    let is_full = 5 <= sure.len() && 2 <= strong;
    let page_title = head::title(reading.doc);
    if holds(title, &words.never) {
        return None;
    }
    let is_other = holds(title, &words.not_titles)
        || words.not_ends.iter().any(|it| title.ends_with(it.as_str()));
    if is_other && !is_full {
        return None;
    }
    let is_list = matches!(reading.kind, PageKind::List | PageKind::Hub);
    if is_full {
        return Some(true);
    }
    if is_list {
        return None;
    }
    if holds(title, &words.titles) || holds(&page_title, &words.titles) {
        return Some(true);
    }
    let (crumbs, _) = head::breadcrumb(reading.doc, reading.text, reading.base);
    let column = reading.metas.column_name.as_deref().unwrap_or_default();
    let is_services = reading
        .metas
        .column_type
        .as_deref()
        .and_then(reference::column_type_class)
        .is_some_and(|it| it == ColumnClass::Services);
    let in_guides = is_services
        || holds(column, &words.columns)
        || crumbs.iter().skip(1).any(|it| holds(&it.text, &words.columns));
    Some(in_guides && 3 <= sure.len())
}

/// What stands around the labels: where elements may be given without a label.
struct Around {
    text: String,
    /// A picture, frame or file that may hold any element.
    may_hold_more: bool,
}

impl Around {
    fn new(reading: &Reading<'_>, entries: &[Entry], may_fill: bool) -> Self {
        let doc = reading.doc;
        let labels = || entries.iter().filter(|it| it.sure().is_some()).map(|it| it.at);
        let (first, last) = (labels().min().unwrap_or(0), labels().max().unwrap_or(0));
        let holder = doc.ancestors(first).find(|it| last < doc.nodes[*it].end).unwrap_or(0);
        let holder = content_around(doc, holder);
        let mut text = String::new();
        for node in &doc.nodes[doc.range(holder)] {
            if node.is_text() && !node.raw && node.place != Place::Footer {
                text.extend(node.text.chars().filter(|it| !is_blank(*it)));
            }
            if MENTIONS < text.len() {
                break;
            }
        }
        let words = &guides().page;
        let is_form = |it: &str| words.forms.iter().any(|form| it.contains(form.as_str()));
        let file = reading.links.iter().any(|it| {
            it.kind == LinkKind::Attachment && it.place == Place::Body && !is_form(&it.text)
        });
        let picture = doc.range(holder).any(|it| is_telling(doc, it));
        let place = may_fill && doc.range(holder).any(|it| is_place_to_fill(doc, it));
        Self { text, may_hold_more: file || picture || place || doc.cut }
    }
}

/// The element with the page's content in which `holder` stands, or the next one up.
fn content_around(doc: &Doc, holder: usize) -> usize {
    let is_content = |it: &usize| {
        let names = doc.nodes[*it].names();
        ["content", "article", "zoom", "detail", "editor", "maintext"]
            .iter()
            .any(|it| names.contains(it))
    };
    let above = doc.ancestors(holder).take(4).filter(is_content).last();
    above.or_else(|| doc.ancestors(holder).next()).unwrap_or(holder)
}

/// An empty box with a name, for a script to fill; not one of those for sharing and counting.
fn is_place_to_fill(doc: &Doc, at: usize) -> bool {
    let node = &doc.nodes[at];
    let is_box = matches!(&*node.tag, "div" | "ul" | "ol" | "dl" | "table" | "tbody" | "section");
    let names = node.names();
    let furniture = ["share", "qr", "code", "weixin", "print", "count", "hits", "ewm", "tool"];
    is_box
        && node.place != Place::Footer
        && doc.text_in(at) == 0
        && node.attr("id").is_some_and(|it| !it.trim().is_empty())
        && !furniture.iter().any(|it| names.contains(it))
}

/// A picture or frame that is no decoration.
fn is_telling(doc: &Doc, at: usize) -> bool {
    let node = &doc.nodes[at];
    if node.place == Place::Footer || node.raw {
        return false;
    }
    match &*node.tag {
        "iframe" | "embed" | "object" | "canvas" => true,
        "img" => {
            let is_small = ["width", "height"].iter().any(|it| {
                node.attr(it)
                    .and_then(|it| it.trim().trim_end_matches("px").parse::<f64>().ok())
                    .is_some_and(|it| it <= 60.0)
            });
            let source = node.attr("src").unwrap_or_default().to_ascii_lowercase();
            let name = source.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(it, _)| it);
            let mut words = stem.split(|it: char| !it.is_ascii_alphabetic());
            let decoration = &guides().page.decoration;
            !is_small && !words.any(|it| decoration.iter().any(|known| known == it))
        }
        _ => false,
    }
}

fn state(class: ElementClass, entries: &[Entry], around: &Around, title: &str) -> ElementState {
    let names = |it: &&Entry| match &it.label {
        Label::Sure(other) => *other == class,
        // What is only likely a label of the class can show that it is there, not that it is blank.
        Label::May(classes) => classes.contains(&class) && it.value != Value::Blank,
        Label::Other => false,
    };
    match entries.iter().filter(names).map(|it| &it.value).max() {
        Some(Value::Filled(_)) => return ElementState::Filled,
        Some(Value::Unseen) => return ElementState::Unseen,
        Some(Value::Blank) => return ElementState::Blank,
        None => {}
    }
    let words = guides().element.iter().filter(|it| it.class == class).flat_map(|it| &it.mention);
    let is_mentioned = match class {
        ElementClass::Name => 2 <= title.chars().count(),
        ElementClass::Phone => PHONE.is_match(&around.text),
        _ => false,
    };
    if is_mentioned || words.into_iter().any(|it| around.text.contains(&it.replace(' ', ""))) {
        ElementState::Filled
    } else if around.may_hold_more {
        ElementState::Unseen
    } else {
        ElementState::Absent
    }
}
