//! ASP.NET `WebForms`: a grid as table rows, a pager by `__doPostBack` whose pages have no address, hidden view state.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;

pub(crate) struct AspNet;

/// What the last post of the form left in the page: an old list and the words of an empty one.
const STATE: &str = "2017-05-09 关于做好防汛工作的通知 暂无数据 2018-11-18 该栏目暂无内容";

impl Dialect for AspNet {
    fn column(&self, place: Place) -> String {
        format!("/NewsList.aspx?cid={}", place.id)
    }

    fn page(&self, _place: Place, _number: usize) -> String {
        String::new()
    }

    fn article(&self, _place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/NewsShow.aspx?id={serial}")
    }

    fn rows(&self, rows: &[Row]) -> String {
        let lines: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<tr><td><a href=\"{}\" target=\"_blank\">{}</a></td><td class=\"rq\">{}</td></tr>\n",
                    row.href,
                    row.title,
                    row.printed("%Y/%-m/%-d")
                )
            })
            .collect();
        format!(
            "<input type=\"hidden\" name=\"__EVENTTARGET\" id=\"__EVENTTARGET\" value=\"\">\n\
             <input type=\"hidden\" name=\"__VIEWSTATE\" id=\"__VIEWSTATE\" value=\"{}\">\n\
             <input type=\"hidden\" name=\"hfKeep\" value=\"{STATE}\">\n\
             <table id=\"GridView1\" cellspacing=\"0\">\n{lines}</table>\n",
            STANDARD.encode(STATE)
        )
    }

    fn boxed(&self, rows: &[Row]) -> String {
        let lines: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<tr><td><a href=\"{}\">{}</a></td><td>{}</td></tr>\n",
                    row.href,
                    row.title,
                    row.printed("%Y/%-m/%-d")
                )
            })
            .collect();
        format!("<table>\n{lines}</table>\n")
    }

    fn frame(&self) -> &'static str {
        "<table id=\"GridView1\" cellspacing=\"0\">\n</table>\n"
    }

    fn pager(&self, _place: Place, leaf: Leaf) -> String {
        let next = if leaf.number < leaf.pages {
            "<a href=\"javascript:__doPostBack('AspNetPager1','2')\" style=\"font-family:Webdings\">8</a>\
             <a href=\"javascript:__doPostBack('AspNetPager1','2')\">下一页</a>"
        } else {
            "<a disabled=\"disabled\">下一页</a>"
        };
        format!(
            "<div id=\"AspNetPager1\">记录总数：<b>{}</b> 总页数：<b>{}</b> 当前页：<b>{}</b> {next}</div>\n\
             <script type=\"text/javascript\">function __doPostBack(t, a){{ document.forms[0].__EVENTTARGET.value = t; document.forms[0].submit(); }}</script>\n",
            leaf.entries, leaf.pages, leaf.number
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<span id=\"lblTitle\">{}</span>\n<p>发布时间：<span id=\"lblTime\">{} 9:03:00</span>　来源：{}　浏览：<span id=\"lblHits\">20261119</span>次</p>\n\
             <div id=\"lblContent\">\n{}</div>\n",
            article.title,
            article.day.format("%Y/%-m/%-d"),
            article.source,
            article.html
        )
    }
}
