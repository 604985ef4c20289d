//! What a census is expected to take: tables of hosts, settings and what earlier runs asked.

use pucha::config::Crawl;
use pucha::model::site::{Scope, Site, SiteStatus, UnitClass, site_key};
use pucha::model::time::Period;
use pucha::plan::{Asked, Basis, Estimate, Known, Measure, estimate, turns};
use std::time::Duration;
use url::Url;

fn site(home: &str) -> Site {
    let home: Url = home.parse().expect("an address");
    Site {
        key: site_key(&home),
        unit: "甲局".into(),
        unit_class: UnitClass::Department,
        name: "甲局网站".into(),
        site_code: None,
        scope: Scope::new(&home, ""),
        status: SiteStatus::Running,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
        home,
    }
}

fn sites(homes: &[&str]) -> Vec<Site> {
    homes.iter().map(|it| site(it)).collect()
}

/// Home page, host, requests.
fn known(rows: &[(&str, &str, usize)]) -> Known {
    let asked = |(home, host, requests): &(&str, &str, usize)| Asked {
        site: site(home).key,
        host: (*host).to_owned(),
        requests: *requests,
        spent: Duration::from_millis(100) * u32::try_from(*requests).expect("few"),
        period: "2026-10".parse::<Period>().expect("a period"),
    };
    Known { asked: rows.iter().map(asked).collect(), ..Known::default() }
}

fn crawl() -> Crawl {
    Crawl { home_visit_gap_seconds: 0.0, ..Crawl::default() }
}

const A: &str = "http://www.a.gov.cn/";
const B: &str = "http://www.b.gov.cn/";

fn two() -> (Vec<Site>, Known) {
    let rows = [(A, "www.a.gov.cn", 7200), (B, "www.b.gov.cn", 60), (B, "www.a.gov.cn", 100)];
    (sites(&[B, A]), known(&rows))
}

/// Host, likely requests, likely seconds; longest first.
fn told(estimate: &Estimate) -> Vec<(String, f64, f64)> {
    let row = |it: &pucha::plan::HostEstimate| {
        let likely = |range: pucha::plan::Range| range.likely.unwrap_or(f64::NAN);
        (it.host.clone(), likely(it.requests), likely(it.seconds).round())
    };
    estimate.hosts.iter().map(row).collect()
}

#[test]
fn the_longest_host_decides() {
    let (sites, known) = two();
    let found = estimate(&sites, &known, &crawl());
    let rows =
        [("www.a.gov.cn".to_owned(), 7300.0, 7300.0), ("www.b.gov.cn".to_owned(), 60.0, 60.0)];
    assert_eq!(told(&found), rows, "links of other sites are asked of the host too");
    assert_eq!(found.seconds.likely, Some(7300.0));
    assert_eq!(found.deciding().map(|it| it.paced_by), Some(Measure::Rate));
    let order: Vec<String> = turns(sites, &found).into_iter().map(|it| it.host).collect();
    assert_eq!(order, ["a.gov.cn", "b.gov.cn"]);
}

#[test]
fn what_sets_the_pace_of_a_host_is_told() {
    let (sites, mut known) = two();
    known.crawl_delays.insert("www.b.gov.cn".into(), Duration::from_hours(1));
    let slow = Duration::from_secs(8) * 7200;
    known.asked[0].spent = slow;
    known.asked[2].spent = Duration::from_secs(8) * 100;
    let found = estimate(&sites, &known, &crawl());
    let rows = [
        // Eight seconds an answer on two connections.
        ("www.a.gov.cn".to_owned(), 7300.0, 4.0 * 7300.0),
        // Asked for an hour, of which ten seconds are kept.
        ("www.b.gov.cn".to_owned(), 60.0, 600.0),
    ];
    assert_eq!(told(&found), rows);
    let paced: Vec<Measure> = found.hosts.iter().map(|it| it.paced_by).collect();
    assert_eq!(paced, [Measure::Answers, Measure::CrawlDelay]);
}

#[test]
fn small_sites_take_as_long_as_their_home_visits_are_apart() {
    let crawl = Crawl { home_visits: 3, home_visit_gap_seconds: 15.0, ..Crawl::default() };
    let known = known(&[(A, "www.a.gov.cn", 4)]);
    assert_eq!(estimate(&sites(&[A]), &known, &crawl).seconds.likely, Some(30.0));
}

