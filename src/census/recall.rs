//! What an interrupted run has asked already: looked up in the store, one address at a time.

use crate::census::halt::Halt;
use crate::census::reader::Reader;
use crate::model::visit::{Purpose, Visit, VisitId};
use url::Url;

impl Reader {
    /// The visit that was made for this. A run that begins has made none.
    pub(crate) fn recall(
        &self,
        address: &Url,
        purpose: Purpose,
        look: u32,
    ) -> Result<Option<Visit>, Halt> {
        if !self.resumed {
            return Ok(None);
        }
        let id = VisitId::new(&self.run.0, address, purpose, look);
        let visit = self.store.visit_of(&id, &self.site)?;
        let is_it = |it: &Visit| it.address == *address && it.purpose == purpose && it.look == look;
        Ok(visit.filter(is_it))
    }

    /// Fails when something of what the survey holds was lost with the disk on which it lay.
    pub(crate) fn intact(&self) -> Result<(), Halt> {
        Ok(self.scratch.intact()?)
    }
}
