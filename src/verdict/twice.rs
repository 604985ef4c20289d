//! A fault that was deducted under one item is not deducted again under another (国办秘函〔2019〕19号, scoring notes).

use crate::model::verdict::Observation;
use std::collections::HashMap;

/// Checks that ask whether a column is there, filled and kept up, or whether its page opens: one fault of a column may show
/// in several of them.
const OF_COLUMNS: &[&str] = &[
    "stale_columns",
    "empty_columns",
    "missing_sections",
    "annual_report",
    "missing_channel",
    "public_replies",
    "surveys",
    "interviews",
    "service_statistics",
    "broken_links",
];

/// Which of some deductions repeat another.
pub(super) struct Seen {
    repeated: Vec<bool>,
}

impl Seen {
    /// Of several deductions for one thing the dearest counts, of equally dear ones the first.
    pub(super) fn of(deducted: &[&Observation]) -> Self {
        let mut order: Vec<usize> = (0..deducted.len()).collect();
        order.sort_by(|a, b| deducted[*b].points.total_cmp(&deducted[*a].points));
        let mut met: HashMap<String, &str> = HashMap::new();
        let mut repeated = vec![false; deducted.len()];
        for place in order {
            let observation = deducted[place];
            let check = observation.code.split('.').next().unwrap_or_default();
            if !OF_COLUMNS.contains(&check) {
                continue;
            }
            let things = things(observation);
            if things.iter().any(|it| met.get(it).is_some_and(|other| *other != check)) {
                repeated[place] = true;
                continue;
            }
            for thing in things {
                met.entry(thing).or_insert(check);
            }
        }
        Self { repeated }
    }

    pub(super) fn is_repeated(&self, place: usize) -> bool {
        self.repeated[place]
    }
}

/// What a deduction is about: an address where it has one, else the name of a column. What speaks of a column by its name
/// alone may still tell its address as the link.
fn things(observation: &Observation) -> Vec<String> {
    let is_address = |it: &&String| it.contains("://");
    let subject = Some(&observation.subject).filter(is_address);
    let link = observation.link.as_ref().filter(|_| subject.is_none()).filter(is_address);
    let addresses: Vec<String> = subject.into_iter().chain(link).cloned().collect();
    if addresses.is_empty() && !observation.column.is_empty() {
        return vec![format!("栏目 {}", observation.column)];
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::Level;
    use crate::model::time::in_shanghai;
    use chrono::DateTime;

    fn deduction(code: &str, subject: &str, link: &str, points: f64) -> Observation {
        Observation {
            code: code.into(),
            level: Level::Deduct,
            subject: subject.into(),
            column: "通知公告".into(),
            description: String::new(),
            page: None,
            link: (!link.is_empty()).then(|| link.to_owned()),
            last_update: None,
            days_late: None,
            found_at: in_shanghai(DateTime::UNIX_EPOCH),
            evidence: Vec::new(),
            points,
            item: None,
        }
    }

    #[test]
    fn one_fault_of_a_column_counts_once_and_the_dearest_counts() {
        let a = "http://www.a.gov.cn/a/";
        let cases = [
            (
                "the same column, dead and missing",
                ("missing_sections", "领导信息", a, 3.0),
                ("broken_links.internal", a, a, 1.0),
                [false, true],
            ),
            (
                "the dearer one speaks",
                ("stale_columns", a, "", 1.0),
                ("public_replies", a, "", 3.0),
                [true, false],
            ),
            (
                "two columns",
                ("stale_columns", a, "", 1.0),
                ("empty_columns", "http://www.a.gov.cn/b/", "", 1.0),
                [false, false],
            ),
            (
                "two faults of one page that are not of its column",
                ("wording", a, "", 1.0),
                ("personal_data.phone", a, "", 1.0),
                [false, false],
            ),
            (
                "two rows of one check",
                ("broken_links.internal", a, a, 1.0),
                ("broken_links.internal", a, a, 1.0),
                [false, false],
            ),
            (
                "by name alone",
                ("missing_sections", "征集调查", "", 1.0),
                ("surveys.none", "", "", 4.0),
                [true, false],
            ),
        ];
        for (name, one, two, expected) in cases {
            let one = deduction(one.0, one.1, one.2, one.3);
            let two = deduction(two.0, two.1, two.2, two.3);
            let seen = Seen::of(&[&one, &two]);
            assert_eq!([seen.is_repeated(0), seen.is_repeated(1)], expected, "{name}");
        }
    }
}
