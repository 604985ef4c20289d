//! What the story's sites were like one month and two months before the last, and the truth rows of those months.

use crate::demo::answers::Answer;
use crate::demo::columns;
use crate::demo::patterns::{closed, half_a_year_and};
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::demo::serve::Door;
use crate::demo::skeleton::place;
use crate::demo::truth::Subject;
use crate::model::site::SiteStatus;
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

/// Changes the last month's plan into that of `months_back` months before, 1 or 2.
type Plot = fn(&mut SitePlan, NaiveDate, u32);

pub(super) const PLOTS: &[(&str, Plot)] = &[
    ("澜青县卫生健康委员会", many_links),
    ("澜青县柳河镇人民政府", climbs),
    ("澜青县双塘镇人民政府", falls),
    ("澜青县财政局", unchanged),
    ("白鹭湖管理区管理委员会", does_not_open),
    ("澜青县枫林镇人民政府", behind_a_gate),
    ("澜青县临江街道办事处", under_construction),
    ("澜青县审计局", one_column_unseen),
    ("澜青县医疗保障局", fills_and_empties),
    ("澜青县气象局", unchanged),
    ("澜青县文化和旅游局", before_it_was_taken),
    ("澜青县林业局", before_it_was_suspended),
    ("澜青县供销合作社联合社", closed_late),
];

fn column(name: &str) -> Subject {
    Subject::Column(name.to_owned())
}

/// The fault was not there yet, or not there at the time.
fn without(site: &mut SitePlan, code: &str, subject: &Subject) {
    site.forget(code, subject);
}

fn empty(site: &mut SitePlan, name: &str, why: &str) {
    site.column(name).body = ColumnBody::Says("暂无内容");
    fault_of_column(site, "empty_columns", name, why);
}

fn late(site: &mut SitePlan, name: &str, today: NaiveDate, why: &str) {
    let days = vec![half_a_year_and(today, 3), half_a_year_and(today, 40)];
    site.column(name).body = ColumnBody::List(days);
    fault_of_column(site, "stale_columns", name, why);
}

/// What would otherwise be a trap is now the fault itself.
fn fault_of_column(site: &mut SitePlan, code: &str, name: &str, why: &str) {
    for trap in ["stale_columns", "empty_columns"] {
        site.forget(trap, &column(name));
    }
    site.finding(code, column(name), why);
}

fn filled(site: &mut SitePlan, name: &str, ago: &[u64], today: NaiveDate) {
    site.column(name).body = ColumnBody::List(columns::ago(today, ago));
    for code in ["stale_columns", "empty_columns"] {
        site.forget(code, &column(name));
    }
}

/// Nothing that the plan says of the site holds.
fn anew(site: &mut SitePlan) {
    site.truth.clear();
    site.shown.clear();
}

fn unchanged(_site: &mut SitePlan, _today: NaiveDate, _months_back: u32) {}

/// Links that break, are put right, break again, or only do not let themselves be looked at.
fn many_links(site: &mut SitePlan, _today: NaiveDate, months_back: u32) {
    let link = |site: &SitePlan, path: &str| Subject::Link(site.at(path));
    let answer = |site: &mut SitePlan, path: &str, answer: Answer| {
        site.extra.retain(|it| it.0 != path);
        site.extra.push((path.to_owned(), answer));
    };
    let removed = link(site, "/ztzl/removed.html");
    site.on_home.retain(|it| !it.contains("/ztzl/removed.html"));
    without(site, "broken_links.internal", &removed);
    if months_back == 2 {
        let old = "/ztzl/2019.html";
        let address = link(site, old);
        site.on_home.push(format!("<p><a href=\"{old}\">往年专题</a></p>\n"));
        site.finding("broken_links.internal", address, "首页链接返回 404，下月撤下");
        return;
    }
    let page = "<html><head><meta charset=\"utf-8\"><title>健康教育专题</title></head><body><h1>健康教育专题</h1><p>本专题介绍冬春季常见病的预防知识，请广大居民参考。</p></body></html>";
    answer(site, "/ztzl/gone.html", Answer::html(200, page));
    let gone = link(site, "/ztzl/gone.html");
    without(site, "broken_links.internal", &gone);
    let gate =
        Answer::html(403, "<html><head><title>403</title></head><body>Forbidden</body></html>");
    answer(site, "/files/form2019.doc", gate.clone());
    let form = link(site, "/files/form2019.doc");
    without(site, "broken_links.attachment", &form);
    answer(site, "/files/butie.xlsx", gate);
    let roll = link(site, "/files/butie.xlsx");
    for kind in ["id_number", "phone", "bank_card"] {
        let code = format!("personal_data.{kind}");
        without(site, &code, &roll);
        let why = "附件这个月拒绝程序访问，看不到不等于没有";
        site.trap("看不到的附件", &code, roll.clone(), why);
    }
    let why = "附件这个月拒绝程序访问，不能断定，也不能算修好";
    site.trap("看不到的附件", "broken_links.attachment", form, why);
}

