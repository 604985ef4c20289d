//! The list that a family's selectors nominate, and how it and the general reader settle which is the page's own.

use crate::model::page::Place;
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::family::Known;
use crate::parse::lists::printed::{dates_between, printed_date, read};
use crate::parse::lists::rows::{Row, Run, is_printed, row};
use crate::parse::lists::titles::{is_step, title};
use crate::parse::lists::{Context, main_runs};
use crate::parse::select::Selector;
use std::collections::HashSet;
use std::ops::Range;

/// Bigger elements hold more than one entry.
const ENTRY_SIZE: usize = 600;
const ENTRY_LINKS: usize = 30;

/// What the page's lists are, and which of them are its own.
pub(crate) struct Settled {
    pub(crate) runs: Vec<Run>,
    pub(crate) main: Option<Vec<usize>>,
    /// Tickers, hot lists and the like.
    pub(crate) aside: Vec<usize>,
    /// Why the family's list was not taken.
    pub(crate) odd: Option<String>,
}

/// Ranges in document order, none within another.
struct Parts(Vec<Range<usize>>);

impl Parts {
    fn new(selectors: &[Selector], doc: &Doc) -> Self {
        let mut ranges: Vec<Range<usize>> = selectors
            .iter()
            .flat_map(|it| it.find(doc, 0..doc.nodes.len()))
            .map(|it| doc.range(it))
            .collect();
        ranges.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
        let mut end = 0;
        ranges.retain(|it| {
            let is_outer = end <= it.start;
            end = end.max(it.end);
            is_outer
        });
        Self(ranges)
    }

    fn hold(&self, at: usize) -> bool {
        let after = self.0.partition_point(|it| it.start <= at);
        after.checked_sub(1).is_some_and(|it| self.0[it].contains(&at))
    }
}

/// Takes the family's list where it hides nothing that the general reader finds, else the general reader's.
pub(crate) fn settle(
    context: &Context<'_>,
    known: Option<&Known>,
    runs: Vec<Run>,
    has_pager: bool,
) -> Settled {
    let Some(known) = known else {
        let main = main_runs(context, &runs, has_pager);
        return Settled { runs, main, aside: Vec::new(), odd: None };
    };
    let aside = Parts::new(&known.list.aside, context.doc);
    let (mut rest, beside): (Vec<Run>, Vec<Run>) =
        runs.into_iter().partition(|it| !aside.hold(it.start()));
    let main = main_runs(context, &rest, has_pager);
    let Some(own) = nominated(context, known, &aside) else {
        return merged(rest, beside, main, None);
    };
    let general: Vec<&Row> = main.iter().flatten().flat_map(|it| &rest[*it].rows).collect();
    let dated = |rows: &[&Row]| rows.iter().filter(|it| it.date.is_some()).count();
    let family: Vec<&Row> = own.rows.iter().collect();
    let (few, many) = (dated(&family), dated(&general));
    if few < many || many == 0 && few == 0 && family.len() < general.len() {
        let odd = (few < many).then(|| {
            format!("按建站系统（{}）的版式只读到 {few} 条有日期的条目，通用方法读到 {many} 条，已采用后者", known.data.name)
        });
        return merged(rest, beside, main, odd);
    }
    // One of several boxes of a hub, or one of the tabs of a box, is not its own list.
    let all: usize = rest.iter().map(|it| it.printed).sum();
    let is_tab = || {
        context.crumbs.is_none() && rest.iter().any(|it| it.hidden && own.printed <= 2 * it.printed)
    };
    if main.is_none() && !has_pager && (own.printed * 2 < all || is_tab()) {
        return merged(rest, beside, None, None);
    }
    let (start, end) = (own.start(), own.end());
    rest.retain(|it| it.end() <= start || end <= it.start());
    let at = rest.partition_point(|it| it.start() < start);
    rest.insert(at, own);
    merged(rest, beside, Some(vec![at]), None)
}

