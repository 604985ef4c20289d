//! Rows and runs: one link with its date, and such rows side by side.

use crate::model::page::{DateSource, Place};
use crate::parse::address::resolve;
use crate::parse::dates::{self, Piece};
use crate::parse::doc::{Doc, Node};
use crate::parse::lists::Context;
use crate::parse::lists::printed::{dates_between, printed_date};
use chrono::NaiveDate;
use url::Url;

/// Bigger elements hold more than one row.
const ROW_SIZE: usize = 260;
const ROW_LINKS: usize = 14;

pub(crate) struct Row {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) title: String,
    pub(crate) address: Url,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) source: Option<DateSource>,
    /// Something was printed that can be no day of publication.
    pub(crate) odd: Option<String>,
}

pub(crate) struct Run {
    pub(crate) parent: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) place: Place,
    pub(crate) hidden: bool,
    /// Rows with a date printed beside them.
    pub(crate) printed: usize,
    tag: String,
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
    for parent in 0..doc.nodes.len() {
        if doc.nodes[parent].is_text() || doc.nodes[parent].raw || doc.links_in(parent) == 0 {
            continue;
        }
        let inside_crumbs = context.crumbs.is_some_and(|it| doc.range(it).contains(&parent));
        if !inside_crumbs {
            gather(context, parent, &mut runs);
        }
    }
    let mut runs: Vec<Run> = runs.into_iter().filter(|it| is_list(context, it)).collect();
    untangle(&mut runs);
    let elsewhere = runs.iter().any(|it| it.place == Place::Body && 0 < it.printed);
    runs.retain(|it| {
        it.place == Place::Body || it.place == Place::Nav && 0 < it.printed && !elsewhere
    });
    // A lone row is a list only where there is no other.
    let longer = runs.iter().any(|it| 1 < it.rows.len() && 0 < it.printed);
    runs.retain(|it| 1 < it.rows.len() || !longer);
    runs
}

fn gather(context: &Context<'_>, parent: usize, runs: &mut Vec<Run>) {
    let doc = context.doc;
    let mut current: Vec<Run> = Vec::new();
    for child in doc.children(parent) {
        let node = &doc.nodes[child];
        let links = doc.links_in(child);
        if !is_row_tag(&node.tag) || links == 0 || ROW_LINKS < links || ROW_SIZE < doc.size(child) {
            continue;
        }
        let Some(row) = row(context, child) else { continue };
        let run = current.iter_mut().find(|it| it.tag == *node.tag);
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
        runs.push(run);
    }
}

pub(super) fn is_printed(row: &Row) -> bool {
    matches!(row.source, Some(DateSource::List | DateSource::Inferred)) || row.odd.is_some()
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
    )
}

struct Target {
    nodes: Vec<usize>,
    address: Url,
    longest: usize,
}

/// Reads one element as a row; `None` where it names several things or none.
pub(super) fn row(context: &Context<'_>, at: usize) -> Option<Row> {
    let doc = context.doc;
    let mut targets = targets(context, at, true);
    if targets.is_empty() {
        targets = self::targets(context, at, false);
    }
    targets.sort_by_key(|it| std::cmp::Reverse(it.longest));
    let main = targets.first()?;
    let others = targets.iter().skip(1).filter(|it| 8 <= it.longest).count();
    if others != 0 {
        return None;
    }
    let link = *main.nodes.iter().max_by_key(|it| doc.any_text(**it).chars().count())?;
    let (printed, odd) = printed_date(context, at, &main.nodes, &main.address);
    let title = title(doc, link);
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
                let longest = doc.any_text(next).chars().count();
                match targets.iter_mut().find(|it| it.address == address) {
                    Some(known) => {
                        known.nodes.push(next);
                        known.longest = known.longest.max(longest);
                    }
                    None => targets.push(Target { nodes: vec![next], address, longest }),
                }
            }
        }
        next += 1;
    }
    targets
}

