//! The rhythm of the probe loop, on a clock that a test turns: evenly over the day, never a burst.

use chrono::{DateTime, Duration, NaiveDate};
use pucha::census::probe::{Clock, Keeper, Rhythm};
use pucha::model::time::Instant;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

const HOURLY: Rhythm = Rhythm { visits_per_day: 24, jitter: 0.5 };

fn at(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(&format!("{text}+08:00")).expect("a time")
}

/// Runs with the time of the test, and may be set.
struct Turned {
    began: Instant,
    since: tokio::time::Instant,
    set_by: Cell<i64>,
}

impl Turned {
    fn new(began: Instant) -> Self {
        Self { began, since: tokio::time::Instant::now(), set_by: Cell::new(0) }
    }
}

impl Clock for Turned {
    fn now(&self) -> Instant {
        let passed = Duration::from_std(self.since.elapsed()).expect("a short time");
        self.began + passed + Duration::seconds(self.set_by.get())
    }
}

/// Numbers from 0 to below 1 that look like chance and are the same each time.
fn chance() -> impl FnMut() -> f64 {
    let mut state: u32 = 7;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24)
    }
}

#[test]
fn the_next_round_is_in_its_part_of_the_day_and_not_close_to_the_last() {
    for (now, last, dice, next) in [
        // Nothing known: in this hour's part, or at once where that is over.
        ("10:05:00", None, 0.5, "20T10:15:00"),
        ("10:05:00", None, 0.0, "20T10:05:00"),
        ("10:40:00", None, 0.0, "20T10:40:00"),
        // This hour has its round.
        ("10:40:00", Some("10:10:00"), 0.5, "20T11:15:00"),
        ("10:10:01", Some("10:10:00"), 0.9, "20T11:27:00"),
        // After a kill: the last round was in an hour before this.
        ("10:40:00", Some("09:20:00"), 0.9, "20T10:40:00"),
        ("10:02:00", Some("09:58:00"), 0.0, "20T10:28:00"),
        ("10:02:00", Some("09:31:00"), 0.0, "20T10:02:00"),
        // Hours that were missed are not made up.
        ("10:50:00", Some("02:10:00"), 0.0, "20T10:50:00"),
        ("10:50:01", Some("10:50:00"), 0.0, "20T11:20:00"),
        // Over midnight.
        ("23:50:00", Some("23:20:00"), 0.5, "21T00:15:00"),
        // The clock was set back.
        ("10:00:00", Some("18:00:00"), 0.5, "20T10:15:00"),
    ] {
        let last = last.map(|it| at(&format!("2026-11-20T{it}")));
        let found = HOURLY.next(at(&format!("2026-11-20T{now}")), last, dice);
        assert_eq!(found, at(&format!("2026-11-{next}")), "{now} {last:?}");
    }
}

#[test]
fn without_jitter_rounds_stand_at_the_beginning_of_each_part() {
    let twenty = Rhythm { visits_per_day: 20, jitter: 0.0 };
    let mut now = at("2026-11-20T00:00:00");
    for number in 0..20 {
        let next = twenty.next(now, Some(now).filter(|_| number > 0), 0.7);
        assert_eq!(next, at("2026-11-20T00:00:00") + Duration::minutes(72 * number));
        now = next;
    }
    assert_eq!(twenty.next(now, Some(now), 0.7), at("2026-11-21T00:00:00"));
    assert_eq!(twenty.least_gap(), Duration::minutes(72));
    assert_eq!(HOURLY.least_gap(), Duration::minutes(30));
}

/// The times of `count` rounds, each of which takes a while.
async fn rounds(clock: &Turned, last: Option<Instant>, count: usize) -> Vec<Instant> {
    let (stop, made) = (CancellationToken::new(), RefCell::new(Vec::new()));
    let round = async || {
        made.borrow_mut().push(clock.now());
        tokio::time::sleep(std::time::Duration::from_secs(40)).await;
        if made.borrow().len() == count {
            stop.cancel();
        }
    };
    let keeper = Keeper { rhythm: HOURLY, clock, stop: &stop, last };
    keeper.keep(chance(), |_| {}, round).await;
    made.into_inner()
}

