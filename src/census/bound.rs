//! How fast a run could have been: the time that politeness asks for, which the slowest host sets.

use crate::fetch::HostStats;
use std::time::Duration;

/// What the gate that needed most time needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    pub host: String,
    pub requests: usize,
    /// Requests a second; 0 for no limit.
    pub rate: f64,
    /// The least time for so many requests: by rate and crawl delay with the pauses that the host asked for, or by how
    /// long it took to answer on its connections.
    pub time: Duration,
    /// From its first request to its last.
    pub span: Duration,
    /// Of that, time in which one might have gone and nobody wanted to send one.
    pub idle: Duration,
}

impl Bound {
    /// `None` where nothing was asked.
    pub fn of(gates: &[HostStats]) -> Option<Self> {
        let slowest = gates.iter().filter(|it| it.sent > 0).max_by_key(|it| it.bound)?;
        Some(Self {
            host: slowest.host.clone(),
            requests: slowest.sent,
            rate: slowest.rate,
            time: slowest.bound,
            span: slowest.span,
            idle: slowest.idle,
        })
    }

    /// Which part of `wall` the bound is: 1 for as fast as can be.
    pub fn share_of(&self, wall: Duration) -> f64 {
        if wall.is_zero() { 1.0 } else { self.time.as_secs_f64() / wall.as_secs_f64() }
    }
}
