//! Conditions go with the request for a whole page to the address that gave them, and with no other.

use crate::fetch::server::{Act, fetcher, say, serve, settings, url};
use pucha::fetch::{Ask, Want};
use pucha::model::validators::Validators;
use pucha::model::visit::{Outcome, Purpose};

const PAGE: &str = "http://www.a.gov.cn/new.html";

fn unless(of: &str) -> Validators {
    Validators {
        of: url(of),
        etag: Some("W/\"5e3\"".into()),
        last_modified: Some("Thu, 01 Oct 2026 00:00:00 GMT".into()),
    }
}

#[tokio::test]
async fn conditions_are_sent_to_the_page_that_gave_them_only() {
    let server = serve(|seen| match seen.path.as_str() {
        "/old.html" => say(302, &["Location: /new.html"], ""),
        "/new.html" if seen.header("if-none-match").is_some() => {
            Act::Say(b"HTTP/1.1 304 Not Modified\r\nETag: W/\"5e3\"\r\n\r\n".to_vec())
        }
        _ => say(200, &["Content-Type: text/html"], "<p>页面</p>"),
    })
    .await;
    let fetcher = fetcher(&settings(&[("www.a.gov.cn", server.address)]));
    let ask = |address: &str, of: &str| Ask { unless: Some(unless(of)), ..Ask::page(url(address)) };
    let presence = Ask { want: Want::Presence, purpose: Purpose::Link, ..ask(PAGE, PAGE) };
    for (ask, path, status, sent) in [
        (ask(PAGE, PAGE), "/new.html", 304, true),
        (ask("http://www.a.gov.cn/old.html", PAGE), "/new.html", 304, true),
        (
            ask("http://www.a.gov.cn/old.html", "http://www.a.gov.cn/old.html"),
            "/new.html",
            200,
            false,
        ),
        (ask(PAGE, "https://www.a.gov.cn/new.html"), "/new.html", 200, false),
        (presence, "/new.html", 200, false),
        (Ask::page(url(PAGE)), "/new.html", 200, false),
    ] {
        let before = server.pages().len();
        let fetched = fetcher.fetch(ask.clone()).await;
        assert_eq!(fetched.visit.outcome, Outcome::Answered(status), "{ask:?}");
        assert_eq!(fetched.body.is_empty(), status == 304 || ask.want == Want::Presence);
        for seen in &server.pages()[before..] {
            let tag = seen.header("if-none-match") == Some("w/\"5e3\"");
            let day = seen.header("if-modified-since") == Some("thu, 01 oct 2026 00:00:00 gmt");
            let expected = seen.path == path && sent
                || ask.unless.as_ref().is_some_and(|it| it.of.path() == "/old.html")
                    && seen.path == "/old.html";
            assert_eq!((tag, day), (expected, expected), "{} of {ask:?}", seen.path);
        }
    }
}
