//! A second census of a site that has hardly changed: what the server says is unchanged costs nothing and is judged as if it
//! had been read, and no server can bring an accusation by saying so wrongly.

use crate::census::county::{judge, register_of};
use crate::census::site::{HEADINGS, ONE_SITE, TODAY, ago, article, gone, html, list, nav, trail};
use crate::fetch::server::{Act, Seen, Server, reply, serve, settings};
use pucha::census::progress::Progress;
use pucha::census::{self, Plan, Start};
use pucha::config::Crawl;
use pucha::model::evidence::{ColumnFact, SiteEvidence};
use pucha::model::time::{Period, end_of_day};
use pucha::model::visit::{Purpose, Visit};
use pucha::store::{RunState, SiteResult, Store};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// How the server deals with conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    ETag,
    LastModified,
    Neither,
    /// Says that nothing has changed, whatever it is asked about.
    Lies,
    /// Heeds conditions, but names another page's tag in its 304.
    MixesUp,
}

const BROKEN: &str = "<p><a href=\"/nowhere.html\">相关附件说明</a></p>";
const ARTICLES: u64 = 8;
const IN_UTF8: &str = "Content-Type: text/html; charset=utf-8";
const IN_GB18030: &str = "Content-Type: text/html; charset=gb18030";
const LONG_AGO: &str = "Last-Modified: Thu, 01 Oct 2026 00:00:00 GMT";

/// Paths and what stands there now in place of the first day.
type Edits = Arc<Mutex<BTreeMap<String, String>>>;

struct World {
    server: Server,
    edits: Edits,
    folder: TempDir,
}

fn entry(number: u64) -> (String, String, String) {
    let title = format!("测试乡召开第{number}次防汛工作会议");
    (title, format!("/dt/t{number}.html"), ago(number))
}

/// The page, and what was put into it since.
fn page(path: &str, edit: &str) -> Act {
    let columns = [("动态要闻", "/dt/"), ("通知公告", "/tz/")];
    let rows: Vec<_> = (1..=ARTICLES).map(entry).collect();
    let column = |name: &str, address: &str, body: String| {
        let crumbs = trail(&[("首页", "/"), (name, address)]);
        html(&format!("{name}-测试乡政府网"), &format!("{}{crumbs}{body}{edit}", nav(&columns)))
    };
    match path {
        "/" => html("测试乡政府网", &format!("{}{}{edit}", nav(&columns), list(&rows[..2]))),
        "/dt/" => {
            column("动态要闻", "/dt/", list(&rows[..4]) + "<a href=\"/dt/index_2.html\">下一页</a>")
        }
        "/dt/index_2.html" => column("动态要闻", "/dt/", list(&rows[4..])),
        "/tz/" => {
            let old = ("关于清明节放假的通知".into(), "/tz/t100.html".into(), ago(400));
            column("通知公告", "/tz/", list(&[old]))
        }
        "/tz/t100.html" => {
            crate::census::site::article_with("关于清明节放假的通知", &ago(400), edit)
        }
        _ => match path.strip_prefix("/dt/t").and_then(|it| it.strip_suffix(".html")) {
            Some(number) => {
                let (title, _, day) = entry(number.parse().expect("a number"));
                match edit {
                    "" => article(&title, &day),
                    edit => crate::census::site::article_with(&title, &day, edit),
                }
            }
            None => gone(),
        },
    }
}

fn answer(seen: &Seen, habit: Habit, edits: &Edits) -> Act {
    let edit = edits.lock().expect("no panic").get(&seen.path).cloned().unwrap_or_default();
    let Act::Say(plain) = page(&seen.path, &edit) else { return gone() };
    if !plain.starts_with(b"HTTP/1.1 200") {
        return Act::Say(plain);
    }
    let tag = format!("\"{}\"", &hex::encode(Sha256::digest(&plain))[..16]);
    let asked_tag = seen.header("if-none-match");
    let asked_day = seen.header("if-modified-since");
    let is_edited = !edit.is_empty();
    let not_modified = match habit {
        Habit::ETag | Habit::MixesUp => asked_tag == Some(tag.as_str()),
        Habit::LastModified => !is_edited && asked_day == Some("thu, 01 oct 2026 00:00:00 gmt"),
        Habit::Neither => false,
        Habit::Lies => asked_tag.is_some() || asked_day.is_some(),
    };
    let tag = format!("ETag: {tag}");
    let headers: Vec<&str> = match habit {
        Habit::MixesUp if not_modified => vec!["ETag: \"another\""],
        Habit::ETag | Habit::Lies | Habit::MixesUp => vec![&tag],
        Habit::LastModified if is_edited => vec!["Last-Modified: Fri, 02 Oct 2026 00:00:00 GMT"],
        Habit::LastModified => vec![LONG_AGO],
        Habit::Neither => vec![],
    };
    if not_modified {
        return Act::Say(reply(304, &headers, b""));
    }
    let body = plain.windows(4).position(|it| it == b"\r\n\r\n").expect("a head") + 4;
    let (kind, body) = written(&seen.path, &plain[body..]);
    let mut all = vec![kind];
    all.extend(headers);
    Act::Say(reply(200, &all, &body))
}

