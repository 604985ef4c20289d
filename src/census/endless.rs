//! What keeps endless sites finite: calendars, sort orders, print versions, sessions and filters are known by their
//! addresses, and each sort is followed only as long as it brings something new.

use crate::census::hashed::{Hashed, hash};
use crate::model::page::{Page, PageKind};
use crate::parse::same_page_key;
use crate::store::scratch::{Record, Scratch, get, put};
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// Names in a query that choose a view of a page, not what it shows.
const VIEWS: &[&str] = &[
    "sort",
    "sorttype",
    "sortby",
    "sortfield",
    "order",
    "orderby",
    "orderfield",
    "ordertype",
    "desc",
    "asc",
    "print",
    "printable",
    "isprint",
    "font",
    "fontsize",
    "theme",
    "skin",
    "rand",
    "random",
    "timestamp",
    "_",
    "token",
    "session",
    "sessionid",
    "jsessionid",
    "phpsessid",
    "sid",
    "ticket",
    "nonce",
    "csrf",
    "_csrf",
    "csrftoken",
    "ref",
    "referer",
    "referrer",
    "back",
    "backurl",
    "returnurl",
    "return_url",
    "from",
    "share",
    "spm",
    "nsukey",
    "isappinstalled",
    "utm_source",
    "utm_medium",
    "utm_campaign",
];
/// Names in a query that choose a day, whether anything happened on it or not.
const DAYS: &[&str] = &["date", "day", "month", "year", "ym", "time", "riqi", "calendar", "week"];
/// The same in a path.
const CALENDARS: &[&str] = &["calendar", "rili", "cal"];
/// Different names in one query from which on it is a filter.
const MANY_NAMES: usize = 5;
/// Addresses of one shape with a query that are read at most.
const PER_QUERY_SHAPE: u32 = 5000;
const DEEPEST_PATH: usize = 14;
const LONGEST_ADDRESS: usize = 1500;
/// Steps of a path that are the same, from which on it bites its tail.
const CIRCLE: usize = 4;

/// What an address is by its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Another view of a page that is known.
    View,
    Calendar,
    Filter,
    Query,
    Path,
}

