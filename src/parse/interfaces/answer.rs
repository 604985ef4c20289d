//! What a list interface answers: JSON of any shape, JSON that wraps HTML, a fragment of HTML, or XML records.

use crate::model::page::{Emptiness, Entry, Link, LinkKind, List, Page, PageKind, Pager, Place};
use crate::parse::interfaces::fields::{Reading, Template, entry, first, is_record};
use crate::parse::{Source, charset, islands, read as pages};
use crate::reference::interfaces::fields;
use crate::reference::signs;
use quick_xml::Reader;
use quick_xml::events::Event;
use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;
use url::Url;

/// Deeper values are not looked into.
const DEEPEST: usize = 8;
const MOST_RECORDS: usize = 2000;
/// Commas of an answer: a list of thousands has tens of thousands, and each value takes many times its text in memory.
const MOST_VALUES: usize = 200_000;
/// Of what a page's script writes before or after a record's field: it stands again in the address of every record.
const LONGEST_AFFIX: usize = 500;

static PADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)^[\w$.]+\s*\((.*)\)\s*;?\s*$").expect("the expression is valid")
});
/// `"/info/" + item.id + ".html"`.
static TEMPLATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"["']([^"'<>\s]*/[^"'<>\s]*)["']\s*\+\s*\w+\.(\w+)\s*(?:\+\s*["']([^"'<>\s]*)["'])?"#,
    )
    .expect("the expression is valid")
});

/// One answer, as it came for a page.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The page that names the interface, with its scripts.
    pub page: &'a Source<'a>,
    pub address: &'a Url,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
    /// See [`super::Named::is_own`].
    pub is_own: bool,
}

/// What the interface lists; without entries it says itself that there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub entries: Vec<Entry>,
    /// Addresses of entries that stand in the answer in full.
    pub links: Vec<Url>,
    pub total: Option<u32>,
    pub pages: Option<u32>,
}

impl Listing {
    /// The column that it makes.
    pub fn list(&self, name: Option<String>) -> List {
        let newest = self.entries.iter().filter_map(|it| it.date).max();
        let known = self.total.is_some() || self.pages.is_some();
        let pager = known.then_some(Pager { total: self.total, pages: self.pages, next: None });
        List { name, more: None, newest, entries: self.entries.clone(), pager }
    }

    /// Lays what is listed into the page as if it stood there.
    pub fn lay_into(&self, page: &mut Page) {
        let named = page.metas.column_name.clone();
        let name = named.or_else(|| page.breadcrumb.last().map(|it| it.text.clone()));
        let list = self.list(name);
        page.newest = list.newest;
        page.kind = PageKind::List;
        page.emptiness = if list.entries.is_empty() { Emptiness::Empty } else { Emptiness::Filled };
        let said = list.entries.iter().find(|it| signs::is_statement(&it.title));
        page.statement = said.map(|it| it.title.clone()).or(page.statement.take());
        let links = list.entries.iter().filter(|it| self.links.contains(&it.address));
        page.links.extend(links.map(|it| Link {
            address: it.address.clone(),
            text: it.title.clone(),
            kind: LinkKind::Page,
            place: Place::Body,
            hidden: false,
        }));
        page.lists = vec![list];
    }

    fn empty() -> Self {
        Self { entries: Vec::new(), links: Vec::new(), total: None, pages: None }
    }
}

/// Reads an answer; `None` where it is no list: a failure, or something else.
pub fn read(answer: &Answer<'_>) -> Option<Listing> {
    let text = charset::decode(answer.body, answer.headers).text;
    let text = text.trim().trim_start_matches('\u{feff}');
    if MOST_VALUES < memchr::memchr_iter(b',', text.as_bytes()).count() {
        return None;
    }
    let templates = templates(answer.page);
    let page = answer.page;
    let reading = Reading { base: page.address, as_of: page.audit_day(), templates: &templates };
    let value = serde_json::from_str::<Value>(text)
        .ok()
        .or_else(|| serde_json::from_str(PADDED.captures(text)?.get(1)?.as_str()).ok());
    if let Some(value) = value {
        return from_json(&value, answer, &reading);
    }
    if let Some(html) = islands::records(text) {
        let mut listing = fragment(&html, answer)?;
        listing.total = tagged(text, "totalrecord");
        return Some(listing);
    }
    let is_xml = text.starts_with("<?xml") || text.starts_with("<rss") || text.starts_with("<feed");
    if is_xml && let Some(value) = xml(text) {
        return from_json(&value, answer, &reading);
    }
    if text.starts_with('<') || answer.is_own { fragment(text, answer) } else { None }
}

