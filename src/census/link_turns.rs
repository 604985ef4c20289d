//! Which link of a site is looked at next: so many at once, few of them on one host, so that a slow host holds up no other.

use std::collections::{HashMap, VecDeque};

/// Links of other hosts that are looked at at the same time; each host's gate keeps its own measure besides.
const OTHERS_AT_ONCE: usize = 16;
const OF_ONE_HOST: usize = 4;
/// Links that wait here, out of the queue, for their host's turn.
const MOST_ASIDE: usize = 128;

/// Where a link leads: to the host whose pages are being read, or to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Host {
    Own,
    Other(String),
}

#[derive(Debug)]
pub(crate) struct LinkTurns<T> {
    own_at_once: usize,
    aside: VecDeque<(Host, T)>,
    own: usize,
    others: usize,
    of_host: HashMap<String, usize>,
}

impl<T> LinkTurns<T> {
    pub(crate) fn new(own_at_once: usize) -> Self {
        Self { own_at_once, aside: VecDeque::new(), own: 0, others: 0, of_host: HashMap::new() }
    }

    /// Whether one more may be taken from the queue.
    pub(crate) fn has_room(&self) -> bool {
        self.aside.len() < MOST_ASIDE
    }

    pub(crate) fn put(&mut self, host: Host, link: T) {
        self.aside.push_back((host, link));
    }

    /// The next one whose host has room; `own_too`: also of the own host. It is under way until [`Self::done`].
    pub(crate) fn next(&mut self, own_too: bool) -> Option<(Host, T)> {
        let at = self.aside.iter().position(|(host, _)| match host {
            Host::Own => own_too && self.own < self.own_at_once,
            Host::Other(name) => {
                self.others < OTHERS_AT_ONCE
                    && self.of_host.get(name).is_none_or(|it| *it < OF_ONE_HOST)
            }
        })?;
        let (host, link) = self.aside.remove(at)?;
        match &host {
            Host::Own => self.own += 1,
            Host::Other(name) => {
                self.others += 1;
                *self.of_host.entry(name.clone()).or_default() += 1;
            }
        }
        Some((host, link))
    }

    pub(crate) fn done(&mut self, host: &Host) {
        match host {
            Host::Own => self.own -= 1,
            Host::Other(name) => {
                self.others -= 1;
                let left = self.of_host.get(name).map_or(0, |it| it - 1);
                if left == 0 {
                    self.of_host.remove(name);
                } else {
                    self.of_host.insert(name.clone(), left);
                }
            }
        }
    }

    /// Links of the own host that are being looked at.
    pub(crate) fn own_under_way(&self) -> usize {
        self.own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(name: &str) -> Host {
        Host::Other(name.to_owned())
    }

    #[test]
    fn a_host_with_many_links_leaves_places_to_others() {
        let mut turns = LinkTurns::new(2);
        for number in 0..20 {
            turns.put(other("slow.cn"), number);
        }
        turns.put(other("b.cn"), 20);
        let taken: Vec<_> = std::iter::from_fn(|| turns.next(true)).map(|it| it.1).collect();
        assert_eq!(taken, [0, 1, 2, 3, 20]);
        assert!(turns.next(true).is_none());
        turns.done(&other("slow.cn"));
        assert_eq!(turns.next(true), Some((other("slow.cn"), 4)));
    }

    #[test]
    fn links_of_the_own_host_wait_until_they_may_go() {
        let mut turns = LinkTurns::new(1);
        turns.put(Host::Own, 1);
        turns.put(Host::Own, 2);
        turns.put(other("b.cn"), 3);
        assert_eq!(turns.next(false), Some((other("b.cn"), 3)));
        assert_eq!(turns.next(false), None);
        assert_eq!(turns.next(true), Some((Host::Own, 1)));
        assert_eq!((turns.next(true), turns.own_under_way()), (None, 1));
        turns.done(&Host::Own);
        assert_eq!(turns.next(true), Some((Host::Own, 2)));
    }

    #[test]
    fn so_many_hosts_at_once() {
        let mut turns = LinkTurns::new(1);
        for number in 0..OTHERS_AT_ONCE + 5 {
            turns.put(other(&format!("{number}.cn")), number);
        }
        assert_eq!(std::iter::from_fn(|| turns.next(true)).count(), OTHERS_AT_ONCE);
    }
}
