//! Any bytes as the body of a page, with true or lying headers, and as an include of a page.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::{address, as_of, headers, hold_for_page, read};
use libfuzzer_sys::fuzz_target;
use pucha::parse::{self, Include, Source};
use pucha_fuzz::hold;

fuzz_target!(|body: &[u8]| {
    let headers = headers(body.len());
    hold(body.len(), || {
        hold_for_page(&read(body, &headers));
        if body.len() % 8 == 0 {
            as_include(body, &headers);
        }
    });
});

fn as_include(body: &[u8], headers: &[(String, String)]) {
    let (page, footer) = (address(), address().join("/js/footer.js").expect("an address"));
    let includes = [Include { address: &footer, headers, body }];
    let source = Source {
        address: &page,
        status: 200,
        headers: &[],
        body: b"<p>x</p><script src=/js/footer.js></script>",
        as_of: as_of(),
        includes: &includes,
    };
    hold_for_page(&parse::page(&source));
}
