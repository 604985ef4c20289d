//! A TLS fault is told as what it is, and never makes a site dead that can be read otherwise.

use crate::fetch::server::{answer, page, reply, request, settings, url};
use pucha::fetch::Fetcher;
use pucha::model::visit::{Failure, Outcome, TlsDetour, TlsFault, TlsFaultKind, Visit};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

pub(crate) struct Authority {
    pub(crate) issuer: Issuer<'static, KeyPair>,
    pub(crate) root: Vec<u8>,
}

pub(crate) fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Test Root");
    let key = KeyPair::generate().expect("a key");
    let root = params.self_signed(&key).expect("a root").der().to_vec();
    Authority { issuer: Issuer::new(params, key), root }
}

/// A certificate for `name` that ends in `year`.
pub(crate) fn params(name: &str, year: i32) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(year, 6, 30);
    params
}

pub(crate) enum Plain {
    Serves,
    LeadsBack,
    Closes,
}

/// What a server does with a connection that opens with TLS.
pub(crate) enum Secure {
    With(TlsAcceptor),
    Sends(&'static [u8]),
    Resets,
}

pub(crate) async fn serve(secure: Secure, plain: Plain) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let place = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut first = [0];
            let _ = stream.peek(&mut first).await;
            if first[0] == 0x16 {
                match &secure {
                    Secure::With(acceptor) => {
                        if let Ok(mut stream) = acceptor.accept(stream).await {
                            answer(&mut stream, &reply(200, &[], b"over tls")).await;
                        }
                    }
                    Secure::Sends(bytes) => {
                        let _ = stream.read(&mut [0; 4096]).await;
                        let _ = stream.write_all(bytes).await;
                    }
                    Secure::Resets => {
                        let _ = stream.read(&mut [0; 10]).await;
                        let _ = stream.set_zero_linger();
                    }
                }
                continue;
            }
            let back = "Location: https://www.a.gov.cn/";
            match plain {
                Plain::Serves => answer(&mut stream, &reply(200, &[], b"over http")).await,
                Plain::LeadsBack => answer(&mut stream, &reply(301, &[back], b"")).await,
                Plain::Closes => {}
            }
        }
    });
    place
}

pub(crate) fn acceptor(certificate: Vec<u8>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("default versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key)
        .expect("a certificate and its key");
    TlsAcceptor::from(Arc::new(config))
}

async fn visit(place: SocketAddr, roots: &[Vec<u8>]) -> (Visit, String) {
    let crawl = settings(&[("www.a.gov.cn", place)]);
    let fetcher = Fetcher::with_roots(&crawl, "run", roots).expect("good settings");
    let fetched = page(&fetcher, "https://www.a.gov.cn/").await;
    (fetched.visit, String::from_utf8_lossy(&fetched.body).into_owned())
}

fn fault(visit: &Visit) -> (TlsFaultKind, TlsDetour) {
    let TlsFault { kind, read_by, .. } = visit.tls_fault.as_ref().expect("a fault");
    (*kind, *read_by)
}

#[tokio::test]
async fn faults_of_certificates_are_told_apart_and_the_page_is_read_all_the_same() {
    let authority = authority();
    let signed = |params: CertificateParams| {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &authority.issuer).expect("signed");
        acceptor(certificate.der().to_vec(), &key)
    };
    let self_signed = |mut params: CertificateParams, is_ca: IsCa| {
        params.is_ca = is_ca;
        let key = KeyPair::generate().expect("a key");
        acceptor(params.self_signed(&key).expect("signed").der().to_vec(), &key)
    };
    let mut early = params("www.a.gov.cn", 2101);
    early.not_before = date_time_ymd(2100, 1, 1);
    for (case, acceptor, kind, ends) in [
        ("expired", signed(params("www.a.gov.cn", 2021)), TlsFaultKind::Expired, "2021-06-30"),
        ("early", signed(early), TlsFaultKind::NotYetValid, "2101-06-30"),
        ("other name", signed(params("www.b.gov.cn", 2100)), TlsFaultKind::WrongName, "2100-06-30"),
        (
            "self-signed",
            self_signed(params("www.a.gov.cn", 2100), IsCa::NoCa),
            TlsFaultKind::IncompleteChain,
            "2100-06-30",
        ),
        (
            "its own authority",
            self_signed(params("www.a.gov.cn", 2100), IsCa::Ca(BasicConstraints::Unconstrained)),
            TlsFaultKind::IncompleteChain,
            "2100-06-30",
        ),
        (
            "expired and its own authority",
            self_signed(params("www.a.gov.cn", 2021), IsCa::Ca(BasicConstraints::Unconstrained)),
            TlsFaultKind::Expired,
            "2021-06-30",
        ),
    ] {
        let place = serve(Secure::With(acceptor), Plain::Closes).await;
        let (visit, body) = visit(place, std::slice::from_ref(&authority.root)).await;
        assert_eq!(visit.outcome, Outcome::Answered(200), "{case}");
        assert_eq!(fault(&visit), (kind, TlsDetour::WithoutChecks), "{case}: {visit:?}");
        assert_eq!(body, "over tls");
        assert_eq!(visit.certificate_ends.map(|it| it.to_string()).as_deref(), Some(ends));
    }
}

