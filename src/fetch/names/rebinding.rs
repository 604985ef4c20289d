//! Names whose address changes between look and use, and hosts that lead inside, where private addresses are barred.

use super::tests::name_server;
use super::*;
use crate::fetch::{Ask, Fetcher, Limits};
use crate::model::visit::{HopBy, Visit};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A place of the public internet, as far as this test is concerned: no other can be listened at.
const OUTSIDE: &str = "127.0.0.2:0";

/// A fetcher that may go to public addresses only, the outside one among them.
async fn strict(host: SocketAddr) -> Fetcher {
    let mut crawl = Crawl { respect_robots: false, requests_per_second: 0.0, ..Crawl::default() };
    crawl.hosts.insert("www.a.gov.cn".into(), host.to_string());
    let mut limits = Limits::of(&crawl).expect("good settings");
    limits.time = Duration::from_secs(2);
    let mut names = Names::of(&crawl, limits.time).expect("good settings");
    names.resolver = Some(name_server().await);
    assert_eq!(host.ip().to_string(), "127.0.0.2");
    names.is_public = |ip| ip.to_string() == "127.0.0.2" || is_public(ip);
    Fetcher::with_names(&crawl, "run", &[], (limits, names)).expect("a fetcher")
}

/// Counts connections, and says `head` where the path is known, else leads on to what stands after `?`.
async fn listening(at: &str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(at).await.expect("a free port");
    let place = listener.local_addr().expect("bound");
    let met = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&met);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let answer = match path.split_once('?') {
                Some(("/to", place)) => format!("302 X\r\nLocation: {place}"),
                Some(("/refresh", place)) => format!("200 X\r\nRefresh: 0;url={place}"),
                _ => "200 X".to_owned(),
            };
            let answer =
                format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (place, met)
}

async fn visit(fetcher: &Fetcher, address: &str) -> Visit {
    fetcher.fetch(Ask::page(address.parse().expect("an address"))).await.visit
}

#[tokio::test]
async fn a_public_host_cannot_lead_to_a_private_address() {
    let (host, _) = listening(OUTSIDE).await;
    let (inside, met) = listening("127.0.0.1:0").await;
    let fetcher = strict(host).await;
    assert!(visit(&fetcher, "http://www.a.gov.cn/").await.is_ok());
    let port = inside.port();
    for place in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0177.1:{port}/"),
        format!("http://0x7f.0.0.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://[::127.0.0.1]:{port}/"),
        format!("http://[64:ff9b::7f00:1]:{port}/"),
        format!("http://[2002:7f00:1::]:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        format!("http://inside.gov.cn:{port}/"),
        format!("http://INSIDE.gov.cn.:{port}/"),
        "http://10.0.0.1/".to_owned(),
        "http://192.168.1.1/admin".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[fd00::1]/".to_owned(),
        "http://[fe80::1]/".to_owned(),
    ] {
        for (way, by) in [("to", HopBy::Http), ("refresh", HopBy::RefreshHeader)] {
            let visit = visit(&fetcher, &format!("http://www.a.gov.cn/{way}?{place}")).await;
            assert_eq!(visit.outcome, Outcome::Barred(Barrier::PrivateAddress), "{place}");
            assert_eq!(visit.chain.iter().map(|it| it.by).collect::<Vec<_>>(), [by], "{place}");
        }
    }
    assert_eq!(met.load(Ordering::SeqCst), 0, "nothing inside was so much as connected to");
}

#[tokio::test]
async fn localhost_is_private_by_whatever_name() {
    let (host, _) = listening(OUTSIDE).await;
    let (inside, met) = listening("127.0.0.1:0").await;
    let fetcher = strict(host).await;
    for name in ["localhost", "LOCALHOST", "localhost.", "a.localhost"] {
        let address = format!("http://{name}:{}/", inside.port());
        let reach = visit(&fetcher, &address).await.outcome;
        assert!(!matches!(reach, Outcome::Answered(_)), "{address}: {reach:?}");
    }
    assert_eq!(met.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_that_turns_private_after_it_was_public_gets_nowhere() {
    let (host, _) = listening(OUTSIDE).await;
    let (inside, met) = listening("127.0.0.1:0").await;
    let fetcher = strict(host).await;
    let names = &fetcher.inner.names;
    let address: Url =
        format!("http://rebinds.gov.cn:{}/", inside.port()).parse().expect("an address");
    let first = names.places(&address).await.expect("public at first");
    assert_eq!(first[0].ip().to_string(), "61.191.1.2");
    // What was found is kept for minutes; this is the time after.
    held(&names.lookups).clear();
    let later = visit(&fetcher, address.as_str()).await;
    assert_eq!(later.outcome, Outcome::Barred(Barrier::PrivateAddress));
    assert_eq!(met.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_was_looked_at_is_what_is_dialled() {
    let name = || "rebinds.gov.cn".parse::<reqwest::dns::Name>().expect("a name");
    let looked_at: Arc<[SocketAddr]> = Arc::from(["61.191.1.2:0".parse().expect("a place")]);
    let asking = async { PinnedNames.resolve(name()).await };
    let dialled = pinned(Arc::clone(&looked_at), asking).await;
    assert_eq!(dialled.expect("pinned").collect::<Vec<_>>(), *looked_at);
    assert!(PinnedNames.resolve(name()).await.is_err(), "nobody looked at anything");
}
