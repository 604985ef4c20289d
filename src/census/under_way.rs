//! What is under way for one site, and that its pages are taken in the order in which they were asked for.

use crate::census::frontier::Lead;
use crate::census::halt::Halt;
use crate::census::in_turn::InTurn;
use crate::census::link_book::RowAt;
use crate::census::link_turns::{Host, LinkTurns};
use crate::census::page_reader::PageRead;
use crate::model::evidence::Look;
use crate::model::page::LinkKind;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::collections::VecDeque;
use tokio::time::timeout_at;
use url::Url;

/// Pages and links of the own host that are under way beyond its connections, and one more for every four of these, so that
/// its gate never waits for a parser.
const AHEAD: usize = 2;

pub(crate) enum Done {
    /// Its place among the pages asked for, and what came.
    Page(u64, Read),
    Link(Host, RowAt, Result<Look, Halt>),
    Maps(Result<Vec<Url>, Halt>),
}

pub(crate) type Read = Box<(Lead, Result<PageRead, Halt>)>;

/// A link to be looked at: its row, and what is to be known of it for that.
pub(crate) type Asked = (RowAt, Url, bool, LinkKind);

/// What is under way for one site.
pub(crate) struct UnderWay<'f> {
    pub(crate) running: FuturesUnordered<BoxFuture<'f, Done>>,
    /// What came while something else was waited for.
    pub(crate) come: VecDeque<Done>,
    at_once: usize,
    pub(crate) columns: usize,
    pub(crate) others: usize,
    /// Pages are taken in the order in which they were asked for, so that what a census names does not hang on the
    /// order of answers.
    in_turn: InTurn<Read>,
    /// Pages that wait until the columns are read.
    pub(crate) held: VecDeque<Lead>,
    pub(crate) columns_are_read: bool,
    /// The frontier has named no column since a page last came.
    pub(crate) names_no_more: bool,
    pub(crate) columns_read: usize,
    pub(crate) links: LinkTurns<Asked>,
    pub(crate) maps: Maps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maps {
    Wanted,
    UnderWay,
    Done,
}

impl UnderWay<'_> {
    pub(crate) fn new(connections: usize, with_maps: bool) -> Self {
        let connections = connections.max(1);
        let at_once = connections + AHEAD + connections / 4;
        Self {
            running: FuturesUnordered::new(),
            come: VecDeque::new(),
            at_once,
            columns: 0,
            others: 0,
            in_turn: InTurn::new(),
            held: VecDeque::new(),
            columns_are_read: false,
            names_no_more: false,
            columns_read: 0,
            links: LinkTurns::new(at_once),
            maps: if with_maps { Maps::Wanted } else { Maps::Done },
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Done> {
        if let Some(done) = self.come.pop_front() {
            return Some(done);
        }
        let Some(patience) = self.in_turn.patience() else {
            return self.running.next().await;
        };
        if let Ok(done) = timeout_at(patience, self.running.next()).await {
            return done;
        }
        self.in_turn.pass_over().map(|(number, read)| Done::Page(number, read))
    }

    pub(crate) fn ask(&mut self, is_column: bool) -> u64 {
        *(if is_column { &mut self.columns } else { &mut self.others }) += 1;
        self.in_turn.ask()
    }

    /// What came, if it may be taken now.
    pub(crate) fn put(&mut self, done: Done) -> Option<Done> {
        match done {
            // That the census stops is not kept waiting.
            Done::Page(number, read) if read.1.is_ok() => {
                self.in_turn.put(number, read).map(|read| Done::Page(number, read))
            }
            other => Some(other),
        }
    }

    /// The page after the one that was taken comes next, if it is back.
    pub(crate) fn taken(&mut self, number: u64) {
        if let Some((number, read)) = self.in_turn.after(number) {
            self.come.push_front(Done::Page(number, read));
        }
    }

    /// Whether nothing is under way through the gate of the site's host.
    pub(crate) fn is_host_at_rest(&self) -> bool {
        self.columns + self.others + self.links.own_under_way() == 0 && self.maps != Maps::UnderWay
    }

    pub(crate) fn has_room(&self) -> bool {
        self.columns + self.others < self.at_once
    }
}
