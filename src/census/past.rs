//! Which pages have to be asked for anew although an earlier run keeps them.

use crate::census::hashed::hash;
use crate::model::finding::{Finding, FindingState};
use crate::parse::same_page_key;
use std::collections::HashSet;
use url::Url;

/// What earlier runs told of a site.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// Hashes of the keys of pages that a finding names. Of two pages with the same hash both are asked for anew.
    told: HashSet<u64>,
}

impl Past {
    pub(crate) fn note(&mut self, finding: &Finding) {
        if finding.state == FindingState::Mended {
            return;
        }
        let about = &finding.observation;
        let named = [Some(&about.subject), about.page.as_ref(), about.link.as_ref()];
        let addresses = named.into_iter().flatten().filter_map(|it| Url::parse(it).ok());
        self.told.extend(addresses.map(|it| hash(&same_page_key(&it))));
    }

    /// Whether a finding that is not mended names the page. The unit may have put it right: only the page itself tells,
    /// not a server that says that nothing changed.
    pub(crate) fn names(&self, address: &Url) -> bool {
        self.told.contains(&hash(&same_page_key(address)))
    }
}
