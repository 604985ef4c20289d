//! Whole verdicts against the tables in `tests/fixtures/scores/`: one file a profile, worked out by hand.

use crate::checks::build::*;
use chrono::{Duration, NaiveDate};
use pucha::checks::{Rulebook, check_all, site_state};
use pucha::config::rules::embedded_only;
use pucha::model::evidence::{ColumnFact, HomeVisit, SectionLead, SiteEvidence};
use pucha::model::page::{Emptiness, Identity, LinkKind, MarkState, PageKind, Place};
use pucha::model::rule::Level;
use pucha::model::site::{ColumnClass, UnitClass};
use pucha::model::time::{Period, end_of_day};
use pucha::model::verdict::{Bonus, Observation};
use pucha::model::visit::{Barrier, Failure, Fault, Reach};
use pucha::verdict::{VerdictInput, judge};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Case {
    pub(super) name: String,
    as_of: Option<NaiveDate>,
    unit: Option<String>,
    sections: Option<Vec<String>>,
    columns: Vec<Columns>,
    home_newest: Option<NaiveDate>,
    probes: Option<Probes>,
    broken_links: Option<Broken>,
    missing_marks: Vec<String>,
    by_hand: Vec<(String, f64)>,
    bonus: Option<f64>,
    /// `shell` or `menu_unseen`.
    home: Option<String>,
    complete: Option<bool>,
    site_newest: Option<NaiveDate>,
    /// Without the column of news that every other case has.
    without_news: bool,
    unseen_marks: Vec<String>,
    /// That many visits failed and none brought the home page.
    failed_home_visits: usize,
    pub(super) found: Vec<String>,
    pub(super) undecided: Vec<String>,
    /// What must come out. Codes that others than the case's own may bring are not among them.
    score: Option<f64>,
    vetoes: Vec<String>,
    codes: Vec<String>,
    conclusion: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each bends the column in its own way")]
struct Columns {
    class: String,
    newest: Option<NaiveDate>,
    #[serde(default = "one")]
    count: usize,
    #[serde(default = "first")]
    level: u8,
    #[serde(default)]
    blank: bool,
    #[serde(default)]
    statement: bool,
    #[serde(default)]
    shell: bool,
    #[serde(default)]
    blocked: bool,
}

#[derive(Deserialize)]
struct Probes {
    visits: usize,
    failed: usize,
}

#[derive(Deserialize)]
struct Broken {
    home: usize,
    other: usize,
}

fn one() -> usize {
    1
}

fn first() -> u8 {
    1
}

#[test]
fn each_case_of_2019_comes_out_as_worked_out_by_hand() {
    run("2019", include_str!("../fixtures/scores/2019.toml"), 31);
}

#[test]
fn each_case_of_2015_comes_out_as_worked_out_by_hand() {
    run("2015", include_str!("../fixtures/scores/2015.toml"), 30);
}

fn run(profile: &str, text: &str, least: usize) {
    let tables = embedded_only(profile).expect("embedded rules");
    let rules = Rulebook::from_tables(profile, &tables).expect("whole rules");
    let Cases { cases } = toml::from_str(text).expect("a table of cases");
    assert!(least <= cases.len(), "{} cases", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|it| fault(it, &rules)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn fault(case: &Case, rules: &Rulebook) -> Option<String> {
    let evidence = evidence(case);
    let mut all = check_all(&evidence, rules);
    all.extend(case.by_hand.iter().map(|(item, points)| deduction(item, *points)));
    let all: Vec<_> = all.into_iter().map(Arc::new).collect();
    let bonus = |points| Bonus { code: "by_hand.bonus".into(), name: "加分".into(), points };
    let input = VerdictInput::of(&evidence, site_state(&evidence, rules), &all, &rules.score)
        .with_bonuses(case.bonus.into_iter().map(bonus).collect());
    let verdict = judge(&input);
    let codes: BTreeSet<&str> = all
        .iter()
        .filter(|it| it.level != Level::NotJudged && it.code != "by_hand.test")
        .map(|it| it.code.as_str())
        .collect();
    let expected = match (&case.conclusion, case.vetoes.is_empty()) {
        (Some(conclusion), _) => conclusion.as_str(),
        (None, true) => "合格",
        (None, false) => "不合格",
    };
    let is_right = verdict.score == case.score
        && verdict.vetoes == case.vetoes
        && codes == case.codes.iter().map(String::as_str).collect()
        && verdict.conclusion.chinese() == expected;
    (!is_right).then(|| {
        format!(
            "{}: {} {:?} {:?} {codes:?}",
            case.name, verdict.conclusion, verdict.score, verdict.vetoes
        )
    })
}

pub(super) fn evidence(case: &Case) -> SiteEvidence {
    let mut it = healthy();
    let day = case.as_of.unwrap_or_else(today);
    it.as_of = end_of_day(day);
    it.period = Period::of(day);
    let fresh = dated(case.home_newest.unwrap_or(day));
    if let Some(home) = &mut it.home {
        home.newest = Some(fresh);
        for mark in &case.missing_marks {
            set(&mut home.identity, mark, MarkState::Missing);
        }
        for mark in &case.unseen_marks {
            set(&mut home.identity, mark, MarkState::Unseen);
        }
        match case.home.as_deref() {
            Some("shell") => {
                home.kind = PageKind::Shell;
                home.newest = None;
            }
            Some("menu_unseen") => home.menu_unseen = true,
            Some(other) => panic!("no such home page: {other}"),
            None => {}
        }
    }
    it.newest = Some(dated(case.site_newest.unwrap_or(day)));
    it.complete = case.complete.unwrap_or(true);
    for statistics in &mut it.facts.services.statistics {
        statistics.newest = Some(day);
    }
    if let Some(unit) = &case.unit {
        it.site.unit_class = UnitClass::from_chinese(unit).expect("a class of unit");
    }
    if let Some(names) = &case.sections {
        it.sections = names.iter().map(|name| section(name)).collect();
    }
    it.columns = beside(vec![column("政务动态", ColumnClass::News, Some(day))]);
    if case.without_news {
        it.columns.remove(0);
    }
    if 0 < case.failed_home_visits {
        let failed = |_| home_visit(not_found(), 0);
        it.home_visits = (0..case.failed_home_visits).map(failed).collect();
        it.home = None;
    }
    for of in &case.columns {
        it.columns.extend((0..of.count).map(|number| one_of(of, number)));
    }
    if let Some(probes) = &case.probes {
        it.probes = visits(&it, probes);
    }
    if let Some(broken) = &case.broken_links {
        it.links = (0..broken.home + broken.other)
            .map(|number| {
                let mut link = link(LinkKind::Page, &[not_found(), not_found()]);
                link.address = url(&format!("http://www.a.gov.cn/gone/{number}.html"));
                link.on_home = number < broken.home;
                link
            })
            .collect();
    }
    it
}

fn one_of(of: &Columns, number: usize) -> ColumnFact {
    let class = ColumnClass::from_chinese(&of.class).expect("a class of column");
    let newest = of.newest.map_or_else(|| "x".to_owned(), |it| it.to_string());
    let name = format!("{}{newest}{number}", of.class);
    if of.blank {
        let external = class == ColumnClass::External;
        return ColumnFact { class, external, ..empty_column(&name) };
    }
    let page = if of.shell { PageKind::Shell } else { PageKind::List };
    let challenge = Reach::NotJudged(Barrier::Challenge("jiasule".into()));
    ColumnFact {
        reach: Some(if of.blocked { challenge } else { Reach::Ok }),
        level: of.level,
        kind: page,
        entries: if of.shell { 0 } else { 15 },
        emptiness: if of.shell { Emptiness::Undecided } else { Emptiness::Filled },
        statement: of.statement.then(|| "情况说明".to_owned()),
        archived: class == ColumnClass::Archived,
        external: class == ColumnClass::External,
        ..column(&name, class, of.newest)
    }
}

fn section(name: &str) -> SectionLead {
    SectionLead {
        name: name.to_owned(),
        address: url(&format!("http://www.a.gov.cn/{name}/")),
        place: Place::Nav,
        reach: Some(Reach::Ok),
    }
}

/// Spread evenly over the week before the audit.
fn visits(evidence: &SiteEvidence, probes: &Probes) -> Vec<HomeVisit> {
    let all = i64::try_from(probes.visits).expect("few visits");
    (0..probes.visits)
        .rev()
        .map(|number| {
            let back = 7 * 24 * 60 * i64::try_from(number).expect("few visits") / all + 5;
            let bad = Reach::Bad(Fault::Failure(Failure::TimeOut));
            HomeVisit {
                id: id(&format!("Eprobe{number}")),
                at: evidence.as_of - Duration::minutes(back),
                reach: if number < probes.failed { bad } else { Reach::Ok },
                elapsed_ms: if number < probes.failed { 15_000 } else { 300 },
            }
        })
        .collect()
}

fn set(identity: &mut Identity, mark: &str, state: MarkState) {
    let mark = match mark {
        "icp" => &mut identity.icp,
        "police" => &mut identity.police,
        "site_code" => &mut identity.site_code,
        "badge" => &mut identity.badge,
        "host_unit" => &mut identity.host_unit,
        "contact" => &mut identity.contact,
        "error_report" => &mut identity.error_report,
        "site_map" => &mut identity.site_map,
        other => panic!("no such mark: {other}"),
    };
    mark.state = state;
}

fn deduction(item: &str, points: f64) -> Observation {
    Observation {
        code: "by_hand.test".into(),
        level: Level::Deduct,
        subject: item.to_owned(),
        column: String::new(),
        description: String::new(),
        page: None,
        link: None,
        last_update: None,
        days_late: None,
        found_at: noon(),
        evidence: vec![id("E1")],
        points,
        item: Some(item.to_owned()),
    }
}
