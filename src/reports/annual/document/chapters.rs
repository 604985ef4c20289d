//! The chapters of the work summary; a number that is not known makes no sentence.

use crate::model::rule::Level;
use crate::model::site::{ColumnClass, SiteStatus};
use crate::reports::annual::figures::{Figures, Rectified};
use crate::reports::annual::ranks::availability;
use crate::reports::annual::tables::{leading, relapsed, unit_classes};
use crate::reports::annual::{Change, ChangeKind, Known, SiteYear, Year, words};
use crate::reports::clean::one_line;
use crate::reports::document::chart::{Chart, ChartKind, Series};
use crate::reports::document::{Block, Chapter, Section};
use crate::reports::{percent, percent_shown, plain_number};

/// Units that a sentence names at most.
const NAMED: usize = 5;

pub(super) fn chapters(year: &Year, figures: &Figures) -> Vec<Chapter> {
    let mut problems = problems(year, figures);
    problems.blocks.insert(1.min(problems.blocks.len()), Block::Chart(problem_chart(figures)));
    let mut general = Block::paragraphs(general(year, figures));
    general.push(Block::Chart(pass_chart(figures)));
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
        texts.push(format!("年内由不合格转为合格的有{}。", words::named(&mended, NAMED)));
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
    let Some(total) = figures.published else {
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
    if let Some(known) = figures.class(ColumnClass::Interpretation) {
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
        .filter(|it| it.publishing.total.is_none() && it.status != Some(SiteStatus::Closed))
        .map(|it| words::unit(year, it))
        .collect();
    if !unknown.is_empty() {
        texts.push(format!("{}没有可统计的数据，未计入。", words::named(&unknown, NAMED)));
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
    match replies.received {
        None => texts.push("没有读到可以按日期统计的公开留言。".into()),
        Some(received) => {
            let mut text = format!(
                "网站公开留言{received}件，其中已答复{}件、未见答复{}件",
                replies.answered, replies.unanswered
            );
            if 0 < replies.unknown {
                text.push_str(&format!("，另有{}件答复情况不明", replies.unknown));
            }
            if let Some(rate) = replies.rate() {
                text.push_str(&format!("，答复率{}", percent(rate)));
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
        if let Some(known) = figures.class(class) {
            texts.push(format!("{text}{known}期（条）。"));
        }
    }
    texts
}

fn problems(year: &Year, figures: &Figures) -> Chapter {
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
        let text =
            format!("整改后再次出现的问题{}个：{}。", sum.relapses, words::named(&back, NAMED));
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
        let text = format!("尚未整改的问题{}个：{}。", sum.open, words::named(&units, NAMED));
        sections.push(("尚未整改的问题", vec![text]));
    }
    Chapter { blocks, sections: numbered(sections), ..Chapter::default() }
}

fn numbered(sections: Vec<(&str, Vec<String>)>) -> Vec<Section> {
    ["一", "二", "三", "四", "五", "六"]
        .iter()
        .zip(sections)
        .map(|(numeral, (name, texts))| Section {
            heading: format!("（{numeral}）{name}"),
            blocks: Block::paragraphs(texts),
        })
        .collect()
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
        text.push_str(&format!("（其中{}个未到整改时限）", sum.in_time));
    }
    if let Some(rate) = sum.rate() {
        text.push_str(&format!("，整改率{}", percent(rate)));
    }
    if let Some(days) = sum.mean_days() {
        text.push_str(&format!("；从发现到复查确认整改平均{}天", plain_number(days)));
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
        texts.push(format!("{}{}个：{}。", kind.chinese(), of.len(), words::named(&sites, 10)));
    }
    if texts.is_empty() {
        texts.push("各期网站清单没有变动。".into());
    }
    texts
}

fn ranking(year: &Year) -> Chapter {
    let mut sections = Vec::new();
    for class in unit_classes(year) {
        let mut ranked: Vec<&SiteYear> = year
            .sites
            .iter()
            .filter(|it| it.site.unit_class == class && it.rank.is_some())
            .collect();
        ranked.sort_by_key(|it| it.rank);
        let told = |it: &&SiteYear| format!("{}（{}）", words::unit(year, it), words::score_of(it));
        let mut texts = Vec::new();
        match ranked.as_slice() {
            [] => texts.push("没有可以排名的网站。".into()),
            [only] => texts.push(format!("{}。", told(only))),
            all => {
                let most = all.len().div_ceil(2).min(3);
                let best: Vec<String> =
                    all.iter().filter(|it| it.rank <= Some(most)).take(NAMED).map(told).collect();
                texts.push(format!("排名靠前的有{}。", best.join("、")));
                // Nobody is named as last who was qualified whenever it was judged.
                let last: Vec<String> = all
                    .iter()
                    .rev()
                    .filter(|it| it.course().qualified < it.course().judged && Some(most) < it.rank)
                    .take(3)
                    .map(told)
                    .collect();
                if !last.is_empty() {
                    texts.push(format!("排名靠后的有{}。", last.join("、")));
                }
            }
        }
        let out: Vec<String> = year
            .sites
            .iter()
            .filter(|it| it.site.unit_class == class && it.rank.is_none())
            .map(|it| words::unit(year, it))
            .collect();
        if !out.is_empty() {
            texts.push(format!(
                "{}因可判定期次不足或者没有，未参加排名。",
                words::named(&out, NAMED)
            ));
        }
        sections.push((class.chinese(), texts));
    }
    let rule = "同类单位按可判定期次的合格比例、平均得分排名；无法判定的期次不计。".to_owned();
    Chapter {
        blocks: Block::paragraphs([rule]),
        sections: numbered(sections),
        ..Chapter::default()
    }
}

fn pass_chart(figures: &Figures) -> Chart {
    let of =
        |month: u32| figures.months.get(&month).and_then(|it| it.pass_rate()).map(percent_shown);
    Chart {
        title: "各月合格率".into(),
        kind: ChartKind::Line,
        unit: "%".into(),
        categories: names(),
        series: vec![Series { name: "合格率".into(), values: (1..=12).map(of).collect() }],
    }
}

fn problem_chart(figures: &Figures) -> Chart {
    let of = |count: fn(&crate::reports::annual::MonthFigures) -> usize| {
        let value = |month: u32| {
            let known = figures.months.get(&month).map(count);
            known.and_then(|it| u32::try_from(it).ok()).map(f64::from)
        };
        (1..=12).map(value).collect()
    };
    Chart {
        title: "各月发现和整改的问题".into(),
        kind: ChartKind::Columns,
        unit: "个".into(),
        categories: names(),
        series: vec![
            Series { name: "发现".into(), values: of(|it| it.found) },
            Series { name: "整改".into(), values: of(|it| it.mended) },
        ],
    }
}

fn names() -> Vec<String> {
    (1..=12).map(|month| format!("{month}月")).collect()
}
