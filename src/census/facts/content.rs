//! Gathers over a site what must not stand on a page: hidden links, links to gambling, personal data, wrong words.

use crate::census::facts::Taken;
use crate::census::facts::attachments;
use crate::census::facts::foreign;
use crate::census::halt::Halt;
use crate::census::survey::Survey;
use crate::model::facts::content::{
    Addresses, ForeignFact, HiddenFact, OfSite, PersonalFact, Seen, SpeakingFact, StuffedFact,
    WordFact,
};
use std::collections::BTreeSet;
use std::collections::HashMap;
use url::Url;

/// Facts of one sort that are kept of a site; the rest is counted.
const MOST: usize = 300;
/// Pages of which is noted that they were read.
const MOST_PAGES: usize = 20_000;

#[derive(Debug, Default)]
pub(crate) struct Book {
    facts: OfSite,
    read: BTreeSet<u32>,
    /// Where in the facts a block, or a word with its context, is.
    hidden: HashMap<String, usize>,
    words: HashMap<String, usize>,
}

impl Book {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { visit, page, depth, .. } = taken;
        if self.read.len() < MOST_PAGES {
            self.read.insert(Addresses::digest(&visit.landed));
        }
        let content = &page.extras.content;
        let seen = || Seen {
            page: visit.landed.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            pages: 1,
            depth,
        };
        for block in &content.hidden {
            // What a template brings onto every page is one thing.
            let key: String =
                block.links.iter().flat_map(|it| [it.address.as_str(), "\n"]).collect();
            match self.hidden.get(&key) {
                Some(at) => again(&mut self.facts.hidden[*at].seen, seen()),
                None if self.facts.hidden.len() < MOST => {
                    self.hidden.insert(key, self.facts.hidden.len());
                    self.facts.hidden.push(HiddenFact { block: block.clone(), seen: seen() });
                }
                None => self.facts.left_out += 1,
            }
        }
        for word in &content.words {
            let key = format!("{}\n{}", word.wrong, word.context);
            match self.words.get(&key) {
                Some(at) => again(&mut self.facts.words[*at].seen, seen()),
                None if self.facts.words.len() < MOST => {
                    self.words.insert(key, self.facts.words.len());
                    self.facts.words.push(WordFact { word: word.clone(), seen: seen() });
                }
                None => self.facts.left_out += 1,
            }
        }
        if let Some(saying) = &content.saying {
            let fact = StuffedFact { saying: saying.clone(), seen: seen() };
            keep(&mut self.facts.stuffed, fact, &mut self.facts.left_out);
        }
        for link in &content.speaking {
            let mut known = self.facts.speaking.iter_mut();
            if let Some(it) = known.find(|it| it.link.address == link.address) {
                again(&mut it.seen, seen());
                continue;
            }
            let fact = SpeakingFact { link: link.clone(), seen: seen() };
            keep(&mut self.facts.speaking, fact, &mut self.facts.left_out);
        }
        for personal in &content.personal {
            let personal = personal.clone();
            self.take_personal(PersonalFact { personal, attachment: None, seen: seen() });
        }
    }

    pub(super) fn take_personal(&mut self, fact: PersonalFact) {
        keep(&mut self.facts.personal, fact, &mut self.facts.left_out);
    }

    pub(super) fn take_foreign(&mut self, facts: Vec<ForeignFact>, read: usize) {
        self.facts.foreign = facts;
        self.facts.foreign_read = read;
    }

    /// The attachment was read; `left`: how many more were not.
    pub(super) fn note_attachment(&mut self, address: &Url) {
        self.facts.attachments_read += 1;
        self.read.insert(Addresses::digest(address));
    }

    pub(super) fn note_attachments_left(&mut self, left: usize) {
        self.facts.attachments_left = left;
    }

    pub(super) fn facts(mut self) -> OfSite {
        // The order in which answers arrived must not show.
        let facts = &mut self.facts;
        facts.hidden.sort_by(|a, b| place(&a.seen).cmp(&place(&b.seen)));
        facts.stuffed.sort_by(|a, b| place(&a.seen).cmp(&place(&b.seen)));
        facts.speaking.sort_by(|a, b| a.link.address.cmp(&b.link.address));
        facts.personal.sort_by(|a, b| {
            (place(&a.seen), &a.attachment, a.personal.kind).cmp(&(
                place(&b.seen),
                &b.attachment,
                b.personal.kind,
            ))
        });
        facts.words.sort_by(|a, b| {
            (place(&a.seen), &a.word.wrong, &a.word.context).cmp(&(
                place(&b.seen),
                &b.word.wrong,
                &b.word.context,
            ))
        });
        facts.read = Addresses::new(&self.read);
        self.facts
    }
}

fn place(seen: &Seen) -> (u32, &Url) {
    (seen.depth, &seen.page)
}

/// One more page shows it: the one nearest to the home page speaks for all.
fn again(known: &mut Seen, other: Seen) {
    let pages = known.pages + 1;
    if place(&other) < place(known) {
        *known = other;
    }
    known.pages = pages;
}

fn keep<T>(facts: &mut Vec<T>, fact: T, left_out: &mut usize) {
    if facts.len() < MOST {
        facts.push(fact);
    } else {
        *left_out += 1;
    }
}

pub(super) async fn read_more(survey: &mut Survey<'_>) -> Result<(), Halt> {
    foreign::look_again(survey).await?;
    attachments::read(survey).await
}
