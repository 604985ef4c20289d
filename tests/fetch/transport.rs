//! What a host offers besides the way by which it is read: known from DNS, or from settings that name all of its places.

use crate::fetch::server::{settings, url};
use crate::fetch::tls::{Plain, Secure, acceptor, params, serve};
use pucha::fetch::{Fetcher, Listing};
use pucha::model::facts::features::Ipv6State;
use rcgen::KeyPair;
use std::net::SocketAddr;

const HOME: &str = "http://www.a.gov.cn/";

fn led(places: &str) -> Fetcher {
    let mut crawl = settings(&[]);
    crawl.hosts.insert("www.a.gov.cn".into(), places.into());
    Fetcher::new(&crawl, "run").expect("good settings")
}

async fn plain() -> SocketAddr {
    serve(Secure::Sends(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Plain::Serves).await
}

async fn secure() -> SocketAddr {
    let key = KeyPair::generate().expect("a key");
    let certificate = params("www.b.gov.cn", 2021).self_signed(&key).expect("signed");
    serve(Secure::With(acceptor(certificate.der().to_vec(), &key)), Plain::Serves).await
}

#[tokio::test]
async fn a_host_is_known_as_far_as_the_settings_say_so() {
    for (places, listing, ipv6) in [
        ("127.0.0.1:9", Listing::One, None),
        ("127.0.0.1:9;", Listing::Whole, Some(Ipv6State::Absent)),
        ("127.0.0.1:9; 127.0.0.2:9", Listing::Whole, Some(Ipv6State::Absent)),
    ] {
        let fetcher = led(places);
        assert_eq!(fetcher.listing(&url(HOME)), listing, "{places}");
        assert_eq!(fetcher.ipv6(&url(HOME)).await, ipv6, "{places}");
    }
    assert_eq!(led("127.0.0.1:9").listing(&url("http://www.b.gov.cn/")), Listing::Unlisted);
}

#[tokio::test]
async fn an_ipv6_address_counts_even_where_it_cannot_be_tried() {
    let found = led("127.0.0.1:9;[::1]:9").ipv6(&url(HOME)).await;
    assert!(matches!(found, Some(Ipv6State::Recorded | Ipv6State::Silent)), "{found:?}");
}

#[tokio::test]
async fn tls_at_any_place_counts_whatever_its_certificate() {
    let (plain, secure) = (plain().await, secure().await);
    for (places, speaks) in [
        (format!("{plain};"), false),
        (format!("{secure};"), true),
        (format!("{plain};{secure}"), true),
        ("127.0.0.1:9;".to_owned(), false),
        // One of perhaps several: nothing is known.
        (secure.to_string(), false),
    ] {
        assert_eq!(led(&places).listed_speak_tls(&url(HOME)).await, speaks, "{places}");
    }
}

#[tokio::test]
async fn a_page_is_read_at_the_first_place_that_takes_the_connection() {
    let place = plain().await;
    let fetcher = led(&format!("127.0.0.1:9;{place}"));
    let fetched = crate::fetch::server::page(&fetcher, HOME).await;
    assert_eq!(fetched.body.as_ref(), b"over http");
}
