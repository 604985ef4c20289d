//! List, article and address as witnesses of a column's newest day: who is believed, and what is said when they differ.

use crate::checks::build::*;
use pucha::model::evidence::{ColumnFact, DatedFact};
use pucha::model::page::{DateSource, Witness};
use pucha::model::rule::Level;
use pucha::model::site::ColumnClass;
use pucha::model::verdict::Observation;

/// A news column whose list says the 10th of October, 41 days before the audit.
fn late(source: DateSource) -> ColumnFact {
    let mut late = column("甲", ColumnClass::News, Some(day("2026-10-10")));
    late.newest = late.newest.map(|it| DatedFact { source, ..it });
    late
}

fn witness(source: DateSource, date: &str) -> Witness {
    Witness { source, date: day(date) }
}

fn row(column: ColumnFact) -> Option<Observation> {
    let all = judged(&with(|it| it.columns.push(column)));
    all.into_iter().find(|it| it.code == "stale_columns")
}

#[test]
fn an_article_that_says_it_is_new_leaves_the_column_undecided() {
    let by_articles = |date| ColumnFact {
        by_articles: Some(DatedFact { source: DateSource::Meta, ..dated(day(date)) }),
        ..late(DateSource::List)
    };
    let open = row(by_articles("2026-11-15")).expect("a row");
    assert_eq!(open.level, Level::NotJudged);
    assert!(open.description.contains("列表日期与正文日期不一致"), "{}", open.description);
    assert_eq!(row(by_articles("2026-10-12")).expect("a row").level, Level::Deduct);
}

#[test]
fn a_year_that_nobody_printed_convicts_nobody() {
    assert_eq!(row(late(DateSource::Inferred)).expect("a row").level, Level::NotJudged);
}

#[test]
fn witnesses_that_contradict_each_other_are_named() {
    for (source, witnesses, said) in [
        (
            DateSource::List,
            vec![witness(DateSource::List, "2026-10-10"), witness(DateSource::Meta, "2026-10-13")],
            "（列表日期2026-10-10，正文日期2026-10-13，以前者为准）",
        ),
        (
            DateSource::List,
            vec![
                witness(DateSource::Address, "2025-08-01"),
                witness(DateSource::Label, "2026-10-11"),
            ],
            "（列表日期2026-10-10，网址中日期2025-08-01，正文日期2026-10-11，以前者为准）",
        ),
        (DateSource::Address, vec![], "（列表和正文均未标明日期，按网址中的日期计）"),
    ] {
        let row = row(ColumnFact { witnesses, ..late(source) }).expect("a row");
        assert_eq!(row.level, Level::Deduct);
        assert!(row.description.contains(said), "{}", row.description);
    }
}

#[test]
fn an_address_some_days_off_is_no_contradiction() {
    let witnesses =
        vec![witness(DateSource::Address, "2026-10-07"), witness(DateSource::Meta, "2026-10-10")];
    let row = row(ColumnFact { witnesses, ..late(DateSource::List) }).expect("a row");
    assert!(!row.description.contains('（') || row.description.matches('（').count() == 1);
    assert!(!row.description.contains("以前者为准"), "{}", row.description);
}
