//! Whether a portal may be said not to have something: only when all that could name it was read.

use crate::checks::names::holds_any;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::page::{Emptiness, PageKind};
use crate::model::site::{ColumnClass, UnitClass};

/// The portal of the county, as a whole.
pub(super) fn is_portal(evidence: &SiteEvidence) -> bool {
    evidence.site.unit_class == UnitClass::County && !evidence.site.is_section()
}

/// Why what was not found may be there all the same; `None` when it may not.
pub(super) fn doubt(evidence: &SiteEvidence) -> Option<&'static str> {
    let home = evidence.home.as_ref()?;
    if home.kind == PageKind::Shell || home.emptiness == Emptiness::Undecided {
        Some("首页内容需浏览器才能显示")
    } else if home.menu_unseen {
        Some("首页导航由脚本显示，未能读到")
    } else if !evidence.complete {
        Some("本次检查未完成")
    } else {
        None
    }
}

/// Where a site offers a class of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offered {
    /// By columns of its own.
    Here,
    /// Only by links whose pages are no columns, or stand on other hosts.
    Elsewhere,
    Nowhere,
}

/// Looks for columns of a class, of which so many were `counted`, and for links with one of `words` in their name.
pub(super) fn offered(
    evidence: &SiteEvidence,
    (class, counted): (ColumnClass, usize),
    words: &[String],
) -> Offered {
    if 0 < counted {
        return Offered::Here;
    }
    let is_one = |it: &&ColumnFact| it.class == class || holds_any(&it.name, words);
    let mut columns = evidence.columns.iter().filter(is_one).filter(|it| it.address.is_some());
    if columns.clone().any(|it| it.class == class && !it.external) {
        return Offered::Here;
    }
    let led = || evidence.sections.iter().any(|it| holds_any(&it.name, words));
    if columns.next().is_some() || led() { Offered::Elsewhere } else { Offered::Nowhere }
}
