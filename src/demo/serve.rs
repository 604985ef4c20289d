//! Puts a simulated world on loopback: a listener for each host, ordinary ones by axum, odd ones by hand.

use crate::demo::answers::{Answer, Manner};
use crate::demo::{odd, tls};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, COOKIE, ETAG, HOST, IF_NONE_MATCH, RANGE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::serve::ListenerExt;
use bytes::Bytes;
use futures_util::stream;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

/// Something that can be served: hosts, and an answer for each address of the open ones.
pub trait World: Send + Sync + 'static {
    fn hosts(&self) -> Vec<Host>;
    /// `target` is the path with its query, as asked for.
    fn answer(&self, host: &str, target: &str) -> Answer;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    pub door: Door,
}

/// How a host meets a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open,
    /// Also speaks TLS on the same port, with a certificate that ended years ago.
    ExpiredTls,
    /// Open, and by TLS at a second place and over IPv6; the settings name all three.
    Everywhere,
    /// Open, and the settings say that this is its only place.
    OnlyHere,
    Refuses,
    /// Takes the connection and says nothing.
    Silent,
    /// Cuts the connection after the request.
    Resets,
    /// One byte a second.
    Drips,
    /// A body without end.
    Endless,
}

impl Door {
    /// Whether pages are served behind it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::ExpiredTls | Self::Everywhere | Self::OnlyHere)
    }
}

/// What one host was asked.
#[derive(Debug, Default)]
pub struct Tally {
    pub requests: Arc<AtomicUsize>,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Tally {
    /// The most requests that were being answered at one time.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }
}

/// A world on loopback, until it is dropped.
pub struct Serving {
    /// Host to `address:port`, or to several of them, as `[crawl.hosts]` wants it.
    pub hosts: BTreeMap<String, String>,
    tallies: Arc<BTreeMap<String, Tally>>,
    tasks: JoinSet<()>,
}

impl Serving {
    pub fn tally(&self, host: &str) -> Option<&Tally> {
        self.tallies.get(host)
    }

    /// Requests to a host so far; odd hosts count connections.
    pub fn requests(&self, host: &str) -> usize {
        self.tally(host).map_or(0, |it| it.requests.load(Ordering::Relaxed))
    }

    /// Requests to all hosts so far.
    pub fn total_requests(&self) -> usize {
        self.tallies.values().map(|it| it.requests.load(Ordering::Relaxed)).sum()
    }

    /// Takes no further connections and waits until the listeners are gone.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }
}

struct Desk<W> {
    world: W,
    tallies: Arc<BTreeMap<String, Tally>>,
    /// Addresses that were asked before, for manners that change.
    seen: Mutex<BTreeSet<(String, String)>>,
}

/// Serves every host of the world on an own loopback address and port.
pub async fn serve<W: World + Clone>(world: &W) -> io::Result<Serving> {
    let named = world.hosts();
    let tallies: Arc<BTreeMap<String, Tally>> =
        Arc::new(named.iter().map(|it| (it.name.clone(), Tally::default())).collect());
    let desk = Arc::new(Desk {
        world: world.clone(),
        tallies: Arc::clone(&tallies),
        seen: Mutex::default(),
    });
    let mut serving = Serving { hosts: BTreeMap::new(), tallies, tasks: JoinSet::new() };
    for (index, host) in named.into_iter().enumerate() {
        let socket = bound(index)?;
        let address = socket.local_addr()?;
        serving.hosts.insert(host.name.clone(), address.to_string());
        if host.door == Door::Refuses {
            // Bound but never listening: the port stays ours and every connection is refused.
            serving.tasks.spawn(async move {
                std::future::pending::<()>().await;
                drop(socket);
            });
            continue;
        }
        let listener = socket.listen(1024)?;
        match host.door {
            Door::Open => open(&mut serving.tasks, listener, &desk),
            Door::OnlyHere => {
                serving.hosts.insert(host.name.clone(), format!("{address};"));
                open(&mut serving.tasks, listener, &desk);
            }
            Door::Everywhere => {
                open(&mut serving.tasks, listener, &desk);
                let places = further(&mut serving.tasks, index, address)?;
                serving.hosts.insert(host.name.clone(), format!("{address};{places}"));
            }
            Door::ExpiredTls => {
                let plain = bound(index)?.listen(1024)?;
                let behind = plain.local_addr()?;
                open(&mut serving.tasks, plain, &desk);
                serving.tasks.spawn(tls::front(listener, behind, tls::expired()?));
            }
            door => {
                let requests = Arc::clone(&serving.tallies[&host.name].requests);
                serving.tasks.spawn(odd::host(listener, door, requests));
            }
        }
    }
    Ok(serving)
}

/// Two more places of a host, both by TLS. Where the machine has no IPv6, the second is only a name.
fn further(tasks: &mut JoinSet<()>, index: usize, behind: SocketAddr) -> io::Result<String> {
    let secure = bound(index)?.listen(64)?;
    let place = secure.local_addr()?;
    tasks.spawn(tls::front(secure, behind, tls::expired()?));
    let loopback = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0);
    let newer = TcpSocket::new_v6().and_then(|socket| {
        socket.bind(loopback)?;
        socket.listen(64)
    });
    let Ok(newer) = newer else { return Ok(format!("{place};[::1]:9")) };
    let newer_place = newer.local_addr()?;
    tasks.spawn(tls::front(newer, behind, tls::expired()?));
    Ok(format!("{place};{newer_place}"))
}

