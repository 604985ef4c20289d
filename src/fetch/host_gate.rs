//! One gate per host: rate, connections, back-off, crawl delay, and whose turn it is. Nothing reaches a host without a
//! [`Pass`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The first pause after a refusal that names none; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Where a 503 names no time it may as well be a fault of one page: the doubling ends here.
const LONGEST_UNASKED_PAUSE: Duration = Duration::from_secs(8);
/// A host that refused this often in a row is not waited for; it is asked again when its pause is over.
const PATIENCE: u32 = 4;
/// A timer that fires so much late does not shift what follows, so that the rate is reached and never passed.
const SLACK: Duration = Duration::from_millis(10);

/// Who goes first at a gate. Within a class it is whoever came first; the second class waits only as long as anybody of
/// the first does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Urgency {
    /// What tells how a site stands, or keeps others waiting: home pages, columns, robots.txt, second looks, probes.
    First,
    #[default]
    Rest,
}

/// How busy one gate is, and what it has let through so far.
#[derive(Debug, Clone, PartialEq)]
pub struct HostStats {
    /// Host name; of hosts that share a gate the first that was asked.
    pub host: String,
    /// How many hosts share the gate.
    pub hosts: usize,
    /// Requests waiting, and on the way.
    pub queued: usize,
    pub in_flight: usize,
    /// Requests per second that the gate allows now; 0 for no limit.
    pub rate: f64,
    /// Time left of a pause that the host asked for.
    pub backoff: Option<Duration>,
    pub sent: usize,
    /// From the first request to the last one.
    pub span: Duration,
    /// Of that, time in which a request might have gone and nobody wanted to send one.
    pub idle: Duration,
    /// The least time in which as many requests can be made: by rate and crawl delay, with the pauses that the host asked
    /// for, and by how long it takes to answer on the connections that it may be given.
    pub bound: Duration,
}

pub(in crate::fetch) struct HostGate {
    host: String,
    limits: GateLimits,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::fetch) struct GateLimits {
    /// Between the beginnings of two requests; zero for no limit.
    pub(in crate::fetch) period: Duration,
    pub(in crate::fetch) connections: usize,
    pub(in crate::fetch) backoff_cap: Duration,
}

#[derive(Default)]
struct State {
    line: BTreeMap<(Urgency, u64), Arc<Notify>>,
    tickets: u64,
    /// When the line was last joined while it was empty.
    joined: Option<Instant>,
    in_flight: usize,
    /// When the rate lets the next one through.
    slot: Option<Instant>,
    /// When a connection got free for which somebody may have waited.
    freed: Option<Instant>,
    crawl_delay: Duration,
    last_start: Option<Instant>,
    paused_until: Option<Instant>,
    refusals: u32,
    record: Record,
}

#[derive(Default)]
struct Record {
    hosts: usize,
    sent: usize,
    first: Option<Instant>,
    idle: Duration,
    paused: Duration,
    /// Of all connections together.
    busy: Duration,
}

/// Leave to send one request. Dropping it frees the connection.
pub(in crate::fetch) struct Pass {
    state: Arc<Mutex<State>>,
    begun: Instant,
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = held(&self.state);
        let now = Instant::now();
        state.in_flight -= 1;
        state.freed = Some(now);
        state.record.busy += now - self.begun;
        state.call();
    }
}

/// A place in the line; given up when it is dropped.
struct Place {
    state: Arc<Mutex<State>>,
    ticket: (Urgency, u64),
    called: Arc<Notify>,
}

impl Place {
    fn take(state: &Arc<Mutex<State>>, urgency: Urgency) -> Self {
        let mut line = held(state);
        line.tickets += 1;
        let (ticket, called) = ((urgency, line.tickets), Arc::new(Notify::new()));
        if line.line.is_empty() {
            line.joined = Some(Instant::now());
        }
        line.line.insert(ticket, Arc::clone(&called));
        drop(line);
        Self { state: Arc::clone(state), ticket, called }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = held(&self.state);
        state.line.remove(&self.ticket);
        state.call();
    }
}

/// What a place in the line comes to.
enum Step {
    Go(Pass),
    /// Nobody waits for this host now.
    GiveUp,
    Until(Instant),
    /// Until it is called.
    Stand,
}

impl HostGate {
    pub(in crate::fetch) fn new(host: &str, limits: GateLimits) -> Self {
        Self { host: host.to_owned(), limits, state: Arc::default() }
    }

