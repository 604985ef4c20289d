//! The entrance for people with impairments: by its words, or by the script of a product that draws it.

use crate::model::facts::features::Entrance;
use crate::reference::grams::Indexed;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// What such entrances are called.
const WORDS: [&str; 12] = [
    "无障碍",
    "适老",
    "长者",
    "关怀版",
    "关爱版",
    "老年版",
    "大字版",
    "盲人",
    "读屏",
    "语音播报",
    "辅助浏览",
    "网页朗读",
];
/// In the addresses and names of scripts that draw one.
const SCRIPTS: [&str; 8] = [
    "wza",
    "barrierfree",
    "barrier-free",
    "barrier_free",
    "wuzhangai",
    "shilaohua",
    "accessib",
    "ariatoolbar",
];

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(WORDS.into_iter().chain(SCRIPTS))
        .expect("the words are few")
});

/// A mention anywhere counts: what the words stand in is drawn in too many ways to be told apart.
pub(super) fn read(html: &Indexed<'_>, fragments: &[String]) -> Entrance {
    let may_hold = WORDS.iter().chain(&SCRIPTS).any(|it| html.grams.may_hold(it));
    let shown =
        may_hold && NAMES.is_match(html.text()) || fragments.iter().any(|it| NAMES.is_match(it));
    if shown { Entrance::Shown } else { Entrance::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entrance_is_known_by_words_or_by_its_script() {
        for (html, found) in [
            ("<a href=\"/wzall.html\">无障碍浏览</a>", Entrance::Shown),
            ("<img src=\"/i/1.png\" alt=\"长者助手\">", Entrance::Shown),
            (
                "<script src=\"https://gov.govwza.cn/dist/aria.js?appid=1\"></script>",
                Entrance::Shown,
            ),
            ("<a href=\"/dzb/\">电子报</a>", Entrance::None),
        ] {
            assert_eq!(read(&Indexed::new(html), &[]), found, "{html}");
        }
        assert_eq!(
            read(&Indexed::new("<p></p>"), &["<a>适老化版本</a>".to_owned()]),
            Entrance::Shown
        );
    }
}
