//! Every label of a guide with what stands beside it: in cells, in line, below a heading, or behind a tab.

use crate::model::facts::services::ElementClass;
use crate::parse::doc::Doc;
use crate::parse::extras::services::blocks::{Block, Form, Head, blocks};
use crate::parse::extras::services::tables;
use crate::parse::extras::services::value::{self, Fillers, Value};
use crate::reference::guides::Label;
use std::ops::Range;

/// Blocks that may stand below one heading.
const FARTHEST: usize = 60;
/// Labels side by side, without anything between, that are the heads of tabs or a menu within the page.
const TABS: usize = 3;
/// What stands below every article.
const AFTER: [&str; 14] = [
    "打印",
    "【打印",
    "【关闭",
    "关闭",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "分享到",
    "分享：",
    "责任编辑",
    "【字体",
    "扫一扫",
    "附件：",
];

/// A label and what stands beside it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) label: Label,
    /// The node of the label.
    pub(super) at: usize,
    pub(super) value: Value,
}

impl Entry {
    pub(super) fn new(label: Label, at: usize, value: Value) -> Self {
        Self { label, at, value }
    }

    pub(super) fn sure(&self) -> Option<ElementClass> {
        match self.label {
            Label::Sure(class) => Some(class),
            _ => None,
        }
    }
}

#[derive(Default)]
pub(super) struct Entries {
    pub(super) all: Vec<Entry>,
    /// Some table holds several items, one a row.
    pub(super) lists_items: bool,
}

pub(super) fn read(doc: &Doc, fillers: Fillers<'_>) -> Entries {
    let tables::Cells { entries, taken, lists_items } = tables::read(doc, fillers);
    let mut all = entries;
    let blocks: Vec<Block> = blocks(doc)
        .into_iter()
        .filter(|it| it.cell.is_none_or(|cell| !taken.contains(&cell)))
        .collect();
    let heads: Vec<Option<Head>> = blocks.iter().map(Block::head).collect();
    let mut at = 0;
    while at < blocks.len() {
        let run = tabs_from(doc, &blocks, &heads, at);
        if TABS <= run {
            all.extend(behind_tabs(doc, &blocks[at..at + run], &heads[at..at + run]));
            at += run;
            continue;
        }
        if let Some(head) = heads[at].as_ref().filter(|_| !blocks[at].in_menu) {
            let value = match value::of_text(&head.rest) {
                Value::Blank => below(doc, fillers, (&blocks, &heads), at),
                value => value,
            };
            // It stands where the link leads.
            let value = match value {
                Value::Blank if is_link(doc, blocks[at].nodes.start) => Value::Unseen,
                value => value,
            };
            all.push(Entry::new(head.label.clone(), blocks[at].nodes.start, value));
        }
        at += 1;
    }
    Entries { all, lists_items }
}

fn is_link(doc: &Doc, at: usize) -> bool {
    let leads = |it: usize| &*doc.nodes[it].tag == "a" && doc.nodes[it].attr("href").is_some();
    doc.ancestors(at).take(4).any(leads)
}

/// How many blocks from `at` on are bare labels, without number or colon and with no place between for what they name: a
/// heading left blank has one.
fn tabs_from(doc: &Doc, blocks: &[Block], heads: &[Option<Head>], at: usize) -> usize {
    let is_bare = |it: &Option<Head>| {
        it.as_ref().is_some_and(|it| it.rest.is_empty() && it.form == Form::Plain)
    };
    let mut run = 0;
    while heads.get(at + run).is_some_and(is_bare) {
        let follows = run == 0 || !has_place_between(doc, &blocks[at + run - 1], &blocks[at + run]);
        if !follows {
            break;
        }
        run += 1;
    }
    run
}

/// Whether an empty box stands between two blocks.
fn has_place_between(doc: &Doc, one: &Block, next: &Block) -> bool {
    (one.nodes.end..next.nodes.start).any(|it| {
        let node = &doc.nodes[it];
        let is_box = matches!(&*node.tag, "div" | "p" | "dd" | "td" | "section" | "span");
        let names = node.names();
        let divides = ["line", "sep", "split", "fenge"].iter().any(|it| names.contains(it));
        is_box && node.end <= next.nodes.start && !divides
    })
}

