//! Asks for the pages of messages and surveys that the crawl did not bring and on which a judgment rests.

use crate::census::facts::interaction::Book;
use crate::census::facts::interaction::boards::BoardLine;
use crate::census::frontier::{Lead, Rank};
use crate::census::halt::Halt;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::evidence::Look;
use crate::model::facts::interaction::Reply;
use crate::model::site::ColumnClass;
use crate::model::visit::Reach;
use crate::parse::same_page_key;
use chrono::NaiveDate;
use url::Url;

/// Pages of messages and surveys that are asked for at most.
const MOST_ASKED: usize = 60;
/// The newest answered messages of each list, whose pages tell when they were answered.
const NEWEST_ANSWERED: usize = 5;

pub(in crate::census::facts) async fn read_more(
    survey: &mut Survey<'_>,
    pages: &PageReader<'_>,
) -> Result<(), Halt> {
    if survey.stopped {
        return Ok(());
    }
    let wanted = wanted(&survey.facts.interaction, survey.job.year_from());
    let unread = wanted
        .into_iter()
        .filter(|it| survey.is_own_page(it) || survey.job.may_adopt(it))
        .filter(|it| !survey.is_read_elsewhere(it) && survey.look_under_other_name(it).is_none())
        .take(MOST_ASKED);
    for address in unread.collect::<Vec<Url>>() {
        let lead = Lead { address, rank: Rank::Article, depth: 2, guessed: false };
        let read = pages.read(&lead, 0, None).await?;
        if read.look.reach == Reach::Ok
            && let Some(page) = &read.seen.page
        {
            survey.facts.interaction.keep(&read.seen.visit, page);
        }
        survey.page_looks.put(lead.address.as_str(), read.look);
    }
    note_bare_pages(survey);
    Ok(())
}

/// Pages of lines that were read and did not speak of any message.
fn note_bare_pages(survey: &mut Survey<'_>) {
    let book = &survey.facts.interaction;
    let lines = book.boards.iter().flat_map(|it| &it.lines);
    let bare: Vec<(Url, Look)> = lines
        .filter_map(|it| it.address.clone())
        .filter(|it| !book.has_own(it))
        .filter_map(|it| survey.look_under_other_name(&it).map(|look| (it, look)))
        .filter(|(_, look)| look.reach == Reach::Ok && look.by_get)
        .collect();
    for (address, look) in bare {
        survey.facts.interaction.keep_bare(&address, look.visit, look.at);
    }
}

/// Pages that would decide something, those said to wait first, then the newest.
fn wanted(book: &Book, from: NaiveDate) -> Vec<Url> {
    let mut wanted: Vec<(u8, std::cmp::Reverse<Option<NaiveDate>>, &Url)> = Vec::new();
    for board in &book.boards {
        let mut answered = 0;
        for line in &board.lines {
            let Some(address) = &line.address else { continue };
            if line.day().is_some_and(|it| it < from) || book.has_own(address) {
                continue;
            }
            let rank = match board.class {
                ColumnClass::Consultation => of_message(line, &mut answered),
                ColumnClass::Survey => (line.said.closed && !line.said.results).then_some(2),
                _ => None,
            };
            if let Some(rank) = rank {
                wanted.push((rank, std::cmp::Reverse(line.day()), address));
            }
        }
    }
    wanted.sort();
    wanted.into_iter().map(|it| it.2.clone()).collect()
}

fn of_message(line: &BoardLine, answered: &mut usize) -> Option<u8> {
    match line.said.reply {
        Reply::Waiting => Some(0),
        Reply::Answered => {
            *answered += 1;
            (line.said.replied.is_none() && *answered <= NEWEST_ANSWERED).then_some(1)
        }
        _ => Some(1),
    }
}

impl Book {
    fn has_own(&self, address: &Url) -> bool {
        self.pages.contains(&same_page_key(address))
    }

    /// Whether the entry under this hash has a title that announces a survey's results.
    pub(super) fn announces_results(&self, key: u64) -> bool {
        self.announcements.by_hash().contains(key)
    }
}
