//! Which parts of a page are hidden, navigation or footer; one walk in document order.

use crate::model::page::Place;
use crate::parse::doc::Node;
use crate::parse::styles::{self, Styles};

pub(super) fn mark(nodes: &mut [Node]) {
    let many = nodes.len() * 6 / 10;
    let (sheets, scripts) = sources(nodes);
    let styles = Styles::new(&sheets, &scripts);
    for at in 0..nodes.len() {
        let parent = nodes[at].parent;
        let (hidden, place) = if at == 0 {
            (false, Place::Body)
        } else {
            (nodes[parent].hidden, nodes[parent].place)
        };
        let node = &nodes[at];
        let own = own_place(node);
        // A region that holds most of the page is only a wrapper with a misleading name.
        let is_wrapper = many < node.end - at && 40 < nodes.len();
        let place = match (place, own) {
            (Place::Footer | Place::Option, _) if own != Some(Place::Option) => place,
            (_, Some(own)) if !is_wrapper => own,
            _ => place,
        };
        // A page is not hidden whole, unless for the moment until a script shows it.
        let hidden = hidden || hides(node) || !is_wrapper && styles.hides(node);
        nodes[at].hidden = hidden;
        nodes[at].place = place;
    }
}

/// The texts of the style sheets for the screen, and those of the scripts.
fn sources(nodes: &[Node]) -> (Vec<String>, Vec<String>) {
    let text = |at: usize| -> String {
        nodes[at + 1..nodes[at].end].iter().map(|it| it.text.as_str()).collect()
    };
    let mut sheets = Vec::new();
    let mut scripts = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if node.raw {
            continue;
        }
        if &*node.tag == "style" {
            let media = node.attr("media").unwrap_or("all").trim().to_ascii_lowercase();
            if matches!(media.as_str(), "" | "all" | "screen") {
                sheets.push(styles::without_comments(&text(at)));
            }
        } else if &*node.tag == "script" {
            scripts.push(text(at));
        }
    }
    if sheets.is_empty() { (sheets, Vec::new()) } else { (sheets, scripts) }
}

fn own_place(node: &Node) -> Option<Place> {
    match &*node.tag {
        // A class on a row or on a word says what is special about it, as `li.top` for a pinned one.
        "" | "body" | "html" | "a" | "script" | "img" | "li" | "tr" | "dd" | "dt" | "em" | "i"
        | "b" => {
            return None;
        }
        "nav" | "header" | "menu" => return Some(Place::Nav),
        "footer" => return Some(Place::Footer),
        "option" => return Some(Place::Option),
        _ => {}
    }
    if node.attrs.is_empty() {
        return None;
    }
    let names = node.names();
    let mut found = None;
    for name in names.split_whitespace() {
        if is_footer(name) {
            return Some(Place::Footer);
        }
        if is_nav(name) {
            found = Some(Place::Nav);
        }
    }
    found
}

fn is_footer(name: &str) -> bool {
    name.contains("foot")
        || name.contains("copyright")
        || name.contains("banquan")
        || name.contains("bottom") && !name.contains("bottom_list") && !name.contains("bottomlist")
        || name.contains("dibu")
        || matches!(name, "copy" | "bq" | "dibu" | "btm")
}

fn is_nav(name: &str) -> bool {
    name.contains("nav") && !name.contains("navy")
        || name.contains("menu")
        || name.contains("daohang")
        || name.contains("breadcrumb")
        || name.contains("crumb")
        || name.starts_with("header")
        || name.ends_with("header")
        || matches!(name, "head" | "top" | "topbar" | "top_nav" | "dh" | "head_top" | "page_top")
}

/// `display:none` and its like, by the element's own attributes.
fn hides(node: &Node) -> bool {
    if node.attrs.is_empty() {
        return false;
    }
    if node.attr("hidden").is_some() || &*node.tag == "input" && node.attr("type") == Some("hidden")
    {
        return true;
    }
    let Some(style) = node.attr("style") else { return false };
    let style: String =
        style.chars().filter(|it| !it.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let mut is_small = 0;
    let mut is_placed = false;
    let mut cuts = false;
    for rule in style.split(';') {
        let Some((name, value)) = rule.split_once(':') else { continue };
        let value = value.trim_end_matches("!important");
        match name {
            "display" if value == "none" => return true,
            "visibility" if value == "hidden" || value == "collapse" => return true,
            "font-size" if is_zero(value) => return true,
            "opacity" if matches!(value, "0" | "0.0") => return true,
            "text-indent" | "left" | "top" | "right" | "margin-left" | "margin-top"
                if is_far(value) =>
            {
                is_placed = true;
            }
            "width" | "height" | "max-height" | "line-height"
                if is_zero(value) || value == "1px" =>
            {
                is_small += 1;
            }
            "overflow" if value == "hidden" => cuts = true,
            _ => {}
        }
    }
    is_placed || cuts && 0 < is_small || 2 <= is_small && &*node.tag != "img"
}

fn is_zero(value: &str) -> bool {
    matches!(value, "0" | "0px" | "0pt" | "0em" | "0%" | "0rem")
}

/// Far outside the screen: `-999px` and beyond.
fn is_far(value: &str) -> bool {
    value
        .strip_prefix('-')
        .map(|it| it.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '%'))
        .and_then(|it| it.parse::<f64>().ok())
        .is_some_and(|it| 900.0 <= it)
}
