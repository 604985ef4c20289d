//! Where to go from a page that was read: its links, menus and directories, and the articles that its lists name.

use crate::census::column::own_lists;
use crate::census::column_names::{is_index_of_columns, names_a_column};
use crate::census::endless::Endless;
use crate::census::frontier::{Lead, Rank};
use crate::census::job::is_page;
use crate::census::link_book::{OpenPage, RowAt};
use crate::census::survey::Survey;
use crate::model::evidence::SectionLead;
use crate::model::page::{Link, LinkKind, Page, PageKind, Place};
use crate::model::visit::Visit;
use crate::parse::same_page_key;
use std::collections::HashSet;
use url::Url;

/// Section names that are kept at most; a site map has a few hundred.
const MOST_SECTIONS: usize = 3000;
const LONGEST_NAME: usize = 14;
/// Clicks from the home page up to which a page may be the site map or the directory of what is disclosed.
const DEEPEST_INDEX: u32 = 3;

/// How the links of one page are to be taken.
struct Taking<'p> {
    open: OpenPage,
    /// Clicks from the home page.
    depth: u32,
    is_hub: bool,
    /// Lists the columns of the site.
    is_index: bool,
    /// Entries with a date: articles.
    news: HashSet<&'p Url>,
    /// Links that stand below another in a menu or directory.
    below: HashSet<&'p Url>,
}

