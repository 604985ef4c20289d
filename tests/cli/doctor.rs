//! The examination of settings, machine and network, with the binary: what is well, and each thing that may be wrong.

use crate::cli::world::{Ran, SITE_HEADINGS, World, quick};
use crate::fetch::server::{Act, Server, reply, serve};
use chrono::{DateTime, TimeDelta, Utc};
use pucha::demo::{self, County};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::SystemTime;

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let county = County::new("2026-11-20".parse().expect("a day"), 3);
    let serving = demo::serve(&county).await.expect("a served county");
    let world = World::of_county(&county, &serving);
    tokio::task::spawn_blocking(move || {
        let ran = world.run(&["doctor", "--format", "json"]);
        let told: Value = serde_json::from_str(&ran.out()).expect("JSON");
        let checks = told["checks"].as_array().expect("checks");
        let names: Vec<&str> = checks.iter().filter_map(|it| it["check"].as_str()).collect();
        for name in ["settings", "register", "rules", "database", "disk", "folders", "calendar"]
            .into_iter()
            .chain(["ipv6", "fonts", "browser", "office", "mail", "locks", "dns", "sentinels"])
        {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
        for it in checks {
            let is_good = it["state"] == "good";
            assert!(is_good || !it["seen"].as_str().unwrap_or_default().is_empty(), "{it}");
            assert!(it["state"] != "bad" || !it["next"].as_str().unwrap_or_default().is_empty());
        }
        let bad: Vec<&Value> = checks.iter().filter(|it| it["state"] == "bad").collect();
        assert_eq!((bad.len(), ran.code()), (0, 0), "{bad:?}");
        world.run(&["doctor", "--offline"]).ends(0).says(&["正常", "没有核对时钟"]);
        world.write("config/sites.csv", &format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,www,,,,,,,\n"));
        world.write("var/pucha.db", "no database");
        let ran = world.run(&["doctor", "--offline"]).ends(1);
        ran.says(&["故障", "register check", "不是数据库文件"]);
        world.write("config/pucha.toml", "[crawl]\nno_such_key = 1\n");
        world.run(&["doctor", "--offline"]).ends(1).says(&["设置", "no_such_key"]);
    })
    .await
    .expect("runs");
}

#[test]
fn the_doctor_names_who_holds_the_lock_and_what_a_kill_left() {
    let sites = format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,http://www.a.gov.cn/,,,,,,,\n");
    let world = World::new(quick(&[]), &sites, None);
    let store = pucha::store::Store::open(&world.path("var/pucha.db")).expect("a store");
    let lock = store.lock_for_run().expect("the lock");
    let pid = std::process::id().to_string();
    world.run(&["doctor", "--offline"]).ends(0).says(&["检查或复查", &pid]);
    drop(lock);
    let ran = world.run(&["doctor", "--offline"]).ends(0);
    assert!(!ran.out().contains(&pid), "{}", ran.out());
}

/// What the examination found of one thing: its state, what was seen, what to do.
fn found(ran: &Ran, check: &str) -> [String; 3] {
    let told: Value = serde_json::from_str(&ran.out()).expect("JSON");
    let checks = told["checks"].as_array().expect("checks");
    let row = checks.iter().find(|it| it["check"] == check).expect("the check");
    ["state", "seen", "next"].map(|it| row[it].as_str().unwrap_or_default().to_owned())
}

/// Programs by name, the check, and its state, what it sees, what is to be done.
type Case = (&'static [(&'static str, &'static str)], &'static str, [&'static str; 3]);

fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it may be run");
}

#[test]
fn programs_that_are_missing_or_fail_are_named_with_what_to_install() {
    let cases: [Case; 8] = [
        (&[], "fonts", ["warning", "没有 fc-list", "fonts-noto-cjk"]),
        (&[("fc-list", "exit 0")], "fonts", ["warning", "没有中文字体", "fonts-noto-cjk"]),
        (&[("fc-list", "exit 3")], "fonts", ["warning", "运行出错", "fonts-noto-cjk"]),
        (&[("fc-list", "echo 仿宋")], "fonts", ["good", "1 种中文字体，有公文字体", ""]),
        (&[], "browser", ["warning", "没有找到浏览器", "chromium"]),
        (&[("chromium", "exit 1")], "browser", ["warning", "运行出错", "chromium"]),
        (&[("chromium", "echo Chromium 140")], "browser", ["good", "Chromium 140", ""]),
        (&[], "office", ["warning", "没有 LibreOffice", "libreoffice-writer"]),
    ];
    let sites = format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,http://www.a.gov.cn/,,,,,,,\n");
    for (programs, check, said) in cases {
        let world = World::new(quick(&[]), &sites, None);
        let folder = tempfile::tempdir().expect("a folder");
        for (name, script) in programs {
            program(folder.path(), name, script);
        }
        let mut command = world.command(&["doctor", "--offline", "--format", "json"]);
        let ran =
            Ran(command.env("PATH", folder.path()).output().expect("the binary runs")).ends(0);
        let found = found(&ran, check);
        for (found, said) in found.iter().zip(said) {
            assert!(found.contains(said), "{programs:?}: {said} is not in {found:?}");
        }
        assert_eq!(found[2].is_empty(), said[2].is_empty(), "{programs:?}: {found:?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "how far the server's clock is from the real one")]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// A server whose clock is off by so much.
async fn off_by(seconds: i64) -> Server {
    serve(move |_| {
        let date = (now() - TimeDelta::seconds(seconds)).to_rfc2822();
        let head = format!("Date: {date}");
        Act::Say(reply(200, &[&head], b"well"))
    })
    .await
}

async fn examined(sentinels: Vec<String>, server: &Server, code: i32) -> Ran {
    let sites = format!("{SITE_HEADINGS}\n甲镇,乡镇,甲镇,http://www.a.gov.cn/,,,,,,,\n");
    let hosts = [("www.a.gov.cn", server.address), ("www.s.gov.cn", server.address)];
    let crawl = pucha::config::Crawl { sentinels, ..quick(&hosts) };
    let world = World::new(crawl, &sites, None);
    tokio::task::spawn_blocking(move || world.run(&["doctor", "--format", "json"]).ends(code))
        .await
        .expect("runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_a_fault_and_says_by_how_much() {
    for (seconds, code, state, word) in [
        (0, 0, "good", "相差"),
        (60, 0, "good", "相差"),
        (3600, 1, "bad", "快"),
        (-3600, 1, "bad", "慢"),
    ] {
        let server = off_by(seconds).await;
        let ran = examined(vec!["http://www.s.gov.cn/".into()], &server, code).await;
        let [found, seen, next] = found(&ran, "clock");
        assert_eq!(found, state, "{seconds}: {seen}");
        assert!(seen.contains(word), "{seconds}: {seen}");
        assert_eq!(next.contains("timedatectl"), state == "bad", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sentinel_that_answers_is_a_fault_one_of_two_a_warning() {
    let server = off_by(0).await;
    // A port that was free a moment ago and is nobody's now.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let dead = format!("http://{}/", closed.local_addr().expect("an address"));
    drop(closed);
    let well = "http://www.s.gov.cn/".to_owned();
    for (sentinels, code, state) in [
        (vec![], 0, "warning"),
        (vec![well.clone()], 0, "good"),
        (vec![dead.clone(), well], 0, "warning"),
        (vec![dead], 1, "bad"),
    ] {
        let ran = examined(sentinels.clone(), &server, code).await;
        let [found, seen, next] = found(&ran, "sentinels");
        assert_eq!(found, state, "{sentinels:?}: {seen}");
        assert_eq!(next.is_empty(), state == "good", "{next}");
    }
}

#[test]
fn a_disk_that_is_full_or_will_be_is_named_with_what_makes_room() {
    let rows: Vec<String> = (0..400)
        .map(|it| format!("甲{it}镇,乡镇,甲{it}镇,http://www.a{it}.gov.cn/,,,,,,,\n"))
        .collect();
    let sites = rows.concat();
    let mut free = pucha::store::free_bytes(&std::env::temp_dir()).expect("the free space") >> 20;
    // Other tests write beside this one; a census of four hundred sites needs more than that.
    free -= (free / 20).min(1024);
    for (least, state, code, said) in [
        (0, "good", 0, ""),
        (free, "warning", 0, "pucha prune"),
        // The most that the setting takes: a terabyte.
        (1 << 20, "bad", 1, "pucha prune"),
    ] {
        let world = World::new(quick(&[]), &format!("{SITE_HEADINGS}\n{sites}"), None);
        let settings = fs::read_to_string(world.path("config/pucha.toml"))
            .expect("settings")
            .replace("min_free_mib = 512", &format!("min_free_mib = {least}"));
        world.write("config/pucha.toml", &settings);
        let ran = world.run(&["doctor", "--offline", "--format", "json"]).ends(code);
        let [found, seen, next] = found(&ran, "disk");
        assert_eq!(found, state, "{least}: {seen}");
        assert!(next.contains(said), "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_lead_nowhere_are_named_and_all_of_them_are_a_fault() {
    let server = off_by(0).await;
    // No name server need be asked about a name of such a length.
    let long = format!("http://{}.gov.cn/", "a".repeat(64));
    let well = "http://www.a.gov.cn/";
    for (homes, code, state, said) in [
        (vec![well], 0, "good", "1 个域名都能解析"),
        (vec![well, &long], 0, "warning", "2 个域名中 1 个不能解析"),
        (vec![&*long], 1, "bad", "1 个域名中 1 个不能解析"),
    ] {
        let rows: Vec<String> = homes
            .iter()
            .enumerate()
            .map(|(at, home)| format!("甲{at}镇,乡镇,甲{at}镇,{home},,,,,,,\n"))
            .collect();
        let crawl = quick(&[("www.a.gov.cn", server.address)]);
        let world = World::new(crawl, &format!("{SITE_HEADINGS}\n{}", rows.concat()), None);
        let run = move || world.run(&["doctor", "--format", "json"]).ends(code);
        let ran = tokio::task::spawn_blocking(run).await.expect("runs");
        let [found, seen, next] = found(&ran, "dns");
        assert_eq!(found, state, "{seen}");
        assert!(seen.contains(said), "{seen}");
        assert_eq!(next.is_empty(), state == "good", "{next}");
    }
}
