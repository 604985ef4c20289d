//! Opening a database file: whose it is, how old its tables are, and the numbered migrations that bring them up.

use crate::store::error::StoreError;
use crate::store::upgrade;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// In order; a file that has landed is never edited again.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_hand_entries.sql"),
    include_str!("migrations/0003_after_the_census.sql"),
    include_str!("migrations/0004_readings.sql"),
    include_str!("migrations/0005_disk.sql"),
    include_str!("migrations/0006_observations.sql"),
];

/// `puch` in ASCII: tells our files from those of other programs.
pub(super) const APPLICATION_ID: i64 = 0x7075_6368;

/// Memory of the connection that writes, for pages of the file: the upper levels of its tables, and what was last written.
const CACHE_KIB: i64 = 4096;
/// Of each connection that reads: a census has one a thread, and each would take 2 MB where nothing is said. What is read
/// again and again the system keeps.
const READER_CACHE_KIB: i64 = 512;

/// How the store behaves; the default is what every command uses.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a write waits for another process that holds the database.
    pub busy_timeout: Duration,
    /// Refuses to grow past this many pages of 4 KiB, as a full disk would.
    pub max_pages: Option<u32>,
    /// Pretends a disk of so many bytes with nothing else on it.
    pub disk: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(10), max_pages: None, disk: None }
    }
}

/// The structure version that this program writes.
pub fn newest_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Opens for writing; makes file and folder where they are missing and brings the tables up to date.
pub(super) fn open_writer(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| StoreError::from_io(path, &error))?;
    }
    try_writer(path, options).map_err(|fault| explain(path, fault))
}

fn try_writer(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    let sql = |error| StoreError::from_sql(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    plan_once(&connection).map_err(sql)?;
    connection.busy_timeout(options.busy_timeout).map_err(sql)?;
    refuse_others(&connection, path)?;
    if connection.is_readonly(MAIN_DB).map_err(sql)? {
        return Err(StoreError::ReadOnly(path.to_owned()));
    }
    prepare(&connection, options).map_err(sql)?;
    let is_old = |connection: &Connection| {
        version(connection).map(|it| (1..newest_version()).contains(&it)).map_err(sql)
    };
    let alone = is_old(&connection)?.then(|| upgrade::alone(path, options.busy_timeout));
    let _alone = alone.transpose()?;
    // Asked again: the one that was waited for may have done it.
    if is_old(&connection)? {
        let found = version(&connection).map_err(sql)?;
        upgrade::keep_copy(&connection, path, found)?;
    }
    migrate(&mut connection, MIGRATIONS).map_err(sql)?;
    Ok(connection)
}

/// Opens for reading only. A database of an older program is brought up to date first.
pub(super) fn open_reader(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let sql = |error| StoreError::from_sql(path, &error);
    let connection = match read_version(path, options) {
        Ok((connection, _)) => connection,
        // On a read-only medium the shared memory file of the log cannot be made; without a log there is no need.
        Err(error) if is_barred(&error) && log_is_empty(path) => {
            open_immutable(path).map_err(sql)?
        }
        Err(error) => return Err(sql(error)),
    };
    refuse_others(&connection, path)?;
    if version(&connection).map_err(sql)? < newest_version() {
        drop(connection);
        drop(open_writer(path, options)?);
        return read_version(path, options).map(|(connection, _)| connection).map_err(sql);
    }
    Ok(connection)
}

fn read_version(path: &Path, options: &Options) -> rusqlite::Result<(Connection, i64)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    plan_once(&connection)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.busy_timeout(options.busy_timeout)?;
    let version = version(&connection)?;
    Ok((connection, version))
}

/// Statements are not planned anew for each value that is bound to them.
fn plan_once(connection: &Connection) -> rusqlite::Result<bool> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
}

pub(super) fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let escaped =
        path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)
}

fn is_barred(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | ReadOnly | PermissionDenied))
}

fn log_is_empty(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).map_or(true, |it| it.len() == 0)
}

/// SQLite only says that it cannot open the file; whether folder or path are at fault is asked of the system. Not by
/// opening the file itself: closing it would take away locks that SQLite holds on it in this process.
fn explain(path: &Path, fault: StoreError) -> StoreError {
    if !matches!(fault, StoreError::CannotOpen { .. }) {
        return fault;
    }
    if path.is_dir() {
        let cause = "这是一个文件夹".into();
        return StoreError::CannotOpen { path: path.to_owned(), cause };
    }
    let trial = beside(path, ".try");
    if let Err(cause) = fs::OpenOptions::new().append(true).create_new(true).open(&trial) {
        return StoreError::from_io(path, &cause);
    }
    // A trial file that stays is empty and harms nobody.
    let _ = fs::remove_file(&trial);
    fault
}

/// The path with something appended to its name: `pucha.db-wal`, `pucha.db.lock`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

pub(super) fn refuse_others(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let look = || -> rusqlite::Result<(i64, i64, i64)> {
        let tables =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let owner = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        Ok((tables, owner, version(connection)?))
    };
    let (tables, owner, found) = look().map_err(|error| StoreError::from_sql(path, &error))?;
    if owner != APPLICATION_ID && (0 < tables || owner != 0 || found != 0) {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    if newest_version() < found {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: newest_version() });
    }
    Ok(())
}

fn prepare(connection: &Connection, options: &Options) -> rusqlite::Result<()> {
    if version(connection)? == 0 {
        // What is deleted can then be given back in small steps. Later it would be a write each time, and wait for others.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    if let Some(pages) = options.max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    Ok(())
}

/// Each migration in a transaction of its own, its number included.
fn migrate(connection: &mut Connection, migrations: &[&str]) -> rusqlite::Result<()> {
    loop {
        if usize::try_from(version(connection)?).is_ok_and(|it| migrations.len() <= it) {
            return Ok(());
        }
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Asked inside the transaction: another process may have been quicker.
        let done = version(&step)?;
        let Some(script) = usize::try_from(done).ok().and_then(|it| migrations.get(it)) else {
            return Ok(());
        };
        step.execute_batch(script)?;
        step.pragma_update(None, "application_id", APPLICATION_ID)?;
        step.pragma_update(None, "user_version", done + 1)?;
        step.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_that_fails_leaves_nothing_behind() {
        let mut connection = Connection::open_in_memory().unwrap();
        let scripts =
            ["CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE b (x INTEGER) STRICT; oops"];
        assert!(migrate(&mut connection, &scripts).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 1);
        migrate(&mut connection, &["", "CREATE TABLE b (x INTEGER) STRICT;"]).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
    }

    #[test]
    fn every_table_is_strict_and_says_what_it_is_for() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        let mut asked = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap();
        let tables: Vec<(String, String)> = asked
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(8 < tables.len());
        for (name, text) in tables {
            assert!(text.contains("STRICT"), "{name}");
            assert!(text.contains("\n    -- "), "{name}");
        }
    }
}
