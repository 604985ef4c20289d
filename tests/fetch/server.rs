//! Servers that misbehave on purpose, and the settings that lead a fetcher to them.

use pucha::config::Crawl;
use pucha::fetch::{Ask, Fetched, Fetcher, Want};
use pucha::model::visit::Purpose;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub at: Instant,
    pub method: String,
    pub path: String,
    /// The whole head, lower case.
    pub head: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }
}

/// What the server does then.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// These bytes, then the end of the connection.
    Say(Vec<u8>),
    /// These bytes; the connection stays open for the next request.
    Keep(Vec<u8>),
    Close,
    Reset,
    Hang,
    /// The head, then this piece again and again until the other side has enough; pauses between.
    Pour(Vec<u8>, Vec<u8>, Duration),
}

pub(crate) struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    poured: Arc<Mutex<usize>>,
}

impl Server {
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic in the server").clone()
    }

    /// Requests but those for robots.txt.
    pub(crate) fn pages(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|it| it.path != "/robots.txt").collect()
    }

    pub(crate) fn poured(&self) -> usize {
        *self.poured.lock().expect("no panic in the server")
    }
}

/// A server whose robots.txt is missing, unless `act` says otherwise for that path.
pub(crate) async fn serve(act: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    serve_on(listener, act)
}

pub(crate) fn serve_on(
    listener: TcpListener,
    act: impl Fn(&Seen) -> Act + Send + Sync + 'static,
) -> Server {
    let address = listener.local_addr().expect("a bound listener");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let poured = Arc::new(Mutex::new(0));
    let server = Server { address, seen: Arc::clone(&seen), poured: Arc::clone(&poured) };
    let act = Arc::new(act);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (act, seen, poured) = (Arc::clone(&act), Arc::clone(&seen), Arc::clone(&poured));
            tokio::spawn(async move { connection(stream, &*act, &seen, &poured).await });
        }
    });
    server
}

async fn connection(
    mut stream: TcpStream,
    act: &(impl Fn(&Seen) -> Act + Send + Sync),
    log: &Mutex<Vec<Seen>>,
    poured: &Mutex<usize>,
) {
    while let Some(seen) = request(&mut stream).await {
        log.lock().expect("no panic in the server").push(seen.clone());
        match act(&seen) {
            Act::Say(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::Keep(bytes) => {
                let _ = stream.write_all(&bytes).await;
            }
            Act::Close => return,
            Act::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
            Act::Hang => {
                let _ = stream.read(&mut [0]).await;
                return;
            }
            Act::Pour(head, piece, pause) => {
                let _ = stream.write_all(&head).await;
                while stream.write_all(&piece).await.is_ok() {
                    *poured.lock().expect("no panic in the server") += piece.len();
                    tokio::time::sleep(pause).await;
                }
                return;
            }
        }
    }
}

/// Reads one head; `None` at the end of the connection.
pub(crate) async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        // TLS, which a plain server does not understand: it would wait for the end of a head that never comes.
        if head == [0x16] {
            return None;
        }
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut words = text.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some(Seen { at: Instant::now(), method, path, head: text.to_lowercase() })
}

/// Answers one request over any stream, TLS as well.
pub(crate) async fn answer(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) {
    if request(stream).await.is_some() {
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
    }
}

/// An answer with `Content-Length`; `headers` are whole lines.
pub(crate) fn reply(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}", body.len());
    let lines = [&[head.as_str()], headers, &["", ""]].concat().join("\r\n");
    [lines.as_bytes(), body].concat()
}

pub(crate) fn say(status: u16, headers: &[&str], body: &str) -> Act {
    Act::Say(reply(status, headers, body.as_bytes()))
}

pub(crate) fn missing() -> Act {
    say(404, &[], "none")
}

/// No rate, private addresses allowed, short time limit; each host led to its server.
pub(crate) fn settings(hosts: &[(&str, SocketAddr)]) -> Crawl {
    let hosts: BTreeMap<String, String> =
        hosts.iter().map(|(host, place)| ((*host).to_owned(), place.to_string())).collect();
    Crawl {
        requests_per_second: 0.0,
        allow_private_addresses: true,
        timeout_seconds: 2.0,
        second_look_seconds: 0.2,
        hosts,
        ..Crawl::default()
    }
}

pub(crate) fn fetcher(crawl: &Crawl) -> Fetcher {
    Fetcher::new(crawl, "run").expect("good settings")
}

/// One host, one server.
pub(crate) fn fetcher_for(server: &Server) -> Fetcher {
    fetcher(&settings(&[("www.a.gov.cn", server.address)]))
}

pub(crate) fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

pub(crate) async fn page(fetcher: &Fetcher, address: &str) -> Fetched {
    fetcher.fetch(Ask::page(url(address))).await
}

pub(crate) async fn presence(fetcher: &Fetcher, address: &str) -> Fetched {
    let ask = Ask { want: Want::Presence, purpose: Purpose::Link, ..Ask::page(url(address)) };
    fetcher.fetch(ask).await
}
