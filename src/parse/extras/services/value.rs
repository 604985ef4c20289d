//! Whether what stands beside a label says anything.

use crate::parse::doc::{Doc, is_blank};
use crate::reference::guides::guides;
use std::ops::Range;

/// So many letters show that there is something.
const ENOUGH: usize = 120;
const MOST_NODES: usize = 3_000;
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

/// What the nodes say, hidden ones too.
pub(super) fn of_nodes(doc: &Doc, nodes: Range<usize>, html: &str) -> Value {
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
        Value::Blank if any_may_hold(doc, nodes, html) => Value::Unseen,
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
pub(super) fn any_may_hold(doc: &Doc, mut nodes: Range<usize>, html: &str) -> bool {
    nodes.any(|it| may_hold(doc, it, html))
}

/// Whether an element may show something that is no text of the page.
fn may_hold(doc: &Doc, at: usize, html: &str) -> bool {
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
    let by_script = node.attr("id").is_some_and(|id| is_named_in_script(id, html));
    by_tag || by_link || by_template || by_script
}

/// Whether the page names the identifier elsewhere than on the element, as scripts do that fill it.
fn is_named_in_script(id: &str, html: &str) -> bool {
    let id = id.trim();
    if id.is_empty() {
        return false;
    }
    let named =
        html.matches(&format!("\"{id}\"")).count() + html.matches(&format!("'{id}'")).count();
    1 < named || html.contains(&format!("#{id}"))
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
            ("<td>无需提供材料</td>", Value::Filled("无需提供材料".into())),
            ("<td style='display:none'>二楼</td>", Value::Filled("二楼".into())),
        ] {
            let html = format!("<table><tr>{html}</tr></table>");
            let doc = Doc::new(&html);
            let cell = doc.all("td").next().unwrap();
            assert_eq!(of_nodes(&doc, doc.range(cell), &html), expected, "{html}");
        }
    }
}
