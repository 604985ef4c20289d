//! What must be published: annual reports, interpretations of policy files, documents in time; and what only looks wrong.

use crate::demo::answers::Answer;
use crate::demo::lists::entries;
use crate::demo::outside::DISCLOSURE;
use crate::demo::patterns::plant::days;
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::demo::truth::Subject;
use chrono::{Datelike, Days, NaiveDate};

const REPORT: &str = "政府信息公开年报";
const SHEET: &str = "政府网站工作年度报表";

/// So late in the year that last year's reports of all units are due.
fn all_are_due(today: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(today.year(), 4, 20).is_some_and(|it| it < today)
}

fn of_year(today: NaiveDate, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year(), month, day).unwrap_or(today)
}

/// Puts the newest day of a yearly column at another.
fn newest(site: &mut SitePlan, column: &str, day: NaiveDate) {
    if let ColumnBody::List(days) = &mut site.column(column).body
        && let Some(first) = days.first_mut()
    {
        *first = day;
    }
}

fn trap(site: &mut SitePlan, trap: &str, code: &str, why: &str) {
    site.trap(trap, code, Subject::None, why);
}

/// The column of reports ends with the year before last; another report of last year is none.
pub(crate) fn no_report(site: &mut SitePlan, today: NaiveDate) {
    if !all_are_due(today) {
        return;
    }
    if let ColumnBody::List(days) = &mut site.column(REPORT).body {
        days.retain(|day| day.year() < today.year());
    }
    let last = today.year() - 1;
    let notices = site.column("通知公告");
    notices.titles.push((1, format!("关于报送{last}年度企业年报的公告")));
    notices.titles.push((2, format!("{last}年法治政府建设年度报告")));
    let column = Subject::Column(REPORT.into());
    site.finding(
        "annual_report.missing",
        column.clone(),
        "年报栏目里最近一份是前年的；企业年报、法治政府建设报告不算",
    );
    site.trap("缺失的年报", "annual_report.late", column, "没有发布，谈不上逾期");
    let sheet = Subject::Column(SHEET.into());
    site.trap("按时的报表", "annual_report.missing", sheet, "上一年度的报表已发布");
}

/// Last year's sheet of the site came two days late, the report in time.
pub(crate) fn late_sheet(site: &mut SitePlan, today: NaiveDate) {
    if !all_are_due(today) {
        return;
    }
    newest(site, SHEET, of_year(today, 2, 2));
    let column = Subject::Column(SHEET.into());
    site.finding("annual_report.late", column, "上一年度的网站报表 2 月 2 日才发布");
    newest(site, REPORT, of_year(today, 1, 31));
    let column = Subject::Column(REPORT.into());
    site.trap("期限当日发布", "annual_report.late", column, "1 月 31 日当天发布，不算逾期");
}

/// The reports are files in a list.
pub(crate) fn as_files(site: &mut SitePlan, _today: NaiveDate) {
    site.column(REPORT).leads_to =
        ["annex.pdf?1", "annex.pdf?2", "annex.pdf?3"].map(|it| format!("/files/{it}")).to_vec();
    for at in 1..=3 {
        site.extra.push((format!("/files/annex.pdf?{at}"), Answer::file("annex.pdf")));
    }
    let column = Subject::Column(REPORT.into());
    site.trap("附件形式的年报", "annual_report.missing", column, "列表直接链接到 PDF 文件");
}

/// The report's own page prints a later day than the list.
pub(crate) fn put_up_again(site: &mut SitePlan, _today: NaiveDate) {
    site.column(REPORT).article_skew = 60;
    let column = Subject::Column(REPORT.into());
    site.trap(
        "列表与正文日期不一",
        "annual_report.late",
        column,
        "列表印的日期在期限内，正文的日期较晚，只能无法判定",
    );
}

