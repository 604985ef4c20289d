//! One visit from the first address asked to the last answer: redirects by our own hand, and the record of it all.

use crate::fetch::client::Reply;
use crate::fetch::host_gate::Urgency;
use crate::fetch::network::Asker;
use crate::fetch::redirect::{Jar, strip, target};
use crate::fetch::{Ask, Fetched, Inner, Want};
use crate::model::time::Instant;
use crate::model::validators::Validators;
use crate::model::visit::{
    Barrier, Failure, Hop, HopBy, Method, Outcome, Purpose, Timing, TlsFault, Visit, VisitId,
};
use chrono::NaiveDate;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use std::collections::HashSet;
use std::sync::Weak;
use std::time::Duration;
use url::Url;

/// Of what is only asked for its presence.
const PRESENCE_CAP: usize = 64 * 1024;
/// RFC 9309 §2.3.1.2.
const ROBOTS_REDIRECTS: usize = 5;
const SENTINEL_CAP: usize = 1024;
const GATE_PATIENCE: Duration = Duration::from_secs(10);

/// Where a visit stands.
pub(in crate::fetch) struct Walk {
    pub(in crate::fetch) address: Url,
    pub(in crate::fetch) urgency: Urgency,
    pub(in crate::fetch) purpose: Purpose,
    pub(in crate::fetch) method: Method,
    pub(in crate::fetch) jar: Jar,
    begun_at: Instant,
    /// When the first request passed its gate.
    pub(in crate::fetch) sent_at: Option<Instant>,
    /// Time on the way, without the waits at gates, which say nothing of the host.
    pub(in crate::fetch) spent: Duration,
    pub(in crate::fetch) first_byte: Option<Duration>,
    /// Of the first hop that has one; `certificate_ends` is then of the same hop, else of the last over TLS.
    pub(in crate::fetch) fault: Option<TlsFault>,
    certificate_ends: Option<NaiveDate>,
    want: Want,
    unless: Option<Validators>,
    body_cap: usize,
    redirects: usize,
    chain: Vec<Hop>,
    seen: HashSet<(Method, Url, Option<HeaderValue>)>,
}

impl Inner {
    pub(in crate::fetch) async fn fetch(&self, ask: Ask) -> Fetched {
        let mut walk = Walk::new(self, &ask);
        let (mut outcome, reply) = self.walk(&mut walk).await;
        if let Outcome::Failed(failure) = outcome
            && self.network.may_be_ours(failure)
            && ask.purpose != Purpose::Sentinel
            && self.network.confirm().await
        {
            outcome = Outcome::Barred(Barrier::OwnNetwork);
        }
        self.record(ask, walk, outcome, reply.as_ref())
    }

    async fn walk(&self, walk: &mut Walk) -> (Outcome, Option<Reply>) {
        loop {
            if !walk.is_new_here() {
                return (Outcome::Failed(Failure::RedirectLoop), None);
            }
            let reply = match self.hop(walk).await {
                Ok(reply) => reply,
                Err(outcome) if walk.method == Method::Head && is_odd(&outcome) => {
                    walk.method = Method::RangedGet;
                    continue;
                }
                Err(outcome) => {
                    // A sentinel that fails says nothing about the hosts that we audit.
                    if walk.purpose != Purpose::Sentinel {
                        self.network.note(&walk.address, &outcome);
                    }
                    return (outcome, None);
                }
            };
            self.network.note(&walk.address, &Outcome::Answered(reply.status));
            walk.take(&reply);
            match target(&walk.address, &reply) {
                Some(Ok((to, by))) => {
                    if walk.redirects <= walk.chain.len() {
                        return (Outcome::Failed(Failure::RedirectLoop), Some(reply));
                    }
                    walk.go(reply.status, by, to);
                }
                Some(Err(_)) => return (Outcome::Failed(Failure::BadRedirect), Some(reply)),
                None => match walk.other_method(&reply) {
                    Some(method) => walk.method = method,
                    None => return (walk.end(&reply), Some(reply)),
                },
            }
        }
    }

    fn record(&self, ask: Ask, walk: Walk, outcome: Outcome, reply: Option<&Reply>) -> Fetched {
        let body = reply.map(|it| it.body.clone()).unwrap_or_default();
        let remote = reply.and_then(|it| it.remote);
        let visit = Visit {
            id: VisitId::new(&self.run, &ask.address, ask.purpose, ask.look),
            purpose: ask.purpose,
            method: walk.method,
            address: ask.address,
            look: ask.look,
            started_at: walk.sent_at.unwrap_or(walk.begun_at),
            chain: walk.chain,
            landed: walk.address,
            local: remote.and_then(|it| self.clients.local(it)),
            remote,
            outcome,
            timing: Timing {
                first_byte_ms: walk.first_byte.map(millis),
                total_ms: millis(walk.spent),
            },
            headers: reply.map(Reply::kept_headers).unwrap_or_default(),
            body_bytes: body.len() as u64,
            truncated: reply.is_some_and(|it| it.truncated),
            // Whoever keeps the body hashes it, away from the network's threads.
            body_hash: None,
            certificate_ends: walk.certificate_ends,
            tls_fault: walk.fault,
            unchanged_since: None,
        };
        Fetched { visit, body }
    }
}

