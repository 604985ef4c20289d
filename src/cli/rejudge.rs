//! `pucha rejudge`: today's rules, or another profile's, over stored evidence, and what that changes.

use crate::census::{Change, Changes, Judge};
use crate::cli::args::{Common, RejudgeArgs};
use crate::cli::{print, setup};
use crate::model::site::SiteKey;
use crate::model::time::Period;
use crate::store::{RunId, Store, Thinned};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write as _;

pub(crate) async fn run(common: &Common, args: &RejudgeArgs) -> Result<u8> {
    let mut settings = setup::settings(common)?;
    let period = setup::period(&args.period)?;
    let keep = !args.dry_run && args.profile.is_none();
    if let Some(profile) = &args.profile {
        settings.rules.profile.clone_from(profile);
    }
    let judge = Judge::new(setup::rulebook(&settings)?, &settings.rectification);
    let changes = if keep {
        let store = setup::store(&settings)?;
        let _lock = store.lock_for_run()?;
        refuse_pruned(&store, period)?;
        let changes = judge.again(&store, period, true).await?;
        store.close().await?;
        changes
    } else {
        judge.again(&setup::store_to_read(&settings)?, period, false).await?
    };
    print(&summary(period, &settings.rules.profile, &changes, keep))
}

/// A finding that today's rules make has to have its evidence, which may be gone.
fn refuse_pruned(store: &Store, period: Period) -> Result<()> {
    let counts: BTreeSet<(RunId, SiteKey)> = store.judged(period)?.into_iter().collect();
    let thinned = store.thinned()?;
    let is_thin = |it: &&Thinned| counts.contains(&(it.run.clone(), it.site.clone()));
    if let Some(it) = thinned.iter().find(is_thin) {
        bail!(
            "{}的访问记录和网页存档已于 {} 按保留期限清理（pucha prune），重新判定得出的新问题会没有证据，因此不能保存；只看变化请加 --dry-run",
            period.chinese(),
            it.at.date_naive(),
        );
    }
    Ok(())
}

fn summary(period: Period, profile: &str, changes: &Changes, keep: bool) -> String {
    let mut text = format!(
        "{}：按规则集 {profile} 重新判定 {} 个站点，{} 个有变化{}\n",
        period.chinese(),
        changes.judged,
        changes.changed.len(),
        if keep { "，已保存" } else { "（只作比较，没有保存）" }
    );
    if 0 < changes.without_evidence {
        let _ = writeln!(text, "{} 个站点的证据已不在库中，未重新判定", changes.without_evidence);
    }
    for change in &changes.changed {
        let _ = writeln!(text, "  {}", line(change));
    }
    text
}

fn line(change: &Change) -> String {
    let mut parts = Vec::new();
    if change.before != change.after {
        parts.push(format!("{} → {}", change.before, change.after));
    }
    for (code, new, gone) in &change.findings {
        let mut counts = Vec::new();
        if 0 < *new {
            counts.push(format!("新增{new}个"));
        }
        if 0 < *gone {
            counts.push(format!("减少{gone}个"));
        }
        parts.push(format!("{code} {}", counts.join("、")));
    }
    format!("{}：{}", change.site, parts.join("；"))
}
