//! One HTTP request: sent, timed, read up to the cap. It knows neither gates nor redirects.

use crate::config::Crawl;
use crate::fetch::FetchError;
use crate::fetch::coding::{self, Left};
use crate::fetch::host_gate::held;
use crate::fetch::names::{PinnedNames, pinned};
use crate::fetch::tls::certificate_ends;
use crate::fetch::trouble::{Trouble, ended_without_notice, failure_of};
use crate::model::validators::Validators;
use crate::model::visit::{Barrier, Failure, Method, Outcome, TlsFault};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, NaiveDate, Utc};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Response};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// Enough of a refusal's page to name the product that refuses.
const REFUSAL_CAP: usize = 64 * 1024;
const HEADERS: usize = 64;
const HEADER_BYTES: usize = 8 * 1024;
/// Shorter than servers keep idle connections, so that we seldom write into one that is being closed.
const IDLE: Duration = Duration::from_secs(3);

/// Above this a host means to fill memory; browsers take 256 KiB.
const HTTP2_HEADERS: u32 = 256 * 1024;

/// A client for each way.
pub(in crate::fetch) struct Clients {
    checked: Client,
    unchecked: Client,
    http2: Client,
    time: Duration,
    /// Our own address towards a remote one.
    locals: Mutex<HashMap<IpAddr, Option<IpAddr>>>,
}

/// How a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum Way {
    Checked,
    WithoutChecks,
    /// With checks, for the few hosts that speak nothing else.
    Http2,
}

pub(in crate::fetch) struct Request<'a> {
    pub(in crate::fetch) address: &'a Url,
    /// Where its host is, as the guard let it through; nothing else is connected to.
    pub(in crate::fetch) places: Arc<[SocketAddr]>,
    /// Where to send it instead, for hosts that the settings lead elsewhere and no resolver is asked about.
    pub(in crate::fetch) dialled: Option<Url>,
    pub(in crate::fetch) method: Method,
    pub(in crate::fetch) cookies: Option<HeaderValue>,
    pub(in crate::fetch) unless: Option<Validators>,
    pub(in crate::fetch) cap: usize,
    pub(in crate::fetch) way: Way,
}

/// An answer of which at least the head came.
#[derive(Debug)]
pub(in crate::fetch) struct Reply {
    pub(in crate::fetch) status: u16,
    pub(in crate::fetch) headers: HeaderMap,
    pub(in crate::fetch) body: Bytes,
    pub(in crate::fetch) truncated: bool,
    /// What broke the body off.
    pub(in crate::fetch) broken: Option<Failure>,
    /// The body is packed in a way that browsers may know and we do not.
    pub(in crate::fetch) sealed: bool,
    pub(in crate::fetch) remote: Option<SocketAddr>,
    pub(in crate::fetch) certificate_ends: Option<NaiveDate>,
    pub(in crate::fetch) fault: Option<TlsFault>,
    /// From sending to the head.
    pub(in crate::fetch) head_after: Duration,
}

impl Clients {
    pub(in crate::fetch) fn new(
        crawl: &Crawl,
        time: Duration,
        roots: &[Vec<u8>],
    ) -> Result<Self, FetchError> {
        let client = |way: Way| {
            let builder = builder(crawl, time)?
                .tls_certs_only(trusted(roots))
                .tls_danger_accept_invalid_certs(way == Way::WithoutChecks);
            let builder = match way {
                Way::Http2 => {
                    builder.http2_prior_knowledge().http2_max_header_list_size(HTTP2_HEADERS)
                }
                _ => builder.http1_only(),
            };
            builder.build().map_err(|error| FetchError::Client(error.to_string()))
        };
        Ok(Self {
            checked: client(Way::Checked)?,
            unchecked: client(Way::WithoutChecks)?,
            http2: client(Way::Http2)?,
            time,
            locals: Mutex::default(),
        })
    }

