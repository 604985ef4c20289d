//! Sites without faults, each with lists, homes and footers that are easily misread.

use crate::demo::answers::Answer;
use crate::demo::columns;
use crate::demo::patterns::features;
use crate::demo::patterns::publication;
use crate::demo::patterns::week;
use crate::demo::plan::{Badge, ColumnBody, Drawn, HomeManner, Print, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::{Days, NaiveDate};

fn not_late(site: &mut SitePlan, trap: &str, name: &str, why: &str) {
    for code in ["stale_columns", "empty_columns"] {
        site.trap(trap, code, Subject::Column(name.to_owned()), why);
    }
}

/// A section of the portal: a list that only a script fills, a statement of nothing to publish, a faulty neighbour.
pub(crate) fn section(site: &mut SitePlan, today: NaiveDate) {
    site.listed = true;
    site.column("回应关切").body = ColumnBody::Script;
    let organ = site.organ.unwrap_or_default();
    let id = site.column("回应关切").id;
    let day = (today - Days::new(9)).format("%Y-%m-%d");
    site.extra.push((
        format!("/site/label/8888?labelName=publicInfoList&pageIndex=1&organId={organ}&catId={id}"),
        Answer::html(200, &format!("<ul><li><a href=\"/public/{organ}/3690001.html\">回应：关于村道养护问题</a><span>{day}</span></li></ul>")),
    ));
    site.extra.push((
        format!("/public/{organ}/3690001.html"),
        Answer::html(200, "<html><head><title>回应：关于村道养护问题</title></head><body><h1>回应：关于村道养护问题</h1><p>已安排养护队伍进场施工。</p></body></html>"),
    ));
    not_late(
        site,
        "由脚本填充的列表",
        "回应关切",
        "列表由浏览器另行读取，静态页面看不出是否空白，只能无法判定",
    );
    let survey = site.column("征集调查");
    survey.body = ColumnBody::List(columns::ago(today, &[400]));
    survey.titles.push((0, "关于本年度无征集调查事项的情况说明".into()));
    not_late(site, "情况说明", "征集调查", "已发布情况说明，不算未更新，也不算空白");
    publication::in_order(site, today);
    // The neighbour stands one organ group higher, under the same number of the round.
    let other = organ + 100;
    site.on_home.push(format!(
        "<p><a href=\"/public/column/{other}?type=4&catId=6720001&action=list\">相关单位动态</a></p>\n"
    ));
    let address = site.at(&format!("/public/{other}/9999999.html"));
    site.trap(
        "邻居的错链",
        "broken_links.internal",
        Subject::Link(address),
        "错链在另一单位的页面上，不属于本单位",
    );
    site.state(SiteState::Normal, "各项正常的专栏");
}

/// Hanweb: records in script islands, a visible list that is empty, a jump by script, a calendar without end.
pub(crate) fn islands(site: &mut SitePlan, today: NaiveDate) {
    site.home = HomeManner::ScriptJump;
    features::own_name_of_town(site);
    site.trap(
        "脚本跳转的首页",
        "zombie_site.placeholder",
        Subject::None,
        "首页由脚本跳到真正的首页",
    );
    site.trap("脚本跳转的首页", "zombie_site.moved", Subject::None, "跳转仍在本站");
    let news = site.column("工作动态");
    news.skew = -23;
    not_late(
        site,
        "地址日期早于发布日期",
        "工作动态",
        "地址里的日期是建稿日，列表日期才是发布日期",
    );
    site.column("政策文件").skew = 3;
    not_late(site, "地址日期晚于发布日期", "政策文件", "以列表印出的日期为准");
    not_late(site, "数据岛中的列表", "通知公告", "可见列表为空，记录在脚本数据岛里");
    let plumbing = site.at("/module/web/jpage/dataproxy.jsp?page=1&webid=1&path=/&columnid=1200");
    site.trap(
        "数据岛的接口地址",
        "broken_links.internal",
        Subject::Link(plumbing),
        "分页脚本的接口，不是访客的链接",
    );
    site.on_home.push(format!("<p><a href=\"/calendar?date={today}\">工作日历</a></p>\n"));
    site.trap("没有尽头的日历", "broken_links.internal", Subject::None, "日历每页都通向前后一天");
    site.state(SiteState::Normal, "各项正常的网站");
}

/// Tables in GB2312 that hold more than GB2312 does, days without years across the year's end, lists without days.
pub(crate) fn old_table(site: &mut SitePlan, today: NaiveDate) {
    site.home = HomeManner::MetaRefresh;
    site.trap(
        "元标签跳转的首页",
        "zombie_site.placeholder",
        Subject::None,
        "首页用 refresh 跳到真正的首页",
    );
    site.marks.badge = Badge::CommentAndShown;
    site.trap(
        "注释与正本并存",
        "site_identity.badge",
        Subject::None,
        "旧标识在注释里，下面另有一个显示的",
    );
    let news = site.column("工作动态");
    news.titles.push((0, "朱镕村举行“䶮”字文化节，犇犇合作社喆堃分社揭牌".into()));
    not_late(site, "GB2312 之外的字", "工作动态", "声明 gb2312，内容是 GB18030");
    let policy = site.column("政策文件");
    policy.print = Print::MonthDay;
    policy.body = ColumnBody::List(columns::ago(today, &[20, 100, 200, 330]));
    not_late(site, "无年份日期跨年", "政策文件", "列表只印月日，跨过年底");
    site.column("通知公告").print = Print::Nothing;
    not_late(site, "列表不印日期", "通知公告", "列表不印日期，文章里有 PubDate");
    publication::put_up_again(site, today);
    site.state(SiteState::Normal, "各项正常的网站");
}

/// News of exactly fourteen days ago, printed without a year; a home page that fails once; a footer by script.
pub(crate) fn fourteenth_day(site: &mut SitePlan, today: NaiveDate) {
    site.column("工作动态").body =
        ColumnBody::List(columns::ago(today, &[14, 16, 19, 23, 30, 41, 55, 200, 320]));
    site.column("通知公告").body = ColumnBody::List(columns::ago(today, &[31, 64]));
    site.column("政策解读").body = ColumnBody::List(columns::ago(today, &[40, 96]));
    site.column("政策文件").body = ColumnBody::List(columns::ago(today, &[41, 97]));
    not_late(site, "恰好第 14 天", "工作动态", "第 14 天仍在期限内");
    site.trap("恰好第 14 天", "stale_home", Subject::None, "首页最新一条恰好是 14 天前");
    site.column("通知公告").print = Print::Full;
    site.home = HomeManner::FirstFails;
    week::now_and_then(site, today);
    site.trap("首页一次失败", "unreachable", Subject::None, "第一次访问失败，其后都正常");
    publication::as_files(site, today);
    site.marks.drawn = Drawn::Loaded;
    for code in
        ["icp", "police", "site_code", "badge", "host_unit", "contact", "error_report", "site_map"]
    {
        site.trap(
            "另行加载的页脚",
            &format!("site_identity.{code}"),
            Subject::None,
            "页脚由脚本从本站加载",
        );
    }
    site.state(SiteState::Normal, "各项正常的网站");
}
