//! Lines of lists that say how a message or survey stands: tables with a head, and rows of any other make.

use crate::model::facts::interaction::{Line, Reply};
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::extras::interaction::labels::{Role, day, days, has_substance, role_of, said};
use crate::parse::extras::interaction::segments::{beginning, segments};
use crate::parse::extras::interaction::states;
use crate::reference::interaction::names_results;
use std::collections::{HashMap, HashSet};
use url::Url;

const MOST: usize = 400;
const TITLE: usize = 100;
const ROW_LINKS: usize = 5;
const ROW_TEXT: usize = 3_000;
const ROW_SIZE: usize = 160;
const HIGHEST: usize = 6;

/// The head rows of tables: cells that are all labels.
pub(super) fn heads(doc: &Doc) -> HashMap<usize, Vec<Option<Role>>> {
    let mut heads = HashMap::new();
    for row in doc.all("tr") {
        let roles: Vec<Option<Role>> =
            cells(doc, row).map(|it| role_of(doc.text(it)).map(|(role, _)| role)).collect();
        let known = roles.iter().flatten().count();
        // 序号, 操作 and the like are heads that say nothing.
        if 3 <= roles.len() && 2 <= known && roles.len() <= known * 2 {
            heads.insert(row, roles);
        }
    }
    heads
}

fn cells(doc: &Doc, row: usize) -> impl Iterator<Item = usize> + '_ {
    doc.children(row).filter(|it| matches!(&*doc.nodes[*it].tag, "td" | "th"))
}

pub(super) fn read(reading: &Reading<'_>, heads: &HashMap<usize, Vec<Option<Role>>>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut known: HashSet<Url> = HashSet::new();
    let mut rows: Vec<(&usize, &Vec<Option<Role>>)> = heads.iter().collect();
    rows.sort_unstable_by_key(|it| it.0);
    for (head, roles) in rows {
        for line in table(reading, *head, roles, heads) {
            if line.address.as_ref().is_none_or(|it| known.insert(it.clone())) {
                lines.push(line);
            }
        }
    }
    let entries: HashSet<&Url> =
        reading.lists.iter().flat_map(|it| &it.entries).map(|it| &it.address).collect();
    let doc = reading.doc;
    for link in doc.all("a").filter(|it| doc.nodes[*it].is_shown()) {
        if MOST <= lines.len() {
            break;
        }
        let address = doc.nodes[link].attr("href").and_then(|it| resolve(reading.base, it));
        let Some(address) = address.filter(|it| entries.contains(it) && !known.contains(it)) else {
            continue;
        };
        let Some(row) = row_of(doc, link) else { continue };
        let line = line(reading, row, link, address.clone());
        if says_something(&line) {
            known.insert(address);
            lines.push(line);
        }
    }
    lines.retain(says_something);
    lines.truncate(MOST);
    lines
}

fn says_something(line: &Line) -> bool {
    line.reply != Reply::Unsaid || line.asked.is_some() || line.closed || line.results
}

/// The rows below the head of a table, cell by cell.
fn table(
    reading: &Reading<'_>,
    head: usize,
    roles: &[Option<Role>],
    heads: &HashMap<usize, Vec<Option<Role>>>,
) -> Vec<Line> {
    let doc = reading.doc;
    let Some(table) = doc.ancestors(head).find(|it| &*doc.nodes[*it].tag == "table") else {
        return Vec::new();
    };
    let below = (doc.nodes[head].end..doc.nodes[table].end)
        .filter(|it| &*doc.nodes[*it].tag == "tr" && doc.nodes[*it].is_shown())
        .take_while(|it| !heads.contains_key(it));
    let mut lines = Vec::new();
    for row in below.take(MOST) {
        let cells: Vec<usize> = cells(doc, row).collect();
        if cells.len() != roles.len() {
            continue;
        }
        let mut line = Line::default();
        for (cell, role) in cells.into_iter().zip(roles) {
            take_cell(reading, cell, *role, &mut line);
        }
        if !line.title.is_empty() {
            lines.push(line);
        }
    }
    lines
}