/// From five empty columns over two to none.
fn climbs(site: &mut SitePlan, _today: NaiveDate, months_back: u32) {
    let names = ["规划计划", "人事信息", "回应关切", "政策解读", "征集调查"];
    let left = if months_back == 2 { &names[..] } else { &names[..2] };
    for name in left {
        empty(site, name, "页面只有“暂无内容”");
    }
    if months_back == 2 {
        site.finding("empty_columns.veto", Subject::None, "空白栏目达到 5 个");
    }
}

/// From nothing over one late column to five.
fn falls(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    for (name, ago) in [
        ("工作动态", &[1, 3, 6, 9][..]),
        ("乡镇动态", &[2, 5, 8]),
        ("图片新闻", &[3, 7, 12]),
        ("通知公告", &[4, 18, 44]),
    ] {
        filled(site, name, ago, today);
    }
    if months_back == 2 {
        filled(site, "政策文件", &[20, 90], today);
    }
    without(site, "stale_columns.veto", &Subject::None);
    without(site, "stale_home", &Subject::None);
}

/// For one month the server refuses every connection; what was wrong stays so.
fn does_not_open(site: &mut SitePlan, _today: NaiveDate, months_back: u32) {
    if months_back != 1 {
        return;
    }
    anew(site);
    site.door = Door::Refuses;
    site.finding("unreachable", Subject::None, "这个月服务器拒绝连接");
    let why = "网站打不开，上月的问题既未证实也未排除";
    site.trap("打不开的网站", "missing_channel", Subject::None, why);
    site.state(SiteState::Unreachable, "这个月服务器拒绝连接");
}

/// A late column; then a gate before everything; then all is well.
fn behind_a_gate(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    if months_back == 2 {
        late(site, "通知公告", today, "超过 6 个月 3 天");
        return;
    }
    anew(site);
    closed::challenge(site, today);
    let why = "全站在防护设备之后，看不到栏目，不能算修好";
    site.trap("看不到的栏目", "stale_columns", column("通知公告"), why);
}

/// A late column; then nothing but a notice of construction; then all is well.
fn under_construction(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    if months_back == 2 {
        late(site, "通知公告", today, "超过 6 个月 3 天");
        return;
    }
    anew(site);
    closed::under_construction(site, today);
    let why = "只报一个原因，上月的问题既未证实也未排除";
    site.trap("只有建设中页面", "stale_columns", column("通知公告"), why);
}

/// One late column is behind a gate for a month.
fn one_column_unseen(site: &mut SitePlan, _today: NaiveDate, months_back: u32) {
    if months_back != 1 {
        return;
    }
    let name = "热点回应";
    let here = site.columns.iter().position(|it| it.name == name).unwrap_or_default();
    let path = site.dialect.column(place(site, &site.columns[here]));
    site.columns[here].body = ColumnBody::At(path.clone());
    let page = "<html><head><title>403</title></head><body><div class=\"cyd-error-help\"><p>您的请求存在安全风险，已被拦截</p>\
                <a href=\"http://help.365cyd.com/\">创宇盾</a></div></body></html>";
    site.extra.push((path, Answer::html(403, page)));
    without(site, "stale_columns", &column(name));
    let why = "防护设备这个月拦截了程序，看不到列表，不能算修好";
    site.trap("被拦截的栏目", "stale_columns", column(name), why);
}

/// One column is empty from the second month on, another is filled in the second only.
fn fills_and_empties(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    let name = if months_back == 2 { "回应关切" } else { "征集调查" };
    filled(site, name, &[22, 66], today);
}

/// A site with one lacking mark, before somebody else got its name.
fn before_it_was_taken(site: &mut SitePlan, _today: NaiveDate, _months_back: u32) {
    anew(site);
    site.only = None;
    site.marks.icp = false;
    site.finding("site_identity.icp", Subject::None, "页脚没有 ICP 备案号");
    site.state(SiteState::Normal, "缺备案号，网站正常");
}

/// A late column, before the site was taken offline for a time.
fn before_it_was_suspended(site: &mut SitePlan, today: NaiveDate, _months_back: u32) {
    anew(site);
    site.status = SiteStatus::Running;
    site.door = Door::Open;
    late(site, "通知公告", today, "超过 6 个月 3 天");
    site.state(SiteState::Normal, "有一个栏目未更新，网站正常");
}

/// Registered as closed, and still open in the first month.
fn closed_late(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    if months_back == 2 {
        anew(site);
        site.door = Door::Open;
        closed::not_closed(site, today);
    }
}
