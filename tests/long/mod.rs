//! What must hold for years, here in its short form: killed anywhere, upgraded, one at a time, steady. The long forms are
//! ignored tests, run by `tests/long.sh`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "the long forms tell their figures and the seed that plays a failure again, and a kill may come at an instant"
)]

mod beside;
mod census;
mod chance;
mod disk;
mod hamlet;
mod migration;
mod prune;
mod recheck;
mod soak;
mod stage;
mod upgrades;
