//! JSON made to hurt whoever reads it, and pages that name such interfaces without end: what is read of them, in which time.

use crate::parse::invariants::as_of;
use pucha::model::evidence::SiteEvidence;
use pucha::parse::Source;
use pucha::parse::interfaces::{self, Answer, Listing};
use std::time::{Duration, Instant};
use url::Url;

/// For one answer or page, in a build without optimisation on a busy machine.
const LONGEST: Duration = Duration::from_secs(30);
/// Of all addresses and titles that are kept of one answer.
const MOST_KEPT: usize = 4 << 20;
const MIB: usize = 1 << 20;

/// A record of a list.
pub(super) const RECORD: &str =
    "{\"title\":\"关于一事的通知\",\"url\":\"/later.html\",\"date\":\"2025-01-02\"}";

/// Name, what the interface says, entries of the list that it is read as; `None`: as none.
type Row = (&'static str, Vec<u8>, Option<usize>);

/// A list of one record with this in the place of a value.
fn with(field: &str, value: &str) -> Vec<u8> {
    let mut fields = vec![
        ("title", "\"关于一事的通知\""),
        ("url", "\"/later.html\""),
        ("date", "\"2025-01-02\""),
    ];
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value));
    let fields: Vec<String> = fields.iter().map(|(name, it)| format!("\"{name}\":{it}")).collect();
    format!("{{\"rows\":[{{{}}}]}}", fields.join(",")).into_bytes()
}

fn deep() -> Vec<Row> {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}{RECORD}{}", open.repeat(depth), close.repeat(depth)).into_bytes()
    };
    vec![
        ("arrays 100,000 deep", nested("[", "]", 100_000), None),
        ("objects 100,000 deep", nested("{\"data\":", "}", 100_000), None),
        ("100,000 arrays that never close", b"[".repeat(100_000), None),
        ("100,000 objects that never close", b"{\"a\":".repeat(100_000), None),
        ("deeper than is looked", nested("{\"a\":[", "]}", 20), None),
        ("padding 100,000 deep", nested("f(", ")", 100_000), None),
    ]
}

fn large() -> Vec<Row> {
    let digits = "1".repeat(MIB);
    let (fraction, power) = (format!("0.{digits}"), format!("1e{digits}"));
    let (text, letters) = (format!("\"{digits}\""), format!("\"{}\"", "长".repeat(MIB / 3)));
    let keys: String = (0..50_000).map(|it| ["\"k", &it.to_string(), "\":0,"].concat()).collect();
    let many = format!("[{}{RECORD}]", format!("{RECORD},").repeat(9_999));
    let empty = "{},".repeat(MIB / 3);
    vec![
        ("a total of 1 MB", format!("{{\"total\":{digits},\"rows\":[{RECORD}]}}").into(), None),
        ("a fraction of 1 MB", with("total", &fraction), Some(1)),
        ("a power of 1 MB", with("total", &power), None),
        ("an id of 1 MB of digits", with("id", &text), Some(1)),
        ("an address of 1 MB", with("url", &text), Some(1)),
        ("a day of 1 MB", with("date", &text), Some(1)),
        ("a title of 1 MB", with("title", &letters), Some(1)),
        ("a name of 1 MB", format!("[{{{letters}:1}}]").into(), None),
        ("a record of 50,000 fields", format!("[{{{keys}{}]", &RECORD[1..]).into(), Some(1)),
        ("10,000 records", many.into(), Some(2_000)),
        ("300,000 records of nothing", format!("[{empty}{{}}]").into(), None),
        (
            "more values than a list has, a record first",
            format!("[{RECORD}{}]", ",0".repeat(MIB / 4)).into(),
            None,
        ),
        ("500,000 numbers", format!("[{}0]", "0,".repeat(MIB / 2)).into(), None),
    ]
}

