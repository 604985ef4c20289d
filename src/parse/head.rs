//! What a page says about itself: tags, title, breadcrumb, the day of publication.

use crate::model::page::{Crumb, DateSource, Metas, Published};
use crate::parse::address::resolve;
use crate::parse::dates;
use crate::parse::doc::{Doc, fold, is_blank};
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

pub(super) fn metas(doc: &Doc) -> Metas {
    let mut metas = Metas::default();
    for at in doc.all("meta") {
        let node = &doc.nodes[at];
        let Some(name) =
            node.attr("name").or_else(|| node.attr("property")).or_else(|| node.attr("itemprop"))
        else {
            continue;
        };
        let value = fold(node.attr("content").unwrap_or_default());
        if value.is_empty() {
            continue;
        }
        let field = match name.trim().to_ascii_lowercase().as_str() {
            "sitename" => &mut metas.site_name,
            "sitedomain" => &mut metas.site_domain,
            "siteidcode" => &mut metas.site_code,
            "columnname" => &mut metas.column_name,
            "columntype" => &mut metas.column_type,
            "articletitle" => &mut metas.article_title,
            "pubdate"
            | "firstpublishedtime"
            | "publishdate"
            | "publishtime"
            | "article:published_time"
            | "datepublished" => &mut metas.pub_date,
            "contentsource" => &mut metas.content_source,
            _ => continue,
        };
        field.get_or_insert(value);
    }
    metas
}

pub(super) fn title(doc: &Doc) -> String {
    let title = doc.all("title").map(|it| fold(&doc.source(it))).find(|it| !it.is_empty());
    title.unwrap_or_default().chars().take(300).collect()
}

/// A longer one is none; so much of it is enough to see that.
const HEADING: usize = 1_000;

/// Shown headings, `h1` to `h3`, in order.
pub(super) fn headings(doc: &Doc) -> Vec<String> {
    (0..doc.nodes.len())
        .filter(|it| {
            matches!(&*doc.nodes[*it].tag, "h1" | "h2" | "h3") && doc.nodes[*it].is_shown()
        })
        .map(|it| doc.text_of(doc.range(it), HEADING))
        .filter(|it| !it.is_empty())
        .take(40)
        .collect()
}

const WHERE: [&str; 8] = [
    "当前位置",
    "您的位置",
    "所在位置",
    "现在的位置",
    "当前的位置",
    "你的位置",
    "您所在的位置",
    "位置：",
];

/// The way from the home page to this one. The nodes that hold it come too, so that no reader takes them for a list.
pub(super) fn breadcrumb(doc: &Doc, base: &Url) -> (Vec<Crumb>, Option<usize>) {
    let holder = labelled_crumbs(doc).or_else(|| bare_crumbs(doc)).or_else(|| named_crumbs(doc));
    let Some(holder) = holder else { return (Vec::new(), None) };
    let mut crumbs = Vec::new();
    let mut rest = String::new();
    let mut at = holder;
    while at < doc.nodes[holder].end {
        let node = &doc.nodes[at];
        if &*node.tag == "a" && node.is_shown() {
            let text = doc.text(at);
            rest.clear();
            if !text.is_empty() && crumbs.len() < 12 {
                crumbs.push(Crumb {
                    text,
                    address: node.attr("href").and_then(|it| resolve(base, it)),
                });
            }
            at = node.end;
            continue;
        }
        if node.is_text() && node.is_shown() {
            rest.push_str(&node.text);
            rest.push(' ');
        }
        at += 1;
    }
    let rest = WHERE.iter().fold(fold(&rest), |text, it| text.replace(it, ""));
    for part in rest.split(['>', '»', '›', '＞', '→', '/', '：', ':']).map(str::trim) {
        if 1 < part.chars().count() && part.chars().count() < 40 && crumbs.len() < 12 {
            crumbs.push(Crumb { text: part.to_owned(), address: None });
        }
    }
    (crumbs, Some(holder))
}

