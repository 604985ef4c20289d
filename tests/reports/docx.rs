//! The docx, its XML held against the numbers of GB/T 9704-2012.

use crate::reports::build::day;
use crate::reports::ooxml::{Node, files, part};
use calamine::{Reader, Xlsx};
use pucha::reports::document::chart::{Chart, ChartKind, Series};
use pucha::reports::document::{
    Address, Annex, Block, Chapter, Colophon, Column, Document, Field, Section, Table, docx,
};

/// A paragraph of so many characters.
pub(crate) fn long(characters: usize) -> String {
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

fn annexes() -> Vec<Annex> {
    vec![
        Annex {
            number: 1,
            title: "2026年11月政府网站检查结果图表".into(),
            charts: vec![chart(
                ChartKind::Bars,
                "得分较低的单位",
                "分",
                &[
                    "城关镇人民政府",
                    "县农业农村局",
                    "县自然资源和规划局（县林业局）",
                    "长集镇人民政府",
                ],
            )],
            notes: vec!["注：得分相同的名次并列。".into()],
            ..Annex::default()
        },
        Annex {
            number: 2,
            title: "2026年11月政府网站问题清单及有关单位整改时限和责任分工安排情况".into(),
            wide: true,
            tables: vec![
                table("城关镇人民政府（3个问题）", 3),
                table("县农业农村局（40个问题）", 40),
            ],
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
    ]
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
        annexes: annexes(),
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

pub(crate) fn written(document: &Document) -> Vec<u8> {
    docx(document, day("2026-11-28")).expect("a docx")
}

fn style(styles: &Node, name: &str) -> Node {
    let all = styles.all("w:style");
    let found = all.iter().find(|it| it.value("w:name", "w:val") == name);
    let found = found.unwrap_or_else(|| panic!("no style {name}"));
    let id = found.attribute("w:styleId").to_owned();
    let facts = [
        ("eastAsia", found.value("w:rFonts", "w:eastAsia")),
        ("ascii", found.value("w:rFonts", "w:ascii")),
        ("size", found.value("w:sz", "w:val")),
        ("align", found.value("w:jc", "w:val")),
        ("first", found.value("w:ind", "w:firstLineChars")),
        ("line", found.value("w:spacing", "w:line")),
        ("colour", found.value("w:color", "w:val")),
        ("id", id),
    ];
    let attributes = facts.into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
    Node { attributes, ..Node::default() }
}

/// Paragraphs of the body by the name of their style.
fn paragraphs<'a>(body: &'a Node, id: &str) -> Vec<&'a Node> {
    body.all("w:p").into_iter().filter(|it| it.value("w:pStyle", "w:val") == id).collect()
}

#[test]
fn pages_have_the_measures_of_the_standard() {
    let body = part(&written(&full()), "word/document.xml");
    let sections = body.all("w:sectPr");
    assert_eq!(sections.len(), 3, "upright, across, upright");
    for (section, [width, height, top, bottom, left, right], orientation) in [
        (sections[0], ["11906", "16838", "2098", "1984", "1588", "1474"], ""),
        (sections[1], ["16838", "11906", "1588", "1474", "1984", "2098"], "landscape"),
        (sections[2], ["11906", "16838", "2098", "1984", "1588", "1474"], ""),
    ] {
        assert_eq!(section.value("w:pgSz", "w:w"), width);
        assert_eq!(section.value("w:pgSz", "w:h"), height);
        assert_eq!(section.value("w:pgSz", "w:orient"), orientation);
        assert_eq!(section.value("w:pgMar", "w:top"), top);
        assert_eq!(section.value("w:pgMar", "w:bottom"), bottom);
        assert_eq!(section.value("w:pgMar", "w:left"), left);
        assert_eq!(section.value("w:pgMar", "w:right"), right);
        assert_eq!(section.value("w:docGrid", "w:type"), "linesAndChars");
        assert_eq!(section.value("w:docGrid", "w:linePitch"), "579");
        assert_eq!(section.value("w:docGrid", "w:charSpace"), "-849");
        let pages: Vec<(&str, &str)> = section
            .children
            .iter()
            .filter(|it| it.name.ends_with("Reference"))
            .map(|it| (it.name.as_str(), it.attribute("w:type")))
            .collect();
        assert_eq!(
            pages,
            [
                ("w:headerReference", "default"),
                ("w:headerReference", "even"),
                ("w:footerReference", "default"),
                ("w:footerReference", "even"),
            ]
        );
        assert!(section.first("w:pgNumType").is_none(), "numbers go on");
    }
}

#[test]
fn styles_have_typeface_size_and_indent_of_the_standard() {
    let styles = part(&written(&full()), "word/styles.xml");
    let defaults = styles.first("w:docDefaults").expect("defaults");
    assert_eq!(defaults.value("w:rFonts", "w:eastAsia"), "仿宋_GB2312");
    assert_eq!(defaults.value("w:rFonts", "w:ascii"), "Times New Roman");
    assert_eq!(defaults.value("w:sz", "w:val"), "32");
    let body = style(&styles, "Normal");
    assert_eq!(body.attribute("first"), "200");
    assert_eq!(body.attribute("align"), "both");
    for (name, [chinese, size, align, first]) in [
        ("Title", ["方正小标宋简体", "44", "center", "0"]),
        ("发文机关标志", ["方正小标宋简体", "32", "center", "0"]),
        ("发文字号", ["仿宋_GB2312", "32", "center", "0"]),
        ("主送机关", ["仿宋_GB2312", "32", "both", "0"]),
        ("heading 1", ["黑体", "32", "both", "200"]),
        ("heading 2", ["楷体_GB2312", "32", "both", "200"]),
        ("heading 3", ["仿宋_GB2312", "32", "both", "200"]),
        ("附注", ["仿宋_GB2312", "32", "both", "200"]),
        ("附件标识", ["黑体", "32", "left", "0"]),
        ("附件标题", ["方正小标宋简体", "44", "center", "0"]),
        ("版记", ["仿宋_GB2312", "28", "both", "0"]),
        ("表头小四", ["黑体", "24", "center", "0"]),
        ("表格五号", ["仿宋_GB2312", "21", "left", "0"]),
        ("表格小五居中", ["仿宋_GB2312", "18", "center", "0"]),
    ] {
        let style = style(&styles, name);
        assert_eq!(style.attribute("eastAsia"), chinese, "{name}");
        assert_eq!(style.attribute("ascii"), "Times New Roman", "{name}");
        assert_eq!(style.attribute("size"), size, "{name}");
        assert_eq!(style.attribute("align"), align, "{name}");
        assert_eq!(style.attribute("first"), first, "{name}");
    }
    let title = style(&styles, "Title");
    assert_eq!(title.attribute("line"), "700", "35 points");
    assert_eq!(style(&styles, "发文机关标志").attribute("colour"), "FF0000");
    let footer = style(&styles, "footer");
    assert_eq!((footer.attribute("eastAsia"), footer.attribute("ascii")), ("宋体", "宋体"));
    assert_eq!(footer.attribute("size"), "28");
}

#[test]
fn the_first_page_begins_with_head_number_line_and_title() {
    let body = part(&written(&full()), "word/document.xml");
    let all = body.all("w:p");
    let begin: Vec<(String, String)> =
        all.iter().take(9).map(|it| (it.value("w:pStyle", "w:val"), it.words())).collect();
    let blank = || ("blank".to_owned(), String::new());
    assert_eq!(
        begin,
        [
            blank(),
            ("head".into(), "霍邱县人民政府办公室文件".into()),
            blank(),
            blank(),
            ("numberline".into(), "霍政办〔2026〕12号".into()),
            blank(),
            blank(),
            ("title".into(), "霍邱县人民政府办公室关于2026年11月政府网站检查情况的通报".into()),
            blank(),
        ]
    );
    assert_eq!(all[0].value("w:spacing", "w:line"), "1984", "35 mm");
    assert_eq!(all[7].all("w:br").len(), 1);
    assert_eq!(all[9].value("w:pStyle", "w:val"), "addressees");
    let head: u32 = all[1].value("w:sz", "w:val").parse().expect("a size");
    assert!(head * 10 * 12 * 80 / 100 <= 8844, "twelve characters of {head} half-points in a line");
    let styles = part(&written(&full()), "word/styles.xml");
    let line = styles
        .all("w:style")
        .into_iter()
        .find(|it| it.attribute("w:styleId") == "numberline")
        .and_then(|it| it.first("w:bottom"))
        .expect("a line");
    assert_eq!(line.attribute("w:color"), "FF0000");
}

#[test]
fn a_long_head_is_scaled_down_and_a_document_without_head_has_no_red_line() {
    let long_name = "安徽省六安市霍邱县经济和信息化局科技局商务局联合办公室文件";
    let head = Document { head: long_name.into(), ..full() };
    let body = part(&written(&head), "word/document.xml");
    let size: u32 = paragraphs(&body, "head")[0].value("w:sz", "w:val").parse().expect("a size");
    assert!(size * 10 * 28 * 80 / 100 <= 8844, "{size}");
    let plain = Document { head: String::new(), ..full() };
    let body = part(&written(&plain), "word/document.xml");
    assert!(paragraphs(&body, "numberline").is_empty());
    assert_eq!(paragraphs(&body, "number").len(), 1);
}

#[test]
fn what_follows_the_text_stands_where_the_standard_says() {
    let body = part(&written(&full()), "word/document.xml");
    let list = paragraphs(&body, "annexlist");
    assert_eq!(
        list.iter().map(|it| it.words()).collect::<Vec<_>>(),
        [
            "附件：1.2026年11月政府网站检查结果图表",
            "2.2026年11月政府网站问题清单及有关单位整改时限和责任分工安排情况",
            "3.未能判定的网站"
        ]
    );
    let place = |it: &Node| {
        let number = |name: &str| it.value("w:ind", name).parse::<i32>().expect("twips");
        (number("w:left"), number("w:left") - number("w:hanging"))
    };
    let (name_at, begins) = place(list[0]);
    assert_eq!(begins, 632, "two characters");
    assert!(list.iter().all(|it| place(it).0 == name_at), "names stand below each other");
    assert_eq!(place(list[1]).1, 1580, "numbers stand below each other");
    let date = paragraphs(&body, "date")[0];
    assert_eq!(date.value("w:ind", "w:rightChars"), "400");
    let signature = paragraphs(&body, "signature")[0];
    assert_eq!(
        signature.value("w:ind", "w:rightChars"),
        "300",
        "ten characters begin two to the left of seven that end four from the edge"
    );
    let notes = paragraphs(&body, "remark");
    assert_eq!(notes[0].words(), "（此件公开发布）");
    let one = Document { annexes: full().annexes.into_iter().take(1).collect(), ..full() };
    let body = part(&written(&one), "word/document.xml");
    assert_eq!(paragraphs(&body, "annexlist")[0].words(), "附件：2026年11月政府网站检查结果图表");
    assert_eq!(paragraphs(&body, "annexmark")[0].words(), "附件");
}

#[test]
fn each_annex_begins_a_page_with_its_mark_and_its_title_on_the_third_line() {
    let body = part(&written(&full()), "word/document.xml");
    let all = body.all("w:p");
    let marks: Vec<usize> =
        (0..all.len()).filter(|&it| all[it].value("w:pStyle", "w:val") == "annexmark").collect();
    assert_eq!(marks.len(), 3);
    for (number, at) in (1..).zip(marks) {
        assert_eq!(all[at].words(), format!("附件{number}"));
        let breaks = all[at].first("w:pageBreakBefore").is_some();
        let after_section = all[at - 1].first("w:sectPr").is_some();
        assert!(breaks != after_section, "one new page, not two");
        assert_eq!(all[at + 1].value("w:pStyle", "w:val"), "blank");
        assert_eq!(all[at + 2].value("w:pStyle", "w:val"), "annextitle");
    }
}

#[test]
fn page_numbers_stand_outside_odd_right_and_even_left() {
    let docx = written(&full());
    for (name, side, indent) in
        [("footer1", "right", "w:rightChars"), ("footer2", "left", "w:leftChars")]
    {
        let footer = part(&docx, &format!("word/{name}.xml"));
        assert_eq!(footer.value("w:jc", "w:val"), side);
        assert_eq!(footer.value("w:ind", indent), "100");
        assert_eq!(footer.words(), "— 1 —");
        assert_eq!(footer.first("w:instrText").expect("a field").text, "PAGE");
    }
    let settings = part(&docx, "word/settings.xml");
    assert!(settings.first("w:evenAndOddHeaders").is_some());
}

#[test]
fn the_colophon_has_its_three_lines() {
    let body = part(&written(&full()), "word/document.xml");
    let tables = body.all("w:tbl");
    let last = tables.last().expect("a colophon");
    assert_eq!(last.value("w:tblpPr", "w:tblpYSpec"), "bottom");
    assert_eq!(last.value("w:tblW", "w:w"), "8844");
    let size = |side: &str| last.first("w:tblBorders").expect("lines").value(side, "w:sz");
    assert_eq!([size("w:top"), size("w:insideH"), size("w:bottom")], ["8", "6", "8"]);
    let cells: Vec<String> = last.all("w:tc").iter().map(|it| it.words()).collect();
    assert!(cells[0].starts_with("抄送：县委办公室"), "{cells:?}");
    assert_eq!(cells[1..], ["霍邱县人民政府办公室", "2026年11月28日印发"]);
    let wide = Document { annexes: full().annexes.into_iter().take(2).collect(), ..full() };
    let body = part(&written(&wide), "word/document.xml");
    let sections = body.all("w:sectPr");
    let last = sections.last().expect("a section");
    assert_eq!(last.value("w:type", "w:val"), "evenPage", "after a page across");
    assert_eq!(last.value("w:pgSz", "w:orient"), "");
}

#[test]
fn tables_repeat_their_heads_and_keep_their_rows_whole() {
    let body = part(&written(&full()), "word/document.xml");
    for table in body.all("w:tbl").into_iter().filter(|it| it.first("w:tblStyle").is_some()) {
        assert_eq!(table.value("w:tblLayout", "w:type"), "fixed");
        assert_eq!(table.value("w:tblW", "w:type"), "pct");
        let rows = table.all("w:tr");
        assert!(rows[0].first("w:tblHeader").is_some());
        assert!(rows.iter().skip(1).all(|it| it.first("w:tblHeader").is_none()));
        assert!(rows.iter().all(|it| it.first("w:cantSplit").is_some()));
    }
}

#[test]
fn a_draft_says_so_on_every_page_and_an_issued_document_does_not() {
    let docx = written(&full());
    for name in ["header1", "header2"] {
        let header = part(&docx, &format!("word/{name}.xml"));
        assert!(header.words().starts_with("草稿"));
        let marks = header.all("v:textpath");
        assert!(marks.iter().any(|it| it.attribute("string") == "草稿"));
    }
    let issued = written(&Document { draft_note: String::new(), ..full() });
    let all = files(&issued);
    assert!(all.keys().all(|it| !it.contains("header")), "{:?}", all.keys());
    assert!(all.values().all(|it| !String::from_utf8_lossy(it).contains("草稿")));
}

#[test]
fn charts_hold_their_figures_with_gaps_and_a_workbook_to_edit() {
    let docx = written(&full());
    let body = part(&docx, "word/document.xml");
    let texts: Vec<&str> = body.all("wp:docPr").iter().map(|it| it.attribute("descr")).collect();
    assert_eq!(
        texts[0],
        "各月合格率。乡镇：9月 80%，10月 无数据，11月 85%。县直单位：9月 75%，10月 无数据，11月 80%"
    );
    let all = files(&docx);
    for number in 1..=3 {
        let chart = part(&docx, &format!("word/charts/chart{number}.xml"));
        assert_eq!(chart.value("c:dispBlanksAs", "val"), "gap");
        let numbers = chart.first("c:numCache").expect("figures");
        let places: Vec<&str> = numbers.all("c:pt").iter().map(|it| it.attribute("idx")).collect();
        assert!(!places.contains(&"1"), "what is not known has no point: {places:?}");
        for script in ["a:latin", "a:ea"] {
            assert!(chart.all(script).iter().all(|it| !it.attribute("typeface").is_empty()));
        }
        let book = &all[&format!("word/embeddings/chart{number}.xlsx")];
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(book)).expect("a workbook");
        let range = book.worksheet_range("Sheet1").expect("the sheet");
        let places: Vec<&Node> = chart.all("c:f");
        assert_eq!(places[0].text, "Sheet1!$B$1");
        assert_eq!(range.get((0, 1)).map(ToString::to_string).as_deref(), Some("乡镇"));
    }
}

#[test]
fn the_same_document_is_the_same_file_and_bears_title_and_day() {
    let (first, second) = (written(&full()), written(&full()));
    assert_eq!(first, second);
    let core = part(&first, "docProps/core.xml");
    let text = |name: &str| core.first(name).expect("a property").text.clone();
    assert_eq!(text("dc:title"), full().title.concat());
    assert_eq!(text("dcterms:created"), "2026-11-28T00:00:00Z");
}

#[test]
fn thousands_of_rows_are_written_at_once() {
    let mut document = full();
    document.annexes[1].tables =
        (0..100).map(|it| table(&format!("第{it}个网站（30个问题）"), 30)).collect();
    let began = std::time::Instant::now();
    let docx = written(&document);
    let took = began.elapsed();
    let rows = part(&docx, "word/document.xml").all("w:tr").len();
    assert!(3_000 < rows);
    assert!(took.as_secs() < 5, "{took:?}");
}
