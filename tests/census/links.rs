//! A small tree with every kind of link: exactly the broken ones come out, each under its code and with its page.

use crate::census::county::{judge, register_of};
use pucha::census::progress::Progress;
use pucha::census::{self, Plan, Start};
use pucha::config::{Browser, Crawl};
use pucha::model::time::{Period, end_of_day};
use pucha::store::{SiteResult, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

const SITES: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注
甲局,县直,甲局网站,http://www.a.gov.cn/,,,运行,,,,
";

/// Links that open, or of which nothing can be said, stand first.
const HOME: &str = r##"<!DOCTYPE html><html><head><meta charset="utf-8"><title>甲局网站</title>
<link rel="stylesheet" href="/no.css"><script src="/no.js"></script><link rel="icon" href="/good.png"></head><body>
<h1>甲局</h1><p>甲局主办，本站由甲局办公室维护。Copyright 甲局</p>
<!-- <a href="/commented.html">旧栏目</a> --><script>var x = '<a href="/written.html">脚本</a>';</script>
<a href="#">顶部</a><a href="#nowhere">锚点</a><a href="">空</a><a href="javascript:void(0)">打印</a>
<a href="mailto:a@a.gov.cn">邮箱</a><a href="tel:12345">电话</a><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<A HREF=/second.html>二级页面</A><a href="/second.html#nowhere">锚点不查</a><a href=" ./second.html ">空白</a>
<a href="//www.a.gov.cn/second.html">省协议</a><a href="http://www.a.gov.cn:80/second.html">带端口</a>
<a href="/文件/好.html">中文地址</a><a href="/two words.html">带空格</a><a href="\images\good.png">反斜杠</a>
<a href="/view.aspx?id=1&amp;type=2">带参数</a><a href="/moved.html">跳转</a><a href="/flaky.html">偶发错误</a>
<a href="/private/x.html">禁抓</a><a href="/401.html">登录</a><a href="/403/">目录</a><a href="/429.html">过频</a>
<a href="/503.html">维护</a><a href="http://www.b.gov.cn/412.html">外站防护</a><a href="http://www.b.gov.cn/">外站</a>
<img src="/good.png"><img src="/nohead.png"><a href="/files/good.pdf">附件</a><a href="/files/nohead.doc">附件</a>
<a href="/gone.html">已删栏目</a><a href="/410.html">撤下</a><a href="/500.aspx">出错</a><a href="/loop.html">循环</a>
<a href="/to-gone.html">跳到不存在</a><a href="/soft.html">软错误</a><a href="/view.aspx?id=404">缺参数</a>
<a href="/refresh.html">页面跳到不存在</a>
<map name="m"><area href="/area.html" alt="热区"></map><iframe src="/frame.html"></iframe>
<select><option value="http://www.b.gov.cn/none.html">友情链接</option><option value="/option.html">栏目</option></select>
<img src="/missing.png"><img src="/good.png" data-original="/lazy.jpg"><img src="/good.png" srcset="/good.png 1x, /large.png 2x">
<input type="image" src="/button.gif"><a href="/files/missing.pdf">附件一</a><a href="/文件/缺.docx">附件二</a>
<a href="/files/error.doc">附件三</a><a href="/files/saved.xls">附件四</a><a href="/files/empty.pdf">附件五</a>
<a href="/files/login.doc">内部附件</a><a href="/files/export.xls">导出表</a><a href="/files/preview.doc">在线预览</a>
<a href="/down.jsp?filename=plan.doc">下载</a><a href="http://www.b.gov.cn/files/plan.doc">外站附件</a>
<a href="http://www.c.gov.cn/">不通的站</a><a href="http://a.gov.cn/second.html">不带www</a>
</body></html>"##;

const SECOND: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>二级页面</title><base href="/sub/">
</head><body><p>二级页面的说明文字。</p><a href="deep.html">相对</a><a href="good.html">相对</a><a href="/gone.html">已删</a>
<a href="http://www.b.gov.cn/none.html">友情链接</a></body></html>"#;

/// Code, address, first page, how many more pages hold it.
const BROKEN: &[(&str, &str, &str, usize)] = &[
    ("internal", "http://a.gov.cn/second.html", "/", 0),
    ("external", "http://www.b.gov.cn/none.html", "/", 1),
    ("external", "http://www.c.gov.cn/", "/", 0),
    ("internal", "/410.html", "/", 0),
    ("internal", "/500.aspx", "/", 0),
    ("internal", "/area.html", "/", 0),
    ("internal", "/frame.html", "/", 0),
    ("internal", "/gone.html", "/", 1),
    ("internal", "/loop.html", "/", 0),
    ("internal", "/option.html", "/", 0),
    ("internal", "/refresh.html", "/", 0),
    ("internal", "/soft.html", "/", 0),
    ("internal", "/sub/deep.html", "/second.html", 0),
    ("internal", "/to-gone.html", "/", 0),
    ("internal", "/view.aspx?id=404", "/", 0),
    ("image", "/button.gif", "/", 0),
    ("image", "/large.png", "/", 0),
    ("image", "/lazy.jpg", "/", 0),
    ("image", "/missing.png", "/", 0),
    ("attachment", "/%E6%96%87%E4%BB%B6/%E7%BC%BA.docx", "/", 0),
    ("attachment", "/files/empty.pdf", "/", 0),
    ("attachment", "/files/error.doc", "/", 0),
    ("attachment", "/files/missing.pdf", "/", 0),
    ("attachment", "/files/saved.xls", "/", 0),
    ("attachment", "http://www.b.gov.cn/files/plan.doc", "/", 0),
];

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

/// Status with reason, header lines, body.
#[expect(clippy::too_many_lines, reason = "one table")]
fn answer(host: &str, method: &str, path: &str, seen: usize) -> (&'static str, String, String) {
    let plain = |status, body: &str| (status, HTML.to_owned(), body.to_owned());
    let to = |place: &str| ("302 Found", format!("Location: {place}\r\n"), String::new());
    let page = |text: &str| plain("200 OK", &format!("<title>{text}</title><p>{text}，正文。</p>"));
    match (host, path) {
        (_, "/robots.txt") => {
            ("200 OK", String::new(), "User-agent: *\nDisallow: /private/\n".into())
        }
        ("www.b.gov.cn", "/412.html") => plain("412 Precondition Failed", ""),
        // Says its home page for every file that it does not have.
        ("www.b.gov.cn", "/") => page("乙局"),
        ("www.b.gov.cn", path) if path.rsplit('.').next() == Some("doc") => page("乙局"),
        ("www.b.gov.cn", _) => plain("404 Not Found", "none"),
        (_, "/") => plain("200 OK", HOME),
        (_, "/second.html") => plain("200 OK", SECOND),
        (_, "/sub/good.html" | "/two%20words.html" | "/%E6%96%87%E4%BB%B6/%E5%A5%BD.html") => {
            page("栏目页面")
        }
        (_, "/view.aspx?id=1&type=2") => page("办事指南"),
        (_, "/moved.html") => to("/second.html"),
        (_, "/to-gone.html") => to("/gone.html"),
        (_, "/loop.html") => to("/loop.html"),
        (_, "/flaky.html") if seen == 0 => plain("500 Internal Server Error", "once"),
        (_, "/flaky.html") => page("偶发错误"),
        (_, "/refresh.html") => {
            plain("200 OK", "<meta http-equiv=refresh content='0;url=/gone.html'>")
        }
        (_, "/401.html") => plain("401 Unauthorized", ""),
        (_, "/403/") => plain("403 Forbidden", ""),
        (_, "/429.html") => ("429 Too Many Requests", "Retry-After: 0\r\n".into(), String::new()),
        (_, "/503.html") => ("503 Service Unavailable", "Retry-After: 0\r\n".into(), String::new()),
        (_, "/410.html") => plain("410 Gone", ""),
        (_, "/500.aspx") => plain("500 Internal Server Error", ""),
        (_, "/soft.html") => {
            plain("200 OK", "<title>提示</title><p>您访问的页面不存在或已删除</p>")
        }
        (_, "/nohead.png" | "/files/nohead.doc") if method == "HEAD" => plain("404 Not Found", ""),
        (_, "/good.png" | "/images/good.png" | "/nohead.png") => {
            ("200 OK", "Content-Type: image/png\r\n".into(), "\u{89}PNG".into())
        }
        (_, "/files/good.pdf" | "/files/nohead.doc") => {
            ("200 OK", "Content-Type: application/pdf\r\n".into(), "%PDF-1.4".into())
        }
        (_, "/files/error.doc") => {
            plain("200 OK", "<title>提示</title><p>您要下载的附件不存在</p>")
        }
        // An error page that somebody keeps under the name of a file.
        (_, "/files/saved.xls") => (
            "200 OK",
            "Content-Type: application/vnd.ms-excel\r\n".into(),
            "<html><title>404 Not Found</title><body>404</body></html>".into(),
        ),
        (_, "/files/empty.pdf") => {
            ("200 OK", "Content-Type: application/pdf\r\n".into(), String::new())
        }
        (_, "/files/login.doc") => {
            plain("200 OK", "<title>登录</title><form>密码<input type=\"password\"></form>")
        }
        (_, "/files/export.xls") => {
            plain("200 OK", "<table><tr><td>姓名</td><td>金额</td></tr></table>")
        }
        (_, "/files/preview.doc") => page("文件在线预览"),
        (_, "/down.jsp?filename=plan.doc") => (
            "200 OK",
            "Content-Type: text/html\r\nContent-Disposition: attachment\r\n".into(),
            "%PDF-1.4".into(),
        ),
        _ => plain("404 Not Found", "<h1>404 Not Found</h1>"),
    }
}

/// How a host that says that it sends parts of its files answers where one is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Parts {
    NotOffered,
    Sent,
    Whole,
    Refused,
    Garbled,
}