    /// Waits for the turn and a free connection. `None` when the host keeps refusing us and its pause is not over: then
    /// nothing is sent.
    pub(in crate::fetch) async fn pass(&self, urgency: Urgency) -> Option<Pass> {
        let place = Place::take(&self.state, urgency);
        loop {
            match self.step(&place) {
                Step::Go(pass) => return Some(pass),
                Step::GiveUp => return None,
                Step::Stand => place.called.notified().await,
                // Somebody more urgent may come meanwhile, or the host may ask for a pause.
                Step::Until(at) => tokio::select! {
                    () = tokio::time::sleep_until(at) => {}
                    () = place.called.notified() => {}
                },
            }
        }
    }

    fn step(&self, place: &Place) -> Step {
        let mut state = held(&self.state);
        let is_first =
            state.line.first_key_value().is_some_and(|(first, _)| *first == place.ticket);
        if !is_first || self.limits.connections <= state.in_flight {
            return Step::Stand;
        }
        let now = Instant::now();
        let paused = state.paused_until.filter(|until| now < *until);
        if paused.is_some() && PATIENCE <= state.refusals {
            return Step::GiveUp;
        }
        if let Some(ready) = state.ready().filter(|at| now < *at) {
            return Step::Until(ready);
        }
        state.go(now, &self.limits);
        Step::Go(Pass { state: Arc::clone(&self.state), begun: now })
    }

    /// Takes in what the host answered: 429 and 503 pause the gate, anything else ends the row of refusals.
    pub(in crate::fetch) fn note(&self, status: u16, retry_after: Option<Duration>) {
        let mut state = held(&self.state);
        if !matches!(status, 429 | 503) {
            state.refusals = 0;
            return;
        }
        let doubled = FIRST_PAUSE.saturating_mul(1 << state.refusals.min(16));
        let unasked = if status == 503 { doubled.min(LONGEST_UNASKED_PAUSE) } else { doubled };
        let pause = retry_after.unwrap_or(unasked).min(self.limits.backoff_cap);
        state.refusals += 1;
        state.pause(Instant::now(), pause);
        state.call();
        tracing::debug!(
            host = self.host,
            status,
            pause_ms = pause.as_millis(),
            "host asks us to slow down"
        );
    }

    /// The longest `Crawl-delay` of the hosts behind this gate.
    pub(in crate::fetch) fn slow_down(&self, crawl_delay: Duration) {
        let mut state = held(&self.state);
        state.crawl_delay = state.crawl_delay.max(crawl_delay);
    }

    /// One more host goes through this gate.
    pub(in crate::fetch) fn join(&self) {
        held(&self.state).record.hosts += 1;
    }

    pub(in crate::fetch) fn stats(&self) -> HostStats {
        let state = held(&self.state);
        let spacing = self.limits.period.max(state.crawl_delay);
        let sent = u32::try_from(state.record.sent).unwrap_or(u32::MAX);
        let by_rate = spacing.saturating_mul(sent) + state.record.paused;
        let connections = u32::try_from(self.limits.connections).unwrap_or(u32::MAX);
        let by_answers = state.record.busy / connections;
        HostStats {
            host: self.host.clone(),
            hosts: state.record.hosts,
            queued: state.line.len(),
            in_flight: state.in_flight,
            rate: if spacing.is_zero() { 0.0 } else { spacing.as_secs_f64().recip() },
            backoff: state
                .paused_until
                .and_then(|until| until.checked_duration_since(Instant::now()))
                .filter(|left| !left.is_zero()),
            sent: state.record.sent,
            span: state.record.first.zip(state.last_start).map_or(Duration::ZERO, |(a, b)| b - a),
            idle: state.record.idle,
            bound: by_rate.max(by_answers),
        }
    }
}

impl State {
    /// When the next request may go, as far as it is known.
    fn ready(&self) -> Option<Instant> {
        let spaced = self.last_start.map(|start| start + self.crawl_delay);
        self.slot.max(spaced).max(self.paused_until)
    }

