//! Availability rounds over real sockets: one visit a host, redirects, time-outs, outages of our own, the store.

use crate::census::county::register_of;
use crate::census::site::HEADINGS;
use crate::fetch::server::{Act, Server, missing, say, serve, settings};
use chrono::Duration;
use pucha::census::probe::{Outage, Probed, Prober, Round, Waiting, shared_hosts};
use pucha::config::{Crawl, Probe};
use pucha::model::site::Site;
use pucha::model::time::{Instant, end_of_day};
use pucha::model::visit::{Barrier, Failure, Fault, Reach, VisitId};
use pucha::store::{Options, Store, StoreError};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio_util::sync::CancellationToken;

const PORTAL: &str = "甲县人民政府,县政府,甲县政府网,http://www.a.gov.cn/,,,运行,,,,";

fn section(organ: u32) -> String {
    format!(
        "{organ}局,县直,{organ}局,http://www.a.gov.cn/public/column/{organ}?type=4,,\
         /public/{organ}/*;/public/column/{organ}*,运行,,,,"
    )
}

fn town(name: &str) -> String {
    format!("{name}镇人民政府,乡镇,{name}镇,http://{name}.gov.cn/,,,运行,,,,")
}

fn sites(rows: &[String]) -> Vec<Site> {
    let folder = tempfile::tempdir().expect("a folder");
    register_of(&format!("{HEADINGS}\n{}\n", rows.join("\n")), None, folder.path()).sites
}

fn prober(crawl: &Crawl, seconds: f64) -> Prober {
    let probe = Probe { timeout_seconds: seconds, ..Probe::default() };
    Prober::new(crawl, &probe, noon()).expect("good settings")
}

fn noon() -> Instant {
    end_of_day("2026-11-20".parse().expect("a day")) - Duration::hours(12)
}

async fn round(prober: &mut Prober, sites: &[Site]) -> Round {
    prober.round(sites, &CancellationToken::new()).await
}

/// Site name to what came of it.
fn reaches(round: &Round) -> BTreeMap<&str, Reach> {
    round.visits.iter().map(|it| (it.site.name.as_str(), it.visit.reach.clone())).collect()
}

fn timed_out() -> Reach {
    Reach::Bad(Fault::Failure(Failure::TimeOut))
}

#[tokio::test]
async fn one_visit_to_the_portal_serves_all_units_on_its_host() {
    let server = serve(|_| say(200, &[], "page")).await;
    let listed = sites(&[section(66), section(55), PORTAL.into(), section(44)]);
    let mut prober = prober(&settings(&[("www.a.gov.cn", server.address)]), 2.0);
    for count in 1..=2 {
        let round = round(&mut prober, &listed).await;
        assert_eq!((round.hosts, round.visits.len()), (1, 4));
        assert!(round.visits.iter().all(|it| it.visit.reach == Reach::Ok));
        let first = &round.visits[0].visit;
        assert!(round.visits.iter().all(|it| it.visit == *first), "the very same visit");
        let asked: Vec<String> = server.pages().into_iter().map(|it| it.path).collect();
        assert_eq!(asked, vec!["/"; count]);
    }
    assert_eq!(server.seen().len(), 3, "robots.txt is asked for once, not each round");
}

#[tokio::test]
async fn without_a_portal_the_first_section_is_asked_for() {
    let server = serve(|_| say(200, &[], "page")).await;
    let listed = sites(&[section(66), section(55)]);
    let mut prober = prober(&settings(&[("www.a.gov.cn", server.address)]), 2.0);
    let round = round(&mut prober, &listed).await;
    assert_eq!(round.visits.len(), 2);
    let asked: Vec<String> = server.pages().into_iter().map(|it| it.path).collect();
    assert_eq!(asked, ["/public/column/55?type=4"]);
}

