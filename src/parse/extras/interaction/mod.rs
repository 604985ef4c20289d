//! Reads from one page how citizens are answered: messages and replies, surveys, interviews.

mod labels;
mod lines;
mod segments;
mod states;
mod whole;

use crate::model::facts::interaction::OnPage;
use crate::model::page::PageKind;
use crate::parse::extras::Reading;

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    if matches!(reading.kind, PageKind::Home | PageKind::NotFound | PageKind::Blocked)
        || !may_speak(reading.text)
    {
        return OnPage::default();
    }
    let doc = reading.doc;
    let heads = lines::heads(doc);
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

/// Most pages have nothing to do with messages, and are not looked at any closer.
fn may_speak(text: &str) -> bool {
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
    SIGNS.iter().any(|it| text.contains(it))
}
