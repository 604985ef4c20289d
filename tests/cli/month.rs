//! A month from register to documents, as a county does it.

use crate::cli::world::{World, rows};
use pucha::demo::{self, County};
use std::collections::{BTreeMap, BTreeSet};

#[tokio::test(flavor = "multi_thread")]
async fn two_commands_give_a_month() {
    let county = County::new("2026-11-20".parse().expect("a day"), 5);
    let serving = demo::serve(&county).await.expect("a served county");
    let world = World::of_county(&county, &serving);
    let census = tokio::task::spawn_blocking(move || {
        let ran = world.run(&["census", "--period", "2026-11", "--as-of", "2026-11-20"]);
        (world, ran)
    });
    let (world, ran) = census.await.expect("a run");
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    world.run(&["bulletin", "--period", "2026-11"]).ends(0);
    let html = std::fs::read_to_string(world.path("var/out/2026-11/通报-2026-11.html"))
        .expect("a bulletin");
    assert!(html.contains("2026年11月"));
    let results =
        rows(&world.run(&["results", "--period", "2026-11", "--output", "-"]).ends(0).out());
    assert_eq!(results.len(), 5);
    let ledger =
        rows(&world.run(&["ledger", "--period", "2026-11", "--output", "-"]).ends(0).out());
    assert!(!ledger.is_empty());
    for row in &ledger {
        assert_eq!(row["期次"], "2026-11");
        assert!(!row["证据编号"].is_empty(), "{row:?}");
        let first = row["证据编号"].split(';').next().expect("an evidence number").to_owned();
        world.run(&["snapshot", "show", &first]).ends(0).says(&[&first]);
    }
    let of_one = rows(
        &world
            .run(&[
                "ledger",
                "--period",
                "2026-11",
                "--site",
                &ledger[0]["单位名称"],
                "--output",
                "-",
            ])
            .ends(0)
            .out(),
    );
    assert!(of_one.iter().all(|it| it["单位名称"] == ledger[0]["单位名称"]));
    columns_of_the_month(&world, &ledger);
    the_year_of_the_month(&world, &results, &ledger);
    let again = world.run(&["rejudge", "--period", "2026-11"]).ends(0);
    assert!(again.out().contains("0 个有变化"), "{}", again.out());
}

/// The year of which only one month is known says no more than the month.
fn the_year_of_the_month(
    world: &World,
    results: &[BTreeMap<String, String>],
    ledger: &[BTreeMap<String, String>],
) {
    let words = ["annual", "--year", "2026", "--format", "csv", "--output", "-"];
    let year = rows(&world.run(&words).ends(0).out());
    assert_eq!(year.len(), results.len());
    let number = |text: &str| text.parse::<usize>().unwrap_or(0);
    for (row, result) in year.iter().zip(results) {
        assert_eq!(row["网站地址"], result["网站地址"]);
        assert_eq!(row["发现问题"], result["问题总数"], "{row:?}");
        assert_eq!((row["其中反弹"].as_str(), row["上年结转问题"].as_str()), ("0", "0"));
        let known = ["已答复", "未答复", "答复情况不明"].map(|it| number(&row[it]));
        assert_eq!(number(&row["收到留言"]), known.iter().sum::<usize>(), "{row:?}");
        let late = ledger
            .iter()
            .filter(|it| it["指标代码"] == "slow_replies" && it["网站地址"] == row["网站地址"]);
        // Each late message stands without an answer; those of the year before belong to that.
        assert!(late.count() == 0 || 0 < number(&row["未答复"]), "{row:?}");
    }
    assert!(year.iter().any(|it| 0 < number(&it["收到留言"])));
    assert!(year.iter().any(|it| it["发布数说明"].contains("1月至9月未能统计完整")), "{year:?}");
}

/// The table of columns says late where the ledger says so, and nowhere else.
fn columns_of_the_month(world: &World, ledger: &[BTreeMap<String, String>]) {
    let table = |more: &[&str]| {
        let words = [&["columns", "--period", "2026-11", "--output", "-"], more].concat();
        world.run(&words).ends(0).out()
    };
    let late = rows(&table(&["--format", "csv", "--state", "未更新,无日期"]));
    let pair = |row: &BTreeMap<String, String>, address: &str| {
        (row["单位名称"].clone(), row[address].clone())
    };
    let listed: BTreeSet<_> = late.iter().map(|it| pair(it, "栏目地址")).collect();
    let stale = ledger.iter().filter(|it| it["指标代码"] == "stale_columns");
    let found: BTreeSet<_> = stale.map(|it| pair(it, "问题页面")).collect();
    assert!(!found.is_empty() && found.is_subset(&listed), "{found:?}\n{listed:?}");
    // A dead site has one cause, and its columns are no findings of their own.
    let dead: BTreeSet<_> = ledger
        .iter()
        .filter(|it| it["指标代码"].starts_with("zombie_site"))
        .map(|it| &it["单位名称"])
        .collect();
    assert!(listed.difference(&found).all(|it| dead.contains(&it.0)), "{listed:?}");
    let all = rows(&table(&["--format", "csv"]));
    assert!(late.len() < all.len());
    let text = table(&[]);
    for row in &all {
        assert!(text.contains(&row["单位名称"]) && text.contains(&row["状态"]), "{row:?}");
    }
}
