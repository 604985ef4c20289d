//! 动易 `PowerEasy SiteFactory`: `Category_N/Index_2.aspx`, `Item/N.aspx`, separators every five lines.

use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use chrono::NaiveDate;

pub(crate) struct PowerEasy;

impl Dialect for PowerEasy {
    fn column(&self, place: Place) -> String {
        format!("/Category_{}/Index.aspx", 100 + place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/Category_{}/Index_{number}.aspx", 100 + place.id)
    }

    fn article(&self, _place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/Item/{}.aspx", 20000 + serial)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let mut items = String::new();
        for (index, row) in rows.iter().enumerate() {
            items.push_str(&format!(
                "<li><span class=\"date\">{}</span><a href=\"{}\" title=\"{}\">{}</a></li>\n",
                row.printed("%Y-%m-%d"),
                row.href,
                row.title,
                row.title
            ));
            if index % 5 == 4 {
                items.push_str("<li class=\"split\"></li>\n");
            }
        }
        format!(
            "<!--{{pe.begin.pagination}}--><ul class=\"ListNews\">\n{items}</ul><!--{{pe.end.pagination}}-->\n"
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"c_content\"><h2 class=\"c_title\">{}</h2>\n\
             <div class=\"c_info\">发布时间：{} 来源：{} 点击数：<script src=\"/Analytics/CounterLink.aspx\"></script></div>\n\
             <div id=\"fontzoom\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y年%-m月%-d日"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<link href=\"/Template/Default/Skin/default.css\" rel=\"stylesheet\">\n"
    }
}
