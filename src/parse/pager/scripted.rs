//! Pagers that a script draws: the numbers of its call or of its variables, by the forms of the families.

use crate::model::page::Pager;
use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::parse::family::{self, Known};
use crate::parse::pager::template::{Values, filled, query_number};
use crate::parse::scripts;
use crate::reference::cms::ScriptForm;
use regex::{Regex, RegexSet};
use std::sync::LazyLock;
use url::Url;

/// The first pattern of every form: a script in which none occurs is no pager.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    let firsts = family::all().iter().flat_map(|it| &it.pager.script);
    let firsts = firsts.filter_map(|it| it.first()).map(Regex::as_str);
    RegexSet::new(firsts).expect("the embedded expressions are valid")
});

/// Reads all scripts of the page by all forms, those of the page's own family first.
pub(super) fn read(
    doc: &Doc,
    known: Option<&Known>,
    (page, base): (&Url, &Url),
    pager: &mut Pager,
) {
    for at in doc.all("script").filter(|it| !doc.nodes[*it].raw) {
        let source = doc.source(at);
        if !ANY.is_match(&source) {
            continue;
        }
        let source = scripts::without_comments(&source);
        let others = family::all().iter();
        let forms = known
            .into_iter()
            .chain(others)
            .flat_map(|it| it.data.pager.script.iter().zip(&it.pager.script));
        for (form, patterns) in forms {
            if let Some(values) = values(form, patterns, &source, page) {
                apply(form, &values, (page, base), pager);
                break;
            }
        }
    }
}

/// The groups of all patterns together; `None` where the first does not occur.
fn values(form: &ScriptForm, patterns: &[Regex], source: &str, page: &Url) -> Option<Values> {
    let mut values = Values::new();
    for (number, pattern) in patterns.iter().enumerate() {
        let Some(found) = pattern.captures(source) else {
            if number == 0 {
                return None;
            }
            continue;
        };
        for name in pattern.capture_names().flatten() {
            if let Some(value) = found.name(name) {
                values.entry(name.to_owned()).or_insert_with(|| value.as_str().to_owned());
            }
        }
    }
    if let Some(name) = &form.current_query
        && let Some(number) = query_number(page, name)
    {
        values.entry("current".into()).or_insert_with(|| number.to_string());
    }
    Some(values)
}

fn apply(form: &ScriptForm, values: &Values, (page, base): (&Url, &Url), pager: &mut Pager) {
    let number = |name: &str| values.get(name).and_then(|it| it.parse::<u32>().ok());
    let total = number("total");
    let by_size = || Some(total?.div_ceil(number("per").filter(|it| 0 < *it)?));
    let Some(pages) = number("pages").or_else(by_size) else {
        pager.total = total.or(pager.total);
        return;
    };
    pager.pages = Some(pages);
    pager.total = total.filter(|it| pages <= *it).or(pager.total);
    let current = number("current").unwrap_or(form.first);
    let Some(next) = current.checked_add(1).filter(|it| it - form.first.min(*it) < pages) else {
        return;
    };
    if let Some(template) = form.next.as_ref().filter(|_| pager.next.is_none()) {
        let base = if template.starts_with('?') { page } else { base };
        pager.next = filled(template, values, next, page).and_then(|it| resolve(base, &it));
    }
}
