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
/// Hosts that are nobody's friends, and some that only look so: name, title, text.
const STRANGERS: &[(&str, &str, &str)] = &[
    (GAMBLING, "澳门新葡京官网_百家乐_真人荷官在线投注", "注册送彩金，老虎机，百家乐，六合彩。"),
    (SOLD, "域名正在出售", "This domain is for sale. 您访问的域名正在出售，有意者请联系。"),
    (
        WARNING,
        "反诈课堂：警惕“百家乐”网络赌博骗局",
        "所谓真人荷官、老虎机、六合彩，都是骗局。遇到请拨打110，切勿转账。",
    ),
    (
        LOTTERY,
        "体育彩票投注站查询",
        "中国体育彩票投注站地址查询，购彩请到实体店，未成年人不得购彩。",
    ),
    (COMPANY, "澜青城投公司", "公司负责县城基础设施建设和管理，欢迎垂询。"),
];
pub(crate) const GAMBLING: &str = "www.bocai.example";
pub(crate) const SOLD: &str = "www.lqjkjy.example";
pub(crate) const WARNING: &str = "www.fanzha.example";
pub(crate) const LOTTERY: &str = "www.ticai.example";
pub(crate) const COMPANY: &str = "www.lqct.example";

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
    let open = open.chain(STRANGERS.iter().map(|(name, ..)| (*name, Door::Open)));
    open.chain(odd).map(|(name, door)| Host { name: name.to_owned(), door }).collect()
}

/// `None`: no host of this world.
pub(crate) fn answer(host: &str, target: &str) -> Option<Answer> {
    if let Some((_, title, text)) = STRANGERS.iter().find(|it| it.0 == host) {
        return Some(match target {
            "/" => Answer::html(200, &stranger(title, text)),
            _ => Answer::not_found(),
        });
    }
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

fn stranger(title: &str, text: &str) -> String {
    format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    )
}
