//! Telephone numbers and mail addresses, as a page of contacts prints them.

/// Whether the text tells a telephone number (with its area code, mobile, or seven or eight figures behind a word for
/// telephone) or a mail address. What counts visitors is none.
pub(super) fn is_told_in(text: &str) -> bool {
    is_mail(text) || is_telephone(text)
}

fn is_mail(text: &str) -> bool {
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].ends_with(is_of_name);
        let host = text[at + 1..].split(|it| !is_of_name(it)).next().unwrap_or_default();
        before && host.trim_matches('.').contains('.')
    })
}

fn is_telephone(text: &str) -> bool {
    const WORDS: [&str; 6] = ["电话", "传真", "热线", "手机", "Tel", "TEL"];
    let is_named = WORDS.iter().any(|it| text.contains(it));
    let is_joint = |it: char| matches!(it, '-' | '－' | '—' | '–');
    text.split(|it: char| !it.is_ascii_digit() && !is_joint(it)).any(|run| {
        let groups: Vec<&str> = run.split(is_joint).filter(|it| !it.is_empty()).collect();
        match groups.as_slice() {
            [code, number, ..] if code.starts_with('0') => {
                matches!(code.len(), 3 | 4) && matches!(number.len(), 7 | 8)
            }
            [number] if number.len() == 11 => number.starts_with('1') || number.starts_with('0'),
            [number] => is_named && matches!(number.len(), 5 | 7 | 8 | 12),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_an_office_is_told_from_other_figures() {
        for told in [
            "联系电话：0564-6021000",
            "办公室 05646021000",
            "值班手机13905640000",
            "电话：6021000",
            "服务热线：12345",
            "传真（0564）6021001",
            "邮箱：xzjl@qinghe.gov.cn",
        ] {
            assert!(is_told_in(told), "{told}");
        }
        for other in [
            "您是第1234567位访客",
            "2026-11-20",
            "共 0 条 第 1/1 页",
            "发布时间：20261120",
            "皖ICP备05000000号",
            "访问量：12345678",
            "@所有人",
            "a@b",
            "",
        ] {
            assert!(!is_told_in(other), "{other}");
        }
    }
}
