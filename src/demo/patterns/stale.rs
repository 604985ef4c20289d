//! Columns and sites that are not kept up: late, empty, lacking, abandoned.

use crate::demo::answers::Answer;
use crate::demo::columns;
use crate::demo::patterns::features;
use crate::demo::patterns::week;
use crate::demo::plan::{ColumnBody, ColumnPlan, Drawn, SitePlan, Unknown};
use crate::demo::truth::Subject;
use crate::model::site::ColumnClass;
use crate::model::verdict::SiteState;
use chrono::{Datelike, Days, Months, NaiveDate};

fn late(site: &mut SitePlan, name: &str, days: Vec<NaiveDate>, why: &str) {
    site.column(name).body = ColumnBody::List(days);
    site.finding("stale_columns", Subject::Column(name.to_owned()), why);
}

fn empty(site: &mut SitePlan, name: &str, body: ColumnBody, why: &str) {
    site.column(name).body = body;
    site.finding("empty_columns", Subject::Column(name.to_owned()), why);
}

fn half_a_year_and(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_months(Months::new(6)).unwrap_or(today) - Days::new(days)
}

/// A section of the portal with late columns, an empty one, lacking sections and a broken link of its own.
pub(crate) fn section(site: &mut SitePlan, today: NaiveDate) {
    site.listed = true;
    let mut news = columns::ago(today, &[15, 18, 30]);
    news.push(features::far_ahead(today));
    late(site, "工作动态", news, "最新一条是 15 天前，刚过期限；另一条写成将来的日期，不作数");
    let news = Subject::Column("工作动态".into());
    site.finding("suspect_dates.future", news, "一条信息的年份录错，成了十年以后");
    late(
        site,
        "通知公告",
        vec![half_a_year_and(today, 1), half_a_year_and(today, 9)],
        "超过 6 个月一天",
    );
    site.column("政策文件").body =
        ColumnBody::List(vec![half_a_year_and(today, 0), half_a_year_and(today, 40)]);
    let policy = Subject::Column("政策文件".into());
    site.trap("恰好 6 个月", "stale_columns", policy, "六个月前的同一天仍在期限内");
    empty(site, "回应关切", ColumnBody::Says("暂无内容"), "页面只有“暂无内容”");
    site.wanted.extend(["双减工作专栏".into(), "财政预决算".into()]);
    let money = Subject::Column("财政预决算".into());
    site.trap(
        "名录未写地址的必设栏目",
        "missing_sections",
        money,
        "名录没有地址，页面上有同名栏目",
    );
    site.finding(
        "missing_sections",
        Subject::Column("双减工作专栏".into()),
        "名录要求的栏目不存在",
    );
    let path = format!("/public/{}/9999999.html", site.organ.unwrap_or_default());
    let address = site.at(&path);
    site.in_article.push(format!("<p>附：<a href=\"{path}\">上级通知</a></p>\n"));
    site.finding("broken_links.internal", Subject::Link(address), "正文链接返回 404");
    site.state(SiteState::Normal, "有问题，但网站正常");
}

/// Five columns of the kinds that count are late, and with them the home page.
pub(crate) fn five_columns(site: &mut SitePlan, today: NaiveDate) {
    site.listed = true;
    site.marks.drawn = Drawn::Written;
    for (name, slug) in [("乡镇动态", "xzdt"), ("图片新闻", "tpxw")] {
        let id = site.columns.len() + 1;
        let model = site.column("工作动态").clone();
        site.columns.push(ColumnPlan { id, name: name.into(), slug, ..model });
    }
    late(site, "工作动态", columns::ago(today, &[15, 20, 27]), "15 天未更新");
    late(site, "乡镇动态", columns::ago(today, &[33, 47]), "33 天未更新");
    late(site, "图片新闻", columns::ago(today, &[70, 85]), "70 天未更新");
    late(
        site,
        "通知公告",
        vec![half_a_year_and(today, 2), half_a_year_and(today, 35)],
        "超过 6 个月",
    );
    late(
        site,
        "政策文件",
        vec![half_a_year_and(today, 60), half_a_year_and(today, 92)],
        "超过 6 个月",
    );
    site.column("政策解读").body = ColumnBody::List(columns::ago(today, &[39, 95]));
    site.finding(
        "stale_columns.veto",
        Subject::None,
        "动态要闻三个、通知公告和政策文件各一个未更新，达到 5 个",
    );
    site.finding("stale_home", Subject::None, "首页各栏最新一条是 15 天前");
    for code in ["icp", "site_code", "badge", "error_report"] {
        site.trap(
            "脚本写出的页脚",
            &format!("site_identity.{code}"),
            Subject::None,
            "页脚由本站脚本写出",
        );
    }
    site.state(SiteState::Normal, "可以访问，但多项未更新");
}

