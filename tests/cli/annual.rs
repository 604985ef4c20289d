//! `pucha annual` by the binary, over a store that the test writes.

use crate::cli::world::{SITE_HEADINGS, World, rows};
use crate::reports::annual_county::write;
use pucha::config::Crawl;
use pucha::store::Store;
use std::fs;

async fn world(year: i32) -> World {
    let world = World::new(Crawl::default(), &format!("{SITE_HEADINGS}\n"), None);
    let store = Store::open(&world.path("var/pucha.db")).expect("a new database");
    write(&store, year).await;
    store.close().await.expect("written");
    world
}

#[tokio::test]
async fn a_year_is_written_in_every_form() {
    let world = world(2023).await;
    let ran = world.run(&["annual", "--year", "2023", "--format", "docx,xlsx,csv,html,md"]).ends(0);
    assert!(!ran.err().contains("尚未结束"), "{}", ran.err());
    let folder = world.path("var/out/2023");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|it| it.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut expected = vec![
        "全年排名-2023.csv",
        "信息发布按栏目类别-2023.csv",
        "信息发布按月-2023.csv",
        "各月情况-2023.csv",
        "问题整改按指标-2023.csv",
        "网站变动-2023.csv",
        "统计说明-2023.csv",
        "年度汇总表-2023.csv",
        "年度工作总结-2023.docx",
        "年度工作总结-2023.html",
        "年度工作总结-2023.md",
        "年度统计-2023.xlsx",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    let text = fs::read_to_string(folder.join("年度工作总结-2023.md")).expect("a summary");
    assert!(text.contains("整改率40.0%") && text.contains("测试县人民政府办公室"), "{text}");
    let table =
        world.run(&["annual", "--year", "2023", "--format", "csv", "--output", "-"]).ends(0);
    let table = rows(&table.out());
    assert_eq!(table.len(), 4);
    assert_eq!((table[0]["信息发布数"].as_str(), table[0]["整改率"].as_str()), ("44", "66.7%"));
    let one = ["annual", "--year", "2023", "--format", "csv", "--output", "-", "--site", "丙局"];
    let one = rows(&world.run(&one).ends(0).out());
    assert_eq!((one.len(), one[0]["单位名称"].as_str()), (1, "丙局"));
}

#[tokio::test]
async fn what_cannot_be_is_named() {
    let world = world(2023).await;
    world
        .run(&["annual", "--year", "2019"])
        .ends(1)
        .says(&["2019年没有检查结果", "已有年度：2022年、2023年、2024年"]);
    world.run(&["annual", "--year", "23"]).ends(2);
    world.run(&["annual"]).ends(2);
    world
        .run(&["annual", "--year", "2023", "--site", "戊镇"])
        .ends(1)
        .says(&["清单中没有站点“戊镇”"]);
    world
        .run(&["annual", "--year", "2023", "--output", "-"])
        .ends(1)
        .says(&["--output 只能配合一种格式使用"]);
    let bare = World::new(Crawl::default(), &format!("{SITE_HEADINGS}\n"), None);
    bare.run(&["annual", "--year", "2023"]).ends(1).says(&["pucha census"]);
}

#[tokio::test]
async fn a_year_that_has_not_ended_says_so() {
    let world = world(2999).await;
    world
        .run(&["annual", "--year", "2999", "--format", "md", "--out", "总结"])
        .ends(0)
        .says(&["2999年尚未结束，数字截至2999-12-31"]);
    let place = world.path("总结/年度工作总结-2999-截至2999-12-31.md");
    assert!(fs::read_to_string(place).expect("a summary").contains("（截至2999年12月31日）"));
}
