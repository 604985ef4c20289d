//! What list interfaces answer, in the shapes that the systems in the field have.

use pucha::parse::interfaces::{Answer, Listing, read};
use pucha::parse::{Include, Source};
use url::Url;

/// What a page with `script` reads in `body`.
fn listing(script: &str, kind: &str, body: &str) -> Option<Listing> {
    let address = Url::parse("http://www.a.gov.cn/zwgk/index.html").expect("an address");
    let interface = Url::parse("http://www.a.gov.cn/api/list").expect("an address");
    let html = format!("<html><body><ul id=l></ul><script>{script}</script></body></html>");
    let includes: [Include<'_>; 0] = [];
    let page = Source {
        address: &address,
        status: 200,
        headers: &[],
        body: html.as_bytes(),
        as_of: "2026-11-20".parse().expect("a day"),
        includes: &includes,
    };
    let headers = [("content-type".to_owned(), kind.to_owned())];
    let body = body.as_bytes();
    read(&Answer { page: &page, address: &interface, headers: &headers, body, is_own: false })
}

/// Title, path with query and fragment, and day of the first entry; entries; what the answer says of the total.
type Shape<'a> = (&'a str, &'a str, Option<&'a str>, usize, Option<u32>);

fn assert_shape(body: &str, listing: &Listing, (title, place, day, entries, total): Shape<'_>) {
    let first = listing.entries.first().expect("an entry");
    assert_eq!(first.title, title, "{body}");
    assert_eq!(first.address.as_str().trim_start_matches("http://www.a.gov.cn"), place, "{body}");
    assert_eq!(first.date.map(|it| it.to_string()).as_deref(), day, "{body}");
    assert_eq!((listing.entries.len(), listing.total), (entries, total), "{body}");
}

#[test]
fn records_are_found_in_json_of_any_shape() {
    for (body, shape) in [
        // gkmlpt
        (
            r#"{"classify":{"id":2972,"name":"通知公告","post_count":31},"articles":[
                {"id":3255421,"title":"关于一事的通知","url":"http://www.a.gov.cn/gkmlpt/content/3/3255/post_3255421.html","date":1793550600,"created_at":"2026-11-02 08:30:00"},
                {"id":3255420,"title":"关于二事的通知","url":"http://www.a.gov.cn/gkmlpt/content/3/3255/post_3255420.html","date":1793464200}]}"#,
            (
                "关于一事的通知",
                "/gkmlpt/content/3/3255/post_3255421.html",
                Some("2026-11-02"),
                2,
                Some(31),
            ),
        ),
        // NFCMS
        (
            r#"{"articles":[{"title":"<em>某</em>镇公告","url":"/zwgk/content/post_1.html","display_published_at":"2026-10-09 10:00:00","created_at":"2026-10-08"}]}"#,
            ("某镇公告", "/zwgk/content/post_1.html", Some("2026-10-09"), 1, None),
        ),
        // script shells
        (
            r#"{"code":200,"msg":"ok","total":41,"rows":[{"docTitle":"一","docPubUrl":"./202611/t20261101_1.html","publishTime":"2026-11-01"}]}"#,
            ("一", "/zwgk/202611/t20261101_1.html", Some("2026-11-01"), 1, Some(41)),
        ),
        (
            r#"{"success":true,"data":{"totalCount":"2","pageCount":1,"records":[{"infoTitle":"二","link":"/i/2.html","pubDate":1793550600000},{"infoTitle":"三","link":"/i/3.html","pubDate":1793464200000}]}}"#,
            ("二", "/i/2.html", Some("2026-11-02"), 2, Some(2)),
        ),
        (
            r#"[{"bt":"四","href":"/i/4.html","fbsj":"2026年11月3日"}]"#,
            ("四", "/i/4.html", Some("2026-11-03"), 1, None),
        ),
        (
            r#"cb12({"data":[{"title":"五","url":"/5","date":"2026-11-04"}]});"#,
            ("五", "/5", Some("2026-11-04"), 1, None),
        ),
        // jpaas
        (
            r#"{"success":true,"code":"200","data":{"html":"<ul class=\"bt_list\"><li><a href=\"/art/6.html\" title=\"六六六六六六\">六六六六六六</a><span>2026-11-05</span></li><li><a href=\"/art/7.html\">七七七七七七</a><span>2026-11-04</span></li></ul><div totalrecord=\"12\"></div>"}}"#,
            ("六六六六六六", "/art/6.html", Some("2026-11-05"), 2, Some(12)),
        ),
    ] {
        let listing = listing("", "application/json", body);
        assert_shape(body, listing.as_ref().unwrap_or_else(|| panic!("a list: {body}")), shape);
    }
}

