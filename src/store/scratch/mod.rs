//! Room on the disk for what the jobs of a run cannot hold in memory: private files in a folder beside the database,
//! opened only when memory runs short, and gone with the job.
//!
//! In: values under 64-bit keys ([`Spilling`]) or in an order ([`Queue`]). Out: the same, owned. What is used again and
//! again stays in memory; a fault of the disk is remembered and told by [`Scratch::intact`], and until then nothing is
//! found, so whoever asks must not conclude before that was asked.

mod far;
mod file;
mod filter;
mod map;
mod queue;
mod record;

pub use file::{Budget, Scratch};
pub use map::Spilling;
pub use queue::Queue;
pub use record::{Record, get, get_json, put, put_json};

#[cfg(test)]
pub(crate) use file::tests::{is_on_disk, tiny};
