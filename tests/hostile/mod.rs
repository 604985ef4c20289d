//! Hosts that are broken or mean to hurt: what each of them ends in, what it costs us, and that it costs nobody else.

mod attack;

mod answers;
mod answered;
mod interfaces;
mod packed;
mod redirects;
mod secure;
mod robots;
mod addresses;
mod pages;
mod files;
mod memory;
mod neighbours;
mod strings;
