//! Addresses: how a link resolves, and when two of them name one page.

use url::Url;

/// Resolves what stands in an attribute as a browser does; `None` for what leads nowhere: scripts, mail, fragments.
pub(super) fn resolve(base: &Url, written: &str) -> Option<Url> {
    let written = written.trim_matches(|it: char| it.is_whitespace() || it.is_control());
    if written.is_empty() || written.starts_with('#') || is_stump(written) {
        return None;
    }
    let mut address = base.join(written).ok()?;
    if !matches!(address.scheme(), "http" | "https") || address.host_str().is_none_or(str::is_empty)
    {
        return None;
    }
    address.set_fragment(
        address
            .fragment()
            .filter(|it| it.starts_with('/') || it.starts_with('!'))
            .map(str::to_owned)
            .as_deref(),
    );
    Some(address)
}

/// Left over from templates, or plumbing of a script.
fn is_stump(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let schemes = [
        "javascript:",
        "vbscript:",
        "mailto:",
        "tel:",
        "sms:",
        "data:",
        "about:",
        "file:",
        "blob:",
        "tencent:",
    ];
    schemes.iter().any(|it| lower.starts_with(it))
        || lower.contains("dataproxy.jsp")
        || written.contains("${")
        || written.contains("{{")
        || written.starts_with("<%")
        || matches!(
            lower.as_str(),
            "http://" | "https://" | "http:" | "https:" | "undefined" | "null"
        )
}

const INDEX: [&str; 14] = [
    "index.html",
    "index.htm",
    "index.shtml",
    "index.shtm",
    "index.aspx",
    "index.asp",
    "index.jsp",
    "index.php",
    "index.action",
    "default.aspx",
    "default.asp",
    "default.html",
    "default.htm",
    "index.jhtml",
];
const SESSION: [&str; 8] =
    ["jsessionid", "phpsessid", "sessionid", "sid", "aspsessionid", "cfid", "cftoken", "_t"];

/// Session ids, fragment, default port, `www.`, index page and trailing slash folded: two addresses of one page have one
/// key.
pub fn same_page_key(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = address.port().map(|it| format!(":{it}")).unwrap_or_default();
    let mut path = address.path();
    if path.contains(';')
        && let Some(at) = path.to_ascii_lowercase().find(";jsessionid")
    {
        path = &path[..at];
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if INDEX.iter().any(|it| it.eq_ignore_ascii_case(last)) {
        path = &path[..path.len() - last.len()];
    }
    let query = address.query().map(own_query).unwrap_or_default();
    let route = address.fragment().filter(|it| it.starts_with('/') || it.starts_with('!'));
    let route = route.map(|it| format!("#{it}")).unwrap_or_default();
    [host, &port, path.trim_end_matches('/'), &query, &route].concat()
}

/// With its question mark and without what only names a session.
fn own_query(query: &str) -> String {
    let parts: Vec<&str> = query
        .split('&')
        .filter(|it| {
            let name = it.split('=').next().unwrap_or_default().to_ascii_lowercase();
            !it.is_empty() && !SESSION.contains(&name.as_str()) && !name.starts_with("aspsessionid")
        })
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// Without scheme, host and `www.`: the same host, or a part of the same site.
pub(super) fn same_host(one: &Url, other: &Url) -> bool {
    let bare = |it: &Url| it.host_str().map(|it| it.strip_prefix("www.").unwrap_or(it).to_owned());
    bare(one) == bare(other) && one.port_or_known_default().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn attributes_resolve_as_in_a_browser() {
        let base = url("http://www.a.gov.cn/zw/yw/index.html");
        for (written, expected) in [
            ("./201710/t1.html", Some("http://www.a.gov.cn/zw/yw/201710/t1.html")),
            ("\r\n\t/Government/1.aspx ", Some("http://www.a.gov.cn/Government/1.aspx")),
            ("//b.gov.cn/x", Some("http://b.gov.cn/x")),
            ("https://beian.miit.gov.cn ", Some("https://beian.miit.gov.cn/")),
            ("../../", Some("http://www.a.gov.cn/")),
            ("?page=2", Some("http://www.a.gov.cn/zw/yw/index.html?page=2")),
            ("/a#top", Some("http://www.a.gov.cn/a")),
            ("/#/list", Some("http://www.a.gov.cn/#/list")),
            ("javascript:void(0)", None),
            ("JavaScript:;", None),
            ("#", None),
            ("", None),
            ("mailto:a@b.cn", None),
            ("http://", None),
        ] {
            assert_eq!(
                resolve(&base, written).map(String::from).as_deref(),
                expected,
                "{written:?}"
            );
        }
    }

    #[test]
    fn addresses_of_one_page_share_a_key() {
        for same in [
            "http://www.a.gov.cn/zw/",
            "https://a.gov.cn/zw",
            "http://a.gov.cn:80/zw/index.html#top",
            "http://a.gov.cn/zw/index.jsp;jsessionid=0AF3",
            "http://a.gov.cn/zw/?JSESSIONID=1",
        ] {
            assert_eq!(same_page_key(&url(same)), "a.gov.cn/zw", "{same}");
        }
        assert_ne!(
            same_page_key(&url("http://a.gov.cn/zw?type=1")),
            same_page_key(&url("http://a.gov.cn/zw?type=2"))
        );
    }
}
