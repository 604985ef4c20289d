//! Reading pages: made pages of every family with what must be read in them, and inputs meant to hurt.

mod bombs;
mod dates;
mod emptiness;
mod includes;
mod interfaces;
mod invariants;
mod kept;
pub(crate) mod invariants;
mod links;
mod pages;
mod random;
