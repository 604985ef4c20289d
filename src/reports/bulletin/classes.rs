//! The classes of problems in the order of the bulletin. What each is called is said in `config/templates/通报/问题类别.txt`.

/// One section of 二、存在的主要问题.
pub(crate) struct Class {
    /// By which the templates know it.
    pub(crate) name: &'static str,
    /// The checks whose findings it tells.
    pub(crate) checks: &'static [&'static str],
    /// What its findings are counted in.
    pub(crate) measure: &'static str,
    /// One finding is one site, so that the number of sites need not be said again.
    pub(crate) one_a_site: bool,
}

pub(crate) const CLASSES: &[Class] = &[
    site("网站无法访问", &["unreachable"]),
    site("长期无人维护", &["zombie_site"]),
    site("首页不更新", &["stale_home"]),
    rows("栏目不更新", &["stale_columns"], "个"),
    rows("空白栏目", &["empty_columns"], "个"),
    rows("错链断链", &["broken_links"], "条"),
    rows("栏目和年报缺失", &["missing_sections", "annual_report"], "项"),
    rows("标识和域名", &["site_identity", "domain_name", "page_tags"], "处"),
    rows(
        "互动回应",
        &["missing_channel", "slow_replies", "public_replies", "surveys", "interviews"],
        "件",
    ),
    rows("办事服务", &["service_guides", "service_statistics"], "处"),
    rows("解读和公开时限", &["interpretation", "late_disclosure"], "件"),
    rows("发布日期", &["suspect_dates"], "处"),
    rows("内容安全", &["hidden_links", "illegal_links", "personal_data", "wording"], "处"),
    rows("安全连接", &["secure_transport"], "处"),
    rows("网站功能", &["site_features"], "处"),
];

/// What no other class takes.
pub(crate) const REST: Class = rows("其他", &[], "处");

/// All of them, the rest last.
pub(crate) fn all() -> impl Iterator<Item = &'static Class> {
    CLASSES.iter().chain([&REST])
}

const fn site(name: &'static str, checks: &'static [&'static str]) -> Class {
    Class { name, checks, measure: "个", one_a_site: true }
}

const fn rows(name: &'static str, checks: &'static [&'static str], measure: &'static str) -> Class {
    Class { name, checks, measure, one_a_site: false }
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
