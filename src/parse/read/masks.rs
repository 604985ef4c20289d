//! Takes numbers of private persons out of all words of a page, so that no output can hold them.

use crate::model::page::Page;
use crate::parse::personal::masked;
use std::borrow::Cow;

pub(super) fn mask(page: &mut Page) {
    let Page { title, headline, origin, lists, links, breadcrumb, text, statement, .. } = page;
    let entries = lists.iter_mut().flat_map(|it| it.entries.iter_mut().map(|it| &mut it.title));
    let names = links.iter_mut().map(|it| &mut it.text);
    let trail = breadcrumb.iter_mut().map(|it| &mut it.text);
    let single = [title, text].into_iter().chain(headline).chain(origin).chain(statement);
    for it in single.chain(entries).chain(names).chain(trail) {
        if let Cow::Owned(shown) = masked(it) {
            *it = shown;
        }
    }
}
