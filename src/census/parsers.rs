//! The threads that do what a page costs in computing, as many as there are processors: the network's threads only wait.

use std::any::Any;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::{mpsc, oneshot};

/// Deeply nested pages are read by functions that call themselves.
const STACK: usize = 8 << 20;
/// Jobs that wait for each thread: enough to keep it busy, few enough not to hold many pages in memory.
const WAITING: usize = 2;

type Job = Box<dyn FnOnce() + Send>;

/// A handle to the threads; they end when it is dropped and what was handed in is done.
#[derive(Debug)]
pub(crate) struct Parsers {
    jobs: mpsc::Sender<Job>,
}

impl Parsers {
    /// # Errors
    /// The system gives no more threads.
    pub(crate) fn start() -> io::Result<Self> {
        let processors = thread::available_parallelism().map_or(2, NonZero::get);
        let (jobs, waiting) = mpsc::channel(WAITING * processors);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 1..=processors {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(format!("pucha-parse-{number}"))
                .stack_size(STACK)
                .spawn(move || work_off(&waiting))?;
        }
        Ok(Self { jobs })
    }

    /// Does `work` on one of the threads; held back while all have enough to do.
    ///
    /// # Errors
    /// What a panic said. It costs this job only.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, String> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move || {
            let done = catch_unwind(AssertUnwindSafe(work)).map_err(|it| said(&*it));
            // Nobody waits any more when the run was stopped.
            let _ = reply.send(done);
        });
        let gone = || "解析线程已结束".to_owned();
        self.jobs.send(job).await.map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn work_off(waiting: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        // Whoever holds the lock waits for the next job, the others for the lock: never while working.
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        match next {
            Some(job) => job(),
            None => return,
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("未知原因").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Weak;
    use std::time::{Duration, Instant};

    #[tokio::test]
    async fn a_panic_costs_its_own_job_only() {
        let parsers = Parsers::start().unwrap();
        for number in 0..40 {
            let broken = parsers.run(move || assert!(number < 0, "page {number}")).await;
            assert_eq!(broken.unwrap_err(), format!("page {number}"));
            assert_eq!(parsers.run(move || number + 1).await, Ok(number + 1));
        }
    }

    #[tokio::test]
    async fn work_is_done_on_named_threads_and_not_here() {
        let parsers = Parsers::start().unwrap();
        let name = parsers.run(|| thread::current().name().map(str::to_owned)).await.unwrap();
        assert!(name.is_some_and(|it| it.starts_with("pucha-parse-")));
    }

    #[tokio::test]
    async fn the_threads_end_with_the_handle() {
        struct Held;
        thread_local! {
            static HELD: std::cell::RefCell<Option<Arc<Held>>> = const { std::cell::RefCell::new(None) };
        }
        let parsers = Parsers::start().unwrap();
        let held: Weak<Held> = parsers
            .run(|| {
                let held = Arc::new(Held);
                let weak = Arc::downgrade(&held);
                HELD.set(Some(held));
                weak
            })
            .await
            .unwrap();
        assert!(held.upgrade().is_some());
        drop(parsers);
        let patience = Instant::now() + Duration::from_secs(20);
        while held.upgrade().is_some() {
            assert!(Instant::now() < patience, "the thread still lives");
            thread::yield_now();
        }
    }
}
