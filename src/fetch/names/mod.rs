//! Names to addresses: the settings' own list first, then DNS; guarded, kept for the run, and pinned for connections.

use crate::config::Crawl;
use crate::fetch::FetchError;
use crate::fetch::guard::is_public;
use crate::fetch::host_gate::held;
use crate::fetch::never::Never;
use crate::model::visit::{Barrier, Failure, Outcome};
use hickory_resolver::TokioResolver;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::rr::Name;
use reqwest::dns::{Addrs, Resolve, Resolving};
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout};
use url::{Host, Url};

/// A found address is kept this long, so that a long run follows a move.
const KEPT: Duration = Duration::from_mins(10);
/// A fault is kept shorter than the time to the second look, which must ask anew.
const FAULT_KEPT: Duration = Duration::from_secs(5);

/// Why a name leads nowhere that we may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(in crate::fetch) enum NameFault {
    #[error("the name does not exist or has no address")]
    Unknown,
    #[error("the name servers gave no usable answer")]
    NameServer,
    #[error("the address is private and the settings do not allow it")]
    Private,
}

impl NameFault {
    pub(in crate::fetch) fn outcome(self) -> Outcome {
        match self {
            Self::Unknown => Outcome::Failed(Failure::NameUnknown),
            Self::NameServer => Outcome::Failed(Failure::NameServer),
            Self::Private => Outcome::Barred(Barrier::PrivateAddress),
        }
    }
}

type Answer = Result<Arc<[SocketAddr]>, NameFault>;

/// One lookup on the way or done; whoever comes meanwhile waits for the same one.
#[derive(Default)]
struct Lookup {
    answer: OnceCell<(Instant, Answer)>,
}

/// Where the settings lead a host.
struct Listed {
    /// At least one. Port 0: the scheme's own.
    places: Arc<[SocketAddr]>,
    /// Written as a list (with `;`), so that the host has no others.
    whole: bool,
}

pub(in crate::fetch) struct Names {
    /// The operator's own word, by lower-case ASCII host.
    listed: BTreeMap<String, Listed>,
    allow_private: bool,
    never: Never,
    /// Which addresses are public; a test takes one of this machine for the outside.
    is_public: fn(IpAddr) -> bool,
    /// `None` where the machine has no usable resolver settings: then every name fails at the name server.
    resolver: Option<TokioResolver>,
    time: Duration,
    fault_kept: Duration,
    lookups: Mutex<HashMap<String, Arc<Lookup>>>,
}

impl Names {
    pub(in crate::fetch) fn of(crawl: &Crawl, time: Duration) -> Result<Self, FetchError> {
        let listed = crawl.hosts.iter().map(|(host, place)| entry(host, place));
        let second_look = Duration::try_from_secs_f64(crawl.second_look_seconds / 2.0);
        Ok(Self {
            listed: listed.collect::<Result<_, _>>()?,
            allow_private: crawl.allow_private_addresses,
            never: Never::of(crawl)?,
            is_public,
            resolver: system_resolver(time),
            time,
            fault_kept: second_look.unwrap_or_default().min(FAULT_KEPT),
            lookups: Mutex::default(),
        })
    }

    /// Where the address' host is, without a barred place among them. Port 0: the scheme's own.
    pub(in crate::fetch) async fn places(&self, address: &Url) -> Answer {
        let places = match address.host() {
            Some(Host::Domain(name)) => self.places_of_name(name).await?,
            Some(Host::Ipv4(ip)) => self.guarded(self.literal(address, ip.into()))?,
            Some(Host::Ipv6(ip)) => self.guarded(self.literal(address, ip.into()))?,
            None => return Err(NameFault::Unknown),
        };
        let is_left = |it: &SocketAddr| !self.never.holds(dialled_place(address, *it));
        if places.iter().all(is_left) {
            return Ok(places);
        }
        let left: Arc<[SocketAddr]> = places.iter().copied().filter(is_left).collect();
        if left.is_empty() { Err(NameFault::Private) } else { Ok(left) }
    }

