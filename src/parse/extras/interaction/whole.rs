//! Messages and surveys that stand on a page whole, with their labels.

use crate::model::facts::interaction::{Reply, Results, WholeMessage, WholeSurvey};
use crate::model::page::Place;
use crate::parse::address::resolve;
use crate::parse::extras::Reading;
use crate::parse::extras::interaction::labels::{Role, Said, day, days, has_substance};
use crate::parse::extras::interaction::segments::{Segment, beginning};
use crate::parse::extras::interaction::states;
use crate::parse::includes;
use crate::reference::interaction::{names_results, words};
use std::ops::Range;

/// Messages of one page that are read at most.
const MOST: usize = 60;
const TITLE: usize = 60;
const BEGINNING: usize = 60;

/// The page as its labels tell it.
pub(super) struct Laid<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) segments: &'a [Segment],
    pub(super) said: &'a [Said],
}

pub(super) fn messages(laid: &Laid<'_>) -> Vec<WholeMessage> {
    if !is_of_messages(laid.said) {
        return Vec::new();
    }
    let parts = parts(laid.said);
    let is_board = 1 < parts.len();
    // What a list says of each of its messages is no message of its own.
    if !is_board && says_twice(laid.said) {
        return Vec::new();
    }
    if is_board && parts.iter().any(|it| holds_link(laid, it)) {
        return Vec::new();
    }
    let mut all: Vec<WholeMessage> =
        parts.into_iter().take(MOST).map(|part| message(laid, part, is_board)).collect();
    let replies_stand_here = || all.iter().any(|it| it.reply == Reply::Answered);
    let drawn = || may_come_by_script(laid.reading);
    let in_doubt = if is_board { !replies_stand_here() || drawn() } else { drawn() };
    if in_doubt {
        for it in all.iter_mut().filter(|it| it.reply == Reply::Missing) {
            it.reply = Reply::Unclear;
        }
    }
    all
}

/// At least two labels that only messages have, one of them of what was asked or when.
fn is_of_messages(said: &[Said]) -> bool {
    let strong = |roles: &[Role]| {
        said.iter()
            .filter(|it| it.strong && roles.contains(&it.role) && !it.value.is_empty())
            .count()
    };
    let any = |role: Role| said.iter().any(|it| it.role == role && !it.value.is_empty());
    let of_asking =
        strong(&[Role::Title, Role::Asked, Role::Writer, Role::Content, Role::About, Role::State]);
    (2 <= of_asking || 1 <= of_asking && any(Role::Content)) && any(Role::Asked)
        || strong(&[Role::Content]) == 1 && 2 <= of_asking
}

fn says_twice(said: &[Said]) -> bool {
    let once = [Role::Asked, Role::Content];
    // A heading of the same name says nothing yet.
    let is_own = |it: &&Said| it.strong && once.contains(&it.role) && !it.value.is_empty();
    let own: Vec<&Said> = said.iter().filter(is_own).collect();
    own.iter().enumerate().any(|(at, it)| own[..at].iter().any(|other| other.label == it.label))
}

/// The labels of each message: where the label with which the first begins comes again, the next begins.
fn parts(said: &[Said]) -> Vec<Range<usize>> {
    let whole = || std::iter::once(0..said.len()).collect();
    let Some(first) = said.iter().find(|it| it.strong).map(|it| it.role) else { return whole() };
    let starts: Vec<usize> =
        said.iter().enumerate().filter(|(_, it)| it.role == first).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([said.len()]);
    let parts: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(a, b)| a..b).collect();
    let is_whole = |part: &Range<usize>| {
        let has = |role| said[part.clone()].iter().any(|it| it.role == role);
        has(Role::Content) && (has(Role::Asked) || has(Role::Title))
    };
    if 1 < parts.len() && parts.iter().all(is_whole) { parts } else { whole() }
}

/// Whether a link to another page stands in the message: then that page may hold the rest of it.
fn holds_link(laid: &Laid<'_>, part: &Range<usize>) -> bool {
    let reading = laid.reading;
    let nodes = nodes(laid, part);
    let leads_on = |at: usize| {
        let href = reading.doc.nodes[at].attr("href");
        href.and_then(|it| resolve(reading.base, it))
            .is_some_and(|it| it != *reading.source.address)
    };
    nodes.filter(|it| &*reading.doc.nodes[*it].tag == "a").any(leads_on)
}

fn segments_of(laid: &Laid<'_>, part: &Range<usize>) -> Range<usize> {
    let start = laid.said[part.start].segment;
    let end = laid.said.get(part.end).map_or(laid.segments.len(), |it| it.segment);
    start..end.max(start + 1)
}

fn nodes(laid: &Laid<'_>, part: &Range<usize>) -> Range<usize> {
    let segments = segments_of(laid, part);
    let end =
        laid.segments.get(segments.end).map_or(laid.segments[segments.end - 1].node, |it| it.node);
    laid.segments[segments.start].node..end
}

