//! Telephone numbers and mail addresses, as offices print them.

use regex::Regex;
use std::sync::LazyLock;

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?:电\s?话|热\s?线|联系方式|手机|传真|Tel|TEL)[^0-9]{0,12}((?:\(?0\d{2,3}\)?[-—－ ]?)?\d{7,8}(?:[-转]\d{1,5})?|1\d{10}|12345|400[- ]?\d{3}[- ]?\d{4})",
    )
});
/// Whole enough to need no word: with its area code, or mobile.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"(?:^|[^0-9])(?:0\d{2,3}[)）]?[-—－– ]?\d{7,8}|1\d{10})(?:[^0-9]|$)")
});
static MAIL: LazyLock<Regex> = LazyLock::new(|| expression(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"));

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expression is valid")
}

/// The first number behind a word for telephone.
pub(super) fn telephone(text: &str) -> Option<&str> {
    let found = NAMED.captures(text)?;
    found.get(1).map(|it| it.as_str())
}

pub(super) fn mail(text: &str) -> Option<&str> {
    let found = if text.contains('@') { MAIL.find(text) } else { None };
    found.map(|it| it.as_str())
}

/// Whether the text tells a telephone number, behind a word for it or with its area code or mobile, or a mail address.
/// What counts visitors is none.
pub(super) fn is_told_in(text: &str) -> bool {
    telephone(text).or_else(|| mail(text)).is_some() || WHOLE.is_match(text)
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
