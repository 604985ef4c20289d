//! The basis paragraph and 一、总体情况.

use crate::model::finding::{Finding, FindingState};
use crate::model::rule::Level;
use crate::model::site::UnitClass;
use crate::model::time::{Instant, shanghai};
use crate::model::verdict::Conclusion;
use crate::reports::bulletin::model::AnnexNumbers;
use crate::reports::bulletin::words::{
    Figures, Names, by_site, chinese_span, figures_of, listed, problems, problems_of, share,
};
use crate::reports::clean::one_line;
use crate::reports::{Document, Month, SiteResult, percent, percent_shown, plain_number};

/// By what, when, how and how much was checked.
pub(crate) fn basis(month: &Month, figures: &Figures) -> String {
    let documents: Vec<String> = month.basis.documents.iter().map(cited).collect();
    let by = if documents.is_empty() {
        "按照政府网站检查工作安排".to_owned()
    } else {
        format!("根据{}要求", documents.join("、"))
    };
    let checked = figures.checked();
    if checked == 0 {
        return format!(
            "{by}，我办组织开展了{}政府网站检查。现将有关情况通报如下：",
            month.period.chinese()
        );
    }
    format!(
        "{by}，我办于{}采取技术扫描的方式，对全县{checked}个政府网站（含依托县政府门户网站开设的单位栏目，下同）进行了检查。现将有关情况通报如下：",
        checked_on(month)
    )
}

fn cited(document: &Document) -> String {
    match (document.title.is_empty(), document.number.is_empty()) {
        (true, _) => document.number.clone(),
        (false, true) => format!("《{}》", document.title),
        (false, false) => format!("《{}》（{}）", document.title, document.number),
    }
}

/// From the first run's start to the last run's end.
fn checked_on(month: &Month) -> String {
    let day = |at: Instant| at.with_timezone(&shanghai()).date_naive();
    let checked =
        || month.results.iter().filter(|it| it.verdict.conclusion != Conclusion::NotRated);
    let from = checked().map(|it| day(it.run.started_at)).min().unwrap_or(month.as_of);
    let to = checked()
        .map(|it| day(it.run.finished_at.unwrap_or(it.run.started_at)))
        .max()
        .unwrap_or(month.as_of);
    chinese_span(from, to)
}

pub(crate) fn paragraphs(month: &Month, figures: &Figures, numbers: AnnexNumbers) -> Vec<String> {
    if figures.registered == 0 {
        return vec!["本期没有登记的政府网站，未开展检查。".into()];
    }
    let mut all = vec![conclusions(figures, numbers)];
    all.extend(classes(month));
    all.extend(scores(month));
    all.extend(unqualified(month));
    all.push(volume(month, numbers));
    all.extend(carried(month));
    all.extend(compared(month, figures));
    all.retain(|it| !it.is_empty());
    all
}

fn conclusions(figures: &Figures, numbers: AnnexNumbers) -> String {
    let mut text = format!("全县登记在册的政府网站{}个", figures.registered);
    let checked = figures.checked();
    match (checked, figures.not_rated) {
        (0, _) => {
            return format!("{text}，均为关停或临时下线状态，按规定不参评。");
        }
        (_, 0) => text.push_str("，全部纳入检查。"),
        (_, rest) => {
            text = format!("{text}，其中{checked}个纳入检查，{rest}个关停或临时下线、不参评。");
        }
    }
    let pointer = numbers.undecided.map(|it| format!("（见附件{it}）")).unwrap_or_default();
    let Some(rate) = figures.rate() else {
        return format!(
            "{text}因访问受阻等原因，纳入检查的网站本期均未能判定{pointer}，不计算合格率。"
        );
    };
    let judged = if figures.not_judged == 0 {
        String::new()
    } else {
        format!("作出判定的{}个，", figures.judged())
    };
    let result = match (figures.qualified, figures.unqualified) {
        (good, 0) => format!("合格{good}个，无不合格网站"),
        (0, _) => "均不合格".to_owned(),
        (good, bad) => format!("合格{good}个，不合格{bad}个"),
    };
    let annex = numbers.results;
    let rest = match figures.not_judged {
        0 => String::new(),
        rest => format!("；另有{rest}个因访问受阻等原因未能判定{pointer}，不计入合格率"),
    };
    format!("{text}经检查，{judged}{result}，合格率{}（详见附件{annex}）{rest}。", percent(rate))
}

/// One clause a class of unit, where there are several.
fn classes(month: &Month) -> Option<String> {
    let clauses: Vec<String> = UnitClass::ALL
        .iter()
        .filter_map(|class| {
            let of_class = || month.results.iter().filter(|it| it.site.unit_class == *class);
            let figures = figures_of(of_class());
            let rate = figures.rate()?;
            let bad = match figures.unqualified {
                0 => String::new(),
                bad => format!("、不合格{bad}个"),
            };
            Some(format!(
                "{class}类{}个，合格{}个{bad}，合格率{}",
                figures.judged(),
                figures.qualified,
                percent(rate)
            ))
        })
        .collect();
    (1 < clauses.len()).then(|| format!("作出判定的网站按单位类别分：{}。", clauses.join("；")))
}

fn scores(month: &Month) -> Option<String> {
    let scores: Vec<f64> = month
        .results
        .iter()
        .filter(|it| it.is_judged())
        .filter_map(|it| it.verdict.score)
        .collect();
    if scores.len() < 2 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let average = scores.iter().sum::<f64>() / scores.len() as f64;
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    let worst = scores.iter().copied().fold(f64::MAX, f64::min);
    if best - worst < 0.005 {
        return Some(format!("参与评分的{}个网站得分均为{}分。", scores.len(), plain_number(best)));
    }
    Some(format!(
        "参与评分的{}个网站平均得分{}分，最高{}分，最低{}分。",
        scores.len(),
        plain_number(average),
        plain_number(best),
        plain_number(worst)
    ))
}

