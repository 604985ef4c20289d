//! `pucha findings`: the findings of a period, what persons decide of them, and what they add by hand.

mod add;
mod appeals;
mod decide;
mod evidence_file;
mod import;
mod list;
mod show;

use crate::census::Judge;
use crate::cli::args::{Common, FindingsCommand};
use crate::cli::findings::decide::Deed;
use crate::cli::setup;
use crate::config::Settings;
use crate::model::finding::FindingState;
use crate::model::site::SiteKey;
use crate::model::time::Period;
use crate::store::{Run, SiteResult, Store};
use anyhow::{Context, Result, bail};

pub(crate) async fn run(common: &Common, command: &FindingsCommand) -> Result<u8> {
    let settings = &setup::settings(common)?;
    let excuse = |state| Deed::Excuse { state, until: None };
    match command {
        FindingsCommand::List(args) => list::run(settings, args),
        FindingsCommand::Show { id } => show::run(settings, id),
        FindingsCommand::Add(args) => Box::pin(add::add(settings, args)).await,
        FindingsCommand::Withdraw { number, who, why } => {
            add::withdraw(settings, *number, (who, why)).await
        }
        FindingsCommand::Import(args) => Box::pin(import::run(settings, args)).await,
        FindingsCommand::Confirm(args) => decide::confirm(settings, args).await,
        FindingsCommand::Dismiss(args) => {
            Box::pin(decide::run(settings, &args.ids, excuse(FindingState::FalseAlarm), &args.by))
                .await
        }
        FindingsCommand::Subtract(args) => {
            Box::pin(decide::run(settings, &args.ids, excuse(FindingState::Subtracted), &args.by))
                .await
        }
        FindingsCommand::Exempt { ids, until, by } => {
            let deed = Deed::Excuse { state: FindingState::Exempt, until: Some(*until) };
            Box::pin(decide::run(settings, ids, deed, by)).await
        }
        FindingsCommand::Reopen(args) => {
            Box::pin(decide::run(settings, &args.ids, Deed::Reopen, &args.by)).await
        }
        FindingsCommand::Appeal { ids, evidence, by } => {
            Box::pin(appeals::appeal(settings, ids, evidence, by)).await
        }
        FindingsCommand::Answer { numbers, outcome, by } => {
            Box::pin(appeals::answer(settings, numbers, *outcome, by)).await
        }
    }
}

/// So that results, ledger and bulletin hold at once what was added.
pub(super) async fn judge_again(
    settings: &Settings,
    store: &Store,
    run: &Run,
    site: &SiteKey,
) -> Result<()> {
    let judge = Judge::new(setup::rulebook(settings)?, &settings.rectification);
    let evidence =
        store.bundle(&run.id, site)?.context("该站点本期的检查证据已不在库中，请重新检查该站点")?;
    judge.judge(store, run, evidence).await?;
    Ok(())
}

pub(super) fn results(store: &Store, period: Period) -> Result<Vec<SiteResult>> {
    let results = store.results(period)?;
    if results.is_empty() {
        bail!("{period} 没有检查结果；请先运行 pucha census --period {period}");
    }
    Ok(results)
}
