//! One attack: what the server does, what the visit ends in, and what it may cost.

use crate::fetch::server::{Act, Seen, fetcher, missing, page, presence, serve, settings};
use pucha::fetch::Fetched;
use pucha::model::visit::{Barrier, Failure, Fault, Reach};
use std::time::{Duration, Instant};

pub(super) const MIB: usize = 1 << 20;
/// Of one decoded body.
pub(super) const BODY: usize = MIB;
/// What a server gets rid of before it notices that nobody reads: the cap, and the buffers of two sockets.
const MOST_SENT: usize = 24 * MIB;
/// A visit ends by itself long before this, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(20);
/// Requests that one visit sends at most: ten redirects, and each may meet a connection that was just closed.
const MOST_REQUESTS: usize = 22;

type Does = Box<dyn Fn(&Seen) -> Act + Send + Sync>;

pub(super) struct Attack {
    pub(super) name: &'static str,
    pub(super) does: Does,
    pub(super) ends: Reach,
    /// Seconds for one request.
    pub(super) time: f64,
}

/// Whatever is asked but robots.txt, the server does `act`.
pub(super) fn attack(name: &'static str, act: Act, ends: Reach) -> Attack {
    by_path(name, ends, move |_| act.clone())
}

pub(super) fn by_path(
    name: &'static str,
    ends: Reach,
    act: impl Fn(&Seen) -> Act + Send + Sync + 'static,
) -> Attack {
    let does = move |seen: &Seen| if seen.path == "/robots.txt" { missing() } else { act(seen) };
    let time = if ends == bad(Failure::TimeOut) { 0.5 } else { 8.0 };
    Attack { name, does: Box::new(does), ends, time }
}

pub(super) fn bad(failure: Failure) -> Reach {
    Reach::Bad(Fault::Failure(failure))
}

pub(super) fn undecided(barrier: Barrier) -> Reach {
    Reach::NotJudged(barrier)
}

pub(super) fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

/// `head`, then `piece` as fast as it is taken.
pub(super) fn pour(head: &str, piece: &str) -> Act {
    Act::Pour(head.into(), piece.repeat((8192 / piece.len()).max(1)).into(), Duration::ZERO)
}

/// `head`, then `piece` fifty times a second.
pub(super) fn drip(head: &str, piece: &str) -> Act {
    Act::Pour(head.into(), piece.into(), Duration::from_millis(20))
}

impl Attack {
    /// The visit to it, as a page and as a link that only has to answer.
    async fn meet(self) -> (&'static str, Reach, Fetched) {
        let Self { name, does, ends, time } = self;
        let server = serve(does).await;
        let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
        (crawl.timeout_seconds, crawl.max_body_mib) = (time, BODY / MIB);
        crawl.backoff_cap_seconds = 0.1;
        let fetcher = fetcher(&crawl);
        let begun = Instant::now();
        let fetched = page(&fetcher, "http://www.a.gov.cn/x").await;
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        assert!(server.poured() < MOST_SENT, "{name}: {} bytes", server.poured());
        assert!(fetched.body.len() <= BODY, "{name}: {} bytes", fetched.body.len());
        let requests = server.pages().len();
        assert!(requests <= MOST_REQUESTS, "{name}: {requests} requests");
        let begun = Instant::now();
        presence(&fetcher, "http://www.a.gov.cn/x.doc").await;
        assert!(begun.elapsed() < PATIENCE, "{name}, for its presence: {:?}", begun.elapsed());
        (name, ends, fetched)
    }
}

/// Side by side, because many of them take their whole time limit.
pub(super) async fn all_end_as_they_should(attacks: Vec<Attack>) {
    let running: Vec<_> = attacks.into_iter().map(|it| tokio::spawn(it.meet())).collect();
    let mut wrong = Vec::new();
    for attack in running {
        let (name, ends, fetched) = attack.await.expect("within its bounds");
        let reach = fetched.visit.reach();
        if reach != ends {
            wrong.push(format!("{name}: {reach:?}, and not {ends:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
