//! Service guides, statistics and attachments: whole in every layout, poor, left out, and files that are none.

use crate::demo::answers::Answer;
use crate::demo::guides::{GuidePlan, Layout};
use crate::demo::lists::entries;
use crate::demo::patterns::interaction;
use crate::demo::patterns::plant::{add, class, keep};
use crate::demo::plan::{ColumnBody, ColumnPlan, SitePlan};
use crate::demo::truth::Subject;
use crate::demo::words;
use crate::model::site::{ColumnClass, UnitClass};
use crate::model::verdict::SiteState;
use chrono::{Datelike, Days, NaiveDate};

const SERVICES: &str = "办事服务";

/// The portal: guides in all layouts, one of which lacks two elements; statistics in time; forms that open and some that
/// do not.
pub(crate) fn portal(site: &mut SitePlan, today: NaiveDate) {
    let layouts = [
        (Layout::Table, "两列表格"),
        (Layout::Grid, "一行两组的表格，用别名"),
        (Layout::Headings, "小标题下写内容"),
        (Layout::Numbered, "“一、法律依据：……”式段落，标签拆在两处"),
        (Layout::Terms, "dt、dd 列表"),
        (Layout::Tabs, "一半要素在隐藏的选项卡里"),
        (Layout::Boxes, "用 div 排成行，用别名"),
    ];
    let mut guides: Vec<GuidePlan> = layouts
        .iter()
        .map(|(layout, _)| GuidePlan { layout: *layout, ..GuidePlan::default() })
        .collect();
    guides[0].below = files(site);
    guides.push(GuidePlan {
        procedure: Some("<img src=\"/images/photo.png\" alt=\"\">"),
        ..GuidePlan::default()
    });
    guides.push(GuidePlan { blank: &["设定依据", "办理时间"], ..GuidePlan::default() });
    let twice = guides.len();
    guides.extend(vec![half_blank(); 5]);
    // The last of them is the one before it again, at another address.
    let name = words::title("guide", &site.short, twice + 3, today.year());
    site.column(SERVICES).titles.push((twice + 4, name));
    let at = plant(site, today, guides);
    for ((_, how), address) in layouts.iter().zip(&at) {
        trap(site, "各种版式的办事指南", address, how);
    }
    trap(site, "流程图", &at[7], "办理流程只有一张图，不能断定缺失");
    let poor = Subject::Link(at[8].clone());
    site.finding("service_guides.elements", poor, "设定依据、办理时间两栏是空的");
    for address in &at[twice..] {
        let guide = Subject::Link(address.clone());
        site.finding("service_guides.elements", guide, "缺少四类要素");
    }
    let why = "五个页面缺四类要素，其中两个是同一事项，事项只有四个";
    site.trap("同一事项发布两次", "service_guides.veto", Subject::None, why);
    let why = "办事服务栏目齐全";
    site.trap("有办事服务", "service_guides.none", Subject::None, why);
    add(site, today, "数据发布", ("办件统计", "bjtj"), &[88, 180]);
    class(site, "办件统计", ColumnClass::Event, "办事统计");
    let why = "最新一期在三个月之内";
    site.trap("按季公布的统计", "service_statistics", Subject::None, why);
}

/// Addresses of the guides that are now in the column of services.
fn plant(site: &mut SitePlan, today: NaiveDate, guides: Vec<GuidePlan>) -> Vec<String> {
    let column = site.column(SERVICES);
    let days: Vec<NaiveDate> =
        (20..).step_by(6).map(|ago| today - Days::new(ago)).take(guides.len()).collect();
    column.body = ColumnBody::List(days);
    column.guides = guides;
    let column = column.clone();
    entries(site, &column).into_iter().map(|it| site.at(&it.path)).collect()
}

fn trap(site: &mut SitePlan, trap: &str, address: &str, why: &str) {
    site.trap(trap, "service_guides.elements", Subject::Link(address.to_owned()), why);
}

