//! Any bytes under true and lying headers made text.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::{headers, hold_for_text};
use libfuzzer_sys::fuzz_target;
use pucha::parse;
use pucha_fuzz::hold;

fuzz_target!(|body: &[u8]| {
    hold(body.len(), || {
        for choice in 0..4 {
            hold_for_text(body, &parse::decode(body, &headers(choice)));
        }
        // The first line as the header itself.
        let line = body.split(|it| *it == b'\n').next().unwrap_or_default();
        let header = ("content-type".to_owned(), String::from_utf8_lossy(line).into_owned());
        hold_for_text(body, &parse::decode(body, &[header]));
    });
});
