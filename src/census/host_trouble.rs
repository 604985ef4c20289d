//! What to make of a host that fails or refuses us in the middle of a census: ask the home page, wait, take back.

use crate::census::failed_page::FailedPage;
use crate::census::frontier::Lead;
use crate::census::halt::Halt;
use crate::census::home::wait_until;
use crate::census::link_book::voided;
use crate::census::page_reader::{PageRead, PageReader};
use crate::census::shared::may_be_host_wide;
use crate::census::survey::Survey;
use crate::model::visit::{Barrier, Reach};
use std::time::Duration;
use tokio::time::Instant;

/// Times that the home page is asked for, before the host counts as gone.
const HOME_TRIES: u32 = 4;
/// Looks of the home page from this number on only tell whether the host still answers.
const FIRST_HOME_ASK: u32 = 50;
/// Rounds in which deferred pages are asked for again.
const DEFERRED_ROUNDS: u32 = 3;
/// Looks of deferred pages are numbered from here.
const FIRST_DEFERRED_LOOK: u32 = 20;

impl Survey<'_> {
    /// Asks for the home page, again after a wait each, and gives up the rest when it stays away; true when it opened.
    pub(crate) async fn wait_for_host(&mut self, pages: &PageReader<'_>) -> Result<bool, Halt> {
        for try_number in 0..HOME_TRIES {
            if try_number > 0 {
                let after = self.job.second_look_after();
                wait_until(self.reader, Instant::now() + after).await?;
            }
            self.home_asks += 1;
            if pages.home_answers(FIRST_HOME_ASK + self.home_asks).await? {
                self.failures_in_row = 0;
                return Ok(true);
            }
        }
        self.give_up_host();
        Ok(false)
    }

    pub(crate) fn give_up_host(&mut self) {
        if !self.stopped {
            self.remarks.push("读取途中网站停止响应，其余页面本次未检查".into());
        }
        self.stopped = true;
    }

    /// A page that was deferred before.
    pub(crate) fn take_deferred_page(&mut self, lead: &Lead, read: PageRead) {
        self.not_judged = self.not_judged.saturating_sub(1);
        if lead.depth == 1 && !lead.guessed {
            self.second_level.asked = self.second_level.asked.saturating_sub(1);
        }
        self.take_page(lead, read);
    }

    /// Whether so many pages are left unasked, because their host kept refusing us, that the rest does not speak for
    /// the site: more than one in twenty. A few that always refuse are only themselves undecided.
    pub(crate) fn has_unreached_pages(&self) -> bool {
        let unreached = Reach::NotJudged(Barrier::NotReached);
        let mut left = 0;
        self.deferred.each(|lead| {
            let is_left = self.page_looks.look(lead.address.as_str(), |it| it.reach == unreached);
            left += usize::from(is_left == Some(true));
        });
        20 * left > self.pages
    }

    /// Whether pages or links stand as failed in a way that the whole host may fail.
    pub(crate) fn has_host_wide_faults(&self, pages: &PageReader<'_>) -> bool {
        !self.links.host_wide(|it| pages.speaks_for(it)).is_empty()
            || !self.failed_by_host(pages).is_empty()
    }

    /// Keys of pages that failed as a host in trouble fails.
    fn failed_by_host(&self, pages: &PageReader<'_>) -> Vec<u64> {
        let mut failed = Vec::new();
        self.failed.by_hash().each(
            |_| true,
            |key, it| {
                if is_host_wide(it, pages) {
                    failed.push(key);
                }
            },
        );
        failed
    }

    /// Takes back what was seen while the host was in trouble.
    pub(crate) fn void_host_wide_faults(&mut self, pages: &PageReader<'_>) {
        for at in self.links.host_wide(|it| pages.speaks_for(it)) {
            self.links.void(at);
        }
        for key in self.failed_by_host(pages) {
            self.failed.by_hash_mut().update(key, |failed| {
                if let Some(look) = failed.looks.pop() {
                    failed.looks = vec![voided(look)];
                }
            });
        }
    }

    /// Asks again, when the host's pause is over, for pages that it would not give us before.
    pub(crate) async fn read_deferred(&mut self, pages: &PageReader<'_>) -> Result<(), Halt> {
        for round in 0..DEFERRED_ROUNDS {
            if self.deferred.is_empty() || self.stopped {
                break;
            }
            let pause = self.until_next_look().max(self.pause_of_host());
            wait_until(self.reader, Instant::now() + pause).await?;
            for _ in 0..self.deferred.len() {
                let Some(lead) = self.deferred.pop() else { break };
                let expected = self.columns.name_of(&lead.address);
                let look = FIRST_DEFERRED_LOOK + round;
                let read = pages.read(&lead, look, expected.as_deref()).await?;
                self.note_doubt(&read.look.reach);
                self.take_deferred_page(&lead, read);
            }
            self.read_all(pages).await?;
        }
        Ok(())
    }

    /// What is left of the pause for which the site's host asked.
    pub(crate) fn pause_of_host(&self) -> Duration {
        let host = self.job.site.home.host_str().unwrap_or_default();
        self.reader.fetcher.gate_of(host).and_then(|it| it.backoff).unwrap_or_default()
    }

    /// A look that came to something that another look has to confirm.
    pub(crate) fn note_doubt(&mut self, reach: &Reach) {
        if *reach != Reach::Ok {
            self.doubted = Some(Instant::now());
        }
    }

    /// What is left until the next look at what failed: from the last one that did, not from now.
    pub(crate) fn until_next_look(&self) -> Duration {
        let Some(doubted) = self.doubted else { return self.job.second_look_after() };
        let due = doubted + self.job.second_look_after();
        due.saturating_duration_since(Instant::now())
    }
}

fn is_host_wide(failed: &FailedPage, pages: &PageReader<'_>) -> bool {
    failed.looks.last().is_some_and(|it| may_be_host_wide(&it.reach))
        && pages.speaks_for(&failed.lead.address)
}
