//! The bulletin in both forms.

use crate::reports::build::{
    finding, found, full_month, in_state, month, site, unchecked, undecided, unjudged, unrated,
    with_previous,
};
use pucha::model::finding::FindingState;
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::model::verdict::SiteState;
use pucha::reports::Month;
use pucha::reports::bulletin::{html, markdown};
use std::sync::Arc;

fn md(month: &Month) -> String {
    String::from_utf8(markdown(month).expect("a bulletin")).expect("UTF-8")
}

fn page(month: &Month) -> String {
    String::from_utf8(html(month).expect("a bulletin")).expect("UTF-8")
}

/// The bulletin before its annexes.
fn body(month: &Month) -> String {
    let text = md(month);
    text.split("\n---\n").next().unwrap_or_default().to_owned()
}

fn town(host: &str) -> pucha::reports::SiteResult {
    site(host, &format!("{host}镇"), UnitClass::Township)
}

#[test]
fn a_full_month_reads_like_this() {
    insta::assert_snapshot!(md(&full_month()));
}

#[test]
fn a_month_without_problems_says_so() {
    let text = body(&month(vec![town("a"), town("b")]));
    insta::assert_snapshot!(text);
    assert!(!text.contains("抓紧整改") && !text.contains("问题清单"));
}

#[test]
fn a_month_in_which_nothing_could_be_judged_blames_nobody() {
    let blocked = |host| unjudged(town(host), SiteState::Blocked, "被安全防护设备拦截");
    let text = body(&month(vec![blocked("a"), blocked("b")]));
    insta::assert_snapshot!(text);
    assert!(!text.contains("合格率0") && !text.contains("a镇"));
}

#[test]
fn a_site_that_could_not_be_judged_is_not_among_the_problems() {
    let stale = |column| finding("stale_columns", Level::Deduct, column);
    let old = found(town("a"), vec![unchecked(stale("政策文件")), stale("通知公告")]);
    let text = md(&month(vec![unjudged(old, SiteState::Blocked, "被安全防护设备拦截"), town("b")]));
    let (body, annexes) = text.split_once("\n---\n").expect("annexes");
    assert!(!body.contains("a镇"), "{body}");
    assert!(annexes.contains("此前记录的1个问题本期未能复核"), "{annexes}");
    assert!(!annexes.contains("问题清单"));
}

#[test]
fn a_sample_that_failed_is_a_request_to_look() {
    let sample = found(town("a"), vec![finding("unreachable", Level::Remind, "")]);
    let text = body(&month(vec![unjudged(sample, SiteState::Unreachable, "抽测3次"), town("b")]));
    assert!(text.contains("提请核实") && text.contains("不作为判定依据"), "{text}");
    assert!(!text.contains("（一）网站无法正常访问"), "{text}");
    assert!(!text.contains("需整改的问题"), "{text}");
}

#[test]
fn a_site_that_opens_but_failed_at_times_is_warned_not_called_closed() {
    let warned = found(town("a"), vec![finding("unreachable", Level::Remind, "")]);
    let text = body(&month(vec![warned, town("b")]));
    let said = "首页有时打不开、尚不足以判定为网站无法访问的网站有1个：a镇";
    assert!(text.contains(said), "{text}");
    assert!(!text.contains("未能打开") && !text.contains("无法正常访问"), "{text}");
}

#[test]
fn odd_months_have_a_sentence_too() {
    for (name, month) in [
        ("no sites", month(Vec::new())),
        ("all closed", month(vec![unrated(town("a"))])),
        (
            "all forgiven",
            month(vec![found(
                town("a"),
                vec![in_state(finding("stale_home", Level::Veto, ""), FindingState::FalseAlarm)],
            )]),
        ),
        (
            "only undecided matters",
            month(vec![undecided(town("a"), "broken_links.external", "被拦截")]),
        ),
        ("the first after nothing", with_previous(month(vec![town("a")]), Vec::new())),
    ] {
        let text = body(&month);
        for silly in
            ["共0", "有0个", "涉及0", "：。", "，。", "。。", "，，", "None", "（）", "NaN"]
        {
            assert!(!text.contains(silly), "{name}: {silly}\n{text}");
        }
    }
}

