//! The row above a table that says what its columns are: 发布日期 beside 失效日期.

use crate::parse::doc::Doc;

/// Longer ones are titles.
const HEADING: usize = 20;

/// What the heading row says above a cell.
pub(in crate::parse) fn of(doc: &Doc, cell: usize) -> Option<String> {
    let row = doc.nodes[cell].parent;
    let column =
        doc.children(row).filter(|it| !doc.nodes[*it].is_text()).position(|it| it == cell)?;
    let heading = cells(doc, heading_row(doc, row)?).nth(column)?;
    let text = doc.text(heading).replace(' ', "");
    (!text.is_empty()).then_some(text)
}

fn cells(doc: &Doc, row: usize) -> impl Iterator<Item = usize> + '_ {
    doc.children(row).filter(|it| !doc.nodes[*it].is_text())
}

/// The first row of the same table or list, where it has as many cells and only short words in them.
fn heading_row(doc: &Doc, row: usize) -> Option<usize> {
    let tag = &doc.nodes[row].tag;
    let table = match &**tag {
        "tr" => doc.ancestors(row).find(|it| &*doc.nodes[*it].tag == "table")?,
        "ul" | "ol" => doc.nodes[row].parent,
        _ => return None,
    };
    let first = (table + 1..row).find(|it| doc.nodes[*it].tag == *tag)?;
    let is_heading = |it: usize| {
        doc.text_in(it) <= HEADING && !doc.text(it).contains(|it: char| it.is_ascii_digit())
    };
    let fits = cells(doc, first).count() == cells(doc, row).count()
        && doc.links_in(first) == 0
        && cells(doc, first).all(is_heading);
    fits.then_some(first)
}
