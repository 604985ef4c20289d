//! Pages made to hurt whoever reads them: each comes out, within a bound of time.

use crate::parse::invariants::{as_of, headers, hold_for_page, hold_for_sitemap};
use flate2::Compression;
use flate2::write::GzEncoder;
use pucha::model::page::Page;
use pucha::parse::{self, Source};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};
use url::Url;

/// For one page, in a build without optimisation on a busy machine; a program that is built for use takes a twentieth.
const LONGEST: Duration = Duration::from_secs(30);
const PLACE: &str = "http://www.lanqing.gov.cn/zwgk/";
/// What a page takes of the addresses on it, whatever it says (see `parse::links`).
const MOST_ADDRESSES: usize = 16 << 20;

fn read_at(place: &str, body: &[u8]) -> Page {
    let address = Url::parse(place).expect("an address");
    let (headers, includes) = (headers(1), &[]);
    parse::page(&Source {
        address: &address,
        status: 200,
        headers: &headers,
        body,
        as_of: as_of(),
        includes,
    })
}

fn links(count: usize) -> String {
    (0..count).fold(String::new(), |mut page, number| {
        let _ = write!(page, "<a href=/a/{number}.html>第{number}条</a>");
        page
    })
}

/// Name, where it stands, what it says, the least of links that must be read of it. Names tell the whole; `part` is what the
/// numbers of things on a page are divided by. What nests deeper than browsers go is left out, and said to be.
fn rows(part: usize) -> Vec<(&'static str, String, String, usize)> {
    let here = || PLACE.to_owned();
    let deep = |tag: &str| format!("<html><body>{}<a href=/end>末</a>", tag.repeat(10_000));
    let script = format!(
        "<script>{}</script><a href=/after>后</a>",
        "a=1;".repeat((13 << 20) / part / part)
    );
    let short_script =
        format!("<script>{}</script><a href=/after>后</a>", "a=1;".repeat(500_000 / part));
    let long_path = format!("{PLACE}{}", "x".repeat(50_000));
    let many_steps = format!("{PLACE}{}", "a/".repeat(5_000));
    vec![
        ("100,000 links", here(), links(100_000 / part), 2_000),
        ("depth 10,000", here(), deep("<div>"), 0),
        ("lists 10,000 deep", here(), deep("<ul><li>"), 0),
        ("tables 10,000 deep", here(), deep("<table><tr><td>"), 0),
        ("fonts 10,000 deep", here(), deep("<b><i><font>"), 0),
        ("forms 10,000 deep", here(), deep("<select><option>"), 0),
        ("drawings 10,000 deep", here(), deep("<svg><math><desc>"), 0),
        ("a script of 50 MB in one line", here(), script, 0),
        ("a script of 2 MB in one line", here(), short_script, 1),
        (
            "a tag without an end",
            here(),
            format!("<a href=/x {}", "b=c ".repeat(200_000 / part)),
            0,
        ),
        ("a text without an end", here(), "&#x4e2d".repeat(100_000 / part), 0),
        ("references that unfold", here(), "&amp;lt;".repeat(100_000 / part), 0),
        ("a comment without an end", here(), format!("<!--{}", "--!".repeat(300_000 / part)), 0),
        ("at an address of 50 KB", long_path, links(20_000 / part).replace("/a/", "a/"), 0),
        (
            "at an address of 5,000 steps",
            many_steps,
            links(3_000 / part).replace("/a/", "../a/"),
            0,
        ),
        (
            "links of 30 KB",
            here(),
            format!("<a href=/{}>长</a>", "a/".repeat(15_000)).repeat(90 / part),
            0,
        ),
        (
            "a base of 3 KB",
            here(),
            format!("<base href=/{}/>{}", "b/".repeat(1500), links(20_000 / part)),
            0,
        ),
        (
            "entities of XML",
            here(),
            format!(
                "<!DOCTYPE html [<!ENTITY a \"{}\">]>&a;&a;<a href=/x>一</a>",
                "&a;".repeat(1000)
            ),
            0,
        ),
        ("a million dates", here(), "<li>2026-11-01 2026年11月1日".repeat(30_000 / part), 0),
    ]
}

#[test]
fn pages_made_to_hurt_are_read_in_time() {
    are_read_in_time(40);
}

#[test]
#[ignore = "takes minutes in a build without optimisation; with it, a few seconds; see tests/long.sh"]
fn pages_made_to_hurt_are_read_in_time_at_full_size() {
    are_read_in_time(1);
}

