//! 二、存在的主要问题: one section a class of problems, each naming units, with counts and examples.

use crate::model::finding::Finding;
use crate::model::rule::Level;
use crate::reports::bulletin::classes::{CLASSES, Class, REST, place};
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::overview::names_of;
use crate::reports::bulletin::words::{
    Figures, Names, by_site, chinese_number, listed, problems, sampled, wavering,
};
use crate::reports::clean::{one_line, shortened};
use crate::reports::document::{Block, Chapter, Section};
use crate::reports::{Month, SiteResult};
use std::cmp::Reverse;

const EXAMPLES: usize = 3;
const LONGEST_EXAMPLE: usize = 90;

pub(crate) fn chapter(month: &Month, figures: &Figures, numbers: AnnexNumbers) -> Chapter {
    let found: Vec<_> = problems(month).collect();
    let names = Names::new(month);
    let mut sections: Vec<(&str, String)> = CLASSES
        .iter()
        .chain([&REST])
        .enumerate()
        .filter_map(|(index, class)| {
            let of_class: Vec<_> = found
                .iter()
                .copied()
                .filter(|(_, it)| place(&it.observation.code) == index)
                .collect();
            (!of_class.is_empty()).then(|| (class.heading, paragraph(class, &of_class, &names)))
        })
        .collect();
    sections.extend(repeated(&found, &names).map(|it| ("部分问题多期未整改到位", it)));
    sections.extend(to_be_checked(month).map(|it| ("部分网站抽测时未能打开，提请核实", it)));
    sections.extend(warned(month).map(|it| ("部分网站有时打不开，提请注意", it)));
    let sections: Vec<Section> = sections
        .into_iter()
        .enumerate()
        .map(|(index, (heading, text))| Section {
            heading: format!("（{}）{heading}", chinese_number(index + 1)),
            blocks: vec![Block::Paragraph(text)],
        })
        .collect();
    let lead = lead(&found, figures, numbers);
    Chapter {
        heading: "二、存在的主要问题".into(), blocks: Block::paragraphs(lead), sections
    }
}

fn lead(
    found: &[(&SiteResult, &Finding)],
    figures: &Figures,
    numbers: AnnexNumbers,
) -> Vec<String> {
    let annex = numbers.undecided.map(|it| format!("情况见附件{it}，")).unwrap_or_default();
    let text = match (found.is_empty(), figures.judged(), figures.not_judged) {
        (false, ..) => return Vec::new(),
        (_, 0, 0) => "本期没有纳入检查的网站，不通报具体问题。".to_owned(),
        (_, 0, _) => format!("纳入检查的网站本期均未能判定，{annex}不通报具体问题。"),
        (_, _, 0) => "本期检查的网站未发现需要整改的问题。".to_owned(),
        _ => format!(
            "作出判定的网站未发现需要整改的问题。未能判定的网站{annex}待具备条件后另行检查。"
        ),
    };
    vec![text]
}

type Found<'a> = (&'a SiteResult, &'a Finding);

