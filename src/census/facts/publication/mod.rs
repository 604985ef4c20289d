//! Gathers over a site what must be published: annual reports, interpretations of policy files, statutory disclosure.

mod entrances;
mod leaves;
mod matching;
mod policies;
mod reports;
mod shelves;
mod signed;

use crate::census::facts::Taken;
use crate::census::halt::Halt;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::facts::publication::{OfSite, SiteNotice};
use crate::model::page::{NoticeKind, Page, PageKind};

#[derive(Debug, Default)]
pub(crate) struct Book {
    reports: reports::Reports,
    policies: policies::Policies,
    signed: signed::Signed,
    entrances: entrances::Entrances,
    notice: Option<SiteNotice>,
    /// What only the end of the crawl could tell.
    settled: OfSite,
}

impl Book {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        self.reports.take(taken);
        self.policies.take(taken);
        self.signed.take(taken);
        self.entrances.take(taken);
        if taken.depth == 0 {
            self.notice = notice(taken);
        }
    }

    pub(super) fn facts(self) -> OfSite {
        OfSite {
            reports: self.reports.facts(),
            entrances: self.entrances.facts(),
            notice: self.notice,
            looked_for: true,
            ..self.settled
        }
    }
}

fn notice(taken: Taken<'_>) -> Option<SiteNotice> {
    let notice = taken.page.notice.as_ref()?;
    matches!(notice.kind, NoticeKind::Closed | NoticeKind::Moved).then(|| SiteNotice {
        kind: notice.kind,
        phrase: notice.phrase.clone(),
        address: notice.address.clone(),
        visit: taken.visit.id.clone(),
        seen_at: taken.visit.started_at,
    })
}

/// What the names of a page say that it is: under which links lead to it, its tag, its place, its title.
fn names<'a>(name: Option<&'a str>, page: &'a Page) -> impl Iterator<Item = &'a str> {
    let title = page.title.split(['-', '_', '—', '|', '－']).next().unwrap_or_default();
    let crumb = page.breadcrumb.last().map(|it| it.text.as_str());
    [name, page.metas.column_name.as_deref(), crumb, Some(title)]
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|it| !it.is_empty())
}

/// Whether the page is one text and no list.
fn is_text(page: &Page) -> bool {
    page.kind == PageKind::Article
        || page.metas.article_title.is_some()
        || page.metas.pub_date.is_some()
}

/// An article's own title.
fn title(page: &Page) -> &str {
    let own = page.metas.article_title.as_deref().or(page.headline.as_deref());
    let before = page.title.split(['-', '_', '|']).next().unwrap_or_default();
    own.filter(|it| !it.trim().is_empty()).unwrap_or(before).trim()
}

pub(super) async fn read_more(survey: &mut Survey<'_>, pages: &PageReader<'_>) -> Result<(), Halt> {
    let mut book = std::mem::take(&mut survey.facts.publication);
    entrances::read_elsewhere(survey, &mut book).await?;
    book.settled.shelves = shelves::settle(survey, pages, &mut book.reports).await?;
    book.reports.ask_for_days(survey).await?;
    let (files, interpreting) = matching::settle(survey, pages, &mut book.policies).await?;
    book.settled.policies = files;
    book.settled.interpreting = interpreting;
    book.settled.signed = std::mem::take(&mut book.signed).settle(survey);
    survey.facts.publication = book;
    Ok(())
}
