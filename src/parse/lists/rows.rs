//! Rows and runs: one link with its date, and such rows side by side.

use crate::model::page::{DateSource, LinkKind, Place};
use crate::parse::address::resolve;
use crate::parse::dates;
use crate::parse::doc::{Doc, Node};
use crate::parse::kind::own_text;
use crate::parse::links;
use crate::parse::lists::Context;
use crate::parse::lists::asides::drop_asides;
use crate::parse::lists::printed::{Odd, dates_beside, dates_between, printed_date};
use crate::parse::lists::qualify::{is_article_like, is_list};
use crate::parse::lists::titles::{is_beside, is_neighbour, is_step, picture, title};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::HashMap;
use url::Url;

/// More than this in the middle of a page is an article's text.
const TEXT: usize = 150;
/// Bigger elements hold more than one row.
const ROW_SIZE: usize = 260;
const ROW_LINKS: usize = 14;
const ROW_TEXT: usize = 4_000;
/// Of a title, in characters.
pub(in crate::parse) const TITLE: usize = 200;

pub(crate) struct Row {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) title: String,
    pub(crate) address: Url,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) source: Option<DateSource>,
    /// Something was printed that can be no day of publication.
    pub(crate) odd: Option<Odd>,
}

pub(crate) struct Run {
    pub(crate) parent: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) place: Place,
    pub(crate) hidden: bool,
    /// Rows with a date printed beside them.
    pub(crate) printed: usize,
    pub(super) tag: String,
}

impl Run {
    /// Rows that were found by another way than this reader's.
    pub(super) fn of(parent: usize, rows: Vec<Row>, first: &Node) -> Self {
        let tag = first.tag.to_string();
        Self { parent, rows, place: first.place, hidden: first.hidden, printed: 0, tag }
    }

    pub(crate) fn start(&self) -> usize {
        self.rows.first().map_or(0, |it| it.start)
    }

    pub(crate) fn end(&self) -> usize {
        self.rows.last().map_or(0, |it| it.end)
    }
}

/// All runs of a page that may be lists, in document order.
pub(crate) fn runs(context: &Context<'_>) -> Vec<Run> {
    let doc = context.doc;
    let mut runs = Vec::new();
    let mut is_row = vec![false; doc.nodes.len()];
    for parent in 0..doc.nodes.len() {
        if doc.nodes[parent].is_text() || doc.nodes[parent].raw || doc.links_in(parent) == 0 {
            continue;
        }
        let inside_crumbs = context.crumbs.is_some_and(|it| doc.range(it).contains(&parent));
        // What is one row of a table is not two by its cells.
        if inside_crumbs || is_row[parent] && &*doc.nodes[parent].tag == "tr" {
            continue;
        }
        gather(context, parent, &mut runs, &mut is_row);
    }
    join_cells(context, &mut runs);
    for run in &mut runs {
        dates_beside(context, run);
    }
    let has_text = TEXT < own_text(doc);
    runs.retain(|it| is_list(context, it, has_text));
    untangle(&mut runs);
    let elsewhere = runs.iter().any(|it| it.place == Place::Body && 0 < it.printed);
    runs.retain(|it| {
        it.place == Place::Body || it.place == Place::Nav && 0 < it.printed && !elsewhere
    });
    // A lone row is a list only where there is no other.
    let longer = runs.iter().any(|it| 1 < it.rows.len() && 0 < it.printed);
    runs.retain(|it| 1 < it.rows.len() || !longer);
    drop_asides(context, &mut runs);
    runs
}

/// Two or three articles in each row of a table: the cells of all rows are one run.
fn join_cells(context: &Context<'_>, runs: &mut Vec<Run>) {
    let doc = context.doc;
    let holder = |it: &Run| doc.nodes[it.parent].parent;
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    let mut by_holder: HashMap<usize, usize> = HashMap::new();
    for run in runs.drain(..) {
        if run.tag == "td" {
            if let Some(first) = by_holder.get(&holder(&run)) {
                let first: &mut Run = &mut joined[*first];
                first.printed += run.printed;
                first.rows.extend(run.rows);
                continue;
            }
            by_holder.insert(holder(&run), joined.len());
        }
        joined.push(run);
    }
    // The last row of the table may hold a single article.
    for at in 0..joined.len() {
        let cells = by_holder.get(&joined[at].parent).copied();
        if let Some(cells) = cells.filter(|_| joined[at].tag == "tr") {
            let rows = std::mem::take(&mut joined[at].rows);
            joined[cells].printed += joined[at].printed;
            joined[cells].rows.extend(rows);
            joined[cells].rows.sort_by_key(|it| it.start);
        }
    }
    joined.retain(|it| !it.rows.is_empty());
    *runs = joined;
}