/// A document of disclosure with a table of its days above it.
fn document(site: &mut SitePlan, number: u32, title: &str, rows: &str) -> String {
    let path = format!("/public/{}/{}.html", site.organ.unwrap_or_default(), 3_660_000 + number);
    let text = "各村（社区）、镇直各单位：为做好相关工作，经镇政府研究，现将有关事项通知如下，请认真抓好落实。".repeat(4);
    let html = format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title><meta name=\"ArticleTitle\" content=\"{title}\"></head><body>\
         <table class=\"xxgk\">{rows}</table><h1>{title}</h1><div class=\"j-fontContent\"><p>{text}</p></div></body></html>"
    );
    site.extra.push((path.clone(), Answer::html(200, &html)));
    site.on_home.push(format!("<p><a href=\"{path}\">{title}</a></p>\n"));
    path
}

fn cells(signed: NaiveDate, published: NaiveDate) -> String {
    format!("<tr><th>成文日期：</th><td>{signed}</td><th>发布日期：</th><td>{published}</td></tr>")
}

/// A document that came out fifty days after it was signed.
pub(crate) fn out_of_time(site: &mut SitePlan, today: NaiveDate) {
    let rows = cells(today - Days::new(60), today - Days::new(10));
    let path = document(site, 1, "关于开展农村道路养护工作的通知", &rows);
    let address = Subject::Link(site.at(&path));
    site.finding("late_disclosure", address, "成文后 50 天才发布，超过 20 个工作日");
    let rows = cells(today - Days::new(60), today - Days::new(40));
    let path = document(site, 2, "关于做好秋种工作的通知", &rows);
    let address = Subject::Link(site.at(&path));
    site.trap("20 天内发布", "late_disclosure", address, "20 天内不会有 21 个工作日");
}

/// Documents whose days look too far apart, or the wrong way round.
pub(crate) fn in_order(site: &mut SitePlan, today: NaiveDate) {
    let at = |back: u64| today - Days::new(back);
    for (number, title, rows, why) in [
        (1, "关于村级工作制度的通知", cells(at(1500), at(10)), "补录的历史文件，成文已四年"),
        (2, "关于修订镇应急值守办法的通知", cells(at(60), at(10)), "修订后重新公布"),
        (3, "关于做好防汛工作的通知", cells(at(10), at(60)), "成文日期晚于发布日期，是笔误"),
        (
            4,
            "关于做好防火工作的通知",
            format!(
                "<tr><th>成文日期</th><th>发布日期</th></tr><tr><td>{}</td><td>{}</td></tr>",
                at(12),
                at(11)
            ),
            "一行标签，下一行才是日期",
        ),
    ] {
        let path = document(site, number, title, &rows);
        let address = Subject::Link(site.at(&path));
        site.trap("日期相距较远", "late_disclosure", address, why);
    }
    trap(site, "专栏的报表", "annual_report.missing", "网站报表由门户网站发布，专栏没有这一责任");
}

/// The address of the `number`th article of a column.
fn article(site: &SitePlan, column: &str, number: usize) -> String {
    let plan = site.columns.iter().find(|it| it.name == column);
    let path = plan.and_then(|it| entries(site, it).get(number).map(|it| it.path.clone()));
    path.unwrap_or_default()
}

