//! The world outside the county that its pages link to, so that not one request leaves the machine.

use crate::demo::answers::Answer;
use crate::demo::serve::{Door, Host};

const OPEN: &[(&str, &str)] = &[
    ("www.gov.cn", "中国政府网"),
    ("www.anlan.gov.cn", "安澜市人民政府"),
    ("news.anlan.gov.cn", "安澜新闻网"),
    ("ly.anlan.gov.cn", "安澜市统一咨询平台"),
    (DISCLOSURE, "安澜市政府信息公开平台"),
    ("dcs.conac.cn", "党政机关网站标识"),
    ("bszs.conac.cn", "党政机关网站标识"),
    ("beian.miit.gov.cn", "工业和信息化部备案管理系统"),
    ("www.beian.gov.cn", "全国互联网安全管理服务平台"),
    ("zfwzgl.www.gov.cn", "我为政府网站找错"),
    ("mp.weixin.qq.com", "微信公众平台"),
    ("errors.aliyun.com", "阿里云"),
    ("help.365cyd.com", "创宇盾"),
];

/// The common platform on which a county keeps its disclosure: all parts but the rules.
pub(crate) const DISCLOSURE: &str = "xxgk.anlan.gov.cn";

/// Names whose hosts misbehave; county pages link to them.
pub(crate) const REFUSING: &str = "old.anlan.gov.cn";
pub(crate) const SILENT: &str = "slow.anlan.gov.cn";
pub(crate) const RESETTING: &str = "zb.anlan.gov.cn";
pub(crate) const DRIPPING: &str = "drip.anlan.gov.cn";
pub(crate) const ENDLESS: &str = "live.anlan.gov.cn";
/// Open, also by TLS, with a certificate that nobody should trust.
pub(crate) const BAD_CERTIFICATE: &str = "fw.anlan.gov.cn";

pub(crate) fn hosts() -> Vec<Host> {
    let open = OPEN.iter().map(|(name, _)| (*name, Door::Open));
    let odd = [
        (REFUSING, Door::Refuses),
        (SILENT, Door::Silent),
        (RESETTING, Door::Resets),
        (DRIPPING, Door::Drips),
        (ENDLESS, Door::Endless),
        (BAD_CERTIFICATE, Door::ExpiredTls),
    ];
    open.chain(odd).map(|(name, door)| Host { name: name.to_owned(), door }).collect()
}

/// `None`: no host of this world.
pub(crate) fn answer(host: &str, target: &str) -> Option<Answer> {
    let known = OPEN.iter().find(|(name, _)| *name == host).map(|(_, title)| *title);
    let title = known.or((host == BAD_CERTIFICATE).then_some("安澜市政务服务网"))?;
    if target.starts_with("/robots.txt") || target.starts_with("/gone/") {
        return Some(Answer::not_found());
    }
    let path = target.split('?').next().unwrap_or_default();
    if path.contains("/js/") || path.contains(".js") {
        return Some(Answer::script("/* demo */\n"));
    }
    if host == "ly.anlan.gov.cn" {
        return Some(Answer::html(
            200,
            "<html><head><title>统一咨询平台</title></head><body><h1>统一咨询平台</h1><form action=\"/submit\"><input name=\"title\"><textarea name=\"text\"></textarea></form></body></html>",
        ));
    }
    if host == DISCLOSURE && path == "/" {
        let links: String = ["指南", "法定主动公开内容", "年报", "依申请公开"]
            .iter()
            .enumerate()
            .map(|(at, name)| format!("<li><a href=\"/{}.html\">{name}</a></li>\n", at + 1))
            .collect();
        return Some(Answer::html(
            200,
            &format!(
                "<html><head><meta charset=\"utf-8\"><title>政府信息公开</title></head><body><h1>政府信息公开</h1><ul>{links}</ul></body></html>"
            ),
        ));
    }
    Some(Answer::html(
        200,
        &format!(
            "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1>\
             <p>本页面为{title}的演示页面，仅用于本机演示，内容与真实网站无关。</p></body></html>"
        ),
    ))
}
