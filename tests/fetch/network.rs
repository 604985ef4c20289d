//! Our own outage is told from theirs.

use crate::fetch::server::{Act, fetcher, missing, page, say, serve, settings, url};
use pucha::fetch::NetworkWatch;
use pucha::model::visit::{Barrier, Failure, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use url::Url;

const TIME_OUT: Outcome = Outcome::Failed(Failure::TimeOut);

/// A watch whose sentinels answer as `up` says.
fn watch(sentinels: Vec<Url>, up: &Arc<AtomicBool>) -> (NetworkWatch, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let (up, count) = (Arc::clone(up), Arc::clone(&asked));
    let ask = move |_| -> std::pin::Pin<Box<dyn Future<Output = bool> + Send>> {
        count.fetch_add(1, Ordering::SeqCst);
        let up = up.load(Ordering::SeqCst);
        Box::pin(async move { up })
    };
    (NetworkWatch::new(sentinels, Box::new(ask)), asked)
}

fn hosts(names: &[&str], watch: &NetworkWatch, outcome: &Outcome) {
    for name in names {
        watch.note(&url(&format!("http://{name}/")), outcome);
    }
}

#[test]
fn three_unrelated_hosts_in_a_row_raise_suspicion() {
    let up = Arc::new(AtomicBool::new(true));
    for (failed, suspected) in [
        (vec!["www.a.gov.cn", "www.b.gov.cn"], false),
        (vec!["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"], true),
        (vec!["www.a.gov.cn", "xx.a.gov.cn", "yy.a.gov.cn"], false),
        (vec!["61.1.1.1", "61.1.1.2", "61.1.1.3"], true),
    ] {
        let (watch, _) = watch(Vec::new(), &up);
        hosts(&failed, &watch, &TIME_OUT);
        assert_eq!(watch.suspected(), suspected, "{failed:?}");
    }
    let (watch, _) = watch(Vec::new(), &up);
    hosts(&["www.a.gov.cn", "www.b.gov.cn"], &watch, &TIME_OUT);
    hosts(&["www.d.gov.cn"], &watch, &Outcome::Answered(404));
    hosts(&["www.c.gov.cn"], &watch, &TIME_OUT);
    assert!(!watch.suspected(), "something answered in between");
    hosts(&["www.e.gov.cn", "www.f.gov.cn"], &watch, &Outcome::Failed(Failure::Refused));
    assert!(!watch.suspected(), "a refusal is nobody's outage");
}

#[tokio::test]
async fn a_sentinel_that_answers_clears_us() {
    let up = Arc::new(AtomicBool::new(true));
    let (watch, asked) = watch(vec![url("http://sentinel.cn/")], &up);
    hosts(&["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"], &watch, &TIME_OUT);
    assert!(!watch.confirm().await);
    assert!(!watch.is_down() && !watch.suspected());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn unknown_names_are_ours_only_when_the_sentinels_names_fail_too() {
    const UNKNOWN: Outcome = Outcome::Failed(Failure::NameUnknown);
    let names = ["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"];
    let up = Arc::new(AtomicBool::new(true));
    let (watched, asked) = watch(vec![url("http://sentinel.cn/")], &up);
    hosts(&names, &watched, &UNKNOWN);
    assert!(!watched.confirm().await);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    up.store(false, Ordering::SeqCst);
    hosts(&names, &watched, &UNKNOWN);
    assert!(watched.confirm().await && watched.is_down());
    let (without, _) = watch(Vec::new(), &up);
    hosts(&names, &without, &UNKNOWN);
    assert!(!without.suspected(), "without a sentinel a name that does not exist is just that");
}

#[tokio::test]
async fn an_outage_is_confirmed_and_waited_out() {
    let up = Arc::new(AtomicBool::new(false));
    let (watch, _) = watch(vec![url("http://sentinel.cn/")], &up);
    hosts(&["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"], &watch, &TIME_OUT);
    assert!(watch.confirm().await && watch.is_down());
    assert!(!watch.wait_until_back(Duration::from_millis(50)).await);
    let watch = Arc::new(watch);
    let waiting = tokio::spawn({
        let watch = Arc::clone(&watch);
        async move { watch.wait_until_back(Duration::from_secs(10)).await }
    });
    up.store(true, Ordering::SeqCst);
    assert!(waiting.await.expect("no panic"));
    assert!(!watch.is_down());
}

#[tokio::test]
async fn hosts_that_answered_before_stand_in_for_sentinels() {
    let up = Arc::new(AtomicBool::new(false));
    let (watch, asked) = watch(Vec::new(), &up);
    hosts(&["www.x.gov.cn", "www.y.gov.cn"], &watch, &Outcome::Answered(200));
    hosts(&["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"], &watch, &TIME_OUT);
    assert!(watch.confirm().await);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    hosts(&["www.x.gov.cn"], &watch, &Outcome::Answered(200));
    assert!(!watch.is_down(), "an answer ends the outage");
}

#[tokio::test]
async fn an_outage_is_seen_where_a_county_has_one_domain() {
    for (answers, ours) in [(false, true), (true, false)] {
        let (watch, _) = watch(Vec::new(), &Arc::new(AtomicBool::new(answers)));
        hosts(&["www.a.gov.cn", "xx.a.gov.cn"], &watch, &Outcome::Answered(200));
        hosts(&["xx.a.gov.cn", "yy.a.gov.cn", "zz.a.gov.cn"], &watch, &TIME_OUT);
        assert_eq!(watch.confirm().await, ours);
    }
}

#[tokio::test]
async fn where_nothing_ever_answered_it_is_ours() {
    let (watch, asked) = watch(Vec::new(), &Arc::new(AtomicBool::new(false)));
    hosts(&["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"], &watch, &TIME_OUT);
    assert!(watch.confirm().await);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn visits_during_an_outage_are_not_judged() {
    let up = Arc::new(AtomicBool::new(true));
    let state = Arc::clone(&up);
    let server = serve(move |seen| match (state.load(Ordering::SeqCst), seen.path.as_str()) {
        (false, _) => Act::Hang,
        (true, "/robots.txt") => missing(),
        _ => say(200, &[], "well"),
    })
    .await;
    let names = ["www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn", "www.d.gov.cn"];
    let mut crawl = settings(&names.map(|name| (name, server.address)));
    crawl.timeout_seconds = 0.5;
    let fetcher = fetcher(&crawl);
    assert!(page(&fetcher, "http://www.a.gov.cn/").await.visit.is_ok());
    up.store(false, Ordering::SeqCst);
    let mut outcomes = Vec::new();
    for name in &names[1..] {
        outcomes.push(page(&fetcher, &format!("http://{name}/")).await.visit.outcome);
    }
    assert_eq!(outcomes, [TIME_OUT, TIME_OUT, Outcome::Barred(Barrier::OwnNetwork)]);
    assert!(fetcher.network().is_down());
    up.store(true, Ordering::SeqCst);
    assert!(fetcher.network().wait_until_back(Duration::from_secs(5)).await);
    assert!(page(&fetcher, "http://www.b.gov.cn/").await.visit.is_ok());
}
