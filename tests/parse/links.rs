//! Addresses as browsers send them.

use encoding_rs::GB18030;
use pucha::parse::{Source, page};
use url::Url;

fn links(body: &[u8]) -> Vec<String> {
    let address = Url::parse("http://a.gov.cn/tzgg/").expect("an address");
    let as_of = "2026-11-20".parse().expect("a day");
    let source =
        Source { address: &address, status: 200, headers: &[], body, as_of, includes: &[] };
    page(&source).links.iter().map(|it| it.address.to_string()).collect()
}

#[test]
fn a_query_is_written_in_the_charset_of_its_page() {
    let html = |charset: &str| {
        format!(
            "<html><head><meta charset={charset}></head><body><p>本页面列出全县防汛工作的各项安排</p>\
             <a href='list.asp?lm=防汛&amp;p=2#a'>防汛专题</a><a href='/防汛/a.html'>专题</a></body></html>"
        )
    };
    let old = links(&GB18030.encode(&html("gb2312")).0);
    assert_eq!(old[0], "http://a.gov.cn/tzgg/list.asp?lm=%B7%C0%D1%B4&p=2");
    assert_eq!(old[1], "http://a.gov.cn/%E9%98%B2%E6%B1%9B/a.html", "a path is always UTF-8");
    let new = links(html("utf-8").as_bytes());
    assert_eq!(new[0], "http://a.gov.cn/tzgg/list.asp?lm=%E9%98%B2%E6%B1%9B&p=2");
}
