//! What holds for every input, whatever stands in it. The fuzz targets hold the same.

use chrono::{Datelike, NaiveDate};
use pucha::fetch::Rules;
use pucha::model::page::Page;
use pucha::parse::{self, Decoded, Source};
use std::time::Duration;
use url::Url;

pub(crate) fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date of the calendar")
}

pub(crate) fn address() -> Url {
    Url::parse("http://www.lanqing.gov.cn/zwgk/").expect("a well-formed address")
}

/// Header fields as servers send them, true or lying; `choice` picks one.
pub(crate) fn headers(choice: usize) -> Vec<(String, String)> {
    let charset = ["", "; charset=utf-8", "; charset=gb2312", "; charset=iso-8859-1"][choice % 4];
    vec![("content-type".to_owned(), format!("text/html{charset}"))]
}

/// Reads a body as an answer to a request for [`address`].
pub(crate) fn read(body: &[u8], headers: &[(String, String)]) -> Page {
    parse::page(&Source {
        address: &address(),
        status: 200,
        headers,
        body,
        as_of: as_of(),
        includes: &[],
    })
}

pub(crate) fn hold_for_page(page: &Page) {
    let entries = || page.lists.iter().flat_map(|it| &it.entries);
    let dates = entries().filter_map(|it| it.date).chain(page.published.as_ref().map(|it| it.date));
    for date in dates.chain(page.newest) {
        assert!(date <= as_of(), "{date} is later than the audit day");
    }
    assert_eq!(page.newest, page.lists.iter().filter_map(|it| it.newest).max());
    for list in &page.lists {
        let is_of_an_entry = |day| list.entries.iter().any(|it| it.date == Some(day));
        assert!(list.newest.is_none_or(is_of_an_entry), "{:?}", list.newest);
    }
    let addresses = (page.links.iter().map(|it| &it.address))
        .chain(entries().map(|it| &it.address))
        .chain(page.lists.iter().filter_map(|it| it.more.as_ref()))
        .chain(page.lists.iter().filter_map(|it| it.pager.as_ref()?.next.as_ref()))
        .chain(page.breadcrumb.iter().filter_map(|it| it.address.as_ref()))
        .chain(page.leads_to.iter().map(|it| &it.address))
        .chain(&page.includes);
    addresses.for_each(hold_for_address);
    assert!(page.text.chars().count() <= 20_000);
}

fn hold_for_address(address: &Url) {
    assert!(matches!(address.scheme(), "http" | "https"), "{address}");
    assert!(address.host_str().is_some_and(|it| !it.is_empty()), "{address}");
}

pub(crate) fn hold_for_text(body: &[u8], decoded: &Decoded) {
    assert!(decoded.text.len() <= 4 * body.len() + 4, "{} of {}", decoded.text.len(), body.len());
    assert!(!decoded.charset.label.is_empty());
    assert!(decoded.defects.len() < 8, "{:?}", decoded.defects);
}

/// Reads dates out of a text, and out of it as if it were an address.
pub(crate) fn hold_for_dates(text: &str) {
    let address = Url::parse(&format!("http://www.lanqing.gov.cn/{text}")).ok();
    let in_address = address.and_then(|it| parse::date_in_address(&it));
    for date in parse::dates_in(text).into_iter().chain(in_address) {
        assert!((1949..2100).contains(&date.year()), "{date}");
    }
}

/// Reads rules and asks them about addresses that the same text names.
pub(crate) fn hold_for_robots(body: &[u8]) {
    let rules = Rules::parse(body, "pucha");
    assert!(rules.crawl_delay.is_none_or(|it| it <= Duration::from_hours(24)));
    let text = String::from_utf8_lossy(body);
    let longest = text.lines().max_by_key(|it| it.len()).unwrap_or_default();
    for path in text.lines().take(3).chain([longest, "robots.txt"]) {
        if let Ok(address) = address().join(&format!("/{path}")) {
            let is_allowed = rules.allow(&address);
            assert!(is_allowed || address.path() != "/robots.txt");
        }
    }
}

pub(crate) fn hold_for_sitemap(body: &[u8]) {
    let map = parse::sitemap(body);
    assert!(map.addresses.len() + map.nested.len() <= 50_000);
    map.addresses.iter().map(|it| &it.address).chain(&map.nested).for_each(hold_for_address);
    assert!(map.defects.len() < 8, "{:?}", map.defects);
}

/// Reads what [`blown_up`] made as what its first byte says.
pub(crate) fn hold_for_bomb(choice: u8, body: &[u8]) {
    match choice {
        b'r' => hold_for_robots(body),
        b's' => hold_for_sitemap(body),
        b'd' => hold_for_dates(&String::from_utf8_lossy(body)),
        b'c' => hold_for_text(body, &parse::decode(body, &headers(body.len()))),
        _ => hold_for_page(&read(body, &headers(usize::from(choice)))),
    }
}

/// More of a piece that nests the tree builder leaves out.
const NESTED: usize = 450;

/// A small input made large: what hurts a reader is mostly a piece that comes again and again. It is cut at each `\x00`
/// into a head, two pieces that are repeated, and a tail; `\x01` in a piece becomes the number of the repetition.
pub(crate) fn blown_up(rest: &[u8], size: usize) -> Vec<u8> {
    let mut parts = rest.splitn(4, |it| *it == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (head, one, other, tail) = (part(), part(), part(), part());
    let mut body = head.to_vec();
    repeat(&mut body, one, size / 2, NESTED);
    repeat(&mut body, other, size, usize::MAX);
    body.extend(tail);
    body
}

fn repeat(body: &mut Vec<u8>, piece: &[u8], size: usize, times: usize) {
    for number in 0..times {
        if piece.is_empty() || size <= body.len() {
            return;
        }
        for byte in piece {
            if *byte == 1 {
                body.extend(number.to_string().as_bytes());
            } else {
                body.push(*byte);
            }
        }
    }
}
