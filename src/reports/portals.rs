//! 责任栏目: on a shared portal each unit answers for its own columns; the portal's remark tells what they add up to.

use crate::reports::SiteResult;
use std::collections::HashMap;

/// Late and empty columns of the sections of one host.
#[derive(Default)]
struct Duty {
    units: usize,
    late: usize,
    empty: usize,
}

/// The results, with a remark for each portal whose sections have late or empty columns.
pub(crate) fn told(mut results: Vec<SiteResult>) -> Vec<SiteResult> {
    let mut duties: HashMap<String, Duty> = HashMap::new();
    for result in results.iter().filter(|it| it.site.is_section()) {
        let of =
            |code: &str| result.open_findings().filter(|it| it.observation.code == code).count();
        let (late, empty) = (of("stale_columns"), of("empty_columns"));
        let duty = duties.entry(result.site.scope.host.clone()).or_default();
        duty.units += usize::from(0 < late + empty);
        duty.late += late;
        duty.empty += empty;
    }
    for result in results.iter_mut().filter(|it| !it.site.is_section()) {
        if let Some(duty) = duties.get(&result.site.scope.host).filter(|it| 0 < it.units) {
            result.verdict.notes.push(remark(duty));
        }
    }
    results
}

fn remark(duty: &Duty) -> String {
    let mut parts = Vec::new();
    if 0 < duty.late {
        parts.push(format!("{}个栏目未按期更新", duty.late));
    }
    if 0 < duty.empty {
        parts.push(format!("{}个空白栏目", duty.empty));
    }
    format!(
        "设在本网站的单位专栏中，{}个单位的责任栏目有{}，由责任单位整改；上级检查时一并计入本网站",
        duty.units,
        parts.join("、")
    )
}
