//! Lists with pinned lines, separators, nested lines, hidden tabs, tickers and boxes beside them, and their pagers.

use crate::demo::answers::Answer;
use crate::demo::lists::entries;
use crate::demo::patterns::plant::{add, broken, days, half_a_year_and, keep, kept, late, no_link};
use crate::demo::plan::{ColumnBody, Paging, SitePlan};
use crate::model::verdict::SiteState;
use chrono::{Days, NaiveDate};

/// Lines of another column, with their days, as a box beside the list.
fn lines(site: &mut SitePlan, from: &str, count: usize) -> String {
    let column = site.column(from).clone();
    entries(site, &column)
        .iter()
        .take(count)
        .map(|it| {
            format!("<li><a href=\"{}\">{}</a><span>{}</span></li>\n", it.path, it.title, it.day)
        })
        .collect()
}

/// Pages of text without a day.
fn plain(site: &mut SitePlan, paths: &[&str]) {
    for path in paths {
        let html = "<html><head><meta charset=\"utf-8\"><title>工作专题</title></head><body><h1>工作专题</h1><p>具体条件和办理流程见正文，可到便民服务中心现场咨询。</p></body></html>";
        site.extra.push(((*path).to_owned(), Answer::html(200, html)));
    }
}

fn separated(list: &str) -> String {
    list.replace("</a></li>\n", "</a></li>\n<li class=\"line\"></li>\n")
}

fn nested(list: &str) -> String {
    list.replace(
        "</a></li>\n",
        "</a><ul class=\"sub\"><li><a href=\"/zt/interp.htm\">相关解读</a></li><li><a href=\"/zt/chart.htm\">图解</a></li></ul></li>\n",
    )
}

/// Pages counted down, and lines that are no entries.
pub(crate) fn counted_down(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读", "规划计划", "人事信息"]);
    days(
        site,
        today,
        "工作动态",
        &[1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
    );
    site.column("工作动态").in_last =
        "<p>相关：<a href=\"/info/1001/1288.htm\">活动预告</a></p>\n".into();
    broken(site, "/info/1001/1288.htm", "第 3 页末条的正文链接返回 404，页码是倒数的，须逐页读到");
    kept(site, "倒数的页码", "工作动态", "第 2 页的地址是 /gzdt/2.htm，第 3 页是 /gzdt/1.htm");
    let pinned = [900, 640, 420, 5, 16, 40];
    days(site, today, "通知公告", &pinned);
    for (at, title) in
        ["森林防火禁火令", "便民服务电话一览表", "公共法律服务指南"].iter().enumerate()
    {
        site.column("通知公告")
            .titles
            .push((at, format!("<font color=\"red\">[置顶]</font>{title}")));
    }
    kept(site, "置顶旧文", "通知公告", "前三条置顶都是旧文，第四条是 5 天前");
    site.column("政策文件").retouch = Some(separated);
    kept(site, "分隔行", "政策文件", "每条之后有一个空的分隔行，不是空白条目");
    site.column("人事信息").retouch = Some(nested);
    plain(site, &["/zt/interp.htm", "/zt/chart.htm"]);
    kept(site, "嵌套的列表", "人事信息", "每条之下另有不带日期的解读链接，外层的日期仍是本条的");
    days(site, today, "政策解读", &[260, 300]);
    let ticker = lines(site, "工作动态", 5);
    site.column("政策解读").around.1 = format!(
        "<div class=\"ticker\"><h3>最新动态</h3><marquee direction=\"up\"><ul>\n{ticker}</ul></marquee></div>\n"
    );
    late(site, "政策解读", "栏目最新一条是 260 天前，旁边滚动的最新动态不属于本栏目");
    let old = "<li><a href=\"/zt/interp.htm\">历年规划</a><span>2019-03-01</span></li>\n\
               <li><a href=\"/zt/chart.htm\">规划图解</a><span>2019-02-11</span></li>\n";
    site.column("规划计划").around.1 =
        format!("<div class=\"tab2\" style=\"display:none\"><ul>\n{old}</ul></div>\n");
    kept(site, "隐藏的标签页", "规划计划", "隐藏标签页里的旧条目，不是显示的列表");
    site.state(SiteState::Normal, "有一个栏目未更新，一处错链");
}

/// Two entries in one table row.
fn doubled(list: &str) -> String {
    let mut odd = false;
    let mut parts = list.split("</tr>\n<tr>");
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        odd = !odd;
        joined.push_str(if odd { "" } else { "</tr>\n<tr>" });
        joined.push_str(part);
    }
    joined
}

/// A pager without addresses, hidden fields with old days, two entries in a row, lines that lead to another host.
pub(crate) fn posted(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读", "人事信息"]);
    kept(site, "没有地址的分页", "工作动态", "第 2 页由表单提交得到，没有地址；隐藏字段里是旧日期");
    no_link(site, "没有地址的分页", "/__doPostBack", "分页是脚本，不是链接");
    let notices = site.column("通知公告");
    notices.body = ColumnBody::List(vec![half_a_year_and(today, 9), half_a_year_and(today, 51)]);
    let recent = today - Days::new(3);
    notices.around.0 = format!(
        "<input type=\"hidden\" name=\"hfTime\" value=\"{recent} 关于供水检修的通知 {recent}\">\n"
    );
    late(site, "通知公告", "超过 6 个月，隐藏字段里的日期访客看不到");
    days(site, today, "政策解读", &[11, 39, 95, 140]);
    site.column("政策解读").retouch = Some(doubled);
    kept(site, "一行两条", "政策解读", "表格一行排两条，日期各归各条");
    site.column("政策文件").leads_to =
        (1..=3).map(|it| format!("http://www.anlan.gov.cn/zcwj/2026/{it}.html")).collect();
    kept(site, "外站文章", "政策文件", "条目都链接到市政府网站，列表日期照样算更新");
    add(site, today, "工作动态", ("乡村振兴", "xczx"), &[3, 9, 21]);
    plain(site, &["/zt/1.htm", "/zt/2.htm", "/zt/3.htm"]);
    let hot = "<div class=\"hot\"><h3>热点排行</h3><ul><li><a href=\"/zt/1.htm\">惠农政策问答</a><span>2018-06-01</span></li>\n\
               <li><a href=\"/zt/2.htm\">办事流程图</a><span>2018-05-20</span></li>\n<li><a href=\"/zt/3.htm\">常用电话</a><span>2018-05-02</span></li></ul></div>\n";
    site.column("乡村振兴").around.0 = hot.into();
    kept(site, "热点排行", "乡村振兴", "列表上方的热点排行都是旧文，本栏目 3 天前有更新");
    add(site, today, "工作动态", ("平安建设", "pajs"), &[36, 50, 71]);
    let fresh = lines(site, "工作动态", 6);
    site.column("平安建设").around.0 =
        format!("<div class=\"recommend\"><h3>为您推荐</h3><ul>\n{fresh}</ul></div>\n");
    late(site, "平安建设", "最新一条是 36 天前，推荐框里的新文章不属于本栏目");
    site.state(SiteState::Normal, "有栏目未更新，网站正常");
}

/// A server that answers every page number with the first page.
pub(crate) fn deaf(site: &mut SitePlan, today: NaiveDate) {
    add(
        site,
        today,
        "工作动态",
        ("党建工作", "djgz"),
        &[2, 5, 8, 9, 11, 13, 14, 16, 18, 20, 22, 25, 27, 29, 33, 40, 44],
    );
    site.column("党建工作").paging = Paging::Deaf;
    kept(site, "页码无效", "党建工作", "第几页都答第一页，不能没完没了地翻");
}
