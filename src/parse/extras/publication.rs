//! Reads from one page what must be published: annual reports, interpretations of policy files, statutory disclosure.

use crate::model::facts::publication::{Labelled, OnPage};
use crate::model::page::PageKind;
use crate::parse::dates;
use crate::parse::extras::Reading;
use crate::reference::grams::Indexed;

/// When a document was made. 印发 and 施行 are other days.
const SIGNED: [&str; 6] = ["成文日期", "成文时间", "发文日期", "发文时间", "签发日期", "签发时间"];
const PUBLISHED: [&str; 6] =
    ["发布日期", "发布时间", "公开日期", "公开时间", "上网日期", "上网时间"];
/// Bytes of the text in which they are looked for.
const HEAD: usize = 60_000;

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    let (signed, published) = days(reading.text);
    OnPage { signed, published, links_drawn: links_drawn(reading) }
}

fn days(text: &Indexed<'_>) -> (Option<Labelled>, Option<Labelled>) {
    if !text.holds_any(SIGNED) {
        return (None, None);
    }
    let text = dates::plain(&text[..text.floor_char_boundary(HEAD)]);
    let behind = |labels: &[&'static str]| {
        let (label, date) = dates::behind(&text, labels)?;
        Some(Labelled { label: label.to_owned(), date })
    };
    (behind(&SIGNED), behind(&PUBLISHED))
}

/// What scripts and their boxes are called that bring the documents related to one.
const RELATED: [&str; 9] =
    ["xgjd", "xgwj", "xgzc", "zcjd", "jiedu", "related", "relation", "guanlian", "glwj"];
/// What a script does that brings something.
const BRINGS: [&str; 5] = ["ajax", "$.get", "$.post", ".load(", "fetch("];

/// Whether a script of the page names what relates documents to each other and asks for something.
fn links_drawn(reading: &Reading<'_>) -> bool {
    let doc = reading.doc;
    let is_text = matches!(reading.kind, PageKind::Article | PageKind::Other);
    is_text
        && doc.all("script").any(|at| {
            let source = doc.source(at).to_ascii_lowercase();
            BRINGS.iter().any(|it| source.contains(it))
                && (RELATED.iter().any(|it| source.contains(it)) || source.contains("解读"))
        })
}
