//! The prepared pages: every name led to loopback, charsets as planned, the same bytes each time.

use crate::demo::{audit_day, county};
use encoding_rs::GB18030;
use pucha::demo::{Answer, County, SITES, World};
use regex::Regex;
use std::collections::BTreeSet;

fn text(answer: &Answer) -> String {
    match String::from_utf8(answer.body.to_vec()) {
        Ok(text) => text,
        Err(_) => GB18030.decode(&answer.body).0.into_owned(),
    }
}

#[test]
fn every_name_that_a_page_links_to_is_led_to_loopback() {
    let county = County::new(audit_day(), 60);
    let hosts: BTreeSet<String> = county.hosts().into_iter().map(|it| it.name).collect();
    let names = Regex::new(r"(?i)(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})").expect("a valid pattern");
    let mut seen = 0;
    for (host, path, answer) in county.pages() {
        let located = answer.headers.iter().map(|(_, value)| value.clone());
        for text in located.chain([text(answer)]) {
            for name in names.captures_iter(&text).map(|it| it[1].to_ascii_lowercase()) {
                seen += 1;
                assert!(hosts.contains(&name), "{host}{path} names {name}");
            }
        }
    }
    assert!(seen > 1000, "{seen} names");
}

#[test]
fn the_same_day_gives_the_same_bytes_and_another_day_others() {
    let all = |county: &County| {
        county
            .pages()
            .map(|(host, path, it)| (format!("{host}{path}"), it.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(all(&county()), all(&county()));
    let next = County::new(audit_day().succ_opt().expect("a next day"), SITES);
    assert_ne!(all(&county()), all(&next));
}

#[test]
fn each_site_has_a_few_dozen_pages() {
    let county = county();
    for host in ["www.lqfenglin.gov.cn", "www.lqliuhe.gov.cn", "wjw.lanqing.gov.cn"] {
        let pages = county.pages().filter(|(it, ..)| *it == host).count();
        assert!((40..150).contains(&pages), "{host}: {pages}");
    }
}

#[test]
fn charsets_are_what_the_plan_says() {
    let county = county();
    let home = |host: &str, path: &str| county.answer(host, path);
    let old = home("www.lqliuhe.gov.cn", "/main/index.html");
    let (decoded, _, garbled) = GB18030.decode(&old.body);
    assert!(!garbled && decoded.contains("charset=gb2312") && decoded.contains("䶮"));
    assert!(String::from_utf8(old.body.to_vec()).is_err());
    let lying = home("wjw.lanqing.gov.cn", "/");
    assert!(String::from_utf8(lying.body.to_vec()).is_ok());
    assert!(lying.headers.iter().any(|(_, value)| value.contains("ISO-8859-1")));
    let bare = home("czj.lanqing.gov.cn", "/");
    assert!(!GB18030.decode(&bare.body).0.contains("charset"));
    let wrong = home("www.lqgaodian.gov.cn", "/");
    assert!(wrong.headers.iter().any(|(_, value)| value.contains("UTF-8")));
    assert!(String::from_utf8(wrong.body.to_vec()).is_err());
}

#[test]
fn every_link_within_a_site_answers_unless_the_truth_table_names_it() {
    for day in ["2026-11-20", "2026-01-05", "2026-08-31", "2028-02-29"] {
        let wrong = unplanned_faults(&County::new(day.parse().expect("a valid day"), SITES));
        assert!(wrong.is_empty(), "{day}: {}:\n{}", wrong.len(), wrong.join("\n"));
    }
}

fn unplanned_faults(county: &County) -> Vec<String> {
    let truth = format!("{:?}", county.truth());
    let links = Regex::new(r#"(?:href|src)="([^"]*)""#).expect("a valid pattern");
    let comments = Regex::new(r"(?s)<!--.*?-->|var old = .*?;").expect("a valid pattern");
    let mut wrong = Vec::new();
    for (host, path, answer) in county.pages() {
        let base = url::Url::parse(&format!("http://{host}{path}")).expect("an address");
        let text = text(answer);
        for link in links.captures_iter(&comments.replace_all(&text, "")).map(|it| it[1].to_owned())
        {
            let Ok(address) = base.join(&link) else { continue };
            if address.host_str() != Some(host) || link.starts_with('#') || link.contains("' +") {
                continue;
            }
            let target = &address[url::Position::BeforePath..url::Position::AfterQuery];
            let status = county.answer(host, target).status;
            if status >= 400 && !truth.contains(address.as_str().trim_end_matches('#')) {
                wrong.push(format!("{base} -> {address}: {status}"));
            }
        }
    }
    wrong
}
