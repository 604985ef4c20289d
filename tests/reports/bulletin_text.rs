//! What the bulletin says of last period, last year, ranks, good examples and pending findings; its templates.

use crate::reports::build::{
    finding, for_periods, found, full_month, in_state, mended, month, period, scored, site,
    unchecked, unjudged, vetoed, with_previous,
};
use pucha::config::templates::{TemplateText, embedded};
use pucha::model::finding::{Finding, FindingState};
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::model::verdict::SiteState;
use pucha::reports::bulletin::{Templates, bulletin};
use pucha::reports::document::{Block, Document, html, markdown};
use pucha::reports::{Month, PeriodRate, Previous, SiteResult};
use std::sync::Arc;

fn town(host: &str) -> SiteResult {
    site(host, &format!("{host}镇"), UnitClass::Township)
}

fn stale(column: &str) -> Finding {
    finding("stale_columns", Level::Deduct, column)
}

fn document(month: &Month) -> Document {
    bulletin(month, &Templates::embedded().expect("good templates")).expect("a bulletin")
}

/// Headings and paragraphs of the text, one a line.
fn text(document: &Document) -> String {
    let mut lines = document.opening.clone();
    for chapter in &document.chapters {
        lines.push(chapter.heading.clone());
        lines.extend(paragraphs(&chapter.blocks));
        for section in &chapter.sections {
            lines.push(section.heading.clone());
            lines.extend(paragraphs(&section.blocks));
        }
    }
    lines.extend(document.closing.clone());
    lines.join("\n")
}

