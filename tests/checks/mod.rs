//! Each check: what it finds, what only looks like it, and what stays undecided; then the arithmetic and the rules.

#![expect(clippy::large_stack_arrays, reason = "tables of whole sites")]

mod build;
mod broken_links;
mod columns;
mod content;
mod explain;
mod fixtures;
mod handbook;
mod identity;
mod interaction;
mod missing;
mod publication;
mod rules;
mod scores;
mod services;
mod domain_name;
mod page_tags;
mod pages;
mod secure_transport;
mod site_features;
mod stale_home;
mod suspect_dates;
mod unreachable;
mod verdict;
mod witnesses;
mod zombie;
