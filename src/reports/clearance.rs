//! The letter (放行申请) by which the office asks the owner of a site that blocks it to let its address in.
//!
//! A block says nothing about a site, and is never evaded: the way out is that the owner allows the office's address.

use crate::config::{Crawl, Office};
use crate::model::evidence::SiteEvidence;
use crate::model::site::Site;
use crate::model::time::{Instant, minute};
use crate::model::verdict::SiteState;
use crate::model::visit::{Barrier, VisitId};
use crate::reports::Month;
use crate::reports::clean::one_line;
use crate::store::{RunId, Store, StoreError};
use std::fmt::Write as _;

/// A site that would not let us read it, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocked {
    pub site: Site,
    pub barrier: Barrier,
    /// The last visit that was refused.
    pub at: Option<Instant>,
    pub visit: Option<VisitId>,
}

/// The period's blocked sites in the order of the register. Blocks on the disk.
pub fn blocked(store: &Store, month: &Month) -> Result<Vec<Blocked>, StoreError> {
    let mut all = Vec::new();
    for result in month.results.iter().filter(|it| it.verdict.state == SiteState::Blocked) {
        let evidence = store.bundle(&RunId(result.run.id.clone()), &result.site.key)?;
        all.extend(evidence.and_then(of));
    }
    Ok(all)
}

fn of(evidence: SiteEvidence) -> Option<Blocked> {
    let last = evidence.home_visits.last();
    let (at, visit) = (last.map(|it| it.at), last.map(|it| it.id.clone()));
    Some(Blocked { barrier: evidence.barrier?, site: evidence.site, at, visit })
}

/// `放行申请-2026-11.txt`.
pub fn file_name(month: &Month) -> String {
    format!("放行申请-{}.txt", month.period)
}

/// One letter a site, as plain text that a clerk can send on; empty without sites. UTF-8 with a byte order mark.
pub fn letters(month: &Month, blocked: &[Blocked], crawl: &Crawl) -> String {
    let mut text = String::new();
    for (number, it) in blocked.iter().enumerate() {
        if number == 0 {
            text.push('\u{feff}');
        } else {
            text.push_str("\n――――――――――――――――――――\n\n");
        }
        letter(&mut text, month, it, crawl);
    }
    text
}

fn letter(text: &mut String, month: &Month, it: &Blocked, crawl: &Crawl) {
    let site = &it.site;
    let (unit, name) = (one_line(&site.unit), one_line(&site.name));
    let when = it.at.map(|at| format!("（{}）", minute(at))).unwrap_or_default();
    let _ = writeln!(text, "关于允许网站检查程序访问的函\n\n{unit}：");
    let _ = writeln!(
        text,
        "　　我办对全县政府网站开展{}检查时，你单位网站“{name}”（{}）{}{when}，本期未能检查，结论为“无法判定”。这不计为你单位的问题，但网站的实际情况也就无从核实。",
        month.period.chinese(),
        site.home,
        refusal(&it.barrier),
    );
    let _ = writeln!(text, "　　请协调网站运维单位{}：\n", request(&it.barrier));
    for line in facts(&month.office, crawl, it) {
        let _ = writeln!(text, "　　{line}");
    }
    let _ = writeln!(
        text,
        "\n　　检查程序如实标明身份，只读取公开页面，遵守 robots.txt 和访问间隔要求，不登录、不提交内容，也不会设法绕过防护设备。办理完成后请告知我办，我办将补查。\n"
    );
    let contact = match (month.office.contact.trim(), month.office.phone.trim()) {
        ("", "") => String::new(),
        (name, phone) => format!("　　联系人：{name}　联系电话：{phone}\n"),
    };
    let _ = writeln!(text, "{contact}　　{}", month.office.name);
}

fn refusal(barrier: &Barrier) -> String {
    match barrier {
        Barrier::Robots => "的 robots.txt 文件禁止检查程序访问".into(),
        Barrier::Challenge(product) => match product_name(product) {
            Some(name) => format!("的安全防护设备（{name}）拦截了检查程序"),
            None => "的安全防护设备拦截了检查程序".into(),
        },
        Barrier::Status(status) => format!("以状态码 {status} 拒绝了检查程序"),
        other => format!("未能读取，原因是{}", other.chinese()),
    }
}

fn request(barrier: &Barrier) -> &'static str {
    match barrier {
        Barrier::Robots => "修改 robots.txt，允许下述检查程序访问公开页面",
        _ => "在防护设备中将下述检查地址加入白名单，允许其访问公开页面",
    }
}

fn facts(office: &Office, crawl: &Crawl, it: &Blocked) -> Vec<String> {
    let address = match office.audit_address.trim() {
        "" => "________________（请本办网络管理员填写检查用电脑的公网 IP 地址）",
        address => address,
    };
    let mut facts = vec![
        format!("检查地址：{address}"),
        format!("程序标识（User-Agent）：{}", crawl.user_agent),
    ];
    if 0.0 < crawl.requests_per_second && crawl.requests_per_second <= 10.0 {
        let seconds = 1.0 / crawl.requests_per_second;
        facts.push(format!(
            "访问频率：约每 {seconds:.1} 秒一次，同时不超过 {} 个连接",
            crawl.connections_per_host
        ));
    }
    facts.extend(it.visit.as_ref().map(|visit| format!("受阻记录（证据编号）：{visit}")));
    facts
}

/// What the trade calls a product that [`Barrier::Challenge`] names.
fn product_name(product: &str) -> Option<&'static str> {
    Some(match product {
        "jiasule" => "加速乐",
        "ruishu" => "瑞数动态防护",
        "360" => "360 网站卫士",
        "chuangyudun" => "创宇盾",
        "aliyun" => "阿里云防护",
        "tencent" => "腾讯云防护",
        "huawei" => "华为云防护",
        "baidu" => "百度云加速",
        "safedog" => "安全狗",
        "yunsuo" => "云锁",
        "yundun" => "云盾",
        "dbapp" => "安恒防护",
        "d-shield" => "D盾",
        "nsfocus" => "绿盟防护",
        "chaitin" => "长亭雷池",
        "wangfang-g01" => "网防G01",
        "cloudflare" => "Cloudflare",
        _ => return None,
    })
}
