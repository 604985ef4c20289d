//! The county's portal: healthy but for two links, and full of what careless programs stumble over.

use crate::demo::answers::{Answer, Manner};
use crate::demo::columns;
use crate::demo::outside;
use crate::demo::patterns::content;
use crate::demo::patterns::features;
use crate::demo::patterns::interaction;
use crate::demo::patterns::publication;
use crate::demo::patterns::services;
use crate::demo::plan::{ColumnBody, ColumnPlan, Paging, SitePlan};
use crate::demo::truth::Subject;
use crate::model::site::{ColumnClass, UnitClass};
use crate::model::verdict::SiteState;
use chrono::{Datelike, Days, NaiveDate, Weekday};

pub(crate) fn county(site: &mut SitePlan, today: NaiveDate) {
    if site.class != UnitClass::County {
        site.state(SiteState::Normal, "各项正常的网站");
        return;
    }
    site.listed = true;
    lists(site, today);
    interaction::letters_of_portal(site, today);
    interaction::surveys_of_portal(site, today);
    refusals(site);
    oddities(site, today);
    publication::portal(site, today);
    services::portal(site, today);
    features::sound(site, today);
    content::sound(site);
    let picture = site.at("/images/banner-old.jpg");
    site.on_home.push("<p><img src=\"/images/banner-old.jpg\" alt=\"横幅\"></p>\n".into());
    site.finding("broken_links.image", Subject::Link(picture), "首页横幅图片已删除，返回 404");
    let gone = site.at("/zwgk/201803/t20180312_77.html");
    site.in_article
        .push("<p>相关链接：<a href=\"/zwgk/201803/t20180312_77.html\">原文</a></p>\n".into());
    site.finding("broken_links.internal", Subject::Link(gone), "正文链接的旧文已删除，返回 404");
    site.state(SiteState::Normal, "只有个别错链");
}

/// Columns that look late and are not.
fn lists(site: &mut SitePlan, today: NaiveDate) {
    let pinned = site.column("政务要闻");
    if let ColumnBody::List(days) = &mut pinned.body {
        days.insert(0, today - Days::new(400));
    }
    pinned.titles.push((0, "【置顶】澜青县人民政府公开承诺".into()));
    trap_column(site, "置顶旧文", "政务要闻", "第一条是 400 天前的置顶，其后是昨天的新闻");
    site.column("政策文件").paging = Paging::Promises;
    let next = site.at("/zcwj/index_1.html");
    site.trap(
        "脚本分页",
        "broken_links.internal",
        Subject::Link(next),
        "分页脚本算出的第二页并不存在，页面上没有这个链接",
    );
    let data = site.column("数据发布");
    if let ColumnBody::List(days) = &mut data.body {
        days.push(today - Days::new(400));
    }
    trap_column(site, "末条久远", "数据发布", "只有最后一条久远，最新一条在期限内");
    let deadline = (today + Days::new(38)).format("%Y年%-m月%-d日");
    let notices = site.column("通知公告");
    notices.titles.push((0, format!("关于征集县志资料的通知（截至{deadline}）")));
    trap_column(site, "标题中的截止日期", "通知公告", "标题里的日期在将来，是截止日期而非发布日期");
    for (name, class, slug, days) in [
        ("党史学习教育专题（已归档）", ColumnClass::Archived, "dszt", 1500),
        ("建议提案办理", ColumnClass::Event, "jyta", 420),
    ] {
        add(
            site,
            today,
            (name, class, slug),
            ColumnBody::List(columns::ago(today, &[days, days + 9])),
        );
        trap_column(site, "无更新义务的栏目", name, "归档、事件类栏目不要求更新");
    }
    let platform = ColumnBody::Elsewhere("http://www.anlan.gov.cn/ggzy/".into());
    add(site, today, ("公共资源交易", ColumnClass::External, "ggzy"), platform);
    trap_column(site, "外链栏目", "公共资源交易", "栏目链接到市级平台，只看能否打开");
}

