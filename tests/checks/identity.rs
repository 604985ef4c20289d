//! `site_identity` and `secure_transport`: judged where the host is the unit's own.

use crate::checks::build::*;
use pucha::model::evidence::{SiteEvidence, TlsFact};
use pucha::model::page::{Mark, MarkState, PageKind};
use pucha::model::site::UnitClass;
use pucha::model::visit::{TlsDetour, TlsFault, TlsFaultKind};

/// All eight marks in one state.
fn marked(state: MarkState) -> SiteEvidence {
    with_home(|home| {
        let mark = || Mark { state, value: Some("皖ICP备".into()) };
        let all = &mut home.identity;
        (all.icp, all.police, all.site_code, all.badge) = (mark(), mark(), mark(), mark());
        (all.host_unit, all.contact, all.error_report, all.site_map) =
            (mark(), mark(), mark(), mark());
    })
}

#[test]
fn each_mark_is_found_missing_or_malformed_and_undecided_when_unseen() {
    let eight = [
        "site_identity.icp",
        "site_identity.police",
        "site_identity.site_code",
        "site_identity.badge",
        "site_identity.host_unit",
        "site_identity.contact",
        "site_identity.error_report",
        "site_identity.site_map",
    ];
    assert_eq!(found(&marked(MarkState::Missing)), eight);
    assert_eq!(found(&marked(MarkState::Malformed)), eight);
    assert_eq!(undecided(&marked(MarkState::Unseen)), eight);
    assert!(found(&marked(MarkState::Unseen)).is_empty());
    assert!(judged(&marked(MarkState::Present)).is_empty());
}

#[test]
fn a_section_is_not_blamed_for_its_portals_footer() {
    let mut evidence = marked(MarkState::Missing);
    evidence.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::Township);
    assert!(found(&evidence).is_empty());
}

#[test]
fn a_town_needs_no_error_report_and_a_scripted_page_is_undecided() {
    let mut town = marked(MarkState::Missing);
    town.site = site(HOME, UnitClass::Township);
    assert!(!found(&town).contains(&"site_identity.error_report".to_owned()));
    let mut shell = marked(MarkState::Missing);
    shell.home.as_mut().expect("a home page").kind = PageKind::Shell;
    assert!(found(&shell).is_empty());
}

#[test]
fn another_sites_code_is_found_where_the_register_gives_one() {
    let shown = |listed: Option<&str>| {
        let mut evidence = with_home(|home| {
            home.identity.site_code.value = Some(" 3415220001".into());
        });
        evidence.site.site_code = listed.map(str::to_owned);
        found(&evidence)
    };
    assert!(shown(None).is_empty());
    assert!(shown(Some("3415220001")).is_empty());
    assert_eq!(shown(Some("4305000001")), ["site_identity.site_code"]);
}

fn with_fault(host: &str) -> SiteEvidence {
    with(|it| {
        let fault = TlsFault {
            kind: TlsFaultKind::Expired,
            detail: "expired".into(),
            read_by: TlsDetour::WithoutChecks,
        };
        let fact = TlsFact {
            host: host.into(),
            visit: id("Etls"),
            seen_at: noon(),
            fault: Some(fault),
            certificate_ends: Some(day("2026-10-01")),
        };
        it.tls = vec![fact.clone(), fact];
    })
}

#[test]
fn a_certificate_fault_is_one_reminder_a_host_and_nothing_else() {
    assert_eq!(found(&with_fault("www.a.gov.cn")), ["secure_transport.certificate"]);
    assert!(found(&with_fault("www.other.com")).is_empty());
    let mut section = with_fault("www.a.gov.cn");
    section.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::Township);
    assert!(found(&section).is_empty());
    let mut sound = with_fault("www.a.gov.cn");
    sound.tls.iter_mut().for_each(|it| it.fault = None);
    assert!(found(&sound).is_empty());
}
