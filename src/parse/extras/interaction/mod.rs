//! Reads from one page how citizens are answered: messages and replies, surveys, interviews.

mod labels;
mod lines;
mod segments;
mod states;
mod whole;

use crate::model::facts::interaction::OnPage;
use crate::model::page::{PageKind, Place};
use crate::parse::doc::Node;
use crate::parse::extras::Reading;
use crate::parse::folded::is_blank;
use crate::reference::grams::{Indexed, Watched};
use crate::reference::interaction::words;
use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;
use std::cell::LazyCell;
use std::sync::LazyLock;

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    if matches!(reading.kind, PageKind::Home | PageKind::NotFound | PageKind::Blocked)
        || !may_speak(reading.text)
    {
        return OnPage::default();
    }
    let doc = reading.doc;
    let heads = lines::heads(doc);
    if !middle_may_speak(reading) {
        return OnPage { lines: lines::read(reading, &heads), ..OnPage::default() };
    }
    let segments = segments::segments(doc, doc.range(0));
    let is_head = |at: usize| {
        !heads.is_empty() && doc.ancestors(segments[at].node).any(|it| heads.contains_key(&it))
    };
    let said = labels::said(&segments, is_head);
    let laid = whole::Laid { reading, segments: &segments, said: &said };
    OnPage {
        lines: lines::read(reading, &heads),
        messages: whole::messages(&laid),
        survey: whole::survey(&laid),
        replies: whole::holds_reply(&laid),
    }
}

/// Without one of these in the middle of the page there is no message on it, no survey and no reply; menus name them
/// everywhere.
static SPEAKS: LazyLock<Speaks> = LazyLock::new(|| {
    let words = words();
    let labels = words.labels.ends.iter().chain(&words.labels.reply);
    let others = words.states.closed.iter();
    let phrases = words.phrases.reply.iter().map(String::as_str);
    let all: Vec<&str> = labels
        .chain(others)
        .map(String::as_str)
        .chain(labels::strong())
        .chain(phrases)
        .chain(["答："])
        .collect();
    let matcher = AhoCorasick::new(&all).expect("the words are few");
    let finders = all.iter().map(|it| Finder::new(it).into_owned()).collect();
    Speaks { watched: Watched::new(all), finders, matcher }
});

struct Speaks {
    watched: Watched,
    /// For each of those.
    finders: Vec<Finder<'static>>,
    matcher: AhoCorasick,
}

fn middle_may_speak(reading: &Reading<'_>) -> bool {
    let doc = reading.doc;
    let closed_up = |text: &str| text.chars().filter(|it| !is_blank(*it)).collect::<String>();
    let on_picture = |node: &Node| {
        let shown = &*node.tag == "img" && node.is_shown() && node.place == Place::Body;
        let text = node.attr("alt").or(node.attr("title")).filter(|_| shown);
        text.is_some_and(|it| SPEAKS.matcher.is_match(&closed_up(it)))
    };
    // Its blanks are folded, so a space is the only one there.
    let middle = LazyCell::new(|| doc.middle_text().replace(' ', ""));
    let mut of_page = SPEAKS.watched.held(&reading.text.grams);
    of_page.any(|it| SPEAKS.finders[it].find(middle.as_bytes()).is_some())
        || doc.nodes.iter().any(on_picture)
}

/// Most pages have nothing to do with messages, and are not looked at any closer.
fn may_speak(text: &Indexed<'_>) -> bool {
    const SIGNS: [&str; 19] = [
        "来信",
        "信件",
        "写信",
        "留言",
        "咨询",
        "提问",
        "诉求",
        "问政",
        "反映",
        "网友",
        "来件",
        "投诉",
        "回复",
        "答复",
        "办结",
        "已结束",
        "已截止",
        "截止",
        "受理",
    ];
    text.holds_any(SIGNS)
}
