//! jyhcms of Yunnan: a pager in base64 of percent-encoded markup, `2.html`, 共N条 as text.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) struct Jyhcms;

impl Dialect for Jyhcms {
    fn column(&self, place: Place) -> String {
        format!("/html/{}/", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/html/{}/{number}.html", place.slug)
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        format!("/html/{}/{}/{serial}.html", place.slug, day.format("%Y"))
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><a target=\"_blank\" href=\"{}\">{}</a><em>{}</em></li>\n",
                    row.href,
                    row.title,
                    row.printed("%Y.%m.%d")
                )
            })
            .collect();
        format!("<ul class=\"newslist\">\n{items}</ul>\n")
    }

    fn pager(&self, _place: Place, leaf: Leaf) -> String {
        let mut html = format!("<a>共{}条</a>", leaf.entries);
        for number in 1..=leaf.pages {
            let to = if number == 1 { "./".to_owned() } else { format!("{number}.html") };
            html.push_str(&format!("<a href=\"{to}\">{number}</a>"));
        }
        if leaf.number < leaf.pages {
            html.push_str(&format!("<a href=\"{}.html\">下一页</a>", leaf.number + 1));
        }
        let packed = STANDARD.encode(utf8_percent_encode(&html, NON_ALPHANUMERIC).to_string());
        format!(
            "<div id=\"pages\" style=\"display:none\">{packed}</div>\n\
             <script>$(function(){{ $(\"#pages\").html(decodeURIComponent(atob($(\"#pages\").text()))).show(); }});</script>\n"
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"content-title\">{}</div>\n<div class=\"content-info\">来源：{}　更新时间：{}</div>\n<div class=\"content-body\">\n{}</div>\n",
            article.title,
            article.source,
            article.day.format("%Y-%m-%d"),
            article.html
        )
    }
}
