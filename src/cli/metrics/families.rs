//! Which metrics there are. Their names are fixed: dashboards and alarms are built on them.

use crate::census::tally::{Class, SiteEnd};
use crate::cli::metrics::text::{Exposition, Kind};
use crate::cli::metrics::{MOST_SITES, Source, State, seconds};
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::store::free_bytes;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) const LAST_SUCCESS: &str = "pucha_last_success_timestamp_seconds";

pub(super) fn written(source: &Source) -> String {
    let mut text = Exposition::new(&[("command", source.command)]);
    run(&mut text, source);
    requests(&mut text, source);
    findings(&mut text, &source.state());
    sites(&mut text, &source.progress.tally.ends());
    if let Ok(free) = free_bytes(&source.database) {
        text.family(
            "pucha_disk_free_bytes",
            Kind::Gauge,
            "Free for the program on the disk of the database.",
        )
        .sample(&[], count(free));
    }
    text.finish()
}

fn run(text: &mut Exposition, source: &Source) {
    let progress = &source.progress;
    let of = |it: &AtomicUsize| it.load(Ordering::Relaxed) as u64;
    let state = source.state();
    let gauges = [
        ("pucha_run_start_time_seconds", "When the run began.", seconds(source.began_at)),
        (
            "pucha_run_duration_seconds",
            "How long the run took, or takes by now.",
            source.began.elapsed().as_secs_f64(),
        ),
        (
            "pucha_run_running",
            "1 while the run goes on, 0 when it has ended.",
            if state.exit_code.is_none() { 1.0 } else { 0.0 },
        ),
        ("pucha_sites", "Sites that the run is about.", count(of(&progress.sites))),
        ("pucha_sites_done", "Sites that are done with.", count(of(&progress.sites_done))),
        (
            "pucha_hosts_in_backoff",
            "Hosts that asked for a pause which is not over.",
            count(progress.tally.hosts_in_backoff() as u64),
        ),
    ];
    for (name, help, value) in gauges {
        text.family(name, Kind::Gauge, help).sample(&[], value);
    }
    if let Some(at) = state.last_success {
        let help = "When a run of the command last came to its end with every site judged.";
        text.family(LAST_SUCCESS, Kind::Gauge, help).sample(&[], at);
    }
    if let Some(code) = state.exit_code {
        let help = "0 done, 1 failed, 3 some sites not judged, 4 found what --fail-on names.";
        text.family("pucha_run_exit_code", Kind::Gauge, help).sample(&[], f64::from(code));
    }
}

fn requests(text: &mut Exposition, source: &Source) {
    let progress = &source.progress;
    let of = |it: &AtomicUsize| count(it.load(Ordering::Relaxed) as u64);
    let all = progress.tally.all();
    text.family(
        "pucha_requests_total",
        Kind::Counter,
        "Requests of this run by how they ended; a redirect counts as one.",
    );
    for class in Class::ALL {
        text.sample(&[("outcome", class.word())], count(all.requests(class)));
    }
    for (name, help, value) in [
        ("pucha_pages_total", "Pages read in this run.", of(&progress.pages)),
        ("pucha_links_total", "Links looked at in this run.", of(&progress.links)),
        ("pucha_retries_total", "Addresses asked again in this run.", count(all.retries)),
        ("pucha_body_bytes_total", "Bytes of decoded bodies in this run.", count(all.bytes)),
        (
            "pucha_gate_wait_seconds_total",
            "Time that requests waited for the rate, connections and pauses of their hosts.",
            all.waiting.as_secs_f64(),
        ),
        (
            "pucha_parse_seconds_total",
            "Time that pages took to be read once they were here.",
            all.parsing.as_secs_f64(),
        ),
    ] {
        text.family(name, Kind::Counter, help).sample(&[], value);
    }
}

fn findings(text: &mut Exposition, state: &State) {
    if let Some(findings) = &state.findings {
        text.family("pucha_findings", Kind::Gauge, "Open findings of the period, by level.");
        for (level, many) in findings {
            text.sample(&[("level", word(*level))], count(*many as u64));
        }
    }
    if let Some(probed) = state.probed {
        text.family("pucha_probe_rounds_total", Kind::Counter, "Rounds of probes of this run.")
            .sample(&[], count(state.rounds));
        text.family("pucha_probe_sites", Kind::Gauge, "Sites of the last round, by how they were.");
        for (outcome, many) in ["open", "failed", "not_judged"].into_iter().zip(probed) {
            text.sample(&[("outcome", outcome)], count(many as u64));
        }
    }
}

fn sites(text: &mut Exposition, ends: &BTreeMap<SiteKey, SiteEnd>) {
    if ends.is_empty() || MOST_SITES < ends.len() {
        return;
    }
    text.family("pucha_site_state", Kind::Gauge, "1 for the state in which the site was found.");
    for (site, end) in ends {
        text.sample(&[("site", &site.0), ("state", end.state)], 1.0);
    }
    text.family("pucha_site_pages", Kind::Gauge, "Pages of the site that were read.");
    for (site, end) in ends {
        text.sample(&[("site", &site.0)], count(end.pages as u64));
    }
    text.family("pucha_site_duration_seconds", Kind::Gauge, "How long the site took.");
    for (site, end) in ends {
        text.sample(&[("site", &site.0)], end.duration.as_secs_f64());
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Veto => "veto",
        Level::Deduct => "deduct",
        Level::Remind => "remind",
        Level::NotJudged => "not_judged",
    }
}

#[expect(clippy::cast_precision_loss, reason = "the form knows no other numbers")]
fn count(many: u64) -> f64 {
    many as f64
}