fn gather(context: &Context<'_>, parent: usize, runs: &mut Vec<Run>, is_row: &mut [bool]) {
    let doc = context.doc;
    let mut current: Vec<Run> = Vec::new();
    let candidates: Vec<usize> = doc.children(parent).filter(|it| may_be_row(doc, *it)).collect();
    for child in &candidates {
        let (child, node) = (*child, &doc.nodes[*child]);
        // A page nests boxes in boxes: one that is alone of its kind is no list, and would be read again at each level.
        let is_alone =
            || candidates.iter().filter(|it| doc.nodes[**it].tag == node.tag).take(2).count() < 2;
        if !is_lone_row_tag(&node.tag) && is_alone() {
            continue;
        }
        if context.crumbs.is_some_and(|it| doc.range(child).contains(&it)) {
            continue;
        }
        // A list or table of its own for each row holds little else.
        if matches!(&*node.tag, "ul" | "ol" | "table") && 3 < doc.links_in(child) {
            continue;
        }
        let Some(row) = row(context, child) else { continue };
        // Navigation may stand beside the rows, alike to them.
        let run = current.iter_mut().find(|it| it.tag == *node.tag && it.place == node.place);
        if let Some(run) = run {
            run.rows.push(row);
        } else {
            let (place, hidden) = (node.place, node.hidden);
            current.push(Run {
                parent,
                rows: vec![row],
                place,
                hidden,
                printed: 0,
                tag: node.tag.to_string(),
            });
        }
    }
    for mut run in current {
        dates_between(context, &mut run);
        run.printed = run.rows.iter().filter(|it| is_printed(it)).count();
        for row in &run.rows {
            is_row[row.start] = true;
        }
        // Single rows that are no list are many on a nested page, and nothing joins them to others.
        if 1 < run.rows.len() || is_list(context, &run, false) {
            runs.push(run);
        }
    }
}

pub(super) fn is_printed(row: &Row) -> bool {
    matches!(row.source, Some(DateSource::List | DateSource::Inferred)) || row.odd.is_some()
}

fn may_be_row(doc: &Doc, at: usize) -> bool {
    let links = doc.links_in(at);
    is_row_tag(&doc.nodes[at].tag)
        && (1..=ROW_LINKS).contains(&links)
        && doc.size(at) <= ROW_SIZE
        && doc.text_in(at) <= ROW_TEXT
}

/// Elements that are a list's row even when there is only one.
pub(super) fn is_lone_row_tag(tag: &str) -> bool {
    matches!(tag, "li" | "tr" | "dl")
}

fn is_row_tag(tag: &str) -> bool {
    matches!(
        tag,
        "li" | "tr"
            | "dl"
            | "dt"
            | "dd"
            | "div"
            | "p"
            | "a"
            | "span"
            | "article"
            | "section"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "td"
            | "ul"
            | "ol"
            | "table"
    )
}

struct Target {
    nodes: Vec<usize>,
    address: Url,
    /// Letters of its longest text that may be a title.
    longest: usize,
    is_file: bool,
}

