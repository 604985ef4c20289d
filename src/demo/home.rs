//! The home page: boxes with the first lines of some columns, further markup, and what leads to it.

use crate::demo::answers::{Answer, Manner};
use crate::demo::lists::{Entry, rows};
use crate::demo::plan::{ColumnBody, HomeManner, SitePlan};
use crate::demo::skeleton::{Leaflet, column_href, site_name, whole};

const PER_BOX: usize = 6;

pub(crate) fn home(site: &SitePlan, lists: &[Vec<Entry>]) -> Vec<(String, Answer)> {
    let mut boxes = String::new();
    for (column, entries) in site.columns.iter().zip(lists).filter(|(it, _)| it.on_home) {
        let top = &entries[..entries.len().min(PER_BOX)];
        let list = match &column.body {
            ColumnBody::List(_) => site.dialect.boxed(&rows(column, 0, top, |it| it.path.clone())),
            _ => continue,
        };
        boxes.push_str(&format!(
            "<div class=\"box\"><h3><a href=\"{0}\">{1}</a><a class=\"more\" href=\"{0}\">更多&gt;&gt;</a></h3>\n{list}</div>\n",
            column_href(site, column),
            column.name
        ));
    }
    boxes.push_str(&site.on_home.concat());
    boxes.push_str(
        "<div class=\"links\"><select onchange=\"window.open(this.value)\">\n<option value=\"\">友情链接</option>\n\
         <option value=\"http://www.gov.cn/\">中国政府网</option>\n<option value=\"http://www.anlan.gov.cn/\">安澜市人民政府</option>\n\
         <option value=\"http://news.anlan.gov.cn/\">安澜新闻网</option>\n</select></div>\n",
    );
    let name = site_name(site);
    let leaf = Leaflet { title: &name, tags: String::new(), crumb: String::new(), main: boxes };
    let page = Answer::page(site.writing, &whole(site, site.writing, &leaf));
    entrance(site, page)
}

/// The home page under its addresses, behind what leads to it.
fn entrance(site: &SitePlan, page: Answer) -> Vec<(String, Answer)> {
    let door = site.home_path();
    let inner = "/main/index.html".to_owned();
    let jump = |html: &str| Answer::page(site.writing, html);
    match site.home {
        HomeManner::Direct if site.organ.is_some() => vec![(door, page)],
        HomeManner::Direct => vec![(door, page.clone()), ("/index.html".to_owned(), page)],
        HomeManner::FirstFails => vec![(door, page.acting(Manner::FailsAtFirst(500)))],
        HomeManner::Cookie => vec![(door, page.acting(Manner::WantsCookie))],
        HomeManner::MetaRefresh => vec![
            (
                door,
                jump(
                    "<html><head><meta http-equiv=\"refresh\" content=\"0;url=main/index.html\"></head><body></body></html>",
                ),
            ),
            (inner, page),
        ],
        HomeManner::ScriptJump => vec![
            (
                door,
                jump(
                    "<html><head><script type=\"text/javascript\">window.location.href=\"/main/index.html\";</script></head><body></body></html>",
                ),
            ),
            (inner, page),
        ],
        HomeManner::Frameset => vec![
            (
                door,
                jump(
                    "<html><head><title>欢迎访问</title></head><frameset rows=\"100%,*\" frameborder=\"no\"><frame src=\"/main/index.html\" name=\"main\"></frameset></html>",
                ),
            ),
            (inner, page),
        ],
    }
}
