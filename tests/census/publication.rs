//! `tests/fixtures/checks/`: annual reports, interpretations and documents of disclosure on small sites, each page
//! beside a table of what must be said of it.

use crate::census::county::rulebook;
use crate::census::site::{
    Censused, ONE_SITE, TODAY, ago, article, article_with, censused, gone, html, list, nav,
};
use crate::fetch::server::{Act, Seen, reply, serve};
use pucha::checks::check_all;
use pucha::model::facts::publication::{ReportKind, Whose};
use pucha::model::rule::Level;
use pucha::model::verdict::Observation;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;

const COUNTY: &str = "测试县人民政府,县政府,测试县政府网,http://www.a.gov.cn/,,,运行,,,,";

fn fixture(check: &str, name: &str) -> String {
    let path = format!("tests/fixtures/checks/{check}/{name}");
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path}"))
}

fn page(text: &str) -> Act {
    Act::Say(reply(200, &["Content-Type: text/html; charset=utf-8"], text.as_bytes()))
}

/// Everything that the check says of the site, what it leaves open included.
fn rows(site: &Censused, check: &str) -> Vec<Observation> {
    let all = check_all(&site.evidence, &rulebook());
    all.into_iter().filter(|it| it.code.split('.').next() == Some(check)).collect()
}

/// Kinds of the check's rows, `?` before what is undecided.
fn said(site: &Censused, check: &str) -> Vec<String> {
    let line = |it: &Observation| {
        let open = if it.level == Level::NotJudged { "?" } else { "" };
        format!("{open}{}", it.code.split_once('.').map_or("", |(_, kind)| kind))
    };
    rows(site, check).iter().map(line).collect()
}

#[derive(Deserialize)]
struct Cases<T> {
    case: Vec<T>,
}

#[derive(Deserialize, Clone)]
struct Reports {
    file: String,
    expect: Vec<String>,
    #[serde(default)]
    days: BTreeMap<String, String>,
    #[serde(default)]
    second: Option<(String, String, String)>,
}

const TOWN: &str = "测试镇人民政府,乡镇,测试镇政府网,http://www.a.gov.cn/,,,运行,,,,";

