//! The hosts on loopback answer and misbehave as planned.

use crate::demo::{audit_day, county};
use pucha::demo::big::{BigSite, HOST};
use pucha::demo::{Expect, Serving, Subject, serve};
use reqwest::{Client, Method, redirect};
use std::net::SocketAddr;
use std::time::Duration;

/// Of the places of a host, the first.
fn first(places: &str) -> SocketAddr {
    places.split(';').next().and_then(|it| it.parse().ok()).expect("an address and a port")
}

fn client(serving: &Serving) -> Client {
    // Another test of this binary may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(2))
        .tls_danger_accept_invalid_certs(false);
    for (host, address) in &serving.hosts {
        let address = first(address);
        builder = builder.resolve(host, address);
    }
    builder.build().expect("a client")
}

/// The address with the port that its host has on loopback.
fn led(serving: &Serving, address: &str) -> String {
    let mut url = url::Url::parse(address).expect("an address");
    let host = url.host_str().expect("a host").to_owned();
    let to = first(&serving.hosts[&host]);
    url.set_port(Some(to.port())).expect("an address with a port");
    url.to_string()
}

async fn status(serving: &Serving, method: Method, address: &str) -> Option<u16> {
    let request = client(serving).request(method, led(serving, address));
    request.send().await.ok().map(|it| it.status().as_u16())
}

#[tokio::test]
async fn hosts_have_names_as_real_ones_and_loopback_addresses() {
    let serving = serve(&county()).await.expect("a served county");
    assert!(serving.hosts.contains_key("www.gov.cn"));
    for (host, address) in &serving.hosts {
        let address = first(address);
        assert!(address.ip().is_loopback(), "{host}");
    }
    assert_eq!(status(&serving, Method::GET, "http://www.lanqing.gov.cn/").await, Some(200));
    assert_eq!(serving.requests("www.lanqing.gov.cn"), 1);
    assert!(serving.tally("www.lanqing.gov.cn").is_some_and(|it| it.most_at_once() == 1));
}

#[tokio::test]
async fn planned_links_break_in_the_planned_way() {
    let county = county();
    let serving = serve(&county).await.expect("a served county");
    for row in county.truth() {
        let Expect::Finding { code, subject: Subject::Link(address) } = row.expect else {
            continue;
        };
        if !code.starts_with("broken_links") {
            continue;
        }
        let seen = status(&serving, Method::GET, &address).await;
        let soft = row.why.contains("服务器") || code == "broken_links.attachment";
        let broken = seen.is_none_or(|it| it >= 300) || soft || address.contains("drip.");
        assert!(broken, "{address}: {seen:?}");
    }
}

#[tokio::test]
async fn a_refusing_host_refuses_and_a_silent_one_says_nothing() {
    let serving = serve(&county()).await.expect("a served county");
    let ask = |address: &'static str| client(&serving).get(led(&serving, address)).send();
    assert!(ask("http://qxj.lanqing.gov.cn/").await.is_err_and(|it| it.is_connect()));
    assert!(ask("http://dag.lanqing.gov.cn/").await.is_err_and(|it| it.is_timeout()));
    assert!(ask("http://zb.anlan.gov.cn/").await.is_err_and(|it| !it.is_timeout()));
    assert!(ask("http://drip.anlan.gov.cn/").await.is_err_and(|it| it.is_timeout()));
}

#[tokio::test]
async fn manners_are_kept() {
    let serving = serve(&county()).await.expect("a served county");
    let portal = |path: &str| format!("http://www.lanqing.gov.cn{path}");
    assert_eq!(status(&serving, Method::GET, &portal("/zt/flaky.html")).await, Some(500));
    assert_eq!(status(&serving, Method::GET, &portal("/zt/flaky.html")).await, Some(200));
    assert_eq!(status(&serving, Method::HEAD, &portal("/files/plan.pdf")).await, Some(405));
    assert_eq!(status(&serving, Method::GET, &portal("/files/plan.pdf")).await, Some(200));
    assert_eq!(
        status(&serving, Method::GET, &portal("/zt/session.html;jsessionid=9")).await,
        Some(200)
    );
    assert_eq!(status(&serving, Method::GET, &portal("/zcwj/index_1.html")).await, Some(404));
    assert_eq!(status(&serving, Method::GET, &portal("/robots.txt")).await, Some(404));
    assert_eq!(status(&serving, Method::GET, "http://jtj.lanqing.gov.cn/").await, Some(521));
    assert_eq!(status(&serving, Method::GET, "http://czj.lanqing.gov.cn/no/such").await, Some(200));
    assert_eq!(status(&serving, Method::GET, "http://kfq.lanqing.gov.cn/no/such").await, Some(302));
    let video = client(&serving).head(led(&serving, &portal("/files/video.zip")));
    let length = video.send().await.expect("a head").headers()["content-length"].clone();
    assert_eq!(length, (300_u64 << 20).to_string());
}

#[tokio::test]
async fn the_expired_certificate_is_refused_and_the_page_can_be_read_all_the_same() {
    let serving = serve(&county()).await.expect("a served county");
    let address = led(&serving, "https://mzj.lanqing.gov.cn/");
    assert!(client(&serving).get(&address).send().await.is_err());
    let to: SocketAddr = serving.hosts["mzj.lanqing.gov.cn"].parse().expect("an address");
    let careless = Client::builder()
        .resolve("mzj.lanqing.gov.cn", to)
        .no_proxy()
        .tls_danger_accept_invalid_certs(true)
        .build()
        .expect("a client");
    let answer = careless.get(&address).send().await.expect("a page");
    assert!(answer.text().await.expect("text").contains("frameset"));
    let plain = address.replace("https://", "http://");
    assert_eq!(careless.get(&plain).send().await.expect("a page").status(), 200);
}

#[tokio::test]
async fn the_large_portal_has_its_pages_sizes_and_broken_links() {
    let big = BigSite::new(audit_day(), 500);
    let serving = serve(&big).await.expect("a served site");
    let addresses = big.addresses();
    assert_eq!((addresses.len(), big.pages()), (500, 500));
    let (mut bytes, client) = (0, client(&serving));
    for address in &addresses {
        let answer = client.get(led(&serving, address)).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{address}");
        let length = answer.bytes().await.expect("a body").len();
        assert!((12 << 10..66 << 10).contains(&length), "{address}: {length}");
        bytes += length;
    }
    assert!((28 << 10..36 << 10).contains(&(bytes / 500)), "mean {}", bytes / 500);
    for address in big.broken() {
        assert_eq!(status(&serving, Method::GET, &address).await, Some(404));
    }
    let share = (500 + big.files() + big.broken().len()) / big.broken().len();
    assert!((23..=27).contains(&share), "one link in {share} is broken");
    assert_eq!(serving.requests(HOST), 500 + big.broken().len());
}
