//! How the program ends when it is told to, when nobody reads, and when a file cannot be written.

use crate::cli::world::{Ran, World, rows};
use pucha::demo::{self, County, Serving};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const CENSUS: &[&str] =
    &["census", "--period", "2026-11", "--as-of", "2026-11-20", "--progress", "always"];

async fn county() -> (County, Serving) {
    let county = County::new("2026-11-20".parse().expect("a day"), 3);
    let serving = demo::serve(&county).await.expect("a served county");
    (county, serving)
}

/// Started, and some requests made.
async fn under_way(world: &World, serving: &Serving) -> Child {
    let child = world
        .command(CENSUS)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let (before, began) = (serving.total_requests(), Instant::now());
    while serving.total_requests() < before + 20 && began.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(name).arg(child.id().to_string()).status();
    assert!(sent.expect("kill runs").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_the_census_cleanly_and_says_how_to_go_on() {
    let (county, serving) = county().await;
    let world = World::of_county(&county, &serving);
    for name in ["-INT", "-TERM"] {
        let child = under_way(&world, &serving).await;
        signal(&child, name);
        Ran(child.wait_with_output().expect("an ended child"))
            .ends(3)
            .says(&["正在停止", "pucha census --period 2026-11 --resume"]);
    }
    let ran = world.run(&["census", "--period", "2026-11", "--resume", "--quiet"]).ends(0);
    assert!(ran.out().contains("接着上次"), "{}", ran.out());
    for (words, code, said) in
        [(&["--resume"][..], 0, "检查完成"), (&["--fail-on", "deduct"], 4, "检查完成")]
    {
        let words = [&CENSUS[..5], words].concat();
        world.run(&words).ends(code).says(&[said]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let (county, serving) = county().await;
    let world = World::of_county(&county, &serving);
    world.run(&CENSUS[..5]).ends(0);
    std::fs::create_dir(world.path("taken.csv")).expect("a folder in the way");
    for document in ["ledger", "results"] {
        world
            .run(&[document, "--period", "2026-11", "--output", "taken.csv"])
            .ends(1)
            .says(&["taken.csv", "请检查"]);
    }
    assert!(!world.path("taken.csv.part").exists());
    world.write("file", "in the way");
    world.run(&["bulletin", "--period", "2026-11", "--out", "file/x"]).ends(1).says(&["file/x"]);
    let site = &county.homes()[0];
    let ledger = ["ledger", "--period", "2026-11", "--output", "-", "--site", site.as_str()];
    rows(&world.run(&ledger).ends(0).out());
    world.write("config/rules/2019/stale_columns.toml", "[params]\nnews_days = 1\n");
    world.run(&["rejudge", "--period", "2026-11"]).ends(0).says(&["重新判定"]);
}
