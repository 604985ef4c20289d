//! 大汉 Hanweb jCMS: `/col/colN/index.html`, `/art/2026/11/3/art_C_N.html`, the list as records in a script island.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use chrono::{Datelike, NaiveDate};

pub(crate) struct Hanweb;

impl Hanweb {
    fn number(place: Place) -> usize {
        1200 + place.id
    }
}

impl Dialect for Hanweb {
    fn column(&self, place: Place) -> String {
        format!("/col/col{}/index.html", Self::number(place))
    }

    fn page(&self, place: Place, number: usize) -> String {
        let column = Self::number(place);
        format!("/col/col{column}/index.html?uid=5{column}&pageNum={number}")
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        let column = Self::number(place);
        format!("/art/{}/{}/{}/art_{column}_{serial}.html", day.year(), day.month(), day.day())
    }

    fn rows(&self, rows: &[Row]) -> String {
        let records: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<record><![CDATA[<li><a href=\"{}\" title=\"{}\" target=\"_blank\">{}</a><span>{}</span></li>]]></record>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!(
            "<div id=\"51200\" class=\"default_pgContainer\"><ul></ul></div>\n<script type=\"text/xml\"><datastore>\n\
             <nextgroup><![CDATA[<a href=\"/module/web/jpage/dataproxy.jsp?page=1&webid=1&path=/&columnid=1200\"></a>]]></nextgroup>\n\
             <recordset>\n{records}</recordset></datastore></script>\n"
        )
    }

    fn frame(&self) -> &'static str {
        "<table class=\"list\"><tbody>\n</tbody></table>\n"
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        let next = if leaf.number < leaf.pages {
            format!("<a href=\"{}\">下一页</a>", self.page(place, leaf.number + 1))
        } else {
            String::new()
        };
        format!(
            "<div class=\"page\">{next}</div>\n<script type=\"text/javascript\">jpage({{unitid: \"51200\", totalRecord: {}, perPage: 8, currentPage: {}}});</script>\n",
            leaf.entries, leaf.number
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<table id=\"article\"><tr><td class=\"title\"><!--<$[标题]>begin-->{}<!--<$[标题]>end--></td></tr>\n\
             <tr><td>发布日期：{} 信息来源：{} 浏览次数：</td></tr>\n\
             <tr><td id=\"zoom\"><!--<$[信息内容]>begin-->\n{}<!--<$[信息内容]>end--></td></tr></table>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<meta name=\"Maketime\" content=\"2024-03-05 11:02:33\">\n<!-- Produced By 大汉网络 大汉版通发布系统 -->\n"
    }
}
