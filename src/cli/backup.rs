//! `pucha backup`: a checked copy of the database, also while a census is running.

use crate::cli::args::{BackupArgs, Common};
use crate::cli::display::Counter;
use crate::cli::prune::size_of;
use crate::cli::{print, setup};
use crate::store::BackupStep;
use anyhow::{Context, Result};

pub(crate) async fn run(common: &Common, args: &BackupArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let store = setup::store_to_read(&settings)?;
    let database = store.path().to_owned();
    let counter = Counter::start(common, "备份（页）");
    let (file, replace) = (args.file.clone(), args.replace);
    let work = tokio::task::spawn_blocking(move || {
        let ended = store.backup(&file, replace, &mut |step| match step {
            BackupStep::Copied(done, of) => counter.told(done, of),
            BackupStep::Checking => counter.told(1, 1),
        });
        counter.finish();
        ended
    });
    let bytes = work.await.context("备份线程异常")??;
    print(&format!(
        "已备份到 {}（{}），并已核对\n恢复：停止所有 pucha，把 {} 和它旁边的 -wal、-shm 文件移走，再把备份复制为该文件\n",
        args.file.display(),
        size_of(bytes),
        database.display(),
    ))
}
