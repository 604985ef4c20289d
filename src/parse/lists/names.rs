//! What a box is called and where its 更多 leads.

use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::lists::{Context, Run};
use std::ops::Range;
use url::Url;

#[derive(Default)]
pub(super) struct Heading {
    pub(super) name: Option<String>,
    pub(super) more: Option<Url>,
}

/// Looks before the run, then before what holds it, up to where other lists begin.
pub(super) fn of(context: &Context<'_>, runs: &[Run], at: usize) -> Heading {
    let doc = context.doc;
    let run = &runs[at];
    let mut heading = Heading::default();
    let mut inner = run.start();
    let mut among_tabs = false;
    for outer in doc.ancestors(run.start()).take(6) {
        // A script whose records are laid out behind it reaches round them.
        let says = |it: &usize| {
            let node = &doc.nodes[*it];
            node.end <= inner
                && !matches!(&*node.tag, "script" | "style")
                && !(node.is_text() && node.text.trim().is_empty())
        };
        let mut looked = 0;
        for sibling in doc.before(inner).take(60).filter(says).take(24) {
            if holds_run(runs, at, doc.range(sibling)) {
                if is_tab(doc, runs, inner, sibling) {
                    among_tabs = true;
                    continue;
                }
                return heading;
            }
            looked += 1;
            if 3 < looked {
                break;
            }
            read(context, runs, at, sibling, &mut heading);
            if among_tabs && place_among_tabs(doc, runs, at, sibling) == 0 {
                heading.name = None;
            }
            if heading.name.is_some() {
                break;
            }
        }
        if heading.more.is_none() {
            heading.more = more_within(context, outer, runs, at);
        }
        if heading.name.is_some() {
            return heading;
        }
        inner = outer;
    }
    heading
}

fn holds_run(runs: &[Run], except: usize, range: Range<usize>) -> bool {
    held(runs, range).any(|it| it != except)
}

/// The runs that begin in a range; they stand in the order of the page.
fn held(runs: &[Run], range: Range<usize>) -> Range<usize> {
    let first = runs.partition_point(|it| it.start() < range.start);
    let after = runs.partition_point(|it| it.start() < range.end);
    first..after.max(first)
}

/// Panels side by side, each with one run and no heading of its own, are tabs of one box.
fn is_tab(doc: &Doc, runs: &[Run], inner: usize, sibling: usize) -> bool {
    let held = held(runs, doc.range(sibling));
    doc.nodes[sibling].tag == doc.nodes[inner].tag
        && held.len() == 1
        && labels(doc, sibling..runs[held.start].start()).is_empty()
}

fn read(context: &Context<'_>, runs: &[Run], at: usize, sibling: usize, heading: &mut Heading) {
    let doc = context.doc;
    let node = &doc.nodes[sibling];
    if node.is_text() || node.raw || 120 < doc.size(sibling) || node.end <= sibling + 1 {
        if node.is_text() && is_name(node.text.trim()) {
            heading.name = Some(node.text.trim().to_owned());
        }
        return;
    }
    let mut tabs = labels(doc, doc.range(sibling));
    tabs.retain(|(label, link)| !is_article(context, &runs[at], label, link.as_deref()));
    if tabs.iter().any(|(it, _)| is_way(it)) {
        return;
    }
    let more = mores(context, sibling);
    let place = place_among_tabs(doc, runs, at, sibling);
    if 0 < place && tabs.len() <= place {
        return;
    }
    if 1 < tabs.len() {
        let (label, link) = &tabs[place];
        heading.name = Some(label.clone());
        let own = link.as_deref().and_then(|it| resolve(context.base, it));
        heading.more = more.get(place).cloned().or(own).or_else(|| more.first().cloned());
        return;
    }
    heading.more = heading.more.take().or_else(|| more.first().cloned());
    if let Some((label, link)) = tabs.first() {
        heading.name = Some(label.clone());
        let own = link.as_deref().and_then(|it| resolve(context.base, it));
        heading.more = heading.more.take().or(own);
    }
}

/// The title of an article above the rows: long, with an address like theirs.
fn is_article(context: &Context<'_>, run: &Run, label: &str, link: Option<&str>) -> bool {
    let shape = |it: &Url| {
        let plain = it.as_str().chars().filter(|it| !it.is_ascii_digit());
        plain.collect::<String>()
    };
    8 < label.chars().count()
        && link
            .and_then(|it| resolve(context.base, it))
            .is_some_and(|it| run.rows.iter().take(3).any(|row| shape(&row.address) == shape(&it)))
}

/// Which of the tabs of its box a run is: how many runs stand between the heading and it.
fn place_among_tabs(doc: &Doc, runs: &[Run], at: usize, heading: usize) -> usize {
    let after = doc.nodes[heading].end;
    let first = held(runs, after..after).start.min(at);
    runs[first..at].iter().filter(|it| it.parent != runs[at].parent).count()
}

/// No heading has more tabs.
const LABELS: usize = 60;

/// Short texts of a heading in order, each with the address of its link.
fn labels(doc: &Doc, within: Range<usize>) -> Vec<(String, Option<String>)> {
    let mut labels: Vec<(String, Option<String>)> = Vec::new();
    let mut link = None;
    for at in within {
        let node = &doc.nodes[at];
        if &*node.tag == "a" {
            link = Some(at);
        }
        if !node.is_text() || node.raw {
            continue;
        }
        let text =
            node.text.trim().trim_matches(['>', '»', '|', '·', ':', '：', '/', '＞', '+']).trim();
        let holder = link.filter(|it| doc.range(*it).contains(&at));
        let target = holder.and_then(|it| doc.nodes[it].attr("href")).map(str::to_owned);
        if is_name(text) && labels.iter().all(|(it, _)| it != text) {
            labels.push((text.to_owned(), target));
        }
        if LABELS < labels.len() {
            break;
        }
    }
    labels
}

/// Words of navigation and breadcrumb.
fn is_way(text: &str) -> bool {
    let bare: String = text.chars().filter(|it| it.is_alphabetic()).collect();
    matches!(bare.as_str(), "首页" | "网站首页" | "返回首页" | "设为首页") || bare.ends_with("位置")
}

fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=24).contains(&count)
        && !is_more(text)
        && text.chars().any(char::is_alphabetic)
        && crate::parse::dates::piece(text).is_none()
}

fn is_more(text: &str) -> bool {
    // None of the words is longer.
    let bare: String =
        text.chars().filter(|it| it.is_alphabetic()).take(5).collect::<String>().to_lowercase();
    matches!(
        bare.as_str(),
        "更多" | "more" | "查看更多" | "进入栏目" | "更多内容" | "更多信息" | "查看全部"
    ) || bare.is_empty() && text.contains(['>', '»', '+'])
}

fn mores(context: &Context<'_>, within: usize) -> Vec<Url> {
    let doc = context.doc;
    doc.range(within)
        .filter(|it| &*doc.nodes[*it].tag == "a")
        .filter(|it| {
            let text = doc.any_text(*it);
            is_more(&text)
                || text.chars().count() <= 4 && doc.nodes[*it].names().contains("more")
                || text.is_empty() && doc.nodes[*it].attr("title").is_some_and(is_more)
        })
        .filter_map(|it| resolve(context.base, doc.nodes[it].attr("href")?))
        .collect()
}

/// A 更多 anywhere in what holds this run and no other.
fn more_within(context: &Context<'_>, outer: usize, runs: &[Run], at: usize) -> Option<Url> {
    let doc = context.doc;
    if 600 < doc.size(outer) || holds_run(runs, at, doc.range(outer)) {
        return None;
    }
    mores(context, outer).into_iter().next()
}
