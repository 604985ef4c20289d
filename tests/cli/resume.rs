//! A census killed at any instant goes on where it was and ends with the findings of an undisturbed one.

use crate::cli::world::{World, rows};
use pucha::demo::{self, County, Serving};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

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
    let began = Instant::now();
    while serving.total_requests() < many && began.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The census of a county of its own, killed after `tenths` of its requests and gone on with; what is said at the end.
async fn killed_after(tenths: usize, whole: usize) -> (i32, BTreeSet<String>) {
    let (county, serving) = county().await;
    let world = World::of_county(&county, &serving);
    let mut child = world.command(CENSUS).spawn().expect("the binary runs");
    until_requests(&serving, whole * tenths / 10).await;
    child.kill().expect("a killed child");
    child.wait().expect("an ended child");
    let ended = tokio::task::spawn_blocking(move || (world.run(CENSUS).code(), said(&world)));
    ended.await.expect("an ended run")
}

async fn county() -> (County, Serving) {
    let county = County::new("2026-11-20".parse().expect("a day"), 3);
    let serving = demo::serve(&county).await.expect("a served county");
    (county, serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_census_ends_like_an_undisturbed_one() {
    let (county, serving) = county().await;
    let undisturbed = World::of_county(&county, &serving);
    let code = undisturbed.run(CENSUS).code();
    let whole = serving.total_requests();
    let expected = (code, said(&undisturbed));
    let (early, middle, late) =
        tokio::join!(killed_after(1, whole), killed_after(4, whole), killed_after(8, whole));
    for (ended, tenths) in [(early, 1), (middle, 4), (late, 8)] {
        assert_eq!(ended, expected, "killed after {tenths}0 % of the requests");
    }
}
