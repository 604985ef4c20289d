//! Lists that a page does not hold but its own script asks for: which addresses it names, and what they answer.
//!
//! In goes the page with its scripts, or an answer; out come addresses whose every part stands in the page, and entries.
//! Nothing is guessed: no numbers, no parameters, no other method than GET, no host but the page's own and its sisters.

mod answer;
mod calls;
mod choose;
mod fields;
mod literals;
mod names;
mod tree;

use crate::parse::address::same_host;
use crate::parse::charset;
use crate::parse::doc::Doc;
use crate::parse::includes::{fillers, sister};
use crate::parse::interfaces::literals::{Value, object};
use crate::parse::interfaces::names::Names;
use crate::parse::{Source, links, scripts};
use crate::reference::interfaces::{self as known, Attributes, Interface};
use percent_encoding::percent_decode_str;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;
use url::Url;

pub use answer::{Answer, Listing, read};
pub use choose::{Kind, choose};
pub use tree::{TreeColumn, tree};

/// More than this a page does not need for its own list.
const MOST: usize = 4;
/// Endings of files that are no lists.
const FILES: [&str; 12] = [
    ".js", ".css", ".png", ".jpg", ".gif", ".svg", ".ico", ".mp4", ".pdf", ".woff", ".swf", ".map",
];

/// The families' expressions, and the names of the elements that hold addresses of further records.
static NAMES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let all = known::families().flat_map(|it| &it.names);
    all.map(|it| Regex::new(it).expect("the embedded expressions are valid")).collect()
});
static HREF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"href\s*=\s*["']([^"'\s]+)["']"#).expect("the expression is valid")
});

/// Where a page's list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub address: Url,
    /// The form in which a known family asks for the page's own list; otherwise it may be any list.
    pub is_own: bool,
}

/// The list interfaces of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The surest first.
    pub named: Vec<Named>,
    /// The page names one interface, and nothing else, as far as its scripts were at hand, may bring content.
    pub is_all: bool,
}

/// The list interfaces that the page's own scripts name. A script that other pages share (an include)
/// speaks for this page only where the page is nothing but that script and it names one list.
pub fn find(source: &Source<'_>) -> Found {
    let html = charset::decode(source.body, source.headers).text;
    let doc = Doc::new(&html);
    let base = links::base(&doc, source.address);
    let inline = inline_scripts(&doc);
    let names = Names::of(&doc, &inline);
    let mut found = by_attributes(&doc, &base);
    found.extend(calls::named(&inline, &names, &base));
    found.extend(groups(&doc, &base));
    let mut kept = fit(found, source.address);
    if kept.is_empty() {
        let shared: Vec<String> = source
            .includes
            .iter()
            .map(|it| scripts::without_comments(&charset::decode(it.body, it.headers).text))
            .collect();
        let called = fit(calls::named(&shared, &names, &base), source.address);
        if called.len() == 1 || called.iter().any(|it| it.is_own) {
            kept = called;
        }
    }
    kept.sort_by_key(|it| !it.is_own);
    kept.truncate(MOST);
    let is_all = kept.len() == 1 && has_one_filler(&doc, source, &base, &inline);
    Found { named: kept, is_all }
}

/// Whether one script alone, by one call, may bring content into the page.
fn has_one_filler(doc: &Doc, source: &Source<'_>, base: &Url, inline: &[String]) -> bool {
    let fillers = fillers(doc, source.address, base, source.includes);
    let calls: usize = inline.iter().map(|it| calls::count(it)).sum();
    let others = ["XMLHttpRequest", "$.post", "new Vue", "createApp", "jpage(", "angular"];
    fillers == 1
        && calls <= 1
        && !inline.iter().any(|it| others.iter().any(|other| it.contains(other)))
}

fn inline_scripts(doc: &Doc) -> Vec<String> {
    doc.all("script")
        .filter(|it| !doc.nodes[*it].raw && doc.nodes[*it].attr("src").is_none())
        .map(|it| scripts::without_comments(&doc.source(it)))
        .collect()
}

