//! The one thread that writes. Crawl data is written in batches; what a person was told is saved gets a commit of its
//! own that is on the disk before the answer.

use crate::store::error::StoreError;
use crate::store::space::Watch;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::{self, Runtime};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

/// Crawl data goes into one transaction, up to so many at a time.
const BATCH: usize = 16;
/// How long the first of them waits for others: each transaction writes the upper levels of its tables again.
const GATHERED_FOR: Duration = Duration::from_millis(20);

pub(super) type Batched = Box<dyn FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send>;
pub(super) type Alone = Box<dyn FnOnce(&mut Writer) + Send>;

pub(super) enum Job {
    Batched(Batched),
    Alone(Alone),
    Close(oneshot::Sender<Result<(), StoreError>>),
}

pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// The first fault that ended the writing; set once, read by everybody who hands in more.
    pub(super) fault: Arc<OnceLock<StoreError>>,
    pub(super) watch: Arc<Watch>,
    /// Something was handed in that may not be on the disk yet.
    pub(super) is_behind: bool,
}

impl Writer {
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>, clock: &Runtime) {
        let mut waiting = None;
        let mut closers = Vec::new();
        while let Some(job) = waiting.take().or_else(|| jobs.blocking_recv()) {
            match job {
                Job::Batched(first) => {
                    let batch;
                    (batch, waiting) = clock.block_on(gathered(first, &mut jobs));
                    self.write_batch(batch);
                }
                Job::Alone(work) => work(&mut self),
                Job::Close(reply) => {
                    // What others handed in meanwhile is still written.
                    jobs.close();
                    closers.push(reply);
                }
            }
        }
        let end = self.finish();
        for reply in closers {
            // Nobody waits any more when the receiver is gone; the work is done all the same.
            let _ = reply.send(end.clone());
        }
    }

    fn write_batch(&mut self, batch: Vec<Batched>) {
        if self.fault.get().is_some() {
            return;
        }
        self.is_behind = true;
        let write = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for work in batch {
                work(&transaction)?;
            }
            transaction.commit()
        };
        if let Err(error) = write(&mut self.connection) {
            self.remember(StoreError::from_sql(&self.path, &error));
        }
        self.watch.look_in_turn();
    }

    /// Runs `work` in a transaction of its own that is on the disk when this returns `Ok`.
    pub(super) fn write_alone<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if let Some(fault) = self.fault.get() {
            return Err(fault.clone());
        }
        let result = durably(&mut self.connection, work)
            .map_err(|error| StoreError::from_sql(&self.path, &error));
        if let Err(error) = &result
            && error.ends_the_writer()
        {
            self.remember(error.clone());
        }
        result
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        if let Some(fault) = self.fault.get() {
            return Err(fault.clone());
        }
        // Who wrote nothing need not wait for whoever writes.
        if !self.is_behind {
            return Ok(());
        }
        self.write_alone(mark)?;
        // Readers in other processes may hold the log back; the next opening takes it up again.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(())
    }

    fn remember(&self, error: StoreError) {
        tracing::error!(path = %self.path.display(), "写入数据库失败：{error}");
        // Only the first fault counts; what follows is its consequence.
        let _ = self.fault.set(error);
    }
}

/// What follows within a moment, up to a whole batch; and what ended it, where that was something else.
async fn gathered(first: Batched, jobs: &mut mpsc::Receiver<Job>) -> (Vec<Batched>, Option<Job>) {
    let mut batch = vec![first];
    let until = Instant::now() + GATHERED_FOR;
    while batch.len() < BATCH {
        match timeout_at(until, jobs.recv()).await {
            Ok(Some(Job::Batched(next))) => batch.push(next),
            Ok(other) => return (batch, other),
            Err(_) => break,
        }
    }
    (batch, None)
}

/// The flush itself: the log is synchronised by a commit under `synchronous = FULL`, and with it all that went before.
pub(super) fn mark(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("UPDATE flush_mark SET number = number + 1", []).map(|_| ())
}

fn durably<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    let result = connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(
        |transaction| {
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        },
    );
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    result
}

/// Starts the thread; it ends when the sender is dropped or a close arrives.
pub(super) fn start(
    writer: Writer,
    jobs: mpsc::Receiver<Job>,
) -> Result<std::thread::JoinHandle<()>, StoreError> {
    let path = writer.path.clone();
    let clock = runtime::Builder::new_current_thread().enable_time().build();
    let clock = clock
        .map_err(|error| StoreError::Other { path: path.clone(), cause: error.to_string() })?;
    std::thread::Builder::new()
        .name("pucha-store".into())
        .spawn(move || writer.run(jobs, &clock))
        .map_err(|error| StoreError::Other { path, cause: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Job {
        Job::Batched(Box::new(|_| Ok(())))
    }

    fn first() -> Batched {
        Box::new(|_| Ok(()))
    }

    /// Hands in one more after each of the gaps, in milliseconds; how many are gathered, what ended it, and after how long.
    async fn handed_in(gaps: &[u64], last: Option<Job>) -> (usize, bool, u128) {
        let (jobs, mut received) = mpsc::channel(64);
        let began = Instant::now();
        let handing_in = async {
            for gap in gaps {
                tokio::time::sleep(Duration::from_millis(*gap)).await;
                assert!(jobs.send(nothing()).await.is_ok());
            }
            if let Some(last) = last {
                assert!(jobs.send(last).await.is_ok());
            }
        };
        let gathering = async {
            let (batch, next) = gathered(first(), &mut received).await;
            (batch.len(), next.is_some(), began.elapsed().as_millis())
        };
        tokio::join!(handing_in, gathering).1
    }

    #[tokio::test(start_paused = true)]
    async fn what_follows_within_a_moment_is_written_with_the_first() {
        let alone = || Job::Alone(Box::new(|_| ()));
        assert_eq!(handed_in(&[], None).await, (1, false, 20), "nothing follows");
        assert_eq!(handed_in(&[5, 5, 5, 15], None).await, (4, false, 20), "one comes too late");
        assert_eq!(handed_in(&[6; 40], None).await.0, 4, "the first waits no longer for many");
        assert_eq!(
            handed_in(&[0; 40], None).await,
            (BATCH, false, 0),
            "a whole batch waits for nothing"
        );
        assert_eq!(
            handed_in(&[5, 5], Some(alone())).await,
            (3, true, 10),
            "who waits for an answer"
        );
    }
}
