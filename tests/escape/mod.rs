//! What comes from a page or the register is data: a site full of scripts, terminal escapes, formulas and bidi marks, a real
//! census over it, and then every output.

mod look;
mod site;

use crate::cli::world::{Ran, World, quick};
use crate::fetch::server::{Server, serve};
use std::fs;
use std::path::{Path, PathBuf};

const PERIOD: &str = "2026-11";

async fn judged() -> (World, Server, Vec<Ran>) {
    let server = serve(site::answer).await;
    let world =
        World::new(quick(&[(site::HOST, server.address)]), &site::sites(), Some(&site::columns()));
    let words = ["census", "--period", PERIOD, "--as-of", "2026-11-20", "--progress", "always"];
    let (world, ran) = tokio::task::spawn_blocking(move || {
        let ran =
            ["text", "json"].map(|it| world.run(&[&words[..], &["--log-format", it]].concat()));
        (world, ran)
    })
    .await
    .expect("a run");
    (world, server, ran.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_output_holds_code_from_a_page() {
    let (world, _server, census) = judged().await;
    for ran in census {
        assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
        look::terminal("census", &ran.out());
        look::beside_bar("census", &ran.err());
    }
    tokio::task::spawn_blocking(move || {
        documents(&world);
        terminals(&world);
    })
    .await
    .expect("looked at");
    look::nothing_was_wrong();
}

/// Every file that the commands write.
fn documents(world: &World) {
    for words in [
        &["bulletin", "--period", PERIOD, "--format", "docx,html,md"][..],
        &["ledger", "--period", PERIOD, "--format", "csv,xlsx"],
        &["results", "--period", PERIOD, "--format", "csv,xlsx,json"],
        &["columns", "--period", PERIOD, "--format", "csv,json"],
        &["annual", "--year", "2026", "--format", "docx,xlsx,csv,html,md"],
        &["notify", "--period", PERIOD],
    ] {
        let ran = world.run(words);
        if ran.code() != 0 {
            look::wrong(format!("{words:?}: {}{}", ran.out(), ran.err()));
        }
        look::terminal(words[0], &(ran.out() + &ran.err()));
    }
    let mut files = Vec::new();
    collect(&world.path("var/out"), &mut files);
    collect(&world.path("var/outbox"), &mut files);
    let mut said = String::new();
    let mut kinds = std::collections::BTreeSet::new();
    for file in &files {
        let name = file.display().to_string();
        look::terminal("a file's name", &name);
        kinds.insert(file.extension().unwrap_or_default().to_string_lossy().into_owned());
        said += &look::file(&name, &fs::read(file).expect("a readable file"));
    }
    for kind in ["docx", "html", "md", "csv", "xlsx", "json"] {
        if !kinds.contains(kind) {
            look::wrong(format!("no {kind} among {files:?}"));
        }
    }
    // The words are there: the test does not pass by losing them.
    for word in ["毒单位", "毒链接"] {
        if !said.contains(word) {
            look::wrong(format!("{word} is in no output"));
        }
    }
}

/// What commands show.
fn terminals(world: &World) {
    let shown = |words: &[&str], codes: &[i32]| {
        let ran = world.run(words);
        if !codes.contains(&ran.code()) {
            look::wrong(format!("{words:?}: {}{}", ran.out(), ran.err()));
        }
        look::terminal(&words.join(" "), &ran.out());
        look::terminal(&words.join(" "), &ran.err());
        ran.out()
    };
    let listed = shown(&["findings", "list", "--period", PERIOD], &[0]);
    let is_id = |it: &&str| it.len() == 13 && it.starts_with('F');
    let ids: Vec<&str> = listed.split_whitespace().filter(is_id).collect();
    if ids.is_empty() {
        look::wrong(format!("no finding: {listed}"));
    }
    let mut all = String::new();
    for id in ids.iter().take(6) {
        all += &shown(&["findings", "show", id], &[0]);
    }
    let home = format!("http://{}/", site::HOST);
    let visits = shown(&["snapshot", "list", "--period", PERIOD, "--site", &home], &[0]);
    let is_visit = |it: &&str| it.len() == 13 && it.starts_with('E');
    for id in visits.split_whitespace().filter(is_visit).take(4) {
        all += &shown(&["snapshot", "show", id], &[0]);
    }
    all += &shown(&["columns", "--period", PERIOD], &[0]);
    all += &shown(&["results", "--period", PERIOD, "--explain"], &[0]);
    shown(&["recheck", "--dry-run"], &[0]);
    shown(&["notify", "list", "--period", PERIOD], &[0]);
    shown(&["register", "check"], &[0, 1]);
    shown(&["doctor", "--offline"], &[0, 1]);
    shown(&["probe", "--status"], &[0]);
    shown(&["ledger", "--period", PERIOD, "--site", site::TEXT], &[1]);
    shown(&["explain", site::ESCAPES], &[0, 1, 2]);
    shown(&["ledger", "--period", site::ESCAPES], &[1, 2]);
    world.write("page.html", &site::home());
    all += &shown(&["inspect", "page.html", "--base", &home, "--as-of", "2026-11-20"], &[0]);
    let words = ["inspect", "page.html", "--base", &home, "--as-of", "2026-11-20", "--json"];
    let json = shown(&words, &[0]);
    let page: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(page["title"].as_str().is_some_and(|it| it.contains("毒标题")), "{}", page["title"]);
    for word in ["毒单位", "毒标题"] {
        if !all.contains(word) {
            look::wrong(format!("{word} is shown nowhere"));
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
