//! Private addresses are refused: by name, by literal, by the settings' list, and after a redirect.

use crate::fetch::server::{fetcher, page, say, serve, settings};
use pucha::model::visit::{Barrier, Outcome};

fn strict(hosts: &[(&str, std::net::SocketAddr)]) -> pucha::fetch::Fetcher {
    let mut crawl = settings(hosts);
    crawl.allow_private_addresses = false;
    crawl.requests_per_second = 1000.0;
    fetcher(&crawl)
}

#[tokio::test]
async fn private_addresses_are_refused_before_anything_is_sent() {
    let server = serve(|_| say(200, &[], "secret")).await;
    let port = server.address.port();
    let fetcher = strict(&[("www.a.gov.cn", server.address)]);
    for address in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://127.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://[::1]:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "http://www.a.gov.cn/".to_owned(),
        format!("http://localhost:{port}/"),
    ] {
        let outcome = page(&fetcher, &address).await.visit.outcome;
        assert_eq!(outcome, Outcome::Barred(Barrier::PrivateAddress), "{address}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_literal_led_elsewhere_by_the_settings_is_dialled_there() {
    let server = serve(|seen| say(200, &[], seen.header("host").unwrap_or_default())).await;
    let fetcher = fetcher(&settings(&[("61.191.1.2", server.address)]));
    let fetched = page(&fetcher, "http://61.191.1.2/").await;
    assert_eq!(fetched.body, "61.191.1.2");
    assert_eq!(fetched.visit.landed.as_str(), "http://61.191.1.2/");
}

#[tokio::test]
async fn names_in_chinese_and_in_any_case_are_led_by_the_settings() {
    let server = serve(|_| say(200, &[], "here")).await;
    let fetcher =
        fetcher(&settings(&[("某县.政务", server.address), ("WWW.Upper.gov.cn", server.address)]));
    assert_eq!(page(&fetcher, "http://某县.政务/").await.body, "here");
    assert_eq!(page(&fetcher, "http://www.upper.GOV.CN/").await.body, "here");
}

#[tokio::test]
async fn an_explicit_port_of_the_address_is_kept() {
    let listed = serve(|_| say(200, &[], "listed")).await;
    let asked = serve(|_| say(200, &[], "asked")).await;
    let fetcher = fetcher(&settings(&[("www.a.gov.cn", listed.address)]));
    assert_eq!(page(&fetcher, "http://www.a.gov.cn/").await.body, "listed");
    let address = format!("http://www.a.gov.cn:{}/", asked.address.port());
    assert_eq!(page(&fetcher, &address).await.body, "asked");
}
