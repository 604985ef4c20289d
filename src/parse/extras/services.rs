//! Reads from one page what citizens can get done: service guides, their forms, statistics.

use crate::model::facts::services::OnPage;
use crate::parse::extras::Reading;

pub(super) fn read(_reading: &Reading<'_>) -> OnPage {
    OnPage::default()
}
