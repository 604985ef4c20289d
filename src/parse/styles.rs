//! What a page's own style sheets hide: rules of the plain form `.name { display: none }` in its `<style>` elements.
//!
//! Where a page could still show a thing (a rule that shows it, a script that names it, a sheet for print or for narrow
//! screens) it counts as shown: what is hidden is missing, and that is an accusation.

use crate::parse::doc::Node;
use std::collections::{HashMap, HashSet};

/// Rules beyond these are not read: nobody wrote them by hand.
const MOST_RULES: usize = 20_000;
const MOST_OF_A_NAME: usize = 12;

/// `tag.class#id` without anything before or after it.
struct Compound<'a> {
    tag: &'a str,
    /// Classes with their dot, identifiers with their hash.
    names: Vec<&'a str>,
}

struct Rule<'a> {
    selector: Compound<'a>,
    hides: bool,
    /// Of two rules that fit, the heavier counts, then the later one.
    weight: u32,
}

/// The rules by one of the names that an element must have.
pub(super) struct Styles<'a> {
    rules: HashMap<&'a str, Vec<Rule<'a>>>,
}

impl<'a> Styles<'a> {
    /// `sheets`: the texts of the style elements; `scripts`: those of the scripts.
    pub(super) fn new(sheets: &'a [String], scripts: &'a [String]) -> Self {
        let mut rules: HashMap<&str, Vec<Rule<'_>>> = HashMap::new();
        let mut count = 0;
        for sheet in sheets {
            each_rule(sheet, &mut |selectors, body| {
                let Some((hides, is_important)) = shows_or_hides(body) else { return };
                for selector in selectors.split(',') {
                    count += 1;
                    let Some((selector, is_plain)) = last_compound(selector) else { continue };
                    if MOST_RULES < count || hides && !is_plain {
                        continue;
                    }
                    let key = selector.names[0];
                    let weight = selector.weight()
                        + if is_important { 1_000 } else { 0 }
                        + if is_plain { 0 } else { 10_000 };
                    rules.entry(key).or_default().push(Rule { selector, hides, weight });
                }
            });
        }
        // A name of dozens of rules is left alone: shown.
        rules.retain(|_, it| it.len() <= MOST_OF_A_NAME && it.iter().any(|it| it.hides));
        if !rules.is_empty() {
            let spoken: HashSet<&str> = scripts.iter().flat_map(|it| words(it)).collect();
            rules.retain(|key, it| !spoken.contains(&key[1..]) || it.iter().any(|it| !it.hides));
        }
        Self { rules }
    }

    pub(super) fn hides(&self, node: &Node) -> bool {
        if self.rules.is_empty() || node.attrs.is_empty() {
            return false;
        }
        let classes = node.attr("class").unwrap_or_default();
        let own: Vec<&str> = classes.split_ascii_whitespace().take(30).collect();
        let id = node.attr("id").map(str::trim).unwrap_or_default();
        let has =
            |name: &str| name.strip_prefix('.').map_or(id == &name[1..], |it| own.contains(&it));
        let dotted = own.iter().map(|it| format!(".{it}")).chain(Some(format!("#{id}")));
        let mut best: Option<(u32, bool)> = None;
        for name in dotted {
            for rule in self.rules.get(name.as_str()).into_iter().flatten() {
                let tag = rule.selector.tag;
                let fits = (tag.is_empty() || tag.eq_ignore_ascii_case(&node.tag))
                    && rule.selector.names.iter().all(|it| has(it));
                if fits && best.is_none_or(|it| it.0 <= rule.weight) {
                    best = Some((rule.weight, rule.hides));
                }
            }
        }
        best.is_some_and(|it| it.1)
    }
}

impl Compound<'_> {
    fn weight(&self) -> u32 {
        let of = |name: &&str| if name.starts_with('#') { 100 } else { 10 };
        self.names.iter().map(of).sum::<u32>().min(900) + u32::from(!self.tag.is_empty())
    }
}

/// The last part of a selector, and whether it is the whole of it. `None`: it names no class and no identifier.
fn last_compound(selector: &str) -> Option<(Compound<'_>, bool)> {
    let selector = selector.trim();
    let last = selector.rsplit(|it: char| it.is_whitespace() || ">+~".contains(it)).next()?;
    let end = last.find([':', '[', '*']).unwrap_or(last.len());
    let is_plain = last.len() == selector.len() && end == last.len();
    let last = &last[..end];
    let tag = &last[..last.find(['.', '#']).unwrap_or(last.len())];
    let mut names = Vec::new();
    let mut from = tag.len();
    while from < last.len() {
        let end = last[from + 1..].find(['.', '#']).map_or(last.len(), |it| from + 1 + it);
        if end == from + 1 || 8 < names.len() {
            return None;
        }
        names.push(&last[from..end]);
        from = end;
    }
    (!names.is_empty()).then_some((Compound { tag, names }, is_plain))
}

/// Whether a rule's body hides or shows, and whether it insists.
fn shows_or_hides(body: &str) -> Option<(bool, bool)> {
    let mut found = None;
    for declaration in body.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        let (value, is_important) = match value.strip_suffix("important") {
            Some(rest) => (rest.trim_end_matches(['!', ' ', '\t', '\n']), true),
            None => (value.as_str(), false),
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "display" => found = Some((value == "none", is_important)),
            "visibility" if found != Some((true, is_important)) => {
                found = Some((matches!(value, "hidden" | "collapse"), is_important));
            }
            _ => {}
        }
    }
    found
}

