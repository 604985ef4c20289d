//! Links of a page that lead to strangers.

use crate::parse::address::resolve;
use crate::parse::doc::Doc;
use crate::reference::hosts;
use crate::reference::illegal;
use url::Url;

/// Links of one page that are looked at.
const MOST: usize = 3_000;

/// A link that leads to somebody else.
pub(super) struct Outward {
    pub(super) node: usize,
    pub(super) address: Url,
    pub(super) text: String,
}

/// Links to hosts that are neither the site's own, nor the state's, nor a known service; those whose words advertise a
/// trade are taken from known services too.
pub(super) fn links(doc: &Doc, base: &Url) -> Vec<Outward> {
    let own = domain(base.host_str().unwrap_or_default());
    let is_friend = |host: &str| domain(host) == own || hosts::is_of_state(host);
    let mut found = Vec::new();
    for (at, node) in doc.nodes.iter().enumerate() {
        if node.raw || !matches!(&*node.tag, "a" | "area") {
            continue;
        }
        // Most links are the site's own: they need not be resolved to be passed over.
        let Some(written) = node.attr("href").filter(|it| names_host(it)) else { continue };
        if plain_host(written).is_some_and(is_friend) {
            continue;
        }
        let Some(address) = resolve(base, written) else { continue };
        let host = address.host_str().unwrap_or_default();
        if is_friend(host) {
            continue;
        }
        let text = doc.any_text(at);
        if hosts::is_known(host) && illegal::spoken(&text).is_none() {
            continue;
        }
        found.push(Outward { node: at, address, text });
        if MOST <= found.len() {
            break;
        }
    }
    found
}

/// The registrable part of a host.
pub(super) fn domain(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

fn names_host(written: &str) -> bool {
    let written = written.trim_start();
    let begins = written.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("http"));
    begins || written.starts_with(['/', '\\']) && written[1..].starts_with(['/', '\\'])
}

/// The host, where it is written in the usual way.
fn plain_host(written: &str) -> Option<&str> {
    let rest = written.strip_prefix("http://").or_else(|| written.strip_prefix("https://"))?;
    let host = &rest[..rest.find(['/', '?', '#', ':', '@', '\\']).unwrap_or(rest.len())];
    let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.".contains(&it);
    let ends = rest.as_bytes().get(host.len());
    (host.bytes().all(is_plain) && ends.is_none_or(|it| !b"@:\\".contains(it))).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_strangers_are_taken() {
        let page = "<a href=/a>own</a><a href=http://m.a.gov.cn/>own</a><a href=http://b.gov.cn/>state</a>
            <a href=http://weibo.com/>known</a><a href=//one.example/>1</a><a href='HTTP://Two.Example'>2</a>
            <a href=http://www.a.gov.cn@three.example/>3</a><a href=javascript:void(0)>none</a>
            <a href=http://weibo.com/x>澳门新葡京</a>";
        let base = Url::parse("http://www.a.gov.cn/x/").unwrap();
        let found = links(&Doc::new(page), &base);
        let hosts: Vec<&str> = found.iter().filter_map(|it| it.address.host_str()).collect();
        assert_eq!(hosts, ["one.example", "two.example", "three.example", "weibo.com"]);
    }
}
