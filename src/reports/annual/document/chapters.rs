//! The chapters of the work summary; a number that is not known makes no sentence.

use crate::model::site::{ColumnClass, SiteStatus};
use crate::reports::annual::document::charts::{pass_chart, problem_chart};
use crate::reports::annual::document::problems::problems;
use crate::reports::annual::document::ranking::ranking;
use crate::reports::annual::figures::Figures;
use crate::reports::annual::ranks::availability;
use crate::reports::annual::{Change, ChangeKind, Known, SiteYear, Year, words};
use crate::reports::clean::one_line;
use crate::reports::document::{Block, Chapter, Section};
use crate::reports::{percent, percent_shown, plain_number};
use std::fmt::Write as _;

/// Units that a sentence names at most.
pub(super) const NAMED: usize = 5;

pub(super) fn chapters(year: &Year, figures: &Figures) -> Vec<Chapter> {
    let mut problems = problems(year, figures);
    problems
        .blocks
        .insert(1.min(problems.blocks.len()), Block::Chart(problem_chart(year, figures)));
    let mut general = Block::paragraphs(general(year, figures));
    general.push(Block::Chart(pass_chart(year, figures)));
    let plain =
        |texts: Vec<String>| Chapter { blocks: Block::paragraphs(texts), ..Chapter::default() };
    let chapters = [
        ("总体情况", Chapter { blocks: general, ..Chapter::default() }),
        ("信息发布", plain(publishing(year, figures))),
        ("互动交流", plain(interaction(year, figures))),
        ("问题整改", problems),
        ("网站变动", plain(changed(year))),
        ("全年排名", ranking(year)),
    ];
    let numerals = ["一", "二", "三", "四", "五", "六"];
    numerals
        .iter()
        .zip(chapters)
        .map(|(numeral, (name, chapter))| Chapter {
            heading: format!("{numeral}、{name}"),
            ..chapter
        })
        .collect()
}

pub(super) fn numbered(sections: Vec<(&str, Vec<String>)>) -> Vec<Section> {
    ["一", "二", "三", "四", "五", "六"]
        .iter()
        .zip(sections)
        .map(|(numeral, (name, texts))| Section {
            heading: format!("（{numeral}）{name}"),
            blocks: Block::paragraphs(texts),
        })
        .collect()
}

fn general(year: &Year, figures: &Figures) -> Vec<String> {
    let there: Vec<&SiteYear> = year.sites.iter().filter(|it| it.status.is_some()).collect();
    let with = |status| there.iter().filter(|it| it.status == Some(status)).count();
    let mut parts = vec![format!("清单内网站{}个", there.len())];
    for (status, name) in [
        (SiteStatus::Running, "运行"),
        (SiteStatus::Suspended, "临时下线"),
        (SiteStatus::Closed, "已关停"),
        (SiteStatus::Moved, "已迁移"),
    ] {
        let count = with(status);
        if 0 < count {
            parts.push(format!("{name}{count}个"));
        }
    }
    let mut texts = vec![format!("最近一期检查时，{}。", parts.join("，"))];
    let rated: Vec<(u32, f64)> = figures
        .months
        .iter()
        .filter_map(|(month, it)| it.pass_rate().map(|rate| (*month, rate)))
        .collect();
    match (rated.first(), rated.last()) {
        (Some((only, rate)), Some((last, _))) if only == last => {
            texts.push(format!("{only}月可判定网站的合格率为{}。", percent(*rate)));
        }
        (Some((first, then)), Some((last, now))) => texts.push(format!(
            "可判定网站的合格率{first}月为{}，{last}月为{}，{}。",
            percent(*then),
            percent(*now),
            moved(*then, *now)
        )),
        _ => texts.push("各期均没有可判定的网站，合格率无从计算。".into()),
    }
    let mended: Vec<String> =
        year.sites.iter().filter(|it| it.was_mended()).map(|it| words::unit(year, it)).collect();
    if !mended.is_empty() {
        texts.push(format!("年内由不合格转为合格的有{}。", words::named(&mended, NAMED, "单位")));
    }
    let all: Vec<_> = year.sites.iter().flat_map(|it| it.months.iter().cloned()).collect();
    if let Some((share, visits)) = availability(&all) {
        texts.push(format!("检查期间访问各网站首页{visits}次，成功打开的占{}。", percent(share)));
    }
    texts
}

fn moved(then: f64, now: f64) -> String {
    let points = ((percent_shown(now) - percent_shown(then)) * 10.0).round() / 10.0;
    if points == 0.0 {
        "与之持平".into()
    } else {
        let way = if 0.0 < points { "上升" } else { "下降" };
        format!("{way}{}个百分点", plain_number(points.abs()))
    }
}