fn are_read_in_time(part: usize) {
    let mut wrong = Vec::new();
    for (name, place, body, least) in rows(part) {
        let begun = Instant::now();
        let page = read_at(&place, body.as_bytes());
        let took = begun.elapsed();
        hold_for_page(&page);
        let addresses: usize = addresses(&page);
        if LONGEST < took || MOST_ADDRESSES < addresses || page.links.len() < least {
            wrong.push(format!("{name}: {took:?}, {addresses} bytes, {} links", page.links.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Bytes of all addresses that the page keeps.
fn addresses(page: &Page) -> usize {
    let entries = page.lists.iter().flat_map(|it| &it.entries).map(|it| &it.address);
    let branches = page.outline.iter().flat_map(|it| [&it.address, &it.parent]);
    let crumbs = page.breadcrumb.iter().filter_map(|it| it.address.as_ref());
    let all = page.links.iter().map(|it| &it.address).chain(entries).chain(branches);
    all.chain(crumbs).chain(&page.includes).map(|it| it.as_str().len()).sum()
}

fn gzip(parts: &[&[u8]]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for part in parts {
        encoder.write_all(part).expect("written");
    }
    encoder.finish().expect("packed")
}

/// Name, what the file says, addresses and further files that are taken at most.
fn maps() -> Vec<(&'static str, Vec<u8>, usize, usize)> {
    let lol: String = (1..10).fold("<!ENTITY lol0 \"lol\">".to_owned(), |mut text, at| {
        let _ = write!(text, "<!ENTITY lol{at} \"{}\">", format!("&lol{};", at - 1).repeat(10));
        text
    });
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE urlset [{lol}]><urlset><url><loc>http://a/&lol9;</loc></url></urlset>"
    );
    let outside = "<!DOCTYPE urlset [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY % y SYSTEM \"http://127.0.0.1/\">%y;]>\
                   <urlset><url><loc>http://a/&x;</loc></url></urlset>";
    let quadratic = format!(
        "<!DOCTYPE urlset [<!ENTITY a \"{}\">]><urlset><url><loc>http://a/{}</loc></url></urlset>",
        "a".repeat(50_000),
        "&a;".repeat(50_000)
    );
    let entry = "<url><loc>http://www.a.gov.cn/1</loc></url>";
    let million = format!("<urlset>{}", entry.repeat(50_001));
    let index =
        format!("<sitemapindex>{}", "<sitemap><loc>http://a/s.xml</loc></sitemap>".repeat(50_001));
    let zeros = vec![b' '; 1 << 20];
    let mut blanks: Vec<&[u8]> = vec![b"<urlset>"];
    blanks.extend(std::iter::repeat_n(zeros.as_slice(), 24));
    vec![
        ("a billion laughs", laughs.into_bytes(), 1, 0),
        ("entities from elsewhere", outside.into(), 1, 0),
        ("an entity of 50 KB, 50,000 times", quadratic.into_bytes(), 0, 0),
        ("50,001 entries", million.into_bytes(), 50_000, 0),
        ("50,001 further files", index.into_bytes(), 0, 50_000),
        ("24 MB of blanks in 24 KB", gzip(&blanks), 0, 0),
        ("gzip in gzip", gzip(&[&gzip(&[entry.as_bytes()])]), 0, 0),
        ("tags 100,000 deep", format!("<urlset>{}", "<a>".repeat(100_000)).into_bytes(), 0, 0),
        (
            "a tag without an end",
            format!("<urlset><url {}", "a=\"b\" ".repeat(100_000)).into_bytes(),
            0,
            0,
        ),
    ]
}

#[test]
fn site_maps_made_to_hurt_are_read_in_time() {
    for (name, body, most, most_nested) in maps() {
        let begun = Instant::now();
        let map = parse::sitemap(&body);
        println!("{name}: {:?}", begun.elapsed());
        assert!(begun.elapsed() < LONGEST, "{name}: {:?}", begun.elapsed());
        assert!(map.addresses.len() <= most, "{name}: {} addresses", map.addresses.len());
        assert!(map.nested.len() <= most_nested, "{name}: {} files", map.nested.len());
        let longest = map.addresses.iter().map(|it| it.address.as_str().len()).max();
        assert!(longest.unwrap_or_default() <= 3 * 2048, "{name}: {longest:?}");
        if body.len() < 100_000 {
            hold_for_sitemap(&body);
        }
    }
}