/// Every other article is written as older systems do.
fn written<'a>(path: &str, body: &'a [u8]) -> (&'static str, Cow<'a, [u8]>) {
    if !["2.html", "4.html", "6.html"].iter().any(|it| path.ends_with(it)) {
        return (IN_UTF8, Cow::Borrowed(body));
    }
    let text = String::from_utf8_lossy(body).replace("utf-8", "gb18030");
    (IN_GB18030, Cow::Owned(encoding_rs::GB18030.encode(&text).0.into_owned()))
}

/// What a census left.
struct Left {
    result: SiteResult,
    evidence: SiteEvidence,
    visits: Vec<Visit>,
    bodies: i64,
    /// Paths of pages that were asked for, with the status of the answer.
    asked: Vec<(String, bool)>,
}

impl Left {
    /// Findings and counts, without what differs from run to run by its nature: which of several pages is the example.
    fn said(&self) -> Vec<String> {
        let mut said: Vec<String> = self
            .result
            .observations
            .iter()
            .map(|it| {
                let page = it.page.as_ref().filter(|_| !it.code.starts_with("page_tags"));
                let words = it.description.split("例如").next().unwrap_or_default();
                let place = format!("{} {} {page:?} {:?}", it.subject, it.column, it.link);
                format!("{} {:?} {place} {words} {:?}", it.code, it.level, it.last_update)
            })
            .collect();
        let newest = |it: &ColumnFact| it.newest.as_ref().map(|it| it.date);
        let columns = self.evidence.columns.iter();
        said.extend(columns.map(|it| format!("{} {:?}", it.name, newest(it))));
        let counts = &self.evidence.counts;
        said.push(format!("{} {} {}", counts.pages, counts.links, counts.columns));
        said.sort();
        said
    }

    fn of_pages(&self) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(|it| it.purpose == Purpose::Page)
    }

    /// Paths of pages that came as 304.
    fn unchanged(&self) -> BTreeSet<&str> {
        self.of_pages().filter(|it| it.status() == Some(304)).map(|it| it.address.path()).collect()
    }

    /// Links found broken, one row each.
    fn broken(&self) -> Vec<&str> {
        let rows = self.result.observations.iter().filter(|it| it.code.starts_with("broken_links"));
        rows.filter_map(|it| it.link.as_deref()).collect()
    }

    /// Paths asked under conditions.
    fn asked_under_conditions(&self) -> BTreeSet<&str> {
        self.asked.iter().filter(|(_, it)| *it).map(|(path, _)| path.as_str()).collect()
    }
}

impl World {
    async fn new(habit: Habit) -> Self {
        let edits = Edits::default();
        let known = Arc::clone(&edits);
        let server = serve(move |seen| answer(seen, habit, &known)).await;
        Self { server, edits, folder: tempfile::tempdir().expect("a folder") }
    }

    fn edit(&self, path: &str, text: &str) {
        self.edits.lock().expect("no panic").insert(path.into(), text.into());
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("pucha.db")
    }

    fn plan(&self, conditional_requests: bool) -> Plan {
        let day = TODAY.parse().expect("a day");
        Plan {
            register: register_of(&format!("{HEADINGS}\n{ONE_SITE}\n"), None, self.folder.path()),
            browser: pucha::config::Browser::default(),
            crawl: Crawl {
                home_visits: 1,
                connections_per_host: 1,
                backoff_cap_seconds: 1.0,
                conditional_requests,
                ..settings(&[("www.a.gov.cn", self.server.address)])
            },
            period: Period::of(day),
            as_of: end_of_day(day),
            as_of_given: true,
            profile: "2019".into(),
            only: BTreeSet::new(),
            start: Start::Anew,
        }
    }

    async fn census(&self) -> Left {
        self.census_of(self.plan(true)).await
    }

