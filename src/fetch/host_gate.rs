//! One gate per host: rate, connections, back-off and crawl delay. Nothing reaches a host without a [`Pass`].

use crate::config::Crawl;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// The first pause after a refusal that names none; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Where a 503 names no time it may as well be a fault of one page: the doubling ends here.
const LONGEST_UNASKED_PAUSE: Duration = Duration::from_secs(8);
/// A host that refused this often in a row is not waited for; it is asked again when its pause is over.
const PATIENCE: u32 = 4;

/// What the progress display shows of one gate.
#[derive(Debug, Clone, PartialEq)]
pub struct HostStats {
    /// Host name, or address where hosts of one address share a gate.
    pub host: String,
    /// Requests waiting, and on the way.
    pub queued: usize,
    pub in_flight: usize,
    /// Requests per second that the gate allows now; 0 for no limit.
    pub rate: f64,
    /// Time left of a pause that the host asked for.
    pub backoff: Option<Duration>,
}

/// All gates of a run.
pub(in crate::fetch) struct Gates {
    rate: f64,
    connections: usize,
    backoff_cap: Duration,
    by_key: Mutex<BTreeMap<String, Arc<HostGate>>>,
}

pub(in crate::fetch) struct HostGate {
    host: String,
    limiter: Option<DefaultDirectRateLimiter>,
    rate: f64,
    connections: Arc<Semaphore>,
    /// Held by the one request that waits for its turn; the others queue for it in order.
    turnstile: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
    backoff_cap: Duration,
    queued: AtomicUsize,
    in_flight: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Pace {
    crawl_delay: Duration,
    last_start: Option<Instant>,
    paused_until: Option<Instant>,
    refusals: u32,
}

/// Leave to send one request. Dropping it frees the connection.
pub(in crate::fetch) struct Pass {
    _permit: OwnedSemaphorePermit,
    in_flight: Arc<AtomicUsize>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a request among the waiting ones, also when the wait is given up.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gates {
    pub(in crate::fetch) fn of(crawl: &Crawl, backoff_cap: Duration) -> Self {
        Self {
            rate: crawl.requests_per_second.max(0.0),
            connections: crawl.connections_per_host.max(1),
            backoff_cap,
            by_key: Mutex::default(),
        }
    }

    /// The gate of that key, made at the first call.
    pub(in crate::fetch) fn gate(&self, key: &str) -> Arc<HostGate> {
        let mut gates = held(&self.by_key);
        if let Some(gate) = gates.get(key) {
            return Arc::clone(gate);
        }
        let gate = Arc::new(self.new_gate(key));
        gates.insert(key.to_owned(), Arc::clone(&gate));
        gate
    }

    fn new_gate(&self, host: &str) -> HostGate {
        let period = Duration::try_from_secs_f64(1.0 / self.rate).ok();
        HostGate {
            host: host.to_owned(),
            limiter: period.and_then(Quota::with_period).map(DefaultDirectRateLimiter::direct),
            rate: self.rate,
            connections: Arc::new(Semaphore::new(self.connections)),
            turnstile: tokio::sync::Mutex::default(),
            pace: Mutex::default(),
            backoff_cap: self.backoff_cap,
            queued: AtomicUsize::new(0),
            in_flight: Arc::default(),
        }
    }

    pub(in crate::fetch) fn stats(&self) -> Vec<HostStats> {
        held(&self.by_key).values().map(|gate| gate.stats()).collect()
    }
}

impl HostGate {
    /// Waits for a free connection and then for the turn. `None` when the host keeps refusing us and its pause is not
    /// over: then nothing is sent.
    pub(in crate::fetch) async fn pass(&self) -> Option<Pass> {
        let _queued = Queued::new(&self.queued);
        let permit = Arc::clone(&self.connections).acquire_owned().await.ok()?;
        let _turn = self.turnstile.lock().await;
        while let Some(wait) = self.wait()? {
            tokio::time::sleep(wait).await;
        }
        held(&self.pace).last_start = Some(Instant::now());
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Some(Pass { _permit: permit, in_flight: Arc::clone(&self.in_flight) })
    }

