//! Answers that are slow, endless or no HTTP at all.

use crate::fetch::server::Act;
use crate::hostile::attack::{
    Attack, all_end_as_they_should, attack, bad, drip, pour, say, undecided,
};
use pucha::model::visit::{Barrier, Failure, Fault, Reach};

const OK: &str = "HTTP/1.1 200 OK\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

fn head(line: &str) -> String {
    format!("{OK}{line}\r\n\r\n")
}

pub(super) fn heads() -> Vec<Attack> {
    let slow = bad(Failure::TimeOut);
    let broken = bad(Failure::BrokenAnswer);
    let cookies = format!("{OK}Set-Cookie: a={}\r\n\r\nx", "c".repeat(1 << 20));
    let jar = format!("Set-Cookie: a={}\r\n", "c".repeat(2000)).repeat(150);
    vec![
        attack("no answer", Act::Hang, slow.clone()),
        attack("slow headers", drip(&format!("{OK}X-Slow: "), "a"), slow.clone()),
        attack("slow header lines", drip(OK, "X-Slow: a\r\n"), slow.clone()),
        attack("a slow status line", drip("HTTP/1.1 200 ", "O"), slow.clone()),
        attack("endless header lines", pour(OK, "X-More: yes\r\n"), broken.clone()),
        attack("an endless header", pour(&format!("{OK}X-Huge: "), "0123456789"), broken.clone()),
        attack("an endless status line", pour("HTTP/1.1 200 ", "OK"), broken.clone()),
        attack("an endless header name", pour(OK, "X"), broken.clone()),
        attack(
            "endless interim answers",
            pour("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"),
            slow.clone(),
        ),
        // As in browsers, which take 256 KiB of headers.
        attack("a cookie of 1 MB", say(&cookies), broken.clone()),
        attack("a jar of 300 KB", say(&format!("{OK}{jar}\r\nx")), Reach::Ok),
        attack("HTTP/0.9", say("<html>no head</html>"), broken.clone()),
        attack("HTTP/2 without a word", Act::Say(b"\0\0\0\x04\0\0\0\0\0".to_vec()), broken.clone()),
        attack("HTTP/9.9", say("HTTP/9.9 200 OK\r\n\r\nx"), broken.clone()),
        attack("status 0", say("HTTP/1.1 000 No\r\n\r\nx"), broken.clone()),
        attack("status 999", say("HTTP/1.1 999 Blocked\r\n\r\nx"), Reach::Bad(Fault::Status(999))),
        attack("another protocol", say("220 ftp ready\r\n"), broken.clone()),
        attack(
            "an interim answer and no more",
            say("HTTP/1.1 100 Continue\r\n\r\n"),
            broken.clone(),
        ),
        attack(
            "a change of protocol",
            say("HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
            Reach::Bad(Fault::Status(101)),
        ),
        attack("a reset", Act::Reset, bad(Failure::Reset)),
        attack("an end before the answer", Act::Close, broken),
        attack(
            "comes later, for ever",
            say("HTTP/1.1 503 X\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n"),
            undecided(Barrier::Status(503)),
        ),
    ]
}

pub(super) fn bodies() -> Vec<Attack> {
    let slow = bad(Failure::TimeOut);
    let broken = bad(Failure::BrokenAnswer);
    let large = format!("10000\r\n{}\r\n", "y".repeat(0x10000));
    vec![
        attack("one byte at a time", drip(&head("Content-Length: 99999"), "x"), slow.clone()),
        attack("one byte at a time without end", drip(&head("X: y"), "x"), slow.clone()),
        attack("one chunk of a byte at a time", drip(CHUNKED, "1\r\nx\r\n"), slow.clone()),
        attack(
            "a body that never begins",
            Act::Pour(
                head("Content-Length: 9").into(),
                Vec::new(),
                std::time::Duration::from_millis(50),
            ),
            slow,
        ),
        attack("an endless body", pour(&head("X: y"), "x"), Reach::Ok),
        attack("a body of 1 TB", pour(&head("Content-Length: 1099511627776"), "x"), Reach::Ok),
        attack("endless chunks", pour(CHUNKED, &large), Reach::Ok),
        attack(
            "a length that is too long",
            say(&format!("{}half", head("Content-Length: 50"))),
            broken.clone(),
        ),
        attack(
            "a length that is too short",
            say(&format!("{}whole", head("Content-Length: 2"))),
            Reach::Ok,
        ),
        attack("a length of -1", say(&format!("{}x", head("Content-Length: -1"))), broken.clone()),
        attack(
            "a length of 2^70",
            say(&format!("{}x", head("Content-Length: 1180591620717411303424"))),
            broken.clone(),
        ),
        attack(
            "a length in words",
            say(&format!("{}x", head("Content-Length: ten"))),
            broken.clone(),
        ),
        attack(
            "two lengths",
            say(&format!("{}ab", head("Content-Length: 1\r\nContent-Length: 2"))),
            broken.clone(),
        ),
        attack(
            "an unknown transfer coding",
            say("HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\nx"),
            Reach::Ok,
        ),
        attack(
            "a body where none may be",
            say("HTTP/1.1 204 X\r\nContent-Length: 9\r\n\r\nx"),
            Reach::Ok,
        ),
    ]
}

pub(super) fn chunks() -> Vec<Attack> {
    let slow = bad(Failure::TimeOut);
    let broken = bad(Failure::BrokenAnswer);
    vec![
        attack(
            "a length and chunks",
            say(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            ),
            Reach::Ok,
        ),
        attack("a chunk without a size", say(&format!("{CHUNKED}\r\nx\r\n")), broken.clone()),
        attack("a chunk of size zz", say(&format!("{CHUNKED}zz\r\nhello\r\n")), broken.clone()),
        attack("a chunk of size -1", say(&format!("{CHUNKED}-1\r\nhello\r\n")), broken.clone()),
        attack("a chunk of 2^64", say(&format!("{CHUNKED}10000000000000000\r\nx")), broken.clone()),
        attack("a chunk of 2^63", say(&format!("{CHUNKED}7fffffffffffffff\r\nx")), broken.clone()),
        attack(
            "a chunk that goes on",
            say(&format!("{CHUNKED}2\r\nhello\r\n0\r\n\r\n")),
            broken.clone(),
        ),
        attack("chunks without an end", say(&format!("{CHUNKED}5\r\nhello\r\n")), broken.clone()),
        attack("an endless chunk extension", pour(&format!("{CHUNKED}5;"), "a=b;"), broken.clone()),
        attack("an endless chunk size", pour(CHUNKED, "0"), slow.clone()),
        attack(
            "endless trailers",
            pour(&format!("{CHUNKED}0\r\n"), "X-More: yes\r\n"),
            broken.clone(),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_heads_end_as_what_they_are() {
    all_end_as_they_should(heads()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_end_as_what_they_are() {
    all_end_as_they_should(bodies()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_chunks_end_as_what_they_are() {
    all_end_as_they_should(chunks()).await;
}
