//! A small input made large: what hurts a reader is mostly a piece that comes again and again.
//!
//! See `blown_up` for the form.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::{blown_up, hold_for_bomb};
use libfuzzer_sys::fuzz_target;
use pucha_fuzz::{Cost, cost, hold};
use std::time::Duration;

const SIZE: usize = 48 << 10;
const GROWTH: usize = 4;
/// What takes no longer than this is not worth a second look.
const SUSPECT: Duration = Duration::from_millis(60);

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let small = run(*choice, &blown_up(rest, SIZE));
    if SUSPECT < small.time {
        let body = blown_up(rest, SIZE * GROWTH);
        let again = cost(|| hold_for_bomb(*choice, &blown_up(rest, SIZE))).time.min(small.time);
        let large = run(*choice, &body).time;
        let large = large.min(cost(|| hold_for_bomb(*choice, &body)).time);
        assert!(large < again * 8, "four times the size took {large:?} after {again:?}");
    }
});

fn run(choice: u8, body: &[u8]) -> Cost {
    hold(body.len(), || hold_for_bomb(choice, body))
}
