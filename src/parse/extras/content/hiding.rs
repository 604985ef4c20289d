//! By which ways an element is kept from the visitor's eye: its own style, a plain rule of the page's own sheets, its
//! attributes, its colour on the ground's.

use crate::model::facts::content::HiddenBy;
use crate::parse::doc::{Doc, Node};
use crate::parse::styles::{each_rule, without_comments};
use std::collections::HashMap;

/// Rules beyond these are not read: nobody wrote them by hand.
const MOST_RULES: usize = 5_000;

/// What the page's own sheets hide by tricks: class or identifier, with its sign, and how.
pub(super) struct Tricks {
    rules: HashMap<String, HiddenBy>,
}

impl Tricks {
    pub(super) fn of(doc: &Doc) -> Self {
        let mut rules = HashMap::new();
        let mut count = 0;
        for at in doc.all("style").filter(|it| !doc.nodes[*it].raw) {
            each_rule(&without_comments(&doc.source(at)), &mut |selectors, body| {
                count += 1;
                let Some(by) = way_of(body).filter(|it| it.is_trick()) else { return };
                for selector in selectors.split(',').map(str::trim) {
                    let name = selector.trim_start_matches(|it: char| it.is_ascii_alphabetic());
                    let is_plain = name.starts_with(['.', '#'])
                        && name[1..].chars().all(|it| it.is_alphanumeric() || "-_".contains(it));
                    if is_plain && count < MOST_RULES {
                        rules.insert(name.to_owned(), by);
                    }
                }
            });
        }
        Self { rules }
    }

    fn hides(&self, node: &Node) -> Option<HiddenBy> {
        if self.rules.is_empty() {
            return None;
        }
        let mut classes = node.attr("class").unwrap_or_default().split_ascii_whitespace().take(20);
        let by_class = classes.find_map(|it| self.rules.get(&format!(".{it}")));
        let by_id = || self.rules.get(&format!("#{}", node.attr("id")?.trim()));
        by_class.or_else(by_id).copied()
    }
}

/// How the element itself is hidden; what stands in it is hidden with it.
pub(super) fn hides(node: &Node, tricks: &Tricks) -> Option<HiddenBy> {
    if node.attrs.is_empty() {
        return None;
    }
    if &*node.tag == "marquee" && ["height", "width"].iter().any(|it| is_tiny(node.attr(it))) {
        return Some(HiddenBy::Marquee);
    }
    if node.attr("hidden").is_some() {
        return Some(HiddenBy::Display);
    }
    node.attr("style").and_then(way_of).or_else(|| tricks.hides(node))
}

fn is_tiny(size: Option<&str>) -> bool {
    let size = size.map(|it| it.trim().trim_end_matches("px"));
    size.and_then(|it| it.parse::<f64>().ok()).is_some_and(|it| it <= 4.0)
}

/// How declarations hide. Spaces and capitals do not count.
pub(super) fn way_of(declarations: &str) -> Option<HiddenBy> {
    let plain: String = declarations
        .chars()
        .filter(|it| !it.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    let (mut is_small, mut cuts) = (false, false);
    let mut by = None;
    for declaration in plain.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim_end_matches("!important");
        let found = match name {
            "display" if value == "none" => Some(HiddenBy::Display),
            "visibility" if matches!(value, "hidden" | "collapse") => Some(HiddenBy::Invisible),
            "opacity" if value.parse::<f64>().is_ok_and(|it| it < 0.05) => {
                Some(HiddenBy::Invisible)
            }
            "font-size" if is_zero(value) => Some(HiddenBy::ZeroFont),
            "font" if value.starts_with("0px") || value.starts_with("0/") => {
                Some(HiddenBy::ZeroFont)
            }
            "text-indent" | "left" | "top" | "right" | "bottom" | "margin-left" | "margin-top"
            | "margin"
                if is_far(value) =>
            {
                Some(HiddenBy::OffScreen)
            }
            "clip" if is_clipped(value) => Some(HiddenBy::Clipped),
            "clip-path" if value.contains("inset(50%)") || value.contains("inset(100%)") => {
                Some(HiddenBy::Clipped)
            }
            "width" | "height" | "max-height" | "max-width" if is_zero(value) || value == "1px" => {
                is_small = true;
                None
            }
            "overflow" | "overflow-x" | "overflow-y" if value == "hidden" => {
                cuts = true;
                None
            }
            _ => None,
        };
        by = by.or(found);
    }
    by.or((is_small && cuts).then_some(HiddenBy::ZeroSize))
}

fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|it: char| it.is_alphabetic() || it == '%');
    !value.is_empty() && number.parse::<f64>() == Ok(0.0)
}

