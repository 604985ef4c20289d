//! TLS that is expired, cut, slow or old, and HTTP/2 where it was not asked for.

use crate::fetch::server::{page, request, settings};
use crate::fetch::tls::{Authority, acceptor, authority, params};
use crate::hostile::attack::{bad, undecided};
use pucha::fetch::Fetcher;
use pucha::model::visit::{Barrier, Failure, Reach, TlsDetour, TlsFaultKind};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// An alert that says `protocol_version` (RFC 8446 §6).
const OLD_PROTOCOL: &[u8] = b"\x15\x03\x01\x00\x02\x02\x46";
/// The head of a handshake record of 16 KiB.
const LARGE_RECORD: &[u8] = b"\x16\x03\x03\x40\x00";
/// An empty SETTINGS frame (RFC 9113 §6.5).
const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";
/// `RST_STREAM` of stream 1 with `ENHANCE_YOUR_CALM`, and `GOAWAY` with the same.
const RESET_STREAM: &[u8] = b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x0b";
const GO_AWAY: &[u8] = b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0b";
/// HEADERS of stream 1 with `:status: 200` (RFC 7541 index 8), then DATA `over h2` with the end of the stream.
const PAGE: &[u8] = b"\0\0\x01\x01\x04\0\0\0\x01\x88\0\0\x07\0\x01\0\0\0\x01over h2";

