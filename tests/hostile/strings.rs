//! Bytes that are no text, and letters that are no print, wherever a host can put a string: what is kept is text, what is
//! printed is plain.

use crate::cli::world::World;
use crate::fetch::server::{Act, Seen, serve, settings};
use rusqlite::types::ValueRef;
use std::path::Path;

/// Invalid UTF-8, a zero byte, an escape of the terminal, a mark that turns the writing round, a line feed.
const FOUL: &[u8] = b"\xff\xfe\xc3\x28\x00\x1b[31m\xe2\x80\xae\n=1+1\x7f\xed\xa0\x80";

fn sites() -> String {
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n\
     测试乡人民政府,乡镇,测试乡政府网,http://www.a.gov.cn/,,,运行,,,,\n"
        .to_owned()
}

/// `~` stands for the foul bytes.
fn fouled(text: &str) -> Vec<u8> {
    text.as_bytes().split(|it| *it == b'~').collect::<Vec<_>>().join(FOUL)
}

fn page(body: &str) -> Act {
    let head = b"HTTP/1.1 200 \xff\xfe\xd6\xd0\r\nX-Text: \xd6\xd0\xff\r\nX-\xff: a\r\n\
        Set-Cookie: \xff=\x80\r\nContent-Type: text/html; charset=\xff\xfe\r\nLast-Modified: \xff\r\nETag: \"\xff\"\r\n\r\n";
    Act::Say([head.as_slice(), &fouled(body)].concat())
}

fn answer(seen: &Seen) -> Act {
    let raw = |text: &str| Act::Say(fouled(text));
    match seen.path.as_str() {
        "/robots.txt" => raw(
            "HTTP/1.1 200 X\r\n\r\nUser-agent: ~\nDisallow: /~\nSitemap: /map.xml~\nSitemap: /map.xml\n",
        ),
        path if path.starts_with("/map") => raw(
            "HTTP/1.1 200 X\r\nContent-Type: text/xml\r\n\r\n<urlset><url><loc>http://www.a.gov.cn/list~/</loc><lastmod>~</lastmod></url></urlset>",
        ),
        "/" => page(
            "<html><head><title>测试乡~政府</title><meta name=\"SiteName\" content=\"~\"><meta name=keywords content='~'></head><body>\
             <div class=nav><ul><li><a href=/tzgg/>通知~公告</a></li><li><a href=\"/~/\">动态~</a></li></ul></div>\
             <a href=\"/dead~.html\">旧~文</a><a href=\"/dead%ff%00%0a%1b.html\">旧文二~</a><a href=/leads>去~处</a>\
             <img src=\"/~.jpg\" alt='~'><a href=\"/~.doc\">附件~</a><script src=\"/~.js\"></script>\
             <div class=footer>主办单位：测试~乡 皖ICP备~号 网站标识码：~</div></body></html>",
        ),
        "/leads" => Act::Say(
            b"HTTP/1.1 302 \xff\r\nContent-Length: 0\r\nLocation: /\xff\xfe?\xd6\r\n\r\n".to_vec(),
        ),
        path if path.starts_with("/tzgg") => page(
            "<html><title>通知~</title><div class=position>当前位置：<a href=/>首页~</a> &gt; <a href=/tzgg/>通知~</a></div>\
             <ul><li><a href=/1.html>关于~工作的通知</a><span>2026-11-01~</span></li>\
             <li><a href=\"/2~.html\">关于~检查的通知</a><span>2024-~-01</span></li></ul></html>",
        ),
        "/1.html" => page(
            "<html><meta name=ArticleTitle content='~'><meta name=PubDate content='2026-11-01 ~'><title>~</title>\
             <h1>关于~工作的通知</h1><p>正文~正文</p></html>",
        ),
        _ => raw("HTTP/1.1 404 ~\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n404"
            .replace('~', "X")
            .as_str()),
    }
}

/// Every text of the database is text.
fn holds_text_alone(database: &Path) {
    let connection = rusqlite::Connection::open(database).expect("a database");
    let mut tables =
        connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").expect("tables");
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .expect("names")
        .collect::<Result<_, _>>()
        .expect("names");
    let mut texts = 0;
    for table in tables {
        let mut all = connection.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let width = all.column_count();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for at in 0..width {
                if let ValueRef::Text(bytes) = row.get_ref(at).expect("a value") {
                    texts += 1;
                    assert!(std::str::from_utf8(bytes).is_ok(), "{table}: {bytes:?}");
                }
            }
        }
    }
    assert!(50 < texts);
}

fn is_plain(text: &[u8]) {
    let text = std::str::from_utf8(text).expect("UTF-8").trim_start_matches('\u{feff}');
    let foul = text.chars().find(|it| {
        it.is_control() && !matches!(it, '\r' | '\n') || ('\u{202a}'..='\u{202e}').contains(it)
    });
    assert_eq!(foul, None, "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn foul_bytes_everywhere_end_as_plain_text() {
    let server = serve(answer).await;
    let mut crawl = settings(&[("www.a.gov.cn", server.address)]);
    (crawl.home_visits, crawl.home_visit_gap_seconds) = (1, 0.1);
    let ran = tokio::task::spawn_blocking(move || {
        let world = World::new(crawl, &sites(), None);
        let census = world.run(&[
            "census",
            "--period",
            "2026-11",
            "--as-of",
            "2026-11-20",
            "--progress",
            "never",
        ]);
        assert!(matches!(census.code(), 0 | 3), "{}", census.err());
        holds_text_alone(&world.path("var/pucha.db"));
        for words in [
            &["ledger", "--period", "2026-11", "--output", "-"][..],
            &["results", "--period", "2026-11", "--output", "-"],
        ] {
            let ran = world.run(words);
            assert_eq!(ran.code(), 0, "{}", ran.err());
            is_plain(&ran.0.stdout);
        }
        world.run(&["ledger", "--period", "2026-11", "--output", "-"]).out()
    });
    let ledger = ran.await.expect("plain text");
    assert!(ledger.contains("broken_links"), "{ledger}");
}
