//! Days written in every way that real lists write them, and numbers that look like days and are none.

use crate::demo::patterns::features;
use crate::demo::patterns::plant::{MOST_COLUMNS, add, days, half_a_year_and, keep, kept, late};
use crate::demo::plan::{ColumnBody, Print, SitePlan};
use crate::demo::truth::Subject;
use crate::model::verdict::SiteState;
use chrono::{Datelike, Days, NaiveDate};

/// `２０２６－１１－１８`.
fn full_width(day: NaiveDate) -> String {
    day.format("%Y-%m-%d")
        .to_string()
        .chars()
        .map(|it| char::from_u32(u32::from(it) + 0xfee0).unwrap_or(it))
        .collect()
}

/// `二〇二六年十一月十八日`, with the sign that the writer had at hand for zero.
fn numerals(day: NaiveDate, zero: char) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |it: u32| match it {
        0 => zero,
        _ => DIGITS[usize::try_from(it % 10).unwrap_or_default()],
    };
    let small = |number: u32| {
        let (tens, ones) = (number / 10, number % 10);
        let mut words = String::new();
        if tens > 1 {
            words.push(digit(tens));
        }
        if tens > 0 {
            words.push('十');
        }
        if ones > 0 {
            words.push(digit(ones));
        }
        words
    };
    let year: String =
        day.year().to_string().chars().filter_map(|it| it.to_digit(10)).map(digit).collect();
    format!("{year}年{}月{}日", small(day.month()), small(day.day()))
}

fn with_zero(day: NaiveDate) -> String {
    numerals(day, '〇')
}

fn with_circle(day: NaiveDate) -> String {
    numerals(day, '○')
}

/// Day large above, year and month small below.
fn split(day: NaiveDate) -> String {
    format!("<b>{}</b><i>{}</i>", day.format("%d"), day.format("%Y-%m"))
}

/// A site of the openness platform whose every column writes its days in another way.
pub(crate) fn spellings(site: &mut SitePlan, today: NaiveDate) {
    keep(site, MOST_COLUMNS);
    let print = |site: &mut SitePlan, name: &str, how: fn(NaiveDate) -> String, why: &str| {
        site.column(name).print = Print::As(how);
        kept(site, "日期的写法", name, why);
    };
    print(site, "工作动态", full_width, "日期用全角数字，最新一条是昨天");
    print(site, "通知公告", with_zero, "日期用汉字数字，零写作“〇”");
    print(site, "政策文件", with_circle, "日期用汉字数字，零写作“○”");
    print(site, "政策解读", |day| day.format("%y-%m-%d").to_string(), "年份只写两位");
    print(site, "规划计划", split, "日大字在上，年月小字在下，分在两个元素里");
    print(site, "人事信息", |day| day.format("[%Y-%m-%d 09:30]").to_string(), "带方括号和时刻");
    site.column("回应关切").print = Print::MonthDay;
    site.column("征集调查").print = Print::Nothing;
    site.column("征集调查").tag_format = "%Y--%m-%d 09:12";
    days(site, today, "回应关切", &[20, 110, 210, 320]);
    days(site, today, "征集调查", &[16, 50, 88]);
    kept(site, "无年份日期跨年", "回应关切", "列表只印月日，跨过年底，地址里没有日期");
    kept(site, "双横线的 PubDate", "征集调查", "列表不印日期，文章的 PubDate 写成双横线");
    add(site, today, "工作动态", ("村居动态", "cjdt"), &[33, 41, 57]);
    site.column("村居动态").print = Print::As(full_width);
    late(site, "村居动态", "日期用全角数字，最新一条是 33 天前");
    add(site, today, "通知公告", ("公示公告", "gsgg"), &[]);
    let notices = site.column("公示公告");
    notices.body = ColumnBody::List(vec![half_a_year_and(today, 4), half_a_year_and(today, 30)]);
    notices.print = Print::As(with_circle);
    late(site, "公示公告", "日期用汉字数字，最新一条超过 6 个月 4 天");
    site.state(SiteState::Normal, "有两个栏目未更新，网站正常");
}

