//! Asks each host for its robots.txt once, through its gate, and keeps the answer.

use crate::fetch::host_gate::{Urgency, held};
use crate::fetch::robots::{LIMIT, RobotsState, RobotsView, Rules};
use crate::fetch::{Ask, Fetched, Inner, Want};
use crate::model::visit::{Barrier, Failure, Outcome, Purpose};
use bytes::Bytes;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// RFC 9309 §2.4: not longer than a day.
const KEPT: Duration = Duration::from_hours(24);

/// Of all files together, as they came and as they were read. An ordinary one has a kilobyte: only who makes up hosts and
/// fills their files comes near it.
const MOST_BYTES: usize = 16 << 20;

type Page = Arc<tokio::sync::Mutex<Option<(Instant, Arc<RobotsView>)>>>;

/// Views by origin. The lock of a page is held while its robots.txt is asked for: others wait for that answer.
#[derive(Default)]
pub(in crate::fetch) struct RobotsBook(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    by_origin: HashMap<String, Kept>,
    bytes: usize,
}

#[derive(Default)]
struct Kept {
    page: Page,
    bytes: usize,
}

impl RobotsBook {
    fn page(&self, origin: &str) -> Page {
        let mut pages = held(&self.0);
        if let Some(kept) = pages.by_origin.get(origin) {
            return Arc::clone(&kept.page);
        }
        Arc::clone(&pages.by_origin.entry(origin.to_owned()).or_default().page)
    }

    /// Notes how much is kept of an origin. Where all together is too much, the largest that nobody is waiting for are
    /// forgotten; they are asked for again when they are needed.
    fn weigh(&self, origin: &str, bytes: usize) {
        let mut pages = held(&self.0);
        let Some(kept) = pages.by_origin.get_mut(origin) else { return };
        let before = std::mem::replace(&mut kept.bytes, bytes);
        pages.bytes = pages.bytes + bytes - before;
        if pages.bytes <= MOST_BYTES {
            return;
        }
        let idle = pages.by_origin.iter().filter(|it| Arc::strong_count(&it.1.page) == 1);
        let mut idle: Vec<_> = idle.map(|(origin, it)| (it.bytes, origin.clone())).collect();
        idle.sort_unstable_by(|one, other| other.cmp(one));
        for (bytes, origin) in idle {
            if pages.bytes <= MOST_BYTES / 2 {
                break;
            }
            pages.by_origin.remove(&origin);
            pages.bytes -= bytes;
        }
    }
}

impl Inner {
    pub(in crate::fetch) async fn robots(&self, address: &Url) -> Arc<RobotsView> {
        let has_robots = matches!(address.scheme(), "http" | "https");
        if !self.limits.respect_robots || !has_robots {
            return Arc::new(RobotsView::without_rules(RobotsState::NotAsked));
        }
        let origin = address.origin().ascii_serialization();
        let page = self.robots.page(&origin);
        let mut page = page.lock().await;
        if let Some((since, view)) = page.as_ref() {
            let kept = match view.state {
                RobotsState::Unavailable | RobotsState::Unreached(_) => self.limits.robots_retry,
                _ => KEPT,
            };
            if since.elapsed() < kept {
                return Arc::clone(view);
            }
        }
        let mut view = Arc::new(self.read_robots(address).await);
        // §2.4: what was read before may be used longer while the file cannot be had.
        if let Some((_, known)) = page.as_ref().filter(|(_, it)| it.is_known() && !view.is_known())
        {
            view = Arc::clone(known);
        }
        *page = Some((Instant::now(), Arc::clone(&view)));
        self.robots.weigh(&origin, 512 + 2 * view.body.len());
        view
    }

    async fn read_robots(&self, address: &Url) -> RobotsView {
        let mut place = address.clone();
        place.set_path("/robots.txt");
        place.set_query(None);
        place.set_fragment(None);
        let fetched = self.fetch_robots(place).await;
        let mut view = view_of(&fetched, &self.limits.product);
        view.visit = Some(fetched.visit);
        view.body = fetched.body;
        view
    }

    /// Boxed, because a fetch asks for robots.txt and that is a fetch.
    fn fetch_robots(&self, address: Url) -> Pin<Box<dyn Future<Output = Fetched> + Send + '_>> {
        Box::pin(self.fetch(Ask {
            address,
            want: Want::Body,
            urgency: Urgency::First,
            purpose: Purpose::Robots,
            look: 0,
            body_cap: Some(LIMIT),
            chain: Vec::new(),
            unless: None,
        }))
    }
}

fn view_of(fetched: &Fetched, product: &str) -> RobotsView {
    let state = match &fetched.visit.outcome {
        Outcome::Answered(200..=299) => {
            let rules = Rules::parse(&fetched.body, product);
            let base = &fetched.visit.landed;
            let sitemaps = rules.sitemaps.iter().filter_map(|it| base.join(it).ok()).collect();
            let crawl_delay = rules.crawl_delay;
            return RobotsView {
                state: RobotsState::Read,
                sitemaps,
                crawl_delay,
                rules,
                visit: None,
                body: Bytes::new(),
            };
        }
        Outcome::Answered(429 | 500..) | Outcome::Barred(Barrier::Status(429 | 500..)) => {
            RobotsState::Unavailable
        }
        Outcome::Barred(Barrier::NotReached) => RobotsState::Unavailable,
        Outcome::Barred(Barrier::OwnNetwork) => RobotsState::Unreached(Failure::TimeOut),
        // Too many redirects count as none there (§2.3.1.2).
        Outcome::Failed(Failure::RedirectLoop | Failure::BadRedirect)
        | Outcome::Answered(_)
        | Outcome::Barred(_) => RobotsState::Missing,
        Outcome::Failed(failure) => RobotsState::Unreached(*failure),
    };
    RobotsView::without_rules(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_files_are_forgotten_first_and_none_that_is_in_use() {
        let book = RobotsBook::default();
        let keep = |origin: &str, bytes: usize| {
            let page = book.page(origin);
            book.weigh(origin, bytes);
            page
        };
        let own: Vec<Page> =
            (0..80).map(|it| keep(&format!("http://{it}.gov.cn"), 2_000)).collect();
        let in_use = keep("http://in.use.cn", 1 << 20);
        let places: Vec<_> = own.iter().map(Arc::as_ptr).collect();
        drop(own);
        for it in 0..1_000 {
            keep(&format!("http://{it}.made.up"), 1 << 20);
            assert!(held(&book.0).bytes <= MOST_BYTES);
        }
        for (it, place) in places.iter().enumerate() {
            assert_eq!(Arc::as_ptr(&book.page(&format!("http://{it}.gov.cn"))), *place);
        }
        assert!(Arc::ptr_eq(&book.page("http://in.use.cn"), &in_use));
        let pages = held(&book.0);
        assert_eq!(pages.bytes, pages.by_origin.values().map(|it| it.bytes).sum::<usize>());
    }
}