impl Sort {
    /// Pages in a row that bring nothing new, after which the rest of the shape is left out.
    fn patience(self) -> u32 {
        match self {
            Self::View => 3,
            Self::Calendar => 12,
            Self::Filter => 20,
            Self::Query => 40,
            Self::Path => 300,
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Shape {
    taken: u32,
    /// In a row.
    barren: u32,
}

impl Record for Shape {
    const WEIGHT: usize = 60;

    fn write(&self, out: &mut Vec<u8>) {
        put(&self.taken, out);
        put(&self.barren, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { taken: get(bytes)?, barren: get(bytes)? })
    }
}

/// Shapes that are told by name; the others only as a number.
const MOST_TOLD: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct Endless {
    shapes: Hashed<Shape>,
    /// The view that stands for its page, where only views of it were met, by the key without the view.
    views: Hashed<u64>,
    /// What pages showed: their entries, or their text.
    shown: Hashed<()>,
    skipped: BTreeMap<String, usize>,
    skipped_untold: usize,
}

impl Endless {
    pub(crate) fn new(scratch: &Arc<Scratch>) -> Self {
        Self {
            shapes: Hashed::new(scratch),
            views: Hashed::new(scratch),
            shown: Hashed::new(scratch),
            skipped: BTreeMap::new(),
            skipped_untold: 0,
        }
    }

    /// Whether `address` must not be taken in. `is_known`: whether a page of that key is.
    pub(crate) fn refuses(&mut self, address: &Url, is_known: impl Fn(&str) -> bool) -> bool {
        let segments: Vec<&str> =
            address.path_segments().map(Iterator::collect).unwrap_or_default();
        let too_long = segments.len() > DEEPEST_PATH || address.as_str().len() > LONGEST_ADDRESS;
        // Each step is compared with all others.
        let circles = !too_long
            && segments.iter().any(|one| {
                !one.is_empty() && segments.iter().filter(|it| *it == one).count() >= CIRCLE
            });
        let (sort, name) = shape_of(address);
        let first_view = sort == Sort::View && {
            let base = same_page_key(&without_view(address));
            let own = hash(address.as_str());
            !is_known(&base)
                && (self.views.add(&base, || own) || self.views.get(&base) == Some(own))
        };
        let mut shape = self.shapes.get(&name).unwrap_or_default();
        let refused = circles
            || too_long
            || !first_view && sort.patience() <= shape.barren
            || sort != Sort::Path && PER_QUERY_SHAPE <= shape.taken;
        shape.taken += 1;
        self.shapes.put(&name, shape);
        if refused {
            self.skip(name);
        }
        refused
    }

    /// Whether what its shape brought since it was taken in makes `address` not worth asking for.
    pub(crate) fn is_worn(&mut self, address: &Url) -> bool {
        let (sort, name) = shape_of(address);
        let barren = self.shapes.get(&name).map_or(0, |it| it.barren);
        // The view that stands for its page was let in on purpose.
        let stands_for_page = || {
            let base = same_page_key(&without_view(address));
            self.views.get(&base) == Some(hash(address.as_str()))
        };
        let worn = sort.patience() <= barren && !(sort == Sort::View && stands_for_page());
        if worn {
            self.skip(name);
        }
        worn
    }

    /// Whether `address` had better wait until all plain ones are read.
    pub(crate) fn is_doubtful(address: &Url) -> bool {
        matches!(shape_of(address).0, Sort::View | Sort::Calendar | Sort::Filter)
    }

    /// Whether a link from `page` to `link` leads on to something else than more of the same.
    pub(crate) fn leads_elsewhere(page: &Url, link: &Url) -> bool {
        let (sort, name) = shape_of(link);
        !matches!(sort, Sort::View | Sort::Calendar) && name != shape_of(page).1
    }

    /// Takes to heart what a page brought. `found`: links to pages not known before that lead elsewhere.
    pub(crate) fn learn(&mut self, address: &Url, page: &Page, found: usize) {
        let (sort, name) = shape_of(address);
        let is_new = self.shown.add(&what_it_shows(page), || ());
        let fruitful = match sort {
            Sort::View => 0 < found,
            Sort::Calendar => 0 < found || (is_new && page.kind == PageKind::Article),
            Sort::Filter | Sort::Query | Sort::Path => 0 < found || is_new,
        };
        let mut shape = self.shapes.get(&name).unwrap_or_default();
        shape.barren = if fruitful { 0 } else { shape.barren + 1 };
        self.shapes.put(&name, shape);
    }

    /// In words for the report: what was left out and how much of it.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = String> + '_ {
        let told = self.skipped.iter().map(|(shape, count)| {
            format!("形如 {shape} 的地址不断重复同样的内容，其中 {count} 个未逐一读取")
        });
        let untold = self.skipped_untold;
        let rest = format!("另有 {untold} 个其他形式的地址不断重复同样的内容，未逐一读取");
        told.chain((0 < untold).then_some(rest))
    }

    fn skip(&mut self, name: String) {
        if MOST_TOLD <= self.skipped.len() && !self.skipped.contains_key(&name) {
            self.skipped_untold += 1;
        } else {
            *self.skipped.entry(name).or_default() += 1;
        }
    }
}

/// Sort and name of the shape: path with digits blotted out and names of the query; for views their names only.
fn shape_of(address: &Url) -> (Sort, String) {
    let names = names_of(address);
    let views: Vec<&str> =
        names.iter().map(String::as_str).filter(|it| VIEWS.contains(it)).collect();
    if !views.is_empty() {
        return (Sort::View, format!("*?{}", views.join("&")));
    }
    let path = blotted(address.path());
    if names.iter().any(|it| DAYS.contains(&it.as_str()))
        || path.split('/').any(|it| CALENDARS.contains(&it.to_ascii_lowercase().as_str()))
    {
        return (Sort::Calendar, shortened(&path, &names.join("&")));
    }
    if names.is_empty() {
        return (Sort::Path, shortened(&path, ""));
    }
    let written = address.query_pairs().count();
    if names.len() < written || MANY_NAMES <= names.len() {
        return (Sort::Filter, shortened(&path, "…"));
    }
    (Sort::Query, shortened(&path, &names.join("&")))
}

/// Different names of the query in lower case, sorted; those of sessions and the like in the path too.
fn names_of(address: &Url) -> Vec<String> {
    let mut names: Vec<String> =
        address.query_pairs().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    names
}

fn without_view(address: &Url) -> Url {
    let mut plain = address.clone();
    let kept: Vec<&str> = address
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|it| {
            let name = it.split('=').next().unwrap_or_default().to_ascii_lowercase();
            !it.is_empty() && !VIEWS.contains(&name.as_str())
        })
        .collect();
    plain.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    plain
}

/// Runs of digits as `N`: `/art/N/N/N/art_N_N.html`.
fn blotted(path: &str) -> String {
    let mut blotted = String::with_capacity(path.len());
    for letter in path.chars() {
        let letter = if letter.is_ascii_digit() { 'N' } else { letter };
        if letter != 'N' || !blotted.ends_with('N') {
            blotted.push(letter);
        }
    }
    blotted
}

fn shortened(path: &str, names: &str) -> String {
    let mark = if names.is_empty() { "" } else { "?" };
    format!("{path}{mark}{names}").chars().take(120).collect()
}

/// Two or more entries in whatever order, else the text; that of an article whole, others without numbers, which may only
/// count.
fn what_it_shows(page: &Page) -> String {
    let mut entries: Vec<String> =
        page.lists.iter().flat_map(|it| &it.entries).map(|it| same_page_key(&it.address)).collect();
    if 2 <= entries.len() {
        entries.sort();
        entries.dedup();
        return entries.join("\n");
    }
    if page.kind == PageKind::Article {
        return page.text.clone();
    }
    page.text.chars().filter(|it| !it.is_whitespace() && !it.is_numeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_sorted_by_their_looks() {
        for (address, sort, name) in [
            ("http://a.cn/art/2026/11/2/art_3_44.html", Sort::Path, "/art/N/N/N/art_N_N.html"),
            ("http://a.cn/list.aspx?ID=3&page=2", Sort::Query, "/list.aspx?id&page"),
            ("http://a.cn/tzgg/?sort=desc&page=2", Sort::View, "*?sort"),
            ("http://a.cn/a.html?print=1", Sort::View, "*?print"),
            ("http://a.cn/hd?month=2026-11", Sort::Calendar, "/hd?month"),
            ("http://a.cn/calendar/2031/05/", Sort::Calendar, "/calendar/N/N/"),
            ("http://a.cn/so?a=1&b=2&a=2", Sort::Filter, "/so?…"),
        ] {
            assert_eq!(shape_of(&url(address)), (sort, name.to_owned()), "{address}");
        }
    }

    #[test]
    fn the_first_view_of_a_page_that_is_not_known_is_read() {
        let mut endless = Endless::default();
        let known = |key: &str| key == "a.cn/known.html";
        endless.shapes.put("*?token", Shape { taken: 3, barren: 3 });
        assert!(endless.refuses(&url("http://a.cn/known.html?token=1"), known));
        assert!(!endless.refuses(&url("http://a.cn/other.html?token=1"), known));
        assert!(endless.refuses(&url("http://a.cn/other.html?token=2"), known));
        assert_eq!(endless.remarks().count(), 1);
    }

    #[test]
    fn a_path_that_bites_its_tail_ends() {
        let mut endless = Endless::default();
        assert!(endless.refuses(&url("http://a.cn/a/b/a/b/a/b/a/b/x.html"), |_| false));
        assert!(!endless.refuses(&url("http://a.cn/a/b/a/b/x.html"), |_| false));
    }
}
