//! The truth table and the register agree with each other, and the comparison counts both ways.

use crate::demo::{audit_day, county};
use pucha::demo::{County, Expect, FoundRow, SITES, Subject, compare};
use pucha::model::site::{ColumnClass, Scope, SiteStatus, UnitClass, site_key};
use pucha::model::verdict::SiteState;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

fn records(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.expect("a readable row")).collect()
}

#[test]
fn the_register_has_the_asked_number_of_different_sites() {
    for sites in [5, SITES, 60, 200] {
        let county = County::new(audit_day(), sites);
        let rows = records(&county.sites_csv());
        assert_eq!(rows.len(), sites);
        let keys: BTreeSet<String> = rows
            .iter()
            .map(|row| site_key(&Url::parse(&row["网站地址"]).expect("an address")).0)
            .collect();
        assert_eq!(keys.len(), sites);
        for row in &rows {
            assert!(UnitClass::from_chinese(&row["单位类别"]).is_some());
            assert!(SiteStatus::from_chinese(&row["状态"]).is_some());
            assert_eq!(row["网站标识码"].len(), 10);
        }
    }
}

#[test]
fn listed_columns_lie_within_their_site() {
    let county = county();
    let sites = records(&county.sites_csv());
    for row in records(&county.columns_csv()) {
        let site = sites.iter().find(|it| it["网站地址"] == row["网站地址"]).expect("its site");
        let home = Url::parse(&site["网站地址"]).expect("an address");
        let class = ColumnClass::from_chinese(&row["栏目类别"]).expect("a class");
        if class != ColumnClass::External && !row["栏目地址"].is_empty() {
            let address = Url::parse(&row["栏目地址"]).expect("an address");
            assert!(Scope::new(&home, &site["范围"]).fit(&address).is_some(), "{address}");
        }
    }
}

#[test]
fn each_site_has_one_state_and_each_row_a_registered_site() {
    let county = County::new(audit_day(), 60);
    let homes: BTreeSet<String> = county.homes().into_iter().collect();
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for row in county.truth() {
        assert!(homes.contains(&row.site_address), "{}", row.site_address);
        assert!(!row.why.is_empty());
        if matches!(row.expect, Expect::State(_)) {
            *states.entry(row.site_address).or_default() += 1;
        }
    }
    assert!(homes.iter().all(|home| states.get(home) == Some(&1)), "{states:?}");
}

#[test]
fn no_row_says_both_that_a_thing_is_wrong_and_that_it_is_not() {
    let truth = county().truth();
    let mut faults = BTreeSet::new();
    for row in &truth {
        if let Expect::Finding { code, subject } = &row.expect {
            assert!(
                faults.insert((row.site_address.clone(), code.clone(), subject.clone())),
                "twice: {} {code} {subject}",
                row.unit
            );
        }
    }
    for row in &truth {
        if let Expect::Nothing { code, subject, .. } = &row.expect {
            let same = (row.site_address.clone(), code.clone(), subject.clone());
            assert!(!faults.contains(&same), "{} {code} {subject}", row.unit);
        }
    }
}