/// All runs in document order again.
fn merged(
    mut runs: Vec<Run>,
    beside: Vec<Run>,
    main: Option<Vec<usize>>,
    odd: Option<String>,
) -> Settled {
    let main: Option<Vec<usize>> =
        main.map(|it| it.into_iter().map(|it| runs[it].start()).collect());
    let aside: Vec<usize> = beside.iter().map(Run::start).collect();
    runs.extend(beside);
    runs.sort_by_key(Run::start);
    let places = |starts: &[usize]| {
        let starts: HashSet<usize> = starts.iter().copied().collect();
        let places = runs.iter().enumerate().filter(|(_, it)| starts.contains(&it.start()));
        places.map(|it| it.0).collect()
    };
    Settled { main: main.as_deref().map(places), aside: places(&aside), runs, odd }
}

/// The one list that the family's selectors point at; `None` where they point at none or at several.
fn nominated(context: &Context<'_>, known: &Known, aside: &Parts) -> Option<Run> {
    if known.list.entry.is_empty() {
        return None;
    }
    let doc = context.doc;
    let reader = Reader { context, known, aside, skip: Parts::new(&known.list.skip, doc) };
    if known.list.holder.is_empty() {
        return reader.only(&reader.side_by_side());
    }
    known.list.holder.iter().find_map(|holder| {
        let holders = holder.find(doc, 0..doc.nodes.len());
        let mut end = 0;
        let mut groups = Vec::new();
        for at in holders {
            // Of two holders one in the other the outer has all entries.
            if at < end {
                continue;
            }
            end = doc.nodes[at].end;
            groups.push(reader.entries(doc.range(at)));
        }
        reader.only(&groups)
    })
}

struct Reader<'a> {
    context: &'a Context<'a>,
    known: &'a Known,
    aside: &'a Parts,
    skip: Parts,
}

