//! Hands out the sites of a run: so many hosts at once, the longest first, and none of them idle once it has begun.

use crate::census::halt::Halt;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::site::{Scope, SiteStatus, UnitClass, site_key};
    use url::Url;

    fn turn(host: &str, sections: usize) -> Turn {
        let site = |it: usize| {
            let home = Url::parse(&format!("http://{host}/{it}/")).unwrap();
            Site {
                key: site_key(&home),
                unit: String::new(),
                unit_class: UnitClass::Department,
                name: String::new(),
                site_code: None,
                scope: Scope::new(&home, ""),
                status: SiteStatus::Running,
                contact: String::new(),
                phone: String::new(),
                mail: String::new(),
                remark: String::new(),
                home,
            }
        };
        Turn { host: host.to_owned(), sites: (0..sections).map(site).collect() }
    }

    fn begin(turns: &mut Turns) -> Vec<(usize, String)> {
        std::iter::from_fn(|| turns.next()).map(|(host, site)| (host, site.key.0)).collect()
    }

    fn named(rows: &[(usize, &str)]) -> Vec<(usize, String)> {
        rows.iter().map(|(host, name)| (*host, (*name).to_owned())).collect()
    }

    #[test]
    fn places_are_for_hosts_and_sections_go_beside() {
        let mut turns = Turns::new(vec![turn("a", 3), turn("b", 1), turn("c", 1)], 2);
        let first = named(&[(0, "a/0"), (1, "b/0"), (0, "a/1"), (0, "a/2")]);
        assert_eq!(begin(&mut turns), first);
        turns.ended(0);
        assert_eq!(begin(&mut turns), [], "a host keeps its place until its last section is read");
        turns.ended(1);
        assert_eq!(begin(&mut turns), named(&[(2, "c/0")]));
    }

    #[test]
    fn sections_beside_are_bounded_and_shared_out_evenly() {
        let mut turns = Turns::new(vec![turn("a", 2 * BESIDES), turn("b", 2 * BESIDES)], 2);
        assert_eq!(begin(&mut turns).len(), BESIDES + 2);
        turns.ended(1);
        assert_eq!(begin(&mut turns), named(&[(1, "b/33")]), "the one that has fewer");
        for _ in 0..=BESIDES / 2 {
            turns.ended(1);
        }
        assert_eq!(begin(&mut turns).first(), named(&[(1, "b/34")]).first(), "the idle one");
        assert_eq!(turns.left().count(), 4 * BESIDES - (BESIDES + 2) - 1 - 33);
    }

    #[tokio::test]
    async fn what_has_not_begun_ends_when_the_run_is_stopped() {
        let stop = CancellationToken::new();
        let mut ends = Vec::new();
        let job = |site: Site| {
            let stop = stop.clone();
            async move {
                if site.key.0 == "a/0" {
                    stop.cancel();
                }
                Ok(())
            }
        };
        in_turn(vec![turn("a", 1), turn("b", 2)], 1, &stop, job, |site, end| {
            ends.push((site.key.0, end.is_ok_and(|it| it.is_ok())));
        })
        .await;
        let expected = [("a/0", true), ("b/0", false), ("b/1", false)];
        assert_eq!(ends, expected.map(|(name, end)| (name.to_owned(), end)));
    }
}
