//! Twice before it is said: whatever failed is asked for again, later and with GET.

use crate::census::frontier::{Lead, Rank};
use crate::census::halt::Halt;
use crate::census::home::wait_until;
use crate::census::job::is_page;
use crate::census::link_book::{Row, RowAt};
use crate::census::page_reader::PageReader;
use crate::census::shared::MOST_LOOKS;
use crate::census::survey::Survey;
use crate::model::evidence::Look;
use futures_util::StreamExt;
use futures_util::stream;
use futures_util::stream::FuturesOrdered;
use tokio::time::Instant;

const AT_ONCE: usize = 16;
/// Links whose rows are held while they are looked at again.
const LINKS_AT_A_TIME: usize = 512;
/// Looks of the home page from this number on tell whether a round's bad news is the host's.
const FIRST_CHECK: u32 = 1000;

/// Looks again at what failed until every fault has been seen twice alike, or a third look could not settle it. Pages
/// that open after all are read like any other.
pub(crate) async fn until_settled(
    survey: &mut Survey<'_>,
    pages: &PageReader<'_>,
) -> Result<(), Halt> {
    look_at_other_spellings(survey).await?;
    survey.read_deferred(pages).await?;
    for round in 1..MOST_LOOKS {
        if survey.has_host_wide_faults(pages) && !survey.wait_for_host(pages).await? {
            survey.void_host_wide_faults(pages);
            break;
        }
        let number = u32::try_from(round).unwrap_or(u32::MAX);
        let failed = survey.failed_pages(round);
        let links = survey.links.doubtful(round);
        if failed.is_empty() && links.is_empty() {
            continue;
        }
        // A look into a pause that the host asked for would see nothing.
        let pause = survey.until_next_look().max(survey.pause_of_host());
        wait_until(survey.reader, Instant::now() + pause).await?;
        read_again(survey, pages, failed, round).await?;
        for links in links.chunks(LINKS_AT_A_TIME) {
            look_again(survey, links, round).await?;
        }
        // Bad news of a host counts only while its home page opens.
        if survey.has_host_wide_faults(pages) && !pages.home_answers(FIRST_CHECK + number).await? {
            survey.void_host_wide_faults(pages);
            survey.give_up_host();
        }
        survey.doubted = Some(Instant::now());
        // What opened this time may lead to pages not seen before.
        survey.read_all(pages).await?;
        look_at_other_spellings(survey).await?;
    }
    Ok(())
}

async fn read_again(
    survey: &mut Survey<'_>,
    pages: &PageReader<'_>,
    failed: Vec<Lead>,
    round: usize,
) -> Result<(), Halt> {
    let number = u32::try_from(round).unwrap_or(u32::MAX);
    let at_once = survey.job.crawl.connections_per_host.max(1);
    let mut failed = failed.into_iter();
    let mut running = FuturesOrdered::new();
    loop {
        // A few at a time: pages that open take room.
        while running.len() < at_once
            && let Some(lead) = failed.next()
        {
            let expected = survey.columns.name_of(&lead.address);
            running.push_back(async move {
                let read = pages.read(&lead, number, expected.as_deref()).await;
                (lead, read)
            });
        }
        let Some((lead, read)) = running.next().await else { return survey.reader.intact() };
        survey.take_page_again(&lead, read?);
    }
}

async fn look_again(survey: &mut Survey<'_>, links: &[RowAt], round: usize) -> Result<(), Halt> {
    let doubtful = links.iter().filter_map(|at| Some((*at, survey.links.row(*at)?)));
    let asks: Vec<(RowAt, Row)> = doubtful.filter(|(_, row)| row.looks.len() == round).collect();
    let looks: Vec<(RowAt, Result<Look, Halt>)> = stream::iter(asks)
        .map(async |(at, row)| {
            (at, survey.reader.look(&row.address, row.internal, row.kind, round).await)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    for (at, look) in looks {
        survey.links.add_look(at, look?);
    }
    survey.reader.intact()
}

/// Links to pages that were read under another spelling (`www.` or not, http or https, with or without the index page)
/// are links of their own: one spelling may be dead while the other lives.
async fn look_at_other_spellings(survey: &mut Survey<'_>) -> Result<(), Halt> {
    for at in survey.links.unseen() {
        let Some(row) = survey.links.row(at) else { continue };
        if !is_page(row.kind) || !survey.is_wanted(&row.address) {
            continue;
        }
        if let Some(look) = survey.look_under_other_name(&row.address) {
            survey.links.set_first_look(at, look);
        } else if survey.is_read_elsewhere(&row.address) {
            let look = survey.reader.look(&row.address, true, row.kind, 0).await?;
            survey.note_doubt(&look.reach);
            survey.links.set_first_look(at, look);
        }
    }
    Ok(())
}

impl Survey<'_> {
    /// Pages that need look number `round`.
    fn failed_pages(&self, round: usize) -> Vec<Lead> {
        let mut failed: Vec<Lead> = Vec::new();
        self.failed.by_hash().each(
            |_| true,
            |_, it| {
                if it.looks.len() == round && it.all_bad() && (round < 2 || !it.alike()) {
                    failed.push(it.lead.clone());
                }
            },
        );
        failed.sort_by(|a, b| (a.rank, a.depth, &a.address).cmp(&(b.rank, b.depth, &b.address)));
        for lead in &mut failed {
            lead.rank = lead.rank.min(Rank::Deep);
        }
        failed
    }
}
