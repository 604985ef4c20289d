//! What a page as a whole, or a link in plain sight, advertises.

use crate::model::facts::content::{SaidIn, Saying, SpeakingLink, Trade};
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::extras::content::outward::Outward;
use crate::parse::folded::fold;
use crate::parse::head;
use crate::parse::personal::masked;
use crate::reference::illegal::{domain_for_sale, may_be_spoken, spoken};

/// Bytes of the text that are looked through; what a page sells it says early.
const TEXT: usize = 48 << 10;
/// A page with fewer letters has nothing else to say.
const SHORT: usize = 500;
const MOST_LINKS: usize = 10;
/// Different words of the trade in the text from which on it may be all that the page is for.
const MANY: usize = 4;

pub(super) fn of_page(reading: &Reading<'_>) -> Option<Saying> {
    let title = head::title(reading.doc);
    let text = beginning(reading.text);
    let is_short = reading.text.grams.letters() < SHORT;
    let speaks = may_be_spoken(&reading.text.grams);
    in_title(&title, text)
        .or_else(|| for_sale(&title, text, is_short))
        .or_else(|| in_tags(reading, &title))
        .or_else(|| speaks.then(|| in_text(&title, text)).flatten())
}

fn in_title(title: &str, text: &str) -> Option<Saying> {
    let said = spoken(title)?;
    // Prevention, police and news quote a word of it.
    if said.is_about && said.sure < 2 {
        return None;
    }
    let agrees = || spoken(text).is_some_and(|it| it.trade == said.trade && 3 <= it.phrases.len());
    // One word may be anybody's headline; two, or a page full of them, are an advertisement.
    let is_sure = !said.is_about
        && (1 <= said.sure && 2 <= said.phrases.len() || 3 <= said.phrases.len() || agrees());
    Some(saying(said.trade, SaidIn::Title, said.phrases, title, !is_sure))
}

fn for_sale(title: &str, text: &str, is_short: bool) -> Option<Saying> {
    let phrase =
        domain_for_sale(title).or_else(|| is_short.then(|| domain_for_sale(text)).flatten())?;
    Some(saying(Trade::Domain, SaidIn::Title, vec![phrase.to_owned()], title, !is_short))
}

fn in_tags(reading: &Reading<'_>, title: &str) -> Option<Saying> {
    let doc = reading.doc;
    let tags: Vec<String> = doc
        .all("meta")
        .map(|it| &doc.nodes[it])
        .filter(|it| {
            let name = it.attr("name").unwrap_or_default().trim().to_ascii_lowercase();
            matches!(name.as_str(), "keywords" | "description")
        })
        .filter_map(|it| it.attr("content").map(fold))
        .take(4)
        .collect();
    let said = spoken(&tags.join("　"))?;
    let is_sure = !said.is_about && 2 <= said.sure;
    Some(saying(said.trade, SaidIn::Tags, said.phrases, title, !is_sure)).filter(|_| is_sure)
}

fn in_text(title: &str, text: &str) -> Option<Saying> {
    let said = spoken(text)?;
    (MANY <= said.sure && !said.is_about)
        .then(|| saying(said.trade, SaidIn::Text, said.phrases, title, true))
}

fn saying(
    trade: Trade,
    place: SaidIn,
    phrases: Vec<String>,
    title: &str,
    doubtful: bool,
) -> Saying {
    let title = masked(title).chars().take(80).collect();
    Saying { trade, place, phrases, title, doubtful }
}

/// Links in plain sight whose own words are surely an advertisement.
pub(super) fn links(doc: &Doc, outward: &[Outward]) -> Vec<SpeakingLink> {
    let shown = outward.iter().filter(|it| doc.nodes[it.node].is_shown());
    let speaking = shown.filter_map(|link| {
        let said = spoken(&link.text).filter(|it| 1 <= it.sure && !it.is_about)?;
        let text = masked(&link.text).chars().take(60).collect();
        Some(SpeakingLink { address: link.address.clone(), text, trade: said.trade })
    });
    speaking.take(MOST_LINKS).collect()
}

fn beginning(text: &str) -> &str {
    let end = (0..=text.len().min(TEXT)).rev().find(|it| text.is_char_boundary(*it));
    &text[..end.unwrap_or(0)]
}
