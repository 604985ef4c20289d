//! One at a time on one database: the second says who holds it and leaves. Whatever only reads works beside a run.

use crate::cli::world::World;
use crate::long::hamlet::Hamlet;
use crate::long::stage::Stage;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const DONE: &str = "2026-10";
const CENSUS: &str = "census --period 2026-11 --as-of 2026-11-20 --quiet";

/// A county with a month behind it.
fn stage() -> Stage {
    let stage = Stage::with(&Hamlet { repaired: false }, |settings| {
        settings.crawl.timeout_seconds = 60.0;
        settings.probe.timeout_seconds = 60.0;
    });
    let words = format!("census --period {DONE} --as-of 2026-10-20 --quiet");
    stage.measured(&words.split(' ').collect::<Vec<_>>());
    stage
}

fn start(world: &World, words: &str) -> Child {
    let mut command = world.command(&words.split(' ').collect::<Vec<_>>());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs")
}

fn ends(mut child: Child, words: &str) {
    let code = child.wait().expect("ended").code();
    assert!([Some(0), Some(3)].contains(&code), "{words}: {code:?}");
}

/// Waits until the process has signed the lock.
fn signed(world: &World, lock: &str, child: &mut Child) {
    let (began, pid) = (Instant::now(), child.id().to_string());
    while !std::fs::read_to_string(world.path(lock)).is_ok_and(|it| it.starts_with(&pid)) {
        assert!(began.elapsed() < Duration::from_secs(20), "{lock} is not signed");
        assert_eq!(child.try_wait().expect("a child"), None, "it ended");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn refused(world: &World, words: &str, says: &[&str]) {
    let ran = world.run(&words.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.code(), 1, "{words}: {}{}", ran.out(), ran.err());
    assert!(ran.err().contains("进程号"), "{words}: {}", ran.err());
    ran.says(says).says(&["请", "进程号", "自 "]);
}

#[test]
fn beside_a_census_nothing_else_changes_the_month_and_everything_reads() {
    let stage = stage();
    let world = &stage.world;
    let shown = world.run(&["findings", "list", "--period", DONE]).ends(0).out();
    let id = shown.split_whitespace().find(|it| it.len() == 13 && it.starts_with('F'));
    let id = id.expect("a finding");
    let ledger = world.run(&["ledger", "--period", DONE, "--output", "-"]).ends(0).out();
    let visit = ledger.split([',', ';', '"']).find(|it| it.len() == 13 && it.starts_with('E'));
    let visit = visit.expect("evidence");
    let before = stage.asked().len();
    stage.shut();
    let holder = start(world, CENSUS);
    stage.wait_for(before + 1);
    let pid = format!("进程号 {}", holder.id());
    writes_are_refused(world, id, &[&pid, "pucha census --period 2026-11"]);
    assert_eq!(world.run(&["ledger", "--period", DONE, "--output", "-"]).ends(0).out(), ledger);
    reads_work(world, id, visit);
    stage.open();
    ends(holder, CENSUS);
    world.run(&["results", "--period", "2026-11", "--output", "-"]).ends(0);
}

fn writes_are_refused(world: &World, id: &str, says: &[&str]) {
    world.write("反馈.csv", &format!("问题编号,整改情况,整改完成日期,说明\n{id},整改中,,\n"));
    let by = "--who 王某 --why 试";
    let portal = "--site 荷莲县人民政府";
    for words in [
        CENSUS,
        "census --period 2026-11 --resume",
        "census --period 2026-11 --anew",
        "recheck",
        &format!("recheck --finding {id}"),
        "rejudge --period 2026-10",
        "prune",
        &format!("findings dismiss {id} {by}"),
        &format!("findings exempt {id} --until 2026-12-31 {by}"),
        &format!(
            "findings add --period {DONE} {portal} --who 王某 --code by_hand.security --no-problem"
        ),
        "findings import 反馈.csv",
    ] {
        refused(world, words, says);
    }
}

fn reads_work(world: &World, id: &str, visit: &str) {
    world.write("page.html", "<html><title>某镇</title><body>通知 2026-11-02</body></html>");
    for words in [
        "ledger --period 2026-10 --format csv,xlsx",
        "results --period 2026-10 --format csv,xlsx,json",
        "results --period 2026-10 --explain",
        "columns --period 2026-10 --output -",
        "bulletin --period 2026-10 --format docx,html,md --out elsewhere",
        "annual --year 2026 --format csv --output -",
        "findings list --period 2026-10",
        &format!("findings show {id}"),
        "snapshot list --site 荷莲县人民政府 --period 2026-10",
        &format!("snapshot show {visit}"),
        "rejudge --period 2026-10 --dry-run",
        "recheck --period 2026-10 --dry-run",
        "notify --period 2026-10 --dry-run",
        "notify list --period 2026-10",
        "notify --period 2026-10",
        "prune --dry-run",
        "backup copy.db",
        "probe --status",
        "explain stale_columns",
        "register check",
        "rules check",
        "inspect page.html",
        "plan",
        "doctor",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        if ["plan", "doctor"].contains(&words[0]) && world.run(&[words[0], "--help"]).code() != 0 {
            continue;
        }
        let ran = world.run(&words);
        // Read commands tell by 3 that something is undecided.
        let good = [0, 3].contains(&ran.code()) || words[0] == "doctor";
        assert!(good, "{words:?}: {} {}{}", ran.code(), ran.out(), ran.err());
        assert!(!ran.err().contains("进程号"), "{words:?}: {}", ran.err());
    }
}

#[test]
fn one_loop_of_probes_and_a_killed_holder_holds_nothing() {
    let stage = stage();
    let world = &stage.world;
    for _ in 0..2 {
        let mut first = start(world, "probe --loop");
        signed(world, "var/pucha.db.probe.lock", &mut first);
        let pid = format!("进程号 {}", first.id());
        let second = world.run(&["probe", "--loop"]);
        assert_eq!(second.code(), 1, "{}", second.err());
        second.says(&[&pid, "不必再启动一个"]);
        first.kill().expect("killed");
        first.wait().expect("gone");
    }
    world.run(&["probe", "--status"]).ends(0);
}
