//! Sites that lack footer marks, a channel, or a valid certificate.

use crate::demo::patterns::features;
use crate::demo::patterns::interaction;
use crate::demo::patterns::publication;
use crate::demo::patterns::services;
use crate::demo::plan::{Badge, Drawn, HomeManner, SitePlan, Unknown};
use crate::demo::serve::Door;
use crate::demo::truth::Subject;
use crate::model::site::UnitClass;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

/// No ICP number, a code that is none, a badge only in a comment; unknown addresses get a page with status 200.
pub(crate) fn lacking(site: &mut SitePlan, today: NaiveDate) {
    publication::no_report(site, today);
    features::without_source_tag(site);
    site.marks.icp = false;
    site.finding("site_identity.icp", Subject::None, "页脚没有 ICP 备案号");
    site.marks.wrong_code = Some("34990100");
    site.finding("site_identity.site_code", Subject::None, "页脚的网站标识码只有 8 位");
    site.marks.badge = Badge::OnlyInComment;
    site.finding("site_identity.badge", Subject::None, "党政机关标识只在注释里");
    site.unknown = Unknown::Soft;
    let address = site.at("/system/2018/05/03/010029999.shtml");
    site.in_article
        .push("<p>相关：<a href=\"/system/2018/05/03/010029999.shtml\">原文</a></p>\n".into());
    site.finding("broken_links.internal", Subject::Link(address), "页面不存在，服务器却答 200");
    site.trap(
        "robots.txt 是一张网页",
        "unreachable",
        Subject::None,
        "不存在的 robots.txt 也答 200，应视为没有",
    );
    site.state(SiteState::Normal, "缺标识，但网站正常");
}

/// The page can be read, its certificate ended years ago.
pub(crate) fn expired_certificate(site: &mut SitePlan, today: NaiveDate) {
    publication::late_sheet(site, today);
    site.https = true;
    site.door = Door::ExpiredTls;
    site.home = HomeManner::Frameset;
    site.marks.drawn = Drawn::Written;
    site.finding("secure_transport.certificate", Subject::None, "证书 2024 年 1 月 1 日到期");
    site.trap("证书过期的网站", "unreachable", Subject::None, "证书有问题，页面能读");
    site.trap("框架首页", "zombie_site.placeholder", Subject::None, "首页是框架，内容在框架里");
    site.state(SiteState::Normal, "证书过期，网站正常");
}

/// A second government without a way to ask, and without the entrance for reporting errors.
pub(crate) fn portal_lacking(site: &mut SitePlan, today: NaiveDate) {
    if site.class == UnitClass::County {
        publication::second_portal(site, today);
        features::lacking(site);
        site.drop_column("咨询留言");
        site.finding("missing_channel", Subject::None, "没有任何咨询渠道");
        interaction::without_surveys(site);
        site.drop_column("领导信息");
        let section = Subject::Column("领导信息".into());
        site.finding("missing_sections", section, "没有领导信息栏目");
        site.marks.error_report = false;
        site.finding("site_identity.error_report", Subject::None, "没有“我为政府网站找错”入口");
        services::poor(site, today);
    }
    site.state(SiteState::Normal, "网站正常");
}