fn from_json(value: &Value, answer: &Answer<'_>, reading: &Reading<'_>) -> Option<Listing> {
    if says_failure(value) {
        return None;
    }
    let mut rows = None;
    best_rows(value, 0, &mut rows);
    if let Some((_, rows)) = rows {
        let mut listing = Listing::empty();
        for record in rows.iter().filter_map(Value::as_object).take(MOST_RECORDS) {
            let Some((entry, is_whole)) = entry(record, answer.page.address, reading) else {
                continue;
            };
            if is_whole {
                listing.links.push(entry.address.clone());
            }
            listing.entries.push(entry);
        }
        listing.total = number(value, &fields().total, 0);
        listing.pages = number(value, &fields().pages, 0);
        return (!listing.entries.is_empty()).then_some(listing);
    }
    if let Some(html) = markup(value, 0) {
        return fragment(html, answer);
    }
    let none = number(value, &fields().total, 0).is_none_or(|it| it == 0);
    (none && has_empty_rows(value, 0)).then(Listing::empty)
}

/// `success: false`, or a code that is none of those by which interfaces say that all is well.
fn says_failure(value: &Value) -> bool {
    let Some(answer) = value.as_object() else { return !value.is_array() };
    let refused = answer.get("success").is_some_and(|it| *it == Value::Bool(false));
    let code = ["code", "status", "errcode", "resultCode"].iter().find_map(|it| answer.get(*it));
    let well = match code {
        Some(Value::Number(code)) => matches!(code.as_i64(), Some(0 | 1 | 200)),
        Some(Value::String(code)) => {
            let code = code.to_ascii_lowercase();
            matches!(
                code.as_str(),
                "" | "0"
                    | "1"
                    | "00"
                    | "000"
                    | "0000"
                    | "00000"
                    | "200"
                    | "ok"
                    | "success"
                    | "true"
            )
        }
        _ => true,
    };
    refused || !well
}

/// The longest array of records.
fn best_rows<'a>(value: &'a Value, depth: usize, best: &mut Option<(usize, &'a Vec<Value>)>) {
    if DEEPEST < depth {
        return;
    }
    match value {
        Value::Array(rows) => {
            let records = rows.iter().filter(|it| it.as_object().is_some_and(is_record)).count();
            if 0 < records
                && rows.len() <= records * 2
                && best.is_none_or(|(most, _)| most < records)
            {
                *best = Some((records, rows));
            }
            if records == 0 {
                rows.iter().take(50).for_each(|it| best_rows(it, depth + 1, best));
            }
        }
        Value::Object(fields) => fields.values().for_each(|it| best_rows(it, depth + 1, best)),
        _ => {}
    }
}

/// The longest text that is markup with a link or a row.
fn markup(value: &Value, depth: usize) -> Option<&str> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            let is_markup = text.starts_with('<') && text.ends_with('>');
            is_markup.then_some(text)
        }
        Value::Object(fields) if depth < DEEPEST => {
            fields.values().filter_map(|it| markup(it, depth + 1)).max_by_key(|it| it.len())
        }
        _ => None,
    }
}

fn number(value: &Value, names: &[String], depth: usize) -> Option<u32> {
    let object = value.as_object().filter(|_| depth < DEEPEST)?;
    let own = first(object, names).and_then(|it| match it {
        Value::String(text) => text.trim().parse().ok(),
        it => it.as_u64().and_then(|it| u32::try_from(it).ok()),
    });
    own.or_else(|| object.values().find_map(|it| number(it, names, depth + 1)))
}

/// No rows where rows would stand.
fn has_empty_rows(value: &Value, depth: usize) -> bool {
    let Some(object) = value.as_object().filter(|_| depth < DEEPEST) else {
        return depth == 0 && value.as_array().is_some_and(Vec::is_empty);
    };
    object.iter().any(|(name, value)| {
        let is_rows = fields().rows.iter().any(|it| name.eq_ignore_ascii_case(it));
        match value {
            Value::Array(rows) => is_rows && rows.is_empty(),
            // The wrapper of jpaas around a list of nothing.
            Value::String(html) => name == "html" && html.trim().is_empty(),
            Value::Object(_) => has_empty_rows(value, depth + 1),
            _ => false,
        }
    })
}

