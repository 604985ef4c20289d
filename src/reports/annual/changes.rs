//! What opened, closed, moved or was taken off line in the year, as the registers of its censuses tell it.

use crate::model::site::{Site, SiteStatus, chinese_names};
use crate::model::time::Period;
use std::collections::BTreeMap;
use std::fmt;

/// The register of one period.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub period: Period,
    pub sites: Vec<Site>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The first period whose register says so.
    pub period: Period,
    pub site: Site,
    pub kind: ChangeKind,
    /// The address before, of a site that moved to another.
    pub from: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    Opened,
    Resumed,
    Suspended,
    Moved,
    Closed,
    Removed,
}
chinese_names!(ChangeKind {
    Opened = "新开办",
    Resumed = "恢复运行",
    Suspended = "临时下线",
    Moved = "迁移",
    Closed = "关停",
    Removed = "移出清单",
});

/// Between each two registers that follow each other; the first is only what the second is held against.
pub fn changes(registers: &[Snapshot]) -> Vec<Change> {
    registers.windows(2).flat_map(|it| between(&it[0], &it[1])).collect()
}

fn between(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    let known = |it: &Snapshot| -> BTreeMap<String, Site> {
        it.sites.iter().map(|it| (it.key.0.clone(), it.clone())).collect()
    };
    let (old, new) = (known(before), known(after));
    let mut gone: Vec<&Site> =
        before.sites.iter().filter(|it| !new.contains_key(&it.key.0)).collect();
    let mut changes = Vec::new();
    let mut note = |site: &Site, kind, from| {
        changes.push(Change { period: after.period, site: site.clone(), kind, from });
    };
    for site in &after.sites {
        let Some(was) = old.get(&site.key.0) else {
            // The same site of the same unit under another address has moved, it is not a new one.
            let same = |it: &&Site| it.unit == site.unit && it.name == site.name;
            match gone.iter().position(same) {
                Some(at) => note(site, ChangeKind::Moved, Some(gone.remove(at).home.to_string())),
                None if site.status == SiteStatus::Closed => {}
                None => note(site, ChangeKind::Opened, None),
            }
            continue;
        };
        if was.status != site.status {
            let kind = match site.status {
                SiteStatus::Running => ChangeKind::Resumed,
                SiteStatus::Suspended => ChangeKind::Suspended,
                SiteStatus::Closed => ChangeKind::Closed,
                SiteStatus::Moved => ChangeKind::Moved,
            };
            note(site, kind, None);
        }
    }
    for site in gone {
        note(site, ChangeKind::Removed, None);
    }
    changes
}
