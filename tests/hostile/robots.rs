//! A robots.txt that never ends, comes drop by drop or leads astray: the host is read by what it plainly says.

use crate::fetch::server::{Act, fetcher, page, reply, serve, settings, url};
use crate::hostile::attack::{bad, drip, pour, say, undecided};
use crate::hostile::packed::{gzip, zeros};
use pucha::fetch::RobotsState;
use pucha::model::visit::{Barrier, Failure, Reach};
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;

/// What the file does, what becomes of it, and of a page that its first line forbids (`/no`) and another.
type Row = (&'static str, Act, RobotsState, Reach, Reach);

fn rows() -> Vec<Row> {
    let first = "User-agent: *\nDisallow: /no\n";
    let gigabyte = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{first}", 1_u64 << 30);
    let forbidden = || undecided(Barrier::Robots);
    let late = RobotsState::Unreached(Failure::TimeOut);
    let bomb = [first.as_bytes(), &vec![b'\n'; 4 * MIB]].concat();
    let stars = format!("{first}{}", "Disallow: /*a*a*a*a*a*b$\n".repeat(20_000));
    let maps = format!("{first}{}", "Sitemap: http://www.a.gov.cn/s.xml\n".repeat(14_000));
    vec![
        (
            "1 GB of rules",
            pour(&gigabyte, "Disallow: /x1\n"),
            RobotsState::Read,
            forbidden(),
            Reach::Ok,
        ),
        (
            "1 GB in one line",
            pour(&gigabyte, "# no end "),
            RobotsState::Read,
            forbidden(),
            Reach::Ok,
        ),
        (
            "one line of 1 GB",
            pour("HTTP/1.1 200 OK\r\n\r\n", "Disallow:/"),
            RobotsState::Read,
            Reach::Ok,
            Reach::Ok,
        ),
        ("one byte at a time", drip("HTTP/1.1 200 OK\r\n\r\n", "#"), late, Reach::Ok, Reach::Ok),
        ("no answer", Act::Hang, late, Reach::Ok, Reach::Ok),
        (
            "a gzip bomb",
            Act::Say(reply(200, &["Content-Encoding: gzip"], &gzip(&bomb))),
            RobotsState::Read,
            forbidden(),
            Reach::Ok,
        ),
        (
            "a gzip bomb of zeros",
            Act::Say(reply(200, &["Content-Encoding: gzip"], &zeros())),
            RobotsState::Read,
            Reach::Ok,
            Reach::Ok,
        ),
        (
            "rules of stars",
            Act::Say(reply(200, &[], stars.as_bytes())),
            RobotsState::Read,
            forbidden(),
            Reach::Ok,
        ),
        (
            "site maps alone",
            Act::Say(reply(200, &[], maps.as_bytes())),
            RobotsState::Read,
            forbidden(),
            Reach::Ok,
        ),
        (
            "to a file",
            Act::Say(reply(302, &["Location: file:///etc/passwd"], b"")),
            RobotsState::Missing,
            Reach::Ok,
            Reach::Ok,
        ),
        (
            "round and round",
            Act::Say(reply(302, &["Location: /robots.txt"], b"")),
            RobotsState::Missing,
            Reach::Ok,
            Reach::Ok,
        ),
        (
            "not now, for ever",
            Act::Say(reply(503, &["Retry-After: 99999999"], b"")),
            RobotsState::Unavailable,
            undecided(Barrier::RobotsUnavailable),
            undecided(Barrier::RobotsUnavailable),
        ),
        (
            "no HTTP",
            say("<html>"),
            RobotsState::Unreached(Failure::BrokenAnswer),
            Reach::Ok,
            Reach::Ok,
        ),
    ]
}

async fn meet((name, act, state, no, yes): Row) {
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => act.clone(),
        _ => Act::Say(reply(200, &[], b"page")),
    })
    .await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    let is_late = state == RobotsState::Unreached(Failure::TimeOut);
    (crawl.timeout_seconds, crawl.backoff_cap_seconds) = (if is_late { 1.0 } else { 8.0 }, 0.2);
    let fetcher = fetcher(&crawl);
    let begun = Instant::now();
    let met = page(&fetcher, "http://www.a.gov.cn/no").await.visit;
    assert_eq!(met.reach(), no, "{name}");
    assert_eq!(page(&fetcher, "http://www.a.gov.cn/yes").await.visit.reach(), yes, "{name}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{name}: {:?}", begun.elapsed());
    assert!(server.poured() < 24 * MIB, "{name}: {} bytes", server.poured());
    let view = fetcher.robots(&url("http://www.a.gov.cn/")).await;
    assert_eq!(view.state, state, "{name}");
    assert!(view.sitemaps.len() <= 100, "{name}: {} site maps", view.sitemaps.len());
    let read = view.visit.as_ref().map_or(0, |it| it.body_bytes);
    assert!(read <= 500 * 1024, "{name}: {read} bytes of it (RFC 9309 §2.5)");
    assert_ne!(met.reach(), bad(Failure::TimeOut));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_robots_txt_does_not_keep_a_host_from_being_read() {
    let running: Vec<_> = rows().into_iter().map(|it| tokio::spawn(meet(it))).collect();
    for row in running {
        row.await.expect("within its bounds");
    }
}
