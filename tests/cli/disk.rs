//! Prune and backup with the binary: old months stay printable, and a backup is taken while a census runs.

use crate::cli::world::{World, rows};
use pucha::demo::big::BigSite;
use pucha::demo::{self, Serving};
use pucha::store::Store;
use std::fs;
use std::time::{Duration, Instant};

const MONTHS: [&str; 2] = ["2026-10", "2026-11"];

async fn served() -> (BigSite, Serving) {
    let site = BigSite::new("2026-11-20".parse().expect("a day"), 80);
    let serving = demo::serve(&site).await.expect("a served site");
    (site, serving)
}

fn world_of(site: &BigSite, serving: &Serving) -> World {
    World::new(demo::settings(serving), &site.sites_csv(), None)
}

fn census<'a>(month: &'a str, day: &'a str) -> [&'a str; 6] {
    ["census", "--period", month, "--as-of", day, "--quiet"]
}

/// All that can be printed of a month.
fn printed(world: &World, month: &str) -> Vec<String> {
    let said = |words: &[&str]| world.run(&[words, &["--period", month]].concat()).ends(0).out();
    let mut all = vec![
        said(&["ledger", "--output", "-"]),
        said(&["results", "--output", "-"]),
        said(&["findings", "list"]),
        said(&["columns"]),
    ];
    said(&["bulletin", "--format", "md", "--out", "printed"]);
    let mut files: Vec<_> = fs::read_dir(world.path("printed"))
        .expect("the folder")
        .map(|it| it.expect("an entry").path())
        .collect();
    files.sort();
    all.extend(files.iter().map(|it| fs::read_to_string(it).unwrap_or_default()));
    fs::remove_dir_all(world.path("printed")).expect("tidied");
    all
}

/// Evidence numbers of a month's ledger.
fn evidence(world: &World, month: &str) -> Vec<String> {
    let ledger = world.run(&["ledger", "--period", month, "--output", "-"]).ends(0).out();
    let cells = rows(&ledger).into_iter().map(|it| it["证据编号"].clone());
    let mut numbers: Vec<String> =
        cells.flat_map(|it| it.split(';').map(str::to_owned).collect::<Vec<_>>()).collect();
    numbers.retain(|it| !it.is_empty());
    numbers.dedup();
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn after_pruning_every_month_prints_as_before() {
    let (site, serving) = served().await;
    let world = world_of(&site, &serving);
    tokio::task::spawn_blocking(move || pruned(&world)).await.expect("an ended thread");
}

fn pruned(world: &World) {
    world.run(&["prune"]).ends(1).says(&["还没有检查数据"]);
    for month in MONTHS {
        let code = world.run(&census(month, &format!("{month}-20"))).code();
        assert!([0, 3].contains(&code), "{code}");
    }
    let before = MONTHS.map(|it| printed(world, it));
    let old = evidence(world, MONTHS[0]);
    assert!(!old.is_empty());
    let results = world.run(&["results", "--period", MONTHS[0], "--output", "-"]).ends(0).out();
    let site = rows(&results)[0]["网站地址"].clone();
    let listed = |month| {
        let list = ["snapshot", "list", "--period", month, "--site", &site];
        world.run(&list).ends(0).out()
    };
    let (listed_before, kept) = (listed(MONTHS[0]).lines().count(), listed(MONTHS[1]));

    world
        .run(&["prune", "--keep", "1", "--dry-run"])
        .ends(0)
        .says(&["将清理（没有清理）：访问记录", "2026年11月起的各期全部保留"]);
    assert_eq!(listed(MONTHS[0]).lines().count(), listed_before, "a dry run takes nothing");
    world.run(&["prune"]).ends(0).says(&["没有可以清理的内容"]);
    let done = world.run(&["prune", "--keep", "1"]).ends(0);
    let done = done.says(&["已清理：访问记录", "已还给磁盘"]);
    assert!(!done.out().contains("访问记录 0 条"), "{}", done.out());
    world
        .run(&["prune", "--keep", "1", "--compact"])
        .ends(0)
        .says(&["没有可以清理的内容", "数据库文件由"]);

    assert_eq!(MONTHS.map(|it| printed(world, it)), before);
    assert_eq!(listed(MONTHS[1]), kept);
    let thin = listed(MONTHS[0]);
    assert!(thin.lines().count() < listed_before && thin.contains("按保留期限清理"), "{thin}");
    // Also of what is mended: its visit stays, without the page.
    for number in &old {
        world.run(&["snapshot", "show", number]).ends(0);
    }
    world.run(&["snapshot", "show", "E000000000000"]).ends(1).says(&["按保留期限清理"]);
    world.run(&["rejudge", "--period", MONTHS[0]]).ends(1).says(&["不能保存", "--dry-run"]);
    world.run(&["rejudge", "--period", MONTHS[0], "--dry-run"]).ends(0);
    world.run(&["rejudge", "--period", MONTHS[1]]).ends(0);
    let store = Store::open_read_only(&world.path("var/pucha.db")).expect("opens");
    assert!(store.check(true).expect("checked").is_whole());
}

async fn until_requests(serving: &Serving, many: usize) {
    let began = Instant::now();
    while serving.total_requests() < many && began.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_a_census_is_whole_and_can_be_gone_on_with() {
    let (site, serving) = served().await;
    let world = world_of(&site, &serving);
    let mut running = world.command(&census("2026-11", "2026-11-20")).spawn().expect("starts");
    until_requests(&serving, 60).await;
    let ran = tokio::task::spawn_blocking(move || {
        world.run(&["prune"]).ends(1).says(&["pucha census", "正被使用", "进程号"]);
        world.run(&["backup", "copy.db"]).ends(0).says(&["已备份到 copy.db", "已核对", "恢复："]);
        world.run(&["backup", "copy.db"]).ends(1).says(&["已存在", "--replace"]);
        world.run(&["backup", "copy.db", "--replace"]).ends(0);
        running.wait().expect("the census ends undisturbed");
        world
    });
    let world = ran.await.expect("an ended thread");
    let copied = world_of(&site, &serving);
    fs::create_dir_all(copied.path("var")).expect("a folder");
    fs::copy(world.path("copy.db"), copied.path("var/pucha.db")).expect("restored");
    let whole = tokio::task::spawn_blocking(move || {
        let code = copied.run(&["census", "--period", "2026-11", "--resume", "--quiet"]).code();
        assert!([0, 3].contains(&code), "{code}");
        let ledger = |world: &World| {
            let said = world.run(&["ledger", "--period", "2026-11", "--output", "-"]).ends(0).out();
            rows(&said)
                .into_iter()
                .map(|it| [it["指标代码"].clone(), it["栏目名称"].clone(), it["问题链接"].clone()])
                .collect::<Vec<_>>()
        };
        assert_eq!(ledger(&copied), ledger(&world), "the copy went on to the same end");
        let store = Store::open_read_only(&copied.path("var/pucha.db")).expect("opens");
        assert!(store.check(true).expect("checked").is_whole());
        let min = copied
            .command(&["census", "--period", "2026-11", "--anew"])
            .env("PUCHA_STORE__MIN_FREE_MIB", "1048576")
            .output()
            .expect("runs");
        if pucha::store::free_bytes(copied.folder.path()).expect("known") < 1 << 40 {
            assert_eq!(min.status.code(), Some(1));
            let said = String::from_utf8_lossy(&min.stderr).into_owned();
            assert!(said.contains("min_free_mib") && said.contains("pucha prune"), "{said}");
        }
    });
    whole.await.expect("an ended thread");
}
