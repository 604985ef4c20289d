//! Looks at a link: whether what it leads to is there, and whether a file is one.

use crate::census::halt::Halt;
use crate::census::job::is_page;
use crate::census::not_there::SHORT_TEXT;
use crate::census::page_reader::{look_of, plain};
use crate::census::reader::{Reader, Seen, Wish, looks_not_found};
use crate::census::shared::{Asked, NoFile, OneLook, Said, first_asks};
use crate::model::evidence::Look;
use crate::model::page::LinkKind;
use crate::model::visit::{Barrier, Fault, Method, Outcome, Purpose, Reach, Visit};
use crate::parse::files::{self, Content, Says};
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;
use url::Url;

/// Of a file whose presence HEAD does not tell.
const GLIMPSE: usize = 1024;
/// Of a file that may be none: an error page whole.
const FILE_GLIMPSE: usize = 8 * 1024;
/// Looks by GET at what a HEAD said yes to are numbered from here.
pub(crate) const FIRST_GLIMPSE: u32 = 30;

impl Reader {
    /// Looks at a link: once per run and round, for whichever site asks first.
    pub(crate) async fn look(
        &self,
        address: &Url,
        internal: bool,
        kind: LinkKind,
        round: usize,
    ) -> Result<Look, Halt> {
        let shared = &self.shared;
        let cell = match shared.link(address, round)? {
            OneLook::Made(look) => return Ok(look),
            OneLook::Open(cell) => cell,
        };
        let look = cell.get_or_try_init(async || {
            if let Some(dead) = shared.dead_host(address, round) {
                return Ok::<Look, Halt>(dead);
            }
            let number = u32::try_from(round).unwrap_or(u32::MAX);
            let is_file = kind == LinkKind::Attachment;
            // What a program sends is sent whole by most.
            let mut seen = if is_file && number == 0 && address.query().is_none() {
                self.read_file(address).await?
            } else if 0 < number || (is_page(kind) && !internal) {
                // Second looks, and pages of others, by GET.
                self.read(Wish::glance(address.clone(), number)).await?
            } else {
                self.read(Wish::presence(address.clone(), number)).await?
            };
            if seen.visit.is_ok() && self.is_to_be_opened(address, &seen, is_file).await? {
                let wish = Wish {
                    cap: Some(if is_file { FILE_GLIMPSE } else { GLIMPSE }),
                    ..Wish::glance(address.clone(), FIRST_GLIMPSE + number)
                };
                seen = self.read(wish).await?;
            }
            let mut look = look_of(&seen.visit, seen.visit.method != Method::Head);
            if is_file && look.by_get && look.reach == Reach::Ok {
                look.reach = self.opens(address, &seen).await?;
            }
            if look.reach == Reach::Ok && self.says_not_found(address, &seen).await? {
                look.reach = Reach::Bad(Fault::SoftNotFound);
            }
            if let Some(page) = seen.page.as_ref().filter(|_| look.reach == Reach::Ok)
                && let Some(saying) = page.extras.content.saying.clone()
            {
                let landed = seen.visit.landed.clone();
                shared.note_saying(address, round, Said { landed, saying });
            }
            shared.note_host(address, round, &look);
            Ok(look)
        });
        let look = look.await?.clone();
        shared.keep_look(address, round, &look);
        Ok(look)
    }

    /// By HEAD; where the host sends parts of files, by its first bytes, which tell more and are asked for once. All wait for
    /// what the first one finds, so that a run that was cut off asks for each as it would have done.
    async fn read_file(&self, address: &Url) -> Result<Seen, Halt> {
        let habits = self.shared.habits(address);
        let by_head = async || {
            let seen = self.read(Wish::presence(address.clone(), 0)).await?;
            let accepts = seen.visit.header("accept-ranges");
            let offers = accepts.is_some_and(|it| it.contains("bytes"));
            let tells = seen.visit.method == Method::Head && seen.visit.is_ok();
            Ok((seen, tells.then_some(offers)))
        };
        let offers = match Box::pin(first_asks(&habits.offers_parts, by_head)).await? {
            Asked::Now(seen) => return Ok(seen),
            Asked::Known(offers) => offers,
        };
        if !offers || habits.sends_no_parts.load(Ordering::Relaxed) {
            return self.read(Wish::presence(address.clone(), 0)).await;
        }
        let seen = self.read(Wish::start(address.clone(), 0)).await?;
        let visit = &seen.visit;
        let is_barred = matches!(visit.outcome, Outcome::Barred(_));
        let breaks = is_barred || visit.is_ok() && visit.truncated;
        habits.sends_no_parts.fetch_or(breaks, Ordering::Relaxed);
        Ok(seen)
    }

