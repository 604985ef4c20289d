//! Pages in bytes that are not what header or page say, with days and words that only the right reading shows.

use crate::demo::answers::Writing;
use crate::demo::patterns::plant::{MOST_COLUMNS, days, empty, keep, kept, no_link};
use crate::demo::plan::{ColumnBody, Drawn, Print, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

fn chinese(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

/// Each column in another writing, its days with Chinese characters.
pub(crate) fn mixed(site: &mut SitePlan, _today: NaiveDate) {
    keep(site, MOST_COLUMNS);
    for (name, writing, why) in [
        ("工作动态", Writing::WrongHeader, "内容是 GBK，响应头说是 UTF-8"),
        ("通知公告", Writing::LyingMeta, "内容是 UTF-8，页面声明 gb2312"),
        ("政策文件", Writing::LateMeta, "GBK 声明在 1500 个字节之后"),
        ("政策解读", Writing::Utf16, "内容是带标记的 UTF-16"),
        ("规划计划", Writing::MarkAgainstHeader, "UTF-8 带 BOM，响应头说是 GBK"),
        ("人事信息", Writing::Undeclared, "GBK，哪里都没有声明"),
    ] {
        let column = site.column(name);
        column.writing = Some(writing);
        column.print = Print::As(chinese);
        kept(site, "字符集", name, why);
    }
    for (name, writing, words, why) in [
        ("回应关切", Writing::Utf16, "暂无内容", "UTF-16 页面只有“暂无内容”"),
        ("征集调查", Writing::LateMeta, "暂无数据", "声明很晚的 GBK 页面只有“暂无数据”"),
    ] {
        let column = site.column(name);
        column.writing = Some(writing);
        column.body = ColumnBody::Says(words);
        empty(site, name, why);
    }
    site.state(SiteState::Normal, "有两个栏目空白，网站正常");
}

/// 帝国 in gb2312: a link whose query holds characters, a footer in a frame, days without years.
pub(crate) fn old_bytes(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读"]);
    days(site, today, "工作动态", &[2, 3, 5, 8, 9, 12, 15, 19, 22, 28, 30]);
    kept(site, "从 0 数的页码", "工作动态", "第 2 页的地址是 page=1");
    let page = crate::demo::answers::Answer::html(
        200,
        "<html><head><meta charset=\"utf-8\"><title>防汛专题</title></head><body><h1>防汛专题</h1><p>全县水库、河道巡查值守安排，请沿岸群众注意安全。</p></body></html>",
    );
    site.extra.push(("/zt/list.asp?lm=%B7%C0%D1%B4".into(), page));
    site.on_home.push("<p><a href=\"/zt/list.asp?lm=防汛\">防汛专题</a></p>\n".into());
    no_link(
        site,
        "GBK 页面上的中文参数",
        "/zt/list.asp?lm=%B7%C0%D1%B4",
        "浏览器按页面的字符集写参数，服务器只认 GBK 字节",
    );
    no_link(
        site,
        "GBK 页面上的中文参数",
        "/zt/list.asp?lm=%E9%98%B2%E6%B1%9B",
        "按 UTF-8 写的地址服务器不认，但访客不会这样访问",
    );
    site.marks.drawn = Drawn::Framed;
    for code in ["icp", "police", "site_code", "badge", "host_unit", "contact", "site_map"] {
        let code = format!("site_identity.{code}");
        site.trap("框架里的页脚", &code, Subject::None, "页脚在本站的 iframe 里");
    }
    site.state(SiteState::Normal, "各项正常的网站");
}
