//! The old layout of county sites: ASP addresses, lists as table rows, `2026/11/3`.

use crate::demo::dialects::{ArticleView, Dialect, Place, Row};
use chrono::NaiveDate;

pub(crate) struct Table;

impl Dialect for Table {
    fn column(&self, place: Place) -> String {
        format!("/list.asp?classid={}", place.id)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/list.asp?classid={}&page={number}", place.id)
    }

    fn article(&self, _place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/show.asp?id={serial}")
    }

    fn rows(&self, rows: &[Row]) -> String {
        let lines: String = rows
            .iter()
            .map(|row| {
                format!(
                    "<TR><TD width=\"14\">·</TD><TD height=22><A href=\"{}\" target=_blank>{}</A></TD><TD align=right>{}</TD></TR>\n",
                    row.href,
                    row.title,
                    row.printed("%Y/%-m/%-d")
                )
            })
            .collect();
        format!("<TABLE width=\"98%\" border=0 cellspacing=0>\n{lines}</TABLE>\n")
    }

    fn boxed(&self, rows: &[Row]) -> String {
        self.rows(rows)
    }

    fn frame(&self) -> &'static str {
        "<TABLE width=\"98%\" border=0 cellspacing=0>\n</TABLE>\n"
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<TABLE width=\"96%\" align=center><TR><TD align=center><B>{}</B></TD></TR>\n\
             <TR><TD align=center>发布日期：{}　来源：{}</TD></TR>\n<TR><TD>\n{}</TD></TR></TABLE>\n",
            article.title,
            article.day.format("%Y/%-m/%-d"),
            article.source,
            article.html
        )
    }
}