impl Walk {
    fn new(inner: &Inner, ask: &Ask) -> Self {
        let mut address = ask.address.clone();
        strip(&mut address);
        let limit = inner.limits.redirects;
        Self {
            address,
            urgency: ask.urgency,
            purpose: ask.purpose,
            method: match ask.want {
                Want::Body => Method::Get,
                Want::Presence => Method::Head,
                Want::Start => Method::RangedGet,
            },
            jar: Jar::default(),
            begun_at: inner.now(),
            sent_at: None,
            spent: Duration::ZERO,
            first_byte: None,
            fault: None,
            certificate_ends: None,
            want: ask.want,
            unless: ask.unless.clone(),
            body_cap: ask.body_cap.unwrap_or(inner.limits.body),
            redirects: if ask.purpose == Purpose::Robots { ROBOTS_REDIRECTS } else { limit },
            chain: ask.chain.clone(),
            seen: HashSet::new(),
        }
    }

    pub(in crate::fetch) fn cap(&self) -> usize {
        match self.want {
            Want::Body => self.body_cap,
            Want::Presence | Want::Start => self.body_cap.min(PRESENCE_CAP),
        }
    }

    /// The conditions under which the answer from `address` may be left away: only the address that gave them knows them.
    pub(in crate::fetch) fn unless(&self, address: &Url) -> Option<&Validators> {
        let asks_whole = self.method == Method::Get && self.want == Want::Body;
        self.unless.as_ref().filter(|it| asks_whole && it.of == *address)
    }

    /// The same address with the same cookies a second time is a circle; with new cookies it may be a door.
    fn is_new_here(&mut self) -> bool {
        self.seen.insert((self.method, self.address.clone(), self.jar.header(&self.address)))
    }

    fn take(&mut self, reply: &Reply) {
        self.jar.take(&self.address, &reply.headers);
        if self.fault.is_none() {
            self.certificate_ends = reply.certificate_ends.or(self.certificate_ends);
            self.fault.clone_from(&reply.fault);
        }
    }

    fn go(&mut self, status: u16, by: HopBy, to: Url) {
        self.chain.push(Hop { from: self.address.clone(), status, by, to: to.clone() });
        self.address = to;
    }

    /// Many servers answer HEAD wrongly, and some a range: only a GET is believed when it is bad news.
    fn other_method(&self, reply: &Reply) -> Option<Method> {
        let asked_back = reply.status == 503 && reply.headers.contains_key(RETRY_AFTER);
        match (self.method, reply.status) {
            (Method::Head, 401 | 407 | 429 | 451 | 521 | 567) => None,
            (Method::Head, 400..) if !asked_back => Some(Method::RangedGet),
            (Method::RangedGet, 416) => Some(Method::Get),
            _ => None,
        }
    }

    /// What is only asked for its presence is there when its head came.
    fn end(&self, reply: &Reply) -> Outcome {
        match (self.want, reply.outcome()) {
            (Want::Presence | Want::Start, Outcome::Failed(_)) => Outcome::Answered(reply.status),
            (_, outcome) => outcome,
        }
    }
}

/// What servers do to a HEAD that they do not know.
fn is_odd(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(Failure::Reset | Failure::BrokenAnswer))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// How the network watch asks whether a host answers: through the same gates as everything.
pub(in crate::fetch) fn sentinel_asker(inner: Weak<Inner>) -> Asker {
    Box::new(move |address| {
        let inner = inner.upgrade();
        Box::pin(async move {
            let Some(inner) = inner else { return false };
            let ask = Ask {
                address,
                want: Want::Body,
                urgency: Urgency::First,
                purpose: Purpose::Sentinel,
                look: 0,
                body_cap: Some(SENTINEL_CAP),
                chain: Vec::new(),
                unless: None,
            };
            // A gate with a long queue must not hold up the answer; its queue shows the same.
            let patience = inner.limits.time * 2 + GATE_PATIENCE;
            let fetched = tokio::time::timeout(patience, inner.fetch(ask)).await;
            fetched.is_ok_and(|it| it.visit.status().is_some())
        })
    })
}