/// A piece of a page: its longest list. Without rows it is empty only where it says so or is an empty frame.
fn fragment(html: &str, answer: &Answer<'_>) -> Option<Listing> {
    let is_page = html.get(..200).unwrap_or(html).to_ascii_lowercase().contains("<html");
    let whole = if is_page {
        html.to_owned()
    } else {
        format!("<html><body><div>{html}</div></body></html>")
    };
    let utf8 = [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let source = Source { headers: &utf8, body: whole.as_bytes(), includes: &[], ..*answer.page };
    let page = pages::page(&source);
    if page.blocked_by.is_some() {
        return None;
    }
    let longest = page.lists.iter().max_by_key(|it| it.entries.len());
    let Some(list) = longest.filter(|it| !it.entries.is_empty()) else {
        return is_empty(&page, html).then(Listing::empty);
    };
    let pager = list.pager.as_ref();
    Some(Listing {
        links: list.entries.iter().map(|it| it.address.clone()).collect(),
        entries: list.entries.clone(),
        total: pager.and_then(|it| it.total).or_else(|| attribute(html, "totalrecord")),
        pages: pager.and_then(|it| it.pages),
    })
}

/// Says so, or is a frame for rows without any. An error's text or a login form is no list of nothing.
fn is_empty(page: &Page, html: &str) -> bool {
    let says_so = signs::notices().empty.phrases.iter().any(|it| page.text.contains(it.as_str()));
    let frame = ["<ul", "<ol", "<table", "<tbody", "<dl"].iter().any(|it| html.contains(it));
    let shows_nothing = page.text.trim().is_empty() && page.links.is_empty();
    !html.contains("<input") && page.text_chars < 80 && (says_so || shows_nothing && frame)
}

fn attribute(html: &str, name: &str) -> Option<u32> {
    let (_, rest) = html.split_once(&format!("{name}=\""))?;
    rest.split('"').next()?.parse().ok()
}

fn tagged(xml: &str, name: &str) -> Option<u32> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split('<').next()?.trim().parse().ok()
}

/// XML elements as JSON: those that only hold text are fields, the others records.
fn xml(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, Map<String, Value>, String)> = Vec::new();
    let mut rows = Vec::new();
    while rows.len() < MOST_RECORDS {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                open.push((name, Map::new(), String::new()));
            }
            Event::Text(text) => {
                if let Some(last) = open.last_mut() {
                    last.2.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(last) = open.last_mut() {
                    last.2.push_str(&text);
                }
            }
            Event::End(_) => {
                let (name, fields, text) = open.pop()?;
                if !fields.is_empty() {
                    if is_record(&fields) {
                        rows.push(Value::Object(fields));
                    }
                } else if let Some(last) = open.last_mut() {
                    last.1.insert(name, Value::String(text.trim().replace("&amp;", "&")));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    (!rows.is_empty()).then_some(Value::Array(rows))
}

/// How the page's scripts make an address of a record's field. Two ways would be one too many.
fn templates(page: &Source<'_>) -> Vec<Template> {
    let html = charset::decode(page.body, page.headers).text;
    let includes = page.includes.iter().map(|it| charset::decode(it.body, it.headers).text);
    let mut found: Vec<Template> = Vec::new();
    for script in std::iter::once(html).chain(includes) {
        for it in TEMPLATE.captures_iter(&script) {
            let part = |at: usize| it.get(at).map_or("", |it| it.as_str());
            let (before, after) = (part(1).to_owned(), part(3).to_owned());
            let template = Template { before, field: part(2).to_owned(), after };
            let is_long = LONGEST_AFFIX < template.before.len() + template.after.len();
            let is_address = !["src", "img", "png", "jpg", "api/"]
                .iter()
                .any(|it| template.before.contains(it) || template.after.contains(it));
            if is_address && !is_long && !found.contains(&template) {
                found.push(template);
            }
            if 1 < found.len() {
                return Vec::new();
            }
        }
    }
    found
}
