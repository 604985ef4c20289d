//! Three months of the county's story, each by a whole census into one store: ledger, results, steps and deadlines are what
//! the county says, and a fault that only could not be looked at is never taken for mended.

use crate::census::county::{judge, register_of};
use pucha::census::progress::Progress;
use pucha::census::{self, Plan, Start};
use pucha::config;
use pucha::demo::{
    self, Comparison, Counts, County, FoundLife, FoundRow, LifeComparison, MONTHS, TruthRow,
    audit_day, decisions,
};
use pucha::model::finding::{Finding, FindingState, Tally};
use pucha::model::rule::Level;
use pucha::model::time::{Period, end_of_day, start_of_day};
use pucha::store::{RunState, SiteResult, Store};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

struct Played {
    comparison: Comparison,
    lives: LifeComparison,
}

/// What stands in the ledger as a problem.
fn reported(results: &[SiteResult]) -> Vec<FoundRow> {
    results
        .iter()
        .flat_map(|result| result.findings.iter().map(move |it| (result, it)))
        .filter(|(_, it)| it.level != Level::NotJudged)
        .filter(|(_, it)| it.state != FindingState::Mended && !it.is_unchecked())
        .map(|(result, it)| row(result, it))
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "how far the county's clock is from the real one")]
async fn played(
    store: &Store,
    folder: &Path,
    months_back: u32,
    tables: &mut Vec<Vec<TruthRow>>,
) -> Played {
    let county = County::of_story(months_back);
    let period = Period::of(county.as_of());
    let serving = demo::serve(&county).await.expect("a served county");
    let mut crawl = demo::settings(&serving);
    let nine = start_of_day(county.as_of()) + chrono::Duration::hours(9);
    crawl.clock_ahead_seconds =
        (nine - chrono::Utc::now().with_timezone(&nine.timezone())).num_seconds();
    let plan = Plan {
        register: register_of(&county.sites_csv(), Some(&county.columns_csv()), folder),
        crawl,
        browser: config::Browser { enabled: false, ..config::Browser::default() },
        period,
        as_of: end_of_day(county.as_of()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Anew,
    };
    for (site, visit) in county.probes() {
        store.put_probe(&site, visit).await.expect("taken");
    }
    let stop = CancellationToken::new();
    let ended = census::run(&plan, store, Arc::new(judge()), Arc::new(Progress::default()), stop)
        .await
        .expect("a census");
    assert_eq!(ended.run.state, RunState::Finished);
    // Most of what stood there last month still does, and is judged all the same.
    assert_eq!(tables.is_empty(), ended.unchanged < 100, "{} unchanged", ended.unchanged);
    decide(store, period, months_back).await;
    let results = store.results(period).expect("results");
    serving.shutdown().await;
    let states: Vec<_> =
        results.iter().map(|it| (it.site.home.to_string(), it.verdict.state)).collect();
    let seen = reported(&results);
    let truth: Vec<_> = county.truth().into_iter().filter(|it| !it.by_browser).collect();
    let lives: Vec<FoundLife> = results
        .iter()
        .flat_map(|result| result.findings.iter().map(move |it| life(result, it)))
        .collect();
    let counts: Vec<(String, Counts)> = results.iter().map(counts).collect();
    let comparison = demo::compare(&truth, &seen, &states);
    tables.push(truth);
    let told = county.lives();
    let mut expected = demo::repeats(tables, &told, months_back);
    expected.extend(told);
    Played {
        comparison,
        lives: demo::compare_lives(
            (&expected, &county.counts_of_sites()),
            &lives,
            &counts,
            |back| audit_day(months_back + back),
        ),
    }
}

async fn decide(store: &Store, period: Period, months_back: u32) {
    for decision in decisions(months_back) {
        let results = store.results(period).expect("results");
        let result = results.iter().find(|it| it.site.unit == decision.unit).expect("its site");
        let finding = result.findings.iter().find(|it| it.observation.code == decision.code);
        let mut finding = finding.expect("its finding").clone();
        finding.state = decision.state;
        let at = end_of_day(audit_day(months_back));
        store.decide(&finding, at, decision.who, decision.why).await.expect("decided");
    }
}

fn row(result: &SiteResult, finding: &Finding) -> FoundRow {
    FoundRow {
        site_address: result.site.home.to_string(),
        code: finding.observation.code.clone(),
        column: finding.observation.column.clone(),
        link: finding.observation.link.clone().unwrap_or_default(),
    }
}

fn life(result: &SiteResult, finding: &Finding) -> FoundLife {
    FoundLife {
        row: row(result, finding),
        state: finding.state,
        periods_in_row: finding.periods_in_row,
        review: finding.review.clone(),
        deadline: finding.deadline,
        mended_on: finding.mended_on,
        first_found: finding.first_found.date_naive(),
    }
}

fn counts(result: &SiteResult) -> (String, Counts) {
    let Tally { new, repeated, mended, unchecked, excused, .. } = Tally::of(&result.findings);
    let conclusion = result.verdict.conclusion;
    let counts = Counts { new, repeated, mended, unchecked, excused, conclusion };
    (result.site.home.to_string(), counts)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_months_of_findings_end_as_the_county_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let mut wrong = String::new();
    let mut lives = 0;
    let mut tables = Vec::new();
    for months_back in (0..MONTHS).rev() {
        let played = played(&store, folder.path(), months_back, &mut tables).await;
        lives += played.lives.lives;
        if !played.comparison.agrees() || !played.lives.agrees() {
            write!(wrong, "\n{}\n{}{}", audit_day(months_back), played.comparison, played.lives)
                .expect("text grows");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(100 <= lives, "{lives}");
    store.close().await.expect("a closed store");
}
