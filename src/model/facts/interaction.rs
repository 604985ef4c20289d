//! Facts on how citizens are answered: messages and replies, surveys, interviews.

use serde::{Deserialize, Serialize};

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {}
