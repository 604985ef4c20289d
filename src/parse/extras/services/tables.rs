//! Labels and values in the cells of tables: beside each other, below each other, or one row an item.

use crate::model::facts::services::ElementClass;
use crate::parse::doc::Doc;
use crate::parse::extras::services::blocks::bare;
use crate::parse::extras::services::entries::Entry;
use crate::parse::extras::services::value::{self, Fillers, Value};
use crate::reference::guides::{self, Label};
use std::collections::HashSet;

/// Rows of one page that are looked at.
const MOST_ROWS: usize = 600;
/// A cell with more nodes or letters is no label.
const LARGEST: usize = 60;
const LONGEST: usize = 120;

#[derive(Default)]
pub(super) struct Cells {
    pub(super) entries: Vec<Entry>,
    /// Label cells whose value is known.
    pub(super) taken: HashSet<usize>,
    /// Some table holds several items, one a row.
    pub(super) lists_items: bool,
}

pub(super) fn read(doc: &Doc, fillers: Fillers<'_>) -> Cells {
    let mut cells = Cells::default();
    for row in doc.all("tr").filter(|it| !doc.nodes[*it].raw).take(MOST_ROWS) {
        let in_row: Vec<(usize, Option<Label>)> =
            cells_of(doc, row).into_iter().map(|it| (it, label_of(doc, it))).collect();
        if in_row.iter().all(|(_, label)| label.is_none()) {
            continue;
        }
        if is_header(&in_row) {
            below(doc, fillers, row, &in_row, &mut cells);
        } else {
            beside(doc, fillers, row, &in_row, &mut cells);
        }
    }
    cells
}

fn cells_of(doc: &Doc, row: usize) -> Vec<usize> {
    doc.children(row).filter(|it| matches!(&*doc.nodes[*it].tag, "td" | "th")).collect()
}

fn label_of(doc: &Doc, cell: usize) -> Option<Label> {
    if LARGEST < doc.size(cell) || LONGEST < doc.text_in(cell) {
        return None;
    }
    guides::label(&bare(&doc.any_text(cell)))
}

fn is_sure_label(doc: &Doc, cell: usize) -> bool {
    matches!(label_of(doc, cell), Some(Label::Sure(_) | Label::Other))
}

/// Labels and nothing else: at least three, two of them sure, or two that are surely different.
fn is_header(cells: &[(usize, Option<Label>)]) -> bool {
    let mut sure: Vec<ElementClass> = cells
        .iter()
        .filter_map(|(_, it)| match it {
            Some(Label::Sure(class)) => Some(*class),
            _ => None,
        })
        .collect();
    let named = sure.len();
    sure.sort();
    sure.dedup();
    2 <= named && cells.iter().all(|(_, it)| it.is_some()) && (3 <= cells.len() || sure.len() == 2)
}

fn span(doc: &Doc, cell: usize) -> usize {
    doc.nodes[cell].attr("rowspan").and_then(|it| it.trim().parse().ok()).unwrap_or(1)
}

fn beside(
    doc: &Doc,
    fillers: Fillers<'_>,
    row: usize,
    in_row: &[(usize, Option<Label>)],
    cells: &mut Cells,
) {
    let mut at = 0;
    while at < in_row.len() {
        let (cell, label) = &in_row[at];
        let Some(label) = label else {
            at += 1;
            continue;
        };
        let Some((value, next)) = in_row.get(at + 1) else {
            // Alone in its row it heads the rows below, as any heading does.
            if 1 < in_row.len() {
                cells.taken.insert(*cell);
                cells.entries.push(Entry::new(label.clone(), *cell, Value::Unseen));
            }
            return;
        };
        let is_group = 1 < span(doc, *cell) && next.is_some() && at + 2 < in_row.len();
        if is_group {
            at += 1;
            continue;
        }
        let mut found = value::of_nodes(doc, doc.range(*value), fillers);
        if found == Value::Blank && 0 < doc.links_in(*cell) {
            found = Value::Unseen;
        }
        if found == Value::Blank && 1 < span(doc, *cell) {
            let below = rows_after(doc, row).into_iter().take(span(doc, *cell) - 1);
            let last = below.map(|it| value::of_nodes(doc, doc.range(it), fillers)).max();
            found = last.map_or(Value::Blank, |it| it.max(Value::Blank));
        }
        cells.taken.insert(*cell);
        cells.entries.push(Entry::new(label.clone(), *cell, found));
        at += 2;
    }
}

fn below(
    doc: &Doc,
    fillers: Fillers<'_>,
    row: usize,
    in_row: &[(usize, Option<Label>)],
    cells: &mut Cells,
) {
    let values: Vec<Vec<usize>> = rows_after(doc, row)
        .into_iter()
        .map(|it| cells_of(doc, it))
        .take_while(|it| !it.iter().any(|cell| is_sure_label(doc, *cell)))
        .filter(|it| it.len() == in_row.len())
        .take(2)
        .collect();
    cells.lists_items |= 1 < values.len();
    for (at, (cell, label)) in in_row.iter().enumerate() {
        let Some(label) = label else { continue };
        let value = match values.first() {
            Some(row) => value::of_nodes(doc, doc.range(row[at]), fillers),
            None => Value::Unseen,
        };
        cells.taken.insert(*cell);
        cells.entries.push(Entry::new(label.clone(), *cell, value));
    }
}

/// The rows of the same table below `row`.
fn rows_after(doc: &Doc, row: usize) -> Vec<usize> {
    const MOST: usize = 12;
    let Some(table) = doc.ancestors(row).find(|it| &*doc.nodes[*it].tag == "table") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = doc.nodes[row].end;
    while at < doc.nodes[table].end && found.len() < MOST {
        if &*doc.nodes[at].tag == "tr" {
            found.push(at);
            at = doc.nodes[at].end;
        } else {
            at += 1;
        }
    }
    found
}
