//! The date that is printed for a row: beside the link, in it, between rows, in pieces, without a year.

use crate::model::page::DateSource;
use crate::parse::dates::{self, Piece};
use crate::parse::doc::Doc;
use crate::parse::lists::Context;
use crate::parse::lists::heads::{self, Over};
use crate::parse::lists::rows::{Row, Run, is_printed};
use chrono::NaiveDate;
use std::ops::Range;
use url::Url;

pub(super) type Printed = (Option<(NaiveDate, DateSource)>, Option<Odd>);

/// Something that is printed where the day of publication stands and can be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A day after the audit's.
    Ahead(NaiveDate),
    Void,
}

impl Odd {
    pub(crate) fn chinese(self) -> String {
        match self {
            Self::Ahead(date) => format!("日期 {date} 晚于检查日期，未采用"),
            Self::Void => "日期是无效值，未采用".into(),
        }
    }
}

/// The date that stands in the row outside the title, or alone inside the link, or after a label in `title`.
pub(super) fn printed_date(
    context: &Context<'_>,
    at: usize,
    links: &[usize],
    address: &Url,
) -> Printed {
    let doc = context.doc;
    let is_link = |it: usize| links.iter().any(|link| doc.range(*link).contains(&it));
    let over = heads::over(doc, at);
    let stands_under = |it: usize, wanted: Over| {
        over.iter().any(|(cell, said)| *said == wanted && cell.contains(&it))
    };
    let mut texts = unnumbered(doc, at);
    texts.retain(|(it, _)| !stands_under(*it, Over::Other));
    let published: Vec<&str> =
        texts.iter().filter(|(it, _)| stands_under(*it, Over::Published)).map(|it| it.1).collect();
    let found = read(context, &published, address);
    if found != (None, None) {
        return found;
    }
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

/// Texts of a row without its number in the first cell.
fn unnumbered(doc: &Doc, at: usize) -> Vec<(usize, &str)> {
    let mut texts = own_texts(doc, at);
    let is_number = texts.first().is_some_and(|(it, text)| {
        let cell = doc.ancestors(*it).find(|it| &*doc.nodes[*it].tag == "td");
        &*doc.nodes[at].tag == "tr"
            && matches!(dates::piece(text), Some(Piece::Day(_)))
            && cell.is_some_and(|it| doc.text(it) == *text)
    });
    if is_number {
        texts.remove(0);
    }
    texts
}

pub(super) fn read(context: &Context<'_>, texts: &[&str], address: &Url) -> Printed {
    let mut whole: Vec<NaiveDate> = Vec::new();
    let mut sure = None;
    let mut pieces = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let flat = dates::plain(text);
        for spot in dates::whole(&flat) {
            let before = format!(
                "{}{}",
                if at == 0 { "" } else { tail(texts[at - 1]) },
                tail(&flat[..spot.start])
            );
            if dates::is_other_day(&before, &flat[spot.end..]) {
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
                        .filter(|it| !dates::is_other_day(&joined[..it.start], &joined[it.end..]))
                        .map(|it| it.date),
                );
            }
        }
    }
    whole.extend(
        pieces.iter().filter_map(|it| if let Piece::Whole(date) = it { Some(*date) } else { None }),
    );
    let future = |date: NaiveDate| (None, Some(Odd::Ahead(date)));
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
        return (None, Some(Odd::Void));
    }
    from_pieces(context, &pieces, address)
}

/// The end of a text, enough for the words that stand just before a date.
fn tail(text: &str) -> &str {
    &text[text.floor_char_boundary(text.len().saturating_sub(100))..]
}

