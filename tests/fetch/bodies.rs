//! No body costs more than the cap, whatever the server sends.

use crate::fetch::server::{Act, fetcher, missing, page, presence, reply, serve, settings, url};
use pucha::fetch::Ask;
use pucha::model::visit::{Failure, Outcome};
use std::time::Duration;

const MIB: usize = 1024 * 1024;

/// A gzip stream of `count` zeros and more: one literal, then copies of 258 bytes in the fixed code, 13 bits each
/// (RFC 1951 §3.2.6).
fn bomb(count: usize) -> Vec<u8> {
    let mut packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff".to_vec();
    let (mut held, mut bits) = (0_u32, 0);
    let mut push = |code: &str| {
        for bit in code.bytes() {
            held |= u32::from(bit == b'1') << bits;
            bits += 1;
            if bits == 8 {
                packed.push(u8::try_from(held).expect("eight bits"));
                (held, bits) = (0, 0);
            }
        }
    };
    push("11000110000");
    for _ in 0..=count / 258 {
        push("1100010100000");
    }
    push("0000000");
    push("0000000");
    packed
}

#[tokio::test]
async fn a_200_mb_page_stays_at_the_cap() {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 200 * MIB);
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Pour(head.clone().into(), vec![b'x'; MIB / 4], Duration::ZERO),
    })
    .await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.max_body_mib = 1;
    crawl.timeout_seconds = 20.0;
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    assert_eq!((fetched.body.len(), fetched.visit.truncated), (MIB, true));
    assert_eq!(fetched.visit.body_bytes, MIB as u64);
    assert!(server.poured() < 50 * MIB, "the connection is dropped, not drained");
}

#[tokio::test]
async fn an_endless_chunked_body_stays_at_the_cap() {
    let chunk = [b"10000\r\n".as_slice(), &vec![b'y'; 0x10000], b"\r\n"].concat();
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Pour(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
            chunk.clone(),
            Duration::ZERO,
        ),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    let ask = Ask { body_cap: Some(100_000), ..Ask::page(url("http://www.a.gov.cn/")) };
    let fetched = fetcher(&crawl).fetch(ask).await;
    assert_eq!((fetched.body.len(), fetched.visit.truncated), (100_000, true));
}

#[tokio::test]
async fn a_compressed_bomb_costs_no_more_than_the_cap() {
    let packed = bomb(200 * MIB);
    assert!(packed.len() < 2 * MIB);
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Say(reply(200, &["Content-Encoding: gzip"], &packed)),
    })
    .await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.max_body_mib = 2;
    crawl.timeout_seconds = 20.0;
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    assert_eq!((fetched.body.len(), fetched.visit.truncated), (2 * MIB, true));
}

#[tokio::test]
async fn a_body_of_just_the_cap_is_whole() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Say(reply(200, &[], &[b'z'; 1000])),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    let ask = Ask { body_cap: Some(1000), ..Ask::page(url("http://www.a.gov.cn/")) };
    let fetched = fetcher(&crawl).fetch(ask).await;
    assert_eq!((fetched.body.len(), fetched.visit.truncated), (1000, false));
}

#[tokio::test]
async fn a_small_bomb_is_what_the_library_takes_for_gzip() {
    let mut packed = bomb(2580);
    packed.extend_from_slice(&[0; 8]);
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Say(reply(200, &["Content-Encoding: gzip"], &packed)),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert!(2580 < fetched.body.len() && fetched.body.iter().all(|byte| *byte == 0));
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::BrokenAnswer), "its sum is wrong");
}

#[tokio::test]
async fn what_came_of_a_broken_body_is_kept() {
    let server = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".to_vec()),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.body, "half");
    assert_eq!(fetched.visit.body_bytes, 4);
}

#[tokio::test]
async fn a_range_that_the_server_ignores_is_read_only_in_part() {
    let server = serve(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        (_, "/robots.txt") => missing(),
        ("HEAD", _) => Act::Close,
        _ => Act::Pour(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![0; 8192], Duration::ZERO),
    })
    .await;
    let crawl = settings(&[("www.a.gov.cn", server.address)]);
    let fetched = presence(&fetcher(&crawl), "http://www.a.gov.cn/big.iso").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    assert_eq!((fetched.body.len(), fetched.visit.truncated), (64 * 1024, true));
}
