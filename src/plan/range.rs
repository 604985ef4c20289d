//! A number that is known, or only between two ends.

use serde::Serialize;
use std::iter::Sum;
use std::ops::Add;

/// From `low` to `high`; `likely` only where something speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    pub low: f64,
    pub likely: Option<f64>,
    pub high: f64,
}

impl Range {
    pub const ZERO: Self = Self { low: 0.0, likely: Some(0.0), high: 0.0 };

    pub fn known(value: f64) -> Self {
        Self { low: value, likely: Some(value), high: value }
    }

    /// For what has to choose a number: the likely one, else the middle of the orders of magnitude.
    pub fn middle(&self) -> f64 {
        self.likely.unwrap_or_else(|| (self.low.max(1.0) * self.high.max(1.0)).sqrt())
    }

    #[must_use]
    pub fn map(self, by: impl Fn(f64) -> f64) -> Self {
        Self { low: by(self.low), likely: self.likely.map(&by), high: by(self.high) }
    }
}

impl Add for Range {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            likely: self.likely.zip(other.likely).map(|(a, b)| a + b),
            high: self.high + other.high,
        }
    }
}

impl Sum for Range {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}
