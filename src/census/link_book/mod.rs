//! Every link that a site holds, once: where it first stands, on how many pages, and how it answered.

mod row;

pub(crate) use row::{OpenPage, Row};

use crate::census::hashed::{Hashed, hash};
use crate::census::link_book::row::{DOUBTFUL, OPENS, Place, UNSEEN};
use crate::census::shared::{is_for_now, may_be_host_wide};
use crate::model::evidence::{LinkFact, Look};
use crate::model::page::Link;
use crate::model::visit::{Barrier, Reach};
use crate::parse::same_page_key;
use crate::store::scratch::Scratch;
use std::sync::Arc;
use url::{Position, Url};

/// `default()` holds all in memory.
#[derive(Debug, Default)]
pub(crate) struct LinkBook {
    /// By address.
    rows: Hashed<Row>,
    /// By page key.
    pages: Hashed<Place>,
    count: usize,
}

/// A link's row, by the hash of its address.
pub(crate) type RowAt = u64;

impl LinkBook {
    pub(crate) fn new(scratch: &Arc<Scratch>) -> Self {
        Self { rows: Hashed::new(scratch), pages: Hashed::new(scratch), count: 0 }
    }

    /// Opens a page, by the address where it stands, for [`Self::add`].
    pub(crate) fn open_page(&mut self, address: &Url, depth: u32) -> OpenPage {
        let key = hash(&same_page_key(address));
        let pages = self.pages.by_hash_mut();
        let known = pages.get(key);
        let again = known.is_some();
        let is_nearer = known.as_ref().is_none_or(|it| depth < it.depth);
        let mut place = known.unwrap_or_else(|| Place { depth, address: address.clone() });
        if is_nearer {
            place.depth = depth;
            pages.put(key, place.clone());
        }
        OpenPage { key, place, again }
    }

    /// Notes `link` of `page`; `Some(row)` when it is new.
    pub(crate) fn add(
        &mut self,
        page: &OpenPage,
        link: &Link,
        internal: bool,
        on_home: bool,
    ) -> Option<RowAt> {
        let at = hash(&link.address[..Position::AfterQuery]);
        let pages = self.pages.by_hash();
        let again = self.rows.by_hash_mut().update(at, |row| {
            if row.last_page != page.key {
                if !page.again {
                    row.pages += 1;
                    row.last_page = page.key;
                }
                row.stands_nearer(page, pages, &link.text);
            }
            row.on_home |= on_home;
            if row.text.is_empty() {
                row.text.clone_from(&link.text);
            }
        });
        if again.is_some() {
            return None;
        }
        let mut address = link.address.clone();
        address.set_fragment(None);
        let row = Row {
            address,
            kind: link.kind,
            text: link.text.clone(),
            internal,
            number: self.count,
            first_page: page.key,
            first_depth: page.place.depth,
            last_page: page.key,
            pages: 1,
            on_home,
            looks: Vec::new(),
        };
        self.count += 1;
        self.rows.by_hash_mut().put(at, row);
        Some(at)
    }

    pub(crate) fn row(&self, at: RowAt) -> Option<Row> {
        self.rows.at(at)
    }

