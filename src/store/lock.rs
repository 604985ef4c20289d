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
        write!(file, "{}\n{}", std::process::id(), command(std::env::args()))
    };
    sign(&mut file).map_err(|error| io(&error))?;
    Ok(RunLock { _file: file })
}

/// Who holds a lock is told by the command as it was given: `pucha census --period 2026-11`.
fn command(mut words: impl Iterator<Item = String>) -> String {
    const LONGEST: usize = 80;
    let program = words.next().unwrap_or_default();
    let program =
        Path::new(&program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let all: Vec<String> = std::iter::once(program).chain(words).collect();
    let line = all.join(" ").replace(char::is_control, " ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Process number and command stand in the file; since when is the file's own time, for it is written once.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.read_to_string(&mut text).is_ok();
    let mut lines = text.lines().filter(|_| read);
    let pid = lines.next().filter(|it| !it.trim().is_empty()).unwrap_or("未知");
    let command = lines.next().map(|it| format!("{it}，")).unwrap_or_default();
    let since = file
        .metadata()
        .and_then(|it| it.modified())
        .map(|it| minute(in_shanghai(DateTime::<Utc>::from(it))))
        .unwrap_or_default();
    format!("{command}进程号 {pid}，自 {since} 起")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_as_it_was_given_in_one_line() {
        for (words, told) in [
            (
                &["/usr/bin/pucha", "census", "--period", "2026-11"][..],
                "pucha census --period 2026-11",
            ),
            (
                &["pucha", "findings", "dismiss", "--why", "一\n二"],
                "pucha findings dismiss --why 一 二",
            ),
            (&[], ""),
        ] {
            assert_eq!(command(words.iter().map(|it| (*it).to_owned())), told);
        }
        let long = command(["pucha".to_owned(), "长".repeat(200)].into_iter());
        assert_eq!(long.chars().count(), 81);
    }
}