/// Those that may be asked for and may be lists, each once.
fn fit(addresses: Vec<Url>, page: &Url) -> Vec<Named> {
    let mut kept: Vec<Named> = Vec::new();
    let mut met = HashSet::new();
    for mut address in addresses {
        address.set_fragment(None);
        let ours =
            same_host(&address, page) || address.domain().is_some() && sister(&address, page);
        let is_own = is_known(&address);
        let is_fit = matches!(address.scheme(), "http" | "https") && ours;
        if is_fit && (is_own || may_be_list(&address)) && met.insert(address.clone()) {
            kept.push(Named { address, is_own });
        }
    }
    kept
}

/// Path and query with percent signs undone.
fn plain(address: &Url) -> String {
    let query = address.query().map(|it| format!("?{it}")).unwrap_or_default();
    percent_decode_str(&format!("{}{query}", address.path())).decode_utf8_lossy().into_owned()
}

fn is_known(address: &Url) -> bool {
    let plain = plain(address);
    NAMES.iter().any(|it| it.is_match(&plain))
}

fn may_be_list(address: &Url) -> bool {
    let path = address.path().to_ascii_lowercase();
    let said: String = address.query_pairs().fold(address.path().to_owned(), |said, (name, it)| {
        // A search without a word is a list of everything, or of nothing.
        let empty = it.is_empty() && matches!(&*name, "keyword" | "keywords" | "q" | "kw" | "word");
        said + "/" + if empty { "emptysearch" } else { &it }
    });
    let never = &known::fields().never.words;
    path.len() > 1
        && !FILES.iter().any(|it| path.ends_with(it))
        && !words(&said).iter().any(|it| never.contains(it))
}

/// `getHotList_2` in words: `get`, `hot`, `list`.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in text.chars() {
        if !letter.is_ascii_alphabetic() || letter.is_ascii_uppercase() && was_lower {
            words.push(String::new());
        }
        if letter.is_ascii_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.push(letter.to_ascii_lowercase());
        }
        was_lower = letter.is_ascii_lowercase();
    }
    words.retain(|it| !it.is_empty());
    words
}

/// Elements that name address and query in attributes.
fn by_attributes(doc: &Doc, base: &Url) -> Vec<Url> {
    let forms = || known::families().filter_map(|it: &Interface| it.attributes.as_ref());
    doc.nodes
        .iter()
        .filter(|it| !it.attrs.is_empty())
        .flat_map(|node| {
            forms().filter_map(|form: &Attributes| {
                let address = node.attr(&form.address)?;
                let Value::Object(fields) = object(node.attr(&form.query)?, &Names::default())
                else {
                    return None;
                };
                let mut address = base.join(address).ok()?;
                let mut query = address.query_pairs_mut();
                for (name, value) in &fields {
                    query.append_pair(name, value.text()?);
                }
                if fields.iter().all(|(name, _)| *name != form.page_name) {
                    query.append_pair(&form.page_name, &form.page);
                }
                drop(query);
                Some(address)
            })
        })
        .collect()
}

