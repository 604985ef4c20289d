//! What a site job wants of an address, and how soon.

use crate::census::link_look::FIRST_GLIMPSE;
use crate::fetch::{Urgency, Want};
use crate::model::visit::{Hop, Purpose};
use url::Url;

/// External pages are read up to here (contract §8, Links).
pub(crate) const GLANCE: usize = 64 * 1024;

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) address: Url,
    pub(crate) purpose: Purpose,
    pub(crate) look: u32,
    pub(crate) want: Want,
    /// A column, or what shows one.
    pub(crate) is_column: bool,
    pub(crate) cap: Option<usize>,
    pub(crate) chain: Vec<Hop>,
    /// Where the server says that nothing changed, what an earlier run keeps will do. Not for what tells how fresh a site
    /// is: home page, columns, second looks.
    pub(crate) may_stand: bool,
}

impl Wish {
    pub(crate) fn page(address: Url, purpose: Purpose, look: u32) -> Self {
        Self {
            address,
            purpose,
            look,
            want: Want::Body,
            is_column: false,
            cap: None,
            chain: Vec::new(),
            may_stand: false,
        }
    }

    pub(crate) fn glance(address: Url, look: u32) -> Self {
        Self {
            address,
            purpose: Purpose::Link,
            look,
            want: Want::Body,
            is_column: false,
            cap: Some(GLANCE),
            chain: Vec::new(),
            may_stand: false,
        }
    }

    pub(crate) fn presence(address: Url, look: u32) -> Self {
        Self { want: Want::Presence, cap: None, ..Self::glance(address, look) }
    }

    pub(crate) fn start(address: Url, look: u32) -> Self {
        Self { want: Want::Start, cap: None, ..Self::glance(address, look) }
    }

    /// Freshness and second looks before the rest.
    pub(crate) fn urgency(&self) -> Urgency {
        let is_again = (1..FIRST_GLIMPSE).contains(&self.look);
        match self.purpose {
            Purpose::Page | Purpose::Link if self.is_column || is_again => Urgency::First,
            Purpose::Page | Purpose::Link | Purpose::Rendered | Purpose::ByHand => Urgency::Rest,
            Purpose::Home
            | Purpose::Robots
            | Purpose::NotFoundSample
            | Purpose::Include
            | Purpose::Interface
            | Purpose::Sentinel => Urgency::First,
        }
    }
}
