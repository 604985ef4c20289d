//! What was found, put right, came back and is left.

use crate::model::rule::Level;
use crate::reports::annual::document::chapters::{NAMED, numbered};
use crate::reports::annual::figures::{Figures, Rectified};
use crate::reports::annual::tables::{leading, relapsed};
use crate::reports::annual::{Year, words};
use crate::reports::document::{Block, Chapter};
use crate::reports::{percent, plain_number};
use std::fmt::Write as _;

pub(super) fn problems(year: &Year, figures: &Figures) -> Chapter {
    let sum = &figures.problems;
    let mut blocks = Block::paragraphs([rectified(sum)]);
    let levels: Vec<String> = figures
        .by_level
        .iter()
        .filter(|it| 0 < it.1.found)
        .map(|(level, it)| format!("{}{}个", name(*level), it.found))
        .collect();
    if !levels.is_empty() {
        blocks.push(Block::Paragraph(format!("年内发现的问题中，{}。", levels.join("，"))));
    }
    let mut aside = Vec::new();
    if 0 < sum.pending {
        aside.push(format!("待核{}个", sum.pending));
    }
    if 0 < sum.excused {
        aside.push(format!("经核实误报、核减或者豁免{}个", sum.excused));
    }
    if 0 < sum.closed_with_site {
        aside.push(format!("网站关停或者移出清单时遗留{}个", sum.closed_with_site));
    }
    if !aside.is_empty() {
        blocks.push(Block::Paragraph(format!("另有{}，不计入整改率。", aside.join("、"))));
    }
    let mut sections = Vec::new();
    let kinds = leading(figures, NAMED);
    if !kinds.is_empty() {
        sections.push(("主要问题类型", vec![format!("发现较多的是{}。", kinds.join("、"))]));
    }
    let back: Vec<String> = year
        .sites
        .iter()
        .filter_map(|site| {
            let count = relapsed(site, year.year).len();
            (0 < count).then(|| format!("{}{count}个", words::unit(year, site)))
        })
        .collect();
    if !back.is_empty() {
        let text = format!(
            "整改后再次出现的问题{}个：{}。",
            sum.relapses,
            words::named(&back, NAMED, "单位")
        );
        sections.push(("问题反弹", vec![text]));
    }
    let mut left: Vec<(usize, String)> = year
        .sites
        .iter()
        .map(|site| (site.rectified(year.year, year.until).open, words::unit(year, site)))
        .filter(|it| 0 < it.0)
        .collect();
    left.sort_by_key(|it| std::cmp::Reverse(it.0));
    if !left.is_empty() {
        let units: Vec<String> =
            left.iter().map(|(count, unit)| format!("{unit}{count}个")).collect();
        let text =
            format!("尚未整改的问题{}个：{}。", sum.open, words::named(&units, NAMED, "单位"));
        sections.push(("尚未整改的问题", vec![text]));
    }
    Chapter { blocks, sections: numbered(sections), ..Chapter::default() }
}

fn rectified(sum: &Rectified) -> String {
    let carried = if 0 < sum.carried {
        format!("上年结转问题{}个，", sum.carried)
    } else {
        String::new()
    };
    let relapses = if 0 < sum.relapses {
        format!("（其中反弹{}个）", sum.relapses)
    } else {
        String::new()
    };
    let mut text = format!(
        "{carried}年内发现问题{}个{relapses}，已整改{}个，尚未整改{}个",
        sum.found, sum.mended, sum.open
    );
    if 0 < sum.in_time {
        let _ = write!(text, "（其中{}个未到整改时限）", sum.in_time);
    }
    if let Some(rate) = sum.rate() {
        let _ = write!(text, "，整改率{}", percent(rate));
    }
    if let Some(days) = sum.mean_days() {
        let _ = write!(text, "；从发现到复查确认整改平均{}天", plain_number(days));
    }
    text + "。"
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Veto => "单项否决",
        Level::Deduct => "扣分",
        Level::Remind => "提醒",
        Level::NotJudged => "未判定",
    }
}