/// An unused port on a loopback address of the host's own; on systems that have only one such address, on that.
fn bound(index: usize) -> io::Result<TcpSocket> {
    let third = u8::try_from(1 + index / 200).unwrap_or(u8::MAX);
    let fourth = u8::try_from(1 + index % 200).unwrap_or(u8::MAX);
    let socket = TcpSocket::new_v4()?;
    let own = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, third, fourth)), 0);
    if socket.bind(own).is_err() {
        socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
    }
    Ok(socket)
}

fn open<W: World>(tasks: &mut JoinSet<()>, listener: TcpListener, desk: &Arc<Desk<W>>) {
    let router = Router::new().fallback(reply::<W>).with_state(Arc::clone(desk));
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener.tap_io(no_delay), router).await {
            tracing::warn!(%error, "a demo host stopped");
        }
    });
}

/// Small answers go out at once, as measurements want it.
fn no_delay(stream: &mut TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a demo connection keeps its delay");
    }
}

async fn reply<W: World>(State(desk): State<Arc<Desk<W>>>, request: Request) -> Response {
    let host = host_of(request.headers());
    let target = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
    let _busy = desk.tallies.get(&host).map(Busy::new);
    let answer = desk.world.answer(&host, &target);
    match answer.manner {
        Manner::FailsAtFirst(status) if desk.is_first(&host, &target) => {
            plain(status, Body::empty())
        }
        Manner::RefusesHead(status) if request.method() == Method::HEAD => {
            plain(status, Body::empty())
        }
        Manner::WantsCookie if !request.headers().contains_key(COOKIE) => {
            let mut response = plain(302, Body::empty());
            insert(&mut response, "location", &target);
            insert(&mut response, "set-cookie", "ASPSESSIONID=QWERTY; path=/");
            response
        }
        Manner::Large(length) => large(&answer, length, &request),
        _ => whole(&answer, &request),
    }
}

fn host_of(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

impl<W> Desk<W> {
    fn is_first(&self, host: &str, target: &str) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert((host.to_owned(), target.to_owned()))
    }
}

/// A page at a path is a file, as most systems write them: with a tag, by which a client may ask whether it changed.
fn whole(answer: &Answer, request: &Request) -> Response {
    let is_file = answer.status == 200
        && matches!(answer.manner, Manner::Plain)
        && request.uri().query().is_none();
    let tag = is_file.then(|| tag(&answer.body));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let start = is_file.then(|| start(answer, request)).flatten();
    let mut response = if tag.is_some() && tag.as_deref() == known {
        plain(304, Body::empty())
    } else if let Some(start) = start {
        start
    } else {
        plain(answer.status, Body::from(answer.body.clone()))
    };
    for (name, value) in &answer.headers {
        insert(&mut response, name, value);
    }
    if is_file {
        insert(&mut response, "accept-ranges", "bytes");
    }
    if let Some(tag) = tag {
        insert(&mut response, ETAG.as_str(), &tag);
    }
    response
}

/// The first bytes of a document, where that is asked for, as servers send them of what lies on their disk.
fn start(answer: &Answer, request: &Request) -> Option<Response> {
    let asked = request.headers().get(RANGE)?.to_str().ok()?;
    let last: usize = asked.strip_prefix("bytes=0-")?.parse().ok()?;
    let all = answer.body.len();
    if all == 0 {
        return Some(plain(416, Body::empty()));
    }
    let end = all.min(last + 1);
    let mut response = plain(206, Body::from(answer.body.slice(..end)));
    insert(&mut response, "content-range", &format!("bytes 0-{}/{all}", end - 1));
    Some(response)
}

fn tag(body: &[u8]) -> String {
    let mut digest = DefaultHasher::new();
    body.hash(&mut digest);
    format!("\"{:x}\"", digest.finish())
}

/// A long file, made while it is read; a range is answered with its first KiB.
fn large(answer: &Answer, length: u64, request: &Request) -> Response {
    const PIECE: usize = 64 * 1024;
    let mut response = if request.headers().contains_key(RANGE) {
        let mut part = plain(206, Body::from(vec![0_u8; 1024]));
        insert(&mut part, "content-range", &format!("bytes 0-1023/{length}"));
        part
    } else {
        let pieces = usize::try_from(length).unwrap_or(usize::MAX) / PIECE;
        let zeros = Bytes::from(vec![0_u8; PIECE]);
        let body = stream::iter((0..pieces).map(move |_| Ok::<_, io::Error>(zeros.clone())));
        let mut all = plain(200, Body::from_stream(body));
        insert(&mut all, CONTENT_LENGTH.as_str(), &(pieces * PIECE).to_string());
        all
    };
    for (name, value) in &answer.headers {
        insert(&mut response, name, value);
    }
    response
}

fn plain(status: u16, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response
}

fn insert(response: &mut Response, name: &str, value: &str) {
    let name = axum::http::HeaderName::from_bytes(name.as_bytes());
    if let (Ok(name), Ok(value)) = (name, axum::http::HeaderValue::from_str(value)) {
        response.headers_mut().append(name, value);
    }
}

/// Counts a request, and itself among those under way while it lives.
struct Busy<'a>(&'a Tally);

impl<'a> Busy<'a> {
    fn new(tally: &'a Tally) -> Self {
        tally.requests.fetch_add(1, Ordering::Relaxed);
        let now = tally.now.fetch_add(1, Ordering::Relaxed) + 1;
        tally.most.fetch_max(now, Ordering::Relaxed);
        Self(tally)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::Relaxed);
    }
}