    async fn census_of(&self, plan: Plan) -> Left {
        let before = self.server.seen().len();
        let store = Store::open(&self.database()).expect("a store");
        let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
        let ended =
            census::run(&plan, &store, Arc::new(judge()), progress, stop).await.expect("a census");
        assert_eq!(ended.run.state, RunState::Finished);
        let result = store.results(plan.period).expect("results").remove(0);
        let key = &result.site.key;
        let evidence = store.bundle(&ended.run.id, key).expect("readable").expect("a bundle");
        let visits = store.recall(&ended.run.id, key).expect("readable");
        let (bodies, ..) = store.body_totals().expect("readable");
        store.close().await.expect("closed");
        let asked = self.server.seen()[before..]
            .iter()
            .filter(|it| it.method == "GET")
            .map(|it| {
                let conditions = ["if-none-match", "if-modified-since"];
                (it.path.clone(), conditions.iter().any(|name| it.header(name).is_some()))
            })
            .collect();
        Left { result, evidence, visits, bodies, asked }
    }

    fn sql(&self, text: &str) -> usize {
        let plain = rusqlite::Connection::open(self.database()).expect("SQLite opens it");
        plain.execute(text, []).expect("done")
    }

    /// What came as 304 can be opened as evidence.
    fn is_kept(&self, left: &Left) {
        let store = Store::open_read_only(&self.database()).expect("a store");
        for visit in left.of_pages().filter(|it| it.status() == Some(304)) {
            let kind = visit.header("content-type").expect("a type");
            assert!([IN_UTF8, IN_GB18030].iter().any(|it| it.ends_with(kind)), "{kind}");
            let hash = visit.body_hash.as_ref().expect("a hash");
            let body = store.body(hash).expect("readable").expect("kept");
            assert_eq!(body.len() as u64, visit.body_bytes);
            let earlier = visit.unchanged_since.as_ref().expect("an earlier visit");
            assert!(store.visit(earlier).expect("readable").is_some(), "{earlier}");
        }
    }

    fn readings(&self) -> i64 {
        let store = Store::open_read_only(&self.database()).expect("a store");
        store.reading_totals().expect("readable").0
    }
}

