//! Threads for the sites' jobs: all that a job does besides waiting may block (the store, the scratch file, judging), and
//! the runtime's own threads are left to move bytes. Not the runtime's blocking threads: those are counted, and parsing
//! needs them while the jobs last. Not one for each site: every thread keeps the room that judging once took on its stack.

use crate::census::halt::Halt;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::any::Any;
use std::io;
use std::num::NonZero;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread::{Builder, available_parallelism};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{LocalSet, spawn_local};

/// For each processor: one that works, one that waits for the disk.
const EACH: usize = 2;

type Job = Box<dyn FnOnce() -> LocalBoxFuture<'static, ()> + Send>;

#[derive(Debug)]
pub(crate) struct SiteThreads(Vec<Thread>);

#[derive(Debug)]
struct Thread {
    jobs: mpsc::UnboundedSender<Job>,
    /// Held by each of its jobs.
    load: Arc<()>,
}

impl SiteThreads {
    /// Threads that end when this is dropped and their last job has ended. To be called within a runtime.
    pub(crate) fn start() -> io::Result<Self> {
        let processors = available_parallelism().map_or(2, NonZero::get);
        (0..processors * EACH).map(Thread::start).collect::<io::Result<_>>().map(Self)
    }

    /// Runs `work` to its end, also when nobody waits for it any more.
    ///
    /// # Errors
    /// [`Halt::Panic`] when it panics; `name` and what it said are told.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        name: &str,
        work: impl AsyncFnOnce() -> T + Send + 'static,
    ) -> Result<T, Halt> {
        let lost = |why: &str| Halt::Panic(format!("{name}：{why}"));
        let thread = self.0.iter().min_by_key(|it| Arc::strong_count(&it.load));
        let thread = thread.ok_or_else(|| lost("没有工作线程"))?;
        let (done, ended) = oneshot::channel();
        let held = Arc::clone(&thread.load);
        let job: Job = Box::new(move || {
            Box::pin(async move {
                let ended = AssertUnwindSafe(async { work().await }).catch_unwind().await;
                drop(held);
                // Nobody takes what it came to when the run was given up meanwhile.
                let _ = done.send(ended);
            })
        });
        thread.jobs.send(job).map_err(|_| lost("工作线程已停止"))?;
        let ended = ended.await.map_err(|_| lost("工作线程已停止"))?;
        ended.map_err(|said| lost(&last_words(&*said)))
    }
}

impl Thread {
    fn start(number: usize) -> io::Result<Self> {
        let (jobs, mut waiting) = mpsc::unbounded_channel::<Job>();
        let runtime = Handle::current();
        Builder::new().name(format!("pucha-sites-{number}")).spawn(move || {
            let set = LocalSet::new();
            runtime.block_on(set.run_until(async {
                while let Some(job) = waiting.recv().await {
                    spawn_local(job());
                }
            }));
            runtime.block_on(set);
        })?;
        Ok(Self { jobs, load: Arc::default() })
    }
}

/// What a job said that panicked.
fn last_words(said: &(dyn Any + Send)) -> String {
    let text = said.downcast_ref::<&str>().map(|it| (*it).to_owned());
    text.or_else(|| said.downcast_ref::<String>().cloned()).unwrap_or_else(|| "原因不明".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::current;
    use std::time::Duration;

    fn one_thread() -> SiteThreads {
        SiteThreads(vec![Thread::start(0).unwrap()])
    }

    fn name() -> String {
        current().name().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn a_job_that_panics_is_told_and_the_others_of_its_thread_go_on() {
        let threads = one_thread();
        let lost = threads.run("a", async || {
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert!(name().is_empty(), "it is {}", name());
        });
        let other = threads.run("b", async || {
            tokio::time::sleep(Duration::from_millis(2)).await;
            name()
        });
        let (lost, other) = tokio::join!(lost, other);
        assert!(
            matches!(&lost, Err(Halt::Panic(why)) if why.contains("a：it is pucha-sites-0")),
            "{lost:?}"
        );
        assert_eq!(other.unwrap(), "pucha-sites-0");
    }

    #[tokio::test]
    async fn jobs_go_to_the_thread_that_has_the_fewest() {
        let threads = SiteThreads(vec![Thread::start(0).unwrap(), Thread::start(1).unwrap()]);
        let (open, gate) = oneshot::channel::<()>();
        let first = threads.run("a", async || {
            let _ = gate.await;
            name()
        });
        let rest = async {
            let second = threads.run("b", async || name()).await.unwrap();
            let third = threads.run("c", async || name()).await.unwrap();
            open.send(()).unwrap();
            [second, third]
        };
        let (first, rest) = tokio::join!(first, rest);
        assert_eq!(
            (first.unwrap().as_str(), rest),
            ("pucha-sites-0", ["pucha-sites-1"; 2].map(String::from))
        );
    }

    #[tokio::test]
    async fn a_job_nobody_waits_for_is_run_to_its_end() {
        let threads = one_thread();
        let (open, gate) = oneshot::channel::<()>();
        let (tell, told) = oneshot::channel();
        let mut job = Box::pin(threads.run("a", async || {
            let _ = gate.await;
            tell.send(name())
        }));
        assert!((&mut job).now_or_never().is_none());
        drop(job);
        drop(threads);
        open.send(()).unwrap();
        assert_eq!(told.await.unwrap(), "pucha-sites-0");
    }
}
