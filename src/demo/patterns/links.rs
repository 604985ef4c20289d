//! A site whose links break in every way that links do.

use crate::demo::answers::Answer;
use crate::demo::columns;
use crate::demo::outside;
use crate::demo::patterns::content;
use crate::demo::patterns::features;
use crate::demo::patterns::interaction;
use crate::demo::plan::{ColumnBody, HomeManner, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

pub(crate) fn all_kinds(site: &mut SitePlan, today: NaiveDate) {
    site.home = HomeManner::Cookie;
    site.trap("要求带回 cookie 的首页", "unreachable", Subject::None, "先发 cookie，带回后正常");
    interaction::letters_of_department(site, today);
    inner(site);
    outer(site);
    files(site);
    features::doubtful_days(site, today);
    content::careless(site);
    let news = site.column("工作动态");
    news.body = ColumnBody::List(columns::ago(today, &[15, 19, 26, 44]));
    news.skew = 4;
    site.finding(
        "stale_columns",
        Subject::Column("工作动态".into()),
        "列表日期是 15 天前，地址里的日期较新但不作数",
    );
    site.state(SiteState::Normal, "有错链，但网站正常");
}

fn inner(site: &mut SitePlan) {
    for (path, answer, why) in [
        ("/ztzl/gone.html", Answer::not_found(), "首页链接返回 404"),
        ("/ztzl/error.html", Answer::html(500, "Server Error"), "首页链接返回 500"),
        ("/ztzl/removed.html", Answer::html(410, "Gone"), "首页链接返回 410"),
        ("/ztzl/loop.html", Answer::redirect(302, "/ztzl/loop2.html"), "两个地址互相跳转"),
    ] {
        let address = site.at(path);
        site.on_home.push(format!("<p><a href=\"{path}\">健康教育专题</a></p>\n"));
        site.extra.push((path.to_owned(), answer));
        site.finding("broken_links.internal", Subject::Link(address), why);
    }
    site.extra.push(("/ztzl/loop2.html".into(), Answer::redirect(302, "/ztzl/loop.html")));
}

fn outer(site: &mut SitePlan) {
    for (address, why) in [
        (format!("http://{}/", outside::REFUSING), "外站拒绝连接"),
        (format!("http://{}/", outside::SILENT), "外站访问超时"),
        (format!("http://{}/tender/", outside::RESETTING), "外站中断连接"),
        (format!("http://{}/", outside::DRIPPING), "外站每秒一个字节，超过时限"),
        ("http://www.anlan.gov.cn/gone/2019.html".to_owned(), "外站页面返回 404"),
    ] {
        site.on_home.push(format!("<p><a href=\"{address}\">相关网站</a></p>\n"));
        site.finding("broken_links.external", Subject::Link(address), why);
    }
}

fn files(site: &mut SitePlan) {
    let picture = site.at("/images/2019/w020190808.jpg");
    site.in_article.push("<p><img src=\"/images/2019/w020190808.jpg\" alt=\"现场\"></p>\n".into());
    site.finding("broken_links.image", Subject::Link(picture), "正文图片返回 404");
    let file = site.at("/files/form2019.doc");
    site.in_article.push("<p>附件：<a href=\"/files/form2019.doc\">申请表.doc</a></p>\n".into());
    site.finding("broken_links.attachment", Subject::Link(file), "正文附件返回 404");
    let file = site.at("/files/list2020.xls");
    site.in_article.push("<p>附件：<a href=\"/files/list2020.xls\">名单.xls</a></p>\n".into());
    site.extra.push(("/files/list2020.xls".into(), Answer::html(500, "Server Error")));
    site.finding("broken_links.attachment", Subject::Link(file), "正文附件返回 500");
}