#[test]
fn hosts_wait_for_a_place_when_there_are_few() {
    let homes: Vec<String> = (0..4).map(|it| format!("http://www.{it}.gov.cn/")).collect();
    let rows: Vec<(String, usize)> = [400, 300, 200, 100]
        .iter()
        .enumerate()
        .map(|(at, it)| (format!("www.{at}.gov.cn"), *it))
        .collect();
    let rows: Vec<(&str, &str, usize)> = homes
        .iter()
        .zip(&rows)
        .map(|(home, (host, it))| (home.as_str(), host.as_str(), *it))
        .collect();
    let sites: Vec<Site> = homes.iter().map(|it| site(it)).collect();
    for (at_once, seconds) in [(1, 1000.0), (2, 500.0), (3, 400.0), (64, 400.0)] {
        let crawl = Crawl { hosts_at_once: at_once, ..crawl() };
        let found = estimate(&sites, &known(&rows), &crawl);
        assert_eq!(found.seconds.likely, Some(seconds), "{at_once} at once");
    }
}

#[test]
fn what_was_never_read_is_a_range_and_says_so() {
    let found = estimate(&sites(&[A]), &Known::default(), &crawl());
    let host = &found.hosts[0];
    assert_eq!(host.sites[0].basis, Basis::Nothing);
    assert_eq!(
        (host.requests.low, host.requests.likely, host.requests.high),
        (23.0, None, 60_000.0)
    );
    assert_eq!(
        (found.seconds.low, found.seconds.likely, found.seconds.high),
        (23.0, None, 60_000.0)
    );
}

#[test]
fn a_new_site_is_guessed_from_its_likes() {
    let homes = ["http://www.1.gov.cn/", "http://www.2.gov.cn/", "http://www.3.gov.cn/", A];
    let rows = [
        (homes[0], "www.1.gov.cn", 50),
        (homes[1], "www.2.gov.cn", 900),
        (homes[2], "www.3.gov.cn", 400),
    ];
    let found = estimate(&sites(&homes), &known(&rows), &crawl());
    let new = found.hosts.iter().find(|it| it.host == "www.a.gov.cn").expect("its host");
    assert_eq!(new.sites[0].basis, Basis::Likes(3));
    assert_eq!(
        (new.requests.low, new.requests.likely, new.requests.high),
        (50.0, Some(400.0), 900.0)
    );
    // A section is no likeness of a whole host.
    let section = estimate(
        &sites(&[homes[0], homes[1], homes[2], "http://www.z.gov.cn/x/"]),
        &known(&rows),
        &crawl(),
    );
    let new = section.hosts.iter().find(|it| it.host == "www.z.gov.cn").expect("its host");
    assert_eq!(new.sites[0].basis, Basis::Nothing);
}

#[test]
fn hosts_of_one_place_share_a_budget() {
    let (sites, mut known) = two();
    for host in ["www.a.gov.cn", "www.b.gov.cn"] {
        known.places.insert(host.into(), "61.191.1.2".into());
    }
    let shared = estimate(&sites, &known, &crawl());
    assert_eq!(told(&shared), [("www.a.gov.cn".to_owned(), 7360.0, 7360.0)]);
    assert_eq!(shared.hosts[0].also, ["www.b.gov.cn"]);
    assert_eq!(turns(sites.clone(), &shared).len(), 1);
    let apart = estimate(&sites, &known, &Crawl { share_by_address: false, ..crawl() });
    assert_eq!(apart.hosts.len(), 2);
}

#[test]
fn what_an_unfinished_run_has_asked_is_not_asked_again() {
    let (sites, mut known) = two();
    known.done = vec![Asked { requests: 7000, ..known.asked[0].clone() }];
    // Of a site that is read already: none of these sites' requests.
    let other = site("http://www.c.gov.cn/").key;
    known.done.push(Asked { site: other, requests: 5000, ..known.asked[0].clone() });
    let found = estimate(&sites, &known, &crawl());
    assert_eq!(found.seconds.likely, Some(300.0));
}

#[test]
fn of_one_host_the_largest_section_begins_first() {
    let homes = ["http://www.a.gov.cn/x/", "http://www.a.gov.cn/y/", "http://www.a.gov.cn/z/"];
    let rows = [
        (homes[0], "www.a.gov.cn", 10),
        (homes[1], "www.a.gov.cn", 30),
        (homes[2], "www.a.gov.cn", 20),
    ];
    let sites = sites(&homes);
    let found = estimate(&sites, &known(&rows), &crawl());
    let turns = turns(sites, &found);
    let order: Vec<&str> = turns[0].sites.iter().map(|it| it.home.path()).collect();
    assert_eq!((turns.len(), order), (1, vec!["/y/", "/z/", "/x/"]));
}
