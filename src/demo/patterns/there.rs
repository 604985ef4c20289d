//! Pages that are not what their address says: answers in place of a 404, notices of closing and moving, gates.

use crate::demo::answers::Answer;
use crate::demo::patterns::lists;
use crate::demo::patterns::plant::{broken, keep, kept, no_link};
use crate::demo::plan::{ColumnBody, SitePlan, Unknown};
use crate::demo::truth::Subject;
use crate::model::site::SiteStatus;
use crate::model::verdict::SiteState;
use chrono::{Datelike, NaiveDate};

const LOGIN: &str = "<html><head><meta charset=\"utf-8\"><title>用户登录</title></head><body><h2>用户登录</h2><form action=\"/login.do\" method=\"post\">\
                     用户名：<input name=\"u\">密码：<input type=\"password\" name=\"p\"><input type=\"submit\" value=\"登录\"></form></body></html>";

/// Unknown addresses lead to a login; one column calls itself by another name and is there all the same.
pub(crate) fn to_login(site: &mut SitePlan, _today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读", "规划计划"]);
    site.unknown = Unknown::ToLogin;
    site.extra.push(("/login.html".into(), Answer::html(200, LOGIN)));
    site.in_article
        .push("<p>相关：<a href=\"/tzgg/201905/t20190506_310.html\">原公告</a></p>\n".into());
    broken(site, "/tzgg/201905/t20190506_310.html", "旧文已删除，服务器把不存在的地址都转到登录页");
    site.column("规划计划").calls_itself = Some("发展规划");
    kept(site, "栏目另有名称", "规划计划", "导航写“规划计划”，页面写“发展规划”，是同一栏目");
    no_link(site, "栏目另有名称", "/ghjh/", "名称不同，页面存在");
    site.state(SiteState::Normal, "有一处错链，网站正常");
}

/// Unknown addresses get the news list with status 200, and so does a column of the navigation that is gone; another list
/// ignores its page numbers.
pub(crate) fn always_news(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读"]);
    lists::deaf(site, today);
    site.unknown = Unknown::Same("/plus/list.php?tid=1");
    let path = "/plus/list.php?tid=77";
    let gone = site.column("政策解读");
    (gone.body, gone.on_home) = (ColumnBody::At(path.into()), false);
    broken(site, path, "栏目已删除，服务器把不存在的地址都答成“工作动态”，与导航的名称对不上");
    kept(site, "栏目已删除", "政策解读", "栏目的地址不存在，是错链，不是未更新");
    no_link(
        site,
        "真正的栏目",
        "/plus/list.php?tid=1",
        "这一个才是“工作动态”本身，应答与不存在的地址相同不是它的错",
    );
    site.state(SiteState::Normal, "有一处错链，网站正常");
}

/// Registered as running; the home page says that the site has moved, and where to.
pub(crate) fn moved_notice(site: &mut SitePlan, today: NaiveDate) {
    let year = today.year();
    site.only = Some(Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>网站迁移公告</title></head><body><h1>网站迁移公告</h1><p>根据政府网站集约化工作要求，{}网站自{year}年6月1日起\
             整合迁移至澜青县人民政府网站，新网址为 <a href=\"http://www.anlan.gov.cn/dzj/\">http://www.anlan.gov.cn/dzj/</a>，本网站已停止更新，敬请谅解。</p></body></html>",
            site.unit
        ),
    ));
    site.finding("zombie_site.moved", Subject::None, "首页是迁移公告，写明了新网址，登记没有更新");
    site.trap("迁移公告", "zombie_site.placeholder", Subject::None, "公告不是建设中页面");
    site.trap("迁移公告", "zombie_site.abandoned", Subject::None, "已迁移的网站不再更新");
    site.trap("迁移公告", "stale_home", Subject::None, "已迁移的网站不再更新");
    site.state(SiteState::Moved, "首页是迁移公告");
}

