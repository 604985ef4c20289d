//! Footers that stand in a script, a fragment or a frame, and challenge pages.

use pucha::model::page::{MarkState, Page, PageKind, Place};
use pucha::parse::{Include, Source, page};
use url::Url;

fn read(status: u16, body: &str, includes: &[(&str, &[u8])]) -> Page {
    let address = Url::parse("http://www.a.gov.cn/zw/").expect("an address");
    let addresses: Vec<Url> =
        includes.iter().map(|(it, _)| Url::parse(it).expect("an address")).collect();
    let given: Vec<Include<'_>> = addresses
        .iter()
        .zip(includes)
        .map(|(address, (_, body))| Include { address, headers: &[], body })
        .collect();
    let as_of = "2026-11-20".parse().expect("a day");
    page(&Source {
        address: &address,
        status,
        headers: &[],
        body: body.as_bytes(),
        as_of,
        includes: &given,
    })
}

const PAGE: &str = "<meta charset=utf-8><p>正文</p><script src=/js/jquery.js></script><script src=/js/footer.js></script>";

#[test]
fn a_mark_whose_place_was_not_at_hand_is_unseen() {
    let page = read(200, PAGE, &[]);
    assert_eq!(page.identity.icp.state, MarkState::Unseen);
    assert_eq!(page.includes[0].as_str(), "http://www.a.gov.cn/js/footer.js");
}

#[test]
fn a_footer_written_by_an_include_counts() {
    let script =
        "document.writeln(\"<div>主办单位：青禾县人民政府 版权所有 皖ICP备05000000号<\\/div>\");"
            .as_bytes();
    let page = read(200, PAGE, &[("http://www.a.gov.cn/js/footer.js", script)]);
    assert_eq!(page.identity.icp.value.as_deref(), Some("皖ICP备05000000号"));
    assert_eq!(page.identity.host_unit.value.as_deref(), Some("青禾县人民政府"));
    assert_eq!(page.identity.site_code.state, MarkState::Missing);
}

#[test]
fn a_loaded_fragment_in_gbk_counts() {
    let body = "<meta charset=utf-8><div id=f></div><script>$('#f').load('/bottom.html', function () {});</script>";
    let text =
        "<div>主办：青禾县人民政府 网站标识码：3415990001 版权所有，技术支持：县大数据中心</div>";
    let bytes = encoding_rs::GB18030.encode(text).0.into_owned();
    let page = read(200, body, &[("http://www.a.gov.cn/bottom.html", &bytes)]);
    assert_eq!(page.identity.site_code.value.as_deref(), Some("3415990001"));
    assert_eq!(page.includes[0].as_str(), "http://www.a.gov.cn/bottom.html");
}

#[test]
fn block_pages_are_blocked_whatever_their_status() {
    let page = read(521, "<script>document.cookie='__jsl_clearance_s=1'</script>", &[]);
    assert_eq!((page.kind, page.blocked_by.as_deref()), (PageKind::Blocked, Some("jiasule")));
    assert!(page.leads_to.is_none());
}

#[test]
fn links_of_a_loaded_menu_stand_in_the_navigation_of_the_page() {
    let body = "<div id=h></div><script>$('#h').load('/inc/header.html');</script><iframe src='/inc/foot.html'></iframe>";
    let menu = "<ul><li><a href='gzdt/'>工作动态</a></li></ul>".as_bytes();
    let foot = "<p><a href='map.html'>网站地图</a> 主办：青禾县</p>".as_bytes();
    let page = read(
        200,
        body,
        &[
            ("http://www.a.gov.cn/inc/header.html", menu),
            ("http://www.a.gov.cn/inc/foot.html", foot),
        ],
    );
    let links: Vec<_> = page.links.iter().map(|it| (it.address.as_str(), it.place)).collect();
    assert!(links.contains(&("http://www.a.gov.cn/zw/gzdt/", Place::Nav)), "{links:?}");
    assert!(links.contains(&("http://www.a.gov.cn/inc/map.html", Place::Footer)), "{links:?}");
}