/// Forms of a guide; the links to them.
fn files(site: &mut SitePlan) -> String {
    let gone = "<html><head><meta charset=\"utf-8\"><title>提示信息</title></head><body><div class=\"box\">您要下载的附件不存在或已被删除。</div></body></html>";
    let table = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=\"utf-8\"></head>\
                 <body><table><tr><td>序号</td><td>核查结果</td></tr><tr><td>1</td><td>文件不存在</td></tr></table></body></html>";
    let word = "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"urn:schemas-microsoft-com:office:word\"/>";
    let login = "<html><head><meta charset=\"utf-8\"><title>用户登录</title></head><body><form>用户名<input name=\"u\">密码<input type=\"password\" name=\"p\"></form></body></html>";
    let pdf = Answer::file("annex.pdf").body;
    let broken = [
        ("/files/form1.doc", Answer::html(200, gone), "附件地址答的是“附件不存在”的网页"),
        (
            "/files/form2.xls",
            Answer::of(200, "application/vnd.ms-excel", gone),
            "服务器上存的就是一张错误页，按 Excel 文件发出",
        ),
        ("/files/form3.pdf", Answer::of(200, "application/pdf", ""), "文件是空的"),
        (
            "/downfile.jsp?filename=form4.doc",
            Answer::html(200, "<script>alert('文件不存在！');history.back();</script>"),
            "下载程序弹窗提示文件不存在",
        ),
    ];
    let sound = [
        ("/files/export.xls", Answer::html(200, table), "网页格式的 Excel 导出文件可以打开"),
        ("/files/word2003.doc", Answer::of(200, "text/xml", word), "XML 格式的 Word 文件可以打开"),
        (
            "/files/scan.doc",
            Answer::of(200, "text/html", pdf),
            "内容是 PDF，扩展名和类型不对，可以打开",
        ),
        ("/files/inner.doc", Answer::html(200, login), "要求登录，访客的情形不能断定"),
        (
            "/downfile.jsp?filename=form5.doc",
            Answer::file("form5.doc").with("content-disposition", "attachment; filename=form5.doc"),
            "由下载程序发出的文件",
        ),
    ];
    let mut links = String::new();
    for (path, answer, why) in broken {
        let link = Subject::Link(site.at(path));
        site.finding("broken_links.attachment", link, why);
        links.push_str(&format!("<p>附件：<a href=\"{path}\">申请表</a></p>\n"));
        site.extra.push((path.to_owned(), answer));
    }
    for (path, answer, why) in sound {
        let link = Subject::Link(site.at(path));
        site.trap("不能判为打不开的附件", "broken_links.attachment", link, why);
        links.push_str(&format!("<p>附件：<a href=\"{path}\">样表</a></p>\n"));
        site.extra.push((path.to_owned(), answer));
    }
    links
}

fn half_blank() -> GuidePlan {
    GuidePlan {
        blank: &["设定依据", "申请条件", "办理时间", "联系电话"], ..GuidePlan::default()
    }
}

/// A government with five guides that lack half of their elements, and statistics of long ago.
pub(crate) fn poor(site: &mut SitePlan, today: NaiveDate) {
    let without = GuidePlan {
        layout: Layout::Headings,
        without: &["设定依据", "办理地点", "办理时间", "联系电话"],
        ..GuidePlan::default()
    };
    let terms = GuidePlan { layout: Layout::Terms, ..half_blank() };
    let boxes = GuidePlan { layout: Layout::Boxes, ..half_blank() };
    let grid = GuidePlan { layout: Layout::Grid, ..half_blank() };
    let at =
        plant(site, today, vec![half_blank(), without, terms, boxes, grid, GuidePlan::default()]);
    for address in &at[..5] {
        let guide = Subject::Link(address.clone());
        site.finding("service_guides.elements", guide, "缺少四类要素");
    }
    trap(site, "齐全的办事指南", &at[5], "八类要素齐全");
    site.finding("service_guides.veto", Subject::None, "五个事项的指南缺少四类要素");
    add(site, today, "数据发布", ("办事统计", "bstj"), &[130, 220]);
    class(site, "办事统计", ColumnClass::Event, "办事统计");
    site.finding("service_statistics", Subject::None, "最新一期在 130 天前，超过三个月");
}

/// A government without any services; its figures are a counter without a date.
pub(crate) fn none(site: &mut SitePlan, today: NaiveDate) {
    if site.class == UnitClass::County {
        interaction::silent(site, today);
        site.drop_column(SERVICES);
        site.finding(
            "service_guides.none",
            Subject::None,
            "没有办事服务栏目，也没有通往政务服务网的链接",
        );
        let id = site.columns.iter().map(|it| it.id).max().unwrap_or_default() + 1;
        let model = site.column("概况信息").clone();
        site.columns.push(ColumnPlan {
            id,
            name: "办件量统计".into(),
            class: ColumnClass::Static,
            kind: "办事统计",
            slug: "bjl",
            body: ColumnBody::Markup(
                "<div class=\"content\"><p>本页实时显示全区政务服务窗口办件数量，数据由窗口系统自动汇总。</p>\n<p>今日办件：<b>12</b>件，\
                 累计办件：<b>30122</b>件，按时办结率100%，群众评价满意率99.8%。</p></div>\n".into(),
            ),
            ..model
        });
        site.trap(
            "实时计数",
            "service_statistics",
            Subject::None,
            "只有实时数字，没有日期，不能断定未更新",
        );
    } else {
        keep(site, &["工作动态", "通知公告"]);
        not_asked(site);
    }
    site.state(SiteState::Normal, "网站正常");
}

/// A site without services that need not offer any.
pub(crate) fn not_asked(site: &mut SitePlan) {
    for code in ["service_guides.none", "service_statistics"] {
        site.trap("不考核办事服务的网站", code, Subject::None, "办事服务由县政府门户网站提供");
    }
}