/// What each request asked: method, whether for a part, host and path.
type Asked = Arc<Mutex<Vec<(String, bool, String)>>>;

/// Answers for every host; each request ends its connection.
async fn serve(parts: Parts, asked: Asked) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound listener");
    let seen = Arc::new(Mutex::new(BTreeMap::<String, usize>::new()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(one(stream, Arc::clone(&seen), parts, Arc::clone(&asked)));
        }
    });
    address
}

async fn one(
    mut stream: TcpStream,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
    parts: Parts,
    asked: Asked,
) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let host =
        head.lines().find_map(|it| it.to_lowercase().strip_prefix("host: ").map(str::to_owned))?;
    let host = host.split(':').next()?.to_owned();
    let before = {
        let mut seen = seen.lock().expect("no panic in the server");
        let count = seen.entry(format!("{host}{path}")).or_default();
        *count += 1;
        *count - 1
    };
    let is_part = head.to_ascii_lowercase().contains("\r\nrange: bytes=0-1023\r\n");
    let name = format!("{host}{path}");
    asked.lock().expect("no panic in the server").push((method.into(), is_part, name));
    let (mut status, mut headers, mut body) = answer(&host, method, path, before);
    if parts != Parts::NotOffered && status == "200 OK" {
        headers.push_str("Accept-Ranges: bytes\r\n");
        match parts {
            Parts::Sent if is_part && body.is_empty() => status = "416 Range Not Satisfiable",
            Parts::Sent if is_part => {
                status = "206 Partial Content";
                let whole = body.len();
                body.truncate(body.floor_char_boundary(1024));
                let last = body.len() - 1;
                write!(headers, "Content-Range: bytes 0-{last}/{whole}\r\n").ok()?;
            }
            Parts::Refused if is_part => (status, body) = ("403 Forbidden", String::new()),
            Parts::Garbled if is_part => (status, body) = ("206 Partial Content", String::new()),
            _ => {}
        }
    }
    let length = body.len();
    let sent = if method == "HEAD" { "" } else { &body };
    let reply = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{sent}"
    );
    stream.write_all(reply.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

async fn judged(folder: &Path, parts: Parts, asked: Asked) -> SiteResult {
    let served = serve(parts, asked).await.to_string();
    // Bound and let go: nothing listens there.
    let closed =
        TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
    let hosts = [
        ("www.a.gov.cn", served.clone()),
        ("www.b.gov.cn", served),
        ("www.c.gov.cn", closed.to_string()),
        ("a.gov.cn", closed.to_string()),
    ];
    let day = "2026-11-20".parse().expect("a day");
    let plan = Plan {
        register: register_of(SITES, None, folder),
        crawl: Crawl {
            requests_per_second: 0.0,
            allow_private_addresses: true,
            timeout_seconds: 2.0,
            second_look_seconds: 0.1,
            home_visit_gap_seconds: 0.1,
            backoff_cap_seconds: 0.1,
            hosts: hosts.into_iter().map(|(host, at)| (host.to_owned(), at)).collect(),
            ..Crawl::default()
        },
        browser: Browser::default(),
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Auto,
    };
    let store = Store::open(&folder.join("pucha.db")).expect("a store");
    let progress = Arc::new(Progress::default());
    census::run(&plan, &store, Arc::new(judge()), progress, CancellationToken::new())
        .await
        .expect("a census");
    let result = store.results(plan.period).expect("results").pop().expect("one site");
    store.close().await.expect("a closed store");
    result
}

#[tokio::test]
async fn every_broken_link_of_a_tree_is_found_and_no_other() {
    all_are_found(Parts::NotOffered, &Asked::default()).await;
}

#[tokio::test]
async fn hosts_that_send_parts_of_files_are_judged_as_others_are() {
    for parts in [Parts::Sent, Parts::Whole, Parts::Refused, Parts::Garbled] {
        let asked = Asked::default();
        all_are_found(parts, &asked).await;
        let asked = asked.lock().expect("no panic in the server");
        let paths = |method: &str, part: bool| -> BTreeSet<&str> {
            let files = asked.iter().filter(|it| it.2.contains("/files/"));
            files.filter(|it| it.0 == method && it.1 == part).map(|it| &*it.2).collect()
        };
        let (by_head, by_part) = (paths("HEAD", false), paths("GET", true));
        assert!(!by_part.is_empty(), "{parts:?}");
        // What HEAD does not find is asked for again all the same.
        let twice: Vec<_> = by_head
            .intersection(&by_part)
            .filter(|it| !it.contains("nohead") && !it.contains("missing"))
            .collect();
        assert!(twice.is_empty(), "{parts:?}: {twice:?}");
        if parts == Parts::Refused {
            assert!(by_part.len() < by_head.len(), "it is not asked for parts again");
        }
    }
}

async fn all_are_found(parts: Parts, asked: &Asked) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let result = judged(folder.path(), parts, Arc::clone(asked)).await;
    let whole = |it: &str| {
        if it.starts_with('/') { format!("http://www.a.gov.cn{it}") } else { it.to_owned() }
    };
    let expected: BTreeSet<_> = BROKEN
        .iter()
        .map(|(kind, link, page, more)| {
            (format!("broken_links.{kind}"), whole(link), whole(page), *more)
        })
        .collect();
    let rows = result.findings.iter().map(|it| &it.observation);
    let found: BTreeSet<_> = rows
        .filter(|it| it.code.starts_with("broken_links"))
        .map(|it| {
            let more = it.description.split("另有").nth(1).and_then(|it| it.split('个').next());
            let more = more.map_or(0, |it| it.parse().expect("a number"));
            let page = it.page.clone().unwrap_or_default();
            (it.code.clone(), it.link.clone().unwrap_or_default(), page, more)
        })
        .collect();
    let missed: Vec<_> = expected.difference(&found).collect();
    let accused: Vec<_> = found.difference(&expected).collect();
    assert!(
        missed.is_empty() && accused.is_empty(),
        "{parts:?}: missed {missed:#?}\nwrongly said {accused:#?}"
    );
}
