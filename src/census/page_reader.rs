//! Reads pages of one site, with the host's own way of saying “not found” held against each.

use crate::census::fill::{Filling, fill};
use crate::census::frontier::{Lead, Rank};
use crate::census::halt::Halt;
use crate::census::not_there::{
    SHORT_TEXT, Sign, asks_password, has_other_name, is_not_there, is_sent_to_login, sibling,
};
use crate::census::reader::{Reader, Seen, Wish, looks_not_found};
use crate::model::evidence::Look;
use crate::model::page::{Page, PageKind};
use crate::model::visit::{Fault, HopBy, Purpose, Reach, Visit};
use crate::parse::same_page_key;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

/// Links up to which a page may be an error page.
const FEW_LINKS: usize = 10;

pub(crate) struct PageReader<'a> {
    reader: &'a Reader,
    home: &'a Url,
    landed: Url,
    home_key: String,
    /// What the home page says, without white space.
    home_text: String,
    home_chars: usize,
    sample: OnceCell<Option<Sample>>,
}

/// How the host answers for an address that cannot exist, when it does not say 404.
struct Sample {
    title: String,
    /// Without white space.
    text: String,
    body_hash: Option<String>,
    lands_home: bool,
    asks_password: bool,
}

pub(crate) struct PageRead {
    pub(crate) seen: Seen,
    pub(crate) look: Look,
    pub(crate) filling: Filling,
}

impl<'a> PageReader<'a> {
    pub(crate) fn new(reader: &'a Reader, home: &'a Url, seen: &Seen, page: &Page) -> Self {
        let landed = seen.visit.landed.clone();
        Self {
            reader,
            home,
            home_key: same_page_key(&landed),
            home_text: plain(&page.text),
            home_chars: page.text_chars,
            landed,
            sample: OnceCell::new(),
        }
    }

    /// Reads a page of the unit. Look 0 is the first. `expected`: the name of the column to which the link leads.
    pub(crate) async fn read(
        &self,
        lead: &Lead,
        look: u32,
        expected: Option<&str>,
    ) -> Result<PageRead, Halt> {
        let wish = Wish {
            is_column: lead.rank == Rank::Column,
            ..Wish::page(lead.address.clone(), Purpose::Page, look)
        };
        let may_stand = look == 0 && expected.is_none() && self.may_stand(lead);
        let (mut seen, _) = self.reader.read_through(Wish { may_stand, ..wish.clone() }).await?;
        if seen.visit.status() == Some(304) && lead.rank != Rank::ListPage && is_column(&seen) {
            (seen, _) = self.reader.read_through(wish).await?;
        }
        let mut seen_as = look_of(&seen.visit, true);
        if seen_as.reach == Reach::Ok
            && is_not_there(&Box::pin(self.signs(lead, &seen, expected)).await?)
        {
            seen_as.reach = Reach::Bad(Fault::SoftNotFound);
        }
        let filling = match seen_as.reach {
            Reach::Ok => Box::pin(fill(self.reader, &mut seen, lead.rank == Rank::Column)).await?,
            _ => Filling::default(),
        };
        Ok(PageRead { seen, look: seen_as, filling })
    }

    /// Whether the page as an earlier run keeps it will do where the server says that it has not changed: articles, lists
    /// behind their first page, and what lies deeper. A column, what is one click from home, or what a finding names is
    /// always read anew: a server or proxy that wrongly says that nothing changed must not bring an accusation.
    fn may_stand(&self, lead: &Lead) -> bool {
        let past = self.reader.past.as_ref();
        matches!(lead.rank, Rank::ListPage | Rank::Article | Rank::Mapped | Rank::Deep)
            && past.is_some_and(|it| !it.names(&lead.address))
    }

    /// Whether the home page tells how the host of `address` is.
    pub(crate) fn speaks_for(&self, address: &Url) -> bool {
        let same = |it: &Url| {
            it.host_str() == address.host_str()
                && it.port_or_known_default() == address.port_or_known_default()
        };
        same(self.home) || same(&self.landed)
    }

    /// Whether the home page opens now, asked as look `look`.
    pub(crate) async fn home_answers(&self, look: u32) -> Result<bool, Halt> {
        let seen = self.reader.read(Wish::page(self.home.clone(), Purpose::Home, look)).await?;
        Ok(seen.visit.is_ok())
    }

