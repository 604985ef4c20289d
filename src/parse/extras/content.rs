//! Reads from one page what must not stand on a page: hidden links, links to gambling, personal data, wrong words.

use crate::model::facts::content::OnPage;
use crate::parse::extras::Reading;

pub(super) fn read(_reading: &Reading<'_>) -> OnPage {
    OnPage::default()
}