#[tokio::test]
async fn a_good_certificate_is_no_fault_and_its_end_is_known() {
    let authority = authority();
    let key = KeyPair::generate().expect("a key");
    let certificate =
        params("www.a.gov.cn", 2100).signed_by(&key, &authority.issuer).expect("signed");
    let place =
        serve(Secure::With(acceptor(certificate.der().to_vec(), &key)), Plain::Closes).await;
    let (visit, _) = visit(place, &[authority.root]).await;
    assert_eq!(visit.outcome, Outcome::Answered(200));
    assert_eq!(visit.tls_fault, None);
    assert_eq!(visit.certificate_ends.map(|it| it.to_string()).as_deref(), Some("2100-06-30"));
}

#[tokio::test]
async fn a_connection_closed_without_notice_still_brought_the_page() {
    let authority = authority();
    let key = KeyPair::generate().expect("a key");
    let certificate =
        params("www.a.gov.cn", 2100).signed_by(&key, &authority.issuer).expect("signed");
    let acceptor = acceptor(certificate.der().to_vec(), &key);
    for (head, outcome) in [
        ("HTTP/1.1 200 OK\r\n\r\n", Outcome::Answered(200)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", Outcome::Failed(Failure::BrokenAnswer)),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n",
            Outcome::Failed(Failure::BrokenAnswer),
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let place = listener.local_addr().expect("bound");
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                if request(&mut stream).await.is_some() {
                    let _ = stream.write_all(format!("{head}page").as_bytes()).await;
                    let _ = stream.flush().await;
                }
            }
        });
        let (visit, body) = visit(place, std::slice::from_ref(&authority.root)).await;
        assert_eq!((visit.outcome, body.as_str()), (outcome, "page"), "{head:?}");
    }
}

const OLD_PROTOCOL: &[u8] = b"\x15\x03\x01\x00\x02\x02\x46";
const HANDSHAKE_FAILURE: &[u8] = b"\x15\x03\x03\x00\x02\x02\x28";
const UNKNOWN_NAME: &[u8] = b"\x15\x03\x03\x00\x02\x02\x70";
const NOT_TLS: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\r\n";

fn broken_handshakes() -> Vec<(Secure, TlsFaultKind)> {
    vec![
        (Secure::Sends(OLD_PROTOCOL), TlsFaultKind::OldProtocol),
        (Secure::Sends(HANDSHAKE_FAILURE), TlsFaultKind::OldProtocol),
        (Secure::Sends(UNKNOWN_NAME), TlsFaultKind::Other),
        (Secure::Sends(NOT_TLS), TlsFaultKind::Other),
        (Secure::Sends(b""), TlsFaultKind::Other),
        (Secure::Resets, TlsFaultKind::Other),
    ]
}

#[tokio::test]
async fn a_broken_handshake_is_read_over_http() {
    for (secure, kind) in broken_handshakes() {
        let place = serve(secure, Plain::Serves).await;
        let (visit, body) = visit(place, &[]).await;
        assert_eq!(visit.outcome, Outcome::Answered(200), "{visit:?}");
        assert_eq!(fault(&visit), (kind, TlsDetour::PlainHttp));
        assert_eq!((visit.landed, body.as_str()), (url("http://www.a.gov.cn/"), "over http"));
    }
}

#[tokio::test]
async fn where_nothing_serves_the_failure_is_tls() {
    for plain in [Plain::LeadsBack, Plain::Closes] {
        let place = serve(Secure::Resets, plain).await;
        let (visit, _) = visit(place, &[]).await;
        assert_eq!(visit.outcome, Outcome::Failed(Failure::Tls));
        assert_eq!(fault(&visit), (TlsFaultKind::Other, TlsDetour::Nothing));
    }
}