impl Survey<'_> {
    /// Names of columns in boxes, breadcrumb, menus and directories, then every link. How many pages not known before
    /// it leads to that are no more of the same.
    pub(crate) fn take_ways(
        &mut self,
        open: OpenPage,
        visit: &Visit,
        page: &Page,
        depth: u32,
    ) -> usize {
        let is_hub = matches!(page.kind, PageKind::Home | PageKind::List | PageKind::Hub);
        for list in &page.lists {
            if let (Some(more), Some(name)) = (&list.more, &list.name)
                && (depth <= 1 || page.kind == PageKind::Hub)
                && self.job.is_own(more)
            {
                self.columns.meet(more, name, if depth == 0 { 1 } else { 2 });
            }
        }
        let mut found = 0;
        for crumb in page.breadcrumb.iter().take(page.breadcrumb.len().saturating_sub(1)).skip(1) {
            if let Some(address) = crumb.address.as_ref().filter(|it| self.job.is_own(it)) {
                self.columns.meet(address, &crumb.text, 2);
                found += usize::from(self.add_lead(address, Rank::Column, depth + 1));
            }
        }
        let is_index = depth <= DEEPEST_INDEX && is_index_page(page);
        for branch in page.outline.iter().filter(|_| depth <= 1 || is_index) {
            if self.job.is_own(&branch.address) && self.job.is_own(&branch.parent) {
                self.columns.stands_below(&branch.address, &branch.parent);
            }
        }
        let entries = page.lists.iter().flat_map(|it| &it.entries);
        let taking = Taking {
            open,
            depth,
            is_hub,
            is_index,
            news: entries.filter(|it| it.date.is_some()).map(|it| &it.address).collect(),
            below: page.outline.iter().map(|it| &it.address).collect(),
        };
        for link in &page.links {
            let is_new = self.take_link(link, &taking);
            let elsewhere = || Endless::leads_elsewhere(&visit.address, &link.address);
            found += usize::from(is_new && elsewhere());
        }
        found
    }

    /// Whether it leads to a page not known before.
    fn take_link(&mut self, link: &Link, taking: &Taking<'_>) -> bool {
        if matches!(link.kind, LinkKind::Script | LinkKind::Style) {
            return false;
        }
        let depth = taking.depth;
        let own = is_page(link.kind) && self.is_own_page(&link.address);
        let same_host = self.job.is_same_host(&link.address);
        let row = self.links.add(&taking.open, link, same_host, depth == 0);
        let is_news = taking.news.contains(&link.address);
        if depth <= 1 && (link.place == Place::Nav || !is_news) {
            self.note_section(link);
        }
        if !own {
            if let Some(at) = row
                && (self.job.crawl.check_external_links || same_host)
                && self.is_wanted(&link.address)
            {
                self.queue_link(at);
            }
            return false;
        }
        let level = if depth == 0 && !taking.below.contains(&link.address) { 1 } else { 2 };
        let in_menu = link.place == Place::Nav && (depth == 0 || (taking.is_hub && depth <= 2));
        if in_menu || (taking.is_index && !is_news && !link.hidden) {
            self.columns.meet(&link.address, &link.text, level);
        }
        if depth == 0 && !is_news && names_a_column(link) {
            self.columns.meet(&link.address, &link.text, 1);
        }
        let rank = match depth {
            _ if self.columns.is_candidate(&link.address) => Rank::Column,
            0..=2 if is_index_of_columns(&link.text) => Rank::Column,
            0 => Rank::SecondLevel,
            1..=5 => Rank::Article,
            _ => Rank::Deep,
        };
        self.add_lead(&link.address, rank, depth + 1)
    }

    pub(crate) fn queue_link(&mut self, at: RowAt) {
        self.queued += 1;
        self.link_queue.push(self.queued, at);
    }

    pub(crate) fn add_lead(&mut self, address: &Url, rank: Rank, depth: u32) -> bool {
        if self.narrow.is_some() {
            return false;
        }
        let mut address = address.clone();
        address.set_fragment(None);
        self.frontier.add(&same_page_key(&address), Lead { address, rank, depth, guessed: false })
    }

    /// Page 2 and on as far as the month's count needs them, whether a link leads there or only a script.
    pub(crate) fn follow_pager(&mut self, column: usize, lead: &Lead, page: &Page) {
        if self.narrow.is_some() {
            return;
        }
        let Some(next) = self.columns.next_page(column, &lead.address, page) else { return };
        if !self.job.is_own(&next) {
            return;
        }
        let (key, depth) = (same_page_key(&next), lead.depth + 1);
        self.frontier.add(&key, Lead { address: next, rank: Rank::ListPage, depth, guessed: true });
    }

    /// On portals whose articles carry no unit in their address, an article is of the unit whose column lists it.
    pub(crate) fn adopt_entries(&mut self, page: &Page, depth: u32) {
        if !self.job.site.is_section() {
            return;
        }
        for entry in own_lists(page).into_iter().flat_map(|it| &it.entries) {
            if self.job.may_adopt(&entry.address) {
                self.adopted.add(&same_page_key(&entry.address), || ());
                self.add_lead(&entry.address, Rank::Article, depth + 1);
            }
        }
    }

    /// Whether the unit answers for the page: by its scope, or because its column lists it.
    pub(crate) fn is_own_page(&self, address: &Url) -> bool {
        self.job.is_own(address)
            || (self.adopted.contains(&same_page_key(address)) && self.job.may_adopt(address))
    }

    fn note_section(&mut self, link: &Link) {
        let name = link.text.trim();
        // Names of sections are short; longer texts are titles, which may hold any word.
        let plausible = (2..=LONGEST_NAME).contains(&name.chars().count()) && is_page(link.kind);
        if plausible
            && self.sections.len() < MOST_SECTIONS
            && self.section_names.add(&format!("{name}\n{}", link.address), || ())
        {
            let (address, place) = (link.address.clone(), link.place);
            self.sections.push(SectionLead { name: name.to_owned(), address, place, reach: None });
        }
    }
}

/// Whether a page lists the columns of its site, by what it is called.
fn is_index_page(page: &Page) -> bool {
    let title = page.title.split(['-', '_', '—', '|', '－']).next().unwrap_or_default();
    let last = page.breadcrumb.last().map_or("", |it| it.text.as_str());
    let named = page.metas.column_name.as_deref().unwrap_or_default();
    [title, last, named].iter().any(|it| is_index_of_columns(it.trim()))
}