    fn go(&mut self, now: Instant, limits: &GateLimits) {
        if let Some(ready) = self.ready().max(self.freed)
            && let Some(joined) = self.joined
        {
            self.record.idle += joined.saturating_duration_since(ready);
        }
        let slack = SLACK.min(limits.period / 4);
        let slot = self.slot.filter(|slot| now <= *slot + slack).unwrap_or(now);
        self.slot = Some(slot + limits.period);
        self.last_start = Some(now);
        self.in_flight += 1;
        self.record.sent += 1;
        self.record.first.get_or_insert(now);
        // Whoever stands behind has been waiting all along.
        self.joined = None;
    }

    fn pause(&mut self, now: Instant, pause: Duration) {
        let until = now + pause;
        let known = self.paused_until.map_or(now, |it| it.max(now));
        self.record.paused += until.saturating_duration_since(known);
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Lets the first of the line see how things stand.
    fn call(&self) {
        if let Some((_, first)) = self.line.first_key_value() {
            first.notify_one();
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
        let limits = GateLimits {
            period: Duration::try_from_secs_f64(rate.recip()).unwrap_or_default(),
            connections: 2,
            backoff_cap: Duration::from_secs(20),
        };
        Arc::new(HostGate::new("www.a.gov.cn", limits))
    }

    /// Who passes, in order, when all of them stand in line at the same time.
    async fn order(gate: &Arc<HostGate>, line: &[(Urgency, &'static str)]) -> Vec<&'static str> {
        let passed = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for (urgency, name) in line.iter().copied() {
            let (gate, passed) = (Arc::clone(gate), Arc::clone(&passed));
            tasks.push(tokio::spawn(async move {
                let pass = gate.pass(urgency).await;
                held(&passed).push(name);
                drop(pass);
            }));
            // Each is in the line before the next one comes.
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.expect("no panic");
        }
        held(&passed).clone()
    }

    /// Seconds until the gate opens.
    async fn waited(gate: &HostGate) -> Option<u64> {
        let begun = Instant::now();
        gate.pass(Urgency::Rest).await?;
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

    #[tokio::test(start_paused = true)]
    async fn the_urgent_go_first_and_in_each_class_whoever_came_first() {
        use Urgency::{First, Rest};
        let gate = gate(1.0);
        assert_eq!(waited(&gate).await, Some(0));
        let line = [(Rest, "a"), (Rest, "b"), (First, "c"), (Rest, "d"), (First, "e")];
        assert_eq!(order(&gate, &line).await, ["c", "e", "a", "b", "d"]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_the_line_holds_nobody_up() {
        let gate = gate(1.0);
        assert_eq!(waited(&gate).await, Some(0));
        let first = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.pass(Urgency::First).await.is_some() }
        });
        tokio::task::yield_now().await;
        first.abort();
        assert_eq!(waited(&gate).await, Some(1));
        assert_eq!(gate.stats().queued, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_free_connection_calls_the_next() {
        let gate = gate(0.0);
        let (one, two) = (gate.pass(Urgency::Rest).await, gate.pass(Urgency::Rest).await);
        let third = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { waited(&gate).await }
        });
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!((gate.stats().queued, gate.stats().in_flight), (1, 2));
        drop(one);
        assert_eq!(third.await.expect("no panic"), Some(3));
        drop(two);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_reached_and_never_passed() {
        let gate = gate(50.0);
        let begun = Instant::now();
        for _ in 0..101 {
            // What comes a little late does not shift the rest.
            drop(gate.pass(Urgency::Rest).await);
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        let took = begun.elapsed();
        assert!(took + Duration::from_millis(3) >= Duration::from_secs(2), "{took:?}");
        assert!(took <= Duration::from_millis(2005), "{took:?}");
        let stats = gate.stats();
        assert_eq!((stats.sent, stats.bound), (101, Duration::from_millis(2020)));
        assert_eq!(stats.idle, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_nobody_used_is_told_from_time_that_the_host_asked_for() {
        let gate = gate(1.0);
        drop(gate.pass(Urgency::Rest).await);
        // Ready after one second, asked after four.
        tokio::time::sleep(Duration::from_secs(4)).await;
        drop(gate.pass(Urgency::Rest).await);
        assert_eq!(gate.stats().idle, Duration::from_secs(3));
        gate.note(429, Some(Duration::from_secs(10)));
        drop(gate.pass(Urgency::Rest).await);
        let stats = gate.stats();
        assert_eq!((stats.idle, stats.span), (Duration::from_secs(3), Duration::from_secs(14)));
        assert_eq!(stats.bound, Duration::from_secs(3 + 10));
    }
}