    /// The address to dial for a host that is an address itself and led elsewhere by the settings, which made it
    /// `places`: the client asks no resolver about such hosts.
    pub(in crate::fetch) fn dialled(&self, address: &Url, places: &[SocketAddr]) -> Option<Url> {
        let host = address.host_str()?;
        matches!(address.host()?, Host::Ipv4(_) | Host::Ipv6(_)).then_some(())?;
        self.listed.get(host)?;
        let place = places.first()?;
        let mut dialled = address.clone();
        dialled.set_ip_host(place.ip()).ok()?;
        if address.port().is_none() && place.port() != 0 {
            dialled.set_port(Some(place.port())).ok()?;
        }
        Some(dialled)
    }

    fn literal(&self, address: &Url, ip: IpAddr) -> Arc<[SocketAddr]> {
        let listed = address.host_str().and_then(|host| self.listed.get(host));
        listed.map_or_else(|| Arc::from([SocketAddr::new(ip, 0)]), |it| Arc::clone(&it.places))
    }

    /// What the settings say of the places of a host: `None` where they do not name it, empty where they name one place
    /// of perhaps several.
    pub(in crate::fetch) fn all_listed(&self, host: &str) -> Option<Arc<[SocketAddr]>> {
        let listed = self.listed.get(host.trim_end_matches('.'))?;
        Some(if listed.whole { Arc::clone(&listed.places) } else { Arc::from([]) })
    }

    /// The IPv6 addresses of a name, by DNS alone.
    pub(in crate::fetch) async fn ipv6(&self, name: &str) -> Answer {
        let Some(resolver) = &self.resolver else { return Err(NameFault::NameServer) };
        let Ok(mut full) = Name::from_str_relaxed(name.trim_end_matches('.')) else {
            return Err(NameFault::Unknown);
        };
        full.set_fqdn(true);
        let asking = async { addresses(resolver.ipv6_lookup(full).await) };
        timeout(self.time, asking).await.unwrap_or(Err(NameFault::NameServer))
    }

    /// Whether the settings let us go there; `place` with the port that would be dialled.
    pub(in crate::fetch) fn may_visit(&self, place: SocketAddr) -> bool {
        (self.allow_private || (self.is_public)(place.ip())) && !self.never.holds(place)
    }

    async fn places_of_name(&self, name: &str) -> Answer {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if let Some(listed) = self.listed.get(&name) {
            return self.guarded(Arc::clone(&listed.places));
        }
        let lookup = self.lookup(&name);
        let asked = async || {
            let answer = self.ask(&name).await;
            (Instant::now(), answer)
        };
        let (_, answer) = lookup.answer.get_or_init(asked).await.clone();
        self.guarded(answer?)
    }

    fn lookup(&self, name: &str) -> Arc<Lookup> {
        let mut lookups = held(&self.lookups);
        if let Some(lookup) = lookups.get(name) {
            let fresh = match lookup.answer.get() {
                Some((at, Err(_))) => at.elapsed() < self.fault_kept,
                Some((at, Ok(_))) => at.elapsed() < KEPT,
                None => true,
            };
            if fresh {
                return Arc::clone(lookup);
            }
        }
        let lookup = Arc::new(Lookup::default());
        lookups.insert(name.to_owned(), Arc::clone(&lookup));
        lookup
    }

    /// A first, because a broken AAAA must not hide it.
    async fn ask(&self, name: &str) -> Answer {
        let Some(resolver) = &self.resolver else { return Err(NameFault::NameServer) };
        let Ok(mut full) = Name::from_str_relaxed(name) else { return Err(NameFault::Unknown) };
        full.set_fqdn(true);
        let asking = async {
            match addresses(resolver.ipv4_lookup(full.clone()).await) {
                Err(NameFault::Unknown) => addresses(resolver.ipv6_lookup(full).await),
                answer => answer,
            }
        };
        timeout(self.time, asking).await.unwrap_or(Err(NameFault::NameServer))
    }

    /// Public addresses only, unless the settings allow others.
    fn guarded(&self, places: Arc<[SocketAddr]>) -> Answer {
        if self.allow_private || places.iter().all(|place| (self.is_public)(place.ip())) {
            return Ok(places);
        }
        let public: Arc<[SocketAddr]> =
            places.iter().copied().filter(|place| (self.is_public)(place.ip())).collect();
        if public.is_empty() { Err(NameFault::Private) } else { Ok(public) }
    }
}

tokio::task_local! {
    static PINNED: Arc<[SocketAddr]>;
}

