//! Which messages were answered, by their lists and by their own pages, and which were not seen to be.

use crate::census::facts::interaction::boards::{BoardBook, BoardLine};
use crate::census::facts::interaction::{Book, OwnPage};
use crate::census::hashed::hash;
use crate::model::facts::interaction::{
    Answer, Asked, Board, Message, OfSite, Reply, ReplySeen, WholeMessage,
};
use crate::model::page::Emptiness;
use crate::model::site::ColumnClass;
use crate::model::visit::VisitId;
use crate::parse::same_page_key;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Messages without an answer that a bundle holds at most.
const MOST_MESSAGES: usize = 400;

pub(super) fn sum_up(book: &Book, facts: &mut OfSite) {
    let mut open: Vec<Message> = Vec::new();
    let mut asked_before: HashMap<u64, Option<NaiveDate>> = HashMap::new();
    let mut answered: HashSet<u64> = HashSet::new();
    for board in &book.boards {
        let mut row = board_of(board);
        if board.class == ColumnClass::Consultation {
            for line in &board.lines {
                let case = Case::of(book, line);
                note_asked(&case, book.year_from, &mut row);
                answered.extend(case.words().filter(|_| case.is_answered()));
                if case.is_answered() {
                    row.answered += 1;
                    note_reply(&case, &mut row);
                } else {
                    open.push(case.message(&row));
                }
            }
        }
        facts.boards.push(row);
    }
    let year_from = book.year_from;
    open.retain(|it| it.asked.is_none_or(|day| year_from.is_none_or(|from| from <= day)));
    // The oldest first: of those that say the same the first is the message, the others repeat it.
    open.sort_by(|a, b| {
        (a.asked, a.list.as_str(), &a.title).cmp(&(b.asked, b.list.as_str(), &b.title))
    });
    for message in &mut open {
        let Some(words) = words_of(&message.title, &message.beginning) else { continue };
        message.repeated = answered.contains(&words) || asked_before.contains_key(&words);
        asked_before.insert(words, message.asked);
    }
    facts.messages_left_out = open.len().saturating_sub(MOST_MESSAGES);
    open.truncate(MOST_MESSAGES);
    facts.messages = open;
}

fn board_of(board: &BoardBook) -> Board {
    Board {
        name: board.name.clone(),
        class: board.class,
        address: board.address.clone(),
        visit: board.visit.clone(),
        seen_at: board.seen_at,
        lines: board.lines.len(),
        answered: 0,
        answered_undated: 0,
        newest_reply: None,
        emptiness: if board.lines.is_empty() { board.emptiness.clone() } else { Emptiness::Filled },
        cut: board.cut,
        asked: Vec::new(),
        undated: (board.class == ColumnClass::Consultation).then_some(0),
    }
}

/// A line of a list with what its own page says.
struct Case<'a> {
    line: &'a BoardLine,
    own: Option<OwnPage>,
    message: Option<WholeMessage>,
}

impl<'a> Case<'a> {
    fn of(book: &Book, line: &'a BoardLine) -> Self {
        let own = line.address.as_ref().and_then(|it| book.pages.get(&same_page_key(it)));
        let message = line.whole.clone().or_else(|| own.as_ref()?.message.clone());
        Self { line, own, message }
    }

    fn is_answered(&self) -> bool {
        let by_page = self.message.as_ref().map(|it| it.reply);
        let by_words = self.message.is_none() && self.own.as_ref().is_some_and(|it| it.replies);
        let by_title = self.message.is_none()
            && ["答复", "回复"].iter().any(|it| self.line.title.contains(it));
        by_page == Some(Reply::Answered)
            || by_title
            || by_words
            || self.line.said.reply == Reply::Answered
                && by_page.is_none_or(|it| it != Reply::Waiting)
    }

    fn beginning(&self) -> &str {
        self.message.as_ref().map_or("", |it| it.beginning.as_str())
    }

    fn words(&self) -> impl Iterator<Item = u64> + use<> {
        words_of(&self.line.title, self.beginning()).into_iter()
    }

    fn asked(&self) -> Option<NaiveDate> {
        self.message.as_ref().and_then(|it| it.asked).or_else(|| self.line.day())
    }

    fn message(&self, board: &Board) -> Message {
        let line = self.line;
        let mut visits: Vec<VisitId> = vec![line.visit.clone()];
        visits.extend(self.own.as_ref().map(|it| it.visit.clone()));
        let unsaid = self.own.as_ref().map(|_| Reply::Unsaid);
        let by_page = self.message.as_ref().map(|it| it.reply).or(unsaid);
        let state = match &self.message {
            Some(it) if !it.state.is_empty() => it.state.clone(),
            _ => line.said.state.clone(),
        };
        Message {
            title: line.title.clone(),
            beginning: self.beginning().to_owned(),
            column: board.name.clone(),
            list: line.list.clone(),
            address: line.address.clone(),
            asked: self.asked(),
            by_list: line.said.reply,
            by_page,
            state,
            repeated: false,
            visits,
            seen_at: self.own.as_ref().map_or(line.seen_at, |it| it.seen_at.max(line.seen_at)),
        }
    }
}

/// What tells one message from another by its words; nothing where there are too few of them.
fn words_of(title: &str, beginning: &str) -> Option<u64> {
    (8 <= beginning.chars().count()).then(|| hash(&format!("{title}\n{beginning}")))
}

fn note_asked(case: &Case<'_>, year_from: Option<NaiveDate>, board: &mut Board) {
    let Some(on) = case.asked() else {
        board.undated = board.undated.map(|it| it + 1);
        return;
    };
    if year_from.is_some_and(|it| on < it) {
        return;
    }
    let by_page = case.message.as_ref().map(|it| it.reply);
    let answer = match (by_page, case.line.said.reply) {
        _ if case.is_answered() => Answer::Given,
        (Some(Reply::Waiting | Reply::Missing), _) | (_, Reply::Waiting) => Answer::None,
        _ => Answer::Unknown,
    };
    let replied = case.message.as_ref().and_then(|it| it.replied).or(case.line.said.replied);
    let replied = replied.filter(|it| answer == Answer::Given && on <= *it);
    board.asked.push(Asked { on, answer, replied });
}

/// A reply's own day; else the day on which the answered message was put into the list.
fn note_reply(case: &Case<'_>, board: &mut Board) {
    let replied = case.message.as_ref().and_then(|it| it.replied).or(case.line.said.replied);
    let (date, visit) = match (replied, case.line.published) {
        (Some(date), _) => (date, case.own.as_ref().map_or(&case.line.visit, |it| &it.visit)),
        (None, Some(date)) => (date, &case.line.visit),
        (None, None) => {
            board.answered_undated += 1;
            return;
        }
    };
    if board.newest_reply.as_ref().is_none_or(|it| it.date < date) {
        board.newest_reply = Some(ReplySeen {
            date,
            title: case.line.title.clone(),
            page: case.line.address.clone().unwrap_or_else(|| case.line.list.clone()),
            visit: visit.clone(),
        });
    }
}
