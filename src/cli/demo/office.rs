//! What the office of the simulated county does between one census and the next, by the functions that its commands use.

use crate::demo::{Decision, decisions};
use crate::model::time::{Instant, Period};
use crate::store::Store;
use anyhow::{Context, Result};

/// One month at the office.
pub(super) struct Desk<'a> {
    pub(super) store: &'a Store,
    pub(super) period: Period,
    /// So many months before the last one.
    pub(super) months_back: u32,
    /// After the audit, by the county's clock.
    pub(super) at: Instant,
}

impl Desk<'_> {
    /// Before the documents are written. Each thing that the office does is one line here.
    pub(super) async fn work(&self) -> Result<()> {
        self.decide().await?;
        Ok(())
    }

    async fn decide(&self) -> Result<()> {
        for decision in decisions(self.months_back) {
            self.take(decision).await?;
        }
        Ok(())
    }

    /// Nothing where the county is too small to have the unit.
    async fn take(&self, decision: &Decision) -> Result<()> {
        let results = self.store.results(self.period)?;
        let Some(result) = results.iter().find(|it| it.site.unit == decision.unit) else {
            return Ok(());
        };
        let found = result.findings.iter().find(|it| it.observation.code == decision.code);
        let mut finding = found
            .with_context(|| format!("{}没有问题 {}，无法演示处理", decision.unit, decision.code))?
            .clone();
        finding.state = decision.state;
        self.store.decide(&finding, self.at, decision.who, decision.why).await?;
        Ok(())
    }
}
