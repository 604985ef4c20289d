//! This time's evidence with its links by address: thousands of findings ask for theirs.

use crate::model::evidence::{LinkFact, SiteEvidence};
use std::collections::HashMap;

/// What was looked at this time.
pub struct Looked<'a> {
    pub(super) evidence: &'a SiteEvidence,
    links: HashMap<&'a str, Vec<&'a LinkFact>>,
}

impl<'a> Looked<'a> {
    pub fn of(evidence: &'a SiteEvidence) -> Self {
        let mut links: HashMap<&str, Vec<&LinkFact>> = HashMap::with_capacity(evidence.links.len());
        for link in &evidence.links {
            links.entry(link.address.as_str()).or_default().push(link);
        }
        Self { evidence, links }
    }

    /// In the order of the evidence. Links that serve are only counted, so they are not among them.
    pub(super) fn links_to(&self, address: &str) -> &[&'a LinkFact] {
        self.links.get(address).map_or(&[], Vec::as_slice)
    }
}
