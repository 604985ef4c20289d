//! How long a census will take, which host decides it, and in which order to begin: worked out from what earlier runs
//! asked of each host and the settings. No clock, no request, no store.
//!
//! In: sites, what is [`Known`], the crawl's settings. Out: an [`Estimate`] a host, and the [`Turn`]s. What rests on
//! nothing says so and is a range.

mod estimate;
mod known;
mod range;
mod share;
mod turns;

pub use estimate::{Basis, Estimate, HostEstimate, Measure, SiteEstimate, estimate};
pub use known::{Asked, Known};
pub use range::Range;
pub use turns::{Turn, turns};
