//! `pucha probe` as its user meets it: a round, the loop and its end, how far the week is.

use crate::cli::world::{World, quick};
use crate::fetch::server::{Server, say, serve};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

const SITES: &str = "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注\n\
甲镇人民政府,乡镇,甲镇政府网,http://www.a.gov.cn/,,,运行,,,,\n\
乙镇人民政府,乡镇,乙镇政府网,http://www.b.gov.cn/,,,运行,,,,\n";

async fn world() -> (World, Server, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(200));
    let said = Arc::clone(&status);
    let server = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => say(404, &[], ""),
        _ => say(said.load(Ordering::SeqCst), &[], "page"),
    })
    .await;
    let crawl = quick(&[("www.a.gov.cn", server.address), ("www.b.gov.cn", server.address)]);
    (World::new(crawl, SITES, None), server, status)
}

async fn run(world: &Arc<World>, words: &'static [&'static str]) -> crate::cli::world::Ran {
    let world = Arc::clone(world);
    tokio::task::spawn_blocking(move || world.run(words)).await.expect("an ended run")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_says_what_opened_and_the_status_counts_it() {
    let (world, server, status) = world().await;
    let world = Arc::new(world);
    run(&world, &["probe", "--status"]).await.ends(1).says(&["还没有检查数据"]);
    run(&world, &["probe"]).await.ends(0).says(&["探测 2 个站点（2 台主机）：2 个打开"]);
    assert_eq!(server.pages().len(), 2);
    status.store(500, Ordering::SeqCst);
    let ran = run(&world, &["probe", "--site", "乙镇人民政府"]).await.ends(0);
    ran.says(&["1 个未打开", "乙镇政府网  服务器错误（500）"]);
    assert_eq!(server.pages().len(), 3);
    let ran = run(&world, &["probe", "--status"]).await.ends(0);
    let out = ran.out();
    ran.says(&["今天次数", "够数天数", "失败比例", "2 个站点中，0 个已有7个整天、每天至少20次"]);
    let today = |name: &str| {
        let line = out.lines().find(|it| it.contains(name)).expect("a row").to_owned();
        line.split(['┆', '│', '|']).map(|it| it.trim().to_owned()).collect::<Vec<_>>()[2].clone()
    };
    // A round just before midnight would be yesterday's: then none is counted as today's.
    let both = (today("甲镇政府网"), today("乙镇政府网"));
    assert!([("1", "2"), ("0", "1"), ("0", "0")].contains(&(&both.0, &both.1)), "{both:?}\n{out}");
    run(&world, &["probe", "--status", "--loop"]).await.ends(2);
    world.write("config/sites.csv", &SITES.replace("运行", "关停"));
    run(&world, &["probe"]).await.ends(1).says(&["没有要探测的站点", "“运行”"]);
    assert_eq!(server.pages().len(), 3);
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(name).arg(child.id().to_string()).status();
    assert!(sent.expect("kill runs").success());
}

/// The loop, once it has made its first round, and what it said.
fn looping(world: &World) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut command = world.command(&["probe", "--loop"]);
    let mut child =
        command.env("PUCHA_PROBE__JITTER", "0").stdout(Stdio::piped()).spawn().expect("it runs");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut said = String::new();
    while said.matches("下一轮探测").count() < 2 {
        assert!(0 < out.read_line(&mut said).expect("readable"), "{said}");
    }
    (child, out, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_makes_its_round_waits_and_ends_on_a_signal() {
    for name in ["-TERM", "-INT"] {
        let (world, server, _status) = world().await;
        let ended = tokio::task::spawn_blocking(move || {
            let (mut child, _out, said) = looping(&world);
            assert!(said.contains("探测 2 个站点（2 台主机）：2 个打开"), "{said}");
            world.run(&["probe", "--loop"]).ends(1).says(&["已有一个 pucha probe --loop"]);
            // One round by hand is nobody's rival.
            world.run(&["probe"]).ends(0);
            signal(&child, name);
            let code = child.wait().expect("an ended child").code();
            // Started again in the same hour: its round has been made, no visit is made up.
            let mut child = world
                .command(&["probe", "--loop"])
                .env("PUCHA_PROBE__JITTER", "0")
                .stdout(Stdio::piped())
                .spawn()
                .expect("it runs");
            let mut line = String::new();
            let mut out = BufReader::new(child.stdout.take().expect("its output"));
            out.read_line(&mut line).expect("readable");
            signal(&child, "-TERM");
            (code, line, child.wait().expect("an ended child").code())
        });
        let (code, line, again) = ended.await.expect("an ended test");
        assert_eq!((code, again), (Some(0), Some(0)), "{name}");
        assert!(line.contains("下一轮探测"), "{line}");
        assert_eq!(
            server.pages().len(),
            4,
            "two of the loop, two by hand, none of the second loop"
        );
    }
}
