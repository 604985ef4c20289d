//! `domain_name`: what a site's address may be, by class of unit.

use crate::checks::build::*;
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::model::verdict::Observation;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    home: String,
    unit: String,
    said: String,
    #[serde(default)]
    words: String,
}

fn rows(home: &str, class: UnitClass) -> Vec<Observation> {
    let evidence = with(|it| {
        it.site = site(home, class);
        it.home.as_mut().expect("a home page").landed = url(home);
    });
    judged(&evidence).into_iter().filter(|it| it.code == "domain_name").collect()
}

#[test]
fn each_address_is_judged_as_its_table_says() {
    let text = include_str!("../fixtures/checks/domain_name/cases.toml");
    let table: Cases = toml::from_str(text).expect("a table");
    assert!(table.cases.len() >= 15);
    for case in table.cases {
        let class = UnitClass::from_chinese(&case.unit).expect("a class of unit");
        let rows = rows(&case.home, class);
        let said = match rows.as_slice() {
            [] => "nothing",
            [row] if row.level == Level::Remind => "remind",
            [row] if row.level == Level::Deduct && row.item.is_some() => "found",
            other => panic!("{}: {other:?}", case.name),
        };
        assert_eq!(said, case.said, "{}", case.name);
        let words = rows.first().map(|it| it.description.clone()).unwrap_or_default();
        assert!(words.contains(&case.words), "{}: {words}", case.name);
    }
}

#[test]
fn a_reminder_costs_nothing() {
    let rows = rows("http://www.shiqiao.cn/", UnitClass::Township);
    assert_eq!((rows[0].points, rows[0].item.as_deref()), (0.0, None));
}

#[test]
fn an_office_may_want_to_hear_of_towns_with_sites_of_their_own() {
    let mut tables = tables();
    let rule = tables.get_mut("domain_name").expect("a rule file");
    let params = rule["params"].as_table_mut().expect("a table");
    params.insert("report_own_sites_of_towns".into(), true.into());
    let book = pucha::checks::Rulebook::from_tables("2019", &tables).expect("rules");
    let home = "http://www.shiqiao.gov.cn/";
    let evidence = with(|it| {
        it.site = site(home, UnitClass::Township);
        it.home.as_mut().expect("a home page").landed = url(home);
    });
    let rows = pucha::checks::check_all(&evidence, &book);
    let row = rows.iter().find(|it| it.code == "domain_name").expect("a row");
    assert_eq!(row.level, Level::Remind);
}

#[test]
fn an_office_may_ask_for_the_form_of_its_departments_names() {
    let mut tables = tables();
    let rule = tables.get_mut("domain_name").expect("a rule file");
    let params = rule["params"].as_table_mut().expect("a table");
    params.insert("form_units".into(), vec!["县政府", "县直"].into());
    let book = pucha::checks::Rulebook::from_tables("2019", &tables).expect("rules");
    for (home, is_found) in [("http://www.lqjyj.gov.cn/", true), ("http://jyj.lq.gov.cn/", false)] {
        let evidence = with(|it| {
            it.site = site(home, UnitClass::Department);
            it.home.as_mut().expect("a home page").landed = url(home);
        });
        let rows = pucha::checks::check_all(&evidence, &book);
        let row = rows.iter().find(|it| it.code == "domain_name");
        assert_eq!(row.is_some(), is_found, "{home}");
        assert!(row.is_none_or(|it| it.level == Level::Remind));
    }
}
