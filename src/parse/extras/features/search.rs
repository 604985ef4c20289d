//! The search box: a form that can be asked, something that only a script or a post sends off, or nothing.

use crate::model::facts::features::SearchBox;
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::reference::grams::Indexed;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// What is asked for: a word that every government site has.
const WORD: &str = "公开";
const SIGNS: [&str; 8] =
    ["search", "sousuo", "suosou", "query", "was5", "igs/front", "keyword", "zhannei"];
const LABELS: [&str; 5] = ["搜索", "检索", "搜一搜", "查找", "关键字"];
/// Fields of a form that are sent along.
const MOST_FIELDS: usize = 30;

pub(super) fn read(reading: &Reading<'_>, fragments: &[String]) -> SearchBox {
    let charset = label(reading.html);
    let own = of(reading.doc, reading.base, charset);
    let mut found = own;
    for fragment in fragments {
        if matches!(found, SearchBox::Form { .. }) {
            break;
        }
        let inner = of(&Doc::new(fragment), reading.base, charset);
        if rank(&inner) < rank(&found) {
            found = inner;
        }
    }
    if found == SearchBox::None && hints(reading.html, fragments) {
        return SearchBox::Hint;
    }
    found
}

fn rank(found: &SearchBox) -> u8 {
    match found {
        SearchBox::Form { .. } => 0,
        SearchBox::Other => 1,
        SearchBox::Hint => 2,
        SearchBox::None => 3,
    }
}

fn of(doc: &Doc, base: &Url, charset: &'static Encoding) -> SearchBox {
    let mut found = SearchBox::None;
    for at in doc.all("form").filter(|it| !doc.nodes[*it].raw) {
        let Some(field) = field(doc, at) else { continue };
        if !is_search(doc, at, field) {
            continue;
        }
        match asked(doc, at, field, base, charset) {
            Some(address) => return SearchBox::Form { address },
            None => found = SearchBox::Other,
        }
    }
    if found == SearchBox::None && (has_loose_box(doc) || has_link(doc)) {
        found = SearchBox::Other;
    }
    found
}

/// The field for words: the only one to be typed into, so that no log-in and no questionnaire is taken for a search.
fn field(doc: &Doc, form: usize) -> Option<usize> {
    let kind = |at: usize| doc.nodes[at].attr("type").unwrap_or("text").to_ascii_lowercase();
    let inputs = || doc.range(form).filter(|it| &*doc.nodes[*it].tag == "input");
    if inputs().any(|it| kind(it) == "password")
        || doc.range(form).any(|it| &*doc.nodes[it].tag == "textarea")
    {
        return None;
    }
    let mut typed = inputs().filter(|it| matches!(kind(*it).as_str(), "text" | "search"));
    let field = typed.next()?;
    typed.next().is_none().then_some(field)
}

fn is_search(doc: &Doc, form: usize, field: usize) -> bool {
    let node = &doc.nodes[form];
    let mut signs = format!(
        "{} {} {} {}",
        node.attr("action").unwrap_or_default(),
        node.attr("name").unwrap_or_default(),
        node.names(),
        doc.nodes[field].names()
    );
    for name in ["name", "placeholder"] {
        signs.push(' ');
        signs.push_str(doc.nodes[field].attr(name).unwrap_or_default());
    }
    let signs = signs.to_ascii_lowercase();
    let mut labels = doc.text_of(doc.range(form), 200).to_owned();
    for at in doc.range(form) {
        for name in ["placeholder", "value", "alt", "title"] {
            labels.push_str(doc.nodes[at].attr(name).unwrap_or_default());
        }
    }
    SIGNS.iter().any(|it| signs.contains(it)) || LABELS.iter().any(|it| labels.contains(it))
}

/// The address that the form asks; `None` where it has to be posted or a script sends it off.
fn asked(
    doc: &Doc,
    form: usize,
    field: usize,
    base: &Url,
    charset: &'static Encoding,
) -> Option<Url> {
    let node = &doc.nodes[form];
    let method = node.attr("method").unwrap_or("get");
    let action = node.attr("action").map(str::trim).filter(|it| !it.is_empty() && *it != "#")?;
    if !method.trim().eq_ignore_ascii_case("get") || node.attr("onsubmit").is_some() {
        return None;
    }
    let mut address = resolve(base, action)?;
    let name = doc.nodes[field].attr("name").filter(|it| !it.is_empty())?;
    let mut query = vec![pair(name, WORD, charset)];
    let hidden = doc.range(form).filter(|it| {
        let kind = doc.nodes[*it].attr("type").unwrap_or_default();
        &*doc.nodes[*it].tag == "input" && kind.eq_ignore_ascii_case("hidden")
    });
    for at in hidden.take(MOST_FIELDS) {
        if let Some(name) = doc.nodes[at].attr("name").filter(|it| !it.is_empty()) {
            query.push(pair(name, doc.nodes[at].attr("value").unwrap_or_default(), charset));
        }
    }
    // As browsers do: what the action asks itself is left out.
    address.set_query(Some(&query.join("&")));
    address.set_fragment(None);
    Some(address)
}

