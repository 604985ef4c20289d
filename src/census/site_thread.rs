//! A thread for each site's job: all that it does besides waiting may block (the store, the scratch file, judging), and
//! the runtime's own threads are left to move bytes. Not one of the runtime's blocking threads: those are counted, and
//! parsing needs them while the jobs last.

use crate::census::reader::Halt;
use std::any::Any;
use std::thread::{Builder, JoinHandle};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Runs `work` to its end, also when nobody waits for it any more.
///
/// # Errors
/// [`Halt::Parser`] when it panics, or no thread can be had.
pub(super) async fn on_its_own<T: Send + 'static>(
    name: &str,
    work: impl AsyncFnOnce() -> T + Send + 'static,
) -> Result<T, Halt> {
    let runtime = Handle::current();
    let (done, ended) = oneshot::channel();
    let spawned = Builder::new().name(format!("pucha-{name}")).spawn(move || {
        // Nobody takes what it came to when the run was given up meanwhile.
        let _ = done.send(runtime.block_on(Box::pin(work())));
    });
    let thread = spawned.map_err(|fault| Halt::Parser(format!("{name}：{fault}")))?;
    ended.await.map_err(|_| Halt::Parser(format!("{name}：{}", last_words(thread))))
}

/// What a thread said that panicked.
fn last_words(thread: JoinHandle<()>) -> String {
    let said = |it: Box<dyn Any + Send>| {
        let text = it.downcast_ref::<&str>().map(|it| (*it).to_owned());
        text.or_else(|| it.downcast_ref::<String>().cloned())
    };
    thread.join().err().and_then(said).unwrap_or_else(|| "原因不明".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_job_that_panics_is_told_and_the_others_go_on() {
        let lost = on_its_own("a", async || {
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert!(std::thread::current().name().is_none(), "it has a name");
        });
        let other = on_its_own("b", async || {
            tokio::task::yield_now().await;
            std::thread::current().name().map(str::to_owned)
        });
        let (lost, other) = tokio::join!(lost, other);
        assert!(
            matches!(&lost, Err(Halt::Parser(why)) if why.contains("it has a name")),
            "{lost:?}"
        );
        assert_eq!(other.unwrap().as_deref(), Some("pucha-b"));
    }
}