/// What is done with a connection that opens with TLS; plain ones are closed.
enum Does {
    /// Serves a page over TLS.
    Serves(TlsAcceptor),
    /// Takes what comes first and says this, byte by byte or at once.
    Says(Vec<u8>, Option<Duration>),
    /// Says it again and again.
    Pours(&'static [u8]),
    Hangs,
    Resets,
    /// Over TLS: these frames, in answer to whatever comes.
    Frames(TlsAcceptor, Vec<u8>),
}

async fn connection(mut stream: TcpStream, does: &Does) {
    let mut first = [0];
    let _ = stream.peek(&mut first).await;
    if first[0] != 0x16 {
        return;
    }
    match does {
        Does::Serves(acceptor) => {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            if request(&mut stream).await.is_some() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nover tls").await;
                let _ = stream.shutdown().await;
            }
        }
        Does::Says(bytes, pause) => {
            let _ = stream.read(&mut [0; 4096]).await;
            match pause {
                None => drop(stream.write_all(bytes).await),
                Some(pause) => {
                    for byte in bytes {
                        if stream.write_all(&[*byte]).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(*pause).await;
                    }
                }
            }
        }
        Does::Pours(piece) => {
            let many = piece.repeat(1000);
            while stream.write_all(&many).await.is_ok() {}
        }
        Does::Hangs => drop(stream.read_to_end(&mut Vec::new()).await),
        Does::Resets => {
            let _ = stream.read(&mut [0; 10]).await;
            let _ = stream.set_zero_linger();
        }
        Does::Frames(acceptor, frames) => {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut seen = Vec::new();
            while !asks(&seen) && stream.read_buf(&mut seen).await.is_ok_and(|it| 0 < it) {}
            let _ = stream.write_all(frames).await;
            let _ = stream.flush().await;
            // Until the other side has read it all and goes.
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    }
}

/// Whether a whole request came: a head of HTTP/1.1, or the preface of HTTP/2 and a HEADERS frame after others.
fn asks(seen: &[u8]) -> bool {
    let Some(mut rest) = seen.strip_prefix(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") else {
        return seen.ends_with(b"\r\n\r\n") && seen.starts_with(b"GET");
    };
    while let Some([a, b, c, kind, ..]) = rest.first_chunk::<9>() {
        let length = 9 + u32::from_be_bytes([0, *a, *b, *c]) as usize;
        if *kind == 1 {
            return length <= rest.len();
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

fn signed(params: &CertificateParams, authority: &Authority) -> (Vec<u8>, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &authority.issuer).expect("signed");
    (certificate.der().to_vec(), key)
}

fn good(authority: &Authority, protocols: &[&str]) -> TlsAcceptor {
    let (certificate, key) = signed(&params("www.a.gov.cn", 2100), authority);
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("default versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key)
        .expect("a certificate and its key");
    config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// The name of the attack, what is done, what the visit ends in, and the fault that is noted beside.
type Row = (&'static str, Does, Reach, Option<(TlsFaultKind, TlsDetour)>);

fn certificates(authority: &Authority) -> Vec<Row> {
    let serves = |params: CertificateParams| {
        let (certificate, key) = signed(&params, authority);
        Does::Serves(acceptor(certificate, &key))
    };
    let self_signed = {
        let key = KeyPair::generate().expect("a key");
        let certificate = params("www.a.gov.cn", 2100).self_signed(&key).expect("signed");
        Does::Serves(acceptor(certificate.der().to_vec(), &key))
    };
    let without_checks = |kind| Some((kind, TlsDetour::WithoutChecks));
    vec![
        (
            "expired",
            serves(params("www.a.gov.cn", 2021)),
            Reach::Ok,
            without_checks(TlsFaultKind::Expired),
        ),
        (
            "another name",
            serves(params("www.b.gov.cn", 2100)),
            Reach::Ok,
            without_checks(TlsFaultKind::WrongName),
        ),
        ("self-signed", self_signed, Reach::Ok, without_checks(TlsFaultKind::IncompleteChain)),
    ]
}

fn handshakes() -> Vec<Row> {
    let at_once = |bytes: &[u8]| Does::Says(bytes.to_vec(), None);
    let no_tls = undecided(Barrier::Tls);
    let nothing = |kind| Some((kind, TlsDetour::Nothing));
    let slowly = |bytes: &[u8]| Does::Says(bytes.repeat(500), Some(Duration::from_millis(20)));
    vec![
        (
            "an old version",
            at_once(OLD_PROTOCOL),
            no_tls.clone(),
            nothing(TlsFaultKind::OldProtocol),
        ),
        (
            "no TLS",
            at_once(b"HTTP/1.1 400 X\r\n\r\n"),
            no_tls.clone(),
            nothing(TlsFaultKind::Other),
        ),
        ("a handshake cut at once", at_once(b""), no_tls.clone(), nothing(TlsFaultKind::Other)),
        (
            "cut in a record",
            at_once(&LARGE_RECORD[..3]),
            no_tls.clone(),
            nothing(TlsFaultKind::Other),
        ),
        ("a reset handshake", Does::Resets, no_tls.clone(), nothing(TlsFaultKind::Other)),
        ("noise", Does::Pours(b"\x00\xff\x80"), no_tls.clone(), nothing(TlsFaultKind::Other)),
        // Records of no content, which the library takes for an attack.
        (
            "endless empty records",
            Does::Pours(b"\x16\x03\x03\x00\x00"),
            no_tls,
            nothing(TlsFaultKind::Other),
        ),
        ("a handshake that hangs", Does::Hangs, bad(Failure::TimeOut), None),
        ("one byte at a time", slowly(LARGE_RECORD), bad(Failure::TimeOut), None),
    ]
}

fn frames(authority: &Authority) -> Vec<Row> {
    let h2 = |protocols: &[&str], frames: &[&[u8]]| {
        Does::Frames(good(authority, protocols), frames.concat())
    };
    let broken = bad(Failure::BrokenAnswer);
    vec![
        ("HTTP/2 alone", h2(&["h2"], &[SETTINGS, PAGE]), Reach::Ok, None),
        ("HTTP/2 unasked", h2(&[], &[SETTINGS, PAGE]), Reach::Ok, None),
        ("HTTP/2 that resets", h2(&["h2"], &[SETTINGS, RESET_STREAM]), broken.clone(), None),
        ("HTTP/2 that goes away", h2(&["h2"], &[SETTINGS, GO_AWAY]), broken.clone(), None),
        ("HTTP/2 of noise", h2(&["h2"], &[&[0xff; 100]]), broken.clone(), None),
        ("HTTP/2 unasked that resets", h2(&[], &[SETTINGS, RESET_STREAM]), broken.clone(), None),
        ("noise over TLS", h2(&[], &[b"noise and no end"]), broken, None),
    ]
}

async fn all_end_as_they_should(rows: Vec<Row>, root: &[u8]) {
    let meet = async |(name, does, ends, fault): Row| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let place = listener.local_addr().expect("bound");
        tokio::spawn(async move {
            let does = Arc::new(does);
            while let Ok((stream, _)) = listener.accept().await {
                let does = Arc::clone(&does);
                tokio::spawn(async move { connection(stream, &does).await });
            }
        });
        let mut crawl = settings(&[("www.a.gov.cn", place)]);
        crawl.respect_robots = false;
        crawl.timeout_seconds = if ends == bad(Failure::TimeOut) { 0.5 } else { 8.0 };
        let fetcher = Fetcher::with_roots(&crawl, "run", &[root.to_vec()]).expect("settings");
        let begun = Instant::now();
        let visit = page(&fetcher, "https://www.a.gov.cn/").await.visit;
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
        let found = visit.tls_fault.as_ref().map(|it| (it.kind, it.read_by));
        let right = visit.reach() == ends && found == fault;
        (!right)
            .then(|| format!("{name}: {:?} {found:?}, and not {ends:?} {fault:?}", visit.reach()))
    };
    let met = futures_util::future::join_all(rows.into_iter().map(meet)).await;
    let wrong: Vec<String> = met.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_that_is_no_good_is_told_from_hosts_that_do_not_serve() {
    let authority = authority();
    let rows = [certificates(&authority), handshakes()].into_iter().flatten().collect();
    all_end_as_they_should(rows, &authority.root).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_that_speak_only_http_2_are_read() {
    let authority = authority();
    all_end_as_they_should(frames(&authority), &authority.root).await;
}
