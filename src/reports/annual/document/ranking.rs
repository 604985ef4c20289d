//! The ranks over the year, class by class: who did well, and who failed.

use crate::reports::annual::document::chapters::{NAMED, numbered};
use crate::reports::annual::tables::unit_classes;
use crate::reports::annual::{SiteYear, Year, words};
use crate::reports::document::{Block, Chapter};

pub(super) fn ranking(year: &Year) -> Chapter {
    let mut sections = Vec::new();
    for class in unit_classes(year) {
        let mut ranked: Vec<&SiteYear> = year
            .sites
            .iter()
            .filter(|it| it.site.unit_class == class && it.rank.is_some())
            .collect();
        ranked.sort_by_key(|it| it.rank);
        let told = |it: &&SiteYear| format!("{}（{}）", words::unit(year, it), words::score_of(it));
        let mut texts = Vec::new();
        match ranked.as_slice() {
            [] => texts.push("没有可以排名的网站。".into()),
            [only] => texts.push(format!("{}。", told(only))),
            all => {
                let most = all.len().div_ceil(2).min(3);
                // Nobody is named as good who failed in a month.
                let best: Vec<String> = all
                    .iter()
                    .filter(|it| it.course().qualified == it.course().judged)
                    .filter(|it| it.rank <= Some(most))
                    .take(NAMED)
                    .map(told)
                    .collect();
                if best.is_empty() {
                    texts.push("没有各期均合格的单位。".into());
                } else {
                    texts.push(format!("排名靠前的有{}。", best.join("、")));
                }
                // Nobody is named as last who was qualified whenever it was judged.
                let last: Vec<String> = all
                    .iter()
                    .rev()
                    .filter(|it| it.course().qualified < it.course().judged && Some(most) < it.rank)
                    .take(3)
                    .map(told)
                    .collect();
                if !last.is_empty() {
                    texts.push(format!("排名靠后的有{}。", last.join("、")));
                }
            }
        }
        let out: Vec<String> = year
            .sites
            .iter()
            .filter(|it| it.site.unit_class == class && it.rank.is_none())
            .map(|it| words::unit(year, it))
            .collect();
        if !out.is_empty() {
            texts.push(format!(
                "{}因可判定期次不足或者没有，未参加排名。",
                words::named(&out, NAMED, "单位")
            ));
        }
        sections.push((class.chinese(), texts));
    }
    let rule = "同类单位按可判定期次的合格比例、平均得分排名；无法判定的期次不计。".to_owned();
    Chapter {
        blocks: Block::paragraphs([rule]),
        sections: numbered(sections),
        ..Chapter::default()
    }
}
