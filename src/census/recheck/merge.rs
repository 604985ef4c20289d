//! The evidence of the census with what a recheck saw in its place; what was not seen again stays as it was.

use crate::census::recheck::gather::Gathered;
use crate::census::recheck::needs::Needs;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::facts::content::OfSite as Content;
use crate::model::finding::Finding;
use crate::model::page::{Emptiness, PageKind};
use crate::model::visit::Reach;
use std::collections::BTreeSet;
use url::Url;

/// `all`: every finding of the site in the period. What was excused or mended meanwhile counts towards no sum.
pub(crate) fn merged(
    old: &SiteEvidence,
    needs: &Needs,
    seen: &Gathered,
    all: &[Finding],
) -> SiteEvidence {
    let fresh = &seen.fresh;
    let mut evidence = old.clone();
    evidence.as_of = fresh.as_of;
    evidence.home_visits.clone_from(&fresh.home_visits);
    evidence.probes.clone_from(&fresh.probes);
    evidence.barrier.clone_from(&fresh.barrier);
    evidence.home.clone_from(&fresh.home);
    evidence.tls.clone_from(&fresh.tls);
    // Said of what was read again, and only that is asked for.
    evidence.complete = true;
    evidence.excused = all
        .iter()
        .filter(|it| !it.state.is_open())
        .map(|it| (it.observation.code.clone(), it.observation.subject.clone()))
        .collect();
    if fresh.newest.as_ref().map(|it| it.date) > old.newest.as_ref().map(|it| it.date) {
        evidence.newest.clone_from(&fresh.newest);
    }
    for at in &needs.columns {
        if let Some(column) = fresh_column(&old.columns[*at], fresh) {
            evidence.columns[*at] = column;
        }
    }
    let is_bad = |it: &Option<Reach>| matches!(it, Some(Reach::Bad(_)));
    let known: BTreeSet<&Url> = old.sections.iter().map(|it| &it.address).collect();
    let new = fresh.sections.iter().filter(|it| !known.contains(&it.address) && !is_bad(&it.reach));
    evidence.sections.extend(new.cloned());
    content(&mut evidence.facts.content, &fresh.facts.content);
    let features = &mut evidence.facts.features;
    if needs.transport {
        features.https.clone_from(&fresh.facts.features.https);
        features.ipv6.clone_from(&fresh.facts.features.ipv6);
        features.search.clone_from(&fresh.facts.features.search);
        features.accessibility.clone_from(&fresh.facts.features.accessibility);
    }
    let guides = &mut evidence.facts.services.guides;
    for guide in &fresh.facts.services.guides {
        guides.retain(|it| it.address != guide.address);
        guides.push(guide.clone());
    }
    evidence
}

/// Its page as it is now, under the name and duties that the census gave it; `None` where it could not be read.
pub(crate) fn fresh_column(old: &ColumnFact, fresh: &SiteEvidence) -> Option<ColumnFact> {
    let read = fresh.columns.iter().find(|it| it.address == old.address && it.visit.is_some())?;
    let is_whole = read.reach == Some(Reach::Ok)
        && read.articles_unread == 0
        && read.emptiness != Emptiness::Undecided
        && !matches!(read.kind, PageKind::Shell | PageKind::Blocked | PageKind::NotFound);
    is_whole.then(|| ColumnFact {
        name: old.name.clone(),
        class: old.class,
        class_from: old.class_from,
        limit: old.limit,
        required: old.required,
        level: old.level,
        children: old.children.clone(),
        also_at: old.also_at.clone(),
        parent: old.parent,
        in_period: old.in_period,
        ..read.clone()
    })
}

fn content(old: &mut Content, fresh: &Content) {
    old.hidden.retain(|it| !fresh.read.holds(&it.seen.page));
    old.stuffed.retain(|it| !fresh.read.holds(&it.seen.page));
    old.words.retain(|it| !fresh.read.holds(&it.seen.page));
    old.personal.retain(|it| it.attachment.is_some() || !fresh.read.holds(&it.seen.page));
    old.hidden.extend(fresh.hidden.iter().cloned());
    old.stuffed.extend(fresh.stuffed.iter().cloned());
    old.words.extend(fresh.words.iter().cloned());
    old.personal.extend(fresh.personal.iter().cloned());
}

/// How many pages showed what the finding is about, by the evidence of the census.
pub(crate) fn pages_of(old: &SiteEvidence, finding: &Finding) -> usize {
    let about = &finding.observation;
    let subject = about.subject.as_str();
    let is_here = |page: &Url| about.page.as_deref() == Some(page.as_str());
    let content = &old.facts.content;
    let counts: Vec<usize> = match about.code.as_str() {
        "wording" => {
            let own = content.words.iter().filter(|it| is_here(&it.seen.page));
            own.filter(|it| subject.ends_with(&it.word.wrong)).map(|it| it.seen.pages).collect()
        }
        "hidden_links" => {
            let first = |it: &&crate::model::facts::content::HiddenFact| {
                it.block.links.first().is_some_and(|it| it.address.as_str() == subject)
            };
            let blocks = content.hidden.iter().filter(first).map(|it| it.seen.pages);
            let stuffed = content
                .stuffed
                .iter()
                .filter(|_| subject == about.page.as_deref().unwrap_or_default());
            blocks.chain(stuffed.map(|_| content.stuffed.len())).collect()
        }
        code if code.starts_with("broken_links") => {
            let own = old.links.iter().filter(|it| it.address.as_str() == subject);
            own.map(|it| it.pages).collect()
        }
        _ => Vec::new(),
    };
    counts.into_iter().max().unwrap_or(1)
}