/// Names each unqualified site with the reason.
fn unqualified(month: &Month) -> Option<String> {
    let names = Names::new(month);
    let sites: Vec<String> = month
        .results
        .iter()
        .filter(|it| it.verdict.conclusion == Conclusion::Unqualified)
        .map(|it| format!("{}（{}）", names.of(&it.site), reason(it)))
        .collect();
    (!sites.is_empty()).then(|| format!("不合格网站：{}。", sites.join("、")))
}

fn reason(result: &SiteResult) -> String {
    let vetoes = veto_names(result);
    match (vetoes.is_empty(), result.verdict.score) {
        (false, _) => vetoes.join("、"),
        (true, Some(score)) => format!("得分{}分", plain_number(score)),
        (true, None) => "未达到合格标准".into(),
    }
}

/// The veto's indicators as the findings call them; the code where no finding tells.
pub(crate) fn veto_names(result: &SiteResult) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for code in &result.verdict.vetoes {
        let name = result
            .findings
            .iter()
            .find(|it| it.observation.code == *code && !it.indicator.is_empty())
            .map_or_else(|| code.clone(), |it| one_line(&it.indicator));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn volume(month: &Month, numbers: AnnexNumbers) -> String {
    let pages: usize = month.results.iter().map(|it| it.verdict.pages).sum();
    let links: usize = month.results.iter().map(|it| it.verdict.links).sum();
    let read = match (pages, links) {
        (0, _) => String::new(),
        (_, 0) => format!("共检查网页{pages}个。"),
        _ => format!("共检查网页{pages}个、链接{links}条。"),
    };
    let all: Vec<_> = problems(month).collect();
    if all.is_empty() {
        return read;
    }
    let count = |level| all.iter().filter(|(_, it)| it.level == level).count();
    let levels: Vec<String> = [Level::Veto, Level::Deduct, Level::Remind]
        .into_iter()
        .map(|level| (level, count(level)))
        .filter(|(_, count)| *count != 0)
        .map(|(level, count)| format!("{level}类{count}个"))
        .collect();
    let kinds = if 1 < levels.len() {
        format!("其中{}", levels.join("、"))
    } else {
        format!("均为{}", levels_only(&all))
    };
    let list = numbers.problems.map(|it| format!("，问题清单见附件{it}")).unwrap_or_default();
    format!(
        "{read}共发现需整改的问题{}个，涉及{}个网站，{kinds}{list}。",
        all.len(),
        by_site(&all).len()
    )
}

fn levels_only(all: &[(&SiteResult, &Finding)]) -> String {
    all.first().map(|(_, it)| format!("{}类问题", it.level)).unwrap_or_default()
}

/// What became of last period's problems.
fn carried(month: &Month) -> Option<String> {
    month.previous.as_ref()?;
    let left = problems(month).filter(|(_, it)| 2 <= it.periods_in_row).count();
    let new = problems(month).count() - left;
    let (mut mended, mut unchecked) = (0, 0);
    for result in &month.results {
        let old = |it: &&Finding| it.first_found < result.run.started_at;
        let all = || result.ledger_findings();
        mended += all().filter(|it| it.state == FindingState::Mended).filter(old).count();
        unchecked += all().filter(|it| it.is_unchecked()).count();
    }
    let mut clauses = Vec::new();
    match (left, mended) {
        (0, 0) => {}
        (0, _) => clauses.push(format!("上期指出的问题已整改{mended}个，没有仍未整改到位的")),
        (_, 0) => clauses.push(format!("上期指出的问题中仍有{left}个未整改到位")),
        _ => clauses.push(format!(
            "上期指出的问题中，已整改{mended}个，仍有{left}个未整改到位，整改率{}",
            share(mended, left + mended).map(percent).unwrap_or_default()
        )),
    }
    if unchecked != 0 {
        clauses.push(format!("另有{unchecked}个此前记录的问题本期未能复核，结转下期"));
    }
    match (clauses.is_empty(), new) {
        (true, 0) => return None,
        (false, 0) => clauses.push("本期没有新发现的问题".into()),
        _ => clauses.push(format!("本期新发现问题{new}个")),
    }
    Some(format!("{}。", clauses.join("；")))
}

fn compared(month: &Month, figures: &Figures) -> Option<String> {
    let previous = month.previous.as_ref()?;
    let then = figures_of(previous.results.iter());
    let (now_rate, then_rate) = (figures.rate()?, then.rate()?);
    let points = percent_shown(now_rate) - percent_shown(then_rate);
    let rate = if points.abs() < 0.05 {
        format!("合格率持平，为{}", percent(now_rate))
    } else {
        let way = if 0.0 < points { "上升" } else { "下降" };
        format!(
            "合格率由{}{way}至{}，{way}{:.1}个百分点",
            percent(then_rate),
            percent(now_rate),
            points.abs()
        )
    };
    let (now, before) =
        (problems(month).count(), previous.results.iter().flat_map(problems_of).count());
    let count = match now.cmp(&before) {
        std::cmp::Ordering::Equal => format!("问题总数持平，均为{now}个"),
        std::cmp::Ordering::Less => format!("问题总数由{before}个减至{now}个"),
        std::cmp::Ordering::Greater => format!("问题总数由{before}个增至{now}个"),
    };
    Some(format!("与上期（{}）相比，{rate}；{count}。", previous.period.chinese()))
}

/// The names of some sites, in their order.
pub(crate) fn names_of(month: &Month, sites: &[&SiteResult]) -> String {
    let names = Names::new(month);
    let all: Vec<String> = sites.iter().map(|it| names.of(&it.site)).collect();
    listed(&all, "个网站")
}
