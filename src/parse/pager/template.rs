//! Addresses of next pages by template, and the step from one page's number to the next.

use crate::model::page::Pager;
use crate::parse::family::Known;
use crate::reference::cms::Counts;
use regex::Captures;
use std::collections::BTreeMap;
use url::Url;

/// Group names and what they caught.
pub(super) type Values = BTreeMap<String, String>;

/// The template with its braces filled; `None` where a value is missing. `{ext}` and `{name}` have defaults.
pub(super) fn filled(template: &str, values: &Values, next: u32, page: &Url) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        out.push_str(before);
        match (name, values.get(name)) {
            ("next", _) => out.push_str(&next.to_string()),
            (_, Some(value)) => out.push_str(value),
            ("name", None) => out.push_str("index"),
            ("ext", None) => {
                let file = page.path().rsplit('/').next().unwrap_or_default();
                out.push_str(file.rsplit_once('.').map_or("html", |(_, it)| it));
            }
            _ => return None,
        }
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

pub(super) fn query_number(page: &Url, name: &str) -> Option<u32> {
    page.query_pairs().find(|(it, _)| it == name).and_then(|(_, it)| it.parse().ok())
}

/// The next page by the number in this one's address, where it is known how many there are.
pub(super) fn stepped(known: &Known, page: &Url, pager: &Pager) -> Option<Url> {
    let pages = pager.pages?;
    let steps = known.data.pager.step.iter().zip(&known.pager.step);
    for (step, path) in steps {
        let Some(found) = path.captures(page.path()) else { continue };
        let number = found.name("number").and_then(|it| it.as_str().parse::<u32>().ok());
        let next = match step.counts {
            Counts::Up => number.unwrap_or(1).checked_add(1).filter(|it| *it <= pages)?,
            Counts::Down => {
                number.unwrap_or(pages).checked_sub(1).filter(|it| (1..pages).contains(it))?
            }
        };
        return page
            .join(&filled(&step.next, &groups(&path_names(path), &found), next, page)?)
            .ok();
    }
    let query = known.data.pager.query.iter().zip(&known.pager.query);
    let whole = page[url::Position::BeforePath..].to_owned();
    let (query, _) = query.into_iter().find(|(_, address)| address.is_match(&whole))?;
    let number = query_number(page, &query.name).unwrap_or(query.first);
    let next = number.checked_add(1).filter(|it| it - query.first.min(*it) < pages)?;
    let mut address = page.clone();
    let others: Vec<(String, String)> = page
        .query_pairs()
        .filter(|(name, _)| *name != query.name)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    address
        .query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(&query.name, &next.to_string());
    Some(address)
}

fn path_names(path: &regex::Regex) -> Vec<&str> {
    path.capture_names().flatten().collect()
}

fn groups(names: &[&str], found: &Captures<'_>) -> Values {
    let value = |name: &&str| Some(((*name).to_owned(), found.name(name)?.as_str().to_owned()));
    names.iter().filter_map(value).collect()
}
