//! Disk space at the terminal: what a run will cost before it begins, and what to do where the disk is too small.

use crate::cli::args::Common;
use crate::cli::prune::size_of;
use crate::cli::tell;
use crate::config::Settings;
use crate::store::{Estimate, Shortage, Store};
use anyhow::{Result, bail};

/// Says what the run will cost and from then on keeps so much free as the settings ask for.
///
/// # Errors
/// Less than that is free already.
pub(crate) fn watch(
    common: &Common,
    settings: &Settings,
    store: &Store,
    sites: Option<usize>,
) -> Result<()> {
    let least = settings.store.min_free_bytes();
    let Ok(space) = store.space() else {
        // A file system that does not say how much is free is no reason not to run.
        return Ok(());
    };
    let shortage = Shortage { free: space.free, least };
    if space.free < least {
        bail!("{}。本次没有开始", short_of(store, &shortage));
    }
    if let Some(sites) = sites {
        let (words, is_enough) = match store.estimate(sites)? {
            Estimate::ByLast { bytes, of } => (
                format!("按检查 {of} 估计，本次约占磁盘 {}", size_of(bytes)),
                bytes.saturating_add(least) <= space.free.saturating_add(space.reusable),
            ),
            Estimate::ByThousand(bytes) => {
                (format!("没有以前的检查可供参照，每一千个网页约占磁盘 {}", size_of(bytes)), true)
            }
        };
        if !common.quiet {
            tell(&format!("{words}；磁盘还剩 {}", size_of(space.free)));
        }
        if !is_enough {
            tell(&format!(
                "磁盘空间可能不够：只剩 {} 时会停下，已取得的内容不会丢；可先运行 pucha prune 清理早期内容",
                size_of(least)
            ));
        }
    }
    store.keep_free(least);
    Ok(())
}

pub(crate) fn short_of(store: &Store, shortage: &Shortage) -> String {
    format!(
        "磁盘空间不足：数据库 {} 所在磁盘只剩 {}，设置 [store] min_free_mib 要求至少留 {}；请运行 pucha prune 清理早期内容，或清理磁盘、换更大的磁盘",
        store.path().display(),
        size_of(shortage.free),
        size_of(shortage.least),
    )
}
