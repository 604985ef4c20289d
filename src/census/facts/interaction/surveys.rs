//! Surveys that are over, and whether results of theirs are shown anywhere.

use crate::census::facts::interaction::Book;
use crate::census::facts::interaction::boards::{BoardBook, BoardLine};
use crate::model::facts::interaction::{ClosedSurvey, OfSite, Results};
use crate::model::site::ColumnClass;
use crate::parse::same_page_key;
use crate::reference::interaction::{names_results, words};

const MOST_SURVEYS: usize = 200;
/// Letters that a survey's name must have to be found again in another title.
const CORE: usize = 4;

pub(super) fn sum_up(book: &Book, facts: &mut OfSite) {
    let boards: Vec<&BoardBook> =
        book.boards.iter().filter(|it| it.class == ColumnClass::Survey).collect();
    let results: Vec<&str> = boards
        .iter()
        .flat_map(|it| &it.lines)
        .map(|it| it.title.as_str())
        .filter(|it| names_results(it))
        .collect();
    for board in &boards {
        for line in &board.lines {
            if names_results(&line.title) {
                continue;
            }
            if let Some(closed) = closed(book, board, line, &results) {
                facts.closed_surveys.push(closed);
            }
        }
    }
    facts
        .closed_surveys
        .sort_by(|a, b| (b.ends, a.address.as_str()).cmp(&(a.ends, b.address.as_str())));
    facts.closed_surveys.dedup_by(|a, b| a.address == b.address);
    facts.closed_surveys.truncate(MOST_SURVEYS);
}

fn closed(
    book: &Book,
    board: &BoardBook,
    line: &BoardLine,
    results: &[&str],
) -> Option<ClosedSurvey> {
    let address = line.address.clone()?;
    let own = book.pages.get(&same_page_key(&address));
    let page = own.as_ref().and_then(|it| it.survey.as_ref());
    if !line.said.closed && !page.is_some_and(|it| it.closed) {
        return None;
    }
    let core = core(&line.title);
    let elsewhere = CORE <= core.chars().count() && results.iter().any(|it| it.contains(&core));
    let shown = match page {
        _ if line.said.results || elsewhere => Results::Named,
        Some(page) => page.results,
        None => Results::Unread,
    };
    let mut visits = vec![line.visit.clone()];
    visits.extend(own.as_ref().map(|it| it.visit.clone()));
    Some(ClosedSurvey {
        title: line.title.clone(),
        column: board.name.clone(),
        list: line.list.clone(),
        address,
        published: line.published,
        ends: page.and_then(|it| it.ends),
        results: shown,
        visits,
        seen_at: own.as_ref().map_or(line.seen_at, |it| it.seen_at.max(line.seen_at)),
    })
}

/// What a survey is about, without the words that any survey's title has.
fn core(title: &str) -> String {
    let mut core = title.to_owned();
    for word in [
        "关于", "公开", "征求", "征集", "意见", "建议", "公告", "问卷", "调查", "网上", "的", "《",
        "》", "（", "）",
    ] {
        core = core.replace(word, "");
    }
    for state in &words().states.closed {
        core = core.replace(state.as_str(), "");
    }
    core.trim().to_owned()
}
