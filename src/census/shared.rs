//! What the site jobs of one run know together: links already looked at, hosts that do not answer at all, progress.

use crate::census::halt::Halt;
use crate::census::hashed::Hashed;
use crate::census::parsers::Parsers;
use crate::census::progress::Progress;
use crate::census::site_threads::SiteThreads;
use crate::model::evidence::Look;
use crate::model::facts::content::Saying;
use crate::model::visit::{Barrier, Failure, Fault, Reach};
use crate::parse::files::StandIn;
use crate::store::StoreError;
use crate::store::scratch::Scratch;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;
use url::Url;

/// Looks at one link that a census makes at most: the first, the second, and a third where those two disagree.
pub(crate) const MOST_LOOKS: usize = 3;
/// Failed connections in a row after which a host counts as not answering for the rest of that round of looks.
const DEAD_AFTER: [u32; MOST_LOOKS] = [3, 2, 2];

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) progress: Arc<Progress>,
    /// For what takes long.
    pub(crate) parsers: Parsers,
    /// For the jobs themselves.
    pub(crate) threads: SiteThreads,
    looks: Mutex<Looks>,
    hosts: Mutex<HashMap<(String, usize), HostHealth>>,
    habits: Mutex<HashMap<String, Arc<Habits>>>,
    /// What targets of links advertise, by address and round; hardly any does.
    sayings: Mutex<HashMap<(String, usize), Said>>,
}

/// Looks at links of all sites.
#[derive(Debug)]
struct Looks {
    scratch: Arc<Scratch>,
    /// By address and round, as long as somebody looks.
    under_way: HashMap<(String, usize), Arc<OnceCell<Look>>>,
    made: Hashed<Look>,
}

/// A look at a link: made, or to be made in the cell by whoever comes first.
pub(crate) enum OneLook {
    Made(Look),
    Open(Arc<OnceCell<Look>>),
}

/// What the target of a link says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) landed: Url,
    pub(crate) saying: Saying,
}

/// How a host answers for what it does not have; asked at most once per run.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    /// Says that everything is there when asked with HEAD.
    pub(crate) nods: OnceCell<bool>,
    /// Says, when the first file is asked for, that it sends parts of one.
    pub(crate) offers_parts: OnceCell<bool>,
    /// Sent the whole of a large file, or refused, where a part was asked for.
    pub(crate) sends_no_parts: AtomicBool,
    /// What it shows, without white space, where it does not say 404.
    pub(crate) not_found: OnceCell<Option<String>>,
    /// Likewise for a file.
    pub(crate) no_file: OnceCell<Option<NoFile>>,
    /// Heeds the conditions under which it is to send a page; `false`: says of any page that it has not changed.
    pub(crate) heeds: OnceCell<bool>,
}

/// What is known of a host's habit once somebody has asked.
pub(crate) enum Asked<S, T> {
    /// By this answer, which was asked for just now and may serve as any other.
    Now(S),
    Known(T),
}

/// The first one asks, all others wait for what is found; where an answer tells nothing (`None`), the next one asks.
pub(crate) async fn first_asks<S, T: Copy>(
    habit: &OnceCell<T>,
    ask: impl AsyncFnOnce() -> Result<(S, Option<T>), Halt>,
) -> Result<Asked<S, T>, Halt> {
    let mut first = None;
    let told = habit.get_or_try_init(async || {
        let (seen, told) = ask().await.map_err(Err)?;
        match told {
            Some(told) => {
                first = Some(seen);
                Ok(told)
            }
            None => Err(Ok(seen)),
        }
    });
    match (told.await.copied(), first) {
        (Ok(_), Some(seen)) | (Err(Ok(seen)), _) => Ok(Asked::Now(seen)),
        (Ok(told), None) => Ok(Asked::Known(told)),
        (Err(Err(halt)), _) => Err(halt),
    }
}

/// The page that a host gives for a file that it cannot have.
#[derive(Debug)]
pub(crate) struct NoFile {
    /// Without white space.
    pub(crate) text: String,
    /// Where it leads for that.
    pub(crate) led_to: Option<Url>,
}

impl NoFile {
    /// Whether a page that came in the place of a file is the same, or stands where this one does.
    pub(crate) fn is_like(&self, page: &StandIn, landed: &Url) -> bool {
        (!self.text.is_empty() && self.text == page.text) || self.led_to.as_ref() == Some(landed)
    }
}

