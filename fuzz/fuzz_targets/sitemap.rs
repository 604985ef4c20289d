//! Any bytes as a site map, packed or not.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::hold_for_sitemap;
use libfuzzer_sys::fuzz_target;
use pucha_fuzz::hold;

fuzz_target!(|body: &[u8]| {
    hold(body.len(), || hold_for_sitemap(body));
});
