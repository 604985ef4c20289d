//! The register's facts: units, sites, scopes, columns as a county lists them.

use crate::model::time::Window;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// Gives an enum its Chinese names: `chinese()`, `from_chinese()`, and the list `ALL`.
macro_rules! chinese_names {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub fn from_chinese(text: &str) -> Option<Self> {
                match text.trim() { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.chinese())
            }
        }
    };
}
pub(crate) use chinese_names;

/// 单位类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitClass {
    County,
    Township,
    Subdistrict,
    Department,
    DevelopmentZone,
    Other,
}
chinese_names!(UnitClass {
    County = "县政府",
    Township = "乡镇",
    Subdistrict = "街道",
    Department = "县直",
    DevelopmentZone = "开发区",
    Other = "其他",
});

/// 状态 in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteStatus {
    Running,
    Suspended,
    Closed,
    Moved,
}
chinese_names!(SiteStatus {
    Running = "运行",
    Suspended = "临时下线",
    Closed = "关停",
    Moved = "迁移",
});

/// 栏目类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnClass {
    News,
    Notices,
    PolicyFiles,
    Interpretation,
    Personnel,
    Plans,
    ShouldUpdate,
    Consultation,
    Survey,
    Interview,
    Services,
    Static,
    Yearly,
    Event,
    Archived,
    External,
}
chinese_names!(ColumnClass {
    News = "动态要闻",
    Notices = "通知公告",
    PolicyFiles = "政策文件",
    Interpretation = "政策解读",
    Personnel = "人事信息",
    Plans = "规划计划",
    ShouldUpdate = "应更新",
    Consultation = "咨询留言",
    Survey = "调查征集",
    Interview = "在线访谈",
    Services = "办事服务",
    Static = "静态",
    Yearly = "年度",
    Event = "事件",
    Archived = "归档",
    External = "外链",
});

/// What identifies a site over the months: its home address, normalised (see [`site_key`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SiteKey(pub String);

impl fmt::Display for SiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and path without scheme, default port, `www.` and trailing slash or index page: `http://www.a.gov.cn/` and
/// `https://a.gov.cn/index.html` are one site. Query strings stay, for they name the unit on shared hosts.
pub fn site_key(home: &Url) -> SiteKey {
    let host = bare_host(home);
    let port = home.port().map(|it| format!(":{it}")).unwrap_or_default();
    let path = home.path();
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_index = [
        "index.html",
        "index.htm",
        "index.shtml",
        "default.aspx",
        "index.aspx",
        "index.jsp",
        "index.php",
    ]
    .contains(&last.to_ascii_lowercase().as_str());
    let path = if is_index { &path[..path.len() - last.len()] } else { path };
    let query = home.query().map(|it| format!("?{it}")).unwrap_or_default();
    SiteKey(format!("{host}{port}{}{query}", path.trim_end_matches('/')))
}

/// The host in lower case without a leading `www.`; empty for addresses without a host.
pub fn bare_host(address: &Url) -> &str {
    let host = address.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// One row of `sites.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub key: SiteKey,
    pub unit: String,
    pub unit_class: UnitClass,
    pub name: String,
    pub home: Url,
    /// 网站标识码, 10 characters; `None` when the register leaves it empty.
    pub site_code: Option<String>,
    pub scope: Scope,
    pub status: SiteStatus,
    pub contact: String,
    pub phone: String,
    pub mail: String,
    pub remark: String,
}

impl Site {
    /// Whether the site is a part of a host that it shares, so that the host's duties are the portal's.
    pub fn is_section(&self) -> bool {
        !self.scope.is_whole_host()
            || self.home.path().trim_matches('/').contains('/')
            || self.home.query().is_some()
    }
}

/// 范围: which addresses belong to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The host without `www.`, and the port if it is not the default one.
    pub host: String,
    pub port: Option<u16>,
    /// Patterns over path and query, `*` for anything; one `/*` for a whole host.
    pub patterns: Vec<String>,
}