    /// Whether a first look that says yes does not tell that something is there.
    async fn is_to_be_opened(
        &self,
        address: &Url,
        seen: &Seen,
        is_file: bool,
    ) -> Result<bool, Halt> {
        let is_part = seen.visit.outcome == Outcome::Answered(206);
        Ok(match seen.visit.method {
            Method::Head => {
                is_file && promises_too_little(&seen.visit) || self.nods(address).await?
            }
            // Its first bytes do not show a file: a page that came in its place is read whole.
            Method::RangedGet if is_file && is_part => {
                !matches!(files::content(&seen.visit.headers, &seen.body), Content::File(_))
            }
            Method::RangedGet | Method::Get => false,
        })
    }

    /// Whether what came is a file, by its first bytes.
    async fn opens(&self, address: &Url, seen: &Seen) -> Result<Reach, Halt> {
        let page = match files::content(&seen.visit.headers, &seen.body) {
            Content::Empty => return Ok(Reach::Bad(Fault::EmptyFile)),
            Content::File(_) | Content::Unknown => return Ok(Reach::Ok),
            Content::Page(page) => page,
        };
        let is_error = match page.says {
            Says::NotThere | Says::Fault => true,
            Says::Login => return Ok(Reach::NotJudged(Barrier::Login)),
            Says::SomethingElse => {
                let landed = &seen.visit.landed;
                let habits = self.shared.habits(address);
                let habit = habits.no_file.get_or_try_init(|| self.no_file(address)).await?;
                habit.as_ref().is_some_and(|it| it.is_like(&page, landed))
            }
        };
        Ok(if is_error { Reach::Bad(Fault::NotAFile) } else { Reach::Ok })
    }

    /// What the host gives for a file that it cannot have.
    async fn no_file(&self, address: &Url) -> Result<Option<NoFile>, Halt> {
        let Some(made_up) = made_up(address, "doc") else { return Ok(None) };
        let wish = Wish {
            purpose: Purpose::NotFoundSample,
            cap: Some(FILE_GLIMPSE),
            ..Wish::glance(made_up, 1)
        };
        let seen = self.read(wish).await?;
        if !seen.visit.is_ok() {
            return Ok(None);
        }
        Ok(match files::content(&seen.visit.headers, &seen.body) {
            Content::Page(page) => Some(NoFile {
                text: page.text,
                led_to: (!seen.visit.chain.is_empty()).then_some(seen.visit.landed),
            }),
            _ => None,
        })
    }

    /// Whether the host says yes to a HEAD for what it cannot have.
    async fn nods(&self, address: &Url) -> Result<bool, Halt> {
        let habits = self.shared.habits(address);
        let nods = habits.nods.get_or_try_init(async || {
            let Some(address) = made_up(address, "doc") else { return Ok::<bool, Halt>(false) };
            let wish = Wish { purpose: Purpose::NotFoundSample, ..Wish::presence(address, 0) };
            let seen = self.read(wish).await?;
            Ok(seen.visit.is_ok() && seen.visit.method == Method::Head)
        });
        Ok(*nods.await?)
    }

    /// Whether a page that is only looked at says that there is nothing, word for word as for a made-up address.
    async fn says_not_found(&self, address: &Url, seen: &Seen) -> Result<bool, Halt> {
        let Some(page) = &seen.page else { return Ok(false) };
        if !looks_not_found(page) || SHORT_TEXT < page.text_chars {
            return Ok(false);
        }
        let habits = self.shared.habits(address);
        let said = habits.not_found.get_or_try_init(async || {
            let Some(address) = made_up(address, "html") else { return Ok::<_, Halt>(None) };
            let wish = Wish { purpose: Purpose::NotFoundSample, ..Wish::glance(address, 1) };
            let seen = self.read(wish).await?;
            let page = seen.page.as_ref().filter(|_| seen.visit.is_ok());
            Ok(page.map(|it| plain(&it.text)))
        });
        Ok(said.await?.as_ref().is_some_and(|it| *it == plain(&page.text)))
    }
}

/// Whether a HEAD that says yes does not tell that a file is there: it promises a page, or says nothing of what it is, or
/// what is there is so small that it may be a page that somebody keeps as a file.
fn promises_too_little(visit: &Visit) -> bool {
    let kind = visit.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let length = visit.header("content-length").and_then(|it| it.trim().parse::<usize>().ok());
    kind.is_empty()
        || ["text/", "html", "xml", "json"].iter().any(|it| kind.contains(it))
        || length.is_none_or(|it| it <= FILE_GLIMPSE)
}

/// An address of the same host that cannot exist.
fn made_up(address: &Url, ending: &str) -> Option<Url> {
    let host = address.host_str().unwrap_or_default();
    let name = hex::encode(Sha256::digest(host));
    address.join(&format!("/{}.{ending}", &name[..16])).ok()
}