#[derive(Debug, Default, Clone)]
struct HostHealth {
    in_row: u32,
    last: Option<Look>,
    answered: bool,
}

impl Shared {
    pub(crate) fn new(progress: Arc<Progress>, scratch: Arc<Scratch>) -> io::Result<Self> {
        Ok(Self {
            progress,
            parsers: Parsers::start()?,
            threads: SiteThreads::start()?,
            looks: Mutex::new(Looks {
                under_way: HashMap::new(),
                made: Hashed::new(&scratch),
                scratch,
            }),
            hosts: Mutex::default(),
            habits: Mutex::default(),
            sayings: Mutex::default(),
        })
    }

    /// Each look is made once per run, however many sites hold the link.
    ///
    /// # Errors
    /// The disk that holds the looks that were made.
    pub(crate) fn link(&self, address: &Url, round: usize) -> Result<OneLook, StoreError> {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = looks.made.get(&look_key(address, round)) {
            return Ok(OneLook::Made(made));
        }
        looks.scratch.intact()?;
        let cell = looks.under_way.entry((address.to_string(), round)).or_default().clone();
        Ok(OneLook::Open(cell))
    }

    /// Notes the look that was made in the cell.
    pub(crate) fn keep_look(&self, address: &Url, round: usize, look: &Look) {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.under_way.remove(&(address.to_string(), round)).is_some() {
            looks.made.put(&look_key(address, round), look.clone());
        }
    }

    pub(crate) fn habits(&self, address: &Url) -> Arc<Habits> {
        let mut habits = self.habits.lock().unwrap_or_else(PoisonError::into_inner);
        habits.entry(host_of(address)).or_default().clone()
    }

    pub(crate) fn note_saying(&self, address: &Url, round: usize, said: Said) {
        let mut sayings = self.sayings.lock().unwrap_or_else(PoisonError::into_inner);
        sayings.insert((address.to_string(), round), said);
    }

    pub(crate) fn said(&self, address: &Url, round: usize) -> Option<Said> {
        let sayings = self.sayings.lock().unwrap_or_else(PoisonError::into_inner);
        sayings.get(&(address.to_string(), round)).cloned()
    }

    /// The last look at a host whose every connection failed in this round: it speaks for its other links too.
    pub(crate) fn dead_host(&self, address: &Url, round: usize) -> Option<Look> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let health = hosts.get(&(host_of(address), round))?;
        (!health.answered && health.in_row >= DEAD_AFTER[round])
            .then(|| health.last.clone())
            .flatten()
    }

    pub(crate) fn note_host(&self, address: &Url, round: usize, look: &Look) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let health = hosts.entry((host_of(address), round)).or_default();
        if is_connection_failure(&look.reach) {
            health.in_row += 1;
            health.last = Some(look.clone());
        } else {
            health.answered = true;
        }
    }
}

/// A failure of the connection as such, which says the same about every address of the host.
pub(crate) fn is_connection_failure(reach: &Reach) -> bool {
    matches!(
        reach,
        Reach::Bad(Fault::Failure(
            Failure::NameUnknown
                | Failure::NameServer
                | Failure::Refused
                | Failure::Unreachable
                | Failure::TimeOut
                | Failure::Tls
        ))
    )
}

/// A failure that a host in trouble shows for each of its addresses, whatever is there.
pub(crate) fn may_be_host_wide(reach: &Reach) -> bool {
    let broken_off = matches!(
        reach,
        Reach::Bad(Fault::Failure(Failure::Reset | Failure::BrokenAnswer) | Fault::Status(500..))
    );
    broken_off || is_connection_failure(reach)
}

/// Barriers that say “not now”: worth asking again later in the run.
pub(crate) fn is_for_now(reach: &Reach) -> bool {
    matches!(
        reach,
        Reach::NotJudged(
            Barrier::NotReached | Barrier::RobotsUnavailable | Barrier::Status(429 | 503)
        )
    )
}

fn look_key(address: &Url, round: usize) -> String {
    format!("{round} {address}")
}

fn host_of(address: &Url) -> String {
    let port = address.port_or_known_default().unwrap_or_default();
    format!("{}:{port}", address.host_str().unwrap_or_default())
}
