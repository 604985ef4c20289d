//! The columns of a site in their order: one column under several addresses made one, children found, parents named.

use crate::census::column::Column;
use crate::census::column_book::ColumnBook;
use crate::model::evidence::{ClassSource, ColumnFact};
use crate::parse::same_page_key;
use std::collections::HashMap;
use url::Url;

/// How often a tree is climbed at most.
const HIGHEST: usize = 12;

impl ColumnBook {
    /// Makes one of those that have the same name and the same entries.
    pub(crate) fn merge_same(&mut self) {
        let mut named: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, column) in self.columns.iter().enumerate() {
            let name = column.fact.name.chars().filter(|it| !it.is_whitespace()).collect();
            named.entry(name).or_default().push(at);
        }
        let mut into: Vec<usize> = (0..self.columns.len()).collect();
        for mut group in named.into_values() {
            // The one that stays does not depend on the order in which pages came.
            group.sort_by(|a, b| place(&self.columns[*a]).cmp(&place(&self.columns[*b])));
            for (rank, &at) in group.iter().enumerate() {
                let same = |it: &&usize| {
                    into[**it] == **it && is_same(&self.columns[**it], &self.columns[at])
                };
                if let Some(&first) = group[..rank].iter().find(same) {
                    into[at] = first;
                }
            }
        }
        self.fold(&into);
    }

    /// `into`: for each column the one in which it goes up.
    fn fold(&mut self, into: &[usize]) {
        let mut new = vec![0; into.len()];
        let mut kept = 0;
        for at in 0..into.len() {
            if into[at] == at {
                new[at] = kept;
                kept += 1;
            }
        }
        let columns = std::mem::take(&mut self.columns);
        let mut gone = Vec::new();
        for (at, column) in columns.into_iter().enumerate() {
            if into[at] == at {
                self.columns.push(column);
            } else {
                gone.push((new[into[at]], column.fact));
            }
        }
        for (at, other) in gone {
            absorb(&mut self.columns[at].fact, other);
        }
        for at in self.by_key.values_mut() {
            *at = new[into[*at]];
        }
        let mut continued = Vec::new();
        self.continued.by_hash().each(|_| true, |key, at| continued.push((key, *at)));
        for (key, at) in continued {
            self.continued.by_hash_mut().put(key, new[into[at]]);
        }
    }

    /// Sets for each column that shows only others which those are, and for each under which it stands.
    pub(crate) fn link_tree(&mut self) {
        for at in 0..self.columns.len() {
            let column = &self.columns[at];
            let boxes = column.boxes.iter().chain(&column.leads_to);
            let mut children: Vec<usize> = boxes
                .filter_map(|key| self.by_key.get(key).copied())
                .filter(|it| *it != at)
                .collect();
            children.sort_unstable();
            children.dedup();
            self.columns[at].fact.children = children;
        }
        let folders = self.folders();
        for at in 0..self.columns.len() {
            let parent = self.above_by_trail(at).or_else(|| self.above_by_folder(at, &folders));
            self.set_parent(at, parent);
        }
        for at in 0..self.columns.len() {
            for child in self.columns[at].fact.children.clone() {
                if self.columns[child].fact.parent.is_none() {
                    self.set_parent(child, Some(at));
                }
            }
        }
    }

    /// By its breadcrumb, else by the menu or directory in which it stands.
    fn above_by_trail(&self, at: usize) -> Option<usize> {
        let column = &self.columns[at];
        let known = |key: &String| self.by_key.get(key).copied().filter(|it| *it != at);
        let by_menu = || {
            let address = column.fact.address.as_ref()?;
            self.above.look(&same_page_key(address), known).flatten()
        };
        column.trail.iter().find_map(known).or_else(by_menu)
    }

    /// The folders of the columns' addresses, each with its column.
    fn folders(&self) -> HashMap<String, usize> {
        let folder = |(at, it): (usize, &Column)| {
            let address = it.fact.address.as_ref().filter(|it| it.query().is_none())?;
            Some((folder_of(address), at))
        };
        let mut folders = HashMap::new();
        for (folder, at) in self.columns.iter().enumerate().filter_map(folder) {
            folders.entry(folder).or_insert(at);
        }
        folders
    }

    fn above_by_folder(&self, at: usize, folders: &HashMap<String, usize>) -> Option<usize> {
        let address = self.columns[at].fact.address.as_ref()?;
        let own = folder_of(address);
        let host = own.find('/')?;
        let mut rest = own.as_str();
        for _ in 0..HIGHEST {
            let end = rest.trim_end_matches('/').rfind('/').filter(|it| host < *it)?;
            rest = &own[..=end];
            if let Some(above) = folders.get(rest).copied().filter(|it| *it != at) {
                return Some(above);
            }
        }
        None
    }

    /// Unless that would close a circle.
    fn set_parent(&mut self, at: usize, parent: Option<usize>) {
        let mut above = parent;
        for _ in 0..HIGHEST {
            match above {
                None => {
                    self.columns[at].fact.parent = parent;
                    return;
                }
                Some(it) if it == at => return,
                Some(it) => above = self.columns[it].fact.parent,
            }
        }
    }

    /// What pagers say and what was seen, where they contradict each other.
    pub(crate) fn contradictions(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let odd: Vec<String> = self
            .columns
            .iter()
            .filter_map(|it| Some((&it.fact.name, it.listing.contradiction()?)))
            .map(|(name, (told, seen))| format!("“{name}”标明共{told}条，读到{seen}条"))
            .collect();
        let more = odd.len().saturating_sub(SHOWN);
        let more = if 0 < more { format!("，另有{more}个栏目") } else { String::new() };
        let shown: Vec<String> = odd.into_iter().take(SHOWN).collect();
        (!shown.is_empty())
            .then(|| format!("栏目页面标明的信息总数与实际不符：{}{more}", shown.join("；")))
    }
}

