//! After a census: the score line by line, what persons add, exemptions, other rules over the same evidence.

use crate::cli::world::{World, rows};
use pucha::demo::{self, County};
use std::collections::BTreeMap;

const PORTAL: &str = "澜青县人民政府";

#[tokio::test(flavor = "multi_thread")]
async fn a_person_adds_excuses_and_judges_again_and_everything_can_be_taken_back() {
    let county = County::new("2026-11-20".parse().expect("a day"), 5);
    let serving = demo::serve(&county).await.expect("a served county");
    let world = World::of_county(&county, &serving);
    let census = tokio::task::spawn_blocking(move || {
        let ran = world.run(&["census", "--period", "2026-11", "--as-of", "2026-11-20"]);
        (world, ran)
    });
    let (world, ran) = census.await.expect("a run");
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    drop(serving);
    by_hand(&world);
    exempted(&world);
    other_rules(&world);
}

fn explain(world: &World) -> String {
    world.run(&["results", "--period", "2026-11", "--site", PORTAL, "--explain"]).ends(0).out()
}

fn score(world: &World) -> f64 {
    let table = world.run(&["results", "--period", "2026-11", "--output", "-"]).ends(0).out();
    let row = rows(&table).into_iter().find(|it| it["单位名称"] == PORTAL).expect("the portal");
    row["得分"].parse().expect("a score")
}

fn add(world: &World, words: &[&str]) -> crate::cli::world::Ran {
    let always = ["findings", "add", "--period", "2026-11", "--site", PORTAL, "--who", "王某"];
    world.run(&[&always[..], words].concat())
}

fn by_hand(world: &World) {
    world.write("截图.txt", "办事指南里的电话已停机");
    let before = score(world);
    let shown = explain(world);
    for words in ["一、单项否决", "封顶", "三、得分", "by_hand.security", "待人工填写"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let problem =
        ["--code", "by_hand.guides_right", "--text", "电话已停机", "--evidence", "截图.txt"];
    add(world, &[&problem[..], &["--dry-run"]].concat()).ends(0).says(&["没有保存"]);
    assert!((score(world) - before).abs() < 0.001, "a dry run changes nothing");
    add(world, &[&problem[..], &["--points", "3"]].concat()).ends(0).says(&["扣3分", "撤回"]);
    assert!((before - score(world) - 3.0).abs() < 0.001);
    let ledger = world.run(&["ledger", "--period", "2026-11", "--output", "-"]).ends(0).out();
    let row = rows(&ledger).into_iter().find(|it| it["指标代码"] == "by_hand.guides_right");
    let row = row.expect("a row of the ledger");
    assert!(row["问题描述"].contains("王某"), "{row:?}");
    let evidence = row["证据编号"].as_str();
    world.run(&["snapshot", "show", evidence]).ends(0).says(&["人工凭据"]);
    let kept = world.run(&["snapshot", "show", evidence, "--output", "-"]).ends(0).out();
    assert_eq!(kept, "办事指南里的电话已停机");
    world.run(&["findings", "withdraw", "1", "--who", "李某", "--why", "记错了"]).ends(0);
    assert!((score(world) - before).abs() < 0.001, "taken back");
    world.run(&["findings", "withdraw", "1", "--who", "李某", "--why", "记错了"]).ends(1);
    world.run(&["findings", "list", "--period", "2026-11"]).ends(0).says(&["已由李某撤回"]);
    add(world, &["--code", "by_hand.security", "--no-problem"]).ends(0);
    assert!(explain(world).contains("[未发现问题] 安全、泄密"), "{}", explain(world));
    for (words, said) in [
        (
            vec!["--code", "by_hand.secrets", "--text", "x", "--evidence", "截图.txt"],
            "没有指标代码",
        ),
        (vec!["--code", "by_hand.security", "--text", "x", "--evidence", "没有.txt"], "凭据文件"),
        (vec!["--code", "stale_home", "--no-problem"], "由程序检查"),
        (
            vec![
                "--code",
                "stale_home",
                "--text",
                "x",
                "--evidence",
                "截图.txt",
                "--page",
                "a.html",
            ],
            "完整网址",
        ),
    ] {
        add(world, &words).ends(1).says(&[said]);
    }
}

/// Rows of the ledger of one site by their codes.
fn states(world: &World, site: &str) -> BTreeMap<String, (String, String)> {
    let ledger = world.run(&["ledger", "--period", "2026-11", "--output", "-"]).ends(0).out();
    let own = rows(&ledger).into_iter().filter(|it| it["单位名称"] == site);
    own.map(|it| (it["指标代码"].clone(), (it["整改情况"].clone(), it["备注"].clone()))).collect()
}

fn exempted(world: &World) {
    let until = |day: &str| {
        format!(
            "[[exemptions]]\nsite = \"{PORTAL}\"\ncode = \"broken_links.image\"\nreason = \"正在改版\"\n\
             approved_by = \"县政府办\"\nuntil = \"{day}\"\n"
        )
    };
    let before = score(world);
    let file = "config/rules/2019/exemptions.toml";
    world.write(file, &until("2026-11-20"));
    world.run(&["rejudge", "--period", "2026-11", "--dry-run"]).ends(0).says(&["没有保存"]);
    assert!((score(world) - before).abs() < 0.001);
    world.run(&["rejudge", "--period", "2026-11"]).ends(0).says(&["1 个有变化"]);
    assert!((score(world) - before - 1.0).abs() < 0.001);
    let (state, remark) = states(world, PORTAL)["broken_links.image"].clone();
    assert_eq!(state, "豁免");
    assert!(remark.contains("正在改版") && remark.contains("县政府办"), "{remark}");
    world.run(&["bulletin", "--period", "2026-11", "--format", "md"]).ends(0);
    let text = std::fs::read_to_string(world.path("var/out/2026-11/通报-2026-11.md"));
    assert!(text.expect("a bulletin").contains("经批准豁免的事项"));
    // The day after its last day it is as if it had never been.
    world.write(file, &until("2026-11-19"));
    world.run(&["rules", "check"]).ends(0).says(&["豁免"]);
    world.run(&["rejudge", "--period", "2026-11"]).ends(0);
    assert!((score(world) - before).abs() < 0.001);
    assert_eq!(states(world, PORTAL)["broken_links.image"].0, "待整改");
    std::fs::remove_file(world.path(file)).expect("a removed file");
}

fn other_rules(world: &World) {
    let before = score(world);
    world.run(&["rejudge", "--period", "2026-11", "--profile", "2015"]).ends(0).says(&[
        "规则集 2015",
        "没有保存",
        "减少",
    ]);
    assert!((score(world) - before).abs() < 0.001);
    world.run(&["rules", "list"]).ends(0).says(&["国办秘函〔2019〕19号", "by_hand.security"]);
    world.run(&["rules", "diff", "2015", "2019"]).ends(0).says(&["news_points.points：3.0 → 5.0"]);
    world.write("config/rules/2019/stale_home.toml", "[params]\nlimit_days = 7\n");
    world.run(&["rules", "diff", "2019"]).ends(0).says(&["1 处不同", "limit_days：14 → 7"]);
    world.write("config/rules/2019/stale_home.toml", "[params]\nlimit_dais = 7\n");
    world.run(&["rules", "check"]).ends(1).says(&["limit_dais", "stale_home.toml"]);
}
