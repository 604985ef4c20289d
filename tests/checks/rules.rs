//! The rulebook checks itself: names of files, keys, codes and items.

use crate::checks::build::{rules, tables};
use pucha::checks::{RuleError, Rulebook};
use std::collections::BTreeMap;
use std::path::Path;

type Tables = BTreeMap<String, toml::Table>;

fn refused(change: impl FnOnce(&mut Tables)) -> String {
    let mut tables = tables();
    change(&mut tables);
    Rulebook::from_tables("2019", &tables).expect_err("a wrong rulebook is refused").to_string()
}

/// Adds `text` to one file, deep.
fn overlaid(file: &str, text: &str) -> String {
    fn merge(below: &mut toml::Table, above: toml::Table) {
        for (key, value) in above {
            match (below.get_mut(&key), value) {
                (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
                (_, value) => drop(below.insert(key, value)),
            }
        }
    }
    refused(|it| {
        let below = it.get_mut(file).expect("a rule file");
        merge(below, text.parse().expect("TOML"));
    })
}

#[test]
fn a_misspelt_or_missing_file_is_named() {
    let stray = refused(|it| {
        let table = it.remove("stale_home").expect("a rule file");
        it.insert("stael_home".into(), table);
    });
    assert!(stray.contains("stael_home.toml") && stray.contains("stale_home"), "{stray}");
    let missing = refused(|it| drop(it.remove("unreachable")));
    assert!(missing.contains("缺少文件 unreachable.toml"), "{missing}");
    let stray = tables().into_iter().chain([("extra".to_owned(), toml::Table::new())]).collect();
    assert!(matches!(Rulebook::from_tables("2019", &stray), Err(RuleError::Stray { .. })));
}

#[test]
fn a_year_of_holidays_that_cannot_be_right_is_refused() {
    let year = |off: (&str, &str), work: &str| {
        let (from, to) = off;
        format!(
            "[[years]]\nyear = 2027\ndays_off = [{{ from = '{from}', to = '{to}' }}]\nworkdays = [{work}]\n"
        )
    };
    let new_year = ("2027-01-01", "2027-01-03");
    for (text, word) in [
        (year(("2027-01-02", "2027-01-01"), ""), "早于"),
        (year(("2026-12-31", "2027-01-03"), ""), "2026-12-31"),
        (year(("2027-02-06", "2027-02-12"), ""), "元旦"),
        (year(new_year, "'2027-01-05'"), "不是周末"),
        (year(new_year, "").repeat(2), "2027 年出现了两次"),
    ] {
        let fault = refused(|it| drop(it.insert("holidays".into(), text.parse().expect("TOML"))));
        assert!(fault.contains("holidays.toml") && fault.contains(word), "{word}: {fault}");
    }
}

#[test]
fn wrong_keys_and_values_are_named_with_their_file() {
    for (file, text, words) in [
        ("stale_home", "[params]\nlimit_dais = 3", ["stale_home.toml", "limit_dais"]),
        ("stale_home", "titel = '首页'", ["stale_home.toml", "titel"]),
        ("stale_home", "[params]\nlimit_days = '三'", ["stale_home.toml", "limit_days"]),
        ("stale_home", "[codes.stale_home]\nlevel = 'heavy'", ["stale_home.toml", "heavy"]),
        (
            "stale_home",
            "[codes.stale_hone]\ntitle = ''\nlevel = 'veto'\nsureness = 'confirmed'",
            ["stale_home.toml", "stale_hone"],
        ),
        ("stale_home", "[codes.stale_home]\nlevel = 'deduct'", ["stale_home.toml", "points"]),
        ("profile", "without = ['page_tag']", ["profile.toml", "page_tag"]),
        ("indicators", "rows = []", ["indicators.toml", "unreachable"]),
        (
            "exemptions",
            "[[exemptions]]\nsite = 'a'\ncode = 'stael_home'\nreason = 'b'\napproved_by = 'c'\nuntil = '2026-12-31'",
            ["exemptions.toml", "stael_home"],
        ),
        (
            "exemptions",
            "[[exemptions]]\nsite = 'a'\ncode = 'stale_home'\nreason = ' '\napproved_by = 'c'\nuntil = '2026-12-31'",
            ["exemptions.toml", "reason"],
        ),
        (
            "exemptions",
            "[[exemptions]]\nsite = 'a'\ncode = 'stale_home'\nreason = 'b'\napproved_by = 'c'\nuntil = '年底'",
            ["exemptions.toml", "until"],
        ),
        ("stale_columns", "[codes.stale_columns]\nitem = '别的'", ["stale_columns.toml", "别的"]),
        ("stale_columns", "[params.news_points]\nitem = '别的'", ["stale_columns.toml", "别的"]),
        ("stale_columns", "[params]\nveto_should_update = 0", ["stale_columns.toml", "大于 0"]),
        ("empty_columns", "[params]\nexempt_classes = ['乱写']", ["empty_columns.toml", "乱写"]),
        ("site_identity", "[params.icp]\nunits = ['村']", ["site_identity.toml", "村"]),
        ("unreachable", "[params]\nleast_sample = 1", ["unreachable.toml", "least_sample"]),
        ("score", "pass = 160.0", ["score.toml", "pass"]),
        ("score", "full = 90.0", ["score.toml", "full"]),
    ] {
        let error = overlaid(file, text);
        assert!(words.iter().all(|it| error.contains(it)), "{text}: {error}");
        assert!(!error.contains("expected") && !error.contains("field"), "{error}");
    }
    let error = refused(|it| {
        let rule = it.get_mut("zombie_site").expect("a rule file");
        let codes = rule["codes"].as_table_mut().expect("a table");
        codes.remove("zombie_site.moved");
    });
    assert!(error.contains("缺少指标代码“zombie_site.moved”"), "{error}");
}

#[test]
fn an_office_may_change_a_number() {
    let mut tables = tables();
    let params = tables["stale_home"]["params"].as_table().expect("a table").clone();
    let mut params = params;
    params.insert("limit_days".into(), 10.into());
    tables.get_mut("stale_home").expect("a rule file").insert("params".into(), params.into());
    let book = Rulebook::from_tables("2019", &tables).expect("a changed number is right");
    assert_eq!(book.stale_home.params.limit_days, 10);
    let links = tables.get_mut("broken_links").expect("a rule file");
    links["params"].as_table_mut().expect("a table").insert("home_points".into(), 2.into());
    let book = Rulebook::from_tables("2019", &tables).expect("a whole number is a number");
    assert!((book.broken_links.params.home_points - 2.0).abs() < 1e-9);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_code_of_the_contract_is_there_under_the_name_of_its_source_and_rule_file() {
    let expected = [
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
        "suspect_dates.future",
        "suspect_dates.backdated",
        "suspect_dates.burst",
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
        "site_identity.police",
        "site_identity.site_code",
        "site_identity.badge",
        "site_identity.host_unit",
        "site_identity.contact",
        "site_identity.error_report",
        "site_identity.site_map",
        "domain_name",
        "page_tags.site",
        "page_tags.column",
        "page_tags.article",
        "secure_transport.certificate",
        "secure_transport.https",
        "secure_transport.ipv6",
        "site_features.search",
        "site_features.accessibility",
    ];
    assert_eq!(rules().codes(), expected);
    for check in expected.map(|it| it.split('.').next().expect("a first part")) {
        assert!(Path::new(&format!("src/checks/{check}.rs")).exists(), "{check}");
        assert!(Path::new(&format!("config/rules/2019/{check}.toml")).exists(), "{check}");
        assert!(Rulebook::FILES.contains(&check), "{check}");
    }
}

#[test]
fn the_three_texts_of_a_finding_are_whole() {
    for code in rules().codes() {
        let (indicator, clause, remedy) = rules().finding_texts(code).expect("a known code");
        assert!(!indicator.is_empty() && remedy.ends_with('。'), "{code}");
        let official = ["国办", "国务院令"].iter().any(|it| clause.starts_with(it));
        assert!(official, "{code}: {clause}");
    }
    assert!(rules().finding_texts("unknown").is_none());
}

#[test]
fn what_a_profile_leaves_out_is_not_reported_but_still_explained() {
    let book = |without: &[&str]| {
        let mut tables = tables();
        let without: Vec<toml::Value> = without.iter().map(|it| (*it).into()).collect();
        tables.get_mut("profile").expect("a file").insert("without".into(), without.into());
        Rulebook::from_tables("2019", &tables).expect("known names")
    };
    let book = book(&["site_identity.icp", "secure_transport"]);
    assert!(!book.is_enabled("site_identity.icp") && book.is_enabled("site_identity.police"));
    assert!(book.is_enabled("site_identity") && !book.is_enabled("secure_transport"));
    assert!(!book.is_enabled("secure_transport.certificate"));
    assert!(!book.explain("site_identity.icp").expect("an explanation").enabled);
}

#[test]
fn both_profiles_are_whole_and_say_their_own_document() {
    for (profile, document) in [("2015", "国办发〔2015〕15号"), ("2019", "国办秘函〔2019〕19号")]
    {
        let tables = pucha::config::rules::embedded_only(profile).expect("embedded rules");
        let book = Rulebook::from_tables(profile, &tables).expect("whole rules");
        assert_eq!(book.about.document, document);
        let stale = book.explain("stale_home").expect("an explanation");
        assert!(stale.clause.starts_with(document), "{}", stale.clause);
        for row in &book.indicators.rows {
            assert!(row.id.starts_with(profile) || !row.id.starts_with("20"), "{}", row.id);
        }
    }
}