/// The link's text without dates; the attribute `title` where the text is cut or missing.
pub(super) fn title(doc: &Doc, link: usize) -> String {
    let mut text = String::new();
    for at in doc.range(link) {
        let node = &doc.nodes[at];
        if node.is_text()
            && !node.raw
            && !matches!(
                dates::piece(node.text.trim()),
                Some(Piece::Whole(_) | Piece::MonthDay(..) | Piece::YearMonth(..))
            )
        {
            text.push_str(&node.text);
            text.push(' ');
        }
    }
    let text = crate::parse::doc::fold(&text);
    let text = text.trim_matches(|it: char| it.is_whitespace() || "·•▪■◆●►▶>".contains(it)).trim();
    let full = doc.nodes[link].attr("title").map(crate::parse::doc::fold).unwrap_or_default();
    let full = full.strip_prefix("标题：").map(str::to_owned).unwrap_or(full);
    let cut = text.trim_end_matches(['…', '.', '·']);
    let is_cut = cut.len() < text.len() || full.starts_with(cut) && text.len() < full.len();
    if !full.is_empty() && (text.is_empty() || is_cut) {
        return full.split(['\n', '\r']).next().unwrap_or_default().trim().to_owned();
    }
    text.to_owned()
}

/// Steps of a pager, days of a calendar and the like.
pub(super) fn is_step(title: &str) -> bool {
    let bare: String = title.chars().filter(|it| !it.is_whitespace()).collect();
    bare.chars().all(|it| !it.is_alphabetic())
        || matches!(
            bare.as_str(),
            "首页"
                | "上一页"
                | "下一页"
                | "尾页"
                | "末页"
                | "更多"
                | "更多>>"
                | "more"
                | "MORE"
                | "GO"
                | "返回"
                | "详情"
                | "查看"
        )
        || bare.starts_with("上一篇")
        || bare.starts_with("下一篇")
        || bare.starts_with("上一条")
        || bare.starts_with("下一条")
}

fn is_list(context: &Context<'_>, run: &Run) -> bool {
    let count = run.rows.len();
    if run.place == Place::Footer || run.place == Place::Option {
        return false;
    }
    if count == 1 {
        return run.printed == 1
            && matches!(run.tag.as_str(), "li" | "tr" | "dl")
            && run.place == Place::Body;
    }
    let same = run.rows.iter().all(|it| it.title == run.rows[0].title);
    if same && run.rows[0].title.chars().count() < 7 {
        return false;
    }
    if run.printed * 2 >= count {
        return true;
    }
    let letters: usize = run.rows.iter().map(|it| it.title.chars().count()).sum();
    let articles = run.rows.iter().filter(|it| is_article_like(&it.address)).count();
    let own = run
        .rows
        .iter()
        .filter(|it| crate::parse::address::same_host(&it.address, context.page))
        .count();
    let dated = run.rows.iter().filter(|it| it.date.is_some()).count();
    if run.place == Place::Nav {
        return false;
    }
    if dated * 2 > count && 8 * count <= letters {
        return true;
    }
    // Two long titles of articles below the breadcrumb of a column are its list.
    let in_column = context.crumbs.is_some_and(|it| it < run.start());
    if count == 2 {
        return in_column && articles == 2 && own == 2 && 20 <= letters;
    }
    3 <= count && 9 * count <= letters && articles * 10 >= count * 7 && own * 2 > count
}

/// Ends in a file or a number, not in a folder.
fn is_article_like(address: &Url) -> bool {
    let last = address.path().rsplit('/').next().unwrap_or_default();
    let digits = |text: &str| text.split(|it: char| !it.is_ascii_digit()).any(|it| 3 <= it.len());
    // One program for the whole site tells its articles by their number: `index.php?a=show&id=57`.
    let numbered = address.query_pairs().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        matches!(
            name.as_str(),
            "id" | "aid" | "newsid" | "articleid" | "infoid" | "contentid" | "article_id"
        ) && !value.is_empty()
            && value.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
    });
    let is_index =
        last.starts_with("index") || last.starts_with("list") || last.starts_with("Index");
    numbered
        || !is_index && (digits(last) || address.query().is_some_and(digits) || 24 <= last.len())
}

/// Of two runs one in the other the dated one stays, else the outer.
fn untangle(runs: &mut Vec<Run>) {
    runs.sort_by_key(|it| (it.start(), std::cmp::Reverse(it.end())));
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