/// Calls with selectors and body of each rule for the screen, in order.
pub(super) fn each_rule<'a>(sheet: &'a str, found: &mut impl FnMut(&'a str, &'a str)) {
    let mut rest = sheet;
    // Blocks that stand open, and how many of them are not for the screen.
    let mut open: Vec<bool> = Vec::new();
    let mut muted = 0;
    while let Some(at) = rest.find(['{', '}', ';']) {
        let head = rest[..at].trim_start_matches(['\n', ' ', '\t', '\r']);
        let head = head.trim_start_matches("<!--").trim();
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'}' => muted -= usize::from(open.pop() == Some(false)),
            b'{' if head.starts_with('@') && is_group(head) => {
                open.push(is_for_screen(head));
                muted += usize::from(open.last() == Some(&false));
            }
            b'{' => {
                let end = rest.find('}').unwrap_or(rest.len());
                if !head.starts_with('@') && muted == 0 {
                    found(head, &rest[..end]);
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {}
        }
    }
}

/// At-rules whose block holds rules.
fn is_group(head: &str) -> bool {
    let name = head[1..].split(|it: char| !it.is_alphanumeric() && it != '-').next();
    name.is_some_and(|it| {
        matches!(
            it.trim_start_matches("-webkit-"),
            "media" | "supports" | "keyframes" | "layer" | "document" | "container" | "scope"
        )
    })
}

fn is_for_screen(head: &str) -> bool {
    let condition = head[1..].trim_start_matches("media").trim();
    head.starts_with("@layer") || matches!(condition, "screen" | "all" | "only screen")
}

/// Words of a script that may be names.
fn words(script: &str) -> impl Iterator<Item = &str> {
    script.split(|it: char| !it.is_alphanumeric() && !matches!(it, '-' | '_'))
}

/// A style sheet without its comments.
pub(super) fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find("/*") {
        kept.push_str(&rest[..at]);
        kept.push(' ');
        rest = rest[at + 2..].find("*/").map_or("", |it| &rest[at + it + 4..]);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use crate::parse::doc::Doc;
    use std::fmt::Write;

    /// The words that a visitor sees.
    fn seen(html: &str) -> String {
        Doc::new(html).text(0).to_owned()
    }

    #[test]
    fn plain_rules_of_the_page_hide() {
        for (sheet, body) in [
            (".a{display:none}", "<p class='x a'>不见</p>"),
            ("#a { display : none !important; }", "<p id=a>不见</p>"),
            ("h2,.b , p.a.c{color:red;visibility:hidden}", "<p class='c a'>不见</p>"),
            ("<!-- .a{display:none} -->", "<p class=a>不见</p>"),
            ("@charset 'utf-8'; @font-face{src:url(x)} .a{display:none}", "<p class=a>不见</p>"),
            ("@media screen{.a{display:none}}", "<p class=a>不见</p>"),
            ("@media print{.b{color:red}} .a{display:none}", "<p class=a>不见</p>"),
            (".a{display:block} .a{display:none}", "<p class=a>不见</p>"),
            (".a.b{display:none} .a{display:block}", "<p class='a b'>不见</p>"),
        ] {
            assert_eq!(seen(&format!("<style>{sheet}</style>{body}<p>见</p>")), "见", "{sheet}");
        }
    }

    #[test]
    fn what_a_page_may_still_show_is_shown() {
        for page in [
            "<style>@media print{.a{display:none}}</style><p class=a>见</p>",
            "<style>@media (max-width:768px){.b{color:red}.a{display:none}}</style><p class=a>见</p>",
            "<style media=print>.a{display:none}</style><p class=a>见</p>",
            "<style>.a{display:none} .a.on{display:block}</style><p class='a on'>见</p>",
            "<style>.box .a{display:block} .a{display:none}</style><p class=a>见</p>",
            "<style>.a:before{display:none} .box .a{display:none}</style><p class=a>见</p>",
            "<style>div.a{display:none}</style><p class=a>见</p>",
            "<style>/* .a{display:none} */</style><p class=a>见</p>",
            "<style>.a{display:none}</style><script>$('.a').show()</script><p class=a>见</p>",
            "<noscript><style>.a{display:none}</style></noscript><p class=a>见</p>",
            "<style>.a{display:none</style><p class=aa>见</p>",
        ] {
            assert_eq!(seen(page), "见", "{page}");
        }
    }

    #[test]
    fn a_tab_that_is_not_on_is_hidden_though_a_script_may_turn_to_it() {
        let page =
            "<style>.t{display:none}.t.on{display:block}</style><script>$('.t').hide()</script>
            <p class='t on'>见</p><p class=t>不见</p>";
        assert_eq!(seen(page), "见");
    }

    #[test]
    fn thousands_of_rules_for_thousands_of_elements_take_no_long_time() {
        let mut page = "<style>".to_owned();
        for at in 0..20_000 {
            write!(page, ".a{{display:none}} .b{at}{{display:none}}").unwrap();
        }
        page.push_str("</style>");
        page.push_str(&"<p class='a b1 b2 b3'>x</p>".repeat(20_000));
        assert!(seen(&page).is_empty());
        page = format!("<style>{}</style>x", ".a{display:none} .b{display:none".repeat(30_000));
        assert_eq!(seen(&page), "x");
        page = format!("<style>{}</style>x", "@media x{".repeat(30_000));
        assert_eq!(seen(&page), "x");
    }
}
