//! Letters that ask the owners of sites which block us to let our address in.

use crate::reports::build::{at, month, site};
use pucha::config::Crawl;
use pucha::model::site::UnitClass;
use pucha::model::visit::{Barrier, VisitId};
use pucha::reports::clearance::{Blocked, letters};

fn blocked(barrier: Barrier) -> Blocked {
    let site = site("jtj", "霍邱县交通运输局", UnitClass::Department).site;
    let at = Some(at("2026-11-20T08:30"));
    Blocked { site, barrier, at, visit: Some(VisitId("E0123456789ab".into())) }
}

#[test]
fn a_letter_names_the_unit_the_refusal_and_how_to_let_us_in() {
    let mut month = month(Vec::new());
    month.office.audit_address = "203.0.113.7".into();
    for (barrier, said) in [
        (Barrier::Challenge("jiasule".into()), "的安全防护设备（加速乐）拦截了检查程序"),
        (Barrier::Challenge("unknown".into()), "的安全防护设备拦截了检查程序"),
        (Barrier::Status(403), "以状态码 403 拒绝了检查程序"),
        (Barrier::Robots, "的 robots.txt 文件禁止检查程序访问"),
    ] {
        let text = letters(&month, &[blocked(barrier)], &Crawl::default());
        for wanted in [
            "霍邱县交通运输局：",
            "（http://www.jtj.gov.cn/）",
            said,
            "（2026-11-20 08:30）",
            "不计为你单位的问题",
            "检查地址：203.0.113.7",
            "程序标识（User-Agent）：pucha/",
            "约每 1.0 秒一次",
            "E0123456789ab",
            "联系人：张三　联系电话：0564-6021000",
            "霍邱县人民政府办公室",
        ] {
            assert!(text.contains(wanted), "{wanted}\n{text}");
        }
    }
}

#[test]
fn an_unknown_address_of_ours_is_left_to_be_filled_in_and_no_site_means_no_letter() {
    let month = month(Vec::new());
    let one = blocked(Barrier::Challenge("ruishu".into()));
    let text = letters(&month, &[one.clone(), one], &Crawl::default());
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.matches("检查地址：________").count(), 2);
    assert_eq!(letters(&month, &[], &Crawl::default()), "");
}