fn add(
    site: &mut SitePlan,
    today: NaiveDate,
    (name, class, slug): (&str, ColumnClass, &'static str),
    body: ColumnBody,
) {
    let id = site.columns.len() + 1;
    let model: ColumnPlan = columns::standard(UnitClass::Department, today).swap_remove(1);
    site.columns.push(ColumnPlan {
        id,
        name: name.to_owned(),
        class,
        kind: "专题专栏",
        slug,
        body,
        on_home: false,
        ..model
    });
}

fn trap_column(site: &mut SitePlan, trap: &str, name: &str, why: &str) {
    for code in ["stale_columns", "empty_columns"] {
        site.trap(trap, code, Subject::Column(name.to_owned()), why);
    }
}

/// Links that refuse a program and say nothing about a visitor.
fn refusals(site: &mut SitePlan) {
    let page = || {
        Answer::html(
            200,
            "<html><head><title>专题</title></head><body><h1>专题</h1><p>本专题介绍全县重点工作进展情况，供查阅。</p></body></html>",
        )
    };
    for (path, answer, why) in [
        ("/zt/401.html", Answer::html(401, "登录"), "需要登录"),
        ("/zt/403.html", Answer::html(403, "Forbidden"), "服务器拒绝程序访问"),
        ("/zt/412.html", Answer::html(412, "<script>$_ts=window['$_ts'];</script>"), "动态防护"),
        ("/zt/429.html", Answer::html(429, "busy"), "访问过于频繁"),
        (
            "/zt/521.html",
            Answer::html(521, "<script>document.cookie='__jsl_clearance_s=1';</script>"),
            "加速乐验证",
        ),
        ("/zt/503.html", Answer::html(503, "busy").with("retry-after", "1"), "要求稍后再来"),
        ("/zt/flaky.html", page().acting(Manner::FailsAtFirst(500)), "第一次 500，第二次正常"),
        ("/zt/nohead.html", page().acting(Manner::RefusesHead(405)), "不接受 HEAD 请求"),
        (
            "/files/plan.pdf",
            Answer::file("plan.pdf").acting(Manner::RefusesHead(405)),
            "附件不接受 HEAD 请求",
        ),
        (
            "/files/table.xls",
            Answer::file("table.xls").acting(Manner::RefusesHead(404)),
            "附件对 HEAD 请求答 404，对 GET 正常",
        ),
        (
            "/files/video.zip",
            Answer::file("video.zip").acting(Manner::Large(300 << 20)),
            "附件有 300 MiB",
        ),
    ] {
        let is_file = path.starts_with("/files/");
        let code = if is_file { "broken_links.attachment" } else { "broken_links.internal" };
        let address = site.at(path);
        site.on_home.push(format!("<p><a href=\"{path}\">专题资料</a></p>\n"));
        site.extra.push((path.to_owned(), answer));
        site.trap("不能判为错链", code, Subject::Link(address), why);
    }
}

/// Markup that is no link, addresses written oddly, dates that belong to no list.
fn oddities(site: &mut SitePlan, today: NaiveDate) {
    let weekday = ["一", "二", "三", "四", "五", "六", "日"][weekday_index(today.weekday())];
    site.on_home.push(format!(
        "<div class=\"date\">今天是{} 星期{weekday}</div>\n",
        today.format("%Y年%-m月%-d日")
    ));
    site.on_home.push(
        "<!-- <a href=\"/none/comment.html\">旧版</a> -->\n<script>var old = '<a href=\"/none/script.html\">x</a>';</script>\n\
         <a href=\"javascript:void(0)\">设为首页</a> <a href=\"mailto:xxgk@lanqing.gov.cn\">联系我们</a> <a href=\"#\">返回顶部</a> <a href=\"tel:09996012345\">电话</a>\n"
            .into(),
    );
    for path in ["/none/comment.html", "/none/script.html"] {
        let address = site.at(path);
        site.trap(
            "注释与脚本里的地址",
            "broken_links.internal",
            Subject::Link(address),
            "访客看不到的链接不是链接",
        );
    }
    let page = Answer::html(
        200,
        "<html><head><meta charset=\"utf-8\"><title>公告</title></head><body><h1>公告</h1><p>为方便群众办事，县政务服务中心实行午间值班制度，欢迎监督。</p></body></html>",
    );
    for (path, href, why) in [
        ("/zt/session.html", "/zt/session.html;jsessionid=1F2A3B4C", "地址带会话号"),
        ("/zt/%B9%AB%B8%E6.html", "/zt/%B9%AB%B8%E6.html", "地址按 GBK 编码"),
        ("/zt/blank.html", " /zt/blank.html\n", "地址前后有空白"),
    ] {
        let address = site.at(href.trim());
        site.extra.push((path.to_owned(), page.clone()));
        site.on_home.push(format!("<p><a href=\"{href}\">便民公告</a></p>\n"));
        site.trap("特殊写法的地址", "broken_links.internal", Subject::Link(address), why);
    }
    site.on_home.insert(0, mega_menu());
    site.trap(
        "带旧日期的下拉菜单",
        "stale_home",
        Subject::None,
        "菜单里的往期专题带旧日期，与首页栏目无关",
    );
    let secure = format!("https://{}/", outside::BAD_CERTIFICATE);
    site.on_home.push(format!("<p><a href=\"{secure}\">政务服务网</a></p>\n"));
    site.trap(
        "外站证书不可信",
        "broken_links.external",
        Subject::Link(secure),
        "页面可以打开，证书问题不是断链",
    );
    let endless = format!("http://{}/", outside::ENDLESS);
    site.on_home.push(format!("<p><a href=\"{endless}\">直播</a></p>\n"));
    site.trap(
        "没有尽头的外站页面",
        "broken_links.external",
        Subject::Link(endless),
        "应答正常，只是内容没有尽头",
    );
}

fn weekday_index(day: Weekday) -> usize {
    usize::try_from(day.num_days_from_monday()).unwrap_or_default()
}

fn mega_menu() -> String {
    let rows: String =
        [("session", "2019-05-06"), ("blank", "2019-04-18"), ("nohead", "2018-12-04")]
            .iter()
            .map(|(page, day)| {
                format!("<li><a href=\"/zt/{page}.html\">往期专题</a><span>{day}</span></li>\n")
            })
            .collect();
    format!("<div class=\"nav megamenu\"><ul class=\"submenu\">\n{rows}</ul></div>\n")
}
