//! What the tables say in words: bounds, remarks, ranks, and how each number came about.

use crate::model::site::SiteStatus;
use crate::model::time::Period;
use crate::model::time::chinese_date;
use crate::model::verdict::Conclusion;
use crate::reports::annual::ranks::Standing;
use crate::reports::annual::{SiteYear, Year, tables};

/// Why the number of published items is empty, or only a lower bound; empty where it is whole.
pub(crate) fn bound(site: &SiteYear) -> String {
    let publishing = &site.publishing;
    match publishing.total {
        None if !publishing.is_expected => String::new(),
        None => "没有可统计的数据".into(),
        Some(total) if total.says_nothing() => "没有读到年内发布的信息，列表未能统计完整".into(),
        Some(total) if total.is_least => {
            if publishing.open_months.is_empty() {
                "不少于此数".into()
            } else {
                format!("不少于此数：{}未能统计完整", months(&publishing.open_months))
            }
        }
        Some(_) => String::new(),
    }
}

pub(crate) fn class_bound(site: &SiteYear) -> String {
    let publishing = &site.publishing;
    if publishing.total.is_none() {
        return bound(site);
    }
    let shown = || publishing.classes.iter().filter(|it| tables::CLASSES.contains(it.0));
    if publishing.total.is_some_and(|it| it.is_least) && shown().all(|it| it.1.is_least) {
        return "各数均为不少于".into();
    }
    let least: Vec<&str> = shown().filter(|it| it.1.is_least).map(|it| it.0.chinese()).collect();
    let total =
        if publishing.total.is_some_and(|it| it.is_least) { vec!["合计"] } else { Vec::new() };
    let all: Vec<&str> = total.into_iter().chain(least).collect();
    if all.is_empty() { String::new() } else { format!("不少于此数：{}", all.join("、")) }
}

/// `1月、3月至5月`.
pub(crate) fn months(months: &[u32]) -> String {
    let mut parts = Vec::new();
    let mut rest = months;
    while let Some(&first) = rest.first() {
        let length = (first..).zip(rest).take_while(|(expected, it)| expected == *it).count();
        let last = rest[length - 1];
        parts.push(match length {
            1 => format!("{first}月"),
            2 => format!("{first}月、{last}月"),
            _ => format!("{first}月至{last}月"),
        });
        rest = &rest[length..];
    }
    parts.join("、")
}

/// What of the site's year is to be known beside its numbers.
pub(crate) fn remark(year: &Year, site: &SiteYear) -> String {
    let mut parts: Vec<String> = year
        .changes
        .iter()
        .filter(|it| it.site.key == site.site.key)
        .map(|it| format!("{}{}", it.period.chinese(), it.kind.chinese()))
        .collect();
    let open = |wanted: Conclusion| -> Vec<u32> {
        let months = (1..).zip(&site.months);
        months
            .filter(|(_, it)| it.as_ref().is_some_and(|it| it.conclusion == wanted))
            .map(|(month, _)| month)
            .collect()
    };
    let unjudged = open(Conclusion::NotJudged);
    if !unjudged.is_empty() {
        parts.push(format!("{}无法判定，不计入合格期数和排名", months(&unjudged)));
    }
    let gone = site.rectified(year.year, year.until).closed_with_site;
    if 0 < gone {
        let why = if site.status == Some(SiteStatus::Closed) { "关停" } else { "移出清单" };
        parts.push(format!("网站{why}时尚有{gone}个问题，不计入整改率"));
    }
    if site.was_mended() {
        parts.push("由不合格转为合格".into());
    }
    let why = unranked(site, year.periods.len());
    if !why.is_empty() {
        parts.push(why);
    }
    parts.join("；")
}

/// A month's rank, or why there is none.
pub(crate) fn place(standing: Option<&Standing>) -> String {
    let Some(it) = standing else { return String::new() };
    match (it.conclusion, it.rank) {
        (Conclusion::Qualified | Conclusion::Unqualified, Some(rank)) => rank.to_string(),
        (conclusion, _) => conclusion.chinese().into(),
    }
}

pub(crate) fn unranked(site: &SiteYear, periods: usize) -> String {
    let course = site.course();
    if course.is_ranked(periods) {
        String::new()
    } else if course.judged == 0 {
        "年内没有可判定的期次，不排名".into()
    } else {
        format!("可判定期次（{}期）不足全年检查（{periods}期）的一半，不排名", course.judged)
    }
}

