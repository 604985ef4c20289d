//! `secure_transport`: certificate, https and IPv6, each as far as it can be known.

use crate::checks::build::*;
use chrono::Days;
use pucha::model::evidence::{SiteEvidence, TlsFact};
use pucha::model::facts::features::{HttpsFact, HttpsState, Ipv6Fact, Ipv6State, OfSite, PageSeen};
use pucha::model::site::UnitClass;
use pucha::model::visit::{TlsDetour, TlsFault, TlsFaultKind};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    unit: String,
    https: Option<HttpsState>,
    ipv6: Option<Ipv6State>,
    days_left: Option<u64>,
    fault: Option<TlsFaultKind>,
    #[serde(default)]
    found: Vec<String>,
    #[serde(default)]
    undecided: Vec<String>,
}

fn seen() -> PageSeen {
    PageSeen { page: url("https://www.a.gov.cn/"), visit: id("Ehttps"), seen_at: noon() }
}

fn evidence(case: &Case) -> SiteEvidence {
    let class = UnitClass::from_chinese(&case.unit).expect("a class of unit");
    let mut evidence = with(|it| it.site = site(HOME, class));
    evidence.facts.features = OfSite {
        https: case.https.clone().map(|state| HttpsFact { seen: seen(), state }),
        ipv6: case.ipv6.map(|state| Ipv6Fact { host: "www.a.gov.cn".into(), seen: seen(), state }),
        ..OfSite::default()
    };
    if case.days_left.is_some() || case.fault.is_some() {
        evidence.tls.push(TlsFact {
            host: "www.a.gov.cn".into(),
            visit: id("Etls"),
            seen_at: noon(),
            fault: case.fault.map(|kind| TlsFault {
                kind,
                detail: String::new(),
                read_by: TlsDetour::WithoutChecks,
            }),
            certificate_ends: case.days_left.map(|it| today() + Days::new(it)),
        });
    }
    evidence
}

#[test]
fn each_case_is_judged_as_its_table_says() {
    let text = include_str!("../fixtures/checks/secure_transport/cases.toml");
    let table: Cases = toml::from_str(text).expect("a table");
    let about = |codes: Vec<String>| -> Vec<String> {
        codes.into_iter().filter(|it| it.starts_with("secure_transport")).collect()
    };
    assert!(table.cases.len() >= 12);
    for case in table.cases {
        let evidence = evidence(&case);
        assert_eq!(about(found(&evidence)), case.found, "{}", case.name);
        assert_eq!(about(undecided(&evidence)), case.undecided, "{}", case.name);
    }
}

#[test]
fn a_sections_host_is_its_portals_to_answer_for() {
    let case = Case {
        name: String::new(),
        unit: "县政府".into(),
        https: Some(HttpsState::NotServed),
        ipv6: Some(Ipv6State::Absent),
        days_left: None,
        fault: Some(TlsFaultKind::Expired),
        found: Vec::new(),
        undecided: Vec::new(),
    };
    let mut evidence = evidence(&case);
    evidence.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::County);
    assert!(!found(&evidence).iter().any(|it| it.starts_with("secure_transport")));
}

#[test]
fn an_office_that_wants_no_word_of_chains_hears_none_of_https_either() {
    let mut tables = tables();
    let rule = tables.get_mut("secure_transport").expect("a rule file");
    let params = rule["params"].as_table_mut().expect("a table");
    params.insert("report_incomplete_chain".into(), false.into());
    let book = pucha::checks::Rulebook::from_tables("2019", &tables).expect("rules");
    let evidence = with(|it| {
        let state = HttpsState::Faulty(TlsFaultKind::IncompleteChain);
        it.facts.features.https = Some(HttpsFact { seen: seen(), state });
    });
    let codes = |book| -> Vec<String> {
        let rows = pucha::checks::check_all(&evidence, book).into_iter();
        rows.map(|it| it.code).filter(|it| it.starts_with("secure")).collect()
    };
    assert!(codes(&book).is_empty());
    assert_eq!(codes(&rules()), ["secure_transport.https"]);
}
