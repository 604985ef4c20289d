//! Gathers over a site how the site is built: page tags, search, accessibility, https, IPv6, dates that cannot be.

use crate::census::facts::Taken;
use crate::census::page_reader::PageReader;
use crate::census::reader::Halt;
use crate::census::survey::Survey;
use crate::model::facts::features::OfSite;

#[derive(Debug, Default)]
pub(crate) struct Book {
    facts: OfSite,
}

impl Book {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { .. } = taken;
    }

    pub(super) fn facts(self) -> OfSite {
        self.facts
    }
}

pub(super) async fn read_more(
    _survey: &mut Survey<'_>,
    _pages: &PageReader<'_>,
) -> Result<(), Halt> {
    Ok(())
}
