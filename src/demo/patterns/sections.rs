//! Further sections of the portal: each with its own guide and annual report, and faults that are nobody else's.

use crate::demo::answers::Answer;
use crate::demo::patterns::plant::{days, half_a_year_and, keep, kept, late};
use crate::demo::patterns::publication;
use crate::demo::patterns::services;
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::{Datelike, NaiveDate};

/// `?type=2` is the unit's guide, `?type=3` its annual reports.
fn own_pages(site: &mut SitePlan, today: NaiveDate) {
    site.listed = true;
    let organ = site.organ.unwrap_or_default();
    let (unit, year) = (site.unit.clone(), today.year() - 1);
    for (kind, title, text) in [
        (
            2,
            "政府信息公开指南",
            format!(
                "{unit}依法主动公开政府信息，公民可以通过本专栏、县政府网站和政务公开专区查阅。受理机构：{unit}办公室。"
            ),
        ),
        (
            3,
            "政府信息公开年报",
            format!(
                "<a href=\"/public/{organ}/3510001.html\">{unit}{year}年政府信息公开工作年度报告</a>"
            ),
        ),
    ] {
        let path = format!("/public/column/{organ}?type={kind}");
        site.on_home.push(format!("<p><a href=\"{path}\">{title}</a></p>\n"));
        let html = format!(
            "<html><head><meta charset=\"utf-8\"><title>{title}-{unit}</title><meta name=\"ColumnName\" content=\"{title}\"></head><body><h1>{title}</h1><p>{text}</p></body></html>"
        );
        site.extra.push((path, Answer::html(200, &html)));
    }
    let report = format!(
        "<html><head><meta charset=\"utf-8\"><title>{year}年年报</title><meta name=\"PubDate\" content=\"{0}-01-18\"></head><body><h1>{unit}{year}年政府信息公开工作年度报告</h1><p>发布日期：{0}-01-18</p><p>本报告由{unit}按照《中华人民共和国政府信息公开条例》编制。</p></body></html>",
        year + 1
    );
    site.extra.push((format!("/public/{organ}/3510001.html"), Answer::html(200, &report)));
    site.wanted.push("政府信息公开年报".into());
    let year = Subject::Column("政府信息公开年报".into());
    site.trap("本单位的年报", "missing_sections", year, "年报在本单位专栏的 type=3 页面");
}

/// A township whose neighbours are faulty.
pub(crate) fn sound(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件"]);
    own_pages(site, today);
    kept(site, "邻居未更新", "工作动态", "同一主机上另一单位的同名栏目未更新，本单位的在期限内");
    let organ = site.organ.unwrap_or_default();
    publication::out_of_time(site, today);
    // The faulty neighbour stands one organ group higher, under the same number of the round.
    let other = organ + 100;
    site.on_home.push(format!(
        "<p><a href=\"/public/column/{other}?type=4&catId=6720001&action=list\">县农业农村局动态</a></p>\n"
    ));
    let address = site.at(&format!("/public/{other}/9999998.html"));
    site.trap(
        "邻居的错链",
        "broken_links.internal",
        Subject::Link(address),
        "错链在另一单位的页面上",
    );
    services::not_asked(site);
    site.state(SiteState::Normal, "各项正常的专栏");
}

/// A department with a late column and a broken link.
pub(crate) fn faulty(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件"]);
    own_pages(site, today);
    days(site, today, "工作动态", &[16, 24, 39]);
    late(site, "工作动态", "最新一条是 16 天前，只算在本单位名下");
    let path = format!("/public/{}/9999998.html", site.organ.unwrap_or_default());
    site.in_article.push(format!("<p>附：<a href=\"{path}\">补贴标准</a></p>\n"));
    let address = site.at(&path);
    site.finding("broken_links.internal", Subject::Link(address), "正文链接返回 404");
    site.state(SiteState::Normal, "有问题，但网站正常");
}

/// A department whose lists only `/site/label/8888` brings, one of them late.
pub(crate) fn filled(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件"]);
    own_pages(site, today);
    kept(site, "接口填充的列表", "工作动态", "页面里没有列表，接口答的列表昨天有更新");
    kept(site, "接口填充的列表", "政策文件", "页面里没有列表，接口答的列表在期限内");
    site.column("通知公告").body =
        ColumnBody::List(vec![half_a_year_and(today, 7), half_a_year_and(today, 66)]);
    late(site, "通知公告", "接口按本单位编号答的列表，最新一条超过 6 个月 7 天");
    site.state(SiteState::Normal, "有一个栏目未更新，网站正常");
}
