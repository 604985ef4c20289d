//! What commands show.

use crate::cli::world::World;
use crate::escape::look::Look;
use crate::escape::{PERIOD, shown, site};
use serde_json::Value;

pub(super) fn all(world: &World, look: &Look) {
    let mut all = stored(world, look);
    all += &shown(world, look, &["columns", "--period", PERIOD], &[0]);
    look.holds("the columns", &all, &site::COLUMNS);
    all += &shown(world, look, &["results", "--period", PERIOD, "--explain"], &[0]);
    shown(world, look, &["recheck", "--dry-run"], &[0]);
    shown(world, look, &["notify", "list", "--period", PERIOD], &[0]);
    shown(world, look, &["notify", "--period", PERIOD, "--dry-run"], &[0]);
    shown(world, look, &["register", "check"], &[0, 1]);
    shown(world, look, &["probe", "--status"], &[0]);
    shown(world, look, &["ledger", "--period", PERIOD, "--site", site::TEXT], &[1]);
    shown(world, look, &["explain", site::ESCAPES], &[0, 1, 2]);
    shown(world, look, &["ledger", "--period", site::ESCAPES], &[1, 2]);
    planned(world, look);
    examined(world, look);
    all += &inspected(world, look);
    look.holds("what is shown", &all, &["毒单位", "毒标题"]);
}

/// Findings and the evidence behind them.
fn stored(world: &World, look: &Look) -> String {
    let listed = shown(world, look, &["findings", "list", "--period", PERIOD], &[0]);
    let is_id = |it: &&str| it.len() == 13 && it.starts_with('F');
    let ids: Vec<&str> = listed.split_whitespace().filter(is_id).collect();
    if ids.is_empty() {
        look.wrong(format!("no finding: {listed}"));
    }
    let mut all = String::new();
    for id in ids.iter().take(6) {
        all += &shown(world, look, &["findings", "show", id], &[0]);
    }
    let home = format!("http://{}/", site::HOST);
    let words = ["snapshot", "list", "--period", PERIOD, "--site", &home];
    let visits = shown(world, look, &words, &[0]);
    let is_visit = |it: &&str| it.len() == 13 && it.starts_with('E');
    for id in visits.split_whitespace().filter(is_visit).take(4) {
        all += &shown(world, look, &["snapshot", "show", id], &[0]);
    }
    all
}

fn planned(world: &World, look: &Look) {
    for period in [PERIOD, "2026-12"] {
        shown(world, look, &["plan", "--period", period], &[0]);
    }
    let told = shown(world, look, &["plan", "--period", "2026-12", "--format", "json"], &[0]);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let text = told.to_string();
    look.json("plan", &text);
    look.holds("plan", &text, &[site::HOST, site::CLOSED, site::GUARDED]);
    let unknown = ["plan", "--site", &[site::TEXT, site::ESCAPES].concat()];
    shown(world, look, &unknown, &[1]);
    shown(world, look, &["plan", "--period", site::ESCAPES], &[1, 2]);
}

/// With a register and settings that hold the same.
fn examined(world: &World, look: &Look) {
    let doctor = |place: &str, codes: &[i32]| {
        shown(world, look, &["doctor", "--offline"], codes);
        let told = shown(world, look, &["doctor", "--offline", "--format", "json"], codes);
        look.json(place, &told);
    };
    doctor("the doctor", &[0, 1]);
    let read = |name: &str| std::fs::read_to_string(world.path(name)).expect("a file");
    let (settings, sites) = (read("config/pucha.toml"), read("config/sites.csv"));
    let foul = [site::TEXT, site::ESCAPES].concat();
    world.write("config/sites.csv", &format!("{sites}\"{}\",乡镇\n", foul.replace('"', "\"\"")));
    doctor("the doctor of a torn register", &[1]);
    shown(world, look, &["register", "check"], &[1]);
    world.write("config/sites.csv", &format!("单位名称,{}\n", site::ESCAPES));
    doctor("the doctor of strange headings", &[1]);
    world.write("config/sites.csv", &sites);
    world.write("config/pucha.toml", &format!("[crawl]\n\"{}\" = 1\n", site::escaped_for_toml()));
    doctor("the doctor of strange settings", &[1]);
    shown(world, look, &["plan"], &[1, 2]);
    world.write("config/pucha.toml", &settings);
}

fn inspected(world: &World, look: &Look) -> String {
    let home = format!("http://{}/", site::HOST);
    world.write("page.html", &site::home());
    let words = ["inspect", "page.html", "--base", &home, "--as-of", "2026-11-20"];
    let all = shown(world, look, &words, &[0]);
    let json = shown(world, look, &[&words[..], &["--json"]].concat(), &[0]);
    let page: Value = serde_json::from_str(&json).expect("JSON");
    assert!(page["title"].as_str().is_some_and(|it| it.contains("毒标题")), "{}", page["title"]);
    all
}
