//! Watching a run: the line a site and the metrics, with the binary over the demo county.

use crate::cli::world::World;
use pucha::demo::{self, County};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const CENSUS: &[&str] = &["census", "--period", "2026-11", "--as-of", "2026-11-20"];

const OF_VISITS: [&str; 8] = [
    "bytes",
    "requests",
    "not_modified",
    "failures",
    "barred",
    "retries",
    "gate_wait_ms",
    "parse_ms",
];

/// Labels in order → value, by metric.
pub(crate) type Samples = BTreeMap<String, BTreeMap<Vec<(String, String)>, f64>>;

#[tokio::test(flavor = "multi_thread")]
async fn each_site_has_its_line_and_the_metrics_are_in_form() {
    let county = County::new("2026-11-20".parse().expect("a day"), 2);
    let serving = demo::serve(&county).await.expect("a served county");
    let world = World::of_county(&county, &serving);
    let home = county.homes().into_iter().find(|it| it.contains("//wjw.")).expect("a site");
    let sites = 1;
    let (world, census, recheck, probe) = tokio::task::spawn_blocking(move || {
        let words = ["--site", &home, "--log-format", "json", "--metrics"];
        let census = world.run(&[CENSUS, &words, &["pucha.prom"]].concat());
        let recheck = world.run(&[&["recheck"], &words[..], &["recheck.prom"]].concat());
        let probe = world.run(&[&["probe"], &words[..], &["probe.prom"]].concat());
        (world, census, recheck, probe)
    })
    .await
    .expect("runs");
    for (ran, event, more) in [
        (&census, "census_site", &["conclusion", "pages", "unchanged", "links", "columns"][..]),
        (&recheck, "recheck_site", &["mended", "still", "undecided"]),
    ] {
        assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
        let lines = lines(&ran.err(), event);
        assert!(!lines.is_empty() && lines.len() <= sites, "{}", ran.err());
        for line in &lines {
            for field in OF_VISITS.iter().chain(more).chain(&["outcome", "duration_ms"]) {
                assert!(!line[*field].is_null(), "{event} without {field}: {line}");
            }
            let number = |field: &str| line[field].as_u64().expect("a number");
            assert!(0 < number("requests") && 0 < number("bytes"), "{line}");
            assert!(number("failures") <= number("requests"), "{line}");
        }
    }
    assert_eq!(lines(&census.err(), "census_site").len(), sites);
    let probed = lines(&probe.err(), "probe_site");
    assert_eq!(probed.len(), sites, "{}", probe.err());
    assert!(probed.iter().all(|it| it["outcome"].is_string() && it["duration_ms"].is_u64()));
    of_census(&world, &census.err());
    let probes = parsed(&fs::read_to_string(world.path("probe.prom")).expect("metrics"));
    assert_eq!(sum(&probes, "pucha_probe_sites"), sites.to_string());
    assert_eq!(sum(&probes, "pucha_probe_rounds_total"), "1");
    let files = fs::read_dir(world.folder.path()).expect("a folder");
    let left: Vec<String> = files
        .map(|it| it.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|it| it.rsplit_once('.').is_some_and(|(_, it)| it == "part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let words = [CENSUS, &["--metrics", "no/such/pucha.prom"]].concat();
    world.run(&words).ends(1).says(&["--metrics", "pucha.prom"]);
}

fn of_census(world: &World, err: &str) {
    let all = parsed(&fs::read_to_string(world.path("pucha.prom")).expect("metrics"));
    let logged: u64 =
        lines(err, "census_site").iter().map(|it| it["requests"].as_u64().expect("a number")).sum();
    assert_eq!(sum(&all, "pucha_requests_total"), logged.to_string());
    let sites = lines(err, "census_site").len();
    assert_eq!(sum(&all, "pucha_sites"), sites.to_string());
    assert_eq!(sum(&all, "pucha_sites_done"), sites.to_string());
    assert_eq!(sum(&all, "pucha_run_running"), "0");
    for name in ["pucha_pages_total", "pucha_body_bytes_total", "pucha_disk_free_bytes"] {
        assert_ne!(sum(&all, name), "0", "{name}");
    }
    assert_eq!(all["pucha_site_pages"].len(), sites);
    assert_eq!(all["pucha_findings"].len(), 3);
    let exit = sum(&all, "pucha_run_exit_code");
    assert_eq!(all.contains_key("pucha_last_success_timestamp_seconds"), exit == "0");
}

/// Of all samples of the family.
fn sum(all: &Samples, name: &str) -> String {
    let samples = all.get(name).unwrap_or_else(|| panic!("{name} is not there"));
    samples.values().sum::<f64>().to_string()
}

/// Every line of the log is JSON; those of `event`, their fields only.
fn lines(err: &str, event: &str) -> Vec<Value> {
    err.lines()
        .filter(|it| it.starts_with('{'))
        .map(|it| serde_json::from_str::<Value>(it).unwrap_or_else(|_| panic!("no JSON: {it}")))
        .map(|it| it["fields"].clone())
        .filter(|it| it["event"] == event)
        .collect()
}

/// Reads the text form as strictly as its description: HELP, TYPE, then all samples of the family.
pub(crate) fn parsed(text: &str) -> Samples {
    assert!(text.ends_with('\n'), "the last line has no end");
    let (mut all, mut family, mut kind) = (Samples::new(), String::new(), String::new());
    let mut met = BTreeSet::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            help.split_once(' ').expect("a text of help").0.clone_into(&mut family);
            assert!(met.insert(family.clone()), "{family} twice");
            continue;
        }
        if let Some(of) = line.strip_prefix("# TYPE ") {
            let (name, word) = of.split_once(' ').expect("a type");
            assert_eq!(name, family, "{line}");
            word.clone_into(&mut kind);
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(["counter", "gauge"].contains(&word), "{line}");
            continue;
        }
        let (name, rest) = line.split_once('{').expect("labels");
        assert!(name == family && name.starts_with("pucha_"), "{line}");
        let (labels, value) = labels(rest);
        let value: f64 = value.trim().parse().expect("a number");
        assert!(kind != "counter" || 0.0 <= value, "{line}");
        let before = all.entry(name.to_owned()).or_default().insert(labels, value);
        assert!(before.is_none(), "{line} twice");
    }
    all
}

/// Labels up to the closing brace, and what follows it.
fn labels(text: &str) -> (Vec<(String, String)>, String) {
    let (mut labels, mut letters) = (Vec::new(), text.chars());
    loop {
        let name: String = letters.by_ref().take_while(|it| *it != '=').collect();
        assert!(name.chars().all(|it| it.is_ascii_lowercase() || it == '_'), "{text}");
        assert_eq!(letters.next(), Some('"'), "{text}");
        let mut value = String::new();
        loop {
            match letters.next().expect("a closing quote") {
                '"' => break,
                '\\' => match letters.next() {
                    Some('n') => value.push('\n'),
                    Some(it @ ('\\' | '"')) => value.push(it),
                    other => panic!("escape of {other:?} in {text}"),
                },
                it => value.push(it),
            }
        }
        labels.push((name, value));
        match letters.next() {
            Some(',') => {}
            Some('}') => return (labels, letters.collect()),
            other => panic!("{other:?} after a label in {text}"),
        }
    }
}