/// `-999px` and beyond.
fn is_far(value: &str) -> bool {
    value.strip_prefix('-').is_some_and(|it| {
        let number = it.trim_end_matches(|it: char| it.is_alphabetic() || it == '%');
        number.parse::<f64>().is_ok_and(|it| 900.0 <= it)
    })
}

fn is_clipped(value: &str) -> bool {
    let Some(inside) = value.strip_prefix("rect(").and_then(|it| it.strip_suffix(')')) else {
        return false;
    };
    inside.split(',').all(|it| is_zero(it) || it == "1px")
}

/// The colour of a link on a ground of the same colour, where both are written in the page and nothing between them may
/// change the ground.
pub(super) fn is_of_ground_colour(doc: &Doc, link: usize) -> bool {
    let mut written = doc.range(link).take(12).find_map(|it| colour(&doc.nodes[it]));
    let mut at = link;
    for _ in 0..12 {
        let node = &doc.nodes[at];
        written = written.or_else(|| colour(node));
        if let Some(ground) = ground(node) {
            return written.is_some_and(|it| it == ground);
        }
        let may_have_ground = node.attr("class").is_some() || node.attr("id").is_some();
        if may_have_ground || at == 0 {
            return false;
        }
        at = node.parent;
    }
    false
}

fn colour(node: &Node) -> Option<String> {
    let by_style = node.attr("style").and_then(|it| value_of(it, &["color"]));
    by_style.or_else(|| node.attr("color").filter(|_| &*node.tag == "font").and_then(plain_colour))
}

fn ground(node: &Node) -> Option<String> {
    let by_style =
        node.attr("style").and_then(|it| value_of(it, &["background-color", "background"]));
    by_style.or_else(|| node.attr("bgcolor").and_then(plain_colour))
}

fn value_of(style: &str, names: &[&str]) -> Option<String> {
    style.split(';').find_map(|it| {
        let (name, value) = it.split_once(':')?;
        let name = name.trim().to_ascii_lowercase();
        names.contains(&name.as_str()).then(|| plain_colour(value)).flatten()
    })
}

/// Six hex digits.
fn plain_colour(value: &str) -> Option<String> {
    let value = value.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
    let hex = match value.as_str() {
        "white" => "ffffff".to_owned(),
        "black" => "000000".to_owned(),
        _ if value.starts_with("rgb(") => {
            let parts = value[4..].trim_end_matches(')').split(',');
            let parts: Vec<u8> = parts.filter_map(|it| it.trim().parse().ok()).collect();
            let [red, green, blue] = parts.as_slice() else { return None };
            format!("{red:02x}{green:02x}{blue:02x}")
        }
        _ => {
            let hex = value.strip_prefix('#')?;
            match hex.len() {
                3 => hex.chars().flat_map(|it| [it, it]).collect(),
                _ => hex.to_owned(),
            }
        }
    };
    (hex.len() == 6 && hex.chars().all(|it| it.is_ascii_hexdigit())).then_some(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_hiding_is_told_from_the_others() {
        for (style, expected) in [
            ("display : NONE", Some(HiddenBy::Display)),
            ("display:none !important", Some(HiddenBy::Display)),
            ("opacity:0", Some(HiddenBy::Invisible)),
            ("font-size:0px;color:red", Some(HiddenBy::ZeroFont)),
            ("position:absolute;left:-9999px", Some(HiddenBy::OffScreen)),
            ("text-indent:-999em", Some(HiddenBy::OffScreen)),
            ("height:1px;overflow:hidden", Some(HiddenBy::ZeroSize)),
            ("overflow:hidden;width:0", Some(HiddenBy::ZeroSize)),
            ("position:absolute;clip:rect(0 , 0, 0,0)", Some(HiddenBy::Clipped)),
            ("height:1px;background:#ccc", None),
            ("overflow:hidden;height:100px", None),
            ("left:-20px", None),
            ("font-size:12px;opacity:0.8", None),
            ("", None),
        ] {
            assert_eq!(way_of(style), expected, "{style}");
        }
    }

    #[test]
    fn white_on_white_counts_only_where_the_ground_is_sure() {
        let is_hidden = |html: &str| {
            let doc = Doc::new(html);
            let link = doc.all("a").next().unwrap();
            is_of_ground_colour(&doc, link)
        };
        assert!(is_hidden(
            "<div style='background:#fff'><a style='color:white' href=/>x</a></div>"
        ));
        assert!(is_hidden(
            "<table bgcolor=#000000><tr><td><font color=#000><a href=/>x</a></font></table>"
        ));
        assert!(!is_hidden(
            "<div style='background:#fff'><div class=foot><a style='color:#fff' href=/>x</a></div></div>"
        ));
        assert!(!is_hidden("<div><a style='color:#fff' href=/>x</a></div>"));
        assert!(!is_hidden(
            "<div style='background:#004'><a style='color:#fff' href=/>x</a></div>"
        ));
    }
}