#[tokio::test]
async fn an_error_of_the_portals_page_is_not_the_sections_fault() {
    let bad = |status| Reach::Bad(Fault::Status(status));
    let unknown = || Reach::NotJudged(Barrier::NotReached);
    for (portal, first, of_portal, of_first, of_others) in [
        (500, 200, bad(500), Reach::Ok, Reach::Ok),
        (404, 200, bad(404), Reach::Ok, Reach::Ok),
        // Two pages fail in the host's way: the host does.
        (502, 502, bad(502), bad(502), bad(502)),
        // Two pages are not there: nothing is known of the third.
        (404, 404, bad(404), bad(404), unknown()),
        (404, 502, bad(404), bad(502), unknown()),
    ] {
        let server = serve(move |seen| match seen.path.as_str() {
            "/robots.txt" => missing(),
            "/" => say(portal, &[], "x"),
            _ => say(first, &[], "x"),
        })
        .await;
        let listed = sites(&[PORTAL.into(), section(44), section(55), section(66)]);
        let mut prober = prober(&settings(&[("www.a.gov.cn", server.address)]), 2.0);
        let round = round(&mut prober, &listed).await;
        let expected = BTreeMap::from([
            ("甲县政府网", of_portal),
            ("44局", of_first),
            ("55局", of_others.clone()),
            ("66局", of_others),
        ]);
        assert_eq!(reaches(&round), expected, "{portal} {first}");
        assert_eq!(server.pages().len(), 2, "never more than two pages of a host");
    }
}

#[tokio::test]
async fn a_redirect_to_an_open_page_opens_and_what_hangs_does_not() {
    let moved = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        "/" => say(302, &["Location: /index/"], ""),
        _ => say(200, &[], "page"),
    })
    .await;
    let hangs = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Hang,
    })
    .await;
    let barred = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => say(412, &[], ""),
    })
    .await;
    // The crawl's own limit is far longer: probes have theirs.
    let crawl = Crawl {
        timeout_seconds: 60.0,
        ..settings(&[
            ("moved.gov.cn", moved.address),
            ("hangs.gov.cn", hangs.address),
            ("barred.gov.cn", barred.address),
        ])
    };
    let mut closed = sites(&[town("moved"), town("hangs"), town("barred"), town("closed")]);
    closed[3].status = pucha::model::site::SiteStatus::Closed;
    let round = round(&mut prober(&crawl, 0.4), &closed).await;
    let expected = BTreeMap::from([
        ("moved镇", Reach::Ok),
        ("hangs镇", timed_out()),
        ("barred镇", Reach::NotJudged(Barrier::Status(412))),
    ]);
    assert_eq!(reaches(&round), expected, "a closed site is not asked for");
    assert_eq!(round.outage, None);
    let hung = round.visits.iter().find(|it| it.visit.reach == timed_out()).expect("one");
    assert!((400..4000).contains(&hung.visit.elapsed_ms), "{}", hung.visit.elapsed_ms);
}

/// Five towns that all do what the dial says: 0 open, 1 reset.
async fn county(dial: &Arc<AtomicU8>) -> (Vec<Server>, Vec<(String, std::net::SocketAddr)>) {
    let (mut servers, mut hosts) = (Vec::new(), Vec::new());
    for number in 0..5 {
        let dial = Arc::clone(dial);
        let server = serve(move |seen| match (seen.path.as_str(), dial.load(Ordering::SeqCst)) {
            ("/robots.txt", 0) => missing(),
            (_, 0) => say(200, &[], "page"),
            _ => Act::Reset,
        })
        .await;
        hosts.push((format!("t{number}.gov.cn"), server.address));
        servers.push(server);
    }
    (servers, hosts)
}

fn led(hosts: &[(String, std::net::SocketAddr)]) -> Crawl {
    let hosts: Vec<_> = hosts.iter().map(|(name, at)| (name.as_str(), *at)).collect();
    settings(&hosts)
}

#[tokio::test]
async fn everything_failing_at_once_is_noted_as_our_own_and_kept() {
    let dial = Arc::new(AtomicU8::new(0));
    let (_servers, hosts) = county(&dial).await;
    let listed = sites(&hosts.iter().map(|(name, _)| town(&name[..2])).collect::<Vec<_>>());
    let mut prober = prober(&led(&hosts), 2.0);
    assert_eq!(round(&mut prober, &listed).await.outage, None);
    dial.store(1, Ordering::SeqCst);
    for _ in 0..2 {
        let out = round(&mut prober, &listed).await;
        assert_eq!(out.outage, Some(Outage::AllAtOnce));
        let own = Reach::NotJudged(Barrier::OwnNetwork);
        assert_eq!(out.visits.iter().filter(|it| it.visit.reach == own).count(), 5);
    }
    dial.store(0, Ordering::SeqCst);
    let back = round(&mut prober, &listed).await;
    assert!(back.visits.iter().all(|it| it.visit.reach == Reach::Ok));
}