/// Reads one element as a row; `None` where it names several things or none.
pub(super) fn row(context: &Context<'_>, at: usize) -> Option<Row> {
    let doc = context.doc;
    let mut targets = targets(context, at, true);
    if targets.is_empty() {
        targets = self::targets(context, at, false);
    }
    // A title that leads to a folder is the name of a column when another leads to an article.
    let is_article = |it: &Target| 6 <= it.longest && is_article_like(&it.address);
    targets.sort_by_key(|it| (it.is_file, !is_article(it), Reverse(it.longest)));
    let main = targets.first()?;
    let rival = |it: &Target| {
        8 <= it.longest
            && (main.is_file || !it.is_file)
            && (!is_article(main) || is_article(it) || !it.address.path().ends_with('/'))
    };
    if targets.iter().skip(1).any(rival)
        || is_neighbour(doc.text_of(at..main.nodes[0], 60))
        || is_box(doc, at, main.nodes[0])
    {
        return None;
    }
    let link = *main.nodes.iter().max_by_key(|it| doc.any_text(**it).chars().count())?;
    let (printed, odd) = printed_date(context, at, &main.nodes, &main.address);
    let mut title: String = title(doc, link).chars().take(TITLE).collect();
    if title.is_empty() && printed.is_some() {
        title = picture(doc, link);
    }
    if title.is_empty() || is_step(&title) {
        return None;
    }
    let hint = dates::in_address(&main.address).and_then(dates::Hint::date);
    let by_address = hint.filter(|it| odd.is_none() && !dates::is_future(*it, context.as_of));
    let (date, source) = match printed {
        Some((date, source)) => (Some(date), Some(source)),
        None => (by_address, by_address.map(|_| DateSource::Address)),
    };
    Some(Row {
        start: at,
        end: doc.nodes[at].end,
        title,
        address: main.address.clone(),
        date,
        source,
        odd,
    })
}

/// A heading and then a list: a box of one row.
fn is_box(doc: &Doc, at: usize, link: usize) -> bool {
    let is_heading = |it: &usize| matches!(&*doc.nodes[*it].tag, "h1" | "h2" | "h3" | "h4");
    let heading = (at + 1..link).find(is_heading);
    let is_listed = || {
        doc.ancestors(link)
            .take_while(|it| at < *it)
            .any(|it| matches!(&*doc.nodes[it].tag, "ul" | "ol" | "table" | "dl"))
    };
    heading.is_some_and(|it| doc.nodes[it].end <= link) && is_listed()
}

/// Links of a row by address. With `own`, not those of rows nested in it.
fn targets(context: &Context<'_>, at: usize, own: bool) -> Vec<Target> {
    let doc = context.doc;
    let mut targets: Vec<Target> = Vec::new();
    let mut next = at;
    while next < doc.nodes[at].end {
        let node = &doc.nodes[next];
        let nested =
            next != at && matches!(&*node.tag, "li" | "tr") && node.tag == doc.nodes[at].tag;
        if own && nested {
            next = node.end;
            continue;
        }
        if &*node.tag == "a" && !node.raw {
            let address = node.attr("href").and_then(|it| resolve(context.base, it));
            if let Some(address) = address {
                let text = doc.any_text(next);
                let longest = if is_beside(&text) { 0 } else { text.chars().count() };
                if let Some(known) = targets.iter_mut().find(|it| it.address == address) {
                    known.nodes.push(next);
                    known.longest = known.longest.max(longest);
                } else {
                    let is_file = links::kind_of(&address) == LinkKind::Attachment;
                    targets.push(Target { nodes: vec![next], address, longest, is_file });
                }
            }
        }
        next += 1;
    }
    targets
}

/// Of two runs one in the other the dated one stays, else the outer.
fn untangle(runs: &mut Vec<Run>) {
    runs.sort_by_key(|it| (it.start(), Reverse(it.end())));
    let mut keep = vec![true; runs.len()];
    let mut open: Vec<usize> = Vec::new();
    for at in 0..runs.len() {
        open.retain(|it| runs[at].start() < runs[*it].end());
        for outer in open.clone() {
            let rows = &runs[outer].rows;
            let after = rows.partition_point(|row| row.start <= runs[at].start());
            let inside = 0 < after && runs[at].end() <= rows[after - 1].end;
            if !keep[outer] || !inside {
                continue;
            }
            if runs[outer].printed * 2 < runs[outer].rows.len()
                && 0 < runs[at].printed
                && 1 < runs[at].rows.len()
            {
                keep[outer] = false;
            } else {
                keep[at] = false;
            }
        }
        open.push(at);
    }
    let mut flags = keep.into_iter();
    runs.retain(|_| flags.next().unwrap_or(true));
}
