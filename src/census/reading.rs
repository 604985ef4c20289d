//! Reads a site's pages and looks at its links, side by side, until none is left.

use crate::census::frontier::Lead;
use crate::census::link_book::{Row, RowAt};
use crate::census::page_reader::{PageRead, PageReader};
use crate::census::reader::Halt;
use crate::census::shared::may_be_host_wide;
use crate::census::survey::Survey;
use crate::model::evidence::Look;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

/// Links of one site that are looked at at the same time; each host's gate keeps its own measure besides.
const LINKS_AT_ONCE: usize = 16;
/// Pages of the site that fail in a row, in ways that a whole host fails, before the home page is asked.
const PAUSE_AFTER: u32 = 6;

enum Done {
    Page(Lead, Box<Result<PageRead, Halt>>),
    Link(RowAt, Result<Look, Halt>),
}

impl Survey<'_> {
    /// Reads pages and looks at links until none is left.
    pub(crate) async fn read_all(&mut self, pages: &PageReader<'_>) -> Result<(), Halt> {
        let at_once = self.job.crawl.connections_per_host.max(1);
        let mut running: FuturesUnordered<BoxFuture<'_, Done>> = FuturesUnordered::new();
        let (mut reading, mut looking) = (0, 0);
        loop {
            let in_trouble = self.failures_in_row >= PAUSE_AFTER && !self.stopped;
            // What is on its way may hold the gate through which the home page must go.
            if in_trouble && running.is_empty() {
                self.wait_for_host(pages).await?;
                continue;
            }
            while reading < at_once && !self.stopped && !in_trouble {
                let Some(lead) = self.frontier.pop() else { break };
                reading += 1;
                let expected = self.columns.name_of(&lead.address);
                running.push(Box::pin(async move {
                    let read = pages.read(&lead, 0, expected.as_deref()).await;
                    Done::Page(lead, Box::new(read))
                }));
            }
            while looking < LINKS_AT_ONCE && !in_trouble {
                let Some(at) = self.link_queue.pop() else { break };
                let Some(Row { address, internal, kind, .. }) = self.links.row(at) else {
                    continue;
                };
                looking += 1;
                running.push(Box::pin(async move {
                    Done::Link(at, pages.look(&address, internal, kind, 0).await)
                }));
            }
            match running.next().await {
                None => break,
                Some(Done::Link(at, look)) => {
                    looking -= 1;
                    self.links.set_first_look(at, look?);
                    self.reader.shared.progress.link();
                }
                Some(Done::Page(lead, read)) => {
                    reading -= 1;
                    let read = (*read)?;
                    let cut_off = may_be_host_wide(&read.look.reach);
                    self.take_page(&lead, read);
                    self.reader.intact()?;
                    self.failures_in_row = if cut_off { self.failures_in_row + 1 } else { 0 };
                }
            }
        }
        Ok(())
    }
}
