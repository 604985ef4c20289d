//! The tree of columns: one column under several addresses, parents that only show children, columns without duty.

use crate::demo::answers::Answer;
use crate::demo::patterns::features;
use crate::demo::patterns::plant::{
    MOST_COLUMNS, add, broken, class, days, empty, half_a_year_and, keep, kept, late, no_link,
};
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::model::site::ColumnClass;
use crate::model::verdict::SiteState;
use chrono::{Days, NaiveDate};

pub(crate) fn branches(site: &mut SitePlan, today: NaiveDate) {
    features::bought_name(site);
    features::misspelt_tag(site);
    keep(site, MOST_COLUMNS);
    three_addresses(site, today);
    parents(site, today);
    without_duty(site, today);
    refusing(site);
    site.column("回应关切").body = ColumnBody::Says("本栏目暂无信息");
    empty(site, "回应关切", "页面只有“本栏目暂无信息”，没有脚本填充");
    site.state(SiteState::Normal, "有栏目未更新，网站正常");
}

/// One late column that navigation, banner and footer reach by different addresses: one finding.
fn three_addresses(site: &mut SitePlan, today: NaiveDate) {
    days(site, today, "通知公告", &[]);
    let notices = site.column("通知公告");
    notices.body = ColumnBody::List(vec![half_a_year_and(today, 3), half_a_year_and(today, 41)]);
    let path = format!("/n2253534/n{}", 2_253_500 + notices.id);
    notices.aliases = vec![format!("{path}/"), format!("{path}/index.html?from=banner")];
    site.on_home.push(format!(
        "<p><a href=\"{path}/\">通知公告</a> <a href=\"{path}/index.html?from=banner\">通知公告</a> <a href=\"{path}/index.html#list\">通知公告</a></p>\n"
    ));
    late(site, "通知公告", "同一栏目有三个地址，最新一条超过 6 个月 3 天，只报一次");
}

/// A parent shows the first lines of its children and is judged by them.
fn parents(site: &mut SitePlan, today: NaiveDate) {
    for (name, slug, children) in [
        ("政务公开", "zwgk", vec!["政策文件", "规划计划"]),
        ("互动交流", "hdjl", vec!["结果反馈", "热点回应"]),
    ] {
        add(site, today, "政策文件", (name, slug), &[]);
        class(site, name, ColumnClass::ShouldUpdate, "政务公开");
        site.column(name).body = ColumnBody::Parent(children);
    }
    for (name, slug, ago) in
        [("结果反馈", "jgfk", [41, 90, 140]), ("热点回应", "rdhy", [381, 402, 470])]
    {
        add(site, today, "回应关切", (name, slug), &ago);
        site.column(name).in_nav = false;
    }
    kept(site, "只列下级栏目的栏目", "政务公开", "页面只是下级栏目的框，下级都在期限内");
    kept(site, "只列下级栏目的栏目", "互动交流", "页面只是下级栏目的框，未更新的是其中一个下级");
    kept(site, "只列下级栏目的栏目", "结果反馈", "同一上级之下的另一个栏目，在期限内");
    late(site, "热点回应", "下级栏目，最新一条是 381 天前");
}

/// Static, yearly, archived and external columns, and one with a statement only.
fn without_duty(site: &mut SitePlan, today: NaiveDate) {
    add(site, today, "通知公告", ("“不忘初心”主题教育（已归档）", "ztjy"), &[2300, 2340]);
    class(site, "“不忘初心”主题教育（已归档）", ColumnClass::Archived, "专题专栏");
    let line = "<div class=\"archive\">归档时间：2021年3月1日</div>\n";
    site.column("“不忘初心”主题教育（已归档）").around.0 = line.into();
    kept(site, "归档栏目", "“不忘初心”主题教育（已归档）", "已注明归档时间，不要求更新");
    add(site, today, "通知公告", ("公共资源交易", "ggzy"), &[]);
    site.column("公共资源交易").body =
        ColumnBody::Elsewhere("http://www.anlan.gov.cn/ggzy/".into());
    kept(site, "外链栏目", "公共资源交易", "栏目链接到市级平台，只看能否打开");
    days(site, today, "征集调查", &[400]);
    site.column("征集调查").titles.push((0, "关于本年度未开展征集调查的情况说明".into()));
    kept(site, "情况说明", "征集调查", "只有一条情况说明，不算未更新，也不算空白");
    site.column("人事信息").body = ColumnBody::Markup(format!(
        "<div class=\"content\"><p>情况说明：截至{}，本单位没有新的人事任免和招考事项，特此说明。</p></div>\n",
        (today - Days::new(20)).format("%Y年%-m月%-d日")
    ));
    kept(site, "情况说明", "人事信息", "页面就是一段情况说明");
    for name in ["概况信息", "领导信息", "政府信息公开年报"] {
        kept(site, "静态和年度栏目", name, "静态、年度栏目没有更新期限");
    }
}

/// One column behind a gate that lets no program in, and an account that only members have.
fn refusing(site: &mut SitePlan) {
    let gate = "<html><head><title>403</title></head><body><div class=\"cyd-error-help\"><p>您的请求存在安全风险，已被拦截</p>\
                <a href=\"http://help.365cyd.com/\">创宇盾</a></div></body></html>";
    let column = site.column("政策解读");
    column.body = ColumnBody::At("/n2253534/zcjd/index.html".into());
    column.on_home = false;
    site.extra.push(("/n2253534/zcjd/index.html".into(), Answer::html(403, gate)));
    kept(site, "被拦截的栏目", "政策解读", "防护设备拦截了程序，看不到列表，只能无法判定");
    no_link(site, "被拦截的栏目", "/n2253534/zcjd/index.html", "403 是拦截，不是错链");
    site.extra.push(("/oa/".into(), Answer::redirect(302, "/login.html")));
    let form = "<html><head><meta charset=\"utf-8\"><title>用户登录</title></head><body><form action=\"/oa/login\" method=\"post\">用户名<input name=\"u\">密码<input type=\"password\" name=\"p\"></form></body></html>";
    site.extra.push(("/login.html".into(), Answer::html(200, form)));
    site.on_home.push("<p><a href=\"/oa/\">内部办公</a></p>\n".into());
    no_link(site, "要求登录的链接", "/oa/", "内部系统要求登录，不存在的地址另答 404，不是错链");
    site.in_article
        .push("<p>相关：<a href=\"/n2253534/c8800001/content.html\">原文</a></p>\n".into());
    broken(site, "/n2253534/c8800001/content.html", "正文链接的旧文已删除，返回 404");
}
