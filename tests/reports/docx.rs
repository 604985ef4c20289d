//! The docx, its XML held against the numbers of GB/T 9704-2012.

use pucha::reports::document::chart::{Chart, ChartKind, Series};
use pucha::reports::document::{
    Address, Annex, Block, Chapter, Colophon, Column, Document, Field, Section, Table,
};

/// A paragraph of so many characters.
fn long(characters: usize) -> String {
    "县政府办公室对全县政府网站进行了检查现将有关情况通报如下"
        .chars()
        .cycle()
        .take(characters)
        .collect()
}

fn chart(kind: ChartKind, title: &str, unit: &str, categories: &[&str]) -> Chart {
    let values = |from: f64| {
        (0..categories.len())
            .map(|it| (it != 1).then_some(from + 2.5 * f64::from(u32::try_from(it).unwrap_or(0))))
            .collect()
    };
    Chart {
        title: title.into(),
        kind,
        unit: unit.into(),
        categories: categories.iter().map(|it| (*it).to_owned()).collect(),
        series: vec![
            Series { name: "乡镇".into(), values: values(80.0) },
            Series { name: "县直单位".into(), values: values(75.0) },
        ],
    }
}

fn table(heading: &str, rows: usize) -> Table {
    Table {
        heading: heading.into(),
        columns: Column::all(&[
            ("序号", 5, true),
            ("单位名称", 12, false),
            ("单位类别", 6, true),
            ("等级", 7, true),
            ("问题描述", 30, false),
            ("问题页面和链接", 25, false),
            ("整改时限", 10, true),
            ("连续期数", 5, true),
        ]),
        rows: (1..=rows)
            .map(|number| {
                vec![
                    Field::new(number.to_string()),
                    Field::new("城关镇人民政府"),
                    Field::new("乡镇"),
                    Field::new("扣分"),
                    Field::new("“通知公告”栏目最新信息发布于2026年4月1日，已超过233天未更新"),
                    Field {
                        text: "通知公告".into(),
                        addresses: vec![Address::new(&format!(
                            "http://www.chengguan.gov.cn/content/column/6795421?pageIndex={number}&x=%E4%B8%AD"
                        ))],
                    },
                    Field::new("2026-12-04"),
                    Field::new("2"),
                ]
            })
            .collect(),
    }
}

/// Everything that a document can have.
pub(crate) fn full() -> Document {
    Document {
        draft_note: "草稿　本稿由系统根据检查记录自动生成，请复核后印发".into(),
        head: "霍邱县人民政府办公室文件".into(),
        number: "霍政办〔2026〕12号".into(),
        title: vec!["霍邱县人民政府办公室".into(), "关于2026年11月政府网站检查情况的通报".into()],
        addressees: "各乡镇人民政府，开发区管委会，县政府各部门、各直属机构，驻霍各单位：".into(),
        opening: vec![long(300)],
        chapters: vec![
            Chapter {
                heading: "一、总体情况".into(),
                blocks: vec![
                    Block::Paragraph("本期检查网站96个，合格87个，合格率90.6%，比上期提高2.1个百分点。".into()),
                    Block::Chart(chart(ChartKind::Line, "各月合格率", "%", &["9月", "10月", "11月"])),
                    Block::Paragraph(long(120)),
                ],
                sections: Vec::new(),
            },
            Chapter {
                heading: "二、存在的主要问题".into(),
                blocks: Vec::new(),
                sections: vec![Section {
                    heading: "（一）栏目更新不及时".into(),
                    blocks: vec![
                        Block::Paragraph(format!("1.城关镇：{}", long(80))),
                        Block::Table(Table {
                            heading: "各类问题数量".into(),
                            columns: Column::all(&[("问题类别", 60, false), ("数量", 40, true)]),
                            rows: vec![
                                vec![Field::new("栏目不更新"), Field::new("12")],
                                vec![Field::new("错链断链"), Field::new("318")],
                            ],
                        }),
                        Block::Chart(chart(ChartKind::Columns, "各类问题", "个", &["栏目不更新", "空白栏目", "错链断链"])),
                    ],
                }],
            },
        ],
        closing: vec!["请各单位于2026年12月4日18:00前将整改情况报县政府办公室。".into()],
        annexes: vec![
            Annex {
                number: 1,
                title: "2026年11月政府网站检查结果图表".into(),
                charts: vec![chart(
                    ChartKind::Bars,
                    "得分较低的单位",
                    "分",
                    &["城关镇人民政府", "县农业农村局", "县自然资源和规划局（县林业局）", "长集镇人民政府"],
                )],
                notes: vec!["注：得分相同的名次并列。".into()],
                ..Annex::default()
            },
            Annex {
                number: 2,
                title: "2026年11月政府网站问题清单及有关单位整改时限和责任分工安排情况".into(),
                wide: true,
                tables: vec![table("城关镇人民政府（3个问题）", 3), table("县农业农村局（40个问题）", 40)],
                ..Annex::default()
            },
            Annex {
                number: 3,
                title: "未能判定的网站".into(),
                tables: vec![Table {
                    heading: String::new(),
                    columns: Column::all(&[("网站名称", 40, false), ("原因", 60, false)]),
                    rows: vec![vec![Field::new("县卫健委网站"), Field::new("网站拒绝程序访问")]],
                }],
                ..Annex::default()
            },
        ],
        signature: "霍邱县人民政府办公室".into(),
        date: "2026年11月28日".into(),
        notes: vec!["（此件公开发布）".into(), "（联系人：张三，联系电话：0564-6021000）".into()],
        colophon: Some(Colophon {
            copies: "县委办公室，县人大常委会办公室，县政协办公室，县法院，县检察院，县人武部，县委宣传部，各人民团体，中央、省、市驻霍单位。".into(),
            printer: "霍邱县人民政府办公室".into(),
            printed_on: "2026年11月28日".into(),
        }),
    }
}
