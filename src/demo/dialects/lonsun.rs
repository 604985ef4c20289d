//! 龙讯: one portal host for all units, the unit an organ number in the path; columns by `catId`.

use crate::demo::dialects::{ArticleView, Dialect, Place};
use chrono::NaiveDate;

pub(crate) struct Lonsun;

impl Dialect for Lonsun {
    fn column(&self, place: Place) -> String {
        let organ = place.organ.unwrap_or_default();
        format!("/public/column/{organ}?type=4&catId={}&action=list", 6_720_000 + place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("{}&pageIndex={number}", self.column(place))
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/public/{}/{}.html", place.organ.unwrap_or_default(), 3_600_000 + serial)
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<table class=\"xxgk\"><tr><th>索引号：</th><td>003499/{0}-00017</td><th>组配分类：</th><td>主动公开</td></tr>\n\
             <tr><th>发布机构：</th><td>{1}</td><th>发文日期：</th><td>{2}</td></tr>\n\
             <tr><th>名称：</th><td>{3}</td><th>发布日期：</th><td>{2}</td></tr></table>\n\
             <h1 class=\"newstitle\">{3}</h1>\n<div class=\"j-fontContent newscontnet\">\n{4}</div>\n",
            article.day.format("%Y%m"),
            article.source,
            article.day.format("%Y-%m-%d"),
            article.title,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<meta name=\"lonsun\" content=\"ex8\">\n"
    }
}
