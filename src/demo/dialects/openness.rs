//! The openness platform of Anhui: `/OpennessContent/showList/<organ>/<column>/page_1.html`, `ul.doc_list`, hashes.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use crate::demo::words::seed;
use chrono::NaiveDate;

pub(crate) struct Openness;

/// Number of the one unit that the host belongs to.
const ORGAN: usize = 18;

impl Dialect for Openness {
    fn column(&self, place: Place) -> String {
        self.page(place, 1)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/OpennessContent/showList/{ORGAN}/{}/page_{number}.html", 410 + place.id)
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        let one = seed(&format!("{}{serial}", place.slug));
        let two = seed(&format!("{serial}{}", place.slug)) & 0xffff_ffff;
        format!("/openness/detail/content/{one:016x}{two:08x}.html")
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><a href=\"{}\" class=\"left\" title=\"{}\" target=\"_blank\">{}</a><span class=\"right date\">{}</span></li>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!("<ul class=\"doc_list list-{ORGAN}\">\n{items}</ul>\n")
    }

    fn frame(&self) -> &'static str {
        "<ul class=\"doc_list list-18\">\n</ul>\n"
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        let link = |number: usize, text: &str| {
            format!("<a href=\"{}\">{text}</a> ", self.page(place, number))
        };
        let mut links = link(1, "首页");
        for number in 1..=leaf.pages {
            links.push_str(&link(number, &number.to_string()));
        }
        if leaf.number < leaf.pages {
            links.push_str(&link(leaf.number + 1, "下一页"));
        }
        format!(
            "<div class=\"pagination\">{links}<span>共 {} 条 {} 页</span></div>\n",
            leaf.entries, leaf.pages
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"openness_detail\"><table class=\"detail_table\"><tr><th>索引号</th><td>003499018/{}-00021</td><th>发布机构</th><td>{}</td></tr>\n\
             <tr><th>信息名称</th><td>{}</td><th>发布日期</th><td>{}</td></tr></table>\n<h1>{2}</h1>\n<div class=\"doc_content\">\n{}</div></div>\n",
            article.day.format("%Y%m"),
            article.source,
            article.title,
            article.day.format("%Y-%m-%d"),
            article.html
        )
    }
}