fn take_cell(reading: &Reading<'_>, cell: usize, role: Option<Role>, line: &mut Line) {
    let (doc, as_of) = (reading.doc, reading.source.audit_day());
    let text = segments(doc, doc.range(cell)).into_iter().map(|it| it.text).collect::<String>();
    if line.address.is_none() && matches!(role, None | Some(Role::Title | Role::Content)) {
        line.address = doc
            .range(cell)
            .filter(|it| &*doc.nodes[*it].tag == "a")
            .find_map(|it| resolve(reading.base, doc.nodes[it].attr("href")?));
    }
    match role {
        Some(Role::Title | Role::Content) if line.title.is_empty() => {
            line.title = beginning(&text, TITLE);
        }
        Some(Role::Asked) => line.asked = line.asked.or(day(&text, as_of)),
        Some(Role::Replied) => {
            line.replied = day(&text, as_of);
            if line.replied.is_some() {
                line.reply = Reply::Answered;
            }
        }
        Some(Role::Reply) if has_substance(&text) && states::of(&text).is_none() => {
            line.reply = Reply::Answered;
        }
        Some(Role::Title | Role::Content | Role::Ends) => {}
        _ => take_state(&text, line),
    }
}

fn take_state(text: &str, line: &mut Line) {
    line.closed |= states::is_closed(text);
    line.results |= names_results(text);
    if let Some(reply) = states::of(text)
        && line.reply != Reply::Answered
    {
        line.reply = reply;
        line.state = beginning(text, 12);
    }
}

/// The element that is the line of a link: its table row or list item, else what holds no other link.
fn row_of(doc: &Doc, link: usize) -> Option<usize> {
    let is_small = |at: usize| {
        doc.links_in(at) <= ROW_LINKS && doc.text_in(at) <= ROW_TEXT && doc.size(at) <= ROW_SIZE
    };
    let is_item = |at: &usize| matches!(&*doc.nodes[*at].tag, "li" | "tr" | "dl");
    if let Some(item) = doc.ancestors(link).take(HIGHEST).find(is_item) {
        return is_small(item).then_some(item);
    }
    let is_frame = |at: &usize| {
        matches!(&*doc.nodes[*at].tag, "ul" | "ol" | "table" | "tbody" | "body" | "form" | "")
    };
    let href = doc.nodes[link].attr("href");
    let only_this = |at: &usize| {
        is_small(*at)
            && doc
                .range(*at)
                .filter(|it| &*doc.nodes[*it].tag == "a")
                .all(|it| doc.nodes[it].attr("href") == href)
    };
    doc.ancestors(link)
        .take(HIGHEST)
        .take_while(|it| !is_frame(it) && only_this(it))
        .last()
        .or(Some(link))
}

fn line(reading: &Reading<'_>, row: usize, link: usize, address: Url) -> Line {
    let (doc, as_of) = (reading.doc, reading.source.audit_day());
    let segments = segments(doc, doc.range(row));
    let mut line = Line {
        title: beginning(&doc.any_text(link), TITLE),
        address: Some(address),
        ..Line::default()
    };
    let inside = doc.range(link);
    let is_title = |node: usize| inside.contains(&node) && row != link;
    for segment in segments.iter().filter(|it| !is_title(it.node)) {
        take_state(&segment.text, &mut line);
    }
    for it in said(&segments, |_| false) {
        match it.role {
            Role::Asked => line.asked = line.asked.or(day(&it.value, as_of)),
            Role::Replied => line.replied = line.replied.or(day(&it.value, as_of)),
            Role::Reply if 6 <= it.value.chars().count() && has_substance(&it.value) => {
                line.reply = Reply::Answered;
            }
            _ => {}
        }
    }
    if line.replied.is_some() {
        line.reply = Reply::Answered;
    }
    two_days(&segments.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" "), &mut line);
    line
}

/// Two days without labels are those of asking and of the reply.
fn two_days(text: &str, line: &mut Line) {
    let days = days(text);
    if line.reply == Reply::Answered
        && let (None, None, [one, other]) = (line.asked, line.replied, days.as_slice())
    {
        line.asked = Some(*one.min(other));
        line.replied = Some(*one.max(other));
    }
}
