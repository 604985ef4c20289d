//! Counts the page tags that pages lack. Only pages whose kind is sure count: columns that the census knows as such, and
//! articles that print their day or that a list dates.

use crate::census::facts::features::seen;
use crate::census::hashed::Hashed;
use crate::census::survey::Survey;
use crate::model::evidence::ColumnFact;
use crate::model::facts::features::{PageSeen, PageTag, TagLack, TagScope, TagTally, TagsOnPage};
use crate::model::page::{DateSource, NoticeKind, Page, PageKind};
use crate::model::visit::{Reach, Visit};
use crate::parse::same_page_key;
use crate::store::scratch::{Record, Scratch, get_json, put_json};
use std::sync::Arc;

/// Pages that are named for each tag.
const MOST_EXAMPLES: usize = 3;
/// Articles of which only a list may tell that they are some.
const MOST_UNSURE: usize = 500;

#[derive(Debug, Default)]
pub(super) struct Tags {
    site: Tally,
    article: Tally,
    /// Pages that may be a column's, by the addresses asked for and landed at.
    column_like: Hashed<PageTags>,
    unsure: Vec<(TagsOnPage, PageSeen)>,
}

/// The tags of one page.
#[derive(Debug, Clone)]
struct PageTags(TagsOnPage);

impl Record for PageTags {
    const WEIGHT: usize = 200;

    fn write(&self, out: &mut Vec<u8>) {
        put_json(&self.0, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        get_json(bytes).map(Self)
    }
}

#[derive(Debug, Default)]
struct Tally {
    pages: usize,
    lacking: usize,
    lacks: Vec<TagLack>,
}

impl Tags {
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        Self { column_like: Hashed::new(scratch), ..Self::default() }
    }

    pub(super) fn take(&mut self, visit: &Visit, page: &Page) {
        // What an old area was built with is no longer the site's template.
        if page.notice.as_ref().is_some_and(|it| it.kind == NoticeKind::Archived) {
            return;
        }
        let tags = &page.extras.features.tags;
        // What is neither a list nor an article may be a fragment, a form or a calendar without end.
        let is_sure = matches!(
            page.kind,
            PageKind::Home | PageKind::List | PageKind::Hub | PageKind::Article
        );
        if tags.unread || !is_sure {
            return;
        }
        self.site.add(TagScope::Site, tags, || seen(visit));
        match page.kind {
            PageKind::Article if tells_its_day(page) => {
                self.article.add(TagScope::Article, tags, || seen(visit));
            }
            PageKind::Article if self.unsure.len() < MOST_UNSURE => {
                self.unsure.push((tags.clone(), seen(visit)));
            }
            PageKind::List | PageKind::Hub => {
                for address in [&visit.address, &visit.landed] {
                    self.column_like.put(&same_page_key(address), PageTags(tags.clone()));
                }
            }
            _ => {}
        }
    }

    pub(super) fn tallies(mut self, survey: &Survey<'_>) -> Vec<TagTally> {
        for (tags, page) in std::mem::take(&mut self.unsure) {
            let listed = survey.listed_dates.get(&same_page_key(&page.page));
            if listed.is_some_and(|(_, source)| source == DateSource::List) {
                self.article.add(TagScope::Article, &tags, || page.clone());
            }
        }
        let mut column = Tally::default();
        for fact in survey.columns.columns.iter().map(|it| &it.fact) {
            if let Some((address, tags)) = self.of_column(fact)
                && let (Some(visit), Some(seen_at)) = (&fact.visit, fact.seen_at)
            {
                let page = || PageSeen { page: address.clone(), visit: visit.clone(), seen_at };
                column.add(TagScope::Column, &tags, page);
            }
        }
        [(TagScope::Site, self.site), (TagScope::Column, column), (TagScope::Article, self.article)]
            .into_iter()
            .filter(|(_, tally)| 0 < tally.pages)
            .map(|(scope, it)| TagTally {
                scope,
                pages: it.pages,
                lacking: it.lacking,
                lacks: it.lacks,
            })
            .collect()
    }

    fn of_column<'a>(&self, fact: &'a ColumnFact) -> Option<(&'a url::Url, TagsOnPage)> {
        let address = fact.address.as_ref()?;
        let is_own = !fact.external && !fact.archived && fact.reach == Some(Reach::Ok);
        let PageTags(tags) = self.column_like.get(&same_page_key(address))?;
        is_own.then_some((address, tags))
    }
}

fn tells_its_day(page: &Page) -> bool {
    page.published
        .as_ref()
        .is_some_and(|it| matches!(it.source, DateSource::Meta | DateSource::Label))
}

impl Tally {
    fn add(&mut self, scope: TagScope, tags: &TagsOnPage, page: impl Fn() -> PageSeen) {
        self.pages += 1;
        let wanted = PageTag::ALL.into_iter().filter(|it| it.scope() == scope);
        let lacking: Vec<PageTag> = wanted.filter(|it| !tags.filled.contains(it)).collect();
        self.lacking += usize::from(!lacking.is_empty());
        for tag in lacking {
            let at = self.lacks.iter().position(|it| it.tag == tag).unwrap_or_else(|| {
                self.lacks.push(blank(tag));
                self.lacks.len() - 1
            });
            let lack = &mut self.lacks[at];
            lack.pages += 1;
            lack.empty += usize::from(tags.empty.contains(&tag));
            let wrong = tags.misspelt.iter().find(|(meant, _)| *meant == tag);
            // The first by address, not the first to be answered: two runs name the same ones.
            lack.misspelt =
                lack.misspelt.take().into_iter().chain(wrong.map(|it| it.1.clone())).min();
            lack.examples.push(page());
            lack.examples.sort_by(|one, other| one.page.cmp(&other.page));
            lack.examples.truncate(MOST_EXAMPLES);
        }
        self.lacks.sort_by_key(|it| it.tag);
    }
}

fn blank(tag: PageTag) -> TagLack {
    TagLack { tag, pages: 0, empty: 0, misspelt: None, examples: Vec::new() }
}
