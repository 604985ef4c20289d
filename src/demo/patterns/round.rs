//! The sites of the county in the order of the register: unit, class, host, product, writing, pattern.

use crate::demo::answers::Writing;
use crate::demo::county::PORTAL;
use crate::demo::dialects::{
    AspNet, Dede, Dialect, Ecms, Enorth, Hanweb, Jpaas, Jyhcms, Lonsun, LonsunFilled, Nfcms,
    Openness, PowerEasy, Shell, Table, ThinkCmf, Trs, TurboCms, Ucap, Vsb, Xinhua,
};
use crate::demo::patterns::{
    Pattern, charset, closed, dates, filled, healthy, includes, links, lists, marks, portal,
    sections, services, stale, there, tree,
};
use crate::model::site::UnitClass;

/// One site of the first round.
pub(crate) struct Line {
    pub(crate) unit: &'static str,
    pub(crate) class: UnitClass,
    pub(crate) host: &'static str,
    pub(crate) organ: Option<u32>,
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) writing: Writing,
    pub(crate) pattern: Pattern,
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

const fn section(
    unit: &'static str,
    class: UnitClass,
    organ: u32,
    (dialect, pattern): (&'static dyn Dialect, Pattern),
) -> Line {
    Line { unit, class, host: PORTAL, organ: Some(organ), dialect, writing: Utf8, pattern }
}

use UnitClass::{County, Department, DevelopmentZone, Subdistrict, Township};
use Writing::{Gb2312, LyingHeader, Undeclared, Utf8, WrongHeader};

pub(crate) const FIRST_ROUND: &[Line] = &[
    line("澜青县人民政府", County, PORTAL, (&Trs, Utf8), portal::county),
    section("澜青县石桥镇人民政府", Township, 3_499_101, (&Lonsun, healthy::section)),
    section("澜青县教育局", Department, 3_499_201, (&Lonsun, stale::section)),
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
    section("澜青县河湾镇人民政府", Township, 3_499_111, (&Lonsun, sections::sound)),
    section("澜青县农业农村局", Department, 3_499_211, (&Lonsun, sections::faulty)),
    section("澜青县人力资源和社会保障局", Department, 3_499_221, (&LonsunFilled, sections::filled)),
    line(
        "澜青县青河镇人民政府",
        Township,
        "www.lqqinghe.gov.cn",
        (&Vsb, Utf8),
        lists::counted_down,
    ),
    line(
        "澜青县东山镇人民政府",
        Township,
        "www.lqdongshan.gov.cn",
        (&Openness, Utf8),
        dates::spellings,
    ),
    line("澜青县南岭镇人民政府", Township, "www.lqnanling.gov.cn", (&Nfcms, Utf8), filled::shelves),
    line("澜青县住房和城乡建设局", Department, "zjj.lanqing.gov.cn", (&Jpaas, Utf8), filled::units),
    line("澜青县桃源乡人民政府", Township, "www.lqtaoyuan.gov.cn", (&AspNet, Utf8), lists::posted),
    line("澜青县水利局", Department, "slj.lanqing.gov.cn", (&Ecms, Gb2312), charset::old_bytes),
    line(
        "澜青县双河镇人民政府",
        Township,
        "www.lqshuanghe.gov.cn",
        (&Jyhcms, Utf8),
        includes::loaded,
    ),
    line(
        "澜青县发展和改革委员会",
        Department,
        "fgw.lanqing.gov.cn",
        (&Xinhua, Utf8),
        includes::hidden,
    ),
    line("澜青县审计局", Department, "sjj.lanqing.gov.cn", (&TurboCms, Utf8), tree::branches),
    line("澜青县科学技术局", Department, "kjj.lanqing.gov.cn", (&ThinkCmf, Utf8), dates::decoys),
    line("澜青县政务服务管理局", Department, "zwfw.lanqing.gov.cn", (&Shell, Utf8), filled::shell),
    line("澜青县医疗保障局", Department, "ybj.lanqing.gov.cn", (&Table, Utf8), charset::mixed),
    line("澜青县应急管理局", Department, "yjj.lanqing.gov.cn", (&Trs, Utf8), there::to_login),
    line("澜青县乡村振兴局", Department, "xczx.lanqing.gov.cn", (&Dede, Utf8), there::always_news),
    line("澜青县自然资源局", Department, "zrzyj.lanqing.gov.cn", (&Trs, Utf8), there::gate_412),
    line("澜青县市场监督管理局", Department, "scjgj.lanqing.gov.cn", (&Trs, Utf8), there::gate_405),
    line("澜青县退役军人事务局", Department, "tyjrj.lanqing.gov.cn", (&Trs, Utf8), there::gate_403),
    line("澜青县信访局", Department, "xfj.lanqing.gov.cn", (&Trs, Utf8), there::gate_200),
    line("澜青县地震局", Department, "dzj.lanqing.gov.cn", (&Trs, Utf8), there::moved_notice),
    line(
        "澜青县地方志办公室",
        Department,
        "dfz.lanqing.gov.cn",
        (&Trs, Utf8),
        there::closed_notice,
    ),
    line("鹿鸣山风景区管理委员会", County, "www.lumingshan.gov.cn", (&Trs, Utf8), services::none),
    line("澜青县旅游发展中心", Department, "www.lqlvyou.gov.cn", (&Trs, Utf8), there::resold),
];

/// Sites of one round, each pattern once.
pub const SITES: usize = FIRST_ROUND.len();
