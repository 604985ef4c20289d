//! Reads a site's pages and looks at its links, side by side, until none is left: columns first, for they tell how fresh
//! the site is, and links of its own host only after them, for they share its gate.

use crate::census::frontier::Rank;
use crate::census::halt::Halt;
use crate::census::link_book::Row;
use crate::census::link_turns::Host;
use crate::census::page_reader::PageReader;
use crate::census::shared::may_be_host_wide;
use crate::census::site_maps;
use crate::census::survey::Survey;
use crate::census::under_way::{Done, Maps, UnderWay};
use futures_util::StreamExt;
use std::pin::pin;

/// Pages of the site that fail in a row, in ways that a whole host fails, before the home page is asked.
const PAUSE_AFTER: u32 = 6;

impl Survey<'_> {
    /// Reads pages and looks at links until none is left.
    pub(crate) async fn read_all(&mut self, pages: &PageReader<'_>) -> Result<(), Halt> {
        self.read_on(pages, false).await
    }

    /// The same, and what the host's map for programs names beside it.
    pub(crate) async fn read_all_and_maps(&mut self, pages: &PageReader<'_>) -> Result<(), Halt> {
        self.read_on(pages, true).await
    }

    async fn read_on(&mut self, pages: &PageReader<'_>, with_maps: bool) -> Result<(), Halt> {
        let mut way = UnderWay::new(self.job.crawl.connections_per_host, with_maps);
        loop {
            let in_trouble = self.failures_in_row >= PAUSE_AFTER && !self.stopped;
            // What is on its way may hold the gate through which the home page must go.
            if in_trouble && way.is_host_at_rest() {
                self.wait_for_host_beside(pages, &mut way).await?;
                continue;
            }
            if !in_trouble {
                self.begin_pages(pages, &mut way);
                self.begin_maps(&mut way);
            }
            self.begin_links(pages, &mut way, !in_trouble);
            match way.next().await {
                None => return Ok(()),
                Some(done) => {
                    if let Some(done) = way.put(done) {
                        self.take_done(&mut way, done)?;
                    }
                }
            }
        }
    }

    /// Columns as long as there are any, then the rest.
    fn begin_pages<'f>(&mut self, pages: &'f PageReader<'_>, way: &mut UnderWay<'f>) {
        while way.has_room() && !self.stopped {
            if !way.columns_are_read && way.names_no_more && way.columns > 0 {
                return;
            }
            let released = if way.columns_are_read { way.held.pop_front() } else { None };
            let Some(lead) = released.or_else(|| self.frontier.pop()) else {
                if way.columns == 0 && !way.columns_are_read {
                    self.note_columns_read(way);
                    continue;
                }
                return;
            };
            if lead.rank != Rank::Column && !way.columns_are_read {
                // The frontier gives columns first: those under way may name more.
                way.held.push_back(lead);
                way.names_no_more = true;
                if way.columns == 0 {
                    self.note_columns_read(way);
                }
                continue;
            }
            let number = way.ask(lead.rank == Rank::Column);
            let expected = self.columns.name_of(&lead.address);
            way.running.push(Box::pin(async move {
                let read = pages.read(&lead, 0, expected.as_deref()).await;
                Done::Page(number, Box::new((lead, read)))
            }));
        }
    }

    fn note_columns_read(&mut self, way: &mut UnderWay<'_>) {
        way.columns_are_read = true;
        let progress = &self.reader.shared.progress;
        if let Some(after) = progress.columns_read(&self.job.site.key) {
            tracing::info!(
                site = %self.job.site.key,
                columns = way.columns_read,
                pages = self.pages,
                after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX),
                "栏目已全部读取"
            );
        }
    }

    /// When no page is left: what the map names beside them.
    fn begin_maps<'f>(&mut self, way: &mut UnderWay<'f>)
    where
        Self: 'f,
    {
        let pages_are_read = way.columns + way.others == 0 && way.held.is_empty();
        if way.maps != Maps::Wanted || !pages_are_read || self.stopped {
            return;
        }
        way.maps = Maps::UnderWay;
        let (job, reader) = (self.job, self.reader);
        way.running.push(Box::pin(async move { Done::Maps(site_maps::read(job, reader).await) }));
    }

    fn begin_links<'f>(&mut self, pages: &'f PageReader<'_>, way: &mut UnderWay<'f>, own_too: bool)
    where
        Self: 'f,
    {
        loop {
            while way.links.has_room()
                && let Some(at) = self.link_queue.pop()
            {
                let Some(Row { address, internal, kind, .. }) = self.links.row(at) else {
                    continue;
                };
                let host = if pages.speaks_for(&address) {
                    Host::Own
                } else {
                    Host::Other(address.host_str().unwrap_or_default().to_owned())
                };
                way.links.put(host, (at, address, internal, kind));
            }
            let own_too = own_too && (way.columns_are_read || self.stopped);
            let Some((host, asked)) = way.links.next(own_too) else { return };
            let (at, address, internal, kind) = asked;
            let reader = self.reader;
            way.running.push(Box::pin(async move {
                Done::Link(host, at, reader.look(&address, internal, kind, 0).await)
            }));
        }
    }

    fn take_done(&mut self, way: &mut UnderWay<'_>, done: Done) -> Result<(), Halt> {
        match done {
            Done::Link(host, at, look) => {
                way.links.done(&host);
                let look = look?;
                self.note_doubt(&look.reach);
                self.links.set_first_look(at, look);
                self.reader.shared.progress.link();
            }
            Done::Page(number, read) => {
                let (lead, read) = *read;
                if lead.rank == Rank::Column {
                    way.columns -= 1;
                    way.columns_read += 1;
                } else {
                    way.others -= 1;
                }
                way.names_no_more = false;
                let read = read?;
                self.note_doubt(&read.look.reach);
                let cut_off = may_be_host_wide(&read.look.reach);
                self.take_page(&lead, read);
                self.reader.intact()?;
                self.failures_in_row = if cut_off { self.failures_in_row + 1 } else { 0 };
                way.taken(number);
            }
            Done::Maps(addresses) => {
                way.maps = Maps::Done;
                self.take_mapped(addresses?);
            }
        }
        Ok(())
    }

    /// Waits for the host while links of others are being looked at: nobody may stand at a gate and not move.
    async fn wait_for_host_beside(
        &mut self,
        pages: &PageReader<'_>,
        way: &mut UnderWay<'_>,
    ) -> Result<(), Halt> {
        let mut waiting = pin!(self.wait_for_host(pages));
        loop {
            tokio::select! {
                back = &mut waiting => return back.map(drop),
                Some(done) = way.running.next() => way.come.push_back(done),
            }
        }
    }
}
