//! Which pages have to be asked for anew although an earlier run keeps them.

use crate::model::finding::{Finding, FindingState};
use crate::parse::same_page_key;
use std::collections::HashSet;
use url::Url;

/// What earlier runs told of a site.
#[derive(Debug)]
pub(crate) struct Past {
    /// Keys of pages that a finding names.
    told: HashSet<String>,
}

impl Past {
    pub(crate) fn new(findings: &[Finding]) -> Self {
        let open = findings.iter().filter(|it| it.state != FindingState::Mended);
        let named = open.flat_map(|it| {
            let about = &it.observation;
            [Some(&about.subject), about.page.as_ref(), about.link.as_ref()].into_iter().flatten()
        });
        let addresses = named.filter_map(|it| Url::parse(it).ok());
        Self { told: addresses.map(|it| same_page_key(&it)).collect() }
    }

    /// Whether a finding that is not mended names the page. The unit may have put it right: only the page itself tells,
    /// not a server that says that nothing changed.
    pub(crate) fn names(&self, address: &Url) -> bool {
        self.told.contains(&same_page_key(address))
    }
}
