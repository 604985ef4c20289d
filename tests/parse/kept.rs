//! What is read in a page can be kept in place of reading it again: nothing is lost on the way, and it holds for just the
//! audit days for which it says so.

use crate::parse::invariants::{address, as_of, headers};
use chrono::{Days, NaiveDate};
use pucha::model::page::{Identity, Page};
use pucha::parse::{Source, page, page_for_days};
use std::fs;

fn bodies() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pages");
    let files = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path());
    let mut files: Vec<_> =
        files.filter(|it| it.extension().is_some_and(|it| it == "html")).collect();
    files.sort();
    let read =
        |path: std::path::PathBuf| (path.display().to_string(), fs::read(&path).expect("a page"));
    files.into_iter().map(read).collect()
}

fn source<'a>(address: &'a url::Url, body: &'a [u8], as_of: NaiveDate) -> Source<'a> {
    Source { address, status: 200, headers: &[], body, as_of, includes: &[] }
}

#[test]
fn a_kept_reading_says_what_the_page_says() {
    let (address, today) = (address(), as_of());
    let (mut all, mut next_month) = (0, 0);
    for (name, body) in bodies() {
        let (read, days) = page_for_days(&source(&address, &body, today));
        assert!(days.contain(today), "{name}: {days:?}");
        let text = serde_json::to_vec(&read).expect("a page as JSON");
        let back: Page = serde_json::from_slice(&text).expect("the page again");
        assert_eq!(back, read, "{name}");
        let whole = page(&source(&address, &body, today));
        let defects = read.defects.clone();
        let but_marks = Page { identity: Identity::default(), defects, ..whole };
        assert_eq!(but_marks, read, "{name}");
        all += 1;
        next_month += usize::from(days.contain(today + Days::new(30)));
        // Where the reading would change if it did, and far from there.
        let (soon, late) = (today + Days::new(30), today + Days::new(2000));
        let early = today - Days::new(2000);
        for day in [days.first.max(early), days.last.min(late), soon] {
            if days.contain(day) && day != today {
                assert_eq!(page_for_days(&source(&address, &body, day)).0, read, "{name} on {day}");
            }
        }
    }
    assert!(100 < all, "{all} pages");
    assert!(all * 9 / 10 < next_month, "only {next_month} of {all} readings hold a month later");
}

#[test]
fn a_date_ahead_and_a_day_without_a_year_end_the_days_of_a_reading() {
    let list =
        |rows: &str| format!("<html><body><div class=\"list\"><ul>{rows}</ul></div></body></html>");
    let row = |number: u32, day: &str| {
        format!(
            "<li><a href=\"/zw/t{number}.html\">关于第{number}次会议的通知公告</a><span>{day}</span></li>"
        )
    };
    let held = |days: [&str; 3]| {
        let rows: String = (1..).zip(days).map(|(number, day)| row(number, day)).collect();
        let body = list(&rows);
        let address = address();
        let (_, days) = page_for_days(&source(&address, body.as_bytes(), as_of()));
        (days.first.max(NaiveDate::MIN), days.last)
    };
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let (first, last) = held(["2026-11-10", "2026-11-03", "2026-10-09"]);
    assert_eq!((first, last), (day("2026-11-10"), NaiveDate::MAX));
    let (_, last) = held(["2026-12-24", "2026-11-03", "2026-10-09"]);
    assert_eq!(last, day("2026-12-23"), "then the date is ahead no longer");
    let (first, last) = held(["11-10", "11-03", "10-09"]);
    assert_eq!((first, last), (day("2026-11-10"), day("2027-10-08")), "then 10-09 is of 2027");
}

/// Headers by which servers differ from answer to answer have no say.
#[test]
fn only_deciding_headers_are_seen() {
    let mut all = headers(1);
    all.push(("date".into(), "Fri, 20 Nov 2026 00:00:00 GMT".into()));
    all.push(("set-cookie".into(), "JSESSIONID=1".into()));
    all.push(("set-cookie".into(), "HWWAFSESID=ab; path=/".into()));
    let mut again = all.clone();
    again[2].1 = "JSESSIONID=2".into();
    again[3].1 = "HWWAFSESID=cd; path=/".into();
    let deciding = pucha::parse::deciding_headers(&all);
    assert_eq!(deciding[0], headers(1)[0]);
    assert!(1 < deciding.len(), "the mark of a product that blocks");
    assert_eq!(deciding, pucha::parse::deciding_headers(&again));
}