/// Registered as closed; what still answers is the notice that closing asks for.
pub(crate) fn closed_notice(site: &mut SitePlan, today: NaiveDate) {
    site.status = SiteStatus::Closed;
    let year = today.year();
    site.only = Some(Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>网站关停公告</title></head><body><h1>网站关停公告</h1><p>按照《政府网站发展指引》要求，{}网站已于{year}年3月31日永久关停，\
             相关内容请访问澜青县人民政府网站：<a href=\"http://www.lanqing.gov.cn/\">http://www.lanqing.gov.cn/</a>。</p></body></html>",
            site.unit
        ),
    ));
    site.trap(
        "关停公告",
        "zombie_site.not_closed",
        Subject::None,
        "打得开的只是关停公告，正是关停应有的",
    );
    site.trap("关停公告", "zombie_site.placeholder", Subject::None, "关停公告不是建设中页面");
    site.state(SiteState::Closed, "登记为关停，只剩关停公告");
}

/// A resold domain whose title is written in numbers, so that only search engines and visitors read it.
pub(crate) fn resold(site: &mut SitePlan, _today: NaiveDate) {
    let coded: String =
        "威尼斯人娱乐城-百家乐投注平台".chars().map(|it| format!("&#{};", u32::from(it))).collect();
    site.only = Some(Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>{coded}</title></head><body><h1>{coded}</h1>\
             <p>百家乐、龙虎斗、老虎机、真人荷官在线发牌，注册送彩金，投注返水，充值提款二十四小时到账。</p>\
             <p>六合彩开奖结果、时时彩计划、足球滚球盘口，手机客户端随时下注，代理加盟高额佣金。</p>\
             <p><a href=\"/reg.html\">免费开户</a> <a href=\"/down.html\">下载客户端</a> <a href=\"/agent.html\">代理加盟</a></p></body></html>"
        ),
    ));
    site.finding("zombie_site.hijacked", Subject::None, "域名已转售，标题和正文是赌博内容");
    site.state(SiteState::Zombie, "内容已不是本单位的");
}

/// Everything behind a gate.
fn gated(site: &mut SitePlan, answer: Answer, vendor: &str) {
    site.only = Some(answer);
    site.robots = Some("User-agent: *\nDisallow: /admin/\n".into());
    for code in [
        "unreachable",
        "zombie_site.placeholder",
        "zombie_site.hijacked",
        "stale_home",
        "site_identity.icp",
    ] {
        site.trap("防护设备的拦截页", code, Subject::None, "拦截的是程序，访客用浏览器可以打开");
    }
    site.state(SiteState::Blocked, vendor);
}

pub(crate) fn gate_412(site: &mut SitePlan, _today: NaiveDate) {
    let page = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta id=\"9DhefwqGPrzGxEp9hPaoag\" content=\"{qqzBfJZl\" r=\"m\">\
                <script type=\"text/javascript\" r=\"m\">$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=84313;$_ts.cd=\"qUMvrrlqc\";if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>";
    let answer =
        Answer::html(412, page).with("set-cookie", "FSSBBIl1UgzbN7N80S=aW5f; path=/; HttpOnly");
    gated(site, answer, "全站在瑞数动态防护之后，答 412");
}

pub(crate) fn gate_405(site: &mut SitePlan, _today: NaiveDate) {
    let page = "<!doctypehtml><html lang=\"zh-cn\"><head><meta charset=\"utf-8\"><title>405</title></head><body><div class=\"main\" data-spm=\"0\">\
                <img src=\"//errors.aliyun.com/images/TB1.png\"><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p></div></body></html>";
    gated(site, Answer::html(405, page), "全站在阿里云防护之后，答 405");
}

pub(crate) fn gate_403(site: &mut SitePlan, _today: NaiveDate) {
    let page = "<html><head><meta charset=\"utf-8\"><title>403</title><link href=\"/cyd-error/style.css\"></head><body class=\"cyd-error-help\"><h1>当前访问疑似黑客攻击，已被创宇盾拦截</h1>\
                <p>如果您是网站管理员，请登录知道创宇云防御 365cyd.com 查看详情</p></body></html>";
    gated(site, Answer::html(403, page), "全站在创宇盾之后，答 403");
}

/// A gate that an office bought nearby: status 200, its own words, no vendor's name.
pub(crate) fn gate_200(site: &mut SitePlan, _today: NaiveDate) {
    let page = "<html><head><meta charset=\"utf-8\"><title>访问被拦截</title></head><body><div class=\"box\"><h2>您的访问被拦截</h2>\
                <p>您的访问请求可能对网站造成安全威胁，请求已被拦截。事件编号：20261119-8813</p><p>如有疑问，请联系网站管理员。</p></div></body></html>";
    gated(site, Answer::html(200, page), "全站都是本地防护设备的拦截页，答 200");
}
