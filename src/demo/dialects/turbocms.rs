//! 太极 `TurboCMS`: `/nX/nY/index.html`, `/nX/nY/cNNN/content.html`.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row, rendered_pager};
use chrono::NaiveDate;

pub(crate) struct TurboCms;

fn folder(place: Place) -> String {
    format!("/n2253534/n{}", 2_253_500 + place.id)
}

impl Dialect for TurboCms {
    fn column(&self, place: Place) -> String {
        format!("{}/index.html", folder(place))
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("{}/index_{}_{number}.html", folder(place), 7_574_600 + place.id)
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("{}/c{}/content.html", folder(place), 9_380_000 + serial)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<dd><a href=\"{}\" title=\"{}\">{}</a><span>{}</span></dd>\n",
                    row.href,
                    row.title,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!("<dl class=\"toplist\">\n{items}</dl>\n")
    }

    fn frame(&self) -> &'static str {
        "<dl class=\"toplist\">\n</dl>\n"
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        rendered_pager(&self.column(place), leaf, |number| self.page(place, number))
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"wzwz\"><h1>{}</h1>\n<div class=\"wz_time\"><span>{}</span>　来源：{}</div>\n<div class=\"wzcontent\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y年%m月%d日 09:31"),
            article.source,
            article.html
        )
    }
}