/// What the blocks below a bare label say, up to the next label that is written alike.
fn below(
    doc: &Doc,
    fillers: Fillers<'_>,
    (blocks, heads): (&[Block], &[Option<Head>]),
    at: usize,
) -> Value {
    let own = &blocks[at];
    let form = heads[at].as_ref().map_or(Form::Plain, |it| it.form);
    let mut end = at + 1;
    let mut ended_alike = true;
    for next in at + 1..blocks.len().min(at + FARTHEST) {
        let block = &blocks[next];
        // A label in a cell speaks for its cell.
        let leaves_cell = own.cell.is_some() && block.cell != own.cell && !is_alone(doc, own);
        if leaves_cell || AFTER.iter().any(|it| block.text.starts_with(it)) {
            ended_alike = !leaves_cell;
            break;
        }
        let other = heads[next].as_ref().filter(|it| !matches!(it.label, Label::May(_)));
        if let Some(other) = other {
            // `联系方式：` over `地址：` and `电话：` is no blank.
            let heads_it = names_ways(&own.text) && is_contact(other);
            ended_alike = (other.form == form || own.cell.is_some()) && !heads_it;
            break;
        }
        if is_peer(own, block) {
            break;
        }
        end = next + 1;
    }
    let said: Value =
        blocks[at + 1..end].iter().map(|it| value::of_text(&it.text)).max().unwrap_or(Value::Blank);
    if said != Value::Blank {
        return said;
    }
    let until = blocks.get(end).map_or(doc.nodes.len(), |it| it.nodes.start);
    let between = own.nodes.end..until.min(own.nodes.end + 400);
    if ended_alike && !value::any_may_hold(doc, between, fillers) {
        Value::Blank
    } else {
        Value::Unseen
    }
}

/// `联系方式` and the like head several labels.
fn names_ways(text: &str) -> bool {
    ["方式", "途径", "渠道"].iter().any(|it| text.contains(it))
}

/// Place, hours and telephone, under any of their names.
fn is_contact(head: &Head) -> bool {
    use ElementClass::{Hours, Phone, Place};
    matches!(head.label, Label::Sure(Place | Hours | Phone))
}

/// Whether what the block begins stands beside `own` and not below it: the next number, a heading no lower.
fn is_peer(own: &Block, block: &Block) -> bool {
    match (own.form().0, block.form().0) {
        (Form::Heading(level), Form::Heading(other)) => other <= level,
        (Form::Term, Form::Term) => true,
        (Form::Numbered(style), Form::Numbered(other)) => {
            style == other && own.number().map(|it| it + 1) == block.number()
        }
        _ => false,
    }
}

/// Whether the block's cell is the only one of its row.
fn is_alone(doc: &Doc, block: &Block) -> bool {
    let Some(cell) = block.cell else { return false };
    let row = doc.nodes[cell].parent;
    doc.children(row).filter(|it| matches!(&*doc.nodes[*it].tag, "td" | "th")).count() == 1
}

/// The heads of tabs, each with its panel where the panels can be told apart.
fn behind_tabs(doc: &Doc, blocks: &[Block], heads: &[Option<Head>]) -> Vec<Entry> {
    let holder = holder_of(doc, blocks);
    let panels = panels(doc, holder, blocks.len());
    let of = |(at, (block, head)): (usize, (&Block, &Option<Head>))| {
        let panel = panels.as_ref().and_then(|it| it.get(at));
        let said = panel.map(|it| value::of_text(&any_text(doc, it.clone())));
        // An empty panel may wait for a click.
        let value = said.filter(|it| *it != Value::Blank).unwrap_or(Value::Unseen);
        Some(Entry::new(head.as_ref()?.label.clone(), block.nodes.start, value))
    };
    blocks.iter().zip(heads).enumerate().filter_map(of).collect()
}

fn any_text(doc: &Doc, nodes: Range<usize>) -> String {
    const MOST: usize = 600;
    let mut text = String::new();
    for node in doc.nodes[nodes].iter().filter(|it| it.is_text() && !it.raw) {
        text.push_str(&node.text);
        if MOST < text.len() {
            break;
        }
    }
    text
}

/// The innermost element that holds all of the blocks.
fn holder_of(doc: &Doc, blocks: &[Block]) -> usize {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return 0 };
    let holds = |it: &usize| last.nodes.end <= doc.nodes[*it].end;
    doc.ancestors(first.nodes.start).find(holds).unwrap_or(0)
}

/// As many panels as there are tabs: the children of what follows the tabs, or the elements that follow them.
fn panels(doc: &Doc, holder: usize, tabs: usize) -> Option<Vec<Range<usize>>> {
    let mut at = holder;
    for _ in 0..3 {
        let parent = doc.nodes[at].parent;
        if at == 0 {
            return None;
        }
        let after: Vec<usize> = doc
            .children(parent)
            .filter(|it| doc.nodes[at].end <= *it && is_element(doc, *it))
            .take(4 * tabs)
            .collect();
        if let Some(next) = after.first() {
            let inner: Vec<usize> = doc.children(*next).filter(|it| is_element(doc, *it)).collect();
            if inner.len() == tabs {
                return Some(inner.into_iter().map(|it| doc.range(it)).collect());
            }
            if after.len() == tabs {
                return Some(after.into_iter().map(|it| doc.range(it)).collect());
            }
        }
        at = parent;
    }
    None
}

fn is_element(doc: &Doc, at: usize) -> bool {
    let node = &doc.nodes[at];
    !node.is_text() && !matches!(&*node.tag, "script" | "style" | "br" | "hr")
}
