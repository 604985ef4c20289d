//! `DedeCMS`: `/plus/list.php?tid=N`, `/a/YYYY/MMDD/N.html`, lists that print only `(MM-DD)`.

use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use chrono::NaiveDate;

pub(crate) struct Dede;

impl Dialect for Dede {
    fn column(&self, place: Place) -> String {
        format!("/plus/list.php?tid={}", place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/plus/list.php?tid={}&PageNo={number}", place.id)
    }

    fn article(&self, _place: Place, serial: usize, day: NaiveDate) -> String {
        format!("/a/{}/{serial}.html", day.format("%Y/%m%d"))
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><span class=\"time\">({})</span> <a href=\"{}\">{}</a></li>\n",
                    row.printed("%m-%d"),
                    row.href,
                    row.title
                )
            })
            .collect();
        format!("<div class=\"listbox\"><ul class=\"e2\">\n{items}</ul></div>\n")
    }

    fn boxed(&self, rows: &[Row]) -> String {
        self.rows(rows)
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"viewbox\"><div class=\"title\"><h2>{}</h2></div>\n\
             <div class=\"info\"><small>时间:</small>{} 15:20<small>来源:</small>{}</div>\n<div class=\"content\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }
}
