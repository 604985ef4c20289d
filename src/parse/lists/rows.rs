//! Rows and runs: one link with its date, and such rows side by side.

use crate::model::page::{DateSource, Place};
use crate::parse::address::resolve;
use crate::parse::dates::{self, Piece};
use crate::parse::doc::Doc;
use crate::parse::head::is_other_day;
use crate::parse::lists::Context;
use chrono::NaiveDate;
use std::ops::Range;
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

fn is_printed(row: &Row) -> bool {
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
fn row(context: &Context<'_>, at: usize) -> Option<Row> {
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
fn title(doc: &Doc, link: usize) -> String {
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
fn is_step(title: &str) -> bool {
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

type Printed = (Option<(NaiveDate, DateSource)>, Option<String>);

/// The date that stands in the row outside the title, or alone inside the link, or after a label in `title`.
fn printed_date(context: &Context<'_>, at: usize, links: &[usize], address: &Url) -> Printed {
    let doc = context.doc;
    let is_link = |it: usize| links.iter().any(|link| doc.range(*link).contains(&it));
    let texts = own_texts(doc, at);
    let outside: Vec<&str> =
        texts.iter().filter(|(it, _)| !is_link(*it)).map(|(_, text)| *text).collect();
    let inside: Vec<&str> =
        texts.iter().filter(|(it, _)| is_link(*it)).map(|(_, text)| *text).collect();
    let found = read(context, &outside, address);
    if found != (None, None) {
        return found;
    }
    if 1 < inside.len() {
        let pieces: Vec<&str> =
            inside.into_iter().filter(|it| dates::piece(it).is_some()).collect();
        let found = read(context, &pieces, address);
        if found != (None, None) {
            return found;
        }
    }
    for link in links {
        let note = doc.nodes[*link].attr("title").unwrap_or_default();
        let Some(label) = ["发布时间", "发布日期", "时间：", "日期：", "时间:", "日期:"]
            .iter()
            .find_map(|it| note.find(it))
        else {
            continue;
        };
        let found = read(context, &[&note[label..]], address);
        if found != (None, None) {
            return found;
        }
    }
    (None, None)
}

/// Texts of a row that are shown when the row is, without those of nested rows.
fn own_texts(doc: &Doc, at: usize) -> Vec<(usize, &str)> {
    let hidden = doc.nodes[at].hidden;
    let mut texts = Vec::new();
    let mut next = at;
    while next < doc.nodes[at].end {
        let node = &doc.nodes[next];
        if next != at && &*node.tag == "li" && node.tag == doc.nodes[at].tag {
            next = node.end;
            continue;
        }
        if node.is_text() && !node.raw && node.hidden == hidden && !node.text.trim().is_empty() {
            texts.push((next, node.text.trim()));
        }
        next += 1;
    }
    texts
}

fn read(context: &Context<'_>, texts: &[&str], address: &Url) -> Printed {
    let mut whole: Vec<NaiveDate> = Vec::new();
    let mut sure = None;
    let mut pieces = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let flat = dates::plain(text);
        for spot in dates::whole(&flat) {
            let before =
                format!("{}{}", if at == 0 { "" } else { texts[at - 1] }, &flat[..spot.start]);
            if is_other_day(&before) {
                continue;
            }
            if before.trim_end_matches([':', '：', ' ']).ends_with("发布时间")
                || before.trim_end_matches([':', '：', ' ']).ends_with("发布日期")
            {
                sure = sure.or(Some(spot.date));
            }
            whole.push(spot.date);
        }
        pieces.extend(dates::piece(text));
    }
    if whole.is_empty() {
        for glue in ["", " "] {
            if whole.is_empty() && texts.len() < 12 {
                let joined = dates::plain(&texts.join(glue));
                whole.extend(
                    dates::whole(&joined)
                        .iter()
                        .filter(|it| !is_other_day(&joined[..it.start]))
                        .map(|it| it.date),
                );
            }
        }
    }
    whole.extend(
        pieces.iter().filter_map(|it| if let Piece::Whole(date) = it { Some(*date) } else { None }),
    );
    let future = |date: NaiveDate| (None, Some(format!("日期 {date} 晚于检查日期，未采用")));
    if let Some(date) = sure
        .or_else(|| whole.iter().filter(|it| !dates::is_future(**it, context.as_of)).max().copied())
    {
        return if dates::is_future(date, context.as_of) {
            future(date)
        } else {
            (Some((date, DateSource::List)), None)
        };
    }
    if let Some(date) = whole.first() {
        return future(*date);
    }
    if pieces.contains(&Piece::Void) {
        return (None, Some("日期是无效值，未采用".into()));
    }
    from_pieces(context, &pieces, address)
}

/// A date whose parts stand in several elements, or without its year.
fn from_pieces(context: &Context<'_>, pieces: &[Piece], address: &Url) -> Printed {
    let year =
        pieces.iter().find_map(|it| if let Piece::Year(year) = it { Some(*year) } else { None });
    let months = pieces.iter().find_map(|it| {
        if let Piece::YearMonth(year, month) = it { Some((*year, *month)) } else { None }
    });
    let single =
        pieces.iter().find_map(|it| if let Piece::Day(day) = it { Some(*day) } else { None });
    let days = pieces.iter().find_map(|it| {
        if let Piece::MonthDay(month, day) = it { Some((*month, *day)) } else { None }
    });
    let good = |date: &NaiveDate| !dates::is_future(*date, context.as_of);
    let date = match (year, months, single, days) {
        (Some(year), _, _, Some((month, day))) => dates::day(year, month, day),
        (_, Some((year, month)), Some(day), _) => dates::day(year, month, day),
        _ => None,
    };
    if let Some(date) = date.filter(good) {
        return (Some((date, DateSource::List)), None);
    }
    let Some((month, day)) = days else { return (None, None) };
    let by_address = dates::in_address(address).and_then(|it| it.year_of(month, day)).filter(good);
    if let Some(date) = by_address {
        return (Some((date, DateSource::List)), None);
    }
    let past = dates::nearest_past(month, day, context.as_of);
    (past.map(|it| (it, DateSource::Inferred)), None)
}

/// Dates that stand between the rows: in `<dd>` under `<dt>`, or as bare text after `</a>`.
fn dates_between(context: &Context<'_>, run: &mut Run) {
    let doc = context.doc;
    if run.rows.iter().any(is_printed) {
        return;
    }
    let last = run.rows.len() - 1;
    let parent_end = doc.nodes[run.parent].end;
    let gap = |range: Range<usize>| -> Option<Vec<String>> {
        let is_short = range.len() < 30 && range.clone().all(|it| &*doc.nodes[it].tag != "a");
        let texts = doc.nodes[range]
            .iter()
            .filter(|it| it.is_text() && !it.raw)
            .map(|it| it.text.trim().to_owned());
        is_short.then(|| texts.filter(|it| !it.is_empty()).collect())
    };
    let mut gaps: Vec<Option<Vec<String>>> = vec![gap(run.parent + 1..run.start())];
    for at in 0..=last {
        let end = if at == last { parent_end } else { run.rows[at + 1].start };
        gaps.push(gap(run.rows[at].end..end.max(run.rows[at].end)));
    }
    let holds = |at: usize| {
        gaps[at].as_ref().is_some_and(|it| {
            it.iter().any(|text| {
                !dates::whole(&dates::plain(text)).is_empty() || dates::piece(text).is_some()
            })
        })
    };
    let shift = usize::from(!(holds(0) && !holds(last + 1)));
    for at in 0..=last {
        let Some(texts) = &gaps[at + shift] else { continue };
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (printed, odd) = read(context, &texts, &run.rows[at].address);
        if let Some((date, source)) = printed {
            run.rows[at].date = Some(date);
            run.rows[at].source = Some(source);
        }
        if odd.is_some() {
            run.rows[at].date = None;
            run.rows[at].odd = odd;
        }
    }
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
    3 <= count && 9 * count <= letters && articles * 10 >= count * 7 && own * 2 > count
}

/// Ends in a file or a number, not in a folder.
fn is_article_like(address: &Url) -> bool {
    let last = address.path().rsplit('/').next().unwrap_or_default();
    let digits = |text: &str| text.split(|it: char| !it.is_ascii_digit()).any(|it| 3 <= it.len());
    let is_index =
        last.starts_with("index") || last.starts_with("list") || last.starts_with("Index");
    !is_index && (digits(last) || address.query().is_some_and(digits) || 24 <= last.len())
}

/// Of two runs one in the other the dated one stays, else the outer.
fn untangle(runs: &mut Vec<Run>) {
    runs.sort_by_key(|it| (it.start(), std::cmp::Reverse(it.end())));
    let mut keep = vec![true; runs.len()];
    let mut open: Vec<usize> = Vec::new();
    for at in 0..runs.len() {
        open.retain(|it| runs[at].start() < runs[*it].end());
        for outer in open.clone() {
            let inside = runs[outer]
                .rows
                .iter()
                .any(|row| row.start <= runs[at].start() && runs[at].end() <= row.end);
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
