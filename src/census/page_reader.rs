//! Reads pages and looks at links of one site, with the host's own way of saying “not found” held against each.

use crate::census::frontier::Lead;
use crate::census::reader::{Halt, Reader, Seen, Wish, looks_not_found};
use crate::census::site_job::is_page;
use crate::model::evidence::Look;
use crate::model::page::LinkKind;
use crate::model::visit::{Fault, HopBy, Method, Purpose, Reach, Visit};
use crate::parse::same_page_key;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

/// Text up to which a page that says “not found” is nothing but that.
const SHORT_TEXT: usize = 400;

pub(crate) struct PageReader<'a> {
    reader: &'a Reader,
    home: &'a Url,
    home_key: String,
    sample: OnceCell<Option<Sample>>,
}

/// How the host answers for an address that cannot exist, when it does not say 404.
struct Sample {
    title: String,
    body_hash: Option<String>,
    lands_home: bool,
}

pub(crate) struct PageRead {
    pub(crate) seen: Seen,
    pub(crate) look: Look,
}

impl<'a> PageReader<'a> {
    pub(crate) fn new(reader: &'a Reader, home: &'a Url, landed: &Url) -> Self {
        Self { reader, home, home_key: same_page_key(landed), sample: OnceCell::new() }
    }

    /// Reads a page of the unit. Look 0 is the first.
    pub(crate) async fn read(&self, lead: &Lead, look: u32) -> Result<PageRead, Halt> {
        let (seen, _) =
            self.reader.read_through(Wish::page(lead.address.clone(), Purpose::Page, look)).await?;
        let mut seen_as = look_of(&seen.visit, true);
        if seen_as.reach == Reach::Ok && self.is_soft_not_found(lead, &seen).await? {
            seen_as.reach = Reach::Bad(Fault::SoftNotFound);
        }
        Ok(PageRead { seen, look: seen_as })
    }

    /// Looks at a link: once per run and round, for whichever site asks first.
    pub(crate) async fn look(
        &self,
        address: &Url,
        internal: bool,
        kind: LinkKind,
        round: usize,
    ) -> Result<Look, Halt> {
        let shared = &self.reader.shared;
        let cell = shared.link(address, round);
        let look = cell.get_or_try_init(async || {
            if let Some(dead) = shared.dead_host(address, round) {
                return Ok::<Look, Halt>(dead);
            }
            let number = u32::try_from(round).unwrap_or(u32::MAX);
            let whole = round > 0 || (is_page(kind) && !internal);
            let wish = if whole {
                Wish::glance(address.clone(), number)
            } else {
                Wish::presence(address.clone(), number)
            };
            let seen = self.reader.read(wish).await?;
            let look = look_of(&seen.visit, seen.visit.method != Method::Head);
            shared.note_host(address, round, &look);
            Ok(look)
        });
        Ok(look.await?.clone())
    }

    /// Whether the home page opens now, asked as look `look`.
    pub(crate) async fn home_answers(&self, look: u32) -> Result<bool, Halt> {
        let seen = self.reader.read(Wish::page(self.home.clone(), Purpose::Home, look)).await?;
        Ok(seen.visit.is_ok())
    }

    /// At least two signs: the page says so and says nothing else, or the host gives the same for a made-up address;
    /// or both the page and a made-up address end on the home page.
    async fn is_soft_not_found(&self, lead: &Lead, seen: &Seen) -> Result<bool, Halt> {
        let Some(page) = &seen.page else { return Ok(false) };
        let asked = same_page_key(&lead.address);
        let by_http = seen.visit.chain.iter().any(|hop| hop.by == HopBy::Http);
        let sent_home =
            by_http && asked != self.home_key && same_page_key(&seen.visit.landed) == self.home_key;
        if sent_home {
            let deep = lead.address.path().trim_matches('/').contains('/')
                || lead.address.path().contains('.');
            let sample = self.sample().await?;
            return Ok(deep && sample.as_ref().is_some_and(|it| it.lands_home));
        }
        if !looks_not_found(page) {
            return Ok(false);
        }
        let sample = self.sample().await?;
        let like_sample = sample.as_ref().is_some_and(|it| {
            (it.body_hash.is_some() && it.body_hash == seen.visit.body_hash)
                || (!it.title.is_empty() && it.title == page.title)
        });
        Ok(like_sample || page.text_chars <= SHORT_TEXT)
    }

    async fn sample(&self) -> Result<&Option<Sample>, Halt> {
        self.sample
            .get_or_try_init(async || {
                let name = hex::encode(Sha256::digest(self.home.as_str()));
                let Ok(address) = self.home.join(&format!("/{}.html", &name[..16])) else {
                    return Ok(None);
                };
                let seen =
                    self.reader.read(Wish::page(address, Purpose::NotFoundSample, 0)).await?;
                Ok(seen.visit.is_ok().then(|| Sample {
                    title: seen.page.as_ref().map(|it| it.title.clone()).unwrap_or_default(),
                    body_hash: seen.visit.body_hash.clone(),
                    lands_home: same_page_key(&seen.visit.landed) == self.home_key,
                }))
            })
            .await
    }
}

pub(crate) fn look_of(visit: &Visit, by_get: bool) -> Look {
    Look { visit: visit.id.clone(), at: visit.started_at, reach: visit.reach(), by_get }
}