#[test]
fn fragments_and_records_of_xml_are_lists_too() {
    for (kind, body, shape) in [
        (
            "text/html;charset=utf-8",
            "<ul><li><a href='/public/81/3600001.html'>某县关于一事的通知</a><span class='date'>2026-11-06</span></li><li><a href='/public/81/3600002.html'>某县关于二事的通知</a><span class='date'>2026-11-05</span></li></ul>",
            ("某县关于一事的通知", "/public/81/3600001.html", Some("2026-11-06"), 2, None),
        ),
        (
            "text/xml",
            "<?xml version='1.0' encoding='utf-8'?><datastore><totalrecord>61</totalrecord><recordset><record><![CDATA[<li><a href='/art/2026/11/7/art_6_1.html'>某县召开防汛会议</a><span>2026-11-07</span></li>]]></record><record><![CDATA[<li><a href='/art/2026/11/6/art_6_2.html'>某县召开安全会议</a><span>2026-11-06</span></li>]]></record></recordset></datastore>",
            ("某县召开防汛会议", "/art/2026/11/7/art_6_1.html", Some("2026-11-07"), 2, Some(61)),
        ),
        (
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><title>某县</title><item><title>八</title><link>http://www.a.gov.cn/8.html</link><pubDate>2026-11-08 09:00</pubDate></item></channel></rss>",
            ("八", "/8.html", Some("2026-11-08"), 1, None),
        ),
    ] {
        let listing = listing("", kind, body);
        assert_shape(body, listing.as_ref().unwrap_or_else(|| panic!("a list: {body}")), shape);
    }
}

#[test]
fn an_address_is_made_as_the_script_makes_it_or_not_at_all() {
    let body = r#"{"rows":[{"id":9,"title":"九","createTime":"2026-11-09 08:00:00"}]}"#;
    let script = r##"$("#l").append('<a href="' + "/info/" + row.id + ".html" + '">')"##;
    let shape = ("九", "/info/9.html", Some("2026-11-09"), 1, None);
    let made = listing(script, "application/json", body).expect("a list");
    assert_shape(body, &made, shape);
    assert!(made.links.is_empty(), "a made address is nobody's broken link");
    let unmade = listing("", "application/json", body).expect("a list");
    assert_eq!(unmade.entries[0].address.path(), "/zwgk/index.html");
}

#[test]
fn only_a_list_that_says_so_is_empty() {
    for (kind, body, is_empty) in [
        ("application/json", r#"{"code":0,"total":0,"rows":[]}"#, true),
        ("application/json", r#"{"data":{"records":[],"total":"0"}}"#, true),
        ("application/json", r#"{"articles":[],"classify":{"post_count":0}}"#, true),
        ("application/json", "[]", true),
        ("application/json", r#"{"success":true,"data":{"html":""}}"#, true),
        ("application/json", r#"{"success":true,"data":{"html":"<ul class='l'></ul>"}}"#, true),
        ("text/html", "<ul></ul>", true),
        ("text/html", "<div class='list'>暂无内容</div>", true),
        ("application/json", r#"{"code":500,"msg":"系统异常","rows":[]}"#, false),
        ("application/json", r#"{"success":false,"data":[]}"#, false),
        ("application/json", r#"{"total":7,"rows":[]}"#, false),
        ("application/json", r#"{"msg":"ok"}"#, false),
        ("application/json", r#"{"rows":[{"a":1}]}"#, false),
        ("application/json", "null", false),
        ("application/json", "", false),
        ("text/html", "<p>系统繁忙，请稍后再试，或与网站管理员联系。</p>", false),
        ("text/html", "<form><input type=password></form>", false),
        ("text/plain", "error", false),
    ] {
        let listing = listing("", kind, body);
        assert_eq!(listing.is_some_and(|it| it.entries.is_empty()), is_empty, "{body}");
    }
}