#[tokio::test]
async fn a_sentinel_that_answers_holds_a_lasting_outage_against_the_hosts() {
    let dial = Arc::new(AtomicU8::new(0));
    let (_servers, hosts) = county(&dial).await;
    let sentinel = serve(|_| say(200, &[], "here")).await;
    let listed = sites(&hosts.iter().map(|(name, _)| town(&name[..2])).collect::<Vec<_>>());
    let mut crawl = led(&hosts);
    crawl.hosts.insert("www.far.cn".into(), sentinel.address.to_string());
    crawl.sentinels = vec!["http://www.far.cn/".into()];
    let mut prober = prober(&crawl, 2.0);
    round(&mut prober, &listed).await;
    dial.store(1, Ordering::SeqCst);
    assert_eq!(round(&mut prober, &listed).await.outage, Some(Outage::AllAtOnce));
    let second = round(&mut prober, &listed).await;
    assert_eq!(second.outage, None);
    let reset = Reach::Bad(Fault::Failure(Failure::Reset));
    assert!(second.visits.iter().all(|it| it.visit.reach == reset), "theirs by now");
}

#[tokio::test]
async fn a_silent_sentinel_excuses_a_single_failure() {
    let well = serve(|_| say(200, &[], "page")).await;
    let dead = serve(|_| Act::Reset).await;
    let mut crawl = settings(&[("well.gov.cn", well.address), ("dead.gov.cn", dead.address)]);
    crawl.hosts.insert("www.far.cn".into(), dead.address.to_string());
    crawl.sentinels = vec!["http://www.far.cn/".into()];
    let listed = sites(&[town("well"), town("dead")]);
    let round = round(&mut prober(&crawl, 2.0), &listed).await;
    assert_eq!(round.outage, Some(Outage::NoSentinel));
    let expected =
        BTreeMap::from([("well镇", Reach::Ok), ("dead镇", Reach::NotJudged(Barrier::OwnNetwork))]);
    assert_eq!(reaches(&round), expected);
}

#[tokio::test]
async fn a_round_that_is_stopped_keeps_what_opened_and_accuses_nobody() {
    let well = serve(|_| say(200, &[], "page")).await;
    let dead = serve(|_| Act::Reset).await;
    let hangs = serve(|seen| match seen.path.as_str() {
        "/robots.txt" => missing(),
        _ => Act::Hang,
    })
    .await;
    let crawl = settings(&[
        ("well.gov.cn", well.address),
        ("dead.gov.cn", dead.address),
        ("hangs.gov.cn", hangs.address),
    ]);
    let listed = sites(&[town("well"), town("dead"), town("hangs")]);
    let (mut prober, stop) = (prober(&crawl, 60.0), CancellationToken::new());
    let stopping = async {
        while hangs.pages().is_empty() || well.pages().is_empty() || dead.seen().len() < 4 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        stop.cancel();
    };
    let (round, ()) = tokio::join!(prober.round(&listed, &stop), stopping);
    assert!(round.cut_off);
    assert_eq!(reaches(&round), BTreeMap::from([("well镇", Reach::Ok)]));
}

fn probed(site: &Site, at: Instant, reach: Reach) -> Probed {
    let id = VisitId(format!("E{:012x}", at.timestamp()));
    let visit = pucha::model::evidence::HomeVisit { id, at, reach, elapsed_ms: 20 };
    Probed { site: site.clone(), visit }
}

async fn kept(database: &Path, visits: Vec<Probed>) {
    let mut waiting = Waiting::new(database);
    waiting.add(visits);
    waiting.write().await.expect("written");
    assert!(waiting.is_empty());
}