fn message(laid: &Laid<'_>, part: Range<usize>, is_board: bool) -> WholeMessage {
    let said = &laid.said[part.clone()];
    let as_of = laid.reading.source.audit_day();
    let value =
        |role| said.iter().find(|it| it.role == role && !it.value.is_empty()).map(|it| &it.value);
    let dated =
        |role| said.iter().filter(|it| it.role == role).find_map(|it| day(&it.value, as_of));
    let content = value(Role::Content).cloned().unwrap_or_default();
    let title = value(Role::Title).cloned().filter(|it| !is_board || !it.is_empty());
    let title = title.unwrap_or_else(|| if is_board { content.clone() } else { String::new() });
    let range = segments_of(laid, &part);
    let text = if is_board { &laid.segments[range] } else { laid.segments };
    let (reply, state) = reply(said, text);
    let reply = if dated(Role::Replied).is_some() { Reply::Answered } else { reply };
    WholeMessage {
        title: beginning(&title, TITLE),
        beginning: beginning(&content, BEGINNING),
        asked: dated(Role::Asked),
        replied: dated(Role::Replied),
        reply,
        state,
    }
}

/// How the message stands by its labels, else by the words round it.
fn reply(said: &[Said], segments: &[Segment]) -> (Reply, String) {
    let of = |role: Role| said.iter().filter(move |it| it.role == role);
    let state = of(Role::State).find_map(|it| states::of(&it.value).map(|reply| (reply, it)));
    if of(Role::Reply).any(|it| has_substance(&it.value) && 1 < it.value.chars().count()) {
        return (Reply::Answered, String::new());
    }
    // An account of what was done stands under the same label as a mere state.
    if of(Role::State).any(|it| 20 < it.value.chars().count()) {
        return (Reply::Answered, String::new());
    }
    if let Some((reply @ Reply::Answered, _)) = state {
        return (reply, String::new());
    }
    let phrases = &words().phrases;
    let says = |words: &[String]| {
        segments.iter().any(|it| words.iter().any(|word| it.text.contains(word.as_str())))
    };
    if says(&phrases.reply) || says(&phrases.elsewhere) {
        return (Reply::Answered, String::new());
    }
    if let Some((reply, it)) = state {
        return (reply, beginning(&it.value, 12));
    }
    if let Some(it) = of(Role::Reply).find(|it| !has_substance(&it.value)) {
        return (Reply::Waiting, beginning(&it.value, 12));
    }
    let waiting = segments
        .iter()
        .filter(|it| it.text.chars().count() <= 16)
        .find(|it| states::of(&it.text) == Some(Reply::Waiting));
    if let Some(it) = waiting {
        return (Reply::Waiting, beginning(&it.text, 16));
    }
    let is_named = of(Role::ReplyUnit).any(|it| has_substance(&it.value));
    (if is_named { Reply::Unclear } else { Reply::Missing }, String::new())
}

/// Whether words of a reply stand on the page, though it has none of a message's labels: 问：……答：……
pub(super) fn holds_reply(laid: &Laid<'_>) -> bool {
    let is_reply = |it: &&Said| it.role == Role::Reply && has_substance(&it.value);
    let says = |it: &Segment| {
        it.text.starts_with("答：")
            || words().phrases.reply.iter().any(|word| it.text.contains(word.as_str()))
    };
    laid.said.iter().any(|it| is_reply(&it)) || laid.segments.iter().any(says)
}

/// Whether a script has a place to put a reply into, or a frame of the page shows it.
fn may_come_by_script(reading: &Reading<'_>) -> bool {
    let doc = reading.doc;
    let may_fill =
        || includes::may_fill(doc, reading.source.address, reading.base, reading.source.includes);
    let is_place = |at: usize| {
        let node = &doc.nodes[at];
        node.is_shown()
            && node.place == Place::Body
            && match &*node.tag {
                "iframe" => true,
                "div" | "span" | "p" | "td" | "ul" | "section" | "dd" => {
                    node.attr("id").is_some() && doc.text_in(at) == 0 && doc.links_in(at) == 0
                }
                _ => false,
            }
    };
    let names_reply = |at: usize| {
        let source = doc.source(at).to_ascii_lowercase();
        let asks = ["ajax", "fetch(", "xmlhttprequest", "$.get", "$.post", "axios", ".load("];
        let reply = ["reply", "huifu", "answer", "dafu", "letter", "mail"];
        asks.iter().any(|it| source.contains(it)) && reply.iter().any(|it| source.contains(it))
    };
    let has_place = (0..doc.nodes.len()).any(is_place);
    (has_place && may_fill()) || doc.all("script").any(names_reply)
}

/// What the page says of a survey: whether it is over, its last day, whether results are named.
pub(super) fn survey(laid: &Laid<'_>) -> Option<WholeSurvey> {
    let is_closed = |text: &str| {
        text.chars().count() <= 16
            && words().states.closed.iter().any(|it| text.contains(it.as_str()))
    };
    let ends = laid
        .said
        .iter()
        .filter(|it| it.role == Role::Ends)
        .find_map(|it| days(&it.value).last().copied());
    let closed = laid.segments.iter().any(|it| is_closed(&it.text));
    if !closed && ends.is_none() {
        return None;
    }
    let labelled: Vec<&Said> = laid.said.iter().filter(|it| it.role == Role::Result).collect();
    let shown = labelled.iter().any(|it| has_substance(&it.value));
    let is_label = |at: usize| labelled.iter().any(|it| it.segment == at);
    let named =
        laid.segments.iter().enumerate().any(|(at, it)| names_results(&it.text) && !is_label(at));
    let results = if shown || named { Results::Named } else { Results::Absent };
    Some(WholeSurvey { closed, ends, results })
}
