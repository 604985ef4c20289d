//! The columns' pages: lists in pages, single texts, frames, and what else stands where a list is expected.

use crate::demo::answers::Answer;
use crate::demo::dialects::{Leaf, Row};
use crate::demo::feed::Feed;
use crate::demo::plan::{ColumnBody, ColumnPlan, Paging, SitePlan};
use crate::demo::skeleton::{Leaflet, column_href, crumb, place, site_name, whole};
use crate::demo::words;
use chrono::{Datelike, Days, NaiveDate};

const PER_PAGE: usize = 8;

pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) path: String,
    pub(crate) day: NaiveDate,
}

pub(crate) fn entries(site: &SitePlan, column: &ColumnPlan) -> Vec<Entry> {
    let ColumnBody::List(days) = &column.body else { return Vec::new() };
    days.iter()
        .enumerate()
        .map(|(index, day)| {
            let planned = column.titles.iter().find(|(at, _)| *at == index);
            let title = planned.map_or_else(
                || words::title(column.theme, &site.short, index, day.year() - 1),
                |(_, title)| title.clone(),
            );
            let made = if column.skew < 0 {
                *day - Days::new(column.skew.unsigned_abs())
            } else {
                *day + Days::new(column.skew.unsigned_abs())
            };
            let serial = column.id * 100 + days.len() - index;
            let elsewhere = column.leads_to.get(index).cloned();
            let own = || site.dialect.article(place(site, column), serial, made);
            Entry { title, path: elsewhere.unwrap_or_else(own), day: *day }
        })
        .collect()
}

/// The lines of a list from its `first`th.
pub(crate) fn rows(
    column: &ColumnPlan,
    first: usize,
    entries: &[Entry],
    href: impl Fn(&Entry) -> String,
) -> Vec<Row> {
    let print = column.print;
    let instead = |at: usize| {
        column.printed.iter().find(|(number, _)| *number == at).map(|(_, words)| words.clone())
    };
    entries
        .iter()
        .enumerate()
        .map(|(index, it)| Row {
            title: it.title.clone(),
            href: href(it),
            day: it.day,
            print,
            instead: instead(first + index),
        })
        .collect()
}

