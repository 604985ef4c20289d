//! The fixtures of the checks that rest on columns, sections, marks and visits: `tests/fixtures/checks/<check>/cases.toml`.

use crate::checks::build::rules;
use crate::checks::scores::{Case, evidence};
use pucha::checks::check_all;
use pucha::model::rule::Level;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

const CHECKS: &[&str] = &[
    "unreachable",
    "zombie_site",
    "stale_home",
    "stale_columns",
    "empty_columns",
    "missing_sections",
    "missing_channel",
    "site_identity",
];

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[test]
fn each_check_finds_passes_over_is_not_trapped_and_leaves_open() {
    let rules = rules();
    let mut wrong = Vec::new();
    for check in CHECKS {
        let path = format!("tests/fixtures/checks/{check}/cases.toml");
        let text = fs::read_to_string(&path).expect("fixtures");
        let Cases { cases } = toml::from_str(&text).expect("a table of cases");
        for kind in ["found: ", "not found: ", "trap: ", "not judged: "] {
            assert!(cases.iter().any(|it| it.name.starts_with(kind)), "{check}: no {kind}");
        }
        for case in &cases {
            let all = check_all(&evidence(case), &rules);
            let codes = |is_open: bool| -> BTreeSet<&str> {
                let of = all.iter().filter(|it| (it.level == Level::NotJudged) == is_open);
                of.map(|it| it.code.as_str()).collect()
            };
            let wanted = |codes: &[String]| -> BTreeSet<String> { codes.iter().cloned().collect() };
            let own = |it: &&str| it.split('.').next() == Some(check);
            let found: BTreeSet<String> = codes(false).into_iter().map(str::to_owned).collect();
            let is_open = case.undecided.iter().all(|it| codes(true).contains(it.as_str()));
            let only = codes(true)
                .iter()
                .filter(|it| own(it))
                .all(|it| case.undecided.iter().any(|wanted| wanted == it));
            if found != wanted(&case.found) || !is_open || !only {
                wrong.push(format!("{check}, {}: {found:?}, open {:?}", case.name, codes(true)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
