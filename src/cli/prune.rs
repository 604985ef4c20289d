//! `pucha prune`: takes what is no longer needed out of the database, beside probes and readers.

use crate::cli::args::{Common, PruneArgs};
use crate::cli::census::signal_to_end;
use crate::cli::display::Counter;
use crate::cli::{DONE, FAILED, print, setup, tell};
use crate::config::Settings;
use crate::model::time::Period;
use crate::store::{PruneStep, Pruned, Pruner, Store};
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// Between two steps, so that whoever waits for the database has it.
const PAUSE: Duration = Duration::from_millis(5);

pub(crate) async fn run(common: &Common, args: &PruneArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let keep = args.keep.unwrap_or(settings.store.keep_periods);
    // Says so where there is no database: pruning makes none.
    let reading = setup::store_to_read(&settings)?;
    if args.dry_run {
        return forecast(common, &reading, keep);
    }
    drop(reading);
    let store = setup::store(&settings)?;
    let _run = store.lock_for_run()?;
    let pruner = store.pruner(keep, setup::now())?;
    let oldest = pruner.oldest_kept();
    let (taken, whole) = steps(common, pruner).await?;
    let mut text = said(&taken, oldest, true);
    if !whole {
        text.push_str("已停下，没有清理完；再运行一次 pucha prune 就接着清理\n");
    } else if args.compact {
        text.push_str(&compact(common, &settings, &store).await?);
    } else {
        text.push_str(&what_is_free(&store, &taken)?);
    }
    store.close().await?;
    print(&text)?;
    Ok(if whole { DONE } else { FAILED })
}

fn forecast(common: &Common, store: &Store, keep: u32) -> Result<u8> {
    let counter = Counter::start(common, "正在核对（‰）");
    let found = store.prune_forecast(keep, &mut |done| counter.told(done, 1000));
    counter.finish();
    let (taken, oldest) = found?;
    print(&said(&taken, oldest, false))
}

/// What was taken, and whether that is all.
async fn steps(common: &Common, mut pruner: Pruner) -> Result<(Pruned, bool)> {
    let counter = Counter::start(common, "清理");
    let stop = signal_to_end();
    tokio::pin!(stop);
    let whole = loop {
        let stepped = tokio::task::spawn_blocking(move || {
            let step = pruner.step();
            (pruner, step)
        });
        let step;
        (pruner, step) = stepped.await.context("清理线程异常")?;
        let Some(step) = step? else { break true };
        let (done, of) = share(step);
        counter.told(done, of);
        tokio::select! {
            () = &mut stop => break false,
            () = tokio::time::sleep(PAUSE) => {}
        }
    };
    counter.finish();
    Ok((pruner.done(), whole))
}

/// Of the whole way in percent: rows are two fifths, pages two fifths, the file one.
fn share(step: PruneStep) -> (usize, usize) {
    let part = |done: usize, of: usize, most: usize| (done * most).checked_div(of).unwrap_or(most);
    let done = match step {
        PruneStep::Visits(done, of) => part(done, of, 40),
        PruneStep::Bodies(done, of) => 40 + part(done, of, 40),
        PruneStep::File(done, of) => 80 + part(done, of, 20),
    };
    (done, 100)
}

fn said(taken: &Pruned, oldest: Option<Period>, done: bool) -> String {
    let Some(oldest) = oldest else { return "库中还没有任何期次，不用清理\n".into() };
    let kept = format!("{}起的各期全部保留", oldest.chinese());
    if taken.visits + taken.bodies + taken.bundles == 0 {
        return format!("没有可以清理的内容：{kept}\n");
    }
    let mut text = format!(
        "{}：访问记录 {} 条，网页存档 {} 份，合计约 {}\n",
        if done { "已清理" } else { "将清理（没有清理）" },
        taken.visits,
        taken.bodies,
        size(taken.bytes),
    );
    if 0 < taken.bundles {
        let _ = writeln!(text, "其中含被取代的检查证据 {} 份", taken.bundles);
    }
    let _ = writeln!(text, "{kept}；各期结果、台账、通报和没有整改完的问题的证据不受影响");
    text
}

/// Where the space went.
fn what_is_free(store: &Store, taken: &Pruned) -> Result<String> {
    let space = store.space()?;
    if 0 < taken.given_back {
        return Ok(format!("已还给磁盘 {}\n", size(taken.given_back)));
    }
    let reusable = i64::try_from(space.reusable).unwrap_or(i64::MAX);
    if reusable < 1 << 20 {
        return Ok(String::new());
    }
    Ok(format!(
        "数据库文件大小不变，其中 {} 空闲，以后的检查会先用这部分；要还给磁盘：pucha prune --compact\n",
        size(reusable)
    ))
}

/// Rewrites the file. The probe loop must not run: it would have to wait.
async fn compact(common: &Common, settings: &Settings, store: &Store) -> Result<String> {
    let path = settings.place(&settings.store.path);
    let _probes = Store::lock_for_probes(&path)?;
    let _notices = store.lock_for_notices()?;
    let before = store.space()?;
    let needed = needed_to_compact(&path, before.database, before.reusable)?;
    if before.free < needed {
        bail!(
            "磁盘空间不够重写数据库：还剩 {}，要 {}；数据库没有改动，清理已完成",
            size_of(before.free),
            size_of(needed)
        );
    }
    tell(&format!("正在重写数据库文件（约 {}），请不要中断……", size_of(before.database)));
    let counter = Counter::start(common, "重写");
    counter.told(0, 1);
    let own = store.clone();
    let ended = tokio::task::spawn_blocking(move || own.compact()).await;
    counter.finish();
    ended.context("重写线程异常")??;
    let after = store.space()?;
    Ok(format!("数据库文件由 {} 变为 {}\n", size_of(before.database), size_of(after.database)))
}

/// A new copy of what is in use, and the log through which it takes the old one's place.
fn needed_to_compact(path: &Path, database: u64, reusable: u64) -> Result<u64> {
    let used = database.checked_sub(reusable).with_context(|| path.display().to_string())?;
    Ok(used.saturating_mul(2).saturating_add(64 << 20))
}

pub(crate) fn size(bytes: i64) -> String {
    size_of(u64::try_from(bytes).unwrap_or_default())
}

pub(crate) fn size_of(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{} KiB", bytes.div_ceil(1 << 10)),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes.div_ceil(1 << 20)),
        _ => format!("{}.{} GiB", bytes >> 30, ((bytes & ((1 << 30) - 1)) * 10) >> 30),
    }
}
