//! One run at a time, and beside it one probe loop: lock files beside the database, held by the system, so that a
//! killed process leaves no lock.

use crate::model::time::{in_shanghai, minute};
use crate::store::error::StoreError;
use crate::store::schema::beside;
use chrono::{DateTime, Utc};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Held for as long as it lives.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// `<database>.lock`: a census.
pub(super) fn for_run(database: &Path) -> Result<RunLock, StoreError> {
    lock(database, ".lock", |path, holder| StoreError::Running { path, holder })
}

/// `<database>.probe.lock`: a probe loop, which may run beside a census.
pub(super) fn for_probes(database: &Path) -> Result<RunLock, StoreError> {
    lock(database, ".probe.lock", |path, holder| StoreError::Probing { path, holder })
}

/// `<database>.notify.lock`: whoever sends notices.
pub(super) fn for_notices(database: &Path) -> Result<RunLock, StoreError> {
    lock(database, ".notify.lock", |path, holder| StoreError::Notifying { path, holder })
}

/// Who holds which of the locks now, with what is done under it. Creates nothing; in the moment of looking a run that
/// begins may find the lock taken.
pub(super) fn holders(database: &Path) -> Vec<(&'static str, String)> {
    let all = [(".lock", OF_RUNS), (".probe.lock", "探测"), (".notify.lock", "发通知")];
    let held = all.into_iter().filter_map(|(ending, what)| {
        let mut file = File::open(beside(database, ending)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some((what, holder(&mut file))),
            _ => None,
        }
    });
    held.collect()
}

pub(super) const OF_RUNS: &str = "检查或复查";

fn lock(
    database: &Path,
    ending: &str,
    taken: fn(PathBuf, String) -> StoreError,
) -> Result<RunLock, StoreError> {
    let path = beside(database, ending);
    let io = |error: &std::io::Error| StoreError::from_io(&path, error);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| io(&error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(taken(database.to_owned(), holder(&mut file)));
        }
        Err(TryLockError::Error(error)) => return Err(io(&error)),
    }
    let sign = |file: &mut File| {
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())
    };
    sign(&mut file).map_err(|error| io(&error))?;
    Ok(RunLock { _file: file })
}

/// The process number stands in the file; since when is the file's own time, for it is written once.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let pid = match file.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "未知".into(),
    };
    let since = file
        .metadata()
        .and_then(|it| it.modified())
        .map(|it| minute(in_shanghai(DateTime::<Utc>::from(it))))
        .unwrap_or_default();
    format!("进程号 {pid}，自 {since} 起")
}
