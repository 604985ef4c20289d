//! Titles of policy files and of what interprets them.

use crate::reference::publication::names::bare;
use crate::reference::publication::{WORDS, has};

/// Whether a title is that of a policy file which asks for an interpretation: 办法, 意见, 方案 and the like; not
/// appointments, commendations, replies.
pub fn is_policy(title: &str) -> bool {
    let words = &WORDS.policies;
    let core = core(title);
    5 <= core.chars().count()
        && words.kinds.iter().any(|it| core.ends_with(it.as_str()))
        && !has(&bare(title), &words.not)
}

/// Whether a title is that of a higher body's document, for which the county answers to nobody.
pub fn is_from_above(title: &str) -> bool {
    let title = bare(title);
    has(&title, &WORDS.policies.above)
        // 省发展改革委, 市财政局 …
        || title.starts_with(['省', '市']) && !title.starts_with("市场") && !title.starts_with("市政")
}

pub fn is_interpretation(title: &str) -> bool {
    has(title, &WORDS.interpretations.words)
}

/// Whether a link says that it leads to the text that a page interprets.
pub fn leads_to_original(text: &str) -> bool {
    has(text, &WORDS.interpretations.original)
}

/// A page that holds the statutory disclosure of a body, by its name.
pub fn is_disclosure_page(name: &str) -> bool {
    name.chars().count() <= 20 && has(name, &WORDS.disclosure.pages)
}

pub fn is_entrance(name: &str) -> bool {
    has(name, &WORDS.disclosure.entrances)
}

/// A decision on a licence or a penalty, which must be public within days.
pub fn is_decision(title: &str) -> bool {
    title.contains("决定") && ["行政处罚", "行政许可"].iter().any(|it| title.contains(it))
}

/// What was published before and comes again, changed.
pub fn is_revision(title: &str) -> bool {
    ["修订", "修正", "修改", "更正", "重新公布", "重新发布", "重新印发", "再次公布", "转发", "转载"]
        .iter()
        .any(|it| title.contains(it))
}

/// What a document is about and is: 农村公路养护管理办法. Without who issues it, 关于印发, 的通知, 试行.
pub fn core(title: &str) -> String {
    let quoted = title.split_once('《').and_then(|(_, rest)| rest.rsplit_once('》'));
    let inner = quoted.map_or(title, |(inner, _)| inner);
    let mut text = bare(inner);
    for lead in ["关于印发", "关于公布", "关于发布", "关于实施", "印发", "关于"]
    {
        if let Some(at) = text.find(lead) {
            text = text[at + lead.len()..].to_owned();
            break;
        }
    }
    for _ in 0..3 {
        for tail in ["的通知", "通知", "试行", "暂行", "修订版", "修订", "全文", "的"]
        {
            if let Some(rest) = text.strip_suffix(tail) {
                text = rest.to_owned();
            }
        }
    }
    text
}

/// Words that tell nothing: most titles have them.
const COMMON: [&str; 15] = [
    "关于",
    "进一步",
    "加强",
    "做好",
    "推进",
    "促进",
    "加快",
    "实施",
    "若干",
    "工作",
    "管理",
    "的",
    "年",
    "政策",
    "解读",
];

/// Without the county, which stands in the one and not in the other.
fn without_county(text: &str) -> &str {
    match text.char_indices().take(6).find(|(_, it)| *it == '县') {
        Some((at, letter)) => &text[at + letter.len_utf8()..],
        None => text,
    }
}

fn pairs(core: &str) -> Vec<(char, char)> {
    let mut text = without_county(core).to_owned();
    for word in WORDS.policies.kinds.iter().map(String::as_str).chain(COMMON) {
        text = text.replace(word, "");
    }
    let letters: Vec<char> = text.chars().collect();
    letters.windows(2).map(|it| (it[0], it[1])).collect()
}

/// How an interpretation's title stands to a policy file: `Some(true)` when it names it, `Some(false)` when it may mean
/// it, `None` when it is about something else.
pub fn resembles(interpretation: &str, policy: &str) -> Option<bool> {
    let whole = bare(interpretation);
    let wanted = core(policy);
    let stem = without_county(&wanted);
    let is_long = |it: &str| 6 <= it.chars().count();
    if is_long(&wanted) && whole.contains(&wanted) || is_long(stem) && whole.contains(stem) {
        return Some(true);
    }
    let (theirs, own) = (pairs(&core(interpretation)), pairs(&wanted));
    if theirs.is_empty() || own.is_empty() {
        return None;
    }
    let common = own.iter().filter(|it| theirs.contains(it)).count();
    // Half of the shorter title.
    (theirs.len().min(own.len()) <= 2 * common).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_files_are_told_from_what_needs_no_interpretation() {
        for (title, fits) in [
            ("关于印发《澜青县农村公路养护管理办法》的通知", true),
            ("澜青县人民政府关于进一步加强耕地保护工作的实施意见", true),
            ("澜青县人民政府办公室关于印发创建文明单位工作方案（试行）的通知", true),
            ("关于加快发展特色产业的若干措施", true),
            ("关于王建国等同志职务任免的通知", false),
            ("关于表彰先进单位的决定", false),
            ("关于召开全县经济工作会议的通知", false),
            ("关于同意设立公益性公墓的批复", false),
            ("关于《养犬管理规定》公开征求意见的公告", false),
            ("《澜青县农村公路养护管理办法》政策解读", false),
            ("关于印发《澜青县防汛抗旱应急预案》的通知", false),
            ("关于暂停供水检修的通知", false),
        ] {
            assert_eq!(is_policy(title), fits, "{title}");
        }
    }

    #[test]
    fn documents_from_above_are_known() {
        for (title, above) in [
            ("国务院办公厅关于印发《政府网站发展指引》的通知", true),
            ("转发省财政厅关于印发管理办法的通知", true),
            ("省发展改革委关于印发价格管理办法的通知", true),
            ("澜青县人民政府关于印发管理办法的通知", false),
            ("市场监管领域信用管理办法", false),
        ] {
            assert_eq!(is_from_above(title), above, "{title}");
        }
    }

    #[test]
    fn an_interpretation_names_its_file_or_may_mean_it() {
        for (interpretation, policy, expected) in [
            (
                "【文字解读】《澜青县农村公路养护管理办法》政策解读",
                "关于印发《澜青县农村公路养护管理办法》的通知",
                Some(true),
            ),
            (
                "一图读懂《农村公路养护管理办法》",
                "澜青县人民政府关于印发《澜青县农村公路养护管理办法（试行）》的通知",
                Some(true),
            ),
            (
                "【负责人解读】耕地保护工作实施意见解读",
                "关于进一步加强耕地保护工作的实施意见",
                Some(false),
            ),
            (
                "《澜青县公租房管理办法》政策解读",
                "关于印发《澜青县农村公路养护管理办法》的通知",
                None,
            ),
            ("优化营商环境系列解读之一", "关于印发《澜青县农村公路养护管理办法》的通知", None),
        ] {
            assert_eq!(resembles(interpretation, policy), expected, "{interpretation}");
        }
    }
}
