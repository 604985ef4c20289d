//! A county that notes every request, holds answers back on demand, and kills the program that asks when its moment comes.

use crate::cli::world::World;
use crate::long::chance::Chance;
use crate::long::hamlet::Hamlet;
use pucha::config::Settings;
use pucha::demo::serve::{Host, World as Served};
use pucha::demo::{self, Answer, County, Serving};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

pub(super) const DATABASE: &str = "var/pucha.db";

/// When to kill.
#[derive(Debug, Clone, Copy)]
pub(super) enum Point {
    /// The request of that number has arrived; it is never answered.
    Request(usize),
    /// The answer to that request is held back, and so many more have arrived meanwhile.
    Held(usize, usize),
    /// The database's log holds so many bytes.
    Log(u64),
    /// The last request was made, and so many microseconds have passed.
    Ending(usize, u64),
    /// So many microseconds after the start.
    After(u64),
}

/// How much there is to an undisturbed run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) requests: usize,
    pub(super) log: u64,
    pub(super) time: Duration,
}

impl Extent {
    /// A point of what is left of the run after so many requests.
    pub(super) fn point(&self, asked: usize, chance: &mut Chance) -> Point {
        let mut among = |end: usize| usize::try_from(chance.below(end as u64)).unwrap_or(0);
        let left = self.requests.saturating_sub(asked).max(1);
        let (kind, request, more) = (among(8), 1 + among(left), 1 + among(6));
        match kind {
            0..=2 => Point::Request(request),
            3 => Point::Held(request, more),
            4 | 5 => Point::Log(1 + chance.below(self.log)),
            6 => Point::Ending(left, chance.below(self.micros() / 4)),
            _ => Point::After(chance.below(self.micros())),
        }
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.time.as_micros()).unwrap_or(u64::MAX)
    }
}

#[derive(Default)]
struct Trap {
    point: Option<Point>,
    victim: Option<Child>,
    /// Host and target of each request since the stage was set.
    asked: Vec<String>,
    /// Requests before the run that is under way.
    before: usize,
    is_shut: bool,
}

impl Trap {
    fn spring(&mut self) {
        if let Some(victim) = &mut self.victim {
            victim.kill().expect("killed");
        }
    }
}