impl Scope {
    /// `written` as in the register, `;` between patterns. Empty: the whole host, or for a section the folder of its
    /// address.
    pub fn new(home: &Url, written: &str) -> Self {
        let mut patterns: Vec<String> = written
            .split([';', '；'])
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        if patterns.is_empty() {
            let path = home.path();
            let folder = &path[..=path.rfind('/').unwrap_or(0)];
            patterns.push(format!("{folder}*"));
        }
        Self { host: bare_host(home).to_owned(), port: home.port(), patterns }
    }

    pub fn is_whole_host(&self) -> bool {
        self.patterns.iter().any(|it| it == "/*" || it == "*")
    }

    /// How closely the scope fits an address: the literal characters of its longest fitting pattern. `None`: it does
    /// not. Where two scopes fit, the larger number wins.
    pub fn fit(&self, address: &Url) -> Option<usize> {
        if bare_host(address) != self.host || address.port() != self.port {
            return None;
        }
        let mut target = address.path().to_owned();
        if let Some(query) = address.query() {
            target.push('?');
            target.push_str(query);
        }
        self.patterns
            .iter()
            .filter(|pattern| wildcard(pattern, &target))
            .map(|pattern| pattern.chars().filter(|it| *it != '*').count())
            .max()
    }
}

/// Whether `text` is matched whole by `pattern`, in which `*` stands for any run of characters.
fn wildcard(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(first) = pieces.next() else { return text.is_empty() };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// One row of `columns.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedColumn {
    pub site: SiteKey,
    pub name: String,
    /// Empty in the register: a required section that is looked for by name.
    pub address: Option<Url>,
    pub class: ColumnClass,
    /// 更新期限; `None`: what the rules give the class.
    pub limit: Option<Window>,
    pub required: bool,
    pub remark: String,
}

/// Everything the register holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    pub sites: Vec<Site>,
    pub columns: Vec<ListedColumn>,
}

impl Register {
    /// The site that an address belongs to: the one with the most specific scope.
    pub fn owner(&self, address: &Url) -> Option<&Site> {
        self.sites
            .iter()
            .filter_map(|site| site.scope.fit(address).map(|fit| (fit, site)))
            .max_by_key(|(fit, _)| *fit)
            .map(|(_, site)| site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn one_site_has_one_key_however_its_home_is_written() {
        for same in [
            "http://www.a.gov.cn/",
            "https://a.gov.cn",
            "http://www.a.gov.cn/index.html",
            "http://A.gov.cn:80/",
        ] {
            assert_eq!(site_key(&url(same)).0, "a.gov.cn", "{same}");
        }
        assert_eq!(
            site_key(&url("http://a.gov.cn/public/column/66?type=4")).0,
            "a.gov.cn/public/column/66?type=4"
        );
    }

    #[test]
    fn scopes_fit_by_pattern_and_the_more_specific_wins() {
        let home = url("http://www.a.gov.cn/public/column/6601081?type=4");
        let unit = Scope::new(&home, "/public/6601081/*;/public/column/6601081*");
        assert!(unit.fit(&url("http://a.gov.cn/public/6601081/1.html")).is_some());
        assert!(unit.fit(&url("http://a.gov.cn/public/column/6601081?type=4&catId=2")).is_some());
        assert!(unit.fit(&url("http://a.gov.cn/public/6601082/1.html")).is_none());
        assert!(unit.fit(&url("http://b.gov.cn/public/6601081/1.html")).is_none());
        let whole = Scope::new(&url("http://www.a.gov.cn/"), "");
        assert!(whole.is_whole_host());
        let page = url("https://www.a.gov.cn/public/6601081/1.html");
        assert!(whole.fit(&page) < unit.fit(&page));
    }

    #[test]
    fn a_section_without_scope_takes_the_folder_of_its_address() {
        let scope = Scope::new(&url("http://www.a.gov.cn/zwgk/town/index.html"), "");
        assert_eq!(scope.patterns, ["/zwgk/town/*"]);
    }

    #[test]
    fn wildcards_match_the_whole_text() {
        for (pattern, text, fits) in [
            ("/a/*", "/a/b/c", true),
            ("/a/*", "/b", false),
            ("/a*c", "/abbc", true),
            ("/a*c", "/abbcd", false),
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("*x*y*", "axby", true),
            ("/ab*ba", "/aba", false),
        ] {
            assert_eq!(wildcard(pattern, text), fits, "{pattern} {text}");
        }
    }
}