/// What JSON does not allow, or allows and nobody expects.
fn odd() -> Vec<Row> {
    let bytes = |before: &str, bytes: &[u8]| {
        let start = format!("[{{\"title\":\"{before}");
        let end = "\",\"url\":\"/later.html\",\"date\":\"2025-01-02\"}]";
        [start.as_bytes(), bytes, end.as_bytes()].concat()
    };
    let twice = "[{\"title\":\"甲\",\"title\":\"乙事的通知\",\"url\":\"javascript:a()\",\"url\":\"/later.html\"}]";
    let both = format!("{{\"rows\":[],\"rows\":[{RECORD}]}}");
    let escapes = r"\u0000\u001b[31m\u001b]52;c;aGk=\u0007\u009b\u202e\u2066\u200b\u2028\r\n=1+1";
    vec![
        ("bytes that are no text", bytes("关于通知", b"\xff\xfe\xc3\x28\xed\xa0\x80"), Some(1)),
        ("a zero byte", bytes("关于通知", b"\0"), None),
        ("an escape as it is", bytes("关于通知", b"\x1b[31m"), None),
        ("a line feed as it is", bytes("关于通知", b"\n"), None),
        ("escapes that are written out", bytes("关于通知", escapes.as_bytes()), Some(1)),
        ("half a pair", bytes("关于通知", br"\ud800"), None),
        ("a script", bytes("关于<script>alert(1)</script>通知", b"<img src=x"), Some(1)),
        ("names that come twice", twice.into(), Some(1)),
        ("rows that come twice", both.into(), Some(1)),
        ("an address that is a script", with("url", "\"javascript:alert(1)\""), Some(1)),
        ("an address that is data", with("url", "\"data:text/html,x\""), Some(1)),
        ("an address of a file", with("url", "\"file:///etc/passwd\""), Some(1)),
        ("nothing", b"".into(), None),
        ("null", b"null".into(), None),
        ("a mark and half a record", b"\xef\xbb\xbf[{\"title\":\"\xe9\x80".into(), None),
    ]
}

/// All that one answer can be.
pub(super) fn foul() -> Vec<Row> {
    [deep(), large(), odd()].concat()
}

/// What was kept of answers is within its bounds.
pub(super) fn sound(evidence: &SiteEvidence) {
    for column in &evidence.columns {
        let newest = column.newest.iter().map(|it| it.date);
        newest.for_each(|it| assert!(it <= as_of(), "{}: {it}", column.name));
    }
    let kept = serde_json::to_string(evidence).expect("JSON");
    assert!(kept.len() < MOST_KEPT, "{} bytes", kept.len());
}

fn source<'a>(address: &'a Url, body: &'a [u8]) -> Source<'a> {
    Source { address, status: 200, headers: &[], body, as_of: as_of(), includes: &[] }
}