    /// Ends within the time limit, body included.
    pub(in crate::fetch) async fn ask(&self, request: &Request<'_>) -> Result<Reply, Trouble> {
        let begun = Instant::now();
        let deadline = begun + self.time;
        let client = match request.way {
            Way::Checked => &self.checked,
            Way::WithoutChecks => &self.unchecked,
            Way::Http2 => &self.http2,
        };
        let sending = pinned(Arc::clone(&request.places), prepared(client, request).send());
        let sent = timeout_at(deadline, sending).await;
        let response = sent
            .map_err(|_| Trouble::plain(Failure::TimeOut))?
            .map_err(|error| Trouble::of(&error, request.address))?;
        let mut reply = Reply::head(&response, begun.elapsed());
        if request.method != Method::Head {
            let cap = match reply.outcome() {
                Outcome::Barred(_) => request.cap.min(REFUSAL_CAP),
                _ => request.cap,
            };
            reply.read(response, cap, deadline).await;
            reply.undo_codings(cap);
        }
        Ok(reply)
    }

    /// Our own address towards `remote`. The client does not tell it, so the routing table is asked: an unsent UDP
    /// socket is bound to what the kernel would send from. The port is not known and given as 0.
    pub(in crate::fetch) fn local(&self, remote: SocketAddr) -> Option<SocketAddr> {
        let ip = *held(&self.locals).entry(remote.ip()).or_insert_with(|| {
            let any = if remote.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let socket = UdpSocket::bind(any).ok()?;
            socket.connect(remote).ok()?;
            Some(socket.local_addr().ok()?.ip())
        });
        ip.map(|ip| SocketAddr::new(ip, 0))
    }
}

fn builder(crawl: &Crawl, time: Duration) -> Result<reqwest::ClientBuilder, FetchError> {
    let agent = HeaderValue::from_str(&crawl.user_agent).map_err(|_| FetchError::Setting {
        key: "user_agent",
        value: crawl.user_agent.escape_debug().to_string(),
        mend: "只能用英文字母、数字和常用符号",
    })?;
    let builder = Client::builder()
        .user_agent(agent)
        .default_headers(default_headers())
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        // Raw deflate and zlib are mixed up by servers; nothing is lost by not offering it.
        .no_deflate()
        // A few bytes of it may ask for a window of 128 MiB; whoever packs with it packs with gzip too.
        .no_zstd()
        .connect_timeout(time)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(crawl.connections_per_host.max(1))
        .http1_max_headers(256)
        // As lenient as browsers are: a visitor sees such pages.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .tls_info(true)
        .dns_resolver(Arc::new(PinnedNames));
    Ok(builder)
}

/// The same roots on every machine, so that a verdict does not depend on where it was made.
fn trusted(extra: &[Vec<u8>]) -> impl Iterator<Item = Certificate> {
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref);
    let all = public.chain(extra.iter().map(Vec::as_slice));
    all.filter_map(|der| Certificate::from_der(der).ok())
}

