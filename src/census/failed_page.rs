//! A page of the unit that did not open.

use crate::census::frontier::Lead;
use crate::model::evidence::Look;
use crate::model::visit::{Fault, Reach};
use crate::store::scratch::{Record, get, put};

/// With every look at it, in order.
#[derive(Debug, Clone)]
pub(crate) struct FailedPage {
    pub(crate) lead: Lead,
    pub(crate) looks: Vec<Look>,
}

impl Record for FailedPage {
    const WEIGHT: usize = Lead::WEIGHT + 2 * Look::WEIGHT;

    fn write(&self, out: &mut Vec<u8>) {
        put(&self.lead, out);
        put(&self.looks, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { lead: get(bytes)?, looks: get(bytes)? })
    }
}

impl FailedPage {
    pub(crate) fn all_bad(&self) -> bool {
        self.looks.iter().all(|it| matches!(it.reach, Reach::Bad(_)))
    }

    /// Whether the last two looks failed in the same way.
    pub(crate) fn alike(&self) -> bool {
        let faults: Vec<Fault> = self
            .looks
            .iter()
            .filter_map(|it| if let Reach::Bad(fault) = it.reach { Some(fault) } else { None })
            .collect();
        faults.len() == self.looks.len()
            && faults.windows(2).last().is_some_and(|it| it[0].alike(it[1]))
    }
}
