//! The demo county end to end: what the census finds is what was planted, and nothing else; and it stays polite.

use pucha::census::progress::Progress;
use pucha::census::{self, Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Rectification, Settings};
use pucha::demo::{self, County, FoundRow, SITES, Serving};
use pucha::model::rule::Level;
use pucha::model::site::Register;
use pucha::model::time::{Period, end_of_day};
use pucha::register;
use pucha::store::{RunState, SiteResult, Store};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

async fn judged(county: &County, serving: &Serving, folder: &Path) -> Vec<SiteResult> {
    let plan = plan(county, serving, folder);
    let store = Store::open(&folder.join("pucha.db")).expect("a store");
    for (site, visit) in county.probes() {
        store.put_probe(&site, visit).await.expect("taken");
    }
    let progress = Arc::new(Progress::default());
    let ended = census::run(&plan, &store, Arc::new(judge()), progress, CancellationToken::new())
        .await
        .expect("a census");
    assert_eq!(ended.run.state, RunState::Finished);
    assert!(ended.left.is_empty(), "{:?}", ended.left);
    let results = store.results(plan.period).expect("results");
    store.close().await.expect("a closed store");
    results
}

fn plan(county: &County, serving: &Serving, folder: &Path) -> Plan {
    let crawl = demo::settings(serving);
    Plan {
        register: loaded(county, folder),
        crawl,
        browser: config::Browser::default(),
        period: Period::of(county.as_of()),
        as_of: end_of_day(county.as_of()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    }
}

fn loaded(county: &County, folder: &Path) -> Register {
    register_of(&county.sites_csv(), Some(&county.columns_csv()), folder)
}

pub(crate) fn register_of(sites: &str, columns: Option<&str>, folder: &Path) -> Register {
    fs::create_dir_all(folder.join("config")).expect("a folder");
    fs::write(folder.join("config/sites.csv"), sites).expect("sites");
    if let Some(columns) = columns {
        fs::write(folder.join("config/columns.csv"), columns).expect("columns");
    }
    let settings = Settings { root: folder.to_path_buf(), ..Settings::default() };
    let loaded = register::load(&settings).expect("a register");
    let severe: Vec<_> = loaded.faults.iter().filter(|it| it.severe).collect();
    assert!(severe.is_empty(), "{severe:?}");
    loaded.register
}

pub(crate) fn judge() -> Judge {
    Judge::new(rulebook(), &Rectification::default())
}

pub(crate) fn rulebook() -> Rulebook {
    let tables = config::rules::tables(Path::new("."), "2019").expect("rule files");
    Rulebook::from_tables("2019", &tables).expect("rules")
}

fn found(results: &[SiteResult]) -> Vec<FoundRow> {
    let rows = results.iter().flat_map(|result| {
        result.findings.iter().filter(|it| it.level != Level::NotJudged).map(|it| FoundRow {
            site_address: result.site.home.to_string(),
            code: it.observation.code.clone(),
            column: it.observation.column.clone(),
            link: it.observation.link.clone().unwrap_or_default(),
        })
    });
    rows.collect()
}

/// The week before the audit makes a veto, a warning, or neither, and is told.
fn availability(results: &[SiteResult]) {
    let level = |it: &SiteResult| {
        let row = it.observations.iter().find(|it| it.code == "unreachable");
        row.map(|it| (it.level, it.description.contains("共探测168次")))
    };
    let of_week: Vec<_> =
        results.iter().filter(|it| it.verdict.availability.is_some_and(|it| 100 < it.1)).collect();
    let mut told: Vec<_> = of_week.iter().map(|it| level(it)).collect();
    told.sort();
    let expected = [None, Some((Level::Veto, true)), Some((Level::Remind, true))];
    assert_eq!(told, expected, "{of_week:#?}");
    for it in of_week {
        let is_veto = it.verdict.vetoes.iter().any(|it| it == "unreachable");
        assert_eq!(is_veto, level(it).is_some_and(|it| it.0 == Level::Veto));
        let own = it.verdict.notes.iter().any(|it| it == "本机网络中断的3次访问不计入");
        assert_eq!(own, level(it).is_none(), "{:?}", it.verdict.notes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_county_is_found_as_planted() {
    let county = County::new("2026-11-20".parse().expect("a day"), SITES);
    let serving = demo::serve(&county).await.expect("a served county");
    let folder = tempfile::tempdir().expect("a folder");
    let results = judged(&county, &serving, folder.path()).await;
    let states: Vec<_> =
        results.iter().map(|it| (it.site.home.to_string(), it.verdict.state)).collect();
    let comparison = demo::compare(&county.truth(), &found(&results), &states);
    assert!(comparison.agrees(), "\n{comparison}");
    availability(&results);
    assert!(comparison.planted >= 80 && comparison.traps >= 250, "\n{comparison}");
    for host in serving.hosts.keys() {
        let most = serving.tally(host).map_or(0, demo::serve::Tally::most_at_once);
        assert!(most <= 4, "{host} was asked {most} things at once");
    }
    let evidence = results.iter().flat_map(|it| &it.findings).map(|it| &it.observation.evidence);
    assert!(evidence.into_iter().all(|it| !it.is_empty()), "each finding has its evidence");
}