    /// The first page that holds the link, and how many do.
    pub(crate) fn stands_on(&self, at: RowAt) -> Option<(Url, usize)> {
        let (first, pages) = self.rows.by_hash().look(at, |it| (it.first_page, it.pages))?;
        Some((self.pages.at(first)?.address, pages))
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn set_first_look(&mut self, at: RowAt, look: Look) {
        self.rows.by_hash_mut().update(at, |row| {
            let looks = &mut row.looks;
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
        });
    }

    pub(crate) fn add_look(&mut self, at: RowAt, look: Look) {
        self.rows.by_hash_mut().update(at, |row| row.looks.push(look));
    }

    pub(crate) fn find(&self, address: &Url) -> Option<RowAt> {
        let at = hash(address.as_str());
        self.rows.by_hash().contains(at).then_some(at)
    }

    /// Rows of the host for which the home page speaks, whose last look failed as a host in trouble fails.
    pub(crate) fn host_wide(&self, is_on_host: impl Fn(&Url) -> bool) -> Vec<RowAt> {
        let last = |row: &Row| row.looks.last().is_some_and(|it| may_be_host_wide(&it.reach));
        self.chosen(DOUBTFUL, |row| last(row) && is_on_host(&row.address))
    }

    /// Takes back what was seen of a row while its host was in trouble.
    pub(crate) fn void(&mut self, at: RowAt) {
        self.rows.by_hash_mut().update(at, |row| {
            if let Some(look) = row.looks.pop() {
                row.looks = vec![voided(look)];
            }
        });
    }

    /// Rows whose last look was bad or barred for now, and that need another: a second always, a third where two differ in kind.
    pub(crate) fn doubtful(&self, looks: usize) -> Vec<RowAt> {
        self.chosen(DOUBTFUL, |row| {
            let faults: Vec<_> = row.looks.iter().filter_map(|it| fault(&it.reach)).collect();
            row.looks.len() == looks
                && row
                    .looks
                    .iter()
                    .all(|it| matches!(it.reach, Reach::Bad(_)) || is_for_now(&it.reach))
                && !matches!(faults.as_slice(), [.., a, b] if a.alike(*b))
        })
    }

    /// Rows that have not been looked at.
    pub(crate) fn unseen(&self) -> Vec<RowAt> {
        self.chosen(UNSEEN, |row| row.looks.is_empty())
    }

    /// Rows whose last look was good and that are `wanted`.
    pub(crate) fn opening(&self, mut wanted: impl FnMut(&Row) -> bool) -> Vec<RowAt> {
        self.chosen(OPENS, |row| row.state() == OPENS && wanted(row))
    }

    pub(crate) fn not_judged(&self) -> usize {
        let barred =
            |row: &Row| row.looks.last().is_some_and(|it| matches!(it.reach, Reach::NotJudged(_)));
        let mut count = 0;
        self.each(DOUBTFUL, |_, row| count += usize::from(barred(row)));
        count
    }

    /// Links whose every look was bad, as facts; those that could not be judged are among them.
    pub(crate) fn facts(&self) -> Vec<LinkFact> {
        let mut facts = Vec::new();
        self.each(DOUBTFUL, |_, row| {
            let is_bad = !row.looks.is_empty() && row.looks.iter().all(|it| it.reach != Reach::Ok);
            let first = is_bad.then(|| self.pages.at(row.first_page)).flatten();
            facts.extend(first.map(|first| (row.number, row.fact(first.address))));
        });
        facts.sort_by_key(|it| it.0);
        facts.into_iter().map(|it| it.1).collect()
    }

    /// In the order in which they were found. Rows of the `state` are all among those that are asked.
    fn chosen(&self, state: u8, mut is_wanted: impl FnMut(&Row) -> bool) -> Vec<RowAt> {
        let mut chosen = Vec::new();
        self.each(state, |at, row| {
            if is_wanted(row) {
                chosen.push((row.number, at));
            }
        });
        chosen.sort_unstable();
        chosen.into_iter().map(|it| it.1).collect()
    }

    fn each(&self, state: u8, see: impl FnMut(RowAt, &Row)) {
        self.rows.by_hash().each(|it| it == state, see);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::LinkKind;
    use crate::model::page::Place as On;
    use crate::model::time::in_shanghai;
    use crate::model::visit::{Fault, VisitId};
    use crate::store::scratch::{is_on_disk, tiny};
    use chrono::DateTime;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn look(reach: Reach) -> Look {
        let at = in_shanghai(DateTime::from_timestamp(1_795_000_000, 0).unwrap());
        Look { visit: VisitId("E1".into()), at, reach, by_get: true }
    }

    /// Fifty pages, each with a menu, links of its own and some that it shares with its neighbours; some pages twice.
    fn fill(book: &mut LinkBook) {
        for page in 0..60_u32 {
            let number = page % 50;
            let address = url(&format!("http://a.cn/{number}.html"));
            let open = book.open_page(&address, number * 7 % 5 + u32::from(page < 50));
            let links = [0, 1, 2].map(|it| format!("http://a.cn/menu{it}/"));
            let near =
                [number, number + 1, 100 + number / 3].map(|it| format!("http://b.cn/{it}#a"));
            for address in links.iter().chain(&near) {
                let (text, place) = (format!("{page}"), On::Body);
                let link = Link {
                    address: url(address),
                    text,
                    kind: LinkKind::Page,
                    place,
                    hidden: false,
                };
                if let Some(at) = book.add(&open, &link, page % 2 == 0, page == 3) {
                    let reach = match at % 4 {
                        0 => Reach::Ok,
                        1 => Reach::Bad(Fault::Status(404)),
                        2 => Reach::NotJudged(Barrier::Robots),
                        _ => continue,
                    };
                    book.set_first_look(at, look(reach));
                }
            }
        }
        for at in book.doubtful(1).into_iter().step_by(2) {
            book.add_look(at, look(Reach::Bad(Fault::Status(500))));
        }
    }

    #[test]
    fn a_book_on_the_disk_says_what_one_in_memory_does() {
        let (folder, scratch) = tiny();
        let (mut plain, mut spilling) = (LinkBook::default(), LinkBook::new(&scratch));
        fill(&mut plain);
        fill(&mut spilling);
        assert!(is_on_disk(&folder));
        assert_eq!(plain.len(), spilling.len());
        assert_eq!(plain.facts(), spilling.facts());
        assert!(10 < plain.facts().len());
        assert_eq!(plain.unseen(), spilling.unseen());
        assert_eq!(plain.not_judged(), spilling.not_judged());
        for looks in 1..3 {
            assert_eq!(plain.doubtful(looks), spilling.doubtful(looks));
        }
        let opening = plain.opening(|it| it.internal);
        assert_eq!(opening, spilling.opening(|it| it.internal));
        for at in opening {
            assert_eq!(plain.stands_on(at), spilling.stands_on(at));
        }
        scratch.intact().unwrap();
    }

    #[test]
    fn the_page_nearest_to_the_home_page_speaks_for_a_link() {
        let mut book = LinkBook::default();
        let link = |text: &str| Link {
            address: url("http://b.cn/x"),
            text: text.into(),
            kind: LinkKind::Page,
            place: On::Body,
            hidden: false,
        };
        for (page, depth, text) in
            [("c", 2, "far"), ("b", 1, "near"), ("a", 1, "nearest"), ("d", 3, "")]
        {
            let open = book.open_page(&url(&format!("http://a.cn/{page}")), depth);
            book.add(&open, &link(text), false, false);
        }
        let at = book.find(&url("http://b.cn/x")).unwrap();
        assert_eq!(book.stands_on(at), Some((url("http://a.cn/a"), 4)));
        assert_eq!(book.row(at).unwrap().text, "nearest");
        // The same page by another way, nearer.
        book.open_page(&url("http://a.cn/d"), 0);
        let open = book.open_page(&url("http://a.cn/d"), 3);
        book.add(&open, &link("home"), false, false);
        assert_eq!(book.stands_on(at), Some((url("http://a.cn/a"), 4)), "it was counted there");
    }
}
