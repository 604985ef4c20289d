//! 范围: patterns that are taken, shortened or refused, and units that claim the same pages.

use crate::register::{check_fault, load_sites};

fn with_scope(home: &str, scope: &str) -> String {
    format!("乙镇,乡镇,乙镇,{home},,{scope},,,,,\n")
}

const HOME: &str = "http://www.b.gov.cn/public/column/6601081?type=4";

#[test]
fn patterns_are_taken_and_whole_addresses_shortened() {
    for (written, patterns) in [
        ("", &["/public/column/*"][..]),
        (
            "/public/6601081/*;/public/column/6601081*",
            &["/public/6601081/*", "/public/column/6601081*"],
        ),
        ("/public/column/6601081*；*6601081*", &["/public/column/6601081*", "*6601081*"]),
        ("／public／column／＊", &["/public/column/*"]),
        ("http://www.b.gov.cn/public/column/6601081*", &["/public/column/6601081*"]),
        ("https://B.gov.cn/public/column/*", &["/public/column/*"]),
        ("www.b.gov.cn/public/*", &["/public/*"]),
        ("http://www.b.gov.cn", &["/*"]),
        ("/public/column/*;/乡镇/*", &["/public/column/*", "/%E4%B9%A1%E9%95%87/*"]),
    ] {
        let loaded = load_sites(&with_scope(HOME, written));
        assert!(loaded.faults.is_empty(), "{written}: {:?}", loaded.faults);
        assert_eq!(loaded.register.sites[1].scope.patterns, patterns, "{written}");
    }
}

#[test]
fn patterns_that_cannot_be_meant_are_refused() {
    for (written, words) in [
        ("public/column/*", "→ 改为 /public/column/*"),
        ("http://www.c.gov.cn/*", "不在网站地址的主机上"),
        ("www.c.gov.cn/*", "不在网站地址的主机上"),
        ("http://www.b.gov.cn:8080/*", "不在网站地址的主机上"),
        ("/public/column/* /b/*", "分号"),
    ] {
        let loaded = load_sites(&with_scope(HOME, written));
        check_fault(written, &loaded.faults, (3, "范围", true), words);
        assert_eq!(loaded.register.sites.len(), 1, "{written}");
    }
}

#[test]
fn patterns_that_are_probably_slips_are_noted() {
    let loaded = load_sites(&with_scope(HOME, "/public/6601082/*"));
    check_fault("elsewhere", &loaded.faults, (3, "范围", false), "不包括网站地址本身");
    let loaded = load_sites(&with_scope(HOME, "/public/column/*;/public/6601081/"));
    check_fault("a lone folder", &loaded.faults, (3, "范围", false), "改为 /public/6601081/*");
}

#[test]
fn two_units_with_the_same_pages_are_noted() {
    let other = HOME.replace("6601081", "6601082");
    let rows = with_scope(HOME, "") + &with_scope(&other, "");
    let loaded = load_sites(&rows);
    check_fault("defaults", &loaded.faults, (4, "范围", false), "与第 3 行相同");
    assert!(loaded.faults[0].mend.contains("/public/column/6601082*"), "{}", loaded.faults[0]);
    let rows = with_scope(HOME, "/public/*") + &with_scope(&other, "/public/*");
    check_fault("written", &load_sites(&rows).faults, (4, "范围", false), "与第 3 行相同");
    assert_eq!(loaded.register.sites.len(), 3);
}

#[test]
fn a_section_inside_of_a_portal_is_no_clash() {
    let rows = with_scope("http://www.b.gov.cn/", "") + &with_scope(HOME, "");
    assert!(load_sites(&rows).faults.is_empty());
}