impl Reader<'_> {
    /// Entries of the whole page by what holds them.
    fn side_by_side(&self) -> Vec<Vec<usize>> {
        let doc = self.context.doc;
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for at in self.entries(0..doc.nodes.len()) {
            let parent = doc.nodes[at].parent;
            match groups.last_mut().filter(|it| it.0 == parent) {
                Some((_, group)) => group.push(at),
                None => groups.push((parent, vec![at])),
            }
        }
        groups.into_iter().map(|it| it.1).collect()
    }

    /// Entries within a range: of two, one in the other, the outer; but rows of a table that lays out the page are none.
    fn entries(&self, range: Range<usize>) -> Vec<usize> {
        let doc = self.context.doc;
        let mut entries: Vec<usize> = Vec::new();
        let found = self.known.list.entry.iter().map(|it| it.find(doc, range.clone()));
        let found = found.into_iter().find(|it| it.iter().any(|at| 0 < doc.links_in(*at)));
        for at in found.unwrap_or_default() {
            let links = doc.links_in(at);
            if self.skip.hold(at) || links == 0 || ENTRY_LINKS < links || ENTRY_SIZE < doc.size(at)
            {
                continue;
            }
            if let Some(last) = entries.last()
                && at < doc.nodes[*last].end
            {
                if &*doc.nodes[at].tag != "tr" {
                    continue;
                }
                entries.pop();
            }
            entries.push(at);
        }
        entries
    }

    /// The one group that is a list of the family's, pieces of it put together.
    fn only(&self, groups: &[Vec<usize>]) -> Option<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for run in groups.iter().filter_map(|it| self.run(it)) {
            match runs.last_mut() {
                Some(last) if self.is_next_piece(last, &run) => last.rows.extend(run.rows),
                Some(_) => return None,
                None => runs.push(run),
            }
        }
        let mut run = runs.pop()?;
        run.printed = run.rows.iter().filter(|it| is_printed(it)).count();
        Some(run)
    }

    fn run(&self, entries: &[usize]) -> Option<Run> {
        let doc = self.context.doc;
        let first = &doc.nodes[*entries.first()?];
        let is_place = first.is_shown() && matches!(first.place, Place::Body | Place::Nav);
        if !is_place || self.aside.hold(entries[0]) || self.in_crumbs(entries[0]) {
            return None;
        }
        let rows: Vec<Row> = entries.iter().filter_map(|it| self.row(*it)).collect();
        let ours = rows.iter().filter(|it| self.is_ours(it)).count();
        if rows.is_empty() || ours * 2 < rows.len() {
            return None;
        }
        let parent = first.parent;
        let are_siblings = rows.iter().all(|it| doc.nodes[it.start].parent == parent);
        let mut run = Run::of(parent, rows, first);
        if are_siblings {
            dates_between(self.context, &mut run);
        }
        Some(run)
    }

    fn in_crumbs(&self, at: usize) -> bool {
        self.context.crumbs.is_some_and(|it| self.context.doc.range(it).contains(&at))
    }

    /// Lists of five rows each, side by side with nothing to read between.
    fn is_next_piece(&self, last: &Run, next: &Run) -> bool {
        let doc = self.context.doc;
        let (one, other) = (&doc.nodes[last.parent], &doc.nodes[next.parent]);
        last.parent != next.parent
            && one.tag == other.tag
            && doc.nodes[last.rows[last.rows.len() - 1].start].parent != next.parent
            && one.parent == other.parent
            && doc.text_of(last.end()..next.start(), 60).is_empty()
    }

    /// Whether one of the row's links is written as the family writes those of articles.
    fn is_ours(&self, row: &Row) -> bool {
        let doc = self.context.doc;
        let forms = &self.known.list.address;
        forms.is_empty()
            || doc
                .range(row.start)
                .filter_map(|it| doc.nodes[it].attr("href"))
                .any(|href| forms.iter().any(|it| it.is_match(href.trim())))
    }

    fn row(&self, at: usize) -> Option<Row> {
        let list = &self.known.list;
        let mut row = match self.link(at) {
            None => row(self.context, at)?,
            Some(link) => match row(self.context, at) {
                Some(row) if self.resolved(link).is_some_and(|it| it == row.address) => row,
                _ => self.made(at, link)?,
            },
        };
        let doc = self.context.doc;
        let named = list.title.iter().flat_map(|it| it.find(doc, doc.range(at))).find_map(|it| {
            let title = title(doc, it);
            (!title.is_empty()).then_some(title)
        });
        if let Some(title) = named {
            row.title = title;
        }
        self.date(&mut row);
        Some(row)
    }

    fn resolved(&self, link: usize) -> Option<url::Url> {
        resolve(self.context.base, self.context.doc.nodes[link].attr("href")?)
    }

    /// The first link by the family's selectors that leads somewhere and says something.
    fn link(&self, at: usize) -> Option<usize> {
        let doc = self.context.doc;
        self.known.list.link.iter().flat_map(|it| it.find(doc, doc.range(at))).find(|it| {
            let title = title(doc, *it);
            self.resolved(*it).is_some() && !title.is_empty() && !is_step(&title)
        })
    }

    /// A row that the general reader would not have read, or by another link.
    fn made(&self, at: usize, link: usize) -> Option<Row> {
        let doc = self.context.doc;
        let address = self.resolved(link)?;
        let (printed, odd) = printed_date(self.context, at, &[link], &address);
        let (date, source) = printed.unzip();
        Some(Row {
            start: at,
            end: doc.nodes[at].end,
            title: title(doc, link),
            address,
            date,
            source,
            odd,
        })
    }

    /// The date where the family prints it; what the general reader found where nothing stands there.
    fn date(&self, row: &mut Row) {
        let doc = self.context.doc;
        for selector in &self.known.list.date {
            let texts: Vec<&str> = selector
                .find(doc, row.start..row.end)
                .into_iter()
                .flat_map(|it| doc.range(it))
                .map(|it| &doc.nodes[it])
                .filter(|it| it.is_text() && it.is_shown())
                .map(|it| it.text.trim())
                .filter(|it| !it.is_empty())
                .take(12)
                .collect();
            let (found, odd) = read(self.context, &texts, &row.address);
            if found.is_some() || odd.is_some() {
                (row.date, row.source) = found.unzip();
                row.odd = odd;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::day::AuditDay;
    use crate::parse::family;
    use crate::parse::lists::runs;
    use url::Url;

    /// Titles with dates of the page's own list, and whether it was odd.
    fn own(name: &str, html: &str) -> (String, bool) {
        let doc = Doc::new(html);
        let page = Url::parse("http://a/zw/index.html").unwrap();
        let as_of = AuditDay::new("2026-11-20".parse().unwrap());
        let context = Context { doc: &doc, base: &page, page: &page, as_of, crumbs: None };
        let known = family::all().iter().find(|it| it.data.name == name);
        let Settled { runs, main, odd, .. } = settle(&context, known, runs(&context), false);
        let rows = main.iter().flatten().flat_map(|it| &runs[*it].rows);
        let rows: Vec<String> = rows
            .map(|it| {
                let day = it.date.map(|it| it.format("%m%d").to_string()).unwrap_or_default();
                format!("{}{day}", it.title.chars().next().unwrap())
            })
            .collect();
        (rows.join(" "), odd.is_some())
    }

    fn rows(letters: &str, folder: &str) -> String {
        let row = |(at, it): (usize, char)| {
            format!(
                "<li><a href='{folder}t20261{at:03}_7.html'>{it}字开头的一条要闻标题</a><span>2026-10-0{}</span></li>",
                at + 1
            )
        };
        format!("<ul>{}</ul>", letters.chars().enumerate().map(row).collect::<String>())
    }

    #[test]
    fn the_list_that_the_family_points_at_is_the_page_s_own() {
        // As long as its neighbour, which only its addresses tell apart.
        let html =
            format!("<div>{}</div><div>{}</div>", rows("甲乙丙", "../hot/"), rows("丁戊己", "./"));
        assert_eq!(own("none", &html), (String::new(), false));
        assert_eq!(own("trs", &html), ("丁1001 戊1002 己1003".into(), false));
    }

    #[test]
    fn pieces_of_a_list_are_one_list_and_two_lists_are_none() {
        let (one, other) = (rows("甲乙", "./"), rows("丙丁", "./"));
        assert_eq!(
            own("trs", &format!("<div>{one}{other}</div>")).0,
            "甲1001 乙1002 丙1001 丁1002"
        );
        assert_eq!(own("trs", &format!("<div>{one}<h3>部门动态</h3>{other}</div>")).0, "");
    }

    #[test]
    fn rows_that_the_family_s_layout_leaves_out_are_not_lost() {
        let html = format!(
            "<ul class=newsList><li><a href=/Item/1.aspx>一条早先的通知公告</a><span>2024-01-02</span></li></ul><div>{}</div>",
            rows("甲乙丙丁戊", "/x/")
        );
        assert_eq!(own("powereasy", &html), ("甲1001 乙1002 丙1003 丁1004 戊1005".into(), true));
    }

    #[test]
    fn lists_that_stand_aside_are_never_the_own_one() {
        let html = format!(
            "<div class=navLetterList>{}</div><div>{}</div>",
            rows("甲乙丙丁戊己庚辛", "/x/"),
            rows("壬癸", "/y/")
        );
        assert_eq!(own("none", &html).0, "");
        assert_eq!(own("powereasy", &html).0, "壬1001 癸1002");
    }

    #[test]
    fn link_and_date_stand_where_the_family_says() {
        let html = "<div class=xxgk_nav_con><div class=xxgk_navli><ul>\
            <li><a href=/public/column/66?type=4>关于城关镇政策文件目录</a></li>\
            <li class=mc><a href=/public/66/1.html>某某办法</a></li><li>2026-08-01</li><li class=rq>2026-06-02</li>\
            </ul></div></div>";
        assert_eq!(own("lonsun", html), ("某0602".into(), false));
        assert_ne!(own("none", html).0, "某0602");
    }
}
