//! Which run is the page's own list: a column's page has one, a hub has none.

use crate::parse::lists::{Context, Run};

/// Words in the name of what holds a list that is not the page's own.
const ASIDE: [&str; 12] = [
    "hot",
    "rank",
    "recommend",
    "relat",
    "aside",
    "sidebar",
    "tuijian",
    "paihang",
    "letter",
    "scroll",
    "marquee",
    "ticker",
];

/// The runs that make up the page's own list, when one clearly stands out; in document order.
pub(crate) fn main_runs(
    context: &Context<'_>,
    runs: &[Run],
    has_pager: bool,
) -> Option<Vec<usize>> {
    let groups = groups(context, runs);
    let mut scored: Vec<(f64, &Vec<usize>)> =
        groups.iter().map(|it| (score(context, runs, it, has_pager), it)).collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (best, group) = scored.first()?;
    let second = scored.get(1).map_or(0.0, |it| it.0);
    let clear = if has_pager || context.crumbs.is_some() { 1.15 } else { 2.2 };
    (second * clear <= *best).then(|| (*group).clone())
}

fn score(context: &Context<'_>, runs: &[Run], group: &[usize], has_pager: bool) -> f64 {
    let rows = || group.iter().flat_map(|it| &runs[*it].rows);
    let mut score: f64 = rows()
        .map(|row| {
            let long = if 8 <= row.title.chars().count() { 1.0 } else { 0.3 };
            long + if row.source == Some(crate::model::page::DateSource::List) {
                2.0
            } else if row.date.is_some() {
                0.7
            } else {
                0.0
            }
        })
        .sum();
    let first = &runs[group[0]];
    // On a column's page a hidden tab is another view; on a home page it is another column.
    if first.hidden && (has_pager || context.crumbs.is_some()) {
        score *= 0.3;
    }
    let around = context.doc.ancestors(first.start()).take(4);
    let names: String = around.map(|it| context.doc.nodes[it].names()).collect();
    if ASIDE.iter().any(|it| names.contains(it)) {
        score *= 0.4;
    }
    if context.crumbs.is_some_and(|it| it < first.start()) {
        score *= 1.3;
    }
    score
}

/// Runs that are one list in pieces: same holder, same shape, every piece but the last of one length.
fn groups(context: &Context<'_>, runs: &[Run]) -> Vec<Vec<usize>> {
    let doc = context.doc;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let fits = groups.last().is_some_and(|group| {
            let last = &runs[group[group.len() - 1]];
            let holder = |it: &Run| doc.nodes[it.parent].parent;
            let same = holder(last) == holder(run) && last.parent != run.parent;
            let shape = doc.nodes[last.parent].tag == doc.nodes[run.parent].tag
                && last.hidden == run.hidden;
            let first = runs[group[0]].rows.len();
            let between = doc.text_of(doc.nodes[last.parent].end.min(run.parent)..run.parent, 200);
            same && shape
                && last.rows.len() == first
                && run.rows.len() <= first
                && between.is_empty()
        });
        match groups.last_mut() {
            Some(group) if fits => group.push(at),
            _ => groups.push(vec![at]),
        }
    }
    groups
}
