//! On which visits a finding is called mended.

use crate::findings::looked::Looked;
use crate::model::finding::Finding;
use crate::model::visit::{Reach, VisitId};
use std::iter;

/// The visits of this time that looked at what the finding is about: at its column, at its link, else at the home page.
/// In the order in which they were made; at most the last two. Empty where none is kept by number.
pub fn witnesses(looked: &Looked<'_>, finding: &Finding) -> Vec<VisitId> {
    let evidence = looked.evidence;
    let seen = &finding.observation;
    let is_it = |address: &url::Url| {
        let text = address.as_str();
        text == seen.subject || seen.link.as_deref() == Some(text)
    };
    let column = evidence.columns.iter().find(|it| {
        it.address.iter().chain(&it.also_at).any(is_it)
            || !seen.subject.is_empty() && it.name == seen.subject
    });
    if let Some(visit) = column.and_then(|it| it.visit.clone()) {
        return vec![visit];
    }
    let mut links = iter::once(seen.subject.as_str())
        .chain(seen.link.as_deref())
        .flat_map(|it| looked.links_to(it));
    if let Some(link) = links.next() {
        return last_two(link.looks.iter().map(|it| it.visit.clone()).collect());
    }
    if seen.code == "unreachable" {
        let opened = evidence.home_visits.iter().filter(|it| it.reach == Reach::Ok);
        return last_two(opened.map(|it| it.id.clone()).collect());
    }
    evidence.home.iter().map(|it| it.visit.clone()).collect()
}

fn last_two(mut visits: Vec<VisitId>) -> Vec<VisitId> {
    visits.split_off(visits.len().saturating_sub(2))
}
