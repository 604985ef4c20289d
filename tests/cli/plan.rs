//! `pucha plan`: how long a census takes, before the first one and after it; nothing is asked for that.

use crate::cli::world::{Ran, World, quick};
use crate::fetch::server::{Act, reply, say, serve};
use pucha::config::Crawl;
use serde_json::Value;
use std::sync::Arc;

const SITES: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注
甲局,县直,甲局网站,http://www.a.gov.cn/,,,运行,,,,
乙局,县直,乙局网站,http://www.b.gov.cn/,,,运行,,,,
";

async fn run(world: &Arc<World>, words: &'static [&'static str]) -> Ran {
    let world = Arc::clone(world);
    tokio::task::spawn_blocking(move || world.run(words)).await.expect("a run")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_how_long_it_takes_and_which_host_decides() {
    let page = |links: usize| {
        let links: String = (0..links)
            .map(|it| ["<a href=\"/", &it.to_string(), ".html\">一页</a>"].concat())
            .collect();
        let body = format!(
            "<html><head><meta charset=utf-8><title>局</title></head><body>{links}</body></html>"
        );
        Act::Say(reply(200, &["Content-Type: text/html; charset=utf-8"], body.as_bytes()))
    };
    let slow = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => say(200, &[], "User-agent: *\nCrawl-delay: 60\n"),
        "/" => page(12),
        _ => page(0),
    })
    .await;
    let quick_one = serve(move |seen| match seen.path.as_str() {
        "/robots.txt" => say(404, &[], ""),
        _ => page(1),
    })
    .await;
    let hosts = [("www.a.gov.cn", slow.address), ("www.b.gov.cn", quick_one.address)];
    let crawl = Crawl { crawl_delay_cap_seconds: 0.05, home_visits: 1, ..quick(&hosts) };
    let world = Arc::new(World::new(crawl, SITES, None));

    run(&world, &["plan", "--period", "2026-11"]).await.ends(0).says(&[
        "2026年11月检查计划",
        "主机",
        "依据",
        "没查过，无从推算",
        "合计：2 个站点，2 台主机",
        "最早",
        "还没有做：pucha census",
    ]);
    assert!(slow.seen().is_empty() && quick_one.seen().is_empty(), "nothing is asked");

    let ran = run(&world, &["census", "--period", "2026-11", "--as-of", "2026-11-20"]).await;
    assert!([0, 3].contains(&ran.code()), "{}{}", ran.out(), ran.err());
    let asked = slow.seen().len();

    run(&world, &["plan", "--period", "2026-12"]).await.ends(0).says(&[
        "时间由 www.a.gov.cn 决定",
        "robots.txt 要求",
        "2026年11月的检查",
        "约在",
        "Crawl-delay",
        "磁盘还剩",
    ]);
    let told = run(&world, &["plan", "--period", "2026-12", "--format", "json", "--site", "甲局"])
        .await
        .ends(0)
        .out();
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let host = &told["estimate"]["hosts"][0];
    assert_eq!((&told["sites"], &host["host"]), (&1.into(), &"www.a.gov.cn".into()));
    assert_eq!(host["paced_by"], "crawl_delay");
    let requests = host["requests"]["likely"].as_f64().expect("a number");
    assert!(
        (requests - f64::from(u32::try_from(asked).expect("a few"))).abs() <= 2.0,
        "{requests} of {asked}"
    );
    run(&world, &["plan", "--period", "2026-11"]).await.ends(0).says(&["的检查已于"]);
    assert_eq!(slow.seen().len(), asked, "nothing is asked");
}
