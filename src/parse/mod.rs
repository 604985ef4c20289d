//! Bytes to [`Page`]: charset, tree, links, lists, dates, marks, what the page is. Pure and total.
//!
//! In goes one answer with its headers and the includes that were at hand; out comes what an experienced inspector would
//! read in it. It never fails, never asks the clock, and says in `defects` what looked odd. What only a browser would show
//! it leaves undecided.

mod address;
mod attachment;
mod challenge;
mod charset;
mod contact;
mod dates;
mod day;
mod doc;
mod emptiness;
mod extras;
mod family;
pub mod files;
mod folded;
mod head;
mod identity;
mod includes;
pub mod interfaces;
mod islands;
mod kind;
mod leads;
mod links;
mod lists;
mod notices;
mod outline;
mod pager;
mod personal;
mod published;
mod queries;
mod read;
mod regions;
mod scripts;
mod select;
mod sitemap;
mod styles;
mod tree;

use crate::parse::day::AuditDay;
use chrono::NaiveDate;
use url::Url;

pub use address::same_page_key;
pub use attachment::attachment_text;
pub use challenge::challenge;
pub use charset::{Decoded, decode};
pub use day::Days;
pub use personal::{masked, personal};
pub use read::{deciding_headers, page, page_for_days, rendered};
pub use sitemap::{Sitemap, SitemapEntry, sitemap};

/// One answer to read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What links resolve against.
    pub address: &'a Url,
    pub status: u16,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
    /// The audit day: later dates are not believed.
    pub as_of: NaiveDate,
    pub includes: &'a [Include<'a>],
}

impl Source<'_> {
    /// For the readers: they ask it, so that a page knows for which days it was read.
    fn audit_day(&self) -> AuditDay {
        AuditDay::new(self.as_of)
    }
}

/// A script or fragment of the same host that the page loads.
#[derive(Debug, Clone, Copy)]
pub struct Include<'a> {
    pub address: &'a Url,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

/// The whole dates that a text prints, in whatever spelling, in its order. Whether one may be believed depends on where
/// it stands.
pub fn dates_in(text: &str) -> Vec<NaiveDate> {
    dates::whole(&dates::plain(text)).iter().map(|it| it.date).collect()
}

/// The day that the path of an address names, as most systems put it there when a page is made.
pub fn date_in_address(address: &Url) -> Option<NaiveDate> {
    dates::in_address(address).and_then(dates::Hint::date)
}