/// The site of a township with this column of reports; its sheets are in order.
fn town(case: &Reports, column: &str, seen: &Seen) -> Act {
    let row =
        Regex::new("<a href=\"(/nb/[^\"]+)\">([^<]+)</a><span>([^<]+)</span>").expect("valid");
    let mut rows: Vec<(String, String, String)> = row
        .captures_iter(column)
        .map(|it| (it[2].to_owned(), it[1].to_owned(), it[3].to_owned()))
        .collect();
    let second = case.second.clone().map(|(path, title, day)| (title, path, day));
    rows.extend(second.clone());
    let menu = nav(&[
        ("政府信息公开年报", "/nb/"),
        ("政府网站工作年度报表", "/wz/"),
        ("工作动态", "/dt/"),
    ]);
    match seen.path.as_str() {
        "/" => html("测试镇人民政府网站", &menu),
        "/nb/" => page(column),
        "/nb/?page=2" => {
            let rows: Vec<_> = second.into_iter().collect();
            let pager = "<div class=\"page\">共3条 <a href=\"/nb/\">上一页</a></div>";
            let name = "<meta name=\"ColumnName\" content=\"政府信息公开年报\">";
            html("政府信息公开年报", &format!("{name}{menu}{}{pager}", list(&rows)))
        }
        "/wz/" => {
            let row = |year: u32| {
                let title = format!("测试镇{year}年政府网站工作年度报表");
                (title, format!("/wz/{year}.html"), format!("{}-01-15", year + 1))
            };
            html("政府网站工作年度报表", &format!("{menu}{}", list(&[row(2025), row(2024)])))
        }
        "/dt/" => {
            let row =
                |at: u64| (format!("我镇召开第{at}次会议"), format!("/dt/{at}.html"), ago(at));
            html("工作动态", &format!("{menu}{}", list(&[row(1), row(2), row(3)])))
        }
        path if path.starts_with("/wz/") => {
            let year: u32 = path[4..8].parse().expect("a year");
            article(&format!("测试镇{year}年政府网站工作年度报表"), &format!("{}-01-15", year + 1))
        }
        path if path.starts_with("/dt/") => article("我镇召开会议", &ago(2)),
        path if path.rsplit('.').next() == Some("pdf") => {
            Act::Say(reply(200, &["Content-Type: application/pdf"], b"%PDF-1.4 report"))
        }
        path => match rows.iter().find(|(_, address, _)| address == path) {
            Some((title, _, day)) => article(title, case.days.get(path).unwrap_or(day)),
            None => gone(),
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_of_annual_reports_are_judged_as_their_table_says() {
    let cases: Cases<Reports> =
        toml::from_str(&fixture("annual_report", "cases.toml")).expect("a well-formed table");
    let mut wrong = Vec::new();
    for case in &cases.case {
        let column = fixture("annual_report", &format!("{}.html", case.file));
        let (own, text) = (case.clone(), column.clone());
        let server = serve(move |seen: &Seen| town(&own, &text, seen)).await;
        let site = censused(&server, TOWN).await.remove(0);
        let said = said(&site, "annual_report");
        if said != case.expect {
            let facts = &site.evidence.facts.publication;
            wrong.push(format!("{}: {said:?}, should be {:?}\n{facts:?}", case.file, case.expect));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert_eq!(cases.case.len() + 1, files("annual_report"), "each page has its line");
}

fn files(check: &str) -> usize {
    let folder = format!("tests/fixtures/checks/{check}");
    fs::read_dir(&folder).unwrap_or_else(|_| panic!("{folder}")).count()
}

#[derive(Deserialize, Clone)]
struct Policy {
    file: String,
    readings: Vec<Reading>,
    expect: Vec<String>,
}

#[derive(Deserialize, Clone)]
struct Reading {
    title: String,
    back: bool,
}

/// The portal of a county with one policy file and these interpretations.
fn portal(case: &Policy, file: &str, seen: &Seen) -> Act {
    let menu = nav(&[("政策文件", "/wj/"), ("政策解读", "/jd/"), ("县长信箱", "/xx/")]);
    let title = Regex::new("<h1>([^<]+)</h1>").expect("valid");
    let title = title.captures(file).map(|it| it[1].to_owned()).unwrap_or_default();
    let filler = |name: &str, folder: &str, day: u64| {
        (format!("关于做好{name}的通知"), format!("{folder}n{day}.html"), ago(day))
    };
    match seen.path.as_str() {
        "/" => html("测试县人民政府网站", &menu),
        "/wj/" => {
            let rows = [
                (title, "/wj/file.html".to_owned(), "2026-08-20".to_owned()),
                filler("征兵工作", "/wj/", 100),
                filler("统计工作", "/wj/", 101),
            ];
            html("政策文件", &format!("{menu}{}", list(&rows)))
        }
        "/jd/" => {
            let mut rows: Vec<_> = (case.readings.iter().enumerate())
                .map(|(at, it)| {
                    (it.title.clone(), format!("/jd/{at}.html"), "2026-08-22".to_owned())
                })
                .collect();
            let other = |at: u64| {
                (format!("优化营商环境系列解读之{at}"), format!("/jd/n{at}.html"), ago(100 + at))
            };
            rows.extend([other(1), other(2)]);
            html("政策解读", &format!("{menu}{}", list(&rows)))
        }
        "/wj/file.html" => page(file),
        path if path.starts_with("/jd/n") => article("优化营商环境系列解读", &ago(101)),
        path if path.starts_with("/jd/") => {
            let at: usize = path[4..].trim_end_matches(".html").parse().expect("a number");
            let reading = &case.readings[at];
            let back = "<p>文件原文：<a href=\"/wj/file.html\">查看</a></p>";
            article_with(&reading.title, "2026-08-22", if reading.back { back } else { "" })
        }
        path if path.starts_with("/wj/n") => article("关于做好工作的通知", &ago(100)),
        _ => gone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn policy_files_are_judged_as_their_table_says() {
    let cases: Cases<Policy> =
        toml::from_str(&fixture("interpretation", "cases.toml")).expect("a well-formed table");
    let mut wrong = Vec::new();
    for case in &cases.case {
        let file = fixture("interpretation", &format!("{}.html", case.file));
        let (own, text) = (case.clone(), file.clone());
        let server = serve(move |seen: &Seen| portal(&own, &text, seen)).await;
        let site = censused(&server, COUNTY).await.remove(0);
        let said = said(&site, "interpretation");
        if said != case.expect {
            let facts = &site.evidence.facts.publication;
            wrong.push(format!(
                "{}: {said:?}, should be {:?}\n{:?} {:?}",
                case.file, case.expect, facts.policies, facts.interpreting
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert_eq!(cases.case.len() + 1, files("interpretation"), "each page has its line");
}

/// Names of the pages; five copies of the one that is a batch.
fn documents() -> Vec<String> {
    let folder = fs::read_dir("tests/fixtures/checks/late_disclosure").expect("the folder");
    let mut names = Vec::new();
    for file in folder.map(|it| it.expect("a file").path()) {
        if file.extension().is_none_or(|it| it != "html") {
            continue;
        }
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        if name == "undecided_batch" {
            names.extend((1..=5).map(|at| format!("{name}-{at}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

fn disclosing(seen: &Seen) -> Act {
    let names = documents();
    let links: Vec<String> = names
        .iter()
        .map(|it| format!("<p><a href=\"/xxgk/{it}.html\">关于{it}的文件</a></p>"))
        .collect();
    let links = links.concat();
    match seen.path.as_str() {
        "/" => html("测试乡人民政府网站", &format!("{}{links}", nav(&[("工作动态", "/dt/")]))),
        path => {
            let name = path.trim_start_matches("/xxgk/").trim_end_matches(".html");
            if !names.iter().any(|it| it == name) {
                return gone();
            }
            let (file, number) = name.split_once('-').unwrap_or((name, ""));
            page(&fixture("late_disclosure", &format!("{file}.html")).replace("{n}", number))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_disclosure_are_judged_as_their_table_says() {
    let expected: BTreeMap<String, i64> =
        toml::from_str(&fixture("late_disclosure", "cases.toml")).expect("a well-formed table");
    let server = serve(disclosing).await;
    let site = censused(&server, ONE_SITE).await.remove(0);
    let rows = rows(&site, "late_disclosure");
    let found: BTreeMap<String, i64> = rows
        .iter()
        .filter(|it| it.level != Level::NotJudged)
        .map(|it| {
            let name = it.subject.rsplit('/').next().unwrap_or_default();
            let name = name.trim_end_matches(".html").to_owned();
            (name, it.days_late.expect("so many days"))
        })
        .collect();
    assert_eq!(found, expected);
    let open: Vec<_> = rows.iter().filter(|it| it.level == Level::NotJudged).collect();
    assert_eq!(open.len(), 1);
    assert!(open[0].description.contains("5件"), "{:?}", open[0]);
}

/// A portal whose disclosure lies on a page of its own, three clicks deep at most.
fn disclosure(seen: &Seen) -> Act {
    let menu = nav(&[("政务公开", "/zwgk/"), ("县长信箱", "/xx/")]);
    let links = |names: &[(&str, &str)]| -> String {
        let all: Vec<String> = names
            .iter()
            .map(|(name, to)| format!("<li><a href=\"{to}\">{name}</a></li>"))
            .collect();
        all.concat()
    };
    match seen.path.as_str() {
        "/" => html("测试县人民政府网站", &menu),
        "/zwgk/" => {
            html("政务公开", &format!("{menu}<ul>{}</ul>", links(&[("政府信息公开", "/zfxxgk/")])))
        }
        "/zfxxgk/" => {
            let parts =
                [("指南", "/zfxxgk/zn.html"), ("年报", "/zfxxgk/nb/"), ("目录", "/zfxxgk/ml/")];
            html("政府信息公开", &format!("<ul>{}</ul>", links(&parts)))
        }
        "/zfxxgk/nb/" => {
            let row = |year: u32| {
                let title = format!("测试县{year}年政府信息公开工作年度报告");
                (title, format!("/zfxxgk/nb/{year}.html"), format!("{}-03-20", year + 1))
            };
            html("年报-测试县人民政府", &list(&[row(2025), row(2024), row(2023)]))
        }
        path if path.starts_with("/zfxxgk/nb/") => {
            article("测试县2025年政府信息公开工作年度报告", "2026-03-20")
        }
        "/zfxxgk/zn.html" => article("政府信息公开指南", &ago(400)),
        _ => gone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entrances_of_the_disclosure_page_count_for_the_portal() {
    let server = serve(disclosure).await;
    let site = censused(&server, COUNTY).await.remove(0);
    let rows = rows(&site, "missing_sections");
    let missing: Vec<_> = rows
        .iter()
        .filter(|it| it.level != Level::NotJudged)
        .map(|it| it.column.as_str())
        .collect();
    for there in ["政府信息公开指南", "政府信息公开年报", "法定主动公开内容"]
    {
        assert!(!missing.contains(&there), "{missing:?}");
    }
    for gone in ["政府信息公开制度", "依申请公开"] {
        assert!(missing.contains(&gone), "{missing:?}");
    }
    let facts = &site.evidence.facts.publication;
    let report = facts.reports.iter().find(|it| it.year == Some(2025)).expect("last year's report");
    assert_eq!(
        (report.kind, report.whose, report.on_shelf),
        (ReportKind::Disclosure, Whose::Own, true)
    );
    assert_eq!(report.listed.as_ref().map(|it| it.date.to_string()), Some("2026-03-20".into()));
    assert_eq!(said(&site, "annual_report"), ["missing"], "the sheet of the site only");
    assert!(TODAY > "2026-04-01");
}
