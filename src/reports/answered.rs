//! What units answered, in the remarks of the findings that they answered about.

use crate::model::finding::FindingId;
use crate::model::unit_answer::{KeptAnswer, Statement};
use crate::reports::Month;
use std::collections::HashMap;

/// The newest answer that stands of each finding. It is the unit's word: a finding stays open until it was seen gone.
pub(crate) fn told(mut month: Month, answers: &[KeptAnswer]) -> Month {
    let newest: HashMap<&FindingId, &KeptAnswer> = answers
        .iter()
        .filter(|it| it.withdrawn.is_none())
        .map(|it| (&it.answer.finding, it))
        .collect();
    for finding in month.results.iter_mut().flat_map(|it| &mut it.findings) {
        let Some(kept) = newest.get(&finding.id) else { continue };
        let answer = &kept.answer;
        let waits = finding.state.is_open() && answer.statement == Statement::Mended;
        let mut text = answer.told();
        if waits {
            text.push_str("，待复核");
        }
        if !answer.note.is_empty() {
            text = format!("{text}：{}", answer.note);
        }
        if !finding.remark.is_empty() {
            text = format!("{}；{text}", finding.remark);
        }
        finding.remark = text;
    }
    month
}
