//! Hands out the sites of a run: so many hosts at once, the longest first, and none of them idle once it has begun.

use crate::census::reader::Halt;
use crate::model::site::Site;
use crate::plan::Turn;
use std::collections::{HashMap, VecDeque};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// Sites at once beyond the first of each host: sections of a portal, so that all of them have their columns read early.
/// Each costs memory.
const BESIDES: usize = 64;

/// A host that has begun.
struct Begun {
    waiting: VecDeque<Site>,
    running: usize,
}

/// How a site's job ended: its own word, or how its task broke off.
pub(super) type End = Result<anyhow::Result<()>, JoinError>;

/// Which site may begin next.
struct Turns {
    to_begin: VecDeque<Turn>,
    hosts_at_once: usize,
    begun: HashMap<usize, Begun>,
    next_host: usize,
    running: usize,
}

impl Turns {
    fn new(turns: Vec<Turn>, hosts_at_once: usize) -> Self {
        Self {
            to_begin: turns.into(),
            hosts_at_once: hosts_at_once.max(1),
            begun: HashMap::new(),
            next_host: 0,
            running: 0,
        }
    }

    /// The next site that may begin now, with the number of its host.
    fn next(&mut self) -> Option<(usize, Site)> {
        self.of_idle_host().or_else(|| self.of_new_host()).or_else(|| self.one_more())
    }

    fn of_idle_host(&mut self) -> Option<(usize, Site)> {
        let idle = self.begun.iter().find(|(_, it)| it.running == 0).map(|(host, _)| *host)?;
        self.begin(idle)
    }

    fn of_new_host(&mut self) -> Option<(usize, Site)> {
        if self.hosts_at_once <= self.begun.len() {
            return None;
        }
        let turn = self.to_begin.pop_front()?;
        let host = self.next_host;
        self.next_host += 1;
        self.begun.insert(host, Begun { waiting: turn.sites.into(), running: 0 });
        self.begin(host).or_else(|| self.next())
    }

    /// One more of the host that has fewest under way, as far as there is room besides the first of each.
    fn one_more(&mut self) -> Option<(usize, Site)> {
        if BESIDES <= self.running.saturating_sub(self.begun.len()) {
            return None;
        }
        let wants = self.begun.iter().filter(|(_, it)| !it.waiting.is_empty());
        let host = wants.min_by_key(|(host, it)| (it.running, **host)).map(|(host, _)| *host)?;
        self.begin(host)
    }

    fn begin(&mut self, host: usize) -> Option<(usize, Site)> {
        let begun = self.begun.get_mut(&host)?;
        let Some(site) = begun.waiting.pop_front() else {
            if begun.running == 0 {
                self.begun.remove(&host);
            }
            return None;
        };
        begun.running += 1;
        self.running += 1;
        Some((host, site))
    }

    fn ended(&mut self, host: usize) {
        self.running -= 1;
        if let Some(begun) = self.begun.get_mut(&host) {
            begun.running -= 1;
            if begun.running == 0 && begun.waiting.is_empty() {
                self.begun.remove(&host);
            }
        }
    }

    /// Those that have not begun.
    fn left(self) -> impl Iterator<Item = Site> {
        let of_begun = self.begun.into_values().flat_map(|it| it.waiting);
        of_begun.chain(self.to_begin.into_iter().flat_map(|it| it.sites))
    }
}

/// Every site's `job` to its end, of which `ended` is told. When stopped, what has not begun ends at once.
pub(super) async fn in_turn<F>(
    turns: Vec<Turn>,
    hosts_at_once: usize,
    stop: &CancellationToken,
    job: impl Fn(Site) -> F,
    mut ended: impl FnMut(Site, End),
) where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let mut turns = Turns::new(turns, hosts_at_once);
    let mut tasks = JoinSet::new();
    let mut under_way: HashMap<Id, (usize, Site)> = HashMap::new();
    loop {
        while !stop.is_cancelled()
            && let Some((host, site)) = turns.next()
        {
            let task = tasks.spawn(job(site.clone()));
            under_way.insert(task.id(), (host, site));
        }
        let Some(joined) = tasks.join_next_with_id().await else { break };
        let (id, end) = match joined {
            Ok((id, end)) => (id, Ok(end)),
            Err(fault) => (fault.id(), Err(fault)),
        };
        if let Some((host, site)) = under_way.remove(&id) {
            turns.ended(host);
            ended(site, end);
        }
    }
    for site in turns.left() {
        ended(site, Ok(Err(Halt::Stopped.into())));
    }
}
