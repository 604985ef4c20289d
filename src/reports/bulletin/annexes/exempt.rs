//! 豁免: what the rules excuse for a time, with reason, who approved it and until when.

use crate::model::finding::Finding;
use crate::reports::bulletin::annexes::numbered;
use crate::reports::document::{Annex, Column, Field, Table};
use crate::reports::results::in_order;
use crate::reports::{Month, SiteResult};

/// Findings that the rules excuse for a time.
pub(super) fn exempted(month: &Month) -> impl Iterator<Item = (&SiteResult, &Finding)> {
    in_order(month)
        .into_iter()
        .flat_map(|it| it.ledger_findings().map(move |finding| (it, finding)))
        .filter(|(_, it)| it.exemption.is_some())
}

pub(super) fn annex(month: &Month, number: usize, notes: &[String]) -> Annex {
    let rows = exempted(month)
        .enumerate()
        .map(|(index, (result, it))| {
            vec![
                Field::new((index + 1).to_string()),
                Field::new(&result.site.unit),
                Field::new(&it.indicator),
                Field::new(&it.observation.description),
                Field::new(it.exemption.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    let columns = Column::all(&[
        ("序号", 6, true),
        ("单位名称", 18, false),
        ("指标", 16, false),
        ("情况", 34, false),
        ("豁免理由、批准人和期限", 26, false),
    ]);
    Annex {
        number,
        title: "经批准豁免的事项".into(),
        wide: false,
        charts: Vec::new(),
        tables: vec![Table { heading: String::new(), columns, rows }],
        notes: numbered(notes),
    }
}
