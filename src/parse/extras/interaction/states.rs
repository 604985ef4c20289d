//! The words by which lists and pages say whether a message was answered.

use crate::model::facts::interaction::Reply;
use crate::reference::interaction::words;

/// More is a sentence, no state.
const LONGEST: usize = 16;

/// What a short text says of the answer.
pub(super) fn of(text: &str) -> Option<Reply> {
    if LONGEST < text.chars().count() {
        return None;
    }
    let states = &words().states;
    let has = |words: &[String]| words.iter().any(|it| text.contains(it.as_str()));
    // 未办结 holds 办结: what denies is asked first.
    if has(&states.waiting) {
        return Some(Reply::Waiting);
    }
    has(&states.answered).then_some(Reply::Answered)
}

pub(super) fn is_closed(text: &str) -> bool {
    text.chars().count() <= LONGEST
        && words().states.closed.iter().any(|it| text.contains(it.as_str()))
}