/// Listed ones first, then those of a high place, then the shortest address.
fn place(column: &Column) -> (bool, u8, usize, &str) {
    let fact = &column.fact;
    let address = fact.address.as_ref().map_or("", |it| it.as_str());
    let level = if fact.level == 0 { u8::MAX } else { fact.level };
    (fact.class_from != ClassSource::Register, level, address.len(), address)
}

/// Whether two columns of one name are one column under two addresses.
fn is_same(one: &Column, other: &Column) -> bool {
    let listed = |it: &Column| it.fact.class_from == ClassSource::Register;
    let (Some(a), Some(b)) = (&one.fact.address, &other.fact.address) else { return false };
    if (listed(one) && listed(other)) || one.fact.visit.is_none() || other.fact.visit.is_none() {
        return false;
    }
    if units_differ(a, b) {
        return false;
    }
    let same_page = one.fact.entries == other.fact.entries && one.said == other.said;
    one.listing.is_same_list(&other.listing) || (one.fact.entries <= 1 && same_page)
}

/// Whether both addresses name an organ of a shared portal, and not the same.
fn units_differ(one: &Url, other: &Url) -> bool {
    matches!((organ(one), organ(other)), (Some(a), Some(b)) if a != b)
}

/// The organ's number in an address: `/public/column/6601081?…`, `/public/6601081/…`, `?organId=6601081`.
fn organ(address: &Url) -> Option<String> {
    let named = address.query_pairs().find(|(name, _)| {
        ["organid", "orgid", "deptid", "siteid", "unitid"]
            .contains(&name.to_ascii_lowercase().as_str())
    });
    if let Some((_, value)) = named {
        return Some(value.into_owned());
    }
    let segments: Vec<&str> = address.path_segments()?.collect();
    let digits = |it: &&&str| 5 <= it.len() && it.bytes().all(|b| b.is_ascii_digit());
    let public = segments.iter().position(|it| matches!(*it, "public" | "XxgkContent"))?;
    segments[public..].iter().take(3).skip(1).find(digits).map(|it| (*it).to_owned())
}

fn absorb(fact: &mut ColumnFact, other: ColumnFact) {
    fact.also_at.extend(other.address);
    fact.also_at.extend(other.also_at);
    fact.also_at.sort();
    fact.also_at.dedup();
    if fact.level == 0 || (0 < other.level && other.level < fact.level) {
        fact.level = other.level;
    }
    fact.required |= other.required;
}

/// Host and folder: `a.gov.cn/zwgk/tzgg/`.
fn folder_of(address: &Url) -> String {
    let key = same_page_key(address);
    let path = address.path();
    if path.ends_with('/') || !path.rsplit('/').next().unwrap_or_default().contains('.') {
        return format!("{key}/");
    }
    match key.rfind('/') {
        // An index page has gone from the key already.
        _ if !key.ends_with(path) => format!("{key}/"),
        Some(end) => key[..=end].to_owned(),
        None => format!("{key}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn organs_of_a_shared_portal_are_told_apart() {
        for (one, other, differ) in [
            (
                "http://a.cn/public/column/6601081?type=4",
                "http://a.cn/public/column/6601082?type=4",
                true,
            ),
            ("http://a.cn/public/6601081/1.html", "http://a.cn/public/column/6601081", false),
            ("http://a.cn/x?organId=1", "http://a.cn/x?organId=2", true),
            ("http://a.cn/zwgk/tzgg/", "http://a.cn/col/col12/index.html", false),
            ("http://a.cn/list.aspx?id=12", "http://a.cn/list.aspx?id=13", false),
        ] {
            assert_eq!(units_differ(&url(one), &url(other)), differ, "{one} {other}");
        }
    }

    #[test]
    fn folders_are_those_of_the_index_page() {
        for (address, folder) in [
            ("http://www.a.cn/zwgk/tzgg/", "a.cn/zwgk/tzgg/"),
            ("http://www.a.cn/zwgk/tzgg/index.html", "a.cn/zwgk/tzgg/"),
            ("http://www.a.cn/zwgk/tzgg", "a.cn/zwgk/tzgg/"),
            ("http://www.a.cn/zwgk/list.html", "a.cn/zwgk/"),
        ] {
            assert_eq!(folder_of(&url(address)), folder, "{address}");
        }
    }
}
