//! Before an old database is brought up to date: nobody else is at work on it, and a copy of it stays beside it as the way
//! back.

use crate::store::backup::{self, Part};
use crate::store::error::StoreError;
use crate::store::lock::{self, RunLock};
use crate::store::schema::{self, beside};
use crate::store::space::free_bytes;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is asked whether the other one has ended.
const ASKED_EACH: Duration = Duration::from_millis(20);
/// Copies of one structure that may stand beside the database, one for each time that somebody went back to it.
const MOST_COPIES: u32 = 99;

/// Nobody runs a census, recheck or the like on the database while this lives. Another program that is just bringing it up
/// to date is waited for.
pub(super) fn alone(path: &Path, wait: Duration) -> Result<RunLock, StoreError> {
    let began = Instant::now();
    loop {
        match lock::for_run(path) {
            Err(StoreError::Running { .. }) if began.elapsed() < wait => {
                std::thread::sleep(ASKED_EACH);
            }
            other => return other,
        }
    }
}

/// Copies the database as it is, of structure `version`, to `<database>.v<version>.bak` and checks the copy. What has
/// that name already stays: where it is another state, the copy gets the next name. Only persons delete copies.
pub(super) fn keep_copy(
    connection: &Connection,
    path: &Path,
    version: i64,
) -> Result<(), StoreError> {
    let failed = |fault: StoreError| StoreError::NoWayBack {
        path: path.to_owned(),
        cause: fault.to_string(),
    };
    let sql = |error: rusqlite::Error| failed(StoreError::from_sql(path, &error));
    let own = state(connection).map_err(sql)?;
    let Some(target) = free_place(path, version, &own) else { return Ok(()) };
    let needed = size(connection).map_err(sql)?;
    let free = free_bytes(path).map_err(|error| failed(StoreError::from_io(path, &error)))?;
    if free < needed {
        return Err(failed(StoreError::NoRoom { path: target, free, needed }));
    }
    tracing::warn!(
        "数据库 {} 由较早版本的 pucha 建立，正在升级（结构版本 {version} → {}），原样副本留在 {}；确认无误后可自行删除",
        path.display(),
        schema::newest_version(),
        target.display()
    );
    let part = Part::begin(&target).map_err(failed)?;
    backup::copied(connection, (path, part.path()), &mut |_| {}).map_err(failed)?;
    backup::check(part.path(), &target).map_err(failed)?;
    part.finish(&target).map_err(|error| failed(StoreError::from_io(&target, &error)))
}

/// The first name that is free; `None` where a copy of this very state is there, as after a kill.
fn free_place(path: &Path, version: i64, own: &[i64]) -> Option<PathBuf> {
    for number in 1..MOST_COPIES {
        let which = if number == 1 { String::new() } else { format!("-{number}") };
        let place = beside(path, &format!(".v{version}{which}.bak"));
        if !fs::exists(&place).unwrap_or(true) {
            return Some(place);
        }
        let kept = schema::open_immutable(&place).and_then(|it| state(&it));
        if kept.is_ok_and(|it| it == own) {
            return None;
        }
    }
    None
}

/// What changes with whatever is written: flushes, steps, visits, pages of the file.
fn state(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    [
        "SELECT number FROM flush_mark",
        "SELECT ifnull(max(number), 0) FROM finding_step",
        "SELECT ifnull(max(rowid), 0) FROM visit",
        "SELECT ifnull(max(number), 0) FROM run",
        "PRAGMA page_count",
    ]
    .into_iter()
    .map(|sql| connection.query_row(sql, [], |row| row.get(0)))
    .collect()
}

/// Bytes of a copy, with what must stay free beside it: the migration writes as well.
fn size(connection: &Connection) -> rusqlite::Result<u64> {
    let asked = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let bytes = asked("PRAGMA page_count")?.saturating_mul(asked("PRAGMA page_size")?);
    Ok(u64::try_from(bytes).unwrap_or_default().saturating_mul(3) / 2 + backup::SPARE)
}
