//! 开普 UCAP: `common_list.shtml`, addresses with year and month and a hash, `createPageHTML` counting from 1.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place, rendered_pager};
use crate::demo::words::seed;
use chrono::NaiveDate;

pub(crate) struct Ucap;

impl Dialect for Ucap {
    fn column(&self, place: Place) -> String {
        format!("/{}/common_list.shtml", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/{}/common_list_{number}.shtml", place.slug)
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        let one = seed(&format!("{}{serial}", place.slug));
        let two = seed(&format!("{serial}{}", place.slug));
        format!("/{}/{}/{one:016x}{two:016x}.shtml", place.slug, day.format("%Y%m"))
    }

    fn pager(&self, place: Place, leaf: Leaf) -> String {
        let plain = rendered_pager(&self.column(place), leaf, |number| self.page(place, number));
        format!(
            "<div id=\"page_div\">{plain}</div>\n<script>createPageHTML('page_div',{},{},'common_list','shtml',{});</script>\n",
            leaf.pages, leaf.number, leaf.entries
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"article\"><h1 class=\"tit\">{}</h1>\n<p class=\"laiyuan\">来源：{} 发布时间：{}</p>\n\
             <div id=\"UCAP-CONTENT\"><ucapcontent>\n{}</ucapcontent></div></div>\n",
            article.title,
            article.source,
            article.day.format("%Y-%m-%d 10:30"),
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<meta name=\"others\" content=\"页面生成时间 2025-02-11 08:30:00\">\n<meta name=\"websiteId\" content=\"7f0c9b21\">\n"
    }
}
