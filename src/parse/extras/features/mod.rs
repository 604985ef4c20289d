//! Reads from one page how the site is built: page tags, search, accessibility, entries from the future.

mod entrance;
mod search;
mod tags;

use crate::model::facts::features::{OnPage, TagsOnPage};
use crate::model::page::PageKind;
use crate::parse::charset;
use crate::parse::extras::Reading;
use crate::parse::includes;
use crate::parse::scripts;

/// Entries from the future that one page is asked for.
const MOST_AHEAD: usize = 50;
/// Of a fragment that the page loads.
const FRAGMENT: usize = 256 << 10;

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    let fragments = fragments(reading);
    let parts_unseen = includes::may_draw(
        reading.doc,
        reading.source.address,
        reading.base,
        reading.source.includes,
    );
    let tags = tags::read(reading.doc);
    OnPage {
        tags: TagsOnPage { unread: reading.kind == PageKind::Shell, ..tags },
        search: search::read(reading, &fragments),
        accessibility: entrance::read(reading.html, &fragments),
        parts_unseen,
        ahead: reading.ahead.iter().take(MOST_AHEAD).cloned().collect(),
    }
}

/// What the page loads into itself, as markup.
fn fragments(reading: &Reading<'_>) -> Vec<String> {
    let markup = |include: &crate::parse::Include<'_>| {
        let body = &include.body[..include.body.len().min(FRAGMENT)];
        let text = charset::decode(body, include.headers).text;
        if text.trim_start().starts_with('<') { text } else { scripts::written(&text) }
    };
    reading.source.includes.iter().map(markup).collect()
}
