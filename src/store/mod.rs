//! The only layer that knows SQL: one SQLite file with runs, visits, page bytes, evidence, judgments and findings.
//!
//! In: facts and judgments as the layers make them. Out: the same, as they were, for any month. Never: what a rule is.
//! Writing is `async`, goes through one thread and is held back when that thread is behind. Reading is synchronous, on
//! connections of its own that no writer blocks: single rows take microseconds, whole months milliseconds and more
//! (`recall`, `bundle`, `results`, `findings`: from async code through `spawn_blocking`).

mod error;
mod schema;
mod writer;
mod lock;
mod rows;
mod runs;
mod visits;
mod asked;
mod bodies;
mod bases;
mod readings;
mod evidence;
mod judgments;
mod findings;
mod rechecks;
mod hand_entries;
mod unit_answers;
mod appeals;
mod notices;
mod observations;
mod year;
mod issued;
mod space;
mod steps;
mod integrity;
mod prune;
mod backup;
mod upgrade;
pub mod scratch;

pub use asked::{HostAsked, RobotsKept};
pub use backup::BackupStep;
pub use error::StoreError;
pub use findings::{Decision, History};
pub use integrity::Health;
pub use issued::{Issue, IssueState};
pub use judgments::SiteResult;
pub use lock::RunLock;
pub use prune::{MOST_ROWS, Pruned, Pruner, Step as PruneStep, Thinned};
pub use readings::{Load, ReadingKey};
pub use runs::{NewRun, Run, RunId, RunState};
pub use schema::{Options, newest_version};
pub use space::{Estimate, Shortage, Space, free_bytes};
pub use steps::Step;
pub use year::{SiteVerdict, YearFacts, YearPart, YearPublication};

use crate::store::bases::Bases;
use crate::store::space::Watch;
use rusqlite::{Connection, Transaction};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use writer::{Job, Writer};

/// Jobs that may wait for the writer before the next one is held back.
const QUEUE: usize = 16;
/// Page bytes on their way to the writer, in KiB.
const BODY_BUDGET_KIB: usize = 64 << 10;
/// Reading connections kept open for the next reader.
const IDLE_READERS: usize = 8;

