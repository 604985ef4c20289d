//! Any text as the place of a date: by itself, in an address, in the rows of a list, on an article.
#![no_main]

#[expect(dead_code, reason = "each target needs some of them")]
#[path = "../../tests/parse/invariants.rs"]
mod invariants;

use invariants::{hold_for_dates, hold_for_page, read};
use libfuzzer_sys::fuzz_target;
use pucha_fuzz::hold;

fuzz_target!(|text: &str| {
    hold(text.len() + 200, || {
        hold_for_dates(text);
        let row = |(number, line)| {
            format!(
                "<li><a href=/a/{number}.html>关于第{number}次会议的通知</a><span>{line}</span></li>"
            )
        };
        let rows: String = text.lines().take(40).enumerate().map(row).collect();
        hold_for_page(&read(format!("<meta charset=utf-8><ul>{rows}</ul>").as_bytes(), &[]));
        let article = format!("<meta name=PubDate content='{text}'><h1>通知</h1><p>{text}</p>");
        hold_for_page(&read(article.as_bytes(), &[]));
    });
});
