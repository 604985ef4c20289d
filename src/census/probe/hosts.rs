//! Which units one visit speaks for: all whose pages stand on one host.

use crate::model::site::{Site, SiteStatus};
use crate::model::visit::{Barrier, Failure, Fault, Reach};

/// A host and the running sites on it.
#[derive(Debug, Clone)]
pub struct SharedHost {
    /// Without `www.`, with the port where it is not the default one.
    pub name: String,
    /// The one whose home page is asked for comes first: the site of the whole host, else the first section.
    pub sites: Vec<Site>,
}

/// The hosts of the running sites, by name.
pub fn shared_hosts(sites: &[Site]) -> Vec<SharedHost> {
    let mut running: Vec<&Site> =
        sites.iter().filter(|it| it.status == SiteStatus::Running).collect();
    running.sort_by_key(|it| (name(it), it.is_section(), it.key.clone()));
    running.dedup_by_key(|it| it.key.clone());
    running
        .chunk_by(|a, b| name(a) == name(b))
        .map(|sites| SharedHost {
            name: name(sites[0]),
            sites: sites.iter().map(|it| (*it).clone()).collect(),
        })
        .collect()
}

fn name(site: &Site) -> String {
    let port = site.scope.port.map(|it| format!(":{it}")).unwrap_or_default();
    format!("{}{port}", site.scope.host)
}

/// Whether what came of one home page holds for the others on its host. An error status is that page's own affair, and
/// so is a rule of robots.txt.
pub(super) fn speaks_for_host(reach: &Reach) -> bool {
    !matches!(reach, Reach::Bad(fault) if !is_of_network(*fault))
        && *reach != Reach::NotJudged(Barrier::Robots)
}

/// A failure on the way to the host, which may as well be our own. All others are something that the host said.
pub(super) fn is_of_network(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::Failure(
            Failure::NameUnknown
                | Failure::NameServer
                | Failure::Refused
                | Failure::Reset
                | Failure::Unreachable
                | Failure::TimeOut
        )
    )
}
