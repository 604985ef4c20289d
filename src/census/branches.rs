//! Columns that only scripts fill: how that went, and those that a page holds as data.

use crate::census::column::{Column, TOP_ENTRIES, blank_fact, newest_of};
use crate::census::column_book::ColumnBook;
use crate::census::fill::{Branch, Filling};
use crate::model::evidence::{ClassSource, FilledBy};
use crate::model::page::{Emptiness, PageKind};
use crate::model::site::ColumnClass;
use crate::model::visit::{Barrier, Reach, Visit};
use crate::parse::same_page_key;
use crate::reference;

impl ColumnBook {
    /// Notes how the column's page was filled, and the columns that it holds as data.
    pub(crate) fn note_filling(&mut self, at: usize, visit: &Visit, filling: Filling) {
        for branch in filling.tree {
            self.take_branch(at, branch);
        }
        let fact = &mut self.columns[at].fact;
        let is_first = fact.visit.as_ref() == Some(&visit.id);
        let (Some(by), true) = (filling.by, is_first) else { return };
        if let (FilledBy::Interface { visit, .. }, Some(newest)) = (&by, &mut fact.newest) {
            newest.visit = visit.clone();
        }
        fact.filled_by = Some(by);
    }

    /// A column that stands as data in the page of another one.
    fn take_branch(&mut self, parent: usize, branch: Branch) {
        let Branch { column, visit, listing } = branch;
        // The fragment, which addresses of pages leave out, tells them apart.
        let key = format!("{}#{}", same_page_key(&column.place), column.id);
        if self.by_key.contains_key(&key) {
            return;
        }
        let class = reference::column_class(&column.name).unwrap_or(ColumnClass::Event);
        let mut fact = blank_fact(column.name, Some(column.place), class, ClassSource::Name);
        fact.level = self.columns[parent].fact.level.saturating_add(1);
        fact.visit = Some(visit.id.clone());
        fact.seen_at = Some(visit.started_at);
        fact.reach = Some(match (&listing, visit.reach()) {
            (Some(_), _) => Reach::Ok,
            (None, barred @ Reach::NotJudged(_)) => barred,
            // That the interface fails says nothing of the column's page.
            (None, _) => Reach::NotJudged(Barrier::NotReached),
        });
        fact.kind = PageKind::List;
        let mut child = Column::new(fact);
        if let Some(listing) = listing {
            let list = listing.list(None);
            child.listing.take(&[&list], self.span(class));
            let fact = &mut child.fact;
            fact.entries = list.entries.len();
            (fact.total, fact.pages) = (listing.total, listing.pages);
            fact.emptiness =
                if list.entries.is_empty() { Emptiness::Empty } else { Emptiness::Filled };
            fact.newest = newest_of(&[&list], &visit.landed, &visit);
            fact.filled_by =
                Some(FilledBy::Interface { address: column.interface, visit: visit.id });
            child.top = list.entries.into_iter().take(3 * TOP_ENTRIES).collect();
        }
        self.by_key.insert(key.clone(), self.columns.len());
        self.columns.push(child);
        self.columns[parent].boxes.push(key);
    }
}
