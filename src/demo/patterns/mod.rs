//! What each site of the county is like: healthy, healthy with traps, or with faults, and the truth rows that follow.
//!
//! In: the audit day and how many sites. Out: plans. Each pattern writes its truth rows beside what it plants, so
//! that neither can be changed without the other.

mod closed;
mod healthy;
mod links;
mod marks;
mod portal;
mod stale;

use crate::demo::answers::{Answer, Writing};
use crate::demo::county::{PORTAL, healthy};
use crate::demo::dialects::{Dede, Dialect, Enorth, Hanweb, Lonsun, PowerEasy, Table, Trs, Ucap};
use crate::demo::plan::SitePlan;
use crate::model::site::UnitClass;
use chrono::{Days, NaiveDate};

type Pattern = fn(&mut SitePlan, NaiveDate);

/// One site of the first round.
struct Line {
    unit: &'static str,
    class: UnitClass,
    host: &'static str,
    organ: Option<u32>,
    dialect: &'static dyn Dialect,
    writing: Writing,
    pattern: Pattern,
}

const fn line(
    unit: &'static str,
    class: UnitClass,
    host: &'static str,
    (dialect, writing): (&'static dyn Dialect, Writing),
    pattern: Pattern,
) -> Line {
    Line { unit, class, host, organ: None, dialect, writing, pattern }
}

const fn section(unit: &'static str, class: UnitClass, organ: u32, pattern: Pattern) -> Line {
    Line { unit, class, host: PORTAL, organ: Some(organ), dialect: &Lonsun, writing: Utf8, pattern }
}

use UnitClass::{County, Department, DevelopmentZone, Subdistrict, Township};
use Writing::{Gb2312, LyingHeader, Undeclared, Utf8, WrongHeader};

const FIRST_ROUND: &[Line] = &[
    line("澜青县人民政府", County, PORTAL, (&Trs, Utf8), portal::county),
    section("澜青县石桥镇人民政府", Township, 3_499_101, healthy::section),
    section("澜青县教育局", Department, 3_499_201, stale::section),
    line(
        "澜青县枫林镇人民政府",
        Township,
        "www.lqfenglin.gov.cn",
        (&Hanweb, Utf8),
        healthy::islands,
    ),
    line(
        "澜青县卫生健康委员会",
        Department,
        "wjw.lanqing.gov.cn",
        (&Trs, LyingHeader),
        links::all_kinds,
    ),
    line(
        "澜青县柳河镇人民政府",
        Township,
        "www.lqliuhe.gov.cn",
        (&Table, Gb2312),
        healthy::old_table,
    ),
    line(
        "澜青县双塘镇人民政府",
        Township,
        "www.lqshuangtang.gov.cn",
        (&PowerEasy, Utf8),
        stale::five_columns,
    ),
    line(
        "澜青县高店乡人民政府",
        Township,
        "www.lqgaodian.gov.cn",
        (&Table, WrongHeader),
        stale::abandoned,
    ),
    line(
        "澜青县公安局",
        Department,
        "gaj.lanqing.gov.cn",
        (&Trs, Utf8),
        closed::under_construction,
    ),
    line("澜青县文化和旅游局", Department, "wlj.lanqing.gov.cn", (&Trs, Utf8), closed::hijacked),
    line("澜青县粮食局", Department, "lsj.lanqing.gov.cn", (&Dede, Utf8), closed::not_closed),
    line("澜青县商务局", Department, "swj.lanqing.gov.cn", (&Trs, Utf8), closed::moved),
    line("澜青县气象局", Department, "qxj.lanqing.gov.cn", (&Trs, Utf8), closed::refusing),
    line("澜青县档案馆", Department, "dag.lanqing.gov.cn", (&Trs, Utf8), closed::silent),
    line(
        "澜青县临江街道办事处",
        Subdistrict,
        "www.lqlinjiang.gov.cn",
        (&Dede, Utf8),
        healthy::fourteenth_day,
    ),
    line(
        "澜青经济开发区管委会",
        DevelopmentZone,
        "kfq.lanqing.gov.cn",
        (&Ucap, Utf8),
        stale::five_empty,
    ),
    line("澜青县财政局", Department, "czj.lanqing.gov.cn", (&Enorth, Undeclared), marks::lacking),
    line(
        "澜青县民政局",
        Department,
        "mzj.lanqing.gov.cn",
        (&Ucap, Utf8),
        marks::expired_certificate,
    ),
    line("澜青县交通运输局", Department, "jtj.lanqing.gov.cn", (&Trs, Utf8), closed::challenge),
    line("澜青县司法局", Department, "sfj.lanqing.gov.cn", (&Trs, Utf8), closed::robots_forbid),
    line(
        "白鹭湖管理区管理委员会",
        County,
        "www.bailuhu.gov.cn",
        (&Enorth, Utf8),
        marks::portal_lacking,
    ),
    line(
        "澜青县供销合作社联合社",
        Department,
        "gxs.lanqing.gov.cn",
        (&Trs, Utf8),
        closed::closed_rightly,
    ),
    line("澜青县林业局", Department, "lyj.lanqing.gov.cn", (&Trs, Utf8), closed::suspended),
    line("澜青县统计局", Department, "tjj.lanqing.gov.cn", (&Trs, Utf8), closed::server_default),
];

const FIRST_NAMES: &[(&str, &str)] = &[
    ("青", "qing"),
    ("白", "bai"),
    ("龙", "long"),
    ("凤", "feng"),
    ("梅", "mei"),
    ("松", "song"),
    ("金", "jin"),
    ("玉", "yu"),
    ("长", "chang"),
    ("太", "tai"),
    ("永", "yong"),
    ("新", "xin"),
];
const SECOND_NAMES: &[(&str, &str)] = &[
    ("山", "shan"),
    ("岭", "ling"),
    ("湾", "wan"),
    ("坪", "ping"),
    ("泉", "quan"),
    ("店", "dian"),
    ("集", "ji"),
    ("渡", "du"),
    ("庄", "zhuang"),
    ("塘", "tang"),
    ("洲", "zhou"),
    ("桥", "qiao"),
    ("岗", "gang"),
    ("溪", "xi"),
    ("屯", "tun"),
    ("堡", "bao"),
    ("坝", "ba"),
];

pub(crate) fn plans(today: NaiveDate, sites: usize) -> Vec<SitePlan> {
    let mut plans: Vec<SitePlan> = Vec::new();
    for index in 0..sites {
        let line = &FIRST_ROUND[index % FIRST_ROUND.len()];
        let round = index / FIRST_ROUND.len();
        let mut plan = if round == 0 {
            healthy(line.unit, line.class, line.host, line.dialect, today)
        } else {
            later(line, index, today)
        };
        let number = u32::try_from(index).unwrap_or_default();
        plan.organ = line.organ.map(|organ| organ + u32::try_from(round).unwrap_or_default());
        plan.writing = line.writing;
        plan.code = format!("349901{:04}", if line.organ.is_some() { 1 } else { number + 1 });
        (line.pattern)(&mut plan, today);
        plans.push(plan);
    }
    neighbours(&mut plans);
    plans
}

/// A site of a later round: the same pattern under another name. There is one portal; its place falls to towns.
fn later(line: &Line, index: usize, today: NaiveDate) -> SitePlan {
    let (one, one_latin) = FIRST_NAMES[index % FIRST_NAMES.len()];
    let (two, two_latin) = SECOND_NAMES[index % SECOND_NAMES.len()];
    let unit = match line.class {
        County | Township => format!("澜青县{one}{two}镇人民政府"),
        Subdistrict => format!("澜青县{one}{two}街道办事处"),
        DevelopmentZone => format!("澜青{one}{two}开发区管委会"),
        _ => format!("澜青县{one}{two}管理中心"),
    };
    let host = match line.organ {
        Some(_) => PORTAL.to_owned(),
        None => format!("www.lq{one_latin}{two_latin}.gov.cn"),
    };
    let class = if line.class == County { Township } else { line.class };
    healthy(&unit, class, &host, line.dialect, today)
}

/// The portal leads to its sections.
fn neighbours(plans: &mut [SitePlan]) {
    let list: String = plans
        .iter()
        .filter(|it| it.organ.is_some())
        .map(|it| format!("<a href=\"{}\">{}</a>\n", it.home_path(), it.unit))
        .collect();
    let Some(portal) = plans.first_mut() else { return };
    portal.on_home.push(format!("<div class=\"units\"><h3>各单位信息公开</h3>\n{list}</div>\n"));
}

/// One page of a calendar that leads on for ever in both directions.
pub(crate) fn calendar(day: &str) -> Answer {
    let Ok(day) = day.parse::<NaiveDate>() else { return Answer::not_found() };
    let link = |to: NaiveDate, text: &str| format!("<a href=\"/calendar?date={to}\">{text}</a>");
    Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>工作日历</title></head><body><h1>工作日历 {day}</h1><p>{} {}</p><p>当日无工作安排。</p></body></html>",
            link(day - Days::new(1), "前一天"),
            link(day + Days::new(1), "后一天")
        ),
    )
}
