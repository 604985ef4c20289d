//! Titles and texts as such sites have them, picked by name and number, never at random.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const TITLES: &str = include_str!("../../data/demo/titles.txt");

fn themes() -> &'static BTreeMap<&'static str, Vec<&'static str>> {
    static THEMES: OnceLock<BTreeMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    THEMES.get_or_init(|| {
        let mut themes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut current = "";
        for line in TITLES.lines() {
            match line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                Some(theme) => current = theme,
                None => themes.entry(current).or_default().push(line),
            }
        }
        themes
    })
}

/// A number that only depends on the words (FNV-1a).
pub(crate) fn seed(words: &str) -> u64 {
    words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The `number`th title of a theme for a unit; `year` is what reports of that day are about.
pub(crate) fn title(theme: &str, unit: &str, number: usize, year: i32) -> String {
    let titles = &themes()[theme];
    let start = usize::try_from(seed(unit) % 97).unwrap_or_default();
    titles[(start + number) % titles.len()]
        .replace("{u}", unit)
        .replace("{n}", &(number + 3).to_string())
        .replace("{y}", &year.to_string())
}

const SENTENCES: &[&str] = &[
    "会议指出，要坚持以人民为中心的发展思想，把群众满意作为检验工作的标准",
    "活动中，工作人员通过发放宣传手册、面对面讲解等方式，向群众普及相关知识",
    "要压实工作责任，细化工作举措，倒排工期，挂图作战，确保各项任务按时完成",
    "下一步，将继续加大工作力度，健全长效机制，不断提升服务水平",
    "针对检查中发现的问题，检查组现场提出整改要求，并明确整改责任人",
    "大家一致表示，要以此次学习为契机，立足本职岗位，积极担当作为",
    "现场解答群众提问三十余人次，受到群众的一致好评",
    "各村（社区）要结合实际，因地制宜制定实施方案，抓好贯彻落实",
];

/// Three paragraphs about a title.
pub(crate) fn text(title: &str, unit: &str) -> String {
    let start = usize::try_from(seed(title) % 89).unwrap_or_default();
    let mut html =
        format!("<p>　　近日，{unit}围绕“{title}”有关事项，认真研究部署，扎实推进落实。</p>\n");
    for paragraph in 0..3 {
        html.push_str("<p>　　");
        for sentence in 0..4 {
            html.push_str(SENTENCES[(start + paragraph * 5 + sentence * 3) % SENTENCES.len()]);
            html.push('。');
        }
        html.push_str("</p>\n");
    }
    html
}
