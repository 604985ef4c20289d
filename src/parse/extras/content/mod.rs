//! Reads from one page what must not stand on a page: hidden links, links to gambling, personal data, wrong words.

mod hidden;
mod hiding;
mod outward;
mod sayings;
mod wording;
mod written;

use crate::model::facts::content::OnPage;
use crate::parse::extras::Reading;
use crate::parse::personal::within;

pub(super) fn read(reading: &Reading<'_>) -> OnPage {
    let outward = outward::links(reading.doc, reading.base);
    OnPage {
        speaking: sayings::links(reading.doc, &outward),
        hidden: hidden::blocks(reading, outward),
        saying: sayings::of_page(reading),
        personal: within(reading.text, reading.source.audit_day(), || reading.doc.middle_text()),
        words: wording::words(reading),
    }
}
