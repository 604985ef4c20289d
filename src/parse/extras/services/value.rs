//! Whether what stands beside a label says anything.

use crate::parse::doc::Doc;
use crate::parse::folded::is_blank;
use crate::reference::guides::guides;
use std::ops::Range;

/// So many letters show that there is something.
const ENOUGH: usize = 120;
const MOST_NODES: usize = 2_000;
/// What is built of more elements is no blank that somebody left.
const MOST_ELEMENTS: usize = 40;
/// A longer text is not only a hint at another place.
const HINT: usize = 16;

/// What stands beside a label, the worst first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Blank,
    /// A picture, a file or a script may hold it.
    Unseen,
    Filled(String),
}

/// What of a page may come later, by a script.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fillers<'a> {
    /// The page's source.
    pub(super) html: &'a str,
    /// Some script of the page may bring content.
    pub(super) may_fill: bool,
}

/// What the nodes say, hidden ones too.
pub(super) fn of_nodes(doc: &Doc, nodes: Range<usize>, fillers: Fillers<'_>) -> Value {
    let nodes = nodes.start..nodes.end.min(nodes.start + MOST_NODES);
    let mut text = String::new();
    for node in doc.nodes[nodes.clone()].iter().filter(|it| it.is_text() && !it.raw) {
        text.push_str(&node.text);
        text.push(' ');
        if 8 * ENOUGH < text.len() {
            break;
        }
    }
    match of_text(&text) {
        Value::Blank if any_may_hold(doc, nodes, fillers) => Value::Unseen,
        value => value,
    }
}

pub(super) fn of_text(text: &str) -> Value {
    let table = &guides().blank;
    let plain: String = text.chars().filter(|it| !is_blank(*it)).take(ENOUGH).collect();
    if ["{{", "${", "<%"].iter().any(|it| plain.contains(it)) {
        return Value::Unseen;
    }
    let said: String =
        plain.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if said.is_empty() || table.words.contains(&said) {
        return Value::Blank;
    }
    let is_hint = said.chars().count() <= HINT;
    if is_hint && table.elsewhere.iter().any(|it| said.starts_with(it.as_str())) {
        return Value::Unseen;
    }
    Value::Filled(plain)
}

/// Whether anything among the nodes may show what is no text of the page.
pub(super) fn any_may_hold(doc: &Doc, nodes: Range<usize>, fillers: Fillers<'_>) -> bool {
    let mut elements = nodes.filter(|it| !doc.nodes[*it].is_text());
    elements.by_ref().take(MOST_ELEMENTS).any(|it| may_hold(doc, it, fillers))
        || elements.next().is_some()
}

/// Whether an element may show something that is no text of the page.
fn may_hold(doc: &Doc, at: usize, fillers: Fillers<'_>) -> bool {
    let node = &doc.nodes[at];
    if node.is_text() {
        return false;
    }
    let by_tag = matches!(
        &*node.tag,
        "img"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "canvas"
            | "svg"
            | "script"
            | "textarea"
            | "select"
            | "input"
    );
    // A link without words may be drawn as a button.
    let by_link = &*node.tag == "a" && node.attr("href").is_some() && doc.text_in(at) == 0;
    let by_template = node.attrs.iter().any(|it| {
        let name = &*it.name.local;
        name.starts_with("v-")
            || name.starts_with(':')
            || name.starts_with("ng-")
            || name.starts_with("data-bind")
            || name.starts_with("th:")
    });
    by_tag || by_link || by_template || is_hook(doc, at, fillers)
}

/// Whether a script finds the element by its name, to fill it.
fn is_hook(doc: &Doc, at: usize, fillers: Fillers<'_>) -> bool {
    let node = &doc.nodes[at];
    let has_script = || fillers.html.contains("<script");
    if node.attr("id").or(node.attr("name")).is_some_and(|it| !it.trim().is_empty()) {
        return has_script();
    }
    let Some(class) = node.attr("class").filter(|it| !it.trim().is_empty()) else { return false };
    // A class that others bear who have their text only says how they look.
    let only_looks = || {
        let others = doc.nodes.iter().enumerate().take(MOST_NODES);
        others
            .into_iter()
            .any(|(other, it)| it.attr("class") == Some(class) && 0 < doc.text_in(other))
    };
    fillers.may_fill && !only_looks()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_dash_is_blank_and_one_with_a_picture_is_open() {
        for (html, expected) in [
            ("<td></td>", Value::Blank),
            ("<td>&nbsp;</td>", Value::Blank),
            ("<td> — </td>", Value::Blank),
            ("<td>/</td>", Value::Blank),
            ("<td>无</td>", Value::Blank),
            ("<td>暂无。</td>", Value::Blank),
            ("<td><span></span></td>", Value::Blank),
            ("<td><img src=lct.jpg></td>", Value::Unseen),
            ("<td>详见附件</td>", Value::Unseen),
            ("<td>{{ item.basis }}</td>", Value::Unseen),
            ("<td v-text=item.basis></td>", Value::Unseen),
            ("<td id=sdyj></td><script>$('#sdyj').html(d.a)</script>", Value::Unseen),
            ("<td id=sdyj></td>", Value::Blank),
            ("<td id=sdyj></td><script src=/js/guide.js></script>", Value::Unseen),
            ("<td class=sdyj></td><script src=/js/guide.js></script>", Value::Unseen),
            (
                "<td class=v></td><td class=v>二楼</td><script src=/js/guide.js></script>",
                Value::Blank,
            ),
            ("<td>无需提供材料</td>", Value::Filled("无需提供材料".into())),
            ("<td style='display:none'>二楼</td>", Value::Filled("二楼".into())),
        ] {
            let html = format!("<table><tr>{html}</tr></table>");
            let doc = Doc::new(&html);
            let cell = doc.all("td").next().unwrap();
            let fillers = Fillers { html: &html, may_fill: html.contains("<script") };
            assert_eq!(of_nodes(&doc, doc.range(cell), fillers), expected, "{html}");
        }
    }
}