fn default_headers() -> HeaderMap {
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    HeaderMap::from_iter([
        (header::ACCEPT, HeaderValue::from_static(accept)),
        (header::ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5")),
    ])
}

fn prepared(client: &Client, request: &Request<'_>) -> reqwest::RequestBuilder {
    let method = match request.method {
        Method::Head => reqwest::Method::HEAD,
        Method::Get | Method::RangedGet => reqwest::Method::GET,
    };
    let mut builder = match &request.dialled {
        Some(dialled) => {
            let host = request.address.host_str().unwrap_or_default();
            let port = request.address.port().map(|it| format!(":{it}")).unwrap_or_default();
            client.request(method, dialled.clone()).header(header::HOST, format!("{host}{port}"))
        }
        None => client.request(method, request.address.clone()),
    };
    if request.method == Method::RangedGet {
        // A part of a compressed whole could not be unpacked.
        builder = builder
            .header(header::RANGE, "bytes=0-1023")
            .header(header::ACCEPT_ENCODING, "identity");
    }
    if let Some(unless) = &request.unless {
        let etag = unless.etag.as_ref().map(|it| (header::IF_NONE_MATCH, it));
        let day = unless.last_modified.as_ref().map(|it| (header::IF_MODIFIED_SINCE, it));
        for (name, value) in etag.into_iter().chain(day) {
            builder = builder.header(name, value);
        }
    }
    match &request.cookies {
        Some(cookies) => builder.header(header::COOKIE, cookies),
        None => builder,
    }
}

impl Reply {
    fn head(response: &Response, head_after: Duration) -> Self {
        let tls = response.extensions().get::<reqwest::tls::TlsInfo>();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Bytes::new(),
            truncated: false,
            broken: None,
            sealed: false,
            remote: response.remote_addr(),
            certificate_ends: tls.and_then(|it| it.peer_certificate()).and_then(certificate_ends),
            fault: None,
            head_after,
        }
    }

    /// Up to `cap` bytes after decoding; dropping the rest closes the connection.
    async fn read(&mut self, mut response: Response, cap: usize, deadline: Instant) {
        let mut body = BytesMut::new();
        loop {
            match timeout_at(deadline, response.chunk()).await {
                Ok(Ok(Some(chunk))) if cap < body.len() + chunk.len() => {
                    body.extend_from_slice(&chunk[..cap - body.len()]);
                    self.truncated = true;
                    break;
                }
                Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
                Ok(Ok(None)) => break,
                Ok(Err(error)) => {
                    let whole = self.ends_with_connection() && ended_without_notice(&error);
                    self.broken = (!whole).then(|| failure_of(&error));
                    break;
                }
                Err(_) => {
                    self.broken = Some(Failure::TimeOut);
                    break;
                }
            }
        }
        self.body = body.freeze();
    }

    /// Unpacks what the client did not.
    fn undo_codings(&mut self, cap: usize) {
        let codings = coding::left(&self.headers);
        if codings.is_empty() || self.body.is_empty() {
            return;
        }
        match coding::undone(&self.body, &codings, cap) {
            Left::Sealed => {
                self.sealed = true;
                self.body = Bytes::new();
            }
            Left::Plain { body, is_cut, is_broken } => {
                if is_broken && !self.truncated {
                    self.broken = self.broken.or(Some(Failure::BrokenAnswer));
                }
                self.truncated |= is_cut;
                self.body = body.into();
            }
        }
    }

    /// A body without a length of its own is over when the connection is.
    fn ends_with_connection(&self) -> bool {
        !self.headers.contains_key(header::CONTENT_LENGTH)
            && !self.headers.contains_key(header::TRANSFER_ENCODING)
    }

    /// How the visit ends if this is its last answer. Statuses by which a server refuses us are no fault of the page.
    pub(in crate::fetch) fn outcome(&self) -> Outcome {
        let refused =
            matches!(self.status, 401 | 403 | 405 | 407 | 412 | 418 | 429 | 451 | 493 | 521 | 567);
        let later = self.status == 503 && self.headers.contains_key(header::RETRY_AFTER);
        match self.broken {
            _ if refused || later => Outcome::Barred(Barrier::Status(self.status)),
            Some(failure) => Outcome::Failed(failure),
            None if self.sealed => Outcome::Barred(Barrier::NotReached),
            None => Outcome::Answered(self.status),
        }
    }

    /// `Retry-After` in seconds or as a date.
    pub(in crate::fetch) fn retry_after(&self, now: DateTime<Utc>) -> Option<Duration> {
        let text = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let at = DateTime::parse_from_rfc2822(text).ok()?;
        Some((at.with_timezone(&Utc) - now).to_std().unwrap_or_default())
    }

    /// As a visit keeps them: names in lower case, values read lossily, both within limits.
    pub(in crate::fetch) fn kept_headers(&self) -> Vec<(String, String)> {
        let kept = |(name, value): (&HeaderName, &HeaderValue)| {
            let bytes = value.as_bytes();
            let value = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]);
            (name.as_str().to_owned(), value.into_owned())
        };
        self.headers.iter().take(HEADERS).map(kept).collect()
    }
}
