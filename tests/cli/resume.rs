//! A census killed at any instant goes on where it was and ends with the findings of an undisturbed one.

use crate::cli::world::{World, rows};
use pucha::demo::{self, County, Serving};
use std::collections::BTreeSet;
use std::time::Duration;

const CENSUS: &[&str] = &["census", "--period", "2026-11", "--as-of", "2026-11-20", "--quiet"];

/// What the ledger says, without what differs from run to run by its nature.
fn said(world: &World) -> BTreeSet<String> {
    let ledger = world.run(&["ledger", "--period", "2026-11", "--output", "-"]).ends(0).out();
    rows(&ledger)
        .into_iter()
        .map(|it| {
            let cells = [
                "单位名称",
                "指标代码",
                "栏目名称",
                "问题页面",
                "问题链接",
                "最后更新日期",
                "超期天数",
                "扣分",
            ];
            cells.map(|cell| it[cell].clone()).join("|")
        })
        .collect()
}

async fn until_requests(serving: &Serving, many: usize) {
    while serving.total_requests() < many {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_census_ends_like_an_undisturbed_one() {
    let county = County::new("2026-11-20".parse().expect("a day"), 5);
    let serving = demo::serve(&county).await.expect("a served county");
    let undisturbed = World::of_county(&county, &serving);
    let code = undisturbed.run(CENSUS).code();
    let whole = serving.total_requests();
    let expected = said(&undisturbed);
    for part in [1, 4, 8] {
        let world = World::of_county(&county, &serving);
        let before = serving.total_requests();
        let mut child = world.command(CENSUS).spawn().expect("the binary runs");
        until_requests(&serving, before + whole * part / 10).await;
        child.kill().expect("a killed child");
        child.wait().expect("an ended child");
        let ran = world.run(CENSUS);
        assert_eq!(ran.code(), code, "{}", ran.err());
        assert_eq!(said(&world), expected, "killed after {part}0 % of the requests");
    }
}
