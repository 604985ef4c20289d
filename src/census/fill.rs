//! What a page does not hold itself: the list that its own script asks for, or what a browser shows of it.
//!
//! The answer is stored as a visit of its own, so a dispute can be replayed. A list that the page's interface says is
//! empty makes a blank column; an interface that fails, or that may as well feed a side box, decides nothing.

use crate::census::halt::Halt;
use crate::census::home;
use crate::census::reader::{Reader, Seen, Wish};
use crate::model::evidence::FilledBy;
use crate::model::page::{Emptiness, Page, PageKind};
use crate::model::visit::{Purpose, Visit};
use crate::parse::interfaces::{self, Answer, Kind, Listing, Named, TreeColumn};
use crate::parse::{Include, Source};
use crate::reference::signs;
use bytes::Bytes;
use chrono::NaiveDate;
use url::Url;

/// Of what an interface answers.
const ANSWER_CAP: usize = 4 << 20;
/// Columns of one script page whose lists are asked for.
const MOST_OF_TREE: usize = 120;

/// How a page stands after all that could be done to fill it.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    pub(crate) by: Option<FilledBy>,
    /// Only a browser would show what it holds.
    pub(crate) is_open: bool,
    /// Columns that the page holds as data, each with what its interface answered.
    pub(crate) tree: Vec<Branch>,
}

#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) column: TreeColumn,
    pub(crate) visit: Visit,
    pub(crate) listing: Option<Listing>,
}

/// Fills `seen` where it is empty until a script has run. `is_column`: it stands for a column, so its list matters.
pub(crate) async fn fill(
    reader: &Reader,
    seen: &mut Seen,
    is_column: bool,
) -> Result<Filling, Halt> {
    let mut filling = Filling::default();
    let Some(page) = seen.page.as_ref().filter(|it| seen.visit.is_ok() && needs(it, is_column))
    else {
        return Ok(filling);
    };
    let is_shell = page.kind == PageKind::Shell;
    if is_shell {
        filling.tree = tree(reader, seen).await?;
    }
    filling.by = by_interface(reader, seen, is_shell).await?;
    if filling.by.is_none() && filling.tree.is_empty() {
        filling.by = by_browser(reader, seen).await?;
        filling.is_open = seen.page.as_ref().is_none_or(is_open);
    }
    Ok(filling)
}

/// The home page as a browser shows it, where it is empty without one.
pub(crate) async fn home(reader: &Reader, seen: &Seen, page: &Page) -> Result<Option<Seen>, Halt> {
    if !seen.visit.is_ok() || page.kind != PageKind::Shell || page.leads_to.is_some() {
        return Ok(None);
    }
    let shown = reader.show(seen).await?;
    Ok(shown.filter(|it| it.visit.is_ok() && it.page.as_ref().is_some_and(|page| !is_open(page))))
}

/// Puts what a browser shows in the place of what was read.
async fn by_browser(reader: &Reader, seen: &mut Seen) -> Result<Option<FilledBy>, Halt> {
    let Some(mut shown) = reader.show(seen).await? else { return Ok(None) };
    let Some(page) = shown.page.as_mut().filter(|_| shown.visit.is_ok()) else { return Ok(None) };
    // A page that shows nothing may wait for a click; one that says so is blank.
    let says_so =
        || signs::notices().empty.phrases.iter().any(|it| page.text.contains(it.as_str()));
    if page.emptiness == Emptiness::Empty && !says_so() {
        page.emptiness = Emptiness::Undecided;
    }
    if is_open(page) && page.links.len() <= seen.page.as_ref().map_or(0, |it| it.links.len()) {
        return Ok(None);
    }
    let by = (!is_open(page)).then(|| FilledBy::Browser { visit: shown.visit.id.clone() });
    *seen = shown;
    Ok(by)
}

fn is_open(page: &Page) -> bool {
    page.kind == PageKind::Shell || page.emptiness == Emptiness::Undecided
}

fn needs(page: &Page, is_column: bool) -> bool {
    // A site map only leads to other pages: no script has anything to fill there.
    let is_map = ["网站地图", "站点地图", "网站导航"].iter().any(|it| page.title.contains(it));
    let undecided = is_column
        && !is_map
        && page.emptiness == Emptiness::Undecided
        && page.lists.iter().all(|it| it.entries.is_empty());
    page.blocked_by.is_none()
        && page.leads_to.is_none()
        && (page.kind == PageKind::Shell || undecided && page.kind != PageKind::Blocked)
}

