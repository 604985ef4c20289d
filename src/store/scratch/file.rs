//! The private file of one job, and the memory that all jobs of a run share before they need one.

use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::schema::beside;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Entries that each map may hold in any case.
const FLOOR: usize = 256;
/// Of each file, in KiB: what the upper levels of its tables take.
const CACHE_KIB: i64 = 128;
/// Statements that stay prepared: a reading and a writing one for each table that is in use.
const STATEMENTS: usize = 32;

/// Memory for what the jobs of a run remember of pages and links.
#[derive(Debug)]
pub struct Budget {
    bytes: usize,
    floor: usize,
    held: AtomicUsize,
}

impl Budget {
    /// With 0 next to nothing stays in memory.
    pub fn new(bytes: usize) -> Self {
        let floor = if bytes == 0 { 2 } else { FLOOR };
        Self { bytes, floor, held: AtomicUsize::new(0) }
    }

    pub(super) fn take(&self, bytes: usize) {
        self.held.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn give_back(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Whether one who holds so many entries has to make room.
    pub(super) fn is_over(&self, entries: usize) -> bool {
        self.floor <= entries && self.bytes <= self.held.load(Ordering::Relaxed)
    }

    pub(super) fn floor(&self) -> usize {
        self.floor
    }
}

/// A job's room: its part of the budget, and the file that is opened when that is not enough.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    budget: Arc<Budget>,
    tables: AtomicU64,
    opened: Mutex<Option<Opened>>,
    fault: OnceLock<StoreError>,
}

#[derive(Debug)]
struct Opened {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// Room for one job. Touches the disk only when it has to.
    pub fn scratch(&self, budget: &Arc<Budget>) -> Arc<Scratch> {
        Scratch::in_folder(folder(self.path()), budget)
    }

    /// Takes away what a run that was killed left there. Only for who holds the run's lock.
    pub fn clear_scratch(&self) {
        let folder = folder(self.path());
        match fs::remove_dir_all(&folder) {
            Ok(()) => tracing::info!(folder = %folder.display(), "已清理上次运行遗留的临时文件"),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
            Err(fault) => {
                tracing::warn!(folder = %folder.display(), "遗留的临时文件无法清理：{fault}");
            }
        }
    }
}

fn folder(database: &Path) -> PathBuf {
    beside(database, ".work")
}

impl Scratch {
    pub(crate) fn in_folder(folder: PathBuf, budget: &Arc<Budget>) -> Arc<Self> {
        Arc::new(Self {
            folder,
            budget: Arc::clone(budget),
            tables: AtomicU64::new(0),
            opened: Mutex::default(),
            fault: OnceLock::new(),
        })
    }

    /// The first fault of the disk. As long as there is none, all that was put in is found.
    pub fn intact(&self) -> Result<(), StoreError> {
        self.fault.get().map_or(Ok(()), |it| Err(it.clone()))
    }

    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The name of a new table, which does not exist yet.
    pub(super) fn name_table(&self) -> String {
        format!("t{}", self.tables.fetch_add(1, Ordering::Relaxed))
    }

    /// Asks the file. `None` when it failed, now or before.
    pub(super) fn with<T>(
        &self,
        ask: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Option<T> {
        if self.fault.get().is_some() {
            return None;
        }
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.is_none() {
            match self.open() {
                Ok(file) => *opened = Some(file),
                Err(fault) => self.remember(fault),
            }
        }
        let file = opened.as_mut()?;
        match ask(&mut file.connection) {
            Ok(answer) => Some(answer),
            Err(fault) => {
                let fault = StoreError::from_sql(&file.path, &fault);
                self.remember(fault);
                None
            }
        }
    }

    pub(super) fn note_damage(&self, table: &str) {
        let cause = format!("临时数据 {table} 无法读回");
        self.remember(StoreError::Damaged { path: self.folder.clone(), cause });
    }

    fn remember(&self, fault: StoreError) {
        tracing::error!("临时文件读写失败：{fault}");
        // Only the first fault counts; what follows is its consequence.
        let _ = self.fault.set(fault);
    }

    fn open(&self) -> Result<Opened, StoreError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let io = |fault| StoreError::from_io(&self.folder, &fault);
        fs::create_dir_all(&self.folder).map_err(io)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{}-{number}.tmp", std::process::id()));
        let connection = connect(&path).map_err(|fault| StoreError::from_sql(&path, &fault))?;
        Ok(Opened { path, connection })
    }
}

/// Nobody reads the file after us, so nothing of it has to survive anything.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let opened = self.opened.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(Opened { path, connection }) = opened.take() {
            drop(connection);
            // What stays is taken away when the next run begins; the folder goes with its last file.
            let _ = fs::remove_file(path);
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use tempfile::TempDir;

    /// Room in a folder of its own where next to nothing stays in memory.
    pub(crate) fn tiny() -> (TempDir, Arc<Scratch>) {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::in_folder(folder.path().join("work"), &Arc::new(Budget::new(0)));
        (folder, scratch)
    }

    pub(crate) fn is_on_disk(folder: &TempDir) -> bool {
        folder.path().join("work").exists()
    }
}
