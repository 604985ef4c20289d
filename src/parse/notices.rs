//! Where a notice says that a closed, merged or moved site is now.

use crate::model::page::{Link, LinkKind, Notice, NoticeKind};
use crate::parse::address::same_host;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:https?://|www\.)[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?(?:/[A-Za-z0-9._~/%?=&-]*)?",
    )
    .expect("the expression is valid")
});
/// Authorities that any footer names.
const OFFICIAL: [&str; 6] = [
    "beian.gov.cn",
    "beian.mps.gov.cn",
    "miit.gov.cn",
    "miibeian.gov.cn",
    "conac.cn",
    "kaipuyun.cn",
];

/// The notice with the first address of another host that the page links to or writes out.
pub(super) fn with_address(notice: Notice, links: &[Link], text: &str, page: &Url) -> Notice {
    if !matches!(notice.kind, NoticeKind::Closed | NoticeKind::Moved) {
        return notice;
    }
    let official = |it: &Url| {
        let host = it.host_str().unwrap_or_default();
        OFFICIAL.iter().any(|known| host.ends_with(known)) || host == "zfwzgl.www.gov.cn"
    };
    let is_new = |it: &Url| !same_host(it, page) && !official(it);
    let linked = links
        .iter()
        .filter(|it| it.kind == LinkKind::Page && !it.hidden)
        .map(|it| it.address.clone())
        .find(is_new);
    let written = || {
        WRITTEN
            .find_iter(text)
            .filter_map(|it| {
                let text = it.as_str().trim_end_matches(['.', '-', '/']);
                let scheme = if text.starts_with("http") { "" } else { "http://" };
                Url::parse(&format!("{scheme}{text}")).ok()
            })
            .find(is_new)
    };
    Notice { address: linked.or_else(written), ..notice }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Place;

    #[test]
    fn a_notice_of_moving_names_where_the_site_is_now() {
        let page = Url::parse("http://old.a.gov.cn/").unwrap();
        let link = |address: &str| Link {
            address: Url::parse(address).unwrap(),
            text: String::new(),
            kind: LinkKind::Page,
            place: Place::Body,
            hidden: false,
        };
        for (kind, links, text, expected) in [
            (
                NoticeKind::Moved,
                vec![],
                "请访问新网址：www.b.gov.cn。",
                Some("http://www.b.gov.cn/"),
            ),
            (
                NoticeKind::Closed,
                vec![link("https://beian.miit.gov.cn/"), link("http://b.gov.cn/x/")],
                "",
                Some("http://b.gov.cn/x/"),
            ),
            (NoticeKind::Moved, vec![link("http://old.a.gov.cn/a")], "本站已迁移", None),
            (NoticeKind::NotFound, vec![link("http://b.gov.cn/")], "", None),
        ] {
            let notice = Notice { kind, phrase: String::new(), address: None };
            let found = with_address(notice, &links, text, &page).address;
            assert_eq!(found.map(String::from).as_deref(), expected, "{text}");
        }
    }
}