async fn by_interface(
    reader: &Reader,
    seen: &mut Seen,
    is_shell: bool,
) -> Result<Option<FilledBy>, Halt> {
    let mut text = Text::of(reader, seen);
    let mut found = aside(reader, text.clone(), interfaces::find).await?;
    if found.named.is_empty() && is_shell {
        text.take(home::includes(reader, seen).await?);
        found = aside(reader, text.clone(), interfaces::find).await?;
    }
    let mut answers: Vec<(Named, Visit, Option<Listing>)> = Vec::new();
    for named in found.named {
        let answer = ask(reader, &named.address).await?;
        let listing = read(reader, &text, &answer, named.is_own).await?;
        answers.push((named, answer.visit, listing));
    }
    let kinds: Vec<Kind> =
        answers.iter().map(|(named, _, listing)| Kind::of(named, listing.as_ref())).collect();
    let is_all = *kinds == [Kind::Empty] && is_sole(reader, seen, text).await?;
    let Some(chosen) = interfaces::choose(&kinds, is_all) else { return Ok(None) };
    let (named, visit, listing) = answers.swap_remove(chosen);
    if let (Some(page), Some(listing)) = (&mut seen.page, listing) {
        listing.lay_into(page);
    }
    Ok(Some(FilledBy::Interface { address: named.address, visit: visit.id }))
}

/// Whether the one interface is all that fills the page, so that its having nothing means that the page has nothing.
async fn is_sole(reader: &Reader, seen: &Seen, mut text: Text) -> Result<bool, Halt> {
    if text.includes.is_empty() {
        text.take(home::includes(reader, seen).await?);
    }
    Ok(aside(reader, text, interfaces::find).await?.is_all)
}

async fn tree(reader: &Reader, seen: &Seen) -> Result<Vec<Branch>, Halt> {
    let text = Text::of(reader, seen);
    let mut branches = Vec::new();
    let columns = aside(reader, text.clone(), interfaces::tree).await?;
    for column in columns.into_iter().filter(|it| it.is_leaf).take(MOST_OF_TREE) {
        let answer = ask(reader, &column.interface).await?;
        let listing = read(reader, &text, &answer, true).await?;
        branches.push(Branch { column, visit: answer.visit, listing });
    }
    Ok(branches)
}

async fn ask(reader: &Reader, address: &Url) -> Result<Seen, Halt> {
    let wish = Wish::page(address.clone(), Purpose::Interface, 0);
    reader.read(Wish { cap: Some(ANSWER_CAP), ..wish }).await
}

async fn read(
    reader: &Reader,
    text: &Text,
    answer: &Seen,
    is_own: bool,
) -> Result<Option<Listing>, Halt> {
    if !answer.visit.is_ok() || answer.visit.truncated || is_from_elsewhere(text, &answer.visit) {
        return Ok(None);
    }
    let (address, headers) = (answer.visit.landed.clone(), answer.visit.headers.clone());
    let body = answer.body.clone();
    aside(reader, text.clone(), move |page| {
        interfaces::read(&Answer {
            page,
            address: &address,
            headers: &headers,
            body: &body,
            is_own,
        })
    })
    .await
}

/// Led to a host that is neither the page's nor the one the page names: whose list that is nobody can say.
fn is_from_elsewhere(page: &Text, answer: &Visit) -> bool {
    let host = answer.landed.host_str();
    host != answer.address.host_str() && host != page.address.host_str()
}

/// An include: address, headers, body.
type Kept = (Url, Vec<(String, String)>, Bytes);

/// A page and its scripts, as another thread takes them along.
#[derive(Debug, Clone)]
struct Text {
    address: Url,
    headers: Vec<(String, String)>,
    body: Bytes,
    as_of: NaiveDate,
    includes: Vec<Kept>,
}

impl Text {
    fn of(reader: &Reader, seen: &Seen) -> Self {
        Self {
            address: seen.visit.base(),
            headers: seen.visit.headers.clone(),
            body: seen.body.clone(),
            as_of: reader.as_of,
            includes: Vec::new(),
        }
    }

    fn take(&mut self, includes: Vec<Seen>) {
        let kept = includes.into_iter().map(|it| (it.visit.landed, it.visit.headers, it.body));
        self.includes = kept.collect();
    }
}

/// On a parser's thread.
async fn aside<T: Send + 'static>(
    reader: &Reader,
    text: Text,
    work: impl FnOnce(&Source<'_>) -> T + Send + 'static,
) -> Result<T, Halt> {
    let address = text.address.clone();
    let read = move || {
        let includes: Vec<Include<'_>> = text
            .includes
            .iter()
            .map(|(address, headers, body)| Include { address, headers, body })
            .collect();
        work(&Source {
            address: &text.address,
            status: 200,
            headers: &text.headers,
            body: &text.body,
            as_of: text.as_of,
            includes: &includes,
        })
    };
    reader.compute(&address, read).await
}
