//! Sites that do not open, open where they should not, show something else, or will not show themselves to a program.

use crate::demo::answers::Answer;
use crate::demo::patterns::week;
use crate::demo::plan::SitePlan;
use crate::demo::serve::Door;
use crate::demo::truth::Subject;
use crate::model::site::SiteStatus;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

pub(crate) fn under_construction(site: &mut SitePlan, _today: NaiveDate) {
    site.only = Some(Answer::html(
        200,
        "<html><head><title>网站建设中</title></head><body><h1>网站正在建设中，敬请期待……</h1></body></html>",
    ));
    site.finding("zombie_site.placeholder", Subject::None, "首页只有“网站正在建设中”");
    site.state(SiteState::Zombie, "只有建设中页面");
}

pub(crate) fn server_default(site: &mut SitePlan, _today: NaiveDate) {
    site.only = Some(Answer::html(
        200,
        "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1>\
         <p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p></body></html>",
    ));
    site.finding("zombie_site.placeholder", Subject::None, "首页是服务器的缺省页面");
    site.state(SiteState::Zombie, "只有服务器缺省页面");
}

pub(crate) fn hijacked(site: &mut SitePlan, _today: NaiveDate) {
    site.only = Some(Answer::html(
        200,
        "<html><head><meta charset=\"utf-8\"><title>澳门新葡京娱乐城-真人百家乐-六合彩投注官网</title>\
         <meta name=\"keywords\" content=\"百家乐,六合彩,老虎机,时时彩\"></head><body><h1>澳门新葡京娱乐城</h1>\
         <p>真人百家乐、六合彩、老虎机、时时彩投注，注册即送彩金，二十四小时在线充值提款。</p>\
         <p><a href=\"/reg\">立即注册</a> <a href=\"/app\">下载客户端</a></p></body></html>",
    ));
    site.finding("zombie_site.hijacked", Subject::None, "域名已被赌博网站占用");
    site.state(SiteState::Zombie, "内容已不是本单位的");
}

pub(crate) fn not_closed(site: &mut SitePlan, _today: NaiveDate) {
    site.status = SiteStatus::Closed;
    site.finding("zombie_site.not_closed", Subject::None, "登记为关停，仍能打开");
    site.state(SiteState::Zombie, "登记为关停，仍能打开");
}

pub(crate) fn moved(site: &mut SitePlan, _today: NaiveDate) {
    site.only = Some(Answer::redirect(302, "http://www.anlan.gov.cn/swj/"));
    site.finding("zombie_site.moved", Subject::None, "首页跳到登记以外的网站");
    site.state(SiteState::Moved, "首页跳到登记以外的网站");
}

pub(crate) fn refusing(site: &mut SitePlan, _today: NaiveDate) {
    site.door = Door::Refuses;
    site.finding("unreachable", Subject::None, "服务器拒绝连接");
    site.state(SiteState::Unreachable, "服务器拒绝连接");
}

pub(crate) fn silent(site: &mut SitePlan, today: NaiveDate) {
    site.door = Door::Silent;
    week::silent_since_morning(site, today);
    site.finding(
        "unreachable",
        Subject::None,
        "最后一天早晨起不应答，一周 168 次访问失败 20 次，应否决",
    );
    site.state(SiteState::Unreachable, "服务器不应答");
}

pub(crate) fn closed_rightly(site: &mut SitePlan, _today: NaiveDate) {
    site.status = SiteStatus::Closed;
    site.door = Door::Refuses;
    site.trap("关停的网站打不开", "unreachable", Subject::None, "登记为关停，打不开正是应有的");
    site.state(SiteState::Closed, "登记为关停，已打不开");
}

pub(crate) fn suspended(site: &mut SitePlan, _today: NaiveDate) {
    site.status = SiteStatus::Suspended;
    site.door = Door::Refuses;
    site.trap("临时下线的网站打不开", "unreachable", Subject::None, "登记为临时下线");
    site.state(SiteState::Suspended, "登记为临时下线");
}

pub(crate) fn challenge(site: &mut SitePlan, _today: NaiveDate) {
    site.only = Some(
        Answer::html(
            521,
            "<script>document.cookie=('_')+('_')+('jsl_clearance_s=1700000000.1|-1|abc;max-age=3600;path=/');location.href=location.pathname+location.search</script>",
        )
        .with("set-cookie", "__jsluid_h=0a1b2c3d; max-age=31536000; path=/; HttpOnly")
        .with("server", "jiasule-waf"),
    );
    site.robots = Some("User-agent: *\nDisallow:\n".into());
    site.trap("防护设备的验证页", "unreachable", Subject::None, "访客用浏览器可以打开");
    site.trap("防护设备的验证页", "zombie_site.placeholder", Subject::None, "验证页不是空壳");
    site.state(SiteState::Blocked, "全站在加速乐之后");
}

pub(crate) fn robots_forbid(site: &mut SitePlan, _today: NaiveDate) {
    site.robots = Some("User-agent: *\nDisallow: /\n".into());
    site.trap("robots.txt 禁止访问", "unreachable", Subject::None, "不许程序访问，不等于打不开");
    site.state(SiteState::Blocked, "robots.txt 禁止访问全站");
}
