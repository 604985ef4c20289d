//! 博达 VSB: `/tzgg.htm`, older pages counted down to `/tzgg/1.htm`, `/info/1001/2345.htm`, lines with `line_u8_0`.

use crate::demo::answers::Answer;
use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, Row};
use chrono::NaiveDate;

pub(crate) struct Vsb;

/// Where page `number` lies; the last one is page 1 of the product.
fn at(place: Place, number: usize, pages: usize) -> String {
    if number <= 1 {
        format!("/{}.htm", place.slug)
    } else {
        format!("/{}/{}.htm", place.slug, pages + 1 - number)
    }
}

impl Dialect for Vsb {
    fn column(&self, place: Place) -> String {
        format!("/{}.htm", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/{}/{number}.htm", place.slug)
    }

    fn page_at(&self, place: Place, leaf: Leaf) -> String {
        at(place, leaf.number, leaf.pages)
    }

    fn article(&self, place: Place, serial: usize, _day: NaiveDate) -> String {
        format!("/info/{}/{}.htm", 1000 + place.id, 2000 + serial)
    }

    fn rows(&self, rows: &[Row]) -> String {
        let items: String = rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                format!(
                    "<li id=\"line_u8_{index}\"><span class=\"fr\">{}</span><a href=\"{}\" target=\"_blank\" title=\"{}\">{}</a></li>\n",
                    row.printed("%Y-%m-%d"),
                    row.href,
                    row.title,
                    row.title
                )
            })
            .collect();
        format!("<div class=\"ny_list\"><ul>\n{items}</ul></div>\n")
    }

    fn frame(&self) -> &'static str {
        "<div class=\"ny_list\"><ul>\n</ul></div>\n"
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        let to = |number: usize| at(place, number, leaf.pages);
        let next = if leaf.number < leaf.pages {
            format!(
                "<a href=\"{}\" class=\"Next\">下页</a> <a href=\"{}\" class=\"Next\">尾页</a>",
                to(leaf.number + 1),
                to(leaf.pages)
            )
        } else {
            "<span class=\"PrevDisabled\">下页</span> <span class=\"PrevDisabled\">尾页</span>"
                .into()
        };
        format!(
            "<div align=\"center\"><table><tr><td id=\"fanye46785\">共{}条&nbsp;&nbsp;{}/{}&nbsp;</td>\
             <td><a href=\"{}\">首页</a> {next}</td></tr></table></div>\n",
            leaf.entries,
            leaf.number,
            leaf.pages,
            to(1)
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<form name=\"_newscontent_fromname\"><div class=\"cont\"><h1 align=\"center\">{}</h1>\n\
             <div align=\"center\">发布时间：{}　来源：{}　点击：[<script>_showDynClicks(\"wbnews\", 1385762341, 2345)</script>]次</div>\n\
             <div id=\"vsb_content\"><div class=\"v_news_content\">\n{}</div></div></div></form>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<!--Announced by Visual SiteBuilder 9-->\n<script type=\"text/javascript\" src=\"/system/resource/js/dynclicks.js\"></script>\n"
    }

    fn scripts(&self) -> Vec<(String, Answer)> {
        let path = "/system/resource/js/dynclicks.js".to_owned();
        let script = "function _showDynClicks(type, owner, id){ document.write('<span id=\"dynclicks_' + id + '\">37</span>'); }\n";
        vec![(path, Answer::script(script))]
    }

    fn relative(&self, _place: Place, article: &str, number: usize) -> String {
        let up = if number > 1 { "../" } else { "" };
        format!("{up}{}", article.trim_start_matches('/'))
    }
}
