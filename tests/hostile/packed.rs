//! Bodies that unpack to more than anybody wants, and packings that nobody can undo.

use crate::fetch::server::{Act, fetcher, missing, page, reply, serve, settings};
use crate::hostile::attack::{Attack, BODY, MIB, all_end_as_they_should, attack, bad, undecided};
use flate2::Compression;
use flate2::write::GzEncoder;
use pucha::model::visit::{Barrier, Failure, Outcome, Reach};
use std::io::Write;

/// 64 MiB of zeros.
const BROTLI: &[u8] = b"\xcb\xff\xff\x3f\x00\x24\x00\xe2\xb1\x40\x72\xef\xff\xf8\xff\xff\x07\x80\x04\x40\x1c\x16\x80\xee\xfd\x1f\xff\xff\xff\x00\x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\xba\xf7\x7f\xfc\xff\xff\x03\x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\x01\xe8\xde\xff\xf1\xff\xff\x0f\x00\x09\x80\x38\x2c\x00\xdd\xfb\x3f\xfe\xff\xff\x01\x20\x01\x10\x87\x05\xa0\x7b\xff\x67\x00\x03";
/// The head of a frame whose window is 128 MiB (RFC 8878 §3.1.1.1.2), and one block of it.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd\x00\x88\x4b\x00\x00\x61";

pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).expect("written");
    encoder.finish().expect("packed")
}

/// 2 MiB of zeros in one member of 2 KiB; as many members as wanted may follow each other.
pub(super) fn zeros() -> Vec<u8> {
    gzip(&vec![0; 2 * MIB])
}

fn packed(coding: &str, body: &[u8]) -> Act {
    Act::Say(reply(200, &[&format!("Content-Encoding: {coding}")], body))
}

pub(super) fn attacks() -> Vec<Attack> {
    let bomb = zeros();
    let many = bomb.repeat(40);
    let twice = gzip(&many);
    let sealed = undecided(Barrier::NotReached);
    vec![
        attack("a gzip bomb", packed("gzip", &many), Reach::Ok),
        attack("a gzip bomb by another name", packed("X-GZip", &many), Reach::Ok),
        attack("a gzip bomb in a gzip bomb", packed("gzip, gzip", &twice), Reach::Ok),
        attack("a brotli bomb", packed("br", BROTLI), Reach::Ok),
        attack("gzip of brotli", packed("br, gzip", &gzip(BROTLI)), sealed.clone()),
        attack("a window of 128 MiB", packed("zstd", ZSTD), sealed.clone()),
        attack("a hundred packings", packed(&vec!["gzip"; 100].join(","), &bomb), sealed),
        attack("gzip that is none", packed("gzip", b"plain"), bad(Failure::BrokenAnswer)),
        attack("gzip cut off", packed("gzip", &bomb[..100]), bad(Failure::BrokenAnswer)),
        attack("brotli cut off", packed("br", &BROTLI[..3]), bad(Failure::BrokenAnswer)),
        attack("a packing that nobody knows", packed("utf-8", b"plain"), Reach::Ok),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_end_at_the_cap() {
    all_end_as_they_should(attacks()).await;
}

#[tokio::test]
async fn a_bomb_is_held_up_to_the_cap_and_said_to_be_cut() {
    let twice = gzip(&zeros());
    for act in [packed("gzip", &zeros()), packed("br", BROTLI), packed("gzip, gzip", &twice)] {
        let server = serve(move |seen| match seen.path.as_str() {
            "/robots.txt" => missing(),
            _ => act.clone(),
        })
        .await;
        let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
        (crawl.max_body_mib, crawl.timeout_seconds) = (1, 10.0);
        let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
        assert_eq!((fetched.body.len(), fetched.visit.truncated), (BODY, true));
        assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    }
}

#[tokio::test]
async fn a_page_packed_twice_is_read_as_browsers_read_it() {
    let text = "<html><title>测试乡人民政府</title></html>";
    let once = gzip(text.as_bytes());
    for (coding, body) in [
        ("gzip, gzip", gzip(&once)),
        ("GZIP", once.clone()),
        ("x-gzip", once.clone()),
        ("gzip, identity", once.clone()),
        ("none", text.as_bytes().to_vec()),
    ] {
        let act = packed(coding, &body);
        let server = serve(move |_| act.clone()).await;
        let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
        crawl.respect_robots = false;
        let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
        assert_eq!(fetched.visit.outcome, Outcome::Answered(200), "{coding}");
        assert_eq!(fetched.body, text, "{coding}");
    }
}