/// A date whose parts stand in several elements, or without its year.
fn from_pieces(context: &Context<'_>, pieces: &[Piece], address: &Url) -> Printed {
    let good = |date: &NaiveDate| !dates::is_future(*date, context.as_of);
    let year = pieces.iter().find_map(|it| match it {
        Piece::Year(year) => Some(*year),
        _ => None,
    });
    let full = pieces.iter().enumerate().find_map(|(at, it)| match it {
        Piece::YearMonth(year, month) => dates::day(*year, *month, day_beside(pieces, at)?),
        _ => None,
    });
    let days = month_and_day(pieces);
    let date =
        full.or_else(|| year.zip(days).and_then(|(it, (month, day))| dates::day(it, month, day)));
    if let Some(date) = date.or_else(|| three_figures(pieces)).filter(good) {
        return (Some((date, DateSource::List)), None);
    }
    let Some((month, day)) = days else { return (None, None) };
    let by_address = dates::in_address(address).and_then(|it| it.year_of(month, day)).filter(good);
    if let Some(date) = by_address {
        return (Some((date, DateSource::List)), None);
    }
    let past = context.as_of.nearest_past(month, day);
    (past.map(|it| (it, DateSource::Inferred)), None)
}

fn month_and_day(pieces: &[Piece]) -> Option<(u32, u32)> {
    pieces.iter().enumerate().find_map(|(at, it)| match it {
        Piece::MonthDay(month, day) => Some((*month, *day)),
        Piece::Month(month) => Some((*month, day_beside(pieces, at)?)),
        _ => None,
    })
}

/// The day that belongs to a month: it stands large before it, or right behind it.
fn day_beside(pieces: &[Piece], month: usize) -> Option<u32> {
    let day = |at: Option<usize>| match pieces.get(at?) {
        Some(Piece::Day(day)) => Some(*day),
        _ => None,
    };
    day(month.checked_sub(1)).or_else(|| day(Some(month + 1))).or_else(|| {
        pieces.iter().find_map(|it| if let Piece::Day(day) = it { Some(*day) } else { None })
    })
}

/// 2026, 11 and 02, each by itself, the year first.
fn three_figures(pieces: &[Piece]) -> Option<NaiveDate> {
    match pieces {
        [Piece::Year(year), Piece::Day(month), Piece::Day(day)] => dates::day(*year, *month, *day),
        _ => None,
    }
}

/// Dates that stand between the rows: in `<dd>` under `<dt>`, or as bare text after `</a>`.
pub(super) fn dates_between(context: &Context<'_>, run: &mut Run) {
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
    let shift = usize::from(!holds(0) || holds(last + 1));
    for at in 0..=last {
        let Some(texts) = &gaps[at + shift] else { continue };
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let printed = read(context, &texts, &run.rows[at].address);
        set(&mut run.rows[at], printed);
    }
}

/// Rows without a date whose dates stand in a table or list of their own, as many as there are rows.
pub(super) fn dates_beside(context: &Context<'_>, run: &mut Run) {
    let doc = context.doc;
    let count = run.rows.len();
    if count < 3 || run.rows.iter().any(is_printed) {
        return;
    }
    for outer in doc.ancestors(run.parent).take(5) {
        if 40 * count + 60 < doc.size(outer) {
            return;
        }
        let dates = doc.children(outer).filter(|it| doc.links_in(*it) == 0).find_map(|it| {
            let texts = doc.nodes[doc.range(it)].iter().filter(|it| it.is_text() && !it.raw);
            let dates: Vec<&str> = texts.map(|it| it.text.trim()).filter(|it| is_day(it)).collect();
            (dates.len() == count).then_some(dates)
        });
        if let Some(dates) = dates {
            for (row, text) in run.rows.iter_mut().zip(dates) {
                set(row, read(context, &[text], &row.address));
            }
            run.printed = run.rows.iter().filter(|it| is_printed(it)).count();
            return;
        }
    }
}

fn is_day(text: &str) -> bool {
    matches!(dates::piece(text), Some(Piece::Whole(_) | Piece::MonthDay(..) | Piece::Void))
}

fn set(row: &mut Row, printed: Printed) {
    let (date, odd) = printed;
    if let Some((date, source)) = date {
        row.date = Some(date);
        row.source = Some(source);
    }
    if odd.is_some() {
        row.date = None;
        row.odd = odd;
    }
}