fn pair(name: &str, value: &str, charset: &'static Encoding) -> String {
    let encoded = |text: &str| {
        let (bytes, ..) = charset.encode(text);
        percent_encode(&bytes, NON_ALPHANUMERIC).to_string()
    };
    format!("{}={}", encoded(name), encoded(value))
}

/// A box outside of any form: a script sends it off.
fn has_loose_box(doc: &Doc) -> bool {
    doc.all("input").any(|at| {
        let node = &doc.nodes[at];
        let kind = node.attr("type").unwrap_or("text").to_ascii_lowercase();
        let name = format!("{} {}", node.names(), node.attr("name").unwrap_or_default());
        let name = name.to_ascii_lowercase();
        let told = node.attr("placeholder").or_else(|| node.attr("value")).unwrap_or_default();
        matches!(kind.as_str(), "text" | "search" | "button" | "submit" | "image")
            && (SIGNS.iter().any(|it| name.contains(it))
                || LABELS.iter().any(|it| told.contains(it)))
    })
}

/// A link that leads to a page for searching.
fn has_link(doc: &Doc) -> bool {
    doc.all("a").filter(|it| doc.nodes[*it].is_shown()).any(|at| {
        let node = &doc.nodes[at];
        let text = doc.any_text(at);
        let told = node.attr("title").unwrap_or_default();
        let is_short = text.chars().count() <= 8;
        is_short && LABELS.iter().any(|it| text.contains(it) || told.contains(it))
    })
}

/// Searching, or what only sounds like it: an address' own part of that name, and the search within a string.
static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u)location\.search|\.search\(|search|sousuo").expect("a valid expression")
});

/// Whether the source anywhere speaks of searching.
fn hints(html: &Indexed<'_>, fragments: &[String]) -> bool {
    let speaks = |text: &str| {
        ["搜索", "检索"].iter().any(|it| text.contains(it))
            || SPEAKS.find_iter(text).any(|it| it.len() == 6)
    };
    let may_speak = ["search", "sousuo", "搜索", "检索"].iter().any(|it| html.grams.may_hold(it));
    may_speak && speaks(html) || fragments.iter().any(|it| speaks(it))
}

/// Bytes of a page in which its charset stands.
const HEAD: usize = 4_000;

/// In which charset the page sends its forms.
fn label(html: &str) -> &'static Encoding {
    let head = html[..html.floor_char_boundary(HEAD)].to_ascii_lowercase();
    let told = head.find("charset=").map(|at| &head[at + 8..]);
    let told = told.map(|it| it.trim_start_matches(['"', '\'', ' ']));
    let name = told.and_then(|it| it.split(['"', '\'', ' ', '>', '/', ';']).next());
    match name.and_then(|it| Encoding::for_label(it.as_bytes())) {
        Some(found) if found == GB18030 || found == GBK => GBK,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_page(html: &str) -> SearchBox {
        let base = Url::parse("http://www.a.gov.cn/").expect("an address");
        of(&Doc::new(html), &base, label(html))
    }

    #[test]
    fn a_form_tells_the_address_that_it_asks() {
        for (html, address) in [
            (
                "<form action=/search><input name=q><input type=submit value=搜索></form>",
                "http://www.a.gov.cn/search?q=%E5%85%AC%E5%BC%80",
            ),
            (
                "<meta charset=gb2312><form action='http://s.b.gov.cn/was5/web/search?x=1' method=GET>\
                 <input type=hidden name=channelid value=21><input type=text name=word></form>",
                "http://s.b.gov.cn/was5/web/search?word=%B9%AB%BF%AA&channelid=21",
            ),
        ] {
            let SearchBox::Form { address: found } = of_page(html) else { panic!("{html}") };
            assert_eq!(found.as_str(), address);
        }
    }

    #[test]
    fn what_cannot_be_asked_by_an_address_is_a_search_all_the_same() {
        for html in [
            "<form action=/s.do method=post><input name=keyword></form>",
            "<form action=/search onsubmit='return go()'><input name=q></form>",
            "<div><input id=searchword placeholder=请输入关键字></div>",
            "<a href=/ss/>站内搜索</a>",
        ] {
            assert_eq!(of_page(html), SearchBox::Other, "{html}");
        }
    }

    #[test]
    fn a_login_or_a_questionnaire_is_no_search() {
        for html in [
            "<form action=/login><input name=user><input type=password name=p></form>",
            "<form action=/mail><input name=name><input name=phone><textarea></textarea></form>",
            "<p>没有入口</p>",
        ] {
            assert_eq!(of_page(html), SearchBox::None, "{html}");
        }
        assert!(!hints(
            &Indexed::new("<script>var a = location.search; a.search(/x/)</script>"),
            &[]
        ));
        assert!(hints(&Indexed::new("<script src=/js/fullsearch.js></script>"), &[]));
    }
}
