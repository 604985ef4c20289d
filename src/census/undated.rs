//! Dates of entries whose list prints none: their own pages are asked.

use crate::census::column::{TOP_ENTRIES, is_sure, published};
use crate::census::halt::Halt;
use crate::census::reader::{GLANCE, Wish};
use crate::census::survey::{Survey, keep_newest};
use crate::model::evidence::DatedFact;
use crate::model::page::DateSource;
use crate::model::visit::{Purpose, Reach};
use crate::parse::same_page_key;
use url::Url;

impl Survey<'_> {
    /// Where a column's list gives no sure date, its top entries' own pages are asked.
    pub(crate) async fn read_undated_entries(&mut self) -> Result<(), Halt> {
        for at in 0..self.columns.columns.len() {
            let column = &self.columns.columns[at];
            if is_sure(column.fact.newest.as_ref()) || column.fact.external || column.top.is_empty()
            {
                continue;
            }
            let (mut read, mut unread, mut newest) = (0, 0, None::<DatedFact>);
            for entry in column.top.clone().iter().take(TOP_ENTRIES) {
                match self.date_of(&entry.address).await? {
                    Some(Some(mut fact)) => {
                        read += 1;
                        fact.source = DateSource::Article;
                        fact.title.clone_from(&entry.title);
                        let date = fact.date;
                        keep_newest(&mut newest, date, || fact);
                    }
                    Some(None) => read += 1,
                    None => unread += 1,
                }
            }
            let fact = &mut self.columns.columns[at].fact;
            (fact.articles_read, fact.articles_unread) = (read, unread);
            let inferred = fact.newest.as_ref().is_some_and(|it| it.source == DateSource::Inferred);
            if let Some(newest) = newest
                && (inferred || fact.newest.as_ref().is_none_or(|it| it.date < newest.date))
            {
                fact.newest = Some(newest);
            }
        }
        Ok(())
    }

    /// `None`: the page could not be read. `Some(None)`: it could, and shows no date.
    async fn date_of(&mut self, address: &Url) -> Result<Option<Option<DatedFact>>, Halt> {
        if let Some(fact) = self.article_dates.get(&same_page_key(address)) {
            return Ok(Some(Some(fact)));
        }
        let wish = Wish { cap: Some(GLANCE * 4), ..Wish::page(address.clone(), Purpose::Page, 0) };
        let seen = match self.page_looks.get(address.as_str()) {
            Some(look) if look.reach != Reach::Ok => return Ok(None),
            Some(_) => return Ok(Some(None)),
            None => self.reader.read(wish).await?,
        };
        let Some(page) = seen.page.as_ref().filter(|_| seen.visit.is_ok()) else {
            return Ok(None);
        };
        Ok(Some(published(page, &seen.visit)))
    }
}