fn labelled_crumbs(doc: &Doc) -> Option<usize> {
    let label = (0..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        node.is_text() && node.is_shown() && WHERE.iter().any(|it| node.text.contains(it))
    })?;
    let fits = |it: &usize| doc.size(*it) < 80 && doc.links_in(*it) < 12;
    doc.ancestors(label)
        .take(4)
        .take_while(|it| fits(it))
        .find(|it| 0 < doc.links_in(*it))
        .or_else(|| doc.ancestors(label).find(fits))
}

/// `首页 > 公示公告` without a label before it.
fn bare_crumbs(doc: &Doc) -> Option<usize> {
    (1..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        let is_block = matches!(
            &*node.tag,
            "div" | "p" | "span" | "td" | "h5" | "h6" | "ul" | "dl" | "section"
        );
        if !is_block || !node.is_shown() || 60 < doc.size(*it) {
            return false;
        }
        let words = doc.nodes[doc.range(*it)].iter().filter(|it| it.is_text() && it.is_shown());
        let first = words.flat_map(|it| it.text.chars()).find(|it| !is_blank(*it));
        if !matches!(first, Some('首' | '网')) {
            return false;
        }
        let text = doc.text_of(doc.range(*it), 300);
        let arrows = text.contains(['>', '»', '›', '＞']);
        (text.starts_with("首页") || text.starts_with("网站首页"))
            && arrows
            && text.chars().count() < 120
    })
}

