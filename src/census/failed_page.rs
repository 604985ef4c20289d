//! A page of the unit that did not open.

use crate::census::frontier::Lead;
use crate::model::evidence::Look;
use crate::model::visit::{Fault, Reach};

/// With every look at it, in order.
pub(crate) struct FailedPage {
    pub(crate) lead: Lead,
    pub(crate) looks: Vec<Look>,
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
