//! Every address that a page names to a visitor's browser, with text, kind and place.

use crate::model::page::{Link, LinkKind, Place};
use crate::parse::address::resolve;
use crate::parse::doc::{Doc, Node};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use url::Url;

const TEXT: usize = 200;
/// A base longer than this is none: it would stand again in every address.
const LONGEST_BASE: usize = 200;
/// Addresses may take so many times the bytes of the page in all; those of real pages do not take as much as the page.
const TIMES_THE_PAGE: usize = 4;
const BYTES_OF_ANY: usize = 1 << 20;

/// What relative addresses resolve against: the first `<base href>`, else the page.
pub(super) fn base(doc: &Doc, page: &Url) -> Url {
    doc.all("base")
        .filter(|it| !doc.nodes[*it].raw)
        .find_map(|it| doc.nodes[it].attr("href"))
        .and_then(|it| page.join(it.trim()).ok())
        .filter(|it| !it.cannot_be_a_base() && it.as_str().len() <= LONGEST_BASE)
        .unwrap_or_else(|| page.clone())
}

/// In document order; the same address in the same role and place once.
pub(super) fn all(doc: &Doc, base: &Url) -> Vec<Link> {
    within_bounds(doc, base).0
}

/// As [`all`], and says so when some were left out.
pub(super) fn read(doc: &Doc, base: &Url, defects: &mut Vec<String>) -> Vec<Link> {
    let (links, left_out) = within_bounds(doc, base);
    if left_out {
        defects.push("页面链接过多或过长，只读取了一部分".into());
    }
    links
}

/// The links, and whether some were left out, for they would have taken too much.
fn within_bounds(doc: &Doc, base: &Url) -> (Vec<Link>, bool) {
    let mut links = Vec::new();
    let mut seen = HashSet::new();
    let mut room = BYTES_OF_ANY + doc.bytes * TIMES_THE_PAGE;
    for at in 0..doc.nodes.len() {
        let node = &doc.nodes[at];
        if node.is_text() || node.raw && &*node.tag != "option" {
            continue;
        }
        for (written, kind) in named(node) {
            let Some(address) = resolve(base, &written) else { continue };
            let text = if kind == LinkKind::Page || &*node.tag == "img" {
                text(doc, at)
            } else {
                String::new()
            };
            let kind = if kind == LinkKind::Page { kind_of(&address) } else { kind };
            let place = if &*node.tag == "option" { Place::Option } else { node.place };
            let mut hasher = DefaultHasher::new();
            (&address, &text, kind, place, node.hidden).hash(&mut hasher);
            if seen.insert(hasher.finish()) {
                let takes = address.as_str().len() + text.len();
                let Some(left) = room.checked_sub(takes) else { return (links, true) };
                room = left;
                links.push(Link { address, text, kind, place, hidden: node.hidden });
            }
        }
    }
    (links, false)
}

/// The attributes of an element that hold addresses.
fn named(node: &Node) -> Vec<(String, LinkKind)> {
    let one =
        |name: &str, kind| node.attr(name).map(|it| (it.to_owned(), kind)).into_iter().collect();
    match &*node.tag {
        "a" | "area" => one("href", LinkKind::Page),
        "iframe" | "frame" => one("src", LinkKind::Frame),
        "script" => one("src", LinkKind::Script),
        "option" => node
            .attr("value")
            .filter(|it| {
                let it = it.trim().to_ascii_lowercase();
                it.starts_with("http://")
                    || it.starts_with("https://")
                    || it.starts_with("//")
                    || it.starts_with('/') && 1 < it.len()
            })
            .map(|it| (it.to_owned(), LinkKind::Page))
            .into_iter()
            .collect(),
        "link" => {
            let rel = node.attr("rel").unwrap_or_default().to_ascii_lowercase();
            if rel.contains("stylesheet") {
                one("href", LinkKind::Style)
            } else if rel.contains("icon") {
                one("href", LinkKind::Image)
            } else {
                Vec::new()
            }
        }
        "img" => images(node),
        "input" if node.attr("type") == Some("image") => one("src", LinkKind::Image),
        "embed" | "video" | "audio" | "source" => one("src", LinkKind::Attachment),
        _ => Vec::new(),
    }
}

/// The picture itself, its lazy original, and the other sizes of it.
fn images(node: &Node) -> Vec<(String, LinkKind)> {
    let lazy = ["data-src", "data-original", "data-lazy", "lay-src", "original", "_src"];
    let mut found: Vec<(String, LinkKind)> = lazy
        .iter()
        .filter_map(|it| node.attr(it))
        .take(1)
        .chain(node.attr("src"))
        .map(|it| (it.to_owned(), LinkKind::Image))
        .collect();
    if let Some(set) = node.attr("srcset") {
        let sizes = set.split(", ").filter_map(|it| it.split_whitespace().next());
        found.extend(sizes.map(|it| (it.trim_end_matches(',').to_owned(), LinkKind::Image)));
    }
    found
}

fn text(doc: &Doc, at: usize) -> String {
    let node = &doc.nodes[at];
    let mut text =
        if &*node.tag == "option" { doc.source(at).trim().to_owned() } else { doc.any_text(at) };
    if text.is_empty() {
        let inside = doc
            .range(at)
            .find_map(|it| doc.nodes[it].attr("alt").filter(|alt| !alt.trim().is_empty()));
        inside.or_else(|| node.attr("title")).unwrap_or_default().trim().clone_into(&mut text);
    }
    text.chars().take(TEXT).collect()
}

const FILES: [&str; 38] = [
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "zip", "rar", "7z", "gz", "tar", "wps",
    "et", "dps", "ofd", "ceb", "txt", "csv", "rtf", "mp3", "mp4", "wmv", "avi", "flv", "wma",
    "wav", "rmvb", "mov", "swf", "exe", "apk", "msi", "iso", "dwg", "docm", "xlsm", "caj",
];
const PICTURES: [&str; 8] = ["jpg", "jpeg", "png", "gif", "bmp", "webp", "svg", "ico"];

/// A page, a file or a picture, by the look of the address.
pub(super) fn kind_of(address: &Url) -> LinkKind {
    let path = address.path().to_ascii_lowercase();
    let extension =
        path.rsplit('/').next().and_then(|it| it.rsplit_once('.')).map_or("", |(_, it)| it);
    let query = address.query().unwrap_or_default().to_ascii_lowercase();
    let names_file = query.rsplit('.').next().is_some_and(|it| FILES.contains(&it));
    let downloads = path.contains("downfile")
        || path.contains("/download/")
        || path.ends_with("download.jsp")
        || path.ends_with("download.aspx");
    if FILES.contains(&extension)
        || names_file
        || downloads
        || path.contains("/attachment/") && !extension.starts_with("htm")
    {
        LinkKind::Attachment
    } else if PICTURES.contains(&extension) {
        LinkKind::Image
    } else {
        LinkKind::Page
    }
}