#[tokio::test(start_paused = true)]
async fn a_week_of_the_loop_has_its_rounds_on_each_day_and_apart() {
    let clock = Turned::new(at("2026-11-13T00:00:00"));
    let made = rounds(&clock, None, 7 * 24).await;
    let mut days: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for it in &made {
        *days.entry(it.date_naive()).or_default() += 1;
    }
    let expected: Vec<(NaiveDate, u32)> =
        (13..20).map(|day| (NaiveDate::from_ymd_opt(2026, 11, day).expect("a day"), 24)).collect();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), expected);
    let gaps: Vec<Duration> = made.windows(2).map(|it| it[1] - it[0]).collect();
    assert!(gaps.iter().all(|it| (30..=90).contains(&it.num_minutes())), "{gaps:?}");
    let different: std::collections::BTreeSet<i64> =
        gaps.iter().map(Duration::num_minutes).collect();
    assert!(20 < different.len(), "they vary: {different:?}");
}

#[tokio::test(start_paused = true)]
async fn after_a_kill_the_loop_goes_on_where_the_rhythm_was() {
    // Killed after the round of 10:10, started again at once: this hour has its round.
    let clock = Turned::new(at("2026-11-20T10:11:00"));
    let made = rounds(&clock, Some(at("2026-11-20T10:10:00")), 2).await;
    assert!(
        at("2026-11-20T11:00:00") <= made[0] && made[0] < at("2026-11-20T11:31:00"),
        "{made:?}"
    );
    // Away for six hours: one round now, the next in the next hour.
    let clock = Turned::new(at("2026-11-20T16:40:00"));
    let made = rounds(&clock, Some(at("2026-11-20T10:10:00")), 3).await;
    assert_eq!(made[0], at("2026-11-20T16:40:00"));
    assert!(at("2026-11-20T17:10:00") <= made[1], "{made:?}");
    assert!(at("2026-11-20T18:00:00") <= made[2], "{made:?}");
}

#[tokio::test(start_paused = true)]
async fn a_computer_that_slept_makes_one_round_and_no_burst() {
    let clock = Turned::new(at("2026-11-20T10:00:00"));
    let (stop, made) = (CancellationToken::new(), RefCell::new(Vec::new()));
    let due = |_| {
        if made.borrow().len() == 1 {
            clock.set_by.set(5 * 3600);
        }
    };
    let round = async || {
        made.borrow_mut().push(clock.now());
        if made.borrow().len() == 4 {
            stop.cancel();
        }
    };
    let keeper = Keeper { rhythm: HOURLY, clock: &clock, stop: &stop, last: None };
    keeper.keep(|| 0.5, due, round).await;
    let times: Vec<String> =
        made.borrow().iter().map(|it| it.format("%H:%M").to_string()).collect();
    // The round of 11:15 was slept over and is made on waking; 12:15 to 14:15 are gone.
    assert_eq!(times, ["10:15", "15:15", "16:15", "17:15"]);
}

#[tokio::test(start_paused = true)]
async fn stopped_while_it_waits_the_loop_ends_at_once_without_a_round() {
    let clock = Turned::new(at("2026-11-20T10:00:00"));
    let stop = CancellationToken::new();
    let (mut told, mut made) = (Vec::new(), 0);
    let stopping = async {
        tokio::time::sleep(std::time::Duration::from_secs(100)).await;
        stop.cancel();
    };
    let due = |next| told.push(next);
    let keeper = Keeper { rhythm: HOURLY, clock: &clock, stop: &stop, last: None };
    let keeping = keeper.keep(|| 0.5, due, async || made += 1);
    tokio::join!(stopping, keeping);
    assert_eq!(made, 0);
    assert_eq!(told, [at("2026-11-20T10:15:00")], "the operator knows when the next would be");
    assert_eq!(clock.now(), at("2026-11-20T10:01:40"));
}
