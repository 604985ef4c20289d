//! Availability rounds: each host's home page asked once, outside of any census, for the veto of unreachable sites.
//!
//! Probes have a lane of their own: their own fetcher with its own gates, so that no crawl, in this process or another,
//! ever delays them. Politeness adds up all the same: a round asks a host for one page (for two where the first
//! answers with an error), at most a few times an hour, beside a census that keeps to its own limit.

mod hosts;
mod outage;
mod rhythm;
mod round;
mod waiting;

pub use hosts::{SharedHost, shared_hosts};
pub use outage::{Before, HostSeen, Outage, Sentinels, own_outage};
pub use rhythm::{Clock, Keeper, Rhythm, WallClock, dice};
pub use round::{Probed, Prober, Round};
pub use waiting::Waiting;
