//! Reads from one page how citizens are answered: messages and replies, surveys, interviews.

use crate::model::facts::interaction::OnPage;
use crate::parse::extras::Reading;

pub(super) fn read(_reading: &Reading<'_>) -> OnPage {
    OnPage::default()
}
