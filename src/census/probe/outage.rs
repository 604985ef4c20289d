//! Whether a round's failures are our own: by the sentinels, and by everything having failed at once.

use crate::census::probe::hosts::is_of_network;
use crate::model::evidence::HomeVisit;
use crate::model::visit::{Barrier, Reach};

/// Fewer hosts than this do not make “everything”.
const LEAST_HOSTS: usize = 5;
/// More than so many in a hundred of the hosts that opened before.
const PERCENT_AT_ONCE: usize = 80;

/// How a host's visits ended before this round; `None` where nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Before {
    /// The last visit that was judged opened.
    pub judged_opened: Option<bool>,
    /// The last visit opened, whatever was made of it.
    pub last_opened: Option<bool>,
}

impl Before {
    pub fn note(&mut self, reach: &Reach) {
        self.last_opened = Some(*reach == Reach::Ok);
        if !matches!(reach, Reach::NotJudged(_)) {
            self.judged_opened = self.last_opened;
        }
    }

    /// From visits in order of time.
    pub fn of(visits: &[HomeVisit]) -> Self {
        let mut before = Self::default();
        for visit in visits {
            before.note(&visit.reach);
        }
        before
    }
}

/// One host in a round.
#[derive(Debug, Clone, Copy)]
pub struct HostSeen {
    /// Nothing came back, in a way that may be our own fault.
    pub failed: bool,
    pub before: Before,
}

impl HostSeen {
    pub fn new(reach: &Reach, before: Before) -> Self {
        let failed = match reach {
            Reach::Bad(fault) => is_of_network(*fault),
            other => *other == Reach::NotJudged(Barrier::OwnNetwork),
        };
        Self { failed, before }
    }
}

/// Whether any sentinel answered before and after the round; `None` where it was not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sentinels {
    pub before: Option<bool>,
    pub after: Option<bool>,
}

/// How our own outage shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// No sentinel answered before or after the round.
    NoSentinel,
    /// Several unrelated hosts failed and no other answered: the network watch found us down.
    Watched,
    /// Nearly all hosts that had opened before failed in the same round.
    AllAtOnce,
}

impl Outage {
    /// In the operator's words.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NoSentinel => "参照网址（sentinels）也打不开",
            Self::Watched => "多个互不相关的主机同时无法访问",
            Self::AllAtOnce => "此前正常的网站几乎同时全部打不开",
        }
    }
}

/// What the failures of a round come from, when it is us. Where the sentinels answer, only the first round in which
/// everything fails is taken for our own short outage: if it goes on, it is theirs. Where nobody can be asked, it is
/// ours for as long as it lasts.
pub fn own_outage(hosts: &[HostSeen], watched: bool, sentinels: Sentinels) -> Option<Outage> {
    if !hosts.iter().any(|it| it.failed) {
        return None;
    }
    if sentinels.before == Some(false) || sentinels.after == Some(false) {
        return Some(Outage::NoSentinel);
    }
    if watched {
        return Some(Outage::Watched);
    }
    let cleared = sentinels.after == Some(true);
    let was_good = |it: &&HostSeen| {
        let known = if cleared { it.before.last_opened } else { it.before.judged_opened };
        known.unwrap_or(true)
    };
    let good = hosts.iter().filter(was_good).count();
    let failed = hosts.iter().filter(was_good).filter(|it| it.failed).count();
    (LEAST_HOSTS <= failed && good * PERCENT_AT_ONCE < failed * 100).then_some(Outage::AllAtOnce)
}
