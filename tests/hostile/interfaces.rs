//! Interfaces of lists that are made to hurt: a census of a site each column of which asks one of them, beside one that is well.

use crate::census::trouble::{judge, plan};
use crate::fetch::server::{Act, Seen, Server, reply, serve};
use crate::hostile::answered::{RECORD, foul, sound};
use crate::hostile::attack::{MIB, drip, pour};
use crate::hostile::packed::gzip;
use pucha::census::{self, progress::Progress};
use pucha::model::evidence::{ColumnFact, FilledBy, SiteEvidence};
use pucha::model::page::Emptiness;
use pucha::store::Store;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const ROOT: &str = "http://www.a.gov.cn";
const HTML: &str = "Content-Type: text/html; charset=utf-8";
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";
/// For the whole census, in a build without optimisation on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// What all that pour get rid of: the cap of an answer and the buffers of two sockets, for each look at each of them.
const MOST_SENT: usize = 160 * MIB;

/// What becomes of the column whose list is asked for there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// So many entries.
    Listed(usize),
    /// Nothing is said of the column.
    Open,
}

type Row = (&'static str, Act, Ends);

fn json(body: &[u8]) -> Act {
    Act::Say(reply(200, &["Content-Type: application/json; charset=utf-8"], body))
}

fn leads(to: &str) -> Act {
    Act::Say(reply(302, &[&format!("Location: {to}")], b""))
}

/// 64 MiB of records in an answer of some hundred KB.
fn bomb() -> Act {
    let records = format!("{RECORD},").repeat(64 * MIB / RECORD.len());
    let headers = ["Content-Type: application/json; charset=utf-8", "Content-Encoding: gzip"];
    Act::Say(reply(200, &headers, &gzip(format!("[{records}{RECORD}]").as_bytes())))
}

/// Poured, dripped, led elsewhere; `ours` is a place that no host may lead us to.
fn servers(ours: &str) -> Vec<Row> {
    let record = format!("{RECORD},");
    vec![
        ("well", json(format!("{{\"rows\":[{RECORD}]}}").as_bytes()), Ends::Listed(1)),
        ("to itself", leads("/api/1"), Ends::Open),
        ("to another place of its own", leads("/moved"), Ends::Listed(1)),
        ("to a host of others", leads("http://www.b.gov.cn/moved"), Ends::Open),
        ("rows without end", pour(&format!("{HEAD}{{\"rows\":["), &record), Ends::Open),
        ("a title without end", pour(&format!("{HEAD}[{{\"title\":\""), "长"), Ends::Open),
        ("blanks without end", pour(HEAD, " \r\n\t"), Ends::Open),
        ("brackets without end", pour(HEAD, "["), Ends::Open),
        ("a number without end", pour(&format!("{HEAD}{{\"total\":"), "1"), Ends::Open),
        ("a byte at a time", drip(HEAD, "["), Ends::Open),
        ("no answer", Act::Hang, Ends::Open),
        ("to a private address", leads(&format!("http://{ours}/list")), Ends::Open),
        ("to one by its number", leads(&format!("http://{}/", by_number(ours))), Ends::Open),
        ("rows packed a thousand to one", bomb(), Ends::Open),
        ("to a file", leads("file:///etc/passwd"), Ends::Open),
        (
            "rows that lead to a private address",
            json(
                format!(
                    "{{\"rows\":[{{\"title\":\"关于内网的通知\",\"url\":\"http://{ours}/delete\",\"date\":\"2025-01-02\"}}]}}"
                )
                .as_bytes(),
            ),
            Ends::Listed(1),
        ),
    ]
}

/// `127.0.0.1:80` as `2130706433:80`.
fn by_number(place: &str) -> String {
    place.replace("127.0.0.1", "2130706433")
}

fn rows(ours: &str) -> Vec<Row> {
    let mut rows = servers(ours);
    for (name, body, entries) in foul() {
        rows.push((name, json(&body), entries.map_or(Ends::Open, Ends::Listed)));
    }
    rows
}

fn page(body: &str) -> Act {
    let page = format!(
        "<!DOCTYPE html><html><head><title>测试乡人民政府</title></head><body>{body}</body></html>"
    );
    Act::Say(reply(200, &[HTML], page.as_bytes()))
}

fn site(rows: &[Row], seen: &Seen) -> Act {
    let numbered = |prefix: &str| {
        let number = seen.path.strip_prefix(prefix)?.trim_end_matches('/').parse::<usize>().ok()?;
        Some((number, rows.get(number)?))
    };
    if seen.path == "/" {
        let links = (0..rows.len()).fold(String::new(), |mut links, at| {
            let _ = write!(links, "<li><a href=\"/c/{at}/\">栏目{at}</a></li>");
            links
        });
        let text = "本次会议传达学习了有关精神，研究部署了下一阶段重点工作。".repeat(12);
        return page(&format!("<div class=nav><ul>{links}</ul></div><p>{text}</p>"));
    }
    if let Some((at, _)) = numbered("/c/") {
        return page(&format!(
            "<div class=position>当前位置：<a href=/>首页</a> &gt; <a href=\"#\">栏目{at}</a></div>\
             <ul id=l></ul><script>$.ajax({{url:\"/api/{at}\",type:\"GET\",success:function(d){{show(d)}}}})</script>"
        ));
    }
    if seen.path == "/moved" {
        return json(format!("{{\"rows\":[{RECORD}]}}").as_bytes());
    }
    match numbered("/api/") {
        Some((_, (_, act, _))) => act.clone(),
        None => Act::Say(reply(404, &[HTML], b"none")),
    }
}

/// A register that names the columns, so that none hangs on how a menu is read.
fn columns(folder: &Path, many: usize) {
    let mut text = String::from("网站地址,栏目名称,栏目地址,栏目类别,更新期限,必设,备注\n");
    for at in 0..many {
        let _ = writeln!(text, "{ROOT}/,栏目{at},{ROOT}/c/{at}/,动态要闻,,,");
    }
    fs::create_dir_all(folder.join("config")).expect("a folder");
    fs::write(folder.join("config/columns.csv"), text).expect("columns");
}

async fn censused(server: &Server, many: usize, never: String) -> SiteEvidence {
    let folder = tempfile::tempdir().expect("a folder");
    columns(folder.path(), many);
    let mut plan = plan(server, folder.path());
    plan.crawl.never_visit = vec![never];
    plan.crawl.hosts.insert("www.b.gov.cn".into(), server.address.to_string());
    plan.crawl.timeout_seconds = 1.0;
    plan.browser.enabled = false;
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    let progress = Arc::new(Progress::default());
    let stop = CancellationToken::new();
    let ended =
        census::run(&plan, &store, Arc::new(judge()), progress, stop).await.expect("a census");
    let site = plan.register.sites[0].key.clone();
    let evidence = store.bundle(&ended.run.id, &site).expect("a store").expect("a bundle");
    store.close().await.expect("a closed store");
    evidence
}

fn ended(column: &ColumnFact) -> Ends {
    match (&column.filled_by, &column.emptiness) {
        (Some(FilledBy::Interface { .. }), Emptiness::Filled) => Ends::Listed(column.entries),
        (None, Emptiness::Undecided) => Ends::Open,
        other => panic!("{}: {other:?}", column.name),
    }
}

/// Every column of the table, in one census.
pub(super) async fn all_end_as_they_should() {
    let ours = serve(|_| json(format!("[{RECORD}]").as_bytes())).await;
    let place = ours.address.to_string();
    let (table, served) = (rows(&place), rows(&place));
    let server = serve(move |seen| site(&served, seen)).await;
    let begun = Instant::now();
    let evidence = censused(&server, table.len(), place).await;
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert!(server.poured() < MOST_SENT, "{} bytes", server.poured());
    assert!(ours.seen().is_empty(), "{:?}", ours.seen());
    let mut wrong = Vec::new();
    for (at, (name, _, ends)) in table.iter().enumerate() {
        let called = format!("栏目{at}");
        let column = evidence.columns.iter().find(|it| it.name == called);
        let found = ended(column.unwrap_or_else(|| panic!("no {called}, {name}")));
        if found != *ends {
            wrong.push(format!("{name}: {found:?}, and not {ends:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    sound(&evidence);
}

#[tokio::test(flavor = "multi_thread")]
async fn interfaces_made_to_hurt_leave_their_columns_open_and_the_others_read() {
    all_end_as_they_should().await;
}
