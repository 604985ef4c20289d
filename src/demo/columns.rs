//! The columns that a site of each unit class has when nothing is wrong with it.

use crate::demo::plan::{ColumnBody, ColumnPlan, Paging, Print};
use crate::model::site::{ColumnClass, UnitClass};
use chrono::{Datelike, Days, NaiveDate};

/// Name, class, `ColumnType`, folder, theme, days before the audit. No days: one page of text.
type Line = (&'static str, ColumnClass, &'static str, &'static str, &'static str, &'static [u64]);

const COMMON: &[Line] = &[
    (
        "工作动态",
        ColumnClass::News,
        "工作动态",
        "gzdt",
        "news",
        &[1, 2, 4, 6, 8, 9, 11, 13, 17, 26],
    ),
    ("通知公告", ColumnClass::Notices, "通知公告", "tzgg", "notice", &[3, 9, 17, 33, 60]),
    ("政策文件", ColumnClass::PolicyFiles, "政策文件", "zcwj", "policy", &[12, 40, 96]),
    ("政策解读", ColumnClass::Interpretation, "政策解读", "zcjd", "interp", &[11, 39, 95]),
    ("概况信息", ColumnClass::Static, "概况信息", "gkxx", "", &[]),
    ("机构职能", ColumnClass::Static, "机构职能", "jgzn", "", &[]),
    ("领导信息", ColumnClass::Static, "负责人信息", "ldxx", "", &[]),
    ("内设机构", ColumnClass::Static, "机构职能", "nsjg", "", &[]),
    ("政府信息公开指南", ColumnClass::Static, "信息公开指南", "xxgkzn", "", &[]),
    ("政府信息公开制度", ColumnClass::Static, "信息公开制度", "xxgkzd", "", &[]),
    ("依申请公开", ColumnClass::Static, "依申请公开", "ysqgk", "", &[]),
    ("权责清单", ColumnClass::Static, "权责清单", "qzqd", "", &[]),
    ("规划计划", ColumnClass::Plans, "规划计划", "ghjh", "plan", &[45, 130]),
    ("人事信息", ColumnClass::Personnel, "人事信息", "rsxx", "staff", &[30, 120]),
    ("财政预决算", ColumnClass::Yearly, "财政资金", "czyjs", "money", &[25, 150]),
    ("回应关切", ColumnClass::ShouldUpdate, "回应关切", "hygq", "reply", &[22, 66]),
    ("办事服务", ColumnClass::Services, "办事服务", "bsfw", "guide", &[21, 55, 80]),
    ("咨询留言", ColumnClass::Consultation, "咨询投诉", "zxly", "letter", &[5, 12, 26]),
    (
        "征集调查",
        ColumnClass::Survey,
        "征集调查",
        "zjdc",
        "survey",
        &[16, 50, 88, 130, 190, 250, 310],
    ),
];

const PORTAL: &[Line] = &[
    ("政务要闻", ColumnClass::News, "工作动态", "zwyw", "news", &[1, 1, 2, 3, 5, 7, 10]),
    ("在线访谈", ColumnClass::Interview, "在线访谈", "zxft", "talk", &[18, 49, 80]),
    ("数据发布", ColumnClass::ShouldUpdate, "数据发布", "sjfb", "data", &[14, 43, 75]),
    ("法定主动公开内容", ColumnClass::Static, "信息公开目录", "fdzdgk", "", &[]),
];

/// Columns of a site without faults on `today`.
pub(crate) fn standard(class: UnitClass, today: NaiveDate) -> Vec<ColumnPlan> {
    let portal = if class == UnitClass::County { PORTAL } else { &[] };
    let mut columns: Vec<ColumnPlan> =
        COMMON.iter().chain(portal).map(|line| column(line, today)).collect();
    columns.push(yearly("政府信息公开年报", "信息公开年报", "xxgknb", "report", today));
    columns.push(yearly("政府网站工作年度报表", "网站年报", "wznb", "sheet", today));
    for (index, column) in columns.iter_mut().enumerate() {
        column.id = index + 1;
        if class == UnitClass::County && column.class == ColumnClass::PolicyFiles {
            // Nothing that a portal would have to interpret.
            column.titles = (0..3)
                .map(|at| (at, format!("关于做好第{}次安全检查工作的通知", at + 1)))
                .collect();
        }
    }
    columns
}

fn column(line: &Line, today: NaiveDate) -> ColumnPlan {
    let (name, class, kind, slug, theme, days) = *line;
    let body =
        if days.is_empty() { ColumnBody::Single } else { ColumnBody::List(ago(today, days)) };
    let on_home = ["工作动态", "政务要闻", "通知公告", "政策文件", "政策解读"].contains(&name);
    ColumnPlan {
        id: 0,
        name: name.to_owned(),
        class,
        kind,
        slug,
        theme,
        body,
        print: Print::Usual,
        skew: 0,
        on_home,
        titles: Vec::new(),
        paging: Paging::True,
        printed: Vec::new(),
        article_skew: 0,
        tag_format: "%Y-%m-%d 09:12",
        aliases: Vec::new(),
        in_nav: true,
        writing: None,
        around: (String::new(), String::new()),
        retouch: None,
        leads_to: Vec::new(),
        bodies: Vec::new(),
        states: Vec::new(),
        in_last: String::new(),
        in_articles: Vec::new(),
        calls_itself: None,
        guides: Vec::new(),
    }
}

/// One entry a year, each in January about the year before.
fn yearly(
    name: &str,
    kind: &'static str,
    slug: &'static str,
    theme: &'static str,
    today: NaiveDate,
) -> ColumnPlan {
    let days = (0..3)
        .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, 1, 20))
        .filter(|day| *day <= today)
        .collect();
    let line: Line = ("", ColumnClass::Yearly, kind, slug, theme, &[]);
    let mut plan = column(&line, today);
    name.clone_into(&mut plan.name);
    plan.body = ColumnBody::List(days);
    plan
}

/// The days that lie so many days before `today`.
pub(crate) fn ago(today: NaiveDate, days: &[u64]) -> Vec<NaiveDate> {
    days.iter().map(|back| today - Days::new(*back)).collect()
}
