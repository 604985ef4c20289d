//! The heading row of a table of entries: which column holds the day of publication, and which another day.

use crate::parse::dates::is_other_day;
use crate::parse::doc::Doc;

/// Nodes within which the first row of a table begins.
const WITHIN: usize = 40;
const MOST_CELLS: usize = 20;
/// A longer text is no heading; so many bytes of it are enough to see that.
const HEADING: usize = 100;

/// What the heading over a cell says of the days in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Published,
    /// The day on which the text was made: old directories print no other.
    Made,
    /// The day of coming into force, of a deadline.
    Other,
}

/// For each cell of the row `at` what its heading says; empty where the row has none.
pub(super) fn over(doc: &Doc, at: usize) -> Vec<(std::ops::Range<usize>, Over)> {
    let Some(heads) = headings(doc, at) else { return Vec::new() };
    let cells: Vec<usize> = cells(doc, at);
    if cells.len() != heads.len() {
        return Vec::new();
    }
    let said = cells.into_iter().zip(heads);
    let mut over: Vec<_> =
        said.filter_map(|(cell, head)| Some((doc.range(cell), of(&head)?))).collect();
    if over.iter().any(|it| it.1 == Over::Published) {
        for it in over.iter_mut().filter(|it| it.1 == Over::Made) {
            it.1 = Over::Other;
        }
    }
    over
}

/// The cells below the headings of days of publication, on any page.
pub(in crate::parse) fn published_cells(doc: &Doc) -> impl Iterator<Item = std::ops::Range<usize>> {
    let rows = doc.all("tr").filter(|it| doc.nodes[*it].is_shown());
    let cells = rows.flat_map(|it| over(doc, it));
    cells.filter(|(_, said)| *said == Over::Published).map(|(cell, _)| cell)
}

fn of(head: &str) -> Option<Over> {
    let head: String = head.chars().filter(|it| !it.is_whitespace()).collect();
    let is_day = ["日期", "时间", "日", "期"].iter().any(|it| head.ends_with(it));
    if !is_day || 12 < head.chars().count() {
        return None;
    }
    if ["发布", "公开", "公布", "更新", "上网"].iter().any(|it| head.contains(it)) {
        return Some(Over::Published);
    }
    if ["成文", "生成", "发文", "印发", "签发"].iter().any(|it| head.contains(it)) {
        return Some(Over::Made);
    }
    is_other_day(&head, "").then_some(Over::Other)
}

/// The texts of the first row of the table in which the row `at` stands.
fn headings(doc: &Doc, at: usize) -> Option<Vec<String>> {
    if &*doc.nodes[at].tag != "tr" {
        return None;
    }
    let table = doc.ancestors(at).take(3).find(|it| &*doc.nodes[*it].tag == "table")?;
    let end = doc.nodes[table].end.min(table + WITHIN);
    let first = (table..end).find(|it| &*doc.nodes[*it].tag == "tr").filter(|it| *it != at)?;
    if doc.links_in(first) != 0 {
        return None;
    }
    Some(
        cells(doc, first)
            .into_iter()
            .map(|it| doc.text_of(doc.range(it), HEADING).to_owned())
            .collect(),
    )
}

fn cells(doc: &Doc, row: usize) -> Vec<usize> {
    doc.children(row)
        .filter(|it| matches!(&*doc.nodes[*it].tag, "td" | "th"))
        .take(MOST_CELLS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_the_day_of_publication_from_others() {
        for (head, expected) in [
            ("发布日期", Some(Over::Published)),
            ("公开 时间", Some(Over::Published)),
            ("成文日期", Some(Over::Made)),
            ("失效日期", Some(Over::Other)),
            ("截止时间", Some(Over::Other)),
            ("标题", None),
            ("文号", None),
        ] {
            assert_eq!(of(head), expected, "{head}");
        }
    }

    #[test]
    fn a_cell_stands_under_its_heading() {
        let made = Doc::new(
            "<table><tr><td>名称</td><td>生成日期</td></tr><tr><td><a href=/a>通知</a></td><td>1</td></tr></table>",
        );
        let row = made.all("tr").nth(1).expect("a row");
        assert_eq!(over(&made, row)[0].1, Over::Made);
        let doc = Doc::new(
            "<table><thead><tr><th>名称</th><th>成文日期</th><th>发布日期</th></tr></thead>\
             <tr><td><a href=/a>通知</a></td><td>1</td><td>2</td></tr><tr><td colspan=3>x</td></tr></table>",
        );
        let rows: Vec<usize> = doc.all("tr").collect();
        let said: Vec<Over> = over(&doc, rows[1]).into_iter().map(|it| it.1).collect();
        assert_eq!(said, [Over::Other, Over::Published]);
        assert!(over(&doc, rows[0]).is_empty() && over(&doc, rows[2]).is_empty());
    }
}