#[tokio::test]
async fn a_new_process_knows_when_the_last_round_was_and_how_hosts_stood() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("pucha.db");
    let dial = Arc::new(AtomicU8::new(1));
    let (_servers, hosts) = county(&dial).await;
    let listed = sites(&hosts.iter().map(|(name, _)| town(&name[..2])).collect::<Vec<_>>());
    let ago = |minutes| noon() - Duration::minutes(minutes);
    let mut visits: Vec<Probed> =
        listed.iter().map(|it| probed(it, ago(40), Reach::Bad(Fault::Status(500)))).collect();
    // One site alone was looked at by hand since.
    visits.push(probed(&listed[2], ago(3), Reach::Bad(Fault::Status(500))));
    visits.push(probed(&listed[1], ago(60 * 30), Reach::Ok));
    kept(&database, visits).await;
    let store = Store::open(&database).expect("a store");
    let mut knowing = prober(&led(&hosts), 2.0);
    assert_eq!(knowing.recall(&listed, &store, noon()).expect("readable"), Some(ago(40)));
    assert_eq!(round(&mut knowing, &listed).await.outage, None, "they were failing before");
    let mut fresh = prober(&led(&hosts), 2.0);
    let tomorrow = noon() + Duration::days(2);
    assert_eq!(fresh.recall(&listed, &store, tomorrow).expect("readable"), None);
    assert_eq!(round(&mut fresh, &listed).await.outage, Some(Outage::AllAtOnce));
}

#[tokio::test]
async fn visits_wait_while_the_database_is_locked_or_the_disk_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("pucha.db");
    drop(Store::open(&database).expect("a store"));
    let site = &sites(&[PORTAL.into()])[0];
    let mut waiting = Waiting::new(&database);
    waiting.options.busy_timeout = std::time::Duration::from_millis(50);
    let at = |number| noon() + Duration::minutes(number);
    waiting.add([probed(site, at(0), Reach::Ok)]);
    let other = rusqlite::Connection::open(&database).expect("a second connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    assert_eq!(waiting.write().await, Err(StoreError::Locked(database.clone())));
    assert_eq!(waiting.len(), 1);
    other.execute_batch("ROLLBACK").expect("free");
    waiting.options = Options { max_pages: Some(1), ..Options::default() };
    waiting.add((1..3000).map(|number| probed(site, at(number), Reach::Ok)));
    assert_eq!(waiting.write().await, Err(StoreError::Full(database.clone())));
    assert_eq!(waiting.len(), 3000);
    waiting.options = Options::default();
    waiting.write().await.expect("there is room again");
    assert!(waiting.is_empty());
    let store = Store::open_read_only(&database).expect("a store");
    let all = store.probes(&site.key, at(0), at(3000)).expect("readable");
    assert_eq!(all.len(), 3000, "nothing was lost");
}

#[tokio::test]
async fn a_probe_loop_runs_beside_a_census_but_not_beside_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("pucha.db");
    let store = Store::open(&database).expect("a store");
    let census = store.lock_for_run().expect("free");
    let lane = Store::lock_for_probes(&database).expect("its own lane");
    let text = Store::lock_for_probes(&database).expect_err("held").to_string();
    assert!(
        text.contains("pucha probe --loop") && text.contains(&std::process::id().to_string()),
        "{text}"
    );
    drop(census);
    store.lock_for_run().expect("a census beside the loop");
    drop(lane);
    Store::lock_for_probes(&database).expect("free again");
}

#[test]
fn hosts_are_told_apart_by_name_and_port() {
    let other = "丙局,县直,丙局,http://www.a.gov.cn:8080/,,,运行,,,,".to_owned();
    let listed = sites(&[section(66), town("b"), PORTAL.into(), other]);
    let hosts = shared_hosts(&listed);
    let told: Vec<(String, Vec<&str>)> = hosts
        .iter()
        .map(|it| (it.name.clone(), it.sites.iter().map(|it| it.name.as_str()).collect()))
        .collect();
    let expected = [
        ("a.gov.cn", vec!["甲县政府网", "66局"]),
        ("a.gov.cn:8080", vec!["丙局"]),
        ("b.gov.cn", vec!["b镇"]),
    ];
    assert_eq!(told, expected.map(|(name, sites)| (name.to_owned(), sites)));
}
