//! Failures and refusals are told apart, end within the time limit, and never panic.

use crate::fetch::server::{
    Act, fetcher, fetcher_for, missing, page, presence, reply, say, serve, settings, url,
};
use pucha::model::visit::{Barrier, Failure, Method, Outcome, Purpose, VisitId};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// What one page of a server that does `act` ends in.
async fn outcome_of(act: Act) -> Outcome {
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => act.clone(),
    })
    .await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.timeout_seconds = 1.0;
    let begun = Instant::now();
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/x").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?} after the time limit", begun.elapsed());
    fetched.visit.outcome
}

fn shown(act: &Act) -> String {
    match act {
        Act::Say(bytes) | Act::Pour(bytes, ..) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

fn raw(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

#[tokio::test]
async fn failures_are_kept_apart() {
    let endless =
        |head: &str, piece: &str| Act::Pour(head.into(), piece.repeat(2000).into(), Duration::ZERO);
    let slow = |head: &str| Act::Pour(head.into(), b"a".to_vec(), Duration::from_millis(50));
    let cases = [
        (Act::Reset, Failure::Reset),
        (Act::Hang, Failure::TimeOut),
        (slow("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"), Failure::TimeOut),
        (slow("HTTP/1.1 200 OK\r\n\r\n"), Failure::TimeOut),
        (slow("HTTP/1.1 200 OK\r\nX-Slow: "), Failure::TimeOut),
        (Act::Close, Failure::BrokenAnswer),
        (raw("<html>HTTP/0.9 has no head</html>"), Failure::BrokenAnswer),
        (raw("SSH-2.0-OpenSSH_9.2\r\n"), Failure::BrokenAnswer),
        (raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"), Failure::BrokenAnswer),
        (
            raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            Failure::BrokenAnswer,
        ),
        (
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
            Failure::BrokenAnswer,
        ),
        (
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
            Failure::BrokenAnswer,
        ),
        (
            raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"),
            Failure::BrokenAnswer,
        ),
        (endless("HTTP/1.1 200 OK\r\n", "X-More: yes\r\n"), Failure::BrokenAnswer),
        (endless("HTTP/1.1 200 OK\r\nX-Huge: ", "0123456789"), Failure::BrokenAnswer),
        (
            endless("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
            Failure::TimeOut,
        ),
    ];
    // Side by side, because many of them take the whole time limit.
    let running =
        cases.map(|(act, failure)| (tokio::spawn(outcome_of(act.clone())), failure, shown(&act)));
    for (outcome, failure, shown) in running {
        assert_eq!(outcome.await.expect("no panic"), Outcome::Failed(failure), "{shown}");
    }
}

#[tokio::test]
async fn oddities_that_browsers_take_are_taken() {
    for text in [
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=\r\n folded\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200\r\n\r\nok",
        "HTTP/1.1 200 \u{597d}\r\nContent-Length: 2\r\n\r\nok and more than was said",
    ] {
        assert_eq!(outcome_of(raw(text)).await, Outcome::Answered(200), "{text:?}");
    }
    let cookies = format!("Set-Cookie: a={}\r\n", "x".repeat(300_000));
    let text = format!("HTTP/1.1 200 OK\r\n{cookies}Content-Length: 2\r\n\r\nok");
    assert_eq!(outcome_of(raw(&text)).await, Outcome::Answered(200));
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let fetched =
        page(&fetcher(&settings(&[("www.a.gov.cn", address)])), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::Refused));
    assert_eq!(fetched.visit.timing.first_byte_ms, None);
    let https = fetcher(&settings(&[("www.a.gov.cn", address)]));
    let fetched = page(&https, "https://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::Refused));
}

#[tokio::test]
async fn statuses_that_refuse_us_are_not_judged() {
    for status in [401, 403, 405, 407, 412, 418, 429, 451, 493, 521, 567] {
        let outcome = outcome_of(say(status, &[], "refused")).await;
        assert_eq!(outcome, Outcome::Barred(Barrier::Status(status)));
    }
    for status in [200, 204, 302, 400, 404, 410, 500, 502, 503, 504] {
        assert_eq!(outcome_of(say(status, &[], "")).await, Outcome::Answered(status));
    }
    let later = outcome_of(say(503, &["Retry-After: 0"], "")).await;
    assert_eq!(later, Outcome::Barred(Barrier::Status(503)));
}

#[tokio::test]
async fn the_body_of_a_refusal_is_kept_to_name_the_product() {
    let server = serve(|_| say(521, &["X-Waf: jiasule"], "<script>__jsl_clearance</script>")).await;
    let fetcher = {
        let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
        crawl.respect_robots = false;
        fetcher(&crawl)
    };
    let fetched = page(&fetcher, "http://www.a.gov.cn/").await;
    assert_eq!(fetched.body, "<script>__jsl_clearance</script>");
    assert_eq!(fetched.visit.header("x-waf"), Some("jiasule"));
}

#[tokio::test]
async fn a_visit_says_what_was_asked_and_what_came() {
    let server = serve(|seen| match seen.path.as_str() {
        "/a?b=%E4%B8%AD" => say(200, &["X-Gbk: \u{4e2d}", "Content-Type: text/html"], "hello"),
        _ => missing(),
    })
    .await;
    let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/a?b=中#part").await;
    let visit = fetched.visit;
    assert_eq!(visit.address, url("http://www.a.gov.cn/a?b=中#part"));
    assert_eq!(visit.id, VisitId::new("run", &visit.address, Purpose::Page, 0));
    assert_eq!(visit.landed, url("http://www.a.gov.cn/a?b=中"));
    assert_eq!(visit.outcome, Outcome::Answered(200));
    assert_eq!(visit.method, Method::Get);
    assert_eq!(visit.remote, Some(server.address));
    assert_eq!(visit.local.map(|it| it.ip().to_string()).as_deref(), Some("127.0.0.1"));
    assert_eq!(visit.header("content-type"), Some("text/html"));
    assert_eq!((visit.body_bytes, visit.truncated), (5, false));
    assert_eq!(visit.body_hash, None, "whoever keeps the body hashes it");
    assert!(visit.timing.first_byte_ms <= Some(visit.timing.total_ms));
    let seen = server.pages().remove(0);
    assert!(seen.header("user-agent").is_some_and(|it| it.starts_with("pucha/")));
    assert_eq!(seen.header("host"), Some("www.a.gov.cn"));
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_no_failure() {
    // The server promises to keep the connection, and closes it as soon as the next request comes.
    let server = serve(|seen| match seen.path.as_str() {
        "/second" => Act::Reset,
        _ => Act::Keep(reply(200, &[], b"ok")),
    })
    .await;
    let fetcher = fetcher_for(&server);
    assert!(page(&fetcher, "http://www.a.gov.cn/first").await.visit.is_ok());
    let second = page(&fetcher, "http://www.a.gov.cn/second").await;
    assert_eq!(second.visit.outcome, Outcome::Failed(Failure::Reset));
    let tries = server.pages().iter().filter(|it| it.path == "/second").count();
    assert_eq!(tries, 2, "tried once more, and not for ever");
}

#[tokio::test]
async fn a_refused_head_is_asked_again_with_a_ranged_get() {
    for refusal in [
        say(405, &[], ""),
        say(404, &[], ""),
        say(403, &[], ""),
        say(500, &[], ""),
        say(501, &[], ""),
        Act::Reset,
        Act::Close,
    ] {
        let server = serve(move |seen| match (seen.method.as_str(), seen.path.as_str()) {
            (_, "/robots.txt") => missing(),
            ("HEAD", _) => refusal.clone(),
            _ => say(206, &["Content-Range: bytes 0-3/9999"], "%PDF"),
        })
        .await;
        let fetched = presence(&fetcher_for(&server), "http://www.a.gov.cn/a.pdf").await;
        assert_eq!(fetched.visit.outcome, Outcome::Answered(206));
        assert_eq!(fetched.visit.method, Method::RangedGet);
        assert_eq!(fetched.body, "%PDF");
        let last = server.pages().pop().expect("a request");
        assert_eq!(last.header("range"), Some("bytes=0-1023"));
    }
}

#[tokio::test]
async fn an_accepted_head_is_enough() {
    let server = serve(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        (_, "/robots.txt") => missing(),
        ("HEAD" | "GET", "/gone") => say(404, &[], ""),
        ("HEAD", _) => Act::Say(
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
        ),
        _ => panic!("the body is not wanted"),
    })
    .await;
    let fetcher = fetcher_for(&server);
    let fetched = presence(&fetcher, "http://www.a.gov.cn/a.zip").await;
    assert_eq!(
        (fetched.visit.outcome, fetched.visit.method),
        (Outcome::Answered(200), Method::Head)
    );
    let gone = presence(&fetcher, "http://www.a.gov.cn/gone").await.visit;
    assert_eq!((gone.outcome, gone.method), (Outcome::Answered(404), Method::RangedGet));
}

#[tokio::test]
async fn an_unsatisfiable_range_is_asked_whole() {
    let server = serve(|seen| match (seen.method.as_str(), seen.header("range")) {
        (_, None) if seen.path == "/robots.txt" => missing(),
        ("HEAD", _) => say(405, &[], ""),
        (_, Some(_)) => say(416, &[], ""),
        _ => say(200, &[], ""),
    })
    .await;
    let fetched = presence(&fetcher_for(&server), "http://www.a.gov.cn/empty.txt").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    assert_eq!(fetched.visit.method, Method::Get);
}

#[tokio::test]
async fn addresses_that_cannot_be_asked_for_end_as_outcomes() {
    let server = serve(|seen| say(200, &[], seen.header("authorization").unwrap_or("none"))).await;
    let fetcher = fetcher_for(&server);
    for address in
        ["ftp://www.a.gov.cn/a.zip", "mailto:a@b.cn", "data:text/html,x", "javascript:void(0)"]
    {
        let outcome = page(&fetcher, address).await.visit.outcome;
        assert_eq!(outcome, Outcome::Failed(Failure::BadRedirect), "{address}");
    }
    let long = format!("http://www.a.gov.cn/{}", "x".repeat(200_000));
    let unasked = page(&fetcher, &long).await.visit.outcome;
    assert_eq!(unasked, Outcome::Barred(Barrier::NotReached), "no client of ours can ask for it");
    let odd = page(&fetcher, "http://www.a.gov.cn/a|b{c}^`\"<>?q=`|\\^{}[]'\"").await;
    assert_eq!(odd.visit.outcome, Outcome::Answered(200));
    let with_credentials = page(&fetcher, "http://admin:secret@www.a.gov.cn/").await;
    assert_eq!(with_credentials.body, "none");
}
