//! 帝国 `EmpireCMS`: `/e/action/ListInfo/?classid=N&page=1` for page 2, `/tzgg/2026-11-03/12.html`.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use chrono::NaiveDate;

pub(crate) struct Ecms;

impl Dialect for Ecms {
    fn column(&self, place: Place) -> String {
        format!("/{}/", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/e/action/ListInfo/?classid={}&page={}", place.id, number - 1)
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        format!("/{}/{}/{serial}.html", place.slug, day.format("%Y-%m-%d"))
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><a href=\"{}\" title=\"{}\">{}</a> <span>[{}]</span></li>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%m-%d")
                )
            })
            .collect();
        format!("<div class=\"box list_news\"><ul>\n{items}</ul></div>\n")
    }

    fn frame(&self) -> &'static str {
        "<div class=\"box list_news\"><ul>\n</ul></div>\n"
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"news\"><h1>{}</h1>\n<div class=\"info_text\">时间:{}　来源:{}　点击:<script src=\"/e/public/ViewClick/?classid=2&id=12&addclick=1\"></script></div>\n\
             <div id=\"text\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y-%m-%d 11:20:05"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<meta name=\"generator\" content=\"EmpireCMS\">\n"
    }

    fn scripts(&self) -> Vec<(String, Answer)> {
        let path = "/e/public/ViewClick/?classid=2&id=12&addclick=1".to_owned();
        vec![(path, Answer::script("document.write('2041');\n"))]
    }
}