/// Number and how it came about.
pub(crate) fn explanations(year: &Year) -> Vec<(&'static str, String)> {
    let periods: Vec<String> = year.periods.iter().map(ToString::to_string).collect();
    let mut all = vec![
        (
            "统计范围",
            format!(
                "{}年内有检查结果的期次：{}；数据截至{}。每个网站每期以最近一次检查为准",
                year.year,
                periods.join("、"),
                chinese_date(year.until)
            ),
        ),
        ("空白", "空白表示没有数据，不表示零".into()),
        (
            "信息发布数",
            "按栏目列表上的发布日期逐月统计，同一网站同一条信息每月只计一次；当月检查之后发布的，由下一期检查补计。列表没有读全、条目没有日期或者当月没有检查的，注明“不少于此数”。同一信息在几个网站刊登的，各网站分别计数".into(),
        ),
        (
            "栏目类别",
            "同一信息在几类栏目刊登的，各类分别计数，各类之和可能大于合计".into(),
        ),
        (
            "留言和答复",
            format!(
                "按公开留言的来信日期统计，没有来信日期的按刊登日期；各期检查重复见到的只计一次。答复率＝已答复÷（已答复＋未答复），答复情况不明的不计入；按时答复率只计能确定答复日期和逾期未答复的，时限为{}天",
                year.reply_days
            ),
        ),
        ("在线访谈、调查征集", "按相应栏目年内发布的条目统计，包括结果反馈".into()),
        (
            "发现问题",
            "按问题首次记录的期次统计，同一问题连续多期存在的只计一次；整改后再次出现的（反弹）另计一次。不含待核问题和误报、核减、豁免的问题".into(),
        ),
        (
            "已整改",
            "按整改完成日期统计，以复查确认问题消失为准；未能复查的仍计为未整改。平均整改天数为首次发现至确认消失的自然日，实际整改可能早于确认".into(),
        ),
        (
            "整改率",
            "已整改÷（已整改＋年末未整改）；网站关停或者移出清单时遗留的问题不计入".into(),
        ),
        ("合格率", "合格÷（合格＋不合格）；无法判定、不参评的不计入".into()),
        (
            "年度排名",
            "在同类单位中，先比较可判定期次中合格期次所占比例，再比较有得分各期的平均得分（出现单项否决的期次没有得分）；无法判定的期次不计。可判定期次不足全年检查期次一半的不排名。比例和平均得分都相同的，名次并列".into(),
        ),
        ("可用率", "全年首页访问中成功打开的次数所占比例；访问次数少的为抽测结果".into()),
    ];
    all.push((
        "网站变动",
        match year.before {
            Some(before) => format!("与{}及年内各期的网站清单逐期比较", before.chinese()),
            None => "年内各期的网站清单逐期比较；年前没有检查记录，第一期之前的变动无从得知".into(),
        },
    ));
    all
}

/// Months of the year up to the last day of the figures that have no period.
pub(crate) fn missing(year: &Year) -> Vec<u32> {
    let last = Period::of(year.until).month;
    (1..=last).filter(|month| year.periods.iter().all(|it| it.month != *month)).collect()
}

/// `甲、乙、丙等5个单位`: at most `most` are named.
pub(crate) fn named(units: &[String], most: usize, what: &str) -> String {
    if units.len() <= most {
        units.join("、")
    } else {
        format!("{}等{}个{what}", units[..most].join("、"), units.len())
    }
}

/// The name that stands in a sentence: the site's unit, with the site where the unit has several.
pub(crate) fn unit(year: &Year, site: &SiteYear) -> String {
    let several = 1 < year.sites.iter().filter(|it| it.site.unit == site.site.unit).count();
    if several {
        format!("{}（{}）", site.site.unit, site.site.name)
    } else {
        site.site.unit.clone()
    }
}

pub(crate) fn score_of(site: &SiteYear) -> String {
    let course = site.course();
    let average =
        course.average.map(|it| format!("，平均{}", tables::score(it))).unwrap_or_default();
    format!("{}期可判定、{}期合格{average}", course.judged, course.qualified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_a_row_are_drawn_together() {
        for (given, text) in [
            (vec![], ""),
            (vec![3], "3月"),
            (vec![3, 4], "3月、4月"),
            (vec![1, 3, 4, 5, 12], "1月、3月至5月、12月"),
        ] {
            assert_eq!(months(&given), text);
        }
    }
}