    /// `Some(None)`: go. `None`: do not wait for this host.
    #[expect(clippy::option_option, reason = "to wait, to go and to give up are three answers")]
    fn wait(&self) -> Option<Option<Duration>> {
        let now = Instant::now();
        let pace = held(&self.pace);
        let paused = pace.paused_until.filter(|until| now < *until);
        if paused.is_some() && PATIENCE <= pace.refusals {
            return None;
        }
        let spaced = pace.last_start.map(|start| start + pace.crawl_delay);
        if let Some(ready) = paused.max(spaced).filter(|at| now < *at) {
            return Some(Some(ready - now));
        }
        let early = self.limiter.as_ref().and_then(|limiter| limiter.check().err());
        Some(early.map(|early| early.wait_time_from(DefaultClock::default().now())))
    }

    /// Takes in what the host answered: 429 and 503 pause the gate, anything else ends the row of refusals.
    pub(in crate::fetch) fn note(&self, status: u16, retry_after: Option<Duration>) {
        let mut pace = held(&self.pace);
        if !matches!(status, 429 | 503) {
            pace.refusals = 0;
            return;
        }
        let doubled = FIRST_PAUSE.saturating_mul(1 << pace.refusals.min(16));
        let unasked = if status == 503 { doubled.min(LONGEST_UNASKED_PAUSE) } else { doubled };
        let pause = retry_after.unwrap_or(unasked).min(self.backoff_cap);
        let until = Instant::now() + pause;
        pace.refusals += 1;
        pace.paused_until = pace.paused_until.max(Some(until));
        tracing::debug!(
            host = self.host,
            status,
            pause_ms = pause.as_millis(),
            "host asks us to slow down"
        );
    }

    /// The longest `Crawl-delay` of the hosts behind this gate.
    pub(in crate::fetch) fn slow_down(&self, crawl_delay: Duration) {
        let mut pace = held(&self.pace);
        pace.crawl_delay = pace.crawl_delay.max(crawl_delay);
    }

    fn stats(&self) -> HostStats {
        let pace = held(&self.pace);
        let slowest = pace.crawl_delay.as_secs_f64();
        let by_delay = if slowest == 0.0 { f64::INFINITY } else { 1.0 / slowest };
        let by_rate = if self.rate == 0.0 { f64::INFINITY } else { self.rate };
        let rate = by_delay.min(by_rate);
        HostStats {
            host: self.host.clone(),
            queued: self.queued.load(Ordering::Relaxed),
            in_flight: self.in_flight.load(Ordering::Relaxed),
            rate: if rate.is_finite() { rate } else { 0.0 },
            backoff: pace
                .paused_until
                .and_then(|until| until.checked_duration_since(Instant::now()))
                .filter(|left| !left.is_zero()),
        }
    }
}

/// A panic elsewhere must not stop the run: what the lock guards is whole after every statement.
pub(in crate::fetch) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(rate: f64) -> Arc<HostGate> {
        let crawl = Crawl { requests_per_second: rate, ..Crawl::default() };
        Gates::of(&crawl, Duration::from_secs(20)).gate("www.a.gov.cn")
    }

    /// Seconds until the gate opens.
    async fn waited(gate: &HostGate) -> Option<u64> {
        let begun = Instant::now();
        gate.pass().await?;
        Some(begun.elapsed().as_millis().div_ceil(1000).try_into().expect("a short wait"))
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_double_and_end_with_the_first_answer() {
        let gate = gate(0.0);
        for seconds in [1, 2, 4] {
            gate.note(429, None);
            assert_eq!(waited(&gate).await, Some(seconds));
        }
        gate.note(200, None);
        assert_eq!(waited(&gate).await, Some(0));
        gate.note(429, None);
        assert_eq!(waited(&gate).await, Some(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_host_asks_for_is_kept_up_to_the_cap() {
        for (asked, kept) in [(0, 0), (7, 7), (20, 20), (u64::MAX, 20)] {
            let gate = gate(0.0);
            gate.note(503, Some(Duration::from_secs(asked)));
            assert_eq!(waited(&gate).await, Some(kept));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_keeps_refusing_is_asked_again_only_after_its_pause() {
        let gate = gate(0.0);
        for _ in 0..PATIENCE {
            gate.note(503, Some(Duration::from_secs(5)));
        }
        assert_eq!(waited(&gate).await, None);
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(waited(&gate).await, Some(0));
    }

    #[tokio::test(start_paused = true)]
    async fn crawl_delay_keeps_requests_apart() {
        let gate = gate(0.0);
        gate.slow_down(Duration::from_secs(3));
        gate.slow_down(Duration::from_secs(2));
        assert_eq!(waited(&gate).await, Some(0));
        assert_eq!(waited(&gate).await, Some(3));
        assert!((gate.stats().rate - 1.0 / 3.0).abs() < 1e-9);
    }
}