/// `sending` connects to `places` and nowhere else: what was looked at is what is dialled, however the name changes its
/// address in between.
pub(in crate::fetch) async fn pinned<T>(
    places: Arc<[SocketAddr]>,
    sending: impl Future<Output = T>,
) -> T {
    PINNED.scope(places, sending).await
}

/// What the HTTP client asks for each new connection. It knows no name of its own.
pub(in crate::fetch) struct PinnedNames;

impl Resolve for PinnedNames {
    fn resolve(&self, _name: reqwest::dns::Name) -> Resolving {
        let places = PINNED.try_with(|it| it.to_vec());
        Box::pin(async move {
            let places = places.map_err(|_| NameFault::Private)?;
            Ok(Box::new(places.into_iter()) as Addrs)
        })
    }
}

/// Where the client connects to for `address`: a port that stands in it comes first, then that of the place.
fn dialled_place(address: &Url, place: SocketAddr) -> SocketAddr {
    let own = Some(place.port()).filter(|it| *it != 0);
    let port = address.port().or(own).or_else(|| address.port_or_known_default());
    SocketAddr::new(place.ip(), port.unwrap_or_default())
}

fn addresses(answer: Result<hickory_resolver::lookup::Lookup, NetError>) -> Answer {
    match answer {
        Ok(lookup) => {
            let found: Arc<[SocketAddr]> = lookup
                .answers()
                .iter()
                .filter_map(|record| record.data.ip_addr())
                .map(|ip| SocketAddr::new(ip, 0))
                .collect();
            if found.is_empty() { Err(NameFault::Unknown) } else { Ok(found) }
        }
        Err(NetError::Dns(DnsError::NoRecordsFound(_))) => Err(NameFault::Unknown),
        Err(_) => Err(NameFault::NameServer),
    }
}

fn system_resolver(time: Duration) -> Option<TokioResolver> {
    let made = TokioResolver::builder_tokio().and_then(|mut builder| {
        let options = builder.options_mut();
        options.timeout = options.timeout.min(time);
        options.cache_size = 0;
        builder.build()
    });
    made.inspect_err(|error| tracing::warn!(%error, "本机没有可用的域名解析设置，只能访问 crawl.hosts 中列出的主机")).ok()
}

/// One line of `[crawl.hosts]`: `127.0.0.5`, `127.0.0.5:18080`, `[::1]:80` or `::1`, or several with `;` between.
fn entry(host: &str, place: &str) -> Result<(String, Listed), FetchError> {
    let fault =
        |mend| FetchError::Setting { key: "hosts", value: format!("{host} = {place}"), mend };
    let name = Url::parse(&format!("http://{}/", host.trim()))
        .ok()
        .and_then(|url| url.host_str().map(|it| it.trim_end_matches('.').to_owned()))
        .ok_or_else(|| fault("等号左边应是主机名，例如 \"www.example.gov.cn\""))?;
    let parts = place.split([';', '；']).map(str::trim).filter(|it| !it.is_empty());
    let places: Option<Vec<SocketAddr>> = parts.map(single).collect();
    let places = places.filter(|it| !it.is_empty()).ok_or_else(|| {
        fault("等号右边应是地址，例如 \"127.0.0.5\" 或 \"127.0.0.5:18080\"，几个地址之间用分号隔开")
    })?;
    Ok((name, Listed { places: Arc::from(places), whole: place.contains([';', '；']) }))
}

/// An address with or without a port (then 0).
pub(in crate::fetch) fn single(text: &str) -> Option<SocketAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    text.parse::<SocketAddr>()
        .or_else(|_| bare.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 0)))
        .ok()
}

