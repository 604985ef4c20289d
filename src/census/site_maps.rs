//! Site maps for programs, as robots.txt names them: addresses of columns that no menu may lead to.

use crate::census::frontier::{Lead, Rank};
use crate::census::halt::Halt;
use crate::census::job::Job;
use crate::census::reader::{Reader, Wish};
use crate::census::survey::Survey;
use crate::model::visit::Purpose;
use crate::parse::{same_page_key, sitemap};
use std::collections::{HashSet, VecDeque};
use url::Url;

/// Files of a map that are read at most.
const MOST_FILES: usize = 8;
const LARGEST_FILE: usize = 4 << 20;
/// Columns that are taken from it at most.
const MOST_COLUMNS: usize = 3_000;
/// Clicks from the home page that count for what only a map names.
const DEPTH: u32 = 6;

/// What the map of the whole host names. Sections of a host have no map of their own.
pub(crate) async fn read(job: &Job, reader: &Reader) -> Result<Vec<Url>, Halt> {
    let mut named = Vec::new();
    if job.site.is_section() {
        return Ok(named);
    }
    let robots = reader.fetcher.robots(&job.site.home).await;
    let mut files: VecDeque<Url> = robots.sitemaps.iter().cloned().collect();
    let mut met = HashSet::new();
    let mut read = 0;
    while let Some(file) = files.pop_front() {
        if MOST_FILES <= read {
            break;
        }
        if !job.is_same_host(&file) || !met.insert(file.clone()) {
            continue;
        }
        read += 1;
        let wish = Wish { cap: Some(LARGEST_FILE), ..Wish::page(file, Purpose::Include, 0) };
        let seen = reader.read(wish).await?;
        if !seen.visit.is_ok() {
            continue;
        }
        let map = sitemap(&seen.body);
        // An index may name tens of thousands; those beyond the bound would only wait.
        let more = map.nested.into_iter().filter(|it| job.is_same_host(it));
        files.extend(more.filter(|it| !met.contains(it)).take(MOST_FILES - read));
        let columns = map.addresses.into_iter().map(|it| it.address);
        let columns = columns.filter(|it| job.is_own(it) && looks_like_column(it));
        named.extend(columns.take(MOST_COLUMNS - named.len()));
    }
    Ok(named)
}

impl Survey<'_> {
    /// What a map names beside what the pages lead to: taken in when these are read.
    pub(crate) fn take_mapped(&mut self, named: Vec<Url>) {
        for address in named {
            let key = same_page_key(&address);
            // No page links there: that it is gone hurts nobody.
            let lead = Lead { address, rank: Rank::Mapped, depth: DEPTH, guessed: true };
            self.frontier.add(&key, lead);
        }
    }
}

/// A folder or its index page, or a list by name; not one of the thousands of articles.
fn looks_like_column(address: &Url) -> bool {
    let path = address.path().to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let by_query = address.query().is_some_and(|it| it.to_ascii_lowercase().contains("id="));
    file.is_empty()
        || !file.contains('.')
        || file.starts_with("index.")
        || file.starts_with("list")
        || (file.contains("list") && by_query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_from_articles_by_their_address() {
        for (address, fits) in [
            ("http://a.cn/zwgk/tzgg/", true),
            ("http://a.cn/col/col12/index.html", true),
            ("http://a.cn/list.aspx?id=3", true),
            ("http://a.cn/zwgk/tzgg/202611/t20261103_12.html", false),
            ("http://a.cn/art/2026/11/3/art_12_3.html", false),
        ] {
            assert_eq!(looks_like_column(&Url::parse(address).unwrap()), fits, "{address}");
        }
    }
}
