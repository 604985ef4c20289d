//! Killed at any moment of writing a bulletin or reading answers in: run again, the end is the same.

use crate::cli::world::{World, rows};
use pucha::demo::{self, County};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

const PERIOD: &str = "2026-11";
/// From before the settings are read to after the last byte; what is hit differs from machine to machine, the end never.
const MOMENTS: [u64; 8] = [1, 10, 25, 50, 100, 200, 400, 800];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_cut_off_ends_the_same_when_run_again() {
    let county = County::new("2026-11-20".parse().expect("a day"), 5);
    let serving = demo::serve(&county).await.expect("a served county");
    let world = World::of_county(&county, &serving);
    let census = tokio::task::spawn_blocking(move || {
        let ran = world.run(&["census", "--period", PERIOD, "--as-of", "2026-11-20"]);
        (world, ran)
    });
    let (world, ran) = census.await.expect("a run");
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    serving.shutdown().await;
    bulletin(&world).await;
    answers(&world).await;
}

async fn killed(world: &World, words: &[&str], after: u64) {
    let mut child = tokio::process::Command::from(world.command(words))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary starts");
    if tokio::time::timeout(Duration::from_millis(after), child.wait()).await.is_err() {
        child.kill().await.expect("killed");
    }
}

fn files(world: &World, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(world.path(folder)).expect("the folder");
    entries
        .map(|it| it.expect("an entry").path())
        .map(|it| {
            let name = it.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, fs::read(it).expect("a file"))
        })
        .collect()
}

async fn bulletin(world: &World) {
    let issue =
        ["--final", "--number", "测政办〔2026〕3号", "--date", "2026-11-30", "--who", "王某"];
    let to = |folder| [&["bulletin", "--period", PERIOD, "--out", folder][..], &issue[..]].concat();
    for after in MOMENTS {
        killed(world, &to("cut"), after).await;
        world.run(&to("cut")).ends(0);
        world.run(&to("whole")).ends(0);
        assert_eq!(files(world, "cut"), files(world, "whole"), "killed after {after} ms");
        let back = ["bulletin", "--period", PERIOD, "--withdraw", "--why", "再试", "--who", "王某"];
        world.run(&back).ends(0);
    }
}

async fn answers(world: &World) {
    let listed = world.run(&["findings", "list", "--period", PERIOD]).ends(0).out();
    let ids: Vec<&str> =
        listed.split_whitespace().filter(|it| it.len() == 13 && it.starts_with('F')).collect();
    let told = |world: &World| {
        let ledger = world.run(&["ledger", "--period", PERIOD, "--output", "-"]).ends(0).out();
        rows(&ledger).iter().filter(|it| it["备注"].contains("单位反馈整改中")).count()
    };
    for (number, after) in MOMENTS.into_iter().enumerate() {
        let lines: Vec<String> =
            ids.iter().map(|it| format!("{it},整改中,,第{number}次")).collect();
        let text = format!("问题编号,整改情况,整改完成日期,说明\n{}\n", lines.join("\n"));
        world.write("反馈.csv", &text);
        let import = ["findings", "import", "反馈.csv"];
        killed(world, &import, after).await;
        world.run(&import).ends(0).says(&[&format!("读到单位反馈{}条", ids.len())]);
        world.run(&import).ends(0).says(&["已记入0条"]);
        assert_eq!(told(world), ids.len(), "killed after {after} ms");
        let back = [&import[..], &["--withdraw", "--who", "王某", "--why", "再试"]].concat();
        world.run(&back).ends(0).says(&[&format!("{}条", ids.len())]);
    }
}