#[test]
fn the_columns_that_rows_name_stand_on_the_site_unless_they_are_lacking() {
    let county = county();
    for row in county.truth() {
        let (code, subject) = match &row.expect {
            Expect::Finding { code, subject } | Expect::Nothing { code, subject, .. } => {
                (code, subject)
            }
            Expect::State(_) => continue,
        };
        let Subject::Column(name) = subject else { continue };
        let host = Url::parse(&row.site_address).expect("an address");
        let host = host.host_str().expect("a host");
        let map = county.pages().any(|(it, _, answer)| {
            it == host && {
                let text = String::from_utf8(answer.body.to_vec())
                    .unwrap_or_else(|_| encoding_rs::GB18030.decode(&answer.body).0.into_owned());
                text.contains(&format!(">{name}</a>"))
            }
        });
        assert!(map || code == "missing_sections", "{}: {name}", row.unit);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn the_default_county_has_a_row_for_each_kind_of_fault() {
    let truth = county().truth();
    let codes: BTreeSet<&str> = truth
        .iter()
        .filter_map(|row| match &row.expect {
            Expect::Finding { code, .. } => Some(code.as_str()),
            _ => None,
        })
        .collect();
    for code in [
        "unreachable",
        "zombie_site.abandoned",
        "zombie_site.placeholder",
        "zombie_site.hijacked",
        "zombie_site.not_closed",
        "zombie_site.moved",
        "stale_home",
        "stale_columns",
        "stale_columns.veto",
        "empty_columns",
        "empty_columns.veto",
        "missing_sections",
        "annual_report.missing",
        "annual_report.late",
        "interpretation.missing",
        "interpretation.unlinked",
        "late_disclosure",
        "missing_channel",
        "slow_replies",
        "slow_replies.veto",
        "public_replies",
        "surveys.none",
        "surveys.few",
        "surveys.results",
        "interviews",
        "service_guides.none",
        "service_guides.elements",
        "service_guides.veto",
        "service_statistics",
        "broken_links.internal",
        "broken_links.external",
        "broken_links.image",
        "broken_links.attachment",
        "hidden_links",
        "illegal_links",
        "personal_data.id_number",
        "personal_data.phone",
        "personal_data.bank_card",
        "wording",
        "site_identity.icp",
        "site_identity.site_code",
        "site_identity.badge",
        "site_identity.error_report",
        "site_identity.site_map",
        "secure_transport.certificate",
        "secure_transport.https",
        "secure_transport.ipv6",
        "suspect_dates.future",
        "suspect_dates.backdated",
        "suspect_dates.burst",
        "domain_name",
        "page_tags.site",
        "page_tags.column",
        "page_tags.article",
        "site_features.search",
        "site_features.accessibility",
    ] {
        assert!(codes.contains(code), "{code}");
    }
    let (faults, traps) = county().counts();
    assert!(120 <= faults && 300 <= traps, "{faults} faults and {traps} traps");
}

/// A report that is right in everything.
fn perfect() -> (Vec<FoundRow>, Vec<(String, SiteState)>) {
    let mut found = Vec::new();
    let mut states = Vec::new();
    for row in county().truth() {
        match row.expect {
            Expect::Finding { code, subject } => {
                let (column, link) = match subject {
                    Subject::Column(name) => (name, String::new()),
                    Subject::Link(address) => (String::new(), address),
                    Subject::None => (String::new(), String::new()),
                };
                found.push(FoundRow { site_address: row.site_address, code, column, link });
            }
            Expect::State(state) => states.push((row.site_address, state)),
            Expect::Nothing { .. } => {}
        }
    }
    (found, states)
}

#[test]
fn a_perfect_report_agrees() {
    let (found, states) = perfect();
    let comparison = compare(&county().truth(), &found, &states);
    assert!(comparison.agrees(), "{comparison}");
    assert_eq!(comparison.planted, comparison.found);
    assert_eq!(comparison.traps, comparison.traps_kept);
}

#[test]
fn a_lost_finding_and_a_false_one_are_both_named() {
    let (mut found, states) = perfect();
    let lost = found.remove(0);
    found.push(FoundRow {
        site_address: "http://lqfenglin.gov.cn".into(),
        code: "stale_columns".into(),
        column: "工作动态".into(),
        link: String::new(),
    });
    let comparison = compare(&county().truth(), &found, &states);
    assert!(!comparison.agrees());
    assert_eq!((comparison.missing.len(), comparison.unexpected.len()), (1, 1));
    assert!(comparison.missing[0].contains(&lost.code));
    assert!(comparison.unexpected[0].contains("陷阱"), "{comparison}");
    assert_eq!(comparison.traps - comparison.traps_kept, 1);
}
