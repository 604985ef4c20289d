//! Chance from a seed that a failure names: `PUCHA_TEST_SEED=… ` plays it again.

use std::hash::{BuildHasher, RandomState};

/// `SplitMix64`, as Steele, Lea and Flood give it.
pub(super) struct Chance(u64);

impl Chance {
    /// Of the seed that is asked for, else of a new one; `what` tells one test's numbers from another's.
    pub(super) fn new(what: &str) -> Self {
        let seed = asked("PUCHA_TEST_SEED").unwrap_or_else(|| RandomState::new().hash_one(what));
        eprintln!("{what}: PUCHA_TEST_SEED={seed}");
        Self(seed)
    }

    /// From 0 to below `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).checked_rem(end).unwrap_or(0)
    }
}

/// A number that the one who runs the tests sets.
#[expect(clippy::disallowed_methods, reason = "how a person plays a failure again")]
pub(super) fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
