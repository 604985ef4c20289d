//! `ThinkCMF`: `/portal/list/index/id/3.html?page=2`, articles whose address holds no day, a pager of Bootstrap.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use chrono::NaiveDate;

pub(crate) struct ThinkCmf;

impl Dialect for ThinkCmf {
    fn column(&self, place: Place) -> String {
        format!("/portal/list/index/id/{}.html", place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("{}?page={number}", self.column(place))
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/portal/article/index/id/{serial}/cid/{}.html", place.id)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<div class=\"list-item\"><a href=\"{}\"><h4>{}</h4></a><p class=\"meta\">{}</p></div>\n",
                    row.href,
                    row.title,
                    row.printed("%Y-%m-%d 10:18")
                )
            })
            .collect();
        format!("<div class=\"list-boxes\">\n{items}</div>\n")
    }

    fn frame(&self) -> &'static str {
        "<div class=\"list-boxes\">\n</div>\n"
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        let items: String = (1..=leaf.pages)
            .map(|number| {
                if number == leaf.number {
                    format!("<li class=\"active\"><span>{number}</span></li>")
                } else {
                    format!("<li><a href=\"{}\">{number}</a></li>", self.page(place, number))
                }
            })
            .collect();
        let next = if leaf.number < leaf.pages {
            format!("<li><a href=\"{}\">»</a></li>", self.page(place, leaf.number + 1))
        } else {
            "<li class=\"disabled\"><span>»</span></li>".into()
        };
        format!("<ul class=\"pagination\">{items}{next}</ul>\n")
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"tc-main\"><h2>{}</h2>\n<div class=\"article-infobox\"><span>{} 14:20:00</span> <span>来源：{}</span></div>\n<hr>\n{}</div>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }
}
