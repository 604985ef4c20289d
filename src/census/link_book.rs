//! Every link that a site holds, once: where it first stands, on how many pages, and how it answered.

use crate::census::hashed::Hashed;
use crate::census::shared::{is_for_now, may_be_host_wide};
use crate::model::evidence::{LinkFact, Look};
use crate::model::page::{Link, LinkKind};
use crate::model::visit::{Barrier, Reach};
use crate::parse::same_page_key;
use url::{Position, Url};

#[derive(Debug, Default)]
pub(crate) struct LinkBook {
    rows: Vec<Row>,
    index: Hashed<usize>,
    /// Clicks from the home page, and address.
    pages: Vec<(u32, Url)>,
    page_numbers: Hashed<usize>,
}

/// A page whose links follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenPage {
    number: usize,
    /// Redirects lead several addresses to one page; its links count once.
    pub(crate) again: bool,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) address: Url,
    pub(crate) kind: LinkKind,
    pub(crate) text: String,
    pub(crate) internal: bool,
    first_page: usize,
    last_page: usize,
    pages: usize,
    pub(crate) on_home: bool,
    pub(crate) looks: Vec<Look>,
}

impl LinkBook {
    /// Opens a page, by the address where it stands, for [`Self::add`].
    pub(crate) fn open_page(&mut self, address: &Url, depth: u32) -> OpenPage {
        let next = self.pages.len();
        let number = *self.page_numbers.or_insert_with(&same_page_key(address), || next);
        if number == next {
            self.pages.push((depth, address.clone()));
        } else {
            let known = &mut self.pages[number].0;
            *known = depth.min(*known);
        }
        OpenPage { number, again: number < next }
    }

    /// Notes `link` of `page`; `Some(row)` when it is new.
    pub(crate) fn add(
        &mut self,
        page: OpenPage,
        link: &Link,
        internal: bool,
        on_home: bool,
    ) -> Option<usize> {
        let OpenPage { number: page, again } = page;
        if let Some(&at) = self.index.get(&link.address[..Position::AfterQuery]) {
            let row = &mut self.rows[at];
            if row.last_page != page {
                if !again {
                    row.pages += 1;
                    row.last_page = page;
                }
                // The order in which answers arrive must not decide what the ledger names.
                if self.pages[page] < self.pages[row.first_page] {
                    row.first_page = page;
                    if !link.text.is_empty() {
                        row.text.clone_from(&link.text);
                    }
                }
            }
            row.on_home |= on_home;
            if row.text.is_empty() {
                row.text.clone_from(&link.text);
            }
            return None;
        }
        let mut address = link.address.clone();
        address.set_fragment(None);
        let at = self.rows.len();
        self.index.insert(address.as_str(), at);
        self.rows.push(Row {
            address,
            kind: link.kind,
            text: link.text.clone(),
            internal,
            first_page: page,
            last_page: page,
            pages: 1,
            on_home,
            looks: Vec::new(),
        });
        Some(at)
    }

    pub(crate) fn row(&self, at: usize) -> &Row {
        &self.rows[at]
    }

    /// The first page that holds the link, and how many do.
    pub(crate) fn stands_on(&self, at: usize) -> (&Url, usize) {
        let row = &self.rows[at];
        (&self.pages[row.first_page].1, row.pages)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn set_first_look(&mut self, at: usize, look: Look) {
        let looks = &mut self.rows[at].looks;
        if let [only] = looks.as_slice()
            && is_for_now(&only.reach)
        {
            looks.clear();
        }
        if looks.is_empty() {
            // Most links are looked at once.
            looks.reserve_exact(1);
            looks.push(look);
        }
    }

    pub(crate) fn add_look(&mut self, at: usize, look: Look) {
        self.rows[at].looks.push(look);
    }

    pub(crate) fn find(&self, address: &Url) -> Option<usize> {
        self.index.get(address.as_str()).copied()
    }

    /// Rows of the host for which the home page speaks, whose last look failed as a host in trouble fails.
    pub(crate) fn host_wide(&self, is_on_host: impl Fn(&Url) -> bool) -> Vec<usize> {
        let last = |row: &Row| row.looks.last().is_some_and(|it| may_be_host_wide(&it.reach));
        (0..self.rows.len())
            .filter(|&at| last(&self.rows[at]) && is_on_host(&self.rows[at].address))
            .collect()
    }

    /// Takes back what was seen of a row while its host was in trouble.
    pub(crate) fn void(&mut self, at: usize) {
        if let Some(look) = self.rows[at].looks.pop() {
            self.rows[at].looks = vec![voided(look)];
        }
    }

    /// Rows whose last look was bad or barred for now, and that need another: a second always, a third where two differ in kind.
    pub(crate) fn doubtful(&self, looks: usize) -> Vec<usize> {
        (0..self.rows.len())
            .filter(|&at| {
                let row = &self.rows[at];
                let faults: Vec<_> = row.looks.iter().filter_map(|it| fault(&it.reach)).collect();
                row.looks.len() == looks
                    && row
                        .looks
                        .iter()
                        .all(|it| matches!(it.reach, Reach::Bad(_)) || is_for_now(&it.reach))
                    && !matches!(faults.as_slice(), [.., a, b] if a.alike(*b))
            })
            .collect()
    }

    /// Rows that have not been looked at.
    pub(crate) fn unseen(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&at| self.rows[at].looks.is_empty()).collect()
    }

    pub(crate) fn not_judged(&self) -> usize {
        let barred =
            |row: &&Row| row.looks.last().is_some_and(|it| matches!(it.reach, Reach::NotJudged(_)));
        self.rows.iter().filter(barred).count()
    }

    /// Links whose every look was bad, as facts; those that could not be judged are among them.
    pub(crate) fn facts(&self) -> Vec<LinkFact> {
        self.rows
            .iter()
            .filter(|row| row.looks.first().is_some_and(|it| it.reach != Reach::Ok))
            .filter(|row| row.looks.iter().all(|it| it.reach != Reach::Ok))
            .map(|row| LinkFact {
                address: row.address.clone(),
                kind: row.kind,
                text: row.text.clone(),
                internal: row.internal,
                first_page: self.pages[row.first_page].1.clone(),
                pages: row.pages,
                on_home: row.on_home,
                looks: row.telling_looks(),
            })
            .collect()
    }
}

impl Row {
    /// Without the times at which the host asked us to come later, where it was looked at after all.
    fn telling_looks(&self) -> Vec<Look> {
        let telling: Vec<Look> =
            self.looks.iter().filter(|it| !is_for_now(&it.reach)).cloned().collect();
        if telling.is_empty() { self.looks.clone() } else { telling }
    }
}

/// The same look, from which nothing follows.
pub(crate) fn voided(look: Look) -> Look {
    Look { reach: Reach::NotJudged(Barrier::NotReached), ..look }
}

fn fault(reach: &Reach) -> Option<crate::model::visit::Fault> {
    match reach {
        Reach::Bad(fault) => Some(*fault),
        _ => None,
    }
}
