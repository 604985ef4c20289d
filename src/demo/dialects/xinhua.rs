//! Portals hosted by 新华网: `/20260915/<32hex>/c.html` with the day before the printed one, lists named by `data`.

use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use crate::demo::words::seed;
use chrono::{Days, NaiveDate};

pub(crate) struct Xinhua;

impl Dialect for Xinhua {
    fn column(&self, place: Place) -> String {
        format!("/{}/index.htm", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/{}/index_{number}.htm", place.slug)
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        let one = seed(&format!("{}{serial}", place.slug));
        let two = seed(&format!("{serial}{}", place.slug));
        let made = day - Days::new(1);
        format!("/{}/{one:016x}{two:016x}/c.html", made.format("%Y%m%d"))
    }

    fn rows(&self, rows: &[Row]) -> String {
        let lines: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "<li><a href=\"{}\" target=\"_blank\">{}</a><span>({})</span></li>",
                    row.href,
                    row.title,
                    row.printed("%Y-%m-%d")
                )
            })
            .collect();
        format!(
            "<ul class=\"list\" data=\"datasource:8f2c4d6e7a904b1c9d3e5f60718293a4\" preview=\"ds_\">{}</ul>\n",
            lines.concat()
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"article\"><div class=\"titles\">{}</div><div class=\"times\">发布时间：{}</div><div class=\"author\">来源：{}</div>\
             <div id=\"detail\">{}</div></div>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<meta name=\"publishdate\" content=\"\">\n<meta name=\"pagetype\" content=\"1\">\n"
    }
}
