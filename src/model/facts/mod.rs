//! Facts that a page or a site holds beside columns and links, one file a subject. No judgment.

pub mod content;
pub mod interaction;
pub mod services;
pub mod features;
pub mod publication;

use serde::{Deserialize, Serialize};

/// What one page says on each subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageExtras {
    pub content: content::OnPage,
    pub interaction: interaction::OnPage,
    pub services: services::OnPage,
    pub features: features::OnPage,
    pub publication: publication::OnPage,
}

/// What a whole site says on each subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteFacts {
    pub content: content::OfSite,
    pub interaction: interaction::OfSite,
    pub services: services::OfSite,
    pub features: features::OfSite,
    pub publication: publication::OfSite,
}
