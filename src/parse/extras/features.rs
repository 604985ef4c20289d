//! Reads from one page how the site is built: page tags, search, accessibility, https, IPv6, dates that cannot be.

use crate::model::facts::features::OnPage;
use crate::parse::extras::Reading;

pub(super) fn read(_reading: &Reading<'_>) -> OnPage {
    OnPage::default()
}