fn publishing(year: &Year, figures: &Figures) -> Vec<String> {
    let Some(total) = figures.published.filter(|it| !it.says_nothing()) else {
        return vec!["没有可统计的信息发布数据。".into()];
    };
    let classes: Vec<String> = figures
        .classes
        .iter()
        .filter(|(class, it)| 0 < it.count && **class != ColumnClass::Consultation)
        .map(|(class, it)| format!("{}{it}条", class.chinese()))
        .collect();
    let mut texts = vec![format!("各网站共发布信息{total}条（各网站分别计数）。")];
    if !classes.is_empty() {
        texts.push(format!(
            "按栏目类别分：{}（在几类栏目刊登的，各类分别计数）。",
            classes.join("，")
        ));
    }
    let interpretations = figures.class(ColumnClass::Interpretation);
    if let Some(known) = interpretations.filter(|it| !it.says_nothing()) {
        let policies = figures.policies;
        let files = if 0 < policies.seen {
            format!(
                "检查中读到的年内政策文件{}件，其中见到对应解读的{}件",
                policies.seen, policies.interpreted
            )
        } else {
            String::new()
        };
        let gap = if files.is_empty() { "" } else { "；" };
        texts.push(format!("政策解读栏目发布{known}条{gap}{files}。"));
    }
    let unknown: Vec<String> = year
        .sites
        .iter()
        .filter(|it| it.publishing.total.is_none() && it.publishing.is_expected)
        .map(|it| words::unit(year, it))
        .collect();
    if !unknown.is_empty() {
        texts.push(format!("{}没有可统计的数据，未计入。", words::named(&unknown, NAMED, "单位")));
    }
    let mut known: Vec<(&SiteYear, Known)> =
        year.sites.iter().filter_map(|it| Some((it, it.publishing.total?))).collect();
    known.sort_by_key(|(_, it)| std::cmp::Reverse(it.count));
    let leading: Vec<String> = known
        .iter()
        .filter(|it| 0 < it.1.count)
        .take(NAMED)
        .map(|(site, it)| format!("{}（{it}条）", words::unit(year, site)))
        .collect();
    if 1 < known.len() && !leading.is_empty() {
        texts.push(format!("发布较多的有{}。", leading.join("、")));
    }
    texts
}

fn interaction(year: &Year, figures: &Figures) -> Vec<String> {
    let replies = figures.replies;
    let mut texts = Vec::new();
    match replies.received.filter(|it| !it.says_nothing()) {
        None => texts.push("没有读到可以按日期统计的公开留言。".into()),
        Some(received) => {
            let mut text = format!(
                "网站公开留言{received}件，其中已答复{}件、未见答复{}件",
                replies.answered, replies.unanswered
            );
            if 0 < replies.unknown {
                let _ = write!(text, "，另有{}件答复情况不明", replies.unknown);
            }
            if let Some(rate) = replies.rate() {
                let _ = write!(text, "，答复率{}", percent(rate));
            }
            text.push('。');
            texts.push(text);
            if let Some(rate) = replies.rate_in_time() {
                texts.push(format!(
                    "能够确定答复是否按时的{}件中，{}天内答复的{}件，按时答复率{}。",
                    replies.in_time + replies.late,
                    year.reply_days,
                    replies.in_time,
                    percent(rate)
                ));
            }
        }
    }
    for (class, text) in
        [(ColumnClass::Interview, "在线访谈栏目发布"), (ColumnClass::Survey, "调查征集栏目发布")]
    {
        if let Some(known) = figures.class(class).filter(|it| !it.says_nothing()) {
            texts.push(format!("{text}{known}期（条）。"));
        }
    }
    texts
}

fn changed(year: &Year) -> Vec<String> {
    let mut texts = Vec::new();
    for kind in ChangeKind::ALL {
        let of: Vec<&Change> = year.changes.iter().filter(|it| it.kind == *kind).collect();
        if of.is_empty() {
            continue;
        }
        let sites: Vec<String> = of
            .iter()
            .map(|it| format!("{}（{}）", one_line(&it.site.name), it.period.chinese()))
            .collect();
        texts.push(format!(
            "{}{}个：{}。",
            kind.chinese(),
            of.len(),
            words::named(&sites, 10, "网站")
        ));
    }
    if texts.is_empty() {
        texts.push("各期网站清单没有变动。".into());
    }
    texts
}
