//! Documents that were published well after the day on which they were signed, as their own pages print both.

use crate::census::facts::Taken;
use crate::census::facts::publication::title;
use crate::census::survey::Survey;
use crate::model::facts::publication::{Labelled, SignedFile};
use crate::model::page::{Certainty, PageKind};
use crate::model::time::{days_between, months_before};
use crate::parse::same_page_key;
use crate::reference::publication::{is_decision, is_from_above, is_revision};
use std::collections::BTreeMap;

/// Documents that are kept at most: those signed last.
const MOST: usize = 300;
/// Days within which no limit can have passed: of working days there are no more than of days.
const SOON: i64 = 20;
const SOON_DECISION: i64 = 7;
/// Documents signed longer ago are of no interest to any rule.
const MONTHS: u32 = 25;

/// By day of signature and address.
#[derive(Debug, Default)]
pub(super) struct Signed(BTreeMap<(chrono::NaiveDate, String), SignedFile>);

impl Signed {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, .. } = taken;
        let said = &page.extras.publication;
        let (Some(signed), Some(published)) = (&said.signed, &said.published) else { return };
        let title = title(page);
        let is_file = matches!(page.kind, PageKind::Article | PageKind::Other);
        if !is_file || is_revision(title) || is_from_above(title) {
            return;
        }
        let published = earliest(published, page);
        let is_decision = is_decision(title);
        let soon = if is_decision { SOON_DECISION } else { SOON };
        let today = job.as_of.date_naive();
        if days_between(signed.date, published.date) <= soon
            || signed.date < months_before(today, MONTHS)
            || today < published.date
        {
            return;
        }
        let file = SignedFile {
            title: title.to_owned(),
            address: visit.landed.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            signed: signed.clone(),
            published,
            is_decision,
        };
        self.0.insert((signed.date, same_page_key(&visit.landed)), file);
        if MOST < self.0.len() {
            self.0.pop_first();
        }
    }

    /// What lists say of the day of publication counts as well.
    pub(super) fn settle(self, survey: &Survey<'_>) -> Vec<SignedFile> {
        let mut files: Vec<SignedFile> = self.0.into_values().collect();
        for file in &mut files {
            let listed = survey.listed_dates.get(&same_page_key(&file.address));
            if let Some((date, source)) = listed
                && source.certainty() == Certainty::Sure
                && date < file.published.date
            {
                file.published = Labelled { label: "列表日期".to_owned(), date };
            }
        }
        files.retain(|it| it.signed.date < it.published.date);
        files
    }
}

/// The earliest day that label and tag give.
fn earliest(label: &Labelled, page: &crate::model::page::Page) -> Labelled {
    let witnesses = page.published.iter().flat_map(|it| &it.witnesses);
    let sure = witnesses.filter(|it| it.source.certainty() == Certainty::Sure);
    match sure.map(|it| it.date).min() {
        Some(date) if date < label.date => {
            Labelled { label: "发布日期标签".to_owned(), date }
        }
        _ => label.clone(),
    }
}
