//! The classes of problems in the order of the bulletin, and how each is opened.

/// One paragraph of 二、存在的主要问题.
pub(crate) struct Class {
    pub(crate) heading: &'static str,
    /// The checks whose findings it tells.
    pub(crate) checks: &'static [&'static str],
    /// `{n}` is the number of findings.
    pub(crate) opening: &'static str,
    /// One finding is one site, so that the number of sites need not be said again.
    pub(crate) one_a_site: bool,
}

pub(crate) const CLASSES: &[Class] = &[
    site(
        "网站无法正常访问",
        &["unreachable"],
        "监测期内首页无法访问的比例超过规定限度的网站有{n}个",
    ),
    site(
        "网站长期无人维护或已失去功能",
        &["zombie_site"],
        "长期不更新、内容为空、被挪作他用或者应关未关、迁移后未报备的网站有{n}个",
    ),
    site("首页更新不及时", &["stale_home"], "首页超过规定期限未更新的网站有{n}个"),
    rows("栏目更新不及时", &["stale_columns"], "超过规定期限未更新的栏目有{n}个"),
    rows("存在空白栏目", &["empty_columns"], "没有内容的空白栏目有{n}个"),
    rows("存在错链断链", &["broken_links"], "无法打开或打开错误的链接有{n}条"),
    rows(
        "必设栏目或年度报告缺失",
        &["missing_sections", "annual_report"],
        "应当开设而未找到的栏目、未按时发布的年度报告有{n}项",
    ),
    rows(
        "页面标识和域名不规范",
        &["site_identity", "domain_name", "page_tags"],
        "页面底部功能标识、域名、网页标签不符合要求的有{n}处",
    ),
    rows(
        "互动渠道和答复不到位",
        &["missing_channel", "slow_replies", "public_replies", "surveys", "interviews"],
        "咨询渠道、留言答复、征集调查、在线访谈方面的问题有{n}件",
    ),
    rows(
        "办事服务不实用",
        &["service_guides", "service_statistics"],
        "办事服务内容缺失、要素不全、统计未更新的有{n}处",
    ),
    rows(
        "政策解读和公开时限不到位",
        &["interpretation", "late_disclosure"],
        "政策文件没有解读或未与解读互相链接、信息超过时限公开的有{n}件",
    ),
    rows("信息发布日期存疑", &["suspect_dates"], "信息发布日期与实际情况不符、需要核实的有{n}处"),
    rows(
        "内容安全和个人信息保护存在隐患",
        &["hidden_links", "illegal_links", "personal_data", "wording"],
        "暗链、非法外链、个人信息泄露、表述不当等问题有{n}处",
    ),
    rows("安全连接不规范", &["secure_transport"], "证书、加密访问等方面的问题有{n}处"),
    rows("网站功能不完善", &["site_features"], "站内检索、无障碍等功能方面的问题有{n}处"),
];

/// What no other class takes.
pub(crate) const REST: Class = rows("其他问题", &[], "其他需要整改的问题有{n}处");

const fn site(
    heading: &'static str,
    checks: &'static [&'static str],
    opening: &'static str,
) -> Class {
    Class { heading, checks, opening, one_a_site: true }
}

const fn rows(
    heading: &'static str,
    checks: &'static [&'static str],
    opening: &'static str,
) -> Class {
    Class { heading, checks, opening, one_a_site: false }
}

impl Class {
    pub(crate) fn takes(&self, code: &str) -> bool {
        self.checks.contains(&check_of(code))
    }
}

/// The class's place in the bulletin; unknown codes come last.
pub(crate) fn place(code: &str) -> usize {
    CLASSES.iter().position(|it| it.takes(code)).unwrap_or(CLASSES.len())
}

/// The check that a code belongs to: what stands before the first dot.
pub(crate) fn check_of(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}
