//! What must hold for years, here in its short form: killed anywhere, upgraded, one at a time, steady. The long forms are
//! ignored tests, run by `tests/long.sh`.

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