/// The county's portal: six documents in the column of policy files, three interpretations; its disclosure on a page of
/// its own.
pub(crate) fn portal(site: &mut SitePlan, today: NaiveDate) {
    days(site, today, "政策文件", &[12, 40, 62, 75, 96, 130]);
    site.column("政策文件").titles = [
        "关于王建国等同志职务任免的通知",
        "关于印发《澜青县农村公路养护管理办法》的通知",
        "关于印发《澜青县公共租赁住房管理办法》的通知",
        "关于进一步加强耕地保护工作的实施意见",
        "关于印发《澜青县城市停车管理规定》的通知",
        "国务院办公厅关于加强基层政务公开工作的意见",
    ]
    .iter()
    .enumerate()
    .map(|(at, it)| (at, (*it).to_owned()))
    .collect();
    days(site, today, "政策解读", &[39, 74, 95]);
    site.column("政策解读").titles = [
        "【文字解读】《澜青县农村公路养护管理办法》政策解读",
        "【负责人解读】耕地保护工作实施意见解读",
        "一图读懂《澜青县城市停车管理规定》",
    ]
    .iter()
    .enumerate()
    .map(|(at, it)| (at, (*it).to_owned()))
    .collect();
    let (file, reading) = (article(site, "政策文件", 1), article(site, "政策解读", 0));
    let there = format!(
        "<p>相关解读：<a href=\"{reading}\">《澜青县农村公路养护管理办法》政策解读</a></p>\n"
    );
    site.column("政策文件").in_articles.push((1, there));
    let back = format!("<p>文件原文：<a href=\"{file}\">澜青县农村公路养护管理办法</a></p>\n");
    site.column("政策解读").in_articles.push((0, back));
    let bare = Subject::Link(site.at(&article(site, "政策文件", 2)));
    site.finding("interpretation.missing", bare, "文件没有任何解读");
    let loose = Subject::Link(site.at(&article(site, "政策解读", 2)));
    site.finding("interpretation.unlinked", loose, "文件和解读都有，没有相互链接");
    for (number, name, why) in [
        (0, "任免通知", "人事任免不需要解读"),
        (1, "相互链接的解读", "文件与解读相互链接"),
        (3, "标题相近的解读", "有标题相近的解读，是否就是这一文件的，只能无法判定"),
        (5, "上级文件", "转发的上级文件由上级解读"),
    ] {
        let address = Subject::Link(site.at(&article(site, "政策文件", number)));
        site.trap(name, "interpretation.missing", address, why);
    }
    let linked = Subject::Link(site.at(&reading));
    site.trap("相互链接的解读", "interpretation.unlinked", linked, "文件与解读相互链接");
    own_disclosure(site);
    newest(site, REPORT, of_year(today, 3, 31).min(today));
    let report = Subject::Column(REPORT.into());
    site.trap("县级总报告", "annual_report.late", report, "县政府的年报期限是 3 月 31 日");
}

/// The rules are found only on the page of disclosure, where they are called just that.
fn own_disclosure(site: &mut SitePlan) {
    site.drop_column("政府信息公开制度");
    site.drop_column("法定主动公开内容");
    let link = |path: &str, name: &str| format!("<li><a href=\"{path}\">{name}</a></li>\n");
    let parts = [("zn", "指南"), ("zd", "制度"), ("fd", "法定主动公开内容")]
        .map(|(at, name)| link(&format!("/zfxxgk/{at}.html"), name))
        .concat();
    let page = |title: &str, main: &str| {
        Answer::html(
            200,
            &format!(
                "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1>{main}</body></html>"
            ),
        )
    };
    site.extra.push(("/zfxxgk/".into(), page("政府信息公开", &format!("<ul>{parts}</ul>"))));
    let text = "<p>为保障公民、法人和其他组织依法获取政府信息，依照有关规定，本机关制定本文，供公众查阅，欢迎监督。</p>".repeat(3);
    for (at, name) in [("zn", "政府信息公开指南"), ("zd", "政府信息公开制度"), ("fd", "公开内容")]
    {
        site.extra.push((format!("/zfxxgk/{at}.html"), page(name, &text)));
    }
    site.on_home.push("<p><a href=\"/zfxxgk/\">政府信息公开</a></p>\n".into());
    for name in ["政府信息公开制度", "法定主动公开内容"] {
        let section = Subject::Column(name.into());
        site.trap("公开页面上的入口", "missing_sections", section, "入口在政府信息公开页面上");
    }
}

/// A second government, whose disclosure lies on the city's platform, without rules; its report came in April.
pub(crate) fn second_portal(site: &mut SitePlan, today: NaiveDate) {
    site.drop_column("法定主动公开内容");
    site.drop_column("政府信息公开制度");
    site.on_home.push(format!("<p><a href=\"http://{DISCLOSURE}/\">政府信息公开</a></p>\n"));
    let section = Subject::Column("政府信息公开制度".into());
    site.finding("missing_sections", section, "本站和市级公开平台上都没有公开制度");
    let section = Subject::Column("法定主动公开内容".into());
    site.trap("平台上的入口", "missing_sections", section, "入口在市级公开平台的页面上");
    if all_are_due(today) {
        newest(site, REPORT, of_year(today, 4, 15));
        let column = Subject::Column(REPORT.into());
        site.finding("annual_report.late", column, "本级总报告 4 月 15 日才发布");
    }
}
