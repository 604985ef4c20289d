//! Gathers what a site says beside columns and links, one file a subject: each looks at every page once, and reads more
//! when the crawl has ended.

mod attachments;
mod content;
mod foreign;
mod interaction;
mod services;
mod features;
mod publication;

pub(crate) use interaction::in_year;

use crate::census::halt::Halt;
use crate::census::job::Job;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::evidence::ColumnFact;
use crate::model::facts::SiteFacts;
use crate::model::page::Page;
use crate::model::visit::Visit;
use crate::store::scratch::Scratch;
use std::sync::Arc;

/// A page of the unit, as it is taken in.
#[derive(Clone, Copy)]
pub(crate) struct Taken<'a> {
    pub(crate) job: &'a Job,
    pub(crate) visit: &'a Visit,
    pub(crate) page: &'a Page,
    /// Clicks from the home page, which is 0.
    pub(crate) depth: u32,
    /// The column's name under which links lead to it.
    pub(crate) name: Option<&'a str>,
    /// The column that the page shows, or whose list goes on there.
    pub(crate) column: Option<&'a ColumnFact>,
}

#[derive(Debug, Default)]
pub(crate) struct FactBooks {
    pub(crate) content: content::Book,
    pub(crate) interaction: interaction::Book,
    pub(crate) services: services::Book,
    pub(crate) features: features::Book,
    pub(crate) publication: publication::Book,
}

impl FactBooks {
    pub(crate) fn new(scratch: &Arc<Scratch>) -> Self {
        Self {
            interaction: interaction::Book::new(scratch),
            features: features::Book::new(scratch),
            ..Self::default()
        }
    }

    /// Once for every page of the unit, home page included.
    pub(crate) fn take(&mut self, taken: Taken<'_>) {
        self.content.take(taken);
        self.interaction.take(taken);
        self.services.take(taken);
        self.features.take(taken);
        self.publication.take(taken);
    }

    pub(crate) fn facts(self) -> SiteFacts {
        SiteFacts {
            content: self.content.facts(),
            interaction: self.interaction.facts(),
            services: self.services.facts(),
            features: self.features.facts(),
            publication: self.publication.facts(),
        }
    }
}

/// How the home page is served and found in: what a recheck asks beside pages.
pub(crate) async fn read_transport(
    survey: &mut Survey<'_>,
    pages: &PageReader<'_>,
) -> Result<(), Halt> {
    features::read_more(survey, pages).await
}

/// Asks for what the crawl did not bring: last, so that a run that is cut off has the columns.
pub(crate) async fn read_more(survey: &mut Survey<'_>, pages: &PageReader<'_>) -> Result<(), Halt> {
    content::read_more(survey).await?;
    interaction::read_more(survey, pages).await?;
    services::read_more(survey, pages).await?;
    features::read_more(survey, pages).await?;
    publication::read_more(survey, pages).await?;
    Ok(())
}
