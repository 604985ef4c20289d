//! 龙讯: one portal host for all units, the unit an organ number in the path; columns by `catId`.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use crate::demo::feed::Feed;
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

/// The same platform where columns are filled by a script that asks `/site/label/8888` for the list.
pub(crate) struct LonsunFilled;

impl Dialect for LonsunFilled {
    fn column(&self, place: Place) -> String {
        Lonsun.column(place)
    }

    fn page(&self, _place: Place, _number: usize) -> String {
        String::new()
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        Lonsun.article(place, serial, day)
    }

    fn list(&self, place: Place, _rows: &[Row], _leaf: Leaf) -> String {
        let organ = place.organ.unwrap_or_default();
        let category = 6_720_000 + place.id;
        format!(
            "<div class=\"xxgk_navli\" id=\"xxgk_list\"></div>\n<script type=\"text/javascript\">\n$(function(){{ $.ajax({{ url: \"/site/label/8888?labelName=publicInfoList&siteId=6789925&IsAjax=1&dataType=html&pageSize=8&pageIndex=1&organId={organ}&catId={category}&type=4&action=list&dateFormat=yyyy-MM-dd\",\n\
             type: \"GET\", dataType: \"html\", success: function(html){{ $(\"#xxgk_list\").html(html); }} }}); }});\n</script>\n"
        )
    }

    fn feed(&self, place: Place, pages: &[Vec<Row>]) -> Option<Feed> {
        let needs = [
            ("labelName", "publicInfoList".to_owned()),
            ("organId", place.organ.unwrap_or_default().to_string()),
            ("catId", (6_720_000 + place.id).to_string()),
        ];
        Some(Feed {
            path: "/site/label/8888".into(),
            needs: needs.map(|(key, value)| (key.to_owned(), value)).to_vec(),
            page_key: "pageIndex",
            pages: pages.iter().map(|rows| Answer::html(200, &self.rows(rows))).collect(),
            beyond: Answer::html(200, "<ul></ul>"),
        })
    }

    fn pager(&self, _place: Place, _leaf: Leaf) -> String {
        String::new()
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        Lonsun.body(article)
    }

    fn head(&self) -> &'static str {
        Lonsun.head()
    }
}