#[cfg(test)]
mod rebinding;

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_resolver::config::{NameServerConfig, ResolverConfig};
    use hickory_resolver::net::runtime::TokioRuntimeProvider;
    use hickory_resolver::proto::op::{Message, ResponseCode};
    use hickory_resolver::proto::rr::rdata::{A, AAAA};
    use hickory_resolver::proto::rr::{RData, Record, RecordType};
    use tokio::net::UdpSocket;

    /// What a name server says by name: `None` for nothing at all.
    fn response(asked: &Message, rebound: &mut u32) -> Option<Message> {
        let query = asked.queries.first()?.clone();
        let mut response = Message::response(asked.metadata.id, asked.metadata.op_code);
        response.add_query(query.clone());
        let mut add = |data| {
            response.add_answer(Record::from_rdata(query.name().clone(), 60, data));
        };
        match (query.name().to_utf8().as_str(), query.query_type()) {
            ("silent.gov.cn.", _) => return None,
            ("v4.gov.cn.", RecordType::A) => add(RData::A(A::new(61, 191, 1, 2))),
            ("v6.gov.cn.", RecordType::AAAA) => {
                add(RData::AAAA(AAAA::new(0x2408, 0, 0, 0, 0, 0, 0, 1)));
            }
            ("rebinds.gov.cn.", RecordType::A) => {
                *rebound += 1;
                let public = A::new(61, 191, 1, 2);
                add(RData::A(if *rebound == 1 { public } else { A::new(127, 0, 0, 1) }));
            }
            ("inside.gov.cn.", RecordType::A) => add(RData::A(A::new(127, 0, 0, 1))),
            ("mixed.gov.cn.", RecordType::A) => {
                add(RData::A(A::new(10, 0, 0, 1)));
                add(RData::A(A::new(61, 191, 1, 2)));
            }
            ("refuses.gov.cn.", _) => response.metadata.response_code = ResponseCode::Refused,
            ("fails.gov.cn.", _) => response.metadata.response_code = ResponseCode::ServFail,
            ("halfway.gov.cn.", RecordType::AAAA) => {
                response.metadata.response_code = ResponseCode::ServFail;
            }
            ("unknown.gov.cn.", _) => response.metadata.response_code = ResponseCode::NXDomain,
            _ => {}
        }
        Some(response)
    }

    async fn serve_names() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let place = socket.local_addr().expect("bound");
        tokio::spawn(async move {
            let (mut buffer, mut rebound) = ([0; 1500], 0);
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let asked = Message::from_vec(&buffer[..length]).expect("a question");
                if let Some(response) = response(&asked, &mut rebound) {
                    let bytes = response.to_vec().expect("a message");
                    socket.send_to(&bytes, from).await.expect("sent");
                }
            }
        });
        place
    }

    pub(super) async fn name_server() -> TokioResolver {
        let place = serve_names().await;
        let mut server = NameServerConfig::udp(place.ip());
        server.connections[0].port = place.port();
        let config = ResolverConfig::from_parts(None, vec![], vec![server]);
        let provider = TokioRuntimeProvider::default();
        let mut builder = TokioResolver::builder_with_config(config, provider);
        builder.options_mut().cache_size = 0;
        builder.build().expect("a resolver")
    }

    async fn names(allow_private_addresses: bool) -> Names {
        let crawl = Crawl { allow_private_addresses, ..Crawl::default() };
        let mut names = Names::of(&crawl, Duration::from_millis(500)).expect("good settings");
        names.resolver = Some(name_server().await);
        names
    }

    #[tokio::test]
    async fn answers_of_name_servers_are_told_apart() {
        let strict = names(false).await;
        for (host, found) in [
            ("v4.gov.cn", Ok(vec!["61.191.1.2"])),
            ("V4.gov.cn.", Ok(vec!["61.191.1.2"])),
            ("v6.gov.cn", Ok(vec!["2408::1"])),
            ("mixed.gov.cn", Ok(vec!["61.191.1.2"])),
            ("inside.gov.cn", Err(NameFault::Private)),
            ("unknown.gov.cn", Err(NameFault::Unknown)),
            ("empty.gov.cn", Err(NameFault::Unknown)),
            ("halfway.gov.cn", Err(NameFault::NameServer)),
            ("fails.gov.cn", Err(NameFault::NameServer)),
            ("refuses.gov.cn", Err(NameFault::NameServer)),
            ("silent.gov.cn", Err(NameFault::NameServer)),
        ] {
            let places = strict.places_of_name(host).await;
            let places = places.map(|it| it.iter().map(|at| at.ip().to_string()).collect());
            let found = found.map(|it| it.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(places, found, "{host}");
        }
    }

    #[tokio::test]
    async fn private_answers_are_used_where_the_settings_allow_it() {
        let places = names(true).await.places_of_name("inside.gov.cn").await.expect("found");
        assert_eq!(places[0].ip().to_string(), "127.0.0.1");
    }
}
