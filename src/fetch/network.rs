//! Tells an outage of our own network from theirs: several unrelated hosts fail and no sentinel answers.

use crate::fetch::host_gate::held;
use crate::fetch::{FetchError, LONGEST};
use crate::model::visit::{Barrier, Failure, Outcome};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use url::{Host, Url};

/// So many unrelated hosts must fail before it may be us.
const UNRELATED: usize = 3;
/// Hosts that answered before stand in where the settings name no sentinel.
const STAND_INS: usize = 3;
const POLL: Duration = Duration::from_secs(5);

/// Whether a host answers at all.
pub type Asker = Box<dyn Fn(Url) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Notes how visits end and decides whether the fault is ours.
pub struct NetworkWatch {
    sentinels: Vec<Url>,
    ask: Asker,
    state: Mutex<State>,
    /// One inquiry at a time; whoever waits for it takes over its answer.
    inquiry: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// Host → its registrable domain and an address, of those that failed since anything last answered.
    failed: BTreeMap<String, (String, Url)>,
    /// The latest hosts that answered with their domains; different domains stand first.
    answered: VecDeque<(String, Url)>,
    down: bool,
}

impl NetworkWatch {
    /// `ask` is how sentinels are asked; a test may bring its own.
    pub fn new(sentinels: Vec<Url>, ask: Asker) -> Self {
        Self { sentinels, ask, state: Mutex::default(), inquiry: tokio::sync::Mutex::default() }
    }

    /// Takes in how a visit ended. Any answer at all shows that our network works; a failure that says who is at fault
    /// shows nothing.
    pub fn note(&self, address: &Url, outcome: &Outcome) {
        let Some(domain) = domain(address) else { return };
        let mut robots = address.clone();
        robots.set_path("/robots.txt");
        robots.set_query(None);
        let mut state = held(&self.state);
        match outcome {
            Outcome::Answered(_) | Outcome::Barred(Barrier::Status(_)) => {
                state.back();
                let known = |(_, it): &(String, Url)| it.host_str() == robots.host_str();
                if !state.answered.iter().any(known) {
                    let is_new = state.answered.iter().all(|(known, _)| *known != domain);
                    if is_new {
                        state.answered.push_front((domain, robots));
                    } else {
                        state.answered.push_back((domain, robots));
                    }
                    state.answered.truncate(STAND_INS);
                }
            }
            Outcome::Failed(failure) if self.may_be_ours(*failure) => {
                let host = robots.host_str().unwrap_or_default().to_owned();
                state.failed.insert(host, (domain, robots));
            }
            Outcome::Failed(_) | Outcome::Barred(_) => {}
        }
    }

    /// A name server of our own that knows only names of the inner network calls all others unknown; the sentinels'
    /// names tell.
    pub fn may_be_ours(&self, failure: Failure) -> bool {
        let by_name = failure == Failure::NameUnknown && !self.sentinels.is_empty();
        by_name || failure.may_be_ours()
    }

    /// Several unrelated hosts failed in ways that may be ours, and none answered since. Hosts of one domain, as many
    /// counties name all theirs, count where there is somebody to ask.
    pub fn suspected(&self) -> bool {
        let state = held(&self.state);
        let domains: BTreeSet<&str> = state.failed.values().map(|it| it.0.as_str()).collect();
        let somebody_to_ask = !self.sentinels.is_empty() || !state.answered.is_empty();
        UNRELATED <= domains.len() || (somebody_to_ask && UNRELATED <= state.failed.len())
    }

    /// Found down, and nothing answered since.
    pub fn is_down(&self) -> bool {
        held(&self.state).down
    }

    /// Where an outage is suspected, asks the sentinels; true when it is ours.
    pub async fn confirm(&self) -> bool {
        if !self.suspected() {
            return self.is_down();
        }
        let _one = self.inquiry.lock().await;
        if !self.suspected() || self.is_down() {
            return self.is_down();
        }
        if self.anybody_answers(self.witnesses()).await || !self.suspected() {
            held(&self.state).back();
            return false;
        }
        held(&self.state).down = true;
        tracing::warn!("多个互不相关的主机同时无法访问，判断为本机网络中断");
        true
    }

    /// Asks every few seconds until something answers, at most for `limit`; true when it did.
    pub async fn wait_until_back(&self, limit: Duration) -> bool {
        let end = Instant::now() + limit.min(LONGEST);
        let poll = POLL.min(limit / 5).max(Duration::from_millis(10));
        loop {
            let mut asked = self.witnesses();
            if asked.is_empty() {
                asked = held(&self.state)
                    .failed
                    .values()
                    .take(STAND_INS)
                    .map(|it| it.1.clone())
                    .collect();
            }
            if !self.is_down() || self.anybody_answers(asked).await {
                held(&self.state).back();
                return true;
            }
            if end <= Instant::now() + poll {
                return false;
            }
            sleep(poll).await;
        }
    }

    /// Whether any sentinel of the settings answers now; `None` where they name none.
    pub async fn sentinel_answers(&self) -> Option<bool> {
        if self.sentinels.is_empty() {
            return None;
        }
        Some(self.anybody_answers(self.sentinels.clone()).await)
    }

    fn witnesses(&self) -> Vec<Url> {
        if !self.sentinels.is_empty() {
            return self.sentinels.clone();
        }
        held(&self.state).answered.iter().map(|(_, address)| address.clone()).collect()
    }

    /// All at once; the first answer is enough.
    async fn anybody_answers(&self, addresses: Vec<Url>) -> bool {
        let mut asking: JoinSet<bool> =
            addresses.into_iter().map(|address| (self.ask)(address)).collect();
        while let Some(answered) = asking.join_next().await {
            if answered.unwrap_or(false) {
                return true;
            }
        }
        false
    }
}

impl State {
    fn back(&mut self) {
        self.failed.clear();
        self.down = false;
    }
}

/// What makes two hosts unrelated: the registrable domain; an address stands for itself.
fn domain(address: &Url) -> Option<String> {
    match address.host()? {
        Host::Domain(name) => Some(psl::domain_str(name).unwrap_or(name).to_owned()),
        literal => Some(literal.to_string()),
    }
}

/// The sentinels of the settings; a bare host means its home page.
pub(in crate::fetch) fn sentinels(texts: &[String]) -> Result<Vec<Url>, FetchError> {
    let address = |text: &String| {
        let whole = if text.contains("://") { text.clone() } else { format!("http://{text}/") };
        Url::parse(&whole)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
            .ok_or_else(|| FetchError::Setting {
                key: "sentinels",
                value: text.clone(),
                mend: "应为网址，例如 \"https://www.gov.cn/\"",
            })
    };
    texts.iter().map(address).collect()
}