/// A cheap handle; clones share the writer and the readers.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    options: Options,
    readers: Mutex<Vec<Connection>>,
    fault: Arc<OnceLock<StoreError>>,
    budget: Arc<Semaphore>,
    watch: Arc<Watch>,
    bases: Bases,
    /// `None` in a store that was opened for reading.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Opens for reading and writing; makes file and folder where they are missing. Blocks on the disk.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, &Options::default())
    }

    pub fn open_with(path: &Path, options: &Options) -> Result<Self, StoreError> {
        let connection = schema::open_writer(path, options)?;
        let (jobs, received) = mpsc::channel(QUEUE);
        let fault = Arc::new(OnceLock::new());
        let watch = Arc::new(Watch::new(path, options.disk));
        let writer = Writer {
            connection,
            path: path.to_owned(),
            fault: Arc::clone(&fault),
            watch: Arc::clone(&watch),
            is_behind: false,
        };
        let thread = writer::start(writer, received)?;
        Ok(Self::assemble(path, options, fault, watch, Some((jobs, thread))))
    }

    /// Opens for reading what is there; also while a run is writing, and from a read-only medium. Blocks on the disk.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        let options = Options::default();
        let reader = schema::open_reader(path, &options)?;
        let watch = Arc::new(Watch::new(path, None));
        let store = Self::assemble(path, &options, Arc::default(), watch, None);
        store.give_back(reader);
        Ok(store)
    }

    fn assemble(
        path: &Path,
        options: &Options,
        fault: Arc<OnceLock<StoreError>>,
        watch: Arc<Watch>,
        writer: Option<(mpsc::Sender<Job>, JoinHandle<()>)>,
    ) -> Self {
        let (jobs, thread) = writer.unzip();
        Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                options: options.clone(),
                readers: Mutex::new(Vec::new()),
                fault,
                budget: Arc::new(Semaphore::new(BODY_BUDGET_KIB)),
                watch,
                bases: Bases::default(),
                jobs,
                thread,
            }),
        }
    }

    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Makes this process the only one that may run a census on the database. The lock ends with the process.
    pub fn lock_for_run(&self) -> Result<RunLock, StoreError> {
        lock::for_run(&self.inner.path)
    }

    /// What [`Self::lock_holders`] calls a census or recheck.
    pub const LOCK_OF_RUNS: &str = lock::OF_RUNS;

    /// What runs on the database now: what it does, and who it is.
    pub fn lock_holders(path: &Path) -> Vec<(&'static str, String)> {
        lock::holders(path)
    }

    /// Makes this process the only one that keeps the rhythm of probes on the database at `path`; it may run beside a
    /// census. The database itself need not be open.
    pub fn lock_for_probes(path: &Path) -> Result<RunLock, StoreError> {
        lock::for_probes(path)
    }

    /// Makes this process the only one that sends notices from the database; it may run beside a census.
    pub fn lock_for_notices(&self) -> Result<RunLock, StoreError> {
        lock::for_notices(&self.inner.path)
    }

    /// Everything handed in before is on the disk when this returns `Ok`; else the first fault of the writer.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.alone(writer::mark).await
    }

    /// Flushes and ends the writing; later writes through any clone fail. Dropping the last clone does the same, but
    /// has nobody to tell of a fault.
    pub async fn close(self) -> Result<(), StoreError> {
        let Some(jobs) = &self.inner.jobs else { return Ok(()) };
        self.inner.drop_readers();
        let (reply, answer) = oneshot::channel();
        jobs.send(Job::Close(reply)).await.map_err(|_| self.gone())?;
        answer.await.unwrap_or_else(|_| Err(self.gone()))
    }

    /// Hands crawl data to the writer. `Ok`: it will be written in its turn; see [`Store::flush`].
    async fn batched(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), StoreError> {
        if let Some(fault) = self.inner.fault.get() {
            return Err(fault.clone());
        }
        self.jobs()?.send(Job::Batched(Box::new(work))).await.map_err(|_| self.gone())
    }

    /// Writes in a transaction of its own; on the disk when this returns `Ok`.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Alone(Box::new(move |writer| {
            // A caller that went away does not undo what it asked for.
            let _ = reply.send(writer.write_alone(work));
        }));
        self.jobs()?.send(job).await.map_err(|_| self.gone())?;
        answer.await.unwrap_or_else(|_| Err(self.gone()))
    }

    /// Reads on a connection that sees what is committed. Blocks.
    fn read<T>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let idle = self.inner.readers.lock().ok().and_then(|mut it| it.pop());
        let reader = match idle {
            Some(reader) => reader,
            None => schema::open_reader(&self.inner.path, &self.inner.options)?,
        };
        let result = ask(&reader).map_err(|error| StoreError::from_sql(&self.inner.path, &error));
        self.give_back(reader);
        result
    }

    fn give_back(&self, reader: Connection) {
        if let Ok(mut idle) = self.inner.readers.lock()
            && idle.len() < IDLE_READERS
        {
            idle.push(reader);
        }
    }

    /// Room for a body of `bytes` on its way to the writer.
    async fn room(&self, bytes: usize) -> Result<OwnedSemaphorePermit, StoreError> {
        self.inner.watch.count(bytes);
        let kib = (bytes / 1024 + 1).min(BODY_BUDGET_KIB);
        let kib = u32::try_from(kib).unwrap_or(u32::MAX);
        Arc::clone(&self.inner.budget).acquire_many_owned(kib).await.map_err(|_| self.gone())
    }

    fn jobs(&self) -> Result<&mpsc::Sender<Job>, StoreError> {
        self.inner.jobs.as_ref().ok_or_else(|| StoreError::ReadOnly(self.inner.path.clone()))
    }

    fn gone(&self) -> StoreError {
        let fault = self.inner.fault.get().cloned();
        fault.unwrap_or_else(|| StoreError::Closed(self.inner.path.clone()))
    }

    fn damaged(&self, cause: String) -> StoreError {
        StoreError::Damaged { path: self.inner.path.clone(), cause }
    }
}

impl Inner {
    /// A reader that stays open keeps the writer from taking the log away at the end.
    fn drop_readers(&self) {
        if let Ok(mut idle) = self.readers.lock() {
            idle.clear();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.drop_readers();
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // What is queued still reaches the disk before the process can end.
            let _ = thread.join();
        }
    }
}