#[derive(Default)]
struct Gate {
    trap: Mutex<Trap>,
    moved: Condvar,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, Trap> {
        self.trap.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sites that are served, and their register.
pub(super) trait Audited: Served + Clone {
    fn sites_csv(&self) -> String;
    fn columns_csv(&self) -> String;
}

impl Audited for County {
    fn sites_csv(&self) -> String {
        County::sites_csv(self)
    }

    fn columns_csv(&self) -> String {
        County::columns_csv(self)
    }
}

impl Audited for Hamlet {
    fn sites_csv(&self) -> String {
        Hamlet::sites()
    }

    fn columns_csv(&self) -> String {
        Hamlet::columns()
    }
}

#[derive(Clone)]
struct Watched<W> {
    county: W,
    gate: Arc<Gate>,
}

impl<W: Served> Served for Watched<W> {
    fn hosts(&self) -> Vec<Host> {
        self.county.hosts()
    }

    fn answer(&self, host: &str, target: &str) -> Answer {
        tokio::task::block_in_place(|| self.gate.arrived(format!("{host}{target}")));
        self.county.answer(host, target)
    }
}

impl Gate {
    fn arrived(&self, what: String) {
        let mut trap = self.lock();
        trap.asked.push(what);
        let number = trap.asked.len() - trap.before;
        self.moved.notify_all();
        match trap.point {
            Some(Point::Request(at)) if number == at => trap.spring(),
            Some(Point::Held(at, more)) if number == at => {
                // Where a host takes one request at a time, no more may come.
                let limit = Duration::from_millis(300);
                let wait = |it: &mut Trap| it.asked.len() - it.before < at + more;
                let (mut trap, _) = self.moved.wait_timeout_while(trap, limit, wait).expect("held");
                trap.spring();
            }
            _ if trap.is_shut => {
                drop(self.moved.wait_while(trap, |it| it.is_shut).expect("held back"));
            }
            _ => {}
        }
    }
}

pub(super) struct Stage {
    pub(super) world: World,
    gate: Arc<Gate>,
    // Listeners end before the threads that they run on.
    _serving: Serving,
    _runtime: Runtime,
}

impl Stage {
    pub(super) fn of(county: &impl Audited) -> Self {
        Self::with(county, |_| {})
    }

    pub(super) fn with(county: &impl Audited, change: impl FnOnce(&mut Settings)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads");
        let gate = Arc::new(Gate::default());
        let watched = Watched { county: county.clone(), gate: Arc::clone(&gate) };
        let serving = runtime.block_on(demo::serve(&watched)).expect("a served county");
        let mut settings = Settings { crawl: demo::settings(&serving), ..Settings::default() };
        settings.office.name = "测试县人民政府办公室".into();
        settings.crawl.sentinels.clear();
        settings.crawl.second_look_seconds = 0.05;
        settings.crawl.home_visit_gap_seconds = 0.05;
        // What refuses or is silent is refused as surely in one second.
        settings.crawl.timeout_seconds = 1.0;
        change(&mut settings);
        let columns = county.columns_csv();
        let world = World::new(settings.crawl.clone(), &county.sites_csv(), Some(&columns));
        let text = toml::to_string_pretty(&settings).expect("settings as TOML");
        world.write("config/pucha.toml", &text);
        Self { world, gate, _serving: serving, _runtime: runtime }
    }

    /// What was asked for so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.gate.lock().asked.clone()
    }

    /// Holds every answer back until [`Self::open`].
    pub(super) fn shut(&self) {
        self.gate.lock().is_shut = true;
    }

    pub(super) fn open(&self) {
        self.gate.lock().is_shut = false;
        self.gate.moved.notify_all();
    }

    /// Waits until so many requests have arrived.
    pub(super) fn wait_for(&self, requests: usize) {
        let trap = self.gate.lock();
        let limit = Duration::from_secs(30);
        let wait = |it: &mut Trap| it.asked.len() < requests;
        let waited = self.gate.moved.wait_timeout_while(trap, limit, wait).expect("waited");
        assert!(!waited.1.timed_out(), "no {requests} requests came");
    }

    /// Runs the program undisturbed.
    pub(super) fn measured(&self, words: &[&str]) -> Extent {
        let before = self.asked().len();
        let (status, log, time) = self.run_to(words, None);
        assert!([Some(0), Some(3)].contains(&status.code()), "{words:?}: {status}");
        Extent { requests: self.asked().len() - before, log, time }
    }

    /// Runs the program until the point; false where it ended before.
    pub(super) fn killed(&self, words: &[&str], point: Point) -> bool {
        let (status, ..) = self.run_to(words, Some(point));
        let killed = status.signal() == Some(9);
        let ended = [Some(0), Some(3)].contains(&status.code());
        assert!(killed || ended, "{words:?} at {point:?}: {status}");
        killed
    }

    /// The end, the most bytes that the database's log had, and the time.
    fn run_to(&self, words: &[&str], point: Option<Point>) -> (ExitStatus, u64, Duration) {
        let log = self.world.path("var/pucha.db-wal");
        let (mut most, began) = (0, Instant::now());
        let mut command = self.world.command(words);
        {
            let mut trap = self.gate.lock();
            trap.before = trap.asked.len();
            trap.point = point;
            let child = command.stdout(Stdio::null()).spawn();
            trap.victim = Some(child.expect("the binary runs"));
        }
        let mut last = None;
        loop {
            let size = std::fs::metadata(&log).map_or(0, |it| it.len());
            most = most.max(size);
            let mut trap = self.gate.lock();
            let asked = trap.asked.len() - trap.before;
            let passed = |since: Instant, micros| Duration::from_micros(micros) <= since.elapsed();
            match point {
                Some(Point::Log(bytes)) if bytes <= size => trap.spring(),
                Some(Point::After(micros)) if passed(began, micros) => trap.spring(),
                Some(Point::Ending(requests, micros))
                    if requests <= asked
                        && passed(*last.get_or_insert_with(Instant::now), micros) =>
                {
                    trap.spring();
                }
                _ => {}
            }
            let victim = trap.victim.as_mut().expect("a child");
            if let Some(status) = victim.try_wait().expect("a child of ours") {
                (trap.victim, trap.point) = (None, None);
                return (status, most, began.elapsed());
            }
            drop(trap);
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // A test that fails while answers are held back must not wait for them.
        self.open();
    }
}
