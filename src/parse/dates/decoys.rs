//! Days that are printed and are no day of publication: deadlines, law, clocks, the article before.

use crate::parse::dates::expression;
use regex::Regex;
use std::sync::LazyLock;

/// Words shortly before a date that make it no day of publication, whatever stands between.
const OTHER: [&str; 22] = [
    "成文",
    "发文",
    "生成",
    "截止",
    "截至",
    "有效期",
    "打印",
    "今天是",
    "现在是",
    "当前时间",
    "当前日期",
    "现在时间",
    "北京时间",
    "系统时间",
    "服务器时间",
    "版权",
    "copyright",
    "©",
    "签发",
    "落款",
    "maketime",
    "ttmp",
];

/// Words that do so in a label or right before the date; at the end of a title they say nothing of the date behind it.
const OF_LABELS: [&str; 18] = [
    "印发",
    "施行",
    "实施",
    "生效",
    "失效",
    "废止",
    "到期",
    "访谈",
    "开标",
    "报名",
    "会议",
    "任职",
    "开始",
    "结束",
    "考试",
    "公示期",
    "出生",
    "办结",
];

/// A bare 于 leads to a day of which the text tells; after these it leads to the day of publication.
const PUBLISHED_ON: [&str; 8] =
    ["发布于", "发表于", "发于", "公开于", "更新于", "上传于", "录入于", "刊登于"];

/// What right behind a date makes it the end or beginning of something: 日前, 起, 至 another day.
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"^日?(?:[\sT]*\d{1,2}[:时点](?:\d{1,2}分?)?(?::\d{2})?)?",
        r"(?:之?前|以前|起|止|之?后|以后|截止|为止|\s*[至到~～]\s*[\d今]",
        r"|\s*-\s*(?:\d{4}[-/.年]|\d{1,2}月))",
    ))
});
static WEEKDAY: LazyLock<Regex> =
    LazyLock::new(|| expression(r"^日?\s*[\[(（]?(?:星期|周|礼拜)[一二三四五六日天]|^日?\s*农历"));

/// Whether the words just before a date, or right behind it, say that it is something else than a day of publication.
pub(in crate::parse) fn is_other_day(before: &str, after: &str) -> bool {
    if BOUND.is_match(after) {
        return true;
    }
    let tail = tail(before, 12).to_lowercase();
    if OTHER.iter().any(|it| tail.contains(it)) {
        return true;
    }
    let word = tail.trim_end_matches(|it: char| it.is_whitespace() || ":[(（【".contains(it));
    let leads = tail.len() == word.len();
    if leads
        && (word.ends_with(['至', '到', '~', '～', '自', '从', '在'])
            || word.ends_with('于') && !PUBLISHED_ON.iter().any(|it| word.ends_with(it)))
    {
        return true;
    }
    if word.ends_with('至') {
        return true;
    }
    let is_bare_gap = !leads && tail[word.len()..].chars().all(char::is_whitespace);
    let is_label = ["时间", "日期", "期", "时"].iter().any(|it| word.ends_with(it));
    let last = word.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_word = OF_LABELS.contains(&last);
    (!is_bare_gap || is_label || is_word) && OF_LABELS.iter().any(|it| last.contains(it))
}

/// Whether a date is the day of the page's own clock, which names the day of the week.
pub(in crate::parse) fn is_clock(after: &str) -> bool {
    WEEKDAY.is_match(after)
}

/// Whether a date is that of the article before or after, whose title stands before it.
pub(in crate::parse) fn is_neighbour(before: &str) -> bool {
    let tail = tail(before, 80);
    ["上一篇", "下一篇", "上一条", "下一条", "前一篇", "后一篇", "上篇:", "下篇:"]
        .iter()
        .any(|it| tail.contains(it))
}

/// So many of the last letters.
fn tail(text: &str, letters: usize) -> &str {
    let at = text.char_indices().rev().nth(letters.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dates::{plain, whole};

    /// Whether the first day of the text may be one of publication.
    fn may_be(text: &str) -> bool {
        let text = plain(text);
        let spot = whole(&text)[0];
        let (before, after) = (&text[..spot.start], &text[spot.end..]);
        !is_other_day(before, after) && !is_clock(after) && !is_neighbour(before)
    }

    #[test]
    fn decoys_are_no_day_of_publication() {
        for text in [
            "截至2026年12月31日",
            "关于申报项目的通知（截止2026年11月10日）",
            "报名截止日期：2026-11-10",
            "报名时间：2026年11月1日",
            "报名时间 2026-11-01",
            "请于2026年11月10日前报送",
            "2026年11月10日之前提交",
            "2026-11-10 17:30前提交",
            "自2026年1月1日起施行",
            "本办法从2026年1月1日起实施",
            "2026年11月1日至2026年11月7日",
            "2026-11-01 至 2026-11-07",
            "2026-11-01~2026-11-07",
            "2026.11.01—2026.11.07",
            "公示期：2026年11月1日",
            "有效期至 2027-01-01",
            "成文日期：2026-11-01",
            "发文日期 2026-11-01",
            "印发日期：2026-11-01",
            "施行日期 2026-11-01",
            "失效日期：2026-11-01",
            "会议时间：2026-11-01",
            "会议于2026年11月1日召开",
            "今天是2026年11月20日",
            "今天是：2026年11月20日",
            "欢迎访问！2026年11月20日 星期五",
            "2026年11月20日（周五）",
            "当前时间：2026-11-20 10:11:12",
            "北京时间 2026-11-20",
            "页面生成时间：2026-11-20 03:00:00",
            "Maketime: 2026-11-20 03:00:00",
            "ttmp:2026-11-20",
            "Copyright © 2026-11-20",
            "版权所有 2026-11-20",
            "打印日期：2026-11-20",
            "上一篇：关于停水的通知 2026-11-18",
            "下一篇：关于停电的通知 [2026-11-18]",
        ] {
            assert!(!may_be(text), "{text}");
        }
    }

    #[test]
    fn days_of_publication_are_no_decoys() {
        for text in [
            "发布时间：2026-11-02",
            "发布于2026-11-02",
            "发表于：2026/11/02",
            "县政府召开第五十三次常务会议 2026-11-02 来源：县政府办",
            "关于印发办法的通知 2026-11-02",
            "教育考试 2026-11-02",
            "2026-11-02 来源：县政府办",
            "2026-11-02 前进镇召开会议",
            "2026-11-02-23:59:59",
            "2026-11-02 08:30 浏览次数：12",
            "访问量：35 2026-11-02",
        ] {
            assert!(may_be(text), "{text}");
        }
    }

    #[test]
    fn a_label_speaks_for_its_own_day_only() {
        let text = plain("成文日期：2026-11-01 发布日期：2026-11-02");
        let told: Vec<bool> = whole(&text)
            .iter()
            .map(|it| !is_other_day(&text[..it.start], &text[it.end..]))
            .collect();
        assert_eq!(told, [false, true]);
    }
}