#[test]
fn every_site_that_a_class_vetoes_is_named_there_by_a_sum_or_by_a_single_row() {
    let of = |host: &str, unit: &str, rows: &[(&str, Level)]| {
        let findings = rows.iter().map(|(code, level)| finding(code, *level, "")).collect();
        found(site(host, unit, UnitClass::County), findings)
    };
    let row = ("service_guides.elements", Level::Deduct);
    let (sum, none) = (("service_guides.veto", Level::Veto), ("service_guides.none", Level::Veto));
    let whole = of("a.gov.cn", "甲县", &[row, sum]);
    let bare = of("b.gov.cn", "乙县", &[none]);
    let small = of("c.gov.cn", "丙县", &[row]);
    let text = md(&month(vec![whole.clone(), bare.clone(), small.clone()]));
    assert!(text.contains("其中，甲县、乙县达到单项否决标准"), "{text}");
    let text = md(&month(vec![bare.clone(), small]));
    assert!(text.contains("其中，乙县达到单项否决标准"), "{text}");
    // Where there is nothing else, the sentence would only say again what the rows do.
    assert!(!md(&month(vec![bare])).contains("其中，乙县"));
}

#[test]
fn the_picture_that_counts_sums_says_how_it_differs_from_the_text() {
    let rows = |codes: &[(&str, Level)]| {
        let all = codes.iter().map(|(code, level)| finding(code, *level, "政策文件"));
        md(&month(vec![found(town("a"), all.collect())]))
    };
    let stale = [("stale_columns", Level::Deduct), ("stale_columns.veto", Level::Veto)];
    let empty = ("empty_columns", Level::Deduct);
    let said = "其中1个是同一网站同类问题达到单项否决标准的汇总";
    assert!(rows(&[stale[0], stale[1], empty]).contains(said));
    assert!(!rows(&[stale[0], empty]).contains("汇总，"), "nothing is summed up");
    assert!(!rows(&stale).contains("上图"), "one class alone has no picture");
}

#[test]
fn long_lists_are_short_in_the_text_and_whole_in_the_annex() {
    let results: Vec<_> = (1..=20)
        .map(|it| {
            found(
                town(&format!("n{it}")),
                vec![finding("stale_columns", Level::Deduct, "政策文件")],
            )
        })
        .collect();
    let month = month(results);
    assert!(body(&month).contains("n8镇1个等20个网站"), "{}", body(&month));
    assert!(!body(&month).contains("n20镇"));
    assert!(md(&month).contains("### n20镇（n20镇网站，1个问题）"));
}

#[test]
fn hostile_titles_are_only_text() {
    let mut one = finding("stale_columns", Level::Deduct, "");
    Arc::make_mut(&mut one.observation).description =
        "<script>alert(1)</script>|[x](http://y)\u{202e}\"'&".into();
    Arc::make_mut(&mut one.observation).page = Some("javascript:alert(1)".into());
    Arc::make_mut(&mut one.observation).link = Some("http://a.gov.cn/\"><script>".into());
    let mut hostile = found(town("a"), vec![one]);
    hostile.site.unit = "<b>a</b>".into();
    hostile.site.name = "</td><img src=x onerror=alert(1)>".into();
    let month = month(vec![hostile]);
    let text = page(&month);
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<b>"));
    assert!(!text.contains("href=\"javascript") && !text.contains('\u{202e}'));
    let text = md(&month);
    assert!(!text.contains("<script") && !text.contains("<img") && text.contains("\\|\\[x\\]"));
}

#[test]
fn the_page_prints_by_itself() {
    let text = page(&full_month());
    assert!(text.contains("@page wide { size: A4 landscape;"));
    assert!(!text.contains("src=") && !text.contains("<link") && !text.contains("@import"));
    assert!(text.contains("草稿"));
    assert_eq!(text.matches("<table").count(), text.matches("</table>").count());
    assert_eq!(text.matches("<td").count(), text.matches("</td>").count());
}
