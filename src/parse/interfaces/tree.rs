//! Columns that stand as an object in a page's script, each with a list of its own.

use crate::parse::doc::Doc;
use crate::parse::interfaces::inline_scripts;
use crate::parse::interfaces::literals::{LONGEST, Value, object};
use crate::parse::interfaces::names::Names;
use crate::parse::{Source, charset};
use crate::reference::interfaces::{self as known, Tree};
use std::collections::HashSet;
use url::Url;

/// Columns of one page that are read.
const MOST: usize = 2_000;
/// Assignments to the variable that are read. Each may go on to the end of the script, where it never closes.
const MOST_ASSIGNED: usize = 100;
/// Of an id in bytes; it stands again in every column below.
const LONGEST_ID: usize = 100;
/// Of a name in characters, as of a link in a menu.
const LONGEST_NAME: usize = 200;

/// One column of a script page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeColumn {
    pub id: String,
    pub name: String,
    pub parent: Option<String>,
    /// Entries that the tree says it has.
    pub count: Option<u32>,
    /// Has no columns below it.
    pub is_leaf: bool,
    /// Where a visitor finds it, and where its list comes from.
    pub place: Url,
    pub interface: Url,
}

/// The columns of a page whose family keeps them in a script, in order; empty for all others.
pub fn tree(source: &Source<'_>) -> Vec<TreeColumn> {
    let forms: Vec<&Tree> = known::families().filter_map(|it| it.tree.as_ref()).collect();
    let bytes = source.body;
    if !forms
        .iter()
        .any(|it| bytes.windows(it.variable.len()).any(|at| at == it.variable.as_bytes()))
    {
        return Vec::new();
    }
    let html = charset::decode(source.body, source.headers).text;
    let scripts = inline_scripts(&Doc::new(&html));
    forms.iter().flat_map(|form| columns(form, &scripts, source.address)).collect()
}

fn columns(form: &Tree, scripts: &[String], page: &Url) -> Vec<TreeColumn> {
    let names = Names::default();
    let mut settings = Vec::new();
    let mut left = MOST_ASSIGNED;
    for script in scripts {
        for (at, _) in script.match_indices(&form.variable) {
            let rest = script[at + form.variable.len()..].trim_start();
            // `_CONFIG.TREE = […]` or `_CONFIG = {…}`.
            let (field, rest) = match rest.strip_prefix('.') {
                Some(rest) => rest.split_once('=').unwrap_or_default(),
                None => ("", rest.strip_prefix('=').unwrap_or_default()),
            };
            let rest = rest.trim_start();
            if left == 0 || rest.is_empty() {
                continue;
            }
            left -= 1;
            match object(rest, &names) {
                Value::Object(fields) if field.trim().is_empty() => settings.extend(fields),
                value if !field.trim().is_empty() => {
                    settings.push((field.trim().to_owned(), value));
                }
                _ => {}
            }
        }
    }
    let settings = Value::Object(settings);
    let mut found = Vec::new();
    if let Some(Value::Array(tree)) = settings.field(&[form.columns.as_str()]) {
        gather(tree, None, &mut found);
    }
    let parents: HashSet<String> = found.iter().filter_map(|it| it.parent.clone()).collect();
    found
        .into_iter()
        .filter_map(|it| {
            let interface = address(form, &settings, page, &it.id)?;
            let mut place = page.clone();
            place.set_fragment(Some(&it.id));
            let is_leaf = !parents.contains(&it.id);
            let Branch { id, name, parent, count } = it;
            Some(TreeColumn { id, name, parent, count, is_leaf, place, interface })
        })
        .collect()
}

struct Branch {
    id: String,
    name: String,
    parent: Option<String>,
    count: Option<u32>,
}

fn gather(tree: &[Value], above: Option<&str>, found: &mut Vec<Branch>) {
    for column in tree {
        if MOST <= found.len() {
            return;
        }
        let text = |names: &[&str]| column.field(names).and_then(Value::text);
        let id = text(&["id"]).filter(|it| it.len() <= LONGEST_ID);
        let (Some(id), Some(name)) = (id, text(&["name", "title"])) else { continue };
        let said = text(&["parent", "parent_id", "pid"])
            .filter(|it| !matches!(*it, "0" | "") && it.len() <= LONGEST_ID);
        let parent = above.or(said).map(str::to_owned);
        let count = text(&["post_count"]).and_then(|it| it.parse().ok());
        let name = name.chars().take(LONGEST_NAME).collect();
        found.push(Branch { id: id.to_owned(), name, parent, count });
        if let Some(Value::Array(below)) = column.field(&["children", "sub"]) {
            gather(below, Some(id), found);
        }
    }
}

/// The interface of one column; `None` where a part of its address does not stand in the page.
fn address(form: &Tree, settings: &Value, page: &Url, id: &str) -> Option<Url> {
    let mut written = String::new();
    let mut rest = form.address.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        written.push_str(before);
        if field == "id" {
            written.push_str(id);
        } else {
            let fields: Vec<&str> = field.split('|').collect();
            let value = fields.iter().find_map(|it| settings.field(&[it])?.text())?;
            if LONGEST < written.len() + value.len() {
                return None;
            }
            written.push_str(value);
        }
        rest = after;
    }
    written.push_str(rest);
    let root = written.get(1..)?.find('/').map(|it| &written[..it + 2])?;
    let above = page.path().find(root).map_or("", |it| &page.path()[..it]);
    page.join(&format!("{above}{written}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_script_page_are_read_with_their_interfaces() {
        let address = Url::parse("http://www.a.gov.cn/bfz/gkmlpt/index").expect("an address");
        for script in [
            r#"window._CONFIG = {"SID":"775","TREE":[{"id":1,"name":"政策","children":[{"id":2,"name":"规划","post_count":3}]}]}"#,
            r"window._CONFIG={ SITE_NAME:'某镇', SID: '775', done: function(){ return {} }, TREE: [{id:1,name:'政策'},{id:2,name:'规划',parent:1,post_count:3}] };",
            r"var _CONFIG = {SITE_ID: 775}; _CONFIG.TREE = [{id:1,name:'政策',parent_id:0},{id:2,name:'规划',parent_id:1,post_count:3}];",
        ] {
            let html = format!("<script>{script}</script><div id=app></div>");
            let source = Source {
                address: &address,
                status: 200,
                headers: &[],
                body: html.as_bytes(),
                as_of: "2026-11-20".parse().expect("a day"),
                includes: &[],
            };
            let columns = tree(&source);
            assert_eq!(columns.len(), 2, "{script}");
            assert!(!columns[0].is_leaf && columns[1].is_leaf, "{script}");
            let plan = &columns[1];
            assert_eq!((plan.name.as_str(), plan.count), ("规划", Some(3)));
            assert_eq!(plan.parent.as_deref(), Some("1"));
            assert_eq!(
                plan.interface.as_str(),
                "http://www.a.gov.cn/bfz/gkmlpt/api/all/2?page=1&sid=775"
            );
            assert_eq!(plan.place.as_str(), "http://www.a.gov.cn/bfz/gkmlpt/index#2");
        }
    }

    #[test]
    fn without_its_site_number_no_address_is_made() {
        let address = Url::parse("http://www.a.gov.cn/gkmlpt/index").expect("an address");
        let body = b"<script>window._CONFIG = {\"TREE\":[{\"id\":1,\"name\":\"x\"}]}</script>";
        let source = Source {
            address: &address,
            status: 200,
            headers: &[],
            body,
            as_of: "2026-11-20".parse().expect("a day"),
            includes: &[],
        };
        assert!(tree(&source).is_empty());
    }
}
