//! Addresses without end: a calendar, a list that can be sorted, printed and visited under ever new session numbers.

use crate::demo::answers::Answer;
use crate::demo::plan::SitePlan;
use crate::demo::truth::Subject;
use crate::demo::words::seed;
use chrono::{Days, NaiveDate};

/// The answer to an address of an endless family.
pub(crate) fn answer(target: &str) -> Option<Answer> {
    if let Some(day) = target.strip_prefix("/calendar?date=") {
        return Some(calendar(day));
    }
    target.strip_prefix("/ledger/list.jsp?").map(sorted)
}

/// A list that every address shows alike, with links to itself in other orders and under a new session number.
pub(crate) fn plant(site: &mut SitePlan) {
    site.on_home
        .push("<p><a href=\"/ledger/list.jsp?sort=date&order=asc\">民生台账</a></p>\n".into());
    site.trap(
        "排序、打印和会话参数",
        "broken_links.internal",
        Subject::None,
        "同一份台账有无数个地址，都能打开",
    );
}

/// One page of a calendar that leads on for ever in both directions.
fn calendar(day: &str) -> Answer {
    let Ok(day) = day.parse::<NaiveDate>() else { return Answer::not_found() };
    let link = |to: NaiveDate, text: &str| format!("<a href=\"/calendar?date={to}\">{text}</a>");
    Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>工作日历</title></head><body><h1>工作日历 {day}</h1><p>{} {}</p><p>当日无工作安排。</p></body></html>",
            link(day - Days::new(1), "前一天"),
            link(day + Days::new(1), "后一天")
        ),
    )
}

fn sorted(query: &str) -> Answer {
    let session = format!("{:016X}", seed(query));
    let links: String = ["date", "title", "unit", "money"]
        .iter()
        .flat_map(|key| ["asc", "desc"].map(|order| (*key, order)))
        .map(|(key, order)| {
            format!("<a href=\"/ledger/list.jsp?sort={key}&order={order}&sid={session}\">{key}</a>\n<a href=\"/ledger/list.jsp?sort={key}&order={order}&print=1&sid={session}\">打印</a>\n")
        })
        .collect();
    Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>民生台账</title></head><body><h1>民生台账</h1>\n{links}<table><tr><td>修缮村道 3 公里</td><td>已完成</td></tr>\
             <tr><td>新建垃圾收集点 12 处</td><td>进行中</td></tr></table></body></html>"
        ),
    )
}
