//! Facts on what must not stand on a page: hidden links, links to gambling, personal data, wrong words.

use serde::{Deserialize, Serialize};

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {}