/// Addresses of further records that stand in an island which holds none itself.
fn groups(doc: &Doc, base: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    for at in doc.all("script") {
        let island = doc.source(at);
        for group in known::families().filter_map(|it| it.group.as_ref()) {
            let Some((_, rest)) = island.split_once(&format!("<{group}>")) else { continue };
            if island.contains("<record>") {
                continue;
            }
            let body = rest.split(&format!("</{group}>")).next().unwrap_or(rest);
            let body = body.replace("&amp;", "&");
            let first = HREF.captures(&body).and_then(|it| base.join(&it[1]).ok());
            found.extend(first);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str, includes: &[&str]) -> Vec<(String, bool)> {
        let address = Url::parse("http://www.a.gov.cn/zwgk/tzgg/index.html").expect("an address");
        let script = Url::parse("http://www.a.gov.cn/app.js").expect("an address");
        let includes: Vec<crate::parse::Include<'_>> = includes
            .iter()
            .map(|it| crate::parse::Include { address: &script, headers: &[], body: it.as_bytes() })
            .collect();
        let source = Source {
            address: &address,
            status: 200,
            headers: &[],
            body: html.as_bytes(),
            as_of: "2026-11-20".parse().expect("a day"),
            includes: &includes,
        };
        let root = "http://www.a.gov.cn";
        find(&source)
            .named
            .iter()
            .map(|it| (it.address.as_str().replace(root, ""), it.is_own))
            .collect()
    }

    #[test]
    fn interfaces_are_found_where_scripts_name_them_in_full() {
        for (html, expected) in [
            ("<script>$.ajax({url:\"/api/list\",success:f})</script>", Some(("/api/list", false))),
            (
                "<script>$.getJSON('/postmeta/i/7.json',f)</script>",
                Some(("/postmeta/i/7.json", true)),
            ),
            (
                "<input type=hidden id=organ value=81><script>var siteId='67';$.ajax({url:'/site/label/8888?labelName=publicInfoList&siteId='+siteId+'&organId='+$('#organ').val(),type:'GET'})</script>",
                Some(("/site/label/8888?labelName=publicInfoList&siteId=67&organId=81", true)),
            ),
            (
                "<script src=\"/x.js\" url=\"/api-gateway/jpaas-publish-server/front/page/build/unit\" querydata=\"{'webId':'1','pageId':'2'}\"></script>",
                Some((
                    "/api-gateway/jpaas-publish-server/front/page/build/unit?webId=1&pageId=2&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A15%7D",
                    true,
                )),
            ),
            (
                "<script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=6\"></a>]]></nextgroup><recordset></recordset></datastore></script>",
                Some(("/module/web/jpage/dataproxy.jsp?page=1&columnid=6", true)),
            ),
            (
                "<div id=l></div><script>$('#l').load('list.html')</script>",
                Some(("/zwgk/tzgg/list.html", false)),
            ),
            ("<script>$.get('http://other.com/api/list')</script>", None),
            (
                "<script>$.get('http://data.a.gov.cn/api/list')</script>",
                Some(("http://data.a.gov.cn/api/list", false)),
            ),
            ("<script>$.get('/api/list?cat='+getParam('cat'))</script>", None),
            ("<script>$('#f').load('/common/footer.html')</script>", None),
            ("<script>$.get('/api/visitCount')</script>", None),
            ("<script>$.get('/captcha/get')</script>", None),
            ("<script>$.get('/api/query?keyword=')</script>", None),
            ("<script>// $.get('/api/list')\n</script>", None),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(it, own)| (it.to_owned(), own)).collect();
            assert_eq!(found(html, &[]), expected, "{html}");
        }
    }

    #[test]
    fn one_call_is_all_only_where_nothing_else_may_fill_the_page() {
        let all = |html: &str| {
            let address = Url::parse("http://www.a.gov.cn/zwgk/").expect("an address");
            let as_of = "2026-11-20".parse().expect("a day");
            let (headers, body) = (&[], html.as_bytes());
            find(&Source { address: &address, status: 200, headers, body, as_of, includes: &[] })
                .is_all
        };
        let call = "<script>$.get('/api/list',f)</script>";
        assert!(all(call));
        assert!(all(&format!("<script src=/js/jquery.min.js></script>{call}")));
        assert!(!all(&format!("<script src=/js/list.js></script>{call}")));
        assert!(!all(&format!("{call}<script>new Vue({{}})</script>")));
        assert!(!all("<script>$.get('/api/list',f);$.get('/api/b?c='+c,f)</script>"));
        assert!(!all(&format!("{call}<iframe src=/list.html></iframe>")));
    }

    #[test]
    fn a_shared_script_speaks_for_the_page_only_where_it_names_one_list() {
        let shell = "<div id=app></div><script src=/app.js></script>";
        let one = found(shell, &["axios.get('/api/article/page?size=15')"]);
        assert_eq!(one, [("/api/article/page?size=15".to_owned(), false)]);
        assert!(found(shell, &["fetch('/api/a/list');fetch('/api/b/list')"]).is_empty());
    }
}