fn paragraph(class: &Class, found: &[Found<'_>], names: &Names<'_>) -> String {
    let is_sum = |it: &Found<'_>| it.1.observation.code.strip_suffix(".veto").is_some();
    let (sums, rows): (Vec<_>, Vec<_>) = found.iter().copied().partition(is_sum);
    let vetoed: Vec<String> = by_site(&sums).iter().map(|(it, _)| names.of(&it.site)).collect();
    let vetoed_list = listed(&vetoed, "个网站");
    if rows.is_empty() {
        let examples = examples(&sums, names);
        return format!("达到单项否决标准的网站有{}个：{vetoed_list}。{examples}", vetoed.len());
    }
    let mut text = counted(class, &rows, names);
    if !vetoed.is_empty() {
        text = format!("{text}其中，{vetoed_list}达到单项否决标准。");
    }
    text.push_str(&examples(&rows, names));
    text
}

/// How many, and at whom.
fn counted(class: &Class, rows: &[Found<'_>], names: &Names<'_>) -> String {
    let sites = by_site(rows);
    let opening = class.opening.replace("{n}", &rows.len().to_string());
    if class.one_a_site && sites.len() == rows.len() {
        let labels: Vec<String> = sites.iter().map(|(it, _)| names.of(&it.site)).collect();
        return format!("{opening}：{}。", listed(&labels, "个网站"));
    }
    if let [(only, _)] = sites.as_slice() {
        return format!("{opening}，涉及{}。", names.of(&only.site));
    }
    let label = |it: &SiteResult, count| format!("{}{}", names.of(&it.site), unit(class, count));
    let labels: Vec<String> = sites.iter().map(|(it, all)| label(it, all.len())).collect();
    format!("{opening}，涉及{}个网站：{}。", sites.len(), listed(&labels, "个网站"))
}

/// `3个` with the class's own measure, taken from behind the number of its opening.
fn unit(class: &Class, count: usize) -> String {
    let measure =
        class.opening.split("{n}").nth(1).and_then(|it| it.chars().next()).unwrap_or('个');
    format!("{count}{measure}")
}

/// The gravest one of each of some sites: veto first, then longest overdue.
fn examples(found: &[(&SiteResult, &Finding)], names: &Names<'_>) -> String {
    let mut best: Vec<(&SiteResult, &Finding)> = by_site(found)
        .into_iter()
        .filter_map(|(result, findings)| {
            let gravest = findings.into_iter().min_by_key(|it| gravity(it))?;
            (!one_line(&gravest.observation.description).is_empty()).then_some((result, gravest))
        })
        .collect();
    best.sort_by_key(|(_, it)| gravity(it));
    let told: Vec<String> = best
        .iter()
        .take(EXAMPLES)
        .map(|(result, it)| {
            let text = one_line(&it.observation.description);
            let text = shortened(text.trim_end_matches(['。', '；', '.']), LONGEST_EXAMPLE);
            format!("{}：{text}", names.of(&result.site))
        })
        .collect();
    if told.is_empty() { String::new() } else { format!("例如，{}。", told.join("；")) }
}

fn gravity(finding: &Finding) -> (Level, Reverse<i64>) {
    (finding.level, Reverse(finding.observation.days_late.unwrap_or(0)))
}

/// What stood in the last bulletin already.
fn repeated(found: &[(&SiteResult, &Finding)], names: &Names<'_>) -> Option<String> {
    let old: Vec<_> = found.iter().copied().filter(|(_, it)| 2 <= it.periods_in_row).collect();
    if old.is_empty() {
        return None;
    }
    let sites = by_site(&old);
    let labels: Vec<String> = sites
        .iter()
        .map(|(result, findings)| {
            let longest = findings.iter().map(|it| it.periods_in_row).max().unwrap_or(2);
            format!("{}{}个（最长连续{longest}期）", names.of(&result.site), findings.len())
        })
        .collect();
    Some(format!(
        "连续两期及以上仍未整改到位的问题有{}个，涉及{}个网站：{}。",
        old.len(),
        sites.len(),
        listed(&labels, "个网站")
    ))
}

fn to_be_checked(month: &Month) -> Option<String> {
    let sites = sampled(month);
    (!sites.is_empty()).then(|| {
        format!(
            "检查期间抽测时首页未能打开的网站有{}个：{}。抽测次数未达到规定的监测要求，不作为判定依据，请主办单位尽快核实服务器、域名解析和网络线路状况。",
            sites.len(),
            names_of(month, &sites)
        )
    })
}

fn warned(month: &Month) -> Option<String> {
    let sites = wavering(month);
    (!sites.is_empty()).then(|| {
        format!(
            "可用性探测中首页有时打不开、尚不足以判定为网站无法访问的网站有{}个：{}。失败次数和比例见整改台账，请主办单位及早排查，避免达到单项否决标准。",
            sites.len(),
            names_of(month, &sites)
        )
    })
}