/// Five empty columns, each empty in another way; unknown addresses lead to the home page.
pub(crate) fn five_empty(site: &mut SitePlan, today: NaiveDate) {
    week::nearly(site, today);
    site.listed = true;
    empty(site, "规划计划", ColumnBody::Says("暂无内容"), "页面只有“暂无内容”");
    empty(site, "人事信息", ColumnBody::Frame, "列表框里一条也没有");
    empty(site, "回应关切", ColumnBody::Says("暂无数据"), "页面只有“暂无数据”");
    empty(site, "政策解读", ColumnBody::Frame, "列表框里一条也没有");
    empty(site, "征集调查", ColumnBody::Says("该栏目暂无内容！"), "页面只有“该栏目暂无内容”");
    site.finding("empty_columns.veto", Subject::None, "空白栏目达到 5 个");
    site.unknown = Unknown::ToHome;
    let address = site.at("/tzgg/201905/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml");
    site.in_article.push(format!("<p>相关：<a href=\"{address}\">原公告</a></p>\n"));
    site.finding(
        "broken_links.internal",
        Subject::Link(address),
        "旧文已删除，服务器把不存在的地址都转到首页",
    );
    let mut wide = vec![0xff, 0xfe];
    let page = "<html><head><title>园区简介</title></head><body><h1>园区简介</h1><p>园区位于县城东部，规划面积十二平方公里，入驻企业一百余家。</p></body></html>";
    wide.extend(page.encode_utf16().flat_map(u16::to_le_bytes));
    site.extra.push(("/yqjj.shtml".into(), Answer::of(200, "text/html", wide)));
    site.on_home.push("<p><a href=\"/yqjj.shtml\">园区简介</a></p>\n".into());
    site.state(SiteState::Normal, "可以访问，但空白栏目多");
}

/// Nothing newer than 200 days on the whole site.
pub(crate) fn abandoned(site: &mut SitePlan, today: NaiveDate) {
    let last = today - Days::new(200);
    for column in &mut site.columns {
        let ColumnBody::List(days) = &mut column.body else { continue };
        if column.name.starts_with("政府") && column.class == ColumnClass::Yearly {
            days.retain(|day| *day < last);
        } else {
            for day in days {
                *day = *day - Days::new(200);
            }
        }
    }
    let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 31).unwrap_or(today);
    if last < new_year - Days::new(11) && new_year < today {
        // What should have come in January came no more.
        for name in ["政府信息公开年报", "政府网站工作年度报表"] {
            site.finding("annual_report.missing", Subject::Column(name.into()), "停更在年报之前");
        }
    }
    site.column("咨询留言").body = ColumnBody::Elsewhere("http://ly.anlan.gov.cn/lanqing/".into());
    for name in ["工作动态", "通知公告", "政策文件", "政策解读"] {
        site.finding("stale_columns", Subject::Column(name.into()), "全站 200 天没有更新");
    }
    site.finding("stale_home", Subject::None, "全站 200 天没有更新");
    site.finding("zombie_site.abandoned", Subject::None, "全站 200 天没有更新");
    let words = format!("<div class=\"date\">今天是{}</div>\n", today.format("%Y年%-m月%-d日"));
    site.on_home.push(words);
    site.state(SiteState::Zombie, "可以打开，但全站 200 天没有更新");
}
