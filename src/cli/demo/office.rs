//! What the office of the simulated county does between one census and the next, by the functions that its commands use.

use crate::cli::args::{Common, NotifyArgs};
use crate::cli::{DONE, notify};
use crate::demo::{Decision, decisions};
use crate::model::notice::Channel;
use crate::model::time::{Instant, Period};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use std::path::Path;

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

/// Once the documents are written and the store is closed. Each further thing is one line here.
pub(super) async fn after_the_documents(
    common: &Common,
    folder: &Path,
    period: Period,
    day: NaiveDate,
) -> Result<()> {
    let mut common = common.clone();
    common.config = folder.join("config/pucha.toml");
    send_notices(&common, period, day).await
}

/// `pucha notify --channel outbox` on the day of the audit.
async fn send_notices(common: &Common, period: Period, day: NaiveDate) -> Result<()> {
    let args = NotifyArgs {
        command: None,
        period: Some(period.to_string()),
        channel: vec![Channel::Outbox],
        site: Vec::new(),
        dry_run: false,
        retry: false,
        reminders: false,
        as_of: Some(day.to_string()),
    };
    if notify::run(common, &args).await? != DONE {
        bail!("{period} 的整改通知没有全部写出");
    }
    Ok(())
}
