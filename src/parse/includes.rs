//! Scripts and frames that may draw a page's header or footer, and whether any script may fill its list.

use crate::model::page::{Link, Place};
use crate::parse::Include;
use crate::parse::address::{resolve, same_host, same_page_key};
use crate::parse::charset;
use crate::parse::doc::Doc;
use crate::parse::links;
use crate::parse::scripts;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;
use url::Url;

const MOST: usize = 8;
/// More are not compared; nobody's page loads as many.
const COMPARED: usize = 300;
static LOAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:\.load|\$\.get|\$\.ajax|include|loadHtml|loadPage)\s*\(\s*(?:\{\s*url\s*:\s*)?["']([^"'\s]+)["']"#).expect("the expression is valid")
});

/// Words that stand in footers.
pub(super) const FOOTER_WORDS: [&str; 14] = [
    "主办",
    "承办",
    "版权所有",
    "版权归",
    "备案",
    "ICP",
    "技术支持",
    "标识码",
    "Copyright",
    "COPYRIGHT",
    "copyright",
    "网站地图",
    "维护单位",
    "运维",
];

/// Names of what draws the frame of a page; those come first.
fn draws_frame(name: &str) -> bool {
    [
        "foot",
        "bottom",
        "head",
        "top",
        "copyright",
        "common",
        "dibu",
        "banner",
        "weibu",
        "toubu",
        "yejiao",
        "jiaobu",
    ]
    .iter()
    .any(|it| name.contains(it))
}

/// Where marks of a footer would stand.
fn draws_footer(name: &str) -> bool {
    ["foot", "bottom", "copyright", "dibu", "weibu", "yejiao", "jiaobu"]
        .iter()
        .any(|it| name.contains(it))
}

/// Libraries that show nothing of a site's own.
fn is_library(name: &str) -> bool {
    [
        "jquery",
        "bootstrap",
        "swiper",
        "superslide",
        "layer",
        "echarts",
        "video",
        "player",
        "lazyload",
        "respond",
        "html5shiv",
        "modernizr",
        "pngfix",
        "datepicker",
        "wdatepicker",
        "my97",
        "cookie",
        "md5",
        "base64",
        "share",
        "qrcode",
        "swfobject",
        "calendar",
        "lunar",
        "tongji",
        "stat",
        "count",
        "hm.js",
        "webtrends",
        "analytics",
        "jiucuo",
        "conac",
        "zoom",
        "scroll",
        "slide",
        "tab",
        "wap",
        "mobile",
        "uaredirect",
        "search",
        "nicescroll",
        "animate",
        "wow",
        "polyfill",
    ]
    .iter()
    .any(|it| name.contains(it))
}

fn file_of(address: &Url) -> String {
    let path = address.path().to_ascii_lowercase();
    let mut parts = path.rsplit('/').filter(|it| !it.is_empty());
    let last = parts.next().unwrap_or_default().to_owned();
    let folder = if last.starts_with("index") { parts.next().unwrap_or_default() } else { "" };
    format!("{folder}/{last}")
}

/// Candidates of the same host, those whose names promise a header or footer first; of sister hosts only those.
pub(super) fn candidates(doc: &Doc, page: &Url, base: &Url) -> Vec<Url> {
    let mut found: Vec<(bool, Url)> = Vec::new();
    let mut add = |address: Option<Url>, inner: bool| {
        let Some(address) = address else { return };
        let name = file_of(&address);
        let ours = same_host(&address, page) || draws_frame(&name) && sister(&address, page);
        if ours
            && (draws_frame(&name) || !inner || !is_library(&name))
            && found.len() < COMPARED
            && found.iter().all(|(_, it)| *it != address)
        {
            found.push((!draws_frame(&name), address));
        }
    };
    for at in 0..doc.nodes.len() {
        let node = &doc.nodes[at];
        match &*node.tag {
            "script" if !node.raw => {
                if let Some(source) = node.attr("src") {
                    add(resolve(base, source), true);
                } else {
                    let source = scripts::without_comments(&doc.source(at));
                    for loaded in LOAD.captures_iter(&source) {
                        add(resolve(base, loaded[1].split(' ').next().unwrap_or_default()), false);
                    }
                }
            }
            "iframe" | "frame" if !node.raw && !node.hidden => {
                add(node.attr("src").and_then(|it| resolve(base, it)), false);
            }
            _ => {}
        }
    }
    found.sort_by_key(|(late, _)| *late);
    found.into_iter().map(|(_, it)| it).take(MOST).collect()
}

