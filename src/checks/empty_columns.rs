//! 空白栏目: columns that exist and hold nothing.

use crate::checks::column_state::{Duty, standing};
use crate::checks::columns::{holds_nothing, quoted, row, subject_of, veto_row, was_read};
use crate::checks::observe::{finding, today, undecided};
use crate::checks::params;
use crate::model::column_state::ColumnState;
use crate::model::evidence::{ColumnFact, SiteEvidence};
use crate::model::rule::{Rule, Sureness};
use crate::model::site::ColumnClass;
use crate::model::verdict::Observation;
use serde::{Deserialize, Serialize};

const CODE: &str = "empty_columns";
const VETO: &str = "empty_columns.veto";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub veto_count: usize,
    pub veto_count_sureness: Sureness,
    /// Whether a section of a portal can be vetoed by its own columns; else they count for the portal as a whole.
    pub veto_sections: bool,
    pub veto_sections_sureness: Sureness,
    /// 栏目类别 whose pages may rightly list nothing.
    pub exempt_classes: Vec<String>,
    pub exempt_classes_sureness: Sureness,
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[CODE, VETO];

    fn thresholds(&self) -> Vec<String> {
        vec![
            format!(
                "空白栏目{}个及以上即单项否决（{}）",
                self.veto_count, self.veto_count_sureness
            ),
            format!(
                "不按空白栏目计的类别：{}（{}）",
                self.exempt_classes.join("、"),
                self.exempt_classes_sureness
            ),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self
            .exempt_classes
            .iter()
            .filter(|it| ColumnClass::from_chinese(it).is_none())
            .map(|it| format!("exempt_classes 中不认识栏目类别“{it}”"))
            .collect();
        if self.veto_count == 0 {
            faults.push("veto_count 应大于 0".to_owned());
        }
        faults
    }
}

pub fn check(evidence: &SiteEvidence, rule: &Rule<Params>) -> Vec<Observation> {
    let mut rows = Vec::new();
    let mut empty: Vec<&ColumnFact> = Vec::new();
    let today = today(evidence);
    for column in evidence.columns.iter().filter(|it| may_not_be_empty(it, &rule.params)) {
        let duty = Duty { window: None, may_be_empty: false };
        match standing(column, today, duty).state {
            ColumnState::NeedsBrowser => {
                let text =
                    format!("“{}”栏目内容可能由脚本显示，未能读到，是否空白未判定。", column.name);
                rows.push(row(evidence, column, undecided(CODE, text)));
            }
            ColumnState::Undecided => {
                let total = column.total.unwrap_or_default();
                let text = format!(
                    "“{}”栏目标明共{total}条信息，但未读到其中任何一条，是否空白未判定。",
                    column.name
                );
                rows.push(row(evidence, column, undecided(CODE, text)));
            }
            ColumnState::Blank => {
                let text = format!("“{}”栏目为空白栏目，没有任何内容。", column.name);
                empty.push(column);
                rows.push(row(evidence, column, finding(rule, CODE, text)));
            }
            _ => {}
        }
    }
    empty.retain(|it| !evidence.is_excused(CODE, &subject_of(it)));
    let may_veto = rule.params.veto_sections || !evidence.site.is_section();
    if may_veto && rule.params.veto_count <= empty.len() {
        let text = format!(
            "空白栏目共{}个（达到{}个）：{}。",
            empty.len(),
            rule.params.veto_count,
            quoted(&empty)
        );
        rows.push(veto_row(evidence, &empty, finding(rule, VETO, text)));
    }
    rows
}

/// Whether the pages of a class may rightly list nothing.
pub(super) fn is_exempt(class: ColumnClass, params: &Params) -> bool {
    params.exempt_classes.iter().any(|it| it == class.chinese())
}

fn may_not_be_empty(column: &ColumnFact, params: &Params) -> bool {
    was_read(column) && holds_nothing(column) && !is_exempt(column.class, params)
}
