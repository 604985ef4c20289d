//! A bulletin issued, written again, replaced and taken back, with the real binary over a real store.

use crate::cli::world::{World, quick};
use crate::store::{begin, finding, register, verdict};
use pucha::model::finding::FindingState;
use pucha::store::Store;
use std::fs;

const PERIOD: &[&str] = &["bulletin", "--period", "2026-11", "--format", "md"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [PERIOD, more].concat()
}

/// A judged month of two sites, the first with a finding in that state.
async fn world(state: FindingState) -> World {
    let world = World::new(quick(&[]), "", None);
    fs::create_dir_all(world.path("var")).expect("a folder");
    judge(&world, state).await;
    world
}

async fn judge(world: &World, state: FindingState) {
    let store = Store::open(&world.path("var/pucha.db")).expect("a store");
    let register = register(&["http://www.a.gov.cn/", "http://www.b.gov.cn/"]);
    let run = begin(&store, "2026-11", &register).await;
    for (place, site) in register.sites.iter().enumerate() {
        let found = [finding(&site.key, "2026-11", "http://x/", state)];
        let found = if place == 0 { &found[..] } else { &[] };
        store
            .put_judgment(&run, &site.key, vec![], verdict(90.0), found.to_vec())
            .await
            .expect("saved");
    }
    store.close().await.expect("closed");
}

fn written(world: &World, name: &str) -> String {
    fs::read_to_string(world.path(&format!("var/out/2026-11/{name}-2026-11.md"))).expect("a file")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_is_issued_written_again_replaced_and_taken_back() {
    let world = world(FindingState::Open).await;
    let run = |more: &[&'static str]| world.run(&with(more));
    run(&[]).ends(0);
    assert!(written(&world, "通报").contains("草稿"));
    let issue =
        ["--final", "--number", "霍政办〔2026〕12号", "--date", "2026-11-30", "--who", "张三"];
    run(&issue).ends(0).says(&["已记录印发：霍政办〔2026〕12号"]);
    let first = written(&world, "通报");
    assert!(!first.contains("草稿") && first.contains("霍政办〔2026〕12号"), "{first}");
    assert!(first.contains("2026年11月30日"), "{first}");

    run(&issue).ends(0);
    let again = run(&[]).ends(0);
    assert!(!again.err().contains("变化"), "{}", again.err());
    assert_eq!(written(&world, "通报"), first);

    judge(&world, FindingState::FalseAlarm).await;
    run(&[]).ends(0).says(&["有了变化", "--draft"]);
    assert_eq!(written(&world, "通报"), first);
    run(&["--draft"]).ends(0);
    assert!(written(&world, "通报草稿").contains("草稿"));

    let other = ["--final", "--number", "霍政办〔2026〕13号", "--date", "2026-11-30"];
    run(&other).ends(1).says(&["已经以 霍政办〔2026〕12号", "--replace"]);
    assert_eq!(written(&world, "通报"), first);
    run(&[&other[..], &["--replace"]].concat()).ends(2);
    run(&[&other[..], &["--replace", "--why", "更正"]].concat()).ends(0);
    assert!(written(&world, "通报").contains("霍政办〔2026〕13号"));

    run(&["--withdraw"]).ends(2);
    run(&["--withdraw", "--why", "重新核实"]).ends(0).says(&["已撤回 霍政办〔2026〕13号"]);
    assert!(written(&world, "通报").contains("草稿"));
    run(&["--withdraw", "--why", "重新核实"]).ends(1).says(&["没有印发过"]);
    let store = Store::open_read_only(&world.path("var/pucha.db")).expect("a store");
    let issues = store.issues("2026-11".parse().expect("a period")).expect("rows");
    let told: Vec<(&str, &str)> =
        issues.iter().map(|it| (it.number.as_str(), it.why.as_str())).collect();
    assert_eq!(
        told,
        [
            ("霍政办〔2026〕12号", ""),
            ("霍政办〔2026〕13号", "更正"),
            ("霍政办〔2026〕13号", "重新核实")
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_issued_is_refused_and_nothing_is_written() {
    let pending = world(FindingState::Pending).await;
    let issue = ["--final", "--number", "霍政办〔2026〕12号", "--date", "2026-11-30"];
    pending.run(&with(&issue)).ends(1).says(&["1 个疑似问题待核实", "pucha findings list"]);
    let sure = world(FindingState::Open).await;
    for (number, date, words) in [
        ("霍政办[2026]12号", "2026-11-30", "六角括号"),
        ("霍政办〔2026〕012号", "2026-11-30", "虚位"),
        ("霍政办〔2026〕12号", "2026-11-29", "早于"),
        ("霍政办〔2026〕12号", "2027-01-04", "不是同一年"),
    ] {
        sure.run(&with(&["--final", "--number", number, "--date", date])).ends(1).says(&[words]);
    }
    sure.run(&with(&["--final", "--date", "2026-11-30"])).ends(2);
    for world in [&pending, &sure] {
        assert!(!world.path("var/out").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_checked_alone_and_a_broken_one_leaves_no_bulletin() {
    let world = world(FindingState::Open).await;
    let check = ["bulletin", "--check-templates"];
    world.run(&check).ends(0).says(&["通报模板没有错误", "程序自带"]);
    world.write("config/templates/通报/结尾.txt", "特此通报。\r\n");
    world.run(&check).ends(0).says(&["1 个文件"]);
    world.run(PERIOD).ends(0);
    assert!(written(&world, "通报").contains("特此通报。"));
    fs::remove_dir_all(world.path("var/out")).expect("a folder");
    world.write("config/templates/通报/结尾.txt", "共{{ 问题个数 }}个");
    world.run(&check).ends(1).says(&["结尾.txt:1：", "没有“问题个数”"]);
    world.run(PERIOD).ends(1).says(&["结尾.txt:1：", "没有写出通报"]);
    assert!(!world.path("var/out").exists());
    world.write("config/templates/通报/结尾.txt", "");
    world.write("config/templates/通报/总体情祝.txt", "");
    world.run(&check).ends(1).says(&["总体情祝.txt", "总体情况.txt"]);
}
