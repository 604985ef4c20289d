//! Messages of citizens and policy files of the year, each once over all audits that saw it.

use crate::model::facts::interaction::{Answer, Asked, Board};
use crate::model::site::ColumnClass;
use crate::model::time::{Period, Window};
use crate::reports::annual::Known;
use crate::store::YearPart;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Messages that were asked (or, where that is not said, published) in the year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replies {
    /// `None`: no column of messages whose lines have days was read.
    pub received: Option<Known>,
    pub answered: usize,
    /// Seen to stand without an answer.
    pub unanswered: usize,
    /// Not known whether answered.
    pub unknown: usize,
    /// Of those whose reply has a day, or that stand without one beyond the limit.
    pub in_time: usize,
    pub late: usize,
}

impl Replies {
    /// Share of those of which it is known.
    pub fn rate(&self) -> Option<f64> {
        share(self.answered, self.answered + self.unanswered)
    }

    pub fn rate_in_time(&self) -> Option<f64> {
        share(self.in_time, self.in_time + self.late)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            received: match (self.received, other.received) {
                // A site without such a column receives none there.
                (Some(a), Some(b)) => Known::sum([Some(a), Some(b)]),
                (a, b) => a.or(b),
            },
            answered: self.answered + other.answered,
            unanswered: self.unanswered + other.unanswered,
            unknown: self.unknown + other.unknown,
            in_time: self.in_time + other.in_time,
            late: self.late + other.late,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a county, far below 2^52")]
pub(crate) fn share(part: usize, whole: usize) -> Option<f64> {
    (0 < whole).then(|| part as f64 / whole as f64)
}

/// What one audit saw of the messages of one month in one column.
struct Look<'a> {
    as_of: NaiveDate,
    asked: Vec<&'a Asked>,
    is_cut: bool,
}

/// Of each column and month the audit that saw the most messages counts; of equal ones the newest, which knows most of
/// the answers.
pub fn replies(parts: &[YearPart], year: i32, until: NaiveDate, limit: u32) -> Replies {
    let mut looks: BTreeMap<(&str, Period), Look<'_>> = BTreeMap::new();
    let mut is_read = false;
    for part in parts {
        let as_of = part.as_of.date_naive();
        for board in part.facts.interaction.boards.iter().filter(|it| tells_days(it)) {
            is_read = true;
            let mut months: BTreeMap<Period, Vec<&Asked>> = BTreeMap::new();
            for asked in board.asked.iter().filter(|it| it.on.year() == year && it.on <= until) {
                months.entry(Period::of(asked.on)).or_default().push(asked);
            }
            for (month, asked) in months {
                let is_cut = board.cut || 0 < board.undated;
                let look = Look { as_of, asked, is_cut };
                let known = looks.get(&(board.address.as_str(), month));
                let is_better = known
                    .is_none_or(|it| (it.asked.len(), it.as_of) <= (look.asked.len(), look.as_of));
                if is_better {
                    looks.insert((board.address.as_str(), month), look);
                }
            }
        }
    }
    let mut sum = Replies::default();
    let newest = parts.iter().map(|it| it.as_of.date_naive()).max();
    let reaches =
        |it: NaiveDate| until.min(NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(until)) <= it;
    let mut is_least = !newest.is_some_and(reaches) || is_unread_early(parts, year);
    for look in looks.values() {
        is_least |= look.is_cut;
        for asked in &look.asked {
            count(&mut sum, asked, look.as_of, limit);
        }
    }
    let received = sum.answered + sum.unanswered + sum.unknown;
    sum.received = is_read.then_some(Known { count: received, is_least });
    sum
}

/// The lists are followed back a year: the first audit must not be later than that after the year's first day.
fn is_unread_early(parts: &[YearPart], year: i32) -> bool {
    let Some(first_day) = NaiveDate::from_ymd_opt(year, 1, 1) else { return true };
    let first = parts.iter().map(|it| it.as_of.date_naive()).min();
    first.is_none_or(|it| Window::Months(12).is_late(first_day, it))
}

fn tells_days(board: &Board) -> bool {
    board.class == ColumnClass::Consultation && (!board.asked.is_empty() || board.lines == 0)
}

fn count(sum: &mut Replies, asked: &Asked, as_of: NaiveDate, limit: u32) {
    let is_late = |day: NaiveDate| Window::Days(limit).is_late(asked.on, day);
    match asked.answer {
        Answer::Given => {
            sum.answered += 1;
            match asked.replied {
                Some(day) if is_late(day) => sum.late += 1,
                Some(_) => sum.in_time += 1,
                None => {}
            }
        }
        Answer::None => {
            sum.unanswered += 1;
            sum.late += usize::from(is_late(as_of));
        }
        Answer::Unknown => sum.unknown += 1,
    }
}

/// Policy files of the site's own that were read, each once by its address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policies {
    /// Dated in the year. Audits keep only the newest, so there may be more.
    pub seen: usize,
    /// Those of which an interpretation was seen.
    pub interpreted: usize,
}

pub fn policies(parts: &[YearPart], year: i32) -> Policies {
    let mut files: BTreeMap<&str, bool> = BTreeMap::new();
    for file in parts.iter().flat_map(|it| &it.facts.publication.policies) {
        if file.date.year() == year {
            let is_interpreted =
                file.leads_to_one || file.interpretations.iter().any(|it| it.is_sure);
            *files.entry(file.address.as_str()).or_default() |= is_interpreted;
        }
    }
    Policies { seen: files.len(), interpreted: files.values().filter(|it| **it).count() }
}