    /// What speaks against a page's being there. A made-up address is only asked for where there is a sign already.
    async fn signs(
        &self,
        lead: &Lead,
        seen: &Seen,
        expected: Option<&str>,
    ) -> Result<Vec<Sign>, Halt> {
        let Some(page) = &seen.page else { return Ok(Vec::new()) };
        let asked = same_page_key(&lead.address);
        let by_http = seen.visit.chain.iter().any(|hop| hop.by == HopBy::Http);
        let path = lead.address.path();
        let deep = path.trim_matches('/').contains('/') || path.contains('.');
        if by_http && asked != self.home_key && same_page_key(&seen.visit.landed) == self.home_key {
            let alike = |it: &Sample| it.lands_home;
            return self.with_sample(Sign::SentHome, deep, alike).await;
        }
        if is_sent_to_login(&seen.visit, &seen.body) {
            return self.with_sample(Sign::SentToLogin, deep, |it| it.asks_password).await;
        }
        if looks_not_found(page) {
            let alike = |it: &Sample| {
                (it.body_hash.is_some() && it.body_hash == seen.visit.body_hash)
                    || (!it.title.is_empty() && it.title == page.title)
            };
            let mut signs = self.with_sample(Sign::SaysSo, true, alike).await?;
            if page.text_chars <= SHORT_TEXT {
                signs.push(Sign::NothingElse);
            }
            return Ok(signs);
        }
        if let Some(sign) = self.stands_for_nothing(page, &seen.body)
            && deep
            && !is_way_in(&lead.address)
        {
            return self.with_sample(sign, true, |it| it.text == plain(&page.text)).await;
        }
        if expected.is_some_and(|it| has_other_name(page, it))
            && let Some(sibling) = sibling(&lead.address)
        {
            let wish = Wish::page(sibling, Purpose::NotFoundSample, 0);
            let other = self.reader.read(wish).await?;
            let same = other.visit.is_ok()
                && other.page.as_ref().is_some_and(|it| plain(&it.text) == plain(&page.text));
            return Ok(if same {
                vec![Sign::OtherName, Sign::LikeMadeUp]
            } else {
                vec![Sign::OtherName]
            });
        }
        Ok(Vec::new())
    }

    /// `sign` where it `counts`, and whether the host's answer for a made-up address is `alike`.
    async fn with_sample(
        &self,
        sign: Sign,
        counts: bool,
        alike: impl Fn(&Sample) -> bool,
    ) -> Result<Vec<Sign>, Halt> {
        if !counts {
            return Ok(Vec::new());
        }
        let like = self.sample().await?.as_ref().is_some_and(alike);
        Ok(if like { vec![sign, Sign::LikeMadeUp] } else { vec![sign] })
    }

    /// Worth comparing with a made-up address: the home page over again, or next to nothing; but not what a visitor
    /// gets who has to log in, nor a shell that a script fills.
    fn stands_for_nothing(&self, page: &Page, body: &[u8]) -> Option<Sign> {
        if page.text_chars == 0 || matches!(page.kind, PageKind::Shell | PageKind::Blocked) {
            return None;
        }
        if page.text_chars == self.home_chars && plain(&page.text) == self.home_text {
            return (SHORT_TEXT / 4 <= page.text_chars).then_some(Sign::HomeAgain);
        }
        if SHORT_TEXT < page.text_chars || FEW_LINKS < page.links.len() || page.leads_to.is_some() {
            return None;
        }
        let gate = ["登录", "登陆", "验证", "维护", "浏览器"];
        let is_gate = gate.iter().any(|it| page.text.contains(it))
            || asks_password(body)
            || String::from_utf8_lossy(body).contains("id=\"app\"");
        (!is_gate).then_some(Sign::NothingElse)
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
                    text: seen.page.as_ref().map(|it| plain(&it.text)).unwrap_or_default(),
                    title: seen.page.as_ref().map(|it| it.title.clone()).unwrap_or_default(),
                    body_hash: seen.visit.body_hash.clone(),
                    lands_home: same_page_key(&seen.visit.landed) == self.home_key,
                    asks_password: asks_password(&seen.body),
                }))
            })
            .await
    }
}

/// Names under which sites serve their home page once more.
fn is_way_in(address: &Url) -> bool {
    let last = address.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    ["index", "default", "home", "main"].iter().any(|it| last.starts_with(it))
}

/// Whether a page turned out to stand for a column, whose freshness counts.
fn is_column(seen: &Seen) -> bool {
    let page = seen.page.as_ref();
    page.is_some_and(|it| {
        it.kind == PageKind::Hub || it.kind == PageKind::List && it.metas.column_name.is_some()
    })
}

/// Without white space.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

pub(crate) fn look_of(visit: &Visit, by_get: bool) -> Look {
    Look { visit: visit.id.clone(), at: visit.started_at, reach: visit.reach(), by_get }
}