fn behind() -> BTreeSet<String> {
    let articles = (3..=ARTICLES).map(|it| format!("/dt/t{it}.html"));
    articles.chain(["/dt/index_2.html".into(), "/tz/t100.html".into()]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_costs_no_body_and_is_judged_the_same() {
    for habit in [Habit::ETag, Habit::LastModified] {
        let world = World::new(habit).await;
        let first = world.census().await;
        assert!(first.asked_under_conditions().is_empty());
        let plain = world.census_of(world.plan(false)).await;
        assert!(plain.asked_under_conditions().is_empty());
        let kept = i64::try_from(first.of_pages().count()).expect("few");
        assert_eq!((plain.evidence.counts.unchanged, world.readings()), (0, kept));
        for round in ["the second", "the third"] {
            let again = world.census().await;
            assert_eq!(again.said(), plain.said(), "{habit:?} {round}");
            // One of them was asked whether the server heeds conditions at all.
            let unchanged = again.unchanged();
            assert_eq!(unchanged.len() + 1, behind().len(), "{habit:?} {round}: {unchanged:?}");
            assert!(unchanged.iter().all(|it| behind().contains(*it)), "{unchanged:?}");
            assert_eq!(again.bodies, first.bodies, "{habit:?} {round}");
            let under = again.asked_under_conditions();
            assert_eq!(under, behind().iter().map(String::as_str).collect(), "{round}");
            let same = again.of_pages().filter(|it| it.unchanged_since.is_some()).count();
            assert_eq!(again.evidence.counts.unchanged, same);
            world.is_kept(&again);
            assert_eq!(world.readings(), kept, "{habit:?} {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_again_are_neither_kept_nor_read_again() {
    let world = World::new(Habit::Neither).await;
    let first = world.census().await;
    // A page that is read anew is kept anew.
    world.sql("CREATE TABLE anew (body TEXT)");
    world.sql(
        "CREATE TRIGGER told AFTER INSERT ON reading BEGIN INSERT INTO anew VALUES (new.body); END",
    );
    let again = world.census().await;
    assert_eq!(world.sql("DELETE FROM anew"), 0);
    assert!(again.asked_under_conditions().is_empty());
    assert_eq!(again.said(), first.said());
    assert_eq!(again.bodies, first.bodies);
    assert!(again.of_pages().all(|it| it.unchanged_since.is_some() && it.status() == Some(200)));
    assert_eq!(again.evidence.counts.unchanged, again.of_pages().count());
    world.sql("UPDATE reading SET version = 'older'");
    assert_eq!(world.census().await.said(), first.said());
    assert!(0 < world.sql("DELETE FROM anew"), "the readings were of use");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_changed_is_read_anew() {
    let world = World::new(Habit::ETag).await;
    world.census().await;
    world.edit("/dt/t5.html", BROKEN);
    world.edit("/tz/", "<p>本栏目新增说明。</p>");
    let again = world.census().await;
    assert!(!again.unchanged().contains("/dt/t5.html"));
    assert_eq!(again.broken(), ["http://www.a.gov.cn/nowhere.html"]);
    let kept = again.of_pages().find(|it| it.address.path() == "/dt/t5.html").expect("a visit");
    assert_eq!((kept.status(), &kept.unchanged_since), (Some(200), &None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_a_finding_names_is_asked_for_without_conditions() {
    let world = World::new(Habit::ETag).await;
    world.edit("/dt/t5.html", BROKEN);
    let first = world.census().await;
    assert_eq!(first.broken().len(), 1);
    let again = world.census().await;
    assert_eq!(again.broken(), first.broken());
    assert!(!again.asked_under_conditions().contains("/dt/t5.html"));
    assert!(again.asked_under_conditions().contains("/dt/t6.html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_calls_everything_unchanged_brings_no_accusation() {
    let world = World::new(Habit::Lies).await;
    for it in ["/dt/t3.html", "/dt/t7.html"] {
        world.edit(it, BROKEN);
    }
    assert_eq!(world.census().await.broken().len(), 1);
    // Both are put right; a finding names only one of them.
    world.edits.lock().expect("no panic").clear();
    let again = world.census().await;
    assert_eq!(again.broken(), [""; 0]);
    assert!(again.unchanged().is_empty(), "{:?}", again.unchanged());
    assert_eq!(again.asked_under_conditions().len(), 1, "it is tried once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_another_page_is_not_believed() {
    let world = World::new(Habit::MixesUp).await;
    let first = world.census().await;
    let again = world.census().await;
    assert_eq!(again.said(), first.said());
    assert!(again.unchanged().is_empty());
    assert!(again.of_pages().all(|it| it.status() == Some(200)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_gone_or_damaged_is_asked_for_once_more() {
    let world = World::new(Habit::ETag).await;
    let first = world.census().await;
    let of = |path: &str| {
        format!(
            "(SELECT body FROM visit WHERE address = 'http://www.a.gov.cn{path}' AND body IS NOT NULL)"
        )
    };
    world.sql(&format!("UPDATE body SET bytes = x'00' WHERE hash = {}", of("/dt/t6.html")));
    world.sql("UPDATE visit SET body = NULL WHERE address LIKE '%/dt/t7.html'");
    let again = world.census().await;
    let asked = |path: &str| -> Vec<bool> {
        again.asked.iter().filter(|(it, _)| it == path).map(|(_, it)| *it).collect()
    };
    assert_eq!(asked("/dt/t6.html"), [true, false], "damaged");
    assert_eq!(asked("/dt/t7.html"), [false], "not kept any more");
    assert_eq!(asked("/dt/t8.html"), [true]);
    assert_eq!(again.said(), first.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_of_other_readers_are_not_used() {
    let world = World::new(Habit::ETag).await;
    let first = world.census().await;
    world.census().await;
    let kept = world.readings();
    // Taken as they are, these would say that nothing stands on any page.
    let changed = world.sql("UPDATE reading SET version = 'older', bytes = x'00'");
    assert_eq!(i64::try_from(changed).ok(), Some(kept));
    assert_eq!(world.census().await.said(), first.said());
    let renewed = world.sql("UPDATE reading SET first_day = 0 WHERE version <> 'older'");
    assert_eq!(i64::try_from(renewed).ok(), Some(kept), "read and kept again, in their place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_goes_on_asks_nothing_twice_and_ends_the_same() {
    let world = World::new(Habit::ETag).await;
    let first = world.census().await;
    let second = world.census().await;
    let run = second.result.run.id.clone();
    let go_on = || async {
        // As if the run had been cut off before it had judged the site.
        for table in ["finding", "observation", "judgment", "bundle"] {
            world.sql(&format!("DELETE FROM {table} WHERE run = '{run}'"));
        }
        world.sql(&format!("UPDATE run SET state = 'interrupted' WHERE id = '{run}'"));
        let on = world.census_of(Plan { start: Start::Resume, ..world.plan(true) }).await;
        assert_eq!(on.result.run.id, run);
        assert_eq!(on.said(), first.said());
        assert_eq!(on.evidence.counts.unchanged, second.evidence.counts.unchanged);
        on.asked.into_iter().map(|(path, _)| path).filter(|it| it != "/robots.txt").collect()
    };
    let asked: Vec<String> = go_on().await;
    assert_eq!(asked, [""; 0]);
    let page = "SELECT body FROM visit WHERE address LIKE '%/dt/t6.html' AND body IS NOT NULL";
    world.sql(&format!("UPDATE body SET bytes = x'00' WHERE hash IN ({page})"));
    let asked: Vec<String> = go_on().await;
    assert_eq!(asked, ["/dt/t6.html"], "what cannot be read any more is no empty page");
}