fn paragraphs(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .filter_map(|it| match it {
            Block::Paragraph(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn what_became_of_last_periods_problems_is_told_with_the_slowest_units() {
    let earlier = |finding: Finding| {
        let mut finding = finding;
        Arc::make_mut(&mut finding.observation).found_at =
            crate::reports::build::at("2026-11-20T08:30");
        finding
    };
    let then = vec![
        found(town("a"), ["一", "二", "三"].map(|it| earlier(stale(it))).to_vec()),
        found(town("b"), vec![earlier(stale("一"))]),
        found(town("c"), vec![earlier(stale("一"))]),
        found(town("d"), vec![earlier(stale("一")), in_state(stale("二"), FindingState::Pending)]),
    ];
    let now = vec![
        found(
            town("a"),
            vec![
                mended(stale("一")),
                for_periods(stale("二"), 2),
                in_state(stale("三"), FindingState::FalseAlarm),
            ],
        ),
        found(town("b"), vec![mended(stale("一"))]),
        found(town("c"), vec![in_state(stale("一"), FindingState::Relapsed)]),
        unjudged(found(town("d"), vec![unchecked(stale("一"))]), SiteState::Blocked, "被拦截"),
    ];
    let said = text(&document(&with_previous(month(now), then)));
    let told = "上期（2026年10月）指出的6个问题中，已整改2个，仍未整改到位1个，整改后又反弹1个，整改率50.0%；另有1个本期未能复核，结转下期；1个经核实不再计入。";
    assert!(said.contains(told), "{said}");
    assert!(
        said.contains(
            "整改较慢的单位有：c镇（应整改1个，均未整改到位）、a镇（应整改2个，已整改1个）。"
        ),
        "{said}"
    );
    assert!(said.contains("上期指出的问题已全部整改到位的网站有1个：b镇。"), "{said}");
    assert!(
        said.contains("曾经整改到位、本期再次出现的问题有1个，涉及1个网站：c镇1个。"),
        "{said}"
    );
    let first = text(&document(&month(vec![town("a")])));
    assert!(!first.contains("上期") && !first.contains("去年"), "{first}");
}

#[test]
fn what_came_back_is_not_called_newly_found() {
    let then = || vec![found(town("a"), vec![mended(stale("一"))])];
    let of = |findings: Vec<Finding>| {
        text(&document(&with_previous(month(vec![found(town("a"), findings)]), then())))
    };
    let back = || in_state(stale("一"), FindingState::Relapsed);
    let left = || for_periods(stale("三"), 2);
    for (findings, told) in [
        (
            vec![back(), stale("二"), left()],
            "共发现需整改的问题3个，涉及1个网站，均为扣分类问题，问题清单见附件2。上述问题中，本期新发现1个，整改后再次出现1个。",
        ),
        (vec![stale("二"), left()], "上述问题中，本期新发现1个。"),
        (vec![back(), left()], "上述问题中，整改后再次出现1个，没有新发现的问题。"),
        (vec![left()], "问题清单见附件2。本期没有新发现的问题。"),
    ] {
        let said = of(findings);
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn the_same_month_a_year_ago_is_compared_where_it_was_judged() {
    let mut month = with_previous(month(vec![town("a"), town("b")]), vec![town("a"), town("b")]);
    month.last_year = Some(Previous {
        period: period("2025-11"),
        results: vec![town("a"), vetoed(town("b"), "stale_home")],
    });
    let said = text(&document(&month));
    assert!(
        said.contains("与上期（2026年10月）相比，合格率持平，为100.0%；问题总数持平，均为0个。"),
        "{said}"
    );
    assert!(
        said.contains("与去年同期（2025年11月）相比，合格率由50.0%上升至100.0%，上升50.0个百分点"),
        "{said}"
    );
}

#[test]
fn ranks_name_the_ends_and_the_largest_moves_of_a_class_with_three_sites() {
    let scores = |all: &[(&str, f64)]| -> Vec<SiteResult> {
        all.iter().map(|(host, score)| scored(town(host), *score)).collect()
    };
    let then = scores(&[("a", 70.0), ("b", 98.0), ("c", 90.0), ("d", 80.0)]);
    let now = scores(&[("a", 99.0), ("b", 98.0), ("c", 80.0), ("d", 70.0)]);
    let said = text(&document(&with_previous(month(now), then)));
    let told = "乡镇类4个网站参加排名，得分靠前的有：a镇（99分）、b镇（98分）；得分靠后的有：d镇（70分）、c镇（80分）。较上期名次上升较多的有：a镇（上升3位）。名次下降较多的有：b镇（下降1位）、c镇（下降1位）、d镇（下降1位）。";
    assert!(said.contains(told), "{said}");
    let few = text(&document(&month(scores(&[("a", 99.0), ("b", 98.0)]))));
    assert!(!few.contains("参加排名"), "{few}");
}

#[test]
fn what_is_to_be_confirmed_is_a_number_and_blames_nobody() {
    let veto = in_state(finding("hidden_links.veto", Level::Veto, ""), FindingState::Pending);
    let suspect = in_state(stale("可疑栏目"), FindingState::Pending);
    let hangs = vetoed(found(town("a"), vec![veto]), "hidden_links.veto");
    let made = document(&month(vec![hangs, found(town("b"), vec![suspect]), town("c")]));
    let said = text(&made);
    assert!(said.contains("另有2个疑似问题待核实（见附件2），核实前不作为问题通报。"), "{said}");
    for blamed in ["a镇", "b镇", "可疑栏目", "不合格1个", "共发现需整改"] {
        assert!(!said.contains(blamed), "{blamed}: {said}");
    }
    let listed = String::from_utf8(markdown(&made).expect("a text")).expect("UTF-8");
    assert!(listed.contains("疑似问题，待人工核实：“可疑栏目”栏目"), "{listed}");
    assert!(!listed.contains("问题清单"), "{listed}");
}

#[test]
fn every_word_stands_in_each_form() {
    let mut month = full_month();
    month.office.head = "霍邱县人民政府办公室文件".into();
    month.office.copies = "市政府办公室".into();
    month.office.public_note = "此件公开发布".into();
    let rate = |text, qualified| PeriodRate { period: period(text), qualified, judged: 5 };
    month.rates = vec![rate("2026-09", 2), rate("2026-10", 3)];
    let made = document(&month);
    let page = String::from_utf8(html(&made).expect("a page")).expect("UTF-8");
    let plain = String::from_utf8(markdown(&made).expect("a text")).expect("UTF-8");
    let mut words: Vec<String> = text(&made).lines().map(str::to_owned).collect();
    words.extend(made.notes.clone());
    words.extend([made.head.clone(), "抄送：市政府办公室。".into(), "各期网站合格率".into()]);
    words.extend(made.annexes.iter().map(|it| it.title.clone()));
    words.extend(made.annexes.iter().flat_map(|it| it.notes.clone()));
    for word in words {
        assert!(page.contains(&word), "html lacks {word}");
        assert!(plain.contains(&word), "md lacks {word}");
    }
    assert!(page.contains("<svg") && page.contains(">60</text>"));
    assert!(plain.contains("| 10月 | 60 |"), "{plain}");
}

#[test]
fn nothing_to_show_is_no_chart() {
    let page = html(&document(&month(vec![town("a")]))).expect("a page");
    assert!(!String::from_utf8(page).expect("UTF-8").contains("<svg"));
}

fn changed(name: &str, text: &str) -> Vec<TemplateText> {
    let mut all = embedded();
    let template = all.iter_mut().find(|it| it.name == name).expect("a template of that name");
    (template.place, template.text) = (format!("x/{name}.txt"), text.into());
    all
}

#[test]
fn a_clerk_changes_words_headings_and_order() {
    let mut texts = changed("结尾", "特此通报。\n");
    let own = changed(
        "工作要求",
        "【章：下一步打算】\n\n# 说明\n请{{ 单位 }}\n　　督办。\n\n【节：空】\n{% if 满分 %}{% endif %}\n\n【节：好】\n见附件{{ 附件.检查结果 }}。\n",
    );
    let classes = changed("问题类别", "首页不更新｜首页｜首页有{{ 个数 }}个\n");
    for text in own.into_iter().chain(classes).filter(|it| it.place.starts_with("x/")) {
        let place = texts.iter().position(|it| it.name == text.name).expect("its place");
        texts[place] = text;
    }
    let templates = Templates::new(texts).expect("good templates");
    let faulty = found(town("a"), vec![finding("stale_home", Level::Deduct, ""), stale("一")]);
    let said = text(&bulletin(&month(vec![faulty]), &templates).expect("a bulletin"));
    assert!(
        said.contains(
            "三、下一步打算\n请霍邱县人民政府办公室督办。\n（一）好\n见附件1。\n特此通报。"
        ),
        "{said}"
    );
    assert!(said.contains("（一）首页\n首页有1个：a镇。"), "{said}");
    assert!(said.contains("（二）栏目更新不及时"), "{said}");
}

#[test]
fn a_broken_template_is_refused_with_file_line_and_way_out() {
    for (name, text, line, words) in [
        ("依据", "一\n{{ 期数 }}", 2, "没有“期数”这一项，是不是“期次”？"),
        ("依据", "{% if 登记数 %}\n{{ 上期.期 }}\n{% endif %}", 2, "没有“期”"),
        ("依据", "\n{{ 上期.期次 }}", 2, "{% if 项名 %}"),
        ("依据", "{{ 排名 }}", 1, "下一级"),
        ("依据", "{% for 项 in 排名 %}{{ 项.得分 }}{% endfor %}", 1, "没有“得分”"),
        ("依据", "{% if 上期 %}\n有", 1, "写法有误"),
        ("依据", "一\n二｛｛ 期次 ｝｝", 2, "全角"),
        ("依据", "【节：一】", 1, "不能有"),
        ("总体情况", "【章：一】\n【图：饼】", 2, "没有叫“饼”的图，现有 合格率"),
        ("总体情况", "【表：一】", 1, "不认得【表：】"),
        ("问题类别", "# 说明\n首页更新｜一｜二", 2, "是不是“首页不更新”？"),
        ("问题类别", "首页不更新｜一", 1, "三部分"),
        ("问题类别", "\n首页不更新｜一｜有{{ 数 }}个", 2, "没有“数”"),
    ] {
        let message = Templates::new(changed(name, text)).expect_err(text).to_string();
        assert!(message.contains(words), "{text}: {message}");
        let place = format!("x/{name}.txt:{line}：");
        assert!(message.contains(&place), "{text}: {message}");
    }
}
