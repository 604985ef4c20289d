//! Reads from one page what must be published: annual reports, interpretations of policy files, statutory disclosure.

use crate::model::facts::publication::OnPage;
use crate::parse::extras::Reading;

pub(super) fn read(_reading: &Reading<'_>) -> OnPage {
    OnPage::default()
}