/// Hosts below one name of three parts: `static.a.gov.cn` and `www.a.gov.cn`.
pub(super) fn sister(one: &Url, other: &Url) -> bool {
    let tail = |it: &Url| {
        let host = it.host_str().unwrap_or_default().to_owned();
        let parts: Vec<&str> = host.rsplit('.').take(3).collect();
        (parts.len() == 3).then(|| parts.join("."))
    };
    tail(one).is_some() && tail(one) == tail(other)
}

/// Links of the fragments that the page loads, as they stand in it once they are drawn: a frame's resolve against the
/// frame, all others against the page.
pub(super) fn add_links(doc: &Doc, base: &Url, given: &[Include<'_>], to: &mut Vec<Link>) {
    let frames: Vec<Url> = ["iframe", "frame"]
        .iter()
        .flat_map(|tag| doc.all(tag))
        .filter_map(|it| resolve(base, doc.nodes[it].attr("src")?))
        .collect();
    let mut known: HashSet<(Url, Place)> = if given.is_empty() {
        HashSet::new()
    } else {
        to.iter().map(|it| (it.address.clone(), it.place)).collect()
    };
    for include in given {
        let decoded = charset::decode(include.body, include.headers);
        let is_markup = decoded.text.trim_start().starts_with('<');
        let html = if is_markup { decoded.text } else { scripts::written(&decoded.text) };
        let inner = Doc::new(&html);
        let is_frame = frames.iter().any(|it| same_page_key(it) == same_page_key(include.address));
        let name = file_of(include.address);
        let own = links::all(&inner, if is_frame { include.address } else { base });
        let placed = own.into_iter().map(|link| {
            let place = match link.place {
                Place::Body if draws_footer(&name) => Place::Footer,
                Place::Body if draws_head(&name) => Place::Nav,
                place => place,
            };
            Link { place, ..link }
        });
        to.extend(placed.filter(|it| known.insert((it.address.clone(), it.place))));
    }
}

/// Where a menu would stand.
fn draws_head(name: &str) -> bool {
    ["head", "top", "nav", "menu", "daohang", "toubu", "lanmu"].iter().any(|it| name.contains(it))
}

fn is_given(address: &Url, given: &[Include<'_>]) -> bool {
    given.iter().any(|it| same_page_key(it.address) == same_page_key(address))
}

/// Whether a footer may stand in something that was not at hand.
pub(super) fn footer_elsewhere(
    candidates: &[Url],
    given: &[Include<'_>],
    has_footer: bool,
) -> bool {
    candidates
        .iter()
        .filter(|it| !is_given(it, given))
        .any(|it| !has_footer || draws_footer(&file_of(it)))
}

/// Whether a script or frame that was not at hand may draw anything: then a page without a footer is half seen.
pub(super) fn may_draw(doc: &Doc, page: &Url, base: &Url, given: &[Include<'_>]) -> bool {
    let far = |at: usize| {
        let node = &doc.nodes[at];
        node.attr("src").and_then(|it| resolve(base, it)).is_some_and(|it| {
            !(is_given(&it, given) || &*node.tag == "script" && is_library(&file_of(&it)))
        })
    };
    may_fill(doc, page, base, given)
        || ["script", "iframe", "frame"]
            .iter()
            .any(|tag| doc.all(tag).any(|at| !doc.nodes[at].raw && far(at)))
}

/// Whether some script of the page may bring content: then an empty frame is undecided.
pub(super) fn may_fill(doc: &Doc, page: &Url, base: &Url, given: &[Include<'_>]) -> bool {
    0 < fillers(doc, page, base, given)
}

/// How many scripts and frames of the page may bring content.
pub(super) fn fillers(doc: &Doc, page: &Url, base: &Url, given: &[Include<'_>]) -> usize {
    let fills = |at: usize| {
        let node = &doc.nodes[at];
        let Some(address) = node.attr("src").and_then(|it| resolve(base, it)) else {
            return scripts::may_fill(&scripts::without_comments(&doc.source(at)));
        };
        if let Some(include) =
            given.iter().find(|it| same_page_key(it.address) == same_page_key(&address))
        {
            return scripts::may_fill(&String::from_utf8_lossy(include.body));
        }
        let foreign = !same_host(&address, page) && !sister(&address, page);
        !(foreign || is_library(&file_of(&address)) || draws_frame(&file_of(&address)))
    };
    let scripts = doc.all("script").filter(|it| !doc.nodes[*it].raw && fills(*it)).count();
    let frames = doc.all("iframe").filter(|it| {
        !doc.nodes[*it].hidden
            && doc.nodes[*it]
                .attr("src")
                .and_then(|it| resolve(base, it))
                .is_some_and(|it| same_host(&it, page))
    });
    scripts + frames.count()
}
