//! No host can send us to places that are not the web's: private addresses, and our own programs least of all.

use crate::fetch::server::{Act, Server, fetcher, page, reply, serve, settings};
use crate::hostile::attack::undecided;
use pucha::config::Crawl;
use pucha::model::visit::{Barrier, HopBy};
use std::net::SocketAddr;

/// Something of ours that listens: whatever reaches it would be done.
async fn dashboard() -> Server {
    serve(|_| Act::Say(reply(200, &[], b"all findings deleted"))).await
}

/// Leads on to the place after `?`, by HTTP or by its refresh header.
async fn leading() -> Server {
    serve(|seen| match seen.path.split_once('?') {
        Some(("/to", place)) => Act::Say(reply(302, &[&format!("Location: {place}")], b"")),
        Some(("/refresh", place)) => {
            Act::Say(reply(200, &[&format!("Refresh: 0; url={place}")], b"wait"))
        }
        _ => Act::Say(reply(404, &[], b"")),
    })
    .await
}

fn keeping_off(never: &str, hosts: &[(&str, SocketAddr)]) -> Crawl {
    Crawl { never_visit: vec![never.to_owned()], ..settings(hosts) }
}

#[tokio::test]
async fn our_own_programs_are_never_visited_where_private_addresses_are() {
    let (ours, host) = (dashboard().await, leading().await);
    let port = ours.address.port();
    let never = format!("0.0.0.0:{port}");
    let hosts = [("www.a.gov.cn", host.address), ("www.b.gov.cn", ours.address)];
    let fetcher = fetcher(&keeping_off(&never, &hosts));
    for place in [
        format!("http://127.0.0.1:{port}/findings/delete"),
        format!("http://127.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f000001:{port}/"),
        format!("http://0177.0.0.1:{port}/"),
        format!("http://127.0.0.1.:{port}/"),
        format!("http://127.9.9.9:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        format!("http://0:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://[::ffff:7f00:1]:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        "http://www.b.gov.cn/".to_owned(),
        "http://WWW.B.gov.cn./".to_owned(),
        format!("http://www.a.gov.cn:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("\\\\127.0.0.1:{port}\\"),
    ] {
        for (way, by) in [("to", HopBy::Http), ("refresh", HopBy::RefreshHeader)] {
            let visit = page(&fetcher, &format!("http://www.a.gov.cn/{way}?{place}")).await.visit;
            assert_eq!(visit.reach(), undecided(Barrier::PrivateAddress), "{way} {place}");
            assert_eq!(visit.chain.iter().map(|it| it.by).collect::<Vec<_>>(), [by], "{place}");
        }
        if let Ok(place) = place.parse::<url::Url>() {
            let visit = page(&fetcher, place.as_str()).await.visit;
            assert_eq!(visit.reach(), undecided(Barrier::PrivateAddress), "{place}");
        }
    }
    assert!(ours.seen().is_empty(), "{:?}", ours.seen());
}

#[tokio::test]
async fn what_stands_beside_our_own_programs_is_visited() {
    let (ours, host) = (dashboard().await, leading().await);
    let other = serve(|_| Act::Say(reply(200, &[], b"an intranet site"))).await;
    let hosts = [("www.a.gov.cn", host.address), ("www.b.gov.cn", other.address)];
    let fetcher = fetcher(&keeping_off(&ours.address.to_string(), &hosts));
    let fetched = page(&fetcher, "http://www.a.gov.cn/to?http://www.b.gov.cn/").await;
    assert_eq!(fetched.body, "an intranet site");
}

#[tokio::test]
async fn a_host_at_two_places_is_visited_at_the_one_that_is_not_ours() {
    let ours = dashboard().await;
    let other = serve(|_| Act::Say(reply(200, &[], b"theirs"))).await;
    for host in ["www.a.gov.cn", "61.191.1.2"] {
        let mut crawl = keeping_off(&ours.address.to_string(), &[]);
        crawl.hosts.insert(host.to_owned(), format!("{};{}", ours.address, other.address));
        let fetched = page(&fetcher(&crawl), &format!("http://{host}/")).await;
        assert_eq!(fetched.body, "theirs", "{host}");
    }
    assert!(ours.seen().is_empty());
}

#[tokio::test]
async fn a_way_round_tls_does_not_lead_to_our_own_programs() {
    // Over https it would be dialled at 443, over http at 80: what is ours is known by the port that is dialled.
    let crawl =
        keeping_off("127.0.0.1:80", &[("www.a.gov.cn", "127.0.0.1:0".parse().expect("a place"))]);
    let fetcher = fetcher(&crawl);
    let visit = page(&fetcher, "http://www.a.gov.cn/").await.visit;
    assert_eq!(visit.reach(), undecided(Barrier::PrivateAddress));
}