fn read(page: &[u8], body: &[u8]) -> Option<Listing> {
    let place = Url::parse("http://www.a.gov.cn/tzgg/").expect("an address");
    let address = place.join("/api/list").expect("an address");
    let headers = [("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
    interfaces::read(&Answer {
        page: &source(&place, page),
        address: &address,
        headers: &headers,
        body,
        is_own: true,
    })
}

fn kept(listing: &Listing) -> usize {
    let entries = listing.entries.iter().map(|it| it.title.len() + it.address.as_str().len());
    entries.chain(listing.links.iter().map(|it| it.as_str().len())).sum()
}

#[test]
fn answers_made_to_hurt_are_read_in_time() {
    for (name, body, entries) in foul() {
        let begun = Instant::now();
        let listing = read(b"", &body);
        println!("{name}: {:?}", begun.elapsed());
        assert!(begun.elapsed() < LONGEST, "{name}: {:?}", begun.elapsed());
        assert_eq!(listing.as_ref().map(|it| it.entries.len()), entries, "{name}");
        for it in listing.iter().flat_map(|it| &it.entries) {
            assert!(matches!(it.address.scheme(), "http" | "https"), "{name}: {}", it.address);
            assert!(it.title.chars().count() <= 200, "{name}");
        }
        let kept = listing.as_ref().map_or(0, kept);
        assert!(kept < MOST_KEPT, "{name}: {kept} bytes");
    }
}

#[test]
fn an_address_that_a_script_writes_round_every_record_is_no_bomb() {
    let records: Vec<String> =
        (0..2_000).map(|it| format!("{{\"title\":\"第{it}号通知\",\"id\":{it}}}")).collect();
    let body =
        format!("[{}]", records.join(",").replace("\"id\"", "\"date\":\"2025-01-02\",\"id\""));
    for script in [
        format!("a=\"/{}/\"+x.id+\".html\"", "a".repeat(MIB)),
        (0..30_000).map(|it| ["a=\"/", &it.to_string(), "/\"+x.id;"].concat()).collect(),
    ] {
        let begun = Instant::now();
        let page = format!("<script>{script}</script>");
        let listing = read(page.as_bytes(), body.as_bytes()).expect("a list");
        assert!(begun.elapsed() < LONGEST, "{:?}", begun.elapsed());
        assert_eq!(listing.entries.len(), 2_000);
        assert!(kept(&listing) < MOST_KEPT, "{} bytes", kept(&listing));
    }
}

/// Name, and the script of a page that names interfaces.
fn scripts() -> Vec<(&'static str, String)> {
    let number = |before: &str, after: &str| -> String {
        (0..50_000).map(|it| [before, &it.to_string(), after].concat()).collect()
    };
    let long = "a".repeat(MIB);
    let tree_of =
        |sid: &str, columns: &str| format!("window._CONFIG={{SID:'{sid}',TREE:[{columns}]}};");
    let tree = |columns: &str| tree_of("775", columns);
    vec![
        ("50,000 interfaces", number("$.get('/api/list", "',f);")),
        ("50,000 calls that never close", "fetch({url:".repeat(50_000)),
        ("50,000 calls in brackets", "fetch([{(".repeat(50_000)),
        (
            "a variable of 1 MB in every sum",
            format!("var s='{long}';{}", "$.get('/api/list?s='+s+s+s,f);".repeat(5_000)),
        ),
        (
            "a variable that doubles",
            format!("var s='{}';$.get('/a/list?'{});", &long[..4_000], "+s".repeat(100_000)),
        ),
        ("a template without end", format!("var s='b';fetch(`{}", "${s}".repeat(100_000))),
        ("50,000 columns", tree(&number("{id:", ",name:'栏目',pid:'p'},"))),
        (
            "an id of 1 MB above 20,000 columns",
            tree(&format!(
                "{{id:'{long}',name:'甲',sub:[{}]}}",
                "{id:1,name:'乙'},".repeat(20_000)
            )),
        ),
        ("a setting of 1 MB in every address", tree_of(&long, &number("{id:", ",name:'栏目'},"))),
        ("50,000 trees that never close", "_CONFIG={".repeat(50_000)),
        ("a tree 50,000 deep", tree(&"{id:1,name:'甲',sub:[".repeat(50_000))),
    ]
}

#[test]
fn pages_that_name_interfaces_without_end_are_read_in_time() {
    let place = Url::parse("http://www.a.gov.cn/gkmlpt/index").expect("an address");
    for (name, script) in scripts() {
        let page = format!("<div id=app></div><script>{script}</script>");
        let page = source(&place, page.as_bytes());
        let begun = Instant::now();
        let (found, tree) = (interfaces::find(&page), interfaces::tree(&page));
        println!("{name}: {:?}", begun.elapsed());
        assert!(begun.elapsed() < LONGEST, "{name}: {:?}", begun.elapsed());
        assert!(found.named.len() <= 4 && tree.len() <= 2_000, "{name}");
        let named = found.named.iter().map(|it| it.address.as_str().len());
        let columns = tree.iter().map(|it| {
            let addresses = it.place.as_str().len() + it.interface.as_str().len();
            addresses + it.id.len() + it.name.len() + it.parent.as_ref().map_or(0, String::len)
        });
        let kept: usize = named.chain(columns).sum();
        assert!(kept < MOST_KEPT, "{name}: {kept} bytes");
    }
}
