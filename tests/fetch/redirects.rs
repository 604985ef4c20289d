//! Redirects are followed by hand, kept as a chain, and end.

use crate::fetch::server::{
    Act, Server, fetcher, fetcher_for, missing, page, presence, say, serve, settings, url,
};
use pucha::fetch::Ask;
use pucha::model::visit::{Failure, Hop, HopBy, Method, Outcome};

/// A server that answers by path; anything else is missing.
async fn site(pages: Vec<(&'static str, Act)>) -> Server {
    serve(move |seen| {
        let found = pages.iter().find(|(path, _)| *path == seen.path);
        found.map_or_else(missing, |(_, act)| act.clone())
    })
    .await
}

fn to(place: &str) -> Act {
    say(302, &[&format!("Location: {place}")], "")
}

#[tokio::test]
async fn a_chain_is_kept_hop_by_hop() {
    let server = site(vec![
        ("/", to("/a")),
        ("/a", say(200, &["Refresh: 0; URL='b/c'"], "wait")),
        ("/b/c", to("../d?x=1#part")),
        ("/d?x=1", say(200, &[], "here")),
    ])
    .await;
    let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
    let visit = fetched.visit;
    assert_eq!(visit.outcome, Outcome::Answered(200));
    assert_eq!(visit.landed, url("http://www.a.gov.cn/d?x=1"));
    let chain: Vec<_> =
        visit.chain.iter().map(|hop| (hop.from.path(), hop.status, hop.by)).collect();
    assert_eq!(
        chain,
        [("/", 302, HopBy::Http), ("/a", 200, HopBy::RefreshHeader), ("/b/c", 302, HopBy::Http)]
    );
    assert_eq!(fetched.body, "here");
}

#[tokio::test]
async fn redirects_that_lead_nowhere_end() {
    for (place, failure) in [
        ("/", Failure::RedirectLoop),
        ("", Failure::RedirectLoop),
        ("javascript:alert(1)", Failure::BadRedirect),
        ("ftp://www.a.gov.cn/", Failure::BadRedirect),
        ("mailto:a@b.c", Failure::BadRedirect),
        ("http://", Failure::BadRedirect),
        ("http://[::1", Failure::BadRedirect),
        ("//", Failure::BadRedirect),
    ] {
        let server = site(vec![("/", to(place))]).await;
        let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
        assert_eq!(fetched.visit.outcome, Outcome::Failed(failure), "{place:?}");
    }
}

#[tokio::test]
async fn a_circle_and_a_long_way_are_loops() {
    let circle = site(vec![("/a", to("/b")), ("/b", to("/c")), ("/c", to("/a"))]).await;
    let fetched = page(&fetcher_for(&circle), "http://www.a.gov.cn/a").await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::RedirectLoop));
    assert_eq!(circle.pages().len(), 3, "no page is asked for twice");

    let endless = serve(|seen| match seen.path.trim_start_matches('/').parse::<u32>() {
        Ok(number) => say(301, &[&format!("Location: /{}", number + 1)], ""),
        Err(_) => missing(),
    })
    .await;
    let fetched = page(&fetcher_for(&endless), "http://www.a.gov.cn/1").await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::RedirectLoop));
    assert_eq!(fetched.visit.chain.len(), 10);
}

#[tokio::test]
async fn hops_made_elsewhere_count() {
    let server = site(vec![("/a", to("/b")), ("/b", say(200, &[], "b"))]).await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    crawl.max_redirects = 1;
    let before = Hop {
        from: url("http://www.a.gov.cn/"),
        status: 200,
        by: HopBy::MetaRefresh,
        to: url("http://www.a.gov.cn/a"),
    };
    let ask = Ask { chain: vec![before], ..Ask::page(url("http://www.a.gov.cn/a")) };
    let fetched = fetcher(&crawl).fetch(ask).await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::RedirectLoop));
}

#[tokio::test]
async fn a_site_that_turns_a_visitor_round_for_a_cookie_opens() {
    let server = serve(|seen| match (seen.path.as_str(), seen.header("cookie")) {
        ("/", None) => {
            say(302, &["Location: /", "Set-Cookie: sid=1; Path=/; HttpOnly", "Set-Cookie: b=2"], "")
        }
        ("/", Some("b=2; sid=1")) => say(200, &[], "open"),
        _ => missing(),
    })
    .await;
    let fetcher = fetcher_for(&server);
    let fetched = page(&fetcher, "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(200));
    assert_eq!(fetched.visit.chain.len(), 1);
    page(&fetcher, "http://www.a.gov.cn/").await;
    assert_eq!(server.pages().iter().filter(|it| it.header("cookie").is_none()).count(), 2);
}

#[tokio::test]
async fn a_cookie_that_never_satisfies_is_a_loop() {
    let server = site(vec![("/", say(302, &["Location: /", "Set-Cookie: sid=1"], ""))]).await;
    let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Failed(Failure::RedirectLoop));
}

#[tokio::test]
async fn cookies_do_not_go_to_another_host() {
    let other = site(vec![("/", say(200, &[], "other"))]).await;
    let first =
        site(vec![("/", say(302, &["Location: http://www.b.gov.cn/", "Set-Cookie: a=1"], ""))])
            .await;
    let crawl = settings(&[("www.a.gov.cn", first.address), ("www.b.gov.cn", other.address)]);
    let fetched = page(&fetcher(&crawl), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.landed, url("http://www.b.gov.cn/"));
    assert_eq!(other.pages()[0].header("cookie"), None);
}

#[tokio::test]
async fn locations_in_raw_bytes_are_understood() {
    let gbk =
        [b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /\xd6\xd0\r\n\r\n".as_slice()].concat();
    let server = serve(move |seen| match seen.path.as_str() {
        "/utf8" => say(302, &["Location: /中"], ""),
        "/gbk" => Act::Say(gbk.clone()),
        "/%E4%B8%AD" => say(200, &[], "utf8"),
        "/%D6%D0" => say(200, &[], "gbk"),
        _ => missing(),
    })
    .await;
    let fetcher = fetcher_for(&server);
    assert_eq!(page(&fetcher, "http://www.a.gov.cn/utf8").await.body, "utf8");
    assert_eq!(page(&fetcher, "http://www.a.gov.cn/gbk").await.body, "gbk");
}

#[tokio::test]
async fn refresh_headers_that_are_no_redirect_are_left() {
    for refresh in ["300", "5; url=/", "60; url=/next", "nonsense", "0;"] {
        let line = format!("Refresh: {refresh}");
        let server = site(vec![("/", say(200, &[&line], "page"))]).await;
        let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
        assert_eq!((fetched.visit.chain.len(), fetched.visit.is_ok()), (0, true), "{refresh}");
    }
}

#[tokio::test]
async fn a_redirect_without_a_place_is_its_status() {
    let server = site(vec![("/", say(302, &[], "where?"))]).await;
    let fetched = page(&fetcher_for(&server), "http://www.a.gov.cn/").await;
    assert_eq!(fetched.visit.outcome, Outcome::Answered(302));
}

#[tokio::test]
async fn a_redirected_head_stays_a_head() {
    let server = site(vec![("/old.pdf", to("/new.pdf")), ("/new.pdf", say(200, &[], ""))]).await;
    let fetched = presence(&fetcher_for(&server), "http://www.a.gov.cn/old.pdf").await;
    assert_eq!(
        (fetched.visit.outcome, fetched.visit.method),
        (Outcome::Answered(200), Method::Head)
    );
    assert!(server.pages().iter().all(|it| it.method == "HEAD"));
}
