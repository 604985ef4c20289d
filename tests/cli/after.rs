//! After the census, with the binary: units are told, answer, put right; a recheck closes what it saw gone, and no more.

use crate::cli::world::{World, rows};
use pucha::config::Settings;
use pucha::demo::truth::{Expect, Subject, TruthRow};
use pucha::demo::{self, County};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const PERIOD: &str = "2026-10";

type Row = BTreeMap<String, String>;

async fn run(world: World, words: &'static [&'static str]) -> (World, crate::cli::world::Ran) {
    let ran = tokio::task::spawn_blocking(move || {
        let ran = world.run(words);
        (world, ran)
    });
    ran.await.expect("a run")
}

fn ledger(world: &World) -> Vec<Row> {
    rows(&world.run(&["ledger", "--period", PERIOD, "--output", "-"]).ends(0).out())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_right_is_closed_and_what_was_not_stays() {
    let (before, after) = (County::of_story(1), County::of_story(0));
    let serving = demo::serve(&before).await.expect("a served county");
    let world = World::of_county(&before, &serving);
    let words = &["census", "--period", PERIOD, "--as-of", "2026-10-20"];
    let (world, ran) = run(world, words).await;
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    serving.shutdown().await;

    let serving = demo::serve(&after).await.expect("a served county");
    let mut settings = Settings { crawl: demo::settings(&serving), ..Settings::default() };
    settings.office.name = "测试县人民政府办公室".into();
    world.write("config/pucha.toml", &toml::to_string_pretty(&settings).expect("settings"));
    notified_and_answered(&world);
    world.run(&["recheck", "--dry-run"]).ends(0).says(&["将访问", "次访问"]);
    world.run(&["recheck", "--finding", "F000000000000"]).ends(1).says(&["没有编号"]);
    let (world, ran) = run(world, &["recheck", "--as-of", "2026-11-20"]).await;
    ran.ends(3).says(&["已整改", "仍存在", "未能复核", "台账的整改情况已更新"]);
    agrees(&ledger(&world), &after);

    // A second recheck finds the same, and judging again takes nothing back.
    let states = |all: &[Row]| -> Vec<(String, String)> {
        all.iter().map(|it| (it["证据编号"].clone(), it["整改情况"].clone())).collect()
    };
    let once = states(&ledger(&world));
    let (world, ran) = run(world, &["recheck", "--as-of", "2026-11-20"]).await;
    ran.ends(3).says(&["已整改0个"]);
    assert_eq!(states(&ledger(&world)), once);
    world.run(&["rejudge", "--period", PERIOD]).ends(0);
    assert_eq!(states(&ledger(&world)), once);
    decided(&world);
    serving.shutdown().await;
}

/// What is closed is not in the truth of the later month, and what was called still there is.
fn agrees(ledger: &[Row], after: &County) {
    let truth: Vec<TruthRow> = after.truth();
    let pages: BTreeSet<String> =
        after.pages().map(|(host, path, _)| format!("http://{host}{path}")).collect();
    // Articles have other addresses each month; what stands in a text is gone with its page.
    let went_with_its_page = |row: &Row| {
        let in_text = ["wording", "hidden_links", "personal_data"];
        in_text.iter().any(|it| row["指标代码"].starts_with(it))
            && !pages.contains(&row["问题页面"])
    };
    let stands = |row: &Row| {
        truth.iter().any(|it| {
            let Expect::Finding { code, subject } = &it.expect else { return false };
            let about = match subject {
                Subject::Column(name) => row["栏目名称"] == *name,
                Subject::Link(link) => row["问题链接"] == *link,
                Subject::None => true,
            };
            it.unit == row["单位名称"] && *code == row["指标代码"] && about
        })
    };
    let (mut closed, mut kept) = (0, 0);
    for row in ledger {
        let what = format!("{} {} {}", row["单位名称"], row["指标代码"], row["问题描述"]);
        if row["整改情况"] == "已整改" {
            assert!(!stands(row) || went_with_its_page(row), "closed though it is there: {what}");
            assert_eq!(row["整改完成日期"], "2026-11-20", "{what}");
            closed += 1;
        } else if row["复核结果"].starts_with("复核仍存在（2026-11-20）") {
            assert!(stands(row), "kept though it is gone: {what}");
            kept += 1;
        }
    }
    assert!(5 <= closed && 5 <= kept, "{closed} closed, {kept} kept of {}", ledger.len());
}

/// Outbox, then the list of one unit filled in and read back: nothing is closed by a unit's word.
fn notified_and_answered(world: &World) {
    world.run(&["notify", "--period", PERIOD]).ends(0).says(&["发件文件夹"]);
    let told = ledger(world);
    let open: Vec<&Row> = told.iter().filter(|it| it["整改情况"] == "已通知").collect();
    assert!(10 < open.len(), "{} of {} were told", open.len(), told.len());
    let listed = world.run(&["findings", "list", "--period", PERIOD]).ends(0).out();
    let ids: Vec<&str> = listed
        .split_whitespace()
        .filter(|it| it.len() == 13 && it.starts_with('F'))
        .take(2)
        .collect();
    let [first, second] = ids[..] else { panic!("two numbers in {listed}") };
    let csv = format!(
        "问题编号,整改情况,整改完成日期,说明\n{first},已整改,2026年10月23日,=1+1\n{second},有异议,,栏目已归档\nF00,已整改,,\n{first}0,大概好了,,\n"
    );
    world.write("反馈.csv", &csv);
    world
        .run(&["findings", "import", "反馈.csv", "--dry-run"])
        .ends(0)
        .says(&["没有保存", "第4行"]);
    let says = ["已记入2条", "recheck --finding", "findings appeal", "不完整或被改动"];
    world.run(&["findings", "import", "反馈.csv", "--who", "李某"]).ends(0).says(&says);
    world.run(&["findings", "import", "反馈.csv"]).ends(0).says(&["已记入0条", "以前读入过"]);
    let answered: Vec<Row> =
        ledger(world).into_iter().filter(|it| it["备注"].contains("单位反馈")).collect();
    assert_eq!(answered.len(), 2, "{answered:?}");
    assert!(answered.iter().all(|it| it["整改情况"] != "已整改"));
    assert!(answered.iter().any(|it| it["备注"].contains("单位反馈已整改（10-23），待复核")));
    world.run(&["findings", "show", first]).ends(0).says(&["单位反馈已整改", "李某"]);
    let withdraw =
        ["findings", "import", "反馈.csv", "--withdraw", "--who", "李某", "--why", "发错"];
    world.run(&withdraw).ends(0).says(&["已撤回"]);
    assert!(ledger(world).iter().all(|it| !it["备注"].contains("单位反馈")));
    fs::write(world.path("别的.csv"), "姓名,电话\n张三,1\n").expect("a file");
    world.run(&["findings", "import", "别的.csv"]).ends(1).says(&["不是问题清单"]);
}

/// Dismissed with a reason, out of the ledger's open rows and the counts at once, and brought back.
fn decided(world: &World) {
    let row = |world: &World, id: &str| {
        let shown = world.run(&["findings", "show", id]).ends(0).out();
        shown.lines().find(|it| it.contains("情况：")).expect("a state").trim().to_owned()
    };
    let listed = world.run(&["findings", "list", "--period", PERIOD, "--state", "已通知"]).ends(0);
    let listed = listed.out();
    let id = listed.split_whitespace().find(|it| it.len() == 13 && it.starts_with('F'));
    let id = id.expect("a finding that was told").to_owned();
    let by = ["--who", "王某", "--why", "核对快照，系误报"];
    world.run(&[&["findings", "dismiss", &id], &by[..], &["--dry-run"]].concat()).ends(0);
    assert_eq!(row(world, &id), "情况：已通知");
    world.run(&[&["findings", "dismiss", &id], &by[..]].concat()).ends(0);
    assert_eq!(row(world, &id), "情况：误报");
    world.run(&[&["findings", "reopen", &id], &by[..]].concat()).ends(0);
    assert!(!row(world, &id).contains("误报"));
    world.run(&["findings", "show", &id]).ends(0).says(&["王某", "核对快照，系误报", "整改通知"]);
    world.run(&["findings", "dismiss", &id, "--why", "没有经办人"]).ends(2);
}
