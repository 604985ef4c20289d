//! When the next round is due: one in each equal part of the day, at a moment that varies, and never two close together.

use crate::model::time::{Instant, in_shanghai, shanghai, start_of_day};
use chrono::{Duration, TimeDelta};
use std::hash::{BuildHasher, Hasher, RandomState};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const SECONDS_OF_A_DAY: i64 = 24 * 3600;
/// The wall clock is looked at this often: it may be set, and a computer may have slept.
const LONGEST_SLEEP: std::time::Duration = std::time::Duration::from_mins(1);

/// What time it is; a test brings its own.
pub trait Clock {
    fn now(&self) -> Instant;
}

#[derive(Debug, Clone, Copy)]
pub struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the probe loop")]
    fn now(&self) -> Instant {
        in_shanghai(chrono::Utc::now())
    }
}

/// A number from 0 to below 1, another one each time.
#[expect(clippy::cast_precision_loss, reason = "any 32 bits will do")]
pub fn dice() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    bits as f64 / (1_u64 << 32) as f64
}

#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    pub visits_per_day: u32,
    /// Share of a part of the day in which its round may fall, from 0 to 0.5.
    pub jitter: f64,
}

impl Rhythm {
    /// When the round after `last` is due, not before `now`. What was missed is not made up: a part of the day that is
    /// over is over, and the one that runs gets its one round. `dice` is from 0 to below 1.
    pub fn next(&self, now: Instant, last: Option<Instant>, dice: f64) -> Instant {
        let part = self.part();
        let play = scaled(part, self.jitter);
        // A clock that was set back must not hold the next round up for long.
        let last = last.filter(|it| *it <= now + part);
        let earliest = last.map_or(now, |it| now.max(it + part - play));
        let start = self.start_of_part(earliest);
        let start = if last.is_some_and(|it| start <= it) { start + part } else { start };
        earliest.max(start + scaled(play, dice))
    }

    /// The least time between two rounds.
    pub fn least_gap(&self) -> Duration {
        self.part() - scaled(self.part(), self.jitter)
    }

    fn part(&self) -> Duration {
        Duration::milliseconds(SECONDS_OF_A_DAY * 1000 / i64::from(self.visits_per_day.max(1)))
    }

    fn start_of_part(&self, at: Instant) -> Instant {
        let at = at.with_timezone(&shanghai());
        let day = start_of_day(at.date_naive());
        let part = self.part().num_milliseconds().max(1);
        let last = i64::from(self.visits_per_day.max(1)) - 1;
        let number = ((at - day).num_milliseconds() / part).min(last);
        day + Duration::milliseconds(number * part)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most a day")]
fn scaled(time: Duration, share: f64) -> Duration {
    TimeDelta::milliseconds((time.num_milliseconds() as f64 * share) as i64)
}

/// Keeps the rhythm until it is stopped.
pub struct Keeper<'a, C> {
    pub rhythm: Rhythm,
    pub clock: &'a C,
    pub stop: &'a CancellationToken,
    /// The round before, by whatever process.
    pub last: Option<Instant>,
}

impl<C: Clock> Keeper<'_, C> {
    /// `due` is told when the next round will be; `round` makes it.
    pub async fn keep(
        mut self,
        mut dice: impl FnMut() -> f64,
        mut due: impl FnMut(Instant),
        mut round: impl AsyncFnMut(),
    ) {
        while !self.stop.is_cancelled() {
            let at = self.rhythm.next(self.clock.now(), self.last, dice());
            due(at);
            if !wait_until(self.clock, at, self.stop).await {
                return;
            }
            self.last = Some(self.clock.now());
            round().await;
        }
    }
}

/// True when it is time, false when stopped before.
async fn wait_until(clock: &impl Clock, at: Instant, stop: &CancellationToken) -> bool {
    loop {
        let left = (at - clock.now()).to_std().unwrap_or_default();
        if left.is_zero() {
            return !stop.is_cancelled();
        }
        tokio::select! {
            () = stop.cancelled() => return false,
            () = sleep(left.min(LONGEST_SLEEP)) => {}
        }
    }
}
