//! What a page says beside lists, dates and links, one file a subject. Pure and total.

mod content;
mod interaction;
mod services;
mod features;
mod publication;

use crate::model::facts::PageExtras;
use crate::model::facts::features::AheadEntry;
use crate::model::page::{Link, List, Metas, PageKind, Published};
use crate::parse::Source;
use crate::parse::doc::Doc;
use crate::reference::grams::Indexed;
use url::Url;

/// A page that is read so far.
pub(super) struct Reading<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) doc: &'a Doc,
    /// The decoded source text.
    pub(super) html: &'a Indexed<'a>,
    /// The visible text, whole.
    pub(super) text: &'a Indexed<'a>,
    pub(super) base: &'a Url,
    pub(super) kind: PageKind,
    pub(super) links: &'a [Link],
    pub(super) lists: &'a [List],
    pub(super) metas: &'a Metas,
    pub(super) published: Option<&'a Published>,
    /// Entries of its lists that are dated after the audit day.
    pub(super) ahead: &'a [AheadEntry],
}

pub(super) fn read(reading: &Reading<'_>) -> PageExtras {
    PageExtras {
        content: content::read(reading),
        interaction: interaction::read(reading),
        services: services::read(reading),
        features: features::read(reading),
        publication: publication::read(reading),
    }
}
