//! A link's row and the page that speaks for it, in memory and as they lie on the disk.

use crate::census::shared::is_for_now;
use crate::model::evidence::{LinkFact, Look};
use crate::model::page::LinkKind;
use crate::model::visit::Reach;
use crate::store::scratch::{Record, Spilling, get, get_json, put, put_json};
use url::Url;

/// Clicks from the home page, and address; the order decides which page speaks for a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(super) depth: u32,
    pub(super) address: Url,
}

/// A page whose links follow.
#[derive(Debug, Clone)]
pub(crate) struct OpenPage {
    pub(super) key: u64,
    pub(super) place: Place,
    /// Redirects lead several addresses to one page; its links count once.
    pub(crate) again: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) address: Url,
    pub(crate) kind: LinkKind,
    pub(crate) text: String,
    pub(crate) internal: bool,
    /// In the order in which they were found.
    pub(super) number: usize,
    pub(super) first_page: u64,
    /// Of the first page, when the link was found there; it may since have been found nearer to the home page.
    pub(super) first_depth: u32,
    pub(super) last_page: u64,
    pub(super) pages: usize,
    pub(crate) on_home: bool,
    pub(crate) looks: Vec<Look>,
}

/// How a row's looks stand, its first byte on the disk.
pub(super) const UNSEEN: u8 = 0;
pub(super) const OPENS: u8 = 1;
pub(super) const DOUBTFUL: u8 = 2;

impl Row {
    /// The order in which answers arrive must not decide what the ledger names.
    pub(super) fn stands_nearer(&mut self, page: &OpenPage, pages: &Spilling<Place>, text: &str) {
        let is_nearer = page.place.depth <= self.first_depth
            && pages.look(self.first_page, |first| page.place < *first) == Some(true);
        if is_nearer {
            self.first_page = page.key;
            self.first_depth = page.place.depth;
            if !text.is_empty() {
                text.clone_into(&mut self.text);
            }
        }
    }

    pub(super) fn state(&self) -> u8 {
        match self.looks.last() {
            None => UNSEEN,
            Some(look) if look.reach == Reach::Ok => OPENS,
            Some(_) => DOUBTFUL,
        }
    }

    pub(super) fn fact(&self, first_page: Url) -> LinkFact {
        LinkFact {
            address: self.address.clone(),
            kind: self.kind,
            text: self.text.clone(),
            internal: self.internal,
            first_page,
            pages: self.pages,
            on_home: self.on_home,
            looks: self.telling_looks(),
        }
    }

    /// Without the times at which the host asked us to come later, where it was looked at after all.
    fn telling_looks(&self) -> Vec<Look> {
        let telling: Vec<Look> =
            self.looks.iter().filter(|it| !is_for_now(&it.reach)).cloned().collect();
        if telling.is_empty() { self.looks.clone() } else { telling }
    }
}

impl Record for Row {
    const WEIGHT: usize = 560;

    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.state());
        put(&self.address, out);
        put_json(&self.kind, out);
        put(&self.text, out);
        put(&self.internal, out);
        put(&self.number, out);
        put(&self.first_page, out);
        put(&self.first_depth, out);
        put(&self.last_page, out);
        put(&self.pages, out);
        put(&self.on_home, out);
        put(&self.looks, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        *bytes = bytes.get(1..)?;
        Some(Self {
            address: get(bytes)?,
            kind: get_json(bytes)?,
            text: get(bytes)?,
            internal: get(bytes)?,
            number: get(bytes)?,
            first_page: get(bytes)?,
            first_depth: get(bytes)?,
            last_page: get(bytes)?,
            pages: get(bytes)?,
            on_home: get(bytes)?,
            looks: get(bytes)?,
        })
    }
}

impl Record for Place {
    const WEIGHT: usize = 230;

    fn write(&self, out: &mut Vec<u8>) {
        put(&self.depth, out);
        put(&self.address, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { depth: get(bytes)?, address: get(bytes)? })
    }
}