pub(crate) fn column_pages(
    site: &SitePlan,
    column: &ColumnPlan,
    entries: &[Entry],
) -> Vec<(String, Answer)> {
    let path = site.dialect.column(place(site, column));
    match &column.body {
        ColumnBody::Elsewhere(_) | ColumnBody::At(_) => Vec::new(),
        ColumnBody::List(_) => list_pages(site, column, entries),
        ColumnBody::Single => {
            vec![(path, leaf(site, column, &single(site, column)))]
        }
        ColumnBody::Says(words) => {
            let main =
                format!("<h2>{}</h2>\n<div class=\"list\"><p>{words}</p></div>\n", column.name);
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Frame => {
            let main = format!("<h2>{}</h2>\n{}", column.name, site.dialect.frame());
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Markup(markup) => {
            let main = format!("<h2>{}</h2>\n{markup}", column.name);
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Parent(names) => {
            let main = format!("<h2>{}</h2>\n{}", column.name, boxes(site, names));
            vec![(path, leaf(site, column, &main))]
        }
        ColumnBody::Script => {
            let main = format!(
                "<h2>{}</h2>\n<ul class=\"list\" id=\"list\"></ul>\n<script>$.ajax({{url:\"/site/label/8888?labelName=publicInfoList&pageIndex=1&organId={}&catId={}\",\
                 success:function(data){{$(\"#list\").html(data);}}}});</script>\n",
                column.name,
                site.organ.unwrap_or_default(),
                column.id
            );
            vec![(path, leaf(site, column, &main))]
        }
    }
}

fn list_pages(site: &SitePlan, column: &ColumnPlan, entries: &[Entry]) -> Vec<(String, Answer)> {
    let at = place(site, column);
    let pages = entries.len().div_ceil(PER_PAGE).max(1);
    let mut all = Vec::new();
    for (index, part) in entries.chunks(PER_PAGE).enumerate() {
        let number = index + 1;
        let shown = if column.paging == Paging::Deaf {
            &entries[..PER_PAGE.min(entries.len())]
        } else {
            part
        };
        let leaf_at = Leaf {
            number,
            pages,
            entries: entries.len(),
            scripted: column.paging == Paging::Promises,
        };
        let rows =
            rows(column, index * PER_PAGE, shown, |it| site.dialect.relative(at, &it.path, number));
        let mut list = match column.states.get(index * PER_PAGE..) {
            Some(states) if !states.is_empty() => letters(&rows, states),
            _ => site.dialect.list(at, &rows, leaf_at),
        };
        if let Some(retouch) = column.retouch {
            list = retouch(&list);
        }
        let main = format!(
            "<h2>{}</h2>\n{}{list}{}{}",
            column.name,
            column.around.0,
            site.dialect.pager(at, leaf_at),
            column.around.1
        );
        let page = leaf(site, column, &main);
        let path =
            if number == 1 { site.dialect.column(at) } else { site.dialect.page_at(at, leaf_at) };
        if number == 1 {
            all.extend(column.aliases.iter().map(|alias| (alias.clone(), page.clone())));
        }
        if !path.is_empty() {
            all.push((path, page));
        }
    }
    all
}

/// A table of letters: when each was asked, how it stands, when it was answered.
fn letters(rows: &[Row], states: &[&str]) -> String {
    let line = |(row, state): (&Row, &&str)| {
        let asked = row.day;
        let is_answered = state.starts_with('已');
        let answered = if is_answered { (asked + Days::new(2)).to_string() } else { String::new() };
        format!(
            "<tr><td><a href=\"{}\">{}</a></td><td>{asked}</td><td>{state}</td><td>{answered}</td></tr>\n",
            row.href, row.title
        )
    };
    let lines: String = rows.iter().zip(states).map(line).collect();
    format!(
        "<table class=\"letters\">\n<tr><th>标题</th><th>来信时间</th><th>办理状态</th><th>回复时间</th></tr>\n{lines}</table>\n"
    )
}

/// The interface that brings a column's list, for products that have one.
pub(crate) fn feed(site: &SitePlan, column: &ColumnPlan) -> Option<Feed> {
    let ColumnBody::List(_) = &column.body else { return None };
    let pages: Vec<Vec<Row>> = entries(site, column)
        .chunks(PER_PAGE)
        .enumerate()
        .map(|(index, part)| rows(column, index * PER_PAGE, part, |it| it.path.clone()))
        .collect();
    site.dialect.feed(place(site, column), &pages)
}

/// The first lines of other columns, as a page has them that only leads on to these.
fn boxes(site: &SitePlan, names: &[&str]) -> String {
    let mut html = String::new();
    for column in site.columns.iter().filter(|it| names.contains(&it.name.as_str())) {
        let entries = entries(site, column);
        let top = &entries[..entries.len().min(2)];
        html.push_str(&format!(
            "<div class=\"box\"><h3><a href=\"{0}\">{1}</a><a class=\"more\" href=\"{0}\">更多&gt;&gt;</a></h3>\n{2}</div>\n",
            column_href(site, column),
            column.name,
            site.dialect.boxed(&rows(column, 0, top, |it| it.path.clone()))
        ));
    }
    html
}

fn single(site: &SitePlan, column: &ColumnPlan) -> String {
    let title = format!("{}{}", site.short, column.name);
    format!(
        "<h1>{title}</h1>\n<div class=\"content\">\n{}</div>\n",
        words::text(&title, &site.short)
    )
}

fn leaf(site: &SitePlan, column: &ColumnPlan, main: &str) -> Answer {
    let name = site_name(site);
    let writing = column.writing.unwrap_or(site.writing);
    let own = column.calls_itself.unwrap_or(&column.name);
    let tags = format!(
        "<meta name=\"ColumnName\" content=\"{own}\">\n<meta name=\"ColumnDescription\" content=\"{0}{own}\">\n\
         <meta name=\"ColumnKeywords\" content=\"{own}\">\n<meta name=\"ColumnType\" content=\"{1}\">\n",
        site.short, column.kind
    );
    let title = format!("{own}-{name}");
    let page =
        Leaflet { title: &title, tags, crumb: crumb(site, Some(column)), main: main.to_owned() };
    Answer::page(writing, &whole(site, writing, &page))
}
