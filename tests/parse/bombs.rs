//! Inputs meant to hurt: whatever comes, a page comes out.

use proptest::prelude::*;
use pucha::model::page::Page;
use pucha::parse::{Source, page};
use url::Url;

fn read(body: &[u8]) -> usize {
    whole(body).links.len()
}

fn whole(body: &[u8]) -> Page {
    let address = Url::parse("http://www.a.gov.cn/zw/").expect("an address");
    let as_of = "2026-11-20".parse().expect("a day");
    page(&Source { address: &address, status: 200, headers: &[], body, as_of, includes: &[] })
}

#[test]
fn deep_wide_and_broken_pages_are_read_to_their_end() {
    for bomb in [
        "<div>".repeat(20_000),
        "<ul><li>".repeat(30_000),
        "<ul><li><a href=/a1.html>title of this</a>2026-01-01".repeat(3_000),
        "<table><tr><td>".repeat(10_000),
        "<a href=/x>2026-01-01".repeat(10_000),
        "<li><a href=/content_1.html>标题标题标题标题</a>2026-01-01</li>".repeat(4_000),
        "<script>document.write('<script>')".repeat(2_000),
        "<!--".repeat(50_000),
        "2026-01-01".repeat(20_000),
        "当前位置 首页 > ".repeat(10_000),
    ] {
        read(bomb.as_bytes());
    }
}

#[test]
fn a_page_without_end_is_read_in_part_and_says_so() {
    let row = "<li><a href=/a1.html>关于开展检查的通知</a>2026-01-01</li>";
    let filling = "x".repeat(3 << 20);
    for (body, links, is_cut) in [
        (format!("<ul>{row}</ul><!--{filling}--><a href=/b>后</a>"), 1, true),
        (format!("<ul>{row}</ul><!--{}--><a href=/b>后</a>", &filling[..1 << 20]), 2, false),
    ] {
        let page = whole(body.as_bytes());
        assert_eq!(page.links.len(), links);
        assert_eq!(page.defects.iter().any(|it| it.contains("只读取了前面的部分")), is_cut);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        read(&body);
    }

    #[test]
    fn any_tags_are_read(parts in proptest::collection::vec(
        prop::sample::select(vec![
            "<ul>", "<li>", "</li>", "</ul>", "<a href=/a/t20260101_1.html>", "</a>", "2026-01-01", "〇年", "<table>", "<tr>", "<td>", "</table>",
            "<script>", "</script>", "<record><![CDATA[", "]]></record>", "<select><option value=/x>", "标识码：", "ICP备", "公网安备", "２０２６", "12-31",
            "<div style=display:none>", "下一页", "<script type=text/xml>", "当前位置", "<base href=//>", "<meta charset=gbk>", "\u{feff}",
        ]), 0..120)) {
        read(parts.concat().as_bytes());
    }
}
