//! How sites are built: tags, names, search, entrances, transport, and days that deserve a look; with what only looks so.

use crate::demo::answers::Answer;
use crate::demo::patterns::plant::add;
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::demo::serve::Door;
use crate::demo::truth::Subject;
use chrono::{Days, NaiveDate};

/// Beyond any day on which the demo may be run for the day that it is about.
const FAR: u64 = 3_653;

/// `2036-11-20`: a slip of one digit.
pub(crate) fn far_ahead(today: NaiveDate) -> NaiveDate {
    today + Days::new(FAR)
}

/// The portal: all in order, and written as oddly as real templates are.
pub(crate) fn sound(site: &mut SitePlan, today: NaiveDate) {
    site.door = Door::Everywhere;
    site.trap(
        "有 IPv6 地址的主机",
        "secure_transport.ipv6",
        Subject::None,
        "主机的地址已列全，其中有 IPv6 地址",
    );
    site.trap(
        "https 在另一个地址上",
        "secure_transport.https",
        Subject::None,
        "主机的地址已列全，其中一个提供 https",
    );
    site.trap("有应答的搜索", "site_features.search", Subject::None, "搜索框可用，只是结果为空");
    site.trap(
        "页脚的无障碍入口",
        "site_features.accessibility",
        Subject::None,
        "入口在页脚，只是一个文字链接",
    );
    site.trap("规范的门户域名", "domain_name", Subject::None, "www 加县名加 gov.cn");
    site.retouch = Some(|html| {
        html.replace("<meta name=\"SiteDomain\" content=", "<META NAME='sitedomain'content=")
    });
    for code in ["page_tags.site", "page_tags.column", "page_tags.article"] {
        site.trap(
            "标签的写法",
            code,
            Subject::None,
            "名称大小写不同、单引号、属性之间没有空格，浏览器照样认得",
        );
    }
    let notices = Subject::Column("通知公告".into());
    site.trap("标题中的截止日期", "suspect_dates.future", notices, "标题里的日期是截止日期");
    many_at_once(site, today);
}

/// Many items on one day that are no rush before the audit, and old addresses that are no old items.
fn many_at_once(site: &mut SitePlan, today: NaiveDate) {
    let day = today - Days::new(4);
    let mut days = vec![day; 22];
    days.push(today - Days::new(120));
    site.column("财政预决算").body = ColumnBody::List(days);
    site.trap(
        "同一天公开的预决算",
        "suspect_dates.burst",
        Subject::Column("财政预决算".into()),
        "各单位同一天公开预决算属正常",
    );
    add(site, today, "通知公告", ("新开栏目", "xklm"), &[]);
    site.column("新开栏目").body = ColumnBody::List(vec![day; 21]);
    site.trap(
        "刚导入的栏目",
        "suspect_dates.burst",
        Subject::Column("新开栏目".into()),
        "栏目里没有更早的信息，是新开的栏目",
    );
    add(site, today, "通知公告", ("旧版公告", "jbgg"), &[]);
    let moved = site.column("旧版公告");
    moved.body = ColumnBody::List(vec![today - Days::new(6); 5]);
    moved.skew = -1_500;
    site.trap(
        "改版迁移的栏目",
        "suspect_dates.backdated",
        Subject::Column("旧版公告".into()),
        "全部信息同一天，网址日期都很早，是改版迁移，只列为未判定",
    );
    site.trap(
        "网址日期略早",
        "suspect_dates.backdated",
        Subject::Column("政策文件".into()),
        "网址日期与列表日期一致",
    );
}

/// The second government: its search fails, no entrance, no https, no IPv6, a tag that stands empty everywhere.
pub(crate) fn lacking(site: &mut SitePlan) {
    site.door = Door::OnlyHere;
    site.finding("secure_transport.https", Subject::None, "主机的地址已列全，没有一个提供 https");
    site.finding("secure_transport.ipv6", Subject::None, "主机的地址已列全，没有 IPv6 地址");
    site.marks.entrance = false;
    site.finding("site_features.accessibility", Subject::None, "首页没有无障碍浏览入口");
    site.marks.site_map = false;
    site.finding("site_identity.site_map", Subject::None, "页脚没有网站地图");
    site.extra.push(("/search".into(), Answer::html(500, "Server Error")));
    site.finding("site_features.search", Subject::None, "搜索返回 500");
    site.retouch =
        Some(|html| html.replace("name=\"SiteIDCode\" content=", "name=\"SiteIDCode\" title="));
    site.finding("page_tags.site", Subject::None, "SiteIDCode 标签没有内容");
}

/// A misspelt tag in the columns' template.
pub(crate) fn misspelt_tag(site: &mut SitePlan) {
    site.retouch = Some(|html| html.replace("\"ColumnKeywords\"", "\"ColumnKeywods\""));
    site.finding("page_tags.column", Subject::None, "栏目模板把 ColumnKeywords 写错了一个字母");
}

/// Articles without the tag of their source.
pub(crate) fn without_source_tag(site: &mut SitePlan) {
    site.retouch = Some(|html| html.replace("<meta name=\"ContentSource\"", "<meta name=\"from\""));
    site.finding("page_tags.article", Subject::None, "正文模板没有 ContentSource 标签");
}

/// A department under a name that it bought.
pub(crate) fn bought_name(site: &mut SitePlan) {
    site.host = site.host.replace(".gov.cn", ".org.cn");
    site.finding("domain_name", Subject::None, "域名后缀是 org.cn");
}

/// A town with an old name of its own: judged by its ending only.
pub(crate) fn own_name_of_town(site: &mut SitePlan) {
    site.trap("乡镇的独立域名", "domain_name", Subject::None, "后缀是 gov.cn，乡镇不看域名结构");
}

/// Old items under new days, and a month's work on one day just before the audit.
pub(crate) fn doubtful_days(site: &mut SitePlan, today: NaiveDate) {
    add(site, today, "通知公告", ("健康教育资讯", "jkjy"), &[5, 9, 16, 23]);
    site.column("健康教育资讯").skew = -1_100;
    site.finding(
        "suspect_dates.backdated",
        Subject::Column("健康教育资讯".into()),
        "列表和正文都是近期，网址里的日期早三年",
    );
    add(site, today, "通知公告", ("疾病防控知识", "jbfk"), &[]);
    let mut days = vec![today - Days::new(3); 24];
    days.extend([today - Days::new(110), today - Days::new(150)]);
    site.column("疾病防控知识").body = ColumnBody::List(days);
    site.finding(
        "suspect_dates.burst",
        Subject::Column("疾病防控知识".into()),
        "3 天前一天发布 24 条，此前 107 天没有更新",
    );
    site.trap("规范的部门域名", "domain_name", Subject::None, "县政府域名的下级域名");
}
