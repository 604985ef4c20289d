//! Disk space: how much is free, what a census costs, and the watch that ends a run before the disk is full.

use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::schema::beside;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// After so many bytes handed in, the system is asked how much is free.
const ASKED_EACH: u64 = 256 << 10;
/// What a visit without a body adds to the database, about.
const ROW: u64 = 2 << 10;
/// Bytes in the database for one page read, links to it and judgments included: measured on generated portals.
const OF_A_PAGE: u64 = 10 << 10;

/// Bytes on the disk of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// That the program may still use.
    pub free: u64,
    pub database: u64,
    /// Of the log beside the database.
    pub log: u64,
    /// Inside the database file, free for what comes next.
    pub reusable: u64,
}

/// What a census will add to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Estimate {
    /// In bytes, by what the census `of` cost, in proportion to the sites.
    ByLast { bytes: u64, of: String },
    /// No census to go by: in bytes for each thousand pages.
    ByThousand(u64),
}

/// Without a database to go by.
impl Default for Estimate {
    fn default() -> Self {
        Self::ByThousand(1000 * OF_A_PAGE)
    }
}

impl Estimate {
    /// Bytes for so many pages, or what the last census says.
    pub fn bytes(&self, pages: u64) -> u64 {
        match self {
            Self::ByLast { bytes, .. } => *bytes,
            Self::ByThousand(bytes) => bytes.saturating_mul(pages) / 1000,
        }
    }
}

/// Less is free than must stay free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    pub free: u64,
    pub least: u64,
}

/// How many bytes an unprivileged program may still write to the file system of `path`, or of its nearest folder.
pub fn free_bytes(path: &Path) -> std::io::Result<u64> {
    let mut place = path;
    loop {
        match rustix::fs::statvfs(place) {
            Ok(found) => return Ok(found.f_bavail.saturating_mul(found.f_frsize)),
            Err(fault) => match place.parent() {
                Some(folder) if fault == rustix::io::Errno::NOENT => {
                    place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                }
                _ => return Err(fault.into()),
            },
        }
    }
}

/// Counts what is handed in, and looks at the disk now and then.
pub(super) struct Watch {
    path: PathBuf,
    /// Pretends a disk of so many bytes that holds nothing but the database.
    disk: Option<u64>,
    /// 0: nobody asked to be told.
    least: AtomicU64,
    since: AtomicU64,
    short: watch::Sender<Option<Shortage>>,
}

impl Watch {
    pub(super) fn new(path: &Path, disk: Option<u64>) -> Self {
        Self {
            path: path.to_owned(),
            disk,
            least: AtomicU64::new(0),
            since: AtomicU64::new(0),
            short: watch::Sender::new(None),
        }
    }

    pub(super) fn count(&self, body: usize) {
        let bytes = ROW + u64::try_from(body).unwrap_or_default();
        self.since.fetch_add(bytes, Ordering::Relaxed);
    }

    /// By the writer, after a commit.
    pub(super) fn look_in_turn(&self) {
        if ASKED_EACH <= self.since.load(Ordering::Relaxed) {
            self.since.store(0, Ordering::Relaxed);
            self.look();
        }
    }

    fn look(&self) {
        let least = self.least.load(Ordering::Relaxed);
        // A file system that does not say how much is free is no reason to stop.
        if let (1.., Ok(free)) = (least, self.free())
            && free < least
        {
            self.short.send_replace(Some(Shortage { free, least }));
        }
    }

    fn free(&self) -> std::io::Result<u64> {
        match self.disk {
            Some(disk) => Ok(disk.saturating_sub(length(&self.path) + length(&log(&self.path)))),
            None => free_bytes(&self.path),
        }
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |it| it.len())
}

fn log(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// Bytes of the database that hold something, by SQLite's own count.
pub(super) fn used(connection: &Connection) -> rusqlite::Result<i64> {
    let ask = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((ask("page_count")? - ask("freelist_count")?) * ask("page_size")?)
}

impl Store {
    /// Blocks on the disk.
    pub fn space(&self) -> Result<Space, StoreError> {
        let path = self.path();
        let free = self.inner.watch.free().map_err(|error| StoreError::from_io(path, &error))?;
        let reusable = self.read(|connection| {
            let ask = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            Ok(ask("freelist_count")? * ask("page_size")?)
        })?;
        Ok(Space {
            free,
            database: length(path),
            log: length(&log(path)),
            reusable: u64::try_from(reusable).unwrap_or_default(),
        })
    }

    /// What a census of so many sites will add, by the newest finished one that judged at least half as many.
    pub fn estimate(&self, sites: usize) -> Result<Estimate, StoreError> {
        let found = self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT id, used_after - used_before,
                        (SELECT count(*) FROM judgment WHERE judgment.run = run.id)
                 FROM run WHERE state = 'finished' AND id NOT GLOB '*-r*' AND used_before < used_after
                 ORDER BY number DESC",
            )?;
            let rows = asked.query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
            })?;
            rows.collect::<Result<Vec<_>, _>>()
        })?;
        let sites = i64::try_from(sites).unwrap_or(i64::MAX);
        let like = found.into_iter().find(|(_, _, judged)| 0 < *judged && sites <= 2 * *judged);
        Ok(like.map_or_else(Estimate::default, |(of, cost, judged)| {
            let bytes = cost.saturating_mul(sites) / judged;
            Estimate::ByLast { bytes: u64::try_from(bytes).unwrap_or_default(), of }
        }))
    }

    /// From now on the writer looks now and then whether less than `least` bytes are free; see [`Store::until_short`].
    pub fn keep_free(&self, least: u64) {
        self.inner.watch.least.store(least, Ordering::Relaxed);
        self.inner.watch.look();
    }

    /// Waits until less is free than was asked for.
    pub async fn until_short(&self) -> Shortage {
        let mut told = self.inner.watch.short.subscribe();
        loop {
            let seen = *told.borrow_and_update();
            if let Some(shortage) = seen {
                return shortage;
            }
            // The sender lives as long as this store.
            if told.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Whether less was found free than was asked for.
    pub fn shortage(&self) -> Option<Shortage> {
        *self.inner.watch.short.borrow()
    }
}
