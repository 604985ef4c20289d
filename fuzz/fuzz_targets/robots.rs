//! Any bytes as a robots.txt.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::hold_for_robots;
use libfuzzer_sys::fuzz_target;
use pucha_fuzz::hold;

fuzz_target!(|body: &[u8]| {
    hold(body.len(), || hold_for_robots(body));
});