/// Numbers beside the lists that are no publication days, on a site whose addresses hold none either.
pub(crate) fn decoys(site: &mut SitePlan, today: NaiveDate) {
    keep(
        site,
        &["工作动态", "通知公告", "政策文件", "政策解读", "规划计划", "人事信息", "回应关切"],
    );
    furniture(site, today);
    futures(site, today);
    days(site, today, "政策解读", &[30, 95]);
    site.column("政策解读").print = Print::Nothing;
    kept(site, "列表不印日期", "政策解读", "列表和地址都没有日期，文章里写有日期");
    days(site, today, "规划计划", &[45, 60, 90, 130, 170]);
    site.column("规划计划").print = Print::Nowhere;
    late(site, "规划计划", "列表、地址、文章都没有日期，按未更新计");
    site.column("人事信息").printed = vec![(0, "1970-01-01 08:00".into())];
    kept(site, "空日期字段", "人事信息", "第一条的日期字段为空，印成 1970-01-01，其余在期限内");
    site.column("回应关切").printed = vec![(0, "1970-01-01".into()), (1, "0001-01-01".into())];
    kept(site, "空日期字段", "回应关切", "列表日期全是空字段，文章里的日期在期限内");
    add(site, today, "工作动态", ("科普活动", "kphd"), &[30, 42, 60]);
    site.column("科普活动").article_skew = 25;
    site.column("科普活动").printed.clear();
    kept(
        site,
        "列表与文章矛盾",
        "科普活动",
        "列表印 30 天前，文章印 5 天前，两处矛盾，不能断定未更新",
    );
    site.trap("将来的日期", "stale_home", Subject::None, "首页通知公告 12 天前有更新");
    site.state(SiteState::Normal, "有栏目未更新，网站正常");
}

/// A row from the future makes no late column fresh and no fresh one late; a day in a title is no publication day.
fn futures(site: &mut SitePlan, today: NaiveDate) {
    let ahead = features::far_ahead(today).format("%Y-%m-%d").to_string();
    days(site, today, "工作动态", &[20, 26, 33, 47]);
    site.column("工作动态").printed = vec![(1, ahead.clone())];
    late(site, "工作动态", "最新一条是 20 天前，另一条印成将来的日期，不作数");
    for name in ["工作动态", "通知公告"] {
        let column = Subject::Column(name.into());
        site.finding("suspect_dates.future", column, "一条信息印成十年以后的日期");
    }
    for name in ["人事信息", "回应关切"] {
        let column = Subject::Column(name.into());
        site.trap("空日期字段", "suspect_dates.future", column, "空日期字段不是将来的日期");
    }
    days(site, today, "通知公告", &[12, 35, 70]);
    let notices = site.column("通知公告");
    notices.printed = vec![(2, ahead)];
    let deadline = (today + Days::new(60)).format("%Y年%-m月%-d日");
    notices.titles.push((1, format!("关于申报科技计划项目的通知（截止{deadline}）")));
    kept(
        site,
        "将来的日期",
        "通知公告",
        "最新一条是 12 天前，另一条印成将来的日期，也不因此算未更新",
    );
    let recent = (today - Days::new(2)).format("%Y年%-m月%-d日");
    let policy = site.column("政策文件");
    policy.body = ColumnBody::List(vec![half_a_year_and(today, 12), half_a_year_and(today, 80)]);
    policy.titles.push((0, format!("关于印发科技创新券管理办法的通知（自{recent}起施行）")));
    late(site, "政策文件", "超过 6 个月，标题里的日期是施行日期");
}

/// Clock, counter, generation stamp and copyright on every page.
fn furniture(site: &mut SitePlan, today: NaiveDate) {
    let yesterday = today - Days::new(1);
    site.on_every = format!(
        "<div class=\"topbar\">今天是{} <span>您是第{}位访客</span></div>\n\
         <div class=\"stamp\">页面生成时间：{yesterday} 03:15:22</div>\n<!-- 页面生成时间 {yesterday} 03:15:22 -->\n",
        today.format("%Y年%-m月%-d日"),
        today.format("%Y%m%d"),
    );
    site.marks.further =
        format!("<p>Copyright © 2009-{} 版权所有 最后更新：{yesterday}</p>\n", today.year());
}

/// The path's day lies before the printed one; a late list lies under fresh paths; a badge that a style rule hides.
pub(crate) fn paths(site: &mut SitePlan, today: NaiveDate) {
    keep(site, &["工作动态", "通知公告", "政策文件", "政策解读", "人事信息"]);
    days(site, today, "工作动态", &[14, 17, 23, 31]);
    kept(site, "地址日期早一天", "工作动态", "列表印第 14 天，仍在期限内，地址里是第 15 天");
    site.trap("地址日期早一天", "stale_home", Subject::None, "首页最新一条印的是第 14 天");
    let notices = site.column("通知公告");
    notices.body = ColumnBody::List(vec![half_a_year_and(today, 20), half_a_year_and(today, 45)]);
    notices.skew = 190;
    late(site, "通知公告", "列表印的日期超过 6 个月，地址里的日期较新但不作数");
    site.column("政策文件").skew = -200;
    kept(site, "地址日期久远", "政策文件", "地址里是 200 多天前的日期，以列表印的为准");
    site.state(SiteState::Normal, "有一个栏目未更新，网站正常");
}