/// Neither label nor arrows: the arrows are drawn by the style sheet, and the class says what it is.
fn named_crumbs(doc: &Doc) -> Option<usize> {
    (1..doc.nodes.len()).find(|it| {
        let node = &doc.nodes[*it];
        matches!(&*node.tag, "ol" | "ul" | "div" | "nav" | "p")
            && node.attr("class").is_some_and(|it| it.to_ascii_lowercase().contains("crumb"))
            && node.is_shown()
            && doc.size(*it) < 60
            && (1..8).contains(&doc.links_in(*it))
            && doc.text_of(doc.range(*it), 60).contains("首页")
    })
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(发布时间|发布日期|发表时间|发表日期|发布于|发表于|公开日期|公开时间|上网日期|上传时间|录入时间|信息时间|更新时间|更新日期|时间|日期)\\s*[:]?\\s*[\\[【（(]?\\s*$")
        .expect("the expression is valid")
});
/// Words before a date that make it no day of publication.
const AVOID: [&str; 28] = [
    "成文",
    "发文",
    "生成",
    "截止",
    "截至",
    "有效期",
    "印发",
    "施行",
    "实施",
    "生效",
    "失效",
    "访谈",
    "开标",
    "报名",
    "打印",
    "会议",
    "任职",
    "今天是",
    "现在是",
    "版权",
    "copyright",
    "©",
    "开始",
    "结束",
    "考试",
    "公示期",
    "签发",
    "落款",
];

/// Whether the words just before a date say that it is something else.
pub(super) fn is_other_day(before: &str) -> bool {
    let tail: String = before
        .chars()
        .rev()
        .take(12)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect::<String>()
        .to_lowercase();
    AVOID.iter().any(|it| tail.contains(it)) || tail.trim_end().ends_with('至')
}

/// The day on which an article was published, by the order of trust.
pub(super) fn published(
    doc: &Doc,
    metas: &Metas,
    address: &Url,
    as_of: NaiveDate,
) -> Option<Published> {
    let good = |date: &NaiveDate| !dates::is_future(*date, as_of);
    let found = |date, source| Some(Published { date, source });
    let meta = metas.pub_date.as_deref().map(dates::plain);
    if let Some(date) = meta.and_then(|it| dates::whole(&it).first().map(|it| it.date)).filter(good)
    {
        return found(date, DateSource::Meta);
    }
    let text = dates::plain(&doc.text_of(body(doc), 60_000));
    let spots = dates::whole(&text);
    let labelled = |wanted: fn(&str) -> bool| {
        spots.iter().find_map(|spot| {
            let before = &text[..spot.start];
            let tail: String =
                before.chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
            let label = LABEL.captures(&tail)?;
            let word = label.get(1)?;
            // 晚间开放时间 at the end of a title is no label.
            let is_tail = matches!(word.as_str(), "时间" | "日期")
                && !label[0].contains([':', '[', '(', '（', '【'])
                && tail[..word.start()].ends_with(char::is_alphabetic);
            let is_other = is_tail || is_other_day(before) || !wanted(word.as_str());
            (!is_other && good(&spot.date)).then_some(spot.date)
        })
    };
    let sure = |label: &str| !matches!(label, "时间" | "日期" | "更新时间" | "更新日期");
    if let Some(date) = labelled(sure).or_else(|| labelled(|_| true)) {
        return found(date, DateSource::Label);
    }
    if let Some(date) = dates::in_address(address).and_then(dates::Hint::date).filter(good) {
        return found(date, DateSource::Address);
    }
    let near = near_title(doc, &text, &spots).filter(good);
    let date = near.or_else(|| signature(&text, &spots)).filter(good)?;
    found(date, DateSource::Text)
}

/// From the first heading on, or the whole page.
fn body(doc: &Doc) -> std::ops::Range<usize> {
    let start = doc.all("h1").find(|it| doc.nodes[*it].is_shown()).unwrap_or(0);
    start..doc.nodes.len()
}

fn near_title(doc: &Doc, text: &str, spots: &[dates::Spot]) -> Option<NaiveDate> {
    let title = title(doc);
    let head: String =
        title.split(['-', '_', '|', '—']).next().unwrap_or_default().trim().to_owned();
    let start = Some(head)
        .filter(|it| 3 < it.chars().count())
        .and_then(|it| text.find(&it).map(|at| at + it.len()))
        .unwrap_or(0);
    let spot = spots.iter().find(|it| start <= it.start)?;
    let near = text[start..spot.start].chars().count() <= 120;
    // 自2026年1月1日起施行, 至…日前: the text speaks of a day, it does not bear one.
    let after = text[spot.end..].trim_start_matches('日');
    let is_told = after.starts_with(['起', '前', '至', '止', '召', '上', '下']);
    (near && !is_told && !is_other_day(&text[..spot.start])).then_some(spot.date)
}

/// The last date of the text that stands by itself, as under a letter.
fn signature(text: &str, spots: &[dates::Spot]) -> Option<NaiveDate> {
    let alone = |spot: &&dates::Spot| {
        let after = text[spot.end..].trim_start_matches('日');
        let before = text[..spot.start].chars().next_back();
        (after.is_empty() || after.starts_with(' '))
            && before.is_none_or(char::is_whitespace)
            && !is_printed(text[..spot.start].trim_end(), after.trim_start())
            && !is_other_day(&text[..spot.start])
    };
    // Neighbours of the article have days of their own.
    let end = ["上一篇", "下一篇", "上一条", "下一条", "相关阅读", "相关链接", "相关文章"]
        .iter()
        .filter_map(|it| text.find(it))
        .min()
        .unwrap_or(text.len());
    spots.iter().filter(|it| it.start < end).rfind(alone).map(|it| it.date)
}

/// A stamp within the output of a program, as manuals quote it: a Latin word leads up to it, or a figure with the time
/// of day behind.
fn is_printed(before: &str, after: &str) -> bool {
    let clock = after.get(..5).is_some_and(|it| {
        it.bytes().enumerate().all(|(at, c)| if at == 2 { c == b':' } else { c.is_ascii_digit() })
    });
    before.ends_with(|it: char| it.is_ascii_alphabetic())
        || clock && before.ends_with(|it: char| it.is_ascii_digit())
}
